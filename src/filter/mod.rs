//! The fuzzy filter of the list panes and its ranking.

use crate::text::Span;

/// The rows of one list, folded once.
#[derive(Debug, Default)]
pub struct Rows {
    folded: String,
    /// Byte after the last of each row in `folded`.
    ends: Vec<u32>,
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
    /// Folds the rows of a list.
    pub fn new<'a>(rows: impl Iterator<Item = &'a str>) -> Self {
        let mut made = Self::default();
        for row in rows {
            crate::text::fold_into(row, &mut made.folded);
            made.ends.push(made.folded.len() as u32);
        }
        made
    }

    /// Returns the rows that hold all words of `query` as fuzzy matches, in any order; best first, ties in
    /// list order. All rows, in list order, for an empty query.
    pub fn find(&self, query: &str) -> Vec<Found> {
        let _ = query;
        Vec::new()
    }
}

/// Returns the matched letters of `row`, as spans of it in order, merged where they touch.
pub fn matched(query: &str, row: &str) -> Vec<Span> {
    let _ = (query, row);
    Vec::new()
}
