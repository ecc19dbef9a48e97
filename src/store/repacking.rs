//! Packs tighter what a library of before has packed, or kept in rows: its texts, mentions, quotes, the keys of its passages, its
//! links and ties, and the index of its words.

use std::io::Read;

use flate2::read::DeflateDecoder;
use rusqlite::{Connection, Row};

use super::library::{of_code, of_json, rows, set_state};
use super::link_ends::add_links;
use super::packed::Unpacker;
use super::passage_keys::PassageKey;
use super::places::{DAY_BITS, free_place, put_words};
use super::quotes::pack_parts;
use super::reading::{StoredMention, pack_mentions, span_of};
use super::runs::{Change, change};
use super::terms;
use super::texts::TextPacker;
use super::tie_ends::replace_ties;
use crate::model::{ArticleId, EntityKind, Form, Link, LinkKind, PassageRef, SmallLink, Tie};
use crate::text::Span;

/// Articles whose words are indexed together, and entries of an index that are entered together.
const ARTICLES_AT_ONCE: i64 = 1000;
const ENTRIES_AT_ONCE: usize = 1 << 16;

/// Fills the tables of the eleventh version from those of before, and drops these.
pub(super) fn repack(conn: &Connection) -> rusqlite::Result<()> {
    repack_texts(conn)?;
    repack_keys(conn)?;
    repack_links(conn)?;
    let ties = rows(conn, "SELECT a, b, told, is_copied FROM old_ties", [], tie)?;
    replace_ties(conn, &[], &ties, |_| false)?;
    conn.execute_batch(
        "DROP TABLE deflated_texts; DROP TABLE key_runs; DROP TABLE link_runs; DROP TABLE old_ties;
        DROP TABLE old_texts; DROP TABLE old_passage_keys; DROP TABLE old_links",
    )
}

/// An article whose text and words are packed anew.
struct Article {
    id: i64,
    day: Option<i32>,
    title: String,
    text: String,
}

fn repack_texts(conn: &Connection) -> rusqlite::Result<()> {
    const ARTICLES: &str = "
        SELECT a.id, a.day, a.title, o.text, d.text FROM articles a
        LEFT JOIN old_texts o ON o.article = a.id LEFT JOIN deflated_texts d ON d.article = a.id
        WHERE a.id > ?1 ORDER BY a.id LIMIT ?2";
    let mut last = i64::MIN;
    loop {
        let articles = rows(conn, ARTICLES, (last, ARTICLES_AT_ONCE), article)?;
        let Some(end) = articles.last() else { return Ok(()) };
        last = end.id;
        // More than any day has articles.
        set_state(conn, DAY_BITS, 24)?;
        let mut packer = TextPacker::new(conn, articles.iter().map(|of| of.text.as_str()))?;
        let mut words = Vec::new();
        for Article { id, day, title, text } in &articles {
            let place = free_place(conn, *day)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
            conn.prepare_cached("UPDATE articles SET place = ?2 WHERE id = ?1")?
                .execute((id, place))?;
            conn.prepare_cached("INSERT INTO texts (article, text) VALUES (?1, ?2)")?
                .execute((id, packer.pack(text)?))?;
            words.push((place, terms::indexed(title), terms::indexed(text)));
        }
        let words =
            words.iter().map(|(place, title, text)| (*place, title.as_str(), text.as_str()));
        put_words(conn, &words.collect::<Vec<_>>())?;
    }
}

fn article(row: &Row<'_>) -> rusqlite::Result<Article> {
    let text = match row.get(3)? {
        Some(text) => text,
        None => row.get_ref(4)?.as_blob_or_null()?.map(inflated).unwrap_or_default(),
    };
    Ok(Article { id: row.get(0)?, day: row.get(1)?, title: row.get(2)?, text })
}

/// A text that was packed as its length and deflated; as far as it can be read.
fn inflated(packed: &[u8]) -> String {
    let mut packed = Unpacker(packed);
    let (length, mut text) = (packed.small(), String::new());
    let _ = DeflateDecoder::new(packed.0).take(length.into()).read_to_string(&mut text);
    text
}

fn repack_keys(conn: &Connection) -> rusqlite::Result<()> {
    const ROWS: &str =
        "SELECT key, article, ordinal FROM old_passage_keys ORDER BY key, article, ordinal";
    let mut entries = Vec::new();
    let enter = |entries: &mut Vec<PassageKey>, at_least: usize| {
        if entries.len() < at_least {
            return Ok(());
        }
        change(conn, entries, Change::Enter)?;
        entries.clear();
        rusqlite::Result::Ok(())
    };
    let mut statement = conn.prepare(ROWS)?;
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        let passage = PassageRef { article: ArticleId(row.get(1)?), ordinal: row.get(2)? };
        entries.push(PassageKey { key: row.get(0)?, passage });
        enter(&mut entries, ENTRIES_AT_ONCE)?;
    }
    let mut statement = conn.prepare("SELECT first, entries FROM key_runs ORDER BY first")?;
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        old_run(row.get(0)?, row.get_ref(1)?.as_blob()?, &mut entries);
        enter(&mut entries, ENTRIES_AT_ONCE)?;
    }
    enter(&mut entries, 0)
}

/// A run of entries as they were packed in bytes.
fn old_run(first: i64, packed: &[u8], entries: &mut Vec<PassageKey>) {
    let mut packed = Unpacker(packed);
    let (mut key, mut article) = ((first >> 31) as u32, first & ((1 << 31) - 1));
    while !packed.is_at_end() {
        let more = packed.small();
        key = key.wrapping_add(more);
        let from = if more == 0 { article } else { 0 };
        article = from.wrapping_add(packed.number().cast_signed());
        let passage = PassageRef { article: ArticleId(article), ordinal: packed.small() };
        entries.push(PassageKey { key, passage });
    }
}

fn repack_links(conn: &Connection) -> rusqlite::Result<()> {
    add_links(conn, &rows(conn, "SELECT * FROM old_links", [], |row| link(row).map(Link::into))?)?;
    let mut links = Vec::new();
    let mut statement = conn.prepare("SELECT article, links FROM link_runs ORDER BY article")?;
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        old_links(ArticleId(row.get(0)?), row.get_ref(1)?.as_blob()?, &mut links);
    }
    add_links(conn, &links)
}

fn link(row: &Row<'_>) -> rusqlite::Result<Link> {
    Ok(Link {
        a: PassageRef { article: ArticleId(row.get(0)?), ordinal: row.get(1)? },
        b: PassageRef { article: ArticleId(row.get(2)?), ordinal: row.get(3)? },
        kind: of_code(&LinkKind::ALL, row.get(4)?),
        score: row.get(5)?,
    })
}

fn tie(row: &Row<'_>) -> rusqlite::Result<Tie> {
    let articles = [ArticleId(row.get(0)?), ArticleId(row.get(1)?)];
    Ok(Tie { articles, told: row.get(2)?, is_copied: row.get(3)? })
}

/// The links of an article to later ones as they were packed in bytes; those to earlier ones came with these.
fn old_links(of: ArticleId, packed: &[u8], links: &mut Vec<SmallLink>) {
    let (mut packed, mut article) = (Unpacker(packed), 0_i64);
    while !packed.is_at_end() {
        article = article.wrapping_add(packed.number().cast_signed());
        let b = PassageRef { article: ArticleId(article), ordinal: packed.small() };
        let (ordinal, what) = (packed.small(), packed.small());
        if b.article > of {
            let kind = of_code(&LinkKind::ALL, i64::from(what & 7));
            let score = (what >> 3) as f32 / 1000.0;
            let a = PassageRef { article: of, ordinal };
            links.push(Link { a, b, kind, score }.into());
        }
    }
}

/// Packs the mentions and quotes of the fifteenth version tighter.
pub(super) fn repack_readings(conn: &Connection) -> rusqlite::Result<()> {
    repack_mentions(conn)?;
    repack_quotes(conn)?;
    conn.execute_batch("DROP TABLE old_quotes")
}

fn repack_quotes(conn: &Connection) -> rusqlite::Result<()> {
    const QUOTES: &str = "
        SELECT article, ordinal, passage, parts, chain, confidence FROM old_quotes
        WHERE article >= ?1 AND article < ?1 + ?2 ORDER BY article, ordinal";
    const LAST: &str = "SELECT ifnull(max(article), -1) FROM old_quotes";
    const PUT: &str = "INSERT INTO quotes (article, ordinal, passage, parts, chain, confidence)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    type Quote = (i64, i64, i64, Vec<u8>, Option<i64>, u16);
    let last: i64 = conn.query_row(LAST, [], |row| row.get(0))?;
    for from in (0..=last).step_by(ARTICLES_AT_ONCE as usize) {
        let quotes: Vec<Quote> = rows(conn, QUOTES, (from, ARTICLES_AT_ONCE), |row| {
            let parts = pack_parts(&of_json::<Vec<Span>>(row, 3)?);
            let sure = StoredMention::thousandths(row.get(5)?);
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, parts, row.get(4)?, sure))
        })?;
        let mut put = conn.prepare_cached(PUT)?;
        quotes.iter().try_for_each(|quote| {
            let (article, ordinal, passage, parts, chain, sure) = quote;
            put.execute((article, ordinal, passage, parts, chain, sure)).map(drop)
        })?;
    }
    Ok(())
}

fn repack_mentions(conn: &Connection) -> rusqlite::Result<()> {
    const MENTIONS: &str =
        "SELECT article, mentions FROM readings WHERE article > ?1 ORDER BY article LIMIT ?2";
    const PUT: &str = "UPDATE readings SET mentions = ?2 WHERE article = ?1";
    let mut last = i64::MIN;
    loop {
        let articles = rows(conn, MENTIONS, (last, ARTICLES_AT_ONCE), |row| {
            Ok((row.get::<_, i64>(0)?, old_mentions(row.get_ref(1)?.as_blob()?)))
        })?;
        let Some((end, _)) = articles.last() else { return Ok(()) };
        last = *end;
        for (article, mentions) in &articles {
            conn.prepare_cached(PUT)?.execute((article, pack_mentions(mentions)))?;
        }
    }
}

/// The mentions of an article as they were packed in bytes.
fn old_mentions(packed: &[u8]) -> Vec<StoredMention> {
    let mut packed = Unpacker(packed);
    let (count, mut at) = (packed.count(), 0_u64);
    let mention = |_| {
        at = at.wrapping_add(packed.number());
        let span = span_of(at, packed.number());
        let what = packed.small();
        let (rule, confidence, chain) = (packed.small(), packed.small(), packed.small());
        StoredMention {
            span,
            kind: of_code(&EntityKind::ALL, i64::from(what & 3)),
            form: of_code(&Form::ALL, i64::from(what >> 2 & 3)),
            confidence: confidence.min(1000) as u16,
            rule,
            chain: (what >> 4 & 1 == 0).then_some(chain),
        }
    };
    (0..count).map(mention).collect()
}
