//! Which library a command means, and opening it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Console;
use super::exit::{Failure, Stop};
use super::sources::keys_of;
use crate::config::{Folders, LibraryPaths};
use crate::query::{self, Query, SavedQuery};
use crate::store::{Labels, Library, ReaderFile, StoreError, Turn};

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

    /// Opens the library that `ibid SOURCE…` has made of these sources, for reading.
    pub(super) fn open_library_of(&self, sources: &[PathBuf]) -> Result<Library, Stop> {
        let keys = keys_of(self, sources)?;
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let path = self.folders()?.library_of(&keys).library;
        Library::open_to_read(&path).map_err(|error| match error {
            StoreError::Missing { .. } => {
                let never = Failure::new("these sources have not been opened").nothing_found();
                let sources: String =
                    sources.iter().map(|path| format!(" {}", shown(path))).collect();
                never.hint(format!("open them with `ibid{sources}`")).into()
            }
            error => of_store(&error),
        })
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

    /// The command that lists what could not be read of `sources` as typed, or of the library where there are
    /// none; typed where this one was, it means the same.
    pub(super) fn faults_command(&self, sources: &[PathBuf]) -> String {
        let sources: String = sources.iter().map(|path| format!(" {}", shown(path))).collect();
        match &self.common.library {
            Some(file) if sources.is_empty() => format!("ibid --library {} faults", shown(file)),
            _ if sources.chars().count() > LONGEST => "ibid faults SOURCE…".into(),
            _ => format!("ibid faults{sources}"),
        }
    }

    /// Fails where a library is named on the command line or in the environment and is not there.
    pub(super) fn expect_named_library(&self) -> Result<(), Stop> {
        match self.named_library() {
            Some(path) if !path.exists() => Err(of_store(&StoreError::Missing { path })),
            _ => Ok(()),
        }
    }

    /// Takes the turn to bring the library at `path` up to date; says so where another ibid has it.
    pub(super) fn turn(&mut self, path: &Path) -> Result<Turn, Stop> {
        let mut is_told = false;
        let taken = Turn::take(path, |waited| {
            if waited >= SILENT && !is_told {
                is_told = true;
                self.err.line(WAITING);
            }
            waited < PATIENCE
        })?;
        taken.ok_or_else(|| of_store(&StoreError::Busy { path: path.into() }))
    }

    /// The query that was typed, saved ones in the place of their names. One with a slip in it is refused: what it finds
    /// might be taken for what was meant.
    pub(super) fn understood(&self, typed: &str) -> Result<Query, Stop> {
        let parsed = query::parse(typed);
        let refused = |why: String| Failure::new(format!("cannot read the query: {why}"));
        if let Some(fault) = parsed.faults.first() {
            return Err(refused(format!("{}: {}", fault.place.of(typed), fault.why)).into());
        }
        let saved = self.saved_queries();
        parsed.query.with_saved(&saved).map_err(|why| {
            let names: Vec<&str> = saved.iter().map(|saved| saved.name.as_str()).collect();
            match names.as_slice() {
                [] => refused(why).into(),
                names => refused(why).hint(format!("saved are {}", names.join(", "))).into(),
            }
        })
    }

    /// The saved queries; none where the reader file cannot tell.
    fn saved_queries(&self) -> Vec<SavedQuery> {
        let Ok(paths) = self.library_paths() else { return Vec::new() };
        let saved = ReaderFile::open_to_read(&paths.reader).and_then(|file| file.saved_queries());
        saved.unwrap_or_default()
    }

    /// Which articles have been read; none where the reader file cannot tell.
    pub(super) fn labels(&self) -> Labels {
        let Ok(paths) = self.library_paths() else { return Labels::default() };
        if !paths.reader.exists() {
            return Labels::default();
        }
        let keys = ReaderFile::open_to_read(&paths.reader).and_then(|reader| reader.labels());
        keys.unwrap_or_default()
    }
}

/// Said while another ibid brings the library up to date.
const WAITING: &str = "another ibid is writing to the library; waiting";

/// What a wait may take before it is told, and before it ends.
const SILENT: Duration = Duration::from_secs(1);
const PATIENCE: Duration = Duration::from_secs(60 * 60);

/// Characters up to which the sources are repeated in the command that lists faults.
const LONGEST: usize = 40;

/// How to fill a library.
pub(super) const ADD: &str = "add a folder or file with `ibid add SOURCE`";

/// What to do about damage.
const DOCTOR: &str = "`ibid doctor --repair` saves what can be read";

/// What an error of the store means to the user.
pub(super) fn of_store(error: &StoreError) -> Stop {
    let failure = Failure::of(error);
    let failure = match error {
        StoreError::Missing { path } => {
            failure.hint(format!("make it with `ibid --library {} add SOURCE`", shown(path)))
        }
        StoreError::Foreign { .. } => failure
            .hint("name another file with --library")
            .hint("`ibid doctor` looks at one that was a library once"),
        StoreError::TooNew { .. } => {
            failure.hint("update ibid, or name another file with --library")
        }
        StoreError::Full { .. } => {
            failure.hint("nothing that was stored is lost; make room and run it again")
        }
        StoreError::Damaged { .. } => failure.hint(DOCTOR),
        StoreError::Open { .. }
        | StoreError::Use { .. }
        | StoreError::TooOld { .. }
        | StoreError::ReadOnly { .. }
        | StoreError::Busy { .. } => failure,
    };
    failure.into()
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        of_store(&error)
    }
}

/// A path as it can be typed in a shell, where that is simple.
pub(super) fn shown(path: &Path) -> String {
    let path = path.display().to_string();
    if path.contains(|c: char| c.is_whitespace() || "'\"$`\\".contains(c)) {
        format!("{path:?}")
    } else {
        path
    }
}
