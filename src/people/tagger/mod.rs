//! The tagger: a trained model that labels each token of an article. What a token looks like to it
//! (`features`), how the best row of labels is found (`decode`), the article-wide second pass (`votes`), and how
//! the model is made (`recipe`, `sets`, `train`) and kept (`model`).

mod decode;
mod features;
mod model;
mod recipe;
mod sets;
mod train;
mod votes;

pub use model::{Model, ModelError};
pub use recipe::{Recipe, RecipeError, RecipeSet};
pub use sets::{Annotated, AnnotatedToken, Kind, SetError, read_set};
pub use train::train;

pub(super) use decode::KINDS;

use crate::people::reading::Reading;
use decode::{LABELS, OUTSIDE_ONLY, Scores, Viterbi, ends, kind_of, starts};
use features::{Features, Sentence};
use votes::Votes;

/// A name found: a range of units and its kind (0 person, 1 organisation, 2 place, 3 other).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Name {
    /// First unit.
    pub(super) first: usize,
    /// Unit after the last.
    pub(super) end: usize,
    /// The kind.
    pub(super) kind: usize,
    /// By how much the labels lead over others, per word at its weakest.
    pub(super) lead: f32,
}

/// Finds the names in what was read, in order, not overlapping.
pub(super) fn names(model: &Model, reading: &Reading) -> Vec<Name> {
    let sentences = features::facts(reading);
    let mut viterbi = Viterbi::default();
    let mut found = Votes::default();
    let mut labels = Vec::new();
    let mut by_first: Vec<u8> = Vec::with_capacity(reading.units.len());
    let mut scores: Vec<Scores> = Vec::with_capacity(reading.units.len());
    for sentence in &sentences {
        let from = scores.len();
        first_scores(model, sentence, &mut scores);
        viterbi.best(&scores[from..], &model.first.transitions, &mut labels);
        found.count(sentence, &labels);
        by_first.extend(&labels);
    }
    let mut features = Features::new();
    let mut codes = Vec::new();
    let mut names = Vec::new();
    for (sentence, range) in sentences.iter().zip(&reading.sentences) {
        let (scores, by_first) = (&mut scores[range.clone()], &by_first[range.clone()]);
        found.codes(sentence, by_first, &mut codes);
        for (at, scores) in scores.iter_mut().enumerate().filter(|&(at, _)| !sentence.is_quiet(at))
        {
            votes::extract(&codes, at, &mut features);
            model.second.score(features.get(), scores);
        }
        viterbi.best(scores, &model.second.transitions, &mut labels);
        collect(&labels, scores, range.start, &mut names);
    }
    names
}

fn first_scores(model: &Model, sentence: &Sentence, out: &mut Vec<Scores>) {
    let mut features = Features::new();
    for at in 0..sentence.facts.len() {
        if sentence.is_quiet(at) {
            out.push(OUTSIDE_ONLY);
            continue;
        }
        let mut scores = [0.0; LABELS];
        features::extract(sentence, at, &mut features);
        model.first.score(features.get(), &mut scores);
        out.push(scores);
    }
}

fn collect(labels: &[u8], scores: &[Scores], offset: usize, names: &mut Vec<Name>) {
    let mut first = 0;
    let mut lead = f32::MAX;
    for (at, (&label, scores)) in labels.iter().zip(scores).enumerate() {
        let label = usize::from(label);
        let Some(kind) = kind_of(label) else { continue };
        if starts(label) {
            first = at;
            lead = f32::MAX;
        }
        let other = (0..LABELS).filter(|&l| kind_of(l) != Some(kind));
        let rival = other.filter_map(|l| scores.get(l)).fold(f32::MIN, |best, &s| best.max(s));
        lead = lead.min(scores.get(label).map_or(0.0, |s| s - rival));
        if ends(label) {
            names.push(Name { first: offset + first, end: offset + at + 1, kind, lead });
        }
    }
}
