//! The reader, and `ibid sync`, while their sources change: the real binary on a folder of its own.
#![cfg(unix)]

use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use crate::support::cli::Place;
use crate::support::pty::{Pty, ibid};

/// A folder with articles, in a folder of its own.
struct News {
    folder: TempDir,
}

impl News {
    /// With these articles, each a day older than the one before.
    fn of(titles: &[&str]) -> Self {
        let news = Self { folder: TempDir::new().unwrap() };
        fs::create_dir(news.path("")).unwrap();
        for (title, day) in titles.iter().zip((1..=20).rev()) {
            news.write(title, day);
        }
        news
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join("news").join(name)
    }

    fn write(&self, title: &str, day: u32) {
        let name = title.to_lowercase().replace(' ', "-");
        fs::write(self.path(&format!("{name}.txt")), text(title, day)).unwrap();
    }

    fn remove(&self, name: &str) {
        fs::remove_file(self.path(name)).unwrap();
    }

    /// The reader on the folder, which is watched.
    fn watched(&self) -> Pty {
        ibid([Path::new("--watch"), &self.path("")]).start()
    }
}

fn home_with(settings: &str) -> TempDir {
    let home = TempDir::new().unwrap();
    fs::create_dir_all(home.path().join(".config/ibid")).unwrap();
    fs::write(home.path().join(".config/ibid/config.toml"), settings).unwrap();
    home
}

/// What the articles of a week tell: nothing twice, so that each stands alone in the list.
const TOLD: [&str; 7] = [
    "Nine villages object to the noise that a second runway would bring.",
    "A committee of three picked the winner out of four hundred letters.",
    "Bakers along the quay gave away what they could not sell by noon.",
    "Two hundred singers waited for a conductor whose train never came.",
    "Pumps ran all night below the river while commuters walked home.",
    "Fishermen were told to moor elsewhere until the crane is mended.",
    "A brass band played in the drizzle as the ribbon was being cut.",
];

fn text(title: &str, day: u32) -> String {
    let told = TOLD[day as usize % 7];
    format!("{title}\n\nOctober {day}, 2015\n\n{told} Ada Lovelace called it: {title}.\n")
}

#[test]
fn articles_come_and_go_and_the_cursor_stays() {
    let news = News::of(&["Bridge opened", "Harbour closed", "Tunnel flooded"]);
    let mut pty = news.watched();
    pty.wait_for("Articles 3");
    pty.wait_for("passage 1/");
    pty.keys("1jj\r").wait_for("article 3/3");
    pty.keys("1k");
    news.write("Airport planned", 28);
    pty.wait_for("Articles 4");
    pty.wait_for("Airport planned");
    pty.wait_for("article 4/4");
    pty.keys("\r").wait_for("article 3/4");
    pty.keys("1j\r").wait_for("article 4/4");
    news.write("Airport renamed", 29);
    news.remove("airport-planned.txt");
    pty.wait_for("Airport renamed");
    pty.wait_without("Airport planned");
    pty.wait_for("article 4/4");
    // The open one changes under the reader, and then goes.
    fs::write(news.path("tunnel-flooded.txt"), text("Tunnel drained", 18)).unwrap();
    pty.wait_for("Tunnel drained.");
    pty.wait_for("article 4/4");
    news.remove("tunnel-flooded.txt");
    pty.wait_for("this article is no longer in the library");
    pty.wait_for("Articles 3");
    pty.keys("\u{3}").wait_end();
}

#[test]
fn without_being_asked_nothing_is_watched() {
    let news = News::of(&["Bridge opened"]);
    let mut pty = ibid([&news.path("")]).start();
    pty.wait_for("passage 1/");
    news.write("Harbour closed", 12);
    let mut other = news.watched();
    other.wait_for("Articles 2");
    news.write("Tunnel flooded", 13);
    other.wait_for("Articles 3");
    assert!(!pty.keys("\u{c}").wait_for("Articles").contains("Articles 3"));
}

#[test]
fn the_settings_may_say_so_too() {
    let home = home_with("watch = true\n");
    let news = News::of(&["Bridge opened"]);
    let mut pty = ibid([&news.path("")]).home(home.path()).start();
    pty.wait_for("Articles 1");
    news.write("Harbour closed", 12);
    pty.wait_for("Articles 2");
}

#[test]
fn a_folder_that_is_made_again_is_read_again() {
    let news = News::of(&["Bridge opened", "Harbour closed"]);
    let mut pty = news.watched();
    pty.wait_for("Articles 2");
    fs::remove_dir_all(news.path("")).unwrap();
    // What cannot be reached may still be there.
    pty.wait_for("no such file or folder");
    pty.wait_for("Articles 2");
    fs::create_dir(news.path("")).unwrap();
    news.write("Tunnel flooded", 13);
    pty.wait_for("Articles 1");
    pty.wait_for("Tunnel flooded");
    news.write("Airport planned", 14);
    pty.wait_for("Articles 2");
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_is_read_when_all_of_it_is_there() {
    let news = News::of(&["Bridge opened"]);
    let mut pty = news.watched();
    pty.wait_for("passage 1/");
    let wire = news.path("wire.json");
    let mut file = OpenOptions::new().create_new(true).append(true).open(&wire).unwrap();
    file.write_all(b"{\"title\": \"Half a").unwrap();
    fs::write(news.path("bridge-opened.txt~"), text("Bridge backed up", 5)).unwrap();
    fs::write(news.path(".bridge-opened.txt.swp"), "b0VIM").unwrap();
    news.write("Harbour closed", 12);
    let screen = pty.wait_for("Articles 2");
    assert!(!screen.contains("wire.json") && !screen.contains("backed up"), "{screen}");
    file.write_all(b" story\", \"text\": \"It was told in London.\"}").unwrap();
    drop(file);
    let screen = pty.wait_for("Half a story");
    assert!(!screen.contains("wire.json"), "{screen}");
    pty.wait_for("Articles 3");
    let raw = String::from_utf8_lossy(&pty.raw()).into_owned();
    assert!(!raw.contains("wire.json"), "half a file was read");
}

#[cfg(target_os = "linux")]
#[test]
fn while_nothing_changes_nothing_is_done() {
    let home = home_with("watch = true\nread-after = 0.1\n");
    let news = News::of(&["Bridge opened"]);
    let mut pty = ibid([&news.path("")]).home(home.path()).start();
    pty.wait_for("Articles 1");
    news.write("Harbour closed", 12);
    pty.wait_for("Articles 2");
    pty.wait_for("passage 1/");
    let mut before = wake_ups(&pty);
    // Time is what it is about: how the screen is is kept two seconds after it changed.
    let is_at_rest = (0..10).any(|_| {
        thread::sleep(Duration::from_millis(2500));
        wake_ups(&pty) == std::mem::replace(&mut before, wake_ups(&pty))
    });
    assert!(is_at_rest, "{before} wake-ups, and more to come");
    let (ticks, written) = (pty.ticks(), pty.raw().len());
    let another = News::of(&["Tunnel flooded"]);
    (0..3).for_each(|_| drop(another.watched().wait_for("Articles 1")));
    assert_eq!((wake_ups(&pty), pty.ticks(), pty.raw().len()), (before, ticks, written));
}

/// How often a thread of the reader had to wait, which it did again after each time it was woken.
#[cfg(target_os = "linux")]
fn wake_ups(pty: &Pty) -> u64 {
    let threads = fs::read_dir(format!("/proc/{}/task", pty.process())).unwrap();
    let waits = threads.map(|thread| {
        let status = fs::read_to_string(thread.unwrap().path().join("status")).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
        line.unwrap().trim().parse::<u64>().unwrap()
    });
    waits.sum()
}

#[test]
fn a_sync_goes_on_until_it_is_interrupted() {
    let place = Place::new();
    place.write("news/bridge.txt", text("Bridge opened", 20));
    place.ibid(&["add", "news"]).expect(0);
    let mut child = place.command(&["sync", "--watch", "--json"]).spawn().unwrap();
    let pid = child.id();
    let (ended, waiting) = mpsc::channel::<()>();
    // Whatever goes wrong, nobody waits for it for ever.
    thread::spawn(move || {
        if waiting.recv_timeout(Duration::from_secs(60)) == Err(RecvTimeoutError::Timeout) {
            kill("KILL", pid);
        }
    });
    let mut told = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next =
        || -> serde_json::Value { serde_json::from_str(&told.next().unwrap().unwrap()).unwrap() };
    assert_eq!(next()["unchanged"], 1);
    place.write("news/harbour.txt", text("Harbour closed", 12));
    assert_eq!(next()["articles"], 2);
    fs::remove_file(place.path("work/news/bridge.txt")).unwrap();
    let last = next();
    assert_eq!((&last["removed"], &last["articles"]), (&1.into(), &1.into()));
    kill("INT", pid);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(ended);
}

fn kill(signal: &str, pid: u32) {
    let (signal, pid) = (format!("-{signal}"), pid.to_string());
    assert!(Command::new("kill").args([signal, pid]).status().unwrap().success());
}
