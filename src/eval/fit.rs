//! Fits the link weights on passages of known events, and says by cross-validation over topics how well
//! they do and how far their scores can be believed.

use std::collections::BTreeMap;

use super::links::{BadGold, Believed, EventPassage, RankScore, rank_score, read};
use crate::passages::train::{
    Features, Question, Weights, are_compared, calibrate, measured, rank, write,
};
use crate::passages::{Telling, keys, prepare, prepare_in_scene};

/// Parts of the cross-validation; a topic lies in one.
const FOLDS: usize = 5;

/// What the fitting gives.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// The asset with the weights fitted on everything.
    pub asset: String,
    /// Cross-validated ranking by the two passages alone.
    pub alone: RankScore,
    /// Cross-validated ranking with the articles known.
    pub in_scene: RankScore,
    /// How far the scores of links by the two passages alone can be believed, cross-validated.
    pub believed: Believed,
}

/// All that is measured once and used by every fold.
struct Measurements {
    fold: Vec<usize>,
    /// For each passage, all those of other articles.
    others: Vec<Vec<Other>>,
    /// For each passage, a copy and an edited copy of itself: the gold holds few.
    edits: Vec<[Features; 2]>,
}

struct Other {
    passage: u32,
    features: Features,
    related: bool,
    /// Whether a library would compare the two, so that the score can be that of a link.
    is_compared: bool,
}

/// Fits on `gold`, lines of `{"doc","topic","text","events"}`.
pub fn fit(gold: &str) -> Result<Fitted, BadGold> {
    let passages: Vec<EventPassage> = read(gold)?;
    let all = measure_all(&passages);
    let (alone, believed) = cross_validate(&all, without_scene);
    let (in_scene, _) = cross_validate(&all, |x| x);
    let asset = write(&fit_but(&all, FOLDS, without_scene), &fit_but(&all, FOLDS, |x| x));
    Ok(Fitted { asset, alone, in_scene, believed })
}

/// The features with that of the articles, the last, blanked out.
fn without_scene(mut features: Features) -> Features {
    if let Some(scene) = features.last_mut() {
        *scene = 0.0;
    }
    features
}

fn measure_all(passages: &[EventPassage]) -> Measurements {
    let mut articles: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, passage) in passages.iter().enumerate() {
        articles.entry(&passage.doc).or_default().push(i);
    }
    let mut tellings: Vec<Telling> = vec![Telling::default(); passages.len()];
    for members in articles.values() {
        let texts: Vec<&str> = members.iter().map(|&i| passages[i].text.as_str()).collect();
        for (&i, telling) in members.iter().zip(prepare_in_scene(&texts)) {
            tellings[i] = telling;
        }
    }
    let mut topics: Vec<&str> = passages.iter().map(|p| p.topic.as_str()).collect();
    topics.sort_unstable();
    topics.dedup();
    let fold = |p: &EventPassage| topics.binary_search(&p.topic.as_str()).unwrap_or(0) % FOLDS;
    let found_by: Vec<Vec<u64>> = passages.iter().map(|p| keys(&p.text)).collect();
    let mut others: Vec<Vec<Other>> = passages.iter().map(|_| Vec::new()).collect();
    let edits: Vec<[Features; 2]> =
        passages.iter().zip(&tellings).map(|(p, telling)| edited(&p.text, telling)).collect();
    for i in 0..passages.len() {
        for j in (i + 1..passages.len()).filter(|&j| passages[i].doc != passages[j].doc) {
            let features = measured(&tellings[i], &tellings[j]);
            let related = passages[i].is_related(&passages[j]);
            let found_by = [found_by[i].as_slice(), found_by[j].as_slice()];
            let is_compared = are_compared([&tellings[i], &tellings[j]], found_by);
            let other = |passage| Other { passage, features, related, is_compared };
            others[i].push(other(j as u32));
            others[j].push(other(i as u32));
        }
    }
    Measurements { fold: passages.iter().map(fold).collect(), others, edits }
}

/// Measures a passage against a copy of itself, and against one of which three words in ten are left out.
fn edited(text: &str, telling: &Telling) -> [Features; 2] {
    let words = text.split(' ').enumerate();
    let cut: Vec<&str> =
        words.filter(|(i, word)| (i * 7 + word.len()) % 10 >= 3).map(|(_, word)| word).collect();
    let copies = [prepare(text), prepare(&cut.join(" "))];
    copies.each_ref().map(|copy| {
        let mut features = measured(telling, copy);
        // Copies stand in articles on the same and on other things.
        if let Some(scene) = features.last_mut() {
            *scene = 0.4;
        }
        features
    })
}

/// Fits on all folds but `left_out`.
fn fit_but(all: &Measurements, left_out: usize, view: impl Fn(Features) -> Features) -> Weights {
    let inside = |passage: usize| all.fold[passage] != left_out;
    let mut questions: Vec<Question> = Vec::new();
    for (i, others) in all.others.iter().enumerate().filter(|(i, _)| inside(*i)) {
        // Of those that share no word a few are enough to learn that they are not related.
        let counts = |other: &&Other| {
            let shares = other.features[0] > 0.0;
            inside(other.passage as usize)
                && (other.related || shares || (other.passage as usize + i).is_multiple_of(8))
        };
        let others = others.iter().filter(counts).map(|o| (view(o.features), o.related));
        let edits = all.edits[i].iter().map(|features| (view(*features), true));
        questions.push(Question { others: others.chain(edits).collect() });
    }
    let weights = rank(&questions);
    let judged: Vec<(f32, bool)> = all
        .others
        .iter()
        .enumerate()
        .filter(|(i, _)| inside(*i))
        .flat_map(|(_, others)| others)
        .filter(|other| other.is_compared && inside(other.passage as usize))
        .map(|other| (weights.sum(&view(other.features)), other.related))
        .collect();
    calibrate(&weights, &judged)
}

/// Ranks the passages of each fold by weights fitted on the rest.
fn cross_validate(
    all: &Measurements,
    view: impl Fn(Features) -> Features + Copy,
) -> (RankScore, Believed) {
    let mut believed = Believed::default();
    let mut rankings: Vec<Vec<bool>> = Vec::new();
    for fold in 0..FOLDS {
        let weights = fit_but(all, fold, view);
        for (i, others) in all.others.iter().enumerate().filter(|(i, _)| all.fold[*i] == fold) {
            let mut ranked: Vec<(f32, &Other)> =
                others.iter().map(|o| (weights.sum(&view(o.features)), o)).collect();
            ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.passage.cmp(&b.1.passage)));
            let is_link = |other: &Other| other.is_compared && other.passage as usize > i;
            for (_, other) in ranked.iter().filter(|(_, other)| is_link(other)) {
                believed.count(weights.score(&view(other.features)), other.related);
            }
            rankings.push(ranked.iter().map(|(_, other)| other.related).collect());
        }
    }
    (rank_score(rankings.iter().map(|hits| (hits.as_slice(), count(hits)))), believed)
}

fn count(hits: &[bool]) -> usize {
    hits.iter().filter(|hit| **hit).count()
}
