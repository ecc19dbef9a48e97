//! The distinct words of a passage or of an article, as far as they say something.

use super::company::{Place, Vector, vector};
use super::words::{Class, ReadWord};

/// A stem that a text holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Term {
    /// The hash of the stem.
    pub stem: u32,
    /// As in [`super::words::Word::rarity`].
    pub rarity: f32,
    /// As in [`super::words::Word::class`]; a name anywhere is a name.
    pub class: Class,
    /// As in [`ReadWord::vector`].
    pub vector: Option<Place>,
    /// As in [`ReadWord::head`].
    pub head: u32,
}

/// Returns the distinct stems of `words` but the too common, by hash.
pub(super) fn terms(words: &[ReadWord]) -> Vec<Term> {
    let said = words.iter().filter(|read| read.word.class != Class::Function);
    let terms = said.map(|ReadWord { word, vector, head, .. }| Term {
        stem: word.stem,
        rarity: word.rarity,
        class: word.class,
        vector: *vector,
        head: *head,
    });
    distinct(terms.collect())
}

/// Returns the terms of several passages together.
pub(super) fn merged<'a>(terms: impl IntoIterator<Item = &'a Term>) -> Vec<Term> {
    distinct(terms.into_iter().copied().collect())
}

fn distinct(mut terms: Vec<Term>) -> Vec<Term> {
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
        let Some(place) = term.vector else { continue };
        let vector = vector(place);
        sum.resize(vector.iter().len(), 0.0);
        sum.iter_mut().zip(vector.iter()).for_each(|(sum, x)| *sum += term.rarity * x);
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
    let (a, b) = (compared(a), compared(b));
    let (mut best_a, mut best_b) = ([0.0_f32; MOST_COMPARED], [0.0_f32; MOST_COMPARED]);
    for (i, term) in a.iter().enumerate() {
        if let Ok(j) = b.binary_search_by_key(&term.stem, |other| other.stem) {
            (best_a[i], best_b[j]) = (1.0, 1.0);
        }
    }
    let mut vectors_b = [None; MOST_COMPARED];
    for (other, place) in b.iter().zip(&mut vectors_b) {
        *place = other.vector.map(vector);
    }
    for (term, best) in a.iter().zip(&mut best_a) {
        let own = term.vector.map(vector);
        for ((other, theirs), best_other) in b.iter().zip(&vectors_b).zip(&mut best_b) {
            // Nothing is more alike than the same.
            if *best < 1.0 || *best_other < 1.0 {
                let alike = alike((term.head, own), (other.head, *theirs));
                *best = best.max(alike);
                *best_other = best_other.max(alike);
            }
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

/// How far two words are alike by their beginnings and vectors, 0.0 to 1.0.
#[inline]
fn alike((head_a, a): (u32, Option<Vector>), (head_b, b): (u32, Option<Vector>)) -> f32 {
    let head = if head_a != 0 && head_a == head_b { SAME_HEAD } else { 0.0 };
    let company = match a.zip(b) {
        Some((a, b)) => ((a.cosine(b) - LIKE_FROM) / (1.0 - LIKE_FROM)).clamp(0.0, 1.0),
        None => 0.0,
    };
    head.max(company)
}
