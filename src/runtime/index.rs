//! The index worker: brings the library up to date while the reader reads, again whenever its sources change where
//! they are watched, and says how far it is.

use std::cell::Cell;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::Index;
use super::shelf::in_full;
use crate::app::Msg;
use crate::config::LibraryPaths;
use crate::model::Progress;
use crate::pipeline::{self, Limits, Model, Report, Run, Watch};
use crate::store::{Library, ReaderFile, StoreError, Turn};

/// Time between two reports of progress: often enough to see it move.
const BETWEEN_REPORTS: Duration = Duration::from_millis(50);

/// How far a run is is not told while it has so little to do and has only begun: it ends before that could be read,
/// and the line would flicker.
const FEW: u64 = 64;
const UNTOLD: Duration = Duration::from_millis(500);

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
    /// Whether the sources are watched.
    pub(super) watches: bool,
}

/// Starts the run, and those that follow it. It ends early, after the batch in flight, once `stop` is set.
pub(super) fn spawn(
    paths: &LibraryPaths,
    job: Job,
    stop: Arc<AtomicBool>,
    send: impl Fn(Msg) + Send + 'static,
) -> io::Result<()> {
    let paths = paths.clone();
    let work = move || {
        let mut worker = Worker {
            watch: job.watches.then(|| Watch::new(&paths.library)),
            paths,
            job,
            stop,
            send: &send,
            told: None,
        };
        worker.run(&[]);
        while let Some(unfinished) = worker.wait() {
            worker.run(&unfinished);
        }
    };
    thread::Builder::new().name("index".into()).spawn(work).map(drop)
}

struct Worker<'a> {
    paths: LibraryPaths,
    job: Job,
    stop: Arc<AtomicBool>,
    send: &'a dyn Fn(Msg),
    watch: Option<Watch>,
    /// What was said of the last run: of the next one only what is new is said.
    told: Option<String>,
}

impl Worker<'_> {
    /// Waits for a change of the sources, and returns the files that are still being written; `None` where they are
    /// not watched.
    fn wait(&mut self) -> Option<Vec<PathBuf>> {
        let unfinished = self.watch.as_mut()?.wait();
        (!self.stop.load(Ordering::Relaxed)).then_some(unfinished)
    }

    /// Brings the library up to date in its turn, and tells what is to be told of it.
    fn run(&mut self, unfinished: &[PathBuf]) {
        let made = match wait(&self.paths, &self.stop, self.send) {
            Ok(Some(_turn)) => self.bring_up_to_date(unfinished),
            Ok(None) => Ok(Report::default()),
            Err(error) => Err(error),
        };
        (self.send)(Msg::Progress(None));
        let notice = match made {
            Ok(report) => {
                if report.has_changed {
                    (self.send)(Msg::LibraryChanged);
                }
                notice(&report, &self.job.faults_command)
            }
            Err(error) => Some(in_full(&error)),
        };
        if let Some(notice) = notice.clone().filter(|_| notice != self.told) {
            (self.send)(Msg::Notice(notice));
        }
        self.told = notice;
    }

    fn bring_up_to_date(&mut self, unfinished: &[PathBuf]) -> Result<Report, StoreError> {
        let Job { index, model, limits, .. } = &self.job;
        let mut library = Library::open(&self.paths.library)?;
        let told = Told::new(self.send);
        let run = Run {
            progress: &|progress| told.tell(progress),
            stop: &self.stop,
            limits: *limits,
            model,
            kept: &self.paths.kept,
            judgements: &|| ReaderFile::judgements_in(&self.paths.reader),
        };
        match index {
            Index::Sources(sources) => {
                for source in sources {
                    library.add_source(source)?;
                }
                if let Some(watch) = &mut self.watch
                    && let Some(complaint) = watch.listen(&library.source_keys()?)
                {
                    (self.send)(Msg::Notice(complaint));
                }
                pipeline::sync_without(&mut library, unfinished, &run)
            }
            Index::Given(files) => pipeline::sync_given(&mut library, files, &run),
        }
    }
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
    begun: Instant,
    stage: Cell<Option<String>>,
    reported: Cell<Option<Instant>>,
    looked: Cell<Instant>,
}

impl<'a> Told<'a> {
    fn new(send: &'a dyn Fn(Msg)) -> Self {
        let begun = Instant::now();
        let (stage, reported) = (Cell::new(None), Cell::new(None));
        Self { send, begun, stage, reported, looked: Cell::new(begun) }
    }

    fn tell(&self, progress: Progress) {
        let now = Instant::now();
        let is_due = |last: Instant, time| now.duration_since(last) >= time;
        if progress.total >= FEW || is_due(self.begun, UNTOLD) {
            let stage = Some(progress.stage.clone().into_owned());
            let is_new_stage = self.stage.replace(stage.clone()) != stage;
            let last = self.reported.get();
            if is_new_stage || last.is_none_or(|last| is_due(last, BETWEEN_REPORTS)) {
                self.reported.set(Some(now));
                (self.send)(Msg::Progress(Some(progress)));
            }
        }
        if is_due(self.looked.get(), BETWEEN_LOOKS) {
            self.looked.set(now);
            (self.send)(Msg::LibraryChanged);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[test]
    fn a_run_that_ends_at_once_says_nothing_of_how_far_it_is() {
        let sent = RefCell::new(Vec::new());
        let send = |msg| sent.borrow_mut().push(msg);
        let mut told = Told::new(&send);
        let progress = |done, total| Progress { done, total, ..Progress::default() };
        (0..3).for_each(|done| told.tell(progress(done, 3)));
        assert!(sent.borrow().is_empty());
        told.tell(progress(0, FEW));
        told.tell(progress(1, FEW));
        told.begun = Instant::now().checked_sub(UNTOLD).unwrap();
        told.reported.set(None);
        told.tell(progress(2, 3));
        let shown = |msg: &Msg| match msg {
            Msg::Progress(Some(progress)) => (progress.done, progress.total),
            msg => panic!("{msg:?}"),
        };
        let shown: Vec<(u64, u64)> = sent.borrow().iter().map(shown).collect();
        assert_eq!(shown, [(0, FEW), (2, 3)]);
    }
}
