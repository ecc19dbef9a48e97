//! The folded rows of a list, in pieces that threads take one by one.

use rayon::prelude::*;

use super::head;
use crate::text::fold_into;

/// Bytes of a folded row that are looked at. Scoring costs row times word, so a title without end must not
/// hold up the list.
pub(super) const ROW_BYTES: usize = 1024;

/// Bytes of a row as written that are folded for them: a letter has at most four.
pub(super) const RAW_BYTES: usize = 4 * ROW_BYTES;

/// Rows in a piece: enough to be worth waking a thread for.
pub(super) const PIECE: usize = 1 << 14;

/// Some rows after each other.
#[derive(Debug, Default)]
pub(super) struct Piece {
    pub(super) folded: String,
    /// Byte after the last of each row in `folded`.
    ends: Vec<u32>,
    /// The [`letters`] of each row.
    pub(super) letters: Vec<u64>,
}

impl Piece {
    fn push(&mut self, row: &str) {
        let start = self.folded.len();
        fold_into(head(row, RAW_BYTES), &mut self.folded);
        let folded = head(self.folded.get(start..).unwrap_or(""), ROW_BYTES);
        self.letters.push(letters(folded));
        self.folded.truncate(start + folded.len());
        self.ends.push(self.folded.len() as u32);
    }

    pub(super) fn row(&self, place: usize) -> &str {
        let before = place.checked_sub(1).and_then(|before| self.ends.get(before));
        let start = before.map_or(0, |&end| end);
        let end = self.ends.get(place).map_or(start, |&end| end);
        self.folded.get(start as usize..end as usize).unwrap_or("")
    }
}

/// Folds the rows of a list. Of each row the first 1,024 folded bytes count.
pub(super) fn folded<'a>(rows: impl Iterator<Item = impl AsRef<str> + 'a>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (place, row) in rows.enumerate() {
        if place % PIECE == 0 {
            pieces.push(Piece::default());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(row.as_ref());
        }
    }
    pieces
}

/// As [`folded`], for `len` rows that are told by their place, on all cores.
pub(super) fn folded_on_all_cores(
    len: usize,
    text: &(dyn Fn(usize) -> String + Sync),
) -> Vec<Piece> {
    let piece = |start: usize| {
        let mut piece = Piece::default();
        (start..(start + PIECE).min(len)).for_each(|place| piece.push(&text(place)));
        piece
    };
    let starts: Vec<usize> = (0..len).step_by(PIECE).collect();
    starts.into_par_iter().map(piece).collect()
}

/// Returns the set of bytes in `folded`: a bit for each letter and digit, the other bytes share the rest.
pub(super) fn letters(folded: &str) -> u64 {
    folded.bytes().fold(0, |set, byte| {
        let bit = match byte {
            b'a'..=b'z' => byte - b'a',
            b'0'..=b'9' => 26 + (byte - b'0'),
            _ => 36 + byte % 28,
        };
        set | 1 << bit
    })
}
