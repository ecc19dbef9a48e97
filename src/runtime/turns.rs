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
    let mut wake = None;
    for effect in effects {
        outside.perform(effect, terminal)?;
    }
    loop {
        terminal.draw(|frame| ui::draw(state, theme, frame))?;
        let Some(first) = next(inbox, &mut wake) else { return Ok(Ending::Quit) };
        for event in iter::once(first).chain(inbox.try_iter()) {
            let msg = match event {
                Event::Msg(msg) => msg,
                Event::Signal(Signal::Resumed) => {
                    outside.resume(terminal)?;
                    let size = terminal.size()?;
                    Msg::Resize(size.width, size.height)
                }
                Event::Signal(Signal::End(signal)) => return Ok(Ending::Signal(signal)),
                Event::Panicked(what) => return Ok(Ending::Panicked(what)),
                Event::InputLost(error) => return Ok(Ending::InputLost(error)),
            };
            for effect in app::update(state, msg) {
                match effect {
                    Effect::Quit => return Ok(Ending::Quit),
                    Effect::Wake(ticket, after) => {
                        wake = Some((Instant::now() + Duration::from_millis(after), ticket));
                    }
                    effect => outside.perform(effect, terminal)?,
                }
            }
        }
    }
}

/// Waits for what happens next, be it that the time is over that the app asked for; `None` when nothing can come
/// any more.
fn next(inbox: &Receiver<Event>, wake: &mut Option<(Instant, Ticket)>) -> Option<Event> {
    let Some((at, ticket)) = *wake else { return inbox.recv().ok() };
    match inbox.recv_deadline(at) {
        Ok(event) => Some(event),
        Err(RecvTimeoutError::Disconnected) => None,
        Err(RecvTimeoutError::Timeout) => {
            *wake = None;
            Some(Event::Msg(Msg::Woken(ticket)))
        }
    }
}
