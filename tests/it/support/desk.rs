//! A desk to try keys on: the state with a worker that answers at once, from a collection in memory.

use ibid::app::{Effect, Msg, Notice, Pane, State, update};
use ibid::keymap::{Keymap, parse_keys};
use ibid::model::Session;
use ibid::ui::Theme;

use super::collection::{Collection, engine};
use super::screen;

/// The state, who answers it, and what it asked of the world outside.
pub(crate) struct Desk {
    pub(crate) state: State,
    pub(crate) collection: Collection,
    /// Effects that have no answer: what was copied, opened, marked as read.
    pub(crate) outside: Vec<Effect>,
    /// Requests not answered yet, while `is_slow`.
    pub(crate) waiting: Vec<Effect>,
    /// Whether answers are held back until [`Desk::answer`].
    pub(crate) is_slow: bool,
    theme: Theme,
}

impl Desk {
    /// The engine collection on a screen of 120 by 40 cells, its first article open.
    pub(crate) fn new() -> Self {
        Self::of(engine(), 120, 40)
    }

    /// The engine collection on a screen of any size.
    pub(crate) fn sized(w: u16, h: u16) -> Self {
        Self::of(engine(), w, h)
    }

    pub(crate) fn of(collection: Collection, w: u16, h: u16) -> Self {
        Self::with(collection, (w, h), None)
    }

    /// A collection on the screen as it was left.
    pub(crate) fn left(collection: Collection, session: Session) -> Self {
        Self::with(collection, (120, 40), Some(session))
    }

    fn with(collection: Collection, size: (u16, u16), session: Option<Session>) -> Self {
        let (mut state, mut asked) = State::new(Keymap::default(), size);
        if let Some(session) = session {
            let key = session.open.as_deref();
            let open = key.and_then(|key| collection.article_of_key(key));
            asked.extend(state.restore(session, open));
        }
        let theme = Theme::shipped("calm").expect("the default theme");
        let (outside, waiting) = (Vec::new(), Vec::new());
        let mut desk = Self { state, collection, outside, waiting, is_slow: false, theme };
        desk.serve(asked);
        desk
    }

    /// The same in one column and in words.
    pub(crate) fn plain(mut self) -> Self {
        self.state.set_plain();
        let (w, h) = self.state.screen;
        self.send(Msg::Resize(w, h));
        self
    }

    /// The same with another theme.
    pub(crate) fn with_theme(mut self, name: &str) -> Self {
        self.theme = Theme::shipped(name).expect("a theme");
        self
    }

    fn serve(&mut self, asked: Vec<Effect>) {
        let mut asked = std::collections::VecDeque::from(asked);
        while let Some(effect) = asked.pop_front() {
            if self.is_slow && self.collection.answer(&effect).is_some() {
                self.waiting.push(effect);
                continue;
            }
            match self.collection.answer(&effect) {
                Some(msg) => asked.extend(update(&mut self.state, msg)),
                None => {
                    let receipt = effect.receipt();
                    self.outside.push(effect);
                    if let Some(receipt) = receipt {
                        asked.extend(update(&mut self.state, Msg::Notice(receipt)));
                    }
                }
            }
        }
    }

    /// Answers all that waits, in the order it was asked.
    pub(crate) fn answer(&mut self) {
        while !self.waiting.is_empty() {
            let effect = self.waiting.remove(0);
            let msg = self.collection.answer(&effect).expect("an answer");
            let asked = update(&mut self.state, msg);
            self.serve(asked);
        }
    }

    /// Sends a message.
    pub(crate) fn send(&mut self, msg: Msg) -> &mut Self {
        let asked = update(&mut self.state, msg);
        self.serve(asked);
        self
    }

    /// Presses keys, written as in a config file.
    #[track_caller]
    pub(crate) fn keys(&mut self, keys: &str) -> &mut Self {
        for key in parse_keys(keys).expect("keys") {
            self.send(Msg::Key(key));
        }
        self
    }

    /// Lets the time pass that the app asked to be woken after.
    pub(crate) fn rest(&mut self) -> &mut Self {
        let asked = self.outside.iter().rev().find_map(|effect| match effect {
            Effect::Wake(ticket, _) => Some(*ticket),
            _ => None,
        });
        if let Some(ticket) = asked {
            self.send(Msg::Woken(ticket));
        }
        self
    }

    /// Where one is: pane, position, and the current mention.
    pub(crate) fn at(&self) -> String {
        let pane = match self.state.focus {
            Pane::Articles => "articles",
            Pane::Reader => "reader",
            Pane::Sidebar => "sidebar",
        };
        let reader = &self.state.reader;
        let words = reader.sheet.as_ref().zip(reader.mention_span());
        let words = words.map_or(String::new(), |(s, m)| format!(" [{}]", m.of(s.text())));
        format!("{pane}: {}{words}", self.state.position())
    }

    /// The row under the cursor of the article pane.
    pub(crate) fn row(&self) -> &str {
        let row = self.state.articles.list.row().and_then(|row| self.state.articles.rows.get(row));
        row.map_or("", |row| row.title)
    }

    /// The row under the cursor of the sidebar.
    pub(crate) fn entity(&self) -> &str {
        let sidebar = &self.state.sidebar;
        sidebar.list.row().and_then(|row| sidebar.row(row)).map_or("", |row| &row.name)
    }

    /// What the status line tells.
    pub(crate) fn notice(&self) -> &str {
        match &self.state.notice {
            Some(Notice::Told(what) | Notice::Wrong(what)) => what,
            None => "",
        }
    }

    /// The screen as text.
    pub(crate) fn screen(&self) -> String {
        screen::text(&screen::drawn(&self.state, &self.theme))
    }

    /// The screen's styles.
    pub(crate) fn styles(&self) -> String {
        screen::styles(&screen::drawn(&self.state, &self.theme))
    }
}
