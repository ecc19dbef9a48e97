//! Writes what was read from files: whole files with their articles, a batch per transaction.

use rusqlite::{Connection, OptionalExtension};
use rustc_hash::FxHashMap;

use super::StoreError;
use super::articles::article;
use super::blocks::{kind_code, note_changed};
use super::chain_keys::{drop_chain_keys, expect_chain_keys};
use super::library::{CHAINS, Library, fault, rows, set_state, state};
use super::link_ends::drop_links;
use super::membership::{leave_entities, move_chain};
use super::passage_keys::{KeysOf, drop_keys, pack_keys};
use super::places::{free_place, give_places, put_words};
use super::quotes::put_quotes;
use super::reading::{chains, put_reading};
use super::records::{ArticleRecord, FileRecord, FileState};
use super::seeking::{CHANGED, LINKS};
use super::texts::TextPacker;
use super::ties::loosen;
use crate::model::{Article, ArticleId, Blocks, Fault, FormCounts, PassageKind, PrintedDate, lot};

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
    /// they were read with, and what follows from the keys of passages and chains: the next sync reads them all again.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn expect_making(&mut self, making: i64) -> Result<(), StoreError> {
        if self.ask(|conn| state(conn, MAKING))? == Some(making) {
            return Ok(());
        }
        self.write(|conn| {
            conn.execute_batch(ANEW)?;
            if conn.execute("UPDATE articles SET is_linked = 0, grouping = 0", [])? > 0 {
                note_change(conn)?;
            }
            set_state(conn, MAKING, making)
        })
    }

    /// Stores files that are new or have changed, in place of what was stored of them; `keys` finds the keys of what
    /// goes.
    ///
    /// # Errors
    /// Fails when the file cannot be written; then nothing of the batch is stored.
    pub fn put_files(&mut self, files: &[FileRecord], keys: KeysOf<'_>) -> Result<(), StoreError> {
        self.write(|conn| {
            let articles = files.iter().flat_map(|file| &file.articles);
            let texts = articles.map(|record| record.article.text.as_str());
            let mut rest = Rest { texts: TextPacker::new(conn, texts)?, words: Vec::new() };
            files.iter().try_for_each(|file| put_file(conn, file, keys, &mut rest))?;
            put_words(conn, rest.words)
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

    /// Removes files and all that was made of them; `keys` as in [`Library::put_files`].
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn remove_files(&mut self, files: &[String], keys: KeysOf<'_>) -> Result<(), StoreError> {
        self.write(|conn| {
            for key in files {
                let Some(file) = file_id(conn, key)? else { continue };
                for old in articles_of(conn, file)? {
                    drop_article(conn, &old, keys)?;
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

/// All at once: article by article, each would be taken out of the rows of a hundred others. The keys of files that cannot
/// be read again are found in what is stored.
const ANEW: &str = "
    UPDATE files SET modified = NULL, hash = NULL;
    DELETE FROM passage_keys; DELETE FROM chain_keys; DELETE FROM links; DELETE FROM ties;
    INSERT OR REPLACE INTO fresh_keys (article, keys) SELECT id, x'' FROM articles;
    INSERT OR IGNORE INTO fresh_chains (article) SELECT id FROM articles";

/// What articles of a batch have in common, and what is stored of them once all are: it has an order of its own.
struct Rest<'a> {
    texts: TextPacker,
    /// The rows of the full-text index: place, title, text.
    words: Vec<(i64, &'a str, &'a str)>,
}

/// An article that is stored.
struct OldArticle {
    id: i64,
    key: String,
}

/// What a new text takes over from the one that it replaces.
struct Was {
    id: i64,
    day: Option<i32>,
    place: i64,
    who: WhoWas,
}

fn file_id(conn: &Connection, key: &str) -> rusqlite::Result<Option<i64>> {
    let mut statement = conn.prepare_cached("SELECT id FROM files WHERE key = ?1")?;
    statement.query_row([key], |row| row.get(0)).optional()
}

fn articles_of(conn: &Connection, file: i64) -> rusqlite::Result<Vec<OldArticle>> {
    const OLD: &str = "SELECT id, key FROM keyed_articles WHERE file = ?1 ORDER BY id";
    rows(conn, OLD, [file], |row| Ok(OldArticle { id: row.get(0)?, key: row.get(1)? }))
}

/// Stores a file with its articles, but what is put into `rest`.
fn put_file<'a>(
    conn: &Connection,
    file: &'a FileRecord,
    keys: KeysOf<'_>,
    rest: &mut Rest<'a>,
) -> rusqlite::Result<()> {
    const IS_READ: &str = "SELECT 1 FROM files WHERE key = ?1 AND hash IS NOT NULL";
    let state = &file.state;
    // Else what was made of it is to be made anew, also where it is the same.
    let is_read = conn.prepare_cached(IS_READ)?.exists([&state.key])?;
    let id: i64 = conn
        .prepare_cached(PUT_FILE)?
        .query_row((&state.key, state.size, state.modified, state.hash), |row| row.get(0))?;
    conn.prepare_cached("DELETE FROM faults WHERE file = ?1")?.execute([id])?;
    put_faults(conn, Some(id), &file.faults)?;
    let of_file = articles_of(conn, id)?;
    let mut old: FxHashMap<&str, &OldArticle> =
        of_file.iter().map(|old| (old.key.as_str(), old)).collect();
    for record in &file.articles {
        let was = match old.remove(record.article.key.as_str()) {
            Some(old) if is_read && is_same(conn, old, &record.article) => continue,
            Some(old) => Some(replaced(conn, old, keys)?),
            None => None,
        };
        put_article(conn, (id, &state.key), record, was, rest)?;
    }
    let is_gone = |article: &&OldArticle| old.contains_key(article.key.as_str());
    of_file.iter().filter(is_gone).try_for_each(|gone| drop_article(conn, gone, keys))
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

/// Whether an article is stored as it is. One that is damaged is not.
fn is_same(conn: &Connection, old: &OldArticle, new: &Article) -> bool {
    article(conn, ArticleId(old.id)).ok().flatten().is_some_and(|stored| stored == *new)
}

/// Drops an article that a new text takes the place of, and remembers who was who in it.
fn replaced(conn: &Connection, old: &OldArticle, keys: KeysOf<'_>) -> rusqlite::Result<Was> {
    const STOOD: &str = "SELECT day, place FROM articles WHERE id = ?1";
    let who = who_was_who(conn, old.id)?;
    let was = conn.prepare_cached(STOOD)?.query_row([old.id], |row| {
        Ok(Was { id: old.id, day: row.get(0)?, place: row.get(1)?, who })
    })?;
    drop_article(conn, old, keys)?;
    Ok(was)
}

/// Whom the resolver took the chains of an article for.
fn who_was_who(conn: &Connection, article: i64) -> rusqlite::Result<WhoWas> {
    const WHO: &str = "
        SELECT c.ordinal, e.id FROM chains c JOIN entities e ON e.id = iif(c.is_judged, c.found, c.entity)
        WHERE c.article = ?1";
    let all = chains(conn, ArticleId(article))?;
    let who = rows(conn, WHO, [article], |row| Ok((row.get::<_, usize>(0)?, row.get(1)?)))?;
    let named = who.into_iter().filter_map(|(ordinal, entity)| {
        let chain = &all.get(ordinal)?.chain;
        Some(((kind_code(chain.kind), chain.name.clone()), entity))
    });
    Ok(named.collect())
}

/// Replaces the mentions, chains and quotes of an article, whose text stays.
pub(super) fn replace_reading(
    conn: &Connection,
    id: ArticleId,
    record: &ArticleRecord,
) -> rusqlite::Result<()> {
    let who = who_was_who(conn, id.0)?;
    drop_chain_keys(conn, id, &record.article.key)?;
    leave_entities(conn, id.0)?;
    for table in ["quotes", "chains"] {
        conn.execute(&format!("DELETE FROM {table} WHERE article = ?1"), [id.0])?;
    }
    put_found(conn, id, record, &who)?;
    set_state(conn, CHAINS, state(conn, CHAINS)?.unwrap_or(0) + 1)
}

/// Stores what was found in an article.
fn put_found(
    conn: &Connection,
    id: ArticleId,
    record: &ArticleRecord,
    who_was: &WhoWas,
) -> rusqlite::Result<()> {
    let doubt = put_reading(conn, id, record)?;
    conn.prepare_cached("UPDATE articles SET doubt = ?2 WHERE id = ?1")?.execute((id.0, doubt))?;
    put_chains(conn, id, record, who_was)?;
    put_quotes(conn, id, &record.quotes)
}

/// Removes an article and all that hangs on it.
fn drop_article(conn: &Connection, old: &OldArticle, keys: KeysOf<'_>) -> rusqlite::Result<()> {
    drop_keys(conn, ArticleId(old.id), keys)?;
    drop_links(conn, ArticleId(old.id))?;
    loosen(conn, ArticleId(old.id))?;
    drop_chain_keys(conn, ArticleId(old.id), &old.key)?;
    leave_entities(conn, old.id)?;
    conn.prepare_cached(
        "DELETE FROM words WHERE rowid = (SELECT place FROM articles WHERE id = ?1)",
    )?
    .execute([old.id])?;
    conn.prepare_cached("DELETE FROM articles WHERE id = ?1")?.execute([old.id])?;
    note_change(conn)
}

/// Notes that entities and links are no longer those of the articles.
fn note_change(conn: &Connection) -> rusqlite::Result<()> {
    set_state(conn, CHAINS, state(conn, CHAINS)?.unwrap_or(0) + 1)?;
    set_state(conn, LINKS, CHANGED)
}

/// Stores an article; under the id of the one it replaces, with the entities its chains were.
fn put_article<'a>(
    conn: &Connection,
    (file, file_key): (i64, &str),
    record: &'a ArticleRecord,
    was: Option<Was>,
    rest: &mut Rest<'a>,
) -> rusqlite::Result<()> {
    let article = &record.article;
    let date = article.date.as_ref();
    let day = date.and_then(PrintedDate::sort_key);
    let place = match &was {
        Some(was) if was.day == day => was.place,
        _ => place_for(conn, day, rest)?,
    };
    let (old_id, who_was) = was.map_or((None, WhoWas::default()), |was| (Some(was.id), was.who));
    let n_body = article.passages.iter().filter(|p| p.kind != PassageKind::Furniture).count();
    let id: i64 = conn.prepare_cached(PUT_ARTICLE)?.query_row(
        rusqlite::named_params! {
            ":id": old_id,
            ":file": file,
            ":within": article.key.strip_prefix(file_key),
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
        .execute((id, rest.texts.pack(&article.text)?))?;
    rest.words.push((place, &record.indexed_title, &record.indexed_text));
    conn.prepare_cached("INSERT INTO fresh_keys (article, keys) VALUES (?1, ?2)")?
        .execute((id, pack_keys(&record.keys)))?;
    put_found(conn, ArticleId(id), record, &who_was)?;
    note_change(conn)
}

/// A place in the full-text index for an article of a day.
fn place_for(conn: &Connection, day: Option<i32>, rest: &mut Rest<'_>) -> rusqlite::Result<i64> {
    if let Some(place) = free_place(conn, day)? {
        return Ok(place);
    }
    // Those of the batch are among them.
    rest.words.clear();
    give_places(conn)?;
    free_place(conn, day)?.ok_or(rusqlite::Error::QueryReturnedNoRows)
}

const PUT_ARTICLE: &str = "
    INSERT INTO articles (id, file, within, title, publisher, author, year, month, month_day, date_printed,
        day, event_day, url, language, dateline_start, dateline_stop, n_passages, n_words, place, wording)
    VALUES (:id, :file, :within, :title, :publisher, :author, :year, :month, :month_day, :printed,
        :day, :event_day, :url, :language, :dateline_start, :dateline_stop, :n_passages, :n_words, :place, :wording)
    RETURNING id";

fn put_chains(
    conn: &Connection,
    id: ArticleId,
    record: &ArticleRecord,
    who_was: &WhoWas,
) -> rusqlite::Result<()> {
    let mut put = conn.prepare_cached(PUT_CHAIN)?;
    let lot = lot(&record.article.key).cast_signed();
    let nowhere = Blocks::default();
    for (ordinal, chain) in record.chains.iter().enumerate() {
        let blocks = record.blocks.get(ordinal).unwrap_or(&nowhere);
        let kind = kind_code(chain.kind);
        let own = chain.mentions.iter().filter_map(|&at| record.mentions.get(at as usize));
        let counts = FormCounts::of(own.map(|mention| mention.form));
        let n_mentions = chain.mentions.len();
        put.execute((id.0, ordinal, kind, n_mentions, counts.nominals, counts.pronouns))?;
        note_changed(conn, (id.0, ordinal), kind, blocks, lot)?;
        if let Some(&entity) = who_was.get(&(kind, chain.name.clone())) {
            move_chain(conn, id.0, ordinal as i64, Some(entity))?;
        }
    }
    expect_chain_keys(conn, id)
}

const PUT_CHAIN: &str = "
    INSERT INTO chains (article, ordinal, kind, n_mentions, n_nominals, n_pronouns)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

#[cfg(test)]
mod tests {
    use super::super::places::DAY_BITS;
    use super::*;
    use crate::model::Passage;
    use crate::text::Span;

    fn file(titles: &[&str]) -> FileRecord {
        let date = PrintedDate {
            year: Some(2015),
            month: Some(10),
            day: Some(20),
            ..PrintedDate::default()
        };
        let record = |&title: &&str| {
            let text = title.to_owned();
            let passages = vec![Passage { span: Span::at(0, text.len()), kind: PassageKind::Body }];
            let (key, date) = (format!("a#{title}"), Some(date.clone()));
            let title = title.to_owned();
            let article = Article { key, title, text, date, passages, ..Article::default() };
            ArticleRecord::new(article, Vec::new(), Vec::new(), vec![Vec::new()])
        };
        let state = FileState { key: "a".into(), ..FileState::default() };
        FileRecord { state, articles: titles.iter().map(record).collect(), faults: Vec::new() }
    }

    /// The titles of the articles that are found by a word.
    fn found(library: &Library, word: &str) -> Vec<String> {
        const FOUND: &str = "
            SELECT a.title FROM words JOIN articles a ON a.place = words.rowid WHERE words MATCH ?1";
        library.ask(|conn| rows(conn, FOUND, [word], |row| row.get(0))).unwrap()
    }

    #[test]
    fn what_a_changed_file_holds_as_before_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let mut library = Library::open(&folder.path().join("library.db")).unwrap();
        let no_keys = |article: &Article| vec![Vec::new(); article.passages.len()];
        let mut put = |titles: &[&str], hash: Option<i64>| {
            let mut file = file(titles);
            file.state.hash = hash;
            library.put_files(&[file], &no_keys).unwrap();
            let linked = "SELECT title FROM articles WHERE is_linked = 1 ORDER BY title";
            let linked: Vec<String> =
                library.ask(|conn| rows(conn, linked, [], |row| row.get(0))).unwrap();
            library.write(|conn| conn.execute("UPDATE articles SET is_linked = 1", [])).unwrap();
            linked
        };
        assert_eq!(put(&["one", "two"], Some(1)), Vec::<String>::new());
        assert_eq!(put(&["moon", "two", "one"], Some(2)), ["one", "two"]);
        assert_eq!(put(&["two"], None), ["two"]);
        assert_eq!(put(&["two"], Some(3)), Vec::<String>::new(), "it is to be made anew");
    }

    #[test]
    fn a_file_read_again_is_found_by_its_words_also_where_its_day_gets_more_places() {
        let folder = tempfile::tempdir().unwrap();
        let mut library = Library::open(&folder.path().join("library.db")).unwrap();
        library.write(|conn| set_state(conn, DAY_BITS, 2)).unwrap();
        let no_keys = |article: &Article| vec![Vec::new(); article.passages.len()];
        let mut put = |titles: &[&str]| {
            library.put_files(&[file(titles)], &no_keys).unwrap();
            let places = "SELECT place FROM articles ORDER BY place";
            let places: Vec<i64> =
                library.ask(|conn| rows(conn, places, [], |row| row.get(0))).unwrap();
            let n_rows = "SELECT count(*) FROM words_docsize";
            let n_rows =
                library.ask(|conn| conn.query_row(n_rows, [], |row| row.get::<_, usize>(0)));
            assert_eq!(n_rows.unwrap(), titles.len());
            for &title in titles {
                assert_eq!(found(&library, title), [title]);
            }
            places
        };
        let first = put(&["one", "two", "sun", "four"]);
        assert_eq!(put(&["four", "one", "sun", "two"]), first, "the same day, the same places");
        let more = put(&["moon", "one", "two", "sun", "five"]);
        assert_ne!(more[0], first[0]);
        assert!(found(&library, "four").is_empty());
    }
}
