//! Finds passages of different articles that tell the same thing: fingerprints, candidates, alignment, score.

mod align;
mod company;
mod evidence;
mod features;
mod index;
mod keys;
mod quoted;
mod rarity;
mod score;
mod terms;
mod ties;
pub mod train;
mod words;

use std::sync::Arc;

use rustc_hash::FxHashMap;

pub use index::{Found, Index};
pub use ties::{CROSSES_FROM, TOLD_FROM, groups, tie};

use crate::model::{Link, LinkKind};

/// A passage made ready for comparing.
#[derive(Clone, Debug, Default)]
pub struct Telling {
    /// Hashes by which candidates are found; sorted, no repeats. Two passages that share none are never
    /// compared. Frozen: they depend on the text alone.
    pub keys: Vec<u64>,
    text: Box<str>,
    words: Vec<words::Word>,
    terms: Vec<terms::Term>,
    sums: terms::Sums,
    /// Rarity-weighted sum of the vectors of its words, of length 1.
    meaning: Box<[f32]>,
    /// Word ranges in quotation marks.
    quotes: Vec<(u32, u32)>,
    scene: Option<Arc<Scene>>,
}

/// What the article speaks of that a passage stands in.
#[derive(Debug)]
struct Scene {
    terms: Vec<terms::Term>,
    sums: terms::Sums,
}

/// Makes a passage ready for comparing by itself: enough for its keys. Cheap enough (some 20 µs a passage) to
/// be done again from the text. Links are better between passages of [`prepare_article`].
pub fn prepare(text: &str) -> Telling {
    let words = words::words(text);
    let terms = terms::terms(&words);
    Telling {
        keys: keys::keys(&words),
        text: text.into(),
        sums: terms::Sums::of(&terms),
        meaning: terms::meaning(&terms),
        quotes: quoted::quoted(text, &words),
        terms,
        words,
        scene: None,
    }
}

/// Makes the passages of one article ready for comparing, in the light of each other: a word that many of
/// them hold says little about any one, and "the actress" is who the passage before names.
pub fn prepare_article(passages: &[&str]) -> Vec<Telling> {
    let mut tellings: Vec<Telling> = passages.iter().map(|text| prepare(text)).collect();
    let all = terms::terms(tellings.iter().flat_map(|telling| &telling.words));
    let scene = Arc::new(Scene { sums: terms::Sums::of(&all), terms: all });
    let mut holders: FxHashMap<u32, u32> = FxHashMap::default();
    for term in tellings.iter().flat_map(|telling| &telling.terms) {
        *holders.entry(term.stem).or_default() += 1;
    }
    for telling in &mut tellings {
        telling.stand_in(&scene, &holders);
    }
    tellings
}

/// How much rarer a word counts for each e-fold of passages of its article that hold it.
const REPEATED: f32 = 2.0;

/// What is left at least of the rarity of a word that its article repeats.
const LEFT: f32 = 1.0;

impl Telling {
    /// Weighs the words by how many passages of the article hold them.
    fn stand_in(&mut self, scene: &Arc<Scene>, holders: &FxHashMap<u32, u32>) {
        let weigh = |stem: u32, rarity: f32| {
            let holders = holders.get(&stem).copied().unwrap_or(1) as f32;
            (rarity - REPEATED * holders.ln()).max(LEFT.min(rarity))
        };
        for word in &mut self.words {
            word.rarity = weigh(word.stem, word.rarity);
        }
        for term in &mut self.terms {
            term.rarity = weigh(term.stem, term.rarity);
        }
        self.sums = terms::Sums::of(&self.terms);
        self.meaning = terms::meaning(&self.terms);
        self.scene = Some(Arc::clone(scene));
    }
}

/// How two passages agree.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// In which way.
    pub kind: LinkKind,
    /// How sure, 0.0 to 1.0.
    pub score: f32,
    /// The shared words, as in [`crate::model::Link::shared`].
    pub shared: String,
}

/// Compares two passages; `None` where they do not tell the same ([`Link::SHOWN_FROM`]). Depends on the two
/// and the articles they were prepared with alone; the score and the kind do not depend on their order.
pub fn compare(a: &Telling, b: &Telling) -> Option<Agreement> {
    if !features::is_worth_aligning(a, b) {
        return None;
    }
    let measured = Measured::of(a, b);
    let score = score::linked(&measured.features);
    (score >= Link::SHOWN_FROM).then(|| measured.agreement(a, b, score))
}

/// Says how far two passages agree, however little, in the light of the articles they stand in where both
/// are known ([`prepare_article`]).
pub fn judge(a: &Telling, b: &Telling) -> Agreement {
    let measured = Measured::of(a, b);
    let in_scene = a.scene.is_some() && b.scene.is_some();
    let score = if in_scene { score::in_scene } else { score::linked };
    measured.agreement(a, b, score(&measured.features))
}

/// Two passages laid side by side.
struct Measured {
    alignment: align::Alignment,
    quote: quoted::SharedQuote,
    features: features::Features,
}

impl Measured {
    fn of(a: &Telling, b: &Telling) -> Self {
        let (mut alignment, mut quote) = Default::default();
        if terms::shared(&a.terms, &b.terms).next().is_some() {
            alignment = align::align(&a.words, &b.words);
            quote = quoted::compare((&a.words, &a.quotes), (&b.words, &b.quotes));
        }
        let features = features::measure(a, b, &alignment, quote);
        Self { alignment, quote, features }
    }

    fn agreement(&self, a: &Telling, b: &Telling, score: f32) -> Agreement {
        Agreement {
            kind: evidence::kind(a, b, &self.alignment, self.quote),
            score,
            shared: evidence::shared(a, b, &self.alignment),
        }
    }
}
