//! Makes the frozen tables and weights that the links are scored with.

mod fit;
mod tables;
mod vectors;

pub use super::features::Features;
pub use super::score::Weights;
pub use fit::{Question, calibrate, rank};
pub use tables::RarityCount;
pub use vectors::{Reader, Settings};

use super::{Measured, Telling, features};

/// Measures two passages; the last feature is that of their articles ([`super::prepare_article`]).
pub fn measured(a: &Telling, b: &Telling) -> Features {
    Measured::in_scene(a, b).features
}

/// Writes weights as the asset holds them: those for two passages alone, those for passages of known
/// articles.
pub fn write(alone: &Weights, in_scene: &Weights) -> String {
    let mut out = String::from("# Weights of the link scorer, fitted by `passages::train`.\n");
    out += "# feature\talone\tin-scene\n";
    let mut line = |name: &str, a: f32, b: f32| out += &format!("{name}\t{a:.3}\t{b:.3}\n");
    line("bias", alone.bias, in_scene.bias);
    for (k, name) in features::NAMES.iter().enumerate() {
        line(name, alone.of[k], in_scene.of[k]);
    }
    out
}
