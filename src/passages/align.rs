//! Lays two passages side by side, word by word.

use std::cell::RefCell;

use super::words::{Class, Word};

/// Which words of two passages stand for each other, in the order of both.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Alignment {
    /// Pairs of positions, ascending on both sides.
    pub pairs: Vec<(u32, u32)>,
}

/// Words of either side laid side by side; a longer passage is compared by its beginning.
const MOST_ALIGNED: usize = 400;

/// Stems are told apart by so many buckets at first.
const BUCKETS: u32 = 256;

const fn bucket(stem: u32) -> usize {
    (stem % BUCKETS) as usize
}

/// Weight of a matched word beside its rarity: even a common word says something within a run.
const BASE: f32 = 0.5;

/// Aligns `a` and `b`: the common subsequence of stems that weighs most by rarity, without common words that
/// match alone. Of several that weigh the same, one that ends early.
///
/// Looks at the matches alone, of which there are few (Hunt and Szymanski 1977), with the heaviest chain that ends before
/// each position at hand.
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
    /// By the low bits of a stem, the last position of the second side that has them, from 1; 0 where none has.
    last: Vec<u16>,
    /// The position before each that has the same low bits.
    before: Vec<u16>,
    matches: Vec<Match>,
    /// For each position of the second side the heaviest chain that ends before it; none is worse than one before.
    heaviest: Vec<Chain>,
}

/// A chain of matches, by the last.
#[derive(Clone, Copy)]
struct Chain {
    weight: f32,
    /// Where it ends: the position of the first side above that of the second.
    end: u32,
    /// Place of the last match; of a chain that has none, no place.
    last: u32,
}

/// The chain that has no match.
const EMPTY: Chain = Chain { weight: 0.0, end: 0, last: u32::MAX };

impl Chain {
    fn is_better(self, other: Self) -> bool {
        self.weight > other.weight || self.weight == other.weight && self.end < other.end
    }
}

/// A pair of positions with the same stem.
#[derive(Clone, Copy)]
struct Match {
    at: (u32, u32),
    /// The match before it in the heaviest chain that ends here.
    before: u32,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl Scratch {
    fn heaviest_chain(&mut self, a: &[Word], b: &[Word]) -> Vec<(u32, u32)> {
        self.last.clear();
        self.last.resize(BUCKETS as usize, 0);
        self.before.clear();
        for (position, word) in (1..).zip(b) {
            let last = &mut self.last[bucket(word.stem)];
            self.before.push(std::mem::replace(last, position));
        }
        self.matches.clear();
        self.heaviest.clear();
        self.heaviest.resize(b.len() + 1, EMPTY);
        for (i, word) in (0..).zip(a) {
            let mut position = self.last[bucket(word.stem)];
            while let Some(j) = position.checked_sub(1).map(u32::from) {
                position = self.before[j as usize];
                if b[j as usize].stem == word.stem {
                    let before = self.heaviest[j as usize];
                    let weight = before.weight + BASE + word.rarity;
                    let last = self.matches.len() as u32;
                    self.matches.push(Match { at: (i, j), before: before.last });
                    self.note(j, Chain { weight, end: i << 16 | j, last });
                }
            }
        }
        let mut pairs = Vec::new();
        let mut next = self.heaviest[b.len()].last;
        while let Some(found) = self.matches.get(next as usize) {
            pairs.push(found.at);
            next = found.before;
        }
        pairs.reverse();
        pairs
    }

    /// Enters a chain that ends at position `j`.
    fn note(&mut self, j: u32, chain: Chain) {
        let after = self.heaviest.iter_mut().skip(j as usize + 1);
        after
            .take_while(|heaviest| chain.is_better(**heaviest))
            .for_each(|heaviest| *heaviest = chain);
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
