//! The chains that are handed to the resolver out of a library, each with what is stored of it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::ids::{Heritage, Stored, inherit};
use crate::model::{ArticleId, Chain};
use crate::people::{self, ArticleChains, ChainRef, Cluster, Constraints};
use crate::store::{ChainPlace, Joining, LoneChain};

/// Chains in hand.
#[derive(Default)]
pub(super) struct Hand {
    articles: Vec<Part>,
    place_of: FxHashMap<ArticleId, usize>,
    n_chains: usize,
    /// Those that may move; the others are there to be compared with.
    open: FxHashSet<ChainPlace>,
}

/// The chains in hand of one article, in their order.
struct Part {
    lot: u64,
    chains: Vec<Chain>,
    of: Vec<Own>,
}

/// What is stored of a chain in hand.
#[derive(Clone, Copy)]
pub(super) struct Own {
    pub(super) place: ChainPlace,
    pub(super) form: i64,
    pub(super) stored: Stored,
    /// Whether it may move.
    pub(super) is_open: bool,
}

impl Hand {
    /// How many chains are in hand.
    pub(super) const fn len(&self) -> usize {
        self.n_chains
    }

    /// Takes one chain, which may move if this says so once. Says whether it is new.
    pub(super) fn take(&mut self, lone: LoneChain, is_open: bool) -> bool {
        let (article, _) = lone.place;
        if is_open {
            self.open.insert(lone.place);
        }
        let at = *self.place_of.entry(article).or_insert_with(|| {
            let lot = lone.lot.cast_unsigned();
            self.articles.push(Part { lot, chains: Vec::new(), of: Vec::new() });
            self.articles.len() - 1
        });
        let Some(part) = self.articles.get_mut(at) else { return false };
        let at = part.of.partition_point(|own| own.place < lone.place);
        if part.of.get(at).is_some_and(|own| own.place == lone.place) {
            return false;
        }
        let stored = Stored { n_mentions: lone.n_mentions, entity: lone.entity };
        part.of.insert(at, Own { place: lone.place, form: lone.blocks.form, stored, is_open });
        part.chains.insert(at, lone.chain);
        self.n_chains += 1;
        true
    }

    /// What the resolver makes of the chains in hand, and of the entities stored of them.
    pub(super) fn resolve(&self) -> Vec<(Cluster, Heritage)> {
        let articles: Vec<ArticleChains<'_>> = self
            .articles
            .iter()
            .map(|part| ArticleChains { key: "", lot: part.lot, chains: &part.chains })
            .collect();
        let clusters = people::resolve(&articles, &Constraints::default());
        let heritage = inherit(&clusters, |member| Some(self.member(member)?.1.stored));
        clusters.into_iter().zip(heritage).collect()
    }

    /// A chain of what [`Self::resolve`] returned.
    pub(super) fn member(&self, member: ChainRef) -> Option<(&Chain, Own)> {
        let part = self.articles.get(member.article as usize)?;
        let own = *part.of.get(member.chain as usize)?;
        let is_open = self.open.contains(&own.place);
        Some((part.chains.get(member.chain as usize)?, Own { is_open, ..own }))
    }

    /// The chains that move, by where they go.
    pub(super) fn joining(&self, answer: Vec<(Cluster, Heritage)>) -> Vec<Joining> {
        let mut all = Vec::new();
        for (cluster, Heritage { continues, takes_in }) in answer {
            let moves = |&member: &ChainRef| {
                let own = self.member(member)?.1;
                let is_there = own.stored.entity.is_some() && own.stored.entity == continues;
                (own.is_open && !is_there).then_some(own.place)
            };
            let chains: Vec<ChainPlace> = cluster.members.iter().filter_map(moves).collect();
            if !chains.is_empty() {
                all.push(Joining { entity: continues, takes_in, kind: cluster.kind, chains });
            }
        }
        all
    }
}
