//! Fits the weights of the scorer on passages of which is known what tells the same.

use super::super::features::{COUNT, Features, SIGNS, Sign};
use super::super::score::Weights;

/// A passage asked about, and what else there is.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The features of each other passage, and whether it tells the same.
    pub others: Vec<(Features, bool)>,
}

/// How strongly weights are drawn to nought.
const DECAY: f32 = 1e-4;

/// Steps of the descent.
const STEPS: i32 = 120;

/// Fits weights that put what tells the same before what does not: every question counts the same, and each
/// of its right answers shares a softmax with all the wrong ones. What speaks for sameness by its nature
/// never weighs against it, so that a copy scores best even where the gold holds few. The descent is Adam's
/// (Kingma and Ba 2015) on standardised features. The sums are not yet probabilities: see [`calibrate`].
pub fn rank(questions: &[Question]) -> Weights {
    let scale = Scale::of(questions);
    let scaled: Vec<(Vec<Features>, Vec<bool>)> = questions
        .iter()
        .filter(|question| question.others.iter().any(|(_, same)| *same))
        .map(|q| q.others.iter().map(|(x, same)| (scale.apply(x), *same)).unzip())
        .collect();
    let mut w = [0.0_f32; COUNT];
    let (mut mean, mut square) = ([0.0_f32; COUNT], [0.0_f32; COUNT]);
    for step in 1..=STEPS {
        let mut gradient = [0.0_f32; COUNT];
        for (others, same) in &scaled {
            add_gradient(&w, others, same, &mut gradient);
        }
        let rate = 0.05 * (1.0 - 0.9 * step as f32 / STEPS as f32);
        for k in 0..COUNT {
            let g = gradient[k] / scaled.len().max(1) as f32 + DECAY * w[k];
            mean[k] = 0.9 * mean[k] + 0.1 * g;
            square[k] = 0.99 * square[k] + 0.01 * g * g;
            let (m, s) =
                (mean[k] / (1.0 - 0.9_f32.powi(step)), square[k] / (1.0 - 0.99_f32.powi(step)));
            w[k] -= rate * m / (s.sqrt() + 1e-8);
            w[k] = match SIGNS[k] {
                Sign::For => w[k].max(0.0),
                Sign::Against => w[k].min(0.0),
                Sign::Either => w[k],
            };
        }
    }
    scale.undo(&w)
}

fn add_gradient(w: &Features, others: &[Features], same: &[bool], gradient: &mut Features) {
    let sums: Vec<f32> = others.iter().map(|x| dot(w, x)).collect();
    let largest = sums.iter().copied().fold(f32::MIN, f32::max);
    let odds: Vec<f32> = sums.iter().map(|sum| (sum - largest).exp()).collect();
    let of = |wanted: bool| odds.iter().zip(same).filter(move |(_, same)| **same == wanted);
    let wrong: f32 = of(false).map(|(odds, _)| odds).sum::<f32>().max(1e-30);
    let right = of(true).count() as f32;
    let push: f32 = of(true).map(|(odds, _)| 1.0 / (odds + wrong)).sum::<f32>() / right;
    for ((x, odds), same) in others.iter().zip(&odds).zip(same) {
        let error = if *same { -wrong / (odds + wrong) / right } else { odds * push };
        if error.abs() > 1e-7 {
            gradient.iter_mut().zip(x).for_each(|(g, x)| *g += error * x);
        }
    }
}

fn dot(w: &Features, x: &Features) -> f32 {
    w.iter().zip(x).map(|(w, x)| w * x).sum()
}

/// Mean and spread of each feature.
struct Scale {
    mean: [f64; COUNT],
    spread: [f64; COUNT],
}

impl Scale {
    fn of(questions: &[Question]) -> Self {
        let (mut mean, mut spread, mut n) = ([0.0; COUNT], [0.0; COUNT], 0.0);
        for (x, _) in questions.iter().flat_map(|question| &question.others) {
            n += 1.0;
            for k in 0..COUNT {
                mean[k] += f64::from(x[k]);
                spread[k] += f64::from(x[k]) * f64::from(x[k]);
            }
        }
        for k in 0..COUNT {
            mean[k] /= f64::max(n, 1.0);
            spread[k] = (spread[k] / f64::max(n, 1.0) - mean[k] * mean[k]).max(1e-12).sqrt();
        }
        Self { mean, spread }
    }

    fn apply(&self, x: &Features) -> Features {
        std::array::from_fn(|k| ((f64::from(x[k]) - self.mean[k]) / self.spread[k]) as f32)
    }

    /// Returns the weights for features that are not standardised.
    fn undo(&self, w: &Features) -> Weights {
        let of: Features = std::array::from_fn(|k| {
            // A feature that never varies says nothing.
            if self.spread[k] > 1e-5 { w[k] / self.spread[k] as f32 } else { 0.0 }
        });
        let bias = -(0..COUNT).map(|k| of[k] * self.mean[k] as f32).sum::<f32>();
        Weights { bias, of }
    }
}

/// Turns sums into probabilities: scales `weights` so that over `judged` (sum, tells the same) the score is
/// right as often as it says (Platt 2000, by Newton's method).
pub fn calibrate(weights: &Weights, judged: &[(f32, bool)]) -> Weights {
    let n = judged.len().max(1) as f64;
    let mean = judged.iter().map(|(sum, _)| f64::from(*sum)).sum::<f64>() / n;
    let square = judged.iter().map(|(sum, _)| (f64::from(*sum) - mean).powi(2)).sum::<f64>() / n;
    let spread = square.sqrt().max(1e-6);
    let (mut slope, mut offset) = (0.0_f64, 0.0_f64);
    for _ in 0..30 {
        let (mut g, mut h) = ([0.0_f64; 2], [1e-6_f64, 0.0, 1e-6]);
        for &(sum, same) in judged {
            let x = (f64::from(sum) - mean) / spread;
            let p = 1.0 / (1.0 + (-(slope * x + offset)).exp());
            let (error, curve) = (p - f64::from(u8::from(same)), p * (1.0 - p));
            g[0] += error * x;
            g[1] += error;
            h[0] += curve * x * x;
            h[1] += curve * x;
            h[2] += curve;
        }
        let det = h[0] * h[2] - h[1] * h[1];
        if det.abs() < 1e-12 {
            break;
        }
        slope -= (h[2] * g[0] - h[1] * g[1]) / det;
        offset -= (h[0] * g[1] - h[1] * g[0]) / det;
    }
    let slope = slope / spread;
    Weights {
        bias: ((f64::from(weights.bias) - mean) * slope + offset) as f32,
        of: weights.of.map(|w| (f64::from(w) * slope) as f32),
    }
}
