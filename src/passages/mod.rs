//! Finds passages of different articles that tell the same thing: fingerprints, candidates, alignment, score.

mod align;
mod company;
mod draft;
mod evidence;
mod features;
mod index;
mod keys;
mod quoted;
mod same;
mod score;
mod terms;
mod ties;
pub mod train;
mod vocabulary;
mod words;

use std::sync::Arc;

use rustc_hash::FxHashMap;

use company::Vector;
pub use draft::Draft;
pub use index::{Found, Index};
pub use ties::{CROSSES_FROM, groups, tie};

use crate::model::{Article, Link, LinkKind, Passage, PassageKind};

/// A passage made ready for comparing. Some 1 kB: many are held at a time.
#[derive(Clone, Debug, Default)]
pub struct Telling {
    /// Bytes of its text.
    length: u32,
    words: Box<[words::Word]>,
    terms: Box<[terms::Term]>,
    sums: terms::Sums,
    /// Rarity of all its words together.
    weight: f32,
    /// Rarity-weighted sum of the vectors of its words; none where none has one.
    meaning: Option<Box<Vector>>,
    /// Word ranges in quotation marks.
    quotes: Box<[(u32, u32)]>,
    scene: Option<Arc<Scene>>,
}

/// What the article speaks of that a passage stands in.
#[derive(Debug)]
struct Scene {
    terms: Box<[terms::Term]>,
    sums: terms::Sums,
}

/// Returns the hashes by which the candidates of a passage are found; sorted, no repeats. Two passages that
/// share none are never compared. Frozen: they depend on the text alone.
pub fn keys(text: &str) -> Vec<u64> {
    let words: Vec<words::Word> = words::words(text).iter().map(|read| read.word).collect();
    keys::keys(&words)
}

/// Returns the [`keys()`] of each passage of an article; none of its furniture.
pub fn keys_of(article: &Article) -> Vec<Vec<u64>> {
    compared(&article.text, &article.passages).map(keys).collect()
}

/// The passages of a text as far as they are compared: of its furniture, nothing.
fn compared<'t>(text: &'t str, passages: &[Passage]) -> impl Iterator<Item = &'t str> {
    passages.iter().map(move |passage| match passage.kind {
        PassageKind::Furniture => "",
        _ => passage.span.of(text),
    })
}

/// Makes a passage ready for comparing by itself. Links are better between passages of [`Draft::tellings`].
pub fn prepare(text: &str) -> Telling {
    let mut telling = Telling::read(text);
    telling.sum_up();
    telling
}

/// As [`Draft::tellings`], for [`judge`], which looks at what the articles speak of as well.
pub fn prepare_in_scene(passages: &[&str]) -> Vec<Telling> {
    let mut tellings = Draft::of(passages).unweighed();
    let all = tellings.iter().flat_map(|telling| &telling.terms);
    let terms = terms::distinct(all.copied().collect());
    let scene = Arc::new(Scene { sums: terms::Sums::of(&terms), terms: terms.into() });
    weigh(&mut tellings);
    for telling in &mut tellings {
        telling.scene = Some(Arc::clone(&scene));
    }
    tellings
}

/// How much rarer a word counts for each e-fold of passages of its article that hold it.
const REPEATED: f32 = 2.0;

/// What is left at least of the rarity of a word that its article repeats.
const LEFT: f32 = 1.0;

/// Weighs the words of the passages of one article by how many of them hold each.
fn weigh(tellings: &mut [Telling]) {
    let n_terms = tellings.iter().map(|telling| telling.terms.len()).sum();
    let mut holders: FxHashMap<u32, u32> = FxHashMap::default();
    holders.reserve(n_terms);
    for term in tellings.iter().flat_map(|telling| &telling.terms) {
        *holders.entry(term.stem).or_default() += 1;
    }
    let weighed = |stem: u32, rarity: f32| match holders.get(&stem) {
        Some(&count) if count > 1 => {
            (rarity - REPEATED * (count as f32).ln()).max(LEFT.min(rarity))
        }
        _ => rarity,
    };
    for telling in tellings {
        for word in &mut telling.words {
            *word = word.weighed(weighed(word.stem, word.rarity()));
        }
        for term in &mut telling.terms {
            term.rarity = weighed(term.stem, term.rarity);
        }
        telling.sum_up();
    }
}

impl Telling {
    /// How many bytes its text has; none where it is furniture.
    pub fn length(&self) -> u32 {
        self.length
    }

    /// All but the sums, which depend on the weights.
    fn read(text: &str) -> Self {
        Draft::of(&[text]).unweighed().pop().unwrap_or_default()
    }

    /// An order of passages that depends on their words alone.
    fn is_before(&self, other: &Self) -> bool {
        let by_length = self.words.len().cmp(&other.words.len());
        let key = |word: &words::Word| (word.stem, word.rarity().to_bits());
        by_length.then_with(|| self.words.iter().map(key).cmp(other.words.iter().map(key))).is_lt()
    }

    fn sum_up(&mut self) {
        self.sums = terms::Sums::of(&self.terms);
        self.weight = self.words.iter().map(|word| word.rarity()).sum();
        self.meaning = terms::meaning(&self.terms);
    }
}

/// How two passages agree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// In which way.
    pub kind: LinkKind,
    /// How sure, 0.0 to 1.0.
    pub score: f32,
}

/// A passage that others are compared with.
pub struct Compared<'t> {
    telling: &'t Telling,
    liked: terms::Liked<'t>,
}

impl<'t> Compared<'t> {
    /// Gets a passage ready to be compared with so many others.
    pub fn of(telling: &'t Telling, n_others: usize) -> Self {
        Self { telling, liked: terms::Liked::of(&telling.terms, n_others) }
    }

    /// Compares the passage with another; `None` where they do not tell the same ([`Link::SHOWN_FROM`]). Depends on the two
    /// and the articles they were prepared with alone, not on which is asked.
    pub fn with(&self, other: &Telling) -> Option<Agreement> {
        let (a, b) = (self.telling, other);
        let both = terms::shared_sums(&a.terms, &b.terms);
        if !features::is_worth_aligning(a, b, both) {
            return None;
        }
        let like = self.liked.likeness(&b.terms);
        // Of several ways to lay them side by side that weigh the same, one is taken by which comes first.
        let (a, b) = if a.is_before(b) { (a, b) } else { (b, a) };
        let measured = Measured::sharing(a, b, both, like);
        let score = score::linked(&measured.features);
        (score >= Link::SHOWN_FROM).then(|| measured.agreement(a, b, score))
    }
}

/// Says how far two passages agree, however little, in the light of the articles they stand in where both
/// are known ([`prepare_in_scene`]).
pub fn judge(a: &Telling, b: &Telling) -> Agreement {
    let measured = Measured::in_scene(a, b);
    let in_scene = a.scene.is_some() && b.scene.is_some();
    let score = if in_scene { score::in_scene } else { score::linked };
    measured.agreement(a, b, score(&measured.features))
}

/// Says how surely two sentences say the same, however little: all that either tells, the other does. Where
/// each is part of an article and the event is what counts, ask [`judge`].
pub fn judge_same(a: &Telling, b: &Telling) -> Agreement {
    let measured = Measured::of(a, b);
    measured.agreement(a, b, same::score(&same::measure(a, b, &measured)))
}

/// Returns the words of `text` that `other` has too, by which a reader can check that both tell the same: in
/// the order of `text`, runs separated by ` · `.
pub fn shared(text: &str, other: &str) -> String {
    shared_with(text, &prepare(text), other)
}

/// As [`shared`], of a text that is prepared.
pub fn shared_with(text: &str, prepared: &Telling, other: &str) -> String {
    let other = Telling::read(other);
    evidence::shared(text, prepared, &other, &align::align(&prepared.words, &other.words))
}

/// Two passages laid side by side.
struct Measured {
    alignment: align::Alignment,
    quote: quoted::SharedQuote,
    features: features::Features,
}

impl Measured {
    fn of(a: &Telling, b: &Telling) -> Self {
        let both = terms::shared_sums(&a.terms, &b.terms);
        Self::sharing(a, b, both, terms::Liked::of(&a.terms, 1).likeness(&b.terms))
    }

    /// Of two that share these terms, and cover so much of each other in these or like ones.
    fn sharing(a: &Telling, b: &Telling, both: terms::Sums, like: terms::Likeness) -> Self {
        let (mut alignment, mut quote) = Default::default();
        if both.all > 0.0 {
            alignment = align::align(&a.words, &b.words);
            quote = quoted::compare((&a.words, &a.quotes), (&b.words, &b.quotes));
        }
        let features = features::measure(a, b, (both, like), &alignment, quote);
        Self { alignment, quote, features }
    }

    /// The same with what is known of their articles.
    fn in_scene(a: &Telling, b: &Telling) -> Self {
        let mut measured = Self::of(a, b);
        if let Some((a, b)) = a.scene.as_ref().zip(b.scene.as_ref()) {
            measured.features[features::SCENE] =
                terms::cosine((&a.terms, a.sums), (&b.terms, b.sums));
        }
        measured
    }

    fn agreement(&self, a: &Telling, b: &Telling, score: f32) -> Agreement {
        Agreement { kind: evidence::kind(a, b, &self.alignment, self.quote), score }
    }
}
