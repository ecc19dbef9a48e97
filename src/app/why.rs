//! Why a mention is taken for whom it is: how it was found, by what it was joined, how sure that is.

use super::{Sheet, State};
use crate::model::{EntityRow, Form, Mention, ResolvedMention, what_it_says};

impl State {
    /// The rows of the card on the current mention: a label and what it says. Empty without one.
    pub fn why_rows(&self) -> Vec<(&'static str, String)> {
        let Some(sheet) = &self.reader.sheet else { return Vec::new() };
        let Some(place) = self.reader.mention else { return Vec::new() };
        let Some(found) = sheet.mention(place) else { return Vec::new() };
        let mention = &found.mention;
        let entity = sheet.view.entities.iter().find(|row| row.id == found.entity);
        let mut rows = vec![
            ("words", words(sheet, mention)),
            ("is", entity.map_or_else(String::new, |row| row.name.clone())),
            ("form", mention.form.name().to_owned()),
            ("how", what_it_says(&mention.rule).to_owned()),
        ];
        rows.extend(evidence(sheet, place, found).map(|what| ("by", what)));
        rows.push(("sure", sure(mention)));
        rows.extend(entity.filter(|row| !row.aliases.is_empty()).map(also));
        rows
    }
}

fn words(sheet: &Sheet, mention: &Mention) -> String {
    mention.span.of(sheet.text()).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The name nearest before the mention, or else after it, that means the same in this article.
fn evidence(sheet: &Sheet, place: usize, found: &ResolvedMention) -> Option<String> {
    let own = words(sheet, &found.mention);
    let names = sheet.mentions_of(found.entity).iter().map(|&at| at as usize);
    let names = names.filter(|&at| {
        let other = sheet.mention(at);
        other.is_some_and(|o| o.mention.form == Form::Name && words(sheet, &o.mention) != own)
    });
    let names: Vec<usize> = names.collect();
    let before = names.iter().copied().rfind(|&at| at < place);
    let name = sheet.mention(before.or_else(|| names.first().copied())?)?;
    let passage = sheet.passage_at(name.mention.span.start());
    Some(format!("\"{}\" in ¶{}", words(sheet, &name.mention), passage + 1))
}

fn sure(mention: &Mention) -> String {
    let doubt = if mention.confidence < Mention::DOUBTFUL { ", doubtful" } else { "" };
    format!("{:.2} of 1{doubt}", mention.confidence)
}

fn also(row: &EntityRow) -> (&'static str, String) {
    ("also", row.aliases.join(", "))
}
