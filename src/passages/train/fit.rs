//! Fits the weights of the scorers on passages of which is known what tells the same.

use super::super::features::{Features, SIGNS, Sign};
use super::super::same::{self, SameFeatures};
use super::super::score::Weights;

/// A passage asked about, and what else there is.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The features of each other passage, and whether it tells the same.
    pub others: Vec<(Features, bool)>,
}

/// Two sentences of which is known whether they say the same.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// What is measured of them.
    pub features: SameFeatures,
    /// Whether they do.
    pub says_same: bool,
    /// How much the two count.
    pub weight: f32,
}

/// How strongly weights are drawn to nought.
const DECAY: f32 = 1e-4;

/// Steps of the descent.
const STEPS: i32 = 120;

/// The same for [`tell_apart`], whose steps cost little.
const STEPS_APART: i32 = 1_000;
const DECAY_APART: f32 = 1e-3;

/// Fits weights that put what tells the same before what does not: every question counts the same, and each
/// of its right answers shares a softmax with all the wrong ones. What speaks for sameness by its nature
/// never weighs against it, so that a copy scores best even where the gold holds few. The sums are not yet
/// probabilities: see [`calibrate`].
pub fn rank(questions: &[Question]) -> Weights {
    let others = questions.iter().flat_map(|question| &question.others);
    let scale = Scale::of(others.map(|(x, _)| x));
    let scaled: Vec<(Vec<Features>, Vec<bool>)> = questions
        .iter()
        .filter(|question| question.others.iter().any(|(_, same)| *same))
        .map(|q| q.others.iter().map(|(x, same)| (scale.apply(x), *same)).unzip())
        .collect();
    let w = descend(&SIGNS, STEPS, |w, gradient| {
        for (others, same) in &scaled {
            add_gradient(w, others, same, gradient);
        }
        for (g, w) in gradient.iter_mut().zip(w) {
            *g = *g / scaled.len().max(1) as f32 + DECAY * w;
        }
    });
    scale.undo(&w, 0.0)
}

/// Fits weights whose score is the chance that two sentences say the same, by logistic regression. What speaks
/// for sameness by its nature never weighs against it.
pub fn tell_apart(examples: &[Example]) -> Weights<{ same::COUNT }> {
    let scale = Scale::of(examples.iter().map(|example| &example.features));
    let scaled: Vec<SameFeatures> =
        examples.iter().map(|example| scale.apply(&example.features)).collect();
    let whole: f32 = examples.iter().map(|example| example.weight).sum();
    let mut signs = same::SIGNS.to_vec();
    signs.push(Sign::Either);
    let w = descend(&signs, STEPS_APART, |w, gradient| {
        let Some(((bias, w), (of_bias, gradient))) = w.split_last().zip(gradient.split_last_mut())
        else {
            return;
        };
        for (x, example) in scaled.iter().zip(examples) {
            let chance = 1.0 / (1.0 + (-(dot(w, x) + bias)).exp());
            let error = (chance - f32::from(example.says_same)) * example.weight / whole;
            gradient.iter_mut().zip(x).for_each(|(g, x)| *g += error * x);
            *of_bias += error;
        }
        gradient.iter_mut().zip(w).for_each(|(g, w)| *g += DECAY_APART * w);
    });
    let (bias, w) = w.split_last().map_or((0.0, &[][..]), |(bias, w)| (*bias, w));
    scale.undo(w, bias)
}

/// Goes down from nought, never to where a sign forbids a weight to be: the descent is Adam's (Kingma and Ba
/// 2015), for standardised features. `gradient` adds to the zeros that it is given.
fn descend(signs: &[Sign], steps: i32, gradient: impl Fn(&[f32], &mut [f32])) -> Vec<f32> {
    let mut w = vec![0.0_f32; signs.len()];
    let (mut mean, mut square) = (w.clone(), w.clone());
    let mut slope = w.clone();
    for step in 1..=steps {
        slope.fill(0.0);
        gradient(&w, &mut slope);
        let rate = 0.05 * (1.0 - 0.9 * step as f32 / steps as f32);
        for (k, g) in slope.iter().enumerate() {
            mean[k] = 0.9 * mean[k] + 0.1 * g;
            square[k] = 0.99 * square[k] + 0.01 * g * g;
            let (m, s) =
                (mean[k] / (1.0 - 0.9_f32.powi(step)), square[k] / (1.0 - 0.99_f32.powi(step)));
            w[k] -= rate * m / (s.sqrt() + 1e-8);
            w[k] = match signs[k] {
                Sign::For => w[k].max(0.0),
                Sign::Against => w[k].min(0.0),
                Sign::Either => w[k],
            };
        }
    }
    w
}

fn add_gradient(w: &[f32], others: &[Features], same: &[bool], gradient: &mut [f32]) {
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

fn dot(w: &[f32], x: &[f32]) -> f32 {
    w.iter().zip(x).map(|(w, x)| w * x).sum()
}

/// Mean and spread of each feature.
struct Scale<const N: usize> {
    mean: [f64; N],
    spread: [f64; N],
}

impl<const N: usize> Scale<N> {
    fn of<'a>(measured: impl Iterator<Item = &'a [f32; N]>) -> Self {
        let (mut mean, mut spread, mut n) = ([0.0; N], [0.0; N], 0.0);
        for x in measured {
            n += 1.0;
            for k in 0..N {
                mean[k] += f64::from(x[k]);
                spread[k] += f64::from(x[k]) * f64::from(x[k]);
            }
        }
        for k in 0..N {
            mean[k] /= f64::max(n, 1.0);
            spread[k] = (spread[k] / f64::max(n, 1.0) - mean[k] * mean[k]).max(1e-12).sqrt();
        }
        Self { mean, spread }
    }

    fn apply(&self, x: &[f32; N]) -> [f32; N] {
        std::array::from_fn(|k| ((f64::from(x[k]) - self.mean[k]) / self.spread[k]) as f32)
    }

    /// Returns the weights for features that are not standardised.
    fn undo(&self, w: &[f32], bias: f32) -> Weights<N> {
        let of: [f32; N] = std::array::from_fn(|k| {
            // A feature that never varies says nothing.
            if self.spread[k] > 1e-5 { w[k] / self.spread[k] as f32 } else { 0.0 }
        });
        let shift: f32 = (0..N).map(|k| of[k] * self.mean[k] as f32).sum();
        Weights { bias: bias - shift, of }
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
