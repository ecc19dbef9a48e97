//! What can go wrong with a library or reader file, always with its path.

use std::path::PathBuf;

/// Why a library or reader file could not be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file cannot be opened or made.
    #[error("cannot open {}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// There is no such file, and it was to be read only.
    #[error("there is no library {}", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The file is something else. It was left as it is.
    #[error("{} is not a {wanted} of ibid", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What was looked for: "library" or "reader file".
        wanted: &'static str,
    },
    /// The file was made by a later version of the program.
    #[error("{} was made by a newer ibid (schema {found}, this one knows {known})", path.display())]
    TooNew {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The latest schema this program knows.
        known: i64,
    },
    /// A statement failed: the disk is full, the file is damaged, or another ibid holds it for too long.
    #[error("cannot use {}", path.display())]
    Use {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
}
