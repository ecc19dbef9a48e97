//! How the screen was left, and where the reader was in each article.

use rusqlite::OptionalExtension;

use super::{ReaderFile, StoreError, of_json, to_json};
use crate::model::{Anchor, Session};

/// Articles whose places are remembered; those left longest ago are forgotten first.
const MOST_PLACES: u32 = 20_000;

impl ReaderFile {
    /// Keeps how the screen was left.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn keep_session(&self, session: &Session) -> Result<(), StoreError> {
        const KEEP: &str = "INSERT OR REPLACE INTO session (name, value) VALUES ('screen', ?1)";
        self.run(|conn| conn.execute(KEEP, [to_json(session)]).map(drop))
    }

    /// How the screen was left; `None` at the first time, and where that cannot be understood any more.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn session(&self) -> Result<Option<Session>, StoreError> {
        const SESSION: &str = "SELECT value FROM session WHERE name = 'screen'";
        let text: Option<String> =
            self.run(|conn| conn.query_row(SESSION, [], |row| row.get(0)).optional())?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Keeps which words stood at the top of the screen when an article was left, at `at` in seconds since 1970.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn keep_place(&self, top: &Anchor, at: i64) -> Result<(), StoreError> {
        const KEEP: &str = "INSERT OR REPLACE INTO places (key, anchor, at) VALUES (?1, ?2, ?3)";
        const FORGET: &str = "
            DELETE FROM places WHERE key IN (
                SELECT key FROM places ORDER BY at DESC, key LIMIT -1 OFFSET ?1)";
        const N: &str = "SELECT count(*) FROM places";
        self.write(|conn| {
            conn.execute(KEEP, (&top.key, to_json(top), at))?;
            if conn.query_row(N, [], |row| row.get::<_, u32>(0))? > MOST_PLACES {
                conn.execute(FORGET, [MOST_PLACES])?;
            }
            Ok(())
        })
    }

    /// Which words stood at the top of the screen when the article of this key was left.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn place(&self, key: &str) -> Result<Option<Anchor>, StoreError> {
        const PLACE: &str = "SELECT anchor FROM places WHERE key = ?1";
        self.run(|conn| conn.query_row(PLACE, [key], |row| of_json(row, 0)).optional())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_place_and_screen_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = ReaderFile::open(&folder.path().join("reader.db")).unwrap();
        assert_eq!((file.session().unwrap(), file.place("/a").unwrap()), (None, None));
        let anchor = |surface: &str| Anchor {
            key: "/a".into(),
            surface: surface.into(),
            ..Anchor::default()
        };
        for words in ["one", "two"] {
            let session = Session { filter: words.into(), ..Session::default() };
            file.keep_session(&session).unwrap();
            file.keep_place(&anchor(words), 7).unwrap();
        }
        assert_eq!(file.session().unwrap().unwrap().filter, "two");
        file.run(|conn| conn.execute("UPDATE session SET value = '{\"tier\": \"x\"}'", []))
            .unwrap();
        assert_eq!(file.session().unwrap(), None, "what is not understood is none");
        assert_eq!(file.place("/a").unwrap(), Some(anchor("two")));
    }
}
