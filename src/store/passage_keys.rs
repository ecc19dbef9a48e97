//! The index of the keys of passages: which passages share them, and which keys are too frequent to say anything.
//!
//! A passage has some 20 keys, so that the index has more entries than all the rest of the library.

use rusqlite::{Connection, OptionalExtension};
use rustc_hash::FxHashMap;

use super::StoreError;
use super::articles::article;
use super::library::Library;
use super::packed::{BitPacker, BitUnpacker, Packer, Unpacker, rice_width};
use super::records::short_keys;
use super::runs::{Change, Entry, change, each_back_from};
use crate::model::{Article, ArticleId, Link, PassageRef};

/// Finds the keys of each passage of an article. The library keeps them by key only.
pub type KeysOf<'a> = &'a dyn Fn(&Article) -> Vec<Vec<u64>>;

/// A passage and one of its keys, in the order of the index.
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
        keys: KeysOf<'_>,
    ) -> Result<Vec<(u32, PassageRef)>, StoreError> {
        self.ask(|conn| {
            let comes_later = |other| due.binary_search(&other).is_ok();
            let mut shared: FxHashMap<(u32, PassageRef), u32> = FxHashMap::default();
            for PassageKey { key, passage } in keys_of(conn, article, keys)? {
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

/// The keys of the passages of an article: those that wait to be entered into the index, else as they are found in it.
pub(super) fn keys_of(
    conn: &Connection,
    id: ArticleId,
    keys: KeysOf<'_>,
) -> rusqlite::Result<Vec<PassageKey>> {
    const FRESH: &str = "SELECT keys FROM fresh_keys WHERE article = ?1";
    let fresh: Option<Vec<u8>> =
        conn.prepare_cached(FRESH)?.query_row([id.0], |row| row.get(0)).optional()?;
    let mut found = Vec::new();
    each_key(conn, id, &fresh.unwrap_or_default(), keys, |key, ordinal| {
        found.push(PassageKey { key, passage: PassageRef { article: id, ordinal } });
    })?;
    Ok(found)
}

/// Hands on each key of the passages of an article with the ordinal of its passage: as they wait, or where none do, as
/// they are found in it.
pub(super) fn each_key(
    conn: &Connection,
    id: ArticleId,
    waiting: &[u8],
    keys: KeysOf<'_>,
    mut take: impl FnMut(u32, u32),
) -> rusqlite::Result<()> {
    if !waiting.is_empty() {
        unpack_keys(waiting, take);
    } else if let Some(article) = article(conn, id)? {
        for (ordinal, keys) in (0..).zip(keys(&article)) {
            short_keys(keys).into_iter().for_each(|key| take(key, ordinal));
        }
    }
    Ok(())
}

/// Writes the keys of the passages of an article as they wait to be entered into the index.
pub(super) fn pack_keys(keys: &[Vec<u32>]) -> Vec<u8> {
    let mut packed = Packer::default();
    for keys in keys {
        packed.number(keys.len() as u64);
        keys.iter().for_each(|key| packed.bytes(key.to_le_bytes()));
    }
    packed.0
}

fn unpack_keys(packed: &[u8], mut take: impl FnMut(u32, u32)) {
    let (mut packed, mut ordinal) = (Unpacker(packed), 0);
    while !packed.is_at_end() {
        for _ in 0..packed.count() {
            take(u32::from_le_bytes(packed.bytes()), ordinal);
        }
        ordinal += 1;
    }
}

/// Removes the keys of an article. Articles that share a key that is no longer too frequent are to be linked
/// anew: they had to do without it.
pub(super) fn drop_keys(
    conn: &Connection,
    article: ArticleId,
    keys: KeysOf<'_>,
) -> rusqlite::Result<()> {
    const HAS_ANY: &str = "SELECT 1 FROM passage_keys LIMIT 1";
    // It has none where all files are read again.
    let mut own = match conn.prepare_cached(HAS_ANY)?.exists([])? {
        true => keys_of(conn, article, keys)?,
        false => Vec::new(),
    };
    own.sort_unstable();
    for same in own.chunk_by(|a, b| a.key == b.key) {
        let Some(&PassageKey { key, .. }) = same.first() else { continue };
        let was_frequent = sharing(conn, key)?.is_none();
        change(conn, same, Change::Remove)?;
        if was_frequent && let Some(rest) = sharing(conn, key)? {
            for passage in rest {
                conn.prepare_cached(UNLINK)?.execute([passage.article.0])?;
            }
        }
    }
    conn.prepare_cached("DELETE FROM fresh_keys WHERE article = ?1")?.execute([article.0])?;
    Ok(())
}

const UNLINK: &str =
    "UPDATE articles SET is_linked = 0, grouping = 0 WHERE is_linked = 1 AND id = ?1";

/// The passages that have a key; `None` where they are so many that it says nothing.
fn sharing(conn: &Connection, key: u32) -> rusqlite::Result<Option<Vec<PassageRef>>> {
    let most = Link::most_sharing(key.into());
    let mut sharing = Vec::new();
    each_holder(conn, key, |passage| {
        sharing.push(passage);
        sharing.len() <= most
    })?;
    Ok((sharing.len() <= most).then_some(sharing))
}

/// Which keys are too frequent, as far as that was asked.
#[derive(Default)]
pub(super) struct Frequent(FxHashMap<u32, bool>);

impl Frequent {
    pub(super) fn holds(&mut self, conn: &Connection, key: u32) -> rusqlite::Result<bool> {
        if let Some(&is_frequent) = self.0.get(&key) {
            return Ok(is_frequent);
        }
        let is_frequent = sharing(conn, key)?.is_none();
        self.0.insert(key, is_frequent);
        Ok(is_frequent)
    }
}

/// Hands on the passages that have a key, the last first, for as long as `wants_more` says so.
pub(super) fn each_holder(
    conn: &Connection,
    key: u32,
    mut wants_more: impl FnMut(PassageRef) -> bool,
) -> rusqlite::Result<()> {
    each_back_from(conn, &row_of(key, ArticleId(i64::MAX)), |entry: PassageKey| {
        entry.key > key || entry.key == key && wants_more(entry.passage)
    })
}

/// Bits of a row that tell the article; the key is above them.
const ARTICLE_BITS: u32 = 31;
const ARTICLES: i64 = (1 << ARTICLE_BITS) - 1;

fn row_of(key: u32, article: ArticleId) -> i64 {
    i64::from(key) << ARTICLE_BITS | article.0.clamp(0, ARTICLES)
}

/// How a run is written: in as few bits as its own entries need.
struct Widths {
    /// Of what another key adds to the one before, as a Rice code.
    key: u32,
    /// Of the article of another key.
    article: u32,
    /// Of what the article adds to the one before where the key is the same, as a Rice code.
    step: u32,
    /// Of an ordinal, as a Rice code.
    ordinal: u32,
}

/// Bits of an entry at least: a mark, and of its article and its ordinal.
const LEAST: u64 = 3;

impl Widths {
    fn of(entries: &[PassageKey]) -> Self {
        let (mut keys, mut steps, mut n_steps, mut ordinals, mut last) = (0, 0, 0, 0, 0);
        for pair in entries.windows(2) {
            let [before, entry] = [pair[0], pair[1]];
            keys += u64::from(entry.key - before.key);
            if entry.key == before.key {
                steps += article_of(entry) - article_of(before);
                n_steps += 1;
            } else {
                last = last.max(article_of(entry));
            }
            ordinals += u64::from(entry.passage.ordinal);
        }
        let count = entries.len() as u64;
        Self {
            key: rice_width(keys, count - n_steps),
            article: last.checked_ilog2().map_or(0, |bits| bits + 1).min(ARTICLE_BITS),
            step: rice_width(steps, n_steps),
            ordinal: rice_width(ordinals, count),
        }
    }

    fn pack(&self, packed: &mut BitPacker) {
        let all = [self.key, self.article, self.step, self.ordinal];
        all.iter().for_each(|&width| packed.width(width));
    }

    fn unpack(packed: &mut BitUnpacker<'_>) -> Self {
        let [key, article, step, ordinal] = [(); 4].map(|()| packed.width());
        Self { key, article, step, ordinal }
    }
}

const fn article_of(entry: PassageKey) -> u64 {
    entry.passage.article.0.cast_unsigned()
}

impl Entry for PassageKey {
    type Start = i64;

    const TABLE: &'static str = "passage_keys";

    fn start(&self) -> i64 {
        row_of(self.key, self.passage.article)
    }

    fn pack(entries: &[Self]) -> Vec<u8> {
        let Some(mut before) = entries.first().copied() else { return Vec::new() };
        let (mut packed, widths) = (BitPacker::of(entries.len()), Widths::of(entries));
        widths.pack(&mut packed);
        for &entry in entries {
            let key = entry.key - before.key;
            packed.bits((key == 0).into(), 1);
            if key == 0 {
                packed.rice(article_of(entry) - article_of(before), widths.step);
            } else {
                packed.rice(key.into(), widths.key);
                packed.bits(article_of(entry), widths.article);
            }
            packed.rice(entry.passage.ordinal.into(), widths.ordinal);
            before = entry;
        }
        packed.finish()
    }

    fn unpack(start: i64, packed: &[u8], entries: &mut Vec<Self>) {
        let (count, mut packed) = BitUnpacker::of(packed, LEAST);
        let widths = Widths::unpack(&mut packed);
        let mut key = (start >> ARTICLE_BITS) as u32;
        let mut article = (start & ARTICLES).cast_unsigned();
        for _ in 0..count {
            if packed.bits(1) == 1 {
                article = article.wrapping_add(packed.rice(widths.step));
            } else {
                key = key.wrapping_add(packed.rice(widths.key) as u32);
                article = packed.bits(widths.article);
            }
            let ordinal = packed.rice(widths.ordinal) as u32;
            let article = ArticleId(article.cast_signed());
            entries.push(Self { key, passage: PassageRef { article, ordinal } });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::library::in_memory;
    use super::super::runs::each_from;
    use super::*;

    fn entry(key: u32, article: i64, ordinal: u32) -> PassageKey {
        PassageKey { key, passage: PassageRef { article: ArticleId(article), ordinal } }
    }

    fn all(conn: &Connection) -> Vec<PassageKey> {
        let mut all = Vec::new();
        each_from(conn, &0, |entry| {
            all.push(entry);
            true
        })
        .unwrap();
        all
    }

    /// Entries of few and many keys, of which one is far more frequent than a run is long.
    fn entries() -> Vec<PassageKey> {
        let spread = |n: u32| n.wrapping_mul(2_654_435_761);
        let rare = (0..1500_u32).map(|n| entry(spread(n % 700), i64::from(n) + 1, n % 9));
        let frequent = (0..600_u32).map(|n| entry(7, i64::from(n / 2) + 1, n % 2));
        let ends = [entry(0, 1, 0), entry(u32::MAX, ARTICLES, 3), entry(u32::MAX, 1, 0)];
        let mut all: Vec<_> = rare.chain(frequent).chain(ends).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    #[test]
    fn the_index_is_the_same_however_its_entries_came() {
        let entries = entries();
        let at_once = in_memory();
        change(&at_once, &entries, Change::Enter).unwrap();
        assert_eq!(all(&at_once), entries);
        let one_by_one = in_memory();
        let mut shuffled = entries.clone();
        shuffled.sort_by_key(|entry| entry.key.rotate_left(7) ^ entry.passage.article.0 as u32);
        for some in shuffled.chunks_mut(11) {
            some.sort_unstable();
            change(&one_by_one, some, Change::Enter).unwrap();
            change(&one_by_one, &some[..1], Change::Enter).unwrap();
        }
        assert_eq!(all(&one_by_one), entries);
        for some in shuffled[500..].chunks_mut(13) {
            some.sort_unstable();
            change(&one_by_one, some, Change::Remove).unwrap();
        }
        let mut left = shuffled[..500].to_vec();
        left.sort_unstable();
        assert_eq!(all(&one_by_one), left);
        change(&at_once, &entries, Change::Remove).unwrap();
        let n_runs: i64 =
            at_once.query_row("SELECT count(*) FROM passage_keys", [], |row| row.get(0)).unwrap();
        assert_eq!(n_runs, 0);
    }

    #[test]
    fn the_holders_of_a_key_are_found_across_runs() {
        let (conn, entries) = (in_memory(), entries());
        change(&conn, &entries, Change::Enter).unwrap();
        for key in [0, 7, 8, u32::MAX, entries[300].key] {
            let mut holders = Vec::new();
            each_holder(&conn, key, |passage| {
                holders.push(passage);
                true
            })
            .unwrap();
            let want = entries.iter().rev().filter(|entry| entry.key == key);
            assert_eq!(holders, want.map(|entry| entry.passage).collect::<Vec<_>>(), "{key}");
        }
        let mut n = 0;
        each_holder(&conn, 7, |_| {
            n += 1;
            n < 5
        })
        .unwrap();
        assert_eq!(n, 5);
        assert!(sharing(&conn, 7).unwrap().is_none() && sharing(&conn, 8).unwrap() == Some(vec![]));
    }

    #[test]
    fn keys_that_wait_are_read_as_they_were() {
        let keys = vec![vec![3, 9], Vec::new(), vec![u32::MAX]];
        let mut read = Vec::new();
        unpack_keys(&pack_keys(&keys), |key, ordinal| read.push((key, ordinal)));
        assert_eq!(read, [(3, 0), (9, 0), (u32::MAX, 2)]);
    }
}
