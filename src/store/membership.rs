//! Which chain is of which entity, and what that adds up to: an entity's mentions, articles, aliases and roles
//! are those of its chains, kept as chains come, go and move.

use rusqlite::Connection;

use super::StoreError;
use super::blocks::{ChainPlace, kind_code};
use super::library::{CHAINS, Library, RESOLVED, of_code, rows, set_state, state};
use super::reading::{self, StoredChain};
use crate::model::{Alias, ArticleId, EntityId, EntityKind};
use crate::text::fold;

/// Chains that become an entity's.
#[derive(Clone, Debug, PartialEq)]
pub struct Joining {
    /// The stored entity; `None` for a new one.
    pub entity: Option<EntityId>,
    /// The stored entities whose chains it took over; they go where none is left to them.
    pub takes_in: Vec<EntityId>,
    /// What it is.
    pub kind: EntityKind,
    /// The chains.
    pub chains: Vec<ChainPlace>,
}

/// Name of the state that tells which judgements hold in the library, for which version of its chains.
pub(super) const JUDGED: &str = "judged";

impl Library {
    /// Makes chains the entities' of `joining`, and notes that the chains of this version are resolved. Nothing
    /// is done where they have changed meanwhile. `name` gives the name of an entity by its aliases, the most
    /// frequent first.
    ///
    /// # Errors
    /// Fails when the file cannot be written; then nothing of it is stored.
    pub fn join_chains(
        &mut self,
        version: i64,
        joining: &[Joining],
        name: &dyn Fn(EntityKind, &[Alias]) -> String,
    ) -> Result<(), StoreError> {
        self.write(|conn| {
            if state(conn, CHAINS)?.unwrap_or(0) != version {
                return Ok(());
            }
            unjudge(conn)?;
            for joining in joining {
                let id = match joining.entity {
                    Some(EntityId(id)) => id,
                    None => new_entity(conn, joining.kind)?,
                };
                for &(article, ordinal) in &joining.chains {
                    move_chain(conn, article.0, ordinal.into(), Some(id))?;
                }
                for old in &joining.takes_in {
                    if !has_chains(conn, old.0)? {
                        conn.prepare_cached("UPDATE moved SET now = ?2 WHERE now = ?1")?
                            .execute((old.0, id))?;
                        conn.prepare_cached(MOVE)?.execute((old.0, id))?;
                    }
                }
            }
            settle_entities(conn, name)?;
            set_resolved(conn, version)
        })
    }
}

/// Drops the entities that have no chains left, and names those anew whose chains came or went.
pub(super) fn settle_entities(
    conn: &Connection,
    name: &dyn Fn(EntityKind, &[Alias]) -> String,
) -> rusqlite::Result<()> {
    conn.execute("DELETE FROM entities WHERE n_mentions <= 0", [])?;
    for id in rows(conn, "SELECT entity FROM changed_entities", [], |row| row.get(0))? {
        rename(conn, id, name)?;
    }
    Ok(())
}

/// Notes that the chains of this version are resolved.
pub(super) fn set_resolved(conn: &Connection, version: i64) -> rusqlite::Result<()> {
    conn.execute("DELETE FROM changed_chains", [])?;
    conn.execute("DELETE FROM changed_entities", [])?;
    set_state(conn, RESOLVED, version)
}

/// Notes by which id an id that was given up now goes.
pub(super) const MOVE: &str = "INSERT OR REPLACE INTO moved (old, now) VALUES (?1, ?2)";

pub(super) fn new_entity(conn: &Connection, kind: EntityKind) -> rusqlite::Result<i64> {
    const NEW: &str = "
        INSERT INTO entities (kind, name, folded, n_mentions, n_articles) VALUES (?1, '', '', 0, 0)
        RETURNING id";
    conn.prepare_cached(NEW)?.query_row([kind_code(kind)], |row| row.get(0))
}

fn has_chains(conn: &Connection, entity: i64) -> rusqlite::Result<bool> {
    conn.prepare_cached("SELECT 1 FROM chains WHERE entity = ?1")?.exists([entity])
}

/// Gives an entity the name that its aliases make.
fn rename(
    conn: &Connection,
    id: i64,
    name: &dyn Fn(EntityKind, &[Alias]) -> String,
) -> rusqlite::Result<()> {
    const ALIASES: &str =
        "SELECT surface, count FROM aliases WHERE entity = ?1 ORDER BY count DESC, surface";
    const RENAME: &str = "UPDATE entities SET name = ?2, folded = ?3 WHERE id = ?1 AND name <> ?2";
    let kinds = rows(conn, "SELECT kind FROM entities WHERE id = ?1", [id], |row| row.get(0))?;
    let Some(&kind) = kinds.first() else { return Ok(()) };
    let aliases =
        rows(conn, ALIASES, [id], |row| Ok(Alias { surface: row.get(0)?, count: row.get(1)? }))?;
    let name = name(of_code(&EntityKind::ALL, kind), &aliases);
    conn.prepare_cached(RENAME)?.execute((id, &name, fold(&name))).map(drop)
}

/// Takes the chains of an article from their entities.
pub(super) fn leave_entities(conn: &Connection, article: i64) -> rusqlite::Result<()> {
    const JOINED: &str = "SELECT ordinal FROM chains WHERE article = ?1 AND entity IS NOT NULL";
    let joined: Vec<i64> = rows(conn, JOINED, [article], |row| row.get(0))?;
    joined.into_iter().try_for_each(|ordinal| move_chain(conn, article, ordinal, None))
}

/// Makes a chain an entity's, or nobody's, and counts it there.
pub(super) fn move_chain(
    conn: &Connection,
    article: i64,
    ordinal: i64,
    to: Option<i64>,
) -> rusqlite::Result<()> {
    const CHAIN: &str = "
        SELECT entity, n_mentions, n_nominals, n_pronouns FROM chains WHERE article = ?1 AND ordinal = ?2";
    const JOIN: &str = "UPDATE chains SET entity = ?3 WHERE article = ?1 AND ordinal = ?2";
    let mut counted = conn.prepare_cached(CHAIN)?.query_row((article, ordinal), |row| {
        Ok(Counted {
            entity: row.get(0)?,
            n_mentions: row.get(1)?,
            n_nominals: row.get(2)?,
            n_pronouns: row.get(3)?,
            aliases: Vec::new(),
            roles: Vec::new(),
        })
    })?;
    if counted.entity == to {
        return Ok(());
    }
    let place = (ArticleId(article), ordinal as u32);
    if let Some(StoredChain { chain, .. }) = reading::chain(conn, place)? {
        (counted.aliases, counted.roles) = (chain.aliases, chain.roles);
    }
    conn.prepare_cached(JOIN)?.execute((article, ordinal, to))?;
    for (entity, times) in [(counted.entity, -1), (to, 1)] {
        if let Some(entity) = entity {
            counted.add(conn, entity, article, times)?;
            conn.prepare_cached("INSERT OR IGNORE INTO changed_entities (entity) VALUES (?1)")?
                .execute([entity])?;
        }
    }
    Ok(())
}

/// What a chain adds to its entity.
struct Counted {
    entity: Option<i64>,
    n_mentions: i64,
    n_nominals: i64,
    n_pronouns: i64,
    aliases: Vec<Alias>,
    roles: Vec<String>,
}

impl Counted {
    /// Adds this, or takes it off, `times` being 1 or -1. The chain itself has moved already.
    fn add(
        &self,
        conn: &Connection,
        entity: i64,
        article: i64,
        times: i64,
    ) -> rusqlite::Result<()> {
        const HERE: &str = "SELECT count(*) FROM chains WHERE article = ?1 AND entity = ?2";
        const COUNT: &str = "
            UPDATE entities SET n_mentions = n_mentions + ?2, n_articles = n_articles + ?3,
                n_nominals = n_nominals + ?4, n_pronouns = n_pronouns + ?5
            WHERE id = ?1";
        const ALIAS: &str = "
            INSERT INTO aliases (entity, surface, folded, count) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET count = count + excluded.count";
        const ROLE: &str = "
            INSERT INTO roles (entity, role, count) VALUES (?1, ?2, ?3)
            ON CONFLICT DO UPDATE SET count = count + excluded.count";
        let here: i64 =
            conn.prepare_cached(HERE)?.query_row((article, entity), |row| row.get(0))?;
        let is_only = here == i64::from(times > 0);
        let articles = if is_only { times } else { 0 };
        let [mentions, nominals, pronouns] =
            [self.n_mentions, self.n_nominals, self.n_pronouns].map(|n| times * n);
        let params = (entity, mentions, articles, nominals, pronouns);
        conn.prepare_cached(COUNT)?.execute(params)?;
        for alias in &self.aliases {
            let params =
                (entity, &alias.surface, fold(&alias.surface), times * i64::from(alias.count));
            conn.prepare_cached(ALIAS)?.execute(params)?;
        }
        for role in &self.roles {
            conn.prepare_cached(ROLE)?.execute((entity, role, times))?;
        }
        if times < 0 {
            for table in [
                "DELETE FROM aliases WHERE entity = ?1 AND count <= 0",
                "DELETE FROM roles WHERE entity = ?1 AND count <= 0",
            ] {
                conn.prepare_cached(table)?.execute([entity])?;
            }
        }
        Ok(())
    }
}

/// Takes the reader's judgements of entities back: all is as it was found.
pub(super) fn unjudge(conn: &Connection) -> rusqlite::Result<()> {
    const JUDGED_CHAINS: &str =
        "SELECT article, ordinal, found, found_kind FROM chains WHERE is_judged";
    const PUT_BACK: &str = "
        INSERT OR IGNORE INTO entities (id, kind, name, folded, n_mentions, n_articles)
        VALUES (?1, ?2, '', '', 0, 0)";
    const JUDGED_ENTITIES: &str = "SELECT id FROM entities WHERE is_judged";
    let chains = rows(conn, JUDGED_CHAINS, [], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get::<_, Option<i64>>(2)?, row.get(3)?))
    })?;
    for (article, ordinal, found, kind) in chains {
        let kind: Option<i64> = kind;
        if let Some(found) = found {
            conn.prepare_cached(PUT_BACK)?.execute((found, kind.unwrap_or(0)))?;
            conn.prepare_cached("DELETE FROM moved WHERE old = ?1")?.execute([found])?;
        }
        move_chain(conn, article, ordinal, found)?;
    }
    conn.execute(
        "UPDATE chains SET is_judged = 0, found = NULL, found_kind = NULL WHERE is_judged",
        [],
    )?;
    for id in rows(conn, JUDGED_ENTITIES, [], |row| row.get::<_, i64>(0))? {
        conn.prepare_cached("INSERT OR IGNORE INTO changed_entities (entity) VALUES (?1)")?
            .execute([id])?;
    }
    conn.execute(
        "UPDATE entities SET is_judged = 0, kind = ifnull(found_kind, kind), found_kind = NULL
        WHERE is_judged",
        [],
    )?;
    conn.execute("DELETE FROM state WHERE name = ?1", [JUDGED]).map(drop)
}
