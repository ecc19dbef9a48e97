//! The search for links, as far as the library leads it: which articles are due, what no longer holds, what was
//! found.

use rusqlite::Connection;
use rustc_hash::{FxHashMap, FxHashSet};

use super::StoreError;
use super::library::{CHAINS, Library, rows, set_state, state};
use super::link_ends::{add_links, drop_links, drop_links_between, links_of};
use super::passage_keys::{Frequent, KeysOf, PassageKey, each_holder, each_key, keys_of};
use super::runs::{Change, change};
use super::ties::{add_ties, drop_ties, is_version, untie};
use crate::model::{ArticleId, Link, PassageRef, SmallLink, Tie};

/// Name of the state that tells how far the links are: one of the following.
pub(super) const LINKS: &str = "links";
/// Name of the state that tells which version of the articles has all keys in the index.
const INDEXED: &str = "indexed";
const SOUGHT: i64 = 0;
pub(super) const CHANGED: i64 = 1;
const SEEKING: i64 = 2;

/// Keys of passages that wait to be entered into their index: a part of all, in its order.
#[derive(Debug, Default)]
pub struct WaitingKeys {
    articles: Vec<ArticleId>,
    /// Key, place of its article, and ordinal: places instead of ids, to hold half as much.
    entries: Vec<(u32, u32, u32)>,
    /// Which articles these are ([`Library::chains_version`]).
    version: i64,
    is_last: bool,
}

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
            let is_indexed = state(conn, INDEXED)? == Some(state(conn, CHAINS)?.unwrap_or(0));
            let is_seeking = state(conn, LINKS)? == Some(SEEKING);
            Ok(if is_seeking || is_indexed { 0 } else { unlinked(conn)?.len() })
        })
    }

    /// Reads the keys that wait to be entered into the index: those of the `part`-th (from 0) of `of` equal ranges. `keys`
    /// finds those of articles that came with none.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn waiting_keys(
        &self,
        part: u32,
        of: u32,
        keys: KeysOf<'_>,
    ) -> Result<WaitingKeys, StoreError> {
        let is_in_part = |key: u32| (u64::from(key) * u64::from(of)) >> 32 == u64::from(part);
        self.ask(|conn| {
            let version = state(conn, CHAINS)?.unwrap_or(0);
            let is_last = part + 1 == of;
            let mut waiting = WaitingKeys { version, is_last, ..WaitingKeys::default() };
            let mut statement = conn.prepare_cached(FRESH_KEYS)?;
            let mut found = statement.query([])?;
            while let Some(row) = found.next()? {
                let article = ArticleId(row.get(0)?);
                let place = waiting.articles.len() as u32;
                waiting.articles.push(article);
                each_key(conn, article, row.get_ref(1)?.as_blob()?, keys, |key, ordinal| {
                    if is_in_part(key) {
                        waiting.entries.push((key, place, ordinal));
                    }
                })?;
            }
            waiting.entries.sort_unstable();
            Ok(waiting)
        })
    }

    /// Enters keys into the index, all parts one after the other. Where there are many, the neighbours of the index are so
    /// written together; one article after the other would write each of its pages hundreds of times. `false`, and none is
    /// entered, where the articles are no longer those of `version` ([`Library::chains_version`]), or were others when these
    /// keys were read.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn enter_keys(&mut self, waiting: &WaitingKeys, version: i64) -> Result<bool, StoreError> {
        self.write(|conn| {
            if waiting.version != version || !is_version(conn, version)? {
                return Ok(false);
            }
            for some in waiting.entries.chunks(AT_ONCE) {
                let entry = |&(key, place, ordinal): &(u32, u32, u32)| {
                    let article = waiting.articles.get(place as usize).copied()?;
                    Some(PassageKey { key, passage: PassageRef { article, ordinal } })
                };
                let some: Vec<PassageKey> = some.iter().filter_map(entry).collect();
                change(conn, &some, Change::Enter)?;
            }
            if waiting.is_last {
                set_state(conn, INDEXED, version)?;
            }
            Ok(true)
        })
    }

    /// Gets ready to seek links: drops the links found by keys that have become too frequent since, and
    /// returns the articles whose passages are to be linked, by id. `None` where the articles are not those of
    /// `version`, whose keys are in the index.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn begin_links(
        &mut self,
        version: i64,
        keys: KeysOf<'_>,
    ) -> Result<Option<Vec<ArticleId>>, StoreError> {
        self.write(|conn| {
            if !is_version(conn, version)? {
                return Ok(None);
            }
            let due = unlinked(conn)?;
            if state(conn, LINKS)? != Some(SEEKING) {
                unlink_frequent(conn, &due, keys)?;
                for &article in &due {
                    drop_links(conn, article)?;
                    drop_ties(conn, article)?;
                }
                conn.execute("DELETE FROM fresh_keys", [])?;
                set_state(conn, LINKS, SEEKING)?;
            }
            Ok(Some(due))
        })
    }

    /// Stores links that were found with the ties that follow from them, and for which articles those are all. `false`,
    /// and nothing is stored, where another writer has changed articles since [`Library::begin_links`].
    ///
    /// # Errors
    /// Fails when the file cannot be written; then nothing of it is stored.
    pub fn put_links(
        &mut self,
        done: &[ArticleId],
        links: &[SmallLink],
        ties: &[Tie],
    ) -> Result<bool, StoreError> {
        const DONE: &str = "UPDATE articles SET is_linked = 1, grouping = 1 WHERE id = ?1";
        self.write(|conn| {
            if state(conn, LINKS)? != Some(SEEKING) {
                return Ok(false);
            }
            add_links(conn, links)?;
            add_ties(conn, ties)?;
            for id in done {
                conn.prepare_cached(DONE)?.execute([id.0])?;
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

/// Entries that are made ready for the index together.
const AT_ONCE: usize = 1 << 16;

const FRESH_KEYS: &str = "SELECT article, keys FROM fresh_keys ORDER BY article";

/// A key that the articles in `due` made too frequent counted for the links of those already linked: links that
/// do not hold without it go. Where more linked passages have it than may, it did not count for them either.
fn unlink_frequent(conn: &Connection, due: &[ArticleId], keys: KeysOf<'_>) -> rusqlite::Result<()> {
    if !conn.prepare_cached("SELECT 1 FROM articles WHERE is_linked = 1")?.exists([])? {
        return Ok(());
    }
    let mut frequent = Frequent::default();
    let mut seen: FxHashSet<u32> = FxHashSet::default();
    for &article in due {
        for PassageKey { key, .. } in keys_of(conn, article, keys)? {
            if seen.insert(key) && frequent.holds(conn, key)? {
                let most = Link::most_sharing(key.into());
                let mut linked = Vec::new();
                each_holder(conn, key, |passage| {
                    if due.binary_search(&passage.article).is_err() {
                        linked.push(passage);
                    }
                    linked.len() <= most
                })?;
                if linked.len() <= most {
                    drop_unheld(conn, &linked, &mut frequent, keys)?;
                }
            }
        }
    }
    Ok(())
}

/// Drops the links among `holders` whose passages do not share keys enough any more.
fn drop_unheld(
    conn: &Connection,
    holders: &[PassageRef],
    frequent: &mut Frequent,
    keys: KeysOf<'_>,
) -> rusqlite::Result<()> {
    let mut of_passage: FxHashMap<PassageRef, Vec<u32>> = FxHashMap::default();
    let articles: FxHashSet<ArticleId> = holders.iter().map(|holder| holder.article).collect();
    for article in articles {
        for PassageKey { key, passage } in keys_of(conn, article, keys)? {
            of_passage.entry(passage).or_default().push(key);
        }
    }
    let keys_of = |passage: PassageRef| of_passage.get(&passage).map_or(&[][..], Vec::as_slice);
    for &a in holders {
        let ends = links_of(conn, a.article)?;
        let own = ends.iter().filter(|end| end.ordinal == a.ordinal).map(|end| end.other);
        let mut gone: FxHashSet<PassageRef> = FxHashSet::default();
        for b in own.filter(|b| holders.contains(b)) {
            let mut n_shared = 0;
            for key in keys_of(a) {
                n_shared += u32::from(keys_of(b).contains(key) && !frequent.holds(conn, *key)?);
            }
            if n_shared < Link::LEAST_SHARED {
                gone.insert(b);
                untie(conn, b.article)?;
            }
        }
        if !gone.is_empty() {
            drop_links_between(conn, a, &gone)?;
            untie(conn, a.article)?;
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "seeking_tests.rs"]
mod tests;
