//! Quotes: what each person of the library is quoted as saying.

use rusqlite::Connection;
use rustc_hash::FxHashSet;

use super::StoreError;
use super::dates::date;
use super::entities::current_id;
use super::library::{Library, rows};
use super::link_ends::links_of;
use super::packed::{Packer, Unpacker};
use super::reading::{StoredMention, span_of};
use super::texts::text;
use crate::model::{ArticleId, EntityId, PassageRef, Quote, QuoteRow};
use crate::text::Span;

impl Library {
    /// The quotes of an entity: articles in the order of the article pane, each in text order.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn quotes(&self, speaker: EntityId) -> Result<Vec<QuoteRow>, StoreError> {
        self.ask(|conn| {
            let mut found = rows(conn, QUOTES, [current_id(conn, speaker)?.0], |row| {
                Ok(QuoteRow {
                    passage: PassageRef { article: ArticleId(row.get(0)?), ordinal: row.get(1)? },
                    parts: unpack_parts(row.get_ref(2)?.as_blob()?),
                    confidence: StoredMention::confidence_of(row.get(3)?),
                    title: row.get(4)?,
                    publisher: row.get(5)?,
                    date: date(row, 6)?,
                    text: String::new(),
                })
            })?;
            for group in found.chunk_by_mut(|a, b| a.article() == b.article()) {
                let Some(first) = group.first() else { continue };
                let text = text(conn, first.article())?;
                for quote in group {
                    let parts: Vec<&str> = quote.parts.iter().map(|part| part.of(&text)).collect();
                    quote.text = parts.join(" … ");
                }
            }
            Ok(found)
        })
    }

    /// The links between two passages that both quote the entity.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn quote_links(
        &self,
        speaker: EntityId,
    ) -> Result<Vec<(PassageRef, PassageRef)>, StoreError> {
        self.ask(|conn| {
            let said: FxHashSet<PassageRef> =
                rows(conn, SAID, [current_id(conn, speaker)?.0], |row| {
                    Ok(PassageRef { article: ArticleId(row.get(0)?), ordinal: row.get(1)? })
                })?
                .into_iter()
                .collect();
            let mut articles: Vec<ArticleId> = said.iter().map(|passage| passage.article).collect();
            articles.sort_unstable();
            articles.dedup();
            let mut links = Vec::new();
            for article in articles {
                let to_later = links_of(conn, article)?.into_iter().filter(|end| {
                    let own = PassageRef { article, ordinal: end.ordinal };
                    end.other.article > article && said.contains(&own) && said.contains(&end.other)
                });
                links.extend(
                    to_later.map(|end| (PassageRef { article, ordinal: end.ordinal }, end.other)),
                );
            }
            Ok(links)
        })
    }
}

const QUOTES: &str = "
    SELECT q.article, q.passage, q.parts, q.confidence, a.title, a.publisher,
        a.date_printed, a.year, a.month, a.month_day
    FROM chains c
    JOIN articles a ON a.id = c.article
    JOIN quotes q ON q.article = c.article AND q.chain = c.ordinal
    WHERE c.entity = ?1
    ORDER BY a.day DESC, a.id, q.ordinal";

const SAID: &str = "
    SELECT q.article, q.passage FROM chains c
    JOIN quotes q ON q.article = c.article AND q.chain = c.ordinal
    WHERE c.entity = ?1";

/// Stores the quotes of an article.
pub(super) fn put_quotes(
    conn: &Connection,
    id: ArticleId,
    quotes: &[Quote],
) -> rusqlite::Result<()> {
    const PUT: &str = "INSERT INTO quotes (article, ordinal, passage, parts, chain, confidence)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let mut put = conn.prepare_cached(PUT)?;
    for (ordinal, quote) in quotes.iter().enumerate() {
        let (parts, sure) =
            (pack_parts(&quote.parts), StoredMention::thousandths(quote.confidence));
        put.execute((id.0, ordinal, quote.passage, parts, quote.speaker, sure))?;
    }
    Ok(())
}

/// Packs where the parts of a quote stand.
pub(super) fn pack_parts(parts: &[Span]) -> Vec<u8> {
    let mut packed = Packer::default();
    for part in parts {
        packed.number(part.start() as u64);
        packed.number(part.len() as u64);
    }
    packed.0
}

fn unpack_parts(packed: &[u8]) -> Vec<Span> {
    let (mut packed, mut parts) = (Unpacker(packed), Vec::new());
    while !packed.is_at_end() {
        parts.push(span_of(packed.number(), packed.number()));
    }
    parts
}
