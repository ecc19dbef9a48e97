//! What the reader made of articles: notes, marks, the trail; and what of it stands in one article.

use serde::{Deserialize, Serialize};

use super::{Anchor, PassageRef};

/// A note on a place in an article, or on an article as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Where it is.
    pub anchor: Anchor,
    /// What it says.
    pub text: String,
    /// When it was written, in seconds since 1970.
    pub at: i64,
}

/// A letter for a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The letter: a small one is of its article alone, a capital of all.
    pub letter: char,
    /// The place.
    pub anchor: Anchor,
}

impl Mark {
    /// Whether it is one for all articles.
    pub const fn is_everywhere(&self) -> bool {
        self.letter.is_ascii_uppercase()
    }
}

/// One jump of the trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jump {
    /// Where it led.
    pub anchor: Anchor,
    /// When, in seconds since 1970.
    pub at: i64,
}

/// What the reader has in an article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Own {
    /// The notes, each with the passage it is on; `None` where that is gone, or for the article as a whole.
    pub notes: Vec<(Option<u32>, Note)>,
    /// For each passage, by ordinal, whether it was read.
    pub read: Vec<bool>,
    /// For each passage, whether one elsewhere that is a copy of it, or an edited one, was read.
    pub told: Vec<bool>,
    /// The first byte on the screen when the article was left.
    pub top: Option<usize>,
}

impl Own {
    /// Whether a passage is new: read neither here nor in a copy.
    pub fn is_new(&self, passage: u32) -> bool {
        let has = |list: &[bool]| list.get(passage as usize).copied().unwrap_or(false);
        !has(&self.read) && !has(&self.told)
    }

    /// Whether a passage was not read here, but a copy of it was.
    pub fn is_told(&self, passage: u32) -> bool {
        let has = |list: &[bool]| list.get(passage as usize).copied().unwrap_or(false);
        has(&self.told) && !has(&self.read)
    }

    /// Whether a passage has a note.
    pub fn has_note(&self, passage: u32) -> bool {
        self.notes.iter().any(|(on, _)| *on == Some(passage))
    }
}

/// A note or a mark in a list of all: with the title of its article, and where it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept<T> {
    /// The note or mark.
    pub what: T,
    /// The title of its article; its key where the library no longer has it.
    pub title: String,
    /// Its passage; `None` where that is gone.
    pub passage: Option<PassageRef>,
}
