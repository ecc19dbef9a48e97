//! Brings what is kept of addresses up to date with the web: the only part of ibid that asks it.
//!
//! Each address has a folder in which its articles stay, also when a feed no longer lists them, and a state: what the
//! server called the last version, until when it wants to be left alone, what went wrong.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::ingest::{self, FeedEntry, Limits};
use crate::model::Fault;
use crate::sources::{Answer, Asked, FetchLimits, Fetched, fetch as ask, file_of, folder_of};

/// The most that is taken from the web at once, in bytes, and the longest time for it.
const MOST_BYTES: u64 = 64 << 20;
const TIME: Duration = Duration::from_secs(30);

/// The name of the state in the folder of an address.
const STATE: &str = "state";

/// What is known of an address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct State {
    url: String,
    etag: Option<String>,
    modified: Option<String>,
    /// Seconds since 1970 before which it is not asked again.
    wait_until: i64,
    wish: Wish,
    /// What went wrong when it was last asked.
    fault: Option<String>,
}

/// What the reader wants of an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wish {
    /// The pages that a feed leads to in place of what it says of them.
    pub full_text: bool,
    /// Whether it may be within one's own network.
    pub allow_private: bool,
}

/// What came of asking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FetchReport {
    /// Addresses that were asked.
    pub asked: u64,
    /// Those that had something new.
    pub changed: u64,
}

/// How it is asked.
#[derive(Clone, Copy)]
pub struct Fetching<'a> {
    /// The folder of what is kept.
    pub kept: &'a Path,
    /// How much is taken.
    pub limits: &'a Limits,
    /// Seconds since 1970.
    pub now: i64,
}

/// Notes what is wanted of an address that becomes a source.
///
/// # Errors
/// Fails when it cannot be written.
pub fn wish(kept: &Path, url: &str, wish: Wish) -> io::Result<()> {
    let folder = folder_of(kept, url);
    fs::create_dir_all(&folder)?;
    // Another wish wants another answer.
    State { url: url.to_owned(), wish, ..State::default() }.write(&folder)
}

/// What went wrong with addresses when they were last asked.
pub(super) fn faults(kept: &Path, urls: impl Iterator<Item = String>) -> Vec<Fault> {
    let fault = |url: String| {
        let why = State::read(&folder_of(kept, &url)).fault?;
        Some(Fault { key: url, place: None, why })
    };
    urls.filter_map(fault).collect()
}

/// Asks for all of these addresses: hosts side by side, those of one host one after the other.
pub fn fetch(urls: &[String], fetching: Fetching<'_>) -> FetchReport {
    let mut hosts: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for url in urls {
        let host = url.split('/').nth(2).unwrap_or("");
        hosts.entry(host).or_default().push(url);
    }
    let of_host = |urls: &Vec<&str>| -> Vec<bool> {
        urls.iter().filter_map(|url| fetching.bring_up_to_date(url)).collect()
    };
    let came: Vec<bool> = hosts.par_iter().flat_map_iter(|(_, urls)| of_host(urls)).collect();
    let changed = came.iter().filter(|has_changed| **has_changed).count();
    FetchReport { asked: came.len() as u64, changed: changed as u64 }
}

impl Fetching<'_> {
    /// Asks for one address and keeps what is new; whether anything was. `None` where it wants to be left alone.
    fn bring_up_to_date(&self, url: &str) -> Option<bool> {
        let folder = folder_of(self.kept, url);
        let mut state = State { url: url.to_owned(), ..State::read(&folder) };
        if self.now < state.wait_until {
            return None;
        }
        state.fault = None;
        let came = self.ask_and_keep(&folder, &mut state);
        let has_changed = came.unwrap_or_else(|why| {
            state.fault = Some(why);
            false
        });
        // What cannot be noted is asked again.
        let _ = fs::create_dir_all(&folder).and_then(|()| state.write(&folder));
        Some(has_changed)
    }

    fn ask_and_keep(&self, folder: &Path, state: &mut State) -> Result<bool, String> {
        let asked = Asked {
            url: &state.url,
            etag: state.etag.as_deref(),
            modified: state.modified.as_deref(),
            may_be_private: state.wish.allow_private,
            now: self.now,
        };
        let fetched = match ask(asked, self.fetch_limits())? {
            Answer::Same => return Ok(false),
            Answer::Later(seconds) => {
                state.wait_until = self.now.saturating_add(seconds.cast_signed());
                return Err(format!("the server asks to wait {seconds} s"));
            }
            Answer::New(fetched) => fetched,
        };
        let cannot = |error: io::Error| format!("cannot keep what was fetched: {error}");
        fs::create_dir_all(folder).map_err(cannot)?;
        let has_changed = match ingest::feed_entries(&state.url, &fetched.bytes) {
            Some(entries) => self.keep_entries(folder, entries?, state)?,
            None => put(&file_of(folder, None), &fetched.bytes).map_err(cannot)?,
        };
        // Only now: had it not been kept, it would have to be asked for again.
        let Fetched { etag, modified, .. } = fetched;
        (state.etag, state.modified) = (etag, modified);
        Ok(has_changed)
    }

    /// Keeps the entries that are new or have changed. One whose page could not be had is kept as the feed tells it.
    fn keep_entries(
        &self,
        folder: &Path,
        entries: Vec<FeedEntry>,
        state: &State,
    ) -> Result<bool, String> {
        let mut has_changed = false;
        let mut trouble = None;
        for entry in entries {
            let file = file_of(folder, Some(&entry.id));
            if state.wish.full_text && file.exists() {
                continue;
            }
            let mut json = entry.json;
            if let Some(page) = entry.url.as_deref().filter(|_| state.wish.full_text) {
                match self.full_text(page, state.wish) {
                    Ok(full) => json = full,
                    Err(why) => trouble = Some(format!("{page}: {why}")),
                }
            }
            has_changed |= put(&file, json.as_bytes())
                .map_err(|error| format!("cannot keep what was fetched: {error}"))?;
        }
        trouble.map_or(Ok(has_changed), Err)
    }

    /// The article of a page, in the form it is kept in.
    fn full_text(&self, url: &str, wish: Wish) -> Result<String, String> {
        let (may_be_private, now) = (wish.allow_private, self.now);
        let asked = Asked { url, etag: None, modified: None, may_be_private, now };
        let Answer::New(fetched) = ask(asked, self.fetch_limits())? else {
            return Err("the server asks to wait".into());
        };
        let batch = ingest::read(url, &fetched.bytes, self.limits);
        match (batch.articles.into_iter().next(), batch.faults.into_iter().next()) {
            (Some(mut article), _) => {
                article.url.get_or_insert_with(|| url.to_owned());
                Ok(ingest::article_json(&article))
            }
            (None, fault) => Err(fault.map_or("nothing to read in it".into(), |fault| fault.why)),
        }
    }

    fn fetch_limits(&self) -> FetchLimits {
        FetchLimits { bytes: MOST_BYTES.min(self.limits.file_bytes), time: TIME }
    }
}

impl State {
    /// The state in a folder; a new one where there is none that can be read.
    fn read(folder: &Path) -> Self {
        let text = fs::read(folder.join(STATE)).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    fn write(&self, folder: &Path) -> io::Result<()> {
        put(&folder.join(STATE), serde_json::to_string(self)?.as_bytes()).map(drop)
    }
}

/// Makes a file hold this, all or nothing; whether it held something else.
fn put(file: &PathBuf, bytes: &[u8]) -> io::Result<bool> {
    if fs::read(file).is_ok_and(|known| known == bytes) {
        return Ok(false);
    }
    let beside = file.with_extension("new");
    let mut out = fs::File::create(&beside)?;
    out.write_all(bytes)?;
    out.sync_all()?;
    fs::rename(beside, file)?;
    Ok(true)
}
