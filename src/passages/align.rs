//! Lays two passages side by side, word by word.

use std::cell::RefCell;
use std::cmp::Reverse;

use super::words::{Class, Word};

/// Which words of two passages stand for each other, in the order of both.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Alignment {
    /// Pairs of positions, ascending on both sides.
    pub pairs: Vec<(u32, u32)>,
}

/// Words of either side laid side by side; a longer passage is compared by its beginning.
const MOST_ALIGNED: usize = 400;

/// Weight of a matched word beside its rarity: even a common word says something within a run.
const BASE: f32 = 0.5;

/// Aligns `a` and `b`: the common subsequence of stems that weighs most by rarity, without common words that
/// match alone. Of several that weigh the same, one that ends early.
///
/// Looks at the matches alone, of which there are few (Hunt and Szymanski 1977), with the heaviest chain before
/// each found in a tree of prefix maxima (Fenwick 1994).
pub(super) fn align(a: &[Word], b: &[Word]) -> Alignment {
    let a = a.get(..MOST_ALIGNED).unwrap_or(a);
    let b = b.get(..MOST_ALIGNED).unwrap_or(b);
    let mut pairs = SCRATCH.with_borrow_mut(|scratch| scratch.heaviest_chain(a, b));
    drop_lonely(&mut pairs, a);
    Alignment { pairs }
}

/// What aligning needs, kept from one time to the next.
#[derive(Default)]
struct Scratch {
    /// Stems of the second side with their positions, sorted; of one stem the last comes first.
    positions: Vec<(u32, Reverse<u32>)>,
    matches: Vec<Match>,
    /// For each node the match that ends the heaviest chain among the positions it covers.
    heaviest: Vec<Option<u32>>,
}

/// A pair of positions with the same stem.
#[derive(Clone, Copy)]
struct Match {
    at: (u32, u32),
    /// Weight of the heaviest chain that ends here.
    weight: f32,
    /// The match before it in that chain.
    before: Option<u32>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl Scratch {
    fn heaviest_chain(&mut self, a: &[Word], b: &[Word]) -> Vec<(u32, u32)> {
        self.positions.clear();
        self.positions.extend((0..).zip(b).map(|(j, word)| (word.stem, Reverse(j))));
        self.positions.sort_unstable();
        self.matches.clear();
        self.heaviest.clear();
        self.heaviest.resize(b.len() + 1, None);
        for (i, word) in (0..).zip(a) {
            let from = self.positions.partition_point(|&(stem, _)| stem < word.stem);
            for at in from..self.positions.len() {
                let (stem, Reverse(j)) = self.positions[at];
                if stem != word.stem {
                    break;
                }
                let before = self.heaviest_before(j);
                let weight = before.map_or(0.0, |before| self.matches[before as usize].weight);
                let weight = weight + BASE + word.rarity;
                self.matches.push(Match { at: (i, j), weight, before });
                self.note(j);
            }
        }
        let mut pairs = Vec::new();
        let mut next = self.heaviest_before(b.len() as u32);
        while let Some(at) = next {
            let found = self.matches[at as usize];
            pairs.push(found.at);
            next = found.before;
        }
        pairs.reverse();
        pairs
    }

    /// The match that ends the heaviest chain among those before position `j`.
    fn heaviest_before(&self, j: u32) -> Option<u32> {
        let (mut best, mut node) = (None, j as usize);
        while node > 0 {
            if let Some(other) = self.heaviest[node]
                && best.is_none_or(|best| self.is_better(other, best))
            {
                best = Some(other);
            }
            node &= node - 1;
        }
        best
    }

    /// Enters the last match, which ends at position `j`.
    fn note(&mut self, j: u32) {
        let new = self.matches.len() as u32 - 1;
        let mut node = j as usize + 1;
        while node < self.heaviest.len() {
            if self.heaviest[node].is_none_or(|known| self.is_better(new, known)) {
                self.heaviest[node] = Some(new);
            }
            node += node & node.wrapping_neg();
        }
    }

    fn is_better(&self, one: u32, other: u32) -> bool {
        let (one, other) = (&self.matches[one as usize], &self.matches[other as usize]);
        one.weight > other.weight || one.weight == other.weight && one.at < other.at
    }
}

/// Drops common words whose neighbours do not match as well.
fn drop_lonely(pairs: &mut Vec<(u32, u32)>, a: &[Word]) {
    let all = pairs.clone();
    let follows = |x: (u32, u32), y: (u32, u32)| x.0 + 1 == y.0 && x.1 + 1 == y.1;
    let mut i = 0;
    pairs.retain(|&pair| {
        let joined = (i > 0 && follows(all[i - 1], pair))
            || all.get(i + 1).is_some_and(|&next| follows(pair, next));
        i += 1;
        joined || a[pair.0 as usize].class != Class::Function
    });
}

impl Alignment {
    /// Number of places where `length` words in a row are the same on both sides.
    pub(super) fn runs_of(&self, length: usize) -> usize {
        let steps = length as u32 - 1;
        let whole = |row: &&[(u32, u32)]| match (row.first(), row.last()) {
            (Some(first), Some(last)) => last.0 - first.0 == steps && last.1 - first.1 == steps,
            _ => false,
        };
        self.pairs.windows(length).filter(whole).count()
    }

    /// Number of words in the longest run that is the same on both sides.
    pub(super) fn longest_run(&self) -> usize {
        let (mut longest, mut length) = (0, 0);
        let mut before = None;
        for &(i, j) in &self.pairs {
            length = if before == Some((i, j)) { length + 1 } else { 1 };
            before = Some((i + 1, j + 1));
            longest = longest.max(length);
        }
        longest
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    #[test]
    fn an_inserted_word_does_not_break_the_rest() {
        let words = |text| -> Vec<Word> { words(text).iter().map(|read| read.word).collect() };
        let a = words("The strikes killed 370 people in Aleppo");
        let b = words("The Russian strikes have killed 370 people");
        let alignment = align(&a, &b);
        assert_eq!(alignment.pairs, [(1, 2), (2, 4), (3, 5), (4, 6)]);
        assert_eq!(alignment.longest_run(), 3);
        assert!(align(&a, &[]).pairs.is_empty());
    }
}
