//! What is inside articles: `mentions`, `show`, `search`, `related`.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Console;
use super::choose::counts;
use super::exit::{Exit, Failure, Stop};
use super::lists::{found, iso};
use super::print::{Role, pad};
use crate::model::{
    Article, ArticleId, ArticleView, ContextLine, EntityRow, Hit, PassageKind, PassageRef, Related,
};
use crate::query;
use crate::store::Library;
use crate::text::{CodePoints, Span, cells, fit, glyphs, wrap};

/// Cells of context on each side of a mention where the terminal does not say.
const CONTEXT: usize = 40;

/// Widest line of running text, in cells.
const TEXT_WIDTH: usize = 80;

/// `ibid mentions`.
pub(super) fn mentions(
    console: &mut Console<'_>,
    name: &str,
    all: bool,
    context: Option<usize>,
    json: bool,
) -> Result<Exit, Stop> {
    let library = console.open_library()?;
    let entities = console.entities(&library, name, all)?;
    let mut lines: Vec<(&EntityRow, ContextLine)> = Vec::new();
    for entity in &entities {
        lines
            .extend(library.context(entity.id, usize::MAX)?.into_iter().map(|line| (entity, line)));
    }
    if let [_, _, ..] = entities.as_slice() {
        let order = library.article_rows(&console.read_keys())?;
        let place = |id: ArticleId| order.iter().position(|row| row.id == id);
        lines.sort_by_cached_key(|(_, line)| (place(line.place.article), line.place.span));
    }
    for entity in &entities {
        console.err.line(&format!("{}: {}", entity.name, counts(entity)));
    }
    let n_found = lines.len();
    for group in lines.chunk_by(|a, b| a.1.place.article == b.1.place.article) {
        let Some((_, first)) = group.first() else { continue };
        let Some(article) = library.article(first.place.article)? else { continue };
        if json {
            let points = CodePoints::new(&article.text);
            for (entity, line) in group {
                console.out.json(&mention_json(&article, &points, entity, line, context))?;
            }
            continue;
        }
        if console.out.width.is_some() {
            let heading = console.out.paint(Role::Title, &flat(&article.title));
            console.out.line(&heading)?;
        }
        for (_, line) in group {
            print_mention(console, line, context)?;
        }
    }
    Ok(found(n_found > 0))
}

fn mention_json(
    article: &Article,
    points: &CodePoints,
    entity: &EntityRow,
    line: &ContextLine,
    context: Option<usize>,
) -> Value {
    let span = line.place.span;
    let before: Vec<char> = line.passage.get(..line.span.start()).unwrap_or("").chars().collect();
    let n_dropped = context.map_or(0, |n| before.len().saturating_sub(n));
    let after = line.passage.get(line.span.end()..).unwrap_or("").chars();
    json!({
        "entity": entity.id,
        "name": entity.name,
        "article": line.place.article,
        "title": article.title,
        "passage": line.ordinal + 1,
        "start": points.of_byte(&article.text, span.start()),
        "end": points.of_byte(&article.text, span.end()),
        "text": span.of(&article.text),
        "form": line.mention.form,
        "type": line.mention.kind,
        "confidence": rounded(line.mention.confidence),
        "rule": line.mention.rule,
        "before": before.iter().skip(n_dropped).collect::<String>(),
        "after": after.take(context.unwrap_or(usize::MAX)).collect::<String>(),
    })
}

/// One line of a concordance: place, words before, the mention, words after.
fn print_mention(
    console: &mut Console<'_>,
    line: &ContextLine,
    context: Option<usize>,
) -> Result<(), Stop> {
    let place = pad(&place(line.place.article, line.ordinal), 8);
    let shown = flat(line.span.of(&line.passage));
    let width = context.unwrap_or_else(|| {
        let room = console.out.width.unwrap_or(0).saturating_sub(place.len() + 4 + cells(&shown));
        if console.out.width.is_some() { room / 2 } else { CONTEXT }
    });
    let before = flat(line.passage.get(..line.span.start()).unwrap_or(""));
    let after = flat(line.passage.get(line.span.end()..).unwrap_or(""));
    let before = last_cells(&before, width);
    let blanks = " ".repeat(width.saturating_sub(cells(before)));
    let line = format!(
        "{}  {blanks}{before}{}{}",
        console.out.paint(Role::Faint, &place),
        console.out.paint(Role::Found, &shown),
        first_cells(&after, width),
    );
    console.out.line(line.trim_end())
}

/// `ibid show`.
pub(super) fn show(console: &mut Console<'_>, typed: &str, json: bool) -> Result<Exit, Stop> {
    let library = console.open_library()?;
    let row = console.article(&library, typed)?;
    let view = library.view(row.id)?.ok_or_else(|| gone(typed))?;
    if json {
        console.out.json(&article_json(&view))?;
        return Ok(Exit::Done);
    }
    let article = &view.article;
    if article.passages.iter().all(|passage| passage.kind != PassageKind::Title) {
        let title = console.out.paint(Role::Title, &flat(&article.title));
        console.out.line(&title)?;
    }
    let date = article.date.as_ref().map(ToString::to_string);
    let parts = [article.publisher.clone(), article.author.clone(), date, article.url.clone()];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    for line in [parts.join(" · "), article.key.clone()] {
        if !line.is_empty() {
            let line = console.out.paint(Role::Faint, &flat(&line));
            console.out.line(&line)?;
        }
    }
    for (ordinal, passage) in article.passages.iter().enumerate() {
        console.out.line("")?;
        print_passage(console, article, ordinal, passage.kind, passage.span)?;
    }
    Ok(Exit::Done)
}

/// A passage with its number and, where it is not running text, its kind; wrapped on a terminal, on one line
/// elsewhere.
fn print_passage(
    console: &mut Console<'_>,
    article: &Article,
    ordinal: usize,
    kind: PassageKind,
    span: Span,
) -> Result<(), Stop> {
    let mut lines = Vec::new();
    match console.out.width {
        Some(width) => {
            wrap(&article.text, span, width.saturating_sub(6).min(TEXT_WIDTH), &mut lines);
        }
        None => lines.push(crate::text::Line { span }),
    }
    let role = match kind {
        PassageKind::Title => Role::Title,
        PassageKind::Furniture => Role::Faint,
        _ => Role::Text,
    };
    for (i, line) in lines.iter().enumerate() {
        let mut head = if i == 0 { format!("{:>4}  ", ordinal + 1) } else { " ".repeat(6) };
        if i == 0 && !matches!(kind, PassageKind::Body | PassageKind::Title) {
            let _ = write!(head, "[{}] ", kind.name());
        }
        let head = console.out.paint(Role::Faint, &head);
        let text = console.out.paint(role, &flat(line.span.of(&article.text)));
        console.out.line(format!("{head}{text}").trim_end())?;
    }
    Ok(())
}

fn article_json(view: &ArticleView) -> Value {
    let article = &view.article;
    let points = CodePoints::new(&article.text);
    let point = |byte| points.of_byte(&article.text, byte);
    let passages = article.passages.iter().enumerate().map(|(i, passage)| {
        json!({
            "passage": i + 1,
            "start": point(passage.span.start()),
            "end": point(passage.span.end()),
            "kind": passage.kind,
            "related": view.related.get(i).copied().unwrap_or(0),
        })
    });
    let mentions = view.mentions.iter().map(|resolved| {
        let mention = &resolved.mention;
        json!({
            "start": point(mention.span.start()),
            "end": point(mention.span.end()),
            "text": mention.span.of(&article.text),
            "form": mention.form,
            "type": mention.kind,
            "entity": resolved.entity,
            "confidence": rounded(mention.confidence),
            "rule": mention.rule,
        })
    });
    let entities = view.entities.iter().map(|row| {
        json!({
            "id": row.id,
            "name": row.name,
            "type": row.kind,
            "here": row.here,
            "mentions": row.mentions,
            "articles": row.articles,
        })
    });
    let dateline = article
        .dateline
        .map(|span| json!({ "start": point(span.start()), "end": point(span.end()) }));
    json!({
        "id": view.id,
        "title": article.title,
        "publisher": article.publisher,
        "author": article.author,
        "date": article.date.as_ref().and_then(iso),
        "printed": article.date.as_ref().map(|date| &date.printed),
        "url": article.url,
        "key": article.key,
        "dateline": dateline,
        "text": article.text,
        "passages": passages.collect::<Vec<_>>(),
        "mentions": mentions.collect::<Vec<_>>(),
        "entities": entities.collect::<Vec<_>>(),
    })
}

/// `ibid search`.
pub(super) fn search(
    console: &mut Console<'_>,
    query: &str,
    top: usize,
    json: bool,
) -> Result<Exit, Stop> {
    let library = console.open_library()?;
    let parsed = query::parse(query);
    for fault in &parsed.faults {
        console.err.line(&format!("warning: {}: {}", fault.place.of(query), fault.why));
    }
    let hits = library.search(&parsed.query, top)?;
    for hit in &hits {
        if json {
            console.out.json(&hit_json(hit))?;
        } else {
            print_hit(console, hit)?;
        }
    }
    Ok(found(!hits.is_empty()))
}

fn hit_json(hit: &Hit) -> Value {
    let points = CodePoints::new(&hit.text);
    let point = |byte| points.of_byte(&hit.text, byte);
    let found = |span: &Span| json!({ "start": point(span.start()), "end": point(span.end()) });
    json!({
        "article": hit.passage.article,
        "passage": hit.passage.ordinal + 1,
        "title": hit.title,
        "text": hit.text,
        "found": hit.spans.iter().map(found).collect::<Vec<_>>(),
    })
}

/// A passage with the words found; on a terminal cut to what stands around the first of them.
fn print_hit(console: &mut Console<'_>, hit: &Hit) -> Result<(), Stop> {
    let place = pad(&place(hit.passage.article, hit.passage.ordinal), 8);
    let room = console.out.width.map(|width| width.saturating_sub(place.len() + 2));
    let first = hit.spans.first().copied().unwrap_or_default();
    let mut left = flat(hit.text.get(..first.start()).unwrap_or(""));
    let mut room_left = usize::MAX;
    if let Some(room) = room {
        left = last_cells(&left, room / 3).to_owned();
        room_left = room;
    }
    let mut line = String::new();
    let mut put = |role: Role, text: &str, line: &mut String| {
        let text = first_cells(text, room_left).to_owned();
        room_left = room_left.saturating_sub(cells(&text));
        line.push_str(&console.out.paint(role, &text));
    };
    put(Role::Text, &left, &mut line);
    let mut at = first.start();
    for span in &hit.spans {
        put(Role::Text, &flat(hit.text.get(at..span.start()).unwrap_or("")), &mut line);
        put(Role::Found, &flat(span.of(&hit.text)), &mut line);
        at = span.end();
    }
    put(Role::Text, &flat(hit.text.get(at..).unwrap_or("")), &mut line);
    let place = console.out.paint(Role::Faint, &place);
    console.out.line(format!("{place}  {line}").trim_end())
}

/// `ibid related`.
pub(super) fn related(console: &mut Console<'_>, typed: &str, json: bool) -> Result<Exit, Stop> {
    let library = console.open_library()?;
    let (row, passage) = console.article_or_passage(&library, typed)?;
    let view = library.view(row.id)?.ok_or_else(|| gone(typed))?;
    let n_passages = view.article.passages.len();
    let wanted = match passage {
        Some(passage) if passage.ordinal as usize >= n_passages => {
            let none = format!("article {} has {n_passages} passages", row.id);
            return Err(Failure::new(none).nothing_found().into());
        }
        Some(passage) => passage.ordinal..passage.ordinal + 1,
        None => 0..n_passages as u32,
    };
    let mut n_found = 0;
    for ordinal in wanted {
        if view.related.get(ordinal as usize) == Some(&0) {
            continue;
        }
        let of = PassageRef { article: row.id, ordinal };
        n_found += print_related(console, &library, of, json)?;
    }
    Ok(found(n_found > 0))
}

/// Prints the passages related to one and returns how many there are.
fn print_related(
    console: &mut Console<'_>,
    library: &Library,
    of: PassageRef,
    json: bool,
) -> Result<usize, Stop> {
    let related = library.related(of)?;
    for other in &related {
        if json {
            console.out.json(&related_json(of, other))?;
            continue;
        }
        let head = format!(
            "{}  {}  {:<16} {:.2}  ",
            pad(&place(of.article, of.ordinal), 8),
            pad(&place(other.passage.article, other.passage.ordinal), 8),
            other.kind.name(),
            other.score,
        );
        let room = console.out.width.map_or(usize::MAX, |w| w.saturating_sub(head.len()).max(20));
        let text = fit(&other.text, room);
        let line = format!("{}{text}", console.out.paint(Role::Faint, &head));
        console.out.line(line.trim_end())?;
    }
    Ok(related.len())
}

fn related_json(of: PassageRef, other: &Related) -> Value {
    json!({
        "of": { "article": of.article, "passage": of.ordinal + 1 },
        "article": other.passage.article,
        "passage": other.passage.ordinal + 1,
        "title": other.title,
        "kind": other.kind,
        "score": rounded(other.score),
        "shared": other.shared,
        "text": other.text,
    })
}

/// `12:4`, as `ibid related` takes it.
fn place(article: ArticleId, ordinal: u32) -> String {
    format!("{article}:{}", ordinal + 1)
}

fn gone(typed: &str) -> Failure {
    Failure::new(format!("the article \"{typed}\" has just been removed")).nothing_found()
}

/// A number from 0 to 1 without the noise of its last digits.
pub(super) fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1000.0).round() / 1000.0
}

/// The text on one line, safe to show.
fn flat(text: &str) -> String {
    fit(text, usize::MAX)
}

/// The end of a shown text that fits `width` cells, cut between characters.
fn last_cells(text: &str, width: usize) -> &str {
    let mut spare = cells(text).saturating_sub(width);
    if spare == 0 {
        return text;
    }
    for glyph in glyphs(text) {
        spare = spare.saturating_sub(usize::from(glyph.cells));
        if spare == 0 {
            return text.get(glyph.span.end()..).unwrap_or("");
        }
    }
    ""
}

/// The beginning of a shown text that fits `width` cells, cut between characters.
fn first_cells(text: &str, width: usize) -> &str {
    let mut used = 0;
    for glyph in glyphs(text) {
        used += usize::from(glyph.cells);
        if used > width {
            return text.get(..glyph.span.start()).unwrap_or("");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_is_cut_between_characters() {
        for (text, width, first, last) in [
            ("abc", 2, "ab", "bc"),
            ("abc", 9, "abc", "abc"),
            ("東京都", 5, "東京", "京都"),
            ("東京都", 1, "", ""),
            ("abc", 0, "", ""),
            ("", 3, "", ""),
        ] {
            assert_eq!((first_cells(text, width), last_cells(text, width)), (first, last));
        }
    }
}
