//! Seeks the links between passages of articles that have changed and all others.

mod block;
mod drafts;
mod gathered;
mod pairs;
mod ties;

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;

use drafts::Drafts;
use gathered::Gathered;
use pairs::Pairs;

use super::{Run, Running};
use crate::passages;
use crate::store::{Library, Sharing, StoreError, WaitingKeys};

/// Articles that are kept ready for comparing while all others pass by: some 11 kB each.
const BLOCK: usize = 40_000;

/// Articles whose keys are entered into the index together: some 6 kB each, and as much for those that are read meanwhile.
const PER_PART: usize = 24_000;

/// Of very many articles no more parts are made: for each part all are read again.
const MOST_PARTS: usize = 5;

/// Articles that are dealt with together, of so many.
fn part_of(n_articles: usize, least: usize) -> usize {
    least.max(n_articles.div_ceil(MOST_PARTS))
}

/// Seeks the links of a library where that is due. Says whether it was.
///
/// # Errors
/// Fails when the library cannot be read or written. Links stored before stay.
pub fn link(library: &mut Library, run: &Run<'_>) -> Result<bool, StoreError> {
    link_pending(library, &Running::new(run))
}

/// As [`link`], as part of a run.
pub(super) fn link_pending(
    library: &mut Library,
    running: &Running<'_>,
) -> Result<bool, StoreError> {
    let mut was_due = false;
    while library.is_linking_pending()? && !running.is_stopped() {
        was_due = true;
        let version = library.chains_version()?;
        running.tell("indexing", 0, 1);
        if !index_pending(library, running.run.stop)? {
            return Ok(true);
        }
        let Some(due) = library.begin_links(version, &passages::keys_of)? else { continue };
        let mut reader = Library::open_to_read(library.path())?;
        let size = part_of(due.len(), BLOCK);
        // Which passages share keys is found out by one core.
        let (asked, of, path) = (&mut reader, &due, library.path().to_owned());
        let (stop, first) = (running.run.stop, &due[..size.min(due.len())]);
        let (sharing, drafts) =
            rayon::join(move || asked.sharing(of), || Drafts::of(&path, first, stop));
        let (sharing, mut drafts) = (sharing?, drafts?);
        let (give, pieces) = mpsc::sync_channel(0);
        // Storing takes one core only.
        let (found, is_stored) = thread::scope(|scope| {
            let storing = scope.spawn(|| gathered::store(library, pieces));
            let gathered = Gathered::new(&due, give);
            let found = find(&mut reader, sharing.as_ref(), &mut drafts, gathered, size, running);
            (found, storing.join().unwrap_or_else(|panic| resume_unwind(panic)))
        });
        let is_stored = is_stored?;
        if !found? && running.is_stopped() {
            return Ok(true);
        }
        if !is_stored || !ties::tie_again(library, version, running)? {
            continue;
        }
        library.end_links()?;
        running.tell("linking", due.len(), due.len());
    }
    Ok(was_due)
}

/// Finds the links of all that is due, so many articles at a time. `false` where it was stopped, or nothing is stored any more.
fn find(
    reader: &mut Library,
    sharing: Option<&Sharing>,
    drafts: &mut Drafts,
    mut gathered: Gathered<'_>,
    size: usize,
    running: &Running<'_>,
) -> Result<bool, StoreError> {
    let due = gathered.due;
    for block in due.chunks(size) {
        let done = gathered.n_done;
        let tell = |share: f64| {
            let within = (share * block.len() as f64) as usize;
            running.tell("linking", done + within, due.len());
            !running.is_stopped()
        };
        let is_last = done + block.len() == due.len();
        drafts.are_kept = !is_last;
        if is_last && !gathered.begin_last() {
            return Ok(false);
        }
        let give = |found| gathered.add(found);
        let is_found = Pairs::of(reader, sharing, block, due)
            .and_then(|pairs| block::find(reader, block, &pairs, drafts, tell, give));
        if !matches!(is_found, Ok(true)) {
            // What was found of the blocks before is not sought again.
            gathered.store();
            return is_found;
        }
        gathered.n_done += block.len();
    }
    Ok(gathered.store())
}

/// Enters the keys of passages into their index, where that is due. `false` where it was stopped before its end.
pub(super) fn index_pending(library: &mut Library, stop: &AtomicBool) -> Result<bool, StoreError> {
    loop {
        let (version, n_articles) = (library.chains_version()?, library.n_unindexed()?);
        if n_articles == 0 {
            return Ok(true);
        }
        let n_parts = n_articles.div_ceil(part_of(n_articles, PER_PART)) as u32;
        if index_parts(library, n_parts, version, stop)? {
            return Ok(true);
        }
        if stop.load(Ordering::Relaxed) {
            return Ok(false);
        }
    }
}

/// Enters the keys of the articles of `version`, in parts. `false` where it was stopped, or the articles are others.
fn index_parts(
    library: &mut Library,
    n_parts: u32,
    version: i64,
    stop: &AtomicBool,
) -> Result<bool, StoreError> {
    let mut reader = Library::open_to_read(library.path())?;
    let read = |reader: &mut Library, part| match part < n_parts {
        true => reader.waiting_keys(part, n_parts, &passages::keys_of),
        false => Ok(WaitingKeys::default()),
    };
    let mut waiting = read(&mut reader, 0)?;
    for next in 1..=n_parts {
        if stop.load(Ordering::Relaxed) {
            return Ok(false);
        }
        // A part is read while the one before is written.
        let reader = &mut reader;
        let (read, is_entered) =
            rayon::join(move || read(reader, next), || library.enter_keys(&waiting, version));
        if !is_entered? {
            return Ok(false);
        }
        waiting = read?;
    }
    Ok(true)
}
