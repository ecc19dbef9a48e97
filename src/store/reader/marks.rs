//! The reader's marks: a letter for a place.

use super::super::library::rows;
use super::{ReaderFile, StoreError, of_json, to_json};
use crate::model::Mark;

impl ReaderFile {
    /// Sets a mark: a small letter in place of the one in the same article, a capital in place of the one anywhere.
    ///
    /// # Errors
    /// Fails when the file cannot be written; then the marks are as they were.
    pub fn set_mark(&self, mark: &Mark, at: i64) -> Result<(), StoreError> {
        const PUT: &str = "
            INSERT OR REPLACE INTO marks (letter, key, anchor, at) VALUES (?1, ?2, ?3, ?4)";
        let letter = mark.letter.to_string();
        self.write(|conn| {
            if mark.is_everywhere() {
                conn.execute("DELETE FROM marks WHERE letter = ?1", [&letter])?;
            }
            let params = (&letter, &mark.anchor.key, to_json(&mark.anchor), at);
            conn.execute(PUT, params).map(drop)
        })
    }

    /// Takes a mark away.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn drop_mark(&self, mark: &Mark) -> Result<(), StoreError> {
        const DROP: &str = "DELETE FROM marks WHERE letter = ?1 AND key = ?2";
        let params = (mark.letter.to_string(), &mark.anchor.key);
        self.run(|conn| conn.execute(DROP, params).map(drop))
    }

    /// All marks, each with its time in seconds since 1970: by letter, capitals first, then by key.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn marks(&self) -> Result<Vec<(Mark, i64)>, StoreError> {
        const MARKS: &str = "SELECT letter, anchor, at FROM marks ORDER BY letter, key";
        self.run(|conn| {
            rows(conn, MARKS, [], |row| {
                let letter: String = row.get(0)?;
                let letter = letter.chars().next().unwrap_or('?');
                Ok((Mark { letter, anchor: of_json(row, 1)? }, row.get(2)?))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Anchor;

    #[test]
    fn small_letters_are_of_an_article_and_capitals_of_all() {
        let folder = tempfile::tempdir().unwrap();
        let file = ReaderFile::open(&folder.path().join("reader.db")).unwrap();
        let mark = |letter, key: &str| Mark { letter, anchor: Anchor::of_article(key) };
        for (letter, key) in [('a', "/1"), ('a', "/2"), ('B', "/1"), ('B', "/2"), ('c', "/1")] {
            file.set_mark(&mark(letter, key), 7).unwrap();
        }
        file.drop_mark(&mark('c', "/1")).unwrap();
        let marks: Vec<Mark> = file.marks().unwrap().into_iter().map(|(mark, _)| mark).collect();
        assert_eq!(marks, [mark('B', "/2"), mark('a', "/1"), mark('a', "/2")]);
    }
}
