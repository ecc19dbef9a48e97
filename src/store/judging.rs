//! Where the library is not as it was found but as the reader judged it: chains that went to other entities, names
//! and kinds that the reader gave, articles read with edits. What was found stays beside it, so that every
//! judgement can be taken back.

use rusqlite::{Connection, OptionalExtension, Row};
use rustc_hash::FxHashMap;

use super::blocks::{ChainPlace, LoneChain, kind_code, one_chain};
use super::changes::replace_reading;
use super::entities::{current_id, mentions_of};
use super::library::{CHAINS, Library, of_code, rows, set_state, state};
use super::membership::{JUDGED, MOVE, move_chain, new_entity, settle_entities, unjudge};
use super::reading::{self, mentions};
use super::{ArticleRecord, StoreError};
use crate::model::{Alias, ArticleId, EntityId, EntityKind, Place};
use crate::text::{Span, fold};

/// What the judgements make one entity of: chains that were found to be several, or parts of some.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judged {
    /// A hash of the judgement that made it, where none of what was found gives it its id.
    pub mark: i64,
    /// The entity, as found, whose id it has and whose chains stay with it.
    pub keeps: Option<EntityId>,
    /// Other entities, as found, whose chains all go to it.
    pub takes_in: Vec<EntityId>,
    /// Single chains that go to it.
    pub chains: Vec<ChainPlace>,
    /// Its name, where the reader gave it one.
    pub name: Option<String>,
    /// What it is, where the reader said so; `Some(None)` is nothing at all.
    pub kind: Option<Option<EntityKind>>,
}

impl Library {
    /// A number for the judgements that the library shows, of the version of chains it has: other than
    /// `judged_as` where it has to be judged again.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn judged_as(&self) -> Result<Option<(i64, i64)>, StoreError> {
        self.ask(|conn| {
            let version = state(conn, CHAINS)?.unwrap_or(0);
            Ok(state(conn, JUDGED)?.map(|judged| (judged, version)))
        })
    }

    /// The article of this key; the first where there are several.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn article_of_key(&self, key: &str) -> Result<Option<ArticleId>, StoreError> {
        const OF_KEY: &str = "
            SELECT a.id FROM files f JOIN articles a ON a.file = f.id
            WHERE f.key = ?1 AND a.within = ?2 ORDER BY a.id LIMIT 1";
        self.ask(|conn| {
            let mut statement = conn.prepare_cached(OF_KEY)?;
            // Whatever begins with the key of a file goes on with one of these.
            let ends = key.match_indices(['#', '/']).map(|(end, _)| end).chain([key.len()]);
            let mut found = ends.map(|end| {
                let of = |row: &Row<'_>| row.get(0).map(ArticleId);
                statement.query_row(key.split_at(end), of).optional()
            });
            found.find_map(Result::transpose).transpose()
        })
    }

    /// The articles whose keys end in the same name of a file, by key.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn articles_of_name(&self, key: &str) -> Result<Vec<ArticleId>, StoreError> {
        const OF_NAME: &str =
            "SELECT id FROM keyed_articles WHERE substr(key, -length(?1)) = ?1 ORDER BY key, id";
        let Some(at) = key.rfind('/') else { return Ok(Vec::new()) };
        let name = key.get(at..).unwrap_or(key);
        self.ask(|conn| rows(conn, OF_NAME, [name], |row| row.get(0).map(ArticleId)))
    }

    /// The chain of the mention at `span`, or of the first that lies over it, with whom it was found to be; `None` where
    /// there is none.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn chain_at(&self, id: ArticleId, span: Span) -> Result<Option<LoneChain>, StoreError> {
        self.ask(|conn| {
            let mut over = mentions(conn, id)?;
            over.retain(|mention| {
                let mention = mention.span;
                mention.start() < span.end() && mention.end() > span.start()
            });
            // The sort keeps the order of the text.
            over.sort_by_key(|mention| mention.span != span);
            let chain = over.iter().find_map(|mention| mention.chain);
            chain.map_or(Ok(None), |chain| one_chain(conn, (id, chain)))
        })
    }

    /// Mentions by which an entity can be told: the first name of it in each of `most` articles, those that no
    /// judgement placed first, then by key.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn names_of(&self, id: EntityId, most: usize) -> Result<Vec<Place>, StoreError> {
        const CHAINS_OF: &str = "
            SELECT c.article, c.ordinal FROM chains c JOIN keyed_articles a ON a.id = c.article
            WHERE c.entity = ?1
            ORDER BY c.n_mentions = c.n_nominals + c.n_pronouns, c.is_judged, a.key, c.ordinal LIMIT ?2";
        self.ask(|conn| {
            let chains = rows(conn, CHAINS_OF, (current_id(conn, id)?.0, most), |row| {
                Ok((ArticleId(row.get(0)?), row.get(1)?))
            })?;
            let mut names = Vec::with_capacity(chains.len());
            for (article, chain) in chains {
                let own = mentions_of(conn, article, &[chain])?;
                let name = own.iter().min_by_key(|mention| mention.form);
                names.extend(name.map(|name| Place { article, span: name.span }));
            }
            Ok(names)
        })
    }

    /// How many mentions an entity has as it was found.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn n_found(&self, id: EntityId) -> Result<u32, StoreError> {
        const SUM: &str = "
            SELECT ifnull((SELECT sum(n_mentions) FROM chains WHERE entity = ?1 AND NOT is_judged), 0)
                + ifnull((SELECT sum(n_mentions) FROM chains WHERE is_judged AND found = ?1), 0)";
        self.ask(|conn| conn.prepare_cached(SUM)?.query_row([id.0], |row| row.get(0)))
    }

    /// The chains of an entity, as it was found, that their articles call by no fuller name than `name`, in
    /// folded letters.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn chains_called(&self, id: EntityId, name: &str) -> Result<Vec<ChainPlace>, StoreError> {
        const CHAINS_OF: &str = "
            SELECT article, ordinal FROM chains WHERE entity = ?1 AND NOT is_judged
            UNION ALL
            SELECT article, ordinal FROM chains WHERE is_judged AND found = ?1
            ORDER BY 1, 2";
        let name = fold(name);
        self.ask(|conn| {
            let place = |row: &Row<'_>| Ok((ArticleId(row.get(0)?), row.get(1)?));
            let mut called = Vec::new();
            for (article, ordinal) in rows(conn, CHAINS_OF, [id.0], place)? {
                let stored = reading::chain(conn, (article, ordinal))?;
                if stored.is_some_and(|stored| fold(&stored.chain.name) == name) {
                    called.push((article, ordinal));
                }
            }
            Ok(called)
        })
    }

    /// The articles that were read with edits, each with a hash of these.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn edited_articles(&self) -> Result<FxHashMap<ArticleId, i64>, StoreError> {
        const EDITED: &str = "SELECT article, edits FROM edited_articles";
        let of = |row: &rusqlite::Row<'_>| Ok((ArticleId(row.get(0)?), row.get(1)?));
        Ok(self.ask(|conn| rows(conn, EDITED, [], of))?.into_iter().collect())
    }

    /// Replaces what was read in articles: each with what is found now, and the hash of the edits that were made
    /// in it, `None` for none. Their chains are to be resolved.
    ///
    /// # Errors
    /// Fails when the file cannot be written; then nothing of it is stored.
    pub fn put_readings(
        &mut self,
        readings: &[(ArticleId, ArticleRecord, Option<i64>)],
    ) -> Result<(), StoreError> {
        self.write(|conn| {
            for (id, record, edits) in readings {
                replace_reading(conn, *id, record)?;
                match edits {
                    Some(edits) => conn
                        .prepare_cached("INSERT OR REPLACE INTO edited_articles VALUES (?1, ?2)")?
                        .execute((id.0, edits))?,
                    None => conn
                        .prepare_cached("DELETE FROM edited_articles WHERE article = ?1")?
                        .execute([id.0])?,
                };
            }
            Ok(())
        })
    }

    /// Makes the library as `judged` says, in place of what was judged before, and notes the judgements as
    /// `judgements`. Nothing is done where the chains are no longer of this version. `name` as in
    /// [`Library::join_chains`].
    ///
    /// # Errors
    /// Fails when the file cannot be written; then nothing of it is stored.
    pub fn put_judged(
        &mut self,
        version: i64,
        judgements: i64,
        judged: &[Judged],
        name: &dyn Fn(EntityKind, &[Alias]) -> String,
    ) -> Result<(), StoreError> {
        self.write(|conn| {
            if state(conn, CHAINS)?.unwrap_or(0) != version {
                return Ok(());
            }
            unjudge(conn)?;
            settle_entities(conn, name)?;
            conn.execute("DELETE FROM changed_entities", [])?;
            let ids = judged.iter().map(|one| id_of(conn, one)).collect::<Result<Vec<_>, _>>()?;
            for (one, &id) in judged.iter().zip(&ids) {
                one.chains.iter().try_for_each(|&place| judge_chain(conn, place, id))?;
            }
            for (one, &id) in judged.iter().zip(&ids) {
                take_in(conn, one, id)?;
            }
            settle_entities(conn, name)?;
            conn.execute("DELETE FROM changed_entities", [])?;
            for (one, id) in judged.iter().zip(ids) {
                if let Some(id) = id {
                    describe(conn, one, id)?;
                }
            }
            set_state(conn, JUDGED, judgements)
        })
    }
}

/// The id of what the reader meant; `None` where it is nothing. One that exists by a judgement alone has the id that
/// it had before.
fn id_of(conn: &Connection, judged: &Judged) -> rusqlite::Result<Option<i64>> {
    const KNOWN: &str = "SELECT entity FROM judged_ids WHERE judgement = ?1";
    const REVIVE: &str = "
        INSERT OR IGNORE INTO entities (id, kind, name, folded, n_mentions, n_articles)
        VALUES (?1, ?2, '', '', 0, 0)";
    const NOTE: &str = "INSERT OR REPLACE INTO judged_ids (judgement, entity) VALUES (?1, ?2)";
    if judged.kind == Some(None) {
        return Ok(None);
    }
    if let Some(EntityId(id)) = judged.keeps {
        return Ok(Some(id));
    }
    let kind = match (judged.kind.flatten(), judged.chains.first()) {
        (Some(kind), _) => kind,
        (None, Some(&(article, ordinal))) => of_code(
            &EntityKind::ALL,
            conn.prepare_cached("SELECT kind FROM chains WHERE article = ?1 AND ordinal = ?2")?
                .query_row((article.0, ordinal), |row| row.get(0))?,
        ),
        (None, None) => EntityKind::Person,
    };
    let known: Option<i64> =
        conn.prepare_cached(KNOWN)?.query_row([judged.mark], |row| row.get(0)).optional()?;
    if let Some(id) = known
        && conn.prepare_cached(REVIVE)?.execute((id, kind_code(kind)))? > 0
    {
        return Ok(Some(id));
    }
    let id = new_entity(conn, kind)?;
    conn.prepare_cached(NOTE)?.execute((judged.mark, id))?;
    Ok(Some(id))
}

/// Gives a chain to whom the reader meant, and notes whom it was found to be.
fn judge_chain(
    conn: &Connection,
    (article, ordinal): ChainPlace,
    to: Option<i64>,
) -> rusqlite::Result<()> {
    const NOTE: &str = "
        UPDATE chains SET is_judged = 1, found = entity,
            found_kind = (SELECT kind FROM entities WHERE id = chains.entity)
        WHERE article = ?1 AND ordinal = ?2 AND NOT is_judged";
    conn.prepare_cached(NOTE)?.execute((article.0, ordinal))?;
    move_chain(conn, article.0, ordinal.into(), to)
}

/// Gives the chains of whole entities to whom the reader meant.
fn take_in(conn: &Connection, judged: &Judged, to: Option<i64>) -> rusqlite::Result<()> {
    const REST: &str = "SELECT article, ordinal FROM chains WHERE entity = ?1 AND NOT is_judged";
    let kept = judged.keeps.filter(|_| to.is_none());
    for old in judged.takes_in.iter().copied().chain(kept) {
        for place in rows(conn, REST, [old.0], |row| Ok((ArticleId(row.get(0)?), row.get(1)?)))? {
            judge_chain(conn, place, to)?;
        }
        if let Some(to) = to {
            conn.prepare_cached("UPDATE moved SET now = ?2 WHERE now = ?1")?
                .execute((old.0, to))?;
            conn.prepare_cached(MOVE)?.execute((old.0, to))?;
        }
    }
    Ok(())
}

/// Gives an entity the name and the kind that the reader gave it.
fn describe(conn: &Connection, judged: &Judged, id: i64) -> rusqlite::Result<()> {
    const NAME: &str = "UPDATE entities SET name = ?2, folded = ?3, is_judged = 1 WHERE id = ?1";
    const KIND: &str = "
        UPDATE entities SET found_kind = ifnull(found_kind, kind), kind = ?2, is_judged = 1
        WHERE id = ?1";
    if let Some(name) = &judged.name {
        conn.prepare_cached(NAME)?.execute((id, name, fold(name)))?;
    }
    if let Some(kind) = judged.kind.flatten() {
        conn.prepare_cached(KIND)?.execute((id, kind_code(kind)))?;
    }
    Ok(())
}
