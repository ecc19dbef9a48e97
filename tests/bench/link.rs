//! Links over made-up news: all of it at once with the share of what was planted that is found, one article more,
//! and what is related to a passage. `IBID_BENCH_ARTICLES` says how many articles there are.

use divan::Bencher;
use ibid::model::{ArticleId, PassageRef};
use ibid::passages;
use ibid::pipeline;
use ibid::store::Library;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};
use std::sync::LazyLock;
use tempfile::TempDir;

use super::index::run;
use crate::newswire::{Made, Newswire, Planted};

pub(crate) fn n_articles() -> usize {
    std::env::var("IBID_BENCH_ARTICLES").ok().and_then(|n| n.parse().ok()).unwrap_or(400)
}

/// The articles stored, not yet linked, and what was planted in them, by key.
struct Stored {
    _folder: TempDir,
    library: Library,
    wire: Newswire,
    planted: Vec<(String, Planted)>,
}

impl Stored {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let mut library = Library::open(&folder.path().join("library.db")).unwrap();
        let (mut wire, mut planted) = (Newswire::new(11), Vec::new());
        let mut left = n_articles();
        while left > 0 {
            let made: Vec<Made> = (0..left.min(512)).map(|_| wire.article()).collect();
            left -= made.len();
            library
                .put_files(&made.par_iter().map(Made::file).collect::<Vec<_>>(), &passages::keys_of)
                .unwrap();
            for article in made {
                planted.extend(article.planted.into_iter().map(|of| (article.key.clone(), of)));
            }
        }
        Self { _folder: folder, library, wire, planted }
    }

    /// Of the planted copies, or edits, from this one on, the share that is linked to what it was made from; all of none.
    fn recall(&self, from: usize, is_edited: bool) -> f64 {
        let ids = self.ids();
        let planted: Vec<_> =
            self.planted[from..].iter().filter(|(_, of)| of.is_edited == is_edited).collect();
        let sample: Vec<_> = planted.iter().step_by(1 + planted.len() / 3000).collect();
        let found = sample.iter().filter(|(key, of)| {
            let made = PassageRef { article: ids[key], ordinal: of.ordinal };
            let from = PassageRef { article: ids[&of.from.0], ordinal: of.from.1 };
            let related = pipeline::related(&self.library, made).unwrap();
            related.iter().any(|related| related.passage == from)
        });
        if sample.is_empty() { 1.0 } else { found.count() as f64 / sample.len() as f64 }
    }

    fn ids(&self) -> FxHashMap<String, ArticleId> {
        let rows = self.library.article_rows(&Default::default()).unwrap();
        rows.into_iter().map(|row| (row.key, row.id)).collect()
    }
}

fn link(library: &mut Library) {
    assert!(run(library, pipeline::link));
    assert!(!library.is_linking_pending().unwrap());
}

#[divan::bench(sample_count = 1, sample_size = 1)]
fn link_all(bencher: Bencher<'_, '_>) {
    let stored = RefCell::new(Stored::new());
    bencher.bench_local(|| link(&mut stored.borrow_mut().library));
    let stored = stored.into_inner();
    let (copies, edits) = (stored.recall(0, false), stored.recall(0, true));
    assert!(copies >= 0.99 && edits >= 0.9, "{copies} of the copies, {edits} of the edits");
}

/// The library with its links, for the other benches, and how many articles were added since.
static LINKED: LazyLock<std::sync::Mutex<Stored>> = LazyLock::new(|| {
    let mut stored = Stored::new();
    link(&mut stored.library);
    stored.into()
});

#[divan::bench(sample_count = 100, sample_size = 1)]
fn link_one_article_more(bencher: Bencher<'_, '_>) {
    let stored = RefCell::new(LINKED.lock().unwrap());
    let before = stored.borrow().library.stats().unwrap();
    let n_planted = stored.borrow().planted.len();
    let added = Cell::new(0);
    bencher
        .with_inputs(|| {
            added.set(added.get() + 1);
            let mut stored = stored.borrow_mut();
            let article = stored.wire.article();
            stored.library.put_files(&[article.file()], &passages::keys_of).unwrap();
            stored.planted.extend(article.planted.into_iter().map(|of| (article.key.clone(), of)));
        })
        .bench_local_values(|()| link(&mut stored.borrow_mut().library));
    let stored = stored.borrow();
    let after = stored.library.stats().unwrap();
    assert_eq!(after.articles - before.articles, added.get());
    assert!(stored.recall(n_planted, false) >= 0.99);
}

#[divan::bench(sample_count = 1000, sample_size = 1)]
fn related_to_a_passage(bencher: Bencher<'_, '_>) {
    let stored = LINKED.lock().unwrap();
    let ids = stored.ids();
    let mut places = stored.planted.iter().cycle().step_by(97);
    bencher
        .with_inputs(|| {
            let (key, of) = places.next().unwrap();
            PassageRef { article: ids[key], ordinal: of.ordinal }
        })
        .bench_local_values(|passage| {
            let related = pipeline::related(&stored.library, passage).unwrap();
            assert!(related.len() < 1000);
            related
        });
}
