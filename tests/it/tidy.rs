//! House rules read from the sources: who may use whom, how long a file may be, how it opens, and that
//! nothing unfinished is left in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Which modules each module may use: the table of ARCHITECTURE.md.
const MAY_USE: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("model", &["text"]),
    ("query", &["text"]),
    ("ingest", &["text", "model"]),
    ("people", &["text", "model"]),
    ("passages", &["text", "model"]),
    ("filter", &["text", "query"]),
    ("store", &["text", "model", "query"]),
    ("sources", &["model"]),
    ("pipeline", &["text", "model", "query", "ingest", "people", "passages", "store", "sources"]),
    ("keymap", &[]),
    ("config", &["keymap"]),
    ("app", &["keymap", "filter", "query", "model", "text"]),
    ("ui", &["app", "keymap", "model", "text"]),
    (
        "runtime",
        &["app", "ui", "keymap", "config", "filter", "query", "store", "pipeline", "model", "text"],
    ),
    ("eval", &["pipeline", "people", "passages", "store", "ingest", "model", "text"]),
];

/// Lines a file may have; tables and snapshots are data, not code.
const MOST_LINES: usize = 700;

struct Source {
    path: PathBuf,
    module: String,
    text: String,
}

/// All Rust files under `folder` of the repository; `module` is the first folder or file name in it.
fn sources(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut out = Vec::new();
    let mut waiting = vec![root.clone()];
    while let Some(dir) = waiting.pop() {
        for entry in fs::read_dir(&dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                // The fuzz targets are built where they stand.
                waiting.extend((!path.ends_with("target")).then_some(path));
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                let first = path.strip_prefix(&root).unwrap().iter().next().unwrap();
                let module = Path::new(first).with_extension("").to_string_lossy().into_owned();
                out.push(Source { text: fs::read_to_string(&path).unwrap(), path, module });
            }
        }
    }
    out.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!out.is_empty(), "no sources under {}", root.display());
    out
}

/// The code without its comments, so that a name in prose does not count as a use.
fn without_comments(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}

/// The names that follow `crate::` in `code`.
fn modules_named(code: &str) -> BTreeSet<String> {
    code.split("crate::")
        .skip(1)
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

fn check(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn a_use_is_read_from_the_code() {
    let names = |code| modules_named(code).into_iter().collect::<Vec<_>>();
    assert_eq!(names("use crate::app::State; crate::text::fold(x)"), ["app", "text"]);
    assert_eq!(names(&without_comments("// crate::store::Library\nlet x = 1;")), [""; 0]);
}

#[test]
fn modules_use_only_what_stands_above_them() {
    let mut faults = Vec::new();
    for source in sources("src") {
        let code = without_comments(&source.text);
        if code.contains("crate::{") {
            faults
                .push(format!("{}: a brace after crate:: hides the module", source.path.display()));
        }
        let Some((_, allowed)) = MAY_USE.iter().find(|(module, _)| *module == source.module) else {
            assert!(
                ["lib", "main", "cli"].contains(&source.module.as_str()),
                "{} belongs to no module of the table",
                source.path.display()
            );
            continue;
        };
        for used in modules_named(&code) {
            let is_module = MAY_USE.iter().any(|(module, _)| *module == used) || used == "cli";
            if is_module && used != source.module && !allowed.contains(&used.as_str()) {
                faults.push(format!(
                    "{}: {} may not use {used}",
                    source.path.display(),
                    source.module
                ));
            }
        }
    }
    check(&faults);
}

/// The rows of the table of dependencies in ARCHITECTURE.md: each crate with the modules that use it.
fn dependency_rows() -> BTreeMap<String, BTreeSet<String>> {
    let text = read("ARCHITECTURE.md");
    let table = text.split("\n## Dependencies\n").nth(1).unwrap();
    let rows = table.lines().filter(|line| line.starts_with('|')).skip(2);
    let names = |cell: &str| -> Vec<String> { cell.split(", ").map(|s| s.trim().into()).collect() };
    rows.flat_map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        let modules: BTreeSet<String> = names(cells[2]).into_iter().collect();
        names(cells[0]).into_iter().map(move |krate| (krate, modules.clone()))
    })
    .collect()
}

#[test]
fn every_dependency_has_a_row() {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let wanted: BTreeSet<String> =
        manifest["dependencies"].as_table().unwrap().keys().cloned().collect();
    assert_eq!(dependency_rows().into_keys().collect::<BTreeSet<_>>(), wanted);
}

#[test]
fn crates_are_used_where_the_table_says() {
    let sources = sources("src");
    let mut faults = Vec::new();
    for (krate, modules) in dependency_rows() {
        let path = format!("{}::", krate.replace('-', "_"));
        let uses = |source: &&Source| {
            let code = without_comments(&source.text);
            let in_word = |c: char| c.is_alphanumeric() || c == '_';
            let mut parts = code.split(&path).collect::<Vec<_>>();
            parts.pop();
            parts.iter().any(|before| !before.ends_with(in_word))
        };
        let used: BTreeSet<String> =
            sources.iter().filter(uses).map(|source| source.module.clone()).collect();
        if used != modules {
            faults.push(format!("{krate} is used by {used:?}, the table says {modules:?}"));
        }
    }
    check(&faults);
}

#[test]
fn a_file_opens_with_its_question_and_stays_short() {
    let mut faults = Vec::new();
    for source in sources("src").into_iter().chain(sources("tests")) {
        let lines = source.text.lines().count();
        if !source.text.starts_with("//!") {
            faults.push(format!("{}: does not open with a //! paragraph", source.path.display()));
        }
        if lines > MOST_LINES {
            faults.push(format!("{}: {lines} lines, at most {MOST_LINES}", source.path.display()));
        }
        if source.text.lines().any(|line| line.ends_with([' ', '\t'])) {
            faults.push(format!("{}: blanks at a line's end", source.path.display()));
        }
    }
    check(&faults);
}

#[test]
fn nothing_is_left_unfinished() {
    let marks = ["todo!(", "unimplemented!(", "TODO", "FIXME"];
    let mut faults = Vec::new();
    for source in sources("src") {
        for mark in marks {
            if source.text.contains(mark) {
                faults.push(format!("{}: {mark}", source.path.display()));
            }
        }
    }
    check(&faults);
}

#[test]
fn every_test_file_is_part_of_the_binary() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let main = fs::read_to_string(root.join("main.rs")).unwrap();
    for entry in fs::read_dir(&root).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if path.extension().is_some_and(|ext| ext == "rs") && name != "main" {
            assert!(main.contains(&format!("mod {name};")), "main.rs forgets {name}");
        }
    }
}

#[test]
fn the_seeds_are_the_five_articles_and_nothing_else() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let mut names: Vec<String> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let prefixes: Vec<&str> = names.iter().filter_map(|name| name.split('_').next()).collect();
    assert_eq!(prefixes, ["000", "001", "002", "003", "004"]);
}
