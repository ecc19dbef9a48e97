//! Lays two passages side by side, word by word.

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
/// match alone.
pub(super) fn align(a: &[Word], b: &[Word]) -> Alignment {
    let a = a.get(..MOST_ALIGNED.min(a.len())).unwrap_or(a);
    let b = b.get(..MOST_ALIGNED.min(b.len())).unwrap_or(b);
    let width = b.len() + 1;
    let mut best = vec![0.0_f32; (a.len() + 1) * width];
    for (i, left) in a.iter().enumerate() {
        let (above, row) = best.split_at_mut((i + 1) * width);
        let above = &above[i * width..];
        for (j, right) in b.iter().enumerate() {
            let skip = above[j + 1].max(row[j]);
            row[j + 1] = if left.stem == right.stem {
                skip.max(above[j] + BASE + left.rarity)
            } else {
                skip
            };
        }
    }
    let mut pairs = Vec::new();
    let (mut i, mut j) = (a.len(), b.len());
    while i > 0 && j > 0 {
        let here = best[i * width + j];
        if a[i - 1].stem == b[j - 1].stem
            && here > best[(i - 1) * width + j]
            && here > best[i * width + j - 1]
        {
            pairs.push((i as u32 - 1, j as u32 - 1));
            i -= 1;
            j -= 1;
        } else if best[(i - 1) * width + j] >= best[i * width + j - 1] {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    pairs.reverse();
    drop_lonely(&mut pairs, a);
    Alignment { pairs }
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
        let a = words("The strikes killed 370 people in Aleppo");
        let b = words("The Russian strikes have killed 370 people");
        let alignment = align(&a, &b);
        assert_eq!(alignment.pairs, [(1, 2), (2, 4), (3, 5), (4, 6)]);
        assert_eq!(alignment.longest_run(), 3);
        assert!(align(&a, &[]).pairs.is_empty());
    }
}
