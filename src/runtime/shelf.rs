//! Answers the app's requests from the library and reader files. Each worker has a shelf of its own: an open
//! file belongs to one thread.

use std::error::Error;
use std::sync::Arc;

use crate::app::{Effect, Msg, Ticket};
use crate::config::LibraryPaths;
use crate::model::ArticleId;
use crate::pipeline;
use crate::query;
use crate::store::{Library, ReadKeys, ReaderFile, StoreError};

/// Passages that a full-text search shows at most.
const MOST_HITS: usize = 1_000;

/// The open files of one thread.
pub(super) struct Shelf {
    paths: LibraryPaths,
    library: Option<Library>,
    reader: Option<ReaderFile>,
    /// Seconds since 1970.
    now: fn() -> i64,
}

impl Shelf {
    /// Opens nothing yet: each file is opened when first needed.
    pub(super) fn new(paths: LibraryPaths, now: fn() -> i64) -> Self {
        Self { paths, library: None, reader: None, now }
    }

    /// Does what `request` asks; what comes of it goes to `send`.
    pub(super) fn answer(&mut self, request: Effect, send: &dyn Fn(Msg)) {
        let ticket = ticket(&request);
        if let Err(error) = self.try_answer(request, send) {
            let why = in_full(&error);
            send(ticket.map_or_else(|| Msg::Notice(why.clone()), |t| Msg::Failed(t, why.clone())));
        }
    }

    fn try_answer(&mut self, request: Effect, send: &dyn Fn(Msg)) -> Result<(), StoreError> {
        let answer = match request {
            Effect::LoadArticles(ticket) => {
                let read = self.read_keys(send);
                Msg::Articles(ticket, Arc::new(self.library()?.article_rows(&read)?))
            }
            Effect::LoadStories(ticket) => {
                let library = self.library()?;
                let rows = library.article_rows(&ReadKeys::default())?;
                Msg::Stories(ticket, Arc::new(pipeline::stories(library, &rows)?))
            }
            Effect::Open(ticket, id) => match self.library()?.view(id)? {
                Some(view) => Msg::Opened(ticket, Box::new(view)),
                None => gone(ticket),
            },
            Effect::Preview(ticket, id) => match self.library()?.view(id)? {
                Some(view) => Msg::Previewed(ticket, Box::new(view)),
                None => gone(ticket),
            },
            Effect::LoadEntities(ticket) => {
                Msg::Entities(ticket, Arc::new(self.library()?.entities(None)?))
            }
            Effect::LoadPlaces(ticket, id) => Msg::Places(ticket, id, self.library()?.places(id)?),
            Effect::LoadContext(ticket, id, most) => {
                Msg::Context(ticket, id, self.library()?.context(id, most)?)
            }
            Effect::LoadRelated(ticket, passage) => {
                Msg::Related(ticket, passage, pipeline::related(self.library()?, passage)?)
            }
            Effect::LoadQuotes(ticket, id) => {
                Msg::Quotes(ticket, id, pipeline::quotes(self.library()?, id)?)
            }
            Effect::Compare(ticket, ids) => match pipeline::two_articles(self.library()?, ids)? {
                Some(two) => Msg::Compared(ticket, Box::new(two)),
                None => gone(ticket),
            },
            Effect::Search(ticket, query) => {
                let query = query::parse_typing(&query).query;
                Msg::Hits(ticket, self.library()?.search(&query, MOST_HITS)?)
            }
            Effect::Filter(ticket, list, rows, query) => {
                Msg::Filtered(ticket, list, rows.find(&query))
            }
            Effect::MarkRead(id) => return self.mark_read(id),
            // These are done by the loop itself.
            Effect::Copy(_)
            | Effect::OpenOutside(_)
            | Effect::Redraw
            | Effect::Suspend
            | Effect::Quit => {
                return Ok(());
            }
        };
        send(answer);
        Ok(())
    }

    /// The library, opened at the first call; made where there is none yet, since an index run is about to
    /// fill it.
    fn library(&mut self) -> Result<&Library, StoreError> {
        let path = &self.paths.library;
        let library = match self.library.take() {
            Some(library) => library,
            None => match Library::open_to_read(path) {
                Err(StoreError::Missing { .. }) => {
                    Library::open(path)?;
                    Library::open_to_read(path)?
                }
                opened => opened?,
            },
        };
        Ok(self.library.insert(library))
    }

    fn reader(&mut self) -> Result<&ReaderFile, StoreError> {
        let reader = match self.reader.take() {
            Some(reader) => reader,
            None => ReaderFile::open(&self.paths.reader)?,
        };
        Ok(self.reader.insert(reader))
    }

    /// What has been read. Where the reader file cannot be used, it is said, and the articles are shown all
    /// the same.
    fn read_keys(&mut self, send: &dyn Fn(Msg)) -> ReadKeys {
        self.reader().and_then(ReaderFile::read_keys).unwrap_or_else(|error| {
            send(Msg::Notice(in_full(&error)));
            ReadKeys::default()
        })
    }

    fn mark_read(&mut self, id: ArticleId) -> Result<(), StoreError> {
        let now = (self.now)();
        let found = self.library()?.find_articles(&id.to_string(), &ReadKeys::default())?;
        match found.first() {
            Some(row) if row.id == id => self.reader()?.mark_read(&row.key, now),
            _ => Ok(()),
        }
    }
}

fn gone(ticket: Ticket) -> Msg {
    Msg::Failed(ticket, "this article is no longer in the library".into())
}

/// The ticket of a request that has an answer.
fn ticket(request: &Effect) -> Option<Ticket> {
    match request {
        Effect::LoadArticles(ticket)
        | Effect::LoadStories(ticket)
        | Effect::Open(ticket, _)
        | Effect::Preview(ticket, _)
        | Effect::LoadEntities(ticket)
        | Effect::LoadPlaces(ticket, _)
        | Effect::LoadContext(ticket, ..)
        | Effect::LoadQuotes(ticket, _)
        | Effect::LoadRelated(ticket, _)
        | Effect::Compare(ticket, _)
        | Effect::Search(ticket, _)
        | Effect::Filter(ticket, ..) => Some(*ticket),
        Effect::MarkRead(_)
        | Effect::Copy(_)
        | Effect::OpenOutside(_)
        | Effect::Redraw
        | Effect::Suspend
        | Effect::Quit => None,
    }
}

/// An error with its causes, in one sentence.
pub(super) fn in_full(error: &dyn Error) -> String {
    let mut out = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        out.push_str(": ");
        out.push_str(&error.to_string());
        cause = error.source();
    }
    out
}
