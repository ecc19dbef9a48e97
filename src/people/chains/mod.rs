//! Joins the mentions of one article to chains: persons by their names, organisations and places by normal
//! form and acronym.

mod persons;
mod things;

pub(super) use things::normal_form;

use std::collections::BTreeSet;

use super::reading::Reading;
use crate::model::{Alias, Article, Chain, EntityKind, Form, Gender, Mention};

/// The mentions of one entity, gathered.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    /// Places among the article's mentions.
    pub(super) mentions: Vec<u32>,
    /// The fullest name, without titles.
    pub(super) name: String,
    /// Roles found with it.
    pub(super) roles: BTreeSet<String>,
    /// For persons.
    pub(super) gender: Option<Gender>,
    /// For persons, how sure each name of `mentions` is of its place here, 0.0 to 1.0.
    pub(super) confidence: Vec<f32>,
}

/// Joins the name mentions of persons to groups, in no order. A name that is nothing but a role ("Apple
/// CEO") is in none: it is a description.
pub(super) fn people(article: &Article, reading: &Reading, mentions: &[Mention]) -> Vec<Group> {
    people_of(article, reading, named(mentions, EntityKind::Person))
}

/// As [`people`], of some of the mentions, each with its place among all.
pub(super) fn people_of<'m>(
    article: &Article,
    reading: &Reading,
    mentions: impl Iterator<Item = (usize, &'m Mention)>,
) -> Vec<Group> {
    persons::group(article, reading, mentions)
}

/// Joins the name mentions of organisations and places to groups.
pub(super) fn things(article: &Article, mentions: &[Mention]) -> Vec<(EntityKind, Group)> {
    let mut out = Vec::new();
    for kind in [EntityKind::Organisation, EntityKind::Place] {
        let groups = things::group(article, kind, named(mentions, kind));
        out.extend(groups.into_iter().map(|group| (kind, group)));
    }
    out
}

fn named(mentions: &[Mention], kind: EntityKind) -> impl Iterator<Item = (usize, &Mention)> {
    let is_named = move |mention: &&Mention| mention.kind == kind && mention.form == Form::Name;
    mentions.iter().enumerate().filter(move |(_, mention)| is_named(mention))
}

/// Makes chains of groups, ordered by first mention; without the company they keep.
pub(super) fn finish(
    article: &Article,
    mentions: &[Mention],
    people: Vec<Group>,
    things: Vec<(EntityKind, Group)>,
) -> Vec<Chain> {
    let people = people.into_iter().map(|group| (EntityKind::Person, group));
    let mut chains: Vec<Chain> = people
        .chain(things)
        .filter(|(_, group)| !group.mentions.is_empty())
        .map(|(kind, group)| {
            let mut places = group.mentions;
            places.sort_unstable();
            places.dedup();
            Chain {
                kind,
                name: group.name,
                aliases: aliases(article, mentions, &places),
                roles: group.roles.into_iter().collect(),
                gender: group.gender,
                mentions: places,
                company: Vec::new(),
            }
        })
        .collect();
    chains.sort_by_key(|chain| chain.mentions.first().copied());
    chains
}

/// The name forms among `places` with their counts, blanks evened out; most frequent first, then by text.
fn aliases(article: &Article, mentions: &[Mention], places: &[u32]) -> Vec<Alias> {
    let mut forms: Vec<Alias> = Vec::new();
    for mention in places.iter().filter_map(|&at| mentions.get(at as usize)) {
        if mention.form != Form::Name {
            continue;
        }
        let words: Vec<&str> = mention.span.of(&article.text).split_whitespace().collect();
        let surface = words.join(" ");
        match forms.iter_mut().find(|form| form.surface == surface) {
            Some(form) => form.count += 1,
            None => forms.push(Alias { surface, count: 1 }),
        }
    }
    forms.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.surface.cmp(&b.surface)));
    forms
}
