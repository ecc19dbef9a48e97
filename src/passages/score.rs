//! Gives two measured passages a score, the chance that they tell the same thing, with weights that were
//! fitted once and are frozen.

use std::sync::LazyLock;

use super::features::{Features, NAMES};

/// `assets/passages/weights.tsv`: one feature and its weight a line, `bias` among them.
const WEIGHTS: &str = include_str!("../../assets/passages/weights.tsv");

struct Weights {
    bias: f32,
    of: Features,
}

static FROZEN: LazyLock<Weights> = LazyLock::new(|| read(WEIGHTS));

/// Returns the score, 0.0 to 1.0.
pub(super) fn score(measured: &Features) -> f32 {
    let sum: f32 = measured.iter().zip(&FROZEN.of).map(|(x, weight)| x * weight).sum();
    1.0 / (1.0 + (-(sum + FROZEN.bias)).exp())
}

/// Reads weights; a feature that is not named weighs nothing.
fn read(table: &str) -> Weights {
    let mut weights = Weights { bias: 0.0, of: Features::default() };
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let Some((name, weight)) = line.split_once('\t') else { continue };
        let Ok(weight) = weight.trim().parse() else { continue };
        match NAMES.iter().position(|known| *known == name) {
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
    fn every_feature_has_a_weight() {
        for name in NAMES.iter().chain(&["bias"]) {
            let lines = WEIGHTS.lines().filter(|line| line.split('\t').next() == Some(name));
            assert_eq!(lines.count(), 1, "{name}");
        }
    }

    #[test]
    fn a_score_is_a_probability() {
        assert!(score(&Features::default()) < 0.1);
        assert!(score(&[1.0; NAMES.len()]).is_finite());
    }
}
