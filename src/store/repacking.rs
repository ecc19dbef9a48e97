//! Packs tighter what a library of before has packed, or kept in rows: its texts, the index of their words, mentions and
//! quotes.

use std::io::Read;

use flate2::read::DeflateDecoder;
use rusqlite::{Connection, Row};

use super::library::{of_code, of_json, rows};
use super::packed::Unpacker;
use super::places::give_places;
use super::quotes::pack_parts;
use super::reading::{StoredMention, pack_mentions, span_of};
use super::texts::TextPacker;
use crate::model::{EntityKind, Form};
use crate::text::Span;

/// Articles that are packed together.
const ARTICLES_AT_ONCE: i64 = 1000;

/// Fills the tables of the eleventh version from those of before, and drops these; but for links and the keys of passages,
/// which a later step has found anew.
pub(super) fn repack(conn: &Connection) -> rusqlite::Result<()> {
    repack_texts(conn)?;
    conn.execute_batch(
        "DROP TABLE deflated_texts; DROP TABLE key_runs; DROP TABLE link_runs; DROP TABLE old_ties;
        DROP TABLE old_texts; DROP TABLE old_passage_keys; DROP TABLE old_links;
        UPDATE articles SET place = -place",
    )?;
    give_places(conn)
}

fn repack_texts(conn: &Connection) -> rusqlite::Result<()> {
    const TEXTS: &str = "
        SELECT a.id, o.text, d.text FROM articles a
        LEFT JOIN old_texts o ON o.article = a.id LEFT JOIN deflated_texts d ON d.article = a.id
        WHERE a.id > ?1 ORDER BY a.id LIMIT ?2";
    let mut last = i64::MIN;
    loop {
        let texts = rows(conn, TEXTS, (last, ARTICLES_AT_ONCE), text)?;
        let Some((end, _)) = texts.last() else { return Ok(()) };
        last = *end;
        let mut packer = TextPacker::new(conn, texts.iter().map(|(_, text)| text.as_str()))?;
        for (id, text) in &texts {
            conn.prepare_cached("INSERT INTO texts (article, text) VALUES (?1, ?2)")?
                .execute((id, packer.pack(text)?))?;
        }
    }
}

fn text(row: &Row<'_>) -> rusqlite::Result<(i64, String)> {
    let text = match row.get(1)? {
        Some(text) => text,
        None => row.get_ref(2)?.as_blob_or_null()?.map(inflated).unwrap_or_default(),
    };
    Ok((row.get(0)?, text))
}

/// A text that was packed as its length and deflated; as far as it can be read.
fn inflated(packed: &[u8]) -> String {
    let mut packed = Unpacker(packed);
    let (length, mut text) = (packed.small(), String::new());
    let _ = DeflateDecoder::new(packed.0).take(length.into()).read_to_string(&mut text);
    text
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
            let parts = pack_parts(&of_json::<Vec<Span>>(row, 3).unwrap_or_default());
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
