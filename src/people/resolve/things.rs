//! Organisations and places across articles: by normal form; an acronym alone joins the one name that some
//! article of the library writes it out as.

use std::collections::BTreeMap;

use super::Input;
use crate::model::{Alias, EntityKind};
use crate::people::chains::normal_form;

/// Groups the nodes of one kind.
pub(super) fn group(input: &Input<'_>, kind: EntityKind, nodes: &[u32]) -> Vec<Vec<u32>> {
    let mut by_form: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let mut written_out: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for &node in nodes {
        let Some(chain) = input.chains(node).max_by_key(|chain| chain.name.len()) else { continue };
        let form = normal_form(&chain.name, kind);
        for alias in input.chains(node).flat_map(|chain| &chain.aliases) {
            let short = normal_form(&alias.surface, kind);
            if short != form {
                *written_out.entry(short).or_default().entry(form.clone()).or_default() += 1;
            }
        }
        by_form.entry(form).or_default().push(node);
    }
    let moves: Vec<(String, String)> = by_form
        .keys()
        .filter_map(|short| {
            let long = written_out.get(short).filter(|longs| longs.len() == 1)?.keys().next()?;
            (by_form.contains_key(long) && !written_out.contains_key(long))
                .then(|| (short.clone(), long.clone()))
        })
        .collect();
    for (short, long) in moves {
        if let Some(nodes) = by_form.remove(&short) {
            by_form.entry(long).or_default().extend(nodes);
        }
    }
    by_form.into_values().flat_map(|nodes| divided(input, nodes)).collect()
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
