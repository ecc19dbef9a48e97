//! Indexing a folder into a new library, and finding it unchanged.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use divan::Bencher;
use ibid::pipeline::{self, Model, Report, Run};
use ibid::store::{Library, StoreError};
use tempfile::TempDir;

/// A new library with the seeds as its source, and the folder it is in.
pub(super) fn new_library() -> (TempDir, Library) {
    let folder = TempDir::new().unwrap();
    let mut library = Library::open(&folder.path().join("library.db")).unwrap();
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    library.add_source(seeds.to_str().unwrap()).unwrap();
    (folder, library)
}

/// Does with `library` what a run does that is told nothing and never stopped.
pub(super) fn run<T>(
    library: &mut Library,
    work: impl FnOnce(&mut Library, &Run<'_>) -> Result<T, StoreError>,
) -> T {
    let stop = AtomicBool::new(false);
    let (limits, model) = (Default::default(), Model::built_in());
    let judgements = &|| Ok(Vec::new());
    work(
        library,
        &Run {
            progress: &|_| (),
            stop: &stop,
            limits,
            model,
            kept: std::path::Path::new(""),
            judgements,
        },
    )
    .unwrap()
}

pub(super) fn sync(library: &mut Library) -> Report {
    run(library, pipeline::sync)
}

/// The first sample also loads the lists and the model; the slowest shows what a start from cold costs.
#[divan::bench(sample_count = 30, sample_size = 1)]
fn index_the_seeds(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(new_library).bench_local_values(|(folder, mut library)| {
        assert_eq!(sync(&mut library).read, 5);
        let stats = library.stats().unwrap();
        assert!(stats.articles == 5 && stats.mentions > 200 && stats.links > 50);
        (folder, library)
    });
}

#[divan::bench]
fn sync_the_seeds_unchanged(bencher: Bencher<'_, '_>) {
    let (_folder, mut library) = new_library();
    sync(&mut library);
    bencher.bench_local(|| {
        let report = sync(&mut library);
        assert_eq!((report.unchanged, report.has_changed), (5, false));
    });
}
