//! The reader's notes, each on a place in an article or on an article as a whole.

use rusqlite::Row;

use super::super::library::rows;
use super::{ReaderFile, StoreError, of_json, to_json};
use crate::model::{Anchor, Note};

impl ReaderFile {
    /// Keeps a note in place of the one on the same place; one without a word is taken away.
    ///
    /// # Errors
    /// Fails when the file cannot be written; then the note is as it was.
    pub fn put_note(&self, note: &Note) -> Result<(), StoreError> {
        const PUT: &str = "
            INSERT INTO notes (key, anchor, text, at) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (anchor) DO UPDATE SET text = excluded.text, at = excluded.at";
        let anchor = to_json(&note.anchor);
        self.run(|conn| {
            match note.text.trim().is_empty() {
                true => conn.execute("DELETE FROM notes WHERE anchor = ?1", [anchor])?,
                false => conn.execute(PUT, (&note.anchor.key, anchor, &note.text, note.at))?,
            };
            Ok(())
        })
    }

    /// All notes, the newest first.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn notes(&self) -> Result<Vec<Note>, StoreError> {
        const NOTES: &str = "SELECT anchor, text, at FROM notes ORDER BY at DESC, id DESC";
        self.run(|conn| rows(conn, NOTES, [], note))
    }

    /// The notes in the article of this key, in the order they were made.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn notes_in(&self, key: &str) -> Result<Vec<Note>, StoreError> {
        const NOTES: &str = "SELECT anchor, text, at FROM notes WHERE key = ?1 ORDER BY id";
        self.run(|conn| rows(conn, NOTES, [key], note))
    }
}

fn note(row: &Row<'_>) -> rusqlite::Result<Note> {
    let anchor: Anchor = of_json(row, 0)?;
    Ok(Note { anchor, text: row.get(1)?, at: row.get(2)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_changed_and_an_empty_one_goes() {
        let folder = tempfile::tempdir().unwrap();
        let file = ReaderFile::open(&folder.path().join("reader.db")).unwrap();
        let anchor = Anchor { key: "/a".into(), surface: "words".into(), ..Anchor::default() };
        let note = |text: &str, at| Note { anchor: anchor.clone(), text: text.into(), at };
        let whole = Note { anchor: Anchor::of_article("/a"), text: "all of it".into(), at: 1 };
        file.put_note(&whole).unwrap();
        file.put_note(&note("first", 2)).unwrap();
        file.put_note(&note("second\nline", 3)).unwrap();
        assert_eq!(file.notes().unwrap(), [note("second\nline", 3), whole.clone()]);
        assert_eq!(file.notes_in("/a").unwrap().len(), 2);
        file.put_note(&note(" \n", 4)).unwrap();
        assert_eq!(file.notes().unwrap(), [whole]);
        assert!(file.notes_in("/b").unwrap().is_empty());
    }
}
