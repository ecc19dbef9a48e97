//! The query language: what a reader types to find articles and passages, as a tree. Says nothing of how it is
//! looked up.
//!
//! Words, `"phrases"`, beginnings (`prefix*`), `-not`, `or`, parentheses, and fields (`person:assad`,
//! `date:2015-10..2015-11`, `saved:syria`). The signs of fzf mean the same: `!not`, `|`, `'whole`, `^start`, `end$`.

mod dates;
mod fields;
mod parse;
mod saved;

pub use dates::Days;
pub use fields::{Field, Kind, Label, Name};
pub use parse::{Parsed, QueryFault, parse, parse_typing};
pub use saved::SavedQuery;

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// All of these; everything where there are none.
    All(Vec<Self>),
    /// At least one of these.
    Any(Vec<Self>),
    /// What is not this.
    Not(Box<Self>),
    /// One word, as typed: neither folded nor stemmed, and not cut at its hyphens or periods.
    Word(String),
    /// These words one after the other, as typed between the quotation marks.
    Phrase(String),
    /// Words that begin so: one still being typed, or followed by `*`.
    Prefix(String),
    /// These letters as they stand, after `'`.
    Exact(String),
    /// What begins so, after `^`.
    Start(String),
    /// What ends so, before `$`.
    End(String),
    /// What is said of an article, not in it.
    Field(Field),
}

/// In which order articles are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Newest first, then the undated; articles of one day as they were read.
    #[default]
    Newest,
    /// Those first that hold the words most, for their length and how rare they are (BM25); of those with a common
    /// word the newest 100,000 are weighed.
    Best,
}

impl Order {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Newest, Self::Best];

    /// The other one.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Newest => Self::Best,
            Self::Best => Self::Newest,
        }
    }

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Newest => "newest first",
            Self::Best => "best first",
        }
    }
}

impl Default for Query {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

impl Query {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::All(parts) if parts.iter().all(Self::is_empty))
    }

    /// Returns the words, phrases and beginnings that what is found may hold, in the order typed; none of those that
    /// it must not.
    pub fn wanted(&self) -> Vec<&Self> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::wanted).collect(),
            Self::Not(_) => Vec::new(),
            Self::Field(Field::Title(inner) | Field::Text(inner)) => inner.wanted(),
            Self::Field(_) => Vec::new(),
            Self::Word(_)
            | Self::Phrase(_)
            | Self::Prefix(_)
            | Self::Exact(_)
            | Self::Start(_)
            | Self::End(_) => vec![self],
        }
    }

    /// What was typed of a word, a phrase or a beginning; nothing of the others.
    pub fn typed(&self) -> &str {
        match self {
            Self::All(_) | Self::Any(_) | Self::Not(_) | Self::Field(_) => "",
            Self::Word(text)
            | Self::Phrase(text)
            | Self::Prefix(text)
            | Self::Exact(text)
            | Self::Start(text)
            | Self::End(text) => text,
        }
    }

    /// Whether any part of it is a field.
    pub fn has_fields(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::has_fields),
            Self::Not(inner) => inner.has_fields(),
            Self::Field(_) => true,
            _ => false,
        }
    }

    /// Divides what must all hold into what the text of a row tells, and what only a library can: the parts with
    /// fields in them.
    pub fn divided(self) -> (Self, Self) {
        let parts = match self {
            Self::All(parts) => parts,
            other => vec![other],
        };
        let (fields, texts) = parts.into_iter().partition(Self::has_fields);
        (Self::All(texts), Self::All(fields))
    }
}
