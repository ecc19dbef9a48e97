//! Brings a library up to date with its sources, or with files handed in.

use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::read::{Content, Outcome, Present, read};
use super::{Report, Run, Running, fetch, group, judge, link, resolve};
use crate::passages;
use crate::sources::{self, FoundFile};
use crate::store::{FileState, Library, StoreError};

/// Version of what is derived from a file, below 256. To be raised whenever reading, recognising or the keys of
/// passages change: libraries made otherwise, or with another model, then read their files again.
const MAKING: i64 = 10;

/// A batch is as many files as make this many bytes, or this many files.
const BATCH_BYTES: u64 = 4 << 20;
const BATCH_FILES: usize = 512;

/// A file written this short a time ago may change again without a new time.
const RACY: Duration = Duration::from_secs(2);

/// Brings `library` up to date with its sources: reads files that are new or have changed, forgets those
/// that are gone, and derives again what follows. A library that is up to date costs a walk and no write.
///
/// What is under a folder that cannot be reached stays as it was.
///
/// # Errors
/// Fails when the library cannot be read or written. Batches stored before stay.
pub fn sync(library: &mut Library, run: &Run<'_>) -> Result<Report, StoreError> {
    sync_without(library, &[], run)
}

/// As [`sync`], but what is known of some files, which are still being written, stays as it was.
///
/// # Errors
/// As [`sync`].
pub fn sync_without(
    library: &mut Library,
    unfinished: &[PathBuf],
    run: &Run<'_>,
) -> Result<Report, StoreError> {
    let keys = library.source_keys()?;
    let mut walk = sources::walk(&keys, run.kept);
    walk.files.retain(|file| !library.owns(&file.path));
    let addresses = keys.into_iter().filter(|key| sources::is_address(key));
    for fault in fetch::faults(run.kept, addresses) {
        // What went wrong says more than that nothing came.
        walk.faults.retain(|known| known.key != fault.key);
        walk.faults.push(fault);
    }
    walk.faults.sort_by(|a, b| (&a.key, &a.why).cmp(&(&b.key, &b.why)));
    library.put_walk_faults(&walk.faults)?;
    let vouched_until = vouched_until();
    let is_finished = |file: &&FoundFile| !unfinished.contains(&file.path);
    let present = walk.files.iter().filter(is_finished).map(|file| Present {
        key: &file.key,
        size: file.size,
        modified: file.modified.filter(|&at| at < vouched_until),
        content: Content::File(&file.path),
    });
    let waiting: Vec<&str> =
        walk.files.iter().filter(|file| !is_finished(file)).map(|file| file.key.as_str()).collect();
    let may_hold = |key: &str| walk.may_hold(key) || waiting.contains(&key);
    let mut report = bring_up_to_date(library, present.collect(), may_hold, run)?;
    report.faults.extend(walk.faults);
    report.faults.sort_by(|a, b| (&a.key, &a.place).cmp(&(&b.key, &b.place)));
    Ok(report)
}

/// Makes `library` hold these files, given by key and content, and no others.
///
/// # Errors
/// As [`sync`].
pub fn sync_given(
    library: &mut Library,
    files: &[(&str, &[u8])],
    run: &Run<'_>,
) -> Result<Report, StoreError> {
    let mut present: Vec<Present<'_>> = files
        .iter()
        .map(|&(key, bytes)| Present {
            key,
            size: bytes.len() as u64,
            modified: None,
            content: Content::Given(bytes),
        })
        .collect();
    present.sort_by_key(|file| file.key);
    present.dedup_by_key(|file| file.key);
    bring_up_to_date(library, present, |_| false, run)
}

/// The latest time of writing, in nanoseconds since 1970, after which a file cannot have changed unseen.
fn vouched_until() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "compared with the times of files, never shown")]
    let now = SystemTime::now();
    let until = now.duration_since(UNIX_EPOCH).unwrap_or_default().saturating_sub(RACY);
    i64::try_from(until.as_nanos()).unwrap_or(i64::MAX)
}

fn bring_up_to_date(
    library: &mut Library,
    present: Vec<Present<'_>>,
    may_hold: impl Fn(&str) -> bool,
    run: &Run<'_>,
) -> Result<Report, StoreError> {
    let mut running = Running::new(run);
    library.expect_making(MAKING | i64::from(run.model.fingerprint()) << 8)?;
    let known = library.files()?;
    let mut report = Report::default();
    forget_gone(library, &known, &present, may_hold, &mut report)?;

    let n_present = present.len();
    let to_read: Vec<Present<'_>> = present
        .into_iter()
        .filter(|file| {
            known.get(file.key).is_none_or(|known| {
                known.modified.is_none()
                    || (known.size, known.modified) != (file.size, file.modified)
            })
        })
        .collect();
    report.unchanged = (n_present - to_read.len()) as u64;
    read_and_store(library, &known, &to_read, &mut running, &mut report)?;

    if !running.is_stopped() && library.is_linking_pending()? {
        running.tell("resolving", 0, 1);
        resolve::resolve_beside(library, |library| link::index_pending(library, run.stop))?;
    }
    report.has_changed |= judge::judge_pending(library, &(run.judgements)()?, &running)?;
    report.has_changed |= link::link_pending(library, &running)?;
    report.has_changed |= group::group_pending(library, &running)?;
    if report.has_changed {
        library.give_back()?;
    }
    report.was_stopped = running.is_stopped();
    Ok(report)
}

fn forget_gone(
    library: &mut Library,
    known: &FxHashMap<String, FileState>,
    present: &[Present<'_>],
    may_hold: impl Fn(&str) -> bool,
    report: &mut Report,
) -> Result<(), StoreError> {
    let here: FxHashSet<&str> = present.iter().map(|file| file.key).collect();
    let mut gone: Vec<String> = known
        .keys()
        .filter(|key| !here.contains(key.as_str()) && !may_hold(key))
        .cloned()
        .collect();
    gone.sort_unstable();
    for batch in gone.chunks(BATCH_FILES) {
        library.remove_files(batch, &passages::keys_of)?;
        report.removed += batch.len() as u64;
        report.has_changed = true;
    }
    Ok(())
}

/// Reads the files batch by batch, one being stored while the next is read.
fn read_and_store(
    library: &mut Library,
    known: &FxHashMap<String, FileState>,
    to_read: &[Present<'_>],
    running: &mut Running<'_>,
    report: &mut Report,
) -> Result<(), StoreError> {
    let Run { limits, stop, model, .. } = *running.run;
    let read_batch = |batch: &[Present<'_>]| -> Vec<Outcome> {
        let read_one = |file: &Present<'_>| {
            let is_stopped = stop.load(std::sync::atomic::Ordering::Relaxed);
            (!is_stopped).then(|| read(file, known.get(file.key), &limits, model))
        };
        batch.par_iter().filter_map(read_one).collect()
    };
    let mut batches = batches(to_read).into_iter();
    let mut done = 0;
    let mut ready = batches.next().map(|batch| {
        running.tell("reading", 0, to_read.len());
        read_batch(batch)
    });
    while let Some(outcomes) = ready.take() {
        done += outcomes.len();
        let next = if running.is_stopped() { None } else { batches.next() };
        let (read, stored) =
            rayon::join(|| next.map(read_batch), || store(library, outcomes, report));
        running.bytes += stored?;
        ready = read;
        running.tell("reading", done, to_read.len());
    }
    Ok(())
}

fn batches<'a, 'b>(files: &'a [Present<'b>]) -> Vec<&'a [Present<'b>]> {
    let mut batches = Vec::new();
    let mut rest = files;
    while !rest.is_empty() {
        let mut bytes = 0;
        let fitting = rest.iter().take(BATCH_FILES).take_while(|file| {
            bytes += file.size;
            bytes <= BATCH_BYTES
        });
        let (batch, after) = rest.split_at(fitting.count().max(1));
        batches.push(batch);
        rest = after;
    }
    batches
}

/// Stores what was made of a batch, and returns how many bytes of text are in it.
fn store(
    library: &mut Library,
    outcomes: Vec<Outcome>,
    report: &mut Report,
) -> Result<u64, StoreError> {
    let (mut changed, mut touched, mut gone) = (Vec::new(), Vec::new(), Vec::new());
    for outcome in outcomes {
        match outcome {
            Outcome::Changed(file) => changed.push(*file),
            Outcome::Touched(state) => touched.push(state),
            Outcome::Same => report.unchanged += 1,
            Outcome::Gone(key) => gone.push(key),
        }
    }
    report.read += changed.len() as u64;
    report.unchanged += touched.len() as u64;
    report.removed += gone.len() as u64;
    report.has_changed |= !changed.is_empty() || !gone.is_empty();
    if !changed.is_empty() {
        library.put_files(&changed, &passages::keys_of)?;
    }
    if !touched.is_empty() {
        library.touch_files(&touched)?;
    }
    if !gone.is_empty() {
        library.remove_files(&gone, &passages::keys_of)?;
    }
    let bytes = changed.iter().map(|file| file.text_bytes()).sum();
    report.faults.extend(changed.into_iter().flat_map(|file| file.faults));
    Ok(bytes)
}
