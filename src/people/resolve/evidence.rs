//! What speaks for two chains of one name being one person: who and what else stands in their articles, and
//! their roles. Weights of rarity come from the frozen name lists, never from counts of the library.

use rustc_hash::FxHashMap;

use super::Input;
use crate::model::EntityKind;
use crate::people::chains::normal_form;
use crate::people::lexicon::Lexicon;
use crate::people::names::{Name, lists};

/// How many neighbours of a chain are looked at; the rest of a crowded article says little.
const NEIGHBOURS: usize = 24;

/// A thing that may stand beside a person: another name, an organisation, a place, a role.
pub(super) type Feature = u32;

/// Features by node, with weights.
pub(super) struct Evidence {
    /// For each node, its features, ascending.
    of_node: Vec<Vec<Feature>>,
    weights: Vec<f32>,
}

impl Evidence {
    /// Reads the surroundings of all nodes. `names` holds the parsed name of each node that is a person.
    pub(super) fn new(input: &Input<'_>, names: &[Option<u32>], parsed: &[Name]) -> Self {
        let mut numbers: FxHashMap<(u8, String), Feature> = FxHashMap::default();
        let mut weights: Vec<f32> = Vec::new();
        let mut number = |kind: u8, text: String, weight: f32| -> Feature {
            *numbers.entry((kind, text)).or_insert_with(|| {
                weights.push(weight);
                weights.len() as Feature - 1
            })
        };
        let own: Vec<Vec<Feature>> = (0..input.nodes.len() as u32)
            .map(|node| {
                let mut own = Vec::new();
                match names
                    .get(node as usize)
                    .copied()
                    .flatten()
                    .and_then(|n| parsed.get(n as usize))
                {
                    Some(name) => {
                        if let Some(part) = name.family.last() {
                            own.push(number(0, part.key.clone(), 1.0 - 0.1 * commonness(name)));
                        }
                    }
                    None => {
                        for chain in input.chains(node).take(1) {
                            let weight = if chain.kind == EntityKind::Place { 0.15 } else { 0.4 };
                            own.push(number(1, normal_form(&chain.name, chain.kind), weight));
                        }
                    }
                }
                own
            })
            .collect();
        let mut of_node: Vec<Vec<Feature>> = vec![Vec::new(); input.nodes.len()];
        for nodes in &input.nodes_of {
            for &node in nodes {
                let Some(features) = of_node.get_mut(node as usize) else { continue };
                let mine = own.get(node as usize);
                let others = nodes.iter().filter(|&&other| other != node).take(NEIGHBOURS);
                let theirs = others.filter_map(|&other| own.get(other as usize)).flatten().copied();
                features
                    .extend(theirs.filter(|other| mine.is_none_or(|mine| !mine.contains(other))));
            }
        }
        for (node, features) in of_node.iter_mut().enumerate() {
            for role in input.chains(node as u32).flat_map(|chain| &chain.roles) {
                features.push(number(2, normal_role(role), role_weight(role)));
            }
            features.sort_unstable();
            features.dedup();
            features.shrink_to_fit();
        }
        Self { of_node, weights }
    }

    /// The features of a node, ascending.
    pub(super) fn of(&self, node: u32) -> &[Feature] {
        self.of_node.get(node as usize).map_or(&[], Vec::as_slice)
    }

    /// The weight of a feature.
    pub(super) fn weight(&self, feature: Feature) -> f32 {
        self.weights.get(feature as usize).copied().unwrap_or(0.0)
    }
}

/// How common a name's family name is, 0.0 (not in the lists) to 7.0; that of a single word counts as the
/// more common of family and given name.
pub(super) fn commonness(name: &Name) -> f32 {
    let Some(part) = name.family.last() else { return 7.0 };
    let info = Lexicon::get().look_up(&part.text);
    let common = if name.is_full() { info.family() } else { info.family().max(info.given()) };
    common as f32
}

/// A role with its nation in one form: "russian president" and "russia president" are one.
pub(super) fn normal_role(role: &str) -> String {
    let words: Vec<&str> = role.split(' ').collect();
    let nation = (1..=2.min(words.len())).rev().find_map(|n| {
        let head = words.get(..n)?.join(" ");
        lists().nation(&head).map(|nation| (nation, n))
    });
    match nation {
        Some((nation, n)) => format!("{nation} {}", words.get(n..).unwrap_or(&[]).join(" ")),
        None => role.to_owned(),
    }
}

/// A role that names its nation or house tells more than "president" alone.
fn role_weight(role: &str) -> f32 {
    if normal_role(role) != role || role.split(' ').count() > 2 { 1.2 } else { 0.5 }
}
