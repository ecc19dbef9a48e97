//! What the mouse does: it is asked of the same geometry that draws what lies under the pointer.

use super::geometry::Area;
use super::sheet::Put;
use super::{Aim, Effect, Pane, State, Tab, place_line};

/// Something the mouse did, and the cell it did it at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mouse {
    /// What it did.
    pub kind: MouseKind,
    /// The column, from 0.
    pub x: u16,
    /// The row, from 0.
    pub y: u16,
}

/// What a mouse does; buttons other than the left are not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MouseKind {
    /// The wheel turned up by a notch.
    WheelUp,
    /// The wheel turned down by a notch.
    WheelDown,
    /// The button went down.
    Press,
    /// It moved with the button down.
    Drag,
    /// The button went up.
    Release,
}

/// Lines a notch of the wheel scrolls.
const NOTCH: isize = 3;

impl State {
    /// Takes what the mouse did.
    pub(super) fn mouse(&mut self, mouse: Mouse) {
        match mouse.kind {
            MouseKind::WheelUp => self.wheel(mouse, -NOTCH),
            MouseKind::WheelDown => self.wheel(mouse, NOTCH),
            MouseKind::Press => self.click(mouse),
            MouseKind::Drag => {
                if let Some(border) = self.dragged {
                    self.wish = self.wish.with_border(self.screen, self.focus, border, mouse.x);
                }
            }
            MouseKind::Release => self.dragged = None,
        }
    }

    /// Lets go of the mouse, or takes it back.
    pub(super) fn turn_mouse(&mut self) {
        self.has_mouse = !self.has_mouse;
        self.dragged = None;
        self.ask(Effect::Mouse(self.has_mouse));
        self.tell(if self.has_mouse {
            "the mouse is ibid's: with Shift it is the terminal's"
        } else {
            "the mouse is the terminal's"
        });
    }

    fn wheel(&mut self, at: Mouse, by: isize) {
        let page = usize::from(self.compare_areas().body.h);
        if let Some(rows) = self.picker.as_ref().map(|picker| self.picker_areas(picker.kind).rows) {
            if let Some(picker) = self.picker.as_mut().filter(|_| rows.has(at.x, at.y)) {
                picker.list.scroll_by(by, usize::from(rows.h));
            }
            return;
        }
        if let Some(compare) = &mut self.compare {
            return compare.scroll(by, page);
        }
        if self.page.is_some() {
            return self.move_on_page(by);
        }
        let (articles, entities) = (self.visible_articles(), self.visible_entities());
        match self.desk().pane_at(at.x, at.y) {
            Some((Pane::Articles, _)) => self.articles.list.scroll_by(by.signum(), articles),
            Some((Pane::Reader, _)) => self.reader.wheel(by, self.reader_height()),
            Some((Pane::Sidebar, _)) if self.sidebar.tab == Tab::Related => {
                let visible = self.visible_related();
                self.sidebar.related.scroll_by(by.signum(), visible);
            }
            Some((Pane::Sidebar, _)) => self.sidebar.list.scroll_by(by, entities),
            None => {}
        }
    }

    fn click(&mut self, at: Mouse) {
        self.notice = None;
        self.pending.clear();
        self.dragged = None;
        if self.is_why_open {
            self.is_why_open = false;
        } else if self.picker.is_some() {
            self.click_picker(at);
        } else if self.page.is_some() {
            self.click_page(at);
        } else if self.asking.is_none() && self.noting.is_none() && self.compare.is_none() {
            self.click_desk(at);
        }
    }

    fn click_picker(&mut self, at: Mouse) {
        let Some(picker) = &mut self.picker else { return };
        picker.waiting = None;
        let kind = picker.kind;
        let rows = self.picker_areas(kind).rows;
        let Some(row) = rows.row_at(1, at.x, at.y) else { return };
        let Some(picker) = &mut self.picker else { return };
        if picker.list.click(row) == Some(true) {
            self.accept();
        }
    }

    fn click_page(&mut self, at: Mouse) {
        let Some(row) = self.compare_areas().body.row_at(1, at.x, at.y) else { return };
        if self.page.as_mut().is_some_and(|page| page.click(row)) {
            self.go_from_page();
        }
    }

    fn click_desk(&mut self, at: Mouse) {
        let desk = self.desk();
        if let Some(border) = desk.border_at(at.x, at.y) {
            self.dragged = Some(border);
            return;
        }
        let Some((pane, area)) = desk.pane_at(at.x, at.y) else { return };
        if self.typing().is_some() {
            self.accept();
        }
        self.set_focus(pane);
        // The panes may lie elsewhere now: what is clicked is what was seen.
        match pane {
            Pane::Articles => {
                let parts = self.articles_body(area);
                if let Some(saved) = parts.saved.filter(|saved| saved.has(at.x, at.y)) {
                    return self.click_saved(saved, at);
                }
                let row = parts.rows.row_at(2, at.x, at.y);
                if row.and_then(|row| self.articles.list.click(row)) == Some(true) {
                    self.open_row();
                }
            }
            Pane::Reader => self.click_text(area, at),
            Pane::Sidebar => self.click_sidebar(area, desk.is_overlay, at),
        }
    }

    /// A click on a saved query shows its articles; one on the line that counts the others lists all.
    fn click_saved(&mut self, area: Area, at: Mouse) {
        let listed = self.articles.saved.listed(usize::from(area.h), self.current_saved());
        match area.row_at(1, at.x, at.y).and_then(|row| listed.clone().nth(row)) {
            Some(place) => self.enter_saved(place),
            None => self.pick_saved(),
        }
    }

    fn click_sidebar(&mut self, area: Area, is_overlay: bool, at: Mouse) {
        let parts = self.sidebar_parts(area, is_overlay);
        if let Some((tab, ..)) =
            self.tab_labels(parts.tabs).into_iter().find(|(_, _, area)| area.has(at.x, at.y))
        {
            if tab != self.sidebar.tab {
                self.sidebar.set_tab(tab, self.reader.sheet.as_ref(), self.tier);
            }
            return;
        }
        let related = parts.related.and_then(|rows| rows.row_at(2, at.x, at.y));
        if self.sidebar.tab == Tab::Related {
            let row = parts.rows.row_at(2, at.x, at.y);
            if row.and_then(|row| self.sidebar.related.click(row)) == Some(true) {
                self.open_row();
            }
        } else if let Some(row) = related {
            // This strip has no cursor: a click leads there at once.
            if let Some(passage) = self.reader.related.rows.get(row).map(|row| row.passage) {
                self.jump(passage.article, Aim::Passage(passage.ordinal));
            }
        } else {
            let row = parts.rows.row_at(self.entity_height(), at.x, at.y);
            if row.and_then(|row| self.sidebar.list.click(row)) == Some(true) {
                self.open_row();
            }
        }
    }

    /// A click on a name makes it the current mention, or chooses whom it names where it is; one on other
    /// words makes their passage current.
    fn click_text(&mut self, area: Area, at: Mouse) {
        let current = self.reader.mention_span();
        let Some(sheet) = &self.reader.sheet else { return };
        let (column, body) = (super::geometry::text_column(area.body(), sheet.width), area.body());
        let Some(row) = body.row_at(1, at.x, at.y) else { return };
        let Some(line) = sheet.lines().get(self.reader.top + row) else { return };
        let mut byte = None;
        place_line(sheet.text(), line, column.x, current, |x, put| {
            if let Put::Glyph(glyph) = put
                && (x..x + glyph.cells).contains(&at.x)
            {
                byte = Some(line.span.start() + glyph.span.start());
            }
        });
        let named = byte.and_then(|byte| {
            let places = sheet.mentions_in(sheet.span_of(line.passage));
            let holds =
                |place: &usize| sheet.mention(*place).is_some_and(|m| m.mention.span.holds(byte));
            // The innermost of several.
            places.rev().find(holds)
        });
        if named.is_some() && named == self.reader.mention {
            return self.choose_here();
        }
        if !line.span.is_empty() {
            let passage = line.passage;
            self.reader.click(passage, named);
        }
    }
}
