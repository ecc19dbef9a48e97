//! Joins the chains of articles to entities. Works on its input in an order of its own, so that the result
//! does not depend on the order of arrival; what the reader said comes first. The chains under common keys
//! ([`blocks()`]) are joined alike whether they are handed in alone or with all others.

mod blocks;
mod company;
mod persons;
mod roll;
mod things;

pub use blocks::{Comparable, blocks};
pub use company::keep_company;
pub use roll::Roll;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{ChainRef, Cluster, Constraints, Description};
use crate::model::{Alias, EntityKind};
use company::Feature;
use roll::EnteredChain;

/// The input in an order of its own: nodes, each of one chain or of several that the reader said are one.
struct Input<'a> {
    roll: &'a Roll,
    /// The chains of all nodes, one node after the other, those of each in sorted order. Nodes are in the sorted
    /// order of their first chain.
    chains: Vec<ChainRef>,
    /// Where the chains of each node start, and where the last end.
    starts: Vec<u32>,
    /// Pairs of nodes that are not one entity, both ways round.
    apart: FxHashSet<(u32, u32)>,
    /// The nodes that stand in some such pair.
    has_apart: FxHashSet<u32>,
}

/// Joins chains to entities.
pub(super) fn resolve(roll: &Roll, constraints: &Constraints) -> Vec<Cluster> {
    let input = Input::new(roll, constraints);
    let mut clusters: Vec<(EntityKind, Vec<u32>)> = Vec::new();
    let nodes = (0..input.n_nodes() as u32).filter(|&node| input.is_named(node));
    let kinds: Vec<(u32, Option<EntityKind>)> =
        nodes.map(|node| (node, input.kind(node))).collect();
    for kind in EntityKind::ALL {
        let of_kind = kinds.iter().filter(|(_, of)| *of == Some(kind));
        let nodes: Vec<u32> = of_kind.map(|&(node, _)| node).collect();
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
    fn new(roll: &'a Roll, constraints: &Constraints) -> Self {
        let mut order: Vec<u32> = (0..roll.n_articles()).collect();
        order.sort_by_key(|&article| roll.lot(article));
        let all = order.iter().flat_map(|&article| roll.chains_of(article));
        let heads = joined_heads(all.clone(), &constraints.must_link);
        let mut chains: Vec<(u32, ChainRef)> = Vec::new();
        let mut n_nodes = 0;
        let mut node_of_head: FxHashMap<ChainRef, u32> = FxHashMap::default();
        for chain in all {
            let node = match heads.get(&chain) {
                None => n_nodes,
                Some(head) => *node_of_head.entry(*head).or_insert(n_nodes),
            };
            n_nodes = n_nodes.max(node + 1);
            chains.push((node, chain));
        }
        chains.sort_by_key(|&(node, _)| node);
        let mut starts: Vec<u32> = vec![0; n_nodes as usize + 1];
        for (end, &(node, _)) in (1..).zip(&chains) {
            starts[node as usize + 1] = end;
        }
        let mut node_of: FxHashMap<ChainRef, u32> = FxHashMap::default();
        if !constraints.cannot_link.is_empty() {
            node_of.extend(chains.iter().map(|&(node, chain)| (chain, node)));
        }
        let mut input = Self {
            roll,
            chains: chains.into_iter().map(|(_, chain)| chain).collect(),
            starts,
            apart: FxHashSet::default(),
            has_apart: FxHashSet::default(),
        };
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

    fn n_nodes(&self) -> usize {
        self.starts.len() - 1
    }

    /// Where the chains of a node stand.
    fn places(&self, node: u32) -> &[ChainRef] {
        let bound = |at: usize| self.starts.get(at).map(|&bound| bound as usize);
        let bounds = bound(node as usize).zip(bound(node as usize + 1));
        bounds.and_then(|(start, end)| self.chains.get(start..end)).unwrap_or(&[])
    }

    fn chains(&self, node: u32) -> impl Iterator<Item = EnteredChain<'a>> + '_ {
        self.places(node).iter().filter_map(|&at| self.roll.chain(at))
    }

    /// The company that the chains of a node keep, ascending.
    fn company(&self, node: u32) -> Vec<Feature> {
        let mut chains = self.chains(node);
        let mut company = chains.next().map_or_else(Vec::new, |chain| chain.company().collect());
        for other in chains {
            company::join(&mut company, other.company());
        }
        company
    }

    /// The lot of the first article of a node.
    fn lot(&self, node: u32) -> u64 {
        self.places(node).first().map_or(0, |at| self.roll.lot(at.article))
    }

    /// What a node is: what most of its chains are, the first kind when even.
    fn kind(&self, node: u32) -> Option<EntityKind> {
        let count = |kind| self.chains(node).filter(|chain| chain.kind() == kind).count();
        EntityKind::ALL.into_iter().rev().max_by_key(|&kind| count(kind))
    }

    /// Whether a node has a name: a reference that the reader took from its chain has none.
    fn is_named(&self, node: u32) -> bool {
        self.chains(node).any(|chain| !self.roll.word(chain.name()).is_empty())
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
        let mut members: Vec<ChainRef> =
            nodes.iter().flat_map(|&node| self.places(node)).copied().collect();
        members.sort_unstable();
        Cluster { kind, members }
    }
}

impl Cluster {
    /// What its chains say of it.
    pub fn describe(&self, roll: &Roll) -> Description {
        let aliases = roll.aliases_of(&self.members);
        let roles = roll.roles_of(&self.members);
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

#[cfg(test)]
#[path = "resolve_tests.rs"]
mod tests;
