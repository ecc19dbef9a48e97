//! Lines that say who wrote an article: "By Jane Doe", "By JANE DOE and JOHN ROE, Associated Press", "Posted
//! on May 4, 2020 by Jane".

use crate::model::PrintedDate;

use super::{dates, publisher, shape};

/// Who wrote an article, and when if the line says so.
pub(super) struct Byline {
    pub(super) author: String,
    pub(super) date: Option<PrintedDate>,
}

/// What a byline starts with, in lower case.
const STARTS: [&str; 13] = [
    "by ",
    "by: ",
    "written by ",
    "story by ",
    "posted by ",
    "published by ",
    "reported by ",
    "author: ",
    "par ",
    "von ",
    "por ",
    "автор: ",
    "text: ",
];

/// Reads `line` as a byline; the whole line must be one.
pub(super) fn read(line: &str) -> Option<Byline> {
    if line.len() > 160 || shape::words(line) > 16 || shape::ends_sentence(line) {
        return None;
    }
    by_first_word(line).or_else(|| after_date(line))
}

/// `By Jane Doe, Associated Press | 3 May 2015`
fn by_first_word(line: &str) -> Option<Byline> {
    let rest = STARTS.iter().find_map(|known| {
        let (start, rest) = line.split_at_checked(known.len())?;
        (start.to_lowercase() == *known).then_some(rest)
    })?;
    let found = dates::find(rest);
    let end = found.as_ref().map_or(rest.len(), |found| found.span.start());
    let after = found.as_ref().map_or("", |found| rest.get(found.span.end()..).unwrap_or(""));
    if shape::words(after) > 6 {
        return None;
    }
    let author = names(rest.get(..end)?)?;
    Some(Byline { author, date: found.map(|found| found.date) })
}

/// `Posted on May 4, 2020 by Jane`
fn after_date(line: &str) -> Option<Byline> {
    let (when, who) = line.split_once(" by ").or_else(|| line.split_once(" By "))?;
    let date = dates::read_line(when)?.date;
    Some(Byline { author: names(who)?, date })
}

/// Returns the names at the start of `words`, without the agency or the place behind them.
fn names(words: &str) -> Option<String> {
    let words = words.split(['|', '•', '·', '(', '<', '@']).next()?;
    let words = words.split(" in ").next()?;
    let mut kept: Vec<&str> = Vec::new();
    for part in words.split(',') {
        let part = part.trim().trim_end_matches([':', '-', '–', '—', '.']).trim();
        let is_other = publisher::is_press_name(part) || !is_name(part);
        if part.is_empty() || (is_other && !kept.is_empty()) {
            break;
        }
        kept.push(part);
    }
    Some(kept.join(", ")).filter(|names| is_name(names))
}

/// Whether the words are names: capitalised, but for the small words between them.
fn is_name(words: &str) -> bool {
    const SMALL: &str = "and for of the de der von van da al el bin et und y with";
    let is_small = |word: &str| SMALL.split(' ').any(|small| small == word);
    let mut capitals = 0;
    for word in words.split_whitespace().filter(|word| !is_small(word)) {
        if !word.starts_with(char::is_uppercase) {
            return false;
        }
        capitals += 1;
    }
    (1..=9).contains(&capitals)
}
