//! What a query asks of the full-text index: words in its terms, and the language it is asked in.

use super::terms::{self, Term};
use crate::query::Query;

/// Something a passage must hold, in the terms of the index: words one after the other. A word that the
/// index holds as several terms ("Assad-Putin") is a phrase, too.
pub(super) struct Wanted {
    stems: Vec<String>,
    /// The letters that the last word may also begin with, where it is still being typed.
    prefix: Option<String>,
}

impl Wanted {
    /// `None` where `part` holds no word.
    pub(super) fn new(part: &Query) -> Option<Self> {
        let found = terms::terms(part.typed());
        let last = found.last()?;
        let prefix = match part {
            Query::Prefix(typed) => terms::prefix(last.span.of(typed)),
            _ => None,
        };
        Some(Self { stems: found.into_iter().map(|term| term.stem).collect(), prefix })
    }

    /// In the language of the index, quoted. The stem of what is typed so far counts as well: the index
    /// holds "visit", which nothing as long as "visiting" begins.
    pub(super) fn expression(&self, column: &str) -> String {
        let whole = self.stems.join(" ");
        let Some((prefix, (_, before))) = self.prefix.as_ref().zip(self.stems.split_last()) else {
            return format!("{column}:\"{whole}\"");
        };
        let begun: Vec<&str> = before.iter().chain([prefix]).map(String::as_str).collect();
        format!("({column}:\"{whole}\" OR {column}:\"{}\"*)", begun.join(" "))
    }

    /// Its terms as the beginning of something, quoted.
    pub(super) fn begun(&self) -> String {
        format!("\"{}\"*", self.stems.join(" "))
    }

    /// How many terms it is.
    pub(super) fn len(&self) -> usize {
        self.stems.len()
    }

    /// Whether these terms of a text are what is wanted.
    pub(super) fn is(&self, run: &[Term]) -> bool {
        let begins = |at: usize, stem: &str| {
            let prefix = self.prefix.as_ref().filter(|_| at + 1 == self.stems.len());
            prefix.is_some_and(|prefix| stem.starts_with(prefix.as_str()))
        };
        let mut pairs = run.iter().zip(&self.stems).enumerate();
        pairs.all(|(at, (term, stem))| term.stem == *stem || begins(at, &term.stem))
    }
}
