//! Libraries made from real folders: what a sync stores, what it leaves alone, that bad files harm nothing,
//! and that the result depends on the articles alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ibid::ingest::Limits;
use ibid::model::{FormCounts, Progress};
use ibid::passages;
use ibid::pipeline::{self, Model, Report, Run};
use ibid::query::{self, Order};
use ibid::sources;
use ibid::store::{Labels, Library};
use tempfile::TempDir;

use crate::support::cli::Place;
use crate::support::crowd::Crowd;
use crate::support::library::{assert_same_dump, assert_same_lines, dice, whole_run};
use crate::support::newswire::Newswire;

/// A folder of files and a library made of it.
struct Shelf {
    folder: TempDir,
    library: Library,
}

impl Shelf {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("files")).unwrap();
        let mut library = Library::open(&folder.path().join("library.db")).unwrap();
        let key = sources::source_key(&folder.path().join("files")).unwrap();
        library.add_source(&key).unwrap();
        Self { folder, library }
    }

    /// A shelf with these files, read in one sync.
    fn of(files: &[(&str, &str)]) -> Self {
        let mut shelf = Self::new();
        for (name, text) in files {
            shelf.write(name, text);
        }
        shelf.sync();
        shelf
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join("files").join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn remove(&self, name: &str) {
        fs::remove_file(self.path(name)).unwrap();
    }

    fn sync(&mut self) -> Report {
        self.sync_until(|_| false)
    }

    /// Syncs and stops the run as soon as its progress is such.
    fn sync_until(&mut self, is_enough: impl Fn(&Progress) -> bool) -> Report {
        let stop = AtomicBool::new(false);
        let progress = |progress: Progress| {
            if is_enough(&progress) {
                stop.store(true, Ordering::Relaxed);
            }
        };
        let run = Run {
            progress: &progress,
            stop: &stop,
            limits: Limits::default(),
            model: Model::built_in(),
            kept: Path::new(""),
            judgements: &|| Ok(Vec::new()),
        };
        pipeline::sync(&mut self.library, &run).unwrap()
    }

    /// The dump with the folder's own path taken out.
    fn dump(&self) -> String {
        let own = self.path("").to_str().unwrap().to_owned();
        self.library.dump().unwrap().replace(&own, "/")
    }

    fn titles(&self) -> Vec<String> {
        let rows = self.library.article_rows(&Labels::default()).unwrap();
        rows.into_iter().map(|row| row.title).collect()
    }

    /// What could not be read, with the folder's own path taken out.
    fn faults(&self) -> Vec<String> {
        let own = self.path("").to_str().unwrap().to_owned();
        let faults = self.library.faults().unwrap();
        faults.iter().map(|fault| fault.to_string().replace(&own, "")).collect()
    }
}

/// Says where two dumps differ.
#[track_caller]
fn assert_same(found: &Shelf, wanted: &Shelf) {
    assert_same_lines(&found.dump(), &wanted.dump());
}

fn seeds() -> Vec<(String, String)> {
    let mut seeds: Vec<(String, String)> = fs::read_dir("seeds")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    seeds.sort();
    seeds
}

fn seed_shelf() -> Shelf {
    let seeds = seeds();
    let files: Vec<(&str, &str)> =
        seeds.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Shelf::of(&files)
}

#[test]
fn the_seeds_are_read_searched_and_left_alone() {
    let mut library = Shelf::new();
    library.library.add_source(&sources::source_key(Path::new("seeds")).unwrap()).unwrap();
    let report = library.sync();
    assert_eq!((report.read, report.unchanged, report.removed), (5, 0, 0));
    assert!(report.has_changed && report.faults.is_empty());
    assert_eq!(library.titles().len(), 5);
    let hits = library
        .library
        .search(&query::parse("assads VISITED").query, &Arc::default(), Order::Newest, 50)
        .unwrap();
    assert!(hits.iter().all(|hit| !hit.spans.is_empty()) && hits.len() >= 5, "{hits:#?}");
    let report = library.sync();
    assert_eq!((report.read, report.unchanged, report.has_changed), (0, 5, false));
}

#[test]
fn the_result_does_not_depend_on_order_or_number_of_syncs() {
    let wanted = seed_shelf();
    let mut one_by_one = Shelf::new();
    for (name, text) in seeds().iter().rev() {
        one_by_one.write(name, text);
        one_by_one.sync();
    }
    assert_same(&one_by_one, &wanted);

    let mut with_detours = Shelf::new();
    let seeds = seeds();
    for (name, _) in &seeds {
        with_detours.write(name, "Ann Smith met Putin.\n\nPutin thanked Ms Smith for the visit.\n");
    }
    with_detours.write("deep/er/other.txt", &seeds[0].1);
    with_detours.sync();
    for (name, text) in &seeds {
        with_detours.write(name, text);
    }
    with_detours.sync();
    with_detours.remove("deep/er/other.txt");
    with_detours.remove(&seeds[2].0);
    with_detours.sync();
    with_detours.write(&seeds[2].0, &seeds[2].1);
    with_detours.sync();
    assert_same(&with_detours, &wanted);
}

#[test]
fn a_run_that_was_stopped_is_completed_by_the_next() {
    let wanted = seed_shelf();
    for stage in ["reading", "resolving", "indexing", "linking", "grouping"] {
        let mut shelf = Shelf::new();
        for (name, text) in seeds() {
            shelf.write(&name, text);
        }
        let report = shelf.sync_until(|progress| progress.stage == stage);
        assert!(report.was_stopped, "{stage}");
        assert!(shelf.sync().has_changed, "{stage}");
        assert_same(&shelf, &wanted);
    }
}

#[test]
fn an_entity_keeps_its_id_while_articles_come_and_go() {
    let mut shelf = seed_shelf();
    let id_of = |shelf: &Shelf, name| shelf.library.find_entities(name).unwrap()[0].id;
    let names = ["Vladimir Putin", "Bashar al-Assad", "Sergei Lavrov"];
    let before = names.map(|name| id_of(&shelf, name));
    shelf.write("a.txt", "Talks\n\nSergei Lavrov met Vladimir Putin. Putin thanked Mr Lavrov.\n");
    shelf.sync();
    shelf.remove(&seeds()[1].0);
    let (name, text) = seeds().remove(0);
    shelf.write(&name, text.replace("Kremlin", "Duma"));
    shelf.sync();
    assert_eq!(names.map(|name| id_of(&shelf, name)), before);
    for id in before {
        let entity = shelf.library.entity(id).unwrap().unwrap();
        let places = shelf.library.places(id).unwrap();
        assert_eq!(
            entity.mentions,
            FormCounts::of(places.iter().map(|(_, form)| *form)),
            "{}",
            entity.name
        );
        let context = shelf.library.context(id, usize::MAX).unwrap();
        assert!(
            context.iter().map(|line| (line.place, line.mention.form)).eq(places),
            "{}",
            entity.name
        );
    }
}

/// An article about a few of many people whose names collide: namesakes, spellings, initials, relatives, double
/// family names, single names, and organisations that some articles write out.
fn crowded_article(random: &mut impl FnMut(usize) -> usize) -> String {
    const GIVEN: [&str; 12] = [
        "John", "Jon", "J.", "Mary", "Bill", "William", "Salman", "Dmitry", "Dmitri", "Kerstin",
        "Ann", "A.",
    ];
    const FAMILY: [&str; 9] = [
        "Smith",
        "Jones",
        "Shoygu",
        "Shoigu",
        "Garcia Marquez",
        "Garcia",
        "Marquez",
        "Kerriganov",
        "Salman",
    ];
    const THINGS: [&str; 6] = [
        "the International Monetary Fund (IMF)",
        "the IMF",
        "the Iberian Music Foundation (IMF)",
        "Microsoft",
        "the World Health Organization (WHO)",
        "the WHO",
    ];
    const PLACES: [&str; 4] = ["London", "Paris", "Moscow", "Cairo"];
    let mut text = String::from("What the papers say\n\n");
    for _ in 0..1 + random(5) {
        let family = FAMILY[random(FAMILY.len())];
        let given = GIVEN[random(GIVEN.len())];
        let (thing, place) = (THINGS[random(THINGS.len())], PLACES[random(PLACES.len())]);
        let title = ["Mr ", "Ms ", "President ", "", ""][random(5)];
        text += &match random(4) {
            0 => format!("{title}{family} spoke to {thing} in {place} on Monday.\n\n"),
            1 => format!("{given} {family} left {thing}. {title}{family} lives in {place}.\n\n"),
            2 => format!(
                "Reporters met {given} {family}, who works for {thing}, and {given} in {place}.\n\n"
            ),
            _ => {
                format!("In {place}, {given} {family} and {title}{} talked.\n\n", FAMILY[random(9)])
            }
        };
    }
    text
}

#[test]
fn what_a_change_touches_is_resolved_as_if_all_were() {
    let mut random = dice(12_345);
    let run = whole_run();
    let folder = TempDir::new().unwrap();
    let mut grown = Library::open(&folder.path().join("grown.db")).unwrap();
    let mut files: Vec<(String, String)> = Vec::new();
    for round in 0..40 {
        for at in 0..1 + random(3) {
            files.push((format!("{round}-{at}.txt"), crowded_article(&mut random)));
        }
        if random(3) == 0 {
            files.swap_remove(random(files.len()));
        }
        if random(3) == 0 {
            let at = random(files.len());
            files[at].1 = crowded_article(&mut random);
        }
        let given: Vec<(&str, &[u8])> =
            files.iter().map(|(key, text)| (key.as_str(), text.as_bytes())).collect();
        pipeline::sync_given(&mut grown, &given, &run).unwrap();
        if round % 4 == 3 {
            let mut fresh = Library::open(&folder.path().join(format!("{round}.db"))).unwrap();
            pipeline::sync_given(&mut fresh, &given, &run).unwrap();
            assert_same_dump(&grown, &fresh);
        }
    }
}

#[test]
fn one_article_more_among_many_is_resolved_as_if_all_were() {
    let run = whole_run();
    let folder = TempDir::new().unwrap();
    let new = |name: &str| Library::open(&folder.path().join(name)).unwrap();
    let (mut grown, mut fresh) = (new("grown.db"), new("fresh.db"));
    let mut crowd = Crowd::new(300, 3);
    let many: Vec<_> = (0..900).map(|_| crowd.article().file()).collect();
    let more: Vec<_> = (0..60).map(|_| crowd.article().file()).collect();
    grown.put_files(&many, &passages::keys_of).unwrap();
    fresh.put_files(&many, &passages::keys_of).unwrap();
    fresh.put_files(&more, &passages::keys_of).unwrap();
    pipeline::resolve(&mut grown, &run).unwrap();
    for (at, file) in more.iter().enumerate() {
        grown.put_files(std::slice::from_ref(file), &passages::keys_of).unwrap();
        pipeline::resolve(&mut grown, &run).unwrap();
        if at % 4 == 0 {
            let gone = many[at].state.key.clone();
            grown.remove_files(std::slice::from_ref(&gone), &passages::keys_of).unwrap();
            fresh.remove_files(&[gone], &passages::keys_of).unwrap();
            pipeline::resolve(&mut grown, &run).unwrap();
        }
    }
    pipeline::resolve(&mut fresh, &run).unwrap();
    assert_same_dump(&grown, &fresh);
}

#[test]
fn one_article_more_among_many_is_linked_as_if_all_were() {
    let run = whole_run();
    let folder = TempDir::new().unwrap();
    let new = |name: &str| Library::open(&folder.path().join(name)).unwrap();
    let (mut grown, mut fresh) = (new("grown.db"), new("fresh.db"));
    let mut wire = Newswire::new(5);
    let made: Vec<_> = (0..70).map(|_| wire.article()).collect();
    let n_planted: usize = made.iter().map(|made| made.planted.len()).sum();
    let files: Vec<_> = made.iter().map(|made| made.file()).collect();
    let (many, more) = files.split_at(62);
    grown.put_files(many, &passages::keys_of).unwrap();
    pipeline::link(&mut grown, &run).unwrap();
    for file in more {
        grown.put_files(std::slice::from_ref(file), &passages::keys_of).unwrap();
        pipeline::link(&mut grown, &run).unwrap();
    }
    fresh.put_files(&files, &passages::keys_of).unwrap();
    for library in [&mut grown, &mut fresh] {
        library.remove_files(&[files[3].state.key.clone()], &passages::keys_of).unwrap();
        pipeline::link(library, &run).unwrap();
    }
    assert!(fresh.stats().unwrap().links > n_planted as u64 / 2);
    assert_same_dump(&grown, &fresh);
}

#[test]
fn a_file_touched_is_not_read_again_and_one_changed_in_place_is() {
    let mut shelf = seed_shelf();
    let (name, text) = seeds().remove(0);
    shelf.write(&name, &text);
    let report = shelf.sync();
    assert_eq!((report.read, report.unchanged, report.has_changed), (0, 5, false));
    let (before, changed) = (shelf.dump(), text.replace("Lavrov", "Markov"));
    assert_ne!(text, changed);
    shelf.write(&name, &changed);
    let report = shelf.sync();
    assert_eq!((report.read, report.unchanged, report.has_changed), (1, 4, true));
    assert!(shelf.dump() != before);
    shelf.write(&name, &text);
    shelf.sync();
    assert!(shelf.dump() == before);
}

#[test]
fn a_source_removed_takes_its_files_along_and_one_out_of_reach_keeps_them() {
    let mut shelf = seed_shelf();
    let (folder, away) = (shelf.path(""), shelf.folder.path().join("away"));
    fs::rename(&folder, &away).unwrap();
    let report = shelf.sync();
    assert_eq!((report.removed, report.faults.len()), (0, 1));
    assert_eq!(shelf.titles().len(), 5, "a disk not mounted is no reason to forget");
    fs::rename(&away, &folder).unwrap();
    assert_eq!(shelf.sync().faults, []);
    let key = sources::source_key(&folder).unwrap();
    shelf.library.remove_source(&key).unwrap();
    assert_eq!(shelf.sync().removed, 5);
    assert_eq!(shelf.dump(), "");
}

#[test]
fn what_another_version_made_is_made_again_and_stays_where_it_cannot_be() {
    let mut shelf = seed_shelf();
    let before = shelf.dump();
    shelf.library.expect_making(-1).unwrap();
    assert_eq!(shelf.sync().read, 5);
    assert_same_lines(&shelf.dump(), &before);
    shelf.library.expect_making(-1).unwrap();
    let folder = shelf.path("");
    fs::rename(&folder, shelf.folder.path().join("away")).unwrap();
    assert_eq!(shelf.sync().read, 0);
    let links = |dump: &str| dump.lines().filter(|line| line.starts_with("link")).count();
    assert!(links(&before) > 10);
    assert_eq!(links(&shelf.library.dump().unwrap()), links(&before));
}

#[test]
fn bad_files_are_told_and_the_rest_is_read() {
    let mut shelf = seed_shelf();
    let good = shelf.titles();
    shelf.write("empty.txt", "");
    shelf.write("binary.txt", [0_u8, 159, 146, 150, 0, 0, 1, 2].repeat(100));
    shelf.write("archive.7z", b"7z\xbc\xaf\x27\x1c\0\x04");
    shelf.write("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let report = shelf.sync();
    assert_eq!(report.faults.len(), 3, "{:?}", report.faults);
    assert_eq!(shelf.titles(), good);
    let faults = shelf.faults();
    for name in ["empty.txt: ", "binary.txt: ", "archive.7z: "] {
        assert!(faults.iter().any(|fault| fault.starts_with(name)), "{name} {faults:?}");
    }
    let report = shelf.sync();
    assert_eq!((report.read, report.unchanged), (0, 9), "a bad file is not read over and over");
    shelf.write("empty.txt", "No longer empty\n\nAnn Smith filled the file on Friday.\n");
    shelf.remove("binary.txt");
    shelf.sync();
    assert_eq!(shelf.faults().len(), 1);
    assert_eq!(shelf.titles().len(), 6);
}

#[test]
fn bytes_that_are_no_text_cost_nothing_but_themselves() {
    let mut shelf = Shelf::new();
    shelf.write("latin.txt", b"Caf\xe9 meeting\n\nJos\xe9 Garc\xeda met Ann Smith in M\xe1laga.\n");
    shelf.write("broken.txt", b"Broken\n\nAnn Smith \xff\xfe\xfd said \xc3( nothing at all.\n");
    shelf.sync();
    assert_eq!(shelf.titles().len(), 2);
    for title in shelf.titles() {
        assert!(!title.is_empty());
    }
}

#[test]
fn escape_sequences_reach_neither_keys_nor_titles_unseen() {
    let mut shelf = Shelf::new();
    shelf.write("\x1b[31mred\x07.txt", "\x1b]0;owned\x07Title \x1b[2J\n\nAnn Smith was here.\n");
    shelf.sync();
    assert_eq!(shelf.faults(), [""; 0]);
    let rows = shelf.library.article_rows(&Labels::default()).unwrap();
    assert_eq!(rows.len(), 1);
    // Stored as it is, so that the file can be found; shown through `text::visible`.
    assert!(rows[0].key.ends_with("\x1b[31mred\x07.txt"));
    assert!(!ibid::text::visible(&rows[0].key).contains('\x1b'));
}

/// Tests may run as root, whom no right is refused: then the binary runs as nobody.
#[cfg(unix)]
#[test]
fn what_may_not_be_opened_is_told_and_the_rest_is_read() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;

    const NOBODY: u32 = 65_534;
    let place = Place::with_seeds();
    place.write("seeds/shut/inside.txt", "Inside\n\nAnn Smith hid here.\n");
    place.write("seeds/secret.txt", "Secret\n\nAnn Smith wrote it.\n");
    let binary = place.path("ibid");
    fs::copy(env!("CARGO_BIN_EXE_ibid"), &binary).unwrap();
    let allow = |name: &str, mode| {
        fs::set_permissions(place.path(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    for open_to_all in ["", "home", "work", "work/seeds"] {
        allow(open_to_all, 0o777);
    }
    allow("ibid", 0o755);
    allow("work/seeds/shut", 0o000);
    allow("work/seeds/secret.txt", 0o000);
    let is_root = fs::read_dir(place.path("work/seeds/shut")).is_ok();
    let run = |args: &[&str]| {
        let mut command = place.command_of(&binary, args);
        if is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        place.run(command, b"")
    };
    let ran = run(&["add", "seeds"]).expect(0);
    assert!(ran.stderr.contains("seeds/shut: permission denied"), "{ran}");
    assert!(ran.stderr.contains("seeds/secret.txt: permission denied"), "{ran}");
    assert_eq!(run(&["articles", "--json"]).expect(0).json().len(), 5);

    allow("work/seeds/shut", 0o777);
    allow("work/seeds/secret.txt", 0o666);
    run(&["sync"]).expect(0);
    assert_eq!(run(&["articles", "--json"]).expect(0).json().len(), 7);
}

#[test]
fn a_file_that_vanishes_is_as_if_it_had_never_been() {
    let wanted = Shelf::of(&[("b.txt", "Kept\n\nAnn Smith stayed.\n")]);
    let mut shelf = Shelf::new();
    shelf.write("a.txt", "Gone\n\nBob Jones left.\n");
    shelf.write("b.txt", "Kept\n\nAnn Smith stayed.\n");
    let vanishing = shelf.path("a.txt");
    // The first word of progress comes between the walk and the reading.
    let report = shelf.sync_until(|_| {
        let _ = fs::remove_file(&vanishing);
        false
    });
    assert_eq!((report.read, report.faults.len()), (1, 0));
    assert_same(&shelf, &wanted);
}

#[test]
fn a_line_of_fifty_megabytes_is_told_and_the_rest_is_read() {
    let mut shelf = Shelf::of(&[("good.txt", "Good\n\nAnn Smith met Putin in Moscow.\n")]);
    shelf.write("long.txt", "Ann Smith met Bob Jones in Oslo. ".repeat(50_000_000 / 33));
    fs::File::create(shelf.path("huge.txt")).unwrap().set_len(10 << 30).unwrap();
    shelf.sync();
    assert_eq!(shelf.titles(), ["Good"]);
    assert_eq!(
        shelf.faults(),
        [
            "huge.txt: larger than the limit (10240 MiB, the limit is 256 MiB)",
            "long.txt: longer than an article may be",
        ]
    );
}
