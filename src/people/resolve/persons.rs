//! Persons across articles. Keyed on the most complete name: equal full names first, then names that agree
//! (spellings, short given names, initials), then bare family names, each step only with its evidence and
//! checked against the whole group it would join. Fuzzy likeness is never chained.

use rustc_hash::FxHashMap;

use super::Input;
use super::evidence::{Evidence, Feature, commonness};
use super::namesakes::{is_everyones, namesakes};
use super::things::divided;
use crate::model::{Alias, Gender};
use crate::people::names::{Agreement, Name, agreement, lists};

/// How many groups of one key are compared with one another; the largest come first.
const CROWD: usize = 60;
/// How many forms of a group are checked for contradiction.
const FORMS: usize = 24;
/// A family name less common than this needs no more evidence than being the only one in the library.
const RARE: f32 = 4.5;
/// The evidence a join needs beyond the name.
const ENOUGH: f32 = 0.5;
/// How much surer the best of several agreeing names must be than one that contradicts it.
const MARGIN: f32 = 0.05;
/// How much better the best of several must be than the second.
const AHEAD: f32 = 0.4;

/// A person in the making.
#[derive(Clone, Debug, Default)]
struct Group {
    /// Distinct parsed names.
    names: Vec<u32>,
    nodes: Vec<u32>,
    gender: Option<Gender>,
}

/// Groups the nodes that are persons.
pub(super) fn group(input: &Input<'_>, nodes: &[u32]) -> Vec<Vec<u32>> {
    let mut people = People::new(input, nodes);
    people.join_equal(nodes);
    people.join_agreeing();
    people.join_short();
    people
        .groups
        .into_iter()
        .filter(|group| !group.nodes.is_empty())
        .map(|group| group.nodes)
        .collect()
}

struct People<'i> {
    input: &'i Input<'i>,
    /// The distinct names.
    parsed: Vec<Name>,
    /// The name of each node.
    name_of: Vec<Option<u32>>,
    gender_of: Vec<Option<Gender>>,
    evidence: Evidence,
    groups: Vec<Group>,
    /// Which groups have which feature: sorted pairs.
    beside: Vec<(Feature, u32)>,
}

impl<'i> People<'i> {
    fn new(input: &'i Input<'i>, nodes: &[u32]) -> Self {
        let mut parsed: Vec<Name> = Vec::new();
        let mut known: FxHashMap<&str, u32> = FxHashMap::default();
        let mut name_of: Vec<Option<u32>> = vec![None; input.nodes.len()];
        let mut gender_of: Vec<Option<Gender>> = vec![None; input.nodes.len()];
        for &node in nodes {
            let mut fullest: Option<u32> = None;
            for chain in input.chains(node) {
                let name = *known.entry(chain.name.as_str()).or_insert_with(|| {
                    parsed.push(Name::parse(&chain.name));
                    parsed.len() as u32 - 1
                });
                let size = |name: u32| parsed.get(name as usize).map(Name::completeness);
                if fullest.is_none_or(|other| size(name) > size(other)) {
                    fullest = Some(name);
                }
            }
            if let (Some(name), Some(gender)) =
                (name_of.get_mut(node as usize), gender_of.get_mut(node as usize))
            {
                *name = fullest;
                *gender = input.chains(node).find_map(|chain| chain.gender);
            }
        }
        let evidence = Evidence::new(input, &name_of, &parsed);
        Self { input, parsed, name_of, gender_of, evidence, groups: Vec::new(), beside: Vec::new() }
    }

    fn name(&self, name: u32) -> &Name {
        static NOBODY: std::sync::LazyLock<Name> = std::sync::LazyLock::new(Name::default);
        self.parsed.get(name as usize).unwrap_or(&NOBODY)
    }

    fn node_name(&self, node: u32) -> &Name {
        self.name_of
            .get(node as usize)
            .copied()
            .flatten()
            .map_or(self.name(u32::MAX), |name| self.name(name))
    }

    fn node_gender(&self, node: u32) -> Option<Gender> {
        self.gender_of.get(node as usize).copied().flatten()
    }

    /// Puts nodes of the same name (up to transliteration) into one group, by gender.
    fn join_equal(&mut self, nodes: &[u32]) {
        let mut by_name: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        let mut order: Vec<String> = Vec::new();
        for &node in nodes {
            let signature = signature(self.node_name(node));
            let known = by_name.entry(signature.clone()).or_default();
            if known.is_empty() {
                order.push(signature);
            }
            known.push(node);
        }
        for signature in order {
            let Some(nodes) = by_name.remove(&signature) else { continue };
            let is_full = nodes.first().is_some_and(|&node| self.node_name(node).is_full());
            let is_common = nodes.first().is_some_and(|&node| is_everyones(self.node_name(node)));
            let mut divided: Vec<Vec<u32>> = self
                .by_gender(nodes)
                .into_iter()
                .flat_map(|nodes| divided(self.input, nodes))
                .collect();
            if is_full && is_common {
                divided = divided
                    .into_iter()
                    .flat_map(|nodes| namesakes(&self.evidence, nodes))
                    .collect();
            }
            for nodes in divided {
                if is_full {
                    self.push_group(nodes);
                } else {
                    nodes.into_iter().for_each(|node| self.push_group(vec![node]));
                }
            }
        }
    }

    /// Splits nodes of one name where some are men and some women; the unknown go with the greater part.
    fn by_gender(&self, nodes: Vec<u32>) -> Vec<Vec<u32>> {
        let count =
            |gender| nodes.iter().filter(|&&node| self.node_gender(node) == Some(gender)).count();
        let (men, women) = (count(Gender::Male), count(Gender::Female));
        if men == 0 || women == 0 {
            return vec![nodes];
        }
        let (less, _) = if men < women { (Gender::Male, men) } else { (Gender::Female, women) };
        let (few, many): (Vec<u32>, Vec<u32>) =
            nodes.into_iter().partition(|&node| self.node_gender(node) == Some(less));
        vec![many, few]
    }

    fn push_group(&mut self, nodes: Vec<u32>) {
        let mut names: Vec<u32> = nodes
            .iter()
            .filter_map(|&node| self.name_of.get(node as usize).copied().flatten())
            .collect();
        names.sort_unstable();
        names.dedup();
        let gender = nodes.iter().find_map(|&node| self.node_gender(node));
        self.groups.push(Group { names, nodes, gender });
    }

    /// Joins groups of full names that agree. Candidates share a family name and a form of a given name or
    /// initial; the surest pairs come first, and each is checked against both whole groups.
    fn join_agreeing(&mut self) {
        self.index_features();
        let mut pairs = self.agreeing_pairs();
        self.drop_undecided(&mut pairs);
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
        let mut into: Vec<u32> = (0..self.groups.len() as u32).collect();
        for (_, a, b) in pairs {
            let (first, second) = (top(&into, a), top(&into, b));
            if first != second && self.may_join(first, second) {
                let (keep, gone) = (first.min(second), first.max(second));
                self.merge(keep, gone);
                if let Some(slot) = into.get_mut(gone as usize) {
                    *slot = keep;
                }
            }
        }
    }

    /// Drops the pairs of a name that falls short of two that contradict each other ("J. Smith" of John and
    /// Jane) and is not clearly nearer to one of them.
    fn drop_undecided(&self, pairs: &mut Vec<(f32, u32, u32)>) {
        let mut partners: FxHashMap<u32, Vec<(f32, u32)>> = FxHashMap::default();
        for &(sure, a, b) in pairs.iter() {
            partners.entry(a).or_default().push((sure, b));
            partners.entry(b).or_default().push((sure, a));
        }
        partners.retain(|_, partners| partners.len() > 1);
        for partners in partners.values_mut() {
            partners.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
            partners.truncate(CROWD);
        }
        let is_undecided = |group: u32, other: u32, sure: f32| {
            partners.get(&group).into_iter().flatten().any(|&(rival_sure, rival)| {
                rival != other && rival_sure > sure - MARGIN && !self.may_join(rival, other)
            })
        };
        pairs.retain(|&(sure, a, b)| !is_undecided(a, b, sure) && !is_undecided(b, a, sure));
    }

    /// Pairs of groups whose names agree and that have the evidence their agreement needs, with how sure
    /// each is.
    fn agreeing_pairs(&self) -> Vec<(f32, u32, u32)> {
        let mut blocks: FxHashMap<(&str, String), Vec<u32>> = FxHashMap::default();
        for (at, group) in self.groups.iter().enumerate() {
            let Some(name) =
                group.names.first().map(|&name| self.name(name)).filter(|name| name.is_full())
            else {
                continue;
            };
            for family in &name.family {
                for given in &name.given {
                    let initial = given.text.chars().next().map(String::from);
                    let forms = lists().groups(&given.text).iter().map(|group| format!("#{group}"));
                    let keys =
                        [Some(given.key.clone()), initial].into_iter().flatten().chain(forms);
                    for key in keys {
                        blocks.entry((&family.key, key)).or_default().push(at as u32);
                    }
                }
            }
        }
        let mut pairs = Vec::new();
        for mut block in blocks.into_values().filter(|block| block.len() > 1) {
            block.sort_by_key(|&at| {
                let size = self.groups.get(at as usize).map_or(0, |group| group.nodes.len());
                (std::cmp::Reverse(size), at)
            });
            block.truncate(CROWD);
            for (i, &a) in block.iter().enumerate() {
                for &b in block.iter().skip(i + 1) {
                    pairs.push((a.min(b), a.max(b)));
                }
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
            .into_iter()
            .filter_map(|(a, b)| self.sureness(a, b).map(|sure| (sure, a, b)))
            .collect()
    }

    /// How sure the names and surroundings make a join of two groups of full names; none if not enough.
    fn sureness(&self, a: u32, b: u32) -> Option<f32> {
        let (first, second) = (self.groups.get(a as usize)?, self.groups.get(b as usize)?);
        let (one, other) = (self.name(*first.names.first()?), self.name(*second.names.first()?));
        let Agreement::Full(like) = agreement(one, other) else { return None };
        let evidence = self.shared(a, b);
        let is_rare = commonness(one).min(commonness(other)) < RARE;
        let needed = match like {
            _ if is_everyones(one) || is_everyones(other) => ENOUGH,
            like if like >= 0.93 => {
                if is_rare {
                    0.0
                } else {
                    0.3
                }
            }
            _ => {
                if is_rare {
                    0.0
                } else {
                    ENOUGH
                }
            }
        };
        (evidence >= needed).then_some(like + evidence.min(5.0) * 0.1)
    }

    /// Whether two groups contradict each other nowhere.
    fn may_join(&self, a: u32, b: u32) -> bool {
        let (Some(first), Some(second)) =
            (self.groups.get(a as usize), self.groups.get(b as usize))
        else {
            return false;
        };
        if matches!((first.gender, second.gender), (Some(a), Some(b)) if a != b) {
            return false;
        }
        let agree = first.names.iter().take(FORMS).all(|&one| {
            second
                .names
                .iter()
                .take(FORMS)
                .all(|&other| agreement(self.name(one), self.name(other)) != Agreement::No)
        });
        agree && !self.input.are_apart(&first.nodes, &second.nodes)
    }

    fn merge(&mut self, keep: u32, gone: u32) {
        let Some(taken) = self.groups.get_mut(gone as usize).map(std::mem::take) else { return };
        if let Some(group) = self.groups.get_mut(keep as usize) {
            group.names.extend(taken.names);
            group.names.sort_unstable();
            group.names.dedup();
            group.nodes.extend(taken.nodes);
            group.gender = group.gender.or(taken.gender);
        }
    }

    /// Notes which groups of full names have which features.
    fn index_features(&mut self) {
        let mut beside: Vec<(Feature, u32)> = Vec::new();
        for (at, group) in self.groups.iter().enumerate() {
            for &node in &group.nodes {
                beside.extend(self.evidence.of(node).iter().map(|&feature| (feature, at as u32)));
            }
        }
        beside.sort_unstable();
        beside.dedup();
        self.beside = beside;
    }

    fn has(&self, group: u32, feature: Feature) -> bool {
        self.beside.binary_search(&(feature, group)).is_ok()
    }

    /// The weight of what the articles of both groups share.
    fn shared(&self, a: u32, b: u32) -> f32 {
        let size = |at: u32| self.groups.get(at as usize).map_or(0, |group| group.nodes.len());
        let (few, many) = if size(a) <= size(b) { (a, b) } else { (b, a) };
        let mut features: Vec<Feature> = self
            .groups
            .get(few as usize)
            .into_iter()
            .flat_map(|group| group.nodes.iter().take(CROWD))
            .flat_map(|&node| self.evidence.of(node).iter().copied())
            .collect();
        features.sort_unstable();
        features.dedup();
        features.into_iter().filter(|&f| self.has(many, f)).map(|f| self.evidence.weight(f)).sum()
    }

    /// Joins the nodes of a single word to persons of full names, then to one another.
    fn join_short(&mut self) {
        self.index_features();
        let mut by_key: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        let mut short: Vec<u32> = Vec::new();
        for (at, group) in self.groups.iter().enumerate() {
            let Some(name) = group.names.first().map(|&name| self.name(name)) else { continue };
            if !name.is_full() {
                short.push(at as u32);
                continue;
            }
            for part in name.family.iter().chain(name.given.first()) {
                by_key.entry(part.key.clone()).or_default().push(at as u32);
            }
        }
        for known in by_key.values_mut() {
            known.dedup();
        }
        let chosen: Vec<(u32, Option<u32>)> =
            short.iter().map(|&at| (at, self.choose(at, &by_key))).collect();
        let mut left: Vec<u32> = Vec::new();
        for (at, choice) in chosen {
            match choice.filter(|&full| self.may_join(full, at)) {
                Some(full) => self.merge(full, at),
                None => left.push(at),
            }
        }
        self.join_left(&left);
    }

    /// The person of a full name that a short one belongs to, if the evidence says so.
    fn choose(&self, short: u32, by_key: &FxHashMap<String, Vec<u32>>) -> Option<u32> {
        let group = self.groups.get(short as usize)?;
        let name = self.name(*group.names.first()?);
        let part = name.family.last()?;
        let known = by_key.get(&part.key)?;
        let candidates =
            if known.len() <= CROWD { known.clone() } else { self.neighbours(short, known) };
        let is_rare = commonness(name) < RARE;
        let mut scored: Vec<(f32, u32)> = candidates
            .into_iter()
            .filter_map(|full| {
                let other = self.groups.get(full as usize)?;
                let like = other
                    .names
                    .iter()
                    .take(FORMS)
                    .map(|&form| match agreement(self.name(form), name) {
                        Agreement::Short(like) | Agreement::Full(like) => like,
                        Agreement::No => 0.0,
                    })
                    .fold(0.0, f32::max);
                let is_gender =
                    matches!((group.gender, other.gender), (Some(a), Some(b)) if a != b);
                (like > 0.0 && !is_gender)
                    .then(|| (self.shared(short, full) + 2.0 * (like - 1.0), full))
            })
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        let &(best, full) = scored.first()?;
        let second = scored.get(1).map_or(f32::NEG_INFINITY, |&(score, _)| score);
        let needed = match (scored.len(), is_rare) {
            (1, true) => 0.0,
            (1, false) => ENOUGH * 0.6,
            _ => ENOUGH,
        };
        (best >= needed && best - second >= AHEAD).then_some(full)
    }

    /// Of a crowd of one name, those that share something with a group.
    fn neighbours(&self, short: u32, known: &[u32]) -> Vec<u32> {
        let mut found: Vec<u32> = Vec::new();
        for &node in self.groups.get(short as usize).map_or(&[][..], |group| &group.nodes) {
            for &feature in self.evidence.of(node) {
                let from = self.beside.partition_point(|&(f, _)| f < feature);
                let with = self.beside.iter().skip(from).take_while(|&&(f, _)| f == feature);
                let near = with.map(|&(_, group)| group).take(20 * CROWD);
                found.extend(near.filter(|group| known.binary_search(group).is_ok()).take(CROWD));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Joins what is left, names of a single word, by the same word: all where it is rare, else those that
    /// share enough.
    fn join_left(&mut self, left: &[u32]) {
        let mut by_key: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        for &at in left {
            let Some(name) = self.groups.get(at as usize).and_then(|group| group.names.first())
            else {
                continue;
            };
            let keys: Vec<&str> =
                self.name(*name).family.iter().map(|part| part.key.as_str()).collect();
            by_key.entry(keys.join(" ")).or_default().push(at);
        }
        let mut blocks: Vec<Vec<u32>> = by_key.into_values().collect();
        blocks.sort_unstable();
        for block in blocks {
            let mut heads: Vec<u32> = Vec::new();
            for at in block {
                let is_rare = self
                    .groups
                    .get(at as usize)
                    .and_then(|group| group.names.first())
                    .is_some_and(|&name| commonness(self.name(name)) < RARE);
                let needed = if is_rare { 0.0 } else { ENOUGH };
                let found =
                    heads.iter().take(CROWD).copied().find(|&head| {
                        self.may_join(head, at) && self.shared_nodes(head, at) >= needed
                    });
                match found {
                    Some(head) => self.merge(head, at),
                    None => heads.push(at),
                }
            }
        }
    }

    /// As [`Self::shared`], for groups that have grown since the index was made.
    fn shared_nodes(&self, head: u32, at: u32) -> f32 {
        let features = |at: u32| -> Vec<Feature> {
            let nodes = self.groups.get(at as usize).map_or(&[][..], |group| &group.nodes);
            nodes
                .iter()
                .take(CROWD)
                .flat_map(|&node| self.evidence.of(node).iter().copied())
                .collect()
        };
        let mut mine = features(at);
        mine.sort_unstable();
        mine.dedup();
        let theirs: rustc_hash::FxHashSet<Feature> = features(head).into_iter().collect();
        mine.into_iter().filter(|f| theirs.contains(f)).map(|f| self.evidence.weight(f)).sum()
    }
}

/// The group that a group has gone into.
fn top(into: &[u32], mut at: u32) -> u32 {
    while let Some(&up) = into.get(at as usize).filter(|&&up| up != at) {
        at = up;
    }
    at
}

/// Under which names are the same: the keys of all parts, and the suffix.
fn signature(name: &Name) -> String {
    let mut out = String::new();
    for part in &name.given {
        out.push_str(&part.key);
        out.push(' ');
    }
    out.push('|');
    for part in &name.family {
        out.push_str(&part.key);
        out.push(' ');
    }
    out.push_str(name.suffix.unwrap_or(""));
    out
}

/// The name to show: of the names with given and family name written out the most frequent, the longer
/// when even.
pub(super) fn best_name(names: &[Alias]) -> String {
    let rank = |alias: &&Alias| {
        let name = Name::parse(&alias.surface);
        let written_out = name.given.iter().any(|part| !part.is_initial());
        (name.is_full() && written_out, name.is_full(), alias.count, alias.surface.len())
    };
    let best = names.iter().rev().max_by_key(rank);
    best.map_or_else(String::new, |alias| alias.surface.clone())
}
