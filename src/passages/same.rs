//! Whether two sentences say the same. Passages are linked when they tell of one event; here one that adds a
//! fact says something else, so what is left over on either side is measured too.

use std::sync::LazyLock;

use super::features::{self, Sign};
use super::score::{self, Weights};
use super::terms::{self, Term};
use super::words::{Class, Word};
use super::{Measured, Telling};

/// `assets/passages/same.tsv`: a feature a line, `bias` among them, with its weight.
const WEIGHTS: &str = include_str!("../../assets/passages/same.tsv");

/// How many features there are.
pub(super) const COUNT: usize = 9;

/// The names of the features, in the order of [`SameFeatures`]. "Less" is the share of what the side with more
/// of it has; of what is left over on the two sides the larger counts, but for the numbers left on both.
pub(super) const NAMES: [&str; COUNT] = [
    "words-less",
    "function-less",
    "plain-less",
    "meaning",
    "left-words",
    "left-rarity",
    "left-edge",
    "left-numbers",
    "left-numbers-both",
];

/// What each feature may speak for, in the order of [`SameFeatures`].
pub(super) const SIGNS: [Sign; COUNT] = [
    Sign::For,
    Sign::For,
    Sign::For,
    Sign::For,
    Sign::Against,
    Sign::Against,
    Sign::Against,
    Sign::Against,
    Sign::Against,
];

/// The features of two sentences; the same whichever comes first.
pub type SameFeatures = [f32; COUNT];

static FROZEN: LazyLock<Weights<COUNT>> = LazyLock::new(|| score::read(WEIGHTS, 1, &NAMES));

/// Returns the score of two sentences, the chance that they say the same.
pub(super) fn score(measured: &SameFeatures) -> f32 {
    FROZEN.score(measured)
}

/// Measures two sentences that are laid side by side.
pub(super) fn measure(a: &Telling, b: &Telling, side_by_side: &Measured) -> SameFeatures {
    let pairs = &side_by_side.alignment.pairs;
    let gap_a = longest_gap(a.words.len(), pairs.iter().map(|pair| pair.0));
    let gap_b = longest_gap(b.words.len(), pairs.iter().map(|pair| pair.1));
    let (left_a, left_b) = (left(a, &b.terms), left(b, &a.terms));
    let (numbers_a, numbers_b) = (numbers_left(a, b), numbers_left(b, a));
    [
        share_of_longer(&a.words, &b.words, |_| true),
        share_of_longer(&a.words, &b.words, |word| word.class() == Class::Function),
        side_by_side.features[features::PLAIN_LESS],
        side_by_side.features[features::MEANING],
        gap_a.max(gap_b).ln_1p() / 4.0,
        left_a.anywhere.max(left_b.anywhere).ln_1p() / 5.0,
        left_a.at_an_edge.max(left_b.at_an_edge).ln_1p() / 5.0,
        numbers_a.max(numbers_b).ln_1p() / 2.0,
        numbers_a.min(numbers_b).ln_1p() / 2.0,
    ]
}

/// Share of the words asked for, of the side with more of them, that the other side has too, as often.
fn share_of_longer(a: &[Word], b: &[Word], is_asked: impl Fn(&&Word) -> bool) -> f32 {
    let stems = |words: &[Word]| {
        let mut stems: Vec<u32> = words.iter().filter(&is_asked).map(|word| word.stem).collect();
        stems.sort_unstable();
        stems
    };
    let (a, b) = (stems(a), stems(b));
    let mut rest = b.iter().peekable();
    let both = a.iter().filter(|&stem| {
        while rest.next_if(|&other| other < stem).is_some() {}
        rest.next_if_eq(&stem).is_some()
    });
    both.count() as f32 / a.len().max(b.len()).max(1) as f32
}

/// The most words in a row that no word of the other side stands for.
fn longest_gap(n_words: usize, matched: impl Iterator<Item = u32>) -> f32 {
    let (mut from, mut longest) = (0, 0);
    for place in matched.map(|place| place as usize).chain([n_words]) {
        longest = longest.max(place.saturating_sub(from));
        from = place + 1;
    }
    longest as f32
}

/// Rarity of the stretch with most of it in which nothing stands that the other side speaks of.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Left {
    anywhere: f32,
    /// Of those at the beginning or the end: what is told beside the rest, not in other words.
    at_an_edge: f32,
}

fn left(Telling { words, terms: own, .. }: &Telling, other: &[Term]) -> Left {
    let is_told = |word: &Word| {
        let head = terms::find(own, word.stem).map_or(0, |term| term.head);
        let is_like = |term: &Term| head != 0 && term.head == head;
        word.class() != Class::Function
            && (terms::holds(other, word.stem) || other.iter().any(is_like))
    };
    let mut most = Left::default();
    let (mut from, mut rarity) = (0, 0.0_f32);
    for i in 0..=words.len() {
        if let Some(word) = words.get(i).filter(|word| !is_told(word)) {
            rarity += if word.class() == Class::Function { 0.0 } else { word.rarity() };
            continue;
        }
        most.anywhere = most.anywhere.max(rarity);
        if from == 0 || i == words.len() {
            most.at_an_edge = most.at_an_edge.max(rarity);
        }
        (from, rarity) = (i + 1, 0.0);
    }
    most
}

/// How many numbers `a` has that `b` has not.
fn numbers_left(a: &Telling, b: &Telling) -> f32 {
    let is_left = |term: &&Term| term.class == Class::Number && !terms::holds(&b.terms, term.stem);
    a.terms.iter().filter(is_left).count() as f32
}

#[cfg(test)]
mod tests {
    use super::super::{judge_same, prepare};
    use super::*;

    const RELIT: &str = "The second blast furnace of the steelworks will be relit in November.";

    #[track_caller]
    fn score_of(other: &str) -> f32 {
        let (one, other) = (prepare(RELIT), prepare(other));
        let score = judge_same(&one, &other).score;
        assert_eq!(score, judge_same(&other, &one).score);
        score
    }

    #[test]
    fn every_feature_has_its_weight() {
        for name in NAMES.iter().chain(&["bias"]) {
            let lines = WEIGHTS.lines().filter(|line| line.split('\t').next() == Some(name));
            assert_eq!(lines.count(), 1, "{name}");
        }
    }

    #[test]
    fn one_sentence_in_other_words_says_the_same() {
        let copy = score_of(RELIT);
        let reworded =
            score_of("In November the steelworks will relight its second blast furnace.");
        let with_more = score_of(
            "The second blast furnace of the steelworks will be relit in November, and the union has called off \
             the strike that was to begin on Monday in Ostrava.",
        );
        let other =
            score_of("The steelworks shut its second blast furnace after 12 workers fell ill.");
        assert!(copy > 0.95 && reworded > 0.6, "{copy} {reworded}");
        assert!(with_more < 0.4 && other < 0.4, "{with_more} {other}");
    }

    #[test]
    fn what_is_left_is_measured_in_one_stretch() {
        let told = prepare("The strikes killed people");
        let more = prepare("The strikes killed people, the observatory in Damascus announced");
        let found = left(&more, &told.terms);
        assert_eq!(found.anywhere, found.at_an_edge);
        assert!(found.anywhere > 10.0, "{found:?}");
        assert_eq!(left(&told, &told.terms), Left::default());
        assert_eq!(longest_gap(9, [1, 2].into_iter()), 6.0);
        assert_eq!(longest_gap(0, [].into_iter()), 0.0);
    }
}
