//! `ibid show`: one article with its passages.

use serde_json::{Value, json};

use super::Console;
use super::exit::{Exit, Stop};
use super::lists::{iso, iso_day};
use super::passages::gone;
use super::print::{Role, flat, rounded};
use crate::model::{Article, ArticleView, PassageKind};
use crate::text::{CodePoints, Line, Span, wrap};

/// Widest line of running text, in cells.
const TEXT_WIDTH: usize = 80;

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
    let language = article.foreign_language().map(|language| format!("in {language}"));
    let parts =
        [article.publisher.clone(), article.author.clone(), date, language, article.url.clone()];
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
    let label = match kind {
        PassageKind::Body | PassageKind::Title => String::new(),
        kind => format!("[{}] ", kind.name()),
    };
    let mut lines = Vec::new();
    match console.out.width {
        Some(width) => {
            let room = width.saturating_sub(6).min(TEXT_WIDTH).saturating_sub(label.len());
            wrap(&article.text, span, room, &mut lines);
        }
        None => lines.push(Line { span }),
    }
    let role = match kind {
        PassageKind::Title => Role::Title,
        PassageKind::Furniture => Role::Faint,
        _ => Role::Text,
    };
    for (i, line) in lines.iter().enumerate() {
        let head = match i {
            0 => format!("{:>4}  {label}", ordinal + 1),
            _ => " ".repeat(6 + label.len()),
        };
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
            "mentions": row.mentions.all(),
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
        "event_date": article.event_day.map(iso_day),
        "url": article.url,
        "language": article.language,
        "key": article.key,
        "dateline": dateline,
        "text": article.text,
        "passages": passages.collect::<Vec<_>>(),
        "mentions": mentions.collect::<Vec<_>>(),
        "entities": entities.collect::<Vec<_>>(),
    })
}
