//! `ibid quotes`: what a person is quoted as saying, the versions of each quote together.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::Console;
use super::exit::{Exit, Stop};
use super::lists::{found, iso};
use super::print::{Role, count, first_cells, flat, pad, place, rounded};
use crate::model::{Article, ArticleId, EntityRow, QuoteRow};
use crate::pipeline;
use crate::text::{CodePoints, Span, cells};

/// `ibid quotes`.
pub(super) fn quotes(
    console: &mut Console<'_>,
    name: &str,
    all: bool,
    json: bool,
) -> Result<Exit, Stop> {
    let library = console.open_library()?;
    let entities = console.entities(&library, name, all)?;
    let mut n_groups = 0;
    let mut articles: FxHashMap<ArticleId, (Article, CodePoints)> = FxHashMap::default();
    for entity in &entities {
        let groups = pipeline::quotes(&library, entity.id)?;
        let n_quotes = groups.iter().map(|group| group.len() as u64).sum();
        let said = count(groups.len() as u64, "quote");
        console.err.line(&format!("{}: {said}, {}", entity.name, count(n_quotes, "version")));
        for versions in &groups {
            n_groups += 1;
            if !json && n_groups > 1 {
                console.out.line("")?;
            }
            for quote in versions {
                if !json {
                    print_quote(console, quote)?;
                    continue;
                }
                let id = quote.article();
                if let Entry::Vacant(slot) = articles.entry(id)
                    && let Some(article) = library.article(id)?
                {
                    let points = CodePoints::new(&article.text);
                    slot.insert((article, points));
                }
                if let Some(article) = articles.get(&id) {
                    console.out.json(&quote_json(article, n_groups, entity, quote))?;
                }
            }
        }
    }
    Ok(found(n_groups > 0))
}

fn quote_json(
    (article, points): &(Article, CodePoints),
    group: usize,
    entity: &EntityRow,
    quote: &QuoteRow,
) -> Value {
    let point = |byte| points.of_byte(&article.text, byte);
    let part = |span: &Span| json!({ "start": point(span.start()), "end": point(span.end()) });
    json!({
        "quote": group,
        "entity": entity.id,
        "name": entity.name,
        "article": quote.article(),
        "passage": quote.passage.ordinal + 1,
        "title": quote.title,
        "publisher": quote.publisher,
        "date": quote.date.as_ref().and_then(iso),
        "text": quote.text,
        "parts": quote.parts.iter().map(part).collect::<Vec<_>>(),
        "confidence": rounded(quote.confidence),
    })
}

/// A quote with its place, date and publisher; on a terminal cut to what fits.
fn print_quote(console: &mut Console<'_>, quote: &QuoteRow) -> Result<(), Stop> {
    let date = quote.date.as_ref().map(ToString::to_string).unwrap_or_default();
    let whose = quote.publisher.as_deref().unwrap_or(&quote.title);
    let head = format!(
        "{}  {date:>11}  {}  ",
        pad(&place(quote.article(), quote.passage.ordinal), 8),
        pad(first_cells(&flat(whose), 16), 16)
    );
    let room = console.out.width.map_or(usize::MAX, |w| w.saturating_sub(cells(&head)).max(20));
    let text = flat(&format!("“{}”", quote.text));
    let line = console.out.paint(Role::Faint, &head) + first_cells(&text, room);
    console.out.line(line.trim_end())
}
