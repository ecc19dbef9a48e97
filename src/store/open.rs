//! Opens a file of ours: makes it where there is none, refuses what is something else or from a newer
//! version, and brings an older one up to date.
//!
//! No file of ours is ever opened but by SQLite: on Unix, closing it a second time would drop the locks that SQLite
//! holds for the whole process, and another process could then take its journal away.

use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::StoreError;

/// What a file of ours is told by, and how it came to be as it is.
pub(super) struct Format {
    /// The word for it in messages.
    pub(super) name: &'static str,
    /// SQLite's `application_id`.
    pub(super) application: i64,
    /// Whether a power cut may cost what was written last. Then nothing waits for the disk, which takes far longer
    /// than all the rest.
    pub(super) can_be_rebuilt: bool,
    /// Bytes of a page of a new file.
    pub(super) page: u32,
    /// Each makes version `i + 1` from version `i`. Only ever added to.
    pub(super) migrations: &'static [Migration],
}

/// Makes a version of a file from the one before.
#[derive(Clone, Copy)]
pub(super) enum Migration {
    /// By statements.
    Sql(&'static str),
    /// By what SQL cannot say.
    Code(fn(&Connection) -> rusqlite::Result<()>),
}

impl Migration {
    pub(super) fn apply(self, conn: &Connection) -> rusqlite::Result<()> {
        match self {
            Self::Sql(statements) => conn.execute_batch(statements),
            Self::Code(migrate) => migrate(conn),
        }
    }
}

/// How long one write waits for another to end. Whole runs wait for one another before they begin
/// ([`super::Turn`]).
const PATIENCE: Duration = Duration::from_secs(120);

const EVERY_CONNECTION: &str = "
    PRAGMA foreign_keys = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -4096;";

/// Opens `path` for reading and writing; makes it, and the folders above it, where there is none.
pub(super) fn open(path: &Path, format: &Format) -> Result<Connection, StoreError> {
    if let Some(folder) = path.parent() {
        // Where this fails, opening fails too and says why.
        let _ = std::fs::create_dir_all(folder);
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let opened = connect(path, flags).and_then(|mut conn| {
        let version = checked_version(&conn, path, format)?;
        prepare(&mut conn, version, format)
            .map_err(|source| StoreError::of_opening(path, source))?;
        Ok(conn)
    });
    opened.map_err(|error| match error {
        StoreError::Open { path, .. } if cannot_write_beside(&path) => {
            StoreError::ReadOnly { path }
        }
        error => of_foreign(error, format),
    })
}

fn prepare(conn: &mut Connection, version: usize, format: &Format) -> rusqlite::Result<()> {
    if version == 0 {
        lay_out(conn, format)?;
        if format.can_be_rebuilt {
            conn.execute_batch("PRAGMA synchronous = OFF")?;
        }
    }
    use_wal(conn)?;
    if version < format.migrations.len() {
        migrate(conn, format)?;
    }
    // The writer looks up all over the file what an article touches; and what many articles touch is written to the file
    // once, after 64 MB where pages are as large as they are made now.
    conn.execute_batch(match format.can_be_rebuilt {
        true => {
            "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536;
            PRAGMA wal_autocheckpoint = 4096"
        }
        false => "PRAGMA synchronous = FULL",
    })
}

/// Gives a file that has no tables yet the pages of its format; those of a file that can be rebuilt can be given back to
/// the disk.
pub(super) fn lay_out(conn: &Connection, format: &Format) -> rusqlite::Result<()> {
    conn.pragma_update(None, "page_size", format.page)?;
    let vacuum = if format.can_be_rebuilt { "INCREMENTAL" } else { "NONE" };
    conn.pragma_update(None, "auto_vacuum", vacuum)
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
    let (version, conn) = open_as_it_is(path, format)?;
    if version == format.migrations.len() {
        return Ok(conn);
    }
    drop(conn);
    let conn = open(path, format).map_err(|error| match error {
        StoreError::ReadOnly { path } => StoreError::TooOld { path },
        error => error,
    })?;
    read_only(&conn, path)?;
    Ok(conn)
}

/// Opens `path` for reading only, whatever its version, which is returned.
pub(super) fn open_as_it_is(
    path: &Path,
    format: &Format,
) -> Result<(usize, Connection), StoreError> {
    if !path.exists() {
        return Err(StoreError::Missing { path: path.into() });
    }
    // Not SQLITE_OPEN_READ_ONLY: the first reader of a WAL file has to make its shared memory.
    let opened = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
        .and_then(|conn| Ok((checked_version(&conn, path, format)?, conn)));
    let (version, conn) = match opened {
        Err(StoreError::Open { .. } | StoreError::ReadOnly { .. }) if cannot_write_beside(path) => {
            let conn = connect_as_it_lies(path)?;
            (checked_version(&conn, path, format)?, conn)
        }
        opened => opened.map_err(|error| of_foreign(error, format))?,
    };
    read_only(&conn, path)?;
    Ok((version, conn))
}

fn read_only(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    let set = conn.pragma_update(None, "query_only", true);
    set.map_err(|source| StoreError::of_opening(path, source))
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connect = || {
        let conn = Connection::open_with_flags(path, flags)?;
        conn.busy_timeout(PATIENCE)?;
        set_up(&conn)?;
        Ok(conn)
    };
    connect().map_err(|source| StoreError::of_opening(path, source))
}

fn set_up(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(EVERY_CONNECTION)?;
    conn.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Opens a file in a folder where nothing can be made, not even the shared memory that a WAL file needs: without
/// locks, and with the index of a journal that was left there in our own memory.
pub(super) fn connect_as_it_lies(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let has_journal = std::fs::metadata(beside(path, "-wal")).is_ok_and(|wal| wal.len() > 0);
    let connect = || {
        let conn = if cfg!(unix) && has_journal {
            let conn = Connection::open_with_flags_and_vfs(path, flags, c"unix-none")?;
            conn.execute_batch("PRAGMA locking_mode = EXCLUSIVE")?;
            conn
        } else {
            let name = path.to_string_lossy();
            let name = name.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
            let slash = if name.starts_with('/') { "" } else { "/" };
            let uri = format!("file:{slash}{name}?immutable=1");
            Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI)?
        };
        set_up(&conn)?;
        Ok(conn)
    };
    connect().map_err(|source| StoreError::of_opening(path, source))
}

/// Whether no file can be made in the folder of `path`. Tried: rights are not all that forbids it.
fn cannot_write_beside(path: &Path) -> bool {
    let trial = beside(path, &format!("-trial-{}", std::process::id()));
    match OpenOptions::new().write(true).create_new(true).open(&trial) {
        Ok(_) => {
            let _ = std::fs::remove_file(trial);
            false
        }
        Err(error) => matches!(
            error.kind(),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
        ),
    }
}

/// The file beside `path` whose name goes on with `more`.
pub(super) fn beside(path: &Path, more: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(more);
    name.into()
}

/// A file that does not begin as SQLite's do was never ours.
fn of_foreign(error: StoreError, format: &Format) -> StoreError {
    match error {
        StoreError::Damaged { path, source }
            if source.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) =>
        {
            StoreError::Foreign { path, wanted: format.name }
        }
        error => error,
    }
}

/// Returns the version of an open file, 0 for a new one; refuses other programs' files and newer versions.
fn checked_version(conn: &Connection, path: &Path, format: &Format) -> Result<usize, StoreError> {
    let (application, version, n_tables) =
        marks(conn).map_err(|source| StoreError::of_opening(path, source))?;
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

/// What a file is told by: its application, its version, how many tables it has.
pub(super) fn marks(conn: &Connection) -> rusqlite::Result<(i64, i64, i64)> {
    let ask = |sql| conn.query_row(sql, [], |row| row.get::<_, i64>(0));
    // In one state: another ibid may be making the file.
    let tx = conn.unchecked_transaction()?;
    let read = (
        ask("PRAGMA application_id")?,
        ask("PRAGMA user_version")?,
        ask("SELECT count(*) FROM sqlite_schema")?,
    );
    tx.commit()?;
    Ok(read)
}

/// Applies what is missing, all or nothing. Asks for the version again under the write lock: another ibid
/// may have been first.
pub(super) fn migrate(conn: &mut Connection, format: &Format) -> rusqlite::Result<()> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done: i64 = tx.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    for migration in format.migrations.iter().skip(usize::try_from(done).unwrap_or(0)) {
        migration.apply(&tx)?;
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
        page: 4096,
        migrations: &[
            Migration::Sql("CREATE TABLE a (x INTEGER)"),
            Migration::Sql("CREATE TABLE b (x INTEGER)"),
        ],
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
