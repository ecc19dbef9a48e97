//! The sources of a library: `sources`, `remove`, `faults`, `add --dry-run`; and how a sync tells what it does.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::CommandFactory;
use serde_json::json;

use super::Console;
use super::args::Cli;
use super::exit::{Exit, Failure, Stop};
use super::lists::iso;
use super::print::{Out, Role, count};
use super::stopping::Stopping;
use crate::config::{self, LibraryPaths};
use crate::model::{Article, Progress};
use crate::pipeline::{self, Limits, Report, Run};
use crate::sources::{describe, is_address, source_key};
use crate::store::{Library, ReaderFile, StoreError};
use crate::text::visible;

/// How to see what was only counted.
const LISTED: &str = ": `ibid judgements` lists them";

/// Faults that a sync tells one by one before the rest is only counted.
const TOLD: usize = 20;

/// `ibid add --dry-run`: what would be read.
pub(super) fn look(
    console: &mut Console<'_>,
    sources: &[PathBuf],
    json: bool,
) -> Result<Exit, Stop> {
    let (keys, limits) = (keys_of(console, sources)?, console.limits());
    let mut n_articles = 0;
    let (out, err) = (&mut console.out, &mut console.err);
    let n_files = pipeline::look(&keys, &limits, |batch| {
        n_articles += batch.articles.len() as u64;
        for article in &batch.articles {
            look_line(out, article, json)?;
        }
        batch.faults.iter().for_each(|fault| err.fault(fault));
        Ok::<(), Stop>(())
    })?;
    let (files, articles) = (count(n_files, "file"), count(n_articles, "article"));
    console.err.line(&format!("{articles} in {files}; nothing was added"));
    Ok(Exit::Done)
}

fn look_line(out: &mut Out<'_>, article: &Article, json: bool) -> Result<(), Stop> {
    let Article { key, title, publisher, author, date, url, passages, text, .. } = article;
    let words = text.split_whitespace().count();
    if json {
        return out.json(&json!({
            "key": key,
            "title": title,
            "publisher": publisher,
            "author": author,
            "date": date.as_ref().and_then(iso),
            "printed": date.as_ref().map(|date| &date.printed),
            "url": url,
            "passages": passages.len(),
            "words": words,
        }));
    }
    let date = date.as_ref().map(ToString::to_string).unwrap_or_default();
    let about = out.paint(Role::Faint, &format!("{date:>11}  {words:>6} words  "));
    let title = out.paint(Role::Title, &visible(title));
    out.line(&format!("{about}{title}  {}", out.paint(Role::Faint, &visible(key))))
}

/// `ibid remove`.
pub(super) fn remove(console: &mut Console<'_>, source: &Path, json: bool) -> Result<Exit, Stop> {
    console.open_library()?;
    let paths = console.library_paths()?;
    let _turn = console.turn(&paths.library)?;
    let mut library = Library::open(&paths.library)?;
    let typed = source.to_string_lossy().into_owned();
    let path = console.world.cwd.join(source);
    // A source that is gone from the disk can still be named by its path.
    let by_path = source_key(&path).unwrap_or_else(|_| path.to_string_lossy().into_owned());
    if !library.remove_source(&typed)? && !library.remove_source(&by_path)? {
        let none = Failure::new(format!("{typed} is not a source of this library"));
        return Err(none.hint("list them with `ibid sources`").nothing_found().into());
    }
    sync_and_tell(console, &paths, &mut library, json)
}

/// `ibid sources`.
pub(super) fn sources(console: &mut Console<'_>, json: bool) -> Result<Exit, Stop> {
    for row in &console.open_library()?.sources()? {
        if json {
            console.out.json(&json!({
                "source": row.key,
                "files": row.files,
                "articles": row.articles,
                "faults": row.faults,
            }))?;
            continue;
        }
        let counts = format!("{:>7} articles  {:>5} faults", row.articles, row.faults);
        let counts = console.out.paint(Role::Faint, &counts);
        let source = console.out.paint(Role::Title, &row.key);
        console.out.line(&format!("{counts}  {source}"))?;
    }
    Ok(Exit::Done)
}

/// `ibid faults`: of the library, or of the one that `ibid SOURCE…` has made of `sources`.
pub(super) fn faults(
    console: &mut Console<'_>,
    sources: &[PathBuf],
    json: bool,
) -> Result<Exit, Stop> {
    let library = match sources {
        [] => console.open_library()?,
        _ => console.open_library_of(sources)?,
    };
    let faults = library.faults()?;
    for fault in &faults {
        if json {
            console.out.json(fault)?;
        } else {
            console.out.line(&visible(&fault.to_string()))?;
        }
    }
    let is_strict = console.common.strict && !faults.is_empty();
    Ok(if is_strict { Exit::Failed } else { Exit::Done })
}

impl Console<'_> {
    /// How much the settings let be read of a file.
    pub(super) fn limits(&self) -> Limits {
        limits_of(self.config.limits)
    }
}

/// The limits of the settings, in the units of those who keep to them.
fn limits_of(given: config::Limits) -> Limits {
    let config::Limits { file, article, archive, depth, articles, time } = given;
    Limits {
        file_bytes: file << 20,
        article_bytes: article << 20,
        unpacked_bytes: archive << 20,
        depth: usize::try_from(depth).unwrap_or(usize::MAX),
        articles,
        time: Duration::from_secs(time),
    }
}

/// The keys of sources as typed; fails where there is no such file or folder.
pub(super) fn keys_of(console: &Console<'_>, sources: &[PathBuf]) -> Result<Vec<String>, Stop> {
    let key = |path: &PathBuf| {
        if let Some(url) = path.to_str().filter(|typed| is_address(typed)) {
            return Ok(url.to_owned());
        }
        source_key(&console.world.cwd.join(path)).map_err(|error| {
            let failure = Failure::new(format!("{}: {}", path.display(), describe(&error)));
            match likely_command(path) {
                Some(name) => failure.hint(format!("there is a command `ibid {name}`")).into(),
                None => failure.hint("`ibid help` lists the commands").into(),
            }
        })
    };
    sources.iter().map(key).collect()
}

/// The command that was meant, where a source that is not there looks like a mistyped one.
fn likely_command(path: &Path) -> Option<String> {
    let typed = path.to_str()?.to_lowercase();
    let command = Cli::command();
    let names = command.get_subcommands().map(|command| command.get_name().to_owned());
    let near = names.map(|name| (strsim::damerau_levenshtein(&name, &typed), name));
    let (distance, name) = near.min()?;
    (distance * 3 <= name.len()).then_some(name)
}

/// Brings the library up to date and says what was done: on standard error, as JSON on standard output.
pub(super) fn sync_and_tell(
    console: &mut Console<'_>,
    paths: &LibraryPaths,
    library: &mut Library,
    json: bool,
) -> Result<Exit, Stop> {
    let report = sync_with(console, paths, library, pipeline::sync)?;
    tell(console, &report, library.stats()?.articles, json)?;
    Ok(Exit::Done)
}

/// Says what a run did that left so many articles.
pub(super) fn tell(
    console: &mut Console<'_>,
    report: &Report,
    n_articles: u64,
    json: bool,
) -> Result<(), Stop> {
    if json {
        console.out.json(&json!({
            "read": report.read,
            "unchanged": report.unchanged,
            "removed": report.removed,
            "articles": n_articles,
            "faults": console.err.faults,
        }))?;
    } else {
        console.err.line(&format!(
            "{} read, {} unchanged, {} removed; {} in the library",
            count(report.read, "file"),
            report.unchanged,
            report.removed,
            count(n_articles, "article")
        ));
    }
    Ok(())
}

/// Why a command ended whose run was stopped.
pub(super) fn stopped() -> Stop {
    let stopped = Failure::new("stopped before the end");
    stopped.hint("what was stored stays, and the next run goes on from there").into()
}

/// Runs a sync with its progress and its faults on standard error.
pub(super) fn sync_with(
    console: &mut Console<'_>,
    paths: &LibraryPaths,
    library: &mut Library,
    sync: impl FnOnce(&mut Library, &Run<'_>) -> Result<Report, StoreError>,
) -> Result<Report, Stop> {
    let report = run(console, paths, |run| sync(library, run))?;
    if report.was_stopped {
        return Err(stopped());
    }
    let faults = library.faults()?;
    for fault in faults.iter().take(TOLD) {
        console.err.fault(fault);
    }
    if let Some(more) = faults.len().checked_sub(TOLD + 1) {
        console.err.line(&format!("and {} more", more + 1));
        console.err.faults = faults.len() as u64;
    }
    let judgements = ReaderFile::judgements_in(&paths.reader)?;
    match pipeline::places(library, &judgements)?.iter().filter(|place| place.is_none()).count() {
        0 => {}
        1 => console.err.line(&format!("1 judgement no longer finds its place{LISTED}")),
        n => console.err.line(&format!("{n} judgements no longer find their place{LISTED}")),
    }
    Ok(report)
}

/// Does with a library what takes a run, with its progress on standard error.
pub(super) fn run<T>(
    console: &mut Console<'_>,
    paths: &LibraryPaths,
    work: impl FnOnce(&Run<'_>) -> Result<T, StoreError>,
) -> Result<T, Stop> {
    let (model, limits) = (console.model()?, console.limits());
    let err = RefCell::new(&mut console.err);
    let progress = |progress: Progress| err.borrow_mut().run(&progress);
    let stopping = Stopping::new();
    let stop = stopping.flag();
    let judgements = || ReaderFile::judgements_in(&paths.reader);
    let judgements = &judgements;
    let kept = &paths.kept;
    Ok(work(&Run { progress: &progress, stop, limits, model, kept, judgements })?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_say_what_holds_without_them() {
        assert_eq!(limits_of(config::Limits::default()), Limits::default());
    }

    #[test]
    fn a_mistyped_command_is_recognised() {
        for (typed, want) in [
            ("artcles", Some("articles")),
            ("poeple", Some("people")),
            ("Related", Some("related")),
            ("seeds", None),
            ("/tmp/people", None),
            ("news", None),
        ] {
            assert_eq!(likely_command(Path::new(typed)).as_deref(), want, "{typed}");
        }
    }
}
