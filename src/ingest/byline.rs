//! Lines that say who wrote an article: "By Jane Doe", "By JANE DOE and JOHN ROE, Associated Press".

use crate::model::PrintedDate;

use super::{dates, publisher, shape};

/// Who wrote an article, and when if the line says so.
pub(super) struct Byline {
    pub(super) author: String,
    pub(super) date: Option<PrintedDate>,
}

/// Words a byline starts with, lower case.
const STARTS: &[&str] = &[
    "by",
    "by:",
    "written by",
    "story by",
    "posted by",
    "published by",
    "author:",
    "reported by",
    "par",
    "von",
    "por",
    "автор:",
    "text:",
];

/// Reads `line` as a byline; the whole line must be one.
pub(super) fn read(line: &str) -> Option<Byline> {
    if line.len() > 160 || shape::words(line) > 16 {
        return None;
    }
    let lower = line.to_lowercase();
    let start = STARTS.iter().rev().find(|start| {
        lower.strip_prefix(**start).is_some_and(|rest| rest.starts_with(char::is_whitespace))
    })?;
    // Lower-casing may change lengths beyond ASCII; the words of `STARTS` keep theirs.
    let rest = line.get(start.len()..)?.trim();
    let found = dates::find(rest);
    let names = found.as_ref().map_or(rest, |found| rest.get(..found.span.start()).unwrap_or(rest));
    let names = names.split(['|', '•', '·', '(', '<', '@']).next().unwrap_or("");
    let names = names.split(" in ").next().unwrap_or("");
    let mut kept: Vec<&str> = Vec::new();
    for part in names.split(',') {
        let part = part.trim().trim_end_matches([':', '-', '–', '—']).trim();
        if part.is_empty()
            || (!kept.is_empty() && (publisher::is_press_name(part) || !is_name(part)))
        {
            break;
        }
        kept.push(part);
    }
    let author = kept.join(", ").trim_end_matches('.').to_owned();
    let tail = found.as_ref().map_or("", |found| rest.get(found.span.end()..).unwrap_or(""));
    (is_name(&author)
        && shape::words(tail) <= 6
        && !shape::ends_sentence(line.trim_end_matches('.')))
    .then(|| Byline { author, date: found.map(|found| found.date) })
}

/// Whether the words are names: capitalised, but for the small words between them.
fn is_name(words: &str) -> bool {
    const SMALL: &[&str] = &[
        "and", "for", "of", "the", "de", "der", "von", "van", "da", "al", "el", "bin", "et", "und",
        "y", "with",
    ];
    let mut count = 0;
    for word in words.split_whitespace() {
        let is_small = SMALL.contains(&word);
        if !is_small && !word.chars().next().is_some_and(char::is_uppercase) {
            return false;
        }
        count += usize::from(!is_small);
    }
    (1..=9).contains(&count)
}
