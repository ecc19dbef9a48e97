//! The reader file: what the reader did, under keys that outlive a rebuild of the library.

mod doctor;
mod judgements;
mod labels;
mod marks;
mod notes;
mod saved;
mod seen;
mod session;
mod trail;

pub use labels::Labels;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Row, Transaction, TransactionBehavior};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::StoreError;
use super::open::{self, Format, Migration};

/// An open reader file.
#[derive(Debug)]
pub struct ReaderFile {
    conn: Connection,
    path: PathBuf,
}

const FORMAT: Format = Format {
    name: "reader file",
    application: 0x6962_7264, // "ibrd"
    can_be_rebuilt: false,
    page: 4096,
    migrations: &[
        Migration::Sql(include_str!("../migrations/reader/0001_first.sql")),
        Migration::Sql(include_str!("../migrations/reader/0002_judgements.sql")),
        Migration::Sql(include_str!("../migrations/reader/0003_notes.sql")),
        Migration::Sql(include_str!("../migrations/reader/0004_saved_queries.sql")),
    ],
};

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

    /// Runs `work` in one transaction: all of it is stored, or nothing.
    fn write<T>(
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

    fn run<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        work(&self.conn).map_err(|source| StoreError::of_use(&self.path, source))
    }
}

/// Writes a record as JSON; ours always can be.
fn to_json(record: &impl Serialize) -> String {
    serde_json::to_string(record).unwrap_or_default()
}

/// Reads a record that was written as JSON.
fn of_json<T: DeserializeOwned>(row: &Row<'_>, at: usize) -> rusqlite::Result<T> {
    super::library::of_json(row, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_is_no_reader_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("library.db");
        super::super::Library::open(&path).unwrap();
        assert!(matches!(ReaderFile::open(&path), Err(StoreError::Foreign { .. })));
    }
}
