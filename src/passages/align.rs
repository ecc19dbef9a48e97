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
/// Looks at the matches alone, of which there are few, with the chains at hand that are heavier than all that end sooner
/// (Hunt and Szymanski 1977, with weights).
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
    /// The chains that are better than all that end sooner on the second side, by where they end there.
    best: Vec<Chain>,
}

/// A chain of matches, by the last.
#[derive(Clone, Copy)]
struct Chain {
    weight: f32,
    /// Where it ends.
    end: (u32, u32),
    /// Place of the last match; of a chain that has none, no place.
    last: u32,
}

/// The chain that has no match.
const EMPTY: Chain = Chain { weight: 0.0, end: (0, 0), last: u32::MAX };

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
        self.best.clear();
        for (i, word) in (0..).zip(a) {
            let mut position = self.last[bucket(word.stem)];
            while let Some(j) = position.checked_sub(1).map(u32::from) {
                position = self.before[j as usize];
                if b[j as usize].stem == word.stem {
                    self.add((i, j), word.rarity());
                }
            }
        }
        let mut pairs = Vec::new();
        let mut next = self.best.last().unwrap_or(&EMPTY).last;
        while let Some(found) = self.matches.get(next as usize) {
            pairs.push(found.at);
            next = found.before;
        }
        pairs.reverse();
        pairs
    }

    /// Adds a match to the best chain that ends before it on both sides: it comes after all of those before it on the first
    /// side, and among those beside it before the earlier ones of the second.
    fn add(&mut self, end: (u32, u32), rarity: f32) {
        let at = self.best.partition_point(|chain| chain.end.1 < end.1);
        let before = at.checked_sub(1).map_or(EMPTY, |last| self.best[last]);
        let last = self.matches.len() as u32;
        self.matches.push(Match { at: end, before: before.last });
        let chain = Chain { weight: before.weight + BASE + rarity, end, last };
        let later = self.best[at..].iter();
        let n_worse = later.take_while(|later| chain.is_better(**later)).count();
        if n_worse > 0 {
            self.best[at] = chain;
            self.best.drain(at + 1..at + n_worse);
        } else if self.best.get(at).is_none_or(|later| later.end.1 > end.1) {
            self.best.insert(at, chain);
        }
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
        joined || a[pair.0 as usize].class() != Class::Function
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

    #[test]
    fn no_chain_weighs_more_than_the_one_found() {
        let mut state = 5_u32;
        let mut dice = |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) % below
        };
        for round in 0..300 {
            let mut some = || -> Vec<Word> {
                let word = |stem| Word::new(stem, (stem % 5) as f32, Class::Plain);
                (0..dice(24)).map(|_| word(dice(2 + round % 30) * 64)).collect()
            };
            let (a, b) = (some(), some());
            // The heaviest chain of the words from each pair of positions on.
            let mut from = vec![vec![0.0_f32; b.len() + 1]; a.len() + 1];
            for (i, word) in a.iter().enumerate().rev() {
                for (j, other) in b.iter().enumerate().rev() {
                    let both = from[i + 1][j + 1] + BASE + word.rarity();
                    let either = from[i + 1][j].max(from[i][j + 1]);
                    from[i][j] = if word.stem == other.stem { both.max(either) } else { either };
                }
            }
            let pairs = Scratch::default().heaviest_chain(&a, &b);
            let weight = pairs.iter().map(|&(i, _)| BASE + a[i as usize].rarity()).sum::<f32>();
            assert_eq!(weight, from[0][0], "{pairs:?}");
            assert!(pairs.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1));
            assert!(pairs.iter().all(|&(i, j)| a[i as usize].stem == b[j as usize].stem));
        }
    }
}
