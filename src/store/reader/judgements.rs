//! The reader's judgements in the reader file: said, undone, redone, never lost.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, Row};

use super::super::library::rows;
use super::{ReaderFile, StoreError, of_json, to_json};
use crate::model::Judgement;

impl ReaderFile {
    /// Adds judgements as one step, which [`ReaderFile::undo`] takes back together. One that holds already is left
    /// out. Returns how many were added.
    ///
    /// # Errors
    /// Fails when the file cannot be written; then none is added.
    pub fn judge(&self, judgements: &[Judgement]) -> Result<usize, StoreError> {
        const HOLDS: &str = "SELECT 1 FROM judgements WHERE said = ?1 AND undone IS NULL";
        const STEP: &str = "SELECT ifnull(max(step), 0) + 1 FROM judgements";
        const PUT: &str = "INSERT INTO judgements (step, at, said) VALUES (?1, ?2, ?3)";
        self.write(|conn| {
            let step: i64 = conn.query_row(STEP, [], |row| row.get(0))?;
            let mut added = 0;
            for judgement in judgements {
                let said = to_json(&judgement.said);
                if !conn.prepare_cached(HOLDS)?.exists([&said])? {
                    added += conn.prepare_cached(PUT)?.execute((step, judgement.at, said))?;
                }
            }
            if added > 0 {
                conn.execute("UPDATE judgements SET is_over = 1 WHERE undone IS NOT NULL", [])?;
            }
            Ok(added)
        })
    }

    /// The judgements that hold in the reader file at `path`; none where there is no such file. Never writes.
    ///
    /// # Errors
    /// As [`ReaderFile::open`].
    pub fn judgements_in(path: &Path) -> Result<Vec<Judgement>, StoreError> {
        match Self::open_to_read(path) {
            Err(StoreError::Missing { .. }) => Ok(Vec::new()),
            opened => opened?.judgements(),
        }
    }

    /// The judgements that hold, the oldest first; those of one second by their words, so that two who exchange
    /// theirs have the same.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn judgements(&self) -> Result<Vec<Judgement>, StoreError> {
        const HOLD: &str =
            "SELECT at, said FROM judgements WHERE undone IS NULL ORDER BY at, said, id";
        self.run(|conn| rows(conn, HOLD, [], judgement))
    }

    /// Takes the last step back. Returns what was said in it; nothing where no judgement holds.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn undo(&self) -> Result<Vec<Judgement>, StoreError> {
        const LAST: &str = "SELECT max(step) FROM judgements WHERE undone IS NULL";
        self.write(|conn| {
            let Some(step) = conn.query_row(LAST, [], |row| row.get::<_, Option<i64>>(0))? else {
                return Ok(Vec::new());
            };
            let undone = of_step(conn, step)?;
            const UNDO: &str = "
                UPDATE judgements SET is_over = 0,
                    undone = (SELECT ifnull(max(undone), 0) + 1 FROM judgements)
                WHERE step = ?1 AND undone IS NULL";
            conn.execute(UNDO, [step])?;
            Ok(undone)
        })
    }

    /// Takes back one judgement that holds, wherever in the history it stands. Says whether it held.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn withdraw(&self, judgement: &Judgement) -> Result<bool, StoreError> {
        // A step of its own from now on, so that it can be redone alone.
        const WITHDRAW: &str = "
            UPDATE judgements SET is_over = 0,
                step = (SELECT max(step) + 1 FROM judgements),
                undone = (SELECT ifnull(max(undone), 0) + 1 FROM judgements)
            WHERE said = ?1 AND undone IS NULL";
        self.write(|conn| Ok(conn.execute(WITHDRAW, [to_json(&judgement.said)])? > 0))
    }

    /// Brings the step back that was undone last. Returns what was said in it; nothing where none was undone since
    /// the last new judgement.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn redo(&self) -> Result<Vec<Judgement>, StoreError> {
        const LAST: &str = "
            SELECT step FROM judgements WHERE undone IS NOT NULL AND NOT is_over
            ORDER BY undone DESC LIMIT 1";
        self.write(|conn| {
            let Some(step) = conn.query_row(LAST, [], |row| row.get(0)).optional()? else {
                return Ok(Vec::new());
            };
            const REDO: &str =
                "UPDATE judgements SET undone = NULL WHERE step = ?1 AND NOT is_over";
            conn.execute(REDO, [step])?;
            of_step(conn, step)
        })
    }
}

/// What holds of a step.
fn of_step(conn: &Connection, step: i64) -> rusqlite::Result<Vec<Judgement>> {
    const STEP: &str =
        "SELECT at, said FROM judgements WHERE step = ?1 AND undone IS NULL ORDER BY id";
    rows(conn, STEP, [step], judgement)
}

fn judgement(row: &Row<'_>) -> rusqlite::Result<Judgement> {
    Ok(Judgement { at: row.get(0)?, said: of_json(row, 1)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Anchor, Said};

    fn said(words: &str) -> Judgement {
        let mention = Anchor { key: "a".into(), surface: words.into(), ..Anchor::default() };
        Judgement { at: 1, said: Said::New { mention } }
    }

    fn words(judgements: &[Judgement]) -> Vec<&str> {
        judgements.iter().map(|one| one.said.mention().unwrap().surface.as_str()).collect()
    }

    #[test]
    fn steps_are_undone_and_redone_to_any_depth() {
        let folder = tempfile::tempdir().unwrap();
        let file = ReaderFile::open(&folder.path().join("reader.db")).unwrap();
        for words in ["a", "b", "c"] {
            assert_eq!(file.judge(&[said(words)]).unwrap(), 1);
        }
        assert_eq!(words(&file.undo().unwrap()), ["c"]);
        assert_eq!(words(&file.undo().unwrap()), ["b"]);
        assert_eq!(words(&file.judgements().unwrap()), ["a"]);
        assert_eq!(words(&file.redo().unwrap()), ["b"]);
        assert_eq!(words(&file.redo().unwrap()), ["c"]);
        assert!(file.redo().unwrap().is_empty());
        for _ in 0..3 {
            file.undo().unwrap();
        }
        assert!(file.undo().unwrap().is_empty());
        file.redo().unwrap();
        file.judge(&[said("d")]).unwrap();
        assert!(file.redo().unwrap().is_empty(), "something new was said since");
        assert_eq!(words(&file.judgements().unwrap()), ["a", "d"]);
    }

    #[test]
    fn an_import_is_one_step_and_adds_nothing_twice() {
        let folder = tempfile::tempdir().unwrap();
        let file = ReaderFile::open(&folder.path().join("reader.db")).unwrap();
        file.judge(&[said("a")]).unwrap();
        assert_eq!(file.judge(&[said("a"), said("b"), said("c")]).unwrap(), 2);
        assert_eq!(file.judge(&[said("c")]).unwrap(), 0);
        assert!(file.withdraw(&said("b")).unwrap() && !file.withdraw(&said("b")).unwrap());
        assert_eq!(words(&file.judgements().unwrap()), ["a", "c"]);
        assert_eq!(words(&file.redo().unwrap()), ["b"]);
        assert_eq!(words(&file.undo().unwrap()), ["b"], "alone");
        assert_eq!(words(&file.undo().unwrap()), ["c"]);
        assert_eq!(words(&file.judgements().unwrap()), ["a"]);
    }
}
