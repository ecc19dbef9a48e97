//! Draws the state of the app with ratatui; themes. Only reads.

mod articles;
mod colors;
mod compare;
mod frame;
mod links;
mod paint;
mod pickers;
mod plain;
mod popups;
mod profile;
mod reader;
mod sidebar;
mod status;
mod theme;

pub use theme::{Ground, Theme, ThemeError};

use ratatui::Frame;
use ratatui::buffer::Buffer;

use self::paint::Paint;
use crate::app::{Area, State, geometry};

/// Draws the whole screen.
pub fn draw(state: &State, theme: &Theme, frame: &mut Frame<'_>) {
    if let Some(cursor) = paint(state, theme, frame.buffer_mut()) {
        frame.set_cursor_position(cursor);
    }
}

/// Draws the whole screen into a buffer. Panes lie where they do on a screen of the state's size; what
/// does not fit the buffer is left out. Returns where the terminal's own cursor belongs, where it is to be seen.
pub fn paint(state: &State, theme: &Theme, buffer: &mut Buffer) -> Option<(u16, u16)> {
    let (w, h) = (buffer.area.width, buffer.area.height);
    let mut paint = Paint { buffer, theme };
    paint.clear(Area { x: 0, y: 0, w, h });
    if state.is_plain {
        return Some(plain::draw(&mut paint, state));
    }
    panes(&mut paint, state);
    None
}

/// Draws the panes, or what lies over them.
fn panes(paint: &mut Paint<'_>, state: &State) {
    if geometry::is_too_small(state.screen.0, state.screen.1) {
        popups::too_small(paint, state.screen);
        return;
    }
    if let Some(picker) = &state.picker {
        pickers::draw(paint, state, picker);
        status::draw(paint, state);
        return;
    }
    if let Some(compare) = &state.compare {
        compare::draw(paint, state, compare);
        status::draw(paint, state);
        popups::which_key(paint, state);
        return;
    }
    if let Some(page) = &state.page {
        profile::draw(paint, state, page);
        status::draw(paint, state);
        popups::which_key(paint, state);
        return;
    }
    if state.articles.is_empty() && state.progress.is_none() {
        popups::empty(paint, state);
        status::draw(paint, state);
        return;
    }
    let desk = state.desk();
    frame::draw(paint, state, &desk);
    if let Some(area) = desk.articles {
        articles::draw(paint, state, area);
    }
    if let Some(area) = desk.reader {
        reader::draw(paint, state, area);
    }
    if let Some(area) = desk.sidebar {
        sidebar::draw(paint, state, area, desk.is_overlay);
    }
    status::draw(paint, state);
    if let Some(noting) = &state.noting {
        popups::note(paint, state, noting);
    }
    if state.is_why_open {
        popups::why(paint, state);
    }
    popups::which_key(paint, state);
}
