//! Reads articles: rows of the article pane, an article opened, and articles by what a user types.

use std::borrow::Cow;

use rusqlite::{Connection, OptionalExtension, Row};
use rustc_hash::FxHashMap;

use super::dates::{bare_date, date};
use super::entities::entity_row;
use super::library::{Library, rows};
use super::link_ends::links_of;
use super::reading::{Rules, StoredMention, mentions, passages};
use super::texts::text;
use super::{Labels, StoreError};
use crate::model::{
    Article, ArticleId, ArticleLine, ArticleRow, ArticleRows, ArticleView, EntityId, EntityRow,
    Link, Passage, Place, ResolvedMention,
};
use crate::text::{Span, fold};

impl Library {
    /// The rows of the article pane: newest first, then the undated; articles of one day as they were read.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn article_rows(&self, labels: &Labels) -> Result<Vec<ArticleRow>, StoreError> {
        self.ask(|conn| rows(conn, ROWS, [], |row| article_row(row, labels)))
    }

    /// The rows of the article pane in little room, in the order of [`Library::article_rows`]; the first so many, or
    /// all.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn article_lines(
        &self,
        labels: &Labels,
        most: Option<usize>,
    ) -> Result<ArticleRows, StoreError> {
        self.ask(|conn| {
            let mut lines = ArticleRows::default();
            let limit = most.map_or(-1, |most| i64::try_from(most).unwrap_or(i64::MAX));
            let mut statement = conn.prepare_cached(LINES)?;
            let mut found = statement.query([limit])?;
            while let Some(row) = found.next()? {
                let key = row.get_ref(1)?.as_str()?;
                lines.push(&ArticleLine {
                    id: ArticleId(row.get(0)?),
                    title: row.get_ref(2)?.as_str()?,
                    publisher: row.get_ref(3)?.as_str_or_null()?,
                    date: bare_date(row, 4)?,
                    words: row.get(7)?,
                    is_read: labels.is_read(key),
                    is_starred: labels.is_starred(key),
                    has_note: labels.is_noted(key),
                    tags: labels.tags(key),
                    edition: row.get::<_, Option<i64>>(8)?.map(ArticleId),
                });
            }
            lines.is_partial = most.is_some_and(|most| lines.len() == most);
            Ok(lines.finished())
        })
    }

    /// The key of an article.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn key_of(&self, id: ArticleId) -> Result<Option<String>, StoreError> {
        const KEY: &str = "SELECT key FROM keyed_articles WHERE id = ?1";
        self.ask(|conn| conn.prepare_cached(KEY)?.query_row([id.0], |row| row.get(0)).optional())
    }

    /// Where the original of an article is: its address, else its key.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn original(&self, id: ArticleId) -> Result<Option<String>, StoreError> {
        const ORIGINAL: &str = "SELECT ifnull(url, key) FROM keyed_articles WHERE id = ?1";
        self.ask(|conn| {
            conn.prepare_cached(ORIGINAL)?.query_row([id.0], |row| row.get(0)).optional()
        })
    }

    /// The article with its mentions, entities and counts of related passages; `None` where the library has
    /// no such article (any more). Mentions that are not resolved yet are left out.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn view(&self, id: ArticleId) -> Result<Option<ArticleView>, StoreError> {
        self.ask(|conn| view(conn, id))
    }

    /// The article with its text and passages; `None` where there is none.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn article(&self, id: ArticleId) -> Result<Option<Article>, StoreError> {
        self.ask(|conn| article(conn, id))
    }

    /// The text of an article and its passages; empty where there is none.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn text_and_passages(&self, id: ArticleId) -> Result<(String, Vec<Passage>), StoreError> {
        self.ask(|conn| Ok((text(conn, id)?, passages(conn, id)?)))
    }

    /// The 0-based ordinal of the passage that a mention stands in.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn passage_at(&self, place: Place) -> Result<u32, StoreError> {
        self.ask(|conn| {
            let passages = passages(conn, place.article)?;
            let starts_before = |passage: &Passage| passage.span.start() <= place.span.start();
            Ok(passages.partition_point(starts_before).saturating_sub(1) as u32)
        })
    }

    /// The articles that `given` may name, in the order of the article pane: the one with this id, else the
    /// ones with this key, file name or URL, else those whose titles begin so, in folded letters.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn find_articles(
        &self,
        given: &str,
        labels: &Labels,
    ) -> Result<Vec<ArticleRow>, StoreError> {
        self.ask(|conn| {
            if let Ok(id) = given.parse::<i64>() {
                let found = rows(conn, ROW_BY_ID, [id], |row| article_row(row, labels))?;
                if !found.is_empty() {
                    return Ok(found);
                }
            }
            let name = given.strip_prefix("./").unwrap_or(given);
            let found = rows(conn, ROWS_BY_KEY, [given, name], |row| article_row(row, labels))?;
            let start = fold(given.trim());
            if !found.is_empty() || start.is_empty() {
                return Ok(found);
            }
            let mut all = rows(conn, ROWS, [], |row| article_row(row, labels))?;
            all.retain(|row| fold(&row.title).starts_with(&start));
            Ok(all)
        })
    }
}

const ROWS: &str = "
    SELECT id, key, title, publisher, n_passages, n_words, date_printed, year, month, month_day,
        edition
    FROM keyed_articles ORDER BY day DESC, id";

const LINES: &str = "
    SELECT id, key, title, publisher, year, month, month_day, n_words, edition
    FROM keyed_articles ORDER BY day DESC, id LIMIT ?1";

const ROW_BY_ID: &str = "
    SELECT id, key, title, publisher, n_passages, n_words, date_printed, year, month, month_day,
        edition
    FROM keyed_articles WHERE id = ?1";

const ROWS_BY_KEY: &str = "
    SELECT id, key, title, publisher, n_passages, n_words, date_printed, year, month, month_day,
        edition
    FROM keyed_articles
    WHERE key = ?1 OR url = ?1 OR substr(key, -length('/' || ?2)) = '/' || ?2
    ORDER BY day DESC, id";

fn article_row(row: &Row<'_>, labels: &Labels) -> rusqlite::Result<ArticleRow> {
    let key: String = row.get(1)?;
    Ok(ArticleRow {
        id: ArticleId(row.get(0)?),
        is_read: labels.is_read(&key),
        is_starred: labels.is_starred(&key),
        has_note: labels.is_noted(&key),
        tags: labels.tags(&key).to_vec(),
        key,
        title: row.get(2)?,
        publisher: row.get(3)?,
        passages: row.get(4)?,
        words: row.get(5)?,
        date: date(row, 6)?,
        edition: row.get::<_, Option<i64>>(10)?.map(ArticleId),
    })
}

fn view(conn: &Connection, id: ArticleId) -> rusqlite::Result<Option<ArticleView>> {
    let Some(article) = article(conn, id)? else { return Ok(None) };
    let mentions = resolved_mentions(conn, id)?;
    let entities = entities_here(conn, &mentions)?;
    let mut related = vec![0; article.passages.len()];
    for end in links_of(conn, id)?.iter().filter(|end| end.score >= Link::COUNTED_FROM) {
        if let Some(count) = related.get_mut(end.ordinal as usize) {
            *count += 1;
        }
    }
    Ok(Some(ArticleView { id, article, mentions, entities, related }))
}

/// Reads an article with its text and passages.
pub(super) fn article(conn: &Connection, id: ArticleId) -> rusqlite::Result<Option<Article>> {
    let found = conn.prepare_cached(ARTICLE)?.query_row([id.0], |row| {
        let dateline = match (row.get(5)?, row.get(6)?) {
            (Some(start), Some(stop)) => Some(Span::at(start, stop)),
            _ => None,
        };
        Ok(Article {
            key: row.get(0)?,
            title: row.get(1)?,
            publisher: row.get(2)?,
            author: row.get(3)?,
            url: row.get(4)?,
            dateline,
            text: String::new(),
            date: date(row, 7)?,
            language: row.get::<_, Option<String>>(11)?.map(Cow::Owned),
            event_day: row.get(12)?,
            passages: Vec::new(),
        })
    });
    let Some(mut article) = found.optional()? else { return Ok(None) };
    article.text = text(conn, id)?;
    article.passages = passages(conn, id)?;
    Ok(Some(article))
}

const ARTICLE: &str = "
    SELECT key, title, publisher, author, url, dateline_start, dateline_stop,
        date_printed, year, month, month_day, language, event_day
    FROM keyed_articles WHERE id = ?1";

fn resolved_mentions(conn: &Connection, id: ArticleId) -> rusqlite::Result<Vec<ResolvedMention>> {
    let (rules, who) = (Rules::read(conn)?, who_is_who(conn, id)?);
    let resolved = |mention: StoredMention| {
        let entity = EntityId(*who.get(&mention.chain?)?);
        Some(ResolvedMention { mention: rules.mention(&mention), entity })
    };
    Ok(mentions(conn, id)?.into_iter().filter_map(resolved).collect())
}

/// Whom the chains of an article are, by their ordinals.
pub(super) fn who_is_who(
    conn: &Connection,
    id: ArticleId,
) -> rusqlite::Result<FxHashMap<u32, i64>> {
    const WHO: &str =
        "SELECT ordinal, entity FROM chains WHERE article = ?1 AND entity IS NOT NULL";
    let who = rows(conn, WHO, [id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(who.into_iter().collect())
}

/// The entities of an article by kind, each most mentioned here first, then most mentioned anywhere.
fn entities_here(
    conn: &Connection,
    mentions: &[ResolvedMention],
) -> rusqlite::Result<Vec<EntityRow>> {
    let mut counts: FxHashMap<EntityId, u32> = FxHashMap::default();
    for mention in mentions {
        *counts.entry(mention.entity).or_default() += 1;
    }
    let mut found = Vec::with_capacity(counts.len());
    for (id, here) in counts {
        if let Some(row) = entity_row(conn, id)? {
            found.push(EntityRow { here, ..row });
        }
    }
    found.sort_by(|a, b| {
        let by_counts = b.here.cmp(&a.here).then(b.mentions.all().cmp(&a.mentions.all()));
        a.kind.cmp(&b.kind).then(by_counts).then_with(|| a.name.cmp(&b.name)).then(a.id.cmp(&b.id))
    });
    Ok(found)
}
