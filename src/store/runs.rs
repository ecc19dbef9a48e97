//! Tables of very many sorted entries, kept in runs: rows of some hundred entries in their order, each written as what it
//! adds to the one before, in bits.

use rusqlite::types::{FromSql, ToSql};
use rusqlite::{Connection, OptionalExtension};

/// An entry of such a table.
pub(super) trait Entry: Copy + Ord {
    /// Where in the table the run stands that starts with an entry; ascends with the entries. No run starts amidst entries
    /// that have the same.
    type Start: ToSql + FromSql + Ord + Clone;

    /// The table. Its columns are `first`, a [`Self::Start`], and `entries`.
    const TABLE: &'static str;

    /// The start of a run that starts with this entry.
    fn start(&self) -> Self::Start;

    /// Packs a run, which is not empty.
    fn pack(entries: &[Self]) -> Vec<u8>;

    /// Adds the entries of a packed run.
    fn unpack(start: Self::Start, packed: &[u8], entries: &mut Vec<Self>);
}

/// Hands on entries in their order, for as long as `wants_more` says so: all from the run on that `from` falls into,
/// some of which come before it.
pub(super) fn each_from<E: Entry>(
    conn: &Connection,
    from: &E::Start,
    mut wants_more: impl FnMut(E) -> bool,
) -> rusqlite::Result<()> {
    let table = E::TABLE;
    let which = format!(
        "first >= ifnull((SELECT max(first) FROM {table} WHERE first <= ?1), ?1) ORDER BY first"
    );
    each_run(conn, &which, from, |run: &[E]| run.iter().all(|&entry| wants_more(entry)))
}

/// As [`each_from`], the last first: those of the run that `from` falls into and of all before it.
pub(super) fn each_back_from<E: Entry>(
    conn: &Connection,
    from: &E::Start,
    mut wants_more: impl FnMut(E) -> bool,
) -> rusqlite::Result<()> {
    let which = "first <= ?1 ORDER BY first DESC";
    each_run(conn, which, from, |run: &[E]| run.iter().rev().all(|&entry| wants_more(entry)))
}

fn each_run<E: Entry>(
    conn: &Connection,
    which: &str,
    from: &E::Start,
    mut wants_more: impl FnMut(&[E]) -> bool,
) -> rusqlite::Result<()> {
    let sql = format!("SELECT first, entries FROM {} WHERE {which}", E::TABLE);
    let mut statement = conn.prepare_cached(&sql)?;
    let mut runs = statement.query([from])?;
    let mut entries = Vec::new();
    while let Some(run) = runs.next()? {
        entries.clear();
        E::unpack(run.get(0)?, run.get_ref(1)?.as_blob()?, &mut entries);
        if !wants_more(&entries) {
            break;
        }
    }
    Ok(())
}

/// What is done to a table.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// Entries are entered, unless they are there.
    Enter,
    /// Entries are removed.
    Remove,
}

/// Changes a table by `entries`, which are sorted: neighbours are written together.
pub(super) fn change<E: Entry>(
    conn: &Connection,
    entries: &[E],
    change: Change,
) -> rusqlite::Result<()> {
    let table = E::TABLE;
    let find =
        format!("SELECT first, entries FROM {table} WHERE first <= ?1 ORDER BY first DESC LIMIT 1");
    let find_next = format!("SELECT first FROM {table} WHERE first > ?1 ORDER BY first LIMIT 1");
    let drop = format!("DELETE FROM {table} WHERE first = ?1");
    let put = format!("INSERT OR REPLACE INTO {table} (first, entries) VALUES (?1, ?2)");
    let (mut run, mut rest) = (Vec::new(), entries);
    while let Some(first) = rest.first() {
        run.clear();
        let old: Option<E::Start> = conn
            .prepare_cached(&find)?
            .query_row([first.start()], |row| {
                let old: E::Start = row.get(0)?;
                E::unpack(old.clone(), row.get_ref(1)?.as_blob()?, &mut run);
                Ok(old)
            })
            .optional()?;
        let from = old.clone().unwrap_or_else(|| first.start());
        let next: Option<E::Start> =
            conn.prepare_cached(&find_next)?.query_row([from], |row| row.get(0)).optional()?;
        let is_here = |entry: &E| next.as_ref().is_none_or(|next| entry.start() < *next);
        let (here, after) = rest.split_at(rest.partition_point(is_here));
        rest = after;
        match change {
            Change::Enter => {
                run.extend_from_slice(here);
                // Two sorted parts, which a stable sort merges.
                run.sort();
                run.dedup();
            }
            Change::Remove => run.retain(|entry| here.binary_search(entry).is_err()),
        }
        if let Some(old) = old
            && run.first().is_none_or(|first| first.start() != old)
        {
            conn.prepare_cached(&drop)?.execute([old])?;
        }
        for part in parts(&run) {
            conn.prepare_cached(&put)?.execute((part[0].start(), E::pack(part)))?;
        }
    }
    Ok(())
}

/// Entries of a run at most, but for those of one start.
const LONGEST_RUN: usize = 128;

/// Divides entries into runs of much the same length; none is empty.
fn parts<E: Entry>(entries: &[E]) -> Vec<&[E]> {
    let length = entries.len().div_ceil(entries.len().div_ceil(LONGEST_RUN).max(1));
    let (mut parts, mut rest) = (Vec::new(), entries);
    while !rest.is_empty() {
        let mut end = length.min(rest.len());
        while end < rest.len() && rest[end].start() == rest[end - 1].start() {
            end += 1;
        }
        let (part, after) = rest.split_at(end);
        parts.push(part);
        rest = after;
    }
    parts
}
