//! Datelines: "MOSCOW - ", "NEW YORK, Jan 3 (AP) — ", "BEIJING, October 21. /TASS/. ".
//!
//! A place in capitals, or any place with an agency or a date after it, then a dash; or an agency between
//! slashes or in brackets. The span runs from the first letter of the passage to before the dash.

use crate::model::PrintedDate;
use crate::text::Span;

use super::{dates, furniture, shape};

/// A dateline at the head of a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Dateline {
    /// In the line it was found in.
    pub(super) span: Span,
    pub(super) agency: Option<String>,
    pub(super) date: Option<PrintedDate>,
}

/// How far from the head of a line a dateline may reach, in bytes.
const REACH: usize = 140;

/// Reads the dateline at the head of `line`.
pub(super) fn read(line: &str) -> Option<Dateline> {
    let mut reach = REACH.min(line.len());
    while !line.is_char_boundary(reach) {
        reach -= 1;
    }
    let head = line.get(..reach)?;
    by_slashes(head).or_else(|| by_brackets(head)).or_else(|| by_dash(head))
}

/// `BEIJING, October 21. /TASS/. The visit`
fn by_slashes(head: &str) -> Option<Dateline> {
    let open = head.find('/')?;
    let before = head.get(..open)?;
    let rest = head.get(open + 1..)?;
    let close = rest.find('/')?;
    let agency = rest.get(..close)?;
    let is_set_off = before.is_empty() || before.ends_with(char::is_whitespace);
    if !is_set_off || !is_agency(agency) || !(before.is_empty() || is_place_and_date(before)) {
        return None;
    }
    let after = rest.get(close + 1..)?;
    let end = open + close + 2 + usize::from(after.starts_with('.'));
    Some(dateline(head, end, Some(agency)))
}

/// `LONDON (Reuters) - `, `(CNN) -- `, `KABUL, Afghanistan (AP) — `
fn by_brackets(head: &str) -> Option<Dateline> {
    let open = head.find('(')?;
    let before = head.get(..open)?;
    let close = open + head.get(open..)?.find(')')?;
    let agency = head.get(open + 1..close)?;
    let after = head.get(close + 1..)?.trim_start();
    let is_dashed = starts_with_dash(after);
    let is_plain = after.is_empty() || furniture::is_agency_name(agency);
    let is_place = before.is_empty() || is_place_and_date(before);
    (is_agency(agency) && is_place && (is_dashed || (before.is_empty() && is_plain)))
        .then(|| dateline(head, close + 1, Some(agency)))
}

/// `MOSCOW - `, `PARIS, 3 May 2015 — `, `Berlin, Oct. 3 -- `
fn by_dash(head: &str) -> Option<Dateline> {
    let dash = head.char_indices().find_map(|(at, _)| {
        let rest = head.get(at..)?;
        (starts_with_dash(rest) && is_free_dash(head.get(..at)?, rest)).then_some(at)
    })?;
    let before = head.get(..dash)?.trim_end();
    let place = before.split([',', '.']).next().unwrap_or("");
    let has_date = dates::find(before).is_some();
    (is_place_and_date(before) && (shape::is_upper(place) || has_date))
        .then(|| dateline(head, before.len(), None))
}

fn dateline(head: &str, end: usize, agency: Option<&str>) -> Dateline {
    let span = Span::at(0, end);
    let date = dates::find(span.of(head)).map(|found| found.date);
    Dateline { span, agency: agency.map(|agency| agency.trim().to_owned()), date }
}

fn starts_with_dash(rest: &str) -> bool {
    rest.starts_with(['-', '–', '—', '―'])
}

/// Whether the dash stands free, not inside a word: blanks around it, or a long one.
fn is_free_dash(before: &str, rest: &str) -> bool {
    let after = rest.trim_start_matches(['-', '–', '—', '―']);
    let is_long = !rest.starts_with('-') || rest.starts_with("--");
    before.ends_with([' ', '\u{a0}'])
        && (after.is_empty() || after.starts_with(char::is_whitespace) || is_long)
        || (is_long && after.starts_with(char::is_whitespace))
}

/// Whether the words are a short name, as agencies have.
fn is_agency(words: &str) -> bool {
    let words = words.trim();
    furniture::is_agency_name(words)
        || (shape::words(words) <= 4
            && words.len() <= 40
            && words.chars().any(char::is_uppercase)
            && words
                .split_whitespace()
                .all(|word| word.chars().next().is_some_and(|c| c.is_uppercase() || c == '/'))
            && words
                .chars()
                .all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '-' | '&' | '/' | '\'')))
}

/// Whether the words before an agency or dash name a place, and at most a date besides: few words, all
/// capitalised, no sentence.
fn is_place_and_date(words: &str) -> bool {
    let date = dates::find(words);
    let place = date.map_or(words, |found| words.get(..found.span.start()).unwrap_or(words));
    let place = place.trim().trim_end_matches([',', '.', ':']);
    let mut lower = 0;
    let mut count = 0;
    for word in place.split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | '-' | '.')) {
        let Some(first) = word.chars().find(|c| c.is_alphabetic()) else {
            if word.is_empty() { continue } else { return false }
        };
        count += 1;
        lower += usize::from(first.is_lowercase());
    }
    (1..=7).contains(&count)
        && lower <= count / 3
        && !place.contains(['"', '“', '?', '!', ';', '(', ':'])
}
