//! The loop: wait for something to happen, let the state change, have done what it asks for, draw once.

use std::io;
use std::iter;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError};
use ratatui::Terminal;
use ratatui::backend::Backend;

use super::signals::Signal;
use crate::app::{self, Effect, Msg, State, Ticket};
use crate::ui::{self, Theme};

/// What the threads send to the loop.
#[derive(Debug)]
pub(super) enum Event {
    /// Something for the app.
    Msg(Msg),
    /// A signal came.
    Signal(Signal),
    /// A worker panicked; what it said.
    Panicked(String),
    /// The terminal can no longer be read.
    InputLost(io::Error),
}

/// Why the loop ended.
#[derive(Debug)]
pub(super) enum Ending {
    /// The reader left.
    Quit,
    /// A signal; its number.
    Signal(i32),
    /// A worker panicked; what it said.
    Panicked(String),
    /// The terminal can no longer be read.
    InputLost(io::Error),
}

/// What the loop has done outside: requests handed to workers, the clipboard, the shell.
pub(super) trait Outside<B: Backend> {
    /// Does what the app asks for. Never waits for a disk or another program.
    fn perform(&mut self, effect: Effect, terminal: &mut Terminal<B>) -> Result<(), B::Error>;

    /// Takes the terminal over again after ibid was stopped.
    fn resume(&mut self, terminal: &mut Terminal<B>) -> Result<(), B::Error>;
}

/// Runs until the reader leaves or something ends it. Sleeps while nothing happens: no tick, no redraw.
///
/// `effects` are what the state asks for at first. They are worked on while the first frame is drawn, which
/// needs none of them.
pub(super) fn run<B: Backend>(
    state: &mut State,
    theme: &Theme,
    effects: Vec<Effect>,
    terminal: &mut Terminal<B>,
    inbox: &Receiver<Event>,
    outside: &mut impl Outside<B>,
) -> Result<Ending, B::Error> {
    for effect in effects {
        outside.perform(effect, terminal)?;
    }
    let mut timers = Timers::default();
    let ending = loop {
        terminal.draw(|frame| ui::draw(state, theme, frame))?;
        let mut next = timers.next(inbox);
        while matches!(next, Next::Keep) {
            keep(state, terminal, outside)?;
            next = timers.next(inbox);
        }
        let Next::Event(first) = next else { break Ending::Quit };
        timers.keep_soon();
        if let Some(ending) = take(first, state, terminal, inbox, outside, &mut timers)? {
            break ending;
        }
    };
    keep(state, terminal, outside)?;
    Ok(ending)
}

/// Takes an event and all that have come besides. Returns whether that ends the loop.
fn take<B: Backend>(
    first: Event,
    state: &mut State,
    terminal: &mut Terminal<B>,
    inbox: &Receiver<Event>,
    outside: &mut impl Outside<B>,
    timers: &mut Timers,
) -> Result<Option<Ending>, B::Error> {
    for event in iter::once(first).chain(inbox.try_iter()) {
        let msg = match event {
            Event::Msg(msg) => msg,
            Event::Signal(Signal::Resumed) => {
                outside.resume(terminal)?;
                let size = terminal.size()?;
                Msg::Resize(size.width, size.height)
            }
            Event::Signal(Signal::End(signal)) => return Ok(Some(Ending::Signal(signal))),
            Event::Panicked(what) => return Ok(Some(Ending::Panicked(what))),
            Event::InputLost(error) => return Ok(Some(Ending::InputLost(error))),
        };
        for effect in app::update(state, msg) {
            match effect {
                Effect::Quit => return Ok(Some(Ending::Quit)),
                Effect::Wake(ticket, after) => {
                    timers.wake = Some((Instant::now() + Duration::from_millis(after), ticket));
                }
                effect => outside.perform(effect, terminal)?,
            }
        }
    }
    Ok(None)
}

/// Keeps how the screen is.
fn keep<B: Backend>(
    state: &mut State,
    terminal: &mut Terminal<B>,
    outside: &mut impl Outside<B>,
) -> Result<(), B::Error> {
    state.parting().into_iter().try_for_each(|effect| outside.perform(effect, terminal))
}

/// Time after a change before how the screen is is kept: a kill loses no more.
const KEEP_AFTER: Duration = Duration::from_secs(2);

/// What the loop does when a time is over.
#[derive(Default)]
struct Timers {
    /// What the app asked to be woken after.
    wake: Option<(Instant, Ticket)>,
    keep: Option<Instant>,
}

/// What happens next.
enum Next {
    Event(Event),
    /// It is time to keep how the screen is.
    Keep,
    /// Nothing can come any more.
    Nothing,
}

impl Timers {
    fn keep_soon(&mut self) {
        self.keep.get_or_insert_with(|| Instant::now() + KEEP_AFTER);
    }

    /// Waits for an event, or until a time is over.
    fn next(&mut self, inbox: &Receiver<Event>) -> Next {
        let wake = self.wake.map(|(at, _)| at);
        let Some(first) = [wake, self.keep].into_iter().flatten().min() else {
            return inbox.recv().map_or(Next::Nothing, Next::Event);
        };
        match inbox.recv_deadline(first) {
            Ok(event) => Next::Event(event),
            Err(RecvTimeoutError::Disconnected) => Next::Nothing,
            Err(RecvTimeoutError::Timeout) => {
                if let Some((_, ticket)) = self.wake.take_if(|(at, _)| *at <= first) {
                    return Next::Event(Event::Msg(Msg::Woken(ticket)));
                }
                self.keep = None;
                Next::Keep
            }
        }
    }
}
