//! One reader per file format: bytes in, articles and faults out; and the structure of plain text.
//! Never touches the disk or the network.

mod archives;
mod byline;
mod credits;
mod dateline;
mod dates;
#[cfg(test)]
mod dates_tests;
mod day_order;
mod decode;
mod detect;
mod event_day;
mod feed_list;
mod fields;
mod formats;
mod furniture;
mod item;
mod language;
mod markup;
mod page_line;
mod phrases;
mod pieces;
mod publisher;
#[cfg(test)]
mod read_tests;
mod reading;
mod shape;
mod structure;

use std::time::Duration;

use crate::model::{Article, Fault, PrintedDate};

use detect::Content;
use reading::{File, Reading};

pub use feed_list::{feed_list, opml};
pub use structure::structure;

/// What a reader made of one file. A bad file gives faults, never an error: the rest goes on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// The articles, in file order.
    pub articles: Vec<Article>,
    /// What could not be read.
    pub faults: Vec<Fault>,
}

/// How much a reader accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest file, and largest part of an archive, in bytes.
    pub file_bytes: u64,
    /// Longest text that is still taken for an article, in bytes.
    pub article_bytes: u64,
    /// All that comes out of one archive, in bytes.
    pub unpacked_bytes: u64,
    /// How many archives may stand in one another.
    pub depth: usize,
    /// Most articles of one file.
    pub articles: u64,
    /// Longest time for one file. Looked at between its parts: what a part takes is not cut short.
    pub time: Duration,
}

impl Limits {
    /// Why a file of so many bytes is not read; `None` where it is.
    pub fn refusal(&self, bytes: u64) -> Option<String> {
        let (size, most) = (bytes.div_ceil(1 << 20), self.file_bytes.div_ceil(1 << 20));
        let is_too_large = bytes > self.file_bytes;
        is_too_large.then(|| format!("larger than the limit ({size} MiB, the limit is {most} MiB)"))
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 256 << 20,
            article_bytes: 8 << 20,
            unpacked_bytes: 2 << 30,
            depth: 4,
            articles: 1_000_000,
            time: Duration::from_secs(300),
        }
    }
}

/// An entry of a feed, in a form that can be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedEntry {
    /// By which it is known in the next version of the feed.
    pub id: String,
    /// The page it leads to.
    pub url: Option<String>,
    /// It as JSON that [`read`] makes the same article of.
    pub json: String,
}

/// The entries of a feed; `None` for what is no feed, and the reason for what is a broken one.
pub fn feed_entries(name: &str, bytes: &[u8]) -> Option<Result<Vec<FeedEntry>, String>> {
    let is_feed = detect::content(name, bytes) == Content::Known(formats::Format::Feed);
    let kept = |item: item::Item| {
        let (id, url) = (item.id.clone()?, item.url.clone());
        Some(FeedEntry { id, url, json: item.to_json() })
    };
    is_feed.then(|| Ok(formats::feed::items(bytes)?.into_iter().filter_map(kept).collect()))
}

/// An article as JSON that [`read`] makes the same article of, without its standfirst and captions marked.
pub fn article_json(article: &Article) -> String {
    item::Item::of(article).to_json()
}

/// Returns the first date that stands in `text`, in words or figures.
pub fn date(text: &str) -> Option<PrintedDate> {
    dates::find(text).map(|found| found.date)
}

/// Reads one file of any known format, told by its content first and its name (`key`) second.
pub fn read(key: &str, bytes: &[u8], limits: &Limits) -> Batch {
    let mut reading = Reading::new(limits, read_file);
    reading.open(File { key, name: key, bytes });
    reading.finish()
}

fn read_file(file: File<'_>, reading: &mut Reading<'_>) {
    match detect::content(file.name, file.bytes) {
        Content::Known(format) => {
            let before = reading.counts();
            format.read(file, reading);
            if before == reading.counts() && !format.may_be_empty() {
                reading.fault(file.key, None, "nothing to read in it");
            }
        }
        Content::Nothing => {}
        Content::Unknown(why) => reading.fault(file.key, None, why),
    }
}
