//! Where everything stands on the screen, in cells. `update` asks it how much is visible, drawing where
//! to put it.

/// A rectangle of the screen, in cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Area {
    pub x: u16,
    pub y: u16,
    pub w: u16,
    pub h: u16,
}

/// One of the three panes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Pane {
    /// The articles.
    #[default]
    Articles,
    /// The open article.
    Reader,
    /// People, organisations, places, related passages.
    Sidebar,
}

impl Pane {
    /// The panes from left to right.
    pub const ALL: [Self; 3] = [Self::Articles, Self::Reader, Self::Sidebar];
}

/// What the reader of the screen wishes of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Cells that the article pane is wider than by default.
    pub articles_by: i16,
    /// Cells that the sidebar is wider than by default.
    pub sidebar_by: i16,
    /// Whether the reader stands alone.
    pub zen: bool,
    /// Whether there is ever but one pane.
    pub alone: bool,
}

/// The places of the panes. A pane's area holds its heading, a rule and its body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Desk {
    /// Where the articles are, if shown.
    pub articles: Option<Area>,
    /// Where the open article is, if shown.
    pub reader: Option<Area>,
    /// Where the sidebar is, if shown.
    pub sidebar: Option<Area>,
    /// Whether the sidebar lies over the reader.
    pub is_overlay: bool,
    /// The rule above the status line, where there is room for one.
    pub rule: Option<Area>,
    /// The status line.
    pub status: Area,
}

/// A border between panes that can be dragged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Border {
    /// Right of the articles.
    Articles,
    /// Left of the sidebar.
    Sidebar,
}

impl Desk {
    /// The pane that holds a cell of the screen, and where it is; the sidebar lies over the others.
    pub fn pane_at(&self, x: u16, y: u16) -> Option<(Pane, Area)> {
        [
            (Pane::Sidebar, self.sidebar),
            (Pane::Articles, self.articles),
            (Pane::Reader, self.reader),
        ]
        .into_iter()
        .filter_map(|(pane, area)| Some((pane, area?)))
        .find(|(_, area)| area.has(x, y))
    }

    /// The border that a cell of the screen is on.
    pub fn border_at(&self, x: u16, y: u16) -> Option<Border> {
        let left_of = |area: Area| area.x > 0 && x + 1 == area.x && y < area.h;
        if self.sidebar.is_some_and(|area| !self.is_overlay && left_of(area)) {
            return Some(Border::Sidebar);
        }
        self.reader.is_some_and(left_of).then_some(Border::Articles)
    }
}

impl Wish {
    /// The wish that puts a border at column `x`, or as near as the screen lets it be.
    #[must_use]
    pub fn with_border(self, (w, h): (u16, u16), focus: Pane, border: Border, x: u16) -> Self {
        let by = |wanted: u16, default: u16| {
            (i32::from(wanted) - i32::from(default)).clamp(-9999, 9999) as i16
        };
        let wish = |width: u16| match border {
            Border::Articles => Self { articles_by: by(width, default_articles(w)), ..self },
            Border::Sidebar => Self { sidebar_by: by(width, default_sidebar(w)), ..self },
        };
        let made = match border {
            Border::Articles => desk(w, h, wish(x), focus).articles,
            Border::Sidebar => desk(w, h, wish(w.saturating_sub(x + 1)), focus).sidebar,
        };
        made.map_or(self, |area| wish(area.w))
    }
}

/// The smallest screen that anything but a short message is drawn on, in cells.
pub const SMALLEST: (u16, u16) = (40, 10);
/// From this width on three panes stand side by side.
const THREE_PANES: u16 = 100;
/// From this width on two do.
const TWO_PANES: u16 = 60;
/// From this height on the status line has a rule above it.
const ROOMY: u16 = 16;
/// Text is never wider than this: longer lines are hard to read.
pub const WIDEST_TEXT: u16 = 80;
const NARROWEST_READER: u16 = 36;

impl Area {
    /// The line with the heading.
    pub fn heading(self) -> Self {
        Self { h: self.h.min(1), ..self }
    }

    /// What stands below the heading and its rule.
    pub fn body(self) -> Self {
        self.below(2)
    }

    /// The area without its first `rows`.
    pub fn below(self, rows: u16) -> Self {
        let rows = rows.min(self.h);
        Self { y: self.y + rows, h: self.h - rows, ..self }
    }

    /// The row at `row` from its top, if there is one.
    pub fn row(self, row: u16) -> Option<Self> {
        (row < self.h).then(|| Self { y: self.y + row, h: 1, ..self })
    }

    /// Whether it holds the cell at column `x` and row `y` of the screen.
    pub fn has(self, x: u16, y: u16) -> bool {
        (self.x..self.x + self.w).contains(&x) && (self.y..self.y + self.h).contains(&y)
    }

    /// The rows of `height` lines that fit whole, from the top.
    pub fn rows(self, height: u16) -> impl Iterator<Item = Self> {
        let height = height.max(1);
        (0..self.h / height).map(move |row| Self { y: self.y + row * height, h: height, ..self })
    }

    /// Which of its [`Area::rows`] holds a cell of the screen.
    pub fn row_at(self, height: u16, x: u16, y: u16) -> Option<usize> {
        self.rows(height).position(|row| row.has(x, y))
    }

    /// The area without `left` and `right` cells at its sides.
    pub fn inset(self, left: u16, right: u16) -> Self {
        let left = left.min(self.w);
        Self { x: self.x + left, w: self.w.saturating_sub(left + right), ..self }
    }
}

/// Whether a screen of `w` by `h` cells is too small for the panes.
pub fn is_too_small(w: u16, h: u16) -> bool {
    w < SMALLEST.0 || h < SMALLEST.1
}

/// Returns the places of the panes on a screen of `w` by `h` cells. From 100 columns on there are three,
/// from 60 on the articles and the reader, with the sidebar over the right half while it has the focus;
/// below, the pane with the focus alone.
pub fn desk(w: u16, h: u16, wish: Wish, focus: Pane) -> Desk {
    let status = Area { x: 0, y: h.saturating_sub(1), w, h: h.min(1) };
    let has_rule = h >= ROOMY && !wish.alone;
    let rule = has_rule.then(|| Area { y: h.saturating_sub(2), ..status });
    let height = h.saturating_sub(1 + u16::from(has_rule));
    let pane = |x: u16, w: u16| Some(Area { x, y: 0, w, h: height });
    let mut made = Desk { rule, status, ..Desk::default() };
    if w < TWO_PANES || wish.alone || (wish.zen && focus == Pane::Reader) {
        let alone = pane(0, w);
        match focus {
            Pane::Articles => made.articles = alone,
            Pane::Reader => made.reader = alone,
            Pane::Sidebar => made.sidebar = alone,
        }
        return made;
    }
    if w < THREE_PANES {
        let most = w - 1 - NARROWEST_READER.min(w / 2);
        let articles = wished(default_articles(w), wish.articles_by, 14, most);
        made.articles = pane(0, articles);
        made.reader = pane(articles + 1, w - articles - 1);
        if focus == Pane::Sidebar {
            let from = w / 2;
            made.sidebar = pane(from, w - from);
            made.is_overlay = true;
        }
        return made;
    }
    let room = w - 2 - NARROWEST_READER;
    let sidebar = wished(default_sidebar(w), wish.sidebar_by, 20, room - 14);
    let articles = wished(default_articles(w), wish.articles_by, 14, room - sidebar);
    made.articles = pane(0, articles);
    made.reader = pane(articles + 1, w - articles - sidebar - 2);
    made.sidebar = pane(w - sidebar, sidebar);
    made
}

fn default_articles(w: u16) -> u16 {
    if w < THREE_PANES { w * 7 / 20 } else { (w / 5).clamp(20, 32) }
}

fn default_sidebar(w: u16) -> u16 {
    (w * 3 / 10).clamp(28, 40)
}

fn wished(default: u16, by: i16, least: u16, most: u16) -> u16 {
    default.saturating_add_signed(by).clamp(least, most.max(least))
}

/// The column of text inside a reader or a preview: its area leaves room on the left for the bar of the
/// current passage and on the right for the number of related passages.
pub fn text_column(pane: Area, widest: u16) -> Area {
    let (left, right) = if pane.w < 48 { (3, 1) } else { (4, 5) };
    let width = pane.w.saturating_sub(left + right).clamp(1, widest.max(1));
    let x = left.max(pane.w.saturating_sub(width) / 2);
    Area { x: pane.x + x.min(pane.w), w: width.min(pane.w.saturating_sub(x)), ..pane }
}

/// The line of a list's filter, where it has one, and the rows below it.
pub fn list_body(pane: Area, has_filter: bool) -> (Option<Area>, Area) {
    let body = pane.body();
    if !has_filter {
        return (None, body);
    }
    (body.row(0), body.below(if body.h > 8 { 2 } else { 1 }))
}

/// The article pane below its heading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ArticlesBody {
    /// The saved queries, a line each as far as there is room, where there are some.
    pub saved: Option<Area>,
    /// The line of the filter, where there is one.
    pub line: Option<Area>,
    /// The line of the persons that filter, where there are some.
    pub who: Option<Area>,
    /// The articles.
    pub rows: Area,
}

/// Returns the parts of the article pane. A fifth of it at most is for the saved queries.
pub fn articles_body(pane: Area, [has_filter, has_who]: [bool; 2], n_saved: usize) -> ArticlesBody {
    let body = pane.body();
    let lines = n_saved.min(usize::from(body.h / 5)) as u16;
    let blank = u16::from(lines > 0 && body.h > 8);
    let saved = (lines > 0).then_some(Area { h: lines, ..body });
    let below = Area { y: pane.y + lines + blank, h: pane.h.saturating_sub(lines + blank), ..pane };
    let (line, rows) = list_body(below, has_filter);
    let (who, rows) = who_line(line, rows, has_who);
    ArticlesBody { saved, line, who, rows }
}

/// Takes the line of the persons from the rows, where it is wanted.
fn who_line(line: Option<Area>, rows: Area, has_who: bool) -> (Option<Area>, Area) {
    if !has_who {
        return (None, rows);
    }
    let (who, rows) = match line {
        // Right below the filter, on the line that is blank where there is room.
        Some(line) if rows.y > line.y + 1 => (Area { y: line.y + 1, ..line }, rows.below(1)),
        _ => (rows.heading(), rows.below(if rows.h > 8 { 2 } else { 1 })),
    };
    (Some(who).filter(|who| who.h > 0), rows)
}

/// The sidebar below its heading: the rows of the tab, and below them, where there is room, the passages
/// related to the current one.
pub fn sidebar_body(rows: Area, has_related: bool) -> (Area, Option<Area>) {
    if !has_related || rows.h < 18 {
        return (rows, None);
    }
    let below = (rows.h / 3).min(12);
    let above = Area { h: rows.h - below, ..rows };
    (above, Some(rows.below(rows.h - below)))
}

/// The parts of the sidebar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SidebarParts {
    /// Everything but the line that an overlay has on its left.
    pub inner: Area,
    /// The line with the tabs.
    pub tabs: Area,
    /// The line of the filter, where there is one.
    pub line: Option<Area>,
    /// The rows of the tab.
    pub rows: Area,
    /// The heading of the related passages below the rows, where they are shown.
    pub related_head: Option<Area>,
    /// Their rows.
    pub related: Option<Area>,
}

/// Returns the parts of the sidebar in `pane`.
pub fn sidebar(pane: Area, is_overlay: bool, has_filter: bool, has_related: bool) -> SidebarParts {
    let inner = if is_overlay { pane.inset(1, 0) } else { pane };
    let (line, rows) = list_body(inner, has_filter);
    let (rows, below) = sidebar_body(rows, has_related);
    let related_head = below.and_then(|below| below.row(1)).map(|row| row.inset(1, 1));
    let related = below.map(|below| below.below(3));
    SidebarParts { inner, tabs: inner.heading().inset(1, 0), line, rows, related_head, related }
}

/// The parts of an open picker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PickerAreas {
    /// Its heading with the number of rows.
    pub heading: Area,
    /// The line that is typed.
    pub line: Area,
    /// The rows.
    pub rows: Area,
    /// The preview, where there is room for one.
    pub preview: Option<Area>,
    /// Whether the preview stands beside the rows, not below.
    pub is_beside: bool,
    /// The rule above the status line, where there is room for one.
    pub rule: Option<Area>,
}

/// Returns the parts of a picker on a screen of `w` by `h` cells. `wants_width` asks for rows as wide as
/// the screen, with the preview below them; `has_preview` tells whether there is anything to preview.
pub fn picker(w: u16, h: u16, wants_width: bool, has_preview: bool) -> PickerAreas {
    let has_rule = h >= ROOMY;
    let all = Area { x: 0, y: 0, w, h: h.saturating_sub(1 + u16::from(has_rule)) };
    let heading = all.heading();
    let line = all.below(1).heading();
    let body = all.below(3);
    let rule = has_rule.then_some(Area { y: all.h, h: 1, ..all });
    let made = PickerAreas { heading, line, rows: body, preview: None, is_beside: false, rule };
    if !has_preview {
        return made;
    }
    if !wants_width && w >= 90 {
        let rows = Area { w: w * 9 / 20, ..body };
        let preview = body.inset(rows.w + 1, 0);
        return PickerAreas { rows, preview: Some(preview), is_beside: true, ..made };
    }
    if body.h >= 14 {
        let above = body.h / 2;
        let rows = Area { h: above, ..body };
        return PickerAreas { rows, preview: Some(body.below(above + 1)), ..made };
    }
    made
}

/// The parts of a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CompareAreas {
    /// Where the headings of the two sides are.
    pub headings: [Area; 2],
    /// Where the texts of the two sides are: beside each other, or the same area twice.
    pub columns: [Area; 2],
    /// Everything below the headings.
    pub body: Area,
    /// The widest line of text, in cells.
    pub width: u16,
    /// Whether the sides stand beside each other, not one above the other.
    pub is_beside: bool,
    /// The rule above the status line, where there is room for one.
    pub rule: Option<Area>,
}

/// Returns the parts of a comparison on a screen of `w` by `h` cells: from 100 columns on beside each other.
pub fn compare(w: u16, h: u16, widest: u16) -> CompareAreas {
    let has_rule = h >= ROOMY;
    let all = Area { x: 0, y: 0, w, h: h.saturating_sub(1 + u16::from(has_rule)) };
    let rule = has_rule.then_some(Area { y: all.h, h: 1, ..all });
    let is_beside = w >= THREE_PANES;
    let left = w.saturating_sub(1) / 2;
    let halves = [Area { w: left, ..all }, all.inset(left + 1, 0)];
    let sides = if is_beside { halves } else { [all; 2] };
    let columns = sides.map(|side| {
        let inner = side.body().inset(2, 1);
        Area { w: inner.w.min(widest), ..inner }
    });
    let width = columns.iter().map(|column| column.w).min().unwrap_or(0).max(1);
    let headings = halves.map(|half| half.heading().inset(2, 1));
    CompareAreas { headings, columns, body: all.body(), width, is_beside, rule }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_fill_the_screen_side_by_side() {
        for w in 1..=300 {
            for h in [1, 9, 10, 12, 24, 40, 100] {
                for focus in Pane::ALL {
                    for wish in [0, -500, 500].map(|by| Wish {
                        articles_by: by,
                        sidebar_by: -by,
                        zen: by > 0,
                        alone: by == 0 && h == 9,
                    }) {
                        check(w, h, wish, focus);
                    }
                }
            }
        }
    }

    #[track_caller]
    fn check(w: u16, h: u16, wish: Wish, focus: Pane) {
        let made = desk(w, h, wish, focus);
        let shown = |pane| match pane {
            Pane::Articles => made.articles,
            Pane::Reader => made.reader,
            Pane::Sidebar => made.sidebar,
        };
        assert!(shown(focus).is_some(), "{focus:?} has the focus at {w}x{h}");
        let mut x = 0;
        for area in Pane::ALL.into_iter().filter_map(shown) {
            assert!(area.x + area.w <= w && area.y + area.h <= h, "{area:?} leaves {w}x{h}");
            if !made.is_overlay {
                assert_eq!(area.x, x, "a gap at {w}x{h}");
            }
            x = area.x + area.w + 1;
            let column = text_column(area, WIDEST_TEXT);
            assert!(column.w <= WIDEST_TEXT && column.x + column.w <= area.x + area.w);
        }
        assert_eq!(x, w + 1);
    }

    #[test]
    fn the_number_of_panes_follows_the_width() {
        for (w, want) in [(59, 1), (60, 2), (99, 2), (100, 3)] {
            let made = desk(w, 24, Wish::default(), Pane::Reader);
            let shown = [made.articles, made.reader, made.sidebar].iter().flatten().count();
            assert_eq!(shown, want, "{w} columns");
        }
        assert!(desk(80, 24, Wish::default(), Pane::Sidebar).is_overlay);
    }
}
