//! Descriptions of persons: "the Syrian president", "Russia's president", "the Kremlin strongman", "the
//! embattled leader". A description is someone's when the article gives that role, with that nation, to one
//! person only; or when the same rare word describes one person's role elsewhere.

use super::Placed;
use super::scene::{Scene, Seen};
use crate::model::Form;
use crate::people::context::{
    Role, is_function_word, nation_ending_at, nation_of, role_at, role_ending_at,
};
use crate::people::names::lists;
use crate::people::reading::{Case, Reading};
use crate::text::{Span, TokenKind};

/// How many words may stand between "the" and the role.
const MODIFIERS: usize = 4;

/// A description taken apart.
#[derive(Clone, Debug)]
struct Description {
    role: String,
    nation: Option<&'static str>,
    modifiers: Vec<String>,
}

/// What an article says a person is.
#[derive(Clone, Debug, Default)]
struct Known {
    roles: Vec<Description>,
}

/// Finds definite descriptions: "the" or a possessive nation, modifiers, a role, and no name after it.
pub(super) fn find(reading: &Reading) -> Vec<(Span, Form)> {
    let mut out = Vec::new();
    for sentence in &reading.sentences {
        let mut at = sentence.start;
        while at < sentence.end {
            match description_at(reading, at, sentence.end) {
                Some((end, _)) => {
                    if let (Some(first), Some(last)) =
                        (reading.units.get(at), reading.units.get(end - 1))
                    {
                        out.push((Span::at(first.span.start(), last.span.end()), Form::Nominal));
                    }
                    at = end;
                }
                None => at += 1,
            }
        }
    }
    out
}

/// Reads a description that starts at unit `at`: where it ends and what it says.
fn description_at(reading: &Reading, at: usize, limit: usize) -> Option<(usize, Description)> {
    let is_definite = reading.folded(at) == "the";
    let start = if is_definite { at + 1 } else { possessive_nation(reading, at, limit)? };
    for first in start..limit.min(start + MODIFIERS + 1) {
        if let Some(role) = role_at(reading, first, limit)
            && !role.title.is_kin
            && is_end(reading, role.end)
        {
            let nation = nation_of(reading, at, &role);
            let modifiers: Vec<String> = (start..first)
                .map(|at| reading.folded(at).to_owned())
                .filter(|word| lists().nation(word).is_none())
                .collect();
            return Some((role.end, Description { role: role.words, nation, modifiers }));
        }
        let word = reading.word(first)?;
        let fits = word.kind == TokenKind::Word && !is_function_word(reading.folded(first))
            || word.kind == TokenKind::Clitic;
        if !fits || reading.folded(first) == "former" || reading.folded(first) == "late" {
            return None;
        }
    }
    None
}

/// The unit after "Russia's" where `at` starts such a possessive.
fn possessive_nation(reading: &Reading, at: usize, limit: usize) -> Option<usize> {
    if reading.word(at)?.case == Case::Lower {
        return None;
    }
    (at + 1..limit.min(at + 3)).find_map(|clitic| {
        let is_clitic = reading.word(clitic).is_some_and(|word| word.kind == TokenKind::Clitic);
        let (first, _) = is_clitic.then(|| nation_ending_at(reading, at, clitic))??;
        (first == at).then_some(clitic + 1)
    })
}

/// Whether a description may end before this unit: no name, role or noun goes on.
fn is_end(reading: &Reading, unit: usize) -> bool {
    let Some(word) = reading.word(unit) else { return true };
    let folded = reading.folded(unit);
    match word.kind {
        TokenKind::Sign => !matches!(folded, "-" | "/"),
        TokenKind::Clitic => true,
        TokenKind::Number => false,
        TokenKind::Word => {
            word.case == Case::Lower
                && !matches!(folded, "of" | "for")
                && (is_function_word(folded)
                    || word.is_verb
                    || folded.ends_with("ing")
                    || folded.ends_with("ly"))
        }
    }
}

/// Places descriptions, found or given.
pub(super) fn place(scene: &mut Scene<'_>) -> Vec<Placed> {
    let known = roles_by_person(scene);
    let mut out = Vec::new();
    for at in 0..scene.seen.len() {
        let Some(seen) =
            scene.seen.get(at).filter(|seen| seen.form == Form::Nominal && seen.group.is_none())
        else {
            continue;
        };
        let mention = seen.mention;
        let found = beside_name(scene, at).or_else(|| {
            let description = describe(scene, seen)?;
            choose(&known, &description)
        });
        if let Some((group, confidence, rule)) = found {
            out.push(Placed { mention, group, confidence, rule });
            if let Some(seen) = scene.seen.get_mut(at) {
                seen.group = Some(group);
            }
        }
    }
    out
}

/// A description right before a name ("Apple CEO | Steve Jobs"), or set off by a comma right after one.
fn beside_name(scene: &Scene<'_>, at: usize) -> Option<(usize, f32, &'static str)> {
    let seen = scene.seen.get(at)?;
    let is_name = |other: &&Seen| other.form == Form::Name && other.group.is_some();
    let after = || scene.between(seen.units.end, seen.units.end + 2).iter().filter(is_name);
    if let Some(next) = after().find(|other| other.units.start == seen.units.end) {
        return next.group.map(|group| (group, 0.95, "title before the name"));
    }
    let is_comma = |at: usize| scene.word(at) == ",";
    let next = after().find(|other| other.units.start > seen.units.end && is_comma(seen.units.end));
    let before = || scene.seen.get(at.saturating_sub(8)..at).unwrap_or(&[]).iter().rev();
    let with_comma = next.or_else(|| {
        before()
            .filter(is_name)
            .find(|other| other.units.end + 1 == seen.units.start && is_comma(other.units.end))
    });
    with_comma.and_then(|other| other.group).map(|group| (group, 0.9, "apposition"))
}

/// What a given or found description says.
fn describe(scene: &Scene<'_>, seen: &Seen) -> Option<Description> {
    let reading = scene.reading;
    let (start, end) = (seen.units.start, seen.units.end);
    description_at(reading, start, end + 1).map(|(_, description)| description).or_else(|| {
        let role = role_ending_at(reading, start, end)?;
        let nation = nation_of(reading, start, &role);
        Some(Description { role: role.words, nation, modifiers: Vec::new() })
    })
}

/// The roles that stand with each person's names, with nation and modifiers.
fn roles_by_person(scene: &Scene<'_>) -> Vec<Known> {
    let mut known: Vec<Known> = vec![Known::default(); scene.groups.len()];
    for (number, group) in scene.groups.iter().enumerate() {
        for role in &group.roles {
            let words: Vec<&str> = role.split(' ').collect();
            let nation = (1..=3.min(words.len()))
                .rev()
                .find_map(|n| lists().nation(&words.get(..n)?.join(" ")).map(|nation| (nation, n)));
            let (nation, n) = nation.map_or((None, 0), |(nation, n)| (Some(nation), n));
            let role = words.get(n..).unwrap_or(&[]).join(" ");
            if let Some(known) = known.get_mut(number) {
                known.roles.push(Description { role, nation, modifiers: Vec::new() });
            }
        }
    }
    for seen in scene.seen.iter().filter(|seen| seen.form == Form::Name) {
        let sentence = scene.sentence(seen.sentence);
        let Some(role) = role_ending_at(scene.reading, sentence.start, seen.units.start) else {
            continue;
        };
        let modifiers = modifiers_before(scene, &role, sentence.start);
        let slot = seen.group.and_then(|group| known.get_mut(group));
        if let (Some(slot), false) = (slot, modifiers.is_empty() || role.title.is_kin) {
            slot.roles.push(Description {
                nation: nation_of(scene.reading, sentence.start, &role),
                role: role.words,
                modifiers,
            });
        }
    }
    known
}

/// The lower-case words right before a role.
fn modifiers_before(scene: &Scene<'_>, role: &Role, from: usize) -> Vec<String> {
    let is_modifier = |at: &usize| {
        scene.reading.word(*at).is_some_and(|word| {
            word.kind == TokenKind::Word && (word.case == Case::Lower || *at == from)
        }) && !is_function_word(scene.word(*at))
            && lists().nation(scene.word(*at)).is_none()
    };
    let earliest = from.max(role.first.saturating_sub(2));
    (earliest..role.first)
        .rev()
        .take_while(is_modifier)
        .map(|at| scene.word(at).to_owned())
        .collect()
}

/// The one person a description fits.
fn choose(known: &[Known], description: &Description) -> Option<(usize, f32, &'static str)> {
    let only = |fits: &dyn Fn(&Description) -> bool| -> Option<usize> {
        let mut found = known.iter().enumerate().filter(|(_, known)| known.roles.iter().any(fits));
        let first = found.next()?.0;
        found.next().is_none().then_some(first)
    };
    let same_role = |role: &Description| role.role == description.role;
    if let Some(nation) = description.nation {
        let same_nation = |role: &Description| role.nation == Some(nation);
        if let Some(group) = only(&|role| same_role(role) && same_nation(role)) {
            return Some((group, 0.95, "same role and nation"));
        }
        if is_head(&description.role) {
            if let Some(group) = only(&|role| is_head(&role.role) && same_nation(role)) {
                return Some((group, 0.9, "leader of the nation"));
            }
            let is_open = known.iter().all(|known| {
                !known.roles.iter().any(|role| is_head(&role.role) && same_nation(role))
            });
            let without = |number: usize| {
                known.get(number).is_some_and(|known| {
                    known.roles.iter().any(|role| is_head(&role.role))
                        && known
                            .roles
                            .iter()
                            .all(|role| role.nation.is_none() || !is_head(&role.role))
                })
            };
            let mut found = (0..known.len()).filter(|&number| without(number));
            if let (true, Some(group), None) = (is_open, found.next(), found.next()) {
                return Some((group, 0.85, "only leader left"));
            }
        }
        return None;
    }
    if !description.modifiers.is_empty() {
        let shares = |role: &Description| {
            role.modifiers.iter().any(|word| description.modifiers.contains(word))
        };
        let is_kind = |role: &Description| {
            same_role(role) || (is_head(&role.role) && is_head(&description.role))
        };
        if let Some(group) = only(&|role| shares(role) && is_kind(role)) {
            return Some((group, 0.9, "same describing word"));
        }
        return None;
    }
    only(&same_role).map(|group| (group, 0.8, "same role"))
}

/// Roles of those at the head of a nation.
fn is_head(role: &str) -> bool {
    matches!(
        role,
        "president"
            | "leader"
            | "strongman"
            | "ruler"
            | "dictator"
            | "premier"
            | "prime minister"
            | "king"
            | "queen"
            | "monarch"
            | "chancellor"
            | "emperor"
            | "sultan"
            | "emir"
            | "supreme leader"
            | "head"
            | "statesman"
    )
}
