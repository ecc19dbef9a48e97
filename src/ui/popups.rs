//! What lies over the panes or stands in their place: the keys that may follow, why a mention is who it
//! is, the empty library, the screen that is too small.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::paint::Paint;
use crate::app::{Area, Noting, State};
use crate::keymap::Command;
use crate::text::cells;

/// Says that the screen is too small, as far as even that fits.
pub(super) fn too_small(paint: &mut Paint<'_>, (w, h): (u16, u16)) {
    let style = paint.theme.text;
    let y = h.saturating_sub(1) / 2;
    for (row, text) in (y..h).zip(["ibid needs", "40 x 10 cells"]) {
        let x = usize::from(w).saturating_sub(cells(text)) / 2;
        paint.fitted(x as u16, row, w, text, style);
    }
}

/// Draws what a reader sees who has added nothing yet.
pub(super) fn empty(paint: &mut Paint<'_>, state: &State) {
    let (w, h) = state.screen;
    let theme = paint.theme;
    let keys = |command| state.keymap.key_of(command).unwrap_or_default();
    let lines = [
        ("ibid".to_owned(), String::new(), theme.heading),
        ("A reader for collections of articles that knows".to_owned(), String::new(), theme.text),
        ("who they are about.".to_owned(), String::new(), theme.text),
        (String::new(), String::new(), theme.text),
        ("This library is still empty.".to_owned(), String::new(), theme.faint),
        (String::new(), String::new(), theme.text),
        ("ibid demo".to_owned(), "look around in five articles".to_owned(), theme.key),
        ("ibid add FOLDER".to_owned(), "read your own".to_owned(), theme.key),
        (String::new(), String::new(), theme.text),
        (keys(Command::NextMention), "the next mention of a person".to_owned(), theme.key),
        (keys(Command::Help), "all keys".to_owned(), theme.key),
        (keys(Command::BackOrQuit), "leave".to_owned(), theme.key),
    ];
    let width = 48.min(w);
    let x = (w - width) / 2;
    let y = h.saturating_sub(lines.len() as u16 + 1) / 2;
    for (y, (left, right, style)) in (y..h.saturating_sub(1)).zip(&lines) {
        paint.fitted(x, y, width, left, *style);
        if !right.is_empty() {
            paint.fitted(x + 18, y, width.saturating_sub(18), right, theme.text);
        }
    }
}

/// Draws the keys that may follow those already pressed: a line for each with what it does, or, where these do not
/// fit, their names in columns.
pub(super) fn which_key(paint: &mut Paint<'_>, state: &State) {
    if state.pending.is_empty() {
        return;
    }
    let rows = state.keymap.continuations(state.place(), &state.pending);
    let pressed: String = state.pending.iter().map(|key| key.label()).collect();
    let (w, h) = state.screen;
    let height = usize::from(h).saturating_sub(4).max(1);
    let is_short = rows.len() > height;
    let text = |command: Command| match is_short {
        true => command.entry().name.replace('-', " "),
        false => command.entry().help.to_owned(),
    };
    let column = rows.iter().map(|(key, _)| cells(key) + 1).max().unwrap_or(0).max(3);
    let texts = rows.iter().map(|(_, command)| cells(&text(*command)));
    let widest = texts.max().unwrap_or(0) + column + 2;
    let columns = rows.len().div_ceil(height);
    let inner = (widest * columns).min(usize::from(w).saturating_sub(4));
    let lines = rows.len().min(height) as u16;
    let Some(area) = card(paint, state, &format!("{pressed}…"), inner as u16, lines, true) else {
        return;
    };
    for (at, (key, command)) in rows.iter().enumerate() {
        let left = (at / height * widest) as u16;
        let Some(line) = area.row((at % height) as u16).map(|line| line.inset(left, 0)) else {
            continue;
        };
        let line = Area { w: line.w.min(widest as u16), ..line };
        let column = (column as u16).min(line.w);
        paint.text(line.x, line.y, column, key, paint.theme.key);
        let x = line.x + column;
        let room = (line.x + line.w).saturating_sub(x);
        paint.fitted(x, line.y, room, &text(*command), paint.theme.text);
    }
}

/// Draws why the current mention is who it is.
pub(super) fn why(paint: &mut Paint<'_>, state: &State) {
    let rows = state.why_rows();
    let widest = rows.iter().map(|(_, value)| cells(value)).max().unwrap_or(0) + 7;
    let Some(area) =
        card(paint, state, "why", widest.clamp(30, 64) as u16, rows.len() as u16, false)
    else {
        return;
    };
    for (row, (label, value)) in rows.iter().enumerate() {
        let Some(line) = area.row(row as u16) else { break };
        paint.text(line.x, line.y, 6, label, paint.theme.faint);
        let style: Style = if row == 0 { paint.theme.chosen } else { paint.theme.text };
        paint.fitted(line.x + 7, line.y, line.w.saturating_sub(7), value, style);
    }
}

/// Draws the note that is being written.
pub(super) fn note(paint: &mut Paint<'_>, state: &State, noting: &Noting) {
    let (w, h) = state.screen;
    let (width, rows) = (w.saturating_sub(8).min(76), (h / 3).clamp(3, 14));
    let Some(area) = card(paint, state, &format!("note on {}", noting.on), width, rows, false)
    else {
        return;
    };
    let mut shown = noting.area.clone();
    shown.set_style(paint.theme.text);
    shown.set_cursor_line_style(Style::new());
    let rect = Rect::new(area.x, area.y, area.w, area.h).intersection(paint.buffer.area);
    if !rect.is_empty() {
        shown.render(rect, paint.buffer);
    }
}

/// Draws an empty card for `rows` rows of `width` cells, at the bottom right or in the bottom middle, and returns
/// what is inside; `None` when the screen has no room.
fn card(
    paint: &mut Paint<'_>,
    state: &State,
    title: &str,
    width: u16,
    rows: u16,
    is_corner: bool,
) -> Option<Area> {
    let (w, h) = state.screen;
    let width = (width + 4).min(w);
    let height = (rows + 2).min(h.saturating_sub(1));
    if width < 8 || height < 3 {
        return None;
    }
    let (x, y) = if is_corner {
        (w - width, h - 1 - height)
    } else {
        ((w - width) / 2, h.saturating_sub(2 + height))
    };
    let area = Area { x, y, w: width, h: height };
    paint.clear(area);
    let style = paint.theme.rule;
    paint.rule(Area { h: 1, ..area }, "─", style);
    paint.rule(Area { y: y + height - 1, h: 1, ..area }, "─", style);
    for row in y + 1..y + height - 1 {
        paint.glyph(x, row, "│", 1, style);
        paint.glyph(x + width - 1, row, "│", 1, style);
    }
    let corners = [
        (x, y, "╭"),
        (x + width - 1, y, "╮"),
        (x, y + height - 1, "╰"),
        (x + width - 1, y + height - 1, "╯"),
    ];
    for (x, y, sign) in corners {
        paint.glyph(x, y, sign, 1, style);
    }
    paint.fitted(x + 2, y, width.saturating_sub(4), &format!(" {title} "), paint.theme.heading);
    Some(Area { x, y: y + 1, w: width, h: height - 2 }.inset(2, 2))
}
