//! Libraries made from real folders: what a sync stores, what it leaves alone, and that the result depends
//! on nothing but the articles.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use ibid::ingest::Limits;
use ibid::pipeline::{self, Report, Run};
use ibid::query;
use ibid::sources;
use ibid::store::{Library, ReadKeys};

fn sync(library: &mut Library) -> Report {
    let stop = AtomicBool::new(false);
    pipeline::sync(library, &Run { progress: &|_| {}, stop: &stop, limits: Limits::default() })
        .unwrap()
}

#[test]
fn the_seeds_are_read_searched_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut library = Library::open(&folder.path().join("library.db")).unwrap();
    library.add_source(&sources::source_key(Path::new("seeds")).unwrap()).unwrap();
    let report = sync(&mut library);
    assert_eq!((report.read, report.unchanged, report.removed), (5, 0, 0));
    assert!(report.has_changed && report.faults.is_empty());
    let rows = library.article_rows(&ReadKeys::default()).unwrap();
    assert_eq!(rows.len(), 5);
    let hits = library.search(&query::parse("assads VISITED").query, 50).unwrap();
    assert!(hits.iter().all(|hit| !hit.spans.is_empty()) && hits.len() >= 5, "{hits:#?}");
    let report = sync(&mut library);
    assert_eq!((report.read, report.unchanged, report.has_changed), (0, 5, false));
}
