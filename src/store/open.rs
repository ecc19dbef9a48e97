//! Opens a file of ours: makes it where there is none, refuses what is something else or from a newer
//! version, and brings an older one up to date.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::StoreError;

/// What a file of ours is told by, and how it came to be as it is.
pub(super) struct Format {
    /// The word for it in messages.
    pub(super) name: &'static str,
    /// SQLite's `application_id`.
    pub(super) application: i64,
    /// Whether a power cut right after its making may cost the file; then making it does not wait for the
    /// disk, which takes far longer than all the rest.
    pub(super) can_be_rebuilt: bool,
    /// Each makes version `i + 1` from version `i`. Only ever added to.
    pub(super) migrations: &'static [&'static str],
}

/// How long a second writer waits for the first.
const PATIENCE: Duration = Duration::from_secs(10);

/// Every SQLite file begins so; an empty one is a file whose making was cut short.
const HEADER: &[u8] = b"SQLite format 3\0";

const EVERY_CONNECTION: &str = "
    PRAGMA foreign_keys = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -4096;";

/// Opens `path` for reading and writing; makes it, and the folders above it, where there is none.
pub(super) fn open(path: &Path, format: &Format) -> Result<Connection, StoreError> {
    refuse_other_files(path, format)?;
    if let Some(folder) = path.parent() {
        // Where this fails, opening fails too and says why.
        let _ = std::fs::create_dir_all(folder);
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut conn = connect(path, flags)?;
    let version = checked_version(&conn, path, format)?;
    let mut prepare = || {
        if version == 0 && format.can_be_rebuilt {
            conn.execute_batch("PRAGMA synchronous = OFF")?;
        }
        use_wal(&conn)?;
        if version < format.migrations.len() {
            migrate(&mut conn, format)?;
        }
        // The writer looks up all over the file what an article touches.
        conn.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536")
    };
    prepare().map_err(|source| StoreError::Open { path: path.into(), source })?;
    Ok(conn)
}

/// Turns to the journal that lets many read while one writes. SQLite does not wait where another turns to it at the
/// same time, so we do.
fn use_wal(conn: &Connection) -> rusqlite::Result<()> {
    const PAUSE: Duration = Duration::from_millis(5);
    let mut left = PATIENCE;
    loop {
        match conn.execute_batch("PRAGMA journal_mode = WAL") {
            Err(error) if is_busy(&error) && !left.is_zero() => {
                left = left.saturating_sub(PAUSE);
                std::thread::sleep(PAUSE);
            }
            turned => return turned,
        }
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
}

/// Opens `path` for reading only. Nothing is made; a file of an older version is brought up to date first.
pub(super) fn open_to_read(path: &Path, format: &Format) -> Result<Connection, StoreError> {
    if !path.exists() {
        return Err(StoreError::Missing { path: path.into() });
    }
    refuse_other_files(path, format)?;
    // Not SQLITE_OPEN_READ_ONLY: the first reader of a WAL file has to make its shared memory.
    let mut conn = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    if checked_version(&conn, path, format)? < format.migrations.len() {
        conn = open(path, format)?;
    }
    conn.pragma_update(None, "query_only", true)
        .map_err(|source| StoreError::Open { path: path.into(), source })?;
    Ok(conn)
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connect = || {
        let conn = Connection::open_with_flags(path, flags)?;
        conn.busy_timeout(PATIENCE)?;
        conn.execute_batch(EVERY_CONNECTION)?;
        conn.set_prepared_statement_cache_capacity(64);
        Ok(conn)
    };
    connect().map_err(|source| StoreError::Open { path: path.into(), source })
}

/// Refuses a file that is no SQLite file before SQLite sees it. What cannot be read is left to SQLite to say.
fn refuse_other_files(path: &Path, format: &Format) -> Result<(), StoreError> {
    let Ok(file) = File::open(path) else { return Ok(()) };
    let mut head = Vec::new();
    if file.take(HEADER.len() as u64).read_to_end(&mut head).is_err() {
        return Ok(());
    }
    if head.is_empty() || head == HEADER {
        return Ok(());
    }
    Err(StoreError::Foreign { path: path.into(), wanted: format.name })
}

/// Returns the version of an open file, 0 for a new one; refuses other programs' files and newer versions.
fn checked_version(conn: &Connection, path: &Path, format: &Format) -> Result<usize, StoreError> {
    let ask = |sql| conn.query_row(sql, [], |row| row.get::<_, i64>(0));
    // In one state: another ibid may be making the file.
    let read = || {
        let tx = conn.unchecked_transaction()?;
        let read = (
            ask("PRAGMA application_id")?,
            ask("PRAGMA user_version")?,
            ask("SELECT count(*) FROM sqlite_schema")?,
        );
        tx.commit()?;
        Ok(read)
    };
    let (application, version, n_tables) =
        read().map_err(|source| StoreError::Open { path: path.into(), source })?;
    let is_new = application == 0 && version == 0 && n_tables == 0;
    if application != format.application && !is_new {
        return Err(StoreError::Foreign { path: path.into(), wanted: format.name });
    }
    let known = format.migrations.len();
    match usize::try_from(version) {
        Ok(version) if version <= known => Ok(version),
        _ => Err(StoreError::TooNew { path: path.into(), found: version, known: known as i64 }),
    }
}

/// Applies what is missing, all or nothing. Asks for the version again under the write lock: another ibid
/// may have been first.
fn migrate(conn: &mut Connection, format: &Format) -> rusqlite::Result<()> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done: i64 = tx.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    for migration in format.migrations.iter().skip(usize::try_from(done).unwrap_or(0)) {
        tx.execute_batch(migration)?;
    }
    tx.pragma_update(None, "application_id", format.application)?;
    tx.pragma_update(None, "user_version", format.migrations.len() as i64)?;
    tx.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    const THING: Format = Format {
        name: "thing",
        application: 0x7469_6e67,
        can_be_rebuilt: true,
        migrations: &["CREATE TABLE a (x INTEGER)", "CREATE TABLE b (x INTEGER)"],
    };

    #[test]
    fn an_older_file_is_brought_up_to_date_and_a_newer_one_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/thing.db");
        let older = Format { migrations: &THING.migrations[..1], ..THING };
        open(&path, &older).unwrap();
        let conn = open_to_read(&path, &THING).unwrap();
        assert!(conn.prepare("SELECT x FROM b").is_ok());
        assert!(conn.execute("INSERT INTO b VALUES (1)", []).is_err(), "a read connection wrote");
        let refused = open(&path, &older).unwrap_err().to_string();
        assert!(
            refused.ends_with("was made by a newer ibid (schema 2, this one knows 1)"),
            "{refused}"
        );
    }

    #[test]
    fn many_may_make_one_file_at_once() {
        for _ in 0..20 {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("thing.db");
            std::thread::scope(|scope| {
                let open_one = |n: usize| {
                    let path = &path;
                    move || match n % 2 {
                        0 => open(path, &THING).map(drop),
                        _ => match open_to_read(path, &THING) {
                            Err(StoreError::Missing { .. }) => Ok(()),
                            opened => opened.map(drop),
                        },
                    }
                };
                let all: Vec<_> = (0..6).map(|n| scope.spawn(open_one(n))).collect();
                for one in all {
                    one.join().unwrap().unwrap();
                }
            });
        }
    }

    #[test]
    fn what_is_something_else_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let text = folder.path().join("notes.txt");
        std::fs::write(&text, "shopping: milk").unwrap();
        let foreign = folder.path().join("foreign.db");
        Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
        for path in [&text, &foreign] {
            let before = std::fs::read(path).unwrap();
            for opened in [open(path, &THING), open_to_read(path, &THING)] {
                assert!(matches!(opened, Err(StoreError::Foreign { .. })), "{}", path.display());
            }
            assert_eq!(std::fs::read(path).unwrap(), before);
        }
        assert!(matches!(open(folder.path(), &THING), Err(StoreError::Open { .. })));
        let missing = folder.path().join("missing.db");
        assert!(matches!(open_to_read(&missing, &THING), Err(StoreError::Missing { .. })));
        assert!(!missing.exists());
        std::fs::write(&missing, "").unwrap();
        assert!(open(&missing, &THING).is_ok(), "an empty file is one whose making was cut short");
    }
}
