//! Writes text to cells. Everything on the screen goes through here, so nothing reaches a cell that
//! `text::glyphs` has not made safe, and nothing leaves its row.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::Theme;
use crate::app::{Area, Prompt, State};
use crate::model::EntityId;
use crate::text::{Span, cells, glyphs};

/// The screen being drawn, and its theme.
pub(super) struct Paint<'a> {
    pub(super) buffer: &'a mut Buffer,
    pub(super) theme: &'a Theme,
}

/// A part of a text with a style of its own.
pub(super) type Mark = (Span, Style);

impl Paint<'_> {
    /// The persons whose mentions stand out, each in its style: the chosen one, then those that the articles are
    /// filtered by.
    pub(super) fn persons(&self, state: &State) -> Vec<(EntityId, Style)> {
        let theme = self.theme;
        let chosen = state.chosen.iter().map(|who| (who.id, self.chosen(&who.name)));
        let with = state.articles.who.iter().filter(|who| !who.is_without);
        let with = with.map(|who| (who.id, theme.also.patch(theme.person(&who.name))));
        chosen.chain(with).collect()
    }

    /// The style of the chosen person, in the colour of its name.
    pub(super) fn chosen(&self, name: &str) -> Style {
        self.theme.chosen.patch(self.theme.person(name))
    }

    /// Writes `text` from a cell on, over at most `width` cells. Returns the column behind it.
    pub(super) fn text(&mut self, x: u16, y: u16, width: u16, text: &str, style: Style) -> u16 {
        let end = x.saturating_add(width);
        let mut x = x;
        for glyph in glyphs(text) {
            if x + glyph.cells > end {
                break;
            }
            self.glyph(x, y, &glyph.shown, glyph.cells, style);
            x += glyph.cells;
        }
        x
    }

    /// Writes `text` over at most `width` cells, with `…` where it is cut; `marks` are styled over `style`.
    /// Returns the column behind it.
    pub(super) fn marked(
        &mut self,
        (x, y): (u16, u16),
        width: u16,
        text: &str,
        style: Style,
        marks: &[Mark],
    ) -> u16 {
        let end = x.saturating_add(width);
        let (mut at, mut cut) = (x, x);
        for glyph in glyphs(text) {
            if at + glyph.cells > end {
                if width > 0 {
                    for x in cut..end {
                        self.glyph(x, y, " ", 1, style);
                    }
                    self.glyph(cut, y, "…", 1, style);
                }
                return (cut + 1).min(end);
            }
            let own = marks.iter().find(|(span, _)| span.holds(glyph.span.start()));
            let style = own.map_or(style, |(_, own)| style.patch(*own));
            self.glyph(at, y, &glyph.shown, glyph.cells, style);
            at += glyph.cells;
            if at < end {
                cut = at;
            }
        }
        at
    }

    /// Writes `text` over at most `width` cells, with `…` where it is cut.
    pub(super) fn fitted(&mut self, x: u16, y: u16, width: u16, text: &str, style: Style) -> u16 {
        self.marked((x, y), width, text, style, &[])
    }

    /// Writes `text` so that it ends at the right edge of `row`, if it fits. Returns its first column.
    pub(super) fn right(&mut self, row: Area, text: &str, style: Style) -> u16 {
        let end = row.x + row.w;
        let width = cells(text);
        if width > usize::from(row.w) {
            return end;
        }
        let x = end - width as u16;
        self.text(x, row.y, width as u16, text, style);
        x
    }

    /// Puts one glyph into its cells; outside the screen nothing happens.
    pub(super) fn glyph(&mut self, x: u16, y: u16, shown: &str, width: u16, style: Style) {
        if x + width > self.buffer.area.right() {
            return;
        }
        self.cut(x, y);
        if let Some(cell) = self.buffer.cell_mut((x, y)) {
            cell.set_symbol(shown).set_style(style);
        }
        for x in x + 1..x + width {
            if let Some(cell) = self.buffer.cell_mut((x, y)) {
                cell.reset();
                cell.set_style(style);
            }
        }
    }

    /// Takes away a wide character whose second half is about to be covered.
    fn cut(&mut self, x: u16, y: u16) {
        let before = x.checked_sub(1).and_then(|x| self.buffer.cell_mut((x, y)));
        if let Some(before) =
            before.filter(|cell| cell.symbol().len() > 2 && cells(cell.symbol()) > 1)
        {
            before.set_symbol(" ");
        }
    }

    /// Fills an area with blanks on the ground of the theme.
    pub(super) fn clear(&mut self, area: Area) {
        for y in area.y..area.y + area.h {
            self.cut(area.x, y);
            for x in area.x..area.x + area.w {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                    cell.set_style(self.theme.text);
                }
            }
        }
    }

    /// Draws a horizontal rule.
    pub(super) fn rule(&mut self, area: Area, sign: &str, style: Style) {
        for x in area.x..area.x + area.w {
            self.glyph(x, area.y, sign, 1, style);
        }
    }

    /// Draws a typed line behind `label`; `is_typing` shows its cursor.
    pub(super) fn prompt(&mut self, row: Area, label: &str, prompt: &Prompt, is_typing: bool) {
        let x = self.text(row.x, row.y, row.w, label, self.theme.key);
        let rest = row.inset(x - row.x, 0);
        if !is_typing {
            self.fitted(rest.x, rest.y, rest.w, prompt.text(), self.theme.text);
            return;
        }
        let mut area = prompt.area().clone();
        area.set_style(self.theme.text);
        area.set_cursor_line_style(Style::new());
        let rect = Rect::new(rest.x, rest.y, rest.w, rest.h).intersection(self.buffer.area);
        if !rect.is_empty() {
            area.render(rect, self.buffer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, width: u16, want: &str) {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
        let theme = Theme::read("", None).0;
        let mut paint = Paint { buffer: &mut buffer, theme: &theme };
        paint.fitted(0, 0, width, text, Style::new());
        assert_eq!(buffer, Buffer::with_lines([want]));
    }

    #[test]
    fn text_stays_in_its_cells() {
        check("abc", 8, "abc     ");
        check("abcdefghij", 8, "abcdefg…");
        check("東京都知事", 8, "東京都… ");
        check("東京都知事", 6, "東京…   ");
        check("a\u{1b}[0mb", 8, "a␛[0mb  ");
        check("abc", 1, "…       ");
        check("abc", 0, "        ");
    }
}
