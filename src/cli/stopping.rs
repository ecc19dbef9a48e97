//! ^C during a run: the first ends it in order, after the batch in flight; a second one ends it at once.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::{SigId, flag, low_level};

/// What the shell expects of a program that ^C has ended.
const ENDED_BY_INTERRUPT: i32 = 130;

/// Listens for as long as it lives.
pub(super) struct Stopping {
    stop: Arc<AtomicBool>,
    heard: Vec<SigId>,
}

impl Stopping {
    /// Begins to listen. Where the system does not let us, a signal ends the process, and nothing is lost either.
    pub(super) fn new() -> Self {
        Self::with(false)
    }

    /// While there is nothing to end in order: already the first signal ends the process.
    pub(super) fn at_once() -> Self {
        Self::with(true)
    }

    fn with(is_stopping: bool) -> Self {
        let stop = Arc::new(AtomicBool::new(is_stopping));
        let listen = |signal| {
            [
                // In this order: the first signal finds the flag not set yet.
                flag::register_conditional_shutdown(signal, ENDED_BY_INTERRUPT, Arc::clone(&stop)),
                flag::register(signal, Arc::clone(&stop)),
            ]
        };
        let heard = [SIGINT, SIGTERM].into_iter().flat_map(listen).filter_map(Result::ok).collect();
        Self { stop, heard }
    }

    /// Set once the run is to end.
    pub(super) fn flag(&self) -> &AtomicBool {
        &self.stop
    }
}

impl Drop for Stopping {
    fn drop(&mut self) {
        for &heard in &self.heard {
            low_level::unregister(heard);
        }
    }
}
