//! Makes the frozen tables and weights that the links are scored with.

mod fit;
mod tables;
mod vectors;

pub use super::features::Features;
pub use super::same::SameFeatures;
pub use super::score::Weights;
pub use fit::{Example, Question, calibrate, rank, tell_apart};
pub use tables::RarityCount;
pub use vectors::{Reader, Settings};

use super::{Measured, Telling, features, same, terms};
use crate::model::Link;

/// Measures two passages; the last feature is that of their articles ([`super::prepare_in_scene`]).
pub fn measured(a: &Telling, b: &Telling) -> Features {
    Measured::in_scene(a, b).features
}

/// Measures what tells whether two sentences say the same.
pub fn measured_same(a: &Telling, b: &Telling) -> SameFeatures {
    same::measure(a, b, &Measured::of(a, b))
}

/// Whether a library compares two passages at all, that are found by these keys ([`super::keys()`]).
pub fn are_compared([a, b]: [&Telling; 2], [keys_a, keys_b]: [&[u64]; 2]) -> bool {
    let shared = keys_a.iter().filter(|key| keys_b.binary_search(key).is_ok());
    shared.count() >= Link::LEAST_SHARED as usize
        && features::is_worth_aligning(a, b, terms::shared_sums(&a.terms, &b.terms))
}

/// Writes weights as the asset holds them: those for two passages alone, those for passages of known
/// articles.
pub fn write(alone: &Weights, in_scene: &Weights) -> String {
    let columns = [("alone", alone), ("in-scene", in_scene)];
    table("# Weights of the link scorer", &columns, &features::NAMES)
}

/// Writes the weights by which two sentences say the same as their asset holds them.
pub fn write_same(weights: &Weights<{ same::COUNT }>) -> String {
    table("# Weights by which two sentences say the same", &[("weight", weights)], &same::NAMES)
}

fn table<const N: usize>(
    title: &str,
    columns: &[(&str, &Weights<N>)],
    names: &[&str; N],
) -> String {
    let mut out = format!("{title}, fitted by `passages::train`.\n# feature");
    let mut row = |name: &str, cell: &dyn Fn(&(&str, &Weights<N>)) -> String| {
        out += name;
        columns.iter().for_each(|column| out += &format!("\t{}", cell(column)));
        out.push('\n');
    };
    row("", &|(title, _)| (*title).into());
    row("bias", &|(_, weights)| format!("{:.3}", weights.bias));
    for (k, name) in names.iter().enumerate() {
        row(name, &|(_, weights)| format!("{:.3}", weights.of[k]));
    }
    out
}
