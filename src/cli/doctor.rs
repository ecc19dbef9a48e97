//! `ibid doctor`: whether the files of a library are sound, and saving what can be read where they are not.

use std::path::Path;

use serde_json::json;

use super::Console;
use super::args::Doctor;
use super::exit::{Exit, Failure, Stop};
use super::judgements::paths_of;
use super::print::{Role, count};
use crate::store::{Library, ReaderFile, Repair, Saved, StoreError};
use crate::text::visible;

/// Faults that are printed of a file.
const TOLD: usize = 5;

/// A file, and how it is examined and repaired.
struct File<'a> {
    what: &'static str,
    path: &'a Path,
    examine: fn(&Path) -> Result<Vec<String>, StoreError>,
    repair: fn(&Path) -> Result<Repair, StoreError>,
}

/// `ibid doctor`.
pub(super) fn doctor(console: &mut Console<'_>, asked: &Doctor) -> Result<Exit, Stop> {
    let paths = paths_of(console, &asked.sources)?;
    let (library, reader) = (&paths.library, &paths.reader);
    let files = [
        File { what: "library", path: library, examine: Library::examine, repair: Library::repair },
        File {
            what: "reader file",
            path: reader,
            examine: ReaderFile::examine,
            repair: ReaderFile::repair,
        },
    ];
    let mut exit = Exit::Done;
    let mut is_any_damaged = false;
    for file in files {
        let faults = match (file.examine)(file.path) {
            Err(StoreError::Missing { .. }) => {
                tell(console, &file, "none", &[], None, asked.form.json)?;
                continue;
            }
            // The other file is looked at all the same.
            Err(error) => {
                console.err.failure(&Failure::of(&error));
                exit = Exit::Failed;
                continue;
            }
            Ok(faults) => faults,
        };
        let is_damaged = !faults.is_empty();
        let repair = match is_damaged && asked.repair {
            true => Some(repair(console, &file)?),
            false => None,
        };
        is_any_damaged |= is_damaged && repair.is_none();
        let state = if is_damaged { "damaged" } else { "sound" };
        tell(console, &file, state, &faults, repair.as_ref(), asked.form.json)?;
    }
    if is_any_damaged {
        console
            .err
            .line("hint: `ibid doctor --repair` saves what can be read and keeps the damaged file");
        exit = Exit::Failed;
    }
    Ok(exit)
}

fn repair(console: &mut Console<'_>, file: &File<'_>) -> Result<Repair, Stop> {
    // A run that is under way would write to the file that is set aside.
    let _turn = console.turn(file.path)?;
    (file.repair)(file.path).map_err(|error| match error {
        StoreError::Busy { path } => {
            Failure::new(format!("another ibid has {} open", path.display()))
                .hint("close it first")
                .into()
        }
        error => error.into(),
    })
}

fn tell(
    console: &mut Console<'_>,
    file: &File<'_>,
    state: &str,
    faults: &[String],
    repair: Option<&Repair>,
    json: bool,
) -> Result<(), Stop> {
    let out = &mut console.out;
    if json {
        let saved = repair.map(|repair| {
            let row = |saved: &Saved| (saved.table.clone(), json!(saved.rows));
            repair.saved.iter().map(row).collect::<serde_json::Map<_, _>>()
        });
        return out.json(&json!({
            "what": file.what,
            "file": file.path.to_string_lossy(),
            "state": state,
            "faults": faults,
            "saved": saved,
            "kept": repair.map(|repair| repair.kept.to_string_lossy()),
        }));
    }
    let path = out.paint(Role::Title, &visible(&file.path.to_string_lossy()));
    out.line(&format!(
        "{} {path}: {}",
        file.what,
        if state == "none" { "there is none yet" } else { state }
    ))?;
    for fault in faults.iter().take(TOLD) {
        out.line(&format!("  {}", visible(fault)))?;
    }
    if let Some(more) = faults.len().checked_sub(TOLD + 1) {
        out.line(&format!("  and {} more", more + 1))?;
    }
    let Some(repair) = repair else { return Ok(()) };
    out.line(&format!("  saved: {}", saved(&repair.saved)))?;
    if repair.saved.iter().any(|saved| saved.is_torn) {
        out.line("  some of it could not be read and is only in the damaged file")?;
    }
    out.line(&format!("  the damaged file is kept: {}", visible(&repair.kept.to_string_lossy())))?;
    if file.what == "library" {
        out.line("  `ibid sync` reads the sources again")?;
    }
    Ok(())
}

/// How much was saved, in the words of the reader.
fn saved(saved: &[Saved]) -> String {
    const WORDS: [(&str, &str); 8] = [
        ("sources", "source"),
        ("notes", "note"),
        ("marks", "mark"),
        ("stars", "star"),
        ("tags", "tag"),
        ("saved_queries", "saved query"),
        ("judgements", "judgement"),
        ("read", "read article"),
    ];
    let told = WORDS.iter().filter_map(|(table, word)| {
        let rows = saved.iter().find(|saved| saved.table == *table)?.rows;
        Some(count(rows, word))
    });
    told.collect::<Vec<_>>().join(", ")
}
