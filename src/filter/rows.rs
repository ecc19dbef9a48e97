//! The rows of one list, and those that pass a query, best first.

use std::cmp::Reverse;
use std::fmt;
use std::sync::{Mutex, OnceLock, PoisonError};

use fuzzy_matcher::skim::SkimMatcherV2;
use rayon::prelude::*;

use super::arena::{PIECE, Piece, folded, folded_on_all_cores};
use super::cheap;
use super::holds::holds;
use super::score::Score;
use super::wish::Wish;
use crate::query::Query;

/// How many rows are scored in full; those behind them stay in list order.
const SCORED: usize = 2048;

/// With fewer rows than this nobody waits for all of them.
const MANY: usize = 8 * PIECE;

/// A row that passes: its cheap score, and its place.
type Passing = (i32, u32);

/// Tells the text of a row by its place.
type TextOf = Box<dyn Fn(usize) -> String + Send + Sync>;

/// The rows of one list, folded once.
#[derive(Default)]
pub struct Rows {
    len: usize,
    /// What folds them, where that is left to whoever filters first.
    text_of: Option<TextOf>,
    pieces: OnceLock<Vec<Piece>>,
    holds_sentences: bool,
    narrowed: Mutex<Option<Narrowed>>,
}

/// One row that passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Place in the list.
    pub row: u32,
    /// Higher is better. Of many rows only the best have scores that can be compared.
    pub score: i64,
}

/// What passed last, so that a query that goes on need not look at the rest again.
struct Narrowed {
    words: Vec<String>,
    rest: Query,
    rows: Vec<u32>,
}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows").field("len", &self.len).finish_non_exhaustive()
    }
}

impl Rows {
    /// Folds the rows of a list. Of each row the first 1,024 folded bytes count.
    pub fn new(rows: impl Iterator<Item = impl AsRef<str>>) -> Self {
        let pieces = folded(rows);
        let len = pieces.iter().map(|piece| piece.letters.len()).sum();
        Self { len, pieces: pieces.into(), ..Self::default() }
    }

    /// As [`Rows::new`], for `len` rows that are folded when a filter is first asked for, by whoever asks.
    pub fn later(len: usize, text_of: impl Fn(usize) -> String + Send + Sync + 'static) -> Self {
        Self { len, text_of: Some(Box::new(text_of)), ..Self::default() }
    }

    /// As [`Rows::new`], for rows of running text: in a sentence the letters of almost any word stand scattered, so
    /// rows that hold the words of a query whole leave those out that do not.
    pub fn of_sentences(rows: impl Iterator<Item = impl AsRef<str>>) -> Self {
        Self { holds_sentences: true, ..Self::new(rows) }
    }

    /// How many rows the list has.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether the list has no row.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Returns the rows that hold what `query` asks for; best first, ties in list order; where thousands pass, those
    /// behind the best thousands in list order. All rows, in list order, for an empty query.
    ///
    /// A row is looked at only when it has all letters of the words, and scored in full only when a cheap score finds
    /// it among the best. Uses all cores.
    pub fn find(&self, query: &Query) -> Vec<Found> {
        self.find_with(&SkimMatcherV2::default(), query)
    }

    /// The rows of the beginning of a long list that pass, for whoever does not want to wait for [`Rows::find`]; `None`
    /// where that takes no time.
    pub fn find_at_once(&self, query: &Query) -> Option<Vec<Found>> {
        let wish = Wish::new(query);
        if self.len < MANY || wish.is_empty() {
            return None;
        }
        // Folding all of them would take longer than the answer may.
        let first = self.pieces.get()?.get(..2)?;
        let passing = looked_through(first.par_iter().enumerate(), &wish);
        Some(self.ranked(&SkimMatcherV2::default(), passing, &wish))
    }

    /// Returns the places of the rows that [`Rows::find`] finds, in list order, for whoever counts them: nothing is
    /// ranked, and what was found last is not forgotten.
    pub fn places(&self, query: &Query) -> Vec<u32> {
        let wish = Wish::new(query);
        if wish.is_empty() {
            return (0..self.len as u32).collect();
        }
        let passing = looked_through(self.pieces().par_iter().enumerate(), &wish);
        passing.into_iter().map(|(_, row)| row).collect()
    }

    pub(super) fn find_with(&self, scorer: &(impl Score + ?Sized), query: &Query) -> Vec<Found> {
        let wish = Wish::new(query);
        if wish.is_empty() {
            return (0..self.len as u32).map(|row| Found { row, score: 0 }).collect();
        }
        let passing = self.passing(&wish);
        let mut found = self.ranked(scorer, passing, &wish);
        if self.holds_sentences {
            let is_whole = |found: &&Found| {
                let row = self.row(found.row);
                wish.words.iter().all(|word| row.contains(&word.text))
            };
            if found.iter().any(|found| is_whole(&found)) {
                found.retain(|found| is_whole(&found));
            }
        }
        found
    }

    fn pieces(&self) -> &[Piece] {
        self.pieces.get_or_init(|| {
            self.text_of.as_ref().map_or_else(Vec::new, |text| folded_on_all_cores(self.len, text))
        })
    }

    pub(super) fn row(&self, row: u32) -> &str {
        let row = row as usize;
        self.pieces().get(row / PIECE).map_or("", |piece| piece.row(row % PIECE))
    }

    /// The rows that pass, in list order, with their cheap scores.
    fn passing(&self, wish: &Wish) -> Vec<Passing> {
        let mut last = self.narrowed.lock().unwrap_or_else(PoisonError::into_inner);
        let before = last.take().filter(|last| wish.narrows(&last.words, &last.rest));
        let passing = match &before {
            Some(before) => {
                let look = |&row: &u32| Some((cheap_score(self.row(row), wish)?, row));
                before.rows.par_iter().with_min_len(PIECE / 4).filter_map(look).collect()
            }
            None => looked_through(self.pieces().par_iter().enumerate(), wish),
        };
        // What nearly all rows pass saves nothing.
        if passing.len() * 2 < self.len {
            let words = wish.words.iter().map(|word| word.text.clone()).collect();
            let rows = passing.iter().map(|&(_, row)| row).collect();
            *last = Some(Narrowed { words, rest: wish.rest.clone(), rows });
        }
        passing
    }

    /// Ranks rows that pass, given in list order.
    fn ranked(
        &self,
        scorer: &(impl Score + ?Sized),
        passing: Vec<Passing>,
        wish: &Wish,
    ) -> Vec<Found> {
        let last = last_of_best(&passing);
        let is_best =
            |&(score, row): &Passing| last.is_none_or(|last| (Reverse(score), row) <= last);
        let best: Vec<Passing> = passing.iter().copied().filter(is_best).collect();
        let score = |&(_, row): &Passing| {
            let text = self.row(row);
            let each = wish.words.iter().map(|word| scorer.score(text, &word.text));
            Some(Found { row, score: each.sum::<Option<i64>>()? })
        };
        let mut found: Vec<Found> = best.par_iter().with_min_len(256).filter_map(score).collect();
        found.sort_unstable_by_key(|found| (Reverse(found.score), found.row));
        found.reserve(passing.len() - best.len());
        let others = passing.into_iter().filter(|passing| !is_best(passing));
        found.extend(others.map(|(score, row)| Found { row, score: score.into() }));
        found
    }
}

/// Looks through whole pieces.
fn looked_through<'a>(
    pieces: impl IndexedParallelIterator<Item = (usize, &'a Piece)>,
    wish: &Wish,
) -> Vec<Passing> {
    let of_piece = |(number, piece): (usize, &Piece)| -> Vec<Passing> {
        let first = (number * PIECE) as u32;
        let has_letters = |(_, has): &(usize, &u64)| wish.letters & !**has == 0;
        let places = piece.letters.iter().enumerate().filter(has_letters);
        places
            .filter_map(|(at, _)| Some((cheap_score(piece.row(at), wish)?, first + at as u32)))
            .collect()
    };
    let each: Vec<Vec<Passing>> = pieces.map(of_piece).collect();
    each.concat()
}

/// The cheap score of a row; `None` where it does not pass.
fn cheap_score(row: &str, wish: &Wish) -> Option<i32> {
    let score: Option<i32> = wish.words.iter().map(|word| cheap::score(row.as_bytes(), word)).sum();
    score.filter(|_| wish.rest.is_empty() || holds(&wish.rest, row))
}

/// The last of the rows, given in list order, that are worth scoring in full; `None` where all are. Scores are few and
/// small: counting them is sooner done than ordering the rows.
fn last_of_best(rows: &[Passing]) -> Option<(Reverse<i32>, u32)> {
    if rows.len() <= SCORED {
        return None;
    }
    let scores = || rows.iter().map(|&(score, _)| score);
    let (least, most) = (scores().min()?, scores().max()?);
    let mut counts = vec![0_usize; (most - least) as usize + 1];
    scores().for_each(|score| counts[(score - least) as usize] += 1);
    let mut left = SCORED;
    for (over, &count) in counts.iter().enumerate().rev() {
        if count >= left {
            let score = least + over as i32;
            let mut same = rows.iter().filter(|passing| passing.0 == score);
            return same.nth(left - 1).map(|&(score, row)| (Reverse(score), row));
        }
        left -= count;
    }
    None
}
