//! The article pane: two lines for each article.

use super::paint::Paint;
use crate::app::geometry::ArticlesBody;
use crate::app::{
    Area, Grouping, Pane, RowLabels, SavedCount, State, Together, in_words, thousands,
};
use crate::model::{ArticleLine, PrintedDate};
use crate::text::{Span, cells};

/// Draws the article pane.
pub(super) fn draw(paint: &mut Paint<'_>, state: &State, area: Area) {
    let articles = &state.articles;
    let has_focus = state.focus == Pane::Articles;
    heading(paint, state, area.heading().inset(1, 1));
    let ArticlesBody { saved, line, who, rows } = state.articles_body(area);
    if let Some(area) = saved {
        saved_queries(paint, state, area);
    }
    if let Some((row, prompt)) = line.zip(articles.list.filter.as_ref()) {
        let is_typing = articles.list.is_typing && has_focus;
        paint.prompt(row.inset(1, 1), "/", prompt, is_typing);
    }
    if let Some(row) = who {
        let room = row.inset(1, 1);
        let forms = in_words(&articles.who);
        let fitting = forms.iter().find(|words| cells(words) <= usize::from(room.w));
        let words = fitting.unwrap_or(&forms[2]);
        paint.fitted(room.x, room.y, room.w, words, paint.theme.key);
    }
    let shown = articles.list.shown().iter().enumerate().skip(articles.list.top());
    for ((place, &row), area) in shown.zip(rows.rows(2)) {
        let together = articles.list.together(row);
        let Some(row) = articles.rows.get(row as usize) else { continue };
        let (first, second) = (area.heading(), area.below(1));
        article(paint, state, (&row, together), (first, second), place == articles.list.cursor());
    }
    let is_filtered = articles.list.filter.is_some() || !articles.who.is_empty();
    if articles.list.is_empty() && is_filtered && rows.h > 0 {
        paint.fitted(rows.x + 3, rows.y, rows.w.saturating_sub(4), "none", paint.theme.faint);
    }
}

/// Draws the saved queries as folders: the one whose articles are shown stands out. Where not all have room, the last line
/// says how many have not.
fn saved_queries(paint: &mut Paint<'_>, state: &State, area: Area) {
    let theme = paint.theme;
    let (saved, current) = (&state.articles.saved, state.current_saved());
    let listed = saved.listed(usize::from(area.h), current);
    for (place, row) in listed.clone().zip(area.rows(1)) {
        let Some(query) = saved.queries.get(place) else { continue };
        let row = row.inset(1, 1);
        let (sign, style) = match current == Some(place) {
            true => ("▪ ", theme.cursor),
            false => ("▫ ", theme.text),
        };
        let count = saved.count(place).map_or_else(|| "–".to_owned(), in_folder);
        let end = paint.right(row, &count, theme.faint);
        let x = paint.text(row.x, row.y, row.w, sign, theme.key);
        paint.fitted(x, row.y, end.saturating_sub(x + 1), &query.name, style);
    }
    let more = saved.queries.len() - listed.len();
    if let Some(row) = area.row(listed.len() as u16).filter(|_| more > 0) {
        let what = if listed.is_empty() { "saved queries" } else { "more" };
        let row = row.inset(1, 1);
        paint.fitted(row.x, row.y, row.w, &format!("  {more} {what}"), theme.faint);
    }
}

/// How many articles a saved query finds, and how many of them are unread: `•3 of 12`, or `12` where none is.
pub(super) fn in_folder(count: SavedCount) -> String {
    let all = thousands(count.all.into());
    match count.unread {
        0 => all,
        unread => format!("•{} of {all}", thousands(unread.into())),
    }
}

fn heading(paint: &mut Paint<'_>, state: &State, row: Area) {
    let articles = &state.articles;
    let has_focus = state.focus == Pane::Articles;
    let style = if has_focus { paint.theme.heading } else { paint.theme.faint };
    let (shown, all) = (articles.list.n_passing(), articles.rows.len());
    // While the first are shown, the others are on their way.
    let more = if articles.rows.is_partial { "+" } else { "" };
    let all_in_words = thousands(all as u64) + more;
    let count = if shown == all {
        all_in_words
    } else {
        format!("{} of {all_in_words}", thousands(shown as u64))
    };
    let x = paint.fitted(row.x, row.y, row.w, "Articles ", style);
    paint.fitted(x, row.y, row.w.saturating_sub(x - row.x), &count, paint.theme.faint);
}

fn article(
    paint: &mut Paint<'_>,
    state: &State,
    (row, together): (&ArticleLine<'_>, Option<Together>),
    (first, second): (Area, Area),
    is_cursor: bool,
) {
    let theme = paint.theme;
    let has_focus = state.focus == Pane::Articles;
    let is_open = state.reader.article() == Some(row.id);
    if is_cursor {
        let bar = if has_focus { theme.bar } else { theme.faint };
        paint.glyph(first.x, first.y, "┃", 1, bar);
        paint.glyph(second.x, second.y, "┃", 1, bar);
    }
    let (sign, style) = match (is_open, state.articles.is_read(row)) {
        (true, _) => ("▸", theme.bar),
        (false, false) => ("•", theme.faint),
        (false, true) => (" ", theme.faint),
    };
    paint.text(first.x + 1, first.y, 1, sign, style);
    let title = if is_cursor && has_focus { theme.cursor } else { theme.text };
    let hits = state.articles.list.matched(&state.articles.filter_text(row));
    let marks: Vec<_> = hits.iter().map(|&span| (span, theme.matched)).collect();
    // What stands under another is set in.
    let left = if together.is_some_and(|together| !together.is_first) { 5 } else { 3 };
    let first = first.inset(left, 1);
    paint.marked((first.x, first.y), first.w, row.title, title, &marks);

    let second = second.inset(left, 1);
    let count = state.chosen.as_ref().map_or(0, |chosen| chosen.spans(row.id).len() as u64);
    let number = if count > 0 { format!("{} ◆", thousands(count)) } else { String::new() };
    let number = joined(&label_signs(&state.articles.labels(row)), &number);
    let right = match together.filter(|together| together.is_first) {
        Some(together) => {
            let [long, short] = group_labels(together, state.articles.grouping);
            let [long, short] = [long, short].map(|label| joined(&label, &number));
            if cells(&long) + LEAST_META <= usize::from(second.w) { long } else { short }
        }
        None => number,
    };
    paint.right(second, &right, theme.faint);
    let taken = if right.is_empty() { 0 } else { cells(&right) as u16 + 2 };
    let room = second.inset(0, taken);
    let meta = meta(row, &state.articles.labels(row).tags, usize::from(room.w));
    // The filter sees the publisher behind the title and two blanks, also where there is no room for it.
    let behind = row.title.len() + 2;
    let publisher = row.publisher.unwrap_or("").bytes();
    let n_shown = publisher.zip(meta.bytes()).take_while(|(has, shown)| has == shown).count();
    let marks: Vec<_> = hits
        .iter()
        .filter(|span| span.start() >= behind && span.end() <= behind + n_shown)
        .map(|span| (Span::at(span.start() - behind, span.end() - behind), theme.matched))
        .collect();
    paint.marked((room.x, room.y), room.w, &meta, theme.faint, &marks);
}

/// Cells that publisher and date are left beside what is said of the articles that stand together.
const LEAST_META: usize = 8;

/// What is said of articles that stand together, at length and in short.
fn group_labels(together: Together, grouping: Grouping) -> [String; 2] {
    let sign = if together.is_open { '▾' } else { '▸' };
    let count = thousands(together.count as u64);
    let long = match grouping {
        Grouping::Stories => format!("{sign} story of {count}"),
        Grouping::Editions | Grouping::Alone => format!("{sign} {count} editions"),
    };
    [long, format!("{sign} {count}")]
}

/// The signs of a star and of a note.
fn label_signs(labels: &RowLabels) -> String {
    let star = if labels.is_starred { "★" } else { "" };
    let note = if labels.has_note { "✎" } else { "" };
    format!("{star}{note}")
}

/// Two notes with two blanks between them, or the one that says something.
fn joined(one: &str, other: &str) -> String {
    match (one, other) {
        ("", alone) | (alone, "") => alone.to_owned(),
        _ => format!("{one}  {other}"),
    }
}

/// Returns publisher and date as far as they fit `width` cells: without the year, or the date alone.
fn meta(row: &ArticleLine<'_>, tags: &[String], width: usize) -> String {
    let tags: String = tags.iter().map(|tag| format!(" #{tag}")).collect();
    if !tags.is_empty() {
        // The reader's own words come before what is printed.
        let date = row.date.as_ref().map(ToString::to_string).filter(|date| !date.is_empty());
        let date = date.map(|date| format!(" · {date}")).unwrap_or_default();
        return format!("{}{date}", tags.trim_start());
    }
    let dates: Vec<String> = row.date.iter().flat_map(dates).collect();
    match (row.publisher, dates.last()) {
        (Some(publisher), Some(shortest)) => {
            let both = dates.iter().map(|date| format!("{publisher} · {date}"));
            let mut all = both.chain(dates.clone());
            all.find(|meta| cells(meta) <= width).unwrap_or_else(|| shortest.clone())
        }
        (Some(publisher), None) => publisher.to_owned(),
        (None, Some(shortest)) => {
            dates.iter().find(|date| cells(date) <= width).unwrap_or(shortest).clone()
        }
        (None, None) => "undated".to_owned(),
    }
}

/// A date as it is printed and, where that leaves something, without the year.
fn dates(date: &PrintedDate) -> impl Iterator<Item = String> {
    let short = PrintedDate { year: None, ..date.clone() };
    [date.to_string(), short.to_string()].into_iter().filter(|date| !date.is_empty())
}
