//! Who or what is referred to: inside one article (a chain) and across the library (an entity).

use serde::{Deserialize, Serialize};

use super::{EntityKind, FormCounts};

/// The number of an entity in one library file. Stays while most of its mentions stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntityId(pub i64);

/// The mentions of one entity inside one article, with all that the resolver needs to tell it from others
/// without reading the article again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chain {
    /// What it is.
    pub kind: EntityKind,
    /// The fullest name used in the article, as written there, without titles.
    pub name: String,
    /// Every name form with how often it stands in the article; most frequent first, then by text.
    pub aliases: Vec<Alias>,
    /// Titles and roles found with the name ("President", "Kremlin spokesman"), lower case, sorted, no repeats.
    pub roles: Vec<String>,
    /// For persons, where the article tells.
    pub gender: Option<Gender>,
    /// Places among the article's mentions, ascending. Never empty.
    pub mentions: Vec<u32>,
    /// The company it keeps: who and what else stands in the article, and its roles, as numbers that mean
    /// the same in every article; ascending.
    pub company: Vec<u32>,
}

/// By what the chains are found that may be of one entity. Hashes: equal in every library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocks {
    /// Of the name as a whole. Chains of one form are of one entity, but for namesakes and single words.
    pub form: i64,
    /// Of each word or form by which others may mean the same. What goes by the word alone, and what another
    /// form is written out as, has the [`Blocks::counterpart`] of its key instead, which is negative.
    pub keys: Vec<i64>,
}

impl Blocks {
    /// The key of short names for that of full ones, and the other way round.
    pub const fn counterpart(key: i64) -> i64 {
        !key
    }
}

/// A form of a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Alias {
    /// As written.
    pub surface: String,
    /// How many mentions are written so.
    pub count: u32,
}

/// The gender an article uses for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Gender {
    /// he, Mr, king.
    Male,
    /// she, Mrs, queen.
    Female,
}

/// A person, an organisation or a place of the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// Its number in the library.
    pub id: EntityId,
    /// What it is.
    pub kind: EntityKind,
    /// The canonical name.
    pub name: String,
    /// The forms seen; most frequent first, then by text.
    pub aliases: Vec<Alias>,
    /// Titles and roles seen, most frequent first.
    pub roles: Vec<Alias>,
    /// How many mentions in the library.
    pub mentions: FormCounts,
    /// In how many articles.
    pub articles: u32,
}
