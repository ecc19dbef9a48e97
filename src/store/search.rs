//! Full-text search: articles from the index, then the words again in their texts.

use rusqlite::Connection;

use super::StoreError;
use super::library::{Library, rows};
use super::parts::{passages, text};
use super::terms::{self, Term};
use crate::model::{ArticleId, Hit, Passage, PassageKind, PassageRef};
use crate::query::Query;
use crate::text::Span;

impl Library {
    /// The passages of the articles that hold all words and phrases of `query`, newest article first: of each
    /// article those that hold most of them. At most `limit`; none for a query without words.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn search(&self, query: &Query, limit: usize) -> Result<Vec<Hit>, StoreError> {
        let wanted = wanted(query);
        let Some(expression) = expression(&wanted) else { return Ok(Vec::new()) };
        self.ask(|conn| {
            let mut hits = Vec::new();
            let most = i64::try_from(limit).unwrap_or(i64::MAX);
            for (article, title) in rows(conn, SEARCH, (&expression, most), |row| {
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

/// Something a passage must hold, in the terms of the index: words one after the other. A word that the
/// index holds as several terms ("Assad-Putin") is a phrase, too.
struct Wanted {
    stems: Vec<String>,
    /// The letters that the last word may also begin with, where it is still being typed.
    prefix: Option<String>,
}

impl Wanted {
    /// `None` where `part` holds no word.
    fn new(part: &Query) -> Option<Self> {
        let found = terms::terms(part.typed());
        let last = found.last()?;
        let prefix = match part {
            Query::Prefix(typed) => terms::prefix(last.span.of(typed)),
            _ => None,
        };
        Some(Self { stems: found.into_iter().map(|term| term.stem).collect(), prefix })
    }

    /// In the language of the index, quoted. The stem of what is typed so far counts as well: the index
    /// holds "visit", which nothing as long as "visiting" begins.
    fn expression(&self) -> String {
        let whole = self.stems.join(" ");
        let Some((prefix, (_, before))) = self.prefix.as_ref().zip(self.stems.split_last()) else {
            return format!("body:\"{whole}\"");
        };
        let begun: Vec<&str> = before.iter().chain([prefix]).map(String::as_str).collect();
        format!("(body:\"{whole}\" OR body:\"{}\"*)", begun.join(" "))
    }

    /// Whether these terms of a text are what is wanted.
    fn is(&self, run: &[Term]) -> bool {
        let begins = |at: usize, stem: &str| {
            let prefix = self.prefix.as_ref().filter(|_| at + 1 == self.stems.len());
            prefix.is_some_and(|prefix| stem.starts_with(prefix.as_str()))
        };
        let mut pairs = run.iter().zip(&self.stems).enumerate();
        pairs.all(|(at, (term, stem))| term.stem == *stem || begins(at, &term.stem))
    }
}

fn wanted(query: &Query) -> Vec<Wanted> {
    query.wanted().into_iter().filter_map(Wanted::new).collect()
}

/// Writes what is wanted in the language of the index; `None` where that is nothing.
fn expression(wanted: &[Wanted]) -> Option<String> {
    let parts: Vec<String> = wanted.iter().map(Wanted::expression).collect();
    (!parts.is_empty()).then(|| parts.join(" AND "))
}

fn hits_in(
    conn: &Connection,
    article: ArticleId,
    title: &str,
    wanted: &[Wanted],
) -> rusqlite::Result<Vec<Hit>> {
    let text = text(conn, article)?;
    let found: Vec<(usize, Passage, Found)> = passages(conn, article)?
        .into_iter()
        .enumerate()
        .map(|(ordinal, passage)| (ordinal, passage, find(wanted, passage.span.of(&text))))
        .collect();
    // Furniture only where nothing else holds the words.
    let worth =
        |passage: &Passage, found: &Found| (found.n_wanted, passage.kind != PassageKind::Furniture);
    let most = found.iter().map(|(_, passage, found)| worth(passage, found)).max();
    Ok(found
        .into_iter()
        .filter(|(_, passage, found)| found.n_wanted > 0 && Some(worth(passage, found)) == most)
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
        for run in terms.windows(part.stems.len()) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{parse, parse_typing};

    #[test]
    fn what_a_user_types_is_never_syntax() {
        for (query, want) in [
            ("air strikes", Some(r#"body:"air" AND body:"strike""#)),
            (r#""air strikes" x"#, Some(r#"body:"air strike" AND body:"x""#)),
            (r#"he"said NEAR(a"#, Some(r#"body:"he" AND body:"said near a""#)),
            ("Assad-Putin", Some(r#"body:"assad putin""#)),
            ("* \" ^ -", None),
            ("", None),
        ] {
            assert_eq!(expression(&wanted(&parse(query).query)).as_deref(), want, "{query:?}");
        }
        for (query, want) in [
            ("air visiting", r#"body:"air" AND (body:"visit" OR body:"visiting"*)"#),
            ("Assad-Put", r#"(body:"assad put" OR body:"assad put"*)"#),
            ("of", r#"body:"of""#),
            ("Łódź", r#"(body:"lodz" OR body:"lodz"*)"#),
            ("air ", r#"body:"air""#),
        ] {
            let expression = expression(&wanted(&parse_typing(query).query));
            assert_eq!(expression.as_deref(), Some(want), "{query:?}");
        }
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
