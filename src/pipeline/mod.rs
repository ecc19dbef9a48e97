//! From sources to a complete library: incremental, resumable, with progress; and the same in memory, for
//! programs that only want their texts annotated.
//!
//! A sync reads what has changed, stores it in batches, and then brings up to date what follows from all
//! articles together: who is who, the links, and which articles are near-copies. These derived stages are due
//! for as long as the library says so, whichever run made them due; so a run that was stopped or killed is
//! completed by the next one.

mod annotate;
mod compare;
mod fetch;
mod group;
mod judge;
mod link;
mod look;
mod quotes;
mod read;
mod related;
mod resolve;
mod stories;
mod sync;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use crate::model::{Fault, Judgement, Progress};
use crate::store::StoreError;

pub use annotate::{Annotated, Input, InputLink, annotate, annotate_each, links};
pub use compare::{judge_pairs, rank_passages};
pub use fetch::{FetchReport, Fetching, Wish, fetch, wish};
pub use judge::{find_whom, judge, places, say};
pub use link::link;
pub use look::look;
pub use quotes::{profile, quotes};
pub use related::{related, two_articles};
pub use resolve::resolve;
pub use stories::stories;
pub use sync::{sync, sync_given, sync_without};

pub use crate::ingest::Limits;
pub use crate::people::Model;
pub use crate::sources::Watch;

/// What a run is handed from outside.
pub struct Run<'a> {
    /// Told how far the run is, after each batch; on the thread that called.
    pub progress: &'a dyn Fn(Progress),
    /// Set from another thread to end the run after the batch in flight.
    pub stop: &'a AtomicBool,
    /// What is read of a file.
    pub limits: Limits,
    /// The model that names are recognised with.
    pub model: &'a Model,
    /// The folder of what was fetched from the web.
    pub kept: &'a Path,
    /// What the reader said of who is who, asked for once all is read.
    pub judgements: &'a dyn Fn() -> Result<Vec<Judgement>, StoreError>,
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Files read, new or changed.
    pub read: u64,
    /// Files that hold what they held.
    pub unchanged: u64,
    /// Files that are gone.
    pub removed: u64,
    /// What could not be read in this run, by key.
    pub faults: Vec<Fault>,
    /// Whether the library is not what it was.
    pub has_changed: bool,
    /// Whether the run was stopped before its end. The next one goes on where it stopped.
    pub was_stopped: bool,
}

/// A run under way.
struct Running<'a> {
    run: &'a Run<'a>,
    since: Instant,
    bytes: u64,
}

impl<'a> Running<'a> {
    fn new(run: &'a Run<'a>) -> Self {
        Self { run, since: Instant::now(), bytes: 0 }
    }

    fn is_stopped(&self) -> bool {
        self.run.stop.load(Ordering::Relaxed)
    }

    fn tell(&self, stage: &'static str, done: usize, total: usize) {
        (self.run.progress)(Progress {
            stage: stage.into(),
            done: done as u64,
            total: total as u64,
            bytes: self.bytes,
            seconds: self.since.elapsed().as_secs_f32(),
        });
    }
}
