//! What the page of an entity shows: its articles, when it was mentioned, with whom.

use rusqlite::Connection;

use super::StoreError;
use super::articles::who_is_who;
use super::dates::date;
use super::library::{Library, form_counts, of_code, rows};
use super::reading::{StoredMention, mentions};
use crate::model::{
    ArticleId, Companion, EntityId, EntityKind, Place, PrintedDate, Profile, ProfileArticle,
};
use crate::text::Span;

impl Library {
    /// The page of an entity, without its quotes; `None` where it is gone.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn profile(&self, id: EntityId) -> Result<Option<Profile>, StoreError> {
        let Some(entity) = self.entity(id)? else { return Ok(None) };
        let id = entity.id.0;
        self.ask(|conn| {
            let mut articles = rows(conn, ARTICLES, (id, Profile::MOST_ARTICLES), |row| {
                let first = Place { article: ArticleId(row.get(0)?), span: Span::default() };
                Ok(ProfileArticle {
                    title: row.get(1)?,
                    publisher: row.get(2)?,
                    date: date(row, 3)?,
                    first,
                    mentions: form_counts(row, 7)?,
                })
            })?;
            for ProfileArticle { first, .. } in &mut articles {
                let who = who_is_who(conn, first.article)?;
                let is_own = |mention: &StoredMention| {
                    mention.chain.is_some_and(|chain| who.get(&chain) == Some(&id))
                };
                let spans = mentions(conn, first.article)?.into_iter().filter(is_own);
                first.span = spans.map(|mention| mention.span).min().unwrap_or_default();
            }
            let days = rows(conn, DAYS, [id], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let (with, quotes) = (companions(conn, id)?, Vec::new());
            Ok(Some(Profile { entity, articles, days, seen: seen(conn, id)?, with, quotes }))
        })
    }
}

const ARTICLES: &str = "
    WITH at AS (
        SELECT article, sum(n_mentions) AS n, sum(n_nominals) AS nominals, sum(n_pronouns) AS pronouns
        FROM chains WHERE entity = ?1 GROUP BY article)
    SELECT a.id, a.title, a.publisher, a.date_printed, a.year, a.month, a.month_day,
        at.n, at.nominals, at.pronouns
    FROM at JOIN articles a ON a.id = at.article ORDER BY a.day DESC, a.id LIMIT ?2";

const DAYS: &str = "
    SELECT ifnull(a.event_day, a.day) AS day, sum(c.n_mentions)
    FROM chains c JOIN articles a ON a.id = c.article
    WHERE c.entity = ?1 AND a.day IS NOT NULL GROUP BY 1 ORDER BY 1";

/// The dates of the first and the last article with a year.
fn seen(conn: &Connection, id: i64) -> rusqlite::Result<Option<[PrintedDate; 2]>> {
    const FIRST: &str = "
        SELECT a.date_printed, a.year, a.month, a.month_day FROM chains c JOIN articles a ON a.id = c.article
        WHERE c.entity = ?1 AND a.day IS NOT NULL ORDER BY a.day, a.id LIMIT 1";
    const LAST: &str = "
        SELECT a.date_printed, a.year, a.month, a.month_day FROM chains c JOIN articles a ON a.id = c.article
        WHERE c.entity = ?1 AND a.day IS NOT NULL ORDER BY a.day DESC, a.id LIMIT 1";
    let one = |sql| -> rusqlite::Result<Option<PrintedDate>> {
        Ok(rows(conn, sql, [id], |row| date(row, 0))?.into_iter().flatten().next())
    };
    Ok(one(FIRST)?.zip(one(LAST)?).map(|(first, last)| [first, last]))
}

/// Whom and what the newest articles of an entity mention besides.
fn companions(conn: &Connection, id: i64) -> rusqlite::Result<Vec<Companion>> {
    const WITH: &str = "
        WITH at AS (
            SELECT DISTINCT c.article FROM chains c JOIN articles a ON a.id = c.article
            WHERE c.entity = ?1 ORDER BY a.day DESC, a.id LIMIT ?2)
        SELECT e.id, e.kind, e.name, count(DISTINCT c.article) AS n
        FROM at JOIN chains c ON c.article = at.article JOIN entities e ON e.id = c.entity
        WHERE e.id <> ?1 GROUP BY e.id ORDER BY e.kind, n DESC, e.name, e.id";
    let all = rows(conn, WITH, (id, Profile::MOST_LOOKED_AT), |row| {
        Ok(Companion {
            id: EntityId(row.get(0)?),
            kind: of_code(&EntityKind::ALL, row.get(1)?),
            name: row.get(2)?,
            articles: row.get(3)?,
        })
    })?;
    let most = |of: &[Companion]| of.iter().take(Profile::MOST_OTHERS).cloned().collect::<Vec<_>>();
    Ok(all.chunk_by(|a, b| a.kind == b.kind).flat_map(most).collect())
}
