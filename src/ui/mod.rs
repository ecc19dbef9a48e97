//! Draws the state of the app with ratatui; themes. Only reads.

mod articles;
mod compare;
mod frame;
mod paint;
mod pickers;
mod popups;
mod profile;
mod reader;
mod sidebar;
mod status;
mod theme;

pub use theme::{Theme, ThemeError};

use ratatui::Frame;
use ratatui::buffer::Buffer;

use self::paint::Paint;
use crate::app::{Area, State, geometry};

/// Draws the whole screen.
pub fn draw(state: &State, theme: &Theme, frame: &mut Frame<'_>) {
    paint(state, theme, frame.buffer_mut());
}

/// Draws the whole screen into a buffer. Panes lie where they do on a screen of the state's size; what
/// does not fit the buffer is left out.
pub fn paint(state: &State, theme: &Theme, buffer: &mut Buffer) {
    let (w, h) = (buffer.area.width, buffer.area.height);
    let mut paint = Paint { buffer, theme };
    paint.clear(Area { x: 0, y: 0, w, h });
    if geometry::is_too_small(state.screen.0, state.screen.1) {
        popups::too_small(&mut paint, state.screen);
        return;
    }
    if let Some(picker) = &state.picker {
        pickers::draw(&mut paint, state, picker);
        status::draw(&mut paint, state);
        return;
    }
    if let Some(compare) = &state.compare {
        compare::draw(&mut paint, state, compare);
        status::draw(&mut paint, state);
        popups::which_key(&mut paint, state);
        return;
    }
    if let Some(page) = &state.page {
        profile::draw(&mut paint, state, page);
        status::draw(&mut paint, state);
        popups::which_key(&mut paint, state);
        return;
    }
    if state.articles.is_empty() && state.progress.is_none() {
        popups::empty(&mut paint, state);
        status::draw(&mut paint, state);
        return;
    }
    let desk = state.desk();
    frame::draw(&mut paint, state, &desk);
    if let Some(area) = desk.articles {
        articles::draw(&mut paint, state, area);
    }
    if let Some(area) = desk.reader {
        reader::draw(&mut paint, state, area);
    }
    if let Some(area) = desk.sidebar {
        sidebar::draw(&mut paint, state, area, desk.is_overlay);
    }
    status::draw(&mut paint, state);
    if let Some(noting) = &state.noting {
        popups::note(&mut paint, state, noting);
    }
    if state.is_why_open {
        popups::why(&mut paint, state);
    }
    popups::which_key(&mut paint, state);
}
