//! Answers the app's requests from the library and reader files. Each worker has a shelf of its own: an open
//! file belongs to one thread.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::unkept::Unkept;
use crate::app::{Effect, JudgedRow, Msg, Ticket};
use crate::config::LibraryPaths;
use crate::model::{
    Anchor, Article, ArticleId, ArticleView, Judgement, Jump, Kept, Mark, Note, Own, PassageRef,
    Ruling,
};
use crate::pipeline::{self, Model, Run};
use crate::query::Query;
use crate::store::{Labels, Library, ReaderFile, StoreError};
use crate::text::{Span, wording};

/// Articles that are listed before the others: more than any screen shows, and few enough to be there at once.
const FIRST_ROWS: usize = 500;

/// Passages that a full-text search shows at most.
const MOST_HITS: usize = 1_000;

/// Doubtful mentions that are visited at most: those the library is least sure of.
const MOST_DOUBTFUL: usize = 10_000;

/// The open files of one thread.
pub(super) struct Shelf {
    paths: LibraryPaths,
    /// Reads articles anew whose mentions were judged.
    model: &'static Model,
    library: Option<Library>,
    reader: Option<ReaderFile>,
    /// What could not be kept yet.
    unkept: Unkept,
    /// What was last said of the reader file, so as not to say it with every article.
    told: Option<String>,
    /// Seconds since 1970.
    now: fn() -> i64,
}

impl Shelf {
    /// Opens nothing yet: each file is opened when first needed.
    pub(super) fn new(
        paths: LibraryPaths,
        model: &'static Model,
        unkept: Unkept,
        now: fn() -> i64,
    ) -> Self {
        Self { paths, model, library: None, reader: None, unkept, told: None, now }
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
        let is_first_time = self.library.is_none();
        let answer = match request {
            Effect::LoadArticles(ticket) => {
                let labels = self.labels(send);
                let library = self.library()?;
                let first = library.article_lines(&labels, Some(FIRST_ROWS))?;
                match first.is_partial {
                    false => Msg::Articles(ticket, Arc::new(first)),
                    true => {
                        if is_first_time {
                            send(Msg::Articles(ticket, Arc::new(first)));
                        }
                        Msg::Articles(ticket, Arc::new(library.article_lines(&labels, None)?))
                    }
                }
            }
            Effect::LoadStories(ticket) => {
                let library = self.library()?;
                let rows = library.article_rows(&Labels::default())?;
                Msg::Stories(ticket, Arc::new(pipeline::stories(library, &rows)?))
            }
            Effect::Open(ticket, id) => match self.library()?.view(id)? {
                Some(view) => {
                    let own = self.own(&view, send);
                    Msg::Opened(ticket, Box::new(view), Box::new(own))
                }
                None => gone(ticket),
            },
            Effect::Preview(ticket, id) => match self.library()?.view(id)? {
                Some(view) => Msg::Previewed(ticket, Box::new(view)),
                None => gone(ticket),
            },
            Effect::LoadEntities(ticket) => {
                Msg::Entities(ticket, Arc::new(self.library()?.entities(None)?))
            }
            Effect::LoadPlaces(ticket, id) => {
                let library = self.library()?;
                let now = library.current_id(id)?;
                Msg::Places(ticket, [id, now], library.places(now)?)
            }
            Effect::LoadArticlesOf(ticket, id) => {
                let library = self.library()?;
                let now = library.current_id(id)?;
                Msg::ArticlesOf(ticket, now, library.articles_of(now)?)
            }
            Effect::LoadContext(ticket, id, most) => {
                Msg::Context(ticket, id, self.library()?.context(id, most)?)
            }
            Effect::LoadRelated(ticket, passage) => {
                Msg::Related(ticket, passage, pipeline::related(self.library()?, passage)?)
            }
            Effect::LoadProfile(ticket, id) => match pipeline::profile(self.library()?, id)? {
                Some(profile) => Msg::Profile(ticket, Box::new(profile)),
                None => Msg::Failed(ticket, "this person is no longer in the library".into()),
            },
            Effect::LoadDoubtful(ticket) => {
                Msg::Doubtful(ticket, self.library()?.doubtful(MOST_DOUBTFUL)?)
            }
            Effect::LoadQuotes(ticket, id) => {
                Msg::Quotes(ticket, id, pipeline::quotes(self.library()?, id)?)
            }
            Effect::Compare(ticket, ids) => match pipeline::two_articles(self.library()?, ids)? {
                Some(two) => Msg::Compared(ticket, Box::new(two)),
                None => gone(ticket),
            },
            Effect::FindOriginal(id) => match self.library()?.original(id)? {
                Some(target) => Msg::Original(target),
                None => return Ok(()),
            },
            Effect::Search(ticket, query, order) => {
                let labels = Arc::new(self.labels(send));
                Msg::Hits(ticket, self.library()?.search(&query, &labels, order, MOST_HITS)?)
            }
            Effect::FindHits(ticket, article, query) => {
                Msg::FoundHits(ticket, article, self.library()?.hits_in(article, &query)?)
            }
            Effect::LoadSaved(ticket) => Msg::Saved(ticket, self.reader()?.saved_queries()?),
            Effect::CountSaved(ticket, census) => {
                let labels = Arc::new(self.labels(send));
                let library = self.library()?;
                let found = |fields: &Query| library.find(fields, &labels, usize::MAX);
                Msg::SavedCounts(ticket, census.taken(found)?)
            }
            Effect::Admit(ticket, query) => {
                let labels = Arc::new(self.labels(send));
                Msg::Admitted(ticket, self.library()?.find(&query, &labels, usize::MAX)?)
            }
            Effect::Filter(ticket, list, rows, query) => {
                if let Some(first) = rows.find_at_once(&query) {
                    send(Msg::Filtered(ticket, list, first, false));
                }
                Msg::Filtered(ticket, list, rows.find(&query), true)
            }
            Effect::LoadJudgements(ticket) => Msg::Judgements(ticket, self.judgements()?),
            Effect::Judge(ruling) => self.judge(*ruling)?,
            Effect::Undo => said(&self.reader()?.undo()?, "undone", "nothing to undo"),
            Effect::Redo => said(&self.reader()?.redo()?, "again", "nothing to say again"),
            Effect::Withdraw(judgement) => match self.reader()?.withdraw(&judgement)? {
                true => said(&[*judgement], "taken back", ""),
                false => Msg::Notice("it was taken back already".into()),
            },
            Effect::ApplyJudgements => self.apply_judgements()?,
            Effect::FindWhom(ticket, whom) => {
                Msg::FoundWhom(ticket, pipeline::find_whom(self.library()?, &whom)?)
            }
            Effect::LoadMarks(ticket) => Msg::Marks(ticket, self.marks()?),
            Effect::LoadNotes(ticket) => Msg::Notes(ticket, self.notes()?),
            Effect::MarkRead(_)
            | Effect::SetRead(..)
            | Effect::SetStar(..)
            | Effect::SetTags(..)
            | Effect::SaveQuery(_)
            | Effect::DropQuery(_)
            | Effect::RenameQuery(..)
            | Effect::PutNoteOn(..)
            | Effect::PutNote(_)
            | Effect::SetMark(_)
            | Effect::DropMark(_)
            | Effect::See(_)
            | Effect::KeepPlace(_)
            | Effect::KeepSession(_)
            | Effect::PushTrail(_) => {
                self.keep(request, send);
                return Ok(());
            }
            // These are done by the loop itself.
            Effect::Copy(_)
            | Effect::OpenOutside(_)
            | Effect::Pipe(..)
            | Effect::Wake(..)
            | Effect::Mouse(_)
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
            None => match ReaderFile::open(&self.paths.reader) {
                // What is in it can be read all the same.
                Err(StoreError::ReadOnly { path }) if path.exists() => {
                    ReaderFile::open_to_read(&path)?
                }
                opened => opened?,
            },
        };
        Ok(self.reader.insert(reader))
    }

    /// What has been read. Where the reader file cannot be used, it is said, and the articles are shown all
    /// the same.
    fn labels(&mut self, send: &dyn Fn(Msg)) -> Labels {
        let labels = self.reader().and_then(ReaderFile::labels);
        labels.unwrap_or_else(|error| {
            self.tell_once(in_full(&error), false, send);
            Labels::default()
        })
    }

    /// Says what is wrong with the reader file; where nobody waits for it, not twice in a row.
    fn tell_once(&mut self, said: String, is_awaited: bool, send: &dyn Fn(Msg)) {
        if is_awaited || self.told.as_ref() != Some(&said) {
            send(Msg::Notice(said.clone()));
            self.told = Some(said);
        }
    }

    /// Keeps what was said.
    fn judge(&mut self, ruling: Ruling) -> Result<Msg, StoreError> {
        let at = (self.now)();
        let said = pipeline::say(self.library()?, ruling)?;
        let sentence = said.sentence();
        Ok(match self.reader()?.judge(&[Judgement { at, said }])? {
            0 => Msg::Notice(format!("said already: {sentence}")),
            _ => Msg::Judged(sentence),
        })
    }

    /// What was said so far, the last first, each with its place.
    fn judgements(&mut self) -> Result<Vec<JudgedRow>, StoreError> {
        let judgements = self.reader()?.judgements()?;
        let library = self.library()?;
        let places = pipeline::places(library, &judgements)?;
        let mut rows = Vec::with_capacity(judgements.len());
        for (judgement, place) in judgements.into_iter().zip(places).rev() {
            let place = match place {
                Some(place) => Some((place, library.passage_at(place)?)),
                None => None,
            };
            rows.push(JudgedRow { judgement, place });
        }
        Ok(rows)
    }

    fn apply_judgements(&mut self) -> Result<Msg, StoreError> {
        let judgements = self.reader()?.judgements()?;
        let mut library = Library::open(&self.paths.library)?;
        let run = Run {
            progress: &|_| (),
            stop: &AtomicBool::new(false),
            limits: Default::default(),
            model: self.model,
            kept: &self.paths.kept,
            judgements: &|| Ok(judgements.clone()),
        };
        pipeline::judge(&mut library, &judgements, &run)?;
        Ok(Msg::LibraryChanged)
    }

    /// What the reader has in an article. Where the reader file cannot be used, it is said.
    fn own(&mut self, view: &ArticleView, send: &dyn Fn(Msg)) -> Own {
        let nothing = Own {
            read: vec![false; view.article.passages.len()],
            told: vec![false; view.article.passages.len()],
            ..Own::default()
        };
        self.own_in(view, nothing.clone()).unwrap_or_else(|error| {
            self.tell_once(in_full(&error), false, send);
            nothing
        })
    }

    fn own_in(&mut self, view: &ArticleView, mut own: Own) -> Result<Own, StoreError> {
        let article = &view.article;
        let words: Vec<i64> =
            article.passages.iter().map(|p| wording(p.span.of(&article.text))).collect();
        let copies = self.library()?.copies(view.id)?;
        let mut told: Vec<(u32, Article, PassageRef)> = Vec::with_capacity(copies.len());
        for (ordinal, copy) in copies {
            told.extend(self.library()?.article(copy.article)?.map(|other| (ordinal, other, copy)));
        }
        let reader = self.reader()?;
        own.read = match reader.is_read(&article.key)? {
            true => vec![true; words.len()],
            false => reader.seen(&words)?,
        };
        for (ordinal, other, copy) in told {
            let Some(passage) = other.passages.get(copy.ordinal as usize) else { continue };
            let is_told = reader.is_read(&other.key)?
                || reader.seen(&[wording(passage.span.of(&other.text))])? == [true];
            if let Some(told) = own.told.get_mut(ordinal as usize) {
                *told |= is_told;
            }
        }
        for note in reader.notes_in(&article.key)? {
            let span = note.anchor.find(&article.text).filter(|_| !note.anchor.is_whole());
            own.notes.push((span.map(|span| article.passage_at(span.start())), note));
        }
        let top = reader.place(&article.key)?;
        own.top = top.and_then(|anchor| anchor.find(&article.text)).map(Span::start);
        Ok(own)
    }

    /// Keeps what the reader did, and before it what could not be kept so far.
    fn keep(&mut self, request: Effect, send: &dyn Fn(Msg)) {
        let is_awaited = request.receipt().is_some();
        self.unkept.push(request);
        if let Err(error) = self.keep_all(send) {
            let said = format!("not kept yet: {}", in_full(&error));
            self.tell_once(said, is_awaited, send);
        }
    }

    /// Keeps all that waits, in its order; what cannot be kept goes on waiting.
    pub(super) fn keep_all(&mut self, send: &dyn Fn(Msg)) -> Result<(), StoreError> {
        let unkept = self.unkept.clone();
        unkept.keep_all(|request| {
            self.keep_one(request)?;
            if let Some(receipt) = request.receipt() {
                send(Msg::Notice(receipt));
            }
            if request.labels() {
                send(Msg::Labelled);
            }
            Ok(())
        })
    }

    fn keep_one(&mut self, request: &Effect) -> Result<(), StoreError> {
        if let Effect::MarkRead(id)
        | Effect::SetRead(id, _)
        | Effect::SetStar(id, _)
        | Effect::SetTags(id, _)
        | Effect::PutNoteOn(id, _) = request
        {
            return self.label(*id, request);
        }
        let at = (self.now)();
        let reader = self.reader()?;
        match request {
            Effect::PutNote(note) => reader.put_note(&Note { at, ..(**note).clone() }),
            Effect::SetMark(mark) => reader.set_mark(mark, at),
            Effect::DropMark(mark) => reader.drop_mark(mark),
            Effect::SaveQuery(saved) => reader.save_query(saved, at),
            Effect::DropQuery(name) => reader.drop_query(name),
            Effect::RenameQuery(old, new) => reader.rename_query(old, new),
            Effect::See(words) => reader.see(words),
            Effect::KeepPlace(anchor) => reader.keep_place(anchor, at),
            Effect::KeepSession(session) => reader.keep_session(session),
            Effect::PushTrail(anchor) => {
                reader.push_trail(&Jump { anchor: (**anchor).clone(), at })
            }
            _ => Ok(()),
        }
    }

    /// All marks, each where it is now.
    fn marks(&mut self) -> Result<Vec<Kept<Mark>>, StoreError> {
        let marks = self.reader()?.marks()?;
        marks.into_iter().map(|(mark, _)| self.kept(mark.anchor.clone(), mark)).collect()
    }

    /// All notes, each where it is now.
    fn notes(&mut self) -> Result<Vec<Kept<Note>>, StoreError> {
        let notes = self.reader()?.notes()?;
        notes.into_iter().map(|note| self.kept(note.anchor.clone(), note)).collect()
    }

    fn kept<T>(&mut self, anchor: Anchor, what: T) -> Result<Kept<T>, StoreError> {
        let library = self.library()?;
        let article = match library.article_of_key(&anchor.key)? {
            Some(id) => library.article(id)?.map(|article| (id, article)),
            None => None,
        };
        Ok(match article {
            Some((id, article)) => {
                let span = anchor.find(&article.text);
                let passage = span.map(|span| PassageRef {
                    article: id,
                    ordinal: article.passage_at(span.start()),
                });
                Kept { what, title: article.title, passage }
            }
            None => Kept { what, title: anchor.key, passage: None },
        })
    }

    /// Keeps what was said of an article, which is kept by its key.
    fn label(&mut self, id: ArticleId, request: &Effect) -> Result<(), StoreError> {
        let at = (self.now)();
        let Some(key) = self.library()?.key_of(id)? else { return Ok(()) };
        let reader = self.reader()?;
        match request {
            Effect::MarkRead(_) | Effect::SetRead(_, true) => reader.mark_read(&key, at),
            Effect::SetRead(_, false) => reader.mark_unread(&key),
            Effect::SetStar(_, is_starred) => reader.set_star(&key, *is_starred, at),
            Effect::SetTags(_, tags) => reader.set_tags(&key, tags, at),
            Effect::PutNoteOn(_, text) => {
                let anchor = Anchor::of_article(&key);
                reader.put_note(&Note { anchor, text: text.clone(), at })
            }
            _ => Ok(()),
        }
    }
}

/// What was done with judgements, or that there are none.
fn said(judgements: &[Judgement], verb: &str, none: &str) -> Msg {
    match judgements {
        [] => Msg::Notice(none.into()),
        [one] => Msg::Judged(format!("{verb}: {}", one.said.sentence())),
        all => Msg::Judged(format!("{verb}: {} judgements", all.len())),
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
        | Effect::LoadArticlesOf(ticket, _)
        | Effect::LoadContext(ticket, ..)
        | Effect::LoadProfile(ticket, _)
        | Effect::LoadDoubtful(ticket)
        | Effect::LoadQuotes(ticket, _)
        | Effect::LoadRelated(ticket, _)
        | Effect::Compare(ticket, _)
        | Effect::LoadJudgements(ticket)
        | Effect::FindWhom(ticket, _)
        | Effect::LoadMarks(ticket)
        | Effect::LoadNotes(ticket)
        | Effect::Wake(ticket, _)
        | Effect::Search(ticket, ..)
        | Effect::FindHits(ticket, ..)
        | Effect::LoadSaved(ticket)
        | Effect::CountSaved(ticket, _)
        | Effect::Admit(ticket, _)
        | Effect::Filter(ticket, ..) => Some(*ticket),
        Effect::MarkRead(_)
        | Effect::SetRead(..)
        | Effect::SetStar(..)
        | Effect::SetTags(..)
        | Effect::SaveQuery(_)
        | Effect::DropQuery(_)
        | Effect::RenameQuery(..)
        | Effect::FindOriginal(_)
        | Effect::PutNote(_)
        | Effect::PutNoteOn(..)
        | Effect::SetMark(_)
        | Effect::DropMark(_)
        | Effect::See(_)
        | Effect::KeepPlace(_)
        | Effect::KeepSession(_)
        | Effect::PushTrail(_)
        | Effect::Judge(_)
        | Effect::Undo
        | Effect::Redo
        | Effect::Withdraw(_)
        | Effect::ApplyJudgements
        | Effect::Copy(_)
        | Effect::Pipe(..)
        | Effect::OpenOutside(_)
        | Effect::Mouse(_)
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
