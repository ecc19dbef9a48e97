//! Persons across articles. Keyed on the most complete name: equal full names first, then names that agree
//! (spellings, short given names, initials), then bare family names, each step only with its evidence and
//! checked against the whole group it would join. Fuzzy likeness is never chained.
//!
//! What is decided of a name depends on those that share a word with it, and of many chains of one name only
//! on a sample: those of the least lots ([`lot`](crate::model::lot)). So an article more or less changes little.

mod full;
mod namesakes;
mod short;

use rustc_hash::FxHashMap;

use super::Input;
use super::company::{self, Feature};
use crate::model::{Alias, Gender};
use crate::people::names::{Agreement, Name, agreement};

/// How many groups of one key are compared with one another; the largest come first.
const CROWD: usize = 60;
/// How many forms of a group are checked for contradiction.
const FORMS: usize = 24;
/// A family name less common than this needs no more evidence than being the only one in the library.
const RARE: f32 = 4.5;
/// The evidence a join needs beyond the name.
const ENOUGH: f32 = 0.5;
/// How many chains of a name decide for all of them.
const SAMPLE: usize = 128;
/// The same of a name that many people have.
const COMMON_SAMPLE: usize = 1024;

/// How many chains of a full name decide for all of them.
pub(super) fn sample_size(name: &Name) -> usize {
    if namesakes::is_everyones(name) { COMMON_SAMPLE } else { SAMPLE }
}

/// A person in the making.
#[derive(Clone, Debug, Default)]
struct Group {
    /// Distinct parsed names; none where the group decides nothing.
    names: Vec<u32>,
    nodes: Vec<u32>,
    gender: Option<Gender>,
    /// The company of the sample.
    company: Vec<Feature>,
    /// How many nodes, about.
    size: u64,
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
    groups: Vec<Group>,
}

impl<'i> People<'i> {
    fn new(input: &'i Input<'i>, nodes: &[u32]) -> Self {
        let mut parsed: Vec<Name> = Vec::new();
        let mut known: FxHashMap<u32, u32> = FxHashMap::default();
        let mut name_of: Vec<Option<u32>> = vec![None; input.n_nodes()];
        let mut gender_of: Vec<Option<Gender>> = vec![None; input.n_nodes()];
        for &node in nodes {
            let mut fullest: Option<u32> = None;
            for chain in input.chains(node) {
                let name = *known.entry(chain.name()).or_insert_with(|| {
                    parsed.push(Name::parse(input.roll.word(chain.name())));
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
                *gender = input.chains(node).find_map(|chain| chain.gender());
            }
        }
        Self { input, parsed, name_of, gender_of, groups: Vec::new() }
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

    /// The first name of a group.
    fn group_name(&self, group: u32) -> Option<&Name> {
        Some(self.name(*self.groups.get(group as usize)?.names.first()?))
    }

    /// Adds a group of nodes that decide for `size` nodes.
    fn push_group(&mut self, nodes: Vec<u32>, size: u64) -> u32 {
        let mut names: Vec<u32> = nodes
            .iter()
            .filter_map(|&node| self.name_of.get(node as usize).copied().flatten())
            .collect();
        names.sort_unstable();
        names.dedup();
        let gender = nodes.iter().find_map(|&node| self.node_gender(node));
        let mut company = Vec::new();
        company::join(&mut company, nodes.iter().flat_map(|&node| self.input.company(node)));
        company.shrink_to_fit();
        self.groups.push(Group { names, nodes, gender, company, size });
        self.groups.len() as u32 - 1
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
            company::join(&mut group.company, taken.company);
            group.size += taken.size;
        }
    }

    /// Moves the nodes of a group over that is to change nothing about the one it joins.
    fn merge_nodes(&mut self, keep: u32, gone: u32) {
        let Some(taken) = self.groups.get_mut(gone as usize).map(std::mem::take) else { return };
        if let Some(group) = self.groups.get_mut(keep as usize) {
            group.nodes.extend(taken.nodes);
        }
    }

    /// The weight of what the articles of both groups share.
    fn shared(&self, a: u32, b: u32) -> f32 {
        let company =
            |at: u32| self.groups.get(at as usize).map_or(&[][..], |group| &group.company);
        company::shared(company(a), company(b))
    }

    /// The largest groups of a crowd, in their order.
    fn largest(&self, mut crowd: Vec<u32>) -> Vec<u32> {
        if crowd.len() > CROWD {
            crowd.sort_by_key(|&at| {
                let size = self.groups.get(at as usize).map_or(0, |group| group.size);
                (std::cmp::Reverse(size), at)
            });
            crowd.truncate(CROWD);
            crowd.sort_unstable();
        }
        crowd
    }
}

/// The name to show: of the names with given and family name written out the most frequent, the longer
/// when even.
pub(super) fn best_name(aliases: &[Alias]) -> String {
    let rank = |alias: &&Alias| {
        let name = Name::parse(&alias.surface);
        let written_out = name.given.iter().any(|part| !part.is_initial());
        (name.is_full() && written_out, name.is_full(), alias.count, alias.surface.len())
    };
    let best = aliases.iter().rev().max_by_key(rank);
    best.map_or_else(String::new, |alias| Name::parse(&alias.surface).shown(&alias.surface))
}
