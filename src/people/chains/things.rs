//! Organisations and places of one article: the same normal form, a known other name, an acronym of a name
//! written out, or the first word of exactly one longer organisation.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::Group;
use crate::model::{Article, EntityKind, Mention};
use crate::text::fold;

/// Groups the mentions of one kind.
pub(super) fn group<'m>(
    article: &Article,
    kind: EntityKind,
    mentions: impl Iterator<Item = (usize, &'m Mention)>,
) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut by_surface: FxHashMap<&str, usize> = FxHashMap::default();
    let mut by_form: FxHashMap<String, usize> = FxHashMap::default();
    for (at, mention) in mentions {
        let surface = mention.span.of(&article.text);
        let group = *by_surface.entry(surface).or_insert_with(|| {
            let group = *by_form.entry(normal_form(surface, kind)).or_insert_with(|| {
                groups.push(Group::default());
                groups.len() - 1
            });
            let shown = surface.split_whitespace().collect::<Vec<_>>().join(" ");
            if let Some(group) = groups.get_mut(group)
                && shown.len() > group.name.len()
            {
                group.name = shown;
            }
            group
        });
        if let Some(group) = groups.get_mut(group) {
            group.mentions.push(at as u32);
        }
    }
    join_short_forms(kind, groups)
}

/// Joins acronyms, and organisations by their first word, to the one longer name that fits.
fn join_short_forms(kind: EntityKind, mut groups: Vec<Group>) -> Vec<Group> {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|&i| groups.get(i).map_or(0, |group| group.name.len()));
    for &short in &order {
        let Some(name) = groups.get(short).map(|group| group.name.clone()) else { continue };
        let letters = acronym(&name);
        let fits = |&long: &usize| {
            long != short
                && groups.get(long).is_some_and(|group| {
                    !group.mentions.is_empty()
                        && (letters.as_ref().is_some_and(|letters| spells(letters, &group.name))
                            || (kind == EntityKind::Organisation && is_head(&name, &group.name)))
                })
        };
        let mut found = order.iter().copied().filter(fits);
        if let (Some(long), None) = (found.next(), found.next())
            && let Some(taken) = groups.get_mut(short).map(std::mem::take)
            && let Some(group) = groups.get_mut(long)
        {
            group.mentions.extend(taken.mentions);
        }
    }
    groups
}

/// The form under which names of one organisation or place meet: folded, without article, periods,
/// possessive and legal form; those that go by several names under one of them.
pub(crate) fn normal_form(surface: &str, kind: EntityKind) -> String {
    let folded = fold(surface.trim()).replace(['.', ',', '"'], "").replace('-', " ");
    let mut words: Vec<&str> = folded.split_whitespace().collect();
    if words.len() > 1 && words.first() == Some(&"the") {
        words.remove(0);
    }
    if let Some(last) = words.last_mut() {
        *last = last.strip_suffix("'s").unwrap_or(last).trim_end_matches('\'');
    }
    if kind == EntityKind::Organisation {
        const LEGAL: [&str; 16] = [
            "inc",
            "ltd",
            "limited",
            "corp",
            "corporation",
            "co",
            "company",
            "plc",
            "llc",
            "ag",
            "sa",
            "nv",
            "gmbh",
            "spa",
            "group",
            "holdings",
        ];
        while words.len() > 1 && words.last().is_some_and(|word| LEGAL.contains(word)) {
            words.pop();
        }
    }
    let form = words.join(" ");
    OTHER_NAMES.get(form.as_str()).map_or(form, |&name| name.to_owned())
}

/// The other names of organisations and places, each with the one they meet under.
static OTHER_NAMES: LazyLock<FxHashMap<&str, &str>> = LazyLock::new(|| {
    let list = include_str!("../../../assets/names/other_names.txt");
    let entries = list.lines().filter(|line| !line.starts_with('#'));
    let named = entries.filter_map(|line| line.split_once(':'));
    named
        .flat_map(|(name, others)| others.split(',').map(move |other| (other.trim(), name)))
        .collect()
});

/// The letters of a name that may be an acronym: two capitals or more and nothing else but periods.
fn acronym(name: &str) -> Option<String> {
    let is_capitals = name.chars().all(|c| c == '.' || c.is_uppercase());
    let letters = is_capitals.then(|| name.replace('.', ""))?;
    (letters.len() > 1).then_some(letters)
}

/// Whether `letters` are the initials of the words of `long`, with or without those of its small words.
fn spells(letters: &str, long: &str) -> bool {
    let words = || long.split([' ', '-']).filter(|word| !word.is_empty());
    let initials = |all: bool| {
        words()
            .filter_map(|word| word.chars().next())
            .filter(move |c| all || c.is_uppercase())
            .flat_map(char::to_uppercase)
    };
    words().count() > 1
        && (initials(false).eq(letters.chars()) || initials(true).eq(letters.chars()))
}

/// Whether `long` is `short` and more words: "Boeing", "Boeing Commercial Airplanes".
fn is_head(short: &str, long: &str) -> bool {
    short.chars().count() > 3
        && short.chars().next().is_some_and(char::is_uppercase)
        && long.strip_prefix(short).is_some_and(|rest| rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_forms() {
        let org = |s| normal_form(s, EntityKind::Organisation);
        assert_eq!(org("The Boeing Company's"), "boeing");
        assert_eq!(org("Itar-Tass"), "itar tass");
        assert_eq!(normal_form("U.S.", EntityKind::Place), "united states");
        assert_eq!(org("the Islamic State of Iraq and the Levant"), "islamic state");
        assert!(["IS", "ISIS", "ISIL"].iter().all(|name| org(name) == "islamic state"));
        for (other, name) in OTHER_NAMES.iter() {
            assert!(!OTHER_NAMES.contains_key(name), "{other}: {name} is another name itself");
        }
    }

    #[test]
    fn acronyms() {
        let is_acronym = |short, long| acronym(short).is_some_and(|letters| spells(&letters, long));
        assert!(is_acronym("IMF", "International Monetary Fund"));
        assert!(is_acronym("U.N.", "United Nations"));
        assert!(is_acronym("DOJ", "Department of Justice"));
        assert!(!is_acronym("IMF", "Islamic State") && !is_acronym("DoJ", "Department of Justice"));
        assert!(is_head("Boeing", "Boeing Commercial Airplanes") && !is_head("Boe", "Boeing"));
    }
}
