//! Decides who is who over all stored chains, and which entity keeps which id.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Running;
use crate::model::EntityId;
use crate::people::{self, ArticleChains, Cluster, Constraints};
use crate::store::{EntityRecord, Library, StoreError, StoredChains};

/// Resolves the chains of the library where that is due. Says whether it was.
pub(super) fn resolve_pending(
    library: &mut Library,
    running: &Running<'_>,
) -> Result<bool, StoreError> {
    let mut was_due = false;
    while library.is_resolve_pending()? {
        running.tell("resolving", 0, 1);
        if running.is_stopped() {
            break;
        }
        was_due = true;
        let (stored, version) = library.stored_chains()?;
        let articles: Vec<ArticleChains<'_>> = stored
            .iter()
            .map(|of| ArticleChains { key: &of.key, date: of.date, chains: &of.chains })
            .collect();
        let clusters = people::resolve(&articles, &Constraints::default());
        library.put_entities(version, &with_ids(clusters, &stored))?;
        running.tell("resolving", 1, 1);
    }
    Ok(was_due)
}

/// Gives each cluster the id of the stored entity it shares most mentions with. Of several clusters that
/// would continue one entity, and of several entities that went into one cluster, the largest overlap
/// decides; an entity left without a cluster of its own is taken in by the one that has most of it.
fn with_ids(clusters: Vec<Cluster>, stored: &[StoredChains]) -> Vec<EntityRecord> {
    let mut claims: Vec<Claim> = Vec::new();
    for (cluster, record) in clusters.iter().enumerate() {
        let mut shared: FxHashMap<EntityId, u32> = FxHashMap::default();
        for (n_mentions, entity) in members(record, stored).map(|of| (of.n_mentions, of.entity)) {
            if let Some(entity) = entity {
                *shared.entry(entity).or_default() += n_mentions;
            }
        }
        claims.extend(shared.into_iter().map(|(old, shared)| Claim { shared, cluster, old }));
    }
    claims.sort_unstable_by_key(|claim| (u32::MAX - claim.shared, claim.cluster, claim.old));

    let mut continues: Vec<Option<EntityId>> = vec![None; clusters.len()];
    let mut continued: FxHashSet<EntityId> = FxHashSet::default();
    for claim in &claims {
        if let Some(slot @ None) = continues.get_mut(claim.cluster)
            && continued.insert(claim.old)
        {
            *slot = Some(claim.old);
        }
    }
    let mut takes_in: Vec<Vec<EntityId>> = vec![Vec::new(); clusters.len()];
    for claim in &claims {
        if let Some(taken) = takes_in.get_mut(claim.cluster)
            && continued.insert(claim.old)
        {
            taken.push(claim.old);
        }
    }
    clusters
        .into_iter()
        .zip(continues.into_iter().zip(takes_in))
        .map(|(cluster, (continues, takes_in))| record(cluster, continues, takes_in, stored))
        .collect()
}

/// A cluster that holds mentions of a stored entity.
struct Claim {
    shared: u32,
    cluster: usize,
    old: EntityId,
}

/// A chain of a cluster, as stored.
struct Member {
    article: usize,
    chain: u32,
    n_mentions: u32,
    entity: Option<EntityId>,
}

fn members<'a>(
    cluster: &'a Cluster,
    stored: &'a [StoredChains],
) -> impl Iterator<Item = Member> + 'a {
    cluster.members.iter().filter_map(|member| {
        let (article, chain) = (member.article as usize, member.chain as usize);
        let of = stored.get(article)?;
        Some(Member {
            article,
            chain: member.chain,
            n_mentions: of.chains.get(chain)?.mentions.len() as u32,
            entity: of.entities.get(chain).copied().flatten(),
        })
    })
}

fn record(
    cluster: Cluster,
    continues: Option<EntityId>,
    takes_in: Vec<EntityId>,
    stored: &[StoredChains],
) -> EntityRecord {
    let mut mentions = 0;
    let mut articles: Vec<usize> = Vec::new();
    let mut gained = Vec::new();
    for member in members(&cluster, stored) {
        mentions += member.n_mentions;
        articles.push(member.article);
        if (continues.is_none() || member.entity != continues)
            && let Some(of) = stored.get(member.article)
        {
            gained.push((of.article, member.chain));
        }
    }
    articles.sort_unstable();
    articles.dedup();
    EntityRecord {
        continues,
        takes_in,
        kind: cluster.kind,
        name: cluster.name,
        aliases: cluster.aliases,
        roles: cluster.roles,
        mentions,
        articles: articles.len() as u32,
        gained,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ArticleId, Chain, EntityKind};
    use crate::people::ChainRef;

    /// One article with a chain per pair of (mentions, entity so far); the clusters as lists of chains.
    /// Gives for each cluster the id it continues and the ids it takes in.
    #[track_caller]
    fn check(chains: &[(u32, Option<i64>)], clusters: &[&[u32]], want: &[(Option<i64>, &[i64])]) {
        let chain = |&(n, _): &(u32, Option<i64>)| Chain {
            kind: EntityKind::Person,
            name: String::new(),
            aliases: Vec::new(),
            roles: Vec::new(),
            gender: None,
            mentions: (0..n).collect(),
        };
        let stored = StoredChains {
            article: ArticleId(1),
            key: "a".into(),
            date: None,
            chains: chains.iter().map(chain).collect(),
            entities: chains.iter().map(|&(_, entity)| entity.map(EntityId)).collect(),
        };
        let cluster = |members: &&[u32]| Cluster {
            kind: EntityKind::Person,
            name: String::new(),
            aliases: Vec::new(),
            roles: Vec::new(),
            members: members.iter().map(|&chain| ChainRef { article: 0, chain }).collect(),
        };
        let records = with_ids(clusters.iter().map(cluster).collect(), &[stored]);
        let found: Vec<(Option<i64>, Vec<i64>)> = records
            .iter()
            .map(|record| {
                let taken = record.takes_in.iter().map(|id| id.0).collect();
                (record.continues.map(|id| id.0), taken)
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
