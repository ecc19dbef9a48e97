//! Who is who over a crowd: all of it at once, and one article more in a library of it. `IBID_BENCH_CHAINS` says
//! how many chains there are.

use divan::Bencher;
use ibid::model::lot;
use ibid::passages;
use ibid::people::{self, Constraints, Roll};
use ibid::pipeline;
use ibid::store::Library;
use rustc_hash::FxHashMap;
use tempfile::TempDir;

use super::index::run;
use crate::crowd::{CHAINS, Crowd, Made};

fn n_articles() -> usize {
    let given = std::env::var("IBID_BENCH_CHAINS").ok().and_then(|n| n.parse().ok());
    given.unwrap_or(20_000_usize) / CHAINS
}

fn crowd() -> Crowd {
    Crowd::new(n_articles(), 7)
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn resolve_all(bencher: Bencher<'_, '_>) {
    let mut crowd = crowd();
    let made: Vec<Made> = (0..n_articles()).map(|_| crowd.article()).collect();
    let mut roll = Roll::default();
    made.iter().for_each(|made| roll.enter(lot(&made.key), &made.chains));
    bencher.bench_local(|| {
        let clusters = people::resolve(&roll, &Constraints::default());
        let (mut right, mut all) = (0, 0);
        for cluster in &clusters {
            let mut counts: FxHashMap<usize, usize> = FxHashMap::default();
            for member in &cluster.members {
                let truth = made[member.article as usize].truth[member.chain as usize];
                *counts.entry(truth).or_default() += 1;
            }
            right += counts.values().max().unwrap();
            all += cluster.members.len();
        }
        assert_eq!(all, made.len() * CHAINS);
        assert!(right * 100 > all * 97, "{right} of {all} chains are with their like");
        assert!(clusters.len() * 3 < all, "{} entities of {all} chains", clusters.len());
    });
}

fn resolve(library: &mut Library) {
    assert!(run(library, pipeline::resolve));
    assert!(!library.is_resolve_pending().unwrap());
}

fn library(crowd: &mut Crowd) -> (TempDir, Library) {
    let folder = TempDir::new().unwrap();
    let mut library = Library::open(&folder.path().join("library.db")).unwrap();
    let mut left = n_articles();
    while left > 0 {
        let batch: Vec<_> = (0..left.min(2000)).map(|_| crowd.article().file()).collect();
        left -= batch.len();
        library.put_files(&batch, &passages::keys_of).unwrap();
    }
    resolve(&mut library);
    (folder, library)
}

#[divan::bench(sample_count = 100, sample_size = 1)]
fn resolve_one_article_more(bencher: Bencher<'_, '_>) {
    let mut crowd = crowd();
    let (_folder, library) = library(&mut crowd);
    let library = std::cell::RefCell::new(library);
    let before = library.borrow().stats().unwrap();
    let added = std::cell::Cell::new(0);
    bencher
        .with_inputs(|| {
            added.set(added.get() + 1);
            library.borrow_mut().put_files(&[crowd.article().file()], &passages::keys_of).unwrap();
        })
        .bench_local_values(|()| resolve(&mut library.borrow_mut()));
    let after = library.borrow().stats().unwrap();
    assert_eq!(after.mentions - before.mentions, added.get() * CHAINS as u64);
}
