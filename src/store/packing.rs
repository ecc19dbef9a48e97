//! Packs what a library of before kept in a row for each mention and passage.

use rusqlite::{Connection, Row};

use super::library::{code, of_blob, of_code, of_json, rows};
use super::packed::Packer;
use super::passage_keys::pack_keys;
use super::reading::{StoredMention, least_confidence, pack_chains, pack_passages};
use crate::model::{ArticleId, Blocks, Chain, EntityKind, Form, Gender, Passage, PassageKind};
use crate::text::Span;

/// Fills the tables of the ninth version from those of the eighth, and drops these; but for texts and indexes, which a
/// later step packs otherwise.
pub(super) fn pack_rows(conn: &Connection) -> rusqlite::Result<()> {
    for (id, is_linked) in
        rows(conn, "SELECT id, is_linked FROM articles ORDER BY id", [], |row| {
            Ok((ArticleId(row.get(0)?), row.get::<_, bool>(1)?))
        })?
    {
        let doubt = pack_article(conn, id, !is_linked)?;
        conn.prepare_cached("UPDATE articles SET doubt = ?2 WHERE id = ?1")?
            .execute((id.0, doubt))?;
    }
    conn.execute_batch("DROP TABLE mentions; DROP TABLE passages; DROP TABLE old_chains")
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
    const PUT: &str =
        "INSERT INTO readings (article, passages, mentions, chains) VALUES (?1, ?2, ?3, ?4)";
    let (passages, chains) = (pack_passages(&passages), pack_chains(&chains, &blocks));
    conn.prepare_cached(PUT)?.execute((id.0, passages, in_bytes(&mentions), chains))?;
    Ok(least_confidence(&mentions))
}

/// Mentions in bytes, which a later step packs in bits. Kind and form take two bits each of one byte, and a mention without
/// a chain the next.
fn in_bytes(mentions: &[StoredMention]) -> Vec<u8> {
    let mut packed = Packer::default();
    packed.number(mentions.len() as u64);
    let mut at = 0;
    for mention in mentions {
        let start = mention.span.start() as u64;
        packed.number(start.wrapping_sub(at));
        packed.number(mention.span.len() as u64);
        let kind = code(&EntityKind::ALL, &mention.kind).cast_unsigned();
        let form = code(&Form::ALL, &mention.form).cast_unsigned();
        packed.number(kind | form << 2 | u64::from(mention.chain.is_none()) << 4);
        packed.number(mention.rule.into());
        packed.number(mention.confidence.into());
        packed.number(mention.chain.unwrap_or(0).into());
        at = start;
    }
    packed.0
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
