//! Passages from all over the library: `search`, `related`.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Console;
use super::exit::{Exit, Failure, Stop};
use super::lists::found;
use super::print::{Role, first_cells, flat, last_cells, pad, place, rounded};
use crate::model::{Hit, PassageRef, Related};
use crate::pipeline;
use crate::query::Order;
use crate::store::Library;
use crate::text::{CodePoints, Span, cells, fit};

/// `ibid search`.
pub(super) fn search(
    console: &mut Console<'_>,
    query: &str,
    (order, top): (Order, usize),
    json: bool,
) -> Result<Exit, Stop> {
    let library = console.open_library()?;
    let asked = console.understood(query)?;
    let hits = library.search(&asked, &Arc::new(console.labels()), order, top)?;
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
    let related = pipeline::related(library, of)?;
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

/// What is said of an article that was there a moment ago.
pub(super) fn gone(typed: &str) -> Failure {
    Failure::new(format!("the article \"{typed}\" has just been removed")).nothing_found()
}
