//! The whole library as text, without a row id: two libraries of the same articles give the same dump,
//! however they came about.

use std::fmt::Write;

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use rustc_hash::FxHashMap;

use super::StoreError;
use super::articles::article;
use super::library::{Library, rows};
use super::link_ends::{LinkEnd, links_of};
use super::reading::{Rules, chains, mentions};
use super::tie_ends::{TieEnd, ties_of};
use crate::model::ArticleId;

impl Library {
    /// Returns all that is stored but the times of files, one fact a line, in an order of its own. For tests
    /// and for finding out in what two libraries differ.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn dump(&self) -> Result<String, StoreError> {
        self.ask(|conn| {
            let mut out = String::new();
            for statement in [FILES, FAULTS, QUOTES, EDITIONS] {
                lines(conn, statement, &mut out)?;
            }
            articles(conn, &mut out)?;
            entities(conn, &mut out)?;
            conn.execute_batch(INDEXED_WORDS)?;
            lines(conn, WORDS, &mut out)?;
            conn.execute_batch("DROP TABLE temp.indexed_words")?;
            Ok(out)
        })
    }
}

const FILES: &str = "SELECT 'file', key, size, hash FROM files ORDER BY key";

const FAULTS: &str = "
    SELECT 'fault', f.key, f.place, f.why, files.key
    FROM faults f LEFT JOIN files ON files.id = f.file ORDER BY 2, 3, 4, 5";

const QUOTES: &str = "
    SELECT 'quote', a.key, q.ordinal, q.passage, q.parts, q.chain, q.confidence
    FROM quotes q JOIN keyed_articles a ON a.id = q.article ORDER BY a.key, q.ordinal";

const EDITIONS: &str = "
    SELECT 'edition', a.key, e.key, a.wording
    FROM keyed_articles a LEFT JOIN keyed_articles e ON e.id = a.edition ORDER BY a.key";

const INDEXED_WORDS: &str =
    "CREATE VIRTUAL TABLE temp.indexed_words USING fts5vocab (main, words, instance)";

const WORDS: &str = "
    SELECT 'word', a.key, w.col, w.term, count(*), sum(w.offset)
    FROM temp.indexed_words w LEFT JOIN keyed_articles a ON a.place = w.doc
    GROUP BY w.doc, w.col, w.term ORDER BY 2, 3, 4";

/// Writes each row of a statement as a line.
fn lines(conn: &Connection, statement: &str, out: &mut String) -> rusqlite::Result<()> {
    let mut statement = conn.prepare(statement)?;
    let n_columns = statement.column_count();
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        for column in 0..n_columns {
            let _ = match row.get_ref(column)? {
                ValueRef::Null => write!(out, "-\t"),
                ValueRef::Integer(number) => write!(out, "{number}\t"),
                ValueRef::Real(number) => write!(out, "{number}\t"),
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                    write!(out, "{}\t", bytes.escape_ascii())
                }
            };
        }
        out.push('\n');
    }
    Ok(())
}

fn articles(conn: &Connection, out: &mut String) -> rusqlite::Result<()> {
    const ARTICLES: &str =
        "SELECT id, key, n_passages, n_words, is_linked, doubt FROM keyed_articles ORDER BY key";
    const COUNTS: &str = "
        SELECT kind, n_mentions, n_nominals, n_pronouns FROM chains WHERE article = ?1 ORDER BY ordinal";
    let rules = Rules::read(conn)?;
    let found = rows(conn, ARTICLES, [], |row| {
        let numbers: [Option<i64>; 4] = [row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?];
        Ok((ArticleId(row.get(0)?), row.get::<_, String>(1)?, numbers))
    })?;
    let keys: FxHashMap<ArticleId, &str> = found.iter().map(|(id, key, _)| (*id, &**key)).collect();
    for (id, key, numbers) in &found {
        let _ = writeln!(out, "article\t{numbers:?}\t{:?}", article(conn, *id)?);
        for mention in mentions(conn, *id)? {
            let _ =
                writeln!(out, "mention\t{key}\t{:?}\t{:?}", mention.chain, rules.mention(&mention));
        }
        for chain in chains(conn, *id)? {
            let _ = writeln!(out, "chain\t{key}\t{chain:?}");
        }
        let count = |row: &rusqlite::Row<'_>| {
            Ok([row.get::<_, u32>(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
        };
        let _ = writeln!(out, "counts\t{key}\t{:?}", rows(conn, COUNTS, [id.0], count)?);
        let mut links: Vec<String> = Vec::new();
        for LinkEnd { other, ordinal, kind, score } in links_of(conn, *id)? {
            let of = keys.get(&other.article);
            links.push(format!("{ordinal}\t{of:?}\t{}\t{kind:?}\t{score}", other.ordinal));
        }
        sorted(("link", key), links, out);
        let mut ties: Vec<String> = Vec::new();
        for TieEnd { other, told, is_copied } in ties_of(conn, *id)? {
            ties.push(format!("{:?}\t{told}\t{is_copied}", keys.get(&other)));
        }
        sorted(("tie", key), ties, out);
    }
    Ok(())
}

/// Writes what is told of an article, in order.
fn sorted((what, key): (&str, &str), mut told: Vec<String>, out: &mut String) {
    told.sort_unstable();
    for one in told {
        let _ = writeln!(out, "{what}\t{key}\t{one}");
    }
}

/// Entities have no key of their own: they are told, and put in order, by what is known of them.
fn entities(conn: &Connection, out: &mut String) -> rusqlite::Result<()> {
    let ids = rows(conn, "SELECT id FROM entities", [], |row| row.get::<_, i64>(0))?;
    let mut told = Vec::with_capacity(ids.len());
    for id in ids {
        let mut one = String::new();
        for statement in [ENTITY, ALIASES, ROLES, MEMBERS] {
            let parts: Vec<String> = rows(conn, statement, [id], |row| row.get(0))?;
            let _ = write!(one, "{parts:?}\t");
        }
        told.push(one);
    }
    told.sort_unstable();
    for one in told {
        let _ = writeln!(out, "entity\t{one}");
    }
    Ok(())
}

const ENTITY: &str = "
    SELECT format('%s %s %d %d %d %d %d', name, folded, kind, n_mentions, n_articles, n_nominals, n_pronouns)
    FROM entities WHERE id = ?1";

const ALIASES: &str = "
    SELECT format('%s %s %d', surface, folded, count) FROM aliases WHERE entity = ?1 ORDER BY surface";

const ROLES: &str =
    "SELECT format('%s %d', role, count) FROM roles WHERE entity = ?1 ORDER BY role";

const MEMBERS: &str = "
    SELECT format('%s %d', a.key, c.ordinal) FROM chains c JOIN keyed_articles a ON a.id = c.article
    WHERE c.entity = ?1 ORDER BY a.key, c.ordinal";
