//! The reader's saved queries: a name for what filtered the articles.

use rusqlite::Connection;

use super::super::library::rows;
use super::{ReaderFile, StoreError};
use crate::query::SavedQuery;
use crate::text::fold;

impl ReaderFile {
    /// Keeps a query in place of the one of its name, in which neither case nor accents count; `at` is in seconds since
    /// 1970.
    ///
    /// # Errors
    /// Fails when the file cannot be written; then all are as they were.
    pub fn save_query(&self, saved: &SavedQuery, at: i64) -> Result<(), StoreError> {
        const PUT: &str = "INSERT INTO saved_queries (name, at, query) VALUES (?1, ?2, ?3)";
        self.write(|conn| {
            drop_named(conn, &saved.name)?;
            conn.execute(PUT, (&saved.name, at, &saved.text)).map(drop)
        })
    }

    /// Takes the query of this name away.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn drop_query(&self, name: &str) -> Result<(), StoreError> {
        self.write(|conn| drop_named(conn, name))
    }

    /// Gives a query another name, that of none.
    ///
    /// # Errors
    /// Fails when the file cannot be written, and where another query has the name.
    pub fn rename_query(&self, old: &str, new: &str) -> Result<(), StoreError> {
        const RENAME: &str = "UPDATE saved_queries SET name = ?2 WHERE name = ?1";
        self.run(|conn| conn.execute(RENAME, (old, new)).map(drop))
    }

    /// The saved queries, by name.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn saved_queries(&self) -> Result<Vec<SavedQuery>, StoreError> {
        let mut saved = self.run(all)?;
        saved.sort_by_cached_key(|saved| fold(&saved.name));
        Ok(saved)
    }
}

fn all(conn: &Connection) -> rusqlite::Result<Vec<SavedQuery>> {
    rows(conn, "SELECT name, query FROM saved_queries ORDER BY name", [], |row| {
        Ok(SavedQuery { name: row.get(0)?, text: row.get(1)? })
    })
}

fn drop_named(conn: &Connection, name: &str) -> rusqlite::Result<()> {
    let mut named = all(conn)?.into_iter().filter(|saved| saved.is_called(name));
    let mut drop_one = conn.prepare_cached("DELETE FROM saved_queries WHERE name = ?1")?;
    named.try_for_each(|saved| drop_one.execute([saved.name]).map(drop))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_for_one_query() {
        let folder = tempfile::tempdir().unwrap();
        let file = ReaderFile::open(&folder.path().join("reader.db")).unwrap();
        let saved = |name: &str, text: &str| SavedQuery { name: name.into(), text: text.into() };
        for one in [saved("syria", "assad"), saved("Łódź", "lodz"), saved("Syria", "damascus")] {
            file.save_query(&one, 7).unwrap();
        }
        assert_eq!(
            file.saved_queries().unwrap(),
            [saved("Łódź", "lodz"), saved("Syria", "damascus")]
        );
        file.rename_query("Syria", "a war").unwrap();
        assert!(file.rename_query("a war", "Łódź").is_err());
        file.drop_query("LODZ").unwrap();
        assert_eq!(file.saved_queries().unwrap(), [saved("a war", "damascus")]);
    }
}
