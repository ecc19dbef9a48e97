//! An article and its passages, as `ingest` hands them on.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::Span;

/// The number of an article in one library file. Not stable across rebuilds; [`Article::key`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ArticleId(pub i64);

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// One text with what is printed about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Article {
    /// Where it came from: a path, a URL, a feed id; with `#2` and so on where one file holds several.
    pub key: String,
    /// The title, or the first words where none is printed. Never empty.
    pub title: String,
    /// Who published it, as printed ("Naharnet", "TASS").
    pub publisher: Option<String>,
    /// Who wrote it, as printed.
    pub author: Option<String>,
    /// The date of publication, as far as it is printed.
    pub date: Option<PrintedDate>,
    /// The day that its lead tells of ("on Tuesday"), as [`PrintedDate::sort_key`] writes it.
    pub event_day: Option<i32>,
    /// Where the original can be opened.
    pub url: Option<String>,
    /// The English name of its language, where the text tells.
    pub language: Option<Cow<'static, str>>,
    /// The span at the head of a passage that says where and when it was filed ("BEIJING, October 21. /TASS/.").
    pub dateline: Option<Span>,
    /// The whole text. Every offset of passages and mentions counts its bytes.
    pub text: String,
    /// The passages in order, not overlapping; together they hold all of `text` but blank lines.
    pub passages: Vec<Passage>,
}

impl Article {
    /// The language it is in, where that is not the one in which names were learnt, English.
    pub fn foreign_language(&self) -> Option<&str> {
        self.language.as_deref().filter(|language| *language != "English")
    }

    /// Where words are from: title, author, publisher, date, address or key, and passage, as far as they are known.
    pub fn citation(&self, passage: Option<u32>) -> String {
        let mut source = vec![self.title.clone()];
        source.extend(self.author.clone());
        source.extend(self.publisher.clone());
        source.extend(self.date.as_ref().map(ToString::to_string).filter(|date| !date.is_empty()));
        source.push(self.url.clone().unwrap_or_else(|| self.key.clone()));
        source.extend(passage.map(|passage| format!("¶{}", passage + 1)));
        source.join(", ")
    }

    /// The 0-based ordinal of the passage that holds the byte at `offset`, or of the last before it; 0 without any.
    pub fn passage_at(&self, offset: usize) -> u32 {
        let after = self.passages.partition_point(|passage| passage.span.start() <= offset);
        after.saturating_sub(1) as u32
    }
}

/// Returns the lot of an article by its key: a number below 2^63 that is the same on every machine and has
/// nothing to do with what the key says. Where only some of many articles are looked at, they are those of
/// the least lots, whichever articles came first. (FNV-1a with the final mix of MurmurHash3.)
pub fn lot(key: &str) -> u64 {
    let hash = key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mixed = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    (mixed ^ (mixed >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53) >> 1
}

/// One paragraph-like piece of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Where it stands in the article's text, without blanks around it.
    pub span: Span,
    /// What it is.
    pub kind: PassageKind,
}

/// What a passage is in its article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PassageKind {
    /// The headline.
    Title,
    /// The lead below a headline.
    Standfirst,
    /// Running text.
    #[default]
    Body,
    /// A quotation standing alone.
    Quote,
    /// The words to a picture.
    Caption,
    /// What the page carries beside the article: site names, "Other news", copyright lines.
    Furniture,
}

impl PassageKind {
    /// All kinds, in the order of their stored codes.
    pub const ALL: [Self; 6] =
        [Self::Title, Self::Standfirst, Self::Body, Self::Quote, Self::Caption, Self::Furniture];

    /// The word used in JSON and on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Standfirst => "standfirst",
            Self::Body => "body",
            Self::Quote => "quote",
            Self::Caption => "caption",
            Self::Furniture => "furniture",
        }
    }
}

/// A passage of a stored article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PassageRef {
    /// The article.
    pub article: ArticleId,
    /// 0-based place among the article's passages. Shown and typed as 1-based.
    pub ordinal: u32,
}

/// A date as far as it is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintedDate {
    /// The year, where printed.
    pub year: Option<i16>,
    /// The month, 1 to 12.
    pub month: Option<u8>,
    /// The day of the month, 1 to 31.
    pub day: Option<u8>,
    /// The words it was read from.
    pub printed: String,
}

impl PrintedDate {
    /// Returns a number that sorts like the calendar, `yyyymmdd` with zeros for what is missing at the end;
    /// `None` without a year.
    pub fn sort_key(&self) -> Option<i32> {
        let year = i32::from(self.year?);
        let month = self.month.map_or(0, i32::from);
        let day = if month == 0 { 0 } else { self.day.map_or(0, i32::from) };
        Some(year * 10_000 + month * 100 + day)
    }
}

impl fmt::Display for PrintedDate {
    /// `16 Oct 2015`, `Oct 2015`, `21 Oct`, `2015`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let month = self.month.and_then(|month| MONTHS.get(usize::from(month).wrapping_sub(1)));
        let mut parts: Vec<String> = Vec::new();
        if let (Some(day), Some(_)) = (self.day, month) {
            parts.push(day.to_string());
        }
        parts.extend(month.map(ToString::to_string));
        parts.extend(self.year.map(|year| year.to_string()));
        f.write_str(&parts.join(" "))
    }
}

/// Something that could not be read; the rest went on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The path or URL.
    pub key: String,
    /// Where in it, if known ("line 3", "byte 120").
    pub place: Option<String>,
    /// What was wrong, in lower case, without a full stop.
    pub why: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{}: {place}: {}", self.key, self.why),
            None => write!(f, "{}: {}", self.key, self.why),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_shows_what_is_printed() {
        let date = |year, month, day| PrintedDate { year, month, day, printed: String::new() };
        for (date, shown, key) in [
            (date(Some(2015), Some(10), Some(16)), "16 Oct 2015", Some(20_151_016)),
            (date(None, Some(10), Some(21)), "21 Oct", None),
            (date(Some(2015), None, None), "2015", Some(20_150_000)),
            (date(None, None, None), "", None),
        ] {
            assert_eq!(date.to_string(), shown);
            assert_eq!(date.sort_key(), key);
        }
    }
}
