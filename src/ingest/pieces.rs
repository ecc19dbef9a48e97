//! Cuts a text into the pieces that become passages: one a line, or several lines where a paragraph has been
//! wrapped to a width.
//!
//! A line goes on in the next one where the two tell so: the next word would not have fitted, and all lines
//! stay within one width that a typist or a mail program would wrap to. That alone holds for many pairs of
//! lines by chance, so a run of lines counts as wrapped only when some of its line ends fall inside a
//! sentence; then its width also serves for the other runs of the text. Whatever is not clearly wrapped
//! stays one passage a line.

use memchr::memchr2;

use crate::text::Span;

use super::shape;

/// The widest wrap believed, and the narrowest, in characters.
const WIDEST: usize = 100;
const NARROWEST: usize = 40;

/// What becomes one passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Without the blanks around it. Never empty.
    pub(super) span: Span,
    /// Whether a blank line, or nothing, stands above.
    pub(super) is_apart: bool,
}

/// One line that is not blank.
struct Row {
    span: Span,
    /// Blanks before it.
    indent: u32,
    /// Characters, counted up to just above [`WIDEST`].
    width: u32,
    is_apart: bool,
}

/// Returns the pieces of `text` in order. Together they hold all of it but blanks.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let rows = rows(text);
    let common = common_width(text, &rows);
    let mut pieces = Vec::with_capacity(rows.len());
    for block in rows.chunk_by(|_, next| !next.is_apart) {
        let width = wrap_width(text, block).or(common);
        let Some((mut last, rest)) = block.split_first() else { continue };
        let mut open = Piece { span: last.span, is_apart: true };
        for row in rest {
            if width.is_some_and(|width| goes_on(text, last, row, width)) {
                open.span = Span::at(open.span.start(), row.span.end());
            } else {
                pieces.push(open);
                open = Piece { span: row.span, is_apart: false };
            }
            last = row;
        }
        pieces.push(open);
    }
    pieces
}

fn rows(text: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut is_apart = true;
    let mut at = 0;
    while at < text.len() {
        let rest = text.get(at..).unwrap_or("");
        let len = memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        let line = rest.get(..len).unwrap_or("");
        let bare = line.trim();
        if bare.is_empty() {
            is_apart = true;
        } else {
            let start = at + line.len() - line.trim_start().len();
            let indent = (start - at) as u32;
            let width = bare.chars().take(WIDEST + 1).count() as u32;
            rows.push(Row { span: Span::at(start, start + bare.len()), indent, width, is_apart });
            is_apart = false;
        }
        let is_pair = rest.as_bytes().get(len..len + 2) == Some(b"\r\n");
        at += len + if is_pair { 2 } else { 1 };
    }
    rows
}

/// Returns the width most of the text is wrapped to: that of its widest wrapped block, unless a good part of
/// the lines are wider still.
fn common_width(text: &str, rows: &[Row]) -> Option<usize> {
    let blocks = rows.chunk_by(|_, next| !next.is_apart);
    let width = blocks.filter_map(|block| wrap_width(text, block)).max()?;
    let wider = rows.iter().filter(|row| row.width as usize > width).count();
    (wider * 10 <= rows.len()).then_some(width)
}

/// Returns the width a block of lines is wrapped to, if its own lines show that it is.
fn wrap_width(text: &str, block: &[Row]) -> Option<usize> {
    let width = block.iter().map(|row| row.width as usize).max()?;
    if block.len() < 2 || !(NARROWEST..=WIDEST).contains(&width) {
        return None;
    }
    let (mut full, mut inside) = (0, 0);
    for pair in block.windows(2) {
        let [row, next] = pair else { continue };
        full += usize::from(goes_on(text, row, next, width));
        inside += usize::from(breaks_inside(row.span.of(text), next.span.of(text)));
    }
    let joints = block.len() - 1;
    (full * 4 >= joints * 3 && inside > 0 && inside * 3 >= joints).then_some(width)
}

/// Whether `next` may continue the paragraph of `row` in a text wrapped to `width`: its first word would not
/// have fitted, and it is not set off.
fn goes_on(text: &str, row: &Row, next: &Row, width: usize) -> bool {
    let following = next.span.of(text);
    let word = following.split_whitespace().next().unwrap_or("");
    row.width as usize <= width
        && next.width as usize <= width
        && row.width as usize + 1 + word.chars().take(WIDEST + 1).count() > width
        && next.indent <= row.indent + 1
        && !shape::starts_item(following)
        && !starts_apart(following)
}

/// Whether the line end between the two falls inside a sentence.
fn breaks_inside(line: &str, next: &str) -> bool {
    let is_open = !line.ends_with(['.', '!', '?', ':', '"', '”', '»', '。', '؟', '।']);
    let goes_on = |c: char| c.is_lowercase() || (c.is_alphabetic() && !c.is_uppercase());
    is_open && next.chars().next().is_some_and(goes_on)
}

/// Lines that never continue a paragraph.
fn starts_apart(line: &str) -> bool {
    let starts =
        |mark: &str| line.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark));
    line.starts_with('©') || starts("(c)") || starts("http") || starts("copyright")
}
