//! Tells apart people of one common name by the company they keep: the many John Smiths, the two Michael
//! Jordans. Only where both sides have company enough, and nothing of weight in common.

use rustc_hash::FxHashMap;

use crate::people::lexicon::Lexicon;
use crate::people::names::Name;
use crate::people::resolve::company::{Feature, join, shared, total};

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

/// The people of one common name, while the nodes are placed one by one: each joins the group with which it
/// shares most; one that shares too little with all starts its own if it has company enough, and else joins
/// the largest at the end.
#[derive(Default)]
pub(super) struct Namesakes {
    groups: Vec<(Vec<u32>, Vec<Feature>)>,
    with: FxHashMap<Feature, Vec<u32>>,
    unknown: Vec<u32>,
}

impl Namesakes {
    /// Places a node that keeps this company.
    pub(super) fn place(&mut self, node: u32, company: &[Feature]) {
        if total(company) < KNOWN {
            self.unknown.push(node);
            return;
        }
        let mut near: Vec<u32> = company
            .iter()
            .filter_map(|feature| self.with.get(feature))
            .flat_map(|groups| groups.iter().take(CROWD).copied())
            .collect();
        near.sort_unstable();
        near.dedup();
        let companies: Vec<&[Feature]> = near
            .iter()
            .filter_map(|&at| Some(self.groups.get(at as usize)?.1.as_slice()))
            .collect();
        let best = Self::nearest(&companies, company).and_then(|best| near.get(best)).copied();
        let at = best.unwrap_or_else(|| {
            self.groups.push((Vec::new(), Vec::new()));
            self.groups.len() as u32 - 1
        });
        if let Some((nodes, known)) = self.groups.get_mut(at as usize) {
            nodes.push(node);
            join(known, company.iter().copied());
        }
        for &feature in company {
            let groups = self.with.entry(feature).or_default();
            if !groups.contains(&at) {
                groups.push(at);
            }
        }
    }

    /// The groups; those without company are in the largest.
    pub(super) fn into_groups(self) -> Vec<Vec<u32>> {
        let mut groups: Vec<Vec<u32>> = self.groups.into_iter().map(|(nodes, _)| nodes).collect();
        if !self.unknown.is_empty() {
            let largest = (0..groups.len())
                .max_by_key(|&at| (groups.get(at).map_or(0, Vec::len), usize::MAX - at));
            match largest.and_then(|at| groups.get_mut(at)) {
                Some(group) => group.extend(self.unknown),
                None => groups.push(self.unknown),
            }
        }
        groups
    }

    /// The place of the company that one more of the name belongs to: by what they share, the first where it
    /// has too little company to tell; none where it is someone else.
    pub(super) fn best(companies: &[&[Feature]], company: &[Feature]) -> Option<usize> {
        if total(company) < KNOWN {
            return Some(0);
        }
        Self::nearest(companies, company)
    }

    fn nearest(companies: &[&[Feature]], company: &[Feature]) -> Option<usize> {
        let mut best: Option<(f32, usize)> = None;
        for (at, other) in companies.iter().enumerate() {
            let weight = shared(other, company);
            if weight >= SHARED && best.is_none_or(|(most, _)| weight > most) {
                best = Some((weight, at));
            }
        }
        best.map(|(_, at)| at)
    }
}
