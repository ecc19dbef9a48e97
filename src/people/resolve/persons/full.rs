//! Full names: those that are equal, told apart where several people have one name, and then those that
//! agree.

use rustc_hash::FxHashMap;

use super::namesakes::{Namesakes, is_everyones};
use super::{CROWD, ENOUGH, Group, People, RARE, sample_size};
use crate::model::Gender;
use crate::people::names::{Agreement, agreement};
use crate::people::resolve::blocks::{agreement_keys, signature};
use crate::people::resolve::company::commonness;
use crate::people::resolve::things::divided;

/// How much surer the best of several agreeing names must be than one that contradicts it.
const MARGIN: f32 = 0.05;

impl People<'_> {
    /// Puts nodes of the same full name (up to transliteration) into groups, one for each person; every
    /// other node into one of its own.
    pub(super) fn join_equal(&mut self, nodes: &[u32]) {
        let mut by_signature: FxHashMap<String, usize> = FxHashMap::default();
        let form_of: Vec<usize> = self
            .parsed
            .iter()
            .map(|name| {
                let next = by_signature.len();
                *by_signature.entry(signature(name)).or_insert(next)
            })
            .collect();
        let mut forms: Vec<Vec<u32>> = vec![Vec::new(); by_signature.len()];
        let mut order = Vec::new();
        for &node in nodes {
            let name = self.name_of.get(node as usize).copied().flatten();
            let form = name.and_then(|name| form_of.get(name as usize)).copied();
            let Some((form, nodes)) = form.and_then(|form| Some((form, forms.get_mut(form)?)))
            else {
                continue;
            };
            if nodes.is_empty() {
                order.push(form);
            }
            nodes.push(node);
        }
        for form in order {
            let nodes = forms.get_mut(form).map(std::mem::take).unwrap_or_default();
            if nodes.first().is_some_and(|&node| self.node_name(node).is_full()) {
                self.join_form(nodes);
            } else {
                for node in nodes {
                    self.push_group(vec![node], 1);
                }
            }
        }
    }

    /// Tells the people of one full name apart: a sample by gender, and by company where many have the name;
    /// each of the rest goes with the part of the sample that it fits best.
    fn join_form(&mut self, mut sample: Vec<u32>) {
        let Some(name) = sample.first().map(|&node| self.node_name(node)) else { return };
        let (most, is_common) = (sample_size(name), is_everyones(name));
        let is_free = !sample.iter().any(|node| self.input.has_apart.contains(node));
        let size = if is_free { self.size(&sample, most) } else { sample.len() as u64 };
        let rest = sample.split_off(if is_free { most.min(sample.len()) } else { sample.len() });
        let n_sample = sample.len().max(1) as u64;
        let mut parts: Vec<Vec<u32>> = self
            .by_gender(sample)
            .into_iter()
            .flat_map(|nodes| divided(self.input, nodes))
            .collect();
        if is_common {
            parts = parts.into_iter().flat_map(|nodes| self.namesakes(nodes)).collect();
        }
        let groups: Vec<u32> = parts
            .into_iter()
            .map(|nodes| {
                let share = nodes.len() as u64 * size / n_sample;
                self.push_group(nodes, share)
            })
            .collect();
        for node in rest {
            match self.place_beside(node, &groups, is_common) {
                Some(group) => group.nodes.push(node),
                None => self.groups.push(Group { nodes: vec![node], ..Group::default() }),
            }
        }
    }

    /// How many nodes of a form there are: counted below `most`, else judged by the greatest lot among the
    /// least `most` (k minimum values: Bar-Yossef et al. 2002), so that those beyond need not be known.
    fn size(&self, nodes: &[u32], most: usize) -> u64 {
        match most.checked_sub(1).and_then(|last| nodes.get(last)) {
            Some(&last) => {
                let share = (self.input.lot(last).max(1)) as f64 / (1_u64 << 63) as f64;
                (most as f64 / share) as u64
            }
            None => nodes.len() as u64,
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
        let less = if men < women { Gender::Male } else { Gender::Female };
        let (few, many): (Vec<u32>, Vec<u32>) =
            nodes.into_iter().partition(|&node| self.node_gender(node) == Some(less));
        vec![many, few]
    }

    fn namesakes(&self, nodes: Vec<u32>) -> Vec<Vec<u32>> {
        let mut namesakes = Namesakes::default();
        for node in nodes {
            namesakes.place(node, &self.input.company(node));
        }
        namesakes.into_groups()
    }

    /// The group of a form's sample that one of the rest belongs to; none where it is yet another person.
    fn place_beside(&mut self, node: u32, groups: &[u32], is_common: bool) -> Option<&mut Group> {
        let gender = self.node_gender(node);
        let fits = |&at: &u32| {
            let known = self.groups.get(at as usize).and_then(|group| group.gender);
            gender.is_none() || known.is_none() || known == gender
        };
        let mut fitting: Vec<u32> = groups.iter().copied().filter(fits).collect();
        if fitting.is_empty() && !is_common {
            fitting.extend(groups.first());
        }
        let companies: Vec<&[u32]> = fitting
            .iter()
            .filter_map(|&at| Some(self.groups.get(at as usize)?.company.as_slice()))
            .collect();
        let best = match (is_common, fitting.len()) {
            (_, 0) => return None,
            (false, _) => 0,
            (true, _) => Namesakes::best(&companies, &self.input.company(node))?,
        };
        let at = *fitting.get(best)?;
        self.groups.get_mut(at as usize)
    }

    /// Joins groups of full names that agree. Candidates share a family name and a form of a given name or
    /// initial; the surest pairs come first, and each is checked against both whole groups.
    pub(super) fn join_agreeing(&mut self) {
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
        let mut blocks: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
        for at in 0..self.groups.len() as u32 {
            if let Some(name) = self.group_name(at).filter(|name| name.is_full()) {
                for key in agreement_keys(name) {
                    blocks.entry(key).or_default().push(at);
                }
            }
        }
        let mut pairs = Vec::new();
        for block in blocks.into_values().filter(|block| block.len() > 1) {
            let block = self.largest(block);
            for (i, &a) in block.iter().enumerate() {
                pairs.extend(block.iter().skip(i + 1).map(|&b| (a, b)));
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
        let (one, other) = (self.group_name(a)?, self.group_name(b)?);
        let Agreement::Full(like) = agreement(one, other) else { return None };
        let evidence = self.shared(a, b);
        let is_rare = commonness(one).min(commonness(other)) < RARE;
        let needed = match (is_everyones(one) || is_everyones(other), is_rare) {
            (true, _) => ENOUGH,
            (false, true) => 0.0,
            (false, false) if like >= 0.93 => 0.3,
            (false, false) => ENOUGH,
        };
        (evidence >= needed).then_some(like + evidence.min(5.0) * 0.1)
    }
}

/// The group that a group has gone into.
fn top(into: &[u32], mut at: u32) -> u32 {
    while let Some(&up) = into.get(at as usize).filter(|&&up| up != at) {
        at = up;
    }
    at
}
