//! `ibid export`: the reader's notes, marks and trail, quoted and with their sources, and saved queries; as Markdown or
//! JSON lines.

use serde_json::json;

use super::Console;
use super::args::{Export, Exported};
use super::exit::{Exit, Stop};
use super::judgements::{date_of, paths_of};
use super::lists::found;
use crate::model::{Anchor, Article};
use crate::query::SavedQuery;
use crate::store::{Library, ReaderFile, StoreError};
use crate::text::visible;

/// A thing to export.
struct Item {
    /// A letter for a mark, the words of a note; empty for a jump.
    own: String,
    anchor: Anchor,
    at: i64,
    /// The article, where the library still has it, and the passage that the anchor is on.
    source: Option<(Article, Option<u32>)>,
}

/// `ibid export`.
pub(super) fn export(console: &mut Console<'_>, asked: &Export) -> Result<Exit, Stop> {
    let paths = paths_of(console, &asked.sources)?;
    let reader = match ReaderFile::open_to_read(&paths.reader) {
        Err(StoreError::Missing { .. }) => return Ok(Exit::NothingFound),
        opened => opened?,
    };
    let all: Vec<(String, Anchor, i64)> = match asked.what {
        Exported::Notes => {
            let notes = reader.notes()?.into_iter().rev();
            notes.map(|note| (note.text, note.anchor, note.at)).collect()
        }
        Exported::Marks => {
            let marks = reader.marks()?.into_iter();
            marks.map(|(mark, at)| (mark.letter.to_string(), mark.anchor, at)).collect()
        }
        Exported::Trail => {
            let trail = reader.trail()?.into_iter();
            trail.map(|jump| (String::new(), jump.anchor, jump.at)).collect()
        }
        Exported::Queries => return queries(console, &reader, asked.form.json),
    };
    let library = match paths.library.exists() {
        true => Some(Library::open_to_read(&paths.library)?),
        false => None,
    };
    let is_any = !all.is_empty();
    for (own, anchor, at) in all {
        let source = source(library.as_ref(), &anchor)?;
        let item = Item { own, anchor, at, source };
        match asked.form.json {
            true => console.out.json(&object(&item, asked.what))?,
            false => console.out.line(&markdown(&item, asked.what))?,
        }
    }
    Ok(found(is_any))
}

/// Saved queries have no place in an article: a list of names, each with what it stands for.
fn queries(console: &mut Console<'_>, reader: &ReaderFile, json: bool) -> Result<Exit, Stop> {
    let saved = reader.saved_queries()?;
    for SavedQuery { name, text } in &saved {
        match json {
            true => {
                let kind = Exported::Queries.singular();
                console.out.json(&json!({ "kind": kind, "own": name, "query": text }))?;
            }
            false => console.out.line(&format!("- **{}**: `{}`", visible(name), visible(text)))?,
        }
    }
    Ok(found(!saved.is_empty()))
}

fn source(
    library: Option<&Library>,
    anchor: &Anchor,
) -> Result<Option<(Article, Option<u32>)>, StoreError> {
    let Some(library) = library else { return Ok(None) };
    let Some(id) = library.article_of_key(&anchor.key)? else { return Ok(None) };
    let Some(article) = library.article(id)? else { return Ok(None) };
    let span = anchor.find(&article.text).filter(|_| !anchor.is_whole());
    let passage = span.map(|span| article.passage_at(span.start()));
    Ok(Some((article, passage)))
}

impl Item {
    /// The words it is on: the whole passage where that is found, else those that were kept.
    fn quoted(&self) -> String {
        let passage = self.source.as_ref().and_then(|(article, passage)| {
            let passage = article.passages.get((*passage)? as usize)?;
            Some(passage.span.of(&article.text))
        });
        let words = passage.unwrap_or(&self.anchor.surface);
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Title, author, publisher, date, address and passage, as far as they are known.
    fn citation(&self) -> String {
        match &self.source {
            Some((article, passage)) => article.citation(*passage),
            None => self.anchor.key.clone(),
        }
    }
}

fn object(item: &Item, what: Exported) -> serde_json::Value {
    let article = item.source.as_ref().map(|(article, _)| article);
    let passage = item.source.as_ref().and_then(|(_, passage)| *passage);
    json!({
        "kind": what.singular(),
        "own": item.own,
        "quote": item.quoted(),
        "title": article.map(|article| &article.title),
        "citation": item.citation(),
        "key": item.anchor.key,
        "passage": passage.map(|passage| passage + 1),
        "at": item.at,
        "orphaned": passage.is_none() && !(item.anchor.is_whole() && article.is_some()),
    })
}

fn markdown(item: &Item, what: Exported) -> String {
    let quoted = item.quoted();
    let mut out = String::new();
    if !quoted.is_empty() {
        out.push_str(&format!("> {}\n>\n", visible(&quoted)));
    }
    out.push_str(&format!("> — {}\n", visible(&item.citation())));
    let date = date_of(item.at);
    out.push_str(&match what {
        Exported::Notes => format!("\n{}\n\n*{date}*\n", own_lines(&item.own)),
        Exported::Marks => format!("\n*mark {}, {date}*\n", item.own),
        Exported::Trail | Exported::Queries => format!("\n*{date}*\n"),
    });
    out
}

fn own_lines(text: &str) -> String {
    text.lines().map(visible).collect::<Vec<_>>().join("\n")
}
