//! Links between passages: the ones stored, and the work that is left to find them.

use super::StoreError;
use super::articles::{article, text};
use super::changes::{FREQUENT, LINKS, SEEKING, SOUGHT};
use super::library::{Library, code, of_code, rows, set_state, state};
use crate::model::{Article, ArticleId, Link, LinkKind, PassageRef, Related};
use crate::text::Span;

impl Library {
    /// The passages of other articles that tell the same as this one, surest first.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn related(&self, passage: PassageRef) -> Result<Vec<Related>, StoreError> {
        self.ask(|conn| {
            let params = (passage.article.0, passage.ordinal);
            let mut found = rows(conn, RELATED, params, |row| {
                let related = Related {
                    passage: PassageRef { article: ArticleId(row.get(0)?), ordinal: row.get(1)? },
                    title: row.get(2)?,
                    text: String::new(),
                    kind: of_code(&LinkKind::ALL, row.get(3)?),
                    score: row.get(4)?,
                    shared: row.get(5)?,
                };
                Ok((related, Span::at(row.get(6)?, row.get(7)?)))
            })?;
            for (related, span) in &mut found {
                related.text = span.of(&text(conn, related.passage.article)?).to_owned();
            }
            Ok(found.into_iter().map(|(related, _)| related).collect())
        })
    }
}

const RELATED: &str = "
    SELECT p.article, p.ordinal, t.title, l.kind, l.score, l.shared, p.start, p.stop
    FROM (
        SELECT b AS article, b_ordinal AS ordinal, kind, score, shared
        FROM links WHERE a = ?1 AND a_ordinal = ?2
        UNION ALL
        SELECT a, a_ordinal, kind, score, shared
        FROM links WHERE b = ?1 AND b_ordinal = ?2) l
    JOIN passages p ON p.article = l.article AND p.ordinal = l.ordinal
    JOIN articles t ON t.id = l.article
    ORDER BY l.score DESC, l.kind, t.day DESC, t.key, p.ordinal";

impl Library {
    /// Whether passages have changed since links were last sought.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn is_linking_pending(&self) -> Result<bool, StoreError> {
        Ok(self.ask(|conn| state(conn, LINKS))?.is_some_and(|state| state != SOUGHT))
    }

    /// Gets ready to seek links: drops the links found by keys that have become too frequent since, and
    /// returns the articles whose passages are to be linked, by id.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn begin_links(&mut self) -> Result<Vec<ArticleId>, StoreError> {
        self.write(|conn| {
            if state(conn, LINKS)? != Some(SEEKING) {
                conn.prepare_cached(UNLINK_FREQUENT)?.execute([FREQUENT])?;
                conn.execute(DROP_STALE, [])?;
                set_state(conn, LINKS, SEEKING)?;
            }
            rows(conn, UNLINKED, [], |row| row.get(0).map(ArticleId))
        })
    }

    /// The pairs of passages that share a key and are to be compared when this article is linked: the own
    /// ordinal and the other passage. Over all articles of [`Library::begin_links`] each pair comes once.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn candidates(&self, article: ArticleId) -> Result<Vec<(u32, PassageRef)>, StoreError> {
        self.ask(|conn| {
            rows(conn, CANDIDATES, (article.0, FREQUENT), |row| {
                let other = PassageRef { article: ArticleId(row.get(1)?), ordinal: row.get(2)? };
                Ok((row.get(0)?, other))
            })
        })
    }

    /// The article with its text and passages; `None` where there is none.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn article(&self, id: ArticleId) -> Result<Option<Article>, StoreError> {
        self.ask(|conn| article(conn, id))
    }

    /// Stores the links found for these articles, and that they are done.
    ///
    /// # Errors
    /// Fails when the file cannot be written; then nothing of it is stored.
    pub fn put_links(&mut self, done: &[ArticleId], links: &[Link]) -> Result<(), StoreError> {
        self.write(|conn| {
            for link in links {
                conn.prepare_cached(PUT)?.execute((
                    link.a.article.0,
                    link.a.ordinal,
                    link.b.article.0,
                    link.b.ordinal,
                    code(&LinkKind::ALL, &link.kind),
                    link.score,
                    &link.shared,
                ))?;
            }
            for id in done {
                conn.prepare_cached("UPDATE articles SET is_linked = 1 WHERE id = ?1")?
                    .execute([id.0])?;
            }
            Ok(())
        })
    }

    /// Notes that all links have been sought, unless another writer has changed articles meanwhile.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn end_links(&mut self) -> Result<(), StoreError> {
        self.write(|conn| {
            if state(conn, LINKS)? == Some(SEEKING) {
                set_state(conn, LINKS, SOUGHT)?;
            }
            Ok(())
        })
    }
}

/// A key that new articles made too frequent counted for the linked ones: those are linked anew. Where more
/// linked ones hold it than may, it did not count for them either.
const UNLINK_FREQUENT: &str = "
    UPDATE articles SET is_linked = 0 WHERE is_linked = 1 AND id IN (
        SELECT k.article FROM passage_keys k WHERE k.key IN (
            SELECT mine.key
            FROM articles a JOIN passage_keys mine ON mine.article = a.id
            WHERE a.is_linked = 0
            GROUP BY mine.key
            HAVING (SELECT count(*) FROM passage_keys f WHERE f.key = mine.key) > ?1
                AND (SELECT count(*) FROM passage_keys f JOIN articles l ON l.id = f.article
                    WHERE f.key = mine.key AND l.is_linked = 1) BETWEEN 2 AND ?1))";

const DROP_STALE: &str = "
    DELETE FROM links WHERE a IN (SELECT id FROM articles WHERE is_linked = 0)
        OR b IN (SELECT id FROM articles WHERE is_linked = 0)";

const UNLINKED: &str = "SELECT id FROM articles WHERE is_linked = 0 ORDER BY id";

const CANDIDATES: &str = "
    SELECT DISTINCT mine.ordinal, other.article, other.ordinal
    FROM passage_keys mine
    JOIN passage_keys other ON other.key = mine.key
    JOIN articles a ON a.id = other.article
    WHERE mine.article = ?1 AND other.article <> ?1
        AND (a.is_linked = 1 OR a.id < ?1)
        AND (SELECT count(*) FROM passage_keys f WHERE f.key = mine.key) <= ?2
    ORDER BY 1, 2, 3";

const PUT: &str = "
    INSERT OR REPLACE INTO links (a, a_ordinal, b, b_ordinal, kind, score, shared)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
