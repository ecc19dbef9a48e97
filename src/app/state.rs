//! All that the reader of the screen can see or come back to, in one value.

use std::mem::take;
use std::sync::Arc;

use super::doubtful::Doubtful;
use super::geometry::{self, Area, ArticlesBody, Border, Desk, SidebarParts};
use super::session::{History, Restoring};
use super::{
    Articles, Asking, Chosen, Compare, Effect, Noting, Page, Pane, Picker, PickerKind, Preview,
    PreviewOf, Reader, Sheet, Sidebar, Ticket, Tier, Trail, Wish,
};
use crate::keymap::{Key, Keymap, Place};
use crate::model::{ArticleId, EntityRow, Progress};
use crate::query::Order;

/// Milliseconds after which what is on the screen counts as read, unless set otherwise.
pub const READ_AFTER: u64 = 3000;

/// The state of the reader.
#[derive(Clone, Debug)]
pub struct State {
    /// Width and height of the screen, in cells.
    pub screen: (u16, u16),
    /// The widest line of text, in cells.
    pub text_width: u16,
    /// Whether the terminal opens addresses.
    pub has_links: bool,
    /// Whether everything is told in words, in one column.
    pub is_plain: bool,
    /// Which key runs which command.
    pub keymap: Keymap,
    /// The pane that has the keys.
    pub focus: Pane,
    /// What is wished of the panes.
    pub wish: Wish,
    /// The article pane.
    pub articles: Articles,
    /// The reader pane.
    pub reader: Reader,
    /// The sidebar.
    pub sidebar: Sidebar,
    /// All entities of the library.
    pub entities: Arc<Vec<EntityRow>>,
    /// Which mentions count.
    pub tier: Tier,
    /// Who is chosen.
    pub chosen: Option<Chosen>,
    /// In which order a search in all articles lists what it finds.
    pub order: Order,
    /// The open picker.
    pub picker: Option<Picker>,
    /// The picker closed last.
    pub last_picker: Option<Picker>,
    /// What is compared.
    pub compare: Option<Compare>,
    /// The open page of an entity.
    pub page: Option<Page>,
    pub(super) doubtful: Doubtful,
    pub(super) history: History,
    pub(super) restoring: Restoring,
    /// A line that is typed for something.
    pub asking: Option<Asking>,
    /// The note that is being written.
    pub noting: Option<Noting>,
    /// The mark one is on the way to.
    pub(super) going_to: Option<(Ticket, char)>,
    /// What has been on the screen since when: the request to be woken, the article, its first line and how many.
    pub(super) dwelling: Option<(Ticket, (ArticleId, usize, usize))>,
    /// Milliseconds after which what is on the screen counts as read.
    pub read_after: u64,
    /// Whether the card that says why a mention is who it is lies open.
    pub is_why_open: bool,
    /// The reader's jumps.
    pub trail: Trail,
    /// Whether the mouse is ours and not the terminal's.
    pub has_mouse: bool,
    /// The border that is being dragged.
    pub(super) dragged: Option<Border>,
    /// Keys of a sequence not yet complete.
    pub pending: Vec<Key>,
    /// Something told in the status line until the next key.
    pub notice: Option<Notice>,
    /// How far the index run is.
    pub progress: Option<Progress>,
    /// When its stage began, in seconds of the run.
    pub(super) stage_since: f32,
    pub(super) requests: Requests,
    /// A step along the walk that waits for the places of the chosen person.
    pub(super) waiting_step: Option<isize>,
    pub(super) asked: Vec<Effect>,
    last_ticket: u64,
}

/// Something to tell, in one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// What was done, or why nothing was.
    Told(String),
    /// What went wrong.
    Wrong(String),
}

/// Requests under way that may come more than once while an answer is awaited.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Requests {
    pub(super) articles: Request,
    pub(super) stories: Request,
    pub(super) entities: Request,
    pub(super) places: Request,
    pub(super) saved: Request,
    pub(super) counts: Request,
}

/// A request that is asked again, once, when its answer has come and it was wanted meanwhile: so an
/// answer is never thrown away while the library changes faster than it answers.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Request {
    asked: Option<Ticket>,
    is_wanted_again: bool,
}

impl Request {
    /// Returns whether to ask now, under `ticket`.
    pub(super) fn want(&mut self, ticket: Ticket) -> bool {
        self.is_wanted_again = self.asked.is_some();
        if !self.is_wanted_again {
            self.asked = Some(ticket);
        }
        !self.is_wanted_again
    }

    /// Asks under `ticket` now; an answer still on its way is no longer wanted.
    pub(super) fn replace(&mut self, ticket: Ticket) {
        *self = Self { asked: Some(ticket), is_wanted_again: false };
    }

    /// Whether `ticket` is the one waited for.
    pub(super) fn is(&self, ticket: Ticket) -> bool {
        self.asked == Some(ticket)
    }

    /// Whether nothing is waited for.
    pub(super) fn is_idle(&self) -> bool {
        self.asked.is_none()
    }

    /// Ends the request; returns whether it has to be asked again.
    pub(super) fn end(&mut self) -> bool {
        take(self).is_wanted_again
    }
}

/// Where the keys go that type text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typing {
    /// The open picker.
    Picker,
    /// A line for something.
    Asking,
    /// The search in the article.
    Search,
    /// The filter of the article pane.
    Articles,
    /// The filter of the sidebar.
    Sidebar,
}

impl State {
    /// The state before anything is loaded, for a screen of these cells, and the first requests.
    pub fn new(keymap: Keymap, screen: (u16, u16)) -> (Self, Vec<Effect>) {
        let mut state = Self {
            screen,
            text_width: geometry::WIDEST_TEXT,
            has_links: false,
            is_plain: false,
            keymap,
            focus: Pane::default(),
            wish: Wish::default(),
            articles: Articles::default(),
            reader: Reader::default(),
            sidebar: Sidebar::default(),
            entities: Arc::default(),
            tier: Tier::default(),
            chosen: None,
            order: Order::default(),
            picker: None,
            last_picker: None,
            compare: None,
            page: None,
            doubtful: Doubtful::default(),
            history: History::default(),
            restoring: Restoring::default(),
            asking: None,
            noting: None,
            going_to: None,
            dwelling: None,
            read_after: READ_AFTER,
            is_why_open: false,
            trail: Trail::default(),
            has_mouse: true,
            dragged: None,
            pending: Vec::new(),
            notice: None,
            progress: None,
            stage_since: 0.0,
            requests: Requests::default(),
            waiting_step: None,
            asked: Vec::new(),
            last_ticket: 0,
        };
        state.reload();
        let asked = take(&mut state.asked);
        (state, asked)
    }

    /// Where the keys go.
    pub fn place(&self) -> Place {
        if self.is_why_open {
            return Place::Card;
        }
        if self.noting.is_some() {
            return Place::Note;
        }
        match (self.typing(), self.focus) {
            (Some(Typing::Picker), _) if self.picks(PickerKind::Related) => Place::Related,
            (Some(Typing::Picker), _) if self.picks_kept() => Place::Kept,
            (Some(Typing::Picker), _) if self.picks(PickerKind::Saved) => Place::Saved,
            (Some(Typing::Picker), _) if self.picks_full_text() => Place::Hits,
            (Some(_), _) => Place::Line,
            _ if self.compare.is_some() => Place::Compare,
            _ if self.page.is_some() => Place::Profile,
            (None, Pane::Articles) => Place::Articles,
            (None, Pane::Reader) => Place::Reader,
            (None, Pane::Sidebar) => Place::Sidebar,
        }
    }

    fn picks_kept(&self) -> bool {
        let kinds = [PickerKind::Judgements, PickerKind::Marks, PickerKind::Notes];
        kinds.into_iter().any(|kind| self.picks(kind))
    }

    pub(super) fn picks_full_text(&self) -> bool {
        self.picks(PickerKind::Hits)
    }

    fn picks(&self, kind: PickerKind) -> bool {
        self.picker.as_ref().is_some_and(|picker| picker.kind == kind)
    }

    /// The line that is being typed.
    pub fn typing(&self) -> Option<Typing> {
        if self.picker.is_some() {
            return Some(Typing::Picker);
        }
        if self.asking.is_some() {
            return Some(Typing::Asking);
        }
        if self.compare.is_some() || self.page.is_some() {
            return None;
        }
        match self.focus {
            Pane::Reader if self.reader.search.as_ref().is_some_and(|search| search.is_typing) => {
                Some(Typing::Search)
            }
            Pane::Articles if self.articles.list.is_typing => Some(Typing::Articles),
            Pane::Sidebar if self.sidebar.list.is_typing => Some(Typing::Sidebar),
            _ => None,
        }
    }

    /// Where the panes are.
    pub fn desk(&self) -> Desk {
        geometry::desk(self.screen.0, self.screen.1, self.wish, self.focus)
    }

    /// Where the reader is, or would be if it had the focus.
    pub fn reader_area(&self) -> Area {
        let (w, h) = self.screen;
        self.desk()
            .reader
            .or_else(|| geometry::desk(w, h, self.wish, Pane::Reader).reader)
            .unwrap_or_default()
    }

    /// How many lines of text the reader shows.
    pub fn reader_height(&self) -> usize {
        usize::from(self.reader_area().body().h)
    }

    /// The rows of the article pane that fit on the screen; a row takes two lines.
    pub fn visible_articles(&self) -> usize {
        let area = self.desk().articles.unwrap_or_default();
        usize::from(self.articles_body(area).rows.h / if self.is_plain { 1 } else { 2 })
    }

    /// The article pane below its heading ([`geometry::articles_body`]).
    pub fn articles_body(&self, pane: Area) -> ArticlesBody {
        let articles = &self.articles;
        let has = [articles.list.filter.is_some(), !articles.who.is_empty()];
        geometry::articles_body(pane, has, articles.saved.queries.len())
    }

    /// The rows of the sidebar's tab that fit on the screen.
    pub fn visible_entities(&self) -> usize {
        usize::from(self.entities_area().h / self.entity_height())
    }

    fn entities_area(&self) -> Area {
        let desk = self.desk();
        self.sidebar_parts(desk.sidebar.unwrap_or_default(), desk.is_overlay).rows
    }

    /// The parts of the sidebar ([`geometry::sidebar`]).
    pub fn sidebar_parts(&self, pane: Area, is_overlay: bool) -> SidebarParts {
        let has_filter = self.sidebar.list.filter.is_some();
        geometry::sidebar(pane, is_overlay, has_filter, self.shows_related_below())
    }

    /// The lines each entity takes: two, with a strip below its name, where all of them fit so.
    pub fn entity_height(&self) -> u16 {
        let all = self.sidebar.rows().count();
        let is_roomy = !self.is_plain
            && self.reader.sheet.is_some()
            && all * 2 <= usize::from(self.entities_area().h);
        if is_roomy { 2 } else { 1 }
    }

    /// The related passages that fit on the screen while their tab is shown; each takes two lines.
    pub(super) fn visible_related(&self) -> usize {
        usize::from(self.entities_area().h / if self.is_plain { 1 } else { 2 })
    }

    /// Whether the sidebar lists the related passages below the entities.
    pub fn shows_related_below(&self) -> bool {
        !self.is_plain && self.sidebar.tab.kind().is_some() && !self.reader.related.rows.is_empty()
    }

    /// The parts of the open picker.
    pub fn picker_areas(&self, kind: PickerKind) -> geometry::PickerAreas {
        geometry::picker(self.screen.0, self.screen.1, kind.wants_width(), kind.has_preview())
    }

    /// Tells everything in words from now on, in one column.
    pub fn set_plain(&mut self) {
        self.is_plain = true;
        self.wish.alone = true;
    }

    pub(super) fn ticket(&mut self) -> Ticket {
        self.last_ticket += 1;
        Ticket(self.last_ticket)
    }

    pub(super) fn ask(&mut self, effect: Effect) {
        self.asked.push(effect);
    }

    pub(super) fn tell(&mut self, what: impl Into<String>) {
        self.notice = Some(Notice::Told(what.into()));
    }

    /// Brings what follows from the rest up to date: wrapping, scrolling, the related passages, the
    /// preview, what counts as read. Every `update` ends with it.
    pub(super) fn settle(&mut self) {
        let width = geometry::text_column(self.reader_area(), self.text_width).w;
        let height = self.reader_height();
        self.reader.rewrap(width, self.tier);
        self.reader.clamp(height);
        self.dwell();
        self.want_related();
        let (articles, entities) = (self.visible_articles(), self.visible_entities());
        self.articles.list.scroll(articles);
        self.sidebar.list.scroll(entities);
        self.sidebar.related.scroll(self.visible_related());
        let areas = self.compare_areas();
        if let Some(compare) = &mut self.compare {
            compare.lay_out(&areas);
        }
        self.want_preview();
    }

    /// The open article counts as read.
    pub(super) fn mark_read(&mut self) {
        if let Some(id) = self.reader.article()
            && self.articles.mark_read(id)
        {
            self.ask(Effect::MarkRead(id));
            self.read_all(id);
        }
    }

    /// Asks for the related passages when the current passage is another one.
    fn want_related(&mut self) {
        let here = self.reader.passage_ref();
        if self.reader.related.of == here && !self.reader.related.is_stale {
            return;
        }
        let ticket = self.ticket();
        let related = &mut self.reader.related;
        related.is_stale = false;
        related.asked = here.map(|_| ticket);
        // Those of the same passage are shown until the new ones come.
        if related.of != here {
            related.of = here;
            related.rows.clear();
            self.sidebar.set_related(&[]);
        }
        if let Some(passage) = here {
            self.ask(Effect::LoadRelated(ticket, passage));
        }
    }

    /// Scrolls the picker and asks for the preview of the row one is on.
    fn want_preview(&mut self) {
        let Some(kind) = self.picker.as_ref().map(|picker| picker.kind) else { return };
        let areas = self.picker_areas(kind);
        let ticket = self.ticket();
        let open = self.reader.sheet.as_ref().map(|sheet| Arc::clone(&sheet.view));
        let tier = self.tier;
        let Some(picker) = &mut self.picker else { return };
        picker.list.scroll(usize::from(areas.rows.h));
        let Some(area) = areas.preview else { return };
        let width = geometry::text_column(area, self.text_width).w;
        if let Preview::Article(sheet) = &mut picker.preview
            && sheet.width != width
        {
            **sheet = Sheet::new(Arc::clone(&sheet.view), width, tier);
        }
        let Some(wanted) = picker.wants_preview() else {
            picker.preview = Preview::None;
            picker.asked_preview = None;
            return;
        };
        if picker.shows(wanted) || picker.asked_preview.is_some_and(|(_, of)| of == wanted) {
            return;
        }
        picker.asked_preview = None;
        let effect = match wanted {
            PreviewOf::Article(id) => {
                if let Some(view) = open.filter(|view| view.id == id) {
                    picker.preview = Preview::Article(Box::new(Sheet::new(view, width, tier)));
                    return;
                }
                Effect::Preview(ticket, id)
            }
            PreviewOf::Person(id) => Effect::LoadContext(ticket, id, usize::from(area.h)),
        };
        picker.asked_preview = Some((ticket, wanted));
        self.ask(effect);
    }
}
