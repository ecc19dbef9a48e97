//! A search inside the open article: what is looked for, where it was found, which hit one is on.

use super::{Prompt, Stop};
use crate::text::{Folded, Span};

/// A live search.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// What is typed.
    pub prompt: Prompt,
    /// Whether keys go to it.
    pub is_typing: bool,
    /// Where it was found, in text order, not overlapping.
    pub hits: Vec<Span>,
    /// The hit one is on.
    pub at: Option<usize>,
    /// Where the reader was before.
    pub from: Option<Stop>,
    /// Whether nobody typed it: it came with the article, from what that was found by.
    pub is_found: bool,
}

/// Returns where `query` stands in `text`. Case and accents count only where the query has a capital
/// letter. `folded` is the folded text.
pub(super) fn find(query: &str, text: &str, folded: &Folded) -> Vec<Span> {
    if query.trim().is_empty() {
        return Vec::new();
    }
    if query.chars().any(char::is_uppercase) {
        return text.match_indices(query).map(|(at, _)| Span::at(at, at + query.len())).collect();
    }
    let needle = crate::text::fold(query);
    if needle.is_empty() {
        return Vec::new();
    }
    let whole = |(at, _): (usize, &str)| {
        let start = folded.origin(at, text.len());
        let last = folded.origin(at + needle.len() - 1, text.len());
        let end = last + text.get(last..)?.chars().next().map_or(0, char::len_utf8);
        Span::new(start..end, text)
    };
    folded.text.match_indices(&needle).filter_map(whole).collect()
}

impl Search {
    /// The hit after (`by` 1) or before (`by` -1) the one one is on, or else the byte `from`; and whether
    /// the search went round the end. `None` without hits.
    pub fn next(&self, by: isize, from: usize) -> Option<(usize, bool)> {
        let count = self.hits.len();
        let last = count.checked_sub(1)?;
        let next = match (self.at, by > 0) {
            (Some(at), true) => at + 1,
            (Some(at), false) => at.wrapping_sub(1),
            (None, true) => self.hits.partition_point(|hit| hit.start() < from),
            (None, false) => self.hits.partition_point(|hit| hit.start() < from).wrapping_sub(1),
        };
        Some(match next {
            next if next <= last => (next, false),
            _ if by > 0 => (0, true),
            _ => (last, true),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, text: &str, want: &[&str]) {
        let spans = find(query, text, &Folded::new(text));
        let found: Vec<&str> = spans.iter().map(|span| span.of(text)).collect();
        assert_eq!(found, want, "{query}");
    }

    #[test]
    fn capitals_make_case_count() {
        check("erdogan", "Erdoğan met ERDOGAN.", &["Erdoğan", "ERDOGAN"]);
        check("Erdogan", "Erdoğan met Erdogan.", &["Erdogan"]);
        check("ss", "Straße", &["ß"]);
        check("  ", "a  b", &[]);
        check("x", "", &[]);
    }

    #[test]
    fn the_hits_go_round() {
        let mut search = Search { hits: vec![Span::at(2, 3), Span::at(7, 8)], ..Search::default() };
        assert_eq!(search.next(1, 3), Some((1, false)));
        assert_eq!(search.next(1, 9), Some((0, true)));
        assert_eq!(search.next(-1, 0), Some((1, true)));
        search.at = Some(0);
        assert_eq!(search.next(-1, 99), Some((1, true)));
        assert_eq!(Search::default().next(1, 0), None);
    }
}
