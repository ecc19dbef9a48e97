//! What somebody is quoted as saying.

use super::{ArticleId, PassageRef, PrintedDate};
use crate::text::Span;

/// A quotation of an article: what stands between its marks, one part for each side of an attribution that
/// breaks it.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// Ordinal of the passage it stands in.
    pub passage: u32,
    /// Its parts in the article's text, in order, without the marks. Never empty.
    pub parts: Vec<Span>,
    /// Place of its speaker among the article's chains; `None` where the article does not tell.
    pub speaker: Option<u32>,
    /// How sure the speaker is, 0.0 to 1.0; 0.0 without one.
    pub confidence: f32,
}

/// A quote of a person somewhere in the library.
#[derive(Clone, Debug, PartialEq)]
pub struct QuoteRow {
    /// The passage it stands in.
    pub passage: PassageRef,
    /// Its article's title.
    pub title: String,
    /// Its article's publisher.
    pub publisher: Option<String>,
    /// Its article's date.
    pub date: Option<PrintedDate>,
    /// As [`Quote::parts`].
    pub parts: Vec<Span>,
    /// The words: the parts, with an ellipsis where the attribution was.
    pub text: String,
    /// As [`Quote::confidence`].
    pub confidence: f32,
}

impl QuoteRow {
    /// The article.
    pub const fn article(&self) -> ArticleId {
        self.passage.article
    }
}
