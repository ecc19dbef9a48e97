//! Joins the chains of articles to entities. Works on its input in an order of its own, so that the result
//! does not depend on the order of arrival; what the reader said comes first. The chains under common keys
//! ([`blocks()`]) are joined alike whether they are handed in alone or with all others.

mod blocks;
mod company;
mod persons;
mod things;

pub use blocks::{Comparable, blocks};
pub use company::keep_company;

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{ArticleChains, ChainRef, Cluster, Constraints, Description};
use crate::model::{Alias, Chain, EntityKind};

/// One chain, or several that the reader said are one.
#[derive(Clone, Debug, Default)]
struct Node {
    /// The chains, in sorted order.
    chains: Vec<ChainRef>,
}

/// The input in an order of its own.
struct Input<'a> {
    articles: &'a [ArticleChains<'a>],
    /// Nodes by the sorted order of their first chain.
    nodes: Vec<Node>,
    /// Pairs of nodes that are not one entity, both ways round.
    apart: FxHashSet<(u32, u32)>,
    /// The nodes that stand in some such pair.
    has_apart: FxHashSet<u32>,
}

/// Joins chains to entities.
pub(super) fn resolve(articles: &[ArticleChains<'_>], constraints: &Constraints) -> Vec<Cluster> {
    let input = Input::new(articles, constraints);
    let mut clusters: Vec<(EntityKind, Vec<u32>)> = Vec::new();
    for kind in EntityKind::ALL {
        let is_one = |&node: &u32| input.kind(node) == Some(kind) && input.is_named(node);
        let nodes: Vec<u32> = (0..input.nodes.len() as u32).filter(is_one).collect();
        let groups = match kind {
            EntityKind::Person => persons::group(&input, &nodes),
            _ => things::group(&input, kind, &nodes),
        };
        clusters.extend(groups.into_iter().map(|group| (kind, group)));
    }
    let mut out: Vec<Cluster> =
        clusters.into_iter().map(|(kind, nodes)| input.cluster(kind, &nodes)).collect();
    out.sort_by_key(|cluster| cluster.members.first().copied());
    out
}

impl<'a> Input<'a> {
    fn new(articles: &'a [ArticleChains<'a>], constraints: &Constraints) -> Self {
        let mut order: Vec<u32> = (0..articles.len() as u32).collect();
        order.sort_by(|&a, &b| {
            let key = |at: u32| articles.get(at as usize).map(|article| (article.lot, article.key));
            key(a).cmp(&key(b))
        });
        let all = order.iter().flat_map(|&article| {
            let chains = articles.get(article as usize).map_or(0, |a| a.chains.len() as u32);
            (0..chains).map(move |chain| ChainRef { article, chain })
        });
        let heads = joined_heads(all.clone(), &constraints.must_link);
        let mut nodes: Vec<Node> = Vec::new();
        let mut node_of_head: FxHashMap<ChainRef, u32> = FxHashMap::default();
        let mut node_of: FxHashMap<ChainRef, u32> = FxHashMap::default();
        let is_constrained = !constraints.cannot_link.is_empty();
        for chain in all {
            let node = match heads.get(&chain) {
                None => push(&mut nodes),
                Some(head) => *node_of_head.entry(*head).or_insert_with(|| push(&mut nodes)),
            };
            if let Some(node) = nodes.get_mut(node as usize) {
                node.chains.push(chain);
            }
            if is_constrained {
                node_of.insert(chain, node);
            }
        }
        let mut input =
            Self { articles, nodes, apart: FxHashSet::default(), has_apart: FxHashSet::default() };
        for (a, b) in &constraints.cannot_link {
            if let (Some(&a), Some(&b)) = (node_of.get(a), node_of.get(b))
                && a != b
            {
                input.apart.extend([(a, b), (b, a)]);
                input.has_apart.extend([a, b]);
            }
        }
        input
    }

    fn chain(&self, at: ChainRef) -> Option<&'a Chain> {
        self.articles.get(at.article as usize)?.chains.get(at.chain as usize)
    }

    fn chains(&self, node: u32) -> impl Iterator<Item = &'a Chain> + '_ {
        let chains = self.nodes.get(node as usize).map_or(&[][..], |node| &node.chains);
        chains.iter().filter_map(|&at| self.chain(at))
    }

    /// The company that the chains of a node keep, ascending.
    fn company(&self, node: u32) -> Cow<'a, [u32]> {
        let mut all = self.chains(node).map(|chain| chain.company.as_slice());
        let first = all.next().unwrap_or(&[]);
        all.fold(Cow::Borrowed(first), |mut company, other| {
            company::join(company.to_mut(), other);
            company
        })
    }

    /// The lot of the first article of a node.
    fn lot(&self, node: u32) -> u64 {
        let first = self.nodes.get(node as usize).and_then(|node| node.chains.first());
        first.and_then(|at| self.articles.get(at.article as usize)).map_or(0, |article| article.lot)
    }

    /// What a node is: what most of its chains are, the first kind when even.
    fn kind(&self, node: u32) -> Option<EntityKind> {
        let count = |kind| self.chains(node).filter(|chain| chain.kind == kind).count();
        EntityKind::ALL.into_iter().rev().max_by_key(|&kind| count(kind))
    }

    /// Whether a node has a name: a reference that the reader took from its chain has none.
    fn is_named(&self, node: u32) -> bool {
        self.chains(node).any(|chain| !chain.name.is_empty())
    }

    /// Whether the reader said that some node of `a` and some of `b` are not one.
    fn are_apart(&self, a: &[u32], b: &[u32]) -> bool {
        if self.apart.is_empty() {
            return false;
        }
        let marked = |nodes: &[u32]| -> Vec<u32> {
            nodes.iter().copied().filter(|node| self.has_apart.contains(node)).collect()
        };
        let (a, b) = (marked(a), marked(b));
        a.iter().any(|&a| b.iter().any(|&b| self.apart.contains(&(a, b))))
    }

    fn cluster(&self, kind: EntityKind, nodes: &[u32]) -> Cluster {
        let mut members: Vec<ChainRef> = nodes
            .iter()
            .filter_map(|&node| self.nodes.get(node as usize))
            .flat_map(|node| node.chains.iter().copied())
            .collect();
        members.sort_unstable();
        Cluster { kind, members }
    }
}

impl Cluster {
    /// What its chains say of it.
    pub fn describe<'c>(&self, chains: impl Iterator<Item = &'c Chain> + Clone) -> Description {
        let aliases = chains.clone().flat_map(|chain| &chain.aliases);
        let aliases = counted(aliases.map(|alias| (alias.surface.as_str(), alias.count)));
        let roles = counted(chains.flat_map(|chain| &chain.roles).map(|role| (role.as_str(), 1)));
        Description { name: best_name(self.kind, &aliases), aliases, roles }
    }
}

/// The name to show for an entity of these aliases, the most frequent of them first.
pub fn best_name(kind: EntityKind, aliases: &[Alias]) -> String {
    match kind {
        EntityKind::Person => persons::best_name(aliases),
        _ => things::best_name(aliases),
    }
}

fn push(nodes: &mut Vec<Node>) -> u32 {
    nodes.push(Node::default());
    nodes.len() as u32 - 1
}

/// For each chain that must be linked to others, the first of them all in the order of `all`.
fn joined_heads(
    all: impl Iterator<Item = ChainRef>,
    pairs: &[(ChainRef, ChainRef)],
) -> FxHashMap<ChainRef, ChainRef> {
    if pairs.is_empty() {
        return FxHashMap::default();
    }
    let rank: FxHashMap<ChainRef, usize> =
        all.enumerate().map(|(rank, chain)| (chain, rank)).collect();
    let mut parent: FxHashMap<ChainRef, ChainRef> = FxHashMap::default();
    for &(a, b) in pairs {
        let (Some(rank_a), Some(rank_b)) =
            (rank.get(&head(&parent, a)), rank.get(&head(&parent, b)))
        else {
            continue;
        };
        let (a, b) = (head(&parent, a), head(&parent, b));
        let (first, second) = if rank_a <= rank_b { (a, b) } else { (b, a) };
        parent.insert(first, first);
        parent.insert(second, first);
    }
    parent.keys().map(|&chain| (chain, head(&parent, chain))).collect()
}

fn head(parent: &FxHashMap<ChainRef, ChainRef>, mut chain: ChainRef) -> ChainRef {
    while let Some(&up) = parent.get(&chain).filter(|&&up| up != chain) {
        chain = up;
    }
    chain
}

/// Adds up counts by text; most frequent first, then by text.
fn counted<'s>(texts: impl Iterator<Item = (&'s str, u32)>) -> Vec<Alias> {
    let mut counts: FxHashMap<&str, u32> = FxHashMap::default();
    for (text, count) in texts {
        *counts.entry(text).or_default() += count;
    }
    let mut out: Vec<Alias> =
        counts.into_iter().map(|(text, count)| Alias { surface: text.to_owned(), count }).collect();
    out.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.surface.cmp(&b.surface)));
    out
}

#[cfg(test)]
#[path = "resolve_tests.rs"]
mod tests;
