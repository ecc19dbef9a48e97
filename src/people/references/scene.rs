//! An article as pronouns see it: who is mentioned where, as subject or object, in which sentence, passage
//! and quotation.

use std::ops::Range;

use crate::model::{Article, Form, Gender, Mention};
use crate::people::chains::Group;
use crate::people::context::units_in;
use crate::people::quotations::{self, Quotation};
use crate::people::reading::{Case, Reading};
use crate::text::TokenKind;

/// What a mention is in its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Before a finite verb.
    Subject,
    /// With a possessive ending.
    Possessor,
    /// After a verb.
    Object,
    /// After a preposition.
    Oblique,
    /// Cannot be told.
    Other,
}

/// A mention in the scene.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// Its place among the article's mentions.
    pub(super) mention: u32,
    /// Its units.
    pub(super) units: Range<usize>,
    /// Who it is; none while it is open.
    pub(super) group: Option<usize>,
    /// How it refers.
    pub(super) form: Form,
    /// Its sentence.
    pub(super) sentence: usize,
    /// Its passage.
    pub(super) passage: usize,
    /// The quotation it stands in.
    pub(super) quote: Option<usize>,
    /// What it is in its clause.
    pub(super) part: Part,
    /// Whether "and" or "or" joins it to another.
    pub(super) is_joined: bool,
}

/// The scene.
pub(super) struct Scene<'a> {
    /// The article's words.
    pub(super) reading: &'a Reading,
    /// The persons.
    pub(super) groups: &'a [Group],
    /// The gender of each person, as far as it is known; more is learnt on the way.
    pub(super) genders: Vec<Option<Gender>>,
    /// All mentions of persons, in the order of the text.
    pub(super) seen: Vec<Seen>,
    /// All quotations, in the order of the text.
    pub(super) quotes: &'a [Quotation],
}

impl<'a> Scene<'a> {
    /// Sets the scene.
    pub(super) fn new(
        article: &Article,
        reading: &'a Reading,
        mentions: &[Mention],
        groups: &'a [Group],
    ) -> Self {
        let mut group_of: Vec<Option<usize>> = vec![None; mentions.len()];
        for (number, group) in groups.iter().enumerate() {
            for &mention in &group.mentions {
                if let Some(slot) = group_of.get_mut(mention as usize) {
                    *slot = Some(number);
                }
            }
        }
        let genders = groups.iter().map(|group| group.gender).collect();
        let quotes = &reading.quotations;
        let mut scene = Self { reading, groups, genders, seen: Vec::new(), quotes };
        for (at, mention) in mentions.iter().enumerate() {
            if mention.kind == crate::model::EntityKind::Person {
                let group = group_of.get(at).copied().flatten();
                scene.see(article, at as u32, mention, group);
            }
        }
        scene.seen.sort_by_key(|seen| (seen.units.start, seen.units.end));
        scene
    }

    /// Whether a number is that of a person by name; others stand for persons without one.
    pub(super) fn is_named(&self, group: usize) -> bool {
        group < self.groups.len()
    }

    /// Adds the persons without a name, each as someone of its own: descriptions that stayed open, and
    /// nouns such as "a spokesman", "his wife", "the woman". They are nobody's, but a pronoun may be theirs.
    pub(super) fn add_nameless(&mut self, article: &Article) {
        let mut taken: Vec<Range<usize>> =
            self.seen.iter().map(|seen| seen.units.clone()).collect();
        taken.sort_by_key(|units| units.start);
        for seen in self.seen.iter_mut().filter(|s| s.form == Form::Nominal && s.group.is_none()) {
            seen.group = Some(self.genders.len());
            let title = self.reading.word(seen.units.end - 1).and_then(|last| last.title);
            self.genders.push(title.and_then(|title| title.gender));
        }
        let nouns: Vec<Option<Option<Gender>>> =
            (0..self.reading.words.len()).map(|word| person_noun(self.reading, word)).collect();
        for (at, unit) in self.reading.units.iter().enumerate() {
            let Some(gender) = nouns.get(unit.word as usize).copied().flatten() else { continue };
            let next = taken.partition_point(|units| units.end <= at);
            let is_free = taken.get(next).is_none_or(|units| units.start > at + 1);
            if !is_free || !is_one_person(self.reading, at) {
                continue;
            }
            let noun = Mention {
                span: unit.span,
                kind: crate::model::EntityKind::Person,
                form: Form::Nominal,
                confidence: 0.0,
                rule: "".into(),
            };
            let group = self.genders.len();
            self.genders.push(gender);
            self.see(article, u32::MAX, &noun, Some(group));
        }
        self.seen.sort_by_key(|seen| (seen.units.start, seen.units.end));
    }

    fn see(&mut self, article: &Article, at: u32, mention: &Mention, group: Option<usize>) {
        let units = units_in(self.reading, mention.span);
        if units.is_empty() {
            return;
        }
        let form = match mention.form {
            Form::Name if group.is_none() => Form::Nominal,
            form => form,
        };
        let sentence = self.reading.sentences.partition_point(|s| s.end <= units.start);
        let passage =
            article.passages.partition_point(|passage| passage.span.end() <= mention.span.start());
        let quote = quotations::around(self.quotes, mention.span);
        let (part, is_joined) = self.part(&units, form);
        self.seen.push(Seen {
            mention: at,
            units,
            group,
            form,
            sentence,
            passage,
            quote,
            part,
            is_joined,
        });
    }

    /// The mentions that start at a unit from `from` to before `to`.
    pub(super) fn between(&self, from: usize, to: usize) -> &[Seen] {
        let first = self.seen.partition_point(|seen| seen.units.start < from);
        let end = self.seen.partition_point(|seen| seen.units.start < to);
        self.seen.get(first..end).unwrap_or(&[])
    }

    /// The folded word of a unit.
    pub(super) fn word(&self, unit: usize) -> &str {
        self.reading.folded(unit)
    }

    /// The sentence that holds a unit.
    pub(super) fn sentence(&self, number: usize) -> Range<usize> {
        self.reading.sentences.get(number).cloned().unwrap_or(0..0)
    }

    /// Whether a unit is a finite verb as far as lists and endings tell.
    pub(super) fn is_verb(&self, unit: usize) -> bool {
        self.reading.word(unit).is_some_and(|word| word.case == Case::Lower && word.is_verb)
    }

    /// What the mention over `units` is in its clause, and whether it is joined to another by "and".
    fn part(&self, units: &Range<usize>, form: Form) -> (Part, bool) {
        if form == Form::Pronoun {
            return (self.pronoun_part(units), false);
        }
        let sentence =
            self.sentence(self.reading.sentences.partition_point(|s| s.end <= units.start));
        let next = self.word(units.end);
        let before = self.before_title(units.start, sentence.start);
        let previous = before.map_or("", |at| self.word(at));
        let is_joined = matches!(next, "and" | "or") && self.is_capital(units.end + 1)
            || matches!(previous, "and" | "or")
                && before.is_some_and(|at| at > 0 && self.is_capital(at - 1));
        if self.reading.word(units.end).is_some_and(|word| word.kind == TokenKind::Clitic)
            && !self.is_verb(units.end + 1)
        {
            return (Part::Possessor, is_joined);
        }
        if self.leads_to_verb(units.end, sentence.end) && !is_preposition(previous) {
            return (Part::Subject, is_joined);
        }
        if is_preposition(previous) {
            return (Part::Oblique, is_joined);
        }
        if before.is_some_and(|at| self.is_verb(at)) {
            return (Part::Object, is_joined);
        }
        (Part::Other, is_joined)
    }

    fn pronoun_part(&self, units: &Range<usize>) -> Part {
        match self.word(units.start) {
            "he" | "she" | "i" => Part::Subject,
            "his" | "hers" | "my" | "mine" => Part::Possessor,
            "her" if self.is_owner(units.end) => Part::Possessor,
            _ if units.start > 0 && is_preposition(self.word(units.start - 1)) => Part::Oblique,
            _ => Part::Object,
        }
    }

    /// Whether "her" before this unit says whose it is: a word follows that can be a thing owned.
    pub(super) fn is_owner(&self, next: usize) -> bool {
        self.reading.word(next).is_some_and(|word| word.kind != TokenKind::Sign)
            && !is_preposition(self.word(next))
            && !matches!(
                self.word(next),
                "and" | "that" | "the" | "a" | "an" | "when" | "who" | "as" | "because" | "if"
            )
    }

    /// The unit before a name and the titles and modifiers that go with it.
    fn before_title(&self, start: usize, from: usize) -> Option<usize> {
        let from = from.max(start.saturating_sub(12));
        let mut at = start;
        while at > from {
            let Some(word) = self.reading.word(at - 1) else { break };
            let is_part = word.title.is_some()
                || word.info.is_role()
                || word.info.is_demonym()
                || matches!(self.word(at - 1), "the" | "a" | "an" | "former");
            if !is_part {
                break;
            }
            at -= 1;
        }
        (at > from).then(|| at - 1)
    }

    fn is_capital(&self, unit: usize) -> bool {
        self.reading
            .word(unit)
            .is_some_and(|word| matches!(word.case, Case::Title | Case::Upper | Case::Initial))
    }

    /// Whether a finite verb follows, over adverbs, an apposition between commas, or brackets.
    fn leads_to_verb(&self, start: usize, end: usize) -> bool {
        let mut at = start;
        for _ in 0..4 {
            if self.is_verb(at) || self.word(at) == "who" {
                return true;
            }
            let word = self.word(at);
            let closing = match word {
                "," => ",",
                "(" => ")",
                "and" if self.is_capital(at + 1) => {
                    at += 1;
                    while at < end && self.is_capital(at) {
                        at += 1;
                    }
                    continue;
                }
                _ if word.ends_with("ly")
                    || matches!(
                        word,
                        "also"
                            | "then"
                            | "now"
                            | "later"
                            | "once"
                            | "again"
                            | "never"
                            | "still"
                            | "himself"
                            | "herself"
                            | "meanwhile"
                    ) =>
                {
                    at += 1;
                    continue;
                }
                _ => return false,
            };
            let Some(close) = (at + 1..end.min(at + 20)).find(|&at| self.word(at) == closing)
            else {
                return false;
            };
            at = close + 1;
        }
        false
    }
}

/// The gender, if any, of a noun for one person, by its place in [`Reading::words`].
fn person_noun(reading: &Reading, word: usize) -> Option<Option<Gender>> {
    const NOUNS: &[(&str, Option<Gender>)] = &[
        ("man", Some(Gender::Male)),
        ("woman", Some(Gender::Female)),
        ("boy", Some(Gender::Male)),
        ("girl", Some(Gender::Female)),
        ("person", None),
        ("victim", None),
        ("teenager", None),
        ("child", None),
        ("mystic", None),
        ("neighbour", None),
        ("employee", None),
        ("passenger", None),
        ("patient", None),
        ("inmate", None),
    ];
    let folded = reading.folded_word(word);
    let word = reading.words.get(word)?;
    if word.case != Case::Lower || word.kind != TokenKind::Word {
        return None;
    }
    let listed = NOUNS.iter().find(|(noun, _)| *noun == folded).map(|(_, gender)| *gender);
    listed.or_else(|| word.title.map(|title| title.gender))
}

/// Whether the noun at this unit stands for one person: after a word that makes it definite or tells whose or
/// which it is, and before none that it describes.
fn is_one_person(reading: &Reading, unit: usize) -> bool {
    let Some(before) = unit.checked_sub(1) else { return false };
    let is_verb = reading.word(before).is_some_and(|word| word.is_verb);
    let before = reading.folded(before);
    let is_noun = before.len() > 1 && !is_verb || before == "a";
    let next = reading.word(unit + 1);
    let goes_on = next.is_some_and(|word| word.case == Case::Title || word.title.is_some());
    is_noun && !goes_on && !is_preposition(before) && before != "to"
}

/// Whether the folded word is a preposition.
pub(super) fn is_preposition(folded: &str) -> bool {
    matches!(
        folded,
        "of" | "to"
            | "with"
            | "by"
            | "for"
            | "from"
            | "in"
            | "on"
            | "at"
            | "against"
            | "between"
            | "about"
            | "after"
            | "before"
            | "under"
            | "over"
            | "into"
            | "than"
            | "as"
            | "like"
            | "without"
            | "near"
            | "behind"
            | "beside"
            | "upon"
            | "toward"
            | "towards"
            | "alongside"
            | "among"
            | "through"
            | "during"
            | "via"
            | "including"
    )
}
