//! The terminal, the input thread, the workers and the loop: the only impure part of the reader.
//!
//! The main thread runs the loop and alone touches the state and the screen. All others send it events:
//! the input thread, the signal thread, the workers that answer the app's requests, the index worker.

mod index;
mod input;
mod lanes;
mod outside;
mod shelf;
mod signals;
mod terminal;
mod themes;
mod turns;
mod unkept;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crossbeam_channel::Sender;

use self::lanes::Lane;
use self::shelf::Shelf;
use self::terminal::{Screen, Surface};
use self::turns::{Ending, Event, Outside};
use self::unkept::Unkept;
use crate::app::{Effect, Msg, State};
use crate::config::{ColorMode, Config, Env, LibraryPaths};
use crate::model::Progress;
use crate::pipeline::{Limits, Model};
use crate::store::{Library, ReaderFile};

pub use terminal::TerminalGuard;

/// What the reader is opened on.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The files of the library. Made where there are none.
    pub library: LibraryPaths,
    /// What the library is brought up to date with while it is read.
    pub index: Index,
    /// The settings, those of the command line over those of the file.
    pub config: Config,
    /// The environment.
    pub env: Env,
    /// Told in the status line at the beginning: what was wrong with the settings.
    pub notice: Option<String>,
    /// The command that lists what could not be read, as it is typed.
    pub faults_command: String,
    /// The model that names are recognised with.
    pub model: &'static Model,
    /// How much is read of a file.
    pub limits: Limits,
}

/// What a library is brought up to date with.
#[derive(Clone, Debug)]
pub enum Index {
    /// Its sources, these among them.
    Sources(Vec<String>),
    /// These files, by key and content, and no others.
    Given(Vec<(&'static str, &'static [u8])>),
}

/// Why the reader could not be opened or had to end.
#[derive(Debug, thiserror::Error)]
pub enum RuntimeError {
    /// See [`has_terminal`].
    #[error("the reader needs a terminal that can place text")]
    NoTerminal,
    /// The terminal failed.
    #[error("cannot use the terminal")]
    Terminal(#[from] io::Error),
    /// A worker panicked.
    #[error("ibid made a mistake and had to stop: {0}")]
    Panicked(String),
    /// The reader file could not be written until the end; what was lost by it, in words.
    #[error("not kept: {0}")]
    NotKept(String, Vec<String>),
}

/// Whether standard output is a terminal that can show the reader; one that is `TERM=dumb` cannot.
pub fn has_terminal(env: &Env) -> bool {
    terminal::is_there() && !env.is("TERM", "dumb")
}

/// The width of the terminal on standard output, in cells; `None` where there is none.
pub fn columns() -> Option<usize> {
    terminal::columns().filter(|&columns| columns > 0).map(usize::from)
}

/// Opens the reader and returns when it is left. The terminal is then as it was before.
///
/// # Errors
/// Fails where [`has_terminal`] says no, when the terminal goes away, and when a part of ibid panics. Whatever
/// is wrong with the library is told on the screen.
pub fn run(desk: Desk) -> Result<(), RuntimeError> {
    if !has_terminal(&desk.env) {
        return Err(RuntimeError::NoTerminal);
    }
    let (sender, inbox) = crossbeam_channel::unbounded();
    let ending = {
        let panics = sender.clone();
        let tell = move |what| drop(panics.send(Event::Panicked(what)));
        let guard = TerminalGuard::enter(tell)?;
        // Before the keys are listened to: the terminal may be asked for its background.
        let theme = themes::theme(&desk, &sends(&sender));
        listen(&sender)?;
        let mut screen = terminal::screen()?;
        let size = screen.size()?;
        let (mut state, mut effects) = State::new(desk.config.keymap, (size.width, size.height));
        state.text_width = desk.config.text_width;
        state.has_links = match desk.config.links {
            ColorMode::Auto => desk.env.has_links(),
            always => always == ColorMode::Always,
        };
        state.read_after = desk.config.read_after;
        if desk.config.plain {
            state.set_plain();
        }
        effects.extend(restored(&mut state, &desk.library));
        // What is read to somebody has nothing to point at.
        state.has_mouse = desk.config.mouse && !desk.config.plain;
        terminal::use_mouse(state.has_mouse)?;
        let Desk { index, faults_command, model, limits, .. } = desk;
        let watches = desk.config.watch;
        let index = index::Job { index, faults_command, model, limits, watches };
        let mut workers = Workers::spawn(&desk.library, index, desk.env, &sender)?;
        if let Some(notice) = desk.notice {
            sends(&sender)(Msg::Notice(notice));
        }
        let ending = turns::run(&mut state, &theme, effects, &mut screen, &inbox, &mut workers);
        drop(guard);
        let kept = workers.finish();
        let ending = ending?;
        kept?;
        ending
    };
    match ending {
        Ending::Quit => Ok(()),
        Ending::Signal(signal) => {
            signals::end_by(signal);
            Ok(())
        }
        Ending::Panicked(what) => Err(RuntimeError::Panicked(what)),
        Ending::InputLost(error) => Err(error.into()),
    }
}

/// Finds the screen as it was left; where that cannot be read, the rest of the reader file will say why.
fn restored(state: &mut State, paths: &LibraryPaths) -> Vec<Effect> {
    let session = ReaderFile::open_to_read(&paths.reader).and_then(|reader| reader.session());
    let Some(session) = session.ok().flatten() else { return Vec::new() };
    let open = session.open.as_deref().and_then(|key| {
        Library::open_to_read(&paths.library).ok()?.article_of_key(key).ok().flatten()
    });
    state.restore(session, open)
}

/// Starts the threads that listen to the terminal and to signals.
fn listen(sender: &Sender<Event>) -> io::Result<()> {
    let signals = sender.clone();
    signals::spawn(move |signal| drop(signals.send(Event::Signal(signal))))?;
    let keys = sender.clone();
    input::spawn(move |read| {
        let event = read.map_or_else(Event::InputLost, Event::Msg);
        keys.send(event).is_ok()
    })
}

/// The threads that work for the app. Five lanes, so that a search through everything, or waiting for
/// the library to be written, holds up neither the opening of an article nor the filter.
struct Workers {
    env: Env,
    sender: Sender<Event>,
    articles: Lane,
    lists: Lane,
    searches: Lane,
    filters: Lane,
    judging: Lane,
    last: Shelf,
    unkept: Unkept,
    stop_index: Arc<AtomicBool>,
}

impl Workers {
    fn spawn(
        library: &LibraryPaths,
        index: index::Job,
        env: Env,
        sender: &Sender<Event>,
    ) -> io::Result<Self> {
        let unkept = Unkept::default();
        let shelf = || Shelf::new(library.clone(), index.model, unkept.clone(), now);
        let lane = |name| {
            let mut shelf = shelf();
            let send = sends(sender);
            Lane::spawn(name, move |request| shelf.answer(request, &send))
        };
        if !library.library.exists() {
            // Until the first articles are stored, the library is not empty but on its way.
            sends(sender)(Msg::Progress(Some(Progress {
                stage: "reading".into(),
                ..Progress::default()
            })));
        }
        let stop_index = Arc::new(AtomicBool::new(false));
        let workers = Self {
            env,
            sender: sender.clone(),
            articles: lane("articles")?,
            lists: lane("lists")?,
            searches: lane("searches")?,
            filters: lane("filters")?,
            judging: lane("judging")?,
            last: shelf(),
            unkept,
            stop_index: Arc::clone(&stop_index),
        };
        index::spawn(library, index, stop_index, sends(sender))?;
        Ok(workers)
    }

    /// Waits for what must not be lost. The index run is left to end with the process: what it has stored
    /// stays, and the next run goes on from there.
    ///
    /// # Errors
    /// Fails where something could not be kept to the last.
    fn finish(mut self) -> Result<(), RuntimeError> {
        self.stop_index.store(true, Ordering::Relaxed);
        self.articles.finish();
        self.last.keep_all(&|_| ()).or_else(|error| match self.unkept.told() {
            lost if lost.is_empty() => Ok(()),
            lost => Err(RuntimeError::NotKept(shelf::in_full(&error), lost)),
        })
    }
}

impl Outside<Surface> for Workers {
    fn perform(&mut self, effect: Effect, screen: &mut Screen) -> io::Result<()> {
        match effect {
            Effect::Search(..)
            | Effect::Admit(..)
            | Effect::FindHits(..)
            | Effect::LoadStories(..)
            | Effect::LoadContext(..)
            | Effect::LoadProfile(..)
            | Effect::LoadDoubtful(..)
            | Effect::LoadQuotes(..) => {
                self.searches.ask(effect);
            }
            Effect::LoadArticles(_) | Effect::LoadEntities(_) | Effect::CountSaved(..) => {
                self.lists.ask(effect);
            }
            Effect::Filter(..) => self.filters.ask(effect),
            // The writer of an index run may hold it up.
            Effect::ApplyJudgements => self.judging.ask(effect),
            Effect::Copy(text) => {
                let said = outside::copy(screen.backend_mut(), &text, &self.env);
                sends(&self.sender)(Msg::Notice(said));
            }
            Effect::OpenOutside(target) => {
                let send = sends(&self.sender);
                outside::open(&target, move |said| send(Msg::Notice(said)));
            }
            Effect::Pipe(command, text) => {
                let send = sends(&self.sender);
                outside::pipe(&command, text, &self.env, move |said| send(Msg::Notice(said)));
            }
            Effect::Suspend => {
                terminal::give_back();
                signals::stop();
                self.resume(screen)?;
            }
            Effect::Mouse(has_mouse) => terminal::use_mouse(has_mouse)?,
            Effect::Redraw => terminal::wipe(screen)?,
            // The loop does these itself.
            Effect::Quit | Effect::Wake(..) => {}
            _ => self.articles.ask(effect),
        }
        Ok(())
    }

    fn resume(&mut self, screen: &mut Screen) -> io::Result<()> {
        terminal::take()?;
        terminal::wipe(screen)
    }
}

/// Messages to the loop, for a thread of its own. Where the loop has ended nobody waits for them.
fn sends(sender: &Sender<Event>) -> impl Fn(Msg) + Send + use<> {
    let sender = sender.clone();
    move |msg| drop(sender.send(Event::Msg(msg)))
}

/// Seconds since 1970.
fn now() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "the reader file says when something was read")]
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| now.as_secs() as i64)
}
