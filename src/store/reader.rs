//! The reader file: what the reader did, under keys that outlive a rebuild of the library.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use rustc_hash::FxHashSet;

use super::StoreError;
use super::library::rows;
use super::open::{self, Format};
use crate::model::Jump;

/// An open reader file.
#[derive(Debug)]
pub struct ReaderFile {
    conn: Connection,
    path: PathBuf,
}

/// The keys of the articles that have been read.
#[derive(Clone, Debug, Default)]
pub struct ReadKeys(FxHashSet<String>);

impl ReadKeys {
    /// Whether the article of this key has been read.
    pub fn holds(&self, key: &str) -> bool {
        self.0.contains(key)
    }
}

const FORMAT: Format = Format {
    name: "reader file",
    application: 0x6962_7264, // "ibrd"
    can_be_rebuilt: false,
    migrations: &[
        include_str!("migrations/reader/0001_first.sql"),
        include_str!("migrations/reader/0002_judgements.sql"),
    ],
};

/// Jumps kept; older ones are forgotten.
const TRAIL_LEN: u32 = 1_000;

impl ReaderFile {
    /// Opens the reader file; makes it, and the folders above it, where there is none.
    ///
    /// # Errors
    /// Refuses a file that is something else or was made by a newer version, and leaves it as it is.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self { conn: open::open(path, &FORMAT)?, path: path.into() })
    }

    /// Opens the reader file for reading only.
    ///
    /// # Errors
    /// As [`ReaderFile::open`]; and where there is no such file.
    pub fn open_to_read(path: &Path) -> Result<Self, StoreError> {
        Ok(Self { conn: open::open_to_read(path, &FORMAT)?, path: path.into() })
    }

    /// Notes that the article of this key was read at `at`, in seconds since 1970. The first time counts.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn mark_read(&self, key: &str, at: i64) -> Result<(), StoreError> {
        const MARK: &str = "INSERT OR IGNORE INTO read (key, at) VALUES (?1, ?2)";
        self.run(|conn| conn.prepare_cached(MARK)?.execute((key, at)).map(drop))
    }

    /// Which articles have been read.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn read_keys(&self) -> Result<ReadKeys, StoreError> {
        let keys = self.run(|conn| rows(conn, "SELECT key FROM read", [], |row| row.get(0)))?;
        Ok(ReadKeys(keys.into_iter().collect()))
    }

    /// Adds a jump to the end of the trail.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn push_trail(&self, jump: &Jump) -> Result<(), StoreError> {
        const PUSH: &str = "INSERT INTO trail (key, start, surface, at) VALUES (?1, ?2, ?3, ?4)";
        const FORGET: &str = "DELETE FROM trail WHERE id <= (SELECT max(id) FROM trail) - ?1";
        self.write(|conn| {
            conn.prepare_cached(PUSH)?.execute((&jump.key, jump.start, &jump.surface, jump.at))?;
            conn.prepare_cached(FORGET)?.execute([TRAIL_LEN]).map(drop)
        })
    }

    /// The trail, latest jump last.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn trail(&self) -> Result<Vec<Jump>, StoreError> {
        const TRAIL: &str = "SELECT key, start, surface, at FROM trail ORDER BY id";
        self.run(|conn| {
            rows(conn, TRAIL, [], |row| {
                Ok(Jump {
                    key: row.get(0)?,
                    start: row.get(1)?,
                    surface: row.get(2)?,
                    at: row.get(3)?,
                })
            })
        })
    }

    /// Runs `work` in one transaction: all of it is stored, or nothing.
    pub(super) fn write<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        self.run(|conn| {
            let tx = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
            let made = work(&tx)?;
            tx.commit()?;
            Ok(made)
        })
    }

    pub(super) fn run<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        work(&self.conn).map_err(|source| StoreError::Use { path: self.path.clone(), source })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_reader_did_is_there_the_next_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("reader.db");
        let jump = |start| Jump { key: "/a".into(), start, surface: "Ada".into(), at: 7 };
        let file = ReaderFile::open(&path).unwrap();
        file.mark_read("/a", 5).unwrap();
        file.mark_read("/a", 6).unwrap();
        for start in 0..=TRAIL_LEN as usize {
            file.push_trail(&jump(start)).unwrap();
        }
        drop(file);
        let file = ReaderFile::open(&path).unwrap();
        let read = file.read_keys().unwrap();
        assert!(read.holds("/a") && !read.holds("/b"));
        let trail = file.trail().unwrap();
        assert_eq!(trail.len(), TRAIL_LEN as usize);
        assert_eq!(trail.first(), Some(&jump(1)));
        assert_eq!(trail.last(), Some(&jump(TRAIL_LEN as usize)));
    }

    #[test]
    fn a_library_is_no_reader_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("library.db");
        super::super::Library::open(&path).unwrap();
        assert!(matches!(ReaderFile::open(&path), Err(StoreError::Foreign { .. })));
    }
}
