//! An article as the recogniser reads it: words with the facts about them, in sentences.
//!
//! A hyphen between two words is no word of its own: the second is marked as glued to the first, so that
//! "Min-jun" can be one name and "Assad-Putin" two. Furniture is not read.

use rustc_hash::FxHashMap;

use super::lexicon::{Info, LONGEST_PHRASE, Lexicon, hash};
use crate::model::{Article, PassageKind};
use crate::text::{Span, Token, TokenKind, fold_into, sentences, tokens};

/// One word, number, clitic or sign of the article.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    /// Where it stands in the article's text.
    pub(super) span: Span,
    /// Its entry in [`Reading::words`].
    pub(super) word: u32,
    /// Whether a hyphen without blanks joins it to the unit before.
    pub(super) is_glued: bool,
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// No letter: a sign or number.
    None,
    /// Starts in lower case.
    Lower,
    /// Capital first, then a small letter somewhere.
    Title,
    /// One capital, with or without a period.
    Initial,
    /// Capitals only, two at least.
    Upper,
}

/// What is known of a word as written, whatever its place.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// What the lists say of it.
    pub(super) info: Info,
    /// How it is written.
    pub(super) case: Case,
    /// What it is made of.
    pub(super) kind: TokenKind,
    folded: (u32, u32),
}

/// An article, read.
pub(super) struct Reading {
    /// All words in order.
    pub(super) units: Vec<Unit>,
    /// The sentences as ranges of `units`.
    pub(super) sentences: Vec<std::ops::Range<usize>>,
    /// The distinct words, as written.
    pub(super) words: Vec<Word>,
    folded: String,
}

impl Reading {
    /// Reads all of `article` but its furniture.
    pub(super) fn new(article: &Article) -> Self {
        let mut reading = Self {
            units: Vec::with_capacity(article.text.len() / 5),
            sentences: Vec::new(),
            words: Vec::new(),
            folded: String::new(),
        };
        let mut known = FxHashMap::default();
        let mut buffer = Vec::new();
        for passage in article.passages.iter().filter(|p| p.kind != PassageKind::Furniture) {
            let text = passage.span.of(&article.text);
            tokens(text, &mut buffer);
            let mut token = 0;
            for sentence in sentences(text, &buffer) {
                let first = reading.units.len();
                while let Some(&next) = buffer.get(token).filter(|t| sentence.contains(t.span)) {
                    reading.take(text, &buffer, token, next, passage.span.start(), &mut known);
                    token += 1;
                }
                if reading.units.len() > first {
                    reading.sentences.push(first..reading.units.len());
                }
            }
        }
        reading
    }

    /// The word of the unit at `at`.
    pub(super) fn word(&self, at: usize) -> Option<&Word> {
        self.words.get(self.units.get(at)?.word as usize)
    }

    /// The word of the unit at `at`, folded; empty when there is none.
    pub(super) fn folded(&self, at: usize) -> &str {
        let range = self.word(at).map_or(0..0, |w| w.folded.0 as usize..w.folded.1 as usize);
        self.folded.get(range).unwrap_or("")
    }

    /// Returns the longest list entry that starts at unit `at` and ends before `end`: how many units it
    /// takes, two at least, and what the lists say of it.
    pub(super) fn phrase(&self, at: usize, end: usize) -> Option<(usize, Info)> {
        if !self.word(at)?.info.starts_phrase() {
            return None;
        }
        let mut phrase = self.folded(at).to_owned();
        let mut longest = None;
        for next in at + 1..end.min(at + LONGEST_PHRASE) {
            phrase.push(' ');
            phrase.push_str(self.folded(next));
            let info = Lexicon::get().look_up(&phrase);
            if info != Info::default() {
                longest = Some((next + 1 - at, info));
            }
        }
        longest
    }

    fn take<'t>(
        &mut self,
        text: &'t str,
        all: &[Token],
        at: usize,
        token: Token,
        offset: usize,
        known: &mut FxHashMap<&'t str, u32>,
    ) {
        let surface = token.span.of(text);
        if surface == "-" && joins(all, at) {
            return;
        }
        let is_glued = at > 1
            && all.get(at - 1).is_some_and(|hyphen| hyphen.span.of(text) == "-")
            && joins(all, at - 1);
        let word = *known.entry(surface).or_insert_with(|| {
            self.words.push(describe(surface, token.kind, &mut self.folded));
            self.words.len() as u32 - 1
        });
        self.units.push(Unit { span: token.span.shifted(offset), word, is_glued });
    }
}

/// Whether the hyphen at `at` stands between two words or numbers without blanks.
fn joins(all: &[Token], at: usize) -> bool {
    let (Some(before), Some(hyphen), Some(after)) =
        (at.checked_sub(1).and_then(|i| all.get(i)), all.get(at), all.get(at + 1))
    else {
        return false;
    };
    let is_word = |t: &Token| matches!(t.kind, TokenKind::Word | TokenKind::Number);
    before.span.end() == hyphen.span.start()
        && hyphen.span.end() == after.span.start()
        && is_word(before)
        && is_word(after)
}

fn describe(surface: &str, kind: TokenKind, folded: &mut String) -> Word {
    let start = folded.len();
    match kind {
        TokenKind::Number => {
            folded.extend(surface.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }));
        }
        TokenKind::Clitic => folded.extend(surface.chars().map(plain_apostrophe)),
        TokenKind::Word if surface.is_ascii() || !surface.contains('’') => {
            fold_into(surface, folded);
        }
        TokenKind::Word => fold_into(&surface.replace('’', "'"), folded),
        TokenKind::Sign => folded.push_str(sign(surface)),
    }
    let key = hash(folded.get(start..).unwrap_or("").as_bytes());
    Word {
        info: Lexicon::get().look_up_hash(key),
        case: case_of(surface),
        kind,
        folded: (start as u32, folded.len() as u32),
    }
}

const fn plain_apostrophe(c: char) -> char {
    match c {
        '’' => '\'',
        _ => c.to_ascii_lowercase(),
    }
}

/// Signs that mean the same get one form.
fn sign(surface: &str) -> &str {
    match surface {
        "“" | "”" | "„" | "«" | "»" => "\"",
        "‘" | "’" => "'",
        "–" | "—" | "―" => "--",
        _ => surface,
    }
}

fn case_of(surface: &str) -> Case {
    let mut letters = surface.chars().filter(|c| c.is_alphabetic());
    match (surface.chars().next(), letters.next()) {
        (_, None) => Case::None,
        (Some(first), Some(_)) if !first.is_uppercase() => {
            if first.is_alphabetic() && !first.is_lowercase() { Case::Title } else { Case::Lower }
        }
        _ => {
            let (mut count, mut has_lower) = (1, false);
            for c in letters {
                count += 1;
                has_lower |= c.is_lowercase();
            }
            match (count, has_lower) {
                (1, _) => Case::Initial,
                (_, true) => Case::Title,
                _ => Case::Upper,
            }
        }
    }
}
