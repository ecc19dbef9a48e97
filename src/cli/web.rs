//! Sources and the web: `add`, `sync`, and lists of feeds. Nothing else of ibid asks an address.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::Console;
use super::exit::{Exit, Failure, Stop};
use super::sources::{keys_of, sync_and_tell};
use super::watch;
use crate::config::LibraryPaths;
use crate::ingest;
use crate::pipeline::{self, Fetching, Watch, Wish};
use crate::sources::{describe, is_address};
use crate::store::Library;

/// `ibid add`.
pub(super) fn add(
    console: &mut Console<'_>,
    sources: &[PathBuf],
    wish: Wish,
    json: bool,
) -> Result<Exit, Stop> {
    let keys = keys_of(console, sources)?;
    let paths = console.library_paths()?;
    let _turn = console.turn(&paths.library)?;
    let mut library = Library::open(&paths.library)?;
    for key in &keys {
        let is_new = library.add_source(key)?;
        if is_address(key) {
            // Said again, it may be wanted otherwise.
            pipeline::wish(&paths.kept, key, wish)
                .map_err(|error| Failure::new("cannot keep what is fetched").because(&error))?;
        } else if !is_new {
            console.err.line(&format!("{key} is a source already"));
        }
    }
    fetch(console, &paths, &keys);
    sync_and_tell(console, &paths, &mut library, json)
}

/// `ibid sync`; where it `watches`, it goes on.
pub(super) fn sync(console: &mut Console<'_>, watches: bool, json: bool) -> Result<Exit, Stop> {
    console.open_library()?;
    let paths = console.library_paths()?;
    let turn = console.turn(&paths.library)?;
    let mut library = Library::open(&paths.library)?;
    fetch(console, &paths, &library.source_keys()?);
    if !watches {
        return sync_and_tell(console, &paths, &mut library, json);
    }
    let mut watch = Watch::new(&paths.library);
    watch::listen(console, &mut watch, &library)?;
    sync_and_tell(console, &paths, &mut library, json)?;
    drop((library, turn));
    watch::go_on(console, &paths, watch, json)
}

/// Asks those of the sources that are addresses.
fn fetch(console: &mut Console<'_>, paths: &LibraryPaths, keys: &[String]) {
    let urls: Vec<String> = keys.iter().filter(|key| is_address(key)).cloned().collect();
    if urls.is_empty() {
        return;
    }
    console.err.progress(&format!("asking {}", addresses(urls.len() as u64)));
    let (limits, now) = (console.limits(), now());
    let came = pipeline::fetch(&urls, Fetching { kept: &paths.kept, limits: &limits, now });
    console.err.line(&format!("{} asked, {} with news", addresses(came.asked), came.changed));
}

/// Seconds since 1970.
fn now() -> i64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "compared with when servers want to be asked again"
    )]
    let now = SystemTime::now();
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs().cast_signed()
}

fn addresses(n: u64) -> String {
    if n == 1 { "1 address".into() } else { format!("{n} addresses") }
}

/// The feeds that a file lists.
pub(super) fn listed(console: &Console<'_>, file: Option<&Path>) -> Result<Vec<PathBuf>, Stop> {
    let Some(file) = file else { return Ok(Vec::new()) };
    let told = |why: String| Failure::new(format!("{}: {why}", file.display()));
    let bytes =
        std::fs::read(console.world.cwd.join(file)).map_err(|error| told(describe(&error)))?;
    let urls = ingest::feed_list(&bytes).map_err(told)?;
    if urls.is_empty() {
        return Err(told("lists no feeds".into()).into());
    }
    Ok(urls.into_iter().map(PathBuf::from).collect())
}

/// `ibid sources --opml`.
pub(super) fn opml(console: &mut Console<'_>) -> Result<Exit, Stop> {
    let keys = console.open_library()?.source_keys()?;
    let urls: Vec<String> = keys.into_iter().filter(|key| is_address(key)).collect();
    if urls.is_empty() {
        return Err(Failure::new("no source is an address").nothing_found().into());
    }
    console.out.line(ingest::opml(&urls).trim_end())?;
    Ok(Exit::Done)
}
