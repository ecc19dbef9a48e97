//! Which passages were read, by their words.

use rusqlite::Connection;

use super::{ReaderFile, StoreError};

impl ReaderFile {
    /// Notes that passages were read, by the hashes of their words.
    ///
    /// # Errors
    /// Fails when the file cannot be written; then none is noted.
    pub fn see(&self, words: &[i64]) -> Result<(), StoreError> {
        self.write(|conn| {
            let mut put = conn.prepare_cached("INSERT OR IGNORE INTO seen (words) VALUES (?1)")?;
            words.iter().try_for_each(|words| put.execute([words]).map(drop))
        })
    }

    /// For each of these hashes whether a passage of such words was read.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn seen(&self, words: &[i64]) -> Result<Vec<bool>, StoreError> {
        let is_seen = |conn: &Connection, words: &i64| {
            conn.prepare_cached("SELECT 1 FROM seen WHERE words = ?1")?.exists([words])
        };
        self.run(|conn| words.iter().map(|words| is_seen(conn, words)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let file = ReaderFile::open(&folder.path().join("reader.db")).unwrap();
        file.see(&[3, -4, 3]).unwrap();
        assert_eq!(file.seen(&[-4, 5, 3]).unwrap(), [true, false, true]);
    }
}
