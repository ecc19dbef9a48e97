//! Links between passages as a reader meets them: what is related to a passage, and two articles side by side.

use std::cmp::Reverse;

use rusqlite::{Connection, OptionalExtension, Row};

use super::StoreError;
use super::articles::article;
use super::library::{Library, code};
use super::link_ends::{LinkEnd, links_of};
use super::reading::passages;
use super::texts::text;
use crate::model::{Article, ArticleId, Link, LinkKind, PassageRef, Related, TwoArticles};

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
            let ends = links_of(conn, passage.article)?.into_iter();
            let mut found = Vec::new();
            for end in
                ends.filter(|end| end.ordinal == passage.ordinal && end.score >= Link::SHOWN_FROM)
            {
                found.extend(related_by(conn, end)?);
            }
            found.sort_unstable_by_key(|(rank, _)| *rank);
            let mut related = Vec::with_capacity(found.len());
            for (_, mut one) in found {
                let other = text(conn, one.passage.article)?;
                let passages = passages(conn, one.passage.article)?;
                let span = passages.get(one.passage.ordinal as usize).map(|passage| passage.span);
                one.text = span.unwrap_or_default().of(&other).to_owned();
                one.shared = shared(own, &one.text);
                related.push(one);
            }
            Ok(related)
        })
    }

    /// The passages elsewhere that are copies of one of an article, or edited ones, each behind the ordinal of its
    /// counterpart here; of the links that count.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn copies(&self, id: ArticleId) -> Result<Vec<(u32, PassageRef)>, StoreError> {
        self.ask(|conn| {
            let is_copy = |end: &LinkEnd| matches!(end.kind, LinkKind::Copy | LinkKind::Edited);
            let mut copies: Vec<(u32, PassageRef)> = links_of(conn, id)?
                .into_iter()
                .filter(|end| end.score >= Link::COUNTED_FROM && is_copy(end))
                .map(|end| (end.ordinal, end.other))
                .collect();
            copies.sort_unstable();
            Ok(copies)
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
            let between = links_of(conn, a)?.into_iter().filter(|end| end.other.article == b);
            let mut links: Vec<Link> = between
                .filter(|end| end.score >= Link::COUNTED_FROM)
                .map(|LinkEnd { other, ordinal, kind, score }| Link {
                    a: PassageRef { article: a, ordinal },
                    b: other,
                    kind,
                    score,
                })
                .collect();
            links.sort_by(|x, y| y.score.total_cmp(&x.score).then((x.a, x.b).cmp(&(y.a, y.b))));
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

/// Where a related passage stands among others: surest first, then newest.
type Rank = (Reverse<u32>, i64, Reverse<i64>, PassageRef);

/// The passage at the other end of a link, without its text.
fn related_by(conn: &Connection, end: LinkEnd) -> rusqlite::Result<Option<(Rank, Related)>> {
    const ARTICLE: &str = "SELECT title, ifnull(day, 0) FROM articles WHERE id = ?1";
    let LinkEnd { other, kind, score, .. } = end;
    let related = |row: &Row<'_>| {
        let day = Reverse(row.get(1)?);
        // The bits of scores, which are not negative, sort as they do.
        let rank = (Reverse(score.to_bits()), code(&LinkKind::ALL, &kind), day, other);
        let (text, shared) = Default::default();
        Ok((rank, Related { passage: other, title: row.get(0)?, text, kind, score, shared }))
    };
    conn.prepare_cached(ARTICLE)?.query_row([other.article.0], related).optional()
}
