//! Compares what two passages quote.

use super::align::align;
use super::words::{Class, ReadWord, Word};
use crate::text;

/// Fewest words of a quotation; less is a word in quotes.
const FEWEST_WORDS: usize = 3;

/// Returns the word ranges, half open, that stand in quotation marks.
pub(super) fn quoted(passage: &str, words: &[ReadWord]) -> Vec<(u32, u32)> {
    if !passage.contains(['"', '“', '”', '«', '»', '„', '‹', '\'', '‘', '‚', '`', '「', '『'])
    {
        return Vec::new();
    }
    let mut out = Vec::new();
    for span in text::quotations(passage) {
        let from = words.partition_point(|word| word.span.start() < span.start());
        let to = words.partition_point(|word| word.span.end() <= span.end());
        if to >= from + FEWEST_WORDS {
            out.push((from as u32, to as u32));
        }
    }
    out
}

/// How two passages agree in what they quote, each 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct SharedQuote {
    /// Share of the shorter quotation that the other has in the same words and order.
    pub same_words: f32,
    /// Words matched.
    pub matched: usize,
    /// Share of the shorter quotation whose rare words the other has in any order.
    pub same_terms: f32,
}

/// Compares the quotations of two passages and returns the best agreement.
///
/// Every quotation is compared with every other, and all of one passage taken together with all of the
/// other, since an attribution may break one quotation in two.
pub(super) fn compare(
    (a, quotes_a): (&[Word], &[(u32, u32)]),
    (b, quotes_b): (&[Word], &[(u32, u32)]),
) -> SharedQuote {
    let mut best = SharedQuote::default();
    let (pieces_a, pieces_b) = (pieces(a, quotes_a), pieces(b, quotes_b));
    for left in &pieces_a {
        for right in &pieces_b {
            let found = compare_pieces(left, right);
            let value = |s: &SharedQuote| (s.same_words + s.same_terms) * (s.matched as f32).sqrt();
            if value(&found) > value(&best) {
                best = found;
            }
        }
    }
    best
}

/// The quotations of one passage, and all of them as one where there are several.
fn pieces(words: &[Word], quotes: &[(u32, u32)]) -> Vec<Vec<Word>> {
    const MOST: usize = 8;
    let mut pieces: Vec<Vec<Word>> = quotes
        .iter()
        .take(MOST)
        .filter_map(|&(from, to)| words.get(from as usize..to as usize))
        .map(<[Word]>::to_vec)
        .collect();
    if pieces.len() > 1 {
        pieces.push(pieces.concat());
    }
    pieces
}

fn compare_pieces(a: &[Word], b: &[Word]) -> SharedQuote {
    let pairs = align(a, b).pairs;
    let matched: f32 =
        pairs.iter().filter_map(|&(i, _)| a.get(i as usize)).map(|word| word.rarity()).sum();
    let weight = |words: &[Word]| words.iter().map(|word| word.rarity()).sum::<f32>();
    let shorter = weight(a).min(weight(b)).max(1.0);
    SharedQuote {
        same_words: (matched / shorter).min(1.0),
        matched: pairs.len(),
        same_terms: same_terms(a, b),
    }
}

fn same_terms(a: &[Word], b: &[Word]) -> f32 {
    let content = |words: &[Word]| {
        let mut stems: Vec<(u32, f32)> = words
            .iter()
            .filter(|word| word.class() != Class::Function)
            .map(|word| (word.stem, word.rarity()))
            .collect();
        stems.sort_unstable_by_key(|(stem, _)| *stem);
        stems.dedup_by_key(|(stem, _)| *stem);
        stems
    };
    let (a, b) = (content(a), content(b));
    let weight = |stems: &[(u32, f32)]| stems.iter().map(|(_, rarity)| rarity).sum::<f32>();
    let both: f32 = a
        .iter()
        .filter(|(stem, _)| b.binary_search_by_key(stem, |(other, _)| *other).is_ok())
        .map(|(_, rarity)| rarity)
        .sum();
    (both / weight(&a).min(weight(&b)).max(8.0)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    fn check(a: &str, b: &str) -> SharedQuote {
        let read = |text| {
            let read = words(text);
            let words: Vec<Word> = read.iter().map(|read| read.word).collect();
            (words, quoted(text, &read))
        };
        let ((words_a, quotes_a), (words_b, quotes_b)) = (read(a), read(b));
        compare((&words_a, &quotes_a), (&words_b, &quotes_b))
    }

    #[test]
    fn a_quotation_broken_by_its_attribution_is_the_same() {
        let shared = check(
            "\"Based on the results,\" he said, \"a settlement can be achieved.\"",
            "“Based on the results a settlement can be achieved,” the president told reporters.",
        );
        assert!(shared.same_words > 0.95 && shared.matched >= 8, "{shared:?}");
    }

    #[test]
    fn what_is_not_quoted_does_not_count() {
        let shared = check("\"We will win the war\", he said", "They will win the war");
        assert_eq!(shared, SharedQuote::default());
    }
}
