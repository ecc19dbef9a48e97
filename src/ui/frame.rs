//! The lines between the panes. The pane with the focus has a heavier one under its heading.

use super::paint::Paint;
use crate::app::geometry::Desk;
use crate::app::{Area, Pane, State};

/// Draws the rules and the borders of the desk.
pub(super) fn draw(paint: &mut Paint<'_>, state: &State, desk: &Desk) {
    let style = paint.theme.rule;
    if let Some(rule) = desk.rule {
        paint.rule(rule, "─", style);
    }
    let shown = [
        (Pane::Articles, desk.articles),
        (Pane::Reader, desk.reader),
        (Pane::Sidebar, desk.sidebar.filter(|_| !desk.is_overlay)),
    ];
    for (pane, area) in shown.into_iter().filter_map(|(pane, area)| Some((pane, area?))) {
        under_heading(paint, area, pane == state.focus);
        if area.x > 0 {
            for y in 0..area.h {
                paint.glyph(area.x - 1, y, if y == 1 { "┼" } else { "│" }, 1, style);
            }
            if let Some(rule) = desk.rule {
                paint.glyph(area.x - 1, rule.y, "┴", 1, style);
            }
        }
    }
}

/// Draws the rule under the heading of a pane.
pub(super) fn under_heading(paint: &mut Paint<'_>, area: Area, has_focus: bool) {
    if let Some(row) = area.row(1) {
        let (sign, style) =
            if has_focus { ("━", paint.theme.bar) } else { ("─", paint.theme.rule) };
        paint.rule(row, sign, style);
    }
}
