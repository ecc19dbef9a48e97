//! What can go wrong with a library or reader file, always with its path.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

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
    /// The file was made by a later version of the program. It was left as it is.
    #[error("{} was made by a newer ibid (schema {found}, this one knows {known})", path.display())]
    TooNew {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The latest schema this program knows.
        known: i64,
    },
    /// The file was made by an earlier version, and what that lacks cannot be written.
    #[error("{} was made by an older ibid and cannot be brought up to date: it, or its folder, is read-only", path.display())]
    TooOld {
        /// The file.
        path: PathBuf,
    },
    /// The file, or the folder it is in, cannot be written.
    #[error("cannot write {}: it, or its folder, is read-only", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// There is no room for what was to be written. What was stored before stays.
    #[error("cannot write {}: the disk is full", path.display())]
    Full {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// Another ibid has been writing for longer than anybody would wait.
    #[error("another ibid has been writing to {} for too long", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// What is in the file is not what was written.
    #[error("{} is damaged: see `ibid doctor`", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// A statement failed.
    #[error("cannot use {}", path.display())]
    Use {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
}

impl StoreError {
    /// What an error of SQLite at the opening of a file means.
    pub(super) fn of_opening(path: &Path, source: rusqlite::Error) -> Self {
        Self::of_known(path, source)
            .unwrap_or_else(|source| Self::Open { path: path.into(), source })
    }

    /// What an error of SQLite in an open file means.
    pub(super) fn of_use(path: &Path, source: rusqlite::Error) -> Self {
        Self::of_known(path, source)
            .unwrap_or_else(|source| Self::Use { path: path.into(), source })
    }

    fn of_known(path: &Path, source: rusqlite::Error) -> Result<Self, rusqlite::Error> {
        let path = path.to_path_buf();
        match source.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Ok(Self::Full { path, source }),
            // A quota or a limit on the size of files comes as a write that failed.
            Some(ErrorCode::SystemIoFailure) if is_failed_write(&source) => {
                Ok(Self::Full { path, source })
            }
            Some(ErrorCode::ReadOnly) => Ok(Self::ReadOnly { path }),
            Some(ErrorCode::DatabaseBusy) => Ok(Self::Busy { path }),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Ok(Self::Damaged { path, source })
            }
            _ => Err(source),
        }
    }
}

fn is_failed_write(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi::{SQLITE_IOERR_SHMSIZE, SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_WRITE};
    let code = error.sqlite_error().map(|error| error.extended_code);
    code.is_some_and(|code| {
        [SQLITE_IOERR_WRITE, SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_SHMSIZE].contains(&code)
    })
}
