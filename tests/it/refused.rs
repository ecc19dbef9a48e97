//! What the system refuses: room on the disk, and the right to write. It is told, nothing is lost, and what can be done
//! is done.
#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use ibid::store::Library;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::kill::assert_sound;
use crate::support::cli::{Place, Ran};
use crate::support::library::assert_same_lines;
use crate::support::pty::{Pty, ibid, program};

const NOBODY: u32 = 65_534;

fn dump(library: &Path) -> String {
    Library::open(library).unwrap().dump().unwrap()
}

/// Runs ibid in a shell that does something before.
fn run_after(place: &Place, before: &str, args: &[&str]) -> Ran {
    let inner = place.command(args);
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(format!("{before}\nexec \"$0\" \"$@\"")).arg(inner.get_program());
    command.args(inner.get_args()).current_dir(place.path("work")).env_clear();
    command.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    place.run(command, b"")
}

#[test]
fn where_there_is_no_room_it_is_told_and_the_next_run_completes() {
    let whole = Place::with_library();
    let wanted = dump(&whole.path("home/.local/share/ibid/library.db"));
    let place = Place::with_seeds();
    let library = place.path("home/.local/share/ibid/library.db");
    let mut n_full = 0;
    for blocks in [8, 70, 140, 280, 420, 560, 700, 840, 1000, 1300] {
        let before = format!("trap '' XFSZ; ulimit -f {blocks}");
        let ran = run_after(&place, &before, &["add", "seeds"]);
        if ran.code != 0 {
            n_full += 1;
            assert_eq!(ran.code, 2, "{ran}");
            let full = "cannot write $TMP/home/.local/share/ibid/library.db: the disk is full";
            assert!(ran.stderr.contains(full), "{blocks}: {ran}");
        }
        if fs::metadata(&library).is_ok_and(|file| file.len() > 0) {
            assert_sound(&library);
        }
    }
    assert!(n_full > 3, "{n_full}");
    place.ibid(&["add", "seeds"]).expect(0);
    let own = place.path("work").to_str().unwrap().to_owned();
    let others = whole.path("work").to_str().unwrap().to_owned();
    assert_same_lines(&dump(&library).replace(&own, &others), &wanted);
}

/// A disk of its own, where the system lets one be made.
#[test]
fn a_disk_that_is_full_is_told_and_with_more_room_the_run_completes() {
    let can_mount = Command::new("unshare").args(["-rm", "true"]).status();
    if !can_mount.is_ok_and(|status| status.success()) {
        eprintln!("no disk can be made here");
        return;
    }
    let place = Place::with_seeds();
    let script = r#"
        data=$HOME/.local/share; mkdir -p "$data"
        for size in 100k 200k 400k 600k; do
            mount -t tmpfs -o size=$size tmpfs "$data" || exit 9
            "$0" add seeds; echo "code $?" >&2
            mount -o remount,size=40m "$data" || exit 9
            "$0" sync && "$0" add seeds; echo "then $?" >&2
            cp "$data/ibid/library.db" "$HOME/$size.db"
            umount "$data"
        done"#;
    let inner = place.command(&[]);
    let mut command = Command::new("unshare");
    command.args(["-rm", "/bin/sh", "-c", script]).arg(inner.get_program());
    command.current_dir(place.path("work")).env("HOME", place.path("home"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let ran = place.run(command, b"").expect(0);
    assert!(ran.stderr.contains("code 2"), "{ran}");
    assert_eq!(
        ran.stderr.matches("code 2").count(),
        ran.stderr.matches("the disk is full").count(),
        "{ran}"
    );
    assert_eq!(ran.stderr.matches("then 0").count(), 4, "{ran}");
    let wanted = dump(&place.path("home/600k.db"));
    for size in ["100k", "200k", "400k"] {
        assert_same_lines(&dump(&place.path(&format!("home/{size}.db"))), &wanted);
    }
}

#[test]
fn a_note_that_finds_no_room_waits_and_is_kept_with_what_comes_next() {
    let home = TempDir::new().unwrap();
    let start = || {
        let script = "trap '' XFSZ; exec \"$0\" seeds";
        let binary = env!("CARGO_BIN_EXE_ibid");
        let mut pty = program("/bin/sh", ["-c", script, binary]).home(home.path()).start();
        pty.wait_for(" · passage ");
        pty.keys("2").wait_for("* choose");
        pty
    };
    drop(ibid(["seeds"]).home(home.path()).indexed());
    let limit = |pty: &Pty, bytes: &str| {
        let (process, fsize) = (pty.id().to_string(), format!("--fsize={bytes}:"));
        let ran = Command::new("prlimit").args(["--pid", &process, &fsize]).status();
        assert!(ran.unwrap().success());
    };
    let mut pty = start();
    limit(&pty, "4096");
    pty.keys("}epatience\u{1b}").wait_for("not kept yet: cannot write");
    pty.keys("}").wait_for("passage 3/");
    limit(&pty, "unlimited");
    pty.keys("mQ").wait_for("marked Q");
    pty.signal("KILL");
    pty.wait_end();
    let mut pty = start();
    pty.keys("gn").wait_for("patience");
    pty.keys("\u{1b}").wait_without("Notes");
    limit(&pty, "4096");
    pty.keys("}}edespair\u{1b}").wait_for("not kept yet: cannot write");
    pty.keys("\u{3}");
    let status = pty.wait_end();
    assert_eq!(status.exit_code(), 2, "{status}");
    let said = String::from_utf8_lossy(&pty.raw()).into_owned();
    let (_, after) = said.rsplit_once(" not kept: ").expect("the note is printed");
    assert!(after.contains("despair"), "{after}");
}

/// A place where a user without rights runs a copy of the binary and may write nothing but `work`.
fn read_only() -> (Place, PathBuf) {
    let place = Place::with_library();
    let binary = place.path("ibid");
    fs::copy(env!("CARGO_BIN_EXE_ibid"), &binary).unwrap();
    let allow = |name: &str, mode| {
        fs::set_permissions(place.path(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    allow("", 0o755);
    allow("ibid", 0o755);
    (place, binary)
}

/// Takes the right to write from everybody, and from root by being nobody.
fn run_as_nobody(place: &Place, binary: &Path, args: &[&str]) -> Ran {
    let mut command = place.command_of(binary, args);
    if fs::metadata(place.path("home"))
        .is_ok_and(|home| std::os::unix::fs::MetadataExt::uid(&home) == 0)
    {
        command.uid(NOBODY).gid(NOBODY);
    }
    place.run(command, b"")
}

fn set_modes(folder: &Path, of_folder: u32, of_file: u32) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            set_modes(&path, of_folder, of_file);
        } else {
            fs::set_permissions(&path, fs::Permissions::from_mode(of_file)).unwrap();
        }
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(of_folder)).unwrap();
}

#[test]
fn a_library_that_cannot_be_written_can_be_read() {
    let (place, binary) = read_only();
    let data = place.path("home/.local/share/ibid");
    let key = place.path("work/seeds/000_1af7a85bf3fa6d64.txt");
    crate::own::write_some(&data.join("reader.db"), key.to_str().unwrap());
    // The same with a journal that was left behind.
    place.ibid(&["--library", "left.db", "add", "seeds"]).expect(0);
    let left = place.path("work/left.db");
    let writing = Connection::open(&left).unwrap();
    writing.execute_batch("UPDATE articles SET title = 'In the journal' WHERE id = 1").unwrap();
    fs::create_dir(place.path("work/left")).unwrap();
    for more in ["", "-wal"] {
        fs::copy(
            format!("{}{more}", left.display()),
            place.path(&format!("work/left/#1?.db{more}")),
        )
        .unwrap();
    }
    fs::copy(data.join("library.db"), place.path("work/left/#2?%41.db")).unwrap();
    set_modes(&place.path("home"), 0o555, 0o444);
    set_modes(&place.path("work"), 0o555, 0o444);
    let run = |args: &[&str]| run_as_nobody(&place, &binary, args);
    for args in [&["articles"][..], &["people"], &["search", "Assad"], &["stats"], &["sources"]] {
        run(args).expect(0);
    }
    assert!(run(&["export", "notes"]).expect(0).stdout.contains("ask"));
    let journal = run(&["--library", "left/#1?.db", "articles"]).expect(0).stdout;
    assert!(journal.contains("In the journal"), "{journal}");
    assert_eq!(
        run(&["--library", "left/#2?%41.db", "articles", "--json"]).expect(0).json().len(),
        5
    );
    for args in [&["sync"][..], &["add", "seeds"], &["remove", "seeds"]] {
        let ran = run(args).expect(2);
        let cannot =
            "cannot write $TMP/home/.local/share/ibid/library.db: it, or its folder, is read-only";
        assert!(ran.stderr.contains(cannot), "{args:?} {ran}");
    }
    let undone = run(&["judgements", "--undo"]).expect(2);
    assert!(undone.stderr.contains("reader.db: it, or its folder, is read-only"), "{undone}");
    set_modes(&place.path("home"), 0o755, 0o644);
    set_modes(&place.path("work"), 0o755, 0o644);
}

#[test]
fn the_reader_opens_on_a_library_that_cannot_be_written() {
    let (place, binary) = read_only();
    let key = place.path("work/seeds/000_1af7a85bf3fa6d64.txt");
    crate::own::write_some(&place.path("home/.local/share/ibid/reader.db"), key.to_str().unwrap());
    // That the article counts as read cannot be kept either: it would be said in between.
    let settings = place.path("home/.config/ibid");
    fs::create_dir_all(&settings).unwrap();
    fs::write(settings.join("config.toml"), "read-after = 3600\n").unwrap();
    set_modes(&place.path("home"), 0o555, 0o444);
    let nobody = NOBODY.to_string();
    let is_root =
        std::os::unix::fs::MetadataExt::uid(&fs::metadata(place.path("home")).unwrap()) == 0;
    let mut pty = match is_root {
        true => {
            let args = [
                "--reuid",
                &nobody,
                "--regid",
                &nobody,
                "--clear-groups",
                binary.to_str().unwrap(),
            ];
            program("setpriv", args).home(&place.path("home")).env("PATH", "/usr/bin:/bin").start()
        }
        false => ibid::<&str>([]).home(&place.path("home")).start(),
    };
    pty.wait_for("Articles 5");
    pty.wait_for("Bashar al-Assad");
    pty.keys("gn").wait_for("ask");
    pty.keys("\u{1b}").wait_without("Notes");
    pty.keys("s").wait_for("not kept yet: cannot write");
    // The status line may be taken: what cannot be kept is said again.
    pty.keys("2}").wait_for("┃ Friday 16/10/2015");
    pty.keys("\u{3}");
    pty.wait_end();
    set_modes(&place.path("home"), 0o755, 0o644);
}

#[test]
fn a_library_of_a_newer_version_is_refused_and_left_as_it_is() {
    let place = Place::with_library();
    let library = place.path("home/.local/share/ibid/library.db");
    let conn = Connection::open(&library).unwrap();
    conn.execute_batch("PRAGMA user_version = 999; PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    drop(conn);
    let before = fs::read(&library).unwrap();
    for args in [&["articles"][..], &["sync"], &["add", "seeds"], &["remove", "seeds"], &["stats"]]
    {
        let ran = place.ibid(args).expect(2);
        assert!(ran.stderr.contains("was made by a newer ibid (schema 999"), "{ran}");
        assert!(ran.stderr.contains("update ibid"), "{ran}");
    }
    assert!(fs::read(&library).unwrap() == before);
}
