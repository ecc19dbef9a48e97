//! How sentences of the client's articles are built: what they say is left open, for made-up news to fill in.

use std::fs;

use ibid::text::{Span, Token, TokenKind, sentences, tokens};

/// A piece of a sentence.
pub(crate) enum Piece {
    /// These words and signs, which any article has.
    Text(String),
    /// A name of so many words.
    Name(usize),
    Number,
    /// A word that says something, with a capital where it comes first.
    Word {
        is_first: bool,
    },
}

/// Words of a sentence that is worth following.
const WORDS: std::ops::RangeInclusive<usize> = 10..=36;

/// The sentences of the articles in `seeds`, but those with quotations and brackets. Common words stay.
pub(crate) fn patterns(is_common: impl Fn(&str) -> bool) -> Vec<Vec<Piece>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/seeds");
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let mut patterns = Vec::new();
    for text in files.into_iter().map(|file| fs::read_to_string(file).unwrap()) {
        let mut all = Vec::new();
        tokens(&text, &mut all);
        for sentence in sentences(&text, &all) {
            let own: Vec<Token> =
                all.iter().copied().filter(|token| is_within(token.span, sentence)).collect();
            let n_words = own.iter().filter(|token| token.kind == TokenKind::Word).count();
            let line = sentence.of(&text);
            if WORDS.contains(&n_words) && line.ends_with('.') && !line.contains(SIGNS) {
                patterns.push(pattern(&text, &own, &is_common));
            }
        }
    }
    patterns
}

/// What comes in pairs, and line breaks.
const SIGNS: [char; 9] = ['"', '“', '”', '‘', '(', ')', '[', ']', '\n'];

fn is_within(inner: Span, outer: Span) -> bool {
    outer.start() <= inner.start() && inner.end() <= outer.end()
}

fn pattern(text: &str, sentence: &[Token], is_common: impl Fn(&str) -> bool) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut before: Option<Token> = None;
    for &token in sentence {
        let word = token.span.of(text);
        let gap = before.map_or(0, |before| token.span.start() - before.span.end());
        before = Some(token);
        let is_capital = word.starts_with(char::is_uppercase);
        let is_first = pieces.is_empty();
        // A name goes on over one blank.
        let longer = match pieces.last_mut() {
            Some(Piece::Name(length)) if is_capital && gap == 1 => Some(length),
            _ => None,
        };
        if let Some(length) = longer {
            *length += 1;
            continue;
        }
        if gap > 0 {
            push(&mut pieces, " ");
        }
        match token.kind {
            TokenKind::Number if word.bytes().all(|byte| byte.is_ascii_digit()) => {
                pieces.push(Piece::Number);
            }
            TokenKind::Word if !is_common(&word.to_lowercase()) => pieces.push(match is_capital {
                true if !is_first => Piece::Name(1),
                _ => Piece::Word { is_first },
            }),
            _ => push(&mut pieces, word),
        }
    }
    pieces
}

fn push(pieces: &mut Vec<Piece>, more: &str) {
    match pieces.last_mut() {
        Some(Piece::Text(text)) => text.push_str(more),
        _ => pieces.push(Piece::Text(more.to_owned())),
    }
}
