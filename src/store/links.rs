//! Links between passages as a reader meets them: what is related to a passage, and two articles side by side.

use super::StoreError;
use super::articles::article;
use super::library::{Library, code, of_code, rows};
use super::parts::text;
use crate::model::{Article, ArticleId, Link, LinkKind, PassageRef, Related, TwoArticles};
use crate::text::Span;

impl Library {
    /// The passages of other articles that tell the same as this one, surest first; none below
    /// [`Link::SHOWN_FROM`]. `shared` finds the words of the one text that the other has too.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn related(
        &self,
        passage: PassageRef,
        mut shared: impl FnMut(&str, &str) -> String,
    ) -> Result<Vec<Related>, StoreError> {
        self.ask(|conn| {
            let own = article(conn, passage.article)?;
            let own = own.as_ref().map_or("", |own| passage_text(own, passage.ordinal));
            let params = (passage.article.0, passage.ordinal, Link::SHOWN_FROM);
            let mut found = rows(conn, RELATED, params, |row| {
                let related = Related {
                    passage: PassageRef { article: ArticleId(row.get(0)?), ordinal: row.get(1)? },
                    title: row.get(2)?,
                    text: String::new(),
                    kind: of_code(&LinkKind::ALL, row.get(3)?),
                    score: row.get(4)?,
                    shared: String::new(),
                };
                Ok((related, Span::at(row.get(5)?, row.get(6)?)))
            })?;
            for (related, span) in &mut found {
                related.text = span.of(&text(conn, related.passage.article)?).to_owned();
                related.shared = shared(own, &related.text);
            }
            Ok(found.into_iter().map(|(related, _)| related).collect())
        })
    }

    /// The passages elsewhere that are copies of one of an article, or edited ones, each behind the ordinal of its
    /// counterpart here; of the links that count.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn copies(&self, id: ArticleId) -> Result<Vec<(u32, PassageRef)>, StoreError> {
        const COPIES: &str = "
            SELECT a_ordinal, b, b_ordinal FROM links WHERE a = ?1 AND score >= ?2 AND kind IN (?3, ?4)
            UNION ALL
            SELECT b_ordinal, a, a_ordinal FROM links WHERE b = ?1 AND score >= ?2 AND kind IN (?3, ?4)
            ORDER BY 1, 2, 3";
        let [copy, edited] =
            [LinkKind::Copy, LinkKind::Edited].map(|kind| code(&LinkKind::ALL, &kind));
        self.ask(|conn| {
            rows(conn, COPIES, (id.0, Link::COUNTED_FROM, copy, edited), |row| {
                let passage = PassageRef { article: ArticleId(row.get(1)?), ordinal: row.get(2)? };
                Ok((row.get(0)?, passage))
            })
        })
    }

    /// Two articles with the links between them; `None` where the library has not both. `shared` finds the words
    /// of the one text that the other has too.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn two_articles(
        &self,
        ids: [ArticleId; 2],
        shared: impl Fn(&str, &str) -> String,
    ) -> Result<Option<TwoArticles>, StoreError> {
        self.ask(|conn| {
            let [a, b] = ids;
            let Some(articles) = article(conn, a)?.zip(article(conn, b)?) else { return Ok(None) };
            let links = rows(conn, BETWEEN, (a.0, b.0, Link::COUNTED_FROM), |row| {
                Ok(Link {
                    a: PassageRef { article: a, ordinal: row.get(0)? },
                    b: PassageRef { article: b, ordinal: row.get(1)? },
                    kind: of_code(&LinkKind::ALL, row.get(2)?),
                    score: row.get(3)?,
                })
            })?;
            let words = |link: &Link| {
                let text = passage_text(&articles.0, link.a.ordinal);
                shared(text, passage_text(&articles.1, link.b.ordinal))
            };
            let shared = links.iter().map(words).collect();
            Ok(Some(TwoArticles { articles: [(a, articles.0), (b, articles.1)], links, shared }))
        })
    }
}

/// The text of a passage; empty for one that does not exist.
fn passage_text(article: &Article, ordinal: u32) -> &str {
    article.passages.get(ordinal as usize).map_or("", |passage| passage.span.of(&article.text))
}

const BETWEEN: &str = "
    SELECT * FROM (
        SELECT a_ordinal AS of_a, b_ordinal AS of_b, kind, score
        FROM links WHERE a = ?1 AND b = ?2
        UNION ALL
        SELECT b_ordinal, a_ordinal, kind, score
        FROM links WHERE b = ?1 AND a = ?2)
    WHERE score >= ?3
    ORDER BY score DESC, of_a, of_b";

const RELATED: &str = "
    SELECT p.article, p.ordinal, t.title, l.kind, l.score, p.start, p.stop
    FROM (
        SELECT b AS article, b_ordinal AS ordinal, kind, score
        FROM links WHERE a = ?1 AND a_ordinal = ?2
        UNION ALL
        SELECT a, a_ordinal, kind, score
        FROM links WHERE b = ?1 AND b_ordinal = ?2) l
    JOIN passages p ON p.article = l.article AND p.ordinal = l.ordinal
    JOIN articles t ON t.id = l.article
    WHERE l.score >= ?3
    ORDER BY l.score DESC, l.kind, t.day DESC, t.key, p.ordinal";
