//! What the store answers and the panes and commands show: rows and views made from the records, complete
//! enough that nothing else has to be asked to draw one.

use std::borrow::Cow;

use serde::Serialize;

use super::{
    Article, ArticleId, EntityId, EntityKind, FormCounts, Link, LinkKind, Mention, PassageRef,
    PrintedDate,
};
use crate::text::Span;

/// One row of the article pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleRow {
    /// The article.
    pub id: ArticleId,
    /// [`Article::key`].
    pub key: String,
    /// [`Article::title`].
    pub title: String,
    /// [`Article::publisher`].
    pub publisher: Option<String>,
    /// [`Article::date`].
    pub date: Option<PrintedDate>,
    /// How many passages it has, furniture not counted.
    pub passages: u32,
    /// How many words its text has.
    pub words: u32,
    /// Whether the reader has read it.
    pub is_read: bool,
    /// Whether the reader gave it a star.
    pub is_starred: bool,
    /// Whether the reader wrote a note on it or in it.
    pub has_note: bool,
    /// The reader's tags, sorted.
    pub tags: Vec<String>,
    /// The article under which it and its near-copies are grouped; `None` where it has none.
    pub edition: Option<ArticleId>,
}

/// An article opened for reading.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleView {
    /// Its number.
    pub id: ArticleId,
    /// The article.
    pub article: Article,
    /// Its mentions by place in the text, each with its entity.
    pub mentions: Vec<ResolvedMention>,
    /// The entities mentioned; persons, organisations, places, each most mentioned here first.
    pub entities: Vec<EntityRow>,
    /// For each passage, how many related passages other articles have, those less sure not counted.
    pub related: Vec<u32>,
}

/// A mention and whom it refers to.
#[derive(Clone, Debug, PartialEq)]
pub struct ResolvedMention {
    /// The mention.
    pub mention: Mention,
    /// The entity.
    pub entity: EntityId,
}

/// One row of the entity sidebar or of a picker of entities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityRow {
    /// The entity.
    pub id: EntityId,
    /// What it is.
    pub kind: EntityKind,
    /// The canonical name.
    pub name: String,
    /// Mentions in the open article; 0 in library-wide lists.
    pub here: u32,
    /// Mentions in the library.
    pub mentions: FormCounts,
    /// Articles of the library that mention it.
    pub articles: u32,
    /// Other forms seen, most frequent first, for filters and previews.
    pub aliases: Vec<String>,
}

/// One mention of an entity somewhere in the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The article.
    pub article: ArticleId,
    /// Where in its text.
    pub span: Span,
}

/// One line of a concordance: a mention with the words around it.
#[derive(Clone, Debug, PartialEq)]
pub struct ContextLine {
    /// Where it is.
    pub place: Place,
    /// The text of the passage it stands in, with line breaks as they are.
    pub passage: String,
    /// 0-based ordinal of that passage.
    pub ordinal: u32,
    /// The mention within `passage`.
    pub span: Span,
    /// The mention itself, its span within the article's text.
    pub mention: Mention,
}

/// A passage that tells the same as the one asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct Related {
    /// The passage.
    pub passage: PassageRef,
    /// Its article's title.
    pub title: String,
    /// Its text.
    pub text: String,
    /// In which way the two tell the same.
    pub kind: LinkKind,
    /// How sure, 0.0 to 1.0.
    pub score: f32,
    /// The words of the passage asked about that it has too, runs separated by ` · `.
    pub shared: String,
}

impl Related {
    /// Whether it is sure enough to be counted ([`Link::COUNTED_FROM`]).
    pub fn is_sure(&self) -> bool {
        self.score >= Link::COUNTED_FROM
    }
}

/// Two articles, and the passages in which they tell the same.
#[derive(Clone, Debug, PartialEq)]
pub struct TwoArticles {
    /// The articles, with their numbers.
    pub articles: [(ArticleId, Article); 2],
    /// The links between them that count, surest first; `a` lies in the first.
    pub links: Vec<Link>,
    /// For each link the words of `a` that `b` has too, runs separated by ` · `.
    pub shared: Vec<String>,
}

/// One passage found by a full-text search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The passage.
    pub passage: PassageRef,
    /// Its article's title.
    pub title: String,
    /// Its text.
    pub text: String,
    /// The words found, within `text`.
    pub spans: Vec<Span>,
}

/// How far an index run is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// What is being done ("reading", "resolving", "indexing", "linking", "grouping").
    pub stage: Cow<'static, str>,
    /// Files done.
    pub done: u64,
    /// Files in all; 0 while still counting.
    pub total: u64,
    /// Bytes of text read so far.
    pub bytes: u64,
    /// Seconds since the run began.
    pub seconds: f32,
}

/// A source of the library and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// The path or URL that was added.
    pub key: String,
    /// Files read from it. A file that two sources reach counts for both.
    pub files: u32,
    /// Articles in them.
    pub articles: u32,
    /// Faults in them.
    pub faults: u32,
}

/// What a library holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Sources.
    pub sources: u64,
    /// Files.
    pub files: u64,
    /// Articles.
    pub articles: u64,
    /// Passages, furniture not counted.
    pub passages: u64,
    /// Words of all texts.
    pub words: u64,
    /// Mentions that were placed.
    pub mentions: u64,
    /// Persons.
    pub people: u64,
    /// Organisations.
    pub organisations: u64,
    /// Places.
    pub places: u64,
    /// Links between passages.
    pub links: u64,
    /// Faults.
    pub faults: u64,
    /// Size of the library file, in bytes.
    pub bytes: u64,
}
