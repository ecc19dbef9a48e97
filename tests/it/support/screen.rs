//! A screen drawn into memory, seen in two ways: its text, and its styles.

use std::fmt::Write as _;

use ibid::app::State;
use ibid::ui::{self, Theme};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

/// Draws the state at its own size.
pub(crate) fn drawn(state: &State, theme: &Theme) -> Buffer {
    let (w, h) = state.screen;
    let mut buffer = Buffer::empty(Rect::new(0, 0, w, h));
    ui::paint(state, theme, &mut buffer);
    buffer
}

/// The text of a screen, a line for each row, without blanks at the ends.
pub(crate) fn text(buffer: &Buffer) -> String {
    let mut out = String::new();
    for row in rows(buffer) {
        let mut line = String::new();
        let mut skip = 0;
        for cell in row {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            skip = ibid::text::cells(cell.symbol()).saturating_sub(1);
            line.push_str(cell.symbol());
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// The styled runs of a screen: row, first column, style, text.
pub(crate) fn styles(buffer: &Buffer) -> String {
    let mut out = String::new();
    for (y, row) in rows(buffer).enumerate() {
        let mut run: Option<(usize, String, String)> = None;
        for (x, cell) in row.iter().enumerate() {
            let style = style(cell);
            match &mut run {
                Some((_, known, text)) if *known == style => text.push_str(cell.symbol()),
                _ => {
                    finish(&mut out, y, run.take());
                    run = Some((x, style, cell.symbol().to_owned()));
                }
            }
        }
        finish(&mut out, y, run.take());
    }
    out
}

fn finish(out: &mut String, y: usize, run: Option<(usize, String, String)>) {
    if let Some((x, style, text)) =
        run.filter(|(_, style, text)| !style.is_empty() && !text.trim().is_empty())
    {
        let _ = writeln!(out, "{y:>3}:{x:<3} {style:<24} {}", text.trim_end());
    }
}

fn rows(buffer: &Buffer) -> impl Iterator<Item = &[Cell]> {
    buffer.content().chunks(usize::from(buffer.area.width.max(1)))
}

fn style(cell: &Cell) -> String {
    let mut words = Vec::new();
    if cell.fg != Color::Reset {
        words.push(cell.fg.to_string().to_lowercase());
    }
    if cell.bg != Color::Reset {
        words.push(format!("on {}", cell.bg).to_lowercase());
    }
    for (modifier, word) in [
        (Modifier::BOLD, "bold"),
        (Modifier::DIM, "dim"),
        (Modifier::ITALIC, "italic"),
        (Modifier::UNDERLINED, "underlined"),
        (Modifier::REVERSED, "reversed"),
    ] {
        if cell.modifier.contains(modifier) {
            words.push(word.to_owned());
        }
    }
    words.join(" ")
}
