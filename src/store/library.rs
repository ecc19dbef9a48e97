//! The library file as a whole: opening, sources, faults, counts, and what is still to be derived.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior};

use super::StoreError;
use super::open::{self, Format, Migration};
use super::packing::pack_rows;
use super::repacking::{repack, repack_readings};
use crate::model::{ArticleId, EntityKind, Fault, FormCounts, SourceRow, Stats};

/// An open library file. One may write, any number may read; each thread opens its own.
#[derive(Debug)]
pub struct Library {
    conn: Connection,
    path: PathBuf,
}

pub(super) const FORMAT: Format = Format {
    name: "library",
    application: 0x6962_6964, // "ibid"
    can_be_rebuilt: true,
    // Rows of a kilobyte or two fill larger pages better.
    page: 16384,
    migrations: &[
        Migration::Sql(include_str!("migrations/library/0001_first.sql")),
        Migration::Sql(include_str!("migrations/library/0002_quotes.sql")),
        Migration::Sql(include_str!("migrations/library/0003_blocks.sql")),
        Migration::Sql(include_str!("migrations/library/0004_ties.sql")),
        Migration::Sql(include_str!("migrations/library/0005_judgements.sql")),
        Migration::Sql(include_str!("migrations/library/0006_forms.sql")),
        Migration::Sql(include_str!("migrations/library/0007_language.sql")),
        Migration::Sql(include_str!("migrations/library/0008_event_day.sql")),
        Migration::Sql(include_str!("migrations/library/0009_packed.sql")),
        Migration::Code(pack_rows),
        Migration::Sql(include_str!("migrations/library/0011_dense.sql")),
        Migration::Code(repack),
        Migration::Sql(include_str!("migrations/library/0013_chain_runs.sql")),
        Migration::Sql(include_str!("migrations/library/0014_tied.sql")),
        Migration::Sql(include_str!("migrations/library/0015_tight.sql")),
        Migration::Code(repack_readings),
    ],
};

impl Library {
    /// Opens the library for reading and writing; makes it, and the folders above it, where there is none.
    /// Waits some seconds where another writer is at work.
    ///
    /// # Errors
    /// Refuses a file that is something else or was made by a newer version, and leaves it as it is.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self { conn: open::open(path, &FORMAT)?, path: path.into() })
    }

    /// Opens the library for reading only. Never waits for a writer, and sees each of its batches once it is
    /// complete.
    ///
    /// # Errors
    /// As [`Library::open`]; and where there is no such file.
    pub fn open_to_read(path: &Path) -> Result<Self, StoreError> {
        Ok(Self { conn: open::open_to_read(path, &FORMAT)?, path: path.into() })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether a file is the library or one of those beside it. Such a file must not be read: closing it would drop
    /// the locks of this process.
    pub fn owns(&self, file: &Path) -> bool {
        let name = |path: &Path| path.file_name().map(|name| name.as_encoded_bytes().to_vec());
        let (Some(own), Some(its)) = (name(&self.path), name(file)) else { return false };
        let folder = |path: &Path| path.parent().and_then(|folder| folder.canonicalize().ok());
        its.strip_prefix(own.as_slice())
            .is_some_and(|rest| BESIDE.contains(&rest) || rest.starts_with(b".damaged-"))
            && folder(&self.path) == folder(file)
    }

    /// Runs `question` on one state of the library, whatever a writer does meanwhile.
    pub(super) fn ask<T>(
        &self,
        question: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let failed = |source| StoreError::of_use(&self.path, source);
        let answer = |library: &Self| question(&library.conn).map_err(failed);
        if self.conn.is_autocommit() { self.ask_together(answer) } else { answer(self) }
    }

    /// Answers all that `questions` asks on one state of the library: many short ones, each of which would be a transaction.
    ///
    /// # Errors
    /// Fails when the file cannot be read, or as `questions` do.
    pub fn ask_together<T>(
        &self,
        questions: impl FnOnce(&Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let failed = |source| StoreError::of_use(&self.path, source);
        let tx = self.conn.unchecked_transaction().map_err(failed)?;
        let answers = questions(self)?;
        tx.commit().map_err(failed)?;
        Ok(answers)
    }

    /// Runs `change` in one transaction: all of it is stored, or nothing.
    pub(super) fn write<T>(
        &mut self,
        change: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let in_one_step = || {
            let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let made = change(&tx)?;
            tx.commit()?;
            Ok(made)
        };
        in_one_step().map_err(|source| StoreError::of_use(&self.path, source))
    }

    /// Gives room that is no longer used back to the disk, where it is much of the file. Files of before version 9 keep
    /// it for what comes.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn give_back(&mut self) -> Result<(), StoreError> {
        let pages = |pragma| self.conn.query_row(pragma, [], |row| row.get::<_, i64>(0));
        let give_back = || {
            let (free, all) = (pages("PRAGMA freelist_count")?, pages("PRAGMA page_count")?);
            if free > all / 32 {
                let mut vacuum = self.conn.prepare("PRAGMA incremental_vacuum")?;
                let mut steps = vacuum.query([])?;
                // Each step gives one page back.
                while steps.next()?.is_some() {}
            }
            Ok(())
        };
        give_back().map_err(|source| StoreError::of_use(&self.path, source))
    }

    /// The keys of the sources, sorted.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn source_keys(&self) -> Result<Vec<String>, StoreError> {
        self.ask(|conn| texts(conn, "SELECT key FROM sources ORDER BY key"))
    }

    /// The sources with what came of each, sorted by key.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn sources(&self) -> Result<Vec<SourceRow>, StoreError> {
        self.ask(|conn| {
            rows(conn, SOURCES, [], |row| {
                Ok(SourceRow {
                    key: row.get(0)?,
                    files: row.get(1)?,
                    articles: row.get(2)?,
                    faults: row.get(3)?,
                })
            })
        })
    }

    /// Adds a source. Its files are read at the next sync. `false` where it was there already.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn add_source(&mut self, key: &str) -> Result<bool, StoreError> {
        self.write(|conn| {
            Ok(conn.execute("INSERT OR IGNORE INTO sources (key) VALUES (?1)", [key])? > 0)
        })
    }

    /// Removes a source. What only it held is dropped at the next sync. `false` where there was none.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn remove_source(&mut self, key: &str) -> Result<bool, StoreError> {
        self.write(|conn| Ok(conn.execute("DELETE FROM sources WHERE key = ?1", [key])? > 0))
    }

    /// What could not be read, by key and place.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn faults(&self) -> Result<Vec<Fault>, StoreError> {
        const FAULTS: &str = "SELECT key, place, why FROM faults ORDER BY key, place, why";
        self.ask(|conn| rows(conn, FAULTS, [], fault))
    }

    /// What the library holds.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn stats(&self) -> Result<Stats, StoreError> {
        self.ask(|conn| {
            let count = |sql| conn.query_row(sql, [], |row| row.get::<_, u64>(0));
            let n_entities = |kind: EntityKind| {
                const OF_KIND: &str = "SELECT count(*) FROM entities WHERE kind = ?1";
                conn.query_row(OF_KIND, [code(&EntityKind::ALL, &kind)], |row| row.get::<_, u64>(0))
            };
            Ok(Stats {
                sources: count("SELECT count(*) FROM sources")?,
                files: count("SELECT count(*) FROM files")?,
                articles: count("SELECT count(*) FROM articles")?,
                passages: count("SELECT ifnull(sum(n_passages), 0) FROM articles")?,
                words: count("SELECT ifnull(sum(n_words), 0) FROM articles")?,
                mentions: count("SELECT ifnull(sum(n_mentions), 0) FROM entities")?,
                people: n_entities(EntityKind::Person)?,
                organisations: n_entities(EntityKind::Organisation)?,
                places: n_entities(EntityKind::Place)?,
                links: count("SELECT ifnull(sum(n_links) / 2, 0) FROM links")?,
                faults: count("SELECT count(*) FROM faults")?,
                bytes: count(
                    "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
                )?,
            })
        })
    }
}

/// How the names of the files beside a library go on.
const BESIDE: [&[u8]; 5] = [b"", b"-wal", b"-shm", b"-journal", b".lock"];

/// Name of the state that counts the changes of chains.
pub(super) const CHAINS: &str = "chains";

/// Name of the state that tells which version of the chains is resolved.
pub(super) const RESOLVED: &str = "resolved";

/// A file belongs to the source it is, or to the folder it is under.
const SOURCES: &str = "
    SELECT s.key,
        (SELECT count(*) FROM files f
            WHERE f.key = s.key OR substr(f.key, 1, length(s.key) + 1) = s.key || '/'),
        (SELECT count(*) FROM files f JOIN articles a ON a.file = f.id
            WHERE f.key = s.key OR substr(f.key, 1, length(s.key) + 1) = s.key || '/'),
        (SELECT count(*) FROM faults f
            WHERE f.key = s.key OR substr(f.key, 1, length(s.key) + 1) = s.key || '/')
    FROM sources s ORDER BY s.key";

/// Reads a [`Fault`] from `key, place, why`.
pub(super) fn fault(row: &Row<'_>) -> rusqlite::Result<Fault> {
    Ok(Fault { key: row.get(0)?, place: row.get(1)?, why: row.get(2)? })
}

/// Reads one value of the library's state.
pub(super) fn state(conn: &Connection, name: &str) -> rusqlite::Result<Option<i64>> {
    const STATE: &str = "SELECT value FROM state WHERE name = ?1";
    conn.prepare_cached(STATE)?.query_row([name], |row| row.get(0)).optional()
}

/// Writes one value of the library's state, unless it is there already.
pub(super) fn set_state(conn: &Connection, name: &str, value: i64) -> rusqlite::Result<()> {
    const SET: &str = "INSERT INTO state (name, value) VALUES (?1, ?2)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value";
    conn.prepare_cached(SET)?.execute((name, value)).map(drop)
}

/// Collects all rows of a statement.
pub(super) fn rows<T>(
    conn: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    conn.prepare_cached(sql)?.query_map(params, read)?.collect()
}

fn texts(conn: &Connection, sql: &str) -> rusqlite::Result<Vec<String>> {
    rows(conn, sql, [], |row| row.get(0))
}

/// The stored code of a kind or form: its place among all of its type.
pub(super) fn code<T: PartialEq>(all: &[T], value: &T) -> i64 {
    all.iter().position(|known| known == value).map_or(-1, |place| place as i64)
}

/// What is packed in the row that `sql` finds of an article; nothing where there is none.
pub(super) fn unpacked<T>(
    conn: &Connection,
    sql: &str,
    id: ArticleId,
    unpack: impl FnOnce(&[u8]) -> Vec<T>,
) -> rusqlite::Result<Vec<T>> {
    let read = |row: &Row<'_>| Ok(unpack(row.get_ref(0)?.as_blob()?));
    Ok(conn.prepare_cached(sql)?.query_row([id.0], read).optional()?.unwrap_or_default())
}

/// The kind or form of a stored code; a code from nowhere reads as the first.
pub(super) fn of_code<T: Copy, const N: usize>(all: &[T; N], code: i64) -> T {
    usize::try_from(code).ok().and_then(|place| all.get(place)).copied().unwrap_or(all[0])
}

/// Numbers of `N` bytes, little end first, in the column at `at`; an odd end is left out.
pub(super) fn of_blob<T, const N: usize>(
    row: &Row<'_>,
    at: usize,
    number: fn([u8; N]) -> T,
) -> rusqlite::Result<Vec<T>> {
    let bytes = row.get_ref(at)?.as_blob()?;
    Ok(bytes.as_chunks().0.iter().map(|&chunk| number(chunk)).collect())
}

/// Mentions by form: all of them, nominals and pronouns in three columns from `at` on.
pub(super) fn form_counts(row: &Row<'_>, at: usize) -> rusqlite::Result<FormCounts> {
    let [all, nominals, pronouns] = [row.get(at)?, row.get(at + 1)?, row.get(at + 2)?];
    Ok(FormCounts { names: u32::saturating_sub(all, nominals + pronouns), nominals, pronouns })
}

/// Reads what was written as JSON.
pub(super) fn of_json<T: serde::de::DeserializeOwned>(
    row: &Row<'_>,
    at: usize,
) -> rusqlite::Result<T> {
    serde_json::from_str(row.get_ref(at)?.as_str()?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, error.into())
    })
}

/// A new library, held in memory.
#[cfg(test)]
pub(super) fn in_memory() -> Connection {
    let mut conn = Connection::open_in_memory().unwrap();
    open::migrate(&mut conn, &FORMAT).unwrap();
    conn
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ArticleId, EntityId};

    #[test]
    fn a_library_of_an_older_version_keeps_what_it_holds() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("library.db");
        let conn = Connection::open(&path).unwrap();
        for migration in &FORMAT.migrations[..3] {
            migration.apply(&conn).unwrap();
        }
        conn.execute_batch(
            "INSERT INTO files (id, key, size) VALUES (1, 'a.txt', 4);
            INSERT INTO articles (id, file, key, title, n_passages, n_words, place, is_linked)
                VALUES (1, 1, 'a.txt', 'A', 1, 1, 1, 1), (2, 1, 'a.txt#2', 'B', 1, 1, 2, 1);
            INSERT INTO passages VALUES (1, 0, 0, 4, 2, x'01000000'), (2, 0, 0, 4, 2, x'01000000');
            INSERT INTO texts VALUES (1, 'Text'), (2, 'Text');
            INSERT INTO links VALUES (1, 0, 2, 0, 0, 0.9, 'Text');
            INSERT INTO state VALUES ('links', 0);
            INSERT INTO rules VALUES (1, 'title');
            INSERT INTO entities VALUES (7, 0, 'Ada', 'ada', 5, 2);
            INSERT INTO chains (article, ordinal, kind, name, aliases, roles, n_mentions, entity)
                VALUES (1, 0, 0, 'Ada', '[]', '[]', 4, 7), (2, 0, 0, 'Ada', '[]', '[]', 1, 7);
            INSERT INTO mentions VALUES (1, 0, 0, 1, 0, 0, 0.9, 1, 0), (1, 1, 1, 2, 0, 2, 0.9, 1, 0),
                (1, 2, 2, 3, 0, 1, 0.9, 1, 0), (1, 3, 3, 4, 0, 2, 0.9, 1, 0), (2, 0, 0, 1, 0, 0, 0.9, 1, 0);",
        )
        .unwrap();
        conn.pragma_update(None, "application_id", FORMAT.application).unwrap();
        conn.pragma_update(None, "user_version", 3).unwrap();
        drop(conn);
        let library = Library::open(&path).unwrap();
        let key = library.key_of(ArticleId(2)).unwrap();
        assert_eq!(key.as_deref(), Some("a.txt#2"));
        assert_eq!(library.article_of_key("a.txt#2").unwrap(), Some(ArticleId(2)));
        assert_eq!(library.ungrouped().unwrap(), [ArticleId(1), ArticleId(2)]);
        assert!(library.is_linking_pending().unwrap());
        assert_eq!(library.n_unindexed().unwrap(), 2);
        let mentions = library.view(ArticleId(1)).unwrap().unwrap().mentions;
        let spans: Vec<_> = mentions.iter().map(|resolved| resolved.mention.span.start()).collect();
        assert_eq!(spans, [0, 1, 2, 3]);
        let ada = library.entity(EntityId(7)).unwrap().unwrap();
        assert_eq!(ada.mentions, FormCounts { names: 2, nominals: 1, pronouns: 2 });
    }

    #[test]
    fn room_that_is_no_longer_used_is_given_back() {
        let folder = tempfile::tempdir().unwrap();
        let mut library = Library::open(&folder.path().join("library.db")).unwrap();
        let n_pages = |library: &Library| {
            library.conn.query_row("PRAGMA page_count", [], |row| row.get::<_, i64>(0)).unwrap()
        };
        let empty = n_pages(&library);
        let fill = "INSERT INTO passage_keys (first, entries) VALUES (?1, zeroblob(17000))";
        for row in 0..300 {
            library.conn.execute(fill, [row]).unwrap();
        }
        library.conn.execute("DELETE FROM passage_keys", []).unwrap();
        assert!(n_pages(&library) > empty + 300);
        library.give_back().unwrap();
        assert!(n_pages(&library) < empty + 9);
    }

    #[test]
    fn sources_are_kept_and_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("library.db");
        let mut library = Library::open(&path).unwrap();
        assert!(library.add_source("/b").unwrap());
        assert!(library.add_source("/a").unwrap());
        assert!(!library.add_source("/a").unwrap(), "added twice");
        let reading = Library::open_to_read(&path).unwrap();
        assert_eq!(reading.source_keys().unwrap(), ["/a", "/b"]);
        assert!(library.remove_source("/a").unwrap());
        assert!(!library.remove_source("/a").unwrap());
        assert_eq!(reading.source_keys().unwrap(), ["/b"]);
        assert_eq!(reading.stats().unwrap().sources, 1);
    }
}
