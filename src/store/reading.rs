//! What recognising made of an article, packed: its passages, mentions and chains. Who the chains are is beside it, in a
//! table that SQL can search.

use std::borrow::Cow;

use rusqlite::{Connection, OptionalExtension};
use rustc_hash::FxHashMap;

use super::ArticleRecord;
use super::library::{code, of_code, rows, unpacked};
use super::packed::{BitPacker, BitUnpacker, Packer, Unpacker, rice_width};
use crate::model::{
    Alias, ArticleId, Blocks, Chain, EntityKind, Form, Gender, Mention, Passage, PassageKind,
};
use crate::text::Span;

/// A mention as it is stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct StoredMention {
    pub(super) span: Span,
    pub(super) kind: EntityKind,
    pub(super) form: Form,
    /// In thousandths.
    pub(super) confidence: u16,
    /// Row of its rule.
    pub(super) rule: u32,
    /// Ordinal of its chain in the article; `None` where it could not be placed.
    pub(super) chain: Option<u32>,
}

impl StoredMention {
    /// Rounds a confidence down: what is doubtful stays so.
    pub(super) fn thousandths(confidence: f32) -> u16 {
        (confidence.clamp(0.0, 1.0) * 1000.0 + 1e-3) as u16
    }

    pub(super) fn confidence_of(thousandths: u16) -> f32 {
        f32::from(thousandths) / 1000.0
    }

    pub(super) fn confidence(&self) -> f32 {
        Self::confidence_of(self.confidence)
    }
}

/// A chain as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct StoredChain {
    /// The chain, without its mentions.
    pub(super) chain: Chain,
    /// By what it is found.
    pub(super) blocks: Blocks,
}

/// Stores what was read in an article, and returns the least confidence of its mentions, in thousandths.
pub(super) fn put_reading(
    conn: &Connection,
    id: ArticleId,
    record: &ArticleRecord,
) -> rusqlite::Result<Option<u16>> {
    const PUT: &str = "
        INSERT OR REPLACE INTO readings (article, passages, mentions, chains) VALUES (?1, ?2, ?3, ?4)";
    let mentions = stored_mentions(conn, record)?;
    let passages = pack_passages(&record.article.passages);
    let chains = pack_chains(&record.chains, &record.blocks);
    conn.prepare_cached(PUT)?.execute((id.0, passages, pack_mentions(&mentions), chains))?;
    Ok(least_confidence(&mentions))
}

/// The least confidence of the mentions that have a chain, in thousandths.
pub(super) fn least_confidence(mentions: &[StoredMention]) -> Option<u16> {
    let placed = mentions.iter().filter(|mention| mention.chain.is_some());
    placed.map(|mention| mention.confidence).min()
}

fn stored_mentions(
    conn: &Connection,
    record: &ArticleRecord,
) -> rusqlite::Result<Vec<StoredMention>> {
    let mut rules: FxHashMap<&str, u32> = FxHashMap::default();
    let mut stored = Vec::with_capacity(record.mentions.len());
    for (mention, &chain) in record.mentions.iter().zip(&record.chain_of) {
        let rule = match rules.get(&*mention.rule) {
            Some(&rule) => rule,
            None => *rules.entry(&mention.rule).or_insert(rule_id(conn, &mention.rule)?),
        };
        let confidence = StoredMention::thousandths(mention.confidence);
        let Mention { span, kind, form, .. } = *mention;
        stored.push(StoredMention { span, kind, form, confidence, rule, chain });
    }
    Ok(stored)
}

fn rule_id(conn: &Connection, name: &str) -> rusqlite::Result<u32> {
    const FIND: &str = "SELECT id FROM rules WHERE name = ?1";
    const PUT: &str = "INSERT INTO rules (name) VALUES (?1) RETURNING id";
    if let Some(id) = conn.prepare_cached(FIND)?.query_row([name], |row| row.get(0)).optional()? {
        return Ok(id);
    }
    conn.prepare_cached(PUT)?.query_row([name], |row| row.get(0))
}

/// The names of the rules, by row.
pub(super) struct Rules(FxHashMap<u32, String>);

impl Rules {
    pub(super) fn read(conn: &Connection) -> rusqlite::Result<Self> {
        let all =
            rows(conn, "SELECT id, name FROM rules", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Self(all.into_iter().collect()))
    }

    pub(super) fn mention(&self, stored: &StoredMention) -> Mention {
        let rule = self.0.get(&stored.rule).cloned().unwrap_or_default();
        let &StoredMention { span, kind, form, .. } = stored;
        Mention { span, kind, form, confidence: stored.confidence(), rule: Cow::Owned(rule) }
    }
}

/// Reads the passages of an article, in order.
pub(super) fn passages(conn: &Connection, id: ArticleId) -> rusqlite::Result<Vec<Passage>> {
    const PASSAGES: &str = "SELECT passages FROM readings WHERE article = ?1";
    unpacked(conn, PASSAGES, id, unpack_passages)
}

/// Reads the mentions of an article, by place.
pub(super) fn mentions(conn: &Connection, id: ArticleId) -> rusqlite::Result<Vec<StoredMention>> {
    const MENTIONS: &str = "SELECT mentions FROM readings WHERE article = ?1";
    unpacked(conn, MENTIONS, id, unpack_mentions)
}

/// Reads the chains of an article, by ordinal.
pub(super) fn chains(conn: &Connection, id: ArticleId) -> rusqlite::Result<Vec<StoredChain>> {
    const CHAINS: &str = "SELECT chains FROM readings WHERE article = ?1";
    unpacked(conn, CHAINS, id, unpack_chains)
}

/// Reads the chain at a place; `None` where there is none.
pub(super) fn chain(
    conn: &Connection,
    (article, ordinal): (ArticleId, u32),
) -> rusqlite::Result<Option<StoredChain>> {
    Ok(chains(conn, article)?.into_iter().nth(ordinal as usize))
}

pub(super) fn pack_passages(passages: &[Passage]) -> Vec<u8> {
    let mut packed = Packer::default();
    packed.number(passages.len() as u64);
    let mut at = 0;
    for passage in passages {
        packed.number((passage.span.start() as u64).wrapping_sub(at));
        packed.number(passage.span.len() as u64);
        packed.number(code(&PassageKind::ALL, &passage.kind) as u64);
        at = passage.span.end() as u64;
    }
    packed.0
}

pub(super) fn unpack_passages(packed: &[u8]) -> Vec<Passage> {
    let mut packed = Unpacker(packed);
    let count = packed.count();
    let mut at = 0_u64;
    let passage = |_| {
        let span = span_of(at.wrapping_add(packed.number()), packed.number());
        at = span.end() as u64;
        Passage { span, kind: of_code(&PassageKind::ALL, packed.small().into()) }
    };
    (0..count).map(passage).collect()
}

/// How many passages are packed.
pub(super) fn n_passages(packed: &[u8]) -> u32 {
    Unpacker(packed).small()
}

/// A span by its start and length.
pub(super) fn span_of(start: u64, length: u64) -> Span {
    let within = |at: u64| u32::try_from(at).unwrap_or(0) as usize;
    Span::at(within(start), within(start.saturating_add(length)))
}

/// How the mentions of an article are written, as Rice codes.
struct Widths {
    /// Of how far a mention starts after the one before.
    start: u32,
    length: u32,
    rule: u32,
    chain: u32,
}

impl Widths {
    fn of(mentions: &[StoredMention]) -> Self {
        let width = |of: &dyn Fn(&StoredMention) -> u64| {
            rice_width(mentions.iter().map(of).sum(), mentions.len() as u64)
        };
        let steps = mentions
            .windows(2)
            .map(|two| two[1].span.start().saturating_sub(two[0].span.start()) as u64);
        let first = mentions.first().map_or(0, |mention| mention.span.start() as u64);
        Self {
            start: rice_width(first + steps.sum::<u64>(), mentions.len() as u64),
            length: width(&|mention| mention.span.len() as u64),
            rule: width(&|mention| mention.rule.into()),
            chain: width(&|mention| mention.chain.unwrap_or(0).into()),
        }
    }
}

/// Bits of a kind, of a form, and of a confidence in thousandths.
const KIND: u32 = 2;
const FORM: u32 = 2;
const CONFIDENCE: u32 = 10;

/// Bits of a mention at least: what it is, whether it has a chain, and three codes.
const LEAST: u64 = (KIND + FORM + CONFIDENCE) as u64 + 4;

pub(super) fn pack_mentions(mentions: &[StoredMention]) -> Vec<u8> {
    let (mut packed, widths) = (BitPacker::of(mentions.len()), Widths::of(mentions));
    let Widths { start, length, rule, chain } = widths;
    [start, length, rule, chain].iter().for_each(|&width| packed.width(width));
    let mut before = 0;
    for mention in mentions {
        let at = mention.span.start() as u64;
        packed.rice(at.saturating_sub(before), start);
        packed.rice(mention.span.len() as u64, length);
        packed.bits(code(&EntityKind::ALL, &mention.kind).cast_unsigned(), KIND);
        packed.bits(code(&Form::ALL, &mention.form).cast_unsigned(), FORM);
        packed.bits(mention.confidence.into(), CONFIDENCE);
        packed.rice(mention.rule.into(), rule);
        packed.bits(mention.chain.is_some().into(), 1);
        if let Some(of) = mention.chain {
            packed.rice(of.into(), chain);
        }
        before = at;
    }
    packed.finish()
}

pub(super) fn unpack_mentions(packed: &[u8]) -> Vec<StoredMention> {
    let (count, mut packed) = BitUnpacker::of(packed, LEAST);
    let [start, length, rule, chain] = [(); 4].map(|()| packed.width());
    let mut at = 0_u64;
    let mention = |_| {
        at = at.saturating_add(packed.rice(start));
        let span = span_of(at, packed.rice(length));
        let kind = of_code(&EntityKind::ALL, packed.bits(KIND).cast_signed());
        let form = of_code(&Form::ALL, packed.bits(FORM).cast_signed());
        let confidence = packed.bits(CONFIDENCE).min(1000) as u16;
        let rule = packed.rice(rule) as u32;
        let chain = (packed.bits(1) == 1).then(|| packed.rice(chain) as u32);
        StoredMention { span, kind, form, confidence, rule, chain }
    };
    (0..count).map(mention).collect()
}

/// The company that chains of one article keep is nearly the same: all of it is written once, and for each chain a bit
/// tells which it has.
pub(super) fn pack_chains(chains: &[Chain], blocks: &[Blocks]) -> Vec<u8> {
    let mut all: Vec<u32> = chains.iter().flat_map(|chain| &chain.company).copied().collect();
    all.sort_unstable();
    all.dedup();
    let mut packed = Packer::default();
    packed.number(chains.len() as u64);
    packed.number(all.len() as u64);
    all.iter().for_each(|known| packed.bytes(known.to_le_bytes()));
    let nowhere = Blocks::default();
    for (ordinal, chain) in chains.iter().enumerate() {
        let kind = code(&EntityKind::ALL, &chain.kind) as u64;
        let gender = chain.gender.map_or(0, |gender| 1 + u64::from(gender == Gender::Female));
        packed.number(kind | gender << 2);
        packed.word(&chain.name);
        packed.number(chain.aliases.len() as u64);
        for alias in &chain.aliases {
            packed.word(if alias.surface == chain.name { "" } else { &alias.surface });
            packed.number(alias.count.into());
        }
        packed.number(chain.roles.len() as u64);
        chain.roles.iter().for_each(|role| packed.word(role));
        let has = |known: &u32| chain.company.binary_search(known).is_ok();
        for eight in all.chunks(8) {
            let bits = eight.iter().enumerate().map(|(bit, known)| u8::from(has(known)) << bit);
            packed.0.push(bits.sum());
        }
        let blocks = blocks.get(ordinal).unwrap_or(&nowhere);
        pack_key(&mut packed, blocks.form);
        packed.number(blocks.keys.len() as u64);
        blocks.keys.iter().for_each(|&key| pack_key(&mut packed, key));
    }
    packed.0
}

pub(super) fn unpack_chains(packed: &[u8]) -> Vec<StoredChain> {
    let mut packed = Unpacker(packed);
    let (count, n_known) = (packed.count(), packed.count());
    let all: Vec<u32> = (0..n_known).map(|_| u32::from_le_bytes(packed.bytes())).collect();
    (0..count).map(|_| unpack_chain(&mut packed, &all)).collect()
}

fn unpack_chain(packed: &mut Unpacker<'_>, all: &[u32]) -> StoredChain {
    let what = packed.small();
    let gender = match what >> 2 {
        0 => None,
        1 => Some(Gender::Male),
        _ => Some(Gender::Female),
    };
    let name = packed.word().to_owned();
    let mut aliases = Vec::new();
    for _ in 0..packed.count() {
        let surface = Some(packed.word()).filter(|word| !word.is_empty()).unwrap_or(&name);
        aliases.push(Alias { surface: surface.to_owned(), count: packed.small() });
    }
    let roles = (0..packed.count()).map(|_| packed.word().to_owned()).collect();
    let mut company = Vec::new();
    for eight in all.chunks(8) {
        let [bits] = packed.bytes();
        let has = eight.iter().enumerate().filter(|&(bit, _)| bits >> bit & 1 == 1);
        company.extend(has.map(|(_, known)| *known));
    }
    let form = unpack_key(packed);
    let keys = (0..packed.count()).map(|_| unpack_key(packed)).collect();
    let kind = of_code(&EntityKind::ALL, i64::from(what & 3));
    let mentions = Vec::new();
    StoredChain {
        chain: Chain { kind, name, aliases, roles, gender, mentions, company },
        blocks: Blocks { form, keys },
    }
}

/// Keys have 48 bits with their sign.
fn pack_key(packed: &mut Packer, key: i64) {
    let [a, b, c, d, e, f, ..] = key.to_le_bytes();
    packed.bytes([a, b, c, d, e, f]);
}

fn unpack_key(packed: &mut Unpacker<'_>) -> i64 {
    let [a, b, c, d, e, f] = packed.bytes();
    i64::from_le_bytes([0, 0, a, b, c, d, e, f]) >> 16
}
