//! The chains that are handed to the resolver out of a library, each with what is stored of it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::ids::{Heritage, Stored, inherit};
use crate::model::{ArticleId, Chain, EntityId};
use crate::people::{self, ChainRef, Cluster, Constraints, Roll};
use crate::store::{ChainPlace, Joining, LoneChain};

/// Chains in hand.
#[derive(Default)]
pub(in crate::pipeline) struct Hand {
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
    pub(in crate::pipeline) fn take(&mut self, lone: LoneChain, is_open: bool) -> bool {
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

    fn roll(&self) -> Roll {
        let mut roll = Roll::default();
        self.articles.iter().for_each(|part| roll.enter(part.lot, &part.chains));
        roll
    }

    /// Whom the resolver takes the chain at `place` for where it is none of `not` and all others stay who they are;
    /// `None` where it is nobody in hand, or might be several.
    pub(in crate::pipeline) fn somebody_else(
        &self,
        place: ChainPlace,
        not: &[EntityId],
    ) -> Option<EntityId> {
        let mut constraints = Constraints::default();
        let mut first_of: FxHashMap<EntityId, ChainRef> = FxHashMap::default();
        let own = self.members().find(|(_, own)| own.place == place)?.0;
        for (member, of) in self.members().filter(|(member, _)| *member != own) {
            let Some(entity) = of.stored.entity else { continue };
            let first = *first_of.entry(entity).or_insert(member);
            if first != member {
                constraints.must_link.push((first, member));
            }
        }
        let apart = not.iter().filter_map(|entity| first_of.get(entity));
        constraints.cannot_link.extend(apart.map(|&first| (own, first)));
        let clusters = people::resolve(&self.roll(), &constraints);
        let cluster = clusters.iter().find(|cluster| cluster.members.contains(&own))?;
        let others = cluster.members.iter().filter(|&&member| member != own);
        let mut entities = others.map(|&member| self.member(member)?.1.stored.entity);
        let one = entities.next()??;
        entities.all(|other| other == Some(one)).then_some(one)
    }

    /// All chains in hand, each with what is stored of it.
    fn members(&self) -> impl Iterator<Item = (ChainRef, Own)> {
        (0..).zip(&self.articles).flat_map(|(article, part)| {
            (0..).zip(&part.of).map(move |(chain, own)| (ChainRef { article, chain }, *own))
        })
    }

    /// What the resolver makes of the chains in hand, and of the entities stored of them.
    pub(super) fn resolve(&self) -> Vec<(Cluster, Heritage)> {
        let clusters = people::resolve(&self.roll(), &Constraints::default());
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
