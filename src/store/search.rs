//! Full-text search: articles from the index, then the words again in their texts.

use std::cmp::Reverse;
use std::sync::Arc;

use rusqlite::Connection;

use super::library::Library;
use super::matching::{found, passage_kind};
use super::reading::passages;
use super::terms::{self, Term};
use super::texts::text;
use super::wanted::Wanted;
use super::{Labels, StoreError};
use crate::model::{ArticleId, Hit, Passage, PassageKind, PassageRef};
use crate::query::{Field, Kind, Order, Query};
use crate::text::{Span, quotations};

impl Library {
    /// The passages of the articles that `query` finds, in the order of their articles: of each article those that hold
    /// most of the words; where it asks for no words, those of the kind it asks for, else the first of running text.
    /// At most `limit`; none for a query that asks for nothing. Labels are those of the reader.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn search(
        &self,
        query: &Query,
        labels: &Arc<Labels>,
        order: Order,
        limit: usize,
    ) -> Result<Vec<Hit>, StoreError> {
        let wanted = wanted(query);
        if wanted.is_empty() && !query.has_fields() {
            return Ok(Vec::new());
        }
        let kinds = kinds(query);
        self.ask(|conn| {
            let mut hits = Vec::new();
            for (article, title) in found(conn, query, labels, (order, limit))? {
                hits.extend(hits_in(conn, article, &title, (&wanted, &kinds))?);
                if hits.len() >= limit {
                    break;
                }
            }
            hits.truncate(limit);
            Ok(hits)
        })
    }
}

impl Library {
    /// Where in an article's text the words stand that `query` looks for, as the index knows them: in any form, without
    /// accents; a phrase is one hit. In text order, not overlapping.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn hits_in(&self, article: ArticleId, query: &Query) -> Result<Vec<Span>, StoreError> {
        let wanted = wanted(query);
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        Ok(wholes(&wanted, &self.ask(|conn| text(conn, article))?))
    }
}

/// The kinds of passages that must all be meant.
fn kinds(query: &Query) -> Vec<Kind> {
    match query {
        Query::All(parts) => parts.iter().flat_map(kinds).collect(),
        Query::Field(Field::Kind(kind)) => vec![*kind],
        _ => Vec::new(),
    }
}

fn wanted(query: &Query) -> Vec<Wanted> {
    query.wanted().into_iter().filter_map(Wanted::new).collect()
}

fn hits_in(
    conn: &Connection,
    article: ArticleId,
    title: &str,
    (wanted, kinds): (&[Wanted], &[Kind]),
) -> rusqlite::Result<Vec<Hit>> {
    let text = text(conn, article)?;
    let found: Vec<(usize, Passage, Found)> = passages(conn, article)?
        .into_iter()
        .enumerate()
        .map(|(ordinal, passage)| (ordinal, passage, find(wanted, passage.span.of(&text))))
        .collect();
    let is_of = |kind: &Kind, passage: &Passage| {
        passage.kind == passage_kind(*kind)
            || (*kind == Kind::Quote && !quotations(passage.span.of(&text)).is_empty())
    };
    let is_meant = |passage: &Passage| kinds.iter().all(|kind| is_of(kind, passage));
    // Furniture only where nothing else holds the words.
    let worth = |passage: &Passage, found: &Found| {
        (found.n_wanted, is_meant(passage), passage.kind != PassageKind::Furniture)
    };
    let most = found.iter().map(|(_, passage, found)| worth(passage, found)).max();
    let is_lead = |passage: &Passage| !kinds.is_empty() || passage.kind == PassageKind::Body;
    let n_most = if wanted.is_empty() && kinds.is_empty() { 1 } else { usize::MAX };
    Ok(found
        .into_iter()
        .filter(|(_, passage, found)| {
            is_meant(passage)
                && match wanted {
                    [] => is_lead(passage),
                    _ => found.n_wanted > 0 && Some(worth(passage, found)) == most,
                }
        })
        .take(n_most)
        .map(|(ordinal, passage, found)| Hit {
            passage: PassageRef { article, ordinal: ordinal as u32 },
            title: title.to_owned(),
            text: passage.span.of(&text).to_owned(),
            spans: found.spans,
        })
        .collect())
}

/// What of a query stands in a passage.
struct Found {
    /// How many of the words and phrases asked for.
    n_wanted: usize,
    /// Their words, in order.
    spans: Vec<Span>,
}

fn find(wanted: &[Wanted], passage: &str) -> Found {
    let terms = terms::terms(passage);
    let mut spans = Vec::new();
    let mut n_wanted = 0;
    for part in wanted {
        let before = spans.len();
        for run in terms.windows(part.len()) {
            if part.is(run) {
                spans.extend(run.iter().map(|term| term.span));
            }
        }
        n_wanted += usize::from(spans.len() > before);
    }
    spans.sort_unstable();
    spans.dedup();
    Found { n_wanted, spans }
}

/// Where what is wanted stands in a text, phrases as one: in order, without what lies in another.
fn wholes(wanted: &[Wanted], text: &str) -> Vec<Span> {
    let terms = terms::terms(text);
    let whole = |run: &[Term]| Some(Span::at(run.first()?.span.start(), run.last()?.span.end()));
    let of_part = |part: &Wanted| -> Vec<Span> {
        terms.windows(part.len()).filter(|run| part.is(run)).filter_map(whole).collect()
    };
    let mut spans: Vec<Span> = wanted.iter().flat_map(of_part).collect();
    spans.sort_unstable_by_key(|span| (span.start(), Reverse(span.end())));
    spans.dedup_by(|next, before| next.start() < before.end());
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{parse, parse_typing};

    #[test]
    fn hits_are_what_the_index_takes_for_the_same() {
        let text = "Strikes by air; air strikes of strikers. Visited Łódź, 北京";
        let hits = |query: &str| {
            let hits = wholes(&wanted(&parse_typing(query).query), text);
            hits.iter().map(|hit| hit.of(text)).collect::<Vec<_>>().join("|")
        };
        assert_eq!(hits("\"air strike\" strike "), "Strikes|air strikes");
        assert_eq!(hits("text:visiting lodz"), "Visited|Łódź");
        assert_eq!(hits("strik"), "Strikes|strikes|strikers");
        assert_eq!(hits("北京 -strikes person:air"), "北京");
        assert_eq!(hits("sea or by "), "by");
    }

    #[test]
    fn a_phrase_is_found_as_one() {
        let text = "Strikes by air; air strikes. AIR-STRIKE, in Łódź";
        let words = |query: &str| {
            let found = find(&wanted(&parse(query).query), text);
            let words: Vec<&str> = found.spans.iter().map(|span| span.of(text)).collect();
            (found.n_wanted, words.join(" "))
        };
        assert_eq!(words("\"air strikes\""), (1, "air strikes AIR STRIKE".into()));
        assert_eq!(words("lodz strike"), (2, "Strikes strikes STRIKE Łódź".into()));
        assert_eq!(words("lodz sea"), (1, "Łódź".into()));
        assert_eq!(words("sea"), (0, String::new()));
        let typed = |query: &str| {
            let found = find(&wanted(&parse_typing(query).query), text);
            found.spans.iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(typed("stri"), "Strikes strikes STRIKE");
        assert_eq!(typed("air stri"), "Strikes air air strikes AIR STRIKE");
        assert_eq!(typed("air-stri"), "air strikes AIR STRIKE");
        assert_eq!(typed("stri "), "");
    }
}
