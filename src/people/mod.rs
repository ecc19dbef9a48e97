//! Recognises mentions, understands names, joins mentions to chains within an article and chains to
//! entities across articles. A wrong merge is worse than a missed one.

mod chains;
mod consistency;
mod context;
mod edits;
mod lexicon;
mod names;
mod quotations;
mod reading;
mod recognise;
mod references;
mod resolve;
mod tagger;

pub use tagger::{
    Annotated, AnnotatedToken, Kind, Model, ModelError, Recipe, RecipeError, RecipeSet, SetError,
    read_set, train,
};

pub use edits::{Edit, Verdict};
pub use names::likeness;
pub use resolve::{Comparable, Roll, best_name, blocks, keep_company};

use chains::Group;
use reading::Reading;
use references::Placed;

use crate::model::{Alias, Article, Chain, EntityKind, Form, Mention, Quote};

/// Finds the mentions of persons, organisations and places in `article`, in order of place, not overlapping.
pub fn recognise(model: &Model, article: &Article) -> Vec<Mention> {
    recognise::recognise(model, &Reading::new(article))
}

/// Finds the mentions of one article and joins them to chains: names by [`recognise()`], then pronouns and
/// descriptions of persons as far as it is clear whose they are. Mentions are in order of place, not
/// overlapping; chains are as from [`chains()`].
pub fn read(model: &Model, article: &Article) -> (Vec<Mention>, Vec<Chain>) {
    let reading = Reading::new(article);
    read_on(article, &reading, recognise::recognise(model, &reading), &[])
}

/// As [`read`], with the name mentions already known, in order of place and not overlapping. The name of
/// an organisation or place inside a description of a person ("Russia's president") gives way to it.
pub fn read_from(article: &Article, names: Vec<Mention>) -> (Vec<Mention>, Vec<Chain>) {
    read_on(article, &Reading::new(article), names, &[])
}

/// As [`read`] once the reader's `edits` are made, with the quotations of three words or more in order of place,
/// each with its speaker.
pub fn read_with_quotes(
    model: &Model,
    article: &Article,
    edits: &[Edit],
) -> (Vec<Mention>, Vec<Chain>, Vec<Quote>) {
    let reading = Reading::new(article);
    let names = recognise::recognise(model, &reading);
    let (mentions, chains) = read_on(article, &reading, names, edits);
    let quotes = references::quotes::find(article, &reading, &mentions, &chains);
    (mentions, chains, quotes)
}

fn read_on(
    article: &Article,
    reading: &Reading,
    mut names: Vec<Mention>,
    edits: &[Edit],
) -> (Vec<Mention>, Vec<Chain>) {
    edits::drop_names(article, &mut names, edits);
    let mut mentions = references::find(article, reading, &names);
    mentions.extend(names);
    mentions.sort_by_key(|mention| mention.span);
    let (mut people, placed) = join_people(article, reading, &mentions, edits);
    let mut is_kept: Vec<bool> = mentions.iter().map(|m| m.form == Form::Name).collect();
    for (at, sure) in people.iter().flat_map(|group| group.mentions.iter().zip(&group.confidence)) {
        if let Some(mention) = mentions.get_mut(*at as usize) {
            mention.confidence = mention.confidence.min(*sure);
        }
    }
    for placed in &placed {
        let at = placed.mention as usize;
        if let (Some(mention), Some(kept)) = (mentions.get_mut(at), is_kept.get_mut(at)) {
            mention.confidence = placed.confidence;
            mention.rule = placed.rule.into();
            *kept = true;
        }
    }
    drop_covered(&mentions, &mut is_kept);
    let mut new_place: Vec<u32> = Vec::with_capacity(mentions.len());
    let mut kept = Vec::with_capacity(mentions.len());
    for (mention, is_kept) in mentions.into_iter().zip(is_kept) {
        new_place.push(kept.len() as u32);
        if is_kept {
            kept.push(mention);
        }
    }
    for at in people.iter_mut().flat_map(|group| &mut group.mentions) {
        *at = new_place.get(*at as usize).copied().unwrap_or(*at);
    }
    edits::mark(&mut kept, edits);
    let mut things = chains::things(article, &kept);
    edits::set_things_apart(article, &kept, edits, &mut things);
    let mut chains = chains::finish(article, &kept, people, things);
    keep_company(&mut chains);
    (kept, chains)
}

/// Unmarks the names of organisations and places that lie inside a description that is kept.
fn drop_covered(mentions: &[Mention], is_kept: &mut [bool]) {
    let mut covered_to = 0;
    for (mention, kept) in mentions.iter().zip(is_kept) {
        if mention.form == Form::Nominal && *kept {
            covered_to = covered_to.max(mention.span.end());
        } else if mention.kind != EntityKind::Person && mention.span.start() < covered_to {
            *kept = false;
        }
    }
}

/// Joins the mentions of one article, whatever their form, to chains, ordered by first mention. A mention
/// that cannot be placed is in none.
pub fn chains(article: &Article, mentions: &[Mention]) -> Vec<Chain> {
    let reading = Reading::new(article);
    let (people, _) = join_people(article, &reading, mentions, &[]);
    let mut chains = chains::finish(article, mentions, people, chains::things(article, mentions));
    keep_company(&mut chains);
    chains
}

/// Groups the persons by name, then adds pronouns and descriptions to them.
fn join_people(
    article: &Article,
    reading: &Reading,
    mentions: &[Mention],
    edits: &[Edit],
) -> (Vec<Group>, Vec<Placed>) {
    let mut people = chains::people(article, reading, mentions);
    edits::set_apart(article, reading, mentions, edits, &mut people);
    let mut placed = references::place(article, reading, mentions, &people);
    edits::place(mentions, edits, &mut people, &mut placed);
    for placed in &placed {
        if let Some(group) = people.get_mut(placed.group) {
            group.mentions.push(placed.mention);
        }
    }
    (people, placed)
}

/// A chain of the resolver's input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChainRef {
    /// Place among the articles entered.
    pub article: u32,
    /// Place among the article's chains.
    pub chain: u32,
}

/// What the reader has said about who is who.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Constraints {
    /// Pairs that are the same entity.
    pub must_link: Vec<(ChainRef, ChainRef)>,
    /// Pairs that are not.
    pub cannot_link: Vec<(ChainRef, ChainRef)>,
}

/// An entity across articles.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// What it is.
    pub kind: EntityKind,
    /// The chains, ascending.
    pub members: Vec<ChainRef>,
}

/// What the chains of an entity say of it, together.
#[derive(Clone, Debug, PartialEq)]
pub struct Description {
    /// The canonical name.
    pub name: String,
    /// All forms, counts added up; most frequent first, then by text.
    pub aliases: Vec<Alias>,
    /// All roles with the number of chains that show them; most frequent first, then by text.
    pub roles: Vec<Alias>,
}

/// Joins chains to entities. Every chain with a name is in exactly one cluster. The result, up to the order of the
/// input, depends only on the set of articles and constraints; clusters are ordered by their first member.
pub fn resolve(roll: &Roll, constraints: &Constraints) -> Vec<Cluster> {
    resolve::resolve(roll, constraints)
}
