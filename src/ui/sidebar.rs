//! The sidebar: tabs, a row for each entity, the related passages.

use ratatui::style::Style;
use rustc_hash::FxHashSet;

use super::frame::under_heading;
use super::paint::Paint;
use crate::app::{Area, Pane, Sheet, Sidebar, State, Tab, here, thousands};
use crate::model::{EntityId, EntityRow, Link, LinkKind, Related};

/// Cells of a number column.
const NUMBER: u16 = 5;

/// Draws the sidebar.
pub(super) fn draw(paint: &mut Paint<'_>, state: &State, area: Area, is_overlay: bool) {
    let parts = state.sidebar_parts(area, is_overlay);
    if is_overlay {
        paint.clear(area);
        under_heading(paint, area, true);
        for y in area.y..area.y + area.h {
            paint.glyph(area.x, y, if y == 1 { "┝" } else { "│" }, 1, paint.theme.rule);
        }
    }
    for (tab, label, row) in state.tab_labels(parts.tabs) {
        let is_shown = tab == state.sidebar.tab;
        let style = if is_shown { paint.theme.heading } else { paint.theme.faint };
        paint.fitted(row.x, row.y, row.w, &label, style);
    }
    let sidebar = &state.sidebar;
    if let Some((row, prompt)) = parts.line.zip(sidebar.list.filter.as_ref()) {
        let is_typing = sidebar.list.is_typing && state.focus == Pane::Sidebar;
        paint.prompt(row.inset(1, 1), "/", prompt, is_typing);
    }
    if sidebar.tab == Tab::Related {
        related(paint, state, parts.rows, true);
        return;
    }
    entities(paint, state, parts.rows);
    if let Some((head, rows)) = parts.related_head.zip(parts.related) {
        let title = format!("Related {}", counts(&state.reader.related.rows));
        paint.fitted(head.x, head.y, head.w, &title, paint.theme.faint);
        related(paint, state, rows, false);
    }
}

fn entities(paint: &mut Paint<'_>, state: &State, rows: Area) {
    let sidebar = &state.sidebar;
    let here = in_passage(state);
    let height = state.entity_height();
    let shown = sidebar.list.shown().iter().enumerate().skip(sidebar.list.top());
    for ((place, &row), area) in shown.zip(rows.rows(height)) {
        if let Some(entity) = sidebar.row(row as usize) {
            let is_here = here.contains(&entity.id);
            entity_row(paint, state, entity, area, place == sidebar.list.cursor(), is_here);
        }
    }
    if sidebar.list.is_empty() && rows.h > 0 && state.reader.sheet.is_some() {
        let view = state.reader.view();
        let is_foreign = view.is_some_and(|view| view.article.foreign_language().is_some());
        let what = match (&sidebar.list.filter, &state.progress) {
            (Some(_), _) => "none",
            (None, Some(_)) => "not read yet",
            (None, None) if is_foreign => "none found: names were learnt in English",
            (None, None) => "none in this article",
        };
        paint.fitted(rows.x + 3, rows.y, rows.w.saturating_sub(4), what, paint.theme.faint);
    }
}

/// The entities mentioned in the current passage.
fn in_passage(state: &State) -> FxHashSet<EntityId> {
    let Some(sheet) = &state.reader.sheet else { return FxHashSet::default() };
    let places = sheet.mentions_in(sheet.span_of(state.reader.passage));
    places.filter_map(|place| Some(sheet.mention(place)?.entity)).collect()
}

fn entity_row(
    paint: &mut Paint<'_>,
    state: &State,
    entity: &EntityRow,
    row: Area,
    is_cursor: bool,
    is_here: bool,
) {
    let theme = paint.theme;
    let has_focus = state.focus == Pane::Sidebar;
    let is_chosen = state.chosen.as_ref().is_some_and(|chosen| chosen.id == entity.id);
    if is_cursor {
        let bar = if has_focus { theme.bar } else { theme.faint };
        for y in row.y..row.y + row.h {
            paint.glyph(row.x, y, "┃", 1, bar);
        }
    }
    let own = paint.chosen(&entity.name);
    match (is_chosen, is_here) {
        (true, _) => paint.glyph(row.x + 1, row.y, "◆", 1, own),
        (false, true) => paint.glyph(row.x + 1, row.y, "●", 1, theme.faint),
        (false, false) => {}
    }
    let first = row.inset(3, 1);
    let in_library = thousands(state.tier.of(entity.mentions).into());
    let column = NUMBER.max(in_library.len() as u16 + 1);
    paint.right(first, &in_library, theme.faint);
    let sheet = state.reader.sheet.as_ref();
    if sheet.is_some() {
        paint.right(first.inset(0, column), &thousands(here(entity, sheet).into()), theme.text);
    }
    let mut name = first.inset(0, if sheet.is_some() { column + NUMBER } else { column } + 1);
    let is_with = state.articles.who.iter().any(|who| who.id == entity.id && !who.is_without);
    let also = theme.also.patch(theme.person(&entity.name));
    let strip = if is_chosen { own } else { theme.faint };
    match (sheet, row.row(1)) {
        (Some(sheet), Some(second)) => {
            let signs = presence(sheet, entity.id, usize::from(name.w.min(24)));
            paint.text(name.x, second.y, name.w, &signs, strip);
        }
        (Some(sheet), None) if name.w >= 24 => {
            let width = (name.w - 17).min(16);
            paint.right(name, &presence(sheet, entity.id, usize::from(width)), strip);
            name.w -= width + 1;
        }
        _ => {}
    }
    let style = match (is_chosen, is_cursor && has_focus) {
        (true, _) => own,
        (false, _) if is_with => also,
        (false, true) => theme.cursor,
        (false, false) => theme.text,
    };
    let hits = state.sidebar.list.matched(&Sidebar::filter_text(entity));
    let marks: Vec<_> = hits.into_iter().map(|span| (span, theme.matched)).collect();
    paint.marked((name.x, name.y), name.w, &entity.name, style, &marks);
}

/// Where in the article an entity is mentioned: one sign for each part of the text, higher for more.
fn presence(sheet: &Sheet, entity: EntityId, width: usize) -> String {
    const LEVELS: [char; 7] = ['▁', '▂', '▃', '▄', '▅', '▆', '█'];
    let mut counts = vec![0usize; width];
    let length = sheet.text().len().max(1);
    for &place in sheet.mentions_of(entity) {
        if let Some(mention) = sheet.mention(place as usize) {
            let part = mention.mention.span.start() * width / length;
            if let Some(count) = counts.get_mut(part) {
                *count += 1;
            }
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0).max(3);
    let top = LEVELS.len() - 1;
    let sign = |&count: &usize| LEVELS[(count * top).div_ceil(most).min(top)];
    counts.iter().map(sign).collect()
}

/// Draws related passages, two lines each.
fn related(paint: &mut Paint<'_>, state: &State, area: Area, is_tab: bool) {
    let theme = paint.theme;
    let list = &state.sidebar.related;
    let rows = &state.reader.related.rows;
    let has_focus = is_tab && state.focus == Pane::Sidebar;
    let top = if is_tab { list.top() } else { 0 };
    for ((place, row), lines) in rows.iter().enumerate().skip(top).zip(area.rows(2)) {
        let (first, second) = (lines.heading(), lines.below(1));
        if is_tab && place == list.cursor() {
            let bar = if has_focus { theme.bar } else { theme.faint };
            paint.glyph(first.x, first.y, "┃", 1, bar);
            paint.glyph(second.x, second.y, "┃", 1, bar);
        }
        related_row(paint, row, first.inset(1, 1), second.inset(3, 1));
    }
    if is_tab && rows.is_empty() {
        let what = match state.reader.related.asked {
            Some(_) => "looking…",
            None => "no other article tells this passage",
        };
        paint.fitted(area.x + 3, area.y, area.w.saturating_sub(4), what, theme.faint);
    }
}

fn related_row(paint: &mut Paint<'_>, row: &Related, first: Area, second: Area) {
    let theme = paint.theme;
    let (style, text) = related_styles(paint, row);
    let x = paint.fitted(first.x, first.y, first.w, &kind_of(row.kind, row.score), style);
    let number = match row.is_sure() {
        true => format!("¶{}", row.passage.ordinal + 1),
        false => format!("{:.2} ¶{}", row.score, row.passage.ordinal + 1),
    };
    let right = paint.right(first, &number, theme.faint);
    let room = right.saturating_sub(x + 3);
    paint.fitted(x + 2, first.y, room, &row.title, theme.faint);
    paint.fitted(second.x, second.y, second.w, row.text.trim(), text);
}

/// How many passages count as related, and how many are less sure.
pub(super) fn counts(rows: &[Related]) -> String {
    let sure = rows.iter().filter(|row| row.is_sure()).count();
    match rows.len() - sure {
        0 => sure.to_string(),
        rest => format!("{sure} and {rest} less sure"),
    }
}

/// In which way a passage is related, with its sign in front; a `?` behind where that is less sure.
pub(super) fn kind_of(kind: LinkKind, score: f32) -> String {
    let doubt = if score >= Link::COUNTED_FROM { "" } else { "?" };
    format!("{} {}{doubt}", kind.sign(), kind.name().replace('-', " "))
}

/// The styles of the kind and of the text of a related passage.
pub(super) fn related_styles(paint: &Paint<'_>, row: &Related) -> (Style, Style) {
    let theme = paint.theme;
    if row.is_sure() { (theme.bar, theme.text) } else { (theme.faint, theme.faint) }
}
