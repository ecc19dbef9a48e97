//! Scores links: groups of passages that tell the same, passages that share an event, pairs of sentences.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::passages::{Found, Index, judge_same, prepare};

/// Score from which two sentences are taken to say the same.
pub const SAME_FROM: f32 = 0.5;

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

/// How early passages find those they are grouped with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Met {
    /// How often it was asked.
    pub asked: usize,
    /// How often a partner is among the first 1, 3 and 5 links.
    pub partner_within: [usize; 3],
    /// How often all partners are among the first 10.
    pub all_within_ten: usize,
}

impl Met {
    /// The places for which [`Met::partner_within`] counts.
    pub const PLACES: [usize; 3] = [1, 3, 5];

    /// Counts one question: at which place, from 0, each partner stands, if it is there.
    fn count(&mut self, places: &[Option<usize>]) {
        if places.is_empty() {
            return;
        }
        self.asked += 1;
        for (count, within) in self.partner_within.iter_mut().zip(Self::PLACES) {
            *count += usize::from(places.iter().flatten().any(|&place| place < within));
        }
        let all = places.iter().all(|place| place.is_some_and(|place| place < 10));
        self.all_within_ten += usize::from(all);
    }
}

/// How well the passages of gold groups find each other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GroupScore {
    /// Asked once for each group that a passage is in: the partners are those of that group.
    pub by_group: Met,
    /// Asked once for each passage: the partners are those of all its groups.
    pub by_passage: Met,
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
    let place_of =
        |from: usize, to: usize| links[from].iter().position(|found| found.passage as usize == to);
    for group in &groups {
        let members: Vec<usize> = group
            .passages
            .iter()
            .filter_map(|p| places.iter().position(|place| *place == (p.doc.as_str(), p.line)))
            .collect();
        for &member in &members {
            let partners = members.iter().filter(|&&other| places[other].0 != places[member].0);
            let partners: Vec<usize> = partners.copied().collect();
            let found: Vec<_> = partners.iter().map(|&other| place_of(member, other)).collect();
            score.by_group.count(&found);
            together.extend(partners.iter().map(|&other| (member, other)));
        }
    }
    for member in 0..places.len() {
        let partners = together.range((member, 0)..(member + 1, 0));
        let found: Vec<_> = partners.map(|&(_, other)| place_of(member, other)).collect();
        score.by_passage.count(&found);
    }
    score.wanted = together.iter().filter(|(a, b)| a < b).count();
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

/// How far scores can be believed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Believed {
    /// For each tenth of the score, how many links or pairs have one.
    pub shown: [usize; 10],
    /// How many of them are right.
    pub right: [usize; 10],
}

impl Believed {
    /// Counts a link or a pair.
    pub fn count(&mut self, score: f32, is_right: bool) {
        let tenth = ((score * 10.0) as usize).min(9);
        self.shown[tenth] += 1;
        self.right[tenth] += usize::from(is_right);
    }

    /// Returns for each tenth that any have the share of them that is right, 0 to 1.
    pub fn shares(&self) -> impl Iterator<Item = (usize, f32)> {
        let tenths = self.shown.iter().zip(&self.right).enumerate();
        tenths
            .filter(|(_, (shown, _))| **shown > 0)
            .map(|(tenth, (shown, right))| (tenth, *right as f32 / *shown as f32))
    }
}

/// How well passages that tell of one event are found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct EventScore {
    /// How well they are ranked, however low the score.
    pub ranking: RankScore,
    /// How often links are right: those that a library would show, counted from either side.
    pub believed: Believed,
}

/// Ranks for every `every`-th passage of `gold` (`{"doc","text","events"}` a line) all those of other
/// articles, and counts the links of every `every`-th article; two passages are related when they share an
/// event. The passages of one article are known to stand together.
pub fn events(gold: &str, every: usize) -> Result<EventScore, BadGold> {
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
    let ranking = rank_score(rankings.iter().map(|(hits, total)| (hits.as_slice(), *total)));
    let mut believed = Believed::default();
    for article in (0..texts.len() as u32).step_by(every.max(1)) {
        for (number, found) in index.links_of(article) {
            let is_right = passage(number).is_related(passage(found.passage));
            believed.count(found.agreement.score, is_right);
        }
    }
    Ok(EventScore { ranking, believed })
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
    /// How often pairs say the same, by their score.
    pub believed: Believed,
}

impl PairScore {
    /// Counts one pair, taken to say the same from `threshold` on.
    pub(super) fn count(&mut self, score: f32, threshold: f32, says_same: bool) {
        self.believed.count(score, says_same);
        *match (score >= threshold, says_same) {
            (true, true) => &mut self.right,
            (true, false) => &mut self.wrong,
            (false, true) => &mut self.missed,
            (false, false) => &mut self.kept_apart,
        } += 1;
    }

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
pub(super) struct Pair {
    pub a: String,
    pub b: String,
    pub label: u8,
}

/// Judges each pair of `gold` (`{"a","b","label"}` a line): the same when the score reaches `threshold`.
pub fn pairs(gold: &str, threshold: f32) -> Result<PairScore, BadGold> {
    let mut score = PairScore::default();
    for pair in read::<Pair>(gold)? {
        let found = judge_same(&prepare(&pair.a), &prepare(&pair.b)).score;
        score.count(found, threshold, pair.label == 1);
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
