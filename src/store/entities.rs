//! Reads entities: rows of the sidebar and the pickers, entities by name, and where each is mentioned.

use std::cmp::Reverse;

use rusqlite::{Connection, OptionalExtension, Row};
use rustc_hash::FxHashMap;

use super::StoreError;
use super::articles::who_is_who;
use super::library::{Library, code, form_counts, of_code, rows};
use super::reading::{Rules, StoredMention, mentions, passages};
use super::texts::text;
use crate::model::{
    Alias, ArticleId, ContextLine, Entity, EntityId, EntityKind, EntityRow, Form, Mention, Passage,
    Place,
};
use crate::text::{Span, fold};

impl Library {
    /// The entities of one kind, or all; most mentioned first, then by name.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn entities(&self, kind: Option<EntityKind>) -> Result<Vec<EntityRow>, StoreError> {
        self.ask(|conn| {
            let mut aliases: FxHashMap<i64, Vec<String>> = FxHashMap::default();
            let mut statement = conn.prepare_cached(ALL_ALIASES)?;
            let mut found = statement.query([])?;
            while let Some(row) = found.next()? {
                aliases.entry(row.get(0)?).or_default().push(row.get(1)?);
            }
            let kind = kind.map(|kind| code(&EntityKind::ALL, &kind));
            rows(conn, ENTITIES, [kind], |row| {
                let aliases = aliases.remove(&row.get(0)?).unwrap_or_default();
                Ok(EntityRow { aliases, ..bare_row(row)? })
            })
        })
    }

    /// The entities that `given` may name, most mentioned first: those with a name or alias that holds all its
    /// words, in any order. Letters are compared folded.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn find_entities(&self, given: &str) -> Result<Vec<EntityRow>, StoreError> {
        self.ask(|conn| {
            let ids = ids_named(conn, given, None, false)?;
            let mut found = Vec::with_capacity(ids.len());
            for id in ids {
                found.extend(entity_row(conn, EntityId(id))?);
            }
            found.sort_by(|a, b| {
                b.mentions.all().cmp(&a.mentions.all()).then_with(|| a.name.cmp(&b.name))
            });
            Ok(found)
        })
    }

    /// The entity of this id, or the one that took it in when the two became one; `None` where it is gone.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn entity(&self, id: EntityId) -> Result<Option<Entity>, StoreError> {
        self.ask(|conn| {
            let id = current_id(conn, id)?;
            let Some(row) = entity_row(conn, id)? else { return Ok(None) };
            let forms = |sql| {
                rows(conn, sql, [id.0], |row| {
                    Ok(Alias { surface: row.get(0)?, count: row.get(1)? })
                })
            };
            Ok(Some(Entity {
                id,
                kind: row.kind,
                name: row.name,
                aliases: forms(ALIASES)?,
                roles: forms(ROLES)?,
                mentions: row.mentions,
                articles: row.articles,
            }))
        })
    }

    /// The id that an entity goes by now: that of the one that took it in, where it was.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn current_id(&self, id: EntityId) -> Result<EntityId, StoreError> {
        self.ask(|conn| current_id(conn, id))
    }

    /// All mentions of an entity, each with its form: articles in the order of the article pane, each in text order.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn places(&self, id: EntityId) -> Result<Vec<(Place, Form)>, StoreError> {
        self.ask(|conn| {
            let mut places = Vec::new();
            for (article, chains) in articles_with(conn, current_id(conn, id)?)? {
                let own = mentions_of(conn, article, &chains)?;
                let place = |mention: &StoredMention| Place { article, span: mention.span };
                places.extend(own.iter().map(|mention| (place(mention), mention.form)));
            }
            Ok(places)
        })
    }

    /// The articles that mention an entity, in no order.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn articles_of(&self, id: EntityId) -> Result<Vec<ArticleId>, StoreError> {
        const ARTICLES: &str = "SELECT DISTINCT article FROM chains WHERE entity = ?1";
        self.ask(|conn| rows(conn, ARTICLES, [id.0], |row| row.get(0).map(ArticleId)))
    }

    /// Whom the mention at a place refers to; `None` where there is none.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn entity_at(&self, place: Place) -> Result<Option<EntityRow>, StoreError> {
        self.ask(|conn| {
            let mentions = mentions(conn, place.article)?;
            let here = mentions.iter().filter(|mention| mention.span == place.span);
            let who = who_is_who(conn, place.article)?;
            let id = here.filter_map(|mention| who.get(&mention.chain?)).next();
            id.map_or(Ok(None), |id| entity_row(conn, EntityId(*id)))
        })
    }

    /// The doubtful mentions of persons ([`Mention::DOUBTFUL`]), at most so many, each with its confidence; the least
    /// sure first, then in the order of the article pane.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn doubtful(&self, most: usize) -> Result<Vec<(Place, f32)>, StoreError> {
        self.ask(|conn| doubtful(conn, most))
    }

    /// The mentions of an entity, at most so many, each with the passage it stands in; in the order of
    /// [`Library::places`].
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn context(&self, id: EntityId, most: usize) -> Result<Vec<ContextLine>, StoreError> {
        self.ask(|conn| {
            let rules = Rules::read(conn)?;
            let mut lines = Vec::new();
            for (article, chains) in first_articles_with(conn, current_id(conn, id)?, most)? {
                if lines.len() >= most {
                    break;
                }
                let (text, passages) = (text(conn, article)?, passages(conn, article)?);
                let line = |mention: &StoredMention| {
                    context_line(article, rules.mention(mention), &text, &passages)
                };
                lines.extend(mentions_of(conn, article, &chains)?.iter().map(line));
            }
            lines.truncate(most);
            Ok(lines)
        })
    }
}

const ENTITIES: &str = "
    SELECT id, kind, name, n_articles, n_mentions, n_nominals, n_pronouns FROM entities
    WHERE ?1 IS NULL OR kind = ?1
    ORDER BY n_mentions DESC, name, id";

const ENTITY: &str = "
    SELECT id, kind, name, n_articles, n_mentions, n_nominals, n_pronouns FROM entities WHERE id = ?1";

const ALIASES: &str =
    "SELECT surface, count FROM aliases WHERE entity = ?1 ORDER BY count DESC, surface";

const ALL_ALIASES: &str =
    "SELECT entity, surface FROM aliases ORDER BY entity, count DESC, surface";

const ROLES: &str = "SELECT role, count FROM roles WHERE entity = ?1 ORDER BY count DESC, role";

/// The entities, of a kind or of any, that have a name or alias with all words of `typed` in it, in any order, by id;
/// its last word may be only begun. Letters are compared folded; none without words.
pub(super) fn ids_named(
    conn: &Connection,
    typed: &str,
    kind: Option<EntityKind>,
    is_begun: bool,
) -> rusqlite::Result<Vec<i64>> {
    const BY_WORD: &str = "
        SELECT id, folded FROM entities WHERE instr(folded, ?1) AND (?2 IS NULL OR kind = ?2)
        UNION ALL
        SELECT a.entity, a.folded FROM aliases a JOIN entities e ON e.id = a.entity
        WHERE instr(a.folded, ?1) AND (?2 IS NULL OR e.kind = ?2)";
    let typed = fold(typed.trim());
    let words: Vec<&str> = words(&typed).collect();
    let Some(longest) = words.iter().max_by_key(|word| word.len()) else { return Ok(Vec::new()) };
    let is_meant = |name: &str| {
        words.iter().enumerate().all(|(at, word)| {
            let may_go_on = is_begun && at + 1 == words.len();
            self::words(name).any(|has| has == *word || (may_go_on && has.starts_with(word)))
        })
    };
    let kind = kind.map(|kind| code(&EntityKind::ALL, &kind));
    let mut ids: Vec<i64> = Vec::new();
    let mut statement = conn.prepare_cached(BY_WORD)?;
    let mut found = statement.query((longest, kind))?;
    while let Some(row) = found.next()? {
        if is_meant(row.get_ref(1)?.as_str()?) {
            ids.push(row.get(0)?);
        }
    }
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// The articles that mention an entity, in the order of the article pane, with its chains in each.
fn articles_with(conn: &Connection, id: EntityId) -> rusqlite::Result<Vec<(ArticleId, Vec<u32>)>> {
    const CHAINS: &str = "
        SELECT c.article, c.ordinal FROM chains c JOIN articles a ON a.id = c.article
        WHERE c.entity = ?1 ORDER BY a.day DESC, a.id, c.ordinal";
    let chains = rows(conn, CHAINS, [id.0], |row| Ok((ArticleId(row.get(0)?), row.get(1)?)))?;
    let of_one = chains.chunk_by(|a, b| a.0 == b.0);
    let ordinals = |chains: &[(ArticleId, u32)]| chains.iter().map(|chain| chain.1).collect();
    Ok(of_one.filter_map(|chains| Some((chains.first()?.0, ordinals(chains)))).collect())
}

/// One article in so many mentions an entity of which the newest are sooner found by walking through all.
const OFTEN: i64 = 20;

/// As [`articles_with`], but no more than hold the first `most` mentions.
fn first_articles_with(
    conn: &Connection,
    id: EntityId,
    most: usize,
) -> rusqlite::Result<Vec<(ArticleId, Vec<u32>)>> {
    const IS_OFTEN: &str = "
        SELECT n_articles * ?2 > (SELECT max(id) FROM articles) FROM entities WHERE id = ?1";
    const NEWEST: &str = "SELECT id FROM articles ORDER BY day DESC, id";
    const HERE: &str = "SELECT ordinal, n_mentions FROM chains WHERE article = ?1 AND entity = ?2 ORDER BY ordinal";
    let is_often = conn.prepare_cached(IS_OFTEN)?.query_row((id.0, OFTEN), |row| row.get(0));
    if !is_often.optional()?.unwrap_or(false) {
        return articles_with(conn, id);
    }
    let (mut found, mut n_mentions) = (Vec::new(), 0);
    let mut newest = conn.prepare_cached(NEWEST)?;
    let mut articles = newest.query([])?;
    while n_mentions < most
        && let Some(row) = articles.next()?
    {
        let article = ArticleId(row.get(0)?);
        let here: Vec<(u32, usize)> =
            rows(conn, HERE, (article.0, id.0), |row| Ok((row.get(0)?, row.get(1)?)))?;
        if !here.is_empty() {
            n_mentions += here.iter().map(|chain| chain.1).sum::<usize>();
            found.push((article, here.into_iter().map(|chain| chain.0).collect()));
        }
    }
    Ok(found)
}

/// The mentions of some chains of an article, by place.
pub(super) fn mentions_of(
    conn: &Connection,
    article: ArticleId,
    chains: &[u32],
) -> rusqlite::Result<Vec<StoredMention>> {
    let mut all = mentions(conn, article)?;
    all.retain(|mention| mention.chain.is_some_and(|chain| chains.contains(&chain)));
    all.sort_by_key(|mention| mention.span);
    Ok(all)
}

/// The doubtful mentions as [`Library::doubtful`] has them. Articles come by their least sure mention, so that most of
/// them are never looked at.
fn doubtful(conn: &Connection, most: usize) -> rusqlite::Result<Vec<(Place, f32)>> {
    // The condition is that of the index.
    const ARTICLES: &str = "
        SELECT id, doubt, ifnull(day, 0) FROM articles WHERE doubt < 700 ORDER BY doubt";
    const PERSONS: &str = "
        SELECT c.ordinal FROM chains c JOIN entities e ON e.id = c.entity
        WHERE c.article = ?1 AND e.kind = 0";
    let mut found: Vec<(u16, Reverse<i64>, Place)> = Vec::new();
    let mut statement = conn.prepare_cached(ARTICLES)?;
    let mut articles = statement.query([])?;
    while let Some(row) = articles.next()? {
        let (article, doubt) = (ArticleId(row.get(0)?), row.get(1)?);
        if found.len() >= 2 * most {
            found.sort_unstable();
            found.truncate(most);
        }
        if found.len() == most && found.last().is_none_or(|last| last.0 < doubt) {
            break;
        }
        let persons: Vec<u32> = rows(conn, PERSONS, [article.0], |row| row.get(0))?;
        let day: i64 = row.get(2)?;
        for mention in mentions_of(conn, article, &persons)? {
            if mention.confidence() < Mention::DOUBTFUL {
                let place = Place { article, span: mention.span };
                found.push((mention.confidence, Reverse(day), place));
            }
        }
    }
    found.sort_unstable();
    found.truncate(most);
    let confidence = StoredMention::confidence_of;
    Ok(found.into_iter().map(|(sure, _, place)| (place, confidence(sure))).collect())
}

fn bare_row(row: &Row<'_>) -> rusqlite::Result<EntityRow> {
    Ok(EntityRow {
        id: EntityId(row.get(0)?),
        kind: of_code(&EntityKind::ALL, row.get(1)?),
        name: row.get(2)?,
        here: 0,
        mentions: form_counts(row, 4)?,
        articles: row.get(3)?,
        aliases: Vec::new(),
    })
}

/// Reads the row of one entity.
pub(super) fn entity_row(conn: &Connection, id: EntityId) -> rusqlite::Result<Option<EntityRow>> {
    let found = conn.prepare_cached(ENTITY)?.query_row([id.0], bare_row).optional()?;
    let Some(row) = found else { return Ok(None) };
    Ok(Some(EntityRow { aliases: rows(conn, ALIASES, [id.0], |row| row.get(0))?, ..row }))
}

/// The id that an id given up in a merge now goes by.
pub(super) fn current_id(conn: &Connection, id: EntityId) -> rusqlite::Result<EntityId> {
    const NOW: &str = "SELECT now FROM moved WHERE old = ?1";
    let now = conn.prepare_cached(NOW)?.query_row([id.0], |row| row.get(0)).optional()?;
    Ok(now.map_or(id, EntityId))
}

/// The words of a folded name.
fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Cuts the passage around a mention; the mention alone where no passage holds it.
fn context_line(
    article: ArticleId,
    mention: Mention,
    text: &str,
    passages: &[Passage],
) -> ContextLine {
    let after = passages.partition_point(|passage| passage.span.start() <= mention.span.start());
    let ordinal = after.saturating_sub(1);
    let around = passages.get(ordinal).map(|passage| passage.span);
    let around = around.filter(|span| span.contains(mention.span)).unwrap_or(mention.span);
    ContextLine {
        place: Place { article, span: mention.span },
        passage: around.of(text).to_owned(),
        ordinal: ordinal as u32,
        span: Span::at(mention.span.start() - around.start(), mention.span.end() - around.start()),
        mention,
    }
}
