//! `ibid judgements`: what the reader said of who is who. Lists it, takes it back, and exchanges it as JSON lines.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Console;
use super::args::Judgements;
use super::exit::{Exit, Failure, Stop};
use super::lists::found;
use super::print::{Role, count};
use super::sources::{keys_of, run};
use crate::config::LibraryPaths;
use crate::model::Judgement;
use crate::pipeline;
use crate::store::{Library, ReaderFile};
use crate::text::visible;

/// `ibid judgements`.
pub(super) fn judgements(console: &mut Console<'_>, asked: &Judgements) -> Result<Exit, Stop> {
    let paths = paths_of(console, &asked.sources)?;
    if let Some(file) = &asked.import {
        let read = read_file(&console.world.cwd.join(file))?;
        let added = ReaderFile::open(&paths.reader)?.judge(&read)?;
        let known = read.len() - added;
        console.err.line(&format!("{} added, {known} known", count(added as u64, "judgement")));
        return apply(console, &paths);
    }
    if asked.undo || asked.redo {
        let reader = ReaderFile::open(&paths.reader)?;
        let (changed, verb) = match asked.undo {
            true => (reader.undo()?, "undone"),
            false => (reader.redo()?, "redone"),
        };
        if changed.is_empty() {
            return Err(Failure::new(format!("nothing to be {verb}")).nothing_found().into());
        }
        for judgement in &changed {
            console.err.line(&format!("{verb}: {}", judgement.said.sentence()));
        }
        return apply(console, &paths);
    }
    list(console, &paths, asked.form.json)
}

/// The files of the library that is meant.
pub(super) fn paths_of(console: &Console<'_>, sources: &[PathBuf]) -> Result<LibraryPaths, Stop> {
    if sources.is_empty() {
        return console.library_paths();
    }
    let keys = keys_of(console, sources)?;
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    Ok(console.folders()?.library_of(&keys))
}

fn list(console: &mut Console<'_>, paths: &LibraryPaths, json: bool) -> Result<Exit, Stop> {
    let judgements = ReaderFile::judgements_in(&paths.reader)?;
    let is_read = paths.library.exists();
    let places = match is_read {
        true => pipeline::places(&Library::open_to_read(&paths.library)?, &judgements)?,
        false => vec![None; judgements.len()],
    };
    if !is_read && !judgements.is_empty() {
        console
            .err
            .line("the articles were not read yet: whether these find their places is not known");
    }
    for (judgement, place) in judgements.iter().zip(places) {
        let is_orphaned = is_read && place.is_none();
        if json {
            console.out.json(&object(judgement, is_orphaned))?;
            continue;
        }
        let date = console.out.paint(Role::Faint, &date_of(judgement.at));
        let key = judgement.said.place().map_or("", |anchor| anchor.key.as_str());
        let key = console.out.paint(Role::Faint, &visible(key));
        let lost = if is_orphaned { "  ! its place is gone" } else { "" };
        console
            .out
            .line(&format!("{date}  {}{lost}  {key}", visible(&judgement.said.sentence())))?;
    }
    if judgements.is_empty() {
        console.err.line("nothing was said of who is who; `ibid judgements FOLDER` lists what was said in `ibid FOLDER`");
    }
    Ok(found(!judgements.is_empty()))
}

fn object(judgement: &Judgement, is_orphaned: bool) -> Value {
    // A record of strings and numbers can always be written.
    let mut value = serde_json::to_value(judgement).unwrap_or_default();
    if let Some(object) = value.as_object_mut() {
        object.insert("orphaned".into(), json!(is_orphaned));
    }
    value
}

/// The day of a time in seconds since 1970, in UTC.
pub(super) fn date_of(at: i64) -> String {
    let time = jiff::Timestamp::from_second(at);
    time.map_or_else(|_| "undated".into(), |time| time.strftime("%F").to_string())
}

/// Reads judgements, one JSON object a line.
fn read_file(path: &Path) -> Result<Vec<Judgement>, Stop> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::new(format!("cannot read {}: {error}", path.display())))?;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            serde_json::from_str(line).map_err(|error| {
                let why = format!("{}:{number}: not a judgement: {error}", path.display());
                Failure::new(why).hint("nothing was imported").into()
            })
        })
        .collect()
}

/// Makes the library as the judgements say, where there is one already.
fn apply(console: &mut Console<'_>, paths: &LibraryPaths) -> Result<Exit, Stop> {
    if paths.library.exists() {
        let judgements = ReaderFile::judgements_in(&paths.reader)?;
        let mut library = Library::open(&paths.library)?;
        run(console, paths, |run| pipeline::judge(&mut library, &judgements, run))?;
    }
    Ok(Exit::Done)
}
