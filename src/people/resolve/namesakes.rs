//! Tells apart people of one common name by the company they keep: the many John Smiths, the two Michael
//! Jordans. Only where both sides have company enough, and nothing of weight in common.

use rustc_hash::FxHashMap;

use super::evidence::{Evidence, Feature};
use crate::people::lexicon::Lexicon;
use crate::people::names::Name;

/// The commonness of given and family name together, of 14, from which a name may be several people's.
const COMMON: u32 = 13;
/// The shared weight that makes two of one name one person.
const SHARED: f32 = 0.5;
/// The weight of company without which nothing speaks for another person.
const KNOWN: f32 = 1.0;
/// How many groups with one feature are looked at.
const CROWD: usize = 64;

/// Whether given and family name are both so common that many people have them.
pub(super) fn is_everyones(name: &Name) -> bool {
    let [given] = name.given.as_slice() else { return false };
    let family = name.family.last().map_or(0, |part| Lexicon::get().look_up(&part.text).family());
    Lexicon::get().look_up(&given.text).given() + family >= COMMON
}

/// Divides nodes of one common name, in their order: each joins the group with which it shares most; one
/// that shares too little with all starts its own if it has company enough, and else joins the largest.
pub(super) fn namesakes(evidence: &Evidence, nodes: Vec<u32>) -> Vec<Vec<u32>> {
    let weight = |node: u32| evidence.of(node).iter().map(|&f| evidence.weight(f)).sum::<f32>();
    let (known, unknown): (Vec<u32>, Vec<u32>) =
        nodes.into_iter().partition(|&node| weight(node) >= KNOWN);
    let mut groups: Vec<Vec<u32>> = Vec::new();
    let mut with: FxHashMap<Feature, Vec<u32>> = FxHashMap::default();
    for node in known {
        let mut shared: FxHashMap<u32, f32> = FxHashMap::default();
        for feature in evidence.of(node) {
            for &group in with.get(feature).into_iter().flatten().take(CROWD) {
                *shared.entry(group).or_default() += evidence.weight(*feature);
            }
        }
        let best =
            shared.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
        let group = match best {
            Some((group, weight)) if weight >= SHARED => group,
            _ => {
                groups.push(Vec::new());
                groups.len() as u32 - 1
            }
        };
        if let Some(group) = groups.get_mut(group as usize) {
            group.push(node);
        }
        for &feature in evidence.of(node) {
            let groups = with.entry(feature).or_default();
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
    }
    if !unknown.is_empty() {
        let largest = (0..groups.len())
            .max_by_key(|&at| (groups.get(at).map_or(0, Vec::len), usize::MAX - at));
        match largest.and_then(|at| groups.get_mut(at)) {
            Some(group) => group.extend(unknown),
            None => groups.push(unknown),
        }
    }
    groups
}
