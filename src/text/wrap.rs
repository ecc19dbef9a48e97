//! Wraps text to a width in cells.

use unicode_linebreak::{BreakOpportunity, linebreaks};

use super::{Span, cells};

/// One line of wrapped text, without the blanks at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The bytes shown on it.
    pub span: Span,
}

/// Wraps the part `within` of `text` to lines of at most `width` cells, appending them to `out`.
///
/// Breaks where UAX #14 allows; a word longer than a line is cut between characters. A width of 0 counts
/// as 1. Every byte but blanks at line ends is on exactly one line; an empty part gives no line. A
/// character wider than the width gets a line of its own.
pub fn wrap(text: &str, within: Span, width: usize, out: &mut Vec<Line>) {
    let part = within.of(text);
    let width = width.max(1);
    let base = within.start();
    // `start`: first byte of the line; `end`: where the line may end so far; `used`: cells up to `end`.
    let (mut start, mut end, mut used) = (0, 0, 0);
    for (at, kind) in linebreaks(part) {
        let piece = part.get(end..at).unwrap_or("");
        let room = cells(piece.trim_end());
        if used + room > width && end > start {
            push(part, base, start..end, out);
            start = end;
            used = 0;
        }
        if room > width {
            start = cut(part, base, start..at, width, out);
            used = cells(part.get(start..at).unwrap_or(""));
        } else {
            used += cells(piece);
        }
        end = at;
        if kind == BreakOpportunity::Mandatory && end > start {
            push(part, base, start..end, out);
            start = end;
            used = 0;
        }
    }
}

/// Cuts one overlong word to full lines and returns where the rest, which fits, starts.
fn cut(
    part: &str,
    base: usize,
    range: std::ops::Range<usize>,
    width: usize,
    out: &mut Vec<Line>,
) -> usize {
    let word = part.get(range.clone()).unwrap_or("").trim_end();
    let (mut start, mut used) = (range.start, 0);
    for glyph in super::glyphs(word) {
        let at = range.start + glyph.span.start();
        if used + usize::from(glyph.cells) > width && at > start {
            push(part, base, start..at, out);
            start = at;
            used = 0;
        }
        used += usize::from(glyph.cells);
    }
    start
}

fn push(part: &str, base: usize, range: std::ops::Range<usize>, out: &mut Vec<Line>) {
    let start = range.start;
    let line = part.get(range).unwrap_or("").trim_end();
    out.push(Line { span: Span::at(base + start, base + start + line.len()) });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, width: usize, want: &[&str]) {
        let mut lines = Vec::new();
        wrap(text, Span::at(0, text.len()), width, &mut lines);
        let shown: Vec<&str> = lines.iter().map(|line| line.span.of(text)).collect();
        assert_eq!(shown, want);
    }

    #[test]
    fn lines_break_between_words() {
        check("one two three", 7, &["one two", "three"]);
        check("one two three", 8, &["one two", "three"]);
        check("one  two", 3, &["one", "two"]);
        check("", 5, &[]);
        check("a\nb", 5, &["a", "b"]);
    }

    #[test]
    fn a_long_word_is_cut() {
        check("abcdefgh ij", 3, &["abc", "def", "gh", "ij"]);
        check("x abcdefgh", 4, &["x", "abcd", "efgh"]);
        check("東京都知事", 4, &["東京", "都知", "事"]);
        check("東", 1, &["東"]);
    }
}
