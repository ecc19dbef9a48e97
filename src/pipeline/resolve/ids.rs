//! Which entity keeps which id: a cluster continues the stored entity that it shares most mentions with.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::EntityId;
use crate::people::{ChainRef, Cluster};

/// What becomes of the stored entities in a cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Heritage {
    /// The entity it continues; `None` where it is a new one.
    pub(super) continues: Option<EntityId>,
    /// The entities that it takes in.
    pub(super) takes_in: Vec<EntityId>,
}

/// What is stored of a chain.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stored {
    pub(super) n_mentions: u32,
    pub(super) entity: Option<EntityId>,
}

/// A cluster that holds mentions of a stored entity.
struct Claim {
    shared: u32,
    cluster: usize,
    old: EntityId,
}

/// Gives each cluster the id of the stored entity it shares most mentions with. Of several clusters that
/// would continue one entity, and of several entities that went into one cluster, the largest overlap
/// decides; an entity left without a cluster of its own is taken in by the one that has most of it.
pub(super) fn inherit(
    clusters: &[Cluster],
    stored: impl Fn(ChainRef) -> Option<Stored>,
) -> Vec<Heritage> {
    let mut claims: Vec<Claim> = Vec::new();
    for (cluster, record) in clusters.iter().enumerate() {
        let mut shared: FxHashMap<EntityId, u32> = FxHashMap::default();
        for stored in record.members.iter().filter_map(|&member| stored(member)) {
            if let Some(entity) = stored.entity {
                *shared.entry(entity).or_default() += stored.n_mentions;
            }
        }
        claims.extend(shared.into_iter().map(|(old, shared)| Claim { shared, cluster, old }));
    }
    claims.sort_unstable_by_key(|claim| (u32::MAX - claim.shared, claim.cluster, claim.old));

    let mut out = vec![Heritage::default(); clusters.len()];
    let mut continued: FxHashSet<EntityId> = FxHashSet::default();
    for claim in &claims {
        if let Some(heritage) = out.get_mut(claim.cluster)
            && heritage.continues.is_none()
            && continued.insert(claim.old)
        {
            heritage.continues = Some(claim.old);
        }
    }
    for claim in &claims {
        if let Some(heritage) = out.get_mut(claim.cluster)
            && continued.insert(claim.old)
        {
            heritage.takes_in.push(claim.old);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::EntityKind;

    /// One article with a chain per pair of (mentions, entity so far); the clusters as lists of chains.
    /// Gives for each cluster the id it continues and the ids it takes in.
    #[track_caller]
    fn check(chains: &[(u32, Option<i64>)], clusters: &[&[u32]], want: &[(Option<i64>, &[i64])]) {
        let cluster = |members: &&[u32]| Cluster {
            kind: EntityKind::Person,
            members: members.iter().map(|&chain| ChainRef { article: 0, chain }).collect(),
        };
        let clusters: Vec<Cluster> = clusters.iter().map(cluster).collect();
        let stored = |at: ChainRef| {
            let &(n_mentions, entity) = chains.get(at.chain as usize)?;
            Some(Stored { n_mentions, entity: entity.map(EntityId) })
        };
        let found: Vec<(Option<i64>, Vec<i64>)> = inherit(&clusters, stored)
            .iter()
            .map(|heritage| {
                let taken = heritage.takes_in.iter().map(|id| id.0).collect();
                (heritage.continues.map(|id| id.0), taken)
            })
            .collect();
        let want: Vec<_> = want.iter().map(|&(id, taken)| (id, taken.to_vec())).collect();
        assert_eq!(found, want);
    }

    #[test]
    fn ids_follow_the_largest_overlap() {
        check(&[(1, None)], &[&[0]], &[(None, &[])]);
        // One entity falls apart: the larger part keeps the id.
        check(&[(2, Some(7)), (5, Some(7))], &[&[0], &[1]], &[(None, &[]), (Some(7), &[])]);
        // Two become one: the one with more mentions keeps its id, the other is taken in.
        check(&[(2, Some(7)), (5, Some(8)), (1, None)], &[&[0, 1, 2]], &[(Some(8), &[7])]);
        // A part moves over, the rest stays: nothing is taken in.
        check(
            &[(4, Some(7)), (1, Some(7)), (3, Some(8))],
            &[&[0], &[1, 2]],
            &[(Some(7), &[]), (Some(8), &[])],
        );
    }
}
