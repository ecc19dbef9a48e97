//! Organisations and places of one article: the same normal form, a known other name, an acronym of a name
//! written out, or the first word of exactly one longer organisation.

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
    let mut by_form: FxHashMap<String, usize> = FxHashMap::default();
    for (at, mention) in mentions {
        let surface = mention.span.of(&article.text);
        let group = *by_form.entry(normal_form(surface, kind)).or_insert_with(|| {
            groups.push(Group::default());
            groups.len() - 1
        });
        let Some(group) = groups.get_mut(group) else { continue };
        group.mentions.push(at as u32);
        let shown = surface.split_whitespace().collect::<Vec<_>>().join(" ");
        if shown.len() > group.name.len() {
            group.name = shown;
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
        let fits = |&long: &usize| {
            long != short
                && groups.get(long).is_some_and(|group| {
                    !group.mentions.is_empty()
                        && (is_acronym(&name, &group.name)
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
/// possessive and legal form; the few countries that go by initials under their name.
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
    match form.as_str() {
        "us" | "usa" | "united states of america" | "america" => "united states".into(),
        "uk" | "great britain" | "britain" => "united kingdom".into(),
        "un" => "united nations".into(),
        "eu" => "european union".into(),
        "uae" => "united arab emirates".into(),
        _ => form,
    }
}

/// Whether `short` is written in capitals and made of the initials of `long`, with or without those of its
/// small words.
fn is_acronym(short: &str, long: &str) -> bool {
    let letters: String = short.chars().filter(|&c| c != '.').collect();
    if letters.len() < 2 || !letters.chars().all(char::is_uppercase) {
        return false;
    }
    let words = || long.split([' ', '-']).filter(|word| !word.is_empty());
    let initials = |all: bool| -> String {
        words()
            .filter_map(|word| word.chars().next())
            .filter(|c| all || c.is_uppercase())
            .flat_map(char::to_uppercase)
            .collect()
    };
    words().count() > 1 && (initials(false) == letters || initials(true) == letters)
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
    }

    #[test]
    fn acronyms() {
        assert!(is_acronym("IMF", "International Monetary Fund"));
        assert!(is_acronym("U.N.", "United Nations"));
        assert!(is_acronym("DoJ".to_uppercase().as_str(), "Department of Justice"));
        assert!(!is_acronym("IMF", "Islamic State"));
        assert!(is_head("Boeing", "Boeing Commercial Airplanes") && !is_head("Boe", "Boeing"));
    }
}
