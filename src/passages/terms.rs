//! The distinct words of a passage or of an article, as far as they say something.

use super::company::{NEAR_FROM, Near, Place, vector};
use super::words::{Class, Word};

/// A stem that a text holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Term {
    /// The hash of the stem.
    pub stem: u32,
    /// As in [`super::words::Word::rarity`].
    pub rarity: f32,
    /// As in [`super::words::Word::class`]; a name anywhere is a name.
    pub class: Class,
    /// Place of its vector.
    pub vector: Option<Place>,
    /// As in [`super::words::ReadWord::head`].
    pub head: u32,
}

impl Term {
    /// What is compared of it in its place.
    pub(super) const fn word(&self) -> Word {
        Word { stem: self.stem, rarity: self.rarity, class: self.class }
    }
}

/// Returns the distinct stems of `terms`, by hash.
pub(super) fn distinct(mut terms: Vec<Term>) -> Vec<Term> {
    terms.sort_unstable_by(|a, b| a.stem.cmp(&b.stem).then(b.class.cmp(&a.class)));
    terms.dedup_by_key(|term| term.stem);
    terms
}

/// The term with `stem`.
pub(super) fn find(terms: &[Term], stem: u32) -> Option<&Term> {
    terms.binary_search_by_key(&stem, |term| term.stem).ok().and_then(|place| terms.get(place))
}

/// Whether `terms` hold `stem`.
pub(super) fn holds(terms: &[Term], stem: u32) -> bool {
    find(terms, stem).is_some()
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

/// Sums up the terms that both hold.
pub(super) fn shared_sums(a: &[Term], b: &[Term]) -> Sums {
    let mut both = Sums::default();
    for (term, class) in shared(a, b) {
        both.add(term.rarity, class);
    }
    both
}

/// Returns the cosine of two sets of terms with their sums, weighted by rarity.
pub(super) fn cosine((a, of_a): (&[Term], Sums), (b, of_b): (&[Term], Sums)) -> f32 {
    let whole = (of_a.square * of_b.square).sqrt();
    if whole > 0.0 { (shared_sums(a, b).square / whole).min(1.0) } else { 0.0 }
}

/// Returns the sum of the vectors of `terms`, weighted by rarity, of length 1; empty where none has one.
pub(super) fn meaning(terms: &[Term]) -> Box<[f32]> {
    let mut sum: Vec<f32> = Vec::new();
    for term in terms {
        let Some(vector) = term.vector.and_then(vector) else { continue };
        sum.resize(vector.iter().len(), 0.0);
        sum.iter_mut().zip(vector.iter()).for_each(|(sum, x)| *sum += term.rarity * x);
    }
    let size = sum.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-9);
    sum.iter_mut().for_each(|x| *x /= size);
    sum.into()
}

/// How far words with the same beginning are alike.
const SAME_HEAD: f32 = 0.7;

/// Terms of either side that are searched for their like.
const MOST_COMPARED: usize = 60;

/// Returns how much of the rarity of `a` is covered by `b`, in the same words or in like ones, and how much
/// of `b` by `a`.
pub(super) fn likeness(a: &[Term], b: &[Term]) -> (f32, f32) {
    let (a, b) = (compared(a), compared(b));
    let (mut best_a, mut best_b) = ([0.0_f32; MOST_COMPARED], [0.0_f32; MOST_COMPARED]);
    let mut j = 0;
    for (i, term) in a.iter().enumerate() {
        j += b[j..].iter().take_while(|other| other.stem < term.stem).count();
        if b.get(j).is_some_and(|other| other.stem == term.stem) {
            (best_a[i], best_b[j]) = (1.0, 1.0);
        }
    }
    let mut vectors_b = [None; MOST_COMPARED];
    let found = (0..).zip(b).filter_map(|(j, term)| Some((j, term.vector?)));
    vectors_b.iter_mut().zip(found).for_each(|(place, found)| *place = Some(found));
    for (term, best) in a.iter().zip(&mut best_a) {
        let mut note = |j: usize, alike: f32| {
            *best = best.max(alike);
            best_b[j] = best_b[j].max(alike);
        };
        if term.head != 0 {
            let same_head = (0..).zip(b).filter(|(_, other)| other.head == term.head);
            same_head.for_each(|(j, _)| note(j, SAME_HEAD));
        }
        let Some(own) = term.vector else { continue };
        let near = Near::to(own);
        let is_near = |(_, other): &(usize, Place)| near.is_none_or(|near| near.hold(*other));
        for (j, other) in vectors_b.iter().map_while(|found| *found).filter(is_near) {
            let cosine =
                vector(own).zip(vector(other)).map_or(0.0, |(own, other)| own.cosine(other));
            note(j, ((cosine - NEAR_FROM) / (1.0 - NEAR_FROM)).clamp(0.0, 1.0));
        }
    }
    let covered = |terms: &[Term], best: &[f32]| {
        terms.iter().zip(best).map(|(term, best)| term.rarity * best).sum()
    };
    (covered(a, &best_a), covered(b, &best_b))
}

fn compared(terms: &[Term]) -> &[Term] {
    terms.get(..MOST_COMPARED).unwrap_or(terms)
}
