//! The reading of one file: where its articles and faults go, and how much may come out of it.

use std::borrow::Cow;
use std::io::{self, Read as _};

use std::time::Instant;

use rustc_hash::FxHashSet;

use super::decode::Decoded;
use super::item::Item;
use super::{Batch, Limits, day_order, event_day, language};
use crate::model::{Article, Fault, Passage};

/// One file, or one part of an archive.
#[derive(Clone, Copy, Debug)]
pub(super) struct File<'a> {
    /// Its path; in an archive, that of the archive and its own within it.
    pub(super) key: &'a str,
    /// By whose ending its format may be told: the key's, without that of what packed it.
    pub(super) name: &'a str,
    pub(super) bytes: &'a [u8],
}

/// Reads a file of any format.
pub(super) type Read = fn(File<'_>, &mut Reading<'_>);

/// What the reader of a format is handed.
pub(super) struct Reading<'a> {
    pub(super) limits: &'a Limits,
    /// By which the parts of archives are read.
    read: Read,
    batch: Batch,
    keys: FxHashSet<String>,
    /// How many archives are open, each in the one before.
    depth: usize,
    /// How many bytes may still come out of archives.
    room: u64,
    is_full: bool,
    since: Instant,
    /// Language and place that the article read next is written for, where its file says so: `en-GB`.
    pub(super) locale: Option<String>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(limits: &'a Limits, read: Read) -> Self {
        Self {
            limits,
            read,
            batch: Batch::default(),
            keys: FxHashSet::default(),
            depth: 0,
            room: limits.unpacked_bytes,
            is_full: false,
            since: Instant::now(),
            locale: None,
        }
    }

    /// What was read so far: articles and faults.
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.batch.articles.len(), self.batch.faults.len())
    }

    pub(super) fn finish(self) -> Batch {
        self.batch
    }

    /// Whether nothing more is taken, so that the rest need not be looked at.
    pub(super) const fn is_full(&self) -> bool {
        self.is_full
    }

    /// When the time for the file is over.
    pub(super) fn deadline(&self) -> Instant {
        self.since + self.limits.time
    }

    /// Whether nothing more is taken, or the time is over, which is noted once.
    pub(super) fn is_over(&mut self, key: &str) -> bool {
        if !self.is_full && self.since.elapsed() > self.limits.time {
            self.is_full = true;
            let most = self.limits.time.as_secs();
            let why = format!("takes longer than the limit ({most} s): the rest is left out");
            self.fault(key, None, why);
        }
        self.is_full
    }

    /// Reads a file, if it may be read.
    pub(super) fn open(&mut self, file: File<'_>) {
        if self.is_over(file.key) {
            return;
        }
        match self.limits.refusal(file.bytes.len() as u64) {
            Some(why) => self.fault(file.key, None, why),
            None => (self.read)(file, self),
        }
    }

    /// Reads a part of an archive: `name` is its path within, `key` the archive's.
    pub(super) fn part(&mut self, key: &str, name: &str, bytes: &[u8]) {
        self.inside(File { key: &joined(key, name), name, bytes });
    }

    /// Reads what `file` was packed from; `ending` says by what.
    pub(super) fn unpacked(&mut self, file: File<'_>, ending: &str, bytes: &[u8]) {
        let start = file.name.len().checked_sub(ending.len());
        let (name, end) = start.and_then(|at| file.name.split_at_checked(at)).unwrap_or(("", ""));
        let name = if end.eq_ignore_ascii_case(ending) { name } else { file.name };
        self.inside(File { name, bytes, ..file });
    }

    /// Reads what was found at an address, and keeps that with its articles.
    pub(super) fn page(&mut self, key: &str, address: &str, bytes: &[u8]) {
        let before = self.batch.articles.len();
        let path = address.split(['?', '#']).next().unwrap_or(address);
        self.inside(File { key, name: path, bytes });
        for article in self.batch.articles.iter_mut().skip(before) {
            article.url.get_or_insert_with(|| address.to_owned());
        }
    }

    /// Reads what stands in an archive, by its own format.
    pub(super) fn inside(&mut self, file: File<'_>) {
        if self.depth >= self.limits.depth {
            let why = format!("more than {} archives, each in the one before", self.limits.depth);
            return self.fault(file.key, None, why);
        }
        self.depth += 1;
        self.open(file);
        self.depth -= 1;
    }

    /// Unpacks what stands in `from`, not more than may be unpacked. What cannot be unpacked is told as a fault
    /// of `key`, and what came before it is given.
    pub(super) fn unpack(&mut self, key: &str, from: impl io::Read) -> Option<Vec<u8>> {
        let most = self.limits.file_bytes.min(self.room);
        let mut bytes = Vec::new();
        let read = from.take(most.saturating_add(1)).read_to_end(&mut bytes);
        if bytes.len() as u64 > most {
            let is_all = most == self.room;
            self.room -= most;
            self.is_full |= is_all;
            let (what, limit) = match is_all {
                true => ("the archive unpacks to more than the limit", self.limits.unpacked_bytes),
                false => ("unpacks to more than the limit", most),
            };
            self.fault(key, None, format!("{what} ({} MiB)", limit.div_ceil(1 << 20)));
            return None;
        }
        self.room -= bytes.len() as u64;
        let Err(error) = read else { return Some(bytes) };
        self.fault(key, None, broken(&error));
        (!bytes.is_empty()).then_some(bytes)
    }

    /// The text of what was decoded of a file; what was wrong with it is noted.
    pub(super) fn decoded(&mut self, file: File<'_>, decoded: Decoded) -> String {
        if let Some((place, why)) = decoded.trouble {
            self.fault(file.key, Some(place), why);
        }
        decoded.text
    }

    /// Takes the article that `item` makes under `key`; whether it made one.
    pub(super) fn item(&mut self, key: &str, item: Item) -> bool {
        if self.is_over(key) {
            return false;
        }
        self.locale.clone_from(&item.locale);
        let article = if self.takes(key, item.body.len()) { item.article(key) } else { None };
        let is_one = article.is_some();
        article.into_iter().for_each(|article| self.article(article));
        is_one
    }

    /// Whether a text of so many bytes may be an article; a fault says why not.
    pub(super) fn takes(&mut self, key: &str, len: usize) -> bool {
        let is_short = len as u64 <= self.limits.article_bytes;
        if !is_short {
            self.fault(key, None, "longer than an article may be");
        }
        is_short
    }

    /// Takes an article; a key that another one has gets a number.
    pub(super) fn article(&mut self, mut article: Article) {
        let locale = self.locale.take();
        if self.is_full {
            return;
        }
        if self.batch.articles.len() as u64 >= self.limits.articles {
            self.is_full = true;
            let why = format!("more articles than the limit ({})", self.limits.articles);
            return self.fault(&article.key, None, why);
        }
        if !self.takes(&article.key, article.text.len()) {
            return;
        }
        if self.keys.contains(&article.key) {
            let numbered = (2_u64..).map(|n| format!("{}#{n}", article.key));
            if let Some(key) = numbered.into_iter().find(|key| !self.keys.contains(key)) {
                article.key = key;
            }
        }
        self.keys.insert(article.key.clone());
        article.language = language::of(&article.text).map(Cow::Borrowed);
        day_order::settle(&mut article, locale.as_deref());
        article.event_day = event_day::of(&article);
        self.batch.articles.push(with_lines_joined(article));
    }

    /// Notes what could not be read; `place` is a line or a part of the file.
    pub(super) fn fault(&mut self, key: &str, place: Option<String>, why: impl Into<String>) {
        self.batch.faults.push(Fault { key: key.into(), place, why: why.into() });
    }
}

/// The key of what has this name in an archive. It names a place and is never opened, so what would lead out of
/// the archive is just left out.
pub(super) fn joined(key: &str, name: &str) -> String {
    let parts = name.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    parts.fold(key.to_owned(), |key, part| key + "/" + part)
}

/// What is said of something that cannot be unpacked.
pub(super) fn broken(error: &io::Error) -> String {
    format!("broken: {}", error.to_string().to_lowercase())
}

/// Replaces the line breaks inside passages by blanks: a paragraph wrapped to a width is shown at any other.
/// No offset changes.
fn with_lines_joined(mut article: Article) -> Article {
    let is_wrapped = |passage: &&Passage| passage.span.of(&article.text).contains('\n');
    if article.passages.iter().find(is_wrapped).is_none() {
        return article;
    }
    let mut text = String::with_capacity(article.text.len());
    let mut at = 0;
    for passage in &article.passages {
        text.push_str(article.text.get(at..passage.span.start()).unwrap_or(""));
        text.push_str(&passage.span.of(&article.text).replace('\n', " "));
        at = passage.span.end();
    }
    text.push_str(article.text.get(at..).unwrap_or(""));
    article.text = text;
    article
}
