//! Fits the weights by which two sentences say the same, and says how well they do.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::links::{BadGold, EventPassage, Pair, PairScore, SAME_FROM, read};
use crate::model::LinkKind;
use crate::passages::train::{Example, measured, measured_same, tell_apart, write_same};
use crate::passages::{Telling, judge, prepare};

/// Cosine from which two passages on one topic are so much alike that they could be taken to say the same.
const ALIKE_FROM: f32 = 0.1;

/// Score of a link from which a sentence is a telling of one at the other level.
const ALIGNED_FROM: f32 = 0.5;

/// Score of the fit at which pairs of MRPC are best told apart, found there by cross-validation (0.60 in four
/// of five parts, 0.55 in one). The one number taken from it: the offset is moved so that [`SAME_FROM`] stands
/// there.
const EVEN_AT: f32 = 0.6;

/// Parts of the cross-validation.
const FOLDS: usize = 5;

/// Fits on `events`, lines of `{"doc","topic","text","events"}`, and on `levels`, lines of
/// `{"doc","sentences":[{"tokens"}]}` where `NAME-adv` and `NAME-int` are one article, the second in simpler
/// words. Returns the asset.
///
/// Two passages with events say the same when at least half of what either tells is told by both. A simpler
/// sentence says the same as the one it is taken from; where several are taken from one, each tells a part.
pub fn fit(events: &str, levels: &str) -> Result<String, BadGold> {
    let mut examples = of_events(&read(events)?);
    examples.extend(of_levels(&read(levels)?));
    let mut weights = tell_apart(&examples);
    weights.bias -= (EVEN_AT / (1.0 - EVEN_AT)).ln();
    Ok(write_same(&weights))
}

/// Fits on four fifths of `pairs`, lines of `{"a","b","label"}`, and judges the last fifth, five times: what
/// weights could do that are made for such pairs.
pub fn cross_validate(pairs: &str) -> Result<PairScore, BadGold> {
    let pairs: Vec<Pair> = read(pairs)?;
    let example = |pair: &Pair| example(&prepare(&pair.a), &prepare(&pair.b), pair.label == 1);
    let examples: Vec<Example> = pairs.iter().map(example).collect();
    let mut score = PairScore::default();
    for fold in 0..FOLDS {
        let (out, rest): (Vec<_>, Vec<_>) =
            examples.iter().enumerate().partition(|(i, _)| i % FOLDS == fold);
        let rest: Vec<Example> = rest.into_iter().map(|(_, example)| *example).collect();
        let weights = tell_apart(&rest);
        for (_, example) in out {
            score.count(weights.score(&example.features), SAME_FROM, example.says_same);
        }
    }
    Ok(score)
}

fn example(a: &Telling, b: &Telling, says_same: bool) -> Example {
    Example { features: measured_same(a, b), says_same, weight: 1.0 }
}

/// Makes the examples of a set count as much as those of another.
fn weighed(mut examples: Vec<Example>) -> Vec<Example> {
    let n = examples.len() as f32;
    examples.iter_mut().for_each(|example| example.weight = 1.0 / n);
    examples
}

fn of_events(passages: &[EventPassage]) -> Vec<Example> {
    let tellings: Vec<Telling> = passages.iter().map(|passage| prepare(&passage.text)).collect();
    let mut examples = Vec::new();
    for (i, (one, telling)) in passages.iter().zip(&tellings).enumerate() {
        for (other, told) in passages.iter().zip(&tellings).skip(i + 1) {
            if one.doc == other.doc || one.topic != other.topic {
                continue;
            }
            let [cosine, ..] = measured(telling, told);
            if cosine < ALIKE_FROM {
                continue;
            }
            let both = one.events.intersection(&other.events).count();
            let either = one.events.union(&other.events).count();
            examples.push(example(telling, told, 2 * both >= either));
        }
    }
    weighed(examples)
}

#[derive(Deserialize)]
struct Document {
    doc: String,
    sentences: Vec<Sentence>,
}

#[derive(Deserialize)]
struct Sentence {
    tokens: Vec<String>,
}

fn of_levels(documents: &[Document]) -> Vec<Example> {
    let mut by_name: BTreeMap<&str, &Document> = BTreeMap::new();
    for document in documents {
        by_name.entry(&document.doc).or_insert(document);
    }
    let mut examples = Vec::new();
    for (name, hard) in &by_name {
        let simple = name.strip_suffix("-adv").map(|name| format!("{name}-int"));
        let Some(simple) = simple.and_then(|name| by_name.get(name.as_str())) else { continue };
        examples.extend(of_article(&tellings(hard), &tellings(simple)));
    }
    weighed(examples)
}

fn tellings(document: &Document) -> Vec<Telling> {
    document.sentences.iter().map(|sentence| prepare(&sentence.tokens.join(" "))).collect()
}

/// Lays each simple sentence beside the one it is most like. Copies teach nothing.
fn of_article(hard: &[Telling], simple: &[Telling]) -> Vec<Example> {
    let scores: Vec<Vec<f32>> = simple
        .iter()
        .map(|telling| hard.iter().map(|of| judge(telling, of).score).collect())
        .collect();
    let best = |scores: &mut dyn Iterator<Item = f32>| {
        scores.enumerate().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
    };
    let taken_from: Vec<Option<usize>> = scores
        .iter()
        .map(|row| best(&mut row.iter().copied()).filter(|(_, score)| *score >= ALIGNED_FROM))
        .map(|found| found.map(|(i, _)| i))
        .collect();
    let mut examples = Vec::new();
    for (j, i) in taken_from.iter().enumerate().filter_map(|(j, i)| Some((j, (*i)?))) {
        let is_only = taken_from.iter().filter(|from| **from == Some(i)).count() == 1;
        let is_best = best(&mut scores.iter().map(|row| row[i])).is_some_and(|(best, _)| best == j);
        let says_same = is_only && is_best;
        if !(says_same && judge(&simple[j], &hard[i]).kind == LinkKind::Copy) {
            examples.push(example(&simple[j], &hard[i], says_same));
        }
    }
    examples
}
