//! One reader per file format: bytes in, articles and faults out; and the structure of plain text.
//! Never touches the disk or the network.

mod byline;
mod credits;
mod dateline;
mod dates;
#[cfg(test)]
mod dates_tests;
mod decode;
mod detect;
mod furniture;
mod html;
mod markup;
mod page_line;
mod phrases;
mod pieces;
mod publisher;
#[cfg(test)]
mod read_tests;
mod shape;
mod structure;

use crate::model::{Article, Fault, Passage, PrintedDate};

use detect::Format;

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
    /// Largest file, in bytes.
    pub file_bytes: u64,
    /// Longest text that is still taken for an article, in bytes.
    pub article_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_bytes: 64 << 20, article_bytes: 8 << 20 }
    }
}

/// Returns the first date that stands in `text`, in words or figures.
pub fn date(text: &str) -> Option<PrintedDate> {
    dates::find(text).map(|found| found.date)
}

const TOO_LONG: &str = "longer than an article may be";

/// Reads one file of any known format, told by its content first and its name (`key`) second.
pub fn read(key: &str, bytes: &[u8], limits: &Limits) -> Batch {
    let mut batch = Batch::default();
    let mut fault = |place: Option<String>, why: String| {
        batch.faults.push(Fault { key: key.into(), place, why });
    };
    if bytes.len() as u64 > limits.file_bytes {
        let mebibytes = |bytes: u64| bytes.div_ceil(1 << 20);
        let (size, most) = (mebibytes(bytes.len() as u64), mebibytes(limits.file_bytes));
        fault(None, format!("larger than the limit ({size} MiB, the limit is {most} MiB)"));
        return batch;
    }
    let format = match detect::format(key, bytes) {
        Ok(format) => format,
        Err(why) => {
            fault(None, why);
            return batch;
        }
    };
    let decoded = match format {
        Format::Text => decode::text(bytes),
        Format::Html => decode::page(bytes),
    };
    if let Some((place, why)) = decoded.trouble {
        fault(Some(place), why);
    }
    let longest = usize::try_from(limits.article_bytes).unwrap_or(usize::MAX);
    let is_too_long = |text: &str| text.len() > longest;
    let article = match format {
        _ if decoded.text.trim().is_empty() => Err("nothing to read in it"),
        Format::Text if is_too_long(&decoded.text) => Err(TOO_LONG),
        Format::Text => Ok(structure(key, decoded.text)),
        Format::Html => match html::read(key, &decoded.text) {
            Some(article) if is_too_long(&article.text) => Err(TOO_LONG),
            Some(article) => Ok(article),
            None => Err("nothing to read in it"),
        },
    };
    match article {
        Ok(article) => batch.articles.push(with_lines_joined(article)),
        Err(why) => fault(None, why.into()),
    }
    batch
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
