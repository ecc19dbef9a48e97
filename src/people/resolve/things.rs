//! Organisations and places across articles: by normal form; an acronym alone joins the one name that some
//! article of the library writes it out as.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::Input;
use super::roll::{EnteredChain, Roll};
use crate::model::{Alias, EntityKind};
use crate::people::chains::normal_form;

/// Groups the nodes of one kind.
pub(super) fn group(input: &Input<'_>, kind: EntityKind, nodes: &[u32]) -> Vec<Vec<u32>> {
    let mut forms = Forms::new(input.roll, kind);
    let mut by_form: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let mut written_out: FxHashMap<u32, BTreeSet<u32>> = FxHashMap::default();
    for &node in nodes {
        let length = |chain: &EnteredChain<'_>| input.roll.word(chain.name()).len();
        let Some(chain) = input.chains(node).max_by_key(length) else { continue };
        let form = forms.of(chain.name());
        for alias in input.chains(node).flat_map(EnteredChain::aliases) {
            let short = forms.of(alias);
            if short != form {
                written_out.entry(short).or_default().insert(form);
            }
        }
        by_form.entry(form).or_default().push(node);
    }
    let moves: Vec<(u32, u32)> = by_form
        .keys()
        .filter_map(|short| {
            let long = written_out.get(short).filter(|longs| longs.len() == 1)?.first()?;
            (by_form.contains_key(long) && !written_out.contains_key(long))
                .then_some((*short, *long))
        })
        .collect();
    for (short, long) in moves {
        if let Some(nodes) = by_form.remove(&short) {
            by_form.entry(long).or_default().extend(nodes);
        }
    }
    by_form.into_values().flat_map(|nodes| divided(input, nodes)).collect()
}

/// The normal forms of names as numbers, each found once.
struct Forms<'a> {
    roll: &'a Roll,
    kind: EntityKind,
    by_word: FxHashMap<u32, u32>,
    by_text: FxHashMap<String, u32>,
}

impl<'a> Forms<'a> {
    fn new(roll: &'a Roll, kind: EntityKind) -> Self {
        Self { roll, kind, by_word: FxHashMap::default(), by_text: FxHashMap::default() }
    }

    fn of(&mut self, word: u32) -> u32 {
        *self.by_word.entry(word).or_insert_with(|| {
            let next = self.by_text.len() as u32;
            let form = normal_form(self.roll.word(word), self.kind);
            *self.by_text.entry(form).or_insert(next)
        })
    }
}

/// Divides nodes of one name where the reader said that some are not the same.
pub(super) fn divided(input: &Input<'_>, mut nodes: Vec<u32>) -> Vec<Vec<u32>> {
    nodes.sort_unstable();
    if !nodes.iter().any(|node| input.has_apart.contains(node)) {
        return vec![nodes];
    }
    let mut out: Vec<Vec<u32>> = Vec::new();
    for node in nodes {
        match out.iter_mut().find(|group| !input.are_apart(group, &[node])) {
            Some(group) => group.push(node),
            None => out.push(vec![node]),
        }
    }
    out
}

/// The name to show: the most frequent one that is not an acronym, else the most frequent.
pub(super) fn best_name(names: &[Alias]) -> String {
    let is_acronym = |name: &&Alias| name.surface.chars().all(|c| !c.is_lowercase());
    let written_out = names.iter().find(|name| !is_acronym(name));
    written_out.or(names.first()).map_or_else(String::new, |name| name.surface.clone())
}
