//! The keys of passages: which passages share them, and which keys are too frequent to say anything.

use rusqlite::Connection;
use rustc_hash::FxHashMap;

use super::StoreError;
use super::library::{Library, of_blob, rows};
use crate::model::{ArticleId, Link, PassageRef};

/// A passage and one of its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PassageKey {
    pub(super) key: u32,
    pub(super) passage: PassageRef,
}

impl Library {
    /// The pairs of passages that share keys enough to be compared when this article is linked: the own
    /// ordinal and the other passage. `due` is what [`Library::begin_links`] returned; over all articles of it
    /// each pair comes once.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn candidates(
        &self,
        article: ArticleId,
        due: &[ArticleId],
    ) -> Result<Vec<(u32, PassageRef)>, StoreError> {
        self.ask(|conn| {
            let comes_later = |other| due.binary_search(&other).is_ok();
            let mut shared: FxHashMap<(u32, PassageRef), u32> = FxHashMap::default();
            for PassageKey { key, passage } in keys_of(conn, article)? {
                let Some(sharing) = sharing(conn, key)? else { continue };
                for other in sharing {
                    if other.article < article
                        || other.article > article && !comes_later(other.article)
                    {
                        *shared.entry((passage.ordinal, other)).or_default() += 1;
                    }
                }
            }
            let enough = |(pair, count)| (count >= Link::LEAST_SHARED).then_some(pair);
            let mut pairs: Vec<(u32, PassageRef)> = shared.into_iter().filter_map(enough).collect();
            pairs.sort_unstable();
            Ok(pairs)
        })
    }
}

/// Writes the keys of a passage as they are stored with it.
pub(super) fn to_blob(keys: &[u32]) -> Vec<u8> {
    keys.iter().flat_map(|key| key.to_le_bytes()).collect()
}

/// Removes the keys of an article. Articles that share a key that is no longer too frequent are to be linked
/// anew: they had to do without it.
pub(super) fn drop_keys(conn: &Connection, article: ArticleId) -> rusqlite::Result<()> {
    const DROP: &str = "DELETE FROM passage_keys WHERE key = ?1 AND article = ?2";
    let mut keys: Vec<u32> = keys_of(conn, article)?.into_iter().map(|own| own.key).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        let was_frequent = sharing(conn, key)?.is_none();
        conn.prepare_cached(DROP)?.execute((key, article.0))?;
        if was_frequent && sharing(conn, key)?.is_some() {
            conn.prepare_cached(UNLINK)?.execute([key])?;
        }
    }
    Ok(())
}

const UNLINK: &str = "
    UPDATE articles SET is_linked = 0, is_grouped = 0
    WHERE is_linked = 1 AND id IN (SELECT article FROM passage_keys WHERE key = ?1)";

/// The keys of the passages of an article.
pub(super) fn keys_of(conn: &Connection, article: ArticleId) -> rusqlite::Result<Vec<PassageKey>> {
    const KEYS: &str = "SELECT ordinal, keys FROM passages WHERE article = ?1 ORDER BY ordinal";
    let mut statement = conn.prepare_cached(KEYS)?;
    let mut found = statement.query([article.0])?;
    let mut keys = Vec::new();
    while let Some(row) = found.next()? {
        let passage = PassageRef { article, ordinal: row.get(0)? };
        let each = of_blob(row, 1, u32::from_le_bytes)?;
        keys.extend(each.into_iter().map(|key| PassageKey { key, passage }));
    }
    Ok(keys)
}

pub(super) fn keys_of_passage(
    conn: &Connection,
    passage: PassageRef,
) -> rusqlite::Result<Vec<u32>> {
    const KEYS: &str = "SELECT keys FROM passages WHERE article = ?1 AND ordinal = ?2";
    conn.prepare_cached(KEYS)?
        .query_row((passage.article.0, passage.ordinal), |row| of_blob(row, 0, u32::from_le_bytes))
}

/// The passages that have a key; `None` where they are so many that it says nothing.
fn sharing(conn: &Connection, key: u32) -> rusqlite::Result<Option<Vec<PassageRef>>> {
    const SHARING: &str = "SELECT article, ordinal FROM passage_keys WHERE key = ?1 LIMIT ?2";
    let most = Link::most_sharing(key.into());
    let sharing = rows(conn, SHARING, (key, most + 1), |row| {
        Ok(PassageRef { article: ArticleId(row.get(0)?), ordinal: row.get(1)? })
    })?;
    Ok((sharing.len() <= most).then_some(sharing))
}

/// Which keys are too frequent, as far as that was asked.
#[derive(Default)]
pub(super) struct Frequent(FxHashMap<u32, bool>);

impl Frequent {
    pub(super) fn holds(&mut self, conn: &Connection, key: u32) -> rusqlite::Result<bool> {
        const ONE_MORE: &str = "SELECT 1 FROM passage_keys WHERE key = ?1 LIMIT 1 OFFSET ?2";
        if let Some(&is_frequent) = self.0.get(&key) {
            return Ok(is_frequent);
        }
        let most = Link::most_sharing(key.into());
        let is_frequent = conn.prepare_cached(ONE_MORE)?.exists((key, most))?;
        self.0.insert(key, is_frequent);
        Ok(is_frequent)
    }
}
