//! The index of the keys of chains: which chains have one, by their forms.

use rusqlite::Connection;

use super::StoreError;
use super::blocks::{ChainPlace, kind_code, note_changed};
use super::library::Library;
use super::packed::{BitPacker, BitUnpacker, rice_width};
use super::reading::{StoredChain, chains};
use super::runs::{Change, Entry, change, each_from};
use crate::model::{ArticleId, lot};

/// A chain and one of its keys, in the order of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ChainKey {
    /// 48 bits with the sign, as the form.
    key: i64,
    pub(super) form: i64,
    /// The upper half of the lot of the article.
    lot: u32,
    article: u32,
    ordinal: u32,
}

impl Library {
    /// Enters the keys of chains that came since into the index by which chains of one entity are found.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn index_chains(&mut self) -> Result<(), StoreError> {
        const FRESH: &str = "SELECT 1 FROM fresh_chains LIMIT 1";
        if !self.ask(|conn| conn.prepare_cached(FRESH)?.exists([]))? {
            return Ok(());
        }
        self.write(|conn| {
            const ALL: &str = "
                SELECT f.article, a.key FROM fresh_chains f JOIN keyed_articles a ON a.id = f.article
                ORDER BY f.article";
            let (mut statement, mut entries) = (conn.prepare_cached(ALL)?, Vec::new());
            let mut fresh = statement.query([])?;
            while let Some(row) = fresh.next()? {
                let article = ArticleId(row.get(0)?);
                entries_of(
                    article,
                    row.get_ref(1)?.as_str()?,
                    &chains(conn, article)?,
                    &mut entries,
                );
                if entries.len() >= AT_ONCE {
                    enter(conn, &mut entries)?;
                }
            }
            enter(conn, &mut entries)?;
            conn.execute("DELETE FROM fresh_chains", [])?;
            Ok(())
        })
    }
}

/// Entries that are entered together, of 32 bytes: the more, the fewer times the same rows are written.
const AT_ONCE: usize = 1 << 23;

fn enter(conn: &Connection, entries: &mut Vec<ChainKey>) -> rusqlite::Result<()> {
    entries.sort_unstable();
    change(conn, entries, Change::Enter)?;
    entries.clear();
    Ok(())
}

fn entries_of(id: ArticleId, key: &str, chains: &[StoredChain], entries: &mut Vec<ChainKey>) {
    let lot = (lot(key) >> 31) as u32;
    let article = u32::try_from(id.0).unwrap_or(u32::MAX);
    for (ordinal, StoredChain { blocks, .. }) in (0..).zip(chains) {
        let form = blocks.form;
        entries.extend(blocks.keys.iter().map(|&key| ChainKey {
            key,
            form,
            lot,
            article,
            ordinal,
        }));
    }
}

/// Notes that the chains of an article came, and are to be entered.
pub(super) fn expect_chain_keys(conn: &Connection, article: ArticleId) -> rusqlite::Result<()> {
    const EXPECT: &str = "INSERT OR IGNORE INTO fresh_chains (article) VALUES (?1)";
    conn.prepare_cached(EXPECT)?.execute([article.0])?;
    Ok(())
}

/// Drops the keys of the chains of an article, which has this key.
pub(super) fn drop_chain_keys(
    conn: &Connection,
    article: ArticleId,
    key: &str,
) -> rusqlite::Result<()> {
    const FORGET: &str = "DELETE FROM fresh_chains WHERE article = ?1";
    let chains = chains(conn, article)?;
    for (ordinal, StoredChain { chain, blocks }) in chains.iter().enumerate() {
        let lot = lot(key).cast_signed();
        note_changed(conn, (article.0, ordinal), kind_code(chain.kind), blocks, lot)?;
    }
    if conn.prepare_cached(FORGET)?.execute([article.0])? == 0 {
        let mut entries = Vec::new();
        entries_of(article, key, &chains, &mut entries);
        entries.sort_unstable();
        change(conn, &entries, Change::Remove)?;
    }
    Ok(())
}

/// Hands on the chains under a key, from those of a form on, by form and lot, for as long as `wants_more` says so.
pub(super) fn each_under(
    conn: &Connection,
    key: i64,
    form: i64,
    mut wants_more: impl FnMut(ChainKey) -> bool,
) -> rusqlite::Result<()> {
    let first = ChainKey { key, form, lot: 0, article: 0, ordinal: 0 };
    each_from(conn, &first.start(), |entry: ChainKey| {
        entry < first || entry.key == key && wants_more(entry)
    })
}

impl ChainKey {
    pub(super) fn place(&self) -> ChainPlace {
        (ArticleId(self.article.into()), self.ordinal)
    }
}

/// Bits of keys and forms.
const KEY_BITS: u32 = 48;

/// No form is less.
pub(super) const LEAST_FORM: i64 = signed(0);

/// A key or form as a number that is not negative, in the same order.
const fn unsigned(key: i64) -> u64 {
    key.wrapping_add(1 << (KEY_BITS - 1)).cast_unsigned()
}

const fn signed(key: u64) -> i64 {
    key.cast_signed() - (1 << (KEY_BITS - 1))
}

/// The lower half of a key.
const HALF: u32 = KEY_BITS / 2;

/// How a run is written, all as Rice codes.
struct Widths {
    /// Of the upper half of what a key adds to the one before.
    key: u32,
    /// Of what a lot adds to the one before of the same form.
    lot: u32,
    ordinal: u32,
    /// Of an article, as it is.
    article: u32,
}

/// Bits of an entry at least: a mark, a lot and an ordinal.
const LEAST: u64 = 3;

impl Widths {
    fn of(entries: &[ChainKey]) -> Self {
        let (mut keys, mut n_keys, mut lots, mut n_lots) = (0, 0, 0, 0);
        for pair in entries.windows(2) {
            let [before, entry] = [pair[0], pair[1]];
            if entry.key != before.key {
                keys += (entry.key - before.key).cast_unsigned() >> HALF;
                n_keys += 1;
            } else if entry.form == before.form {
                lots += u64::from(entry.lot - before.lot);
                n_lots += 1;
            }
        }
        let ordinals = entries.iter().map(|entry| u64::from(entry.ordinal)).sum();
        let last = entries.iter().map(|entry| entry.article).max();
        Self {
            key: rice_width(keys, n_keys),
            lot: rice_width(lots, n_lots),
            ordinal: rice_width(ordinals, entries.len() as u64),
            article: last.and_then(u32::checked_ilog2).map_or(0, |bits| bits + 1),
        }
    }

    fn pack(&self, packed: &mut BitPacker) {
        let all = [self.key, self.lot, self.ordinal, self.article];
        all.iter().for_each(|&width| packed.bits(width.into(), WIDTH));
    }

    fn unpack(packed: &mut BitUnpacker<'_>) -> Self {
        let [key, lot, ordinal, article] = [(); 4].map(|()| packed.bits(WIDTH) as u32);
        Self { key, lot, ordinal, article }
    }
}

/// Bits of a width, which is 32 at most.
const WIDTH: u32 = 6;

impl Entry for ChainKey {
    type Start = [u8; 24];

    const TABLE: &'static str = "chain_keys";

    fn start(&self) -> Self::Start {
        let mut bytes = [0; 24];
        let [_, _, key @ ..] = unsigned(self.key).to_be_bytes();
        let [_, _, form @ ..] = unsigned(self.form).to_be_bytes();
        let rest = [self.lot, self.article, self.ordinal].map(u32::to_be_bytes);
        let all = key.into_iter().chain(form).chain(rest.into_iter().flatten());
        bytes.iter_mut().zip(all).for_each(|(place, byte)| *place = byte);
        bytes
    }

    fn pack(entries: &[Self]) -> Vec<u8> {
        let Some(mut before) = entries.first().copied() else { return Vec::new() };
        let (mut packed, widths) = (BitPacker::of(entries.len()), Widths::of(entries));
        widths.pack(&mut packed);
        for &entry in entries {
            let (is_key, is_form) = (entry.key == before.key, entry.form == before.form);
            packed.bits((is_key && is_form).into(), 1);
            if is_key && is_form {
                packed.rice((entry.lot - before.lot).into(), widths.lot);
            } else {
                packed.bits(is_key.into(), 1);
                if !is_key {
                    let more = (entry.key - before.key).cast_unsigned();
                    packed.rice(more >> HALF, widths.key);
                    packed.bits(more, HALF);
                }
                packed.bits(unsigned(entry.form), HALF);
                packed.bits(unsigned(entry.form) >> HALF, HALF);
                packed.bits(entry.lot.into(), u32::BITS);
            }
            packed.bits(entry.article.into(), widths.article);
            packed.rice(entry.ordinal.into(), widths.ordinal);
            before = entry;
        }
        packed.finish()
    }

    fn unpack(start: Self::Start, packed: &[u8], entries: &mut Vec<Self>) {
        let number = |bytes: &[u8]| bytes.iter().fold(0, |n, &byte| n << 8 | u64::from(byte));
        let [key, form, lot] = [&start[..6], &start[6..12], &start[12..16]].map(number);
        let (count, mut packed) = BitUnpacker::of(packed, LEAST);
        let widths = Widths::unpack(&mut packed);
        let mut entry =
            Self { key: signed(key), form: signed(form), lot: lot as u32, article: 0, ordinal: 0 };
        for _ in 0..count {
            if packed.bits(1) == 1 {
                entry.lot = entry.lot.wrapping_add(packed.rice(widths.lot) as u32);
            } else {
                if packed.bits(1) == 0 {
                    let more = packed.rice(widths.key) << HALF | packed.bits(HALF);
                    entry.key = entry.key.wrapping_add(more.cast_signed());
                }
                entry.form = signed(packed.bits(HALF) | packed.bits(HALF) << HALF);
                entry.lot = packed.bits(u32::BITS) as u32;
            }
            entry.article = packed.bits(widths.article) as u32;
            entry.ordinal = packed.rice(widths.ordinal) as u32;
            entries.push(entry);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::library::in_memory;
    use super::*;

    fn entry(key: i64, form: i64, lot: u32, article: u32, ordinal: u32) -> ChainKey {
        ChainKey { key, form, lot, article, ordinal }
    }

    /// Keys of few and of very many chains, the least and the greatest among them.
    fn entries() -> Vec<ChainKey> {
        let spread = |n: u32| n.wrapping_mul(2_654_435_761);
        let wide = |n: u32| i64::from(spread(n).cast_signed()) << 15;
        let rare = (0..700).map(|n| entry(wide(n / 2), wide(n), spread(n), n, n % 30));
        let frequent = (0..700).map(|n| entry(-7, wide(n % 3), spread(n) % 5000, n, n % 2));
        let ends = [i64::MIN >> 16, -1, 0, i64::MAX >> 16]
            .map(|end| entry(end, !end, u32::MAX, u32::MAX, u32::MAX));
        let mut all: Vec<_> = rare.chain(frequent).chain(ends).collect();
        all.sort_unstable();
        all
    }

    #[test]
    fn entries_are_found_again_by_key_and_form() {
        let (conn, entries) = (in_memory(), entries());
        let mut shuffled = entries.clone();
        shuffled.sort_unstable_by_key(|entry| entry.lot.rotate_left(9) ^ entry.article);
        for some in shuffled.chunks_mut(300) {
            some.sort_unstable();
            change(&conn, some, Change::Enter).unwrap();
        }
        for at in (0..entries.len()).step_by(40).chain([0, entries.len() - 1]) {
            let ChainKey { key, form, .. } = entries[at];
            let mut found = Vec::new();
            each_under(&conn, key, form, |entry| {
                found.push(entry);
                true
            })
            .unwrap();
            let from = |entry: &&ChainKey| entry.key == key && entry.form >= form;
            assert_eq!(found, entries.iter().filter(from).copied().collect::<Vec<_>>());
        }
        let mut n_found = 0;
        each_under(&conn, -7, LEAST_FORM, |_| {
            n_found += 1;
            n_found < 3
        })
        .unwrap();
        assert_eq!(n_found, 3);
    }

    #[test]
    fn a_run_is_read_as_it_was_and_starts_ascend() {
        let entries = entries();
        let mut read = Vec::new();
        ChainKey::unpack(entries[0].start(), &ChainKey::pack(&entries), &mut read);
        assert_eq!(read, entries);
        assert!(entries.windows(2).all(|pair| pair[0].start() < pair[1].start()));
        // A damaged run is some run.
        let mut packed = ChainKey::pack(&entries[..50]);
        packed.truncate(60);
        packed[9] ^= 0xff;
        ChainKey::unpack(entries[0].start(), &packed, &mut read);
    }
}
