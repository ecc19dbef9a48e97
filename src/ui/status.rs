//! The bottom line.

use super::paint::Paint;
use crate::app::{Area, Notice, State, Typing};
use crate::text::cells;

/// Draws the bottom line: where one is on the left, the keys that matter now or the progress of an index
/// run on the right.
pub(super) fn draw(paint: &mut Paint<'_>, state: &State) {
    let (w, h) = state.screen;
    let row = Area { x: 0, y: h.saturating_sub(1), w, h: 1 }.inset(1, 1);
    let theme = paint.theme;
    if let Some(search) = state
        .reader
        .search
        .as_ref()
        .filter(|s| s.is_typing && state.typing() == Some(Typing::Search))
    {
        let found = match (search.at, search.hits.len()) {
            (_, 0) if search.prompt.is_empty() => String::new(),
            (_, 0) => "not found".to_owned(),
            (at, all) => format!("{}/{all}", at.map_or(0, |at| at + 1)),
        };
        paint.right(row, &found, theme.faint);
        paint.prompt(row.inset(0, cells(&found) as u16 + 2), "/", &search.prompt, true);
        return;
    }
    if let Some(asking) = &state.asking {
        paint.prompt(row, &asking.label, &asking.prompt, true);
        return;
    }
    let mut left = row;
    if let Some(progress) = state.progress_line() {
        let x = paint.right(row, &progress, theme.faint);
        left.w = (x - row.x).saturating_sub(2);
    }
    let (what, style) = match &state.notice {
        Some(Notice::Told(notice)) => (notice.clone(), theme.heading),
        Some(Notice::Wrong(notice)) => (format!("! {notice}"), theme.warning),
        None if state.picker.is_some() => (String::new(), theme.text),
        None => (state.position(), theme.text),
    };
    let x = paint.fitted(left.x, left.y, left.w, &what, style);
    if state.progress.is_none() {
        hints(paint, state, row.inset(x - row.x + 3, 0));
    }
}

/// Draws as many hints as there is room for, the last of them (help) always among them.
fn hints(paint: &mut Paint<'_>, state: &State, row: Area) {
    let hints = state.hints();
    let width = |(key, what): &(String, String)| cells(key) + 1 + cells(what);
    let Some((last, rest)) = hints.split_last() else { return };
    let mut room = usize::from(row.w);
    let Some(left) = room.checked_sub(width(last)) else { return };
    room = left;
    let mut shown = Vec::new();
    for hint in rest {
        let Some(left) = room.checked_sub(width(hint) + 2) else { break };
        room = left;
        shown.push(hint);
    }
    shown.push(last);
    let mut x = row.x + room as u16;
    for (i, (key, what)) in shown.into_iter().enumerate() {
        x += if i > 0 { 2 } else { 0 };
        x = paint.text(x, row.y, row.w, key, paint.theme.key);
        x = paint.text(x + 1, row.y, row.w, what, paint.theme.faint);
    }
}
