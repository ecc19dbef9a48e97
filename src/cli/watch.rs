//! `ibid sync --watch`: after the first run one more whenever a folder or a file changes, until ^C.

use std::collections::HashSet;
use std::sync::atomic::Ordering;

use super::Console;
use super::exit::{Exit, Stop};
use super::sources::{run, stopped, tell};
use super::stopping::Stopping;
use crate::config::LibraryPaths;
use crate::model::Fault;
use crate::pipeline::{self, Watch};
use crate::store::{Library, StoreError};

/// Listens to the sources of a library.
pub(super) fn listen(
    console: &mut Console<'_>,
    watch: &mut Watch,
    library: &Library,
) -> Result<(), StoreError> {
    if let Some(complaint) = watch.listen(&library.source_keys()?) {
        console.err.line(&format!("warning: {complaint}"));
    }
    Ok(())
}

/// Goes on after the first run. Does not come back but by a failure: ^C ends the process.
pub(super) fn go_on(
    console: &mut Console<'_>,
    paths: &LibraryPaths,
    mut watch: Watch,
    json: bool,
) -> Result<Exit, Stop> {
    let faults = Library::open_to_read(&paths.library)?.faults()?;
    let mut known: HashSet<String> = faults.iter().map(Fault::to_string).collect();
    // Of a ^C that comes between two runs, too, something must be left.
    let stopping = Stopping::new();
    loop {
        let idle = Stopping::at_once();
        if stopping.flag().load(Ordering::Relaxed) {
            return Err(stopped());
        }
        console.out.flush()?;
        let unfinished = watch.wait();
        drop(idle);
        let _turn = console.turn(&paths.library)?;
        let mut library = Library::open(&paths.library)?;
        listen(console, &mut watch, &library)?;
        let report =
            run(console, paths, |run| pipeline::sync_without(&mut library, &unfinished, run))?;
        if report.was_stopped {
            return Err(stopped());
        }
        for fault in report.faults.iter().filter(|fault| known.insert(fault.to_string())) {
            console.err.fault(fault);
        }
        if report.has_changed {
            tell(console, &report, library.stats()?.articles, json)?;
        }
    }
}
