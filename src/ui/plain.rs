//! The screen for those who have it read to them: one column, no lines or signs to be spelled out, everything in
//! words, and the real cursor on the row that the keys are for.

use super::paint::Paint;
use super::profile::counted;
use crate::app::geometry::ArticlesBody;
use crate::app::{
    Area, CompareLine, PageRow, Pane, PickerRows, Sheet, State, Tab, Typing, geometry, here,
    in_words, thousands,
};
use crate::model::{EntityKind, Form, Related};

/// Draws the whole screen and returns where the cursor belongs.
pub(super) fn draw(paint: &mut Paint<'_>, state: &State) -> (u16, u16) {
    let (w, h) = state.screen;
    let whole = Area { x: 0, y: 0, w, h: h.saturating_sub(1) };
    let lines = lines(state, whole);
    let mut cursor = None;
    for (y, line) in (0..whole.h).zip(&lines) {
        let end = paint.fitted(0, y, w, &line.text, paint.theme.text);
        if line.is_current {
            cursor = Some((if line.is_typed { end.min(w.saturating_sub(1)) } else { 0 }, y));
        }
    }
    let status = status(state);
    let end = paint.fitted(0, h.saturating_sub(1), w, &status.text, paint.theme.text);
    match (status.is_typed, cursor) {
        (true, _) => (end.min(w.saturating_sub(1)), h.saturating_sub(1)),
        (false, Some(cursor)) => cursor,
        (false, None) => (0, 0),
    }
}

/// One line of the screen.
#[derive(Default)]
struct Line {
    text: String,
    is_current: bool,
    /// Whether the cursor belongs behind it, where the next letter goes.
    is_typed: bool,
}

fn line(text: impl Into<String>) -> Line {
    Line { text: text.into(), ..Line::default() }
}

fn row(text: impl Into<String>, is_current: bool) -> Line {
    Line { text: text.into(), is_current, is_typed: false }
}

/// The lines above the status line.
fn lines(state: &State, whole: Area) -> Vec<Line> {
    if let Some(noting) = &state.noting {
        let heading = line(format!("note on {}", noting.on));
        let at = noting.area.cursor().0;
        let written = noting.area.lines().iter().enumerate();
        let written = written.map(|(y, text)| row(text.clone(), y == at));
        return [heading, line("")].into_iter().chain(written).collect();
    }
    if state.is_why_open {
        let rows = state.why_rows().into_iter();
        return rows.map(|(label, what)| line(format!("{label}: {what}"))).collect();
    }
    if !state.pending.is_empty() {
        let rows = state.keymap.continuations(state.place(), &state.pending).into_iter();
        return rows
            .map(|(key, command)| line(format!("{key}: {}", command.entry().help)))
            .collect();
    }
    if let Some(picker) = &state.picker {
        return picker_lines(state, picker);
    }
    if state.compare.is_some() {
        return compare_lines(state);
    }
    if let Some(page) = &state.page {
        return page_lines(state, page);
    }
    match state.focus {
        Pane::Articles => article_lines(state, whole),
        Pane::Reader => reader_lines(state, whole),
        Pane::Sidebar => sidebar_lines(state, whole),
    }
}

fn article_lines(state: &State, whole: Area) -> Vec<Line> {
    let articles = &state.articles;
    let list = &articles.list;
    let (shown, all) = (list.n_passing() as u64, articles.rows.len() as u64);
    let mut out = vec![line(match shown == all {
        true => format!("articles, {}", thousands(all)),
        false => format!("articles, {} of {}", thousands(shown), thousands(all)),
    })];
    let [who, ..] = in_words(&articles.who);
    out.push(line(who));
    let ArticlesBody { saved, line: filter, rows: body, .. } = state.articles_body(whole);
    out.extend(saved.into_iter().flat_map(|area| saved_lines(state, area)));
    if filter.is_some() {
        let is_typing = state.typing() == Some(Typing::Articles);
        out.push(typed("filter", list.query(), is_typing));
    }
    out.resize_with(usize::from(body.y), Line::default);
    let rows = list.shown().iter().enumerate().skip(list.top());
    for (place, &at) in rows.take(usize::from(body.h)) {
        let Some(article) = articles.rows.get(at as usize) else { continue };
        let labels = articles.labels(&article);
        let date = article.date.as_ref().map(ToString::to_string).filter(|date| !date.is_empty());
        let mentions = state.chosen.as_ref().map_or(0, |chosen| chosen.spans(article.id).len());
        let together = list.together(at).filter(|together| together.is_first);
        let told = [
            Some(article.title.to_owned()),
            article.publisher.map(ToOwned::to_owned),
            Some(date.unwrap_or_else(|| "undated".to_owned())),
            (!labels.is_read).then(|| "unread".to_owned()),
            labels.is_starred.then(|| "starred".to_owned()),
            labels.has_note.then(|| "with a note".to_owned()),
            (!labels.tags.is_empty()).then(|| format!("tagged {}", labels.tags.join(" "))),
            (mentions > 0).then(|| format!("{mentions} mentions")),
            together.map(|together| format!("{} together", together.count)),
        ];
        let told: Vec<String> = told.into_iter().flatten().collect();
        out.push(row(told.join(", "), place == list.cursor() && filter_is_left(state)));
    }
    out
}

/// The saved queries, as many as have room.
fn saved_lines(state: &State, area: Area) -> Vec<Line> {
    let (saved, current) = (&state.articles.saved, state.current_saved());
    let listed = saved.listed(usize::from(area.h), current);
    let more = saved.queries.len() - listed.len();
    let told = listed.filter_map(|place| {
        let name = &saved.queries.get(place)?.name;
        let count = saved.count(place).map_or_else(String::new, |count| {
            let articles = counted(count.all, "article");
            format!(", {articles}, {} unread", thousands(count.unread.into()))
        });
        let shown = if current == Some(place) { ", shown" } else { "" };
        Some(line(format!("saved query {name}{count}{shown}")))
    });
    let mut out: Vec<Line> = told.collect();
    if more > 0 {
        let which = if out.is_empty() { "" } else { "more " };
        out.push(line(format!("{more} {which}saved queries")));
    }
    out
}

/// Whether the cursor belongs to a row, not to a line that is typed.
fn filter_is_left(state: &State) -> bool {
    state.typing().is_none()
}

fn typed(label: &str, text: &str, is_typing: bool) -> Line {
    Line { text: format!("{label}: {text}"), is_current: is_typing, is_typed: is_typing }
}

fn reader_lines(state: &State, whole: Area) -> Vec<Line> {
    let reader = &state.reader;
    let Some(sheet) = &reader.sheet else { return vec![line("no article is open")] };
    let mut out = vec![line(format!("article: {}", sheet.view.article.title))];
    out.resize_with(usize::from(whole.body().y), Line::default);
    // The mark draws the cursor to its line; without one it stands at the beginning of the passage.
    let has_mark = |line: &usize| {
        let span = sheet.lines().get(*line).map(|line| line.span);
        span.zip(reader.mention_span()).is_some_and(|(line, mark)| line.contains(mark))
    };
    let mut of_passage = sheet.lines_of(reader.passage);
    let current = of_passage.clone().find(has_mark).or_else(|| of_passage.next()).unwrap_or(0);
    let lines = sheet.lines().iter().enumerate().skip(reader.top);
    for (at, wrapped) in lines.take(usize::from(whole.body().h)) {
        let text = with_mention(sheet, wrapped.span, reader.mention_span());
        out.push(row(text, at == current.max(reader.top)));
    }
    out
}

/// A line of text, the current mention between brackets.
fn with_mention(
    sheet: &Sheet,
    span: crate::text::Span,
    mention: Option<crate::text::Span>,
) -> String {
    let text = span.of(sheet.text());
    let Some(mention) = mention.filter(|mention| span.contains(*mention)) else {
        return text.to_owned();
    };
    let (start, end) = (mention.start() - span.start(), mention.end() - span.start());
    let part = |range| text.get::<std::ops::Range<usize>>(range).unwrap_or("");
    format!("{}[{}]{}", part(0..start), part(start..end), part(end..text.len()))
}

fn sidebar_lines(state: &State, whole: Area) -> Vec<Line> {
    let sidebar = &state.sidebar;
    let heading = match sidebar.tab {
        Tab::People => format!("people, {}", sidebar.count(EntityKind::Person)),
        Tab::Organisations => format!("organisations, {}", sidebar.count(EntityKind::Organisation)),
        Tab::Places => format!("places, {}", sidebar.count(EntityKind::Place)),
        Tab::Related => format!("related passages, {}", state.reader.related.rows.len()),
    };
    let mut out = vec![line(heading)];
    let (filter, body) = geometry::list_body(whole, sidebar.list.filter.is_some());
    out.resize_with(usize::from(whole.body().y), Line::default);
    if filter.is_some() {
        let is_typing = state.typing() == Some(Typing::Sidebar);
        out.push(typed("filter", sidebar.list.query(), is_typing));
    }
    out.resize_with(usize::from(body.y), Line::default);
    let height = usize::from(body.h);
    if sidebar.tab == Tab::Related {
        let rows = state.reader.related.rows.iter().enumerate().skip(sidebar.related.top());
        for (place, found) in rows.take(height) {
            out.push(row(related(found), place == sidebar.related.cursor()));
        }
        return out;
    }
    let sheet = state.reader.sheet.as_ref();
    let rows = sidebar.list.shown().iter().enumerate().skip(sidebar.list.top());
    for (place, &at) in rows.take(height) {
        let Some(entity) = sidebar.row(at as usize) else { continue };
        let is_chosen = state.chosen.as_ref().is_some_and(|chosen| chosen.id == entity.id);
        let chosen = if is_chosen { ", chosen" } else { "" };
        let text = format!(
            "{}, {} here, {} in the library{chosen}",
            entity.name,
            here(entity, sheet),
            state.tier.of(entity.mentions)
        );
        out.push(row(text, place == sidebar.list.cursor() && filter_is_left(state)));
    }
    out
}

/// A related passage: how it tells the same, how surely, and where.
fn related(found: &Related) -> String {
    let words = found.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let doubt = if found.is_sure() { "" } else { "perhaps " };
    let (kind, score, passage) = (found.kind.name(), found.score, found.passage.ordinal + 1);
    format!("{doubt}{kind}, {score:.2}, {}, passage {passage}: {words}", found.title)
}

fn picker_lines(state: &State, picker: &crate::app::Picker) -> Vec<Line> {
    let of = if picker.of.is_empty() { String::new() } else { format!(", {}", picker.of) };
    let count = thousands(picker.list.len() as u64);
    let mut out = vec![
        line(format!("{}{of}, {count}", picker.kind.title().to_lowercase())),
        typed("type", picker.list.query(), true),
        line(""),
    ];
    let height = usize::from(state.picker_areas(picker.kind).rows.h);
    let rows = picker.list.shown().iter().enumerate().skip(picker.list.top());
    for (place, &at) in rows.take(height) {
        let mark = if place == picker.list.cursor() { "on: " } else { "" };
        let text = match &picker.rows {
            PickerRows::Hits(hits) => hits.get(at as usize).map(|hit| hit.text.clone()),
            PickerRows::Related(rows) => rows.get(at as usize).map(related),
            rows => Some(rows.filter_text(at as usize)),
        };
        let words = text.unwrap_or_default();
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        out.push(line(format!("{mark}{words}")));
    }
    out
}

fn compare_lines(state: &State) -> Vec<Line> {
    let Some(compare) = &state.compare else { return Vec::new() };
    let [one, other] = compare.heads.each_ref().map(|head| head.title.clone());
    let mut out = vec![line(format!("compared: {one}")), line(format!("and: {other}"))];
    let height = usize::from(state.compare_areas().body.h);
    for (place, shown) in compare.lines().iter().skip(compare.top).take(height).enumerate() {
        let text = match *shown {
            CompareLine::Text { pair, spans } => {
                let versions = compare.pairs.get(pair).map(|pair| &pair.versions);
                let sides =
                    versions.into_iter().flatten().zip(spans).filter_map(|(version, span)| {
                        Some(span?.of(&version.as_ref()?.text).to_owned())
                    });
                sides.collect::<Vec<_>>().join(" / ")
            }
            CompareLine::Shared(pair) => {
                let link = compare.pairs.get(pair).and_then(|pair| pair.link.as_ref());
                link.map_or_else(String::new, |link| format!("shared: {}", link.shared))
            }
            CompareLine::Head { pair, .. } => {
                let is_alone = compare.pairs.get(pair).is_some_and(crate::app::Pair::is_alone);
                if is_alone { "only in one of them:".to_owned() } else { "both:".to_owned() }
            }
            CompareLine::Blank => String::new(),
        };
        out.push(row(text, place == 0));
    }
    out
}

fn page_lines(state: &State, page: &crate::app::Page) -> Vec<Line> {
    let Some(profile) = &page.profile else { return vec![line(format!("{}, reading", page.name))] };
    let entity = &profile.entity;
    let mentions = counted(state.tier.of(entity.mentions), "mention");
    let counts = format!("{mentions} in {}", counted(entity.articles, "article"));
    let mut out = vec![line(format!("{}, {counts}", page.name)), line("")];
    let height = usize::from(state.compare_areas().body.h);
    let listed = |forms: &[crate::model::Alias]| {
        forms.iter().map(|form| form.surface.clone()).collect::<Vec<_>>().join(", ")
    };
    for (at, shown) in page.rows.iter().enumerate().skip(page.top).take(height) {
        let text = match *shown {
            PageRow::Names => format!("also {}", listed(&entity.aliases)),
            PageRow::Roles => format!("called {}", listed(&entity.roles)),
            PageRow::Times => profile.seen.as_ref().map_or_else(String::new, |[first, last]| {
                format!("first seen {first}, last {last}")
            }),
            PageRow::Heading(crate::app::Section::With(kind)) => format!("with {}:", kind.plural()),
            PageRow::Heading(crate::app::Section::Quotes) => "says:".to_owned(),
            PageRow::Heading(crate::app::Section::Articles) => "articles:".to_owned(),
            PageRow::Companion(at) => profile.with.get(at).map_or_else(String::new, |other| {
                format!("{}, {} together", other.name, counted(other.articles, "article"))
            }),
            PageRow::Quote(at) => {
                let quote = profile.quotes.get(at).and_then(|group| group.first());
                quote.map_or_else(String::new, |quote| quote.text.clone())
            }
            PageRow::Article(at) => profile.articles.get(at).map_or_else(String::new, |article| {
                format!(
                    "{}, {}",
                    article.title,
                    counted(state.tier.of(article.mentions), "mention")
                )
            }),
            PageRow::Blank => String::new(),
        };
        out.push(row(text, at == page.cursor));
    }
    out
}

/// The bottom line: what is typed there, what has just been done, how far the index run is, or where one is.
fn status(state: &State) -> Line {
    if let Some(asking) = &state.asking {
        return typed(asking.label.trim(), asking.prompt.text(), true);
    }
    if let Some(search) = state.reader.search.as_ref().filter(|search| search.is_typing) {
        return typed("search", search.prompt.text(), true);
    }
    if let (Some(picker), None) = (&state.picker, &state.notice) {
        let at = picker.row().map_or_else(String::new, |row| picker.rows.filter_text(row));
        let (on, all) = (picker.list.cursor() + 1, picker.list.len());
        let words = at.split_whitespace().collect::<Vec<_>>().join(" ");
        return line(format!("row {} of {all}: {words}", on.min(all)));
    }
    let told = match &state.notice {
        Some(crate::app::Notice::Told(what) | crate::app::Notice::Wrong(what)) => what.clone(),
        None => state.progress_line().unwrap_or_else(|| position(state)),
    };
    let keys = state.hints().into_iter().map(|(key, what)| format!("{key} {what}"));
    let keys = keys.collect::<Vec<_>>().join(", ");
    line(if keys.is_empty() { told } else { format!("{told}. Keys: {keys}") })
}

/// Where one is, in words: the position of the status line, and what of the passage one is on is not in its text.
fn position(state: &State) -> String {
    let mut parts = vec![state.position().replace('/', " of ").replace(" · ", ", ")];
    let reader = &state.reader;
    if let Some(sheet) = reader.sheet.as_ref().filter(|_| state.focus == Pane::Reader) {
        parts.push(sheet.kind_of(reader.passage).name().to_owned());
        let related = reader.related.count();
        if related > 0 {
            parts.push(format!("told in {related} others"));
        }
        if reader.own.has_note(reader.passage) {
            parts.push("with a note".to_owned());
        }
        if reader.own.is_told(reader.passage) {
            parts.push("read in a copy".to_owned());
        }
        if let Some(mention) = reader.mention.and_then(|place| sheet.mention(place)) {
            let entity = sheet.view.entities.iter().find(|row| row.id == mention.entity);
            let form = mention.mention.form;
            if let Some(entity) = entity.filter(|_| form != Form::Name) {
                parts.push(format!("{} for {}", form.name(), entity.name));
            }
        }
    }
    parts.join(", ")
}
