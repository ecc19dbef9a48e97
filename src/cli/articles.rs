//! `ibid articles`, and the list of articles that stands in for the reader where there is no terminal.

use std::collections::hash_map::Entry;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::json;

use super::Console;
use super::args::Together;
use super::exit::{Exit, Stop};
use super::lists::{found, iso};
use super::print::{Role, pad};
use crate::filter::holds;
use crate::model::{ArticleId, ArticleRow};
use crate::pipeline;
use crate::text::{cells, fit, fold};

/// `ibid articles`.
pub(super) fn articles(
    console: &mut Console<'_>,
    query: &str,
    together: Option<Together>,
    json: bool,
) -> Result<Exit, Stop> {
    let library = console.open_library()?;
    let mut rows = library.article_rows(&console.labels())?;
    let stories = match together {
        Some(Together::Stories) => Some(pipeline::stories(&library, &rows)?),
        Some(Together::Editions) | None => None,
    };
    let (texts, fields) = console.understood(query)?.divided();
    if fields.has_fields() {
        let labels = Arc::new(console.labels());
        let found: FxHashSet<ArticleId> =
            library.find(&fields, &labels, usize::MAX)?.into_iter().collect();
        rows.retain(|row| found.contains(&row.id));
    }
    rows.retain(|row| holds(&texts, &shown(row)));
    let head = |row: &ArticleRow| match &stories {
        Some(stories) => stories.get(&row.id).copied(),
        None => row.edition.filter(|_| together.is_some()),
    };
    let listed = gathered(rows, head);
    let is_any = !listed.is_empty();
    if json {
        print_json(console, &listed, stories.as_ref())?;
    } else {
        print_rows(console, &listed)?;
    }
    Ok(found(is_any || (texts.is_empty() && !fields.has_fields())))
}

/// Prints rows of articles: number, date, publisher, title.
pub(super) fn print_articles(console: &mut Console<'_>, rows: Vec<ArticleRow>) -> Result<(), Stop> {
    print_rows(console, &gathered(rows, |_| None))
}

/// A row, and whether it stands below another that it belongs to.
struct Listed {
    row: ArticleRow,
    is_below: bool,
}

/// Brings rows of one head together behind the first of them.
fn gathered(rows: Vec<ArticleRow>, head: impl Fn(&ArticleRow) -> Option<ArticleId>) -> Vec<Listed> {
    let mut groups: Vec<Vec<ArticleRow>> = Vec::new();
    let mut place: FxHashMap<ArticleId, usize> = FxHashMap::default();
    for row in rows {
        match head(&row).map(|head| place.entry(head)) {
            Some(Entry::Occupied(known)) => groups[*known.get()].push(row),
            new => {
                if let Some(Entry::Vacant(new)) = new {
                    new.insert(groups.len());
                }
                groups.push(vec![row]);
            }
        }
    }
    let listed = groups.into_iter().flat_map(|group| {
        group.into_iter().enumerate().map(|(at, row)| Listed { row, is_below: at > 0 })
    });
    listed.collect()
}

fn print_json(
    console: &mut Console<'_>,
    rows: &[Listed],
    stories: Option<&FxHashMap<ArticleId, ArticleId>>,
) -> Result<(), Stop> {
    for Listed { row, .. } in rows {
        let mut object = json!({
            "id": row.id,
            "title": row.title,
            "publisher": row.publisher,
            "date": row.date.as_ref().and_then(iso),
            "printed": row.date.as_ref().map(|date| &date.printed),
            "key": row.key,
            "passages": row.passages,
            "words": row.words,
            "read": row.is_read,
            "edition": row.edition,
        });
        if let Some(stories) = stories {
            object["story"] = json!(stories.get(&row.id));
        }
        console.out.json(&object)?;
    }
    Ok(())
}

fn print_rows(console: &mut Console<'_>, rows: &[Listed]) -> Result<(), Stop> {
    let out = &mut console.out;
    let widest =
        |part: &dyn Fn(&ArticleRow) -> usize| rows.iter().map(|l| part(&l.row)).max().unwrap_or(0);
    let id_width = widest(&|row| row.id.to_string().len());
    let publisher_width = widest(&|row| cells(row.publisher.as_deref().unwrap_or(""))).min(20);
    let title_width =
        out.width.map_or(usize::MAX, |w| w.saturating_sub(id_width + publisher_width + 17).max(20));
    for Listed { row, is_below } in rows {
        let date = row.date.as_ref().map(ToString::to_string).unwrap_or_default();
        let publisher = fit(row.publisher.as_deref().unwrap_or(""), publisher_width);
        let title = if *is_below { format!("↳ {}", row.title) } else { row.title.clone() };
        let line = format!(
            "{:>id_width$}  {}  {}  {}",
            row.id,
            out.paint(Role::Faint, &format!("{date:>11}")),
            out.paint(Role::Faint, &pad(&publisher, publisher_width)),
            out.paint(Role::Title, &fit(&title, title_width)),
        );
        out.line(&line)?;
    }
    Ok(())
}

/// What of a row words are sought in, folded: title, publisher, date and key.
fn shown(row: &ArticleRow) -> String {
    let date = row.date.as_ref().map(ToString::to_string).unwrap_or_default();
    let publisher = row.publisher.as_deref().unwrap_or("");
    fold(&format!("{}  {publisher}  {date}  {}", row.title, row.key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    fn row(id: i64) -> ArticleRow {
        ArticleRow {
            id: ArticleId(id),
            key: "/a/1.txt".into(),
            title: "Élection in Łódź".into(),
            publisher: Some("TASS".into()),
            date: None,
            passages: 1,
            words: 1,
            is_read: false,
            is_starred: false,
            has_note: false,
            tags: Vec::new(),
            edition: None,
        }
    }

    #[test]
    fn a_query_is_words_in_any_order() {
        for (query, want) in [("tass lodz", true), ("", true), ("a/1.txt", true), ("oslo", false)] {
            assert_eq!(holds(&parse(query).query, &shown(&row(1))), want, "{query}");
        }
    }

    #[test]
    fn what_belongs_together_stands_behind_the_first() {
        let head = |row: &ArticleRow| match row.id.0 {
            1 | 4 => Some(ArticleId(4)),
            2 | 5 => Some(ArticleId(2)),
            _ => None,
        };
        let listed = gathered((1..=5).map(row).collect(), head);
        let ids: Vec<(i64, bool)> = listed.iter().map(|l| (l.row.id.0, l.is_below)).collect();
        assert_eq!(ids, [(1, false), (4, true), (2, false), (5, true), (3, false)]);
    }
}
