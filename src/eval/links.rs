//! Scores links: groups of passages that tell the same, passages that share an event, pairs of sentences.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::passages::{Found, Index, judge, prepare};

/// Score from which [`pairs`] best takes two sentences to say the same.
pub const SAME_FROM: f32 = 0.8;

/// What the lines of a gold file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoldKind {
    /// Groups of lines of articles that tell the same, as for [`groups`].
    Groups,
    /// Passages with the events they tell of, as for [`events`].
    Events,
    /// Pairs of sentences, as for [`pairs`].
    Pairs,
}

impl GoldKind {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Groups => "groups",
            Self::Events => "events",
            Self::Pairs => "pairs",
        }
    }
}

/// Tells by the fields of its first line what a gold file holds.
pub fn kind_of(gold: &str) -> Result<GoldKind, BadGold> {
    let first = gold.lines().find(|line| !line.trim().is_empty()).unwrap_or("{}");
    let fields: Vec<serde_json::Map<String, serde_json::Value>> = read(first)?;
    let has = |name| fields.iter().any(|fields| fields.contains_key(name));
    Ok(if has("events") {
        GoldKind::Events
    } else if has("label") {
        GoldKind::Pairs
    } else {
        GoldKind::Groups
    })
}

/// The names of the articles that the groups of `gold` are about.
pub fn docs(gold: &str) -> Result<BTreeSet<String>, BadGold> {
    let groups: Vec<Group> = read(gold)?;
    Ok(groups.into_iter().flat_map(|group| group.passages).map(|passage| passage.doc).collect())
}

/// A gold file of links that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("line {line} of the gold is not what it should be")]
pub struct BadGold {
    /// The line, counted from 1.
    pub line: usize,
    /// What serde says.
    pub source: serde_json::Error,
}

/// How well the passages of gold groups find each other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GroupScore {
    /// Passages asked about: one question for each group that a passage is in.
    pub questions: usize,
    /// Questions with a partner among the first 1, 3 and 5 links.
    pub partner_within: [usize; 3],
    /// Questions with all partners among the first 10 links.
    pub all_within_ten: usize,
    /// Pairs of passages of different articles that share a group.
    pub wanted: usize,
    /// Links with at least the score asked for.
    pub found: usize,
    /// Those of them whose passages share a group.
    pub right: usize,
    /// Links with a score of at least 0.8 whose two passages share no group: article and line of both, score.
    pub strong_outside: Vec<(String, usize, String, usize, f32)>,
    /// All links with a score of at least 0.8.
    pub strong: usize,
}

impl GroupScore {
    /// The places for which [`GroupScore::partner_within`] counts.
    pub const PLACES: [usize; 3] = [1, 3, 5];
}

#[derive(Deserialize)]
struct Group {
    passages: Vec<GroupPassage>,
}

#[derive(Deserialize)]
struct GroupPassage {
    doc: String,
    line: usize,
}

/// Asks for the links of every passage of `gold` (groups of lines of the articles, one JSON object a line).
/// `articles` are names and texts; their passages are the lines that are not blank. Links with a score of
/// `min_score` count as found.
pub fn groups(
    gold: &str,
    articles: &[(&str, &str)],
    min_score: f32,
) -> Result<GroupScore, BadGold> {
    let groups: Vec<Group> = read(gold)?;
    let mut texts: Vec<Vec<&str>> = Vec::new();
    let mut places: Vec<(&str, usize)> = Vec::new();
    for (name, text) in articles {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let (numbers, passages): (Vec<usize>, Vec<&str>) = lines.unzip();
        texts.push(passages);
        places.extend(numbers.iter().map(|line| (*name, line + 1)));
    }
    let index = Index::of(&texts);
    let mut links: Vec<Vec<Found>> = vec![Vec::new(); places.len()];
    for (passage, found) in (0..texts.len()).flat_map(|article| index.links_of(article as u32)) {
        links[passage as usize].push(found);
    }
    let mut score = GroupScore::default();
    let mut together: BTreeSet<(usize, usize)> = BTreeSet::new();
    for group in &groups {
        let members: Vec<usize> = group
            .passages
            .iter()
            .filter_map(|p| places.iter().position(|place| *place == (p.doc.as_str(), p.line)))
            .collect();
        for &member in &members {
            together.extend(members.iter().map(|&other| (member, other)));
            let ranks: Vec<Option<usize>> = members
                .iter()
                .filter(|&&other| places[other].0 != places[member].0)
                .map(|&other| links[member].iter().position(|f| f.passage as usize == other))
                .collect();
            if ranks.is_empty() {
                continue;
            }
            score.questions += 1;
            for (count, within) in score.partner_within.iter_mut().zip(GroupScore::PLACES) {
                *count += usize::from(ranks.iter().flatten().any(|&rank| rank < within));
            }
            score.all_within_ten +=
                usize::from(ranks.iter().all(|rank| rank.is_some_and(|rank| rank < 10)));
        }
    }
    score.wanted = together.iter().filter(|(a, b)| a < b && places[*a].0 != places[*b].0).count();
    for (i, found) in links.iter().enumerate() {
        for link in found.iter().filter(|f| f.passage as usize > i) {
            let other = link.passage as usize;
            if link.agreement.score >= min_score {
                score.found += 1;
                score.right += usize::from(together.contains(&(i, other)));
            }
            if link.agreement.score < 0.8 {
                continue;
            }
            score.strong += 1;
            if !together.contains(&(i, other)) {
                let (a, b) = (places[i], places[other]);
                let strength = link.agreement.score;
                score.strong_outside.push((a.0.into(), a.1, b.0.into(), b.1, strength));
            }
        }
    }
    Ok(score)
}

/// How well a ranking puts what is related first.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RankScore {
    /// Passages that have anything related.
    pub questions: usize,
    /// Mean average precision, 0 to 1.
    pub mean_average_precision: f32,
    /// Mean of the precision at the number of related passages, 0 to 1.
    pub r_precision: f32,
}

/// A passage with the events it tells of.
#[derive(Deserialize)]
pub(super) struct EventPassage {
    pub doc: String,
    #[serde(default)]
    pub topic: String,
    pub text: String,
    pub events: BTreeSet<String>,
}

impl EventPassage {
    /// Whether both tell of one event, in different articles.
    pub(super) fn is_related(&self, other: &Self) -> bool {
        self.doc != other.doc && !self.events.is_disjoint(&other.events)
    }
}

/// Ranks for every `every`-th passage of `gold` (`{"doc","text","events"}` a line) all those of other
/// articles; two are related when they share an event. The passages of one article are known to stand
/// together.
pub fn events(gold: &str, every: usize) -> Result<RankScore, BadGold> {
    let passages: Vec<EventPassage> = read(gold)?;
    let mut articles: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (i, passage) in passages.iter().enumerate() {
        articles.entry(&passage.doc).or_default().push(i as u32);
    }
    let text = |&i: &u32| passages[i as usize].text.as_str();
    let texts: Vec<Vec<&str>> =
        articles.values().map(|members| members.iter().map(text).collect()).collect();
    let asked: Vec<u32> = articles.into_values().flatten().collect();
    let index = Index::of(&texts);
    let passage = |number: u32| &passages[asked[number as usize] as usize];
    let mut rankings: Vec<(Vec<bool>, usize)> = Vec::new();
    for number in (0..asked.len() as u32).step_by(every.max(1)) {
        let one = passage(number);
        let found = index.ranked(number, usize::MAX);
        let hits = found.iter().map(|found| one.is_related(passage(found.passage))).collect();
        rankings.push((hits, passages.iter().filter(|other| one.is_related(other)).count()));
    }
    Ok(rank_score(rankings.iter().map(|(hits, total)| (hits.as_slice(), *total))))
}

/// Scores rankings: for each question which places are right, and how many there are in all.
pub(super) fn rank_score<'a>(rankings: impl Iterator<Item = (&'a [bool], usize)>) -> RankScore {
    let mut score = RankScore::default();
    for (hits, total) in rankings.filter(|(_, total)| *total > 0) {
        score.questions += 1;
        score.mean_average_precision += average_precision(hits, total);
        let first = hits.iter().take(total).filter(|&&hit| hit).count();
        score.r_precision += first as f32 / total as f32;
    }
    score.mean_average_precision /= score.questions.max(1) as f32;
    score.r_precision /= score.questions.max(1) as f32;
    score
}

fn average_precision(hits: &[bool], total: usize) -> f32 {
    let (mut met, mut sum) = (0, 0.0);
    for (place, _) in hits.iter().enumerate().filter(|(_, hit)| **hit) {
        met += 1;
        sum += met as f32 / (place + 1) as f32;
    }
    sum / total as f32
}

/// How well pairs are told apart at one threshold.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PairScore {
    /// Pairs that say the same and were taken to.
    pub right: usize,
    /// Pairs that do not say the same but were taken to.
    pub wrong: usize,
    /// Pairs that say the same and were not taken to.
    pub missed: usize,
    /// Pairs that do not say the same and were not taken to.
    pub kept_apart: usize,
}

impl PairScore {
    /// Share of pairs judged right.
    pub fn accuracy(&self) -> f32 {
        let all = self.right + self.wrong + self.missed + self.kept_apart;
        (self.right + self.kept_apart) as f32 / all.max(1) as f32
    }

    /// F1 over the pairs that say the same.
    pub fn f1(&self) -> f32 {
        let twice = 2 * self.right;
        twice as f32 / (twice + self.wrong + self.missed).max(1) as f32
    }
}

#[derive(Deserialize)]
struct Pair {
    a: String,
    b: String,
    label: u8,
}

/// Judges each pair of `gold` (`{"a","b","label"}` a line): the same when the score reaches `threshold`.
pub fn pairs(gold: &str, threshold: f32) -> Result<PairScore, BadGold> {
    let mut score = PairScore::default();
    for pair in read::<Pair>(gold)? {
        let says_same = judge(&prepare(&pair.a), &prepare(&pair.b)).score >= threshold;
        *match (says_same, pair.label == 1) {
            (true, true) => &mut score.right,
            (true, false) => &mut score.wrong,
            (false, true) => &mut score.missed,
            (false, false) => &mut score.kept_apart,
        } += 1;
    }
    Ok(score)
}

pub(super) fn read<T: for<'de> Deserialize<'de>>(gold: &str) -> Result<Vec<T>, BadGold> {
    let lines = gold.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(i, line)| {
            serde_json::from_str(line).map_err(|source| BadGold { line: i + 1, source })
        })
        .collect()
}
