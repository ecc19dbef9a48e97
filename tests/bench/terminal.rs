//! The real binary in a terminal, on a library that is indexed already: from its start to the first frame and
//! to the articles, and from a key to its frame. What is measured includes the terminal's own work.

use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::ItemsCount;
use tempfile::TempDir;

use crate::pty::{Pty, ibid};

/// Seen once the articles are listed and one is open.
const OPEN: &str = "passage 1/";

/// A home in which the library of the seeds is indexed.
static HOME: LazyLock<TempDir> = LazyLock::new(|| {
    let home = TempDir::new().unwrap();
    let mut pty = ibid(["seeds"]).home(home.path()).start();
    pty.wait_for(OPEN);
    pty.keys("q");
    assert!(pty.wait_end().success());
    home
});

fn start() -> Pty {
    ibid(["seeds"]).home(HOME.path()).start()
}

#[divan::bench]
fn from_start_to_the_first_frame(bencher: Bencher<'_, '_>) {
    LazyLock::force(&HOME);
    bencher.bench_local(|| {
        let mut pty = start();
        let has_frame = |screen: &vt100::Screen| !screen.contents().trim().is_empty();
        pty.wait_until("a frame", has_frame);
        pty
    });
}

#[divan::bench]
fn from_start_to_the_articles(bencher: Bencher<'_, '_>) {
    LazyLock::force(&HOME);
    bencher.bench_local(|| {
        let mut pty = start();
        pty.wait_for(OPEN);
        pty
    });
}

/// One item is one key with its frame, seen on the screen.
#[divan::bench]
fn from_a_key_to_its_frame(bencher: Bencher<'_, '_>) {
    let mut pty = start();
    pty.wait_for(OPEN);
    pty.keys("2");
    bencher.counter(ItemsCount::new(20_u8)).bench_local(|| {
        for passage in 2..=11 {
            pty.keys("}").wait_for(&format!("passage {passage}/"));
        }
        for passage in (1..=10).rev() {
            pty.keys("{").wait_for(&format!("passage {passage}/"));
        }
    });
}
