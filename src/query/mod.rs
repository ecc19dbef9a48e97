//! The query language: what a reader types to find passages, as a tree. Says nothing of how it is looked up.

mod parse;

pub use parse::{Parsed, QueryFault, parse, parse_typing};

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// All of these; everything where there are none.
    All(Vec<Self>),
    /// One word, as typed: neither folded nor stemmed, and not cut at its hyphens or periods.
    Word(String),
    /// These words one after the other, as typed between the quotation marks.
    Phrase(String),
    /// Words that begin so: one still being typed.
    Prefix(String),
}

impl Query {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::All(parts) if parts.iter().all(Self::is_empty))
    }

    /// Returns the words, phrases and prefixes that a passage found must hold, in the order typed.
    pub fn wanted(&self) -> Vec<&Self> {
        match self {
            Self::All(parts) => parts.iter().flat_map(Self::wanted).collect(),
            Self::Word(_) | Self::Phrase(_) | Self::Prefix(_) => vec![self],
        }
    }

    /// What was typed of a word, a phrase or a prefix; nothing of the others.
    pub fn typed(&self) -> &str {
        match self {
            Self::All(_) => "",
            Self::Word(text) | Self::Phrase(text) | Self::Prefix(text) => text,
        }
    }
}
