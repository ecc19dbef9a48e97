//! The page of an entity: all that the library tells of it, in rows of which those that lead somewhere can be
//! gone to.

use super::{Aim, Effect, State, Ticket};
use crate::model::{ArticleId, EntityId, EntityKind, EntityRow, Place, Profile};

/// The open page.
#[derive(Clone, Debug)]
pub struct Page {
    /// The entity.
    pub id: EntityId,
    /// Its name.
    pub name: String,
    /// What is told of it; `None` until it has come.
    pub profile: Option<Box<Profile>>,
    /// The rows, from the top.
    pub rows: Vec<PageRow>,
    /// The row one is on.
    pub cursor: usize,
    /// The first row on the screen.
    pub top: usize,
    pub(super) asked: Option<Ticket>,
    /// The pages one came from.
    before: Vec<EntityId>,
}

/// One row of a page; numbers are places in the lists of the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageRow {
    /// The names it goes by.
    Names,
    /// Its titles and roles.
    Roles,
    /// When it was mentioned, as a strip.
    Times,
    /// A heading over what follows.
    Heading(Section),
    /// Somebody or something that the same articles mention.
    Companion(usize),
    /// The first version of a quote.
    Quote(usize),
    /// An article.
    Article(usize),
    /// Nothing.
    Blank,
}

/// A part of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Whom or what of this kind the same articles mention.
    With(EntityKind),
    /// What it is quoted as saying.
    Quotes,
    /// The articles that mention it.
    Articles,
}

impl Page {
    fn new(id: EntityId, name: &str) -> Self {
        Self {
            id,
            name: name.to_owned(),
            profile: None,
            rows: Vec::new(),
            cursor: 0,
            top: 0,
            asked: None,
            before: Vec::new(),
        }
    }

    fn set_profile(&mut self, profile: Box<Profile>) {
        let is_new = self.profile.is_none();
        self.id = profile.entity.id;
        self.name.clone_from(&profile.entity.name);
        self.rows = rows(&profile);
        self.profile = Some(profile);
        if is_new {
            self.cursor = 0;
        }
        self.cursor = self.leading(self.cursor, 1).or(self.leading(self.cursor, -1)).unwrap_or(0);
    }

    /// The first row from `from` on, upwards (`by` -1) or downwards, that leads somewhere.
    fn leading(&self, from: usize, by: isize) -> Option<usize> {
        let leads = |row: &usize| self.rows.get(*row).is_some_and(PageRow::leads);
        match by > 0 {
            true => (from..self.rows.len()).find(leads),
            false => (0..self.rows.len().min(from + 1)).rev().find(leads),
        }
    }

    /// Moves by rows that lead somewhere; `height` is the number of rows on the screen.
    fn move_by(&mut self, by: isize, height: usize) {
        let to = self.cursor.saturating_add_signed(by).min(self.rows.len().saturating_sub(1));
        let found = self.leading(to, by.signum()).or(self.leading(to, -by.signum()));
        let has_moved = found.is_some_and(|found| found != self.cursor);
        self.cursor = found.unwrap_or(self.cursor);
        if !has_moved {
            // What stands above the first such row, or below the last, is to be seen too.
            self.top = self.top.saturating_add_signed(by);
        }
        self.scroll(height, has_moved);
    }

    fn scroll(&mut self, height: usize, follows: bool) {
        let last = self.rows.len().saturating_sub(height.max(1));
        self.top = self.top.min(last);
        if follows || self.cursor >= self.top + height {
            let lowest = (self.cursor + 2).saturating_sub(height);
            self.top = self.top.max(lowest).min(self.cursor.saturating_sub(1)).min(last);
        }
        if self.leading(0, 1) == Some(self.cursor) && self.cursor < height {
            self.top = 0;
        }
    }

    /// The entity as a row of a list; `None` until it has come.
    pub fn as_row(&self) -> Option<EntityRow> {
        let entity = &self.profile.as_ref()?.entity;
        Some(EntityRow {
            id: entity.id,
            kind: entity.kind,
            name: entity.name.clone(),
            here: 0,
            mentions: entity.mentions,
            articles: entity.articles,
            aliases: entity.aliases.iter().map(|alias| alias.surface.clone()).collect(),
        })
    }

    /// Goes to the row at a place on the screen, if it leads somewhere. Returns whether one was there already.
    pub(super) fn click(&mut self, place: usize) -> bool {
        let place = self.top + place;
        let was_there = self.cursor == place;
        if self.rows.get(place).is_some_and(PageRow::leads) {
            self.cursor = place;
            return was_there;
        }
        false
    }

    /// The row one is on.
    pub fn row(&self) -> Option<PageRow> {
        self.rows.get(self.cursor).copied()
    }
}

impl PageRow {
    /// Whether one can go where it tells of.
    pub const fn leads(&self) -> bool {
        matches!(self, Self::Companion(_) | Self::Quote(_) | Self::Article(_))
    }
}

fn rows(profile: &Profile) -> Vec<PageRow> {
    let mut rows = vec![PageRow::Names];
    if !profile.entity.roles.is_empty() {
        rows.push(PageRow::Roles);
    }
    if !profile.days.is_empty() {
        rows.push(PageRow::Times);
    }
    for kind in EntityKind::ALL {
        let all = profile.with.iter().enumerate().filter(|(_, other)| other.kind == kind);
        let all: Vec<PageRow> = all.map(|(at, _)| PageRow::Companion(at)).collect();
        section(&mut rows, Section::With(kind), all);
    }
    section(&mut rows, Section::Quotes, (0..profile.quotes.len()).map(PageRow::Quote).collect());
    let articles = (0..profile.articles.len()).map(PageRow::Article).collect();
    section(&mut rows, Section::Articles, articles);
    rows
}

fn section(rows: &mut Vec<PageRow>, section: Section, of: Vec<PageRow>) {
    if !of.is_empty() {
        rows.extend([PageRow::Blank, PageRow::Heading(section)]);
        rows.extend(of);
    }
}

impl State {
    /// `gP`: the page of whom is meant.
    pub(super) fn open_page(&mut self) {
        let Some(row) = self.who_meant() else {
            return self.tell("nobody is chosen: press * on a name, or gp");
        };
        self.page = Some(Page::new(row.id, &row.name));
        self.want_page();
    }

    /// Asks for the open page, once more after the library changed.
    pub(super) fn want_page(&mut self) {
        let ticket = self.ticket();
        if let Some(page) = &mut self.page {
            page.asked = Some(ticket);
            let id = page.id;
            self.ask(Effect::LoadProfile(ticket, id));
        }
    }

    pub(super) fn take_profile(&mut self, ticket: Ticket, profile: Box<Profile>) {
        if let Some(page) = &mut self.page
            && page.asked.take_if(|asked| *asked == ticket).is_some()
        {
            page.set_profile(profile);
        }
    }

    /// How many rows of a page fit on the screen.
    pub(super) fn page_height(&self) -> usize {
        usize::from(self.compare_areas().body.h)
    }

    pub(super) fn move_on_page(&mut self, by: isize) {
        let height = self.page_height();
        if let Some(page) = &mut self.page {
            page.move_by(by, height);
        }
    }

    /// Goes where the row one is on tells of.
    pub(super) fn go_from_page(&mut self) {
        let Some(page) = &self.page else { return };
        let (Some(profile), Some(row)) = (&page.profile, page.row()) else { return };
        match row {
            PageRow::Companion(at) => {
                let Some(other) = profile.with.get(at) else { return };
                let mut next = Page::new(other.id, &other.name);
                next.before.clone_from(&page.before);
                next.before.push(page.id);
                self.page = Some(next);
                self.want_page();
            }
            PageRow::Quote(at) => {
                let quote = profile.quotes.get(at).and_then(|group| group.first());
                if let Some(passage) = quote.map(|quote| quote.passage) {
                    self.leave_page(passage.article, Aim::Passage(passage.ordinal));
                }
            }
            PageRow::Article(at) => {
                if let Some(Place { article, span }) =
                    profile.articles.get(at).map(|article| article.first)
                {
                    self.leave_page(article, Aim::Mention(span));
                }
            }
            _ => {}
        }
    }

    /// Goes to an article and chooses whose page it was.
    fn leave_page(&mut self, article: ArticleId, aim: Aim) {
        if let Some(page) = self.page.take() {
            self.choose_whom(page.id);
        }
        self.reader.search = None;
        self.jump(article, aim);
    }

    /// Closes the page, or goes back to the one before it. Returns whether there was one.
    pub(super) fn close_page(&mut self) -> bool {
        let Some(mut page) = self.page.take() else { return false };
        if let Some(id) = page.before.pop() {
            let name = self.entities.iter().find(|row| row.id == id).map(|row| row.name.clone());
            let mut back = Page::new(id, &name.unwrap_or_default());
            back.before = page.before;
            self.page = Some(back);
            self.want_page();
        }
        true
    }
}
