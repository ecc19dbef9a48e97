//! Finds the chains that may be of one entity, by the keys that they share, and remembers which came or went
//! since they were last resolved.

use rusqlite::{Connection, OptionalExtension};

use super::StoreError;
use super::chain_keys::{LEAST_FORM, each_under};
use super::library::{Library, RESOLVED, code, of_blob, of_code, rows, state};
use super::reading::{self, StoredChain};
use crate::model::{ArticleId, Blocks, Chain, EntityId, EntityKind, lot};

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
        self.ask(|conn| {
            let (mut forms, mut from) = (Vec::new(), LEAST_FORM);
            while forms.len() < most {
                let mut next = None;
                each_under(conn, key, from, |entry| {
                    next = Some(entry);
                    false
                })?;
                let Some(entry) = next else { break };
                let (name, keys) = reading::chain(conn, entry.place())?
                    .map(|stored| (stored.chain.name, stored.blocks.keys))
                    .unwrap_or_default();
                forms.push(FormUnderKey { form: entry.form, name, keys });
                from = entry.form + 1;
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
        self.ask(|conn| lone_chains(conn, under_form(conn, key, form, most)?))
    }

    /// All chains under a key, by form and lot; `None` where they are more than `most`.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn all_under(&self, key: i64, most: usize) -> Result<Option<Vec<LoneChain>>, StoreError> {
        self.ask(|conn| {
            let mut found = Vec::new();
            each_under(conn, key, LEAST_FORM, |entry| {
                found.push(entry.place());
                found.len() <= most
            })?;
            (found.len() <= most).then(|| lone_chains(conn, found)).transpose()
        })
    }

    /// The chain that came, as it is stored now; `None` where it went.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn lone_chain(&self, changed: &ChangedChain) -> Result<Option<LoneChain>, StoreError> {
        let found = self.ask(|conn| one_chain(conn, changed.place))?;
        Ok(found.filter(|found| found.blocks.form == changed.blocks.form))
    }

    /// The lot of the chain at this place, from 0, among those of a form in the order of their lots; `None`
    /// where there are fewer.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn lot_at(&self, key: i64, form: i64, place: usize) -> Result<Option<i64>, StoreError> {
        self.ask_together(|library| {
            let found = library.ask(|conn| under_form(conn, key, form, place + 1))?;
            let article = found.get(place).map(|&(article, _)| article);
            let key = article.map_or(Ok(None), |article| library.key_of(article))?;
            Ok(key.map(|key| lot(&key).cast_signed()))
        })
    }
}

/// The chains of a form under one of its keys: the `most` of the least lots.
fn under_form(
    conn: &Connection,
    key: i64,
    form: i64,
    most: usize,
) -> rusqlite::Result<Vec<ChainPlace>> {
    let mut found = Vec::new();
    each_under(conn, key, form, |entry| {
        let is_wanted = entry.form == form && found.len() < most;
        found.extend(is_wanted.then(|| entry.place()));
        is_wanted
    })?;
    Ok(found)
}

/// The chain at a place.
pub(super) fn one_chain(
    conn: &Connection,
    place: ChainPlace,
) -> rusqlite::Result<Option<LoneChain>> {
    const WHO: &str = "
        SELECT c.n_mentions, iif(c.is_judged, c.found, c.entity), a.key
        FROM chains c JOIN keyed_articles a ON a.id = c.article WHERE c.article = ?1 AND c.ordinal = ?2";
    let Some(StoredChain { mut chain, blocks }) = reading::chain(conn, place)? else {
        return Ok(None);
    };
    chain.roles.clear();
    if chain.kind == EntityKind::Person {
        chain.aliases.clear();
    }
    let who = conn.prepare_cached(WHO)?.query_row((place.0.0, place.1), |row| {
        let entity = row.get::<_, Option<i64>>(1)?.map(EntityId);
        let lot = lot(row.get_ref(2)?.as_str()?).cast_signed();
        Ok(LoneChain { place, lot, chain, n_mentions: row.get(0)?, blocks, entity })
    });
    who.optional()
}

fn lone_chains(conn: &Connection, places: Vec<ChainPlace>) -> rusqlite::Result<Vec<LoneChain>> {
    let found = places.into_iter().map(|place| one_chain(conn, place));
    found.filter_map(Result::transpose).collect()
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
