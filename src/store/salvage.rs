//! Copies what can be read of a table in a damaged file: row by row, around what cannot, and from pages to which
//! nothing leads any more.

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Row, params_from_iter};

use super::library::rows;
use super::pages::{Kind, Pages};

/// What came of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The table.
    pub table: String,
    /// Rows that were read and kept.
    pub rows: u64,
    /// Whether some of it could not be read.
    pub is_torn: bool,
}

/// Places after which a torn table is tried again; each is twice as far away as the one before.
const TRIES: u32 = 64;

/// The tables of a file that hold what was put into it.
pub(super) fn tables(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    const TABLES: &str = "
        SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'
        ORDER BY name";
    rows(conn, TABLES, [], |row| row.get(0))
}

/// Copies the rows of a table, as far as it is there.
pub(super) fn save(from: &Connection, to: &Connection, table: &str) -> rusqlite::Result<Saved> {
    let known = columns(to, table)?;
    let there = columns(from, table).unwrap_or_default();
    let common: Vec<&str> = known
        .iter()
        .map(String::as_str)
        .filter(|&name| there.iter().any(|other| other == name))
        .collect();
    let mut saving =
        Saving { from, to, table, columns: common.join(", "), saved: 0, is_torn: there.is_empty() };
    if !common.is_empty() {
        if has_rowid(to, table)? {
            saving.by_number(Way::Up)?;
            if saving.is_torn {
                saving.by_number(Way::Down)?;
            }
        } else if !saving.by_key(Way::Up)? {
            saving.by_key(Way::Down)?;
        }
    }
    Ok(Saved { table: table.into(), rows: saving.saved, is_torn: saving.is_torn })
}

fn columns(conn: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    rows(conn, "SELECT name FROM pragma_table_info(?1)", [table], |row| row.get(0))
}

fn has_rowid(conn: &Connection, table: &str) -> rusqlite::Result<bool> {
    conn.query_row("SELECT NOT wr FROM pragma_table_list WHERE name = ?1", [table], |row| {
        row.get(0)
    })
}

/// In which order a table is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

struct Saving<'a> {
    from: &'a Connection,
    to: &'a Connection,
    table: &'a str,
    columns: String,
    saved: u64,
    is_torn: bool,
}

impl Saving<'_> {
    /// Reads by row number: past each tear, whose length nobody knows, it goes on further and further away. What
    /// was passed over so is read from the other side.
    fn by_number(&mut self, way: Way) -> rusqlite::Result<()> {
        let (test, order) = if way == Way::Up { (">=", "ASC") } else { ("<=", "DESC") };
        let sql = format!(
            "SELECT rowid, {} FROM {} WHERE rowid {test} ?1 ORDER BY rowid {order}",
            self.columns, self.table
        );
        let mut from = if way == Way::Up { i64::MIN } else { i64::MAX };
        for tries in 0.. {
            let mut last = None;
            let is_whole = self.read(&sql, &[from], |row| last = row.get(0).ok())?;
            if is_whole || tries > 10_000 {
                break;
            }
            self.is_torn = true;
            // Numbers begin at 1 unless they are hashes.
            let far = 1_i64.checked_shl(tries % TRIES).unwrap_or(i64::MAX).max(1);
            let here = last.unwrap_or(if from == i64::MIN { 0 } else { from });
            from = if way == Way::Up { here.saturating_add(far) } else { here.saturating_sub(far) };
            if from == i64::MAX || from == i64::MIN {
                break;
            }
        }
        Ok(())
    }

    /// Reads in the order of the key, up to what cannot be read; whether all could.
    fn by_key(&mut self, way: Way) -> rusqlite::Result<bool> {
        let order = if way == Way::Up { "ASC" } else { "DESC" };
        let sql = format!("SELECT 0, {} FROM {} ORDER BY 2 {order}", self.columns, self.table);
        let is_whole = self.read(&sql, &[], |_| ())?;
        self.is_torn |= !is_whole;
        Ok(is_whole)
    }

    /// Copies the rows of a statement until one cannot be read; whether all could.
    fn read<const N: usize>(
        &mut self,
        sql: &str,
        params: &[i64; N],
        mut tell: impl FnMut(&Row<'_>),
    ) -> rusqlite::Result<bool> {
        let Ok(mut statement) = self.from.prepare(sql) else { return Ok(false) };
        let n = statement.column_count() - 1;
        let marks = vec!["?"; n].join(", ");
        let put =
            format!("INSERT OR IGNORE INTO {} ({}) VALUES ({marks})", self.table, self.columns);
        let mut put = self.to.prepare_cached(&put)?;
        let Ok(mut found) = statement.query(params_from_iter(params)) else { return Ok(false) };
        loop {
            match found.next() {
                Ok(None) => return Ok(true),
                Err(_) => return Ok(false),
                Ok(Some(row)) => {
                    tell(row);
                    let values: rusqlite::Result<Vec<Value>> =
                        (1..=n).map(|at| value(row, at)).collect();
                    let Ok(values) = values else { continue };
                    // A row that the table refuses is none that was ever put there.
                    match put.execute(params_from_iter(values)) {
                        Ok(added) => self.saved += added as u64,
                        Err(error) if is_refused(&error) => self.is_torn = true,
                        Err(error) => return Err(error),
                    }
                }
            }
        }
    }
}

fn value(row: &Row<'_>, at: usize) -> rusqlite::Result<Value> {
    Ok(match row.get_ref(at)? {
        ValueRef::Text(bytes) => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    })
}

fn is_refused(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{ConstraintViolation, TypeMismatch};
    matches!(error.sqlite_error_code(), Some(ConstraintViolation | TypeMismatch))
}

/// A column as rows of a table have it on their pages.
struct Column {
    name: String,
    is_text: bool,
    may_be_null: bool,
    /// Whether it is the number of the row, which stands elsewhere.
    is_number: bool,
}

impl Column {
    fn fits(&self, value: &Value) -> bool {
        match value {
            Value::Null => self.may_be_null || self.is_number,
            _ if self.is_number => false,
            Value::Integer(_) => !self.is_text,
            Value::Text(text) => self.is_text && self.may_be(text),
            _ => false,
        }
    }

    /// Records are JSON, and what is looked up by is none.
    fn may_be(&self, text: &str) -> bool {
        match self.name.as_str() {
            "anchor" | "said" | "value" => text.starts_with(['{', '"']),
            "key" | "tag" | "letter" | "name" => !text.starts_with('{'),
            _ => true,
        }
    }
}

/// The columns of a table in the order in which they stand on a page.
fn stored(conn: &Connection, table: &str) -> rusqlite::Result<(Kind, Vec<Column>)> {
    let kind = if has_rowid(conn, table)? { Kind::Numbered } else { Kind::Keyed };
    const COLUMNS: &str = "SELECT name, type, \"notnull\", pk FROM pragma_table_info(?1)
        ORDER BY iif(?2, cid, iif(pk, pk, 1000 + cid))";
    let columns = rows(conn, COLUMNS, (table, kind == Kind::Numbered), |row| {
        let is_key = row.get::<_, i64>(3)? > 0;
        Ok(Column {
            name: row.get(0)?,
            is_text: row.get_ref(1)?.as_str()? == "TEXT",
            may_be_null: !row.get::<_, bool>(2)? && !is_key,
            is_number: is_key && kind == Kind::Numbered,
        })
    })?;
    Ok((kind, columns))
}

/// Adds what stands on pages to which nothing leads any more, to the torn tables: each row to the only one it fits.
pub(super) fn save_lost(
    pages: &Pages<'_>,
    roots: &[u32],
    to: &Connection,
    saved: &mut [Saved],
) -> rusqlite::Result<()> {
    let mut torn = Vec::new();
    for saved in saved.iter_mut().filter(|saved| saved.is_torn) {
        let (kind, columns) = stored(to, &saved.table)?;
        torn.push((saved, kind, columns));
    }
    for row in pages.lost_rows(roots) {
        let fits = |kind: Kind, columns: &[Column]| {
            // Columns that came later are not in the rows of before.
            let n = row.values.len();
            kind == row.kind
                && n > 0
                && n <= columns.len()
                && columns.iter().skip(n).all(|column| column.may_be_null)
                && columns.iter().zip(&row.values).all(|(column, value)| column.fits(value))
        };
        let mut fitting = torn.iter_mut().filter(|(_, kind, columns)| fits(*kind, columns));
        let (Some((saved, _, columns)), None) = (fitting.next(), fitting.next()) else { continue };
        let names: Vec<&str> =
            columns.iter().take(row.values.len()).map(|column| column.name.as_str()).collect();
        let marks = vec!["?"; names.len()].join(", ");
        let put = format!(
            "INSERT OR IGNORE INTO {} ({}) VALUES ({marks})",
            saved.table,
            names.join(", ")
        );
        let values = columns.iter().zip(&row.values).map(|(column, value)| match row.number {
            Some(number) if column.is_number => Value::Integer(number),
            _ => value.clone(),
        });
        match to.prepare_cached(&put)?.execute(params_from_iter(values)) {
            Ok(added) => saved.rows += added as u64,
            Err(error) if is_refused(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
