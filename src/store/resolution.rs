//! Who is who across articles: hands out the chains of all articles and takes the entities made of them.

use rusqlite::Connection;
use rustc_hash::FxHashSet;

use super::StoreError;
use super::library::{CHAINS, Library, RESOLVED, code, form_counts, rows, state};
use super::membership::{MOVE, set_resolved, unjudge};
use super::reading::unpack_chains;
use crate::model::{Alias, ArticleId, Chain, EntityId, EntityKind, FormCounts};
use crate::text::fold;

/// The chains of one article, and which entity each of them is so far.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredChains {
    /// The article.
    pub article: ArticleId,
    /// Its key.
    pub key: String,
    /// Its chains, without their mentions.
    pub chains: Vec<Chain>,
    /// For each chain its entity; `None` where it is not resolved yet.
    pub entities: Vec<Option<EntityId>>,
    /// For each chain how many mentions it has.
    pub mentions: Vec<FormCounts>,
}

/// An entity to be stored.
#[derive(Clone, Debug, PartialEq)]
pub struct EntityRecord {
    /// The stored entity it continues; `None` for a new one.
    pub continues: Option<EntityId>,
    /// The stored entities that it took in.
    pub takes_in: Vec<EntityId>,
    /// What it is.
    pub kind: EntityKind,
    /// The canonical name.
    pub name: String,
    /// All forms with their counts.
    pub aliases: Vec<Alias>,
    /// All roles with their counts.
    pub roles: Vec<Alias>,
    /// How many mentions.
    pub mentions: FormCounts,
    /// In how many articles.
    pub articles: u32,
    /// The chains that did not belong to it before.
    pub gained: Vec<(ArticleId, u32)>,
}

impl Library {
    /// Whether chains have changed since they were last resolved.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn is_resolve_pending(&self) -> Result<bool, StoreError> {
        self.ask(|conn| Ok(state(conn, RESOLVED)? != state(conn, CHAINS)?))
    }

    /// The version of the chains: it changes when one comes or goes.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn chains_version(&self) -> Result<i64, StoreError> {
        self.ask(|conn| Ok(state(conn, CHAINS)?.unwrap_or(0)))
    }

    /// Hands on the chains of all articles that have any, by the keys of their files and then their own, and returns the version of the chains, for
    /// [`Library::put_entities`].
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn each_chains(&self, mut take: impl FnMut(StoredChains)) -> Result<i64, StoreError> {
        self.ask(|conn| {
            let mut statement = conn.prepare_cached(ALL_CHAINS)?;
            let mut found = statement.query([])?;
            while let Some(row) = found.next()? {
                let stored = unpack_chains(row.get_ref(2)?.as_blob()?);
                if stored.is_empty() {
                    continue;
                }
                let article = ArticleId(row.get(0)?);
                let who = rows(conn, OF_ARTICLE, [article.0], |row| {
                    Ok((row.get::<_, Option<i64>>(0)?.map(EntityId), form_counts(row, 1)?))
                })?;
                let (entities, mentions) = who.into_iter().unzip();
                take(StoredChains {
                    article,
                    key: row.get(1)?,
                    chains: stored.into_iter().map(|stored| stored.chain).collect(),
                    entities,
                    mentions,
                });
            }
            Ok(state(conn, CHAINS)?.unwrap_or(0))
        })
    }

    /// Stores the entities made of the chains of this version in place of those it had, and notes that these
    /// are resolved. Only what differs is written; nothing where the chains have changed meanwhile.
    ///
    /// # Errors
    /// Fails when the file cannot be written; then nothing of it is stored.
    pub fn put_entities(
        &mut self,
        version: i64,
        entities: impl IntoIterator<Item = EntityRecord>,
    ) -> Result<(), StoreError> {
        self.write(|conn| {
            if state(conn, CHAINS)?.unwrap_or(0) != version {
                return Ok(());
            }
            unjudge(conn)?;
            let old = rows(conn, "SELECT id FROM entities", [], |row| row.get::<_, i64>(0))?;
            let mut gone: FxHashSet<i64> = old.into_iter().collect();
            let mut joining: Vec<(ArticleId, u32, i64)> = Vec::new();
            for entity in entities {
                let id = put_entity(conn, &entity)?;
                gone.remove(&id);
                joining.extend(entity.gained.iter().map(|&(article, chain)| (article, chain, id)));
                for old in &entity.takes_in {
                    conn.prepare_cached("UPDATE moved SET now = ?2 WHERE now = ?1")?
                        .execute((old.0, id))?;
                    conn.prepare_cached(MOVE)?.execute((old.0, id))?;
                }
            }
            join_chains(conn, joining)?;
            for id in gone {
                conn.prepare_cached("UPDATE chains SET entity = NULL WHERE entity = ?1")?
                    .execute([id])?;
                conn.prepare_cached("DELETE FROM entities WHERE id = ?1")?.execute([id])?;
            }
            set_resolved(conn, version)
        })
    }
}

/// Makes chains the entities' they are found to be, in the order of their table. Where they are most of all, the index
/// is sooner made anew than changed all over.
fn join_chains(conn: &Connection, mut joining: Vec<(ArticleId, u32, i64)>) -> rusqlite::Result<()> {
    let n_chains: usize = conn.query_row("SELECT count(*) FROM chains", [], |row| row.get(0))?;
    let is_most = joining.len() > n_chains / 2;
    joining.sort_unstable();
    if is_most {
        conn.execute_batch("DROP INDEX chains_of_entity")?;
    }
    for (article, chain, id) in joining {
        conn.prepare_cached(JOIN)?.execute((article.0, chain, id))?;
    }
    if is_most {
        conn.execute_batch("CREATE INDEX chains_of_entity ON chains (entity)")?;
    }
    Ok(())
}

/// In the order of two indexes, which nothing but a cross join makes sure of: sorting would take longer than reading.
const ALL_CHAINS: &str = "
    SELECT a.id, f.key || a.within, r.chains
    FROM files f CROSS JOIN articles a ON a.file = f.id JOIN readings r ON r.article = a.id
    ORDER BY f.key, a.within, a.id";

const OF_ARTICLE: &str = "
    SELECT iif(is_judged, found, entity), n_mentions, n_nominals, n_pronouns
    FROM chains WHERE article = ?1 ORDER BY ordinal";

const JOIN: &str = "UPDATE chains SET entity = ?3 WHERE article = ?1 AND ordinal = ?2";

/// Stores one entity and returns its id.
fn put_entity(conn: &Connection, entity: &EntityRecord) -> rusqlite::Result<i64> {
    let kind = code(&EntityKind::ALL, &entity.kind);
    let (name, folded) = (&entity.name, fold(&entity.name));
    let FormCounts { nominals, pronouns, .. } = entity.mentions;
    let (mentions, articles) = (entity.mentions.all(), entity.articles);
    let id = if let Some(EntityId(id)) = entity.continues {
        let params = (id, kind, name, folded, mentions, articles, nominals, pronouns);
        conn.prepare_cached(CHANGE)?.execute(params)?;
        id
    } else {
        let params = (kind, name, folded, mentions, articles, nominals, pronouns);
        conn.prepare_cached(PUT)?.insert(params)?
    };
    let is_known = entity.continues.is_some();
    let (aliases, roles) = (&entity.aliases, &entity.roles);
    if !is_known
        || !holds(conn, "SELECT surface, count FROM aliases WHERE entity = ?1", id, aliases)?
    {
        conn.prepare_cached("DELETE FROM aliases WHERE entity = ?1")?.execute([id])?;
        for alias in aliases {
            let folded = fold(&alias.surface);
            conn.prepare_cached(PUT_ALIAS)?.execute((id, &alias.surface, folded, alias.count))?;
        }
    }
    if !is_known || !holds(conn, "SELECT role, count FROM roles WHERE entity = ?1", id, roles)? {
        conn.prepare_cached("DELETE FROM roles WHERE entity = ?1")?.execute([id])?;
        for role in roles {
            conn.prepare_cached(PUT_ROLE)?.execute((id, &role.surface, role.count))?;
        }
    }
    Ok(id)
}

const CHANGE: &str = "
    UPDATE entities SET kind = ?2, name = ?3, folded = ?4, n_mentions = ?5, n_articles = ?6,
        n_nominals = ?7, n_pronouns = ?8
    WHERE id = ?1
        AND (kind, name, n_mentions, n_articles, n_nominals, n_pronouns) IS NOT (?2, ?3, ?5, ?6, ?7, ?8)";

const PUT: &str = "
    INSERT INTO entities (kind, name, folded, n_mentions, n_articles, n_nominals, n_pronouns)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

const PUT_ALIAS: &str =
    "INSERT OR IGNORE INTO aliases (entity, surface, folded, count) VALUES (?1, ?2, ?3, ?4)";

const PUT_ROLE: &str = "INSERT OR IGNORE INTO roles (entity, role, count) VALUES (?1, ?2, ?3)";

/// Whether `sql` gives exactly these forms for the entity, in any order.
fn holds(conn: &Connection, sql: &str, id: i64, forms: &[Alias]) -> rusqlite::Result<bool> {
    let mut stored: Vec<Alias> =
        rows(conn, sql, [id], |row| Ok(Alias { surface: row.get(0)?, count: row.get(1)? }))?;
    let mut wanted = forms.to_vec();
    stored.sort_unstable();
    wanted.sort_unstable();
    Ok(stored == wanted)
}
