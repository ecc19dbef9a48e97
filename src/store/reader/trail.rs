//! The reader's jumps, kept as evidence of the way one went.

use super::super::library::rows;
use super::{ReaderFile, StoreError, of_json, to_json};
use crate::model::{Anchor, Jump};

/// Jumps kept; older ones are forgotten.
const TRAIL_LEN: u32 = 1_000;

impl ReaderFile {
    /// Adds a jump to the end of the trail.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn push_trail(&self, jump: &Jump) -> Result<(), StoreError> {
        const PUSH: &str =
            "INSERT INTO trail (key, start, surface, at, anchor) VALUES (?1, 0, ?2, ?3, ?4)";
        const FORGET: &str = "DELETE FROM trail WHERE id <= (SELECT max(id) FROM trail) - ?1";
        let Anchor { key, surface, .. } = &jump.anchor;
        self.write(|conn| {
            let anchor = to_json(&jump.anchor);
            conn.prepare_cached(PUSH)?.execute((key, surface, jump.at, anchor))?;
            conn.prepare_cached(FORGET)?.execute([TRAIL_LEN]).map(drop)
        })
    }

    /// The trail, latest jump last.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn trail(&self) -> Result<Vec<Jump>, StoreError> {
        const TRAIL: &str = "SELECT key, surface, at, anchor FROM trail ORDER BY id";
        self.run(|conn| {
            rows(conn, TRAIL, [], |row| {
                let (key, surface): (String, String) = (row.get(0)?, row.get(1)?);
                let anchor = match row.get_ref(3)? {
                    rusqlite::types::ValueRef::Null => Anchor { key, surface, ..Anchor::default() },
                    _ => of_json(row, 3)?,
                };
                Ok(Jump { anchor, at: row.get(2)? })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trail_keeps_its_latest_jumps() {
        let folder = tempfile::tempdir().unwrap();
        let file = ReaderFile::open(&folder.path().join("reader.db")).unwrap();
        let jump = |at| Jump { anchor: Anchor::of_article("/a"), at };
        for at in 0..=i64::from(TRAIL_LEN) {
            file.push_trail(&jump(at)).unwrap();
        }
        let trail = file.trail().unwrap();
        assert_eq!(trail.len(), TRAIL_LEN as usize);
        assert_eq!(trail.first(), Some(&jump(1)));
        assert_eq!(trail.last(), Some(&jump(i64::from(TRAIL_LEN))));
    }
}
