//! The real binary in a terminal, on a library that is indexed already: from its start to the first frame and
//! to the articles, and from a key to its frame. What is measured includes the terminal's own work.
//! `IBID_BENCH_ARTICLES` says how many articles the made-up library has.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use divan::Bencher;
use divan::counter::ItemsCount;
use tempfile::TempDir;

use super::link::n_articles;
use crate::newswire::Newswire;
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

/// A home in which a library of made-up news is indexed, with the folder it was made from.
static WIRE: LazyLock<TempDir> = LazyLock::new(|| {
    let home = TempDir::new().unwrap();
    let mut wire = Newswire::new(11);
    for number in 0..n_articles() {
        let folder = wire_folder(&home).join((number / 1000).to_string());
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{number}.txt")), wire.article().text()).unwrap();
    }
    let _ = ibid([wire_folder(&home)]).home(home.path()).indexed();
    home
});

fn wire_folder(home: &TempDir) -> PathBuf {
    home.path().join("wire")
}

/// Presses keys one by one and keeps how long each took until what it asks for was on the screen.
struct Stopwatch {
    pty: Pty,
    took: Vec<Duration>,
}

impl Stopwatch {
    /// The reader on this source, with its articles listed.
    fn new(source: &Path, home: &TempDir) -> Self {
        let mut pty = ibid([source]).home(home.path()).start();
        pty.wait_for(OPEN);
        Self { pty, took: Vec::new() }
    }

    fn key(&mut self, key: &str, shown: &str) {
        let start = Instant::now();
        self.pty.keys(key).wait_for(shown);
        self.took.push(start.elapsed());
    }

    /// Reads on and back, walks the mentions of the first person, types into the filters, opens lists.
    fn round(&mut self) {
        self.pty.keys("2gg").wait_for("passage 1/");
        for passage in 2..=5 {
            self.key("}", &format!("passage {passage}/"));
        }
        for passage in (1..=4).rev() {
            self.key("{", &format!("passage {passage}/"));
        }
        self.pty.keys("3gg\r");
        let screen = self.pty.wait_until("a person", |screen| walked(&screen.contents()).is_some());
        let mentions = walked(&screen).unwrap();
        let last = mentions.min(11);
        let forth = (2..=last).map(|place| ("n", place));
        let back = (1..last).rev().map(|place| ("N", place));
        for (key, place) in forth.chain(back) {
            self.key(key, &format!(" {place}/{mentions} · article"));
        }
        for pane in ["1", "3"] {
            self.pty.keys(pane);
            self.key("/", "Esc clear");
            for (letter, typed) in [("r", "/r"), ("a", "/ra"), ("n", "/ran")] {
                self.key(letter, typed);
            }
            self.key("\x1b", "? help");
        }
        for list in ["gm", "gq", "gP"] {
            self.key(list, "Enter go there");
            self.key("\x1b", "S sort");
        }
        self.pty.keys("2\x1b");
        self.pty.wait_until("nobody", |screen| walked(&screen.contents()).is_none());
    }
}

/// How many mentions a walk has that stands at its first.
fn walked(screen: &str) -> Option<usize> {
    screen.rsplit_once(" · article")?.0.rsplit_once(" 1/")?.1.parse().ok()
}

/// Some 1,000 keys of a reader's day, each until its frame.
#[expect(clippy::print_stderr, reason = "divan tells no percentiles")]
#[divan::bench(sample_count = 1, sample_size = 1, args = ["seeds", "made-up"])]
fn keys_of_a_day(bencher: Bencher<'_, '_>, library: &str) {
    let (home, source) = match library {
        "seeds" => (&*HOME, Path::new("seeds").to_owned()),
        _ => (&*WIRE, wire_folder(&WIRE)),
    };
    bencher.with_inputs(|| Stopwatch::new(&source, home)).bench_local_refs(|watch| {
        for _ in 0..25 {
            watch.round();
        }
        watch.took.sort_unstable();
        let at = |share: f64| watch.took[(watch.took.len() as f64 * share) as usize];
        let [half, most, worst] = [at(0.5), at(0.99), watch.took[watch.took.len() - 1]];
        eprintln!(
            "{} keys: median {half:.1?}, p99 {most:.1?}, worst {worst:.1?}",
            watch.took.len()
        );
    });
}
