//! The search for links, as far as the library leads it: which articles are due, what no longer holds, what was
//! found.

use rusqlite::Connection;
use rustc_hash::FxHashSet;

use super::StoreError;
use super::library::{Library, code, of_blob, rows, set_state, state};
use super::passage_keys::{Frequent, PassageKey, keys_of, keys_of_passage};
use super::ties::{is_version, ungroup};
use crate::model::{ArticleId, Link, LinkKind, PassageRef};

/// Name of the state that tells how far the links are: one of the following.
pub(super) const LINKS: &str = "links";
const SOUGHT: i64 = 0;
pub(super) const CHANGED: i64 = 1;
const SEEKING: i64 = 2;

impl Library {
    /// Whether passages have changed since links were last sought.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn is_linking_pending(&self) -> Result<bool, StoreError> {
        Ok(self.ask(|conn| state(conn, LINKS))?.is_some_and(|state| state != SOUGHT))
    }

    /// How many articles are to be linked whose keys are not in the index yet.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn n_unindexed(&self) -> Result<usize, StoreError> {
        self.ask(|conn| {
            let is_seeking = state(conn, LINKS)? == Some(SEEKING);
            Ok(if is_seeking { 0 } else { unlinked(conn)?.len() })
        })
    }

    /// Enters keys of the articles to be linked into the index: those of the `part`-th (from 0) of `of` equal
    /// ranges. Where there are many, the neighbours of the index are so written together; one article after
    /// the other would write each of its pages hundreds of times.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn index_keys(&mut self, part: u32, of: u32) -> Result<(), StoreError> {
        self.write(|conn| {
            let articles = unlinked(conn)?;
            // Places of articles instead of ids, to hold half as much.
            let mut keys: Vec<(u32, u32, u32)> = Vec::new();
            let mut statement = conn.prepare_cached(UNLINKED_KEYS)?;
            let mut found = statement.query([])?;
            while let Some(row) = found.next()? {
                let (article, ordinal) = (ArticleId(row.get(0)?), row.get(1)?);
                let place = articles.partition_point(|&id| id < article) as u32;
                let is_in_part =
                    |key: &u32| (u64::from(*key) * u64::from(of)) >> 32 == u64::from(part);
                let own = of_blob(row, 2, u32::from_le_bytes)?;
                keys.extend(own.into_iter().filter(is_in_part).map(|key| (key, place, ordinal)));
            }
            keys.sort_unstable();
            let mut put = conn.prepare_cached(PUT_KEY)?;
            for (key, place, ordinal) in keys {
                put.execute((key, articles[place as usize].0, ordinal))?;
            }
            Ok(())
        })
    }

    /// Gets ready to seek links: drops the links found by keys that have become too frequent since, and
    /// returns the articles whose passages are to be linked, by id. `None` where the articles are not those of
    /// `version`, whose keys are in the index.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn begin_links(&mut self, version: i64) -> Result<Option<Vec<ArticleId>>, StoreError> {
        self.write(|conn| {
            if !is_version(conn, version)? {
                return Ok(None);
            }
            let due = unlinked(conn)?;
            if state(conn, LINKS)? != Some(SEEKING) {
                unlink_frequent(conn, &due)?;
                for article in &due {
                    conn.prepare_cached(DROP_LINKS)?.execute([article.0])?;
                }
                set_state(conn, LINKS, SEEKING)?;
            }
            Ok(Some(due))
        })
    }

    /// Stores links that were found, and for which articles all are. `false`, and nothing is stored, where
    /// another writer has changed articles since [`Library::begin_links`].
    ///
    /// # Errors
    /// Fails when the file cannot be written; then nothing of it is stored.
    pub fn put_links(&mut self, done: &[ArticleId], links: &[Link]) -> Result<bool, StoreError> {
        self.write(|conn| {
            if state(conn, LINKS)? != Some(SEEKING) {
                return Ok(false);
            }
            for link in links {
                conn.prepare_cached(PUT)?.execute((
                    link.a.article.0,
                    link.a.ordinal,
                    link.b.article.0,
                    link.b.ordinal,
                    code(&LinkKind::ALL, &link.kind),
                    link.score,
                ))?;
            }
            for id in done {
                conn.prepare_cached("UPDATE articles SET is_linked = 1 WHERE id = ?1")?
                    .execute([id.0])?;
            }
            Ok(true)
        })
    }

    /// Notes that all links have been sought, unless another writer has changed articles meanwhile.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn end_links(&mut self) -> Result<(), StoreError> {
        self.write(|conn| {
            if state(conn, LINKS)? == Some(SEEKING) {
                set_state(conn, LINKS, SOUGHT)?;
            }
            Ok(())
        })
    }
}

fn unlinked(conn: &Connection) -> rusqlite::Result<Vec<ArticleId>> {
    const UNLINKED: &str = "SELECT id FROM articles WHERE is_linked = 0 ORDER BY id";
    rows(conn, UNLINKED, [], |row| row.get(0).map(ArticleId))
}

const UNLINKED_KEYS: &str = "
    SELECT article, ordinal, keys FROM passages
    WHERE article IN (SELECT id FROM articles WHERE is_linked = 0) ORDER BY article, ordinal";

/// A key may be there already: an article may be linked anew.
const PUT_KEY: &str =
    "INSERT OR IGNORE INTO passage_keys (key, article, ordinal) VALUES (?1, ?2, ?3)";

const DROP_LINKS: &str = "DELETE FROM links WHERE a = ?1 OR b = ?1";

const PUT: &str = "
    INSERT OR REPLACE INTO links (a, a_ordinal, b, b_ordinal, kind, score)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

/// A key that the articles in `due` made too frequent counted for the links of those already linked: links that
/// do not hold without it go. Where more linked passages have it than may, it did not count for them either.
fn unlink_frequent(conn: &Connection, due: &[ArticleId]) -> rusqlite::Result<()> {
    if !conn.prepare_cached("SELECT 1 FROM articles WHERE is_linked = 1")?.exists([])? {
        return Ok(());
    }
    let mut frequent = Frequent::default();
    let mut seen: FxHashSet<u32> = FxHashSet::default();
    for &article in due {
        for PassageKey { key, .. } in keys_of(conn, article)? {
            if seen.insert(key) && frequent.holds(conn, key)? {
                let most = Link::most_sharing(key.into());
                let linked = rows(conn, LINKED_HOLDERS, (key, most + 1), |row| {
                    Ok(PassageRef { article: ArticleId(row.get(0)?), ordinal: row.get(1)? })
                })?;
                if linked.len() <= most {
                    drop_unheld(conn, &linked, &mut frequent)?;
                }
            }
        }
    }
    Ok(())
}

const LINKED_HOLDERS: &str = "
    SELECT k.article, k.ordinal FROM passage_keys k JOIN articles a ON a.id = k.article
    WHERE k.key = ?1 AND a.is_linked = 1 ORDER BY k.article, k.ordinal LIMIT ?2";

/// Drops the links among `holders` whose passages do not share keys enough any more.
fn drop_unheld(
    conn: &Connection,
    holders: &[PassageRef],
    frequent: &mut Frequent,
) -> rusqlite::Result<()> {
    const LINKED: &str = "SELECT b, b_ordinal FROM links WHERE a = ?1 AND a_ordinal = ?2";
    const DROP: &str =
        "DELETE FROM links WHERE a = ?1 AND a_ordinal = ?2 AND b = ?3 AND b_ordinal = ?4";
    for &a in holders {
        let linked = rows(conn, LINKED, (a.article.0, a.ordinal), |row| {
            Ok(PassageRef { article: ArticleId(row.get(0)?), ordinal: row.get(1)? })
        })?;
        for b in linked.into_iter().filter(|b| holders.binary_search(b).is_ok()) {
            let other = keys_of_passage(conn, b)?;
            let mut n_shared = 0;
            for key in keys_of_passage(conn, a)? {
                n_shared += u32::from(other.contains(&key) && !frequent.holds(conn, key)?);
            }
            if n_shared < Link::LEAST_SHARED {
                let place = (a.article.0, a.ordinal, b.article.0, b.ordinal);
                conn.prepare_cached(DROP)?.execute(place)?;
                ungroup(conn, a.article)?;
                ungroup(conn, b.article)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "seeking_tests.rs"]
mod tests;
