//! What the reader put on whole articles: read, starred, tagged; and which have notes.

use rusqlite::Connection;
use rustc_hash::{FxHashMap, FxHashSet};

use super::super::library::rows;
use super::{ReaderFile, StoreError};

/// The labels of all articles, by key.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    read: FxHashSet<String>,
    starred: FxHashSet<String>,
    noted: FxHashSet<String>,
    tags: FxHashMap<String, Vec<String>>,
}

impl Labels {
    /// Whether the article of this key has been read.
    pub fn is_read(&self, key: &str) -> bool {
        self.read.contains(key)
    }

    /// Whether it has a star.
    pub fn is_starred(&self, key: &str) -> bool {
        self.starred.contains(key)
    }

    /// Whether it has a note.
    pub fn is_noted(&self, key: &str) -> bool {
        self.noted.contains(key)
    }

    /// Its tags, sorted.
    pub fn tags(&self, key: &str) -> &[String] {
        self.tags.get(key).map_or(&[], Vec::as_slice)
    }
}

impl ReaderFile {
    /// The labels of all articles.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn labels(&self) -> Result<Labels, StoreError> {
        self.run(|conn| {
            let mut labels = Labels {
                read: keys(conn, "SELECT key FROM read")?,
                starred: keys(conn, "SELECT key FROM stars")?,
                noted: keys(conn, "SELECT DISTINCT key FROM notes")?,
                tags: FxHashMap::default(),
            };
            let tags = rows(conn, "SELECT key, tag FROM tags ORDER BY key, tag", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
            for (key, tag) in tags {
                labels.tags.entry(key).or_default().push(tag);
            }
            Ok(labels)
        })
    }

    /// Whether the article of this key has been read.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn is_read(&self, key: &str) -> Result<bool, StoreError> {
        self.run(|conn| conn.prepare_cached("SELECT 1 FROM read WHERE key = ?1")?.exists([key]))
    }

    /// Notes that the article of this key was read at `at`, in seconds since 1970. The first time counts.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn mark_read(&self, key: &str, at: i64) -> Result<(), StoreError> {
        const MARK: &str = "INSERT OR IGNORE INTO read (key, at) VALUES (?1, ?2)";
        self.run(|conn| conn.prepare_cached(MARK)?.execute((key, at)).map(drop))
    }

    /// Forgets that an article was read.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn mark_unread(&self, key: &str) -> Result<(), StoreError> {
        self.run(|conn| conn.execute("DELETE FROM read WHERE key = ?1", [key]).map(drop))
    }

    /// Gives an article a star, or takes it.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn set_star(&self, key: &str, is_starred: bool, at: i64) -> Result<(), StoreError> {
        const STAR: &str = "INSERT OR IGNORE INTO stars (key, at) VALUES (?1, ?2)";
        self.run(|conn| {
            match is_starred {
                true => conn.execute(STAR, (key, at))?,
                false => conn.execute("DELETE FROM stars WHERE key = ?1", [key])?,
            };
            Ok(())
        })
    }

    /// Gives an article these tags and no others.
    ///
    /// # Errors
    /// Fails when the file cannot be written; then it has those it had.
    pub fn set_tags(&self, key: &str, tags: &[String], at: i64) -> Result<(), StoreError> {
        const TAG: &str = "INSERT OR IGNORE INTO tags (key, tag, at) VALUES (?1, ?2, ?3)";
        self.write(|conn| {
            conn.execute("DELETE FROM tags WHERE key = ?1", [key])?;
            tags.iter().try_for_each(|tag| conn.execute(TAG, (key, tag, at)).map(drop))
        })
    }
}

fn keys(conn: &Connection, sql: &str) -> rusqlite::Result<FxHashSet<String>> {
    Ok(rows(conn, sql, [], |row| row.get(0))?.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_there_the_next_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("reader.db");
        let file = ReaderFile::open(&path).unwrap();
        file.mark_read("/a", 5).unwrap();
        file.mark_read("/a", 6).unwrap();
        file.mark_read("/b", 6).unwrap();
        file.mark_unread("/b").unwrap();
        file.set_star("/a", true, 1).unwrap();
        file.set_star("/b", true, 1).unwrap();
        file.set_star("/b", false, 1).unwrap();
        file.set_tags("/a", &["old".into()], 1).unwrap();
        file.set_tags("/a", &["war".into(), "eu".into()], 1).unwrap();
        drop(file);
        let labels = ReaderFile::open(&path).unwrap().labels().unwrap();
        assert!(labels.is_read("/a") && !labels.is_read("/b"));
        assert!(labels.is_starred("/a") && !labels.is_starred("/b") && !labels.is_noted("/a"));
        assert_eq!(labels.tags("/a"), ["eu", "war"]);
        assert!(labels.tags("/b").is_empty());
    }
}
