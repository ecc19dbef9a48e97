//! The links of an article, packed. Each link is written with both of its articles, so that either finds it.

use rusqlite::Connection;
use rustc_hash::FxHashSet;

use super::library::{code, of_code, unpacked};
use super::numbering::add_up;
use super::packed::{BitPacker, BitUnpacker, rice_width};
use crate::model::{ArticleId, Link, LinkKind, PassageRef, SmallLink};

/// A link as one of its articles sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LinkEnd {
    /// The passage of another article.
    pub(super) other: PassageRef,
    /// The own passage.
    pub(super) ordinal: u32,
    pub(super) kind: LinkKind,
    /// Kept in hundredths.
    pub(super) score: f32,
}

impl LinkEnd {
    const fn place(&self) -> (PassageRef, u32) {
        (self.other, self.ordinal)
    }
}

/// The links of an article, by the passages of the others.
pub(super) fn links_of(conn: &Connection, article: ArticleId) -> rusqlite::Result<Vec<LinkEnd>> {
    const LINKS: &str = "SELECT links FROM links WHERE article = ?1";
    unpacked(conn, LINKS, article, unpack)
}

/// Adds links, in place of those between the same passages. Each row is written once, however many of them it gets: one
/// that grows again would not stay on its page.
pub(super) fn add_links(conn: &Connection, links: &[SmallLink]) -> rusqlite::Result<()> {
    let ends = |&place: &u32| {
        let Link { a, b, kind, score } = links[place as usize].into();
        let end = |own: PassageRef, other| LinkEnd { other, ordinal: own.ordinal, kind, score };
        [(a.article, end(a, b)), (b.article, end(b, a))]
    };
    let orders = [0, 1].map(|side| by_article(links.len(), |place| ends(place)[side].0));
    let mut rest = orders.each_ref().map(Vec::as_slice);
    let mut all: Vec<LinkEnd> = Vec::new();
    loop {
        let next = [0, 1].map(|side| rest[side].first().map(|place| ends(place)[side].0));
        let Some(article) = next.into_iter().flatten().min() else { return Ok(()) };
        all.clear();
        for (side, rest) in rest.iter_mut().enumerate() {
            let n_own = rest.iter().take_while(|place| ends(place)[side].0 == article).count();
            let (own, after) = rest.split_at(n_own);
            all.extend(own.iter().rev().map(|place| ends(place)[side].1));
            *rest = after;
        }
        all.extend(links_of(conn, article)?);
        all.sort_by_key(LinkEnd::place);
        all.dedup_by_key(|end| end.place());
        put(conn, article, &all)?;
    }
}

/// The numbers below `count` by the article that `article` gives for each. Counts them where the ids are close enough, which
/// they are where there are many: sorting takes longer than all the rest of adding them.
fn by_article(count: usize, article: impl Fn(&u32) -> ArticleId) -> Vec<u32> {
    let all = 0..count as u32;
    let ids = || all.clone().map(|place| article(&place).0);
    let (Some(first), Some(last)) = (ids().min(), ids().max()) else { return Vec::new() };
    let mut order: Vec<u32> = all.clone().collect();
    if ids().is_sorted() {
        return order;
    }
    let n_ids = (last - first) as usize + 1;
    if n_ids / 2 > count {
        order.sort_by_key(article);
        return order;
    }
    let mut starts = vec![0_u32; n_ids + 1];
    ids().for_each(|id| starts[(id - first) as usize + 1] += 1);
    add_up(&mut starts);
    for (place, id) in all.clone().zip(ids()) {
        let start = &mut starts[(id - first) as usize];
        order[*start as usize] = place;
        *start += 1;
    }
    order
}

/// Drops all links of an article.
pub(super) fn drop_links(conn: &Connection, article: ArticleId) -> rusqlite::Result<()> {
    let ends = links_of(conn, article)?;
    for of_one in ends.chunk_by(|a, b| a.other.article == b.other.article) {
        let Some(first) = of_one.first() else { continue };
        keep_links(conn, first.other.article, |end| end.other.article != article)?;
    }
    put(conn, article, &[])
}

/// Drops the links between a passage and some others.
pub(super) fn drop_links_between(
    conn: &Connection,
    passage: PassageRef,
    others: &FxHashSet<PassageRef>,
) -> rusqlite::Result<()> {
    let PassageRef { article, ordinal } = passage;
    keep_links(conn, article, |end| end.ordinal != ordinal || !others.contains(&end.other))?;
    for other in others {
        keep_links(conn, other.article, |end| {
            end.ordinal != other.ordinal || end.other != passage
        })?;
    }
    Ok(())
}

fn keep_links(
    conn: &Connection,
    article: ArticleId,
    is_kept: impl Fn(&LinkEnd) -> bool,
) -> rusqlite::Result<()> {
    let mut ends = links_of(conn, article)?;
    ends.retain(is_kept);
    put(conn, article, &ends)
}

/// Stores the links of an article; the row goes with the last.
fn put(conn: &Connection, article: ArticleId, ends: &[LinkEnd]) -> rusqlite::Result<()> {
    const PUT: &str = "INSERT OR REPLACE INTO links (article, n_links, links) VALUES (?1, ?2, ?3)";
    const DROP: &str = "DELETE FROM links WHERE article = ?1";
    if ends.is_empty() {
        conn.prepare_cached(DROP)?.execute([article.0])?;
    } else {
        conn.prepare_cached(PUT)?.execute((article.0, ends.len(), pack(ends)))?;
    }
    Ok(())
}

/// How the links of an article are written, all in Rice codes but the score.
struct Widths {
    /// Of what the article at the other end adds to the one before, where that is another.
    article: u32,
    /// Of the ordinal there.
    other: u32,
    /// Of the own ordinal.
    own: u32,
}

impl Widths {
    fn of(ends: &[LinkEnd]) -> Self {
        let count = ends.len() as u64;
        let others = ends.chunk_by(|a, b| a.other.article == b.other.article);
        let sum = |of: fn(&LinkEnd) -> u32| ends.iter().map(|end| u64::from(of(end))).sum();
        let last = ends.last().map_or(0, |end| end.other.article.0.cast_unsigned());
        Self {
            article: rice_width(last, others.count() as u64),
            other: rice_width(sum(|end| end.other.ordinal), count),
            own: rice_width(sum(|end| end.ordinal), count),
        }
    }
}

/// Bits of a score in hundredths.
const SCORE: u32 = 7;

/// Bits of a link at least: a score, a mark and three codes.
const LEAST: u64 = SCORE as u64 + 4;

fn pack(ends: &[LinkEnd]) -> Vec<u8> {
    let (mut packed, widths) = (BitPacker::of(ends.len()), Widths::of(ends));
    [widths.article, widths.other, widths.own].iter().for_each(|&width| packed.width(width));
    let mut before = 0;
    for end in ends {
        let article = end.other.article.0;
        packed.bits((article == before).into(), 1);
        if article != before {
            packed.rice((article - before).cast_unsigned(), widths.article);
        }
        packed.rice(end.other.ordinal.into(), widths.other);
        packed.rice(end.ordinal.into(), widths.own);
        // Most links are of the last kind.
        let kind = LinkKind::ALL.len() as i64 - 1 - code(&LinkKind::ALL, &end.kind);
        packed.rice(kind.cast_unsigned(), 0);
        packed.bits(Link::hundredths(end.score).into(), SCORE);
        before = article;
    }
    packed.finish()
}

fn unpack(packed: &[u8]) -> Vec<LinkEnd> {
    let (count, mut packed) = BitUnpacker::of(packed, LEAST);
    let [article, other, own] = [(); 3].map(|()| packed.width());
    let widths = Widths { article, other, own };
    let mut article = 0_i64;
    let end = |_| {
        if packed.bits(1) == 0 {
            article = article.wrapping_add(packed.rice(widths.article).cast_signed());
        }
        let ordinal = packed.rice(widths.other) as u32;
        let other = PassageRef { article: ArticleId(article), ordinal };
        let ordinal = packed.rice(widths.own) as u32;
        let kind = LinkKind::ALL.len() as i64 - 1 - packed.rice(0).cast_signed();
        let score = Link::score_of(packed.bits(SCORE) as u8);
        LinkEnd { other, ordinal, kind: of_code(&LinkKind::ALL, kind), score }
    };
    (0..count).map(end).collect()
}

#[cfg(test)]
mod tests {
    use super::super::library::in_memory;
    use super::*;

    fn passage(article: i64, ordinal: u32) -> PassageRef {
        PassageRef { article: ArticleId(article), ordinal }
    }

    #[test]
    fn numbers_are_put_in_the_order_of_their_articles() {
        for ids in [&[5, 3, 5, 4, 3][..], &[3, 3, 4], &[9, 1, 70_000, 9], &[]] {
            let article = |place: &u32| ArticleId(ids[*place as usize]);
            let mut sorted: Vec<u32> = (0..ids.len() as u32).collect();
            sorted.sort_by_key(article);
            assert_eq!(by_article(ids.len(), article), sorted);
        }
    }

    #[test]
    fn either_end_finds_a_link_until_it_goes() {
        let conn = in_memory();
        let link = |a, b, score| SmallLink::from(Link { a, b, kind: LinkKind::Retold, score });
        let (one, two, far) = (passage(1, 3), passage(2, 0), passage(70_000, 200));
        let links = [link(two, one, 0.5), link(one, far, 0.124), link(far, two, 1.0)];
        add_links(&conn, &links[..1]).unwrap();
        add_links(&conn, &links[1..]).unwrap();
        add_links(&conn, &[link(one, two, 0.75)]).unwrap();
        let of = |article: i64| links_of(&conn, ArticleId(article)).unwrap();
        let end = |ordinal, other, score| LinkEnd { other, ordinal, kind: LinkKind::Retold, score };
        assert_eq!(of(1), [end(3, two, 0.75), end(3, far, 0.12)]);
        assert_eq!(of(70_000), [end(200, one, 0.12), end(200, two, 1.0)]);
        drop_links_between(&conn, one, &[far].into_iter().collect()).unwrap();
        assert_eq!((of(1).len(), of(70_000)), (1, vec![end(200, two, 1.0)]));
        drop_links(&conn, ArticleId(2)).unwrap();
        assert_eq!((of(1).len(), of(2).len(), of(70_000).len()), (0, 0, 0));
    }
}
