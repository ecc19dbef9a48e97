//! Pickers: a typed line, rows, and a preview of the row one is on.

use ratatui::style::Style;

use super::articles::in_folder;
use super::frame::under_heading;
use super::paint::{Mark, Paint};
use super::reader::{Seen, about, sees_title, sheet_lines};
use super::sidebar::{counts, kind_of, related_styles};
use crate::app::{
    Area, Part, Picker, PickerKind, PickerRows, Preview, Sheet, Sidebar, State, Tier, geometry,
    row_text, thousands,
};
use crate::model::{ArticleId, ContextLine, EntityId, Form, Kept, PrintedDate};
use crate::text::{Span, cells, fit, glyphs};

/// Draws a picker over the whole screen but the bottom line.
pub(super) fn draw(paint: &mut Paint<'_>, state: &State, picker: &Picker) {
    let areas = state.picker_areas(picker.kind);
    heading(paint, state, picker, areas.heading.inset(1, 1));
    if let Some(prompt) = &picker.list.filter {
        paint.prompt(areas.line.inset(1, 1), "› ", prompt, true);
    }
    let whole = Area { y: 1, h: areas.rows.h + 2, ..areas.heading };
    under_heading(paint, whole, true);
    if let Some(rule) = areas.rule {
        paint.rule(rule, "─", paint.theme.rule);
    }
    rows(paint, state, picker, areas.rows);
    let Some(area) = areas.preview else { return };
    if areas.is_beside {
        for y in area.y..area.y + area.h {
            paint.glyph(area.x - 1, y, "│", 1, paint.theme.rule);
        }
    } else {
        paint.rule(Area { y: area.y - 1, h: 1, ..area }, "─", paint.theme.rule);
    }
    match &picker.preview {
        Preview::None => {}
        Preview::Article(sheet) => article(paint, state, picker, sheet, area),
        Preview::Person(_, lines) => person(paint, state, picker, lines, area),
    }
}

fn heading(paint: &mut Paint<'_>, state: &State, picker: &Picker, row: Area) {
    let theme = paint.theme;
    let title = match picker.of.as_str() {
        "" => picker.kind.title().to_owned(),
        of if picker.subject.is_some() => format!("{of} is {}", picker.kind.title()),
        of => format!("{} of {of}", picker.kind.title()),
    };
    let signs = match picker.kind {
        PickerKind::Mentions => state.tier.signs(),
        PickerKind::Hits => state.order.name().to_owned(),
        _ => String::new(),
    };
    if cells(&title) + cells(&signs) + 12 <= usize::from(row.w) {
        paint.right(row, &signs, theme.faint);
    }
    let (shown, all) = (picker.list.len(), picker.rows.len());
    let count = match (picker.asked, shown == all, &picker.rows) {
        (None, true, PickerRows::Mentions(_, lines)) => {
            let n = lines.chunk_by(|a, b| a.place.article == b.place.article).count();
            format!("{} in {}", thousands(all as u64), articles(n as u32))
        }
        (Some(_), ..) => "…".to_owned(),
        (None, true, PickerRows::Related(rows)) => counts(rows),
        (None, true, _) => thousands(all as u64),
        (None, false, _) => format!("{} of {}", thousands(shown as u64), thousands(all as u64)),
    };
    let x = paint.fitted(row.x, row.y, row.w, &title, theme.heading);
    paint.fitted(x + 2, row.y, row.w.saturating_sub(x + 2 - row.x), &count, theme.faint);
}

fn rows(paint: &mut Paint<'_>, state: &State, picker: &Picker, area: Area) {
    let shown = picker.list.shown().iter().enumerate().skip(picker.list.top());
    let mut before = None;
    for (y, (place, &row)) in (0..area.h).zip(shown) {
        let Some(line) = area.row(y) else { break };
        let is_cursor = place == picker.list.cursor();
        if is_cursor {
            paint.glyph(line.x, line.y, "┃", 1, paint.theme.bar);
        }
        let line = line.inset(2, 1);
        match &picker.rows {
            PickerRows::Mentions(_, lines) => {
                if let Some(found) = lines.get(row as usize) {
                    mention(paint, state, found, line, is_cursor, &mut before);
                }
            }
            PickerRows::Saved(_) => {
                saved_query(paint, state, (picker, row as usize), line, is_cursor);
            }
            _ => row_of(paint, picker, state.tier, row as usize, line, is_cursor),
        }
    }
    if picker.list.is_empty() && area.h > 0 && picker.asked.is_none() {
        let what = match (&picker.rows, picker.list.query().trim().is_empty()) {
            (PickerRows::Hits(_), true) => "type words to look for",
            _ => "nothing found",
        };
        paint.fitted(area.x + 2, area.y, area.w.saturating_sub(3), what, paint.theme.faint);
    }
}

/// Draws one row: what it is on the left, what counts it on the right.
fn row_of(
    paint: &mut Paint<'_>,
    picker: &Picker,
    tier: Tier,
    row: usize,
    line: Area,
    is_cursor: bool,
) {
    let theme = paint.theme;
    let mut style = if is_cursor { theme.cursor } else { theme.text };
    let marks = |text: &str| -> Vec<Mark> {
        picker.list.matched(text).into_iter().map(|span| (span, theme.matched)).collect()
    };
    let (text, marked, right) = match &picker.rows {
        PickerRows::Persons(..) => {
            let Some(person) = picker.rows.person(row) else { return };
            let mentions = thousands(tier.of(person.mentions).into());
            let right = format!("{mentions} in {}", articles(person.articles));
            let text = Sidebar::filter_text(person);
            // The other names stand behind the canonical one, fainter.
            let mut marked = marks(&text);
            marked.push((Span::at(person.name.len(), text.len()), theme.faint));
            (text, marked, right)
        }
        PickerRows::Articles(rows) => {
            let Some(article) = rows.get(row) else { return };
            let date = article.date.as_ref().map(ToString::to_string).unwrap_or_default();
            let text = row_text(&article, article.tags);
            let mut marked = marks(&text);
            marked.push((Span::at(article.title.len(), text.len()), theme.faint));
            (text, marked, date)
        }
        PickerRows::Mentions(..) | PickerRows::Saved(_) => return,
        PickerRows::Quotes(_, rows) => {
            let Some(said) = rows.get(row) else { return };
            let quote = &said.quote;
            let head = if said.is_version { "  ≈ " } else { "" };
            let words = format!("{head}“{}”", quote.text.replace('\n', " "));
            let text = format!("{words}  {}", quote.title);
            let mut marked = marks(&text);
            marked.push((Span::at(words.len(), text.len()), theme.faint));
            if said.is_version {
                marked.push((Span::at(0, words.len()), theme.faint));
            }
            let date = quote.date.as_ref().map(ToString::to_string).unwrap_or_default();
            (text, marked, format!("{date} ¶{}", quote.passage.ordinal + 1))
        }
        PickerRows::Hits(hits) => {
            let Some(hit) = hits.get(row) else { return };
            let first = hit.spans.first().copied().unwrap_or_default();
            let from = window_start(&hit.text, first, usize::from(line.w) / 3);
            let text = hit.text.get(from..).unwrap_or("").replace('\n', " ");
            let inside = hit.spans.iter().filter(|span| span.start() >= from);
            let marked = inside.map(|s| (Span::at(s.start() - from, s.end() - from), theme.hit));
            let title = fit(&hit.title, usize::from(line.w) / 4);
            (text, marked.collect(), format!("{title} ¶{}", hit.passage.ordinal + 1))
        }
        PickerRows::Related(rows) => {
            let Some(related) = rows.get(row) else { return };
            let head = kind_of(related.kind, related.score);
            let (of_kind, of_text) = related_styles(paint, related);
            style = of_text.patch(style);
            let text = format!("{head}  {}  {}", related.title, related.text.replace('\n', " "));
            let title = Span::at(head.len() + 2, head.len() + 2 + related.title.len());
            let mut marked = marks(&text);
            marked.extend([(Span::at(0, head.len()), of_kind), (title, theme.faint)]);
            let right = format!("¶{} {:.2}", related.passage.ordinal + 1, related.score);
            (text, marked, right)
        }
        PickerRows::Trail(stops) => {
            let Some(stop) = stops.get(row) else { return };
            let text = format!("{}  {}", stop.title, stop.words.replace('\n', " "));
            let mut marked = marks(&text);
            marked.push((Span::at(stop.title.len(), text.len()), theme.faint));
            (text, marked, format!("¶{}", stop.passage + 1))
        }
        PickerRows::Kinds => {
            let text = picker.rows.filter_text(row);
            let marked = marks(&text);
            (text, marked, String::new())
        }
        PickerRows::Parts(parts) => {
            let text = picker.rows.filter_text(row);
            let marked = marks(&text);
            let right = match parts.get(row) {
                Some(Part::Article { mentions: 1, .. }) => "1 mention".to_owned(),
                Some(Part::Article { mentions, .. }) => {
                    format!("{} mentions", thousands((*mentions).into()))
                }
                _ => String::new(),
            };
            (text, marked, right)
        }
        PickerRows::Marks(rows) => {
            let Some(kept) = rows.get(row) else { return };
            let text = picker.rows.filter_text(row);
            let title = 3..3 + kept.title.len();
            let mut marked = marks(&text);
            marked.extend([
                (Span::at(0, 1), theme.key),
                (Span::at(title.start, title.end), theme.faint),
            ]);
            (text, marked, place_of(kept))
        }
        PickerRows::Notes(rows) => {
            let Some(kept) = rows.get(row) else { return };
            let text = picker.rows.filter_text(row);
            let mut marked = marks(&text);
            marked.push((Span::at(kept.what.text.len(), text.len()), theme.faint));
            (text.replace('\n', " "), marked, place_of(kept))
        }
        PickerRows::Judgements(rows) => {
            let Some(judged) = rows.get(row) else { return };
            let text = picker.rows.filter_text(row);
            let marked = marks(&text);
            if judged.place.is_none() {
                style = theme.faint.patch(style);
            }
            let right = if judged.place.is_none() { "its place is gone" } else { "" };
            (text, marked, right.to_owned())
        }
        PickerRows::Keys(rows) => {
            let Some(help) = rows.get(row) else { return };
            let (first, last) = match picker.kind {
                PickerKind::Commands => (help.command.entry().name, help.keys.as_str()),
                _ => (help.keys.as_str(), help.scope.title()),
            };
            let keys = paint.fitted(line.x, line.y, 18.min(line.w), first, theme.key);
            let rest = line.inset(20.max(keys.saturating_sub(line.x) + 1), 0);
            paint.right(rest, last, theme.faint);
            let room = rest.w.saturating_sub(cells(last) as u16 + 2);
            paint.marked((rest.x, rest.y), room, help.text, style, &marks(help.text));
            return;
        }
    };
    paint.right(line, &right, theme.faint);
    let room = line.w.saturating_sub(cells(&right) as u16 + 2);
    paint.marked((line.x, line.y), room, &text, style, &marked);
}

/// Draws a saved query: its name, behind that what it looks for, and how much it finds.
fn saved_query(
    paint: &mut Paint<'_>,
    state: &State,
    (picker, place): (&Picker, usize),
    line: Area,
    is_cursor: bool,
) {
    let theme = paint.theme;
    let name = state.articles.saved.queries.get(place).map_or(0, |saved| saved.name.len());
    let text = picker.rows.filter_text(place);
    let matched = picker.list.matched(&text).into_iter().map(|span| (span, theme.matched));
    let mut marks: Vec<Mark> = matched.collect();
    marks.push((Span::at(name, text.len()), theme.faint));
    let count = state.articles.saved.count(place).map_or_else(|| "–".to_owned(), in_folder);
    let end = paint.right(line, &count, theme.faint);
    let style = if is_cursor { theme.cursor } else { theme.text };
    paint.marked((line.x, line.y), end.saturating_sub(line.x + 2), &text, style, &marks);
}

/// Where what is kept is now.
fn place_of<T>(kept: &Kept<T>) -> String {
    match kept.passage {
        Some(passage) => format!("¶{}", passage.ordinal + 1),
        None => "its place is gone".to_owned(),
    }
}

fn articles(count: u32) -> String {
    match count {
        1 => "1 article".to_owned(),
        count => format!("{} articles", thousands(count.into())),
    }
}

/// Returns where to begin showing `text` so that `span` lies within the first `cells` cells: at a word.
fn window_start(text: &str, span: Span, width: usize) -> usize {
    let before = text.get(..span.start()).unwrap_or("");
    if cells(before) <= width {
        return 0;
    }
    let mut used = 0;
    let mut from = before.len();
    for glyph in glyphs(before).collect::<Vec<_>>().into_iter().rev() {
        used += usize::from(glyph.cells);
        if used > width {
            break;
        }
        if glyph.shown == " " {
            from = glyph.span.end();
        }
    }
    from
}

/// Draws a mention behind its article: the title, fainter where the row `before` has it too, with who published it and
/// when, as far as there is room.
fn mention(
    paint: &mut Paint<'_>,
    state: &State,
    found: &ContextLine,
    line: Area,
    is_cursor: bool,
    before: &mut Option<ArticleId>,
) {
    let article = found.place.article;
    let wide = if line.w < 60 { 0 } else { (line.w / 4).min(34) };
    let is_first = before.replace(article) != Some(article);
    if let Some(row) = state.articles.row(article) {
        let style = if is_first { paint.theme.text } else { paint.theme.faint };
        let date =
            row.date.as_ref().map(|date| PrintedDate { year: None, ..date.clone() }.to_string());
        let date = date.filter(|date| !date.is_empty() && wide >= 20).unwrap_or_default();
        let right = Area { w: wide, ..line };
        let x = paint.right(right, &date, paint.theme.faint);
        let room = x.saturating_sub(line.x + u16::from(!date.is_empty()));
        let source = match row.publisher {
            Some(publisher) if cells(publisher) + 8 <= usize::from(room) => {
                let title = fit(row.title, usize::from(room) - cells(publisher) - 1);
                format!("{title} {publisher}")
            }
            _ => row.title.to_owned(),
        };
        paint.fitted(line.x, line.y, room, &source, style);
    }
    let number = format!("¶{}", found.ordinal + 1);
    paint.right(Area { w: wide + 5, ..line }, &number, paint.theme.faint);
    let chosen = state.chosen.as_ref().map_or(paint.theme.chosen, |who| paint.chosen(&who.name));
    concordance(paint, found, line.inset(wide + 7, 0), is_cursor, chosen);
}

/// Draws a mention with the words around it; the names of all rows stand in one column.
fn concordance(
    paint: &mut Paint<'_>,
    found: &ContextLine,
    line: Area,
    is_cursor: bool,
    name_style: Style,
) {
    let theme = paint.theme;
    let passage = found.passage.replace('\n', " ");
    let name = found.span.of(&passage).to_owned();
    let before = passage.get(..found.span.start()).unwrap_or("");
    let after = passage.get(found.span.end()..).unwrap_or("");
    let note = match found.mention.form {
        Form::Name => String::new(),
        form if line.w > 50 => format!("{} {:.2}", form.name(), found.mention.confidence),
        form => form.name().chars().take(3).collect(),
    };
    paint.right(line, &note, theme.faint);
    let words = line.inset(0, if note.is_empty() { 0 } else { cells(&note) as u16 + 2 });
    let middle = line.w * 2 / 5;
    let style = if is_cursor { theme.text } else { theme.faint };
    let shown = tail(before, usize::from(middle));
    let x = words.x + middle - cells(&shown) as u16;
    paint.text(x, words.y, middle, &shown, style);
    let end = words.x + words.w;
    let x = words.x + middle;
    let mark = if is_cursor { theme.current } else { name_style };
    let x = paint.fitted(x, words.y, end.saturating_sub(x), &name, mark);
    paint.fitted(x, words.y, end.saturating_sub(x), after, style);
}

/// Returns the longest end of `text` that fits `width` cells, with `…` in front where something was cut.
fn tail(text: &str, width: usize) -> String {
    if cells(text) <= width {
        return glyphs(text).map(|glyph| glyph.shown.into_owned()).collect();
    }
    let mut used = 1;
    let mut kept = Vec::new();
    for glyph in glyphs(text).collect::<Vec<_>>().into_iter().rev() {
        used += usize::from(glyph.cells);
        if used > width {
            break;
        }
        kept.push(glyph.shown);
    }
    kept.push("…".into());
    kept.into_iter().rev().take(width.max(1)).collect()
}

/// Draws an article with the place in view that the row is about.
fn article(paint: &mut Paint<'_>, state: &State, picker: &Picker, sheet: &Sheet, area: Area) {
    let Some(target) = picker.target() else { return };
    let passage = target.passage;
    let hits: Vec<Span> = match (&picker.rows, picker.row(), passage) {
        (PickerRows::Hits(hits), Some(row), Some(passage)) => {
            let start = sheet.span_of(passage).start();
            let spans = hits.get(row).map_or(&[][..], |hit| &hit.spans);
            spans.iter().map(|span| span.shifted(start)).collect()
        }
        (PickerRows::Quotes(_, rows), Some(row), _) => {
            rows.get(row).map_or_else(Vec::new, |said| said.quote.parts.clone())
        }
        _ => Vec::new(),
    };
    let chosen = match &picker.rows {
        PickerRows::Mentions(id, _) | PickerRows::Quotes(id, _) => Some(*id),
        _ => state.chosen.as_ref().map(|chosen| chosen.id),
    };
    let known = paint.persons(state);
    let known = known.into_iter().filter(|(id, _)| Some(*id) != chosen);
    let own = chosen.map(|id| (id, paint.chosen(name_of(state, id))));
    let persons: Vec<_> = own.into_iter().chain(known).collect();
    let seen = Seen {
        own: None,
        passage,
        mention: target.span,
        persons: &persons,
        hits: &hits,
        at: None,
        has_links: false,
    };
    let line = match (target.span, passage) {
        (Some(span), _) => sheet.line_at(span.start()),
        (None, Some(passage)) => sheet.lines_of(passage).start,
        (None, None) => 0,
    };
    let body = area.below(2);
    let last = sheet.lines().len().saturating_sub(usize::from(body.h));
    let top = line.saturating_sub(usize::from(body.h) / 3).min(last);
    let head = geometry::text_column(area, state.text_width);
    let article = &sheet.view.article;
    if sees_title(sheet, top) {
        paint.fitted(head.x, head.y, head.w, &about(article), paint.theme.faint);
    } else {
        paint.fitted(head.x, head.y, head.w, &article.title, paint.theme.title);
    }
    if let (PickerRows::Related(rows), Some(row), Some(line)) =
        (&picker.rows, picker.row(), head.row(1))
    {
        let shared = rows.get(row).map_or("", |related| related.shared.as_str());
        let x = paint.text(line.x, line.y, line.w, "shared  ", paint.theme.faint);
        let room = (line.x + line.w).saturating_sub(x);
        paint.fitted(x, line.y, room, shared, paint.theme.matched);
    }
    sheet_lines(paint, sheet, top, body, &seen);
}

fn name_of(state: &State, id: EntityId) -> &str {
    state.entities.iter().find(|row| row.id == id).map_or("", |row| &row.name)
}

/// Draws the mentions of a person.
fn person(
    paint: &mut Paint<'_>,
    state: &State,
    picker: &Picker,
    lines: &[ContextLine],
    area: Area,
) {
    let theme = paint.theme;
    let inner = area.inset(2, 1);
    if let Some(person) = picker.person() {
        paint.fitted(inner.x, inner.y, inner.w, &person.name, theme.title);
        if let Some(row) = inner.row(1) {
            let also = match person.aliases.as_slice() {
                [] => String::new(),
                aliases => format!("also {}", aliases.join(" · ")),
            };
            paint.fitted(row.x, row.y, row.w, &also, theme.faint);
        }
    }
    let rows = inner.below(3);
    let mut before = None;
    for (y, found) in (0..rows.h).zip(lines) {
        if let Some(row) = rows.row(y) {
            mention(paint, state, found, row, false, &mut before);
        }
    }
}
