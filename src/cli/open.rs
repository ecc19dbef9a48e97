//! Opening the reader: on a library, on sources, on the demo. Where standard output is no terminal, the
//! articles are listed instead.

use std::path::PathBuf;

use super::Console;
use super::articles::print_articles;
use super::exit::{Exit, Failure, Stop};
use super::sources::{keys_of, sync_with};
use crate::config::LibraryPaths;
use crate::pipeline;
use crate::runtime::{self, Desk, Index, RuntimeError, has_terminal};
use crate::sources::is_address;
use crate::store::Library;

/// The articles of the demo, by the keys they have in its library.
pub(super) const SEEDS: [(&str, &[u8]); 5] = [
    ("demo/000_1af7a85bf3fa6d64.txt", include_bytes!("../../seeds/000_1af7a85bf3fa6d64.txt")),
    ("demo/001_e68461e79bd66a75.txt", include_bytes!("../../seeds/001_e68461e79bd66a75.txt")),
    ("demo/002_bf9df581bf3c3654.txt", include_bytes!("../../seeds/002_bf9df581bf3c3654.txt")),
    ("demo/003_5460b763df1f0ec9.txt", include_bytes!("../../seeds/003_5460b763df1f0ec9.txt")),
    ("demo/004_921f29c852144c37.txt", include_bytes!("../../seeds/004_921f29c852144c37.txt")),
];

/// `ibid SOURCE…`: a library of just these sources, kept in the cache.
pub(super) fn sources(console: &mut Console<'_>, sources: &[PathBuf]) -> Result<Exit, Stop> {
    let keys = keys_of(console, sources)?;
    if let Some(url) = keys.iter().find(|key| is_address(key)) {
        let failure = Failure::new("the reader asks no address");
        return Err(failure.hint(format!("`ibid add {url}` fetches it")).into());
    }
    let keys_str: Vec<&str> = keys.iter().map(String::as_str).collect();
    let paths = console.folders()?.library_of(&keys_str);
    if has_terminal(&console.world.env) {
        let faults = console.faults_command(sources);
        return read(console, paths, Index::Sources(keys), faults);
    }
    let _turn = console.turn(&paths.library)?;
    let mut library = Library::open(&paths.library)?;
    for key in &keys {
        library.add_source(key)?;
    }
    sync_with(console, &paths, &mut library, pipeline::sync)?;
    list(console, &library)
}

/// `ibid demo`.
pub(super) fn demo(console: &mut Console<'_>) -> Result<Exit, Stop> {
    let paths = console.folders()?.library_of(&["demo"]);
    if has_terminal(&console.world.env) {
        let faults = console.faults_command(&[]);
        return read(console, paths, Index::Given(SEEDS.to_vec()), faults);
    }
    let _turn = console.turn(&paths.library)?;
    let mut library = Library::open(&paths.library)?;
    sync_with(console, &paths, &mut library, |library, run| {
        pipeline::sync_given(library, &SEEDS, run)
    })?;
    list(console, &library)
}

/// `ibid`.
pub(super) fn library(console: &mut Console<'_>) -> Result<Exit, Stop> {
    console.expect_named_library()?;
    let paths = console.library_paths()?;
    if has_terminal(&console.world.env) {
        let faults = console.faults_command(&[]);
        return read(console, paths, Index::Sources(Vec::new()), faults);
    }
    let library = console.open_library()?;
    list(console, &library)
}

/// Opens the reader.
fn read(
    console: &mut Console<'_>,
    library: LibraryPaths,
    index: Index,
    faults_command: String,
) -> Result<Exit, Stop> {
    let (mut config, env) = (console.config.clone(), console.world.env.clone());
    config.plain |= console.common.plain;
    let (notice, model) = (console.warning.clone(), console.model()?);
    let limits = console.limits();
    runtime::run(Desk { library, index, config, env, notice, faults_command, model, limits })
        .map_err(|error| match &error {
            RuntimeError::NotKept(_, lost) => {
                Failure { notes: lost.clone(), ..Failure::of(&error) }
            }
            _ => Failure::of(&error),
        })?;
    Ok(Exit::Done)
}

fn list(console: &mut Console<'_>, library: &Library) -> Result<Exit, Stop> {
    let rows = library.article_rows(&console.labels())?;
    print_articles(console, rows)?;
    Ok(Exit::Done)
}
