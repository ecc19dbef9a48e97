//! How the screen is left and found again, and the lines that were typed before.

use super::{
    ArticleSort, Effect, EntitySort, Grouping, Pane, Prompt, State, Tab, Ticket, Tier, Typing, Who,
};
use crate::model::{Anchor, ArticleId, EntityId, EntityRow, Session, Whom};
use crate::query::Order;

/// Lines remembered of each kind.
const MOST_LINES: usize = 100;

/// The lines typed before.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    searches: Vec<String>,
    filters: Vec<String>,
    /// How far back the line one is on was recalled from.
    back: usize,
}

/// What is still to be found of the last session.
#[derive(Clone, Debug, Default)]
pub(super) struct Restoring {
    /// The article that was open, until it is found again among the rows.
    pub(super) open: Option<ArticleId>,
    whom: Vec<(Ticket, Sought)>,
}

#[derive(Clone, Copy, Debug)]
enum Sought {
    Chosen,
    Filtering { is_without: bool },
}

impl History {
    fn lines(&mut self, typing: Typing, is_full_text: bool) -> Option<&mut Vec<String>> {
        match typing {
            Typing::Search => Some(&mut self.searches),
            Typing::Picker if is_full_text => Some(&mut self.searches),
            Typing::Articles | Typing::Sidebar => Some(&mut self.filters),
            Typing::Picker | Typing::Asking => None,
        }
    }
}

impl State {
    /// Remembers a line that was taken.
    pub(super) fn remember_line(&mut self, typing: Typing, line: &str) {
        self.history.back = 0;
        let line = line.trim();
        let is_full_text = self.picks_full_text();
        if let Some(lines) = self.history.lines(typing, is_full_text).filter(|_| !line.is_empty()) {
            lines.retain(|known| known != line);
            lines.push(line.to_owned());
            let excess = lines.len().saturating_sub(MOST_LINES);
            lines.drain(..excess);
        }
    }

    /// Forgets where in the history the line one is on came from: it was changed.
    pub(super) fn leave_history(&mut self) {
        self.history.back = 0;
    }

    /// Goes back (`by` -1) in the history on an empty line, or back and forward once on a line of it. Returns whether
    /// it did.
    pub(super) fn recall(&mut self, by: isize) -> bool {
        let Some(typing) = self.typing() else { return false };
        let is_empty = self.line(typing).is_some_and(|line| line.is_empty());
        if self.history.back == 0 && !(is_empty && by < 0) {
            return false;
        }
        let is_full_text = self.picks_full_text();
        let back = self.history.back.saturating_add_signed(-by);
        let Some(lines) = self.history.lines(typing, is_full_text) else { return false };
        let back = back.min(lines.len());
        let recalled = back.checked_sub(1).and_then(|back| lines.iter().rev().nth(back)).cloned();
        if back == 0 && self.history.back == 0 {
            return false;
        }
        self.history.back = back;
        if let Some(line) = self.line(typing) {
            *line = Prompt::with(&recalled.unwrap_or_default());
            self.typed(typing);
        }
        true
    }

    /// How the screen is, to find it so again.
    pub fn session(&self) -> Session {
        let articles = &self.articles;
        Session {
            open: self.reader.view().map(|view| view.article.key.clone()),
            focus: place_of(&Pane::ALL, self.focus),
            widths: [self.wish.articles_by, self.wish.sidebar_by],
            zen: self.wish.zen,
            filter: articles.list.query().to_owned(),
            who: articles
                .who
                .iter()
                .map(|who| (self.whom(who.id, &who.name), who.is_without))
                .collect(),
            chosen: self.chosen.as_ref().map(|chosen| self.whom(chosen.id, &chosen.name)),
            articles: [
                place_of(&ArticleSort::ALL, articles.sort),
                place_of(&Grouping::ALL, articles.grouping),
            ],
            sidebar: [
                place_of(&Tab::ALL, self.sidebar.tab),
                place_of(&EntitySort::ALL, self.sidebar.sort),
            ],
            tier: place_of(&Tier::ALL, self.tier),
            hits: place_of(&Order::ALL, self.order),
            searches: self.history.searches.clone(),
            filters: self.history.filters.clone(),
        }
    }

    /// An entity by its name, and by its first mention in the open article.
    fn whom(&self, id: EntityId, name: &str) -> Whom {
        let first = self.reader.sheet.as_ref().and_then(|sheet| {
            let place = *sheet.mentions_of(id).first()? as usize;
            let span = sheet.mention(place)?.mention.span;
            Some(Anchor::new(&sheet.view.article.key, sheet.text(), span))
        });
        Whom { name: name.to_owned(), mentions: first.into_iter().collect() }
    }

    /// What is to be kept when the screen is left, or may be lost.
    pub fn parting(&mut self) -> Vec<Effect> {
        self.keep_place();
        self.ask(Effect::KeepSession(Box::new(self.session())));
        std::mem::take(&mut self.asked)
    }

    /// Finds the screen as it was left, and returns what has to be asked for it; `open` is the article that was open.
    pub fn restore(&mut self, session: Session, open: Option<ArticleId>) -> Vec<Effect> {
        self.focus = of_place(&Pane::ALL, session.focus);
        [self.wish.articles_by, self.wish.sidebar_by] = session.widths;
        self.wish.zen = session.zen && self.focus == Pane::Reader;
        self.tier = of_place(&Tier::ALL, session.tier);
        self.order = of_place(&Order::ALL, session.hits);
        let [sort, grouping] = session.articles;
        self.articles.sort = of_place(&ArticleSort::ALL, sort);
        self.articles.grouping = of_place(&Grouping::ALL, grouping);
        let [tab, sort] = session.sidebar;
        self.sidebar.sort = of_place(&EntitySort::ALL, sort);
        self.sidebar.set_tab(of_place(&Tab::ALL, tab), None, self.tier);
        if !session.filter.trim().is_empty() {
            self.articles.list.filter = Some(Prompt::with(&session.filter));
            self.want_fields(false);
        }
        (self.history.searches, self.history.filters) = (session.searches, session.filters);
        self.restoring.open = open;
        for (whom, is_without) in session.who {
            self.seek(whom, Sought::Filtering { is_without });
        }
        if let Some(whom) = session.chosen {
            self.seek(whom, Sought::Chosen);
        }
        self.want_stories();
        std::mem::take(&mut self.asked)
    }

    fn seek(&mut self, whom: Whom, sought: Sought) {
        let ticket = self.ticket();
        self.restoring.whom.push((ticket, sought));
        self.ask(Effect::FindWhom(ticket, Box::new(whom)));
    }

    pub(super) fn take_whom(&mut self, ticket: Ticket, row: Option<EntityRow>) {
        let Some(at) = self.restoring.whom.iter().position(|(asked, _)| *asked == ticket) else {
            return;
        };
        let (_, sought) = self.restoring.whom.swap_remove(at);
        match (row, sought) {
            (Some(row), Sought::Chosen) if self.chosen.is_none() => self.choose(Some(&row)),
            (Some(row), Sought::Filtering { is_without }) => {
                self.articles.who.push(Who::new(row.id, &row.name, is_without));
                self.want_who();
            }
            _ => {}
        }
    }
}

/// The place of a value in a table.
fn place_of<T: Copy + PartialEq>(all: &[T], value: T) -> u8 {
    all.iter().position(|known| *known == value).unwrap_or_default() as u8
}

/// The value at a place of a table; the default where there is none, as in a session of another version.
fn of_place<T: Copy + Default>(all: &[T], place: u8) -> T {
    all.get(usize::from(place)).copied().unwrap_or_default()
}
