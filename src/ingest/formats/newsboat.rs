//! The cache of newsboat (`cache.db`, an SQLite database): the entries of all feeds it follows, as it last saw them.

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, MAIN_DB, Row};

use super::super::item::{Body, Item, plain};
use super::super::reading::{File, Reading};

/// How the declaration of the table of entries starts; it stands in the file as it was written.
pub(crate) const SIGN: &[u8] = b"CREATE TABLE rss_item";

/// Bytes of the header that say whether a log stands beside the file: with one, SQLite would look for it.
const LOG_MARKS: std::ops::Range<usize> = 18..20;

/// After so many steps of SQLite's machine the clock is looked at.
const STEPS: i32 = 10_000;

pub(super) fn read(file: File<'_>, reading: &mut Reading<'_>) {
    if let Err(error) = entries(file, reading) {
        reading.fault(file.key, None, format!("not a sound cache of newsboat: {error}"));
    }
}

fn entries(file: File<'_>, reading: &mut Reading<'_>) -> rusqlite::Result<()> {
    let mut conn = open(file.bytes, reading.limits.article_bytes)?;
    let deadline = reading.deadline();
    conn.progress_handler(STEPS, Some(move || std::time::Instant::now() > deadline))?;
    let mut statement = conn.prepare(ENTRIES)?;
    let mut rows = statement.query([])?;
    let mut place = 0;
    while let Some(row) = rows.next()? {
        place += 1;
        let item = item(row)?;
        reading.item(&item.key_in(file.key, place), item);
        if reading.is_full() {
            break;
        }
    }
    Ok(())
}

const ENTRIES: &str = "
    SELECT i.guid, i.title, i.author, i.url, i.pubDate, i.content, f.title
    FROM rss_item i LEFT JOIN rss_feed f ON f.rssurl = i.feedurl
    WHERE coalesce(i.deleted, 0) = 0 ORDER BY i.id";

fn item(row: &Row<'_>) -> rusqlite::Result<Item> {
    // A text that is not UTF-8 is no reason to leave the others out.
    let text = |at: usize| -> rusqlite::Result<Option<String>> {
        let value = row.get_ref(at)?;
        Ok(value.as_bytes_or_null().ok().flatten().map(|text| String::from_utf8_lossy(text).into()))
    };
    let date: Option<i64> = row.get(4).unwrap_or_default();
    Ok(Item {
        id: text(0)?,
        title: text(1)?,
        author: text(2)?,
        url: text(3)?,
        date: date.filter(|date| *date > 0).map(|date| date.to_string()),
        body: text(5)?.map(Body::of_either).unwrap_or_default(),
        publisher: text(6)?.as_deref().and_then(plain),
        ..Item::default()
    })
}

/// The database in memory. A file from outside may hold anything: nothing that its schema would do by itself is
/// done, and no value is longer than an article may be.
fn open(bytes: &[u8], longest: u64) -> rusqlite::Result<Connection> {
    let mut bytes = bytes.to_vec();
    if let Some(marks) = bytes.get_mut(LOG_MARKS) {
        marks.fill(1);
    }
    let mut conn = Connection::open_in_memory()?;
    conn.deserialize_read_exact(MAIN_DB, bytes.as_slice(), bytes.len(), true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    conn.set_limit(Limit::SQLITE_LIMIT_LENGTH, i32::try_from(longest).unwrap_or(i32::MAX))?;
    Ok(conn)
}
