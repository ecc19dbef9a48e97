//! What tests of libraries share: a run, chance that is the same every time, the comparison of two libraries.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use ibid::ingest::Limits;
use ibid::pipeline::{Model, Run};
use ibid::store::Library;

/// A run that tells nobody and is never stopped.
pub(crate) fn whole_run() -> Run<'static> {
    static NEVER: AtomicBool = AtomicBool::new(false);
    Run {
        progress: &|_| {},
        stop: &NEVER,
        limits: Limits::default(),
        model: Model::built_in(),
        kept: Path::new(""),
        judgements: &|| Ok(Vec::new()),
    }
}

/// Numbers from 0 to below the one given, the same for the same seed.
pub(crate) fn dice(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as usize % below
    }
}

/// Says where the dumps of two libraries differ, if they do.
#[track_caller]
pub(crate) fn assert_same_dump(found: &Library, wanted: &Library) {
    assert_same_lines(&found.dump().unwrap(), &wanted.dump().unwrap());
}

/// Says in which line two texts differ, if they do.
#[track_caller]
pub(crate) fn assert_same_lines(found: &str, wanted: &str) {
    let first = found.lines().zip(wanted.lines()).find(|(a, b)| a != b);
    assert_eq!(first, None, "the dumps differ");
    assert_eq!(found.lines().count(), wanted.lines().count());
}
