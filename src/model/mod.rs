//! The plain records that travel between the modules, and their ids. No behaviour beyond what a record
//! says of itself.

mod anchor;
mod article;
mod article_rows;
mod entity;
mod judgement;
mod link;
mod mention;
mod own;
mod person;
mod quote;
mod rows;
mod rule;
mod session;

pub use anchor::Anchor;
pub use article::{Article, ArticleId, Fault, Passage, PassageKind, PassageRef, PrintedDate, lot};
pub use article_rows::{ArticleLine, ArticleRows};
pub use entity::{Alias, Blocks, Chain, Entity, EntityId, Gender};
pub use judgement::{Judgement, Ruling, Said, Whom};
pub use link::{Crossing, Link, LinkKind, SmallLink, Tie};
pub use mention::{EntityKind, Form, FormCounts, Mention};
pub use own::{Jump, Kept, Mark, Note, Own};
pub use person::{Companion, Profile, ProfileArticle};
pub use quote::{Quote, QuoteRow};
pub use rows::{
    ArticleRow, ArticleView, ContextLine, EntityRow, Hit, Place, Progress, Related,
    ResolvedMention, SourceRow, Stats, TwoArticles,
};
pub use rule::{RULES, what_it_says};
pub use session::Session;
