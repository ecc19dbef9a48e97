//! The fields of a query: what may follow each, and what that means.

use super::dates::Days;
use super::{Query, dates};
use crate::text::fold;

/// Something said of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// Its title holds this.
    Title(Box<Query>),
    /// Its text holds this, in any form.
    Text(Box<Query>),
    /// It mentions a person of this name.
    Person(Name),
    /// It mentions an organisation of this name.
    Org(Name),
    /// It mentions a place of this name.
    Place(Name),
    /// Its publisher or address holds these words.
    Source(String),
    /// Its author holds these words.
    Author(String),
    /// It is of these days.
    Date(Days),
    /// It has a passage of this kind; of a passage: it is of it.
    Kind(Kind),
    /// The reader gave it this label.
    Is(Label),
    /// The reader gave it this tag.
    Tag(String),
    /// It is found by the query that was saved under this name ([`Query::with_saved`]).
    Saved(Name),
}

/// A name, or what is typed of it so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// As typed.
    pub typed: String,
    /// Whether its last word may go on.
    pub is_begun: bool,
}

/// What a passage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A headline.
    Title,
    /// A lead below the headline.
    Standfirst,
    /// Running text.
    Body,
    /// A quotation standing alone, or running text with one in it.
    Quote,
    /// The words to a picture.
    Caption,
}

/// What a reader did with an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Read it.
    Read,
    /// Did not read it.
    Unread,
    /// Gave it a star.
    Starred,
    /// Wrote a note.
    Noted,
    /// Gave it a tag.
    Tagged,
}

const KINDS: [(&str, Kind); 5] = [
    ("title", Kind::Title),
    ("standfirst", Kind::Standfirst),
    ("body", Kind::Body),
    ("quote", Kind::Quote),
    ("caption", Kind::Caption),
];
const STATES: [(&str, Label); 3] =
    [("read", Label::Read), ("unread", Label::Unread), ("starred", Label::Starred)];
const THINGS: [(&str, Label); 3] =
    [("note", Label::Noted), ("tag", Label::Tagged), ("star", Label::Starred)];

/// The names of the fields.
pub(super) const NAMES: [&str; 13] = [
    "title", "text", "person", "org", "place", "source", "author", "date", "kind", "is", "has",
    "tag", "saved",
];

/// The field `name` with what follows its colon; or what is wrong with that.
pub(super) fn field(name: &str, value: &str, is_begun: bool) -> Result<Field, String> {
    let named = || Name { typed: value.to_owned(), is_begun };
    let words = || {
        let is_phrase = value.contains(char::is_whitespace);
        Box::new(match (is_phrase, value.strip_suffix('*'), is_begun) {
            (true, ..) => Query::Phrase(value.to_owned()),
            (false, Some(begun), _) => Query::Prefix(begun.to_owned()),
            (false, None, true) => Query::Prefix(value.to_owned()),
            (false, None, false) => Query::Word(value.to_owned()),
        })
    };
    Ok(match name {
        "title" => Field::Title(words()),
        "text" => Field::Text(words()),
        "person" => Field::Person(named()),
        "org" => Field::Org(named()),
        "place" => Field::Place(named()),
        "source" => Field::Source(value.to_owned()),
        "author" => Field::Author(value.to_owned()),
        "tag" => Field::Tag(value.trim_start_matches('#').to_lowercase()),
        "saved" => Field::Saved(named()),
        "date" => Field::Date(dates::days(value)?),
        "kind" => Field::Kind(one_of("kind", &KINDS, value)?),
        "is" => Field::Is(one_of("is", &STATES, value)?),
        _ => Field::Is(one_of("has", &THINGS, value)?),
    })
}

fn one_of<T: Copy>(name: &str, known: &[(&str, T)], value: &str) -> Result<T, String> {
    let value = fold(value);
    let found = known.iter().find(|(word, _)| *word == value);
    found.map(|(_, meant)| *meant).ok_or_else(|| {
        let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
        format!("`{name}:` knows {}", words.join(", "))
    })
}
