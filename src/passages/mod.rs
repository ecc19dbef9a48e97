//! Finds passages of different articles that tell the same thing: fingerprints, candidates, alignment, score.

mod align;
mod evidence;
mod features;
mod index;
mod keys;
mod quoted;
mod rarity;
mod score;
pub mod train;
mod words;

pub use index::{Found, Index};

use crate::model::LinkKind;

/// A passage made ready for comparing.
#[derive(Clone, Debug, Default)]
pub struct Telling {
    /// Hashes by which candidates are found; sorted, no repeats. Two passages that share none are never
    /// compared. Frozen: they depend on the text alone.
    pub keys: Vec<u64>,
    text: Box<str>,
    words: Vec<words::Word>,
    terms: Vec<features::Term>,
    /// Word ranges in quotation marks.
    quotes: Vec<(u32, u32)>,
}

/// Makes a passage ready for comparing. Cheap enough (some 20 µs a passage) to be done again from the text.
pub fn prepare(text: &str) -> Telling {
    let words = words::words(text);
    Telling {
        keys: keys::keys(&words),
        text: text.into(),
        terms: features::terms(&words),
        quotes: quoted::quoted(text, &words),
        words,
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

/// Score under which two passages are not said to tell the same.
const LINKED_FROM: f32 = 0.1;

/// Compares two passages; `None` where they do not tell the same. Depends on the two alone; the score and
/// the kind do not depend on their order.
pub fn compare(a: &Telling, b: &Telling) -> Option<Agreement> {
    agreement(a, b, LINKED_FROM)
}

/// Says how far two passages agree, however little.
pub fn judge(a: &Telling, b: &Telling) -> Agreement {
    agreement(a, b, 0.0).unwrap_or(Agreement {
        kind: LinkKind::Retold,
        score: 0.0,
        shared: String::new(),
    })
}

fn agreement(a: &Telling, b: &Telling, from: f32) -> Option<Agreement> {
    let alignment = align::align(&a.words, &b.words);
    let quote = quoted::compare((&a.words, &a.quotes), (&b.words, &b.quotes));
    let score = score::score(&features::measure(a, b, &alignment, quote));
    (score >= from).then(|| Agreement {
        kind: evidence::kind(a, b, &alignment, quote),
        score,
        shared: evidence::shared(a, b, &alignment),
    })
}
