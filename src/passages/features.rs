//! What is measured of two passages before a score is given: named features, each 0 to about 1.

use super::Telling;
use super::align::Alignment;
use super::quoted::SharedQuote;
use super::terms::{Likeness, Sums};

/// The names of the features, in the order of [`Features`]. "Less" and "more" are shares of what the passage
/// with more of it has, and of what the one with less has: an abridged copy covers less of the one and all
/// of the other.
pub(super) const NAMES: [&str; COUNT] = names();

/// What a feature may speak for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// That two passages tell the same.
    For,
    /// That they do not.
    Against,
    /// Either.
    Either,
}

/// Every feature with what it may speak for.
const TABLE: [(&str, Sign); COUNT] = [
    ("cosine", Sign::For),
    ("covered-less", Sign::For),
    ("covered-more", Sign::For),
    ("mass", Sign::For),
    ("rarest", Sign::For),
    ("names", Sign::For),
    ("names-differ", Sign::Against),
    ("numbers", Sign::For),
    ("numbers-differ", Sign::Against),
    ("dates", Sign::For),
    ("plain-less", Sign::For),
    ("plain-more", Sign::For),
    ("aligned-less", Sign::For),
    ("aligned-more", Sign::For),
    ("matched-less", Sign::For),
    ("matched-more", Sign::For),
    ("run", Sign::For),
    ("pairs", Sign::For),
    ("triples", Sign::For),
    ("length-ratio", Sign::Either),
    ("shortness", Sign::Either),
    ("quote-words", Sign::For),
    ("quote-terms", Sign::For),
    ("quote-other", Sign::Against),
    ("meaning", Sign::For),
    ("like-less", Sign::For),
    ("like-more", Sign::For),
    ("scene", Sign::For),
];

/// What each feature may speak for, in the order of [`Features`].
pub(super) const SIGNS: [Sign; COUNT] = signs();

const fn names() -> [&'static str; COUNT] {
    let mut names = [""; COUNT];
    let mut i = 0;
    while i < COUNT {
        names[i] = TABLE[i].0;
        i += 1;
    }
    names
}

const fn signs() -> [Sign; COUNT] {
    let mut signs = [Sign::Either; COUNT];
    let mut i = 0;
    while i < COUNT {
        signs[i] = TABLE[i].1;
        i += 1;
    }
    signs
}

/// How many features there are.
pub(super) const COUNT: usize = 28;

/// Place of `plain-less`.
pub(super) const PLAIN_LESS: usize = 10;
/// Place of `meaning`.
pub(super) const MEANING: usize = 24;

/// The features of two passages; the same whichever comes first.
pub type Features = [f32; COUNT];

/// Place of the cosine of the articles that the passages stand in, which is nought until it is asked for: it
/// costs as much as all the rest.
pub(super) const SCENE: usize = COUNT - 1;

/// Measures two passages that share `both`, are `like` each other, and are laid side by side by `alignment`, but for
/// [`SCENE`].
pub(super) fn measure(
    a: &Telling,
    b: &Telling,
    (both, like): (Sums, Likeness),
    alignment: &Alignment,
    quote: SharedQuote,
) -> Features {
    let (of_a, of_b) = (&a.sums, &b.sums);
    let aligned = aligned_weight(a, alignment);
    let long = a.words.len().max(b.words.len()) as f32;
    let short = a.words.len().min(b.words.len()) as f32;
    let matched = alignment.pairs.len() as f32;
    let quotes_both = !a.quotes.is_empty() && !b.quotes.is_empty();
    [
        share(both.square, (of_a.square * of_b.square).sqrt()),
        less(both.all, of_a.all, of_b.all),
        more(both.all, of_a.all, of_b.all),
        (1.0 + both.all).ln() / 5.0,
        both.rarest / 12.0,
        more(both.names, of_a.names, of_b.names),
        differ(both.names, of_a.names, of_b.names),
        more(both.numbers, of_a.numbers, of_b.numbers),
        differ(both.numbers, of_a.numbers, of_b.numbers),
        more(both.dates, of_a.dates, of_b.dates),
        less(both.plain, of_a.plain, of_b.plain),
        more(both.plain, of_a.plain, of_b.plain),
        less(aligned, a.weight, b.weight),
        more(aligned, a.weight, b.weight),
        share(matched, long),
        share(matched, short),
        (1.0 + alignment.longest_run() as f32).ln() / 4.0,
        2.0 * alignment.runs_of(2) as f32 / (long + short).max(1.0),
        2.0 * alignment.runs_of(3) as f32 / (long + short).max(1.0),
        share(short, long),
        1.0 / (1.0 + short / 8.0),
        if quote.matched >= 3 { quote.same_words } else { 0.0 },
        quote.same_terms,
        f32::from(quotes_both && quote.same_terms == 0.0),
        a.meaning.as_ref().zip(b.meaning.as_ref()).map_or(0.0, |(a, b)| a.cosine(b).max(0.0)),
        less(like.less, of_a.all, of_b.all),
        more(like.more, of_a.all, of_b.all),
        0.0,
    ]
}

/// Whether what two passages share, `both`, is enough for the full comparison, which costs some fifty times as much.
/// Of the pairs that news articles on common events link, one in fifty is given up here, nearly all of them
/// with the lowest scores; of those not linked, three in four are spared.
pub(super) fn is_worth_aligning(a: &Telling, b: &Telling, both: Sums) -> bool {
    both.all >= LEAST_MASS
        && more(both.all, a.sums.all, b.sums.all) >= LEAST_COVERED
        && share(both.square, (a.sums.square * b.sums.square).sqrt()) >= LEAST_COSINE
}

/// Shared rarity: less than two quite rare words.
const LEAST_MASS: f32 = 3.5;
/// Share of the rarity of the passage with less of it.
const LEAST_COVERED: f32 = 0.1;
const LEAST_COSINE: f32 = 0.045;

/// Rarity of the aligned words of `a`.
fn aligned_weight(a: &Telling, alignment: &Alignment) -> f32 {
    let aligned = alignment.pairs.iter().filter_map(|&(i, _)| a.words.get(i as usize));
    aligned.map(|word| word.rarity()).sum()
}

fn share(part: f32, whole: f32) -> f32 {
    if whole > 0.0 { (part / whole).min(1.0) } else { 0.0 }
}

fn less(both: f32, a: f32, b: f32) -> f32 {
    share(both, a.max(b))
}

fn more(both: f32, a: f32, b: f32) -> f32 {
    share(both, a.min(b))
}

/// How much of what each has the other has not; 0 where one has nothing.
fn differ(both: f32, a: f32, b: f32) -> f32 {
    if a > 0.0 && b > 0.0 { 1.0 - more(both, a, b) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_names() {
        assert_eq!([NAMES[PLAIN_LESS], NAMES[MEANING]], ["plain-less", "meaning"]);
    }
}
