//! What a terminal may be shown of a text: user-perceived characters with their width in cells, control
//! and escape characters replaced by visible symbols.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::Span;

/// One user-perceived character as the terminal gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glyph<'a> {
    /// Where it stands in the text.
    pub span: Span,
    /// What is shown: the character itself, or a symbol in place of a control character.
    pub shown: Cow<'a, str>,
    /// Width in cells, 1 or 2.
    pub cells: u16,
}

/// Returns the glyphs of `text`, in order. Whatever has no width of its own is left out or shown as a
/// symbol, so the cells of a line always add up.
pub fn glyphs(text: &str) -> impl Iterator<Item = Glyph<'_>> {
    text.grapheme_indices(true).filter_map(|(start, grapheme)| {
        let shown = shown(grapheme);
        let cells = shown.width().min(2) as u16;
        let span = Span::at(start, start + grapheme.len());
        (cells > 0).then_some(Glyph { span, shown, cells })
    })
}

/// Returns the width of `text` in cells, as [`glyphs`] shows it.
pub fn cells(text: &str) -> usize {
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return text.len();
    }
    glyphs(text).map(|glyph| usize::from(glyph.cells)).sum()
}

/// Returns `text` with nothing in it that a terminal would act on: for messages, file names and pipes.
/// Line breaks count as control characters here.
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| !is_control(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        push_visible(c, &mut out);
    }
    Cow::Owned(out)
}

/// Returns the longest beginning of `text` that fits `width` cells, with `…` as its last cell where
/// something was cut, safe to show.
pub fn fit(text: &str, width: usize) -> String {
    let mut out = String::new();
    let (mut used, mut cut) = (0, 0);
    for glyph in glyphs(text) {
        let after = used + usize::from(glyph.cells);
        if after > width {
            out.truncate(cut);
            if width > 0 {
                out.push('…');
            }
            return out;
        }
        out.push_str(&glyph.shown);
        used = after;
        if used < width {
            cut = out.len();
        }
    }
    out
}

fn shown(grapheme: &str) -> Cow<'_, str> {
    match grapheme {
        "\t" | "\r\n" | "\n" | "\r" => Cow::Borrowed(" "),
        _ => visible(grapheme),
    }
}

fn push_visible(c: char, out: &mut String) {
    match c {
        '\u{0}'..='\u{1f}' => out.extend(char::from_u32(0x2400 + c as u32)),
        '\u{7f}' => out.push('\u{2421}'),
        // What only says in which direction letters run, as Arabic and Hebrew texts do, shows nothing.
        '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2066}'..='\u{2069}' => {}
        _ if is_control(c) => out.push('\u{fffd}'),
        _ => out.push(c),
    }
}

/// Whether `c` is one that a terminal acts on or that hides or reorders text: C0, DEL, C1, direction marks,
/// tags, line separators.
pub fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            | '\u{61c}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_control_character_reaches_the_terminal() {
        let hostile = "a\u{1b}[31mb\u{7}\u{9b}2J\u{202e}c\u{7f}";
        let shown: String = glyphs(hostile).map(|g| g.shown.into_owned()).collect();
        assert_eq!(shown, "a␛[31mb␇\u{fffd}2J\u{fffd}c␡");
        assert_eq!(visible(hostile), shown);
        assert!(visible("plain").is_ascii());
    }

    #[test]
    fn widths_are_cells() {
        for (text, want) in
            [("abc", 3), ("東京", 4), ("e\u{301}", 1), ("👩‍👩‍👧", 2), ("\t", 1), ("", 0)]
        {
            assert_eq!(cells(text), want, "{text:?}");
        }
    }

    #[test]
    fn a_cut_shows() {
        for (text, width, want) in [
            ("abcdef", 6, "abcdef"),
            ("abcdef", 5, "abcd…"),
            ("東京都", 5, "東京…"),
            ("東京都", 4, "東…"),
            ("abc", 1, "…"),
            ("abc", 0, ""),
        ] {
            assert_eq!(fit(text, width), want, "{text:?} in {width}");
            assert!(cells(&fit(text, width)) <= width);
        }
    }
}
