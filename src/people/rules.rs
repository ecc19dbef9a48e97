//! The first recogniser: lists, titles and context, then a second pass that finds the parts of full names.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::lexicon::Info;
use super::reading::{Case, Reading};
use crate::model::{EntityKind, Form, Mention};
use crate::text::{Span, TokenKind};

/// A run of units found to be a name.
#[derive(Clone, Copy)]
struct Found {
    first: usize,
    end: usize,
    kind: EntityKind,
    rule: &'static str,
    confidence: f32,
}

/// Finds the names in what was read, in order, not overlapping.
pub(super) fn find(reading: &Reading) -> Vec<Mention> {
    let mut found = Vec::new();
    for sentence in &reading.sentences {
        let mut at = sentence.start;
        while at < sentence.end {
            let end = run_end(reading, at, sentence.end);
            if end > at {
                in_run(reading, at, end, sentence.start, &mut found);
            }
            at = end.max(at + 1);
        }
    }
    let found = parts_of_full_names(reading, found);
    found
        .iter()
        .filter_map(|name| {
            let first = reading.units.get(name.first)?;
            let last = reading.units.get(name.end.checked_sub(1)?)?;
            Some(Mention {
                span: Span::at(first.span.start(), last.span.end()),
                kind: name.kind,
                form: Form::Name,
                confidence: name.confidence,
                rule: Cow::Borrowed(name.rule),
            })
        })
        .collect()
}

/// Particles written small inside names.
fn is_particle(folded: &str) -> bool {
    matches!(
        folded,
        "al" | "el"
            | "bin"
            | "ibn"
            | "bint"
            | "abu"
            | "ben"
            | "van"
            | "von"
            | "der"
            | "den"
            | "de"
            | "da"
            | "do"
            | "dos"
            | "das"
            | "di"
            | "del"
            | "della"
            | "du"
            | "la"
            | "le"
            | "ter"
            | "ten"
            | "af"
            | "av"
            | "ul"
            | "ur"
            | "ud"
    )
}

fn is_capital(reading: &Reading, at: usize) -> bool {
    reading.word(at).is_some_and(|w| {
        w.kind == TokenKind::Word && matches!(w.case, Case::Title | Case::Initial | Case::Upper)
    })
}

/// Where the run of capitalised words, with particles between them, that starts at `at` ends.
fn run_end(reading: &Reading, at: usize, end: usize) -> usize {
    let opens = is_capital(reading, at)
        || (is_particle(reading.folded(at))
            && is_capital(reading, at + 1)
            && reading.units.get(at + 1).is_some_and(|u| u.is_glued));
    if !opens {
        return at;
    }
    let (mut last, mut next) = (at, at + 1);
    while next < end {
        if is_capital(reading, next) {
            last = next;
        } else if !(is_particle(reading.folded(next)) && next - last <= 2) {
            break;
        }
        next += 1;
    }
    last + 1
}

fn info(reading: &Reading, at: usize) -> Info {
    reading.word(at).map_or(Info::default(), |w| w.info)
}

/// An ordinary word that is no likely name.
fn is_plain(info: Info) -> bool {
    info.word() > 0 && info.given() < 5 && (info.word() > 2 || info.family() < 4)
}

fn is_given(info: Info) -> bool {
    info.given() > 0 && (!is_plain(info)) && !(info.is_place() && info.given() < 4)
}

/// Splits a run at list entries and plain words, and judges the pieces.
fn in_run(reading: &Reading, first: usize, end: usize, sentence: usize, found: &mut Vec<Found>) {
    let has_org_word = (first..end).any(|at| info(reading, at).is_org_word());
    let begin = (first..end)
        .find(|&at| {
            at > sentence || !is_plain(info(reading, at)) || info(reading, at).is_org_word()
        })
        .unwrap_or(end);
    if has_org_word && end - begin > 1 && !is_title_case_sentence(reading, begin, end) {
        let kind = EntityKind::Organisation;
        found.push(Found { first: begin, end, kind, rule: "org-word", confidence: 0.6 });
        return;
    }
    let mut piece = first;
    let mut at = first;
    while at < end {
        let (len, known) = reading.phrase(at, end).unwrap_or((1, info(reading, at)));
        let person = is_given(known) && at + 1 < end && !is_plain(info(reading, at + 1));
        let kind = match () {
            () if person && len == 1 => None,
            () if known.is_org() && !person => Some(EntityKind::Organisation),
            () if known.is_place() || (known.city() > 1 && known.word() == 0) => {
                Some(EntityKind::Place)
            }
            () => None,
        };
        let inside = is_particle(reading.folded(at)) && (piece < at || !is_capital(reading, at));
        let divides = !inside
            && (kind.is_some()
                || (!person && (known.is_demonym() || known.is_role() || is_plain(known))));
        if divides && (kind.is_none() || piece == at) {
            judge(reading, piece, at, found);
            piece = at + len;
            if let Some(kind) = kind {
                found.push(Found { first: at, end: at + len, kind, rule: "list", confidence: 0.7 });
            }
        }
        at += len;
    }
    judge(reading, piece, end, found);
}

fn is_title_case_sentence(reading: &Reading, first: usize, end: usize) -> bool {
    (first..end).filter(|&at| info(reading, at).word() > 3).count() > 2
}

/// Decides whether the units from `first` to `end` name a person.
fn judge(reading: &Reading, mut first: usize, end: usize, found: &mut Vec<Found>) {
    while first < end && is_particle(reading.folded(first)) && !is_capital(reading, first) {
        let glued = reading.units.get(first + 1).is_some_and(|u| u.is_glued);
        if glued {
            break;
        }
        first += 1;
    }
    if first >= end || end - first > 6 {
        return;
    }
    let before = first.checked_sub(1);
    let has_title = before.is_some_and(|at| {
        info(reading, at).is_role() && reading.word(at).is_some_and(|w| w.kind == TokenKind::Word)
    });
    let names_given = is_given(info(reading, first));
    let is_word = end - first == 1
        && reading.word(first).is_some_and(|w| matches!(w.case, Case::Upper | Case::Initial));
    let verdict = match end - first {
        1 if is_word => None,
        1 if has_title && !is_plain(info(reading, first)) => {
            let small = before.is_some_and(|at| !is_capital(reading, at));
            (!small || info(reading, first).family() > 0).then_some(("title", 0.8))
        }
        1 => None,
        _ if names_given => Some(("given-name", 0.9)),
        _ if has_title => Some(("title", 0.85)),
        _ if info(reading, end - 1).family() > 1
            && reading.word(first).is_some_and(|w| w.case == Case::Initial) =>
        {
            Some(("initial", 0.7))
        }
        _ => None,
    };
    if let Some((rule, confidence)) = verdict {
        found.push(Found { first, end, kind: EntityKind::Person, rule, confidence });
    }
}

/// Finds the last parts of full names, and full names inside longer runs, all over the article.
fn parts_of_full_names(reading: &Reading, found: Vec<Found>) -> Vec<Found> {
    let mut full: FxHashSet<Vec<u32>> = FxHashSet::default();
    let mut parts: FxHashMap<u32, EntityKind> = FxHashMap::default();
    let word_at = |at: usize| reading.units.get(at).map(|u| u.word);
    for name in found.iter().filter(|name| name.kind == EntityKind::Person) {
        full.insert((name.first..name.end).filter_map(word_at).collect());
        if let Some(last) = word_at(name.end - 1)
            && !is_plain(info(reading, name.end - 1))
        {
            parts.insert(last, EntityKind::Person);
        }
    }
    let mut out: Vec<Found> = Vec::new();
    let mut pending = found.into_iter().peekable();
    let mut at = 0;
    while at < reading.units.len() {
        if let Some(name) = pending.next_if(|name| name.first <= at) {
            if name.first == at {
                let inner = (name.first + 2..name.end).find(|&end| {
                    full.contains(&(name.first..end).filter_map(word_at).collect::<Vec<_>>())
                });
                if let (EntityKind::Person, Some(inner), true) =
                    (name.kind, inner, name.end - name.first > 3)
                {
                    out.push(Found { end: inner, ..name });
                    out.push(Found { first: inner, ..name });
                } else {
                    out.push(name);
                }
                at = name.end;
            }
            continue;
        }
        let free = pending.peek().is_none_or(|name| name.first > at);
        if free
            && is_capital(reading, at)
            && let Some(&kind) = word_at(at).and_then(|word| parts.get(&word))
        {
            out.push(Found {
                first: at,
                end: at + 1,
                kind,
                rule: "part-of-name",
                confidence: 0.85,
            });
        }
        at += 1;
    }
    out
}
