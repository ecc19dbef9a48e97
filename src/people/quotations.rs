//! Where the quotations of an article stand: found once, asked by all who say whose a word or a quotation is.

use super::context::units_in;
use super::reading::Reading;
use crate::model::Article;
use crate::text::{self, Span};

/// A quotation: its passage and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quotation {
    /// Its passage.
    pub(super) passage: usize,
    /// The first unit of its passage, and the one after the last.
    pub(super) around: (usize, usize),
    /// What stands between the marks.
    pub(super) span: Span,
    /// Its units.
    pub(super) first: usize,
    /// The unit after its last.
    pub(super) end: usize,
}

/// The quotations of an article, in the order of the text.
pub(super) fn find(article: &Article, reading: &Reading) -> Vec<Quotation> {
    let mut out = Vec::new();
    for (number, passage) in article.passages.iter().enumerate() {
        let text = passage.span.of(&article.text);
        if !text.contains(['"', '“', '«', '„', '‘']) {
            continue;
        }
        let around = units_in(reading, passage.span);
        let around = (around.start, around.end);
        for span in text::quotations(text) {
            let span = span.shifted(passage.span.start());
            let units = units_in(reading, span);
            let (first, end) = (units.start, units.end);
            out.push(Quotation { passage: number, around, span, first, end });
        }
    }
    out
}

/// The quotation that holds a span, by its place among all.
pub(super) fn around(quotations: &[Quotation], span: Span) -> Option<usize> {
    let at = quotations.partition_point(|quotation| quotation.span.end() < span.end());
    quotations.get(at).filter(|quotation| quotation.span.contains(span)).map(|_| at)
}
