//! Personal names: taken apart into given names, family name and suffix, and compared. A comparison says
//! whether two names can belong to one person, never that they do.

mod compare;
mod keys;
mod likeness;
mod lists;
mod parse;

pub(crate) use compare::{Agreement, agreement};
pub(crate) use keys::key;
pub use likeness::likeness;
pub(crate) use lists::{Title, lists};

use crate::model::Gender;

/// A personal name taken apart. All parts are folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Name {
    /// Given and middle names and initials, in order.
    pub(crate) given: Vec<Part>,
    /// The family name without its particles; several parts where it is a double one. A name of a single
    /// word stands here, whatever it is. Empty only for a name without letters.
    pub(crate) family: Vec<Part>,
    /// Whether the family name has a particle without which it does not stand alone ("bin Laden").
    pub(crate) is_bound: bool,
    /// The sign of a generation: `jr`, `sr`, `2`, `3`.
    pub(crate) suffix: Option<&'static str>,
    /// What a title inside the surface tells.
    pub(crate) gender: Option<Gender>,
    /// How many words at the front of the surface are titles and roles.
    pub(crate) titles: usize,
}

/// One part of a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Part {
    /// Folded, without apostrophes and hyphens.
    pub(crate) text: String,
    /// Its transliteration key.
    pub(crate) key: String,
}

impl Part {
    pub(crate) fn new(text: String) -> Self {
        Self { key: key(&text), text }
    }

    /// Whether this is a single letter that stands for a name.
    pub(crate) fn is_initial(&self) -> bool {
        self.text.len() == 1
    }
}

impl Name {
    /// Returns the surface without the titles before it, its blanks evened out.
    pub(crate) fn shown(&self, surface: &str) -> String {
        let words: Vec<&str> = surface.split_whitespace().skip(self.titles).collect();
        let shown = words.join(" ");
        let shown = shown.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':'));
        if shown.is_empty() { surface.trim().to_owned() } else { shown.to_owned() }
    }

    /// Whether there is a given name or initial besides the family name.
    pub(crate) fn is_full(&self) -> bool {
        !self.given.is_empty() && !self.family.is_empty()
    }

    /// How much of a name this is, for ordering: given names written out, then initials, then letters.
    pub(crate) fn completeness(&self) -> (usize, usize, usize) {
        let initials = self.given.iter().filter(|part| part.is_initial()).count();
        let letters = self.parts().map(|part| part.text.len()).sum();
        (self.given.len() - initials + usize::from(self.is_full()), initials, letters)
    }

    /// All parts, given names first.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &Part> {
        self.given.iter().chain(&self.family)
    }
}
