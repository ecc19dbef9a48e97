//! The company a chain keeps: who and what else stands in its article, and its roles. What two chains of one
//! name have of it in common speaks for one person. Weights come from the frozen name lists, never from
//! counts of the library.

use std::cmp::Ordering;

use crate::model::{Chain, EntityKind};
use crate::people::chains::normal_form;
use crate::people::lexicon::{Lexicon, hash};
use crate::people::names::{Name, lists};

/// How many neighbours of a chain are looked at; the rest of a crowded article says little.
const NEIGHBOURS: usize = 24;

/// Something that may stand beside a person: another name, an organisation, a place, a role. A hash of 28
/// bits, and in the low four bits the place of its weight in [`WEIGHTS`].
pub(super) type Feature = u32;

const WEIGHTS: [f32; 12] = [1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.15, 0.4, 0.5, 1.2];
const PLACE: u32 = 8;
const ORGANISATION: u32 = 9;
const ROLE: u32 = 10;
const TELLING_ROLE: u32 = 11;

/// Notes the company of each chain of one article ([`Chain::company`]), given all of them.
pub fn keep_company(chains: &mut [Chain]) {
    let own: Vec<Option<Feature>> = chains.iter().map(presence).collect();
    for (at, chain) in chains.iter_mut().enumerate() {
        let mine = own.get(at).copied().flatten();
        let others = own.iter().enumerate().filter(|&(other, _)| other != at).take(NEIGHBOURS);
        let others = others.filter_map(|(_, &other)| other);
        chain.company = others.filter(|&other| mine.map(what) != Some(what(other))).collect();
        for role in &chain.roles {
            let weight = if is_telling(role) { TELLING_ROLE } else { ROLE };
            chain.company.push(feature("role", &normal_role(role), weight));
        }
        chain.company.sort_unstable();
        chain.company.dedup_by_key(|feature| what(*feature));
    }
}

/// What a chain is to its neighbours: a person by family name, a thing by its normal form.
fn presence(chain: &Chain) -> Option<Feature> {
    match chain.kind {
        EntityKind::Person => {
            let name = Name::parse(&chain.name);
            let part = name.family.last()?;
            let info = Lexicon::get().look_up(&part.text);
            Some(feature("person", &part.key, info.family().max(info.given())))
        }
        EntityKind::Organisation => {
            Some(feature("thing", &normal_form(&chain.name, chain.kind), ORGANISATION))
        }
        EntityKind::Place => Some(feature("thing", &normal_form(&chain.name, chain.kind), PLACE)),
    }
}

fn feature(kind: &str, text: &str, weight: u32) -> Feature {
    let both = hash(kind.as_bytes()) ^ hash(text.as_bytes());
    ((both >> 32) as u32) << 4 | weight
}

/// The feature without its weight: a rare and a common spelling of one name are one.
const fn what(feature: Feature) -> u32 {
    feature >> 4
}

/// The weight of a feature.
fn weight(feature: Feature) -> f32 {
    WEIGHTS.get((feature & 15) as usize).copied().unwrap_or(0.0)
}

/// The weight of all features.
pub(super) fn total(company: &[Feature]) -> f32 {
    company.iter().map(|&feature| weight(feature)).sum()
}

/// The weight of what two companies, each ascending, have in common. Looks the fewer up among the many.
pub(super) fn shared(a: &[Feature], b: &[Feature]) -> f32 {
    let (few, mut many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let mut sum = 0.0;
    for &feature in few {
        let from = gallop(many, what(feature));
        many = many.get(from..).unwrap_or(&[]);
        if let Some(&other) = many.first()
            && what(other) == what(feature)
        {
            sum += weight(feature).min(weight(other));
        }
    }
    sum
}

/// The first place whose feature is not before `wanted`, found in steps that double.
fn gallop(company: &[Feature], wanted: u32) -> usize {
    let is_before = |&feature: &Feature| what(feature).cmp(&wanted) == Ordering::Less;
    let mut end = 1;
    while company.get(end - 1).is_some_and(is_before) {
        end *= 2;
    }
    let from = end / 2;
    let range = company.get(from..end.min(company.len())).unwrap_or(&[]);
    from + range.partition_point(is_before)
}

/// Takes `other` into `company`, which is ascending.
pub(super) fn join(company: &mut Vec<Feature>, other: impl IntoIterator<Item = Feature>) {
    company.extend(other);
    company.sort_unstable();
    company.dedup_by_key(|feature| what(*feature));
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
fn normal_role(role: &str) -> String {
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

/// Whether a role names its nation or house, and so tells more than "president" alone.
fn is_telling(role: &str) -> bool {
    normal_role(role) != role || role.split(' ').count() > 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companies_are_compared_by_what_they_share() {
        let of = |names: &[&str]| {
            let mut all: Vec<Feature> = names.iter().map(|name| feature("", name, 0)).collect();
            all.sort_unstable();
            all
        };
        let many: Vec<String> = (0..1000).map(|n| n.to_string()).collect();
        let many = of(&many.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(shared(&many, &of(&["7", "977", "x"])), 2.0);
        assert_eq!(shared(&of(&["a"]), &[]), 0.0);
        let lighter = [feature("", "7", 8)];
        assert_eq!(shared(&many, &lighter), 0.15, "the lesser weight counts");
        let mut both = many.clone();
        join(&mut both, of(&["7", "x"]));
        assert_eq!((both.len(), total(&both)), (1001, 1001.0));
    }
}
