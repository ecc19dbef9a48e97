//! The reader pane: a column of text with the mentions in it. Previews are drawn by the same means.

use ratatui::style::{Modifier, Style};

use super::links;
use super::paint::{Mark, Paint};
use crate::app::{Area, Pane, Put, Sheet, SheetLine, State, geometry, place_line, thousands};
use crate::model::{Article, EntityId, Own, PassageKind};
use crate::text::{Span, cells};

/// What is to be seen in a sheet besides its text.
#[derive(Default)]
pub(super) struct Seen<'a> {
    /// What the reader has in the article.
    pub(super) own: Option<&'a Own>,
    /// The passage with the bar.
    pub(super) passage: Option<u32>,
    /// The span of the current mention.
    pub(super) mention: Option<Span>,
    /// Persons whose mentions stand out, each in its style; the first the most.
    pub(super) persons: &'a [(EntityId, Style)],
    /// Search hits, in text order.
    pub(super) hits: &'a [Span],
    /// The hit one is on.
    pub(super) at: Option<Span>,
    /// Whether addresses are links.
    pub(super) has_links: bool,
}

/// Draws the reader pane.
pub(super) fn draw(paint: &mut Paint<'_>, state: &State, area: Area) {
    let reader = &state.reader;
    let Some(sheet) = &reader.sheet else {
        heading(paint, state, area, "", "");
        return;
    };
    let body = area.body();
    let article = &sheet.view.article;
    if sees_title(sheet, reader.top) {
        let words = state.articles.row(sheet.view.id).map_or(0, |row| row.words);
        let end = heading(paint, state, area, &about(article), &reading_time(words));
        link_heading(paint, state, area, end);
    } else {
        let end = heading(paint, state, area, &article.title, "");
        link_heading(paint, state, area, end);
    }
    let search = reader.search.as_ref();
    let persons = paint.persons(state);
    let seen = Seen {
        own: Some(&reader.own),
        passage: Some(reader.passage),
        mention: reader.mention_span(),
        persons: &persons,
        hits: search.map_or(&reader.found, |search| &search.hits),
        at: search.and_then(|search| search.hits.get(search.at?).copied()),
        has_links: state.has_links,
    };
    sheet_lines(paint, sheet, reader.top, body, &seen);
}

/// Whether the title is among the lines from `top` on: then the heading need not say it.
pub(super) fn sees_title(sheet: &Sheet, top: usize) -> bool {
    let passages = &sheet.view.article.passages;
    let title = passages.iter().position(|passage| passage.kind == PassageKind::Title);
    title.is_some_and(|title| sheet.lines_of(title as u32).start >= top)
}

/// Links the heading to the page that the article is from.
fn link_heading(paint: &mut Paint<'_>, state: &State, area: Area, end: u16) {
    let url = state.reader.view().and_then(|view| view.article.url.as_ref());
    if let Some(url) = url.filter(|_| state.has_links) {
        let x = geometry::text_column(area, state.text_width).x;
        links::link(paint.buffer, (x, area.y), end, url);
    }
}

/// Draws the heading and returns the column behind its left part.
fn heading(paint: &mut Paint<'_>, state: &State, area: Area, left: &str, right: &str) -> u16 {
    let has_focus = state.focus == Pane::Reader;
    let style = if has_focus { paint.theme.heading } else { paint.theme.faint };
    let row = area.heading();
    let column = geometry::text_column(area, state.text_width);
    let row = row.inset(column.x - area.x, (area.x + area.w).saturating_sub(column.x + column.w));
    let x = paint.right(row, right, paint.theme.faint);
    let room = (x - row.x).saturating_sub(u16::from(!right.is_empty()));
    paint.fitted(row.x, row.y, room, left, style)
}

/// Who published the article and when, as far as it is printed.
pub(super) fn about(article: &Article) -> String {
    let date = article.date.as_ref().map(ToString::to_string).filter(|date| !date.is_empty());
    let parts = [
        article.publisher.clone(),
        article.author.clone().map(|author| format!("by {author}")),
        Some(date.unwrap_or_else(|| "undated".to_owned())),
        article.foreign_language().map(|language| format!("in {language}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// How long so many words take to read, at 230 a minute (Brysbaert 2019: 238 for English non-fiction).
fn reading_time(words: u32) -> String {
    format!("{} min", thousands(words.div_ceil(230).max(1).into()))
}

/// Draws the lines of a sheet from `top` on into `area`.
pub(super) fn sheet_lines(
    paint: &mut Paint<'_>,
    sheet: &Sheet,
    top: usize,
    area: Area,
    seen: &Seen<'_>,
) {
    let column = geometry::text_column(area, sheet.width);
    let mut marks = Vec::new();
    for (y, line) in (0..area.h).zip(sheet.lines().iter().skip(top)) {
        let y = area.y + y;
        if line.span.is_empty() {
            continue;
        }
        let kind = sheet.kind_of(line.passage);
        margin(paint, sheet, line, kind, (column, y), area, seen);
        marks.clear();
        collect_marks(paint, sheet, line, seen, &mut marks);
        text_line(paint, sheet.text(), line, style_of(paint, kind), (column.x, y), &marks, seen);
        if seen.has_links {
            link_line(paint, sheet, line, (column.x, y), seen);
        }
    }
}

/// What a passage is shows in its style and its place.
fn style_of(paint: &Paint<'_>, kind: PassageKind) -> Style {
    match kind {
        PassageKind::Title => paint.theme.title,
        PassageKind::Standfirst => paint.theme.text.add_modifier(Modifier::BOLD | Modifier::ITALIC),
        PassageKind::Quote => paint.theme.text.add_modifier(Modifier::ITALIC),
        PassageKind::Caption | PassageKind::Furniture => paint.theme.faint,
        PassageKind::Body => paint.theme.text,
    }
}

/// Draws what stands beside a line: the bar, the sign of its kind, the number of related passages.
fn margin(
    paint: &mut Paint<'_>,
    sheet: &Sheet,
    line: &SheetLine,
    kind: PassageKind,
    (column, y): (Area, u16),
    area: Area,
    seen: &Seen<'_>,
) {
    let theme = paint.theme;
    let is_told = seen.own.is_some_and(|own| own.is_told(line.passage));
    if line.is_first && seen.own.is_some_and(|own| own.has_note(line.passage)) {
        paint.glyph(column.x.saturating_sub(3), y, "✎", 1, theme.key);
    }
    if seen.passage == Some(line.passage) {
        paint.glyph(column.x.saturating_sub(2), y, "┃", 1, theme.bar);
    } else if is_told {
        paint.glyph(column.x.saturating_sub(2), y, "┊", 1, theme.faint);
    } else if kind == PassageKind::Furniture && line.is_first {
        paint.glyph(column.x.saturating_sub(2), y, "·", 1, theme.faint);
    }
    if kind == PassageKind::Caption && line.indent > 0 {
        paint.glyph(column.x, y, "▏", 1, theme.faint);
    }
    let related = sheet.view.related.get(line.passage as usize).copied().unwrap_or(0);
    if line.is_first && related > 0 {
        let right = column.x + column.w;
        let room = Area { x: right, y, w: (area.x + area.w).saturating_sub(right + 1), h: 1 };
        let (sign, most) = (format!("⇄{}", related.min(99)), usize::from(room.w));
        if cells(&sign) <= most {
            paint.text(right + 1, y, room.w, &sign, theme.faint);
        } else if most > 1 {
            paint.text(right + 1, y, room.w, "⇄", theme.faint);
        }
    }
}

/// Collects the parts of a line with a style of their own; the first that holds a byte counts.
fn collect_marks(
    paint: &Paint<'_>,
    sheet: &Sheet,
    line: &SheetLine,
    seen: &Seen<'_>,
    marks: &mut Vec<Mark>,
) {
    let theme = paint.theme;
    let current = seen.mention.filter(|span| span.overlaps(line.span));
    marks.extend(current.map(|span| (span, current_style(paint, sheet, span, seen))));
    let first = seen.hits.partition_point(|hit| hit.end() <= line.span.start());
    let hits = seen.hits.iter().skip(first).take_while(|hit| hit.start() < line.span.end());
    for &hit in hits {
        let style = if seen.at == Some(hit) {
            theme.hit.add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
        } else {
            theme.hit
        };
        marks.push((hit, style));
    }
    // A mention that began on a line before is never far: only so much of a passage is looked at.
    let from = sheet.span_of(line.passage).start().max(line.span.start().saturating_sub(400));
    let before = marks.len();
    for place in sheet.mentions_in(Span::at(from, line.span.end())) {
        let Some(mention) = sheet.mention(place) else { continue };
        if mention.mention.span.overlaps(line.span) {
            let person = seen.persons.iter().find(|(id, _)| *id == mention.entity);
            marks.push((mention.mention.span, person.map_or(theme.other, |(_, style)| *style)));
            if person.is_some() {
                // The chosen one shows through a longer mention that holds it.
                let last = marks.len() - 1;
                marks.swap(before, last);
            }
        }
    }
}

/// The style of the current mention: in the colour of its person where that one stands out.
fn current_style(paint: &Paint<'_>, sheet: &Sheet, span: Span, seen: &Seen<'_>) -> Style {
    let current = paint.theme.current;
    let entity = sheet.mention_at(span).and_then(|place| Some(sheet.mention(place)?.entity));
    let person = seen.persons.iter().find(|(id, _)| Some(*id) == entity);
    person.map_or(current, |(_, style)| Style { fg: style.fg.or(current.fg), ..current })
}

/// Links the addresses on a line; one that runs over several lines is whole on each.
fn link_line(
    paint: &mut Paint<'_>,
    sheet: &Sheet,
    line: &SheetLine,
    (x, y): (u16, u16),
    seen: &Seen<'_>,
) {
    // The signs around the current mention move what stands behind it.
    if seen.mention.is_some_and(|mention| mention.overlaps(line.span)) {
        return;
    }
    let passage = sheet.span_of(line.passage);
    for found in links::addresses(passage.of(sheet.text())) {
        let address = found.shifted(passage.start());
        let (start, end) =
            (address.start().max(line.span.start()), address.end().min(line.span.end()));
        if start >= end {
            continue;
        }
        let before = cells(Span::at(line.span.start(), start).of(sheet.text())) as u16;
        let width = cells(Span::at(start, end).of(sheet.text())) as u16;
        let x = x + line.indent + before;
        links::link(paint.buffer, (x, y), x + width, address.of(sheet.text()));
    }
}

/// Draws one line of text. The current mention stands between `▌` and `▐`, in blanks where there are some.
fn text_line(
    paint: &mut Paint<'_>,
    text: &str,
    line: &SheetLine,
    style: Style,
    (x, y): (u16, u16),
    marks: &[Mark],
    seen: &Seen<'_>,
) {
    let bracket = paint.theme.current;
    let start = line.span.start();
    place_line(text, line, x, seen.mention, |x, put| match put {
        Put::Open => paint.glyph(x, y, "▌", 1, bracket),
        Put::Close => paint.glyph(x, y, "▐", 1, bracket),
        Put::Glyph(glyph) => {
            let own = marks.iter().find(|(span, _)| span.holds(start + glyph.span.start()));
            let style = own.map_or(style, |(_, own)| style.patch(*own));
            paint.glyph(x, y, &glyph.shown, glyph.cells, style);
        }
    });
}
