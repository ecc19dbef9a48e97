//! Whether the reader file is sound, and saving what can be read of a damaged one.

use std::path::Path;

use rusqlite::Connection;

use super::super::doctor::{Repair, examine, repair, unreadable};
use super::super::library::rows;
use super::super::salvage::tables;
use super::{FORMAT, ReaderFile, StoreError, to_json};
use crate::model::{Anchor, Said};

impl ReaderFile {
    /// What is wrong with the reader file at `path`; nothing where it is sound. Changes nothing.
    ///
    /// # Errors
    /// Fails where there is none, where it is something else or of another version, or cannot be opened.
    pub fn examine(path: &Path) -> Result<Vec<String>, StoreError> {
        examine(path, &FORMAT, |conn| {
            let tell = |(what, n): (&str, usize)| match n {
                0 => None,
                n => Some(format!("{n} {what} cannot be understood")),
            };
            bad(conn).map_or_else(
                |error| vec![error.to_string()],
                |bad| bad.into_iter().filter_map(|(what, ids)| tell((what, ids.len()))).collect(),
            )
        })
    }

    /// Puts a new reader file with all that can be read of a damaged one in its place.
    ///
    /// # Errors
    /// Fails where nothing can be written, or another ibid has the file open. Then all is as it was.
    pub fn repair(path: &Path) -> Result<Repair, StoreError> {
        repair(path, &FORMAT, |_| true, mend)
    }
}

/// Rows whose records cannot be read, by what they are; rows of older versions have fewer tables.
fn bad(conn: &Connection) -> rusqlite::Result<Vec<(&'static str, Vec<i64>)>> {
    let known = tables(conn)?;
    let has = |table: &str| known.iter().any(|known| known == table);
    let mut bad = Vec::new();
    if has("judgements") {
        bad.push(("judgements", unreadable::<Said>(conn, "SELECT id, said FROM judgements")?));
    }
    if has("notes") {
        bad.push(("notes", unreadable::<Anchor>(conn, "SELECT id, anchor FROM notes")?));
        const JUMPS: &str = "SELECT id, anchor FROM trail WHERE anchor IS NOT NULL";
        bad.push(("jumps", unreadable::<Anchor>(conn, JUMPS)?));
        let marks = "SELECT row_number() OVER (), anchor FROM marks";
        bad.push(("marks", unreadable::<Anchor>(conn, marks)?));
    }
    Ok(bad)
}

/// Makes what was saved such that all of it can be read: what a note says stays, though its place is lost.
fn mend(conn: &Connection) -> rusqlite::Result<()> {
    const NOTE: &str = "SELECT key FROM notes WHERE id = ?1";
    for id in unreadable::<Anchor>(conn, "SELECT id, anchor FROM notes")? {
        let key: String = conn.query_row(NOTE, [id], |row| row.get(0))?;
        // Another word each, for one place has one note.
        let anchor = Anchor { surface: format!("({id})"), ..Anchor::of_article(&key) };
        conn.execute("UPDATE notes SET anchor = ?2 WHERE id = ?1", (id, to_json(&anchor)))?;
    }
    for id in unreadable::<Said>(conn, "SELECT id, said FROM judgements")? {
        conn.execute("DELETE FROM judgements WHERE id = ?1", [id])?;
    }
    for id in unreadable::<Anchor>(conn, "SELECT id, anchor FROM trail WHERE anchor IS NOT NULL")? {
        conn.execute("UPDATE trail SET anchor = NULL WHERE id = ?1", [id])?;
    }
    for table in ["marks", "places"] {
        let anchors: Vec<String> =
            rows(conn, &format!("SELECT anchor FROM {table}"), [], |row| row.get(0))?;
        for anchor in anchors {
            if serde_json::from_str::<Anchor>(&anchor).is_err() {
                conn.execute(&format!("DELETE FROM {table} WHERE anchor = ?1"), [anchor])?;
            }
        }
    }
    Ok(())
}
