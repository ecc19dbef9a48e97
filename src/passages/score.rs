//! Gives two measured passages a score, the chance that they tell the same thing, with weights that were
//! fitted once and are frozen.

use std::sync::LazyLock;

use super::features::{COUNT, Features, NAMES};

/// `assets/passages/weights.tsv`: a feature a line, `bias` among them, with its weight where the two passages
/// are all that is known, and where their articles are known too.
const WEIGHTS: &str = include_str!("../../assets/passages/weights.tsv");

/// A linear model of `N` features.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights<const N: usize = COUNT> {
    /// Added to every sum.
    pub bias: f32,
    /// Weight of each feature.
    pub of: [f32; N],
}

impl<const N: usize> Default for Weights<N> {
    fn default() -> Self {
        Self { bias: 0.0, of: [0.0; N] }
    }
}

impl<const N: usize> Weights<N> {
    /// Returns the score, 0.0 to 1.0.
    pub fn score(&self, measured: &[f32; N]) -> f32 {
        1.0 / (1.0 + (-self.sum(measured)).exp())
    }

    /// Returns the logarithm of the odds.
    pub fn sum(&self, measured: &[f32; N]) -> f32 {
        let sum: f32 = measured.iter().zip(&self.of).map(|(x, weight)| x * weight).sum();
        sum + self.bias
    }
}

static FROZEN: LazyLock<[Weights; 2]> =
    LazyLock::new(|| [1, 2].map(|column| read(WEIGHTS, column, &NAMES)));

/// Returns the score of two passages by themselves.
pub(super) fn linked(measured: &Features) -> f32 {
    FROZEN[0].score(measured)
}

/// Returns the score of two passages whose articles are known.
pub(super) fn in_scene(measured: &Features) -> f32 {
    FROZEN[1].score(measured)
}

/// Reads one column of the weights of the features called `names`; one that is not there weighs nothing.
pub(super) fn read<const N: usize>(table: &str, column: usize, names: &[&str; N]) -> Weights<N> {
    let mut weights = Weights::default();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t');
        let Some(name) = fields.next() else { continue };
        let Some(weight) = fields.nth(column - 1).and_then(|field| field.parse().ok()) else {
            continue;
        };
        match names.iter().position(|known| *known == name) {
            Some(i) => weights.of[i] = weight,
            None if name == "bias" => weights.bias = weight,
            None => {}
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_has_its_weights() {
        for name in NAMES.iter().chain(&["bias"]) {
            let lines = WEIGHTS.lines().filter(|line| line.split('\t').next() == Some(name));
            assert_eq!(lines.count(), 1, "{name}");
        }
    }

    #[test]
    fn a_score_is_a_probability() {
        assert!(linked(&[0.0; COUNT]) < 0.1);
        assert!(linked(&[1.0; COUNT]).is_finite());
    }
}
