//! The index worker: brings the library up to date while the reader reads, and says how far it is.

use std::cell::Cell;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::Index;
use super::shelf::in_full;
use crate::app::Msg;
use crate::config::LibraryPaths;
use crate::model::Progress;
use crate::pipeline::{self, Limits, Model, Report, Run};
use crate::store::{Library, ReaderFile, StoreError, Turn};

/// Time between two reports of progress: often enough to see it move.
const BETWEEN_REPORTS: Duration = Duration::from_millis(50);

/// Time between two calls to look at the library again: a look costs the panes their rows.
const BETWEEN_LOOKS: Duration = Duration::from_millis(500);

/// Said while another ibid brings the library up to date, once that has taken a moment.
const WAITING: &str = "another ibid is writing to the library; waiting";
const SILENT: Duration = Duration::from_secs(1);

/// The same while it is another ibid that changes the library.
const BETWEEN_LOOKS_AT_ANOTHER: Duration = Duration::from_secs(2);

/// What the worker has to do.
pub(super) struct Job {
    /// What the library is brought up to date with.
    pub(super) index: Index,
    /// The command that lists what could not be read.
    pub(super) faults_command: String,
    /// The model that names are recognised with.
    pub(super) model: &'static Model,
    /// How much is read of a file.
    pub(super) limits: Limits,
}

/// Starts the run. It ends early, after the batch in flight, once `stop` is set.
pub(super) fn spawn(
    paths: &LibraryPaths,
    job: Job,
    stop: Arc<AtomicBool>,
    send: impl Fn(Msg) + Send + 'static,
) -> io::Result<()> {
    let paths = paths.clone();
    let work = move || {
        let told = Told::new(&send);
        let made = match wait(&paths, &stop, &send) {
            Ok(Some(_turn)) => bring_up_to_date(&paths, &job, &stop, &|p| told.tell(p)),
            Ok(None) => Ok(Report::default()),
            Err(error) => Err(error),
        };
        send(Msg::Progress(None));
        match made {
            Ok(report) => {
                if report.has_changed {
                    send(Msg::LibraryChanged);
                }
                if let Some(notice) = notice(&report, &job.faults_command) {
                    send(Msg::Notice(notice));
                }
            }
            Err(error) => send(Msg::Notice(in_full(&error))),
        }
    };
    thread::Builder::new().name("index".into()).spawn(work).map(drop)
}

/// Waits for the turn of the library, and shows meanwhile what the ibid that has it brings in. `None` once `stop` is
/// set.
fn wait(
    paths: &LibraryPaths,
    stop: &AtomicBool,
    send: &dyn Fn(Msg),
) -> Result<Option<Turn>, StoreError> {
    let mut next_look = SILENT;
    Turn::take(&paths.library, |waited| {
        if waited >= next_look {
            send(match next_look == SILENT {
                true => Msg::Notice(WAITING.into()),
                false => Msg::LibraryChanged,
            });
            next_look = waited + BETWEEN_LOOKS_AT_ANOTHER;
        }
        !stop.load(Ordering::Relaxed)
    })
}

fn bring_up_to_date(
    paths: &LibraryPaths,
    job: &Job,
    stop: &AtomicBool,
    progress: &dyn Fn(Progress),
) -> Result<Report, StoreError> {
    let mut library = Library::open(&paths.library)?;
    let judgements = || ReaderFile::judgements_in(&paths.reader);
    let (limits, model, judgements) = (job.limits, job.model, &judgements);
    let kept = &paths.kept;
    let run = Run { progress, stop, limits, model, kept, judgements };
    match &job.index {
        Index::Sources(sources) => {
            for source in sources {
                library.add_source(source)?;
            }
            pipeline::sync(&mut library, &run)
        }
        Index::Given(files) => pipeline::sync_given(&mut library, files, &run),
    }
}

/// What the reader is told of a run in one sentence, if anything.
fn notice(report: &Report, faults_command: &str) -> Option<String> {
    match report.faults.as_slice() {
        [] => None,
        [fault] => Some(fault.to_string()),
        faults => Some(format!("{} faults: `{faults_command}` lists them", faults.len())),
    }
}

/// Passes progress on, no more often than it can be read.
struct Told<'a> {
    send: &'a dyn Fn(Msg),
    stage: Cell<Option<String>>,
    reported: Cell<Option<Instant>>,
    looked: Cell<Instant>,
}

impl<'a> Told<'a> {
    fn new(send: &'a dyn Fn(Msg)) -> Self {
        let looked = Cell::new(Instant::now());
        Self { send, stage: Cell::new(None), reported: Cell::new(None), looked }
    }

    fn tell(&self, progress: Progress) {
        let now = Instant::now();
        let stage = Some(progress.stage.clone().into_owned());
        let is_new_stage = self.stage.replace(stage.clone()) != stage;
        let is_due = |last: Instant, time| now.duration_since(last) >= time;
        if is_new_stage || self.reported.get().is_none_or(|last| is_due(last, BETWEEN_REPORTS)) {
            self.reported.set(Some(now));
            (self.send)(Msg::Progress(Some(progress)));
        }
        if is_due(self.looked.get(), BETWEEN_LOOKS) {
            self.looked.set(now);
            (self.send)(Msg::LibraryChanged);
        }
    }
}
