//! Names of a single word: each joins the person of a full name that its company speaks for, and what is left
//! over meets among itself.

use rustc_hash::FxHashMap;

use super::{CROWD, ENOUGH, FORMS, Group, People, RARE, SAMPLE};
use crate::model::Gender;
use crate::people::names::{Agreement, Name, agreement};
use crate::people::resolve::company::commonness;

/// How much better the best of several must be than the second.
const AHEAD: f32 = 0.4;

impl People<'_> {
    /// Joins the nodes of a single word to persons of full names, then to one another.
    pub(super) fn join_short(&mut self) {
        let by_word = self.candidates();
        let mut joined: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        let mut left: Vec<u32> = Vec::new();
        for at in 0..self.groups.len() as u32 {
            if self.group_name(at).is_none_or(Name::is_full) {
                continue;
            }
            match self.choose(at, &by_word).filter(|&full| self.may_join(full, at)) {
                Some(full) => joined.entry(full).or_default().push(at),
                None => left.push(at),
            }
        }
        for (full, short) in joined {
            let odd = self.odd_gender(full, &short);
            for at in short {
                match odd.is_some() && self.gender(at) == odd {
                    true => left.push(at),
                    false => self.merge_nodes(full, at),
                }
            }
        }
        left.sort_unstable();
        self.join_left(&left);
    }

    /// The people that a single word may mean, by the word.
    fn candidates(&self) -> FxHashMap<String, Vec<u32>> {
        let mut by_word: FxHashMap<&str, Vec<u32>> = FxHashMap::default();
        for at in 0..self.groups.len() as u32 {
            let full = self.group_name(at).filter(|name| name.is_full());
            for part in full.into_iter().flat_map(|name| &name.family) {
                let crowd = by_word.entry(&part.key).or_default();
                if crowd.last() != Some(&at) {
                    crowd.push(at);
                }
            }
        }
        let by_word = by_word.into_iter();
        by_word.map(|(word, crowd)| (word.to_owned(), self.largest(crowd))).collect()
    }

    fn gender(&self, group: u32) -> Option<Gender> {
        self.groups.get(group as usize)?.gender
    }

    /// Of the short names that would join a person of unknown gender, that of the fewer.
    fn odd_gender(&self, full: u32, short: &[u32]) -> Option<Gender> {
        let count = |gender| short.iter().filter(|&&at| self.gender(at) == Some(gender)).count();
        let (men, women) = (count(Gender::Male), count(Gender::Female));
        match (self.gender(full), men, women) {
            (Some(_), ..) | (None, 0, _) | (None, _, 0) => None,
            (None, men, women) if men < women => Some(Gender::Male),
            (None, ..) => Some(Gender::Female),
        }
    }

    /// The person of a full name that a short one belongs to, if the evidence says so.
    fn choose(&self, short: u32, by_word: &FxHashMap<String, Vec<u32>>) -> Option<u32> {
        let name = self.group_name(short)?;
        let Group { gender, nodes: own, .. } = self.groups.get(short as usize)?;
        let gender = *gender;
        let candidates = by_word.get(&name.family.last()?.key)?;
        let is_rare = commonness(name) < RARE;
        let mut scored: Vec<(f32, u32)> = candidates
            .iter()
            .filter_map(|&full| {
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
                let is_veto = matches!((gender, other.gender), (Some(a), Some(b)) if a != b)
                    || self.input.are_apart(own, &other.nodes);
                (like > 0.0 && !is_veto)
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

    /// Joins what is left, names of a single word, by the same word: all where it is rare, else those that
    /// share enough. Where there are many, the first of them decide for the rest.
    fn join_left(&mut self, left: &[u32]) {
        let mut by_word: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        for &at in left {
            let Some(name) = self.group_name(at) else { continue };
            let keys: Vec<&str> = name.family.iter().map(|part| part.key.as_str()).collect();
            by_word.entry(keys.join(" ")).or_default().push(at);
        }
        for block in by_word.into_values() {
            let mut heads: Vec<u32> = Vec::new();
            for (place, at) in block.into_iter().enumerate() {
                let is_rare = self.group_name(at).is_some_and(|name| commonness(name) < RARE);
                let needed = if is_rare { 0.0 } else { ENOUGH };
                let is_head =
                    |head: &u32| self.may_join(*head, at) && self.shared(*head, at) >= needed;
                match heads.iter().take(CROWD).copied().find(is_head) {
                    Some(head) if place < SAMPLE => self.merge(head, at),
                    Some(head) => self.merge_nodes(head, at),
                    None if place < SAMPLE => heads.push(at),
                    None => {}
                }
            }
        }
    }
}
