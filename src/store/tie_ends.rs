//! The ties of an article, packed. Each tie is written with both of its articles, so that either finds it.

use rusqlite::Connection;
use rustc_hash::FxHashMap;

use super::library::unpacked;
use super::packed::{BitPacker, BitUnpacker, rice_width};
use crate::model::{ArticleId, Tie};

/// A tie as one of its articles sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TieEnd {
    /// The other article.
    pub(super) other: ArticleId,
    /// [`Tie::told`].
    pub(super) told: u32,
    /// [`Tie::is_copied`].
    pub(super) is_copied: bool,
}

/// The ties of an article, by the other articles.
pub(super) fn ties_of(conn: &Connection, article: ArticleId) -> rusqlite::Result<Vec<TieEnd>> {
    const TIES: &str = "SELECT ties FROM ties WHERE article = ?1";
    unpacked(conn, TIES, article, unpack)
}

/// Hands on all ties, by their articles.
pub(super) fn each_tie(conn: &Connection, mut take: impl FnMut(Tie)) -> rusqlite::Result<()> {
    let mut statement = conn.prepare_cached("SELECT article, ties FROM ties ORDER BY article")?;
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        let article = ArticleId(row.get(0)?);
        let later =
            unpack(row.get_ref(1)?.as_blob()?).into_iter().filter(|end| end.other > article);
        later.for_each(|TieEnd { other, told, is_copied }| {
            take(Tie { articles: [article, other], told, is_copied });
        });
    }
    Ok(())
}

/// Stores `ties` in place of all that these articles had. An article that `is_due` has its own turn, before or after, and
/// is left as it is.
pub(super) fn replace_ties(
    conn: &Connection,
    of: &[ArticleId],
    ties: &[Tie],
    is_due: impl Fn(ArticleId) -> bool,
) -> rusqlite::Result<()> {
    let mut changes = Changes { conn, ends: FxHashMap::default() };
    let is_left = |article| is_due(article) && of.binary_search(&article).is_err();
    for &article in of {
        for TieEnd { other, .. } in std::mem::take(changes.ends(article)?) {
            if !is_left(other) {
                changes.ends(other)?.retain(|end| end.other != article);
            }
        }
    }
    for &Tie { articles: [a, b], told, is_copied } in ties {
        for (article, other) in [(a, b), (b, a)] {
            if is_left(article) {
                continue;
            }
            let ends = changes.ends(article)?;
            let end = TieEnd { other, told, is_copied };
            match ends.binary_search_by_key(&other, |end| end.other) {
                Ok(at) => ends[at] = end,
                Err(at) => ends.insert(at, end),
            }
        }
    }
    changes.store()
}

/// The ties of some articles that are being changed: as they were, and as they shall be.
struct Changes<'c> {
    conn: &'c Connection,
    ends: FxHashMap<ArticleId, (Vec<TieEnd>, Vec<TieEnd>)>,
}

impl Changes<'_> {
    fn ends(&mut self, of: ArticleId) -> rusqlite::Result<&mut Vec<TieEnd>> {
        if !self.ends.contains_key(&of) {
            let stored = ties_of(self.conn, of)?;
            self.ends.insert(of, (stored.clone(), stored));
        }
        Ok(&mut self.ends.entry(of).or_default().1)
    }

    /// Writes what has changed; a row goes with its last tie.
    fn store(self) -> rusqlite::Result<()> {
        const PUT: &str = "INSERT OR REPLACE INTO ties (article, ties) VALUES (?1, ?2)";
        const DROP: &str = "DELETE FROM ties WHERE article = ?1";
        let mut changed: Vec<_> =
            self.ends.into_iter().filter(|(_, (before, after))| before != after).collect();
        changed.sort_unstable_by_key(|(article, _)| *article);
        for (article, (_, ends)) in changed {
            if ends.is_empty() {
                self.conn.prepare_cached(DROP)?.execute([article.0])?;
            } else {
                self.conn.prepare_cached(PUT)?.execute((article.0, pack(&ends)))?;
            }
        }
        Ok(())
    }
}

/// Bits of [`Tie::told`].
const TOLD: u32 = 10;

/// Bits of a tie at least: how much is told, whether it is copied, and a code.
const LEAST: u64 = 12;

fn pack(ends: &[TieEnd]) -> Vec<u8> {
    let last = ends.last().map_or(0, |end| end.other.0.cast_unsigned());
    let width = rice_width(last, ends.len() as u64);
    let (mut packed, mut before) = (BitPacker::of(ends.len()), 0);
    packed.width(width);
    for end in ends {
        packed.rice((end.other.0 - before).cast_unsigned(), width);
        packed.bits(end.told.min(1000).into(), TOLD);
        packed.bits(end.is_copied.into(), 1);
        before = end.other.0;
    }
    packed.finish()
}

fn unpack(packed: &[u8]) -> Vec<TieEnd> {
    let (count, mut packed) = BitUnpacker::of(packed, LEAST);
    let (width, mut other) = (packed.width(), 0_i64);
    let end = |_| {
        other = other.wrapping_add(packed.rice(width).cast_signed());
        let (told, is_copied) = (packed.bits(TOLD) as u32, packed.bits(1) == 1);
        TieEnd { other: ArticleId(other), told, is_copied }
    };
    (0..count).map(end).collect()
}

#[cfg(test)]
mod tests {
    use super::super::library::in_memory;
    use super::*;

    #[test]
    fn either_article_knows_its_ties_until_others_take_their_place() {
        let conn = in_memory();
        let tie = |a, b, told| Tie {
            articles: [ArticleId(a), ArticleId(b)],
            told,
            is_copied: told > 900,
        };
        let all = || {
            let mut all = Vec::new();
            each_tie(&conn, |tie| all.push(tie)).unwrap();
            all
        };
        let put = |of: &[i64], ties: &[Tie]| {
            let of: Vec<ArticleId> = of.iter().copied().map(ArticleId).collect();
            replace_ties(&conn, &of, ties, |_| false).unwrap();
        };
        let ties = [tie(1, 2, 300), tie(1, 70_000, 1000), tie(2, 9, 901)];
        put(&[1, 2], &ties);
        assert_eq!(all(), ties);
        put(&[9, 70_000], &ties[1..]);
        assert_eq!(all(), ties);
        let ends = ties_of(&conn, ArticleId(2)).unwrap();
        let others: Vec<_> =
            ends.iter().map(|end| (end.other.0, end.told, end.is_copied)).collect();
        assert_eq!(others, [(1, 300, false), (9, 901, true)]);
        put(&[1], &[tie(1, 9, 0)]);
        assert_eq!(all(), [tie(1, 9, 0), ties[2]]);
        put(&[9], &[]);
        assert_eq!(all(), []);
        let due = |of: i64, ties: &[Tie]| {
            replace_ties(&conn, &[ArticleId(of)], ties, |article| article.0 < 9).unwrap();
        };
        due(1, &ties[..2]);
        let n_ties = |of: i64| ties_of(&conn, ArticleId(of)).unwrap().len();
        assert_eq!([1, 2, 9, 70_000].map(n_ties), [2, 0, 0, 1]);
        due(2, &[ties[0], ties[2]]);
        assert_eq!([1, 2, 9, 70_000].map(n_ties), [2, 2, 1, 1]);
        assert_eq!(all(), ties);
    }
}
