//! `ibid mentions`: every mention of an entity, with the words around it.

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::Console;
use super::choose::counts;
use super::exit::{Exit, Stop};
use super::lists::found;
use super::print::{Role, first_cells, flat, last_cells, pad, place, rounded};
use crate::model::{Article, ArticleId, ContextLine, EntityRow};
use crate::text::{CodePoints, cells, fit};

/// Cells of context on each side of a mention where the terminal does not say.
const CONTEXT: usize = 40;

/// Widest context, in cells, for which mentions are still set below each other.
const WIDEST: usize = 200;

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
        let context = library.context(entity.id, usize::MAX)?;
        lines.extend(context.into_iter().map(|line| (entity, line)));
    }
    if let [_, _, ..] = entities.as_slice() {
        let order = library.article_rows(&console.labels())?;
        let order: FxHashMap<ArticleId, usize> = order.iter().map(|row| row.id).zip(0..).collect();
        lines.sort_by_key(|(_, line)| (order.get(&line.place.article), line.place.span));
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
        if let Some(width) = console.out.width {
            let heading = console.out.paint(Role::Title, &fit(&article.title, width));
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
        let room = console.out.width.unwrap_or(0).saturating_sub(place.len() + 2 + cells(&shown));
        if console.out.width.is_some() { room / 2 } else { CONTEXT }
    });
    let before = flat(line.passage.get(..line.span.start()).unwrap_or(""));
    let after = flat(line.passage.get(line.span.end()..).unwrap_or(""));
    let before = last_cells(&before, width);
    let blanks = " ".repeat(width.min(WIDEST).saturating_sub(cells(before)));
    let line = format!(
        "{}  {blanks}{before}{}{}",
        console.out.paint(Role::Faint, &place),
        console.out.paint(Role::Found, &shown),
        first_cells(&after, width),
    );
    console.out.line(line.trim_end())
}
