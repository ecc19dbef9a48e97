//! Decides who is who over the stored chains: over all of them, or, where few have changed, over those that the
//! change can touch. Both come to the same.

mod around;
mod hand;
mod ids;

use super::{Run, Running};
use crate::model::{FormCounts, lot};
use crate::people::{self, ArticleChains, ChainRef, Cluster, Constraints};
use crate::store::{EntityRecord, Library, StoreError, StoredChains};
pub(super) use hand::Hand;
use ids::{Heritage, Stored, inherit};

/// More changed chains than this are resolved together with all others.
const FEW: usize = 2000;

/// Decides who is who in a library where that is due. Says whether it was.
///
/// # Errors
/// Fails when the library cannot be read or written.
pub fn resolve(library: &mut Library, run: &Run<'_>) -> Result<bool, StoreError> {
    resolve_pending(library, &Running::new(run))
}

/// As [`resolve`], as part of a run.
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
        let changed = library.changed_chains(FEW)?;
        let is_done = match &changed {
            Some(changed) => around::resolve_around(library, changed)?,
            None => false,
        };
        if !is_done {
            resolve_all(library)?;
        }
        running.tell("resolving", 1, 1);
    }
    Ok(was_due)
}

/// Where all chains are to be resolved, does so beside `other`, which may write to the library meanwhile; else just runs
/// `other`.
pub(super) fn resolve_beside<T: Send>(
    library: &mut Library,
    other: impl FnOnce(&mut Library) -> Result<T, StoreError> + Send,
) -> Result<T, StoreError> {
    if !library.is_resolve_pending()? || library.changed_chains(FEW)?.is_some() {
        return other(library);
    }
    let reading = Library::open_to_read(library.path())?;
    let (entities, done) = rayon::join(move || entities_of_all(&reading), || other(library));
    let (version, entities) = entities?;
    library.put_entities(version, &entities)?;
    done
}

fn resolve_all(library: &mut Library) -> Result<(), StoreError> {
    let (version, entities) = entities_of_all(library)?;
    library.put_entities(version, &entities)
}

/// The entities that all chains of the library make, with the version of these.
fn entities_of_all(library: &Library) -> Result<(i64, Vec<EntityRecord>), StoreError> {
    let (stored, version) = library.stored_chains()?;
    let articles: Vec<ArticleChains<'_>> = stored
        .iter()
        .map(|of| ArticleChains { key: &of.key, lot: lot(&of.key), chains: &of.chains })
        .collect();
    let clusters = people::resolve(&articles, &Constraints::default());
    let heritage = inherit(&clusters, |member| of_member(&stored, member));
    let records = clusters.iter().zip(heritage);
    let records = records.map(|(cluster, heritage)| record(cluster, heritage, &stored));
    Ok((version, records.collect()))
}

fn of_member(stored: &[StoredChains], member: ChainRef) -> Option<Stored> {
    let (article, chain) = (stored.get(member.article as usize)?, member.chain as usize);
    Some(Stored {
        n_mentions: article.mentions.get(chain)?.all(),
        entity: article.entities.get(chain).copied().flatten(),
    })
}

fn record(cluster: &Cluster, heritage: Heritage, stored: &[StoredChains]) -> EntityRecord {
    let mut mentions = FormCounts::default();
    let mut articles: Vec<u32> = Vec::new();
    let mut gained = Vec::new();
    for &member in &cluster.members {
        let Some(chain) = of_member(stored, member) else { continue };
        let Some(of) = stored.get(member.article as usize) else { continue };
        mentions += of.mentions.get(member.chain as usize).copied().unwrap_or_default();
        articles.push(member.article);
        if heritage.continues.is_none() || chain.entity != heritage.continues {
            gained.push((of.article, member.chain));
        }
    }
    articles.sort_unstable();
    articles.dedup();
    let chain =
        |&member: &ChainRef| stored.get(member.article as usize)?.chains.get(member.chain as usize);
    let described = cluster.describe(cluster.members.iter().filter_map(chain));
    EntityRecord {
        continues: heritage.continues,
        takes_in: heritage.takes_in,
        kind: cluster.kind,
        name: described.name,
        aliases: described.aliases,
        roles: described.roles,
        mentions,
        articles: articles.len() as u32,
        gained,
    }
}
