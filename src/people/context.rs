//! What stands around a name: titles and roles before it ("Russian President", "Kremlin spokesman") and in
//! apposition after it ("…, the head of the council,"), and the gender they tell.

use super::names::{Title, lists};
use super::reading::{Case, Reading};
use crate::model::Gender;
use crate::text::{Span, TokenKind};

/// How many units before a role may say whose or which: "Syria's embattled", "former US".
const MODIFIERS: usize = 4;
/// How many units may stand between the comma and the role of an apposition.
const APPOSITION: usize = 5;

/// What the words around one name tell.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Context {
    /// Roles, lower case, with the nation or house they belong to where it stands there.
    pub(super) roles: Vec<String>,
    /// The gender that a title or role tells.
    pub(super) gender: Option<Gender>,
}

/// A role found in running text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Role {
    /// Its first unit, that of the title itself.
    pub(super) first: usize,
    /// The unit after its last.
    pub(super) end: usize,
    /// Its words, folded.
    pub(super) words: String,
    /// What the list says of it.
    pub(super) title: Title,
}

/// Returns the units that lie in `span`.
pub(super) fn units_in(reading: &Reading, span: Span) -> std::ops::Range<usize> {
    let first = reading.units.partition_point(|unit| unit.span.end() <= span.start());
    let end = reading.units.partition_point(|unit| unit.span.start() < span.end());
    first..end.max(first)
}

/// Reads what stands around the name in `span`.
pub(super) fn around(reading: &Reading, span: Span) -> Context {
    let units = units_in(reading, span);
    let mut context = Context::default();
    if units.is_empty() {
        return context;
    }
    let sentence = sentence_of(reading, units.start);
    if let Some(role) = role_ending_at(reading, sentence.start, units.start) {
        context.gender = role.title.gender;
        if !role.title.is_kin {
            context.roles.push(with_nation(reading, sentence.start, &role));
        }
    }
    if let Some(role) = apposition(reading, units.end, sentence.end) {
        context.gender = context.gender.or(role.title.gender);
        if !role.title.is_kin {
            context.roles.push(with_nation(reading, units.end, &role));
        }
    }
    context
}

/// The sentence that holds a unit, as a range of units.
pub(super) fn sentence_of(reading: &Reading, unit: usize) -> std::ops::Range<usize> {
    let at = reading.sentences.partition_point(|sentence| sentence.end <= unit);
    reading.sentences.get(at).cloned().unwrap_or(unit..unit)
}

/// The longest title or role whose last word stands right before unit `end`.
pub(super) fn role_ending_at(reading: &Reading, from: usize, end: usize) -> Option<Role> {
    (from.max(end.saturating_sub(4))..end)
        .find_map(|first| role_at(reading, first, end).filter(|role| role.end == end))
}

/// The longest title or role that starts at unit `first` and ends by `limit`.
pub(super) fn role_at(reading: &Reading, first: usize, limit: usize) -> Option<Role> {
    let lists = lists();
    let longest = usize::from(reading.word(first)?.title_words);
    (1..=longest.min(limit.saturating_sub(first))).rev().find_map(|n| {
        let words: Vec<&str> =
            (first..first + n).map(|at| reading.folded(at).trim_end_matches('.')).collect();
        let words = words.join(" ");
        lists.title(&words).map(|title| Role { first, end: first + n, words, title })
    })
}

/// The nation named by the units that end right before `end`: one word or two, possessive or not.
/// Returns it with its first unit.
pub(super) fn nation_ending_at(
    reading: &Reading,
    from: usize,
    end: usize,
) -> Option<(usize, &'static str)> {
    let mut end = end;
    if end > from && is_clitic(reading, end - 1) {
        end -= 1;
    }
    let word = (end > from).then(|| reading.folded(end - 1).trim_end_matches("'s"))?;
    if end >= from + 2
        && let Some(nation) = lists().nation(&format!("{} {word}", reading.folded(end - 2)))
    {
        return Some((end - 2, nation));
    }
    lists().nation(word).map(|nation| (end - 1, nation))
}

/// The words of a role, with the nation before it or the one that follows "of": "russia president".
pub(super) fn with_nation(reading: &Reading, from: usize, role: &Role) -> String {
    match nation_of(reading, from, role) {
        Some(nation) => format!("{} {}", nation.replace('-', " "), role.words),
        None => role.words.clone(),
    }
}

/// The nation that a role belongs to, where it stands right beside it.
pub(super) fn nation_of(reading: &Reading, from: usize, role: &Role) -> Option<&'static str> {
    let earliest = from.max(role.first.saturating_sub(MODIFIERS));
    for end in (earliest + 1..=role.first).rev() {
        if let Some((_, nation)) = nation_ending_at(reading, earliest, end) {
            return Some(nation);
        }
        let is_modifier = reading.word(end - 1).is_some_and(|word| {
            word.kind == TokenKind::Word && !is_function_word(reading.folded(end - 1))
        });
        if !is_modifier {
            break;
        }
    }
    let after = reading.folded(role.end);
    let start = role.end + 1 + usize::from(reading.folded(role.end + 1) == "the");
    (after == "of")
        .then(|| {
            (start + 1..=start + 2).rev().find_map(|end| nation_ending_at(reading, start, end))
        })
        .flatten()
        .map(|(_, nation)| nation)
}

/// The role in an apposition that starts with a comma at unit `at`: at most a few words of description
/// before it, and no other name right after the apposition's closing comma ("…, the head of the service,
/// Mikhail Fradkov" describes the one who follows).
fn apposition(reading: &Reading, at: usize, end: usize) -> Option<Role> {
    if reading.folded(at) != "," {
        return None;
    }
    for first in at + 1..end.min(at + 1 + APPOSITION) {
        if let Some(role) = role_at(reading, first, end) {
            let close = (role.end..end.min(role.end + 12)).find(|&at| reading.folded(at) == ",");
            let is_names = close.is_some_and(|at| {
                reading.word(at + 1).is_some_and(|word| word.case == Case::Title)
            });
            let is_list = reading.word(role.end).is_some_and(|word| word.case == Case::Title);
            return (!is_names && !is_list).then_some(role);
        }
        let word = reading.word(first)?;
        let fits = match word.kind {
            TokenKind::Word => {
                let folded = reading.folded(first);
                matches!(folded, "the" | "a" | "an" | "one" | "then" | "former" | "now")
                    || (first > at + 1 && !is_function_word(folded))
                    || word.case != Case::Lower
                    || word.info.is_demonym()
            }
            TokenKind::Clitic => true,
            _ => false,
        };
        if !fits {
            return None;
        }
    }
    None
}

fn is_clitic(reading: &Reading, at: usize) -> bool {
    reading.word(at).is_some_and(|word| word.kind == TokenKind::Clitic)
}

/// Words that end a description.
pub(super) fn is_function_word(folded: &str) -> bool {
    matches!(
        folded,
        "the"
            | "a"
            | "an"
            | "and"
            | "or"
            | "but"
            | "of"
            | "in"
            | "on"
            | "at"
            | "to"
            | "for"
            | "with"
            | "by"
            | "from"
            | "as"
            | "that"
            | "which"
            | "who"
            | "whose"
            | "whom"
            | "when"
            | "where"
            | "while"
            | "after"
            | "before"
            | "said"
            | "says"
            | "was"
            | "is"
            | "has"
            | "had"
            | "have"
            | "were"
            | "are"
            | "be"
            | "been"
            | "will"
            | "would"
            | "could"
            | "should"
            | "did"
            | "does"
            | "not"
            | "it"
            | "he"
            | "she"
            | "they"
            | "we"
            | "i"
            | "his"
            | "her"
            | "their"
            | "its"
            | "my"
            | "our"
            | "your"
            | "this"
            | "these"
            | "those"
            | "if"
            | "than"
            | "told"
            | "asked"
            | "called"
            | "because"
            | "since"
            | "under"
            | "over"
            | "about"
            | "into"
            | "also"
    )
}
