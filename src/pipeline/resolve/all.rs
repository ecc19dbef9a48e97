//! Resolves all chains of a library together. Some 300 bytes a chain are held meanwhile.

use rayon::prelude::*;

use super::ids::{Heritage, Stored, inherit};
use crate::model::{ArticleId, EntityId, FormCounts, lot};
use crate::people::{self, ChainRef, Cluster, Constraints, Roll};
use crate::store::{EntityRecord, Library, StoreError};

/// Entities that are described together.
const BATCH: usize = 4096;

/// All chains of a library, and the entities they make.
pub(super) struct Resolved {
    /// The version of the chains.
    version: i64,
    all: All,
    entities: Vec<(Cluster, Heritage)>,
}

/// All chains of a library, with what is stored of each.
#[derive(Default)]
struct All {
    roll: Roll,
    articles: Vec<ArticleId>,
    mentions: Vec<FormCounts>,
    /// Which entity each is so far.
    entities: Vec<Option<EntityId>>,
}

impl Resolved {
    /// Resolves the chains of a library.
    pub(super) fn of(library: &Library) -> Result<Self, StoreError> {
        let mut all = All::default();
        let version = library.each_chains(|of| {
            all.roll.enter(lot(&of.key), &of.chains);
            all.articles.push(of.article);
            all.mentions.extend(of.mentions);
            all.entities.extend(of.entities);
            // In a damaged file they may be more or fewer than the chains.
            all.mentions.resize(all.roll.n_chains(), FormCounts::default());
            all.entities.resize(all.roll.n_chains(), None);
        })?;
        let clusters = people::resolve(&all.roll, &Constraints::default());
        let heritage = inherit(&clusters, |member| all.stored(member));
        let entities = clusters.into_iter().zip(heritage).collect();
        Ok(Self { version, all, entities })
    }

    /// Stores the entities.
    pub(super) fn put(self, library: &mut Library) -> Result<(), StoreError> {
        let batches = self.entities.chunks(BATCH);
        let records = batches.flat_map(|batch| {
            let record =
                |(cluster, heritage): &(Cluster, Heritage)| self.all.record(cluster, heritage);
            batch.par_iter().map(record).collect::<Vec<_>>()
        });
        library.put_entities(self.version, records)
    }
}

impl All {
    fn stored(&self, member: ChainRef) -> Option<Stored> {
        let place = self.roll.place(member);
        let n_mentions = self.mentions.get(place)?.all();
        Some(Stored { n_mentions, entity: self.entities.get(place).copied().flatten() })
    }

    fn record(&self, cluster: &Cluster, heritage: &Heritage) -> EntityRecord {
        let mut mentions = FormCounts::default();
        let mut articles: Vec<u32> = Vec::new();
        let mut gained = Vec::new();
        for &member in &cluster.members {
            let place = self.roll.place(member);
            mentions += self.mentions.get(place).copied().unwrap_or_default();
            articles.push(member.article);
            let entity = self.entities.get(place).copied().flatten();
            if (heritage.continues.is_none() || entity != heritage.continues)
                && let Some(&article) = self.articles.get(member.article as usize)
            {
                gained.push((article, member.chain));
            }
        }
        articles.dedup();
        let described = cluster.describe(&self.roll);
        EntityRecord {
            continues: heritage.continues,
            takes_in: heritage.takes_in.clone(),
            kind: cluster.kind,
            name: described.name,
            aliases: described.aliases,
            roles: described.roles,
            mentions,
            articles: articles.len() as u32,
            gained,
        }
    }
}
