//! The right to bring a library up to date. Runs take turns: two at once would read every file twice and undo each
//! other's work again and again. The system gives the right back however a process ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::StoreError;
use super::open::beside;

/// Held for as long as a run takes.
#[derive(Debug)]
pub struct Turn {
    _file: Option<File>,
}

/// Time between two tries.
const PAUSE: Duration = Duration::from_millis(50);

impl Turn {
    /// Takes the turn of the library at `path`, or waits for it: after each try `goes_on` is told for how long, and
    /// `None` is returned once it says no. Readers, and single writes, wait for nobody's turn.
    ///
    /// # Errors
    /// Fails where nothing can be written beside the library.
    pub fn take(
        path: &Path,
        mut goes_on: impl FnMut(Duration) -> bool,
    ) -> Result<Option<Self>, StoreError> {
        if let Some(folder) = path.parent() {
            // Where this fails, opening fails too and says why.
            let _ = std::fs::create_dir_all(folder);
        }
        let lock = beside(path, ".lock");
        let opened = OpenOptions::new().create(true).truncate(false).write(true).open(lock);
        let Ok(file) = opened else {
            // The library itself says best what is wrong there.
            super::Library::open(path)?;
            return Err(StoreError::ReadOnly { path: path.into() });
        };
        let since = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Some(Self { _file: Some(file) })),
                Err(TryLockError::WouldBlock) if goes_on(since.elapsed()) => thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => return Ok(None),
                // A file system without locks: then single writes alone wait for one another.
                Err(TryLockError::Error(_)) => return Ok(Some(Self { _file: None })),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_is_taken_once_and_given_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/library.db");
        let never = |_| false;
        let first = Turn::take(&path, never).unwrap().unwrap();
        assert!(Turn::take(&path, never).unwrap().is_none());
        let mut tries = 0;
        let waited = |_: Duration| {
            tries += 1;
            tries < 3
        };
        assert!(Turn::take(&path, waited).unwrap().is_none());
        assert_eq!(tries, 3);
        drop(first);
        assert!(Turn::take(&path, never).unwrap().is_some());
    }
}
