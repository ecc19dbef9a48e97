//! What the reader did and could not be kept yet: the disk was full, or the reader file could not be used. It waits, in its
//! order, is tried again with whatever comes next and at the end, and is told where it never could be kept.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use crate::app::Effect;
use crate::store::StoreError;

/// What waits to be kept; the same for all who share it.
#[derive(Clone, Debug, Default)]
pub(super) struct Unkept(Arc<Mutex<VecDeque<Effect>>>);

impl Unkept {
    /// Adds what is to be kept.
    pub(super) fn push(&self, request: Effect) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(request);
    }

    /// Keeps one after the other until one cannot be kept: that one and those after it stay, for a later one may
    /// take back what an earlier one did.
    pub(super) fn keep_all(
        &self,
        mut keep: impl FnMut(&Effect) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(request) = waiting.front() {
            keep(request)?;
            waiting.pop_front();
        }
        Ok(())
    }

    /// What waits, in words; where the reader was is left out.
    pub(super) fn told(&self) -> Vec<String> {
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.iter().filter_map(told).collect()
    }
}

fn told(request: &Effect) -> Option<String> {
    Some(match request {
        Effect::PutNote(note) => format!("note on {}: {}", note.anchor.key, note.text),
        Effect::SetMark(mark) => format!("mark {} in {}", mark.letter, mark.anchor.key),
        Effect::DropMark(mark) => format!("no mark {} in {}", mark.letter, mark.anchor.key),
        Effect::PutNoteOn(id, text) => format!("note on article {id}: {text}"),
        Effect::SetStar(id, is_starred) => {
            format!("{} article {id}", if *is_starred { "star on" } else { "no star on" })
        }
        Effect::SetTags(id, tags) => format!("tags of article {id}: {}", tags.join(", ")),
        Effect::SaveQuery(saved) => format!("query saved as {}: {}", saved.name, saved.text),
        Effect::DropQuery(name) => format!("no query saved as {name}"),
        Effect::RenameQuery(old, new) => format!("{new} for the query saved as {old}"),
        Effect::SetRead(id, is_read) => {
            format!("{} article {id}", if *is_read { "read" } else { "unread" })
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ArticleId;

    #[test]
    fn what_cannot_be_kept_waits_in_its_order() {
        let unkept = Unkept::default();
        for is_starred in [true, false] {
            unkept.push(Effect::SetStar(ArticleId(1), is_starred));
        }
        let full = |_: &Effect| Err(StoreError::ReadOnly { path: "reader.db".into() });
        assert!(unkept.keep_all(full).is_err());
        assert_eq!(unkept.told(), ["star on article 1", "no star on article 1"]);
        let mut kept = Vec::new();
        let keep = |request: &Effect| {
            kept.push(format!("{request:?}"));
            Ok(())
        };
        unkept.keep_all(keep).unwrap();
        assert_eq!(kept, ["SetStar(ArticleId(1), true)", "SetStar(ArticleId(1), false)"]);
        assert!(unkept.told().is_empty());
    }
}
