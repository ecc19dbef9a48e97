//! Two tellings beside each other, or one above the other: what differs is marked, and what only one has.

use ratatui::style::Modifier;

use super::frame::under_heading;
use super::paint::{Mark, Paint};
use super::sidebar::kind_of;
use crate::app::geometry::CompareAreas;
use crate::app::{Area, Compare, CompareLine, Head, Marked, Pair, State, Version};
use crate::text::Span;

/// Draws a comparison over the whole screen but the bottom line.
pub(super) fn draw(paint: &mut Paint<'_>, state: &State, compare: &Compare) {
    let areas = state.compare_areas();
    frame(paint, state, &areas);
    for (side, (head, row)) in compare.heads.iter().zip(areas.headings).enumerate() {
        let own = compare.is_whole.then(|| compare.only_on(side));
        heading(paint, head, own, row);
    }
    if compare.pairs.is_empty() {
        let what = if compare.asked.is_some() { "reading both…" } else { "nothing to compare" };
        let [area, _] = areas.columns;
        paint.fitted(area.x, area.y, area.w, what, paint.theme.faint);
    }
    for (y, line) in (0..areas.body.h).zip(compare.lines().iter().skip(compare.top)) {
        let y = areas.body.y + y;
        match *line {
            CompareLine::Head { pair, sides } => {
                if let Some(pair) = compare.pairs.get(pair) {
                    head_line(paint, compare, pair, sides, &areas, y);
                }
            }
            CompareLine::Text { pair, spans } => {
                let Some(pair) = compare.pairs.get(pair) else { continue };
                for ((version, span), column) in pair.versions.iter().zip(spans).zip(areas.columns)
                {
                    if let Some((version, span)) = version.as_ref().zip(span) {
                        text_line(
                            paint,
                            version,
                            span,
                            pair.is_alone(),
                            Area { y, h: 1, ..column },
                        );
                    }
                }
            }
            CompareLine::Shared(pair) => {
                let link = compare.pairs.get(pair).and_then(|pair| pair.link.as_ref());
                let row = Area { y, h: 1, ..areas.body }.inset(2, 1);
                let x = paint.fitted(row.x, y, row.w, "shared: ", paint.theme.faint);
                let shared = link.map_or("", |link| link.shared.as_str());
                paint.fitted(x, y, (row.x + row.w).saturating_sub(x), shared, paint.theme.text);
            }
            CompareLine::Blank => {}
        }
    }
}

/// Draws the lines around the sides.
fn frame(paint: &mut Paint<'_>, state: &State, areas: &CompareAreas) {
    let style = paint.theme.rule;
    let whole = Area { x: 0, y: 0, w: state.screen.0, h: areas.body.y + areas.body.h };
    under_heading(paint, whole, true);
    if let Some(rule) = areas.rule {
        paint.rule(rule, "─", style);
    }
    let [_, right] = areas.headings;
    let x = right.x.saturating_sub(3);
    paint.glyph(x, 0, "│", 1, style);
    if areas.is_beside {
        paint.glyph(x, 1, "┿", 1, paint.theme.bar);
        for y in areas.body.y..areas.body.y + areas.body.h {
            paint.glyph(x, y, "│", 1, style);
        }
        if let Some(rule) = areas.rule {
            paint.glyph(x, rule.y, "┴", 1, style);
        }
    } else {
        paint.glyph(x, 1, "┷", 1, paint.theme.bar);
    }
}

/// Draws which article a side is from, and how many passages only it has.
fn heading(paint: &mut Paint<'_>, head: &Head, own: Option<usize>, row: Area) {
    let own = own.map(|count| format!("{count} only here")).unwrap_or_default();
    let right = paint.right(row, &own, paint.theme.faint);
    let row = Area { w: right.saturating_sub(row.x + if own.is_empty() { 0 } else { 2 }), ..row };
    let date = head.date.as_ref().map(ToString::to_string).filter(|date| !date.is_empty());
    let about = [head.publisher.clone(), Some(date.unwrap_or_else(|| "undated".to_owned()))];
    let about = about.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let text = format!("{}  {about}", head.title);
    let faint = Span::at(head.title.len(), text.len());
    let marks = [(faint, paint.theme.faint)];
    paint.marked((row.x, row.y), row.w, &text, paint.theme.heading, &marks);
}

/// Draws the line above a pair: which passages, how they are linked, which of them stands alone.
fn head_line(
    paint: &mut Paint<'_>,
    compare: &Compare,
    pair: &Pair,
    sides: [bool; 2],
    areas: &CompareAreas,
    y: u16,
) {
    let theme = paint.theme;
    // How they are linked is said on the right, or where the first of them stands.
    let of_link = if areas.is_beside { 1 } else { 0 };
    for side in (0..2).filter(|side| sides.get(*side) == Some(&true)) {
        let (Some(version), Some(column)) = (pair.versions.get(side), areas.columns.get(side))
        else {
            continue;
        };
        let row = Area { y, h: 1, ..*column };
        let mut right = row.x + row.w;
        if let Some(link) = pair.link.as_ref().filter(|_| side == of_link) {
            let marked = if pair.marks_shared() { "  shared words marked" } else { "" };
            let kind = kind_of(link.kind, link.score);
            right = paint.right(row, &format!("{kind} {:.2}{marked}", link.score), theme.bar);
        }
        let Some(version) = version else { continue };
        let room = |x: u16| right.saturating_sub(x + 2);
        let mut x = row.x;
        if !areas.is_beside {
            let title = compare.heads.get(side).map_or("", |head| head.title.as_str());
            x = paint.fitted(x, y, room(x) / 2, title, theme.faint) + 1;
        }
        let number = format!("¶{}", version.ordinal + 1);
        x = paint.fitted(x, y, room(x), &number, theme.faint) + 2;
        match version.told_in {
            Some(told_in) => {
                let told = format!("told there in ¶{}", told_in + 1);
                paint.fitted(x, y, room(x), &told, theme.faint);
            }
            None if pair.is_alone() => {
                paint.fitted(x, y, room(x), "only here", theme.heading);
            }
            None => {}
        }
    }
}

/// Draws a line of a telling, with a bar beside it where only this article tells it.
fn text_line(paint: &mut Paint<'_>, version: &Version, line: Span, is_alone: bool, row: Area) {
    let theme = paint.theme;
    if is_alone && version.told_in.is_none() {
        paint.glyph(row.x.saturating_sub(1), row.y, "┃", 1, theme.bar);
    }
    let within = |span: Span| {
        let (start, end) = (span.start().max(line.start()), span.end().min(line.end()));
        Span::at(start - line.start(), end - line.start())
    };
    let marks: Vec<Mark> = version
        .marks
        .iter()
        .filter(|(span, _)| span.overlaps(line))
        .map(|&(span, marked)| {
            let style = match marked {
                Marked::Differs | Marked::Shared => theme.matched,
                Marked::Number => theme.hit.add_modifier(Modifier::BOLD),
            };
            (within(span), style)
        })
        .collect();
    paint.marked((row.x, row.y), row.w, line.of(&version.text), theme.text, &marks);
}
