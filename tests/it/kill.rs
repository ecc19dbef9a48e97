//! The real binary is killed (SIGKILL) at any moment: while it indexes, while it brings a library up to date, while the
//! reader writes. Whatever was stored or said to be kept is still there, every file is sound, and the next run ends
//! where an undisturbed one does. `IBID_KILLS` says how often each; with 100 or more some runs are over many batches.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use ibid::store::{Labels, Library, ReaderFile};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::support::cli::Place;
use crate::support::library::{assert_same_lines, dice};
use crate::support::newswire::Newswire;
use crate::support::pty::{Pty, ibid};

/// How often each test kills.
fn n_kills() -> usize {
    std::env::var("IBID_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(10)
}

/// Fails unless a file is a sound database.
#[track_caller]
pub(crate) fn assert_sound(path: &Path) {
    let conn = Connection::open(path).unwrap();
    let ask = |sql| conn.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    assert_eq!(ask("PRAGMA integrity_check"), "ok", "{}", path.display());
    let mut check = conn.prepare("PRAGMA foreign_key_check").unwrap();
    assert!(!check.exists([]).unwrap(), "a foreign key leads nowhere in {}", path.display());
}

/// A folder of files and the library of it.
struct Shop {
    place: Place,
    library: PathBuf,
    random: Box<dyn FnMut(usize) -> usize>,
    /// Kills that came before the end; those that left some, and those that left all of the articles.
    met: [usize; 3],
}

impl Shop {
    fn new(seed: u64) -> Self {
        let place = Place::new();
        let library = place.path("home/.local/share/ibid/library.db");
        Self { place, library, random: Box::new(dice(seed)), met: [0; 3] }
    }

    /// Makes the folder hold these files and no others. What is the same is left alone.
    fn lay_out(&self, files: &[(String, String)]) {
        let folder = self.place.path("work/files");
        fs::create_dir_all(&folder).unwrap();
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if !files.iter().any(|(name, _)| path.ends_with(name)) {
                fs::remove_file(path).unwrap();
            }
        }
        for (name, text) in files {
            if fs::read_to_string(folder.join(name)).ok().as_ref() != Some(text) {
                self.place.write(&format!("files/{name}"), text);
            }
        }
    }

    fn key(&self, name: &str) -> String {
        self.place.path("work/files").join(name).to_str().unwrap().to_owned()
    }

    /// Puts a copy of a library in its place, or none.
    fn put_library(&self, copy: Option<&Path>) {
        for more in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(with(&self.library, more));
        }
        if let Some(copy) = copy {
            fs::copy(copy, &self.library).unwrap();
        }
    }

    fn run(&self, args: &[&str]) -> Duration {
        let since = Instant::now();
        self.place.ibid(args).expect(0);
        since.elapsed()
    }

    fn dump(&self) -> String {
        Library::open(&self.library).unwrap().dump().unwrap()
    }

    /// The keys of the articles that are stored; none where there is no library yet.
    fn keys(&self) -> BTreeSet<String> {
        let rows = Library::open_to_read(&self.library)
            .and_then(|library| library.article_rows(&Labels::default()));
        rows.map(|rows| rows.into_iter().map(|row| row.key).collect()).unwrap_or_default()
    }

    /// Starts a command and kills it: after any time up to `whole`, or once its journal has grown so often.
    fn kill(&mut self, args: &[&str], whole: Duration) -> BTreeSet<String> {
        let mut command = self.place.command(args);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        if (self.random)(2) == 0 {
            thread::sleep(whole.mul_f64((self.random)(1100) as f64 / 1000.0));
        } else {
            let times = 1 + (self.random)(12);
            self.wait_for_growth(&mut child, times, whole * 2);
        }
        let stored = self.keys();
        let is_alive = child.try_wait().unwrap().is_none();
        child.kill().unwrap();
        child.wait().unwrap();
        if is_alive {
            let n_files = fs::read_dir(self.place.path("work/files")).unwrap().count();
            self.met[0] += 1;
            self.met[1] += usize::from((1..n_files).contains(&stored.len()));
            self.met[2] += usize::from(stored.len() >= n_files);
        }
        stored
    }

    fn wait_for_growth(&self, child: &mut Child, times: usize, longest: Duration) {
        let journal = with(&self.library, "-wal");
        let size = || fs::metadata(&journal).map_or(0, |journal| journal.len());
        let (since, mut last, mut grown) = (Instant::now(), size(), 0);
        while grown < times && since.elapsed() < longest && child.try_wait().unwrap().is_none() {
            let now = size();
            grown += usize::from(now != last);
            last = now;
            thread::sleep(Duration::from_micros(100));
        }
    }
}

fn with(path: &Path, more: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(more);
    name.into()
}

/// News with copies and edits among them; `n_short` more files make several batches of it.
fn collection(n_short: usize) -> Vec<(String, String)> {
    let mut wire = Newswire::new(7);
    let mut files: Vec<(String, String)> =
        (0..12).map(|at| (format!("{at}.txt"), wire.article().text())).collect();
    for (at, seed) in fs::read_dir("seeds").unwrap().enumerate().take(2) {
        let text = fs::read_to_string(seed.unwrap().path()).unwrap();
        files.push((format!("seed-{at}.txt"), text));
    }
    let short = |at: usize| {
        format!("Notice {at}\n\nAnn Smith{at} met Bob Jones in Oslo on Friday, said the mayor.\n")
    };
    files.extend((0..n_short).map(|at| (format!("short-{at}.txt"), short(at))));
    files
}

/// The same after a while: some files are gone, some changed, some new.
fn later(mut files: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut wire = Newswire::new(8);
    files.drain(..3);
    for (_, text) in files.iter_mut().step_by(4) {
        *text = text.replacen("the ", "the very ", 5) + "\nVladimir Putin met Sergei Lavrov.\n";
    }
    files.extend((0..3).map(|at| (format!("new-{at}.txt"), wire.article().text())));
    files
}

/// Kills first runs over a collection, again and again.
fn kill_first(n_kills: usize, n_short: usize, seed: u64) {
    let mut shop = Shop::new(seed);
    shop.lay_out(&collection(n_short));
    let whole = shop.run(&["add", "files"]);
    let wanted = shop.dump();
    for kill in 0..n_kills {
        shop.put_library(None);
        let stored = shop.kill(&["add", "files"], whole);
        if shop.library.exists() {
            assert_sound(&shop.library);
            assert!(stored.is_subset(&shop.keys()), "kill {kill} lost articles");
        }
        // Where the source was not stored yet, there is nothing to be gone on with.
        shop.run(&["add", "files"]);
        assert_same_lines(&shop.dump(), &wanted);
        assert_sound(&shop.library);
    }
    eprintln!(
        "{n_kills} kills, before the end, of these with some and all articles: {:?}",
        shop.met
    );
}

/// Kills runs that bring a library up to date; some are killed several times on the way.
fn kill_later(n_kills: usize, n_short: usize, seed: u64) {
    let mut shop = Shop::new(seed);
    let (before, after) = (collection(n_short), later(collection(n_short)));
    shop.lay_out(&after);
    shop.run(&["add", "files"]);
    let wanted = shop.dump();
    shop.put_library(None);
    shop.lay_out(&before);
    shop.run(&["add", "files"]);
    let copy = shop.place.path("before.db");
    fs::copy(&shop.library, &copy).unwrap();
    shop.lay_out(&after);
    let whole = shop.run(&["sync"]);
    assert_same_lines(&shop.dump(), &wanted);
    let stay: BTreeSet<String> = after
        .iter()
        .filter(|(name, _)| before.iter().any(|(known, _)| known == name))
        .map(|(name, _)| shop.key(name))
        .collect();
    let mut kill = 0;
    while kill < n_kills {
        shop.put_library(Some(&copy));
        for _ in 0..1 + (shop.random)(3) {
            let stored = shop.kill(&["sync"], whole);
            assert_sound(&shop.library);
            let keys = shop.keys();
            assert!(stay.is_subset(&keys), "kill {kill} lost articles");
            let is_gone = |key: &&String| !keys.contains(*key) && stay.contains(*key);
            assert_eq!(stored.iter().find(is_gone), None, "kill {kill}");
            kill += 1;
        }
        shop.run(&["sync"]);
        assert_same_lines(&shop.dump(), &wanted);
        assert_sound(&shop.library);
    }
    eprintln!(
        "{n_kills} kills, before the end, of these with some and all articles: {:?}",
        shop.met
    );
}

#[test]
fn a_kill_while_a_library_is_made_loses_nothing() {
    let n_kills = n_kills();
    kill_first(n_kills - n_kills / 50, 0, 1);
    if n_kills >= 100 {
        kill_first(n_kills / 50, 1100, 2);
    }
}

#[test]
fn a_kill_while_a_library_is_brought_up_to_date_loses_nothing() {
    let n_kills = n_kills();
    kill_later(n_kills - n_kills / 50, 0, 3);
    if n_kills >= 100 {
        kill_later(n_kills / 50, 1100, 4);
    }
}

/// What the reader was told to be kept.
#[derive(Default)]
struct Told {
    notes: Vec<String>,
    marks: BTreeSet<char>,
    names: Vec<String>,
    tags: Option<String>,
    queries: Vec<String>,
}

impl Told {
    /// Types what makes something of the reader's, and says what will tell that it is kept.
    fn write(pty: &mut Pty, what: usize, number: usize) -> String {
        match what {
            0 => {
                pty.keys("2}e").wait_for("note on ");
                pty.wait_without("note kept");
                pty.keys(&format!("thought-{number}. \u{1b}"));
                "note kept".into()
            }
            1 => {
                let letter = mark(number);
                pty.keys("2").keys(&format!("}}m{letter}"));
                format!("marked {letter}")
            }
            2 => {
                pty.keys(&format!("t\u{15}tag{number}\r"));
                format!("tagged tag{number}")
            }
            3 => {
                pty.keys(&format!("1/\u{15}visit\rF\u{15}query{number}\r"));
                format!("saved as query{number}")
            }
            _ => {
                pty.keys("3").keys(&format!("cr\u{15}Name{number}x\r"));
                format!("is called Name{number}x")
            }
        }
    }

    fn note(&mut self, what: usize, number: usize) {
        match what {
            0 => self.notes.push(format!("thought-{number}. ")),
            1 => drop(self.marks.insert(mark(number))),
            2 => self.tags = Some(format!("tag{number}")),
            3 => self.queries.push(format!("query{number}")),
            _ => self.names.push(format!("Name{number}x")),
        }
    }

    #[track_caller]
    fn assert_kept(&self, path: &Path) {
        assert_sound(path);
        let reader = ReaderFile::open_to_read(path).unwrap();
        let notes: String = reader.notes().unwrap().into_iter().map(|note| note.text).collect();
        for note in &self.notes {
            assert!(notes.contains(note.trim_end()), "{note:?} is lost: {notes}");
        }
        let marks: BTreeSet<char> =
            reader.marks().unwrap().into_iter().map(|(mark, _)| mark.letter).collect();
        assert!(self.marks.is_subset(&marks), "marks are lost: {:?} {marks:?}", self.marks);
        let saved: Vec<String> =
            reader.saved_queries().unwrap().into_iter().map(|saved| saved.name).collect();
        for query in &self.queries {
            assert!(saved.contains(query), "{query} is lost: {saved:?}");
        }
        let said = format!("{:?}", reader.judgements().unwrap());
        for name in &self.names {
            assert!(said.contains(name), "{name} is lost: {said}");
        }
    }
}

fn mark(number: usize) -> char {
    char::from(b'A' + (number % 26) as u8)
}

pub(crate) fn reader_file(home: &Path) -> PathBuf {
    let folder = home.join(".local/share/ibid/readers");
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|p| p.extension().is_some_and(|e| e == "db"))
        .unwrap()
}

#[test]
fn a_kill_while_the_reader_writes_loses_nothing_that_was_told_to_be_kept() {
    let mut random = dice(5);
    let home = TempDir::new().unwrap();
    let mut told = Told::default();
    let mut number = 0;
    let mut indexed = Some(());
    for _ in 0..n_kills() {
        let mut setup = ibid(["seeds"]).home(home.path());
        if indexed.take().is_some() {
            setup = setup.indexed();
        }
        let mut pty = setup.start();
        pty.wait_for(" · passage ");
        for _ in 0..1 + random(3) {
            let what = random(5);
            number += 1;
            let answer = Told::write(&mut pty, what, number);
            if random(3) > 0 {
                pty.wait_for(&answer);
                told.note(what, number);
            } else {
                thread::sleep(Duration::from_millis(random(30) as u64));
                break;
            }
        }
        pty.signal("KILL");
        pty.wait_end();
        if home.path().join(".local/share/ibid/readers").exists() {
            told.assert_kept(&reader_file(home.path()));
        }
    }
}
