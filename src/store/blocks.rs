//! Finds the chains that may be of one entity, by the keys that they share, and remembers which came or went
//! since they were last resolved.

use rusqlite::{Connection, OptionalExtension};

use super::StoreError;
use super::library::{Library, RESOLVED, code, of_blob, of_code, rows, state};
use super::reading::{self, StoredChain, chains};
use crate::model::{ArticleId, Blocks, Chain, EntityId, EntityKind};

/// Where a chain stands.
pub type ChainPlace = (ArticleId, u32);

/// A chain that came or went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedChain {
    /// Where it stands or stood.
    pub place: ChainPlace,
    /// What it is.
    pub kind: EntityKind,
    /// By what it is found.
    pub blocks: Blocks,
    /// The lot of its article.
    pub lot: i64,
}

/// A form of names under a key, told by its chain of the least lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormUnderKey {
    /// The form.
    pub form: i64,
    /// The name of that chain.
    pub name: String,
    /// The keys of all its chains.
    pub keys: Vec<i64>,
}

/// A chain on its own, with what the resolver needs of it: of persons no aliases, of none its roles.
#[derive(Clone, Debug, PartialEq)]
pub struct LoneChain {
    /// Where it stands.
    pub place: ChainPlace,
    /// The lot of its article.
    pub lot: i64,
    /// The chain, without the mentions.
    pub chain: Chain,
    /// How many mentions it has.
    pub n_mentions: u32,
    /// By what it is found.
    pub blocks: Blocks,
    /// The entity it is found to be so far.
    pub entity: Option<EntityId>,
}

impl Library {
    /// The chains that came or went since the last resolution; `None` where they are more than `most` or
    /// nothing was resolved yet: then all chains are to be resolved.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn changed_chains(&self, most: usize) -> Result<Option<Vec<ChangedChain>>, StoreError> {
        const CHANGED: &str =
            "SELECT article, ordinal, kind, form, keys, lot FROM changed_chains LIMIT ?1";
        self.ask(|conn| {
            if state(conn, RESOLVED)?.is_none() {
                return Ok(None);
            }
            let changed = rows(conn, CHANGED, [most + 1], |row| {
                Ok(ChangedChain {
                    place: (ArticleId(row.get(0)?), row.get(1)?),
                    kind: of_code(&EntityKind::ALL, row.get(2)?),
                    blocks: Blocks {
                        form: row.get(3)?,
                        keys: of_blob(row, 4, i64::from_le_bytes)?,
                    },
                    lot: row.get(5)?,
                })
            })?;
            Ok((changed.len() <= most).then_some(changed))
        })
    }

    /// The forms under a key, by number; no more than `most`.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn forms_under(&self, key: i64, most: usize) -> Result<Vec<FormUnderKey>, StoreError> {
        const NEXT: &str = "
            SELECT form, article, ordinal FROM chain_keys
            WHERE key = ?1 AND form > ?2 ORDER BY form, lot LIMIT 1";
        self.ask(|conn| {
            let mut forms: Vec<FormUnderKey> = Vec::new();
            let mut next = conn.prepare_cached(NEXT)?;
            while forms.len() < most {
                let after = forms.last().map_or(i64::MIN, |last| last.form);
                let found = next.query_row((key, after), |row| {
                    Ok((row.get(0)?, (ArticleId(row.get(1)?), row.get(2)?)))
                });
                let Some((form, place)) = found.optional()? else { break };
                let (name, keys) = reading::chain(conn, place)?
                    .map(|stored| (stored.chain.name, stored.blocks.keys))
                    .unwrap_or_default();
                forms.push(FormUnderKey { form, name, keys });
            }
            Ok(forms)
        })
    }

    /// The chains of a form under one of its keys: the `most` of the least lots.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn chains_under(
        &self,
        key: i64,
        form: i64,
        most: usize,
    ) -> Result<Vec<LoneChain>, StoreError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.ask(|conn| lone_chains(conn, UNDER_FORM, (key, form, most)))
    }

    /// All chains under a key, by form and lot; `None` where they are more than `most`.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn all_under(&self, key: i64, most: usize) -> Result<Option<Vec<LoneChain>>, StoreError> {
        const EXCESS: &str = "SELECT 1 FROM chain_keys WHERE key = ?1 LIMIT 1 OFFSET ?2";
        self.ask(|conn| {
            if conn.prepare_cached(EXCESS)?.exists((key, most))? {
                return Ok(None);
            }
            lone_chains(conn, UNDER_KEY, [key]).map(Some)
        })
    }

    /// The chain that came, as it is stored now; `None` where it went.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn lone_chain(&self, changed: &ChangedChain) -> Result<Option<LoneChain>, StoreError> {
        let found = self.ask(|conn| one_chain(conn, changed.place, changed.lot))?;
        Ok(found.filter(|found| found.blocks.form == changed.blocks.form))
    }

    /// The lot of the chain at this place, from 0, among those of a form in the order of their lots; `None`
    /// where there are fewer.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn lot_at(&self, key: i64, form: i64, place: usize) -> Result<Option<i64>, StoreError> {
        const LOT: &str = "
            SELECT lot FROM chain_keys WHERE key = ?1 AND form = ?2
            ORDER BY lot, article, ordinal LIMIT 1 OFFSET ?3";
        self.ask(|conn| {
            let mut statement = conn.prepare_cached(LOT)?;
            statement.query_row((key, form, place), |row| row.get(0)).optional()
        })
    }
}

/// The chain at a place in an article of this lot.
pub(super) fn one_chain(
    conn: &Connection,
    place: ChainPlace,
    lot: i64,
) -> rusqlite::Result<Option<LoneChain>> {
    const WHO: &str = "
        SELECT n_mentions, iif(is_judged, found, entity) FROM chains WHERE article = ?1 AND ordinal = ?2";
    let Some(StoredChain { mut chain, blocks }) = reading::chain(conn, place)? else {
        return Ok(None);
    };
    chain.roles.clear();
    if chain.kind == EntityKind::Person {
        chain.aliases.clear();
    }
    let who = conn.prepare_cached(WHO)?.query_row((place.0.0, place.1), |row| {
        let entity = row.get::<_, Option<i64>>(1)?.map(EntityId);
        Ok(LoneChain { place, lot, chain, n_mentions: row.get(0)?, blocks, entity })
    });
    who.optional()
}

const UNDER_FORM: &str = "
    SELECT article, ordinal, lot FROM chain_keys
    WHERE key = ?1 AND form = ?2 ORDER BY lot, article, ordinal LIMIT ?3";

const UNDER_KEY: &str = "
    SELECT article, ordinal, lot FROM chain_keys WHERE key = ?1 ORDER BY form, lot, article, ordinal";

fn lone_chains(
    conn: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
) -> rusqlite::Result<Vec<LoneChain>> {
    let places =
        rows(conn, sql, params, |row| Ok(((ArticleId(row.get(0)?), row.get(1)?), row.get(2)?)))?;
    let mut found = Vec::with_capacity(places.len());
    for (place, lot) in places {
        found.extend(one_chain(conn, place, lot)?);
    }
    Ok(found)
}

/// A row of the table of keys: key, form, lot, article, ordinal.
pub(super) type ChainKey = (i64, i64, i64, i64, usize);

/// Stores keys; sorted, so that neighbours of the index are written together.
pub(super) fn put_chain_keys(conn: &Connection, mut keys: Vec<ChainKey>) -> rusqlite::Result<()> {
    const PUT: &str = "
        INSERT OR IGNORE INTO chain_keys (key, form, lot, article, ordinal) VALUES (?1, ?2, ?3, ?4, ?5)";
    keys.sort_unstable();
    let mut put = conn.prepare_cached(PUT)?;
    keys.into_iter().try_for_each(|key| put.execute(key).map(drop))
}

/// Drops the keys of the chains of an article, which has this lot.
pub(super) fn drop_chain_keys(conn: &Connection, article: i64, lot: i64) -> rusqlite::Result<()> {
    const DROP: &str = "
        DELETE FROM chain_keys
        WHERE key = ?1 AND form = ?2 AND lot = ?3 AND article = ?4 AND ordinal = ?5";
    for (ordinal, StoredChain { chain, blocks }) in
        chains(conn, ArticleId(article))?.into_iter().enumerate()
    {
        for key in &blocks.keys {
            conn.prepare_cached(DROP)?.execute((key, blocks.form, lot, article, ordinal))?;
        }
        note_changed(conn, (article, ordinal), kind_code(chain.kind), &blocks, lot)?;
    }
    Ok(())
}

/// Notes that a chain came or went, where others are resolved already.
pub(super) fn note_changed(
    conn: &Connection,
    (article, ordinal): (i64, usize),
    kind: i64,
    blocks: &Blocks,
    lot: i64,
) -> rusqlite::Result<()> {
    const NOTE: &str = "
        INSERT INTO changed_chains (kind, form, lot, keys, article, ordinal)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    if state(conn, RESOLVED)?.is_some() {
        let keys = keys_to_blob(&blocks.keys);
        conn.prepare_cached(NOTE)?.execute((kind, blocks.form, lot, keys, article, ordinal))?;
    }
    Ok(())
}

/// Writes keys as [`of_blob`] reads them.
pub(super) fn keys_to_blob(keys: &[i64]) -> Vec<u8> {
    keys.iter().flat_map(|key| key.to_le_bytes()).collect()
}

/// The code of a kind, for [`note_changed`].
pub(super) fn kind_code(kind: EntityKind) -> i64 {
    code(&EntityKind::ALL, &kind)
}
