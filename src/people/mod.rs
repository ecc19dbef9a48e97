//! Recognises mentions, understands names, joins mentions to chains within an article and chains to
//! entities across articles. A wrong merge is worse than a missed one.

mod chains;
mod context;
mod lexicon;
mod names;
mod reading;
mod recognise;
mod resolve;
mod rules;

use crate::model::{Alias, Article, Chain, EntityKind, Mention};

/// Finds the mentions of persons, organisations and places in `article`, in order of place, not overlapping.
pub fn recognise(article: &Article) -> Vec<Mention> {
    recognise::recognise(article)
}

/// Joins the mentions of one article to chains, ordered by first mention. A mention that cannot be placed
/// is in none.
pub fn chains(article: &Article, mentions: &[Mention]) -> Vec<Chain> {
    let reading = reading::Reading::new(article);
    let groups = chains::name_groups(article, &reading, mentions);
    chains::finish(article, mentions, groups)
}

/// What the resolver knows of one article.
#[derive(Clone, Copy, Debug)]
pub struct ArticleChains<'a> {
    /// [`Article::key`]; ties are broken by it.
    pub key: &'a str,
    /// The article's date as [`crate::model::PrintedDate::sort_key`].
    pub date: Option<i32>,
    /// Its chains.
    pub chains: &'a [Chain],
}

/// A chain of the resolver's input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChainRef {
    /// Place among the articles given.
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
    /// The canonical name.
    pub name: String,
    /// All forms, counts added up; most frequent first, then by text.
    pub aliases: Vec<Alias>,
    /// All roles with the number of chains that show them; most frequent first, then by text.
    pub roles: Vec<Alias>,
    /// The chains, ascending.
    pub members: Vec<ChainRef>,
}

/// Joins chains to entities. Every chain is in exactly one cluster. The result, up to the order of the
/// input, depends only on the set of articles and constraints; clusters are ordered by their first member.
pub fn resolve(articles: &[ArticleChains<'_>], constraints: &Constraints) -> Vec<Cluster> {
    resolve::resolve(articles, constraints)
}
