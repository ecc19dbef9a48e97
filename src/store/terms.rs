//! The words of a text as the full-text index knows them: folded and stemmed.
//!
//! Letters only: "O'Brien" is `obrien`, "U.S." is `us`. Signs of Chinese, Japanese and Korean are a term
//! each, for nothing in the text says where their words end. Stems are those of English (Porter 2, in the
//! Snowball project's form), of texts and queries alike, so that other languages find their exact words.

use std::cell::RefCell;

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

use crate::text::{Span, TokenKind, fold, fold_into, tokens};

/// One term and where its word stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    /// Folded, stemmed; never empty, alphanumeric.
    pub(super) stem: String,
    /// The word it came from.
    pub(super) span: Span,
}

/// The stems of words that this thread has met, so that a frequent word is folded and stemmed once.
struct Stems {
    stemmer: Stemmer,
    /// By the word as written; empty for one without letters.
    known: FxHashMap<Box<str>, Box<str>>,
}

/// Words remembered per thread; beyond, the memory starts afresh.
const MOST_KNOWN: usize = 1 << 15;

/// Bytes of a word that is worth remembering.
const LONGEST: usize = 24;

thread_local! {
    static STEMS: RefCell<Stems> = RefCell::new(Stems {
        stemmer: Stemmer::create(Algorithm::English),
        known: FxHashMap::default(),
    });
}

impl Stems {
    /// Calls `found` with each term that a word as written is.
    fn each(&mut self, word: &str, mut found: impl FnMut(&str)) {
        if let Some(stem) = self.known.get(word) {
            if !stem.is_empty() {
                found(stem);
            }
            return;
        }
        let mut folded = fold(word);
        folded.retain(char::is_alphanumeric);
        if !folded.is_ascii() {
            return parts(&folded).for_each(found);
        }
        let stem = self.stemmer.stem(&folded);
        if !stem.is_empty() {
            found(&stem);
        }
        if word.len() <= LONGEST {
            if self.known.len() >= MOST_KNOWN {
                self.known.clear();
            }
            self.known.insert(word.into(), (&*stem).into());
        }
    }
}

/// Calls `found` with every term of `text`, in order, and returns how many words and numbers it has.
pub(super) fn each_term(text: &str, mut found: impl FnMut(&str, Span)) -> usize {
    let mut all = Vec::new();
    tokens(text, &mut all);
    all.retain(|token| matches!(token.kind, TokenKind::Word | TokenKind::Number));
    STEMS.with_borrow_mut(|stems| {
        for token in &all {
            stems.each(token.span.of(text), |stem| found(stem, token.span));
        }
    });
    all.len()
}

/// Returns the terms of `text`, in order.
pub(super) fn terms(text: &str) -> Vec<Term> {
    let mut found = Vec::new();
    each_term(text, |stem, span| found.push(Term { stem: stem.to_owned(), span }));
    found
}

/// Returns the terms of `text` with blanks between, as the index takes them.
pub(super) fn indexed(text: &str) -> String {
    indexed_and_counted(text).0
}

/// As [`indexed`], with how many words and numbers the text has.
pub(super) fn indexed_and_counted(text: &str) -> (String, usize) {
    let mut out = String::with_capacity(text.len());
    let n_words = each_term(text, |stem, _| {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(stem);
    });
    (out, n_words)
}

/// Returns the letters that words in the index begin with while `word`, a single term, is being typed;
/// `None` where they are too few to look up.
pub(super) fn prefix(word: &str) -> Option<String> {
    let mut folded = String::new();
    fold_into(word, &mut folded);
    folded.retain(char::is_alphanumeric);
    (folded.is_ascii() && folded.len() >= SHORTEST_PREFIX).then_some(folded)
}

/// Fewer letters begin too many words to be worth the search.
const SHORTEST_PREFIX: usize = 3;

/// Splits a folded word into single signs and runs of ASCII.
fn parts(folded: &str) -> impl Iterator<Item = &str> {
    let mut rest = folded;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let len = if first.is_ascii() {
            rest.find(|c: char| !c.is_ascii()).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (part, after) = rest.split_at(len);
        rest = after;
        Some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        assert_eq!(indexed(text), want);
    }

    #[test]
    fn words_are_folded_stemmed_and_freed_of_signs() {
        check("Erdoğan's visits, visited: visiting", "erdogan visit visit visit");
        check("the U.S. and O'Brien in Łódź", "the us and obrien in lodz");
        check("1,240 Assad-Putin", "1240 assad putin");
        check("在北京 T恤", "在 北 京 t 恤");
        check("— … !", "");
    }

    #[test]
    fn a_term_knows_its_word() {
        let text = "Łódź 北京";
        let spans: Vec<&str> = terms(text).iter().map(|term| term.span.of(text)).collect();
        assert_eq!(spans, ["Łódź", "北京", "北京"]);
    }
}
