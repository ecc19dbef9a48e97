//! The distinct words of a passage or of an article, as far as they say something.

use super::company::{Place, cosine, vector};
use super::words::{Class, Word};

/// A stem that a text holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Term {
    /// The hash of the stem.
    pub stem: u32,
    /// As in [`Word::rarity`].
    pub rarity: f32,
    /// As in [`Word::class`]; a name anywhere is a name.
    pub class: Class,
    /// As in [`Word::vector`].
    pub vector: Option<Place>,
    /// As in [`Word::head`].
    pub head: u32,
}

/// Returns the distinct stems of `words` but the too common, by hash.
pub(super) fn terms<'a>(words: impl IntoIterator<Item = &'a Word>) -> Vec<Term> {
    let mut terms: Vec<Term> = words
        .into_iter()
        .filter(|word| word.class != Class::Function)
        .map(|word| Term {
            stem: word.stem,
            rarity: word.rarity,
            class: word.class,
            vector: word.vector,
            head: word.head,
        })
        .collect();
    terms.sort_unstable_by(|a, b| a.stem.cmp(&b.stem).then(b.class.cmp(&a.class)));
    terms.dedup_by_key(|term| term.stem);
    terms
}

/// Whether `terms` hold `stem`.
pub(super) fn holds(terms: &[Term], stem: u32) -> bool {
    terms.binary_search_by_key(&stem, |term| term.stem).is_ok()
}

/// Returns the terms that both hold, each as the side has it where it is less rare; a name on either side
/// counts as one.
pub(super) fn shared<'a>(a: &'a [Term], b: &'a [Term]) -> impl Iterator<Item = (&'a Term, Class)> {
    let mut rest = b.iter().peekable();
    a.iter().filter_map(move |term| {
        while rest.next_if(|other| other.stem < term.stem).is_some() {}
        let other = rest.next_if(|other| other.stem == term.stem)?;
        let rarer = if term.rarity <= other.rarity { term } else { other };
        Some((rarer, term.class.max(other.class)))
    })
}

/// Sums of rarity over terms, by class.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    /// Of all.
    pub all: f32,
    /// Of the squares.
    pub square: f32,
    /// Of names.
    pub names: f32,
    /// Of numbers.
    pub numbers: f32,
    /// Of dates.
    pub dates: f32,
    /// Of ordinary words.
    pub plain: f32,
    /// The largest.
    pub rarest: f32,
}

impl Sums {
    /// Adds one term.
    pub(super) fn add(&mut self, rarity: f32, class: Class) {
        self.all += rarity;
        self.square += rarity * rarity;
        self.rarest = self.rarest.max(rarity);
        match class {
            Class::Name => self.names += rarity,
            Class::Number => self.numbers += rarity,
            Class::Date => self.dates += rarity,
            Class::Plain | Class::Function => self.plain += rarity,
        }
    }

    /// Sums up `terms`.
    pub(super) fn of(terms: &[Term]) -> Self {
        let mut sums = Self::default();
        for term in terms {
            sums.add(term.rarity, term.class);
        }
        sums
    }
}

/// Returns the sum of the vectors of `terms`, weighted by rarity, of length 1; empty where none has one.
pub(super) fn meaning(terms: &[Term]) -> Box<[f32]> {
    let mut sum: Vec<f32> = Vec::new();
    for term in terms {
        let Some(place) = term.vector else { continue };
        let vector = vector(place);
        sum.resize(vector.len(), 0.0);
        sum.iter_mut().zip(vector).for_each(|(sum, x)| *sum += term.rarity * x);
    }
    let size = sum.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-9);
    sum.iter_mut().for_each(|x| *x /= size);
    sum.into()
}

/// Cosine under which two words have nothing to do with each other.
const LIKE_FROM: f32 = 0.5;

/// How far words with the same beginning are alike.
const SAME_HEAD: f32 = 0.7;

/// Terms of either side that are searched for their like.
const MOST_COMPARED: usize = 60;

/// Returns how much of the rarity of `a` is covered by `b`, in the same words or in like ones, and how much
/// of `b` by `a`.
pub(super) fn likeness(a: &[Term], b: &[Term]) -> (f32, f32) {
    let mut best_a = vec![0.0_f32; a.len()];
    let mut best_b = vec![0.0_f32; b.len()];
    for (term, best) in a.iter().zip(&mut best_a).take(MOST_COMPARED) {
        for (other, best_other) in b.iter().zip(&mut best_b).take(MOST_COMPARED) {
            let alike = alike(term, other);
            *best = best.max(alike);
            *best_other = best_other.max(alike);
        }
    }
    let covered = |terms: &[Term], best: &[f32]| {
        terms.iter().zip(best).map(|(term, best)| term.rarity * best).sum()
    };
    (covered(a, &best_a), covered(b, &best_b))
}

fn alike(a: &Term, b: &Term) -> f32 {
    if a.stem == b.stem {
        return 1.0;
    }
    let head = if a.head != 0 && a.head == b.head { SAME_HEAD } else { 0.0 };
    let company = match (a.vector, b.vector) {
        (Some(a), Some(b)) => {
            ((cosine(vector(a), vector(b)) - LIKE_FROM) / (1.0 - LIKE_FROM)).max(0.0)
        }
        _ => 0.0,
    };
    head.max(company)
}
