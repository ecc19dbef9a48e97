//! Files whose bytes are not what was written: it is told, nothing is deleted, and what can be read is saved.

use std::fs;
use std::path::{Path, PathBuf};

use ibid::model::{Anchor, Judgement, Mark, Note, Said};
use ibid::query::SavedQuery;
use ibid::store::{Library, ReaderFile};
use rusqlite::Connection;

use crate::support::cli::Place;
use crate::support::library::{assert_same_lines, dice};

const PAGE: usize = 4096;

fn data(place: &Place, name: &str) -> PathBuf {
    place.path("home/.local/share/ibid").join(name)
}

/// The bytes of a file with its journal brought in.
fn settled(path: &Path) -> Vec<u8> {
    Connection::open(path).unwrap().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    fs::read(path).unwrap()
}

fn put(path: &Path, bytes: &[u8]) {
    for more in ["-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{more}", path.display()));
    }
    fs::write(path, bytes).unwrap();
}

fn clear_aside(place: &Place) {
    for entry in fs::read_dir(data(place, "")).unwrap() {
        let path = entry.unwrap().path();
        if path.to_string_lossy().contains(".damaged-") {
            fs::remove_file(path).unwrap();
        }
    }
}

#[test]
fn sound_files_are_told_to_be_so_and_left_alone() {
    let place = Place::with_library();
    let before = settled(&data(&place, "library.db"));
    for args in [&["doctor"][..], &["doctor", "--repair"]] {
        let ran = place.ibid(args).expect(0);
        let wanted = "library $TMP/home/.local/share/ibid/library.db: sound\n\
            reader file $TMP/home/.local/share/ibid/reader.db: there is none yet\n";
        assert_eq!(ran.stdout, wanted, "{ran}");
    }
    assert!(settled(&data(&place, "library.db")) == before);
    assert!(!data(&place, "reader.db").exists());
    let rows = place.ibid(&["doctor", "--json"]).expect(0).json();
    assert_eq!((&rows[0]["state"], &rows[1]["state"]), (&"sound".into(), &"none".into()));
}

#[test]
fn what_was_never_ours_is_refused_and_left_as_it_is() {
    let place = Place::with_library();
    place.write("notes.txt", "shopping: milk");
    place.write("long.txt", "shopping: milk ".repeat(5000));
    let other = place.path("work/other.db");
    Connection::open(&other)
        .unwrap()
        .execute_batch("CREATE TABLE sources (key); INSERT INTO sources VALUES ('/')")
        .unwrap();
    let newer = place.path("work/newer.db");
    fs::copy(data(&place, "library.db"), &newer).unwrap();
    Connection::open(&newer)
        .unwrap()
        .execute_batch("PRAGMA user_version = 999; PRAGMA journal_mode = DELETE")
        .unwrap();
    for name in ["notes.txt", "long.txt", "other.db", "newer.db"] {
        let path = place.path("work").join(name);
        let before = fs::read(&path).unwrap();
        let ran = place.ibid(&["--library", name, "doctor", "--repair"]).expect(2);
        let why =
            if name == "newer.db" { "made by a newer ibid" } else { "is not a library of ibid" };
        assert!(ran.stderr.contains(why), "{name}: {ran}");
        assert!(fs::read(&path).unwrap() == before, "{name}");
    }
}

/// Overwrites some bytes, a page, or cuts the end off.
fn damage(bytes: &[u8], random: &mut impl FnMut(usize) -> usize) -> Vec<u8> {
    let mut damaged = bytes.to_vec();
    match random(4) {
        0 => damaged.truncate(random(bytes.len())),
        1 => {
            let at = random(bytes.len() / PAGE) * PAGE;
            damaged[at..at + PAGE].fill_with(|| random(256) as u8);
        }
        _ => {
            for _ in 0..1 + random(4) {
                let at = random(bytes.len() - 64);
                damaged[at..at + 64].fill_with(|| random(256) as u8);
            }
        }
    }
    damaged
}

#[test]
fn a_damaged_library_is_set_aside_and_read_again() {
    let place = Place::with_library();
    let library = data(&place, "library.db");
    let whole = settled(&library);
    let wanted = Library::open(&library).unwrap().dump().unwrap();
    let mut random = dice(11);
    let (mut n_found, mut n_saved) = (0, 0);
    for round in 0..24 {
        let damaged = damage(&whole, &mut random);
        put(&library, &damaged);
        clear_aside(&place);
        for args in
            [&["articles"][..], &["people"], &["search", "Assad"], &["show", "1"], &["sync"]]
        {
            put(&library, &damaged);
            let ran = place.ibid(args);
            assert!((0..=2).contains(&ran.code), "{round} {args:?}: {ran}");
            if ran.stderr.contains("malformed") || ran.stderr.contains("is damaged") {
                assert!(ran.stderr.contains("ibid doctor"), "{round} {args:?}: {ran}");
            }
        }
        put(&library, &damaged);
        let ran = place.ibid(&["doctor"]);
        if ran.code == 0 {
            continue;
        }
        n_found += 1;
        if ran.stderr.contains("is not a library") {
            // Not enough of it is left to tell that it was one.
            fs::rename(&library, place.path("work/kept.db")).unwrap();
        } else {
            assert!(ran.stdout.contains(": damaged"), "{round}: {ran}");
            assert!(fs::read(&library).unwrap() == damaged, "{round}: the file was changed");
            let ran = place.ibid(&["doctor", "--repair"]).expect(0);
            assert!(ran.stdout.contains("library.db.damaged-1"), "{round}: {ran}");
            assert!(fs::read(data(&place, "library.db.damaged-1")).unwrap() == damaged, "{round}");
            assert!(place.ibid(&["doctor"]).expect(0).stdout.contains("library.db: sound"));
            n_saved += usize::from(ran.stdout.contains("saved: 1 source\n"));
        }
        place.ibid(&["add", "seeds"]).expect(0);
        let new = Library::open(&library).unwrap().dump().unwrap();
        assert_same_lines(&new, &wanted);
    }
    assert!(n_found > 10 && n_saved * 10 >= n_found * 7, "{n_found} found, {n_saved} saved");
}

/// Fills a reader file with 300 notes, 40 marks, 50 stars, 60 tags, 30 judgements, 20 saved queries.
fn fill(path: &Path) {
    let reader = ReaderFile::open(path).unwrap();
    let anchor = |n: usize| Anchor {
        key: format!("/news/{n:03}.txt"),
        surface: format!("words of {n}"),
        before: "so many words stand before these ".into(),
        ..Anchor::default()
    };
    for n in 0..300 {
        let text = format!("note {n}: {}", "thought ".repeat(n % 40));
        reader.put_note(&Note { anchor: anchor(n), text, at: n as i64 }).unwrap();
    }
    for n in 0..40 {
        reader.set_mark(&Mark { letter: 'a', anchor: anchor(n) }, 1).unwrap();
    }
    for n in 0..50 {
        reader.set_star(&anchor(n).key, true, 1).unwrap();
    }
    for n in 0..60 {
        reader.set_tags(&anchor(n).key, &["war".into()], 1).unwrap();
    }
    for n in 0..30 {
        let said = Said::New { mention: anchor(n) };
        reader.judge(&[Judgement { at: n as i64, said }]).unwrap();
    }
    for n in 0..20 {
        let saved = SavedQuery { name: format!("query {n}"), text: format!("date:{}", 2000 + n) };
        reader.save_query(&saved, 1).unwrap();
    }
}

/// How much a reader file holds: notes, marks, stars, tags, judgements, saved queries.
fn held(path: &Path) -> [usize; 6] {
    let reader = ReaderFile::open(path).unwrap();
    let labels = reader.labels().unwrap();
    let keys = (0..300).map(|n| format!("/news/{n:03}.txt"));
    [
        reader.notes().unwrap().len(),
        reader.marks().unwrap().len(),
        keys.clone().filter(|key| labels.is_starred(key)).count(),
        keys.filter(|key| !labels.tags(key).is_empty()).count(),
        reader.judgements().unwrap().len(),
        reader.saved_queries().unwrap().len(),
    ]
}

#[test]
fn of_a_damaged_reader_file_all_is_saved_but_what_stood_on_the_damaged_page() {
    let place = Place::with_library();
    let reader = data(&place, "reader.db");
    fill(&reader);
    let whole = settled(&reader);
    let all = held(&reader);
    assert_eq!(all, [300, 40, 50, 60, 30, 20]);
    let whole = if held(&reader) == all { settled(&reader) } else { whole };
    let (mut random, mut most_lost) = (dice(12), 0);
    for page in 0..whole.len() / PAGE {
        let mut damaged = whole.clone();
        damaged[page * PAGE..(page + 1) * PAGE].fill_with(|| random(256) as u8);
        put(&reader, &damaged);
        clear_aside(&place);
        let ran = place.ibid(&["doctor"]);
        if ran.code == 0 {
            assert_eq!(held(&reader), all, "page {page} was none that holds anything");
            continue;
        }
        let ran = place.ibid(&["doctor", "--repair"]).expect(0);
        assert!(fs::read(data(&place, "reader.db.damaged-1")).unwrap() == damaged, "{page}");
        place.ibid(&["doctor"]).expect(0);
        let saved = held(&reader);
        let lost: usize = all.iter().zip(&saved).map(|(all, saved)| all - saved).sum();
        if page == 0 {
            assert_eq!(lost, 0, "the first page holds no rows\n{ran}");
        }
        most_lost = most_lost.max(lost);
        assert!(lost <= 60, "page {page}: {saved:?}\n{ran}");
        assert!(lost == 0 || ran.stdout.contains("could not be read"), "{page}: {saved:?} {ran}");
    }
    eprintln!("of 500, at most {most_lost} stood on one page");
}

#[test]
fn a_reader_file_damaged_anywhere_is_told_and_saved() {
    let place = Place::with_library();
    let reader = data(&place, "reader.db");
    fill(&reader);
    let whole = settled(&reader);
    let mut random = dice(13);
    let mut n_found = 0;
    for round in 0..30 {
        let damaged = damage(&whole, &mut random);
        put(&reader, &damaged);
        clear_aside(&place);
        for args in [&["export", "notes"][..], &["judgements"], &["articles"], &["sync"]] {
            let ran = place.ibid(args);
            assert!((0..=2).contains(&ran.code), "{round} {args:?}: {ran}");
            put(&reader, &damaged);
        }
        let ran = place.ibid(&["doctor"]);
        if ran.code == 0 || ran.stderr.contains("is not a reader file") {
            continue;
        }
        n_found += 1;
        place.ibid(&["doctor", "--repair"]).expect(0);
        assert!(place.ibid(&["doctor"]).expect(0).stdout.contains("reader.db: sound"), "{round}");
        assert!(fs::read(data(&place, "reader.db.damaged-1")).unwrap() == damaged, "{round}");
        held(&reader);
    }
    assert!(n_found > 10, "{n_found}");
}

#[cfg(unix)]
#[test]
fn a_file_that_is_in_use_is_not_taken_away() {
    let place = Place::with_library();
    let reader = data(&place, "reader.db");
    fill(&reader);
    let mut damaged = settled(&reader);
    let last = damaged.len() - PAGE;
    damaged[last..].fill(7);
    put(&reader, &damaged);
    let mut pty = crate::support::pty::ibid::<&str>([]).home(&place.path("home")).start();
    pty.wait_for("Articles 5");
    pty.wait_for("Bashar al-Assad");
    let ran = place.ibid(&["doctor", "--repair"]).expect(2);
    assert!(
        ran.stderr.contains("another ibid has $TMP/home/.local/share/ibid/reader.db open"),
        "{ran}"
    );
    drop(pty);
    place.ibid(&["doctor", "--repair"]).expect(0);
}
