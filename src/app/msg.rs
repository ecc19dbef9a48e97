//! What comes into the app and what it asks for. Every request that has an answer carries a ticket; an
//! answer to an older ticket of the same kind is dropped.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Census, JudgedRow, Mouse, SavedCount};
use crate::filter::{Found, Rows};
use crate::keymap::Key;
use crate::model::{
    Anchor, ArticleId, ArticleRows, ArticleView, ContextLine, EntityId, EntityRow, Form, Hit,
    Judgement, Kept, Mark, Note, Own, PassageRef, Place, Profile, Progress, QuoteRow, Related,
    Ruling, Session, TwoArticles, Whom,
};
use crate::query::{Order, Query, SavedQuery};
use crate::text::Span;

/// The number of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// Which list a filter runs over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum List {
    /// The article pane.
    Articles,
    /// The sidebar.
    Entities,
    /// The open picker.
    Picker,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Msg {
    /// A key was pressed.
    Key(Key),
    /// The mouse did something.
    Mouse(Mouse),
    /// Text was pasted.
    Paste(String),
    /// The terminal has a new size, in cells.
    Resize(u16, u16),
    /// The rows of the article pane, in default order; of many the first alone at first. May also come unasked, under
    /// any ticket: then they count while no answer is awaited.
    Articles(Ticket, Arc<ArticleRows>),
    /// The articles that the fields of the filter find.
    Admitted(Ticket, Vec<ArticleId>),
    /// Where the original of an article is that is to be opened by another program.
    Original(String),
    /// Which articles tell of one event: for each that is not alone the one in the middle of its story.
    Stories(Ticket, Arc<FxHashMap<ArticleId, ArticleId>>),
    /// An opened article, with what the reader has in it.
    Opened(Ticket, Box<ArticleView>, Box<Own>),
    /// An article for the preview of a picker.
    Previewed(Ticket, Box<ArticleView>),
    /// All entities of the library, most mentioned first.
    Entities(Ticket, Arc<Vec<EntityRow>>),
    /// All mentions of an entity, grouped by article, each group in text order; behind the id asked for the one
    /// it goes by now.
    Places(Ticket, [EntityId; 2], Vec<(Place, Form)>),
    /// The articles that name an entity, with the id it goes by now.
    ArticlesOf(Ticket, EntityId, Vec<ArticleId>),
    /// The concordance of an entity, in default article order.
    Context(Ticket, EntityId, Vec<ContextLine>),
    /// The page of an entity.
    Profile(Ticket, Box<Profile>),
    /// The doubtful mentions, the least sure first.
    Doubtful(Ticket, Vec<(Place, f32)>),
    /// What an entity is quoted as saying: groups of versions, those with the newest first.
    Quotes(Ticket, EntityId, Vec<Vec<QuoteRow>>),
    /// The passages related to one.
    Related(Ticket, PassageRef, Vec<Related>),
    /// Two articles to compare.
    Compared(Ticket, Box<TwoArticles>),
    /// What a full-text search found.
    Hits(Ticket, Vec<Hit>),
    /// Where in an article the words stand that it was found by.
    FoundHits(Ticket, ArticleId, Vec<Span>),
    /// The saved queries, by name.
    Saved(Ticket, Vec<SavedQuery>),
    /// How many articles each saved query finds; `None` where that cannot be told.
    SavedCounts(Ticket, Vec<Option<SavedCount>>),
    /// Something that the reader did with an article was written, so that queries may find others.
    Labelled,
    /// What was said of who is who, the last first.
    Judgements(Ticket, Vec<JudgedRow>),
    /// An entity that was sought.
    FoundWhom(Ticket, Option<EntityRow>),
    /// All marks.
    Marks(Ticket, Vec<Kept<Mark>>),
    /// All notes, the newest first.
    Notes(Ticket, Vec<Kept<Note>>),
    /// The time is over that was asked for.
    Woken(Ticket),
    /// Something was said of who is who, or taken back: one sentence. The library does not show it yet.
    Judged(String),
    /// The rows that pass a filter: all of them, or, with `false`, those found so far.
    Filtered(Ticket, List, Vec<Found>, bool),
    /// A request failed; one sentence.
    Failed(Ticket, String),
    /// How far the index run is; `None` when it has ended.
    Progress(Option<Progress>),
    /// Something to tell in the status line.
    Notice(String),
    /// The library changed under the reader: it asks again for what is shown. May be sent as often as the
    /// library changes: requests under way are answered first.
    LibraryChanged,
}

/// What is to be done outside.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Answered by [`Msg::Articles`].
    LoadArticles(Ticket),
    /// Answered by [`Msg::Stories`].
    LoadStories(Ticket),
    /// Answered by [`Msg::Opened`].
    Open(Ticket, ArticleId),
    /// Answered by [`Msg::Previewed`].
    Preview(Ticket, ArticleId),
    /// Answered by [`Msg::Entities`].
    LoadEntities(Ticket),
    /// Answered by [`Msg::Places`].
    LoadPlaces(Ticket, EntityId),
    /// Answered by [`Msg::ArticlesOf`].
    LoadArticlesOf(Ticket, EntityId),
    /// The first mentions in context, at most so many; answered by [`Msg::Context`].
    LoadContext(Ticket, EntityId, usize),
    /// Answered by [`Msg::Profile`].
    LoadProfile(Ticket, EntityId),
    /// Answered by [`Msg::Doubtful`].
    LoadDoubtful(Ticket),
    /// Answered by [`Msg::Quotes`].
    LoadQuotes(Ticket, EntityId),
    /// Answered by [`Msg::Related`].
    LoadRelated(Ticket, PassageRef),
    /// Answered by [`Msg::Compared`].
    Compare(Ticket, [ArticleId; 2]),
    /// Answered by [`Msg::Original`].
    FindOriginal(ArticleId),
    /// Full-text search; answered by [`Msg::Hits`].
    Search(Ticket, Query, Order),
    /// The words of a query in an article; answered by [`Msg::FoundHits`].
    FindHits(Ticket, ArticleId, Query),
    /// Answered by [`Msg::Saved`].
    LoadSaved(Ticket),
    /// Answered by [`Msg::SavedCounts`].
    CountSaved(Ticket, Box<Census>),
    /// The articles that the fields of a query find; answered by [`Msg::Admitted`].
    Admit(Ticket, Query),
    /// Run a filter; answered by [`Msg::Filtered`].
    Filter(Ticket, List, Arc<Rows>, Query),
    /// Keep what was said; answered by [`Msg::Judged`].
    Judge(Box<Ruling>),
    /// Take the last judgements back; answered by [`Msg::Judged`], or a [`Msg::Notice`] where there are none.
    Undo,
    /// Bring back what was taken back last; answered as [`Effect::Undo`].
    Redo,
    /// Take one judgement back; answered as [`Effect::Undo`].
    Withdraw(Box<Judgement>),
    /// Make the library as the judgements say; answered by [`Msg::LibraryChanged`].
    ApplyJudgements,
    /// Answered by [`Msg::Judgements`].
    LoadJudgements(Ticket),
    /// The article counts as read from now on.
    MarkRead(ArticleId),
    /// The article counts as read, or no longer; the reader said so.
    SetRead(ArticleId, bool),
    /// Give the article a star, or take it.
    SetStar(ArticleId, bool),
    /// Give the article these tags.
    SetTags(ArticleId, Vec<String>),
    /// Keep a note, or take it away where it is empty; its time is now.
    PutNote(Box<Note>),
    /// Keep a note on an article as a whole, which is not open.
    PutNoteOn(ArticleId, String),
    /// Set a mark.
    SetMark(Box<Mark>),
    /// Take a mark away.
    DropMark(Box<Mark>),
    /// Keep a query in place of the one of its name.
    SaveQuery(SavedQuery),
    /// Take the saved query of this name away.
    DropQuery(String),
    /// Give the saved query of the first name the second one.
    RenameQuery(String, String),
    /// Answered by [`Msg::Marks`].
    LoadMarks(Ticket),
    /// Answered by [`Msg::Notes`].
    LoadNotes(Ticket),
    /// Passages of these words ([`crate::text::wording`]) count as read.
    See(Vec<i64>),
    /// Keep which words stand at the top of the screen in an article that is left.
    KeepPlace(Box<Anchor>),
    /// Answered by [`Msg::FoundWhom`].
    FindWhom(Ticket, Box<Whom>),
    /// Keep how the screen is.
    KeepSession(Box<Session>),
    /// Keep where a jump led.
    PushTrail(Box<Anchor>),
    /// Answered by [`Msg::Woken`] after so many milliseconds, unless another is asked for before.
    Wake(Ticket, u64),
    /// Put text on the clipboard; answered by a [`Msg::Notice`] that says whether it was sent.
    Copy(String),
    /// Run a command of the shell with text on its standard input; answered by a [`Msg::Notice`].
    Pipe(String, String),
    /// Open a URL or a file outside ibid.
    OpenOutside(String),
    /// Take the mouse from the terminal, or give it back.
    Mouse(bool),
    /// Clear the terminal and draw everything afresh.
    Redraw,
    /// Suspend to the shell (^Z).
    Suspend,
    /// Leave.
    Quit,
}

impl Effect {
    /// Whether it changes what queries find by what the reader did with articles.
    pub const fn labels(&self) -> bool {
        matches!(
            self,
            Self::MarkRead(_)
                | Self::SetRead(..)
                | Self::SetStar(..)
                | Self::SetTags(..)
                | Self::PutNote(_)
                | Self::PutNoteOn(..)
        )
    }

    /// What is told once it is kept, where the reader waits for that: never before, for what is told is believed.
    pub fn receipt(&self) -> Option<String> {
        Some(match self {
            Self::PutNote(note) if note.text.is_empty() => "note taken away".into(),
            Self::PutNoteOn(_, text) if text.is_empty() => "note taken away".into(),
            Self::PutNote(_) | Self::PutNoteOn(..) => "note kept".into(),
            Self::SetMark(mark) => format!("marked {}", mark.letter),
            Self::SetStar(_, true) => "starred".into(),
            Self::SetStar(_, false) => "no longer starred".into(),
            Self::SetRead(_, true) => "read".into(),
            Self::SetRead(_, false) => "unread".into(),
            Self::SetTags(_, tags) if tags.is_empty() => "no tags".into(),
            Self::SetTags(_, tags) => format!("tagged {}", tags.join(", ")),
            Self::SaveQuery(saved) => format!("saved as {}", saved.name),
            Self::DropQuery(name) => format!("{name} taken away"),
            Self::RenameQuery(_, name) => format!("saved as {name}"),
            _ => return None,
        })
    }
}
