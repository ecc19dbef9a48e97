//! Splits a passage into sentences.

use super::{Span, Token, TokenKind};

/// Returns the sentences of `text` as spans without the blanks around them; `tokens` are those of `text`.
///
/// A sentence ends at `.`, `!`, `?` or `…` with its closing quotes and brackets, when what follows starts
/// like a sentence (capital, digit, opening quote), and at a blank line. A single line break inside a passage
/// is that of a paragraph wrapped to a width and ends none. Initials and abbreviations keep their period in
/// the token and so end none, but for a two-letter one like "U.S." before a capitalised function word.
pub fn sentences(text: &str, tokens: &[Token]) -> Vec<Span> {
    let mut out = Vec::new();
    let mut first: Option<usize> = None;
    for (i, token) in tokens.iter().enumerate() {
        let start = *first.get_or_insert(token.span.start());
        let next = tokens.get(i + 1);
        let ends = next.is_none_or(|next| {
            let gap = text.get(token.span.end()..next.span.start()).unwrap_or("");
            gap.matches('\n').count() > 1
                || (closes(text, tokens, i) && !gap.is_empty() && opens(text, tokens, i + 1))
        });
        if ends {
            out.push(Span::at(start, token.span.end()));
            first = None;
        }
    }
    out
}

/// Whether token `i` is the last of a sentence: a stop, or a quote or bracket right after one.
fn closes(text: &str, tokens: &[Token], i: usize) -> bool {
    for token in tokens.get(..=i).unwrap_or(&[]).iter().rev() {
        let sign = token.span.of(text);
        match sign {
            "." | "!" | "?" | "…" => return true,
            "\"" | "”" | "’" | "'" | ")" | "]" | "»" => {}
            _ => {
                return token.kind == TokenKind::Word
                    && sign.ends_with('.')
                    && sign.len() > 2
                    && sign.matches('.').count() > 1
                    && tokens.get(i + 1).is_some_and(|next| is_function_word(next.span.of(text)));
            }
        }
    }
    false
}

/// Whether token `i` may start a sentence.
fn opens(text: &str, tokens: &[Token], i: usize) -> bool {
    tokens.get(i..).unwrap_or(&[]).iter().take(3).find_map(|token| {
        let c = token.span.of(text).chars().next()?;
        match c {
            '"' | '“' | '‘' | '\'' | '(' | '[' | '«' | '-' | '–' | '—' => None,
            _ => Some(!c.is_lowercase()),
        }
    }) == Some(true)
}

fn is_function_word(word: &str) -> bool {
    matches!(
        word,
        "The"
            | "A"
            | "An"
            | "In"
            | "On"
            | "At"
            | "He"
            | "She"
            | "It"
            | "They"
            | "We"
            | "But"
            | "And"
            | "This"
            | "That"
            | "His"
            | "Her"
            | "Its"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        let mut tokens = Vec::new();
        crate::text::tokens(text, &mut tokens);
        let found: Vec<&str> = sentences(text, &tokens).iter().map(|s| s.of(text)).collect();
        assert_eq!(found, want);
    }

    #[test]
    fn stops_end_sentences_and_abbreviations_do_not() {
        check("He left. She stayed!", &["He left.", "She stayed!"]);
        check(
            "Mr. J. Smith met Gen. Lee. They spoke.",
            &["Mr. J. Smith met Gen. Lee.", "They spoke."],
        );
        check("In the U.S. Army he rose.", &["In the U.S. Army he rose."]);
        check("He lives in the U.S. He likes it.", &["He lives in the U.S.", "He likes it."]);
        check("“Go.” He went. 3.5 million", &["“Go.”", "He went.", "3.5 million"]);
        check("Title\n\nBody here", &["Title", "Body here"]);
        check("President Vladimir\nPutin left.", &["President Vladimir\nPutin left."]);
        check("", &[]);
    }
}
