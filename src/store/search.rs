//! Full-text search: articles from the index, then the words again in their texts.

use std::fmt::Write;

use rusqlite::Connection;
use rustc_hash::FxHashSet;

use super::StoreError;
use super::articles::{passages, text};
use super::library::{Library, rows};
use super::terms::{self, Term};
use crate::model::{ArticleId, Hit, Passage, PassageKind, PassageRef};
use crate::text::Span;

impl Library {
    /// The passages of the articles that hold all words of `query`, newest article first: of each article
    /// those that hold most of the words. At most `limit`; none for a query without words.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn search(&self, query: &str, limit: usize) -> Result<Vec<Hit>, StoreError> {
        let Some(expression) = expression(query) else { return Ok(Vec::new()) };
        let wanted: FxHashSet<String> =
            terms::terms(query).into_iter().map(|term| term.stem).collect();
        self.ask(|conn| {
            let mut hits = Vec::new();
            for (article, title) in rows(conn, SEARCH, (&expression, limit), |row| {
                Ok((ArticleId(row.get(0)?), row.get::<_, String>(1)?))
            })? {
                hits.extend(hits_in(conn, article, &title, &wanted)?);
                if hits.len() >= limit {
                    break;
                }
            }
            hits.truncate(limit);
            Ok(hits)
        })
    }
}

/// The index walks its rows from the newest; those of one day come by a hash of their keys, so the last
/// day of a full page may be cut anywhere, but always at the same place.
const SEARCH: &str = "
    SELECT id, title FROM (
        SELECT a.id, a.title, a.day, a.key
        FROM words JOIN articles a ON a.place = words.rowid
        WHERE words MATCH ?1
        ORDER BY words.rowid DESC LIMIT ?2)
    ORDER BY day DESC, key";

/// Writes a query in the language of the index: each word quoted, all of them wanted. A word that the index
/// holds as several terms ("Assad-Putin") is a phrase. `None` where nothing is asked for.
fn expression(query: &str) -> Option<String> {
    let mut out = String::new();
    for word in query.split_whitespace() {
        let phrase = terms::indexed(word);
        if !phrase.is_empty() {
            let _ = write!(out, "{}body:\"{phrase}\"", if out.is_empty() { "" } else { " AND " });
        }
    }
    (!out.is_empty()).then_some(out)
}

fn hits_in(
    conn: &Connection,
    article: ArticleId,
    title: &str,
    wanted: &FxHashSet<String>,
) -> rusqlite::Result<Vec<Hit>> {
    let text = text(conn, article)?;
    let found: Vec<(usize, Passage, Vec<Term>)> = passages(conn, article)?
        .into_iter()
        .enumerate()
        .map(|(ordinal, passage)| {
            let mut found = terms::terms(passage.span.of(&text));
            found.retain(|term| wanted.contains(&term.stem));
            (ordinal, passage, found)
        })
        .collect();
    // Furniture only where nothing else holds the words.
    let worth = |passage: &Passage, found: &[Term]| {
        let stems: FxHashSet<&str> = found.iter().map(|term| term.stem.as_str()).collect();
        (stems.len(), passage.kind != PassageKind::Furniture)
    };
    let most = found.iter().map(|(_, passage, found)| worth(passage, found)).max();
    Ok(found
        .iter()
        .filter(|(_, passage, found)| Some(worth(passage, found)) == most)
        .map(|(ordinal, passage, found)| Hit {
            passage: PassageRef { article, ordinal: *ordinal as u32 },
            title: title.to_owned(),
            text: passage.span.of(&text).to_owned(),
            spans: spans(found),
        })
        .collect())
}

/// The words of the terms; a word of several terms once.
fn spans(found: &[Term]) -> Vec<Span> {
    let mut spans: Vec<Span> = found.iter().map(|term| term.span).collect();
    spans.dedup();
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_user_types_is_never_syntax() {
        for (query, want) in [
            ("air strikes", Some(r#"body:"air" AND body:"strike""#)),
            (r#"he"said NEAR(a"#, Some(r#"body:"he said" AND body:"near a""#)),
            ("Assad-Putin", Some(r#"body:"assad putin""#)),
            ("* \" ^ -", None),
            ("", None),
        ] {
            assert_eq!(expression(query).as_deref(), want, "{query:?}");
        }
    }
}
