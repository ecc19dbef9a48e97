//! OSC 8 links: addresses that a terminal opens when they are clicked.
//!
//! Each cell opens and closes its link by itself, under an id that all cells of one link share: so a cell that is drawn
//! anew alone cannot leave a link open.

use std::num::NonZeroU16;

use ratatui::buffer::{Buffer, CellDiffOption};

use crate::text::Span;

/// The longest address that is linked, in bytes; some terminals refuse longer ones.
const LONGEST: usize = 1500;

/// The addresses in a text.
pub(super) fn addresses(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find("http")).map(|at| from + at) {
        let rest = text.get(at..).unwrap_or("");
        let end = rest.find(|c: char| c.is_whitespace() || "<>\"“”»«()[]{}|\\^`".contains(c));
        let address = rest.get(..end.unwrap_or(rest.len())).unwrap_or("");
        let address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’']);
        from = at + address.len().max(4);
        if is_address(address) {
            found.push(Span::at(at, at + address.len()));
        }
    }
    found
}

/// Whether it is a page of the web with nothing in it that a terminal would act on.
fn is_address(address: &str) -> bool {
    let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    address.len() <= LONGEST
        && host.is_some_and(|host| host.contains('.') && !host.starts_with('.'))
        && !address.chars().any(|c| crate::text::is_control(c) || c.is_whitespace())
}

/// Links the cells of a row from `x` to before `end` to an address; to nothing where that is none.
pub(super) fn link(buffer: &mut Buffer, (x, y): (u16, u16), end: u16, address: &str) {
    if !is_address(address) {
        return;
    }
    let safe: String = address
        .bytes()
        .map(|byte| match byte {
            0x21..=0x7e if byte != b';' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect();
    let id = crate::text::wording(address).unsigned_abs() % 1_000_000;
    let mut at = x;
    while at < end.min(buffer.area.right()) {
        let Some(cell) = buffer.cell_mut((at, y)) else { return };
        let width = (crate::text::cells(cell.symbol()) as u16).max(1);
        let symbol = format!("\u{1b}]8;id={id};{safe}\u{1b}\\{}\u{1b}]8;;\u{1b}\\", cell.symbol());
        cell.set_symbol(&symbol);
        if let Some(width) = NonZeroU16::new(width) {
            cell.set_diff_option(CellDiffOption::ForcedWidth(width));
        }
        at += width;
    }
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;

    use super::*;

    #[test]
    fn addresses_are_found_without_what_ends_the_sentence() {
        for (text, want) in [
            ("See https://example.org/a?b=c.", &["https://example.org/a?b=c"][..]),
            (
                "(http://a.example/x) and “https://b.example”",
                &["http://a.example/x", "https://b.example"],
            ),
            ("https:// and http://localhost and httpd", &[]),
            ("https://exa\u{1b}mple.org", &[]),
        ] {
            let found: Vec<&str> = addresses(text).iter().map(|span| span.of(text)).collect();
            assert_eq!(found, want, "{text}");
        }
    }

    #[test]
    fn each_cell_is_a_whole_link_and_nothing_else_can_be_one() {
        let mut buffer = Buffer::with_lines(["ab東 c"]);
        link(&mut buffer, (1, 0), 4, "https://example.org/ü;x");
        let cell = |x| buffer[(x, 0)].symbol().to_owned();
        let ends = |text: &str| text.ends_with("\u{1b}]8;;\u{1b}\\");
        assert_eq!(cell(0), "a");
        assert!(cell(1).contains(";https://example.org/%C3%BC%3Bx\u{1b}\\b") && ends(&cell(1)));
        assert!(cell(2).contains("東") && ends(&cell(2)));
        assert_eq!((cell(4), cell(5)), (" ".into(), "c".into()));
        for address in ["javascript:alert(1)", "file:///etc/passwd", "https://x.y\u{7}z"] {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 3, 1));
            link(&mut buffer, (0, 0), 3, address);
            assert_eq!(buffer, Buffer::empty(Rect::new(0, 0, 3, 1)), "{address}");
        }
    }
}
