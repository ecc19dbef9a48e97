//! Which library a command means, and opening it.

use std::path::{Path, PathBuf};

use super::Console;
use super::exit::{Failure, Stop};
use crate::config::{Folders, LibraryPaths};
use crate::store::{Library, ReadKeys, ReaderFile, StoreError};

impl Console<'_> {
    /// The folders of the user.
    pub(super) fn folders(&self) -> Result<&Folders, Stop> {
        let none = || Failure::new("there is no home folder").hint("set HOME");
        self.world.folders.as_ref().ok_or_else(|| none().into())
    }

    /// The library that was named, by `--library`, `IBID_LIBRARY` or the settings.
    fn named_library(&self) -> Option<PathBuf> {
        let from_env = || self.world.env.get("IBID_LIBRARY").map(PathBuf::from);
        let named = self.common.library.clone().or_else(from_env)?;
        Some(self.world.absolute(&named))
    }

    /// The files of the library that the command is about: the named one, else the one of the settings, else
    /// the default one.
    pub(super) fn library_paths(&self) -> Result<LibraryPaths, Stop> {
        let folders = self.folders()?;
        let named = self.named_library().or_else(|| self.config.library.clone());
        Ok(named.map_or_else(|| folders.default_library(), |file| folders.library_at(&file)))
    }

    /// Opens the library for reading.
    pub(super) fn open_library(&self) -> Result<Library, Stop> {
        let paths = self.library_paths()?;
        Library::open_to_read(&paths.library).map_err(|error| match error {
            StoreError::Missing { .. } if self.named_library().is_none() => {
                let empty = Failure::new("your library is empty").nothing_found();
                empty.hint(ADD).hint("see what ibid does with `ibid demo`").into()
            }
            error => of_store(&error),
        })
    }

    /// Which articles have been read; none where the reader file cannot tell.
    pub(super) fn read_keys(&self) -> ReadKeys {
        let Ok(paths) = self.library_paths() else { return ReadKeys::default() };
        if !paths.reader.exists() {
            return ReadKeys::default();
        }
        let keys = ReaderFile::open(&paths.reader).and_then(|reader| reader.read_keys());
        keys.unwrap_or_default()
    }
}

/// How to fill a library.
pub(super) const ADD: &str = "add a folder or file with `ibid add SOURCE`";

/// What an error of the store means to the user.
pub(super) fn of_store(error: &StoreError) -> Stop {
    let failure = Failure::of(error);
    let failure = match error {
        StoreError::Missing { path } => {
            failure.hint(format!("make it with `ibid --library {} add SOURCE`", shown(path)))
        }
        StoreError::Foreign { .. } => failure.hint("name another file with --library"),
        StoreError::TooNew { .. } => {
            failure.hint("update ibid, or name another file with --library")
        }
        StoreError::Open { .. } | StoreError::Use { .. } => failure,
    };
    failure.into()
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        of_store(&error)
    }
}

/// A path as it can be typed in a shell, where that is simple.
fn shown(path: &Path) -> String {
    let path = path.display().to_string();
    if path.contains(|c: char| c.is_whitespace() || "'\"$`\\".contains(c)) {
        format!("{path:?}")
    } else {
        path
    }
}
