//! The last pass over an article: titles leave the names, the parts of full names are names too, and the
//! lists have their say.

use rustc_hash::FxHashMap;

use super::lexicon::Info;
use super::reading::{Case, Reading};
use super::tagger::{KINDS, Name};
use crate::model::EntityKind;
use crate::text::TokenKind;

/// A name with the rule that found it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Found {
    /// The name.
    pub(super) name: Name,
    /// "tagger", or "part-of-name" for what only the full name elsewhere in the article shows.
    pub(super) rule: &'static str,
}

/// The kind of person names.
const PERSON: usize = EntityKind::Person as usize;

/// The kind of names that are neither of persons nor of organisations nor of places; at the head of a sentence
/// often a whole headline.
const OTHER: usize = EntityKind::ALL.len();

/// A name of one word found by its full form alone has this lead.
const PART_LEAD: f32 = 1.5;

/// Makes the names of one article agree with one another. In order, not overlapping.
pub(super) fn agree(reading: &Reading, names: Vec<Name>) -> Vec<Found> {
    let names: Vec<Name> =
        names.into_iter().filter_map(|name| checked(reading, bordered(reading, name))).collect();
    let full = FullNames::of(reading, &names);
    let names = by_majority(reading, &full, names);
    let mut out = Vec::with_capacity(names.len());
    let mut at = 0;
    for name in names.into_iter().filter(|name| !is_foreign_word(reading, &full, name)) {
        if name.first < at {
            continue;
        }
        add_parts(reading, &full, at..name.first, &mut out);
        at = name.end;
        if name.kind == PERSON && is_pair(reading, &full, name) {
            out.extend((name.first..name.end).map(|first| Found {
                name: Name { first, end: first + 1, ..name },
                rule: "part-of-name",
            }));
            continue;
        }
        if name.kind == OTHER && name.end - name.first > 2 && reading.begins_sentence(name.first) {
            add_parts(reading, &full, name.first..name.end, &mut out);
            continue;
        }
        let is_part = name.kind != PERSON
            && name.end - name.first == 1
            && !is_listed(info(reading, name.first))
            && full.has_last(reading, name.first);
        let rule = if is_part { "part-of-name" } else { "tagger" };
        let kind = if is_part { PERSON } else { name.kind };
        out.push(Found { name: Name { kind, ..name }, rule });
    }
    add_parts(reading, &full, at..reading.units.len(), &mut out);
    out
}

/// Gives a name of one word the kind that most of its mentions in the article have, where they are at least
/// twice as many; a word that ends a full name stays a person, a listed place or organisation what it is.
fn by_majority(reading: &Reading, full: &FullNames, mut names: Vec<Name>) -> Vec<Name> {
    let mut kinds: FxHashMap<u64, [u32; KINDS]> = FxHashMap::default();
    let single = |name: &Name| {
        (name.end - name.first == 1).then(|| reading.word(name.first).map(|word| word.key))?
    };
    for name in &names {
        if let Some(count) =
            single(name).and_then(|key| kinds.entry(key).or_default().get_mut(name.kind))
        {
            *count += 1;
        }
    }
    for name in &mut names {
        let Some(counts) = single(name).and_then(|key| kinds.get(&key)) else { continue };
        let most =
            (0..KINDS).fold(0, |best, kind| if counts[kind] > counts[best] { kind } else { best });
        let is_safe = match (name.kind, most) {
            (PERSON, _) => !full.has_last(reading, name.first),
            (_, PERSON) => !is_listed(info(reading, name.first)),
            _ => true,
        };
        if is_safe && counts[most] >= 2 * counts.get(name.kind).copied().unwrap_or(0) {
            name.kind = most;
        }
    }
    names
}

/// Refuses persons with a number glued on ("Su-24", "Covid-19") and those of initials alone, and takes listed organisations of several
/// words for what they are.
fn checked(reading: &Reading, mut name: Name) -> Option<Name> {
    let is_numbered = reading.units.get(name.end).is_some_and(|unit| unit.is_glued)
        && reading.word(name.end).is_some_and(|word| word.kind == TokenKind::Number);
    let is_initials = name.end - name.first > 1
        && (name.first..name.end)
            .all(|at| reading.word(at).is_some_and(|word| word.case == Case::Initial));
    if name.kind == PERSON && (is_numbered || is_initials) {
        return None;
    }
    let listed = reading.phrase(name.first, name.end).filter(|p| p.0 == name.end - name.first);
    if listed.is_some_and(|(_, info)| info.is_org() && !info.is_place()) {
        name.kind = EntityKind::Organisation as usize;
    }
    Some(name)
}

/// Whether a person's name is a pronoun or an article of another language alone, quoted or at the head of a
/// sentence, and no full name of the article ends with it ("Das").
fn is_foreign_word(reading: &Reading, full: &FullNames, name: &Name) -> bool {
    const WORDS: &[&str] = &[
        "der", "die", "das", "ein", "eine", "sie", "er", "es", "ich", "wir", "ihr", "el", "los",
        "las", "una", "ellos", "ellas", "je", "il", "nous", "vous", "une", "gli", "het", "een",
        "hij", "zij",
    ];
    name.kind == PERSON
        && name.end - name.first == 1
        && !full.has_last(reading, name.first)
        && WORDS.contains(&reading.folded(name.first))
}

/// Whether a name of two glued words ("Assad-Putin") is two people, each known by a full name.
fn is_pair(reading: &Reading, full: &FullNames, name: Name) -> bool {
    name.end - name.first == 2
        && reading.units.get(name.first + 1).is_some_and(|unit| unit.is_glued)
        && full.has_last(reading, name.first)
        && full.has_last(reading, name.first + 1)
}

fn info(reading: &Reading, at: usize) -> Info {
    reading.word(at).map(|w| w.info).unwrap_or_default()
}

fn is_listed(info: Info) -> bool {
    info.is_place() || info.is_org() || info.city() > 1
}

/// Whether a capitalised word may belong to a name: not so the words of a headline.
fn is_no_word(info: Info) -> bool {
    info.word() == 0 && !info.is_role() && !info.is_demonym()
}

/// Moves the borders of a name to where they belong: the number of a ruler is part of the name, titles and
/// determiners at its head are not.
fn bordered(reading: &Reading, name: Name) -> Name {
    let mut name = trimmed(reading, name);
    if name.kind == PERSON && is_number_of_ruler(reading, name.end) {
        name.end += 1;
    }
    name
}

/// Whether the unit at `at`, after a name, is its number: "Charles III". An "I" is one only where no verb can
/// follow it.
fn is_number_of_ruler(reading: &Reading, at: usize) -> bool {
    let ends_name = || {
        reading.begins_sentence(at + 1)
            || reading.folded(at + 1) == "of"
            || reading.word(at + 1).is_none_or(|next| next.kind == TokenKind::Sign)
    };
    let is_upper = reading.word(at).is_some_and(|word| word.case >= Case::Initial);
    let is_number = is_roman(reading.folded(at)) || (reading.folded(at) == "i" && ends_name());
    is_upper && is_number && !reading.begins_sentence(at)
}

/// Whether it is a Roman number as rulers have, of two letters or more: single ones are initials too.
fn is_roman(folded: &str) -> bool {
    matches!(
        folded,
        "ii" | "iii"
            | "iv"
            | "vi"
            | "vii"
            | "viii"
            | "ix"
            | "xi"
            | "xii"
            | "xiii"
            | "xiv"
            | "xv"
            | "xvi"
            | "xvii"
            | "xviii"
    )
}

/// Takes titles off the head of a person's name, and a small "the" or "these" off others.
fn trimmed(reading: &Reading, mut name: Name) -> Name {
    while name.end - name.first > 1 {
        let Some(word) = reading.word(name.first) else { break };
        let goes = match name.kind {
            PERSON => word.info.is_role() && word.info.given() < 3,
            _ => is_determiner(reading.folded(name.first)) && word.case == Case::Lower,
        };
        if !goes {
            break;
        }
        name.first += 1;
    }
    name
}

fn is_determiner(folded: &str) -> bool {
    matches!(folded, "the" | "this" | "that" | "these" | "those")
}

/// The full names of persons by the folded key of their last word.
struct FullNames {
    by_last: FxHashMap<u64, Vec<Vec<u64>>>,
}

impl FullNames {
    /// Takes the names of two words or more whose last word is a person's more often than not.
    fn of(reading: &Reading, names: &[Name]) -> Self {
        let mut as_person: FxHashMap<u64, i32> = FxHashMap::default();
        let mut by_last: FxHashMap<u64, Vec<Vec<u64>>> = FxHashMap::default();
        for name in names {
            let Some(last) = name.end.checked_sub(1) else { continue };
            let Some(word) = reading.word(last) else { continue };
            *as_person.entry(word.key).or_default() += if name.kind == PERSON { 1 } else { -1 };
            let is_name = word.info.word() < 3
                && !is_roman(reading.folded(last))
                && !is_listed(word.info)
                && matches!(word.case, Case::Title | Case::Upper);
            if name.kind == PERSON && name.end - name.first > 1 && is_name {
                let keys = (name.first..name.end).filter_map(|at| Some(reading.word(at)?.key));
                by_last.entry(word.key).or_default().push(keys.collect());
            }
        }
        by_last.retain(|key, _| as_person.get(key).is_some_and(|&balance| balance > 0));
        Self { by_last }
    }

    /// Whether the word at `at` is the last of a full name.
    fn has_last(&self, reading: &Reading, at: usize) -> bool {
        reading.word(at).is_some_and(|word| {
            matches!(word.case, Case::Title | Case::Upper) && self.by_last.contains_key(&word.key)
        })
    }

    /// Returns where the longest end of a full name starts that ends with the word at `last`, at `from` at
    /// the earliest.
    fn start(&self, reading: &Reading, last: usize, from: usize) -> usize {
        let Some(word) = reading.word(last) else { return last };
        let fulls = self.by_last.get(&word.key).map_or(&[][..], Vec::as_slice);
        let common = fulls.iter().map(|full| {
            let before = (from..=last).rev().map(|at| reading.word(at).map(|w| w.key));
            full.iter().rev().zip(before).take_while(|(own, here)| Some(**own) == *here).count()
        });
        last + 1 - common.max().unwrap_or(1).max(1)
    }
}

/// Adds the ends of full names among the words of `range`, which lie outside names. One that touches other
/// capitalised words is left alone: it may be part of another name.
fn add_parts(
    reading: &Reading,
    full: &FullNames,
    range: std::ops::Range<usize>,
    out: &mut Vec<Found>,
) {
    let mut from = range.start;
    for last in range.clone() {
        if last < from || !full.has_last(reading, last) {
            continue;
        }
        let first = full.start(reading, last, from);
        let touches = |at: Option<usize>| {
            at.is_some_and(|at| {
                range.contains(&at)
                    && reading.word(at).is_some_and(|w| w.case >= Case::Title && is_no_word(w.info))
            })
        };
        if (!reading.begins_sentence(first) && touches(first.checked_sub(1)))
            || (!reading.begins_sentence(last + 1) && touches(Some(last + 1)))
        {
            continue;
        }
        from = last + 1;
        let name = Name { first, end: from, kind: PERSON, lead: PART_LEAD };
        out.push(Found { name, rule: "part-of-name" });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Article, Passage, PassageKind};
    use crate::text::Span;

    /// Says that `units` of `text` are a name and compares the names that come of it.
    #[track_caller]
    fn check(text: &str, kind: EntityKind, units: std::ops::Range<usize>, want: &[&str]) {
        let passage = Passage { span: Span::at(0, text.len()), kind: PassageKind::Body };
        let article = Article { text: text.into(), passages: vec![passage], ..Article::default() };
        let reading = Reading::new(&article);
        let name = Name { first: units.start, end: units.end, kind: kind as usize, lead: 1.0 };
        let span = |name: &Name| {
            let ends = [name.first, name.end - 1].map(|at| reading.units[at].span);
            Span::at(ends[0].start(), ends[1].end()).of(text)
        };
        let found: Vec<&str> =
            agree(&reading, vec![name]).iter().map(|found| span(&found.name)).collect();
        assert_eq!(found, want, "{text}");
    }

    #[test]
    fn the_number_of_a_ruler_is_part_of_the_name() {
        let person = EntityKind::Person;
        check("King Charles III spoke.", person, 1..2, &["Charles III"]);
        check("Norton I, the emperor", person, 0..1, &["Norton I"]);
        check("Otto I of Greece", person, 0..1, &["Otto I"]);
        check("Unlike Norton I think so.", person, 1..2, &["Norton"]);
        check("John Paul II fell. World War II ended.", person, 0..2, &["John Paul II"]);
    }

    #[test]
    fn titles_and_determiners_stay_outside() {
        check("in these United States", EntityKind::Place, 1..4, &["United States"]);
        check("The Hague met", EntityKind::Place, 0..2, &["The Hague"]);
    }
}
