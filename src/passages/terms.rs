//! The distinct words of a passage or of an article, as far as they say something.

use super::company::{NEAR_FROM, Near, NearAny, Place, Vector, vector};
use super::words::{Class, Word};

/// A stem that a text holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Term {
    /// The hash of the stem.
    pub stem: u32,
    /// As [`Word::rarity`].
    pub rarity: f32,
    /// What it is; a name anywhere is a name.
    pub class: Class,
    /// Place of its vector.
    pub vector: Option<Place>,
    /// As in [`super::words::ReadWord::head`].
    pub head: u32,
}

impl Term {
    /// What is compared of it in its place.
    pub(super) fn word(&self) -> Word {
        Word::new(self.stem, self.rarity, self.class)
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
    same(a, b).map(|(i, j)| {
        let (term, other) = (&a[i], &b[j]);
        let rarer = if term.rarity <= other.rarity { term } else { other };
        (rarer, term.class.max(other.class))
    })
}

/// The places of the stems that both have. Which side goes on is added, not branched on: it cannot be foreseen.
fn same(a: &[Term], b: &[Term]) -> impl Iterator<Item = (usize, usize)> {
    let (mut i, mut j) = (0, 0);
    std::iter::from_fn(move || {
        while let Some((one, other)) = a.get(i).zip(b.get(j)) {
            let at = (i, j);
            i += usize::from(one.stem <= other.stem);
            j += usize::from(other.stem <= one.stem);
            if one.stem == other.stem {
                return Some(at);
            }
        }
        None
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

/// Returns the sum of the vectors of `terms`, weighted by rarity; `None` where none has one.
pub(super) fn meaning(terms: &[Term]) -> Option<Box<Vector>> {
    let vectors = terms.iter().filter_map(|term| Some((term.rarity, vector(term.vector?)?)));
    Vector::sum(vectors).map(Box::new)
}

/// How far words with the same beginning are alike.
const SAME_HEAD: f32 = 0.7;

/// Terms of either side that are searched for their like.
const MOST_COMPARED: usize = 60;

/// How much of the rarity of two sets of terms is covered by the other, in the same words or in like ones.
#[derive(Clone, Copy, Debug)]
pub(super) struct Likeness {
    /// Of the one of which less is.
    pub less: f32,
    /// Of the other.
    pub more: f32,
}

/// Terms that others are likened to.
pub(super) struct Liked<'t> {
    terms: &'t [Term],
    /// Place of each term that has a vector, the place of that, and the words near it.
    near: Vec<(usize, Place, Option<Near>)>,
    /// The words near any.
    near_any: Option<NearAny>,
    /// A bit for each head.
    heads: u64,
}

/// To put together the words near any takes as long as to ask for those near each so many times.
const WORTH_FROM: usize = 3;

impl<'t> Liked<'t> {
    /// Gets `terms` ready to be likened to so many others.
    pub(super) fn of(terms: &'t [Term], n_others: usize) -> Self {
        let terms = compared(terms);
        let near = |(i, term): (usize, &Term)| {
            let place = term.vector?;
            Some((i, place, Near::to(place, n_others as u32)))
        };
        let near: Vec<_> = terms.iter().enumerate().filter_map(near).collect();
        let near_any =
            (n_others >= WORTH_FROM).then(|| NearAny::of(near.iter().map(|near| near.2)));
        let heads = terms.iter().fold(0, |heads, term| heads | head_bit(term));
        Self { terms, near, near_any: near_any.flatten(), heads }
    }

    /// Returns how far `other` is like these.
    pub(super) fn likeness(&self, other: &[Term]) -> Likeness {
        let (a, b) = (self.terms, compared(other));
        let (mut best_a, mut best_b) = ([0.0_f32; MOST_COMPARED], [0.0_f32; MOST_COMPARED]);
        same(a, b).for_each(|(i, j)| (best_a[i], best_b[j]) = (1.0, 1.0));
        for (term, best) in b.iter().zip(&mut best_b) {
            if self.heads & head_bit(term) != 0 {
                let same_head = best_a.iter_mut().zip(a).filter(|(_, own)| own.head == term.head);
                for (best_own, _) in same_head {
                    (*best, *best_own) = (best.max(SAME_HEAD), best_own.max(SAME_HEAD));
                }
            }
            let is_near_any =
                |place: &Place| self.near_any.as_ref().is_none_or(|any| any.holds(*place));
            let Some(place) = term.vector.filter(is_near_any) else { continue };
            for &(i, own, near) in &self.near {
                // Of two that have their like already, neither can gain.
                if near.is_some_and(|near| !near.holds(place)) || *best == 1.0 && best_a[i] == 1.0 {
                    continue;
                }
                let cosine =
                    vector(own).zip(vector(place)).map_or(0.0, |(own, other)| own.cosine(other));
                let alike = ((cosine - NEAR_FROM) / (1.0 - NEAR_FROM)).clamp(0.0, 1.0);
                (*best, best_a[i]) = (best.max(alike), best_a[i].max(alike));
            }
        }
        let covered = |terms: &[Term], best: &[f32]| {
            terms.iter().zip(best).map(|(term, best)| term.rarity * best).sum::<f32>()
        };
        let (of_a, of_b) = (covered(a, &best_a), covered(b, &best_b));
        Likeness { less: of_a.min(of_b), more: of_a.max(of_b) }
    }
}

/// A bit by which most heads are told apart; none where there is no head.
fn head_bit(term: &Term) -> u64 {
    u64::from(term.head != 0) << (term.head % u64::BITS)
}

fn compared(terms: &[Term]) -> &[Term] {
    terms.get(..MOST_COMPARED).unwrap_or(terms)
}

#[cfg(test)]
mod tests {
    use super::super::Telling;
    use super::*;

    #[test]
    fn terms_ready_for_many_are_like_others_as_terms_ready_for_one() {
        let tellings = [
            "Syrian troops shelled the eastern suburbs of Damascus on Monday, killing 40 civilians.",
            "The army of Syria bombed a suburb east of Damascus; forty people were killed on Monday.",
            "Russian jets struck rebel positions near Aleppo while soldiers advanced in the north.",
            "The minister told reporters that talks on a ceasefire would resume in Geneva next week.",
            "Reporters were told by the ministry: negotiations about the truce resume at Geneva.",
            "",
        ]
        .map(Telling::read);
        let mut n_like = 0;
        for a in &tellings {
            let one = Liked::of(&a.terms, 1);
            // What is near a word is found out when it was asked for often.
            let [_, many] = [(); 2].map(|()| Liked::of(&a.terms, 1_000));
            assert!(many.near.iter().all(|near| near.2.is_some()));
            for b in &tellings {
                let [one, many] = [&one, &many].map(|liked| liked.likeness(&b.terms));
                assert_eq!((one.less, one.more), (many.less, many.more));
                n_like += u32::from(one.less > shared_sums(&a.terms, &b.terms).all);
            }
        }
        assert!(n_like > 6, "{n_like}");
    }
}
