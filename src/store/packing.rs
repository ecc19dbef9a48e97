//! Packs what a library of before kept in a row for each mention, passage, link and key.

use rusqlite::{Connection, Row};

use super::changes::free_place;
use super::library::{of_blob, of_code, of_json, rows};
use super::link_ends::add_links;
use super::parts::pack_text;
use super::passage_keys::{Change, PassageKey, change, pack_keys};
use super::reading::{StoredMention, put_packed};
use super::terms;
use crate::model::{
    ArticleId, Blocks, Chain, EntityKind, Form, Gender, Link, LinkKind, Passage, PassageKind,
    PassageRef,
};
use crate::text::Span;

/// Fills the tables of the ninth version from those of the eighth, and drops these.
pub(super) fn pack_rows(conn: &Connection) -> rusqlite::Result<()> {
    const ARTICLES: &str = "
        SELECT a.id, a.key, a.day, a.title, t.text, a.is_linked
        FROM articles a JOIN old_texts t ON t.article = a.id ORDER BY a.id";
    let mut statement = conn.prepare(ARTICLES)?;
    let mut articles = statement.query([])?;
    while let Some(row) = articles.next()? {
        let id = ArticleId(row.get(0)?);
        let (key, title, text): (String, String, String) = (row.get(1)?, row.get(3)?, row.get(4)?);
        let place = free_place(conn, row.get(2)?, &key)?;
        conn.prepare_cached("INSERT INTO texts (article, text) VALUES (?1, ?2)")?
            .execute((id.0, pack_text(&text)))?;
        conn.prepare_cached("INSERT INTO words (rowid, title, body) VALUES (?1, ?2, ?3)")?
            .execute((place, terms::indexed(&title), terms::indexed(&text)))?;
        let doubt = pack_article(conn, id, !row.get::<_, bool>(5)?)?;
        conn.prepare_cached("UPDATE articles SET place = ?2, doubt = ?3 WHERE id = ?1")?
            .execute((id.0, place, doubt))?;
    }
    pack_index(conn)?;
    let links = rows(conn, "SELECT * FROM old_links", [], link)?;
    add_links(conn, &links)?;
    conn.execute_batch(
        "DROP TABLE mentions; DROP TABLE passages; DROP TABLE old_texts; DROP TABLE old_chains;
        DROP TABLE old_passage_keys; DROP TABLE old_links",
    )
}

/// Packs what was read in an article, and returns the least confidence of its mentions, in thousandths.
fn pack_article(conn: &Connection, id: ArticleId, is_due: bool) -> rusqlite::Result<Option<u16>> {
    const PASSAGES: &str =
        "SELECT start, stop, kind, keys FROM passages WHERE article = ?1 ORDER BY ordinal";
    const MENTIONS: &str = "
        SELECT start, stop, kind, form, confidence, rule, chain FROM mentions
        WHERE article = ?1 ORDER BY ordinal";
    const CHAINS: &str = "
        SELECT kind, name, aliases, roles, gender, company, form, keys FROM old_chains
        WHERE article = ?1 ORDER BY ordinal";
    let (passages, keys): (Vec<_>, Vec<_>) =
        rows(conn, PASSAGES, [id.0], passage)?.into_iter().unzip();
    let mentions = rows(conn, MENTIONS, [id.0], mention)?;
    let (chains, blocks): (Vec<_>, Vec<_>) = rows(conn, CHAINS, [id.0], chain)?.into_iter().unzip();
    if is_due {
        conn.prepare_cached("INSERT INTO fresh_keys (article, keys) VALUES (?1, ?2)")?
            .execute((id.0, pack_keys(&keys)))?;
    }
    put_packed(conn, id, &passages, &mentions, (&chains, &blocks))
}

fn passage(row: &Row<'_>) -> rusqlite::Result<(Passage, Vec<u32>)> {
    let span = Span::at(row.get(0)?, row.get(1)?);
    let kind = of_code(&PassageKind::ALL, row.get(2)?);
    Ok((Passage { span, kind }, of_blob(row, 3, u32::from_le_bytes)?))
}

fn mention(row: &Row<'_>) -> rusqlite::Result<StoredMention> {
    Ok(StoredMention {
        span: Span::at(row.get(0)?, row.get(1)?),
        kind: of_code(&EntityKind::ALL, row.get(2)?),
        form: of_code(&Form::ALL, row.get(3)?),
        confidence: StoredMention::thousandths(row.get(4)?),
        rule: row.get(5)?,
        chain: row.get(6)?,
    })
}

fn chain(row: &Row<'_>) -> rusqlite::Result<(Chain, Blocks)> {
    let gender = |is_female| if is_female { Gender::Female } else { Gender::Male };
    let chain = Chain {
        kind: of_code(&EntityKind::ALL, row.get(0)?),
        name: row.get(1)?,
        aliases: of_json(row, 2)?,
        roles: of_json(row, 3)?,
        gender: row.get::<_, Option<bool>>(4)?.map(gender),
        mentions: Vec::new(),
        company: of_blob(row, 5, u32::from_le_bytes)?,
    };
    let mut keys = of_blob(row, 7, i64::from_le_bytes)?;
    keys.iter_mut().for_each(|key| *key >>= 16);
    Ok((chain, Blocks { form: row.get::<_, i64>(6)? >> 16, keys }))
}

fn pack_index(conn: &Connection) -> rusqlite::Result<()> {
    const KEYS: &str =
        "SELECT key, article, ordinal FROM old_passage_keys ORDER BY key, article, ordinal";
    const AT_ONCE: usize = 1 << 16;
    let mut statement = conn.prepare(KEYS)?;
    let mut found = statement.query([])?;
    let mut entries = Vec::with_capacity(AT_ONCE);
    while let Some(row) = found.next()? {
        let passage = PassageRef { article: ArticleId(row.get(1)?), ordinal: row.get(2)? };
        entries.push(PassageKey { key: row.get(0)?, passage });
        if entries.len() == AT_ONCE {
            change(conn, &entries, Change::Enter)?;
            entries.clear();
        }
    }
    change(conn, &entries, Change::Enter)
}

fn link(row: &Row<'_>) -> rusqlite::Result<Link> {
    Ok(Link {
        a: PassageRef { article: ArticleId(row.get(0)?), ordinal: row.get(1)? },
        b: PassageRef { article: ArticleId(row.get(2)?), ordinal: row.get(3)? },
        kind: of_code(&LinkKind::ALL, row.get(4)?),
        score: row.get(5)?,
    })
}
