//! Writes what was read from files: whole files with their articles, a batch per transaction.

use rusqlite::{Connection, OptionalExtension};
use rustc_hash::FxHashMap;

use super::StoreError;
use super::blocks::{
    ChainKey, drop_chain_keys, keys_to_blob, kind_code, note_changed, put_chain_keys,
};
use super::library::{CHAINS, Library, code, fault, rows, set_state, state};
use super::membership::{leave_entities, move_chain};
use super::passage_keys::{drop_keys, to_blob};
use super::quotes::put_quotes;
use super::records::{ArticleRecord, FileRecord, FileState, content_hash};
use super::seeking::{CHANGED, LINKS};
use super::ties::loosen;
use crate::model::{
    ArticleId, Blocks, EntityKind, Fault, Form, FormCounts, Gender, PassageKind, PrintedDate, lot,
};

/// Name of the state that holds the version of what the pipeline derives.
const MAKING: &str = "making";

impl Library {
    /// The files as they were last read, by key.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn files(&self) -> Result<FxHashMap<String, FileState>, StoreError> {
        self.ask(|conn| {
            let states = rows(conn, "SELECT key, size, modified, hash FROM files", [], |row| {
                let state = FileState {
                    key: row.get(0)?,
                    size: row.get(1)?,
                    modified: row.get(2)?,
                    hash: row.get(3)?,
                };
                Ok((state.key.clone(), state))
            })?;
            Ok(states.into_iter().collect())
        })
    }

    /// Forgets that files were read where `making`, the version of what the pipeline derives, is not the one
    /// they were read with: the next sync reads them all again.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn expect_making(&mut self, making: i64) -> Result<(), StoreError> {
        if self.ask(|conn| state(conn, MAKING))? == Some(making) {
            return Ok(());
        }
        self.write(|conn| {
            conn.execute("UPDATE files SET modified = NULL, hash = NULL", [])?;
            set_state(conn, MAKING, making)
        })
    }

    /// Stores files that are new or have changed, in place of what was stored of them.
    ///
    /// # Errors
    /// Fails when the file cannot be written; then nothing of the batch is stored.
    pub fn put_files(&mut self, files: &[FileRecord]) -> Result<(), StoreError> {
        self.write(|conn| {
            let mut keys = Vec::new();
            files.iter().try_for_each(|file| put_file(conn, file, &mut keys))?;
            put_chain_keys(conn, keys)
        })
    }

    /// Notes that files have been looked at and hold what they held.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn touch_files(&mut self, files: &[FileState]) -> Result<(), StoreError> {
        const TOUCH: &str = "UPDATE files SET size = ?2, modified = ?3 WHERE key = ?1";
        self.write(|conn| {
            for file in files {
                conn.prepare_cached(TOUCH)?.execute((&file.key, file.size, file.modified))?;
            }
            Ok(())
        })
    }

    /// Removes files and all that was made of them.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn remove_files(&mut self, keys: &[String]) -> Result<(), StoreError> {
        self.write(|conn| {
            for key in keys {
                let Some(file) = file_id(conn, key)? else { continue };
                for old in articles_of(conn, file)? {
                    drop_article(conn, &old)?;
                }
                conn.prepare_cached("DELETE FROM files WHERE id = ?1")?.execute([file])?;
            }
            Ok(())
        })
    }

    /// Replaces the faults that belong to no file. Writes nothing where they are the same.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn put_walk_faults(&mut self, faults: &[Fault]) -> Result<(), StoreError> {
        const OLD: &str =
            "SELECT key, place, why FROM faults WHERE file IS NULL ORDER BY key, place, why";
        if self.ask(|conn| rows(conn, OLD, [], fault))? == faults {
            return Ok(());
        }
        self.write(|conn| {
            conn.execute("DELETE FROM faults WHERE file IS NULL", [])?;
            put_faults(conn, None, faults)
        })
    }
}

/// An article that is stored.
struct OldArticle {
    id: i64,
    key: String,
    place: i64,
}

fn file_id(conn: &Connection, key: &str) -> rusqlite::Result<Option<i64>> {
    let mut statement = conn.prepare_cached("SELECT id FROM files WHERE key = ?1")?;
    statement.query_row([key], |row| row.get(0)).optional()
}

fn articles_of(conn: &Connection, file: i64) -> rusqlite::Result<Vec<OldArticle>> {
    const OLD: &str = "SELECT id, key, place FROM articles WHERE file = ?1 ORDER BY id";
    rows(conn, OLD, [file], |row| {
        Ok(OldArticle { id: row.get(0)?, key: row.get(1)?, place: row.get(2)? })
    })
}

/// Stores a file with its articles; the keys of their chains are collected, to be stored together.
fn put_file(
    conn: &Connection,
    file: &FileRecord,
    keys: &mut Vec<ChainKey>,
) -> rusqlite::Result<()> {
    let state = &file.state;
    let id: i64 = conn
        .prepare_cached(PUT_FILE)?
        .query_row((&state.key, state.size, state.modified, state.hash), |row| row.get(0))?;
    conn.prepare_cached("DELETE FROM faults WHERE file = ?1")?.execute([id])?;
    put_faults(conn, Some(id), &file.faults)?;
    let mut old = articles_of(conn, id)?;
    for record in &file.articles {
        let place = old.iter().position(|old| old.key == record.article.key);
        let was = match place.map(|place| old.swap_remove(place)) {
            Some(old) => Some((old.id, replaced(conn, &old)?)),
            None => None,
        };
        put_article(conn, id, record, was, keys)?;
    }
    old.iter().try_for_each(|gone| drop_article(conn, gone))
}

const PUT_FILE: &str = "
    INSERT INTO files (key, size, modified, hash) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (key) DO UPDATE SET
        size = excluded.size, modified = excluded.modified, hash = excluded.hash
    RETURNING id";

fn put_faults(conn: &Connection, file: Option<i64>, faults: &[Fault]) -> rusqlite::Result<()> {
    const PUT: &str = "INSERT INTO faults (file, key, place, why) VALUES (?1, ?2, ?3, ?4)";
    for fault in faults {
        conn.prepare_cached(PUT)?.execute((file, &fault.key, &fault.place, &fault.why))?;
    }
    Ok(())
}

/// Which entity the chains of a kind and name were.
type WhoWas = FxHashMap<(i64, String), i64>;

/// Drops an article whose place a new text takes, and remembers who was who in it.
fn replaced(conn: &Connection, old: &OldArticle) -> rusqlite::Result<WhoWas> {
    let who = who_is_who(conn, old.id)?;
    drop_article(conn, old)?;
    Ok(who)
}

/// Whom the resolver took the chains of an article for.
fn who_is_who(conn: &Connection, article: i64) -> rusqlite::Result<WhoWas> {
    const WHO: &str = "
        SELECT c.kind, c.name, e.id FROM chains c JOIN entities e ON e.id = iif(c.is_judged, c.found, c.entity)
        WHERE c.article = ?1";
    let who = rows(conn, WHO, [article], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
    Ok(who.into_iter().collect())
}

/// Replaces the mentions, chains and quotes of an article, whose text stays.
pub(super) fn put_reading(
    conn: &Connection,
    id: ArticleId,
    record: &ArticleRecord,
) -> rusqlite::Result<()> {
    let who = who_is_who(conn, id.0)?;
    drop_chain_keys(conn, id.0, lot(&record.article.key).cast_signed())?;
    leave_entities(conn, id.0)?;
    for table in ["quotes", "mentions", "chains"] {
        conn.execute(&format!("DELETE FROM {table} WHERE article = ?1"), [id.0])?;
    }
    let mut keys = Vec::new();
    put_mentions(conn, id, record)?;
    put_chains(conn, id, record, &who, &mut keys)?;
    put_quotes(conn, id, &record.quotes)?;
    put_chain_keys(conn, keys)?;
    set_state(conn, CHAINS, state(conn, CHAINS)?.unwrap_or(0) + 1)
}

/// Removes an article and all that hangs on it.
fn drop_article(conn: &Connection, old: &OldArticle) -> rusqlite::Result<()> {
    drop_keys(conn, ArticleId(old.id))?;
    loosen(conn, ArticleId(old.id))?;
    drop_chain_keys(conn, old.id, lot(&old.key).cast_signed())?;
    leave_entities(conn, old.id)?;
    conn.prepare_cached("DELETE FROM words WHERE rowid = ?1")?.execute([old.place])?;
    conn.prepare_cached("DELETE FROM articles WHERE id = ?1")?.execute([old.id])?;
    note_change(conn)
}

/// Notes that entities and links are no longer those of the articles.
fn note_change(conn: &Connection) -> rusqlite::Result<()> {
    set_state(conn, CHAINS, state(conn, CHAINS)?.unwrap_or(0) + 1)?;
    set_state(conn, LINKS, CHANGED)
}

/// Stores an article; under the id of the one it replaces, with the entities its chains were.
fn put_article(
    conn: &Connection,
    file: i64,
    record: &ArticleRecord,
    was: Option<(i64, WhoWas)>,
    keys: &mut Vec<ChainKey>,
) -> rusqlite::Result<()> {
    let (old_id, who_was) = was.map_or((None, WhoWas::default()), |(id, who)| (Some(id), who));
    let article = &record.article;
    let date = article.date.as_ref();
    let day = date.and_then(PrintedDate::sort_key);
    let place = free_place(conn, day, &article.key)?;
    let n_body = article.passages.iter().filter(|p| p.kind != PassageKind::Furniture).count();
    let id: i64 = conn.prepare_cached(PUT_ARTICLE)?.query_row(
        rusqlite::named_params! {
            ":id": old_id,
            ":file": file,
            ":key": article.key,
            ":title": article.title,
            ":publisher": article.publisher,
            ":author": article.author,
            ":year": date.and_then(|date| date.year),
            ":month": date.and_then(|date| date.month),
            ":month_day": date.and_then(|date| date.day),
            ":printed": date.map(|date| &date.printed),
            ":day": day,
            ":event_day": article.event_day,
            ":url": article.url,
            ":language": article.language,
            ":dateline_start": article.dateline.map(|span| span.start()),
            ":dateline_stop": article.dateline.map(|span| span.end()),
            ":n_passages": n_body,
            ":n_words": record.n_words,
            ":place": place,
            ":wording": record.wording,
        },
        |row| row.get(0),
    )?;
    conn.prepare_cached("INSERT INTO texts (article, text) VALUES (?1, ?2)")?
        .execute((id, &article.text))?;
    conn.prepare_cached("INSERT INTO words (rowid, title, body) VALUES (?1, ?2, ?3)")?
        .execute((place, &record.indexed_title, &record.indexed_text))?;
    put_passages(conn, ArticleId(id), record)?;
    put_mentions(conn, ArticleId(id), record)?;
    put_chains(conn, ArticleId(id), record, &who_was, keys)?;
    put_quotes(conn, ArticleId(id), &record.quotes)?;
    note_change(conn)
}

const PUT_ARTICLE: &str = "
    INSERT INTO articles (id, file, key, title, publisher, author, year, month, month_day, date_printed,
        day, event_day, url, language, dateline_start, dateline_stop, n_passages, n_words, place, wording)
    VALUES (:id, :file, :key, :title, :publisher, :author, :year, :month, :month_day, :printed,
        :day, :event_day, :url, :language, :dateline_start, :dateline_stop, :n_passages, :n_words, :place, :wording)
    RETURNING id";

/// The row of an article in the full-text index: newest days last, one day by a hash of the keys. The next
/// free one where two keys meet.
fn free_place(conn: &Connection, day: Option<i32>, key: &str) -> rusqlite::Result<i64> {
    const DAY_BITS: u32 = 27; // 9999-12-31 is 99,991,231
    const TAKEN: &str = "SELECT 1 FROM articles WHERE place = ?1";
    let shift = 63 - DAY_BITS;
    let day = i64::from(day.unwrap_or(0).clamp(0, (1 << DAY_BITS) - 1));
    let mut place = (day << shift) | (content_hash(key.as_bytes()) & ((1 << shift) - 1));
    while conn.prepare_cached(TAKEN)?.exists([place])? {
        place = place.checked_add(1).unwrap_or(0);
    }
    Ok(place)
}

fn put_passages(conn: &Connection, id: ArticleId, record: &ArticleRecord) -> rusqlite::Result<()> {
    let mut put = conn.prepare_cached(PUT_PASSAGE)?;
    for (ordinal, passage) in record.article.passages.iter().enumerate() {
        let own = record.keys.get(ordinal).map_or(&[][..], Vec::as_slice);
        let (start, stop) = (passage.span.start(), passage.span.end());
        let kind = code(&PassageKind::ALL, &passage.kind);
        put.execute((id.0, ordinal, start, stop, kind, to_blob(own)))?;
    }
    Ok(())
}

const PUT_PASSAGE: &str = "
    INSERT INTO passages (article, ordinal, start, stop, kind, keys) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

fn put_mentions(conn: &Connection, id: ArticleId, record: &ArticleRecord) -> rusqlite::Result<()> {
    let mut put = conn.prepare_cached(PUT_MENTION)?;
    let mut rules: FxHashMap<&str, i64> = FxHashMap::default();
    for (ordinal, mention) in record.mentions.iter().enumerate() {
        let rule = match rules.get(&*mention.rule) {
            Some(&rule) => rule,
            None => *rules.entry(&mention.rule).or_insert(rule_id(conn, &mention.rule)?),
        };
        put.execute((
            id.0,
            ordinal,
            mention.span.start(),
            mention.span.end(),
            code(&EntityKind::ALL, &mention.kind),
            code(&Form::ALL, &mention.form),
            mention.confidence,
            rule,
            record.chain_of.get(ordinal).copied().flatten(),
        ))?;
    }
    Ok(())
}

const PUT_MENTION: &str = "
    INSERT INTO mentions (article, ordinal, start, stop, kind, form, confidence, rule, chain)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

fn rule_id(conn: &Connection, name: &str) -> rusqlite::Result<i64> {
    const FIND: &str = "SELECT id FROM rules WHERE name = ?1";
    const PUT: &str = "INSERT INTO rules (name) VALUES (?1) RETURNING id";
    if let Some(id) = conn.prepare_cached(FIND)?.query_row([name], |row| row.get(0)).optional()? {
        return Ok(id);
    }
    conn.prepare_cached(PUT)?.query_row([name], |row| row.get(0))
}

fn put_chains(
    conn: &Connection,
    id: ArticleId,
    record: &ArticleRecord,
    who_was: &WhoWas,
    keys: &mut Vec<ChainKey>,
) -> rusqlite::Result<()> {
    let mut put = conn.prepare_cached(PUT_CHAIN)?;
    let lot = lot(&record.article.key).cast_signed();
    let nowhere = Blocks::default();
    for (ordinal, chain) in record.chains.iter().enumerate() {
        let blocks = record.blocks.get(ordinal).unwrap_or(&nowhere);
        let kind = kind_code(chain.kind);
        let own = chain.mentions.iter().filter_map(|&at| record.mentions.get(at as usize));
        let counts = FormCounts::of(own.map(|mention| mention.form));
        put.execute(rusqlite::params![
            id.0,
            ordinal,
            kind,
            &chain.name,
            json(&chain.aliases),
            json(&chain.roles),
            chain.gender.map(|gender| gender == Gender::Female),
            chain.mentions.len(),
            to_blob(&chain.company),
            blocks.form,
            keys_to_blob(&blocks.keys),
            counts.nominals,
            counts.pronouns,
        ])?;
        keys.extend(blocks.keys.iter().map(|&key| (key, blocks.form, lot, id.0, ordinal)));
        note_changed(conn, (id.0, ordinal), kind, blocks, lot)?;
        if let Some(&entity) = who_was.get(&(kind, chain.name.clone())) {
            move_chain(conn, id.0, ordinal as i64, Some(entity))?;
        }
    }
    Ok(())
}

const PUT_CHAIN: &str = "
    INSERT INTO chains (article, ordinal, kind, name, aliases, roles, gender, n_mentions, company, form, keys,
        n_nominals, n_pronouns)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";

/// Writes a list as JSON; lists of strings and numbers always can be.
fn json(list: &impl serde::Serialize) -> String {
    serde_json::to_string(list).unwrap_or_default()
}
