//! The fuzzy filter of the list panes and its ranking: which rows hold all words of a query, in any order,
//! and which letters of a row they hit.

mod holds;
mod score;

use std::cmp::Reverse;

use fuzzy_matcher::skim::SkimMatcherV2;
use rayon::prelude::*;

pub use holds::holds;

use self::score::Score;
use crate::text::{Folded, Span, fold, fold_into};

/// Bytes of a folded row that are looked at. Scoring costs row times word, so a title without end must not
/// hold up the list.
const ROW_BYTES: usize = 1024;

/// Bytes of a row as written that are folded for them: a letter has at most four.
const RAW_BYTES: usize = 4 * ROW_BYTES;

/// Rows that one thread filters at a time: enough to be worth waking it for.
const ROWS_PER_TASK: usize = 2048;

/// The rows of one list, folded once.
#[derive(Debug, Default)]
pub struct Rows {
    folded: String,
    /// Byte after the last of each row in `folded`.
    ends: Vec<u32>,
    /// The [`letters`] of each row.
    letters: Vec<u64>,
    holds_sentences: bool,
}

/// One row that passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Place in the list.
    pub row: u32,
    /// Higher is better.
    pub score: i64,
}

impl Rows {
    /// Folds the rows of a list. Of each row the first 1,024 folded bytes count.
    pub fn new(rows: impl Iterator<Item = impl AsRef<str>>) -> Self {
        let mut made = Self::default();
        for row in rows {
            let start = made.folded.len();
            fold_into(head(row.as_ref(), RAW_BYTES), &mut made.folded);
            let folded = head(made.folded.get(start..).unwrap_or(""), ROW_BYTES);
            made.letters.push(letters(folded));
            made.folded.truncate(start + folded.len());
            made.ends.push(made.folded.len() as u32);
        }
        made
    }

    /// As [`Rows::new`], for rows of running text: in a sentence the letters of almost any word stand scattered, so
    /// rows that hold the words of a query whole leave those out that do not.
    pub fn of_sentences(rows: impl Iterator<Item = impl AsRef<str>>) -> Self {
        Self { holds_sentences: true, ..Self::new(rows) }
    }

    /// How many rows the list has.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether the list has no row.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Returns the rows that hold all words of `query` as fuzzy matches, in any order; best first, ties in
    /// list order. All rows, in list order, for an empty query.
    ///
    /// A row is scored only when it has all letters of each word, and has them in order. Uses all cores.
    pub fn find(&self, query: &str) -> Vec<Found> {
        self.find_with(&SkimMatcherV2::default(), query)
    }

    fn find_with(&self, scorer: &impl Score, query: &str) -> Vec<Found> {
        let query = fold(query);
        let words: Vec<Word<'_>> = query.split_whitespace().map(Word::new).collect();
        let rows = 0..self.ends.len() as u32;
        if words.is_empty() {
            return rows.map(|row| Found { row, score: 0 }).collect();
        }
        let needed = words.iter().fold(0, |all, word| all | word.letters);
        let mut found: Vec<Found> = rows
            .into_par_iter()
            .with_min_len(ROWS_PER_TASK)
            .filter(|&row| self.letters.get(row as usize).is_some_and(|has| needed & !has == 0))
            .filter_map(|row| {
                let score = score_row(scorer, self.row(row as usize), &words)?;
                Some(Found { row, score })
            })
            .collect();
        if self.holds_sentences {
            let is_whole = |found: &&Found| {
                let row = self.row(found.row as usize);
                words.iter().all(|word| row.contains(word.text))
            };
            if found.iter().any(|found| is_whole(&found)) {
                found.retain(|found| is_whole(&found));
            }
        }
        found.par_sort_unstable_by_key(|found| (Reverse(found.score), found.row));
        found
    }

    fn row(&self, row: usize) -> &str {
        let start =
            row.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |&end| end);
        let end = self.ends.get(row).map_or(start, |&end| end);
        self.folded.get(start as usize..end as usize).unwrap_or("")
    }
}

/// Returns the matched letters of `row`, as spans of it in order, merged where they touch. A word of the
/// query that `row` does not hold marks nothing; the others still do.
pub fn matched(query: &str, row: &str) -> Vec<Span> {
    let row = head(row, RAW_BYTES);
    let folded = Folded::new(row);
    let text = head(&folded.text, ROW_BYTES);
    let starts: Vec<usize> = text.char_indices().map(|(start, _)| start).collect();
    let scorer = SkimMatcherV2::default();
    let mut origins: Vec<usize> = fold(query)
        .split_whitespace()
        .flat_map(|word| scorer.places(text, word))
        .filter_map(|place| Some(folded.origin(*starts.get(place)?, row.len())))
        .collect();
    origins.sort_unstable();
    let mut spans: Vec<Span> = Vec::new();
    for start in origins {
        let len = row.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        match spans.last_mut() {
            Some(last) if last.end() >= start => {
                *last = Span::at(last.start(), last.end().max(start + len));
            }
            _ => spans.push(Span::at(start, start + len)),
        }
    }
    spans
}

/// A word of a query, folded.
struct Word<'a> {
    text: &'a str,
    letters: u64,
}

impl<'a> Word<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, letters: letters(text) }
    }
}

/// Returns the sum of the words' scores, or `None` when `row` lacks one of them.
fn score_row(scorer: &impl Score, row: &str, words: &[Word<'_>]) -> Option<i64> {
    if !words.iter().all(|word| holds_in_order(row.as_bytes(), word.text.as_bytes())) {
        return None;
    }
    words.iter().map(|word| scorer.score(row, word.text)).sum()
}

/// Whether the bytes of `word` stand in `row` in this order. No match without it.
fn holds_in_order(mut row: &[u8], word: &[u8]) -> bool {
    word.iter().all(|&byte| match memchr::memchr(byte, row) {
        Some(at) => {
            row = row.get(at + 1..).unwrap_or(&[]);
            true
        }
        None => false,
    })
}

/// Returns the set of bytes in `folded`: a bit for each letter and digit, the other bytes share the rest.
fn letters(folded: &str) -> u64 {
    folded.bytes().fold(0, |set, byte| {
        let bit = match byte {
            b'a'..=b'z' => byte - b'a',
            b'0'..=b'9' => 26 + (byte - b'0'),
            _ => 36 + byte % 28,
        };
        set | 1 << bit
    })
}

/// Returns the longest beginning of `text` of at most `bytes`.
fn head(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("")
}

#[cfg(test)]
mod tests;
