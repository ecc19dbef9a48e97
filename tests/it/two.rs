//! Two ibids on one library at once: reading never waits, writing takes turns and says so, and neither takes anything
//! from the other.
#![cfg(unix)]

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::thread;

use ibid::store::{Library, Turn};
use tempfile::TempDir;

use crate::kill::assert_sound;
use crate::support::cli::Place;
use crate::support::library::assert_same_lines;
use crate::support::pty::{ibid, program};

fn library_of(place: &Place) -> std::path::PathBuf {
    place.path("home/.local/share/ibid/library.db")
}

fn turn(library: &std::path::Path) -> Turn {
    Turn::take(library, |_| true).unwrap().unwrap()
}

#[test]
fn a_second_writer_says_that_it_waits_and_then_goes_on() {
    let place = Place::with_library();
    let held = turn(&library_of(&place));
    place.ibid(&["articles"]).expect(0);
    for args in [&["sync"][..], &["add", "seeds"], &["remove", "seeds"]] {
        let mut child = place.command(args).spawn().unwrap();
        let mut told = String::new();
        BufReader::new(child.stderr.as_mut().unwrap()).read_line(&mut told).unwrap();
        assert_eq!(told, "another ibid is writing to the library; waiting\n", "{args:?}");
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let mut child = place.command(&["sync"]).stderr(Stdio::piped()).spawn().unwrap();
    let mut told = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(told.next().unwrap().unwrap().ends_with("waiting"));
    drop(held);
    assert!(told.next().unwrap().unwrap().starts_with("0 files read, 5 unchanged"));
    assert!(child.wait().unwrap().success());
}

#[test]
fn the_reader_reads_while_its_run_waits() {
    let place = Place::with_library();
    let home = place.path("home");
    let held = turn(&library_of(&place));
    let mut pty = ibid::<&str>([]).home(&home).start();
    pty.wait_for("Articles 5");
    pty.wait_for("another ibid is writing to the library; waiting");
    pty.keys("2}s").wait_for("starred");
    place.write("seeds/new.txt", "A new one\n\nAnn Smith met Bob Jones in Oslo on Friday.\n");
    drop(held);
    pty.wait_for("Articles 6");
    pty.keys("\u{3}");
    assert!(pty.wait_end().success());
}

#[test]
fn many_runs_at_once_end_as_one_and_readers_read_meanwhile() {
    let place = Place::with_seeds();
    let wanted = {
        place.ibid(&["--library", "alone.db", "add", "seeds"]).expect(0);
        Library::open(&place.path("work/alone.db")).unwrap().dump().unwrap()
    };
    thread::scope(|scope| {
        let adding: Vec<_> =
            (0..3).map(|_| scope.spawn(|| place.ibid(&["add", "seeds"]))).collect();
        while !adding.iter().all(|one| one.is_finished()) {
            let listed = place.ibid(&["articles"]);
            assert!(
                listed.code == 0 || listed.stderr.contains("your library is empty"),
                "{listed}"
            );
        }
        for one in adding {
            one.join().unwrap().expect(0);
        }
    });
    let library = library_of(&place);
    assert_same_lines(&Library::open(&library).unwrap().dump().unwrap(), &wanted);
    assert_sound(&library);
}

/// Fails unless a process holds a lock on a file.
#[cfg(target_os = "linux")]
fn assert_locked(process: u32, file: &std::path::Path) {
    use std::os::unix::fs::MetadataExt;
    let inode = format!(":{}", std::fs::metadata(file).unwrap().ino());
    let locks = std::fs::read_to_string("/proc/locks").unwrap();
    let is_it = |line: &str| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        fields[1] == "POSIX" && fields[4] == process.to_string() && fields[5].ends_with(&inode)
    };
    assert!(locks.lines().any(is_it), "{} is not locked:\n{locks}", file.display());
}

/// A process that closes a file of ours twice drops its locks on it; the next to end would take its journal away.
#[test]
fn what_is_written_after_another_ibid_ended_is_not_lost() {
    let home = TempDir::new().unwrap();
    let mut pty = ibid(["seeds"]).home(home.path()).indexed().start();
    pty.wait_for(" · passage ");
    // A judgement is applied by another thread, which opens the reader file once more.
    pty.wait_for("Bashar al-Assad");
    pty.keys("3").wait_for("Enter choose");
    pty.keys("cr\u{15}Dr Bashar\r").wait_for("is called Dr Bashar");
    pty.wait_until("the new name in the list", |screen| {
        screen.rows(40, 80).any(|row| row.contains("Dr Bashar") && !row.contains("called"))
    });
    #[cfg(target_os = "linux")]
    assert_locked(pty.id(), &crate::kill::reader_file(home.path()));
    pty.keys("2}eone\u{1b}").wait_for("note kept");
    for (round, letter) in ['A', 'B', 'C'].into_iter().enumerate() {
        let seeds = std::env::current_dir().unwrap().join("seeds");
        let place = Place::new();
        for args in [&["judgements"][..], &["export", "notes"]] {
            let mut command = place.command(args);
            command.arg(&seeds).env("HOME", home.path());
            place.run(command, b"");
        }
        // One is kept after the other.
        pty.keys(&format!("}}ethought {round}\u{13}m{letter}"))
            .wait_for(&format!("marked {letter}"));
    }
    pty.signal("KILL");
    pty.wait_end();
    let place = Place::new();
    let mut command = place.command(&["export", "notes"]);
    command.arg(std::env::current_dir().unwrap().join("seeds")).env("HOME", home.path());
    let notes = place.run(command, b"").expect(0).stdout;
    for note in ["one", "thought 0", "thought 1", "thought 2"] {
        assert!(notes.contains(note), "{note} is lost:\n{notes}");
    }
}

/// A place with so many files that reading them takes a while.
fn many_files() -> Place {
    let place = Place::new();
    for at in 0..1500 {
        let text = format!(
            "Notice {at}\n\nAnn Smith{at} met Bob Jones in Oslo on Friday, said the mayor.\n"
        );
        place.write(&format!("files/{at}.txt"), text);
    }
    place
}

#[test]
fn a_run_says_how_far_it_is_and_is_ended_in_order() {
    let place = many_files();
    let binary = env!("CARGO_BIN_EXE_ibid");
    let files = place.path("work/files");
    let add = || program(binary, ["add", files.to_str().unwrap()]).home(&place.path("home"));
    let mut pty = add().start();
    pty.wait_for("reading [");
    pty.keys("\u{3}");
    let status = pty.wait_end();
    assert_eq!(status.exit_code(), 2, "{status}");
    let said = String::from_utf8_lossy(&pty.raw()).into_owned();
    assert!(
        said.contains("stopped before the end") && said.contains("goes on from there"),
        "{said}"
    );
    assert_sound(&library_of(&place));
    let mut pty = program(binary, ["sync"]).home(&place.path("home")).start();
    pty.wait_raw("1500 articles in the library");
    assert!(pty.wait_end().success());
    let mut dumb = program(binary, ["sync"]).home(&place.path("home")).env("TERM", "dumb").start();
    dumb.wait_end();
    assert!(!dumb.raw().contains(&0x1b), "{}", String::from_utf8_lossy(&dumb.raw()));
}

#[test]
fn a_library_among_its_own_files_is_none_of_them() {
    let place = Place::with_seeds();
    place.write("seeds/own.db.damaged-1", "\0");
    for _ in 0..2 {
        let ran = place.ibid(&["--library", "seeds/own.db", "--strict", "add", "seeds"]).expect(0);
        assert!(ran.stderr.contains("5 articles in the library"), "{ran}");
    }
}
