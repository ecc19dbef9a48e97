//! Decides who is who over the stored chains: over all of them, or, where few have changed, over those that the
//! change can touch. Both come to the same.

mod all;
mod around;
mod hand;
mod ids;

use super::{Run, Running};
use crate::store::{Library, StoreError};
use all::Resolved;
pub(super) use hand::Hand;

/// More changed chains than this are resolved together with all others.
const FEW: usize = 2000;

/// Decides who is who in a library where that is due. Says whether it was.
///
/// # Errors
/// Fails when the library cannot be read or written.
pub fn resolve(library: &mut Library, run: &Run<'_>) -> Result<bool, StoreError> {
    resolve_pending(library, &Running::new(run))
}

/// As [`resolve`], as part of a run.
pub(super) fn resolve_pending(
    library: &mut Library,
    running: &Running<'_>,
) -> Result<bool, StoreError> {
    let mut was_due = false;
    loop {
        library.index_chains()?;
        if !library.is_resolve_pending()? {
            return Ok(was_due);
        }
        running.tell("resolving", 0, 1);
        if running.is_stopped() {
            return Ok(was_due);
        }
        was_due = true;
        let changed = library.changed_chains(FEW)?;
        let is_done = match &changed {
            Some(changed) => around::resolve_around(library, changed)?,
            None => false,
        };
        if !is_done {
            Resolved::of(library)?.put(library)?;
        }
        running.tell("resolving", 1, 1);
    }
}

/// Where all chains are to be resolved, does so beside `other`, which may write to the library meanwhile; else just runs
/// `other`.
pub(super) fn resolve_beside<T: Send>(
    library: &mut Library,
    other: impl FnOnce(&mut Library) -> Result<T, StoreError> + Send,
) -> Result<T, StoreError> {
    if !library.is_resolve_pending()? || library.changed_chains(FEW)?.is_some() {
        return other(library);
    }
    let reading = Library::open_to_read(library.path())?;
    let beside = || library.index_chains().and_then(|()| other(library));
    let (resolved, done) = rayon::join(move || Resolved::of(&reading), beside);
    resolved?.put(library)?;
    done
}
