//! What is measured of two passages before a score is given: named features, each 0 to about 1.

use super::Telling;
use super::align::Alignment;
use super::quoted::SharedQuote;
use super::words::{Class, Word};

/// The names of the features, in the order of [`Features`].
pub(super) const NAMES: [&str; COUNT] = [
    "cosine",
    "covered-less",
    "covered-more",
    "mass",
    "rarest",
    "names",
    "names-differ",
    "numbers",
    "numbers-differ",
    "dates",
    "plain-less",
    "plain-more",
    "aligned-less",
    "aligned-more",
    "run",
    "pairs",
    "length-ratio",
    "shortness",
    "quote-words",
    "quote-terms",
    "quote-other",
];

const COUNT: usize = 21;

/// The features of two passages; the same whichever comes first.
pub(super) type Features = [f32; COUNT];

/// A stem that a passage holds, once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Term {
    pub stem: u32,
    pub rarity: f32,
    pub class: Class,
}

/// Returns the distinct stems of `words` but the too common, by hash.
pub(super) fn terms(words: &[Word]) -> Vec<Term> {
    let mut terms: Vec<Term> = words
        .iter()
        .filter(|word| word.class != Class::Function)
        .map(|word| Term { stem: word.stem, rarity: word.rarity, class: word.class })
        .collect();
    terms.sort_unstable_by(|a, b| a.stem.cmp(&b.stem).then(b.class.cmp(&a.class)));
    terms.dedup_by_key(|term| term.stem);
    terms
}

/// Sums of rarity over terms, by class.
#[derive(Clone, Copy, Default)]
struct Sums {
    all: f32,
    square: f32,
    names: f32,
    numbers: f32,
    dates: f32,
    plain: f32,
    rarest: f32,
}

impl Sums {
    fn add(&mut self, term: &Term, class: Class) {
        self.all += term.rarity;
        self.square += term.rarity * term.rarity;
        self.rarest = self.rarest.max(term.rarity);
        match class {
            Class::Name => self.names += term.rarity,
            Class::Number => self.numbers += term.rarity,
            Class::Date => self.dates += term.rarity,
            Class::Plain | Class::Function => self.plain += term.rarity,
        }
    }

    fn of(terms: &[Term]) -> Self {
        let mut sums = Self::default();
        for term in terms {
            sums.add(term, term.class);
        }
        sums
    }
}

/// Returns the stems that both hold; a name on either side counts as one.
pub(super) fn shared<'a>(a: &'a [Term], b: &'a [Term]) -> impl Iterator<Item = (&'a Term, Class)> {
    let mut rest = b.iter().peekable();
    a.iter().filter_map(move |term| {
        while rest.next_if(|other| other.stem < term.stem).is_some() {}
        let other = rest.next_if(|other| other.stem == term.stem)?;
        Some((term, term.class.max(other.class)))
    })
}

/// Measures two passages that are laid side by side by `alignment`.
pub(super) fn measure(
    a: &Telling,
    b: &Telling,
    alignment: &Alignment,
    quote: SharedQuote,
) -> Features {
    let (of_a, of_b) = (Sums::of(&a.terms), Sums::of(&b.terms));
    let mut both = Sums::default();
    for (term, class) in shared(&a.terms, &b.terms) {
        both.add(term, class);
    }
    let share = |x: f32, y: f32| if y > 0.0 { (x / y).min(1.0) } else { 0.0 };
    let less = |x: f32, p: f32, q: f32| share(x, p.max(q));
    let more = |x: f32, p: f32, q: f32| share(x, p.min(q));
    let differ =
        |x: f32, p: f32, q: f32| if p > 0.0 && q > 0.0 { 1.0 - more(x, p, q) } else { 0.0 };
    let (weight_a, weight_b) = (weight(&a.words), weight(&b.words));
    let aligned: f32 = alignment
        .pairs
        .iter()
        .filter_map(|&(i, _)| a.words.get(i as usize))
        .map(|word| word.rarity)
        .sum();
    let neighbours = alignment
        .pairs
        .windows(2)
        .filter(|pair| pair[0].0 + 1 == pair[1].0 && pair[0].1 + 1 == pair[1].1)
        .count() as f32;
    let (long, short) =
        (a.words.len().max(b.words.len()) as f32, a.words.len().min(b.words.len()) as f32);
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
        less(aligned, weight_a, weight_b),
        more(aligned, weight_a, weight_b),
        (1.0 + alignment.longest_run() as f32).ln() / 4.0,
        2.0 * neighbours / (long + short).max(1.0),
        share(short, long),
        1.0 / (1.0 + short / 8.0),
        if quote.matched >= 3 { quote.same_words } else { 0.0 },
        quote.same_terms,
        f32::from(quotes_both && quote.same_terms == 0.0),
    ]
}

fn weight(words: &[Word]) -> f32 {
    words.iter().map(|word| word.rarity).sum()
}

/// Whether `terms` hold `stem`.
pub(super) fn holds(terms: &[Term], stem: u32) -> bool {
    terms.binary_search_by_key(&stem, |term| term.stem).is_ok()
}
