//! Worker threads for the app's requests. Each has one request in work and at most one of each kind waiting: a
//! newer one takes the place of the one that waits, for nobody wants that answer any more.

use std::collections::VecDeque;
use std::io;
use std::mem::discriminant;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use crate::app::Effect;

/// One worker thread with its queue.
#[derive(Debug)]
pub(super) struct Lane {
    queue: Arc<Queue>,
    thread: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    requests: VecDeque<Effect>,
    /// Whether the request in work is one that must be done.
    must_go_on: bool,
    is_closed: bool,
}

impl Lane {
    /// Starts a thread that hands each request to `work`, one after the other.
    pub(super) fn spawn(
        name: &str,
        mut work: impl FnMut(Effect) + Send + 'static,
    ) -> io::Result<Self> {
        let queue = Arc::new(Queue::default());
        let its_queue = Arc::clone(&queue);
        let serve = move || {
            while let Some(request) = its_queue.take() {
                work(request);
            }
        };
        let thread = thread::Builder::new().name(name.into()).spawn(serve)?;
        Ok(Self { queue, thread })
    }

    /// Queues a request.
    pub(super) fn ask(&self, request: Effect) {
        let mut waiting = self.queue.lock();
        match waiting.requests.iter_mut().find(|old| replaces(&request, old)) {
            Some(old) => *old = request,
            None => waiting.requests.push_back(request),
        }
        drop(waiting);
        self.queue.changed.notify_one();
    }

    /// Waits until what must not be lost is done; all else is dropped, be it in work or waiting.
    pub(super) fn finish(self) {
        let mut waiting = self.queue.lock();
        waiting.requests.retain(must_be_done);
        waiting.is_closed = true;
        let is_done = waiting.requests.is_empty() && !waiting.must_go_on;
        drop(waiting);
        self.queue.changed.notify_one();
        if !is_done {
            // A worker that panicked has said so already.
            let _ = self.thread.join();
        }
    }
}

impl Queue {
    /// Waits for a request; `None` when the queue is closed and empty.
    fn take(&self) -> Option<Effect> {
        let mut waiting = self.lock();
        loop {
            if let Some(request) = waiting.requests.pop_front() {
                waiting.must_go_on = must_be_done(&request);
                return Some(request);
            }
            waiting.must_go_on = false;
            if waiting.is_closed {
                return None;
            }
            waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether nobody needs `old` any more when `new` is asked for.
fn replaces(new: &Effect, old: &Effect) -> bool {
    match (new, old) {
        (Effect::Filter(_, one, ..), Effect::Filter(_, other, ..)) => one == other,
        (Effect::LoadArticlesOf(_, one), Effect::LoadArticlesOf(_, other)) => one == other,
        (Effect::FindWhom(..), Effect::FindWhom(..)) => false,
        _ => !must_be_done(old) && discriminant(new) == discriminant(old),
    }
}

/// Whether a request changes something that the reader counts on.
fn must_be_done(request: &Effect) -> bool {
    matches!(
        request,
        Effect::MarkRead(_)
            | Effect::SetRead(..)
            | Effect::SetStar(..)
            | Effect::SetTags(..)
            | Effect::SaveQuery(_)
            | Effect::DropQuery(_)
            | Effect::RenameQuery(..)
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
    )
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;
    use crate::app::{List, Ticket};
    use crate::filter::Rows;
    use crate::model::ArticleId;

    fn filter(ticket: u64, list: List) -> Effect {
        Effect::Filter(Ticket(ticket), list, Arc::new(Rows::default()), Default::default())
    }

    fn label(request: &Effect) -> String {
        match request {
            Effect::Open(ticket, _) => format!("open {}", ticket.0),
            Effect::Filter(ticket, list, ..) => format!("filter {list:?} {}", ticket.0),
            Effect::MarkRead(article) => format!("read {article}"),
            other => format!("{other:?}"),
        }
    }

    /// A lane that waits to be let on before each request, and tells what it does.
    fn lane() -> (Lane, mpsc::Sender<()>, mpsc::Receiver<String>) {
        let (go, may_go) = mpsc::channel();
        let (tell, told) = mpsc::channel();
        let work = move |request: Effect| {
            tell.send(label(&request)).unwrap();
            let _ = may_go.recv();
        };
        (Lane::spawn("test", work).unwrap(), go, told)
    }

    #[test]
    fn a_newer_request_takes_the_place_of_the_one_that_waits() {
        let (lane, go, told) = lane();
        let open = |ticket| Effect::Open(Ticket(ticket), ArticleId(1));
        lane.ask(open(1));
        assert_eq!(told.recv().unwrap(), "open 1");
        for request in [
            open(2),
            filter(3, List::Articles),
            open(4),
            filter(5, List::Picker),
            filter(6, List::Articles),
        ] {
            lane.ask(request);
        }
        drop(go);
        let rest: Vec<String> = (0..3).map(|_| told.recv().unwrap()).collect();
        assert_eq!(rest, ["open 4", "filter Articles 6", "filter Picker 5"]);
        lane.finish();
        assert_eq!(told.recv(), Err(mpsc::RecvError));
    }

    #[test]
    fn what_must_not_be_lost_is_done_before_the_end() {
        let (lane, go, told) = lane();
        lane.ask(Effect::Open(Ticket(1), ArticleId(1)));
        assert_eq!(told.recv().unwrap(), "open 1");
        for request in [
            Effect::MarkRead(ArticleId(1)),
            Effect::Open(Ticket(2), ArticleId(2)),
            Effect::MarkRead(ArticleId(2)),
        ] {
            lane.ask(request);
        }
        drop(go);
        lane.finish();
        let done: Vec<String> = told.iter().filter(|label| label.starts_with("read")).collect();
        assert_eq!(done, ["read 1", "read 2"]);
    }
}
