//! Makes the frozen tables and weights that the links are scored with.

mod tables;

pub use tables::RarityCount;

use super::{Telling, align, features, quoted};

/// Returns the names of the features, in the order of [`measured`].
pub fn feature_names() -> &'static [&'static str] {
    &features::NAMES
}

/// Measures two passages.
pub fn measured(a: &Telling, b: &Telling) -> Vec<f32> {
    let alignment = align::align(&a.words, &b.words);
    let quote = quoted::compare((&a.words, &a.quotes), (&b.words, &b.quotes));
    features::measure(a, b, &alignment, quote).to_vec()
}
