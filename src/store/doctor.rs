//! Whether a file of ours is sound; and what to do where it is not: a new one is made with all that can be read, and
//! takes the place of the damaged one, which is kept beside it.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::library::{self, rows};
use super::open::{self, Format, beside};
use super::pages::Pages;
use super::salvage::{Saved, save, save_lost, tables};
use super::{Library, StoreError};

/// What a repair did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// Where the damaged file is now.
    pub kept: PathBuf,
    /// What was saved of it, by table.
    pub saved: Vec<Saved>,
}

/// Faults that are told of a file.
const TOLD: usize = 20;

impl Library {
    /// What is wrong with the library at `path`; nothing where it is sound. Changes nothing.
    ///
    /// # Errors
    /// Fails where there is none, where it is something else or of another version, or cannot be opened.
    pub fn examine(path: &Path) -> Result<Vec<String>, StoreError> {
        examine(path, &library::FORMAT, |_| Vec::new())
    }

    /// Puts a new library with the sources of a damaged one in its place.
    ///
    /// # Errors
    /// Fails where nothing can be written, or another ibid has the file open. Then all is as it was.
    pub fn repair(path: &Path) -> Result<Repair, StoreError> {
        repair(path, &library::FORMAT, |table| table == "sources", |_| Ok(()))
    }
}

/// What is wrong with a file of this format; `more` looks at what only it knows.
pub(super) fn examine(
    path: &Path,
    format: &Format,
    more: impl FnOnce(&Connection) -> Vec<String>,
) -> Result<Vec<String>, StoreError> {
    let conn = match open::open_as_it_is(path, format) {
        Ok((_, conn)) => conn,
        Err(StoreError::Damaged { source, .. }) => return Ok(vec![source.to_string()]),
        // Its head is gone: ours only where what is below it is.
        Err(error @ StoreError::Foreign { .. }) => {
            let looks_like_ours = fs::metadata(path).is_ok_and(|file| file.len() > 0)
                && grafted(path, format).is_ok_and(|graft| has_any(&graft.conn, format));
            return if looks_like_ours {
                Ok(vec!["its head is overwritten".into()])
            } else {
                Err(error)
            };
        }
        Err(error) => return Err(error),
    };
    let mut faults = checked(&conn, &format!("PRAGMA integrity_check({TOLD})"), 0);
    faults.retain(|fault| fault != "ok");
    let loose = checked(&conn, "PRAGMA foreign_key_check", 2);
    faults.extend(
        loose.into_iter().take(TOLD).map(|table| format!("a row leads to none in {table}")),
    );
    faults.extend(more(&conn));
    Ok(faults)
}

/// The column at `at` of all rows, and what kept us from reading more.
fn checked(conn: &Connection, sql: &str, at: usize) -> Vec<String> {
    let all = conn.prepare(sql).and_then(|mut statement| {
        statement.query_map([], |row| row.get(at))?.collect::<rusqlite::Result<Vec<String>>>()
    });
    all.unwrap_or_else(|error| vec![error.to_string()])
}

/// Makes a new file of what can be read of the tables of a damaged one, and puts it in its place.
pub(super) fn repair(
    path: &Path,
    format: &Format,
    is_wanted: impl Fn(&str) -> bool,
    mend: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> Result<Repair, StoreError> {
    refuse_while_in_use(path)?;
    let new = beside(path, ".repaired");
    remove(&new);
    let saved = {
        let fresh = open::open(&new, format)?;
        let failed = |source| StoreError::of_use(&new, source);
        let tx = fresh.unchecked_transaction().map_err(failed)?;
        let mut wanted = tables(&tx).map_err(failed)?;
        wanted.retain(|table| is_wanted(table));
        let saved = save_all(path, format, &tx, &wanted)?;
        mend(&tx).and_then(|()| tx.commit()).map_err(failed)?;
        fresh.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").map_err(failed)?;
        saved
    };
    let kept = set_aside(path).and_then(|kept| fs::rename(&new, path).map(|()| kept));
    match kept {
        Ok(kept) => Ok(Repair { kept, saved }),
        Err(_) => Err(StoreError::ReadOnly { path: path.into() }),
    }
}

/// The largest file whose pages are looked at one by one.
const MOST_BYTES: u64 = 1 << 30;

fn save_all(
    path: &Path,
    format: &Format,
    to: &Connection,
    tables: &[String],
) -> Result<Vec<Saved>, StoreError> {
    let failed = |source| StoreError::of_use(path, source);
    let lies = open::connect_as_it_lies(path).and_then(|conn| {
        open::marks(&conn).map_err(|source| StoreError::of_opening(path, source))?;
        Ok(Source { conn, copy: None })
    });
    let mut from = lies.or_else(|_| grafted(path, format))?;
    let saved: rusqlite::Result<Vec<Saved>> =
        tables.iter().map(|table| save(&from.conn, to, table)).collect();
    let mut saved = saved.map_err(failed)?;
    let size = fs::metadata(path).map_or(0, |file| file.len());
    if size > MOST_BYTES || !saved.iter().any(|saved| saved.is_torn) {
        return Ok(saved);
    }
    const ROOTS: &str = "SELECT rootpage FROM sqlite_schema WHERE rootpage > 0";
    let roots = rows(&from.conn, ROOTS, [], |row| row.get(0)).unwrap_or_default();
    // With its journal, where SQLite can still tell; else as the file is.
    let whole = match from.copy {
        None => from.conn.serialize("main").map(|data| data.to_vec()).ok(),
        Some(_) => None,
    };
    let bytes = whole.unwrap_or_else(|| fs::read(path).unwrap_or_default());
    let page = page_of(&bytes, format);
    save_lost(&Pages::new(&bytes, page), &roots, to, &mut saved).map_err(failed)?;
    Ok(saved)
}

/// Bytes of a page of a file that begins with `head`: as it says, or where it cannot be right, as new files have them.
fn page_of(head: &[u8], format: &Format) -> usize {
    let told =
        head.get(16..18).map_or(0, |bytes| usize::from(bytes[0]) << 8 | usize::from(bytes[1]));
    let is_right = head.starts_with(b"SQLite format 3\0") && [4096, 8192, 16384].contains(&told);
    if is_right { told } else { format.page as usize }
}

/// A file that is read, and where it is a copy, its path: it goes when all is read.
struct Source {
    conn: Connection,
    copy: Option<PathBuf>,
}

impl Drop for Source {
    fn drop(&mut self) {
        if let Some(copy) = &self.copy {
            remove(copy);
        }
    }
}

/// A copy of a file that can be opened: with blank pages for those that are cut off, and where that is not enough, with
/// the first page, which tells where the tables are, of a new file. Files that were made by one version have their
/// tables in the same places.
fn grafted(path: &Path, format: &Format) -> Result<Source, StoreError> {
    let copy = beside(path, ".copied");
    remove(&copy);
    let cannot = |_| StoreError::ReadOnly { path: path.into() };
    let failed = |source| StoreError::of_use(path, source);
    let head = first_page(format).map_err(failed)?;
    // Removed with it, also where nothing helps.
    let mut source = Source { conn: Connection::open_in_memory().map_err(failed)?, copy: None };
    source.copy = Some(copy.clone());
    let page = copy_padded(path, &copy, format).map_err(cannot)? as u64;
    for is_new in [false, true] {
        if is_new {
            write_head(&copy, &head, page).map_err(cannot)?;
        }
        let Ok(conn) = open::connect_as_it_lies(&copy) else { continue };
        if open::marks(&conn).is_ok_and(|(application, ..)| application == format.application) {
            source.conn = conn;
            break;
        }
    }
    Ok(source)
}

/// Pages that a copy has at least, so that each table begins on one of them.
const LEAST_PAGES: u64 = 128;

/// Returns the bytes of a page.
fn copy_padded(path: &Path, copy: &Path, format: &Format) -> io::Result<usize> {
    fs::copy(path, copy)?;
    let journal = beside(path, "-wal");
    if journal.exists() {
        fs::copy(journal, beside(copy, "-wal"))?;
    }
    let file = fs::OpenOptions::new().read(true).write(true).open(copy)?;
    let mut head = Vec::new();
    (&file).take(32).read_to_end(&mut head)?;
    let told = head.last_chunk().map_or(0, |bytes| u64::from(u32::from_be_bytes(*bytes)));
    let page = page_of(&head, format);
    let n_pages = file.metadata()?.len().div_ceil(page as u64);
    // What the head says may be damaged, too.
    let wanted = told.clamp(n_pages, n_pages + (1 << 18)).max(LEAST_PAGES);
    file.set_len(wanted * page as u64)?;
    Ok(page)
}

/// Replaces the first page of a file, but for how many pages there are.
fn write_head(copy: &Path, head: &[u8], page: u64) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).open(copy)?;
    let n_pages = file.metadata()?.len() / page;
    let n_pages = u32::try_from(n_pages).unwrap_or(u32::MAX).to_be_bytes();
    // No page is free: those that are would be read in vain.
    let parts = [head.get(..28), Some(&n_pages), Some(&[0; 8]), head.get(40..)];
    parts.into_iter().flatten().try_for_each(|part| file.write_all(part))
}

fn first_page(format: &Format) -> rusqlite::Result<Vec<u8>> {
    let mut conn = Connection::open_in_memory()?;
    open::lay_out(&conn, format)?;
    open::migrate(&mut conn, format)?;
    let whole = conn.serialize("main")?;
    Ok(whole.get(..format.page as usize).unwrap_or_default().to_vec())
}

/// Whether any row can be read of a table of the format.
fn has_any(conn: &Connection, format: &Format) -> bool {
    let Ok(mut blank) = Connection::open_in_memory() else { return false };
    let made = open::migrate(&mut blank, format).and_then(|()| tables(&blank));
    let names = made.unwrap_or_default();
    names.iter().any(|table| save(conn, &blank, table).is_ok_and(|saved| saved.rows > 0))
}

/// Fails where another process has the file open. What a damaged file says to the question does not matter.
fn refuse_while_in_use(path: &Path) -> Result<(), StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let ask = || {
        let conn = Connection::open_with_flags(path, flags)?;
        conn.busy_timeout(Duration::ZERO)?;
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        conn.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; ROLLBACK")
    };
    match ask().map_err(|source| StoreError::of_opening(path, source)) {
        Err(error @ (StoreError::Busy { .. } | StoreError::ReadOnly { .. })) => Err(error),
        _ => Ok(()),
    }
}

/// Gives a file and its journal another name beside it, the first that is free. The file stays under its own name as
/// well where the disk can do that, until another takes it.
fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let mut n = 1;
    let mut kept = beside(path, ".damaged-1");
    while kept.exists() {
        n += 1;
        kept = beside(path, &format!(".damaged-{n}"));
    }
    fs::hard_link(path, &kept).or_else(|_| fs::rename(path, &kept))?;
    let journal = beside(path, "-wal");
    if journal.exists() {
        fs::rename(journal, beside(&kept, "-wal"))?;
    }
    let _ = fs::remove_file(beside(path, "-shm"));
    Ok(kept)
}

/// Removes a file that nobody needs, with those beside it.
fn remove(path: &Path) {
    for more in ["", "-wal", "-shm", "-journal"] {
        let _ = fs::remove_file(beside(path, more));
    }
}

/// Keys of rows whose text in a column is not what it should be.
pub(super) fn unreadable<T: serde::de::DeserializeOwned>(
    conn: &Connection,
    sql: &str,
) -> rusqlite::Result<Vec<i64>> {
    let all = rows(conn, sql, [], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    let is_bad = |(_, text): &(i64, String)| serde_json::from_str::<T>(text).is_err();
    Ok(all.into_iter().filter(is_bad).map(|(id, _)| id).collect())
}
