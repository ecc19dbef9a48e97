//! What each key does: sequences, typed lines, and one arm for every command of the catalogue.

use std::mem::take;

use super::state::Typing;
use super::{
    Aim, Effect, List, ListView, Pane, Picker, PickerKind, PickerRows, Prompt, Search, State, Tab,
};
use crate::keymap::{Command, Key, Place, Resolved};
use crate::model::{EntityKind, EntityRow};

/// How far a movement goes.
#[derive(Clone, Copy)]
enum Far {
    Line(isize),
    Half(isize),
    Page(isize),
}

impl State {
    /// Takes a key.
    pub(super) fn press(&mut self, key: Key) {
        self.notice = None;
        self.pending.push(key);
        match self.keymap.resolve(self.place(), &self.pending) {
            Resolved::Run(command) => {
                self.pending.clear();
                self.run(command);
            }
            Resolved::Pending => {}
            Resolved::Unknown => {
                let is_alone = take(&mut self.pending).len() == 1;
                if let Some(c) = key.typed().filter(|_| is_alone) {
                    self.paste(c.encode_utf8(&mut [0; 4]));
                }
            }
        }
    }

    /// Types text into the line that is being typed, if one is.
    pub(super) fn paste(&mut self, text: &str) {
        if self.place() != Place::Line {
            return;
        }
        if let Some(typing) = self.typing()
            && self.line(typing).is_some_and(|line| line.insert(text))
        {
            self.typed(typing);
        }
    }

    fn line(&mut self, typing: Typing) -> Option<&mut Prompt> {
        match typing {
            Typing::Picker => self.picker.as_mut()?.list.filter.as_mut(),
            Typing::Search => self.reader.search.as_mut().map(|search| &mut search.prompt),
            Typing::Articles => self.articles.list.filter.as_mut(),
            Typing::Sidebar => self.sidebar.list.filter.as_mut(),
        }
    }

    fn run(&mut self, command: Command) {
        match command {
            Command::Down => self.go(Far::Line(1)),
            Command::Up => self.go(Far::Line(-1)),
            Command::Top => self.go_end(false),
            Command::Bottom => self.go_end(true),
            Command::HalfDown => self.go(Far::Half(1)),
            Command::HalfUp => self.go(Far::Half(-1)),
            Command::PageDown => self.go(Far::Page(1)),
            Command::PageUp => self.go(Far::Page(-1)),
            Command::NextPassage => self.reader.step_passage(1, self.reader_height()),
            Command::PreviousPassage => self.reader.step_passage(-1, self.reader_height()),
            Command::Open => self.open_row(),
            Command::Filter => self.filter(),
            Command::Sort => self.sort(),
            Command::NextTab => self.sidebar.set_tab(self.sidebar.tab.next(1)),
            Command::PreviousTab => self.sidebar.set_tab(self.sidebar.tab.next(-1)),
            Command::NextMention => self.step(1),
            Command::PreviousMention => self.step(-1),
            Command::Choose => self.choose_here(),
            Command::NextAnyone => self.step_anyone(1),
            Command::PreviousAnyone => self.step_anyone(-1),
            Command::Search => self.search(),
            Command::NextArticle => self.go_article(1),
            Command::PreviousArticle => self.go_article(-1),
            Command::NextUnread => self.go_unread(1),
            Command::PreviousUnread => self.go_unread(-1),
            Command::NextRelated => self.go_related(1),
            Command::PreviousRelated => self.go_related(-1),
            Command::PickPerson => self.pick(PickerKind::Persons),
            Command::PickArticle => self.pick(PickerKind::Articles),
            Command::PickMention => self.pick(PickerKind::Mentions),
            Command::PickHit => self.pick(PickerKind::Hits),
            Command::PickRelated => self.pick(PickerKind::Related),
            Command::PickStop => self.pick(PickerKind::Trail),
            Command::LastPicker => self.pick_last(),
            Command::Back => self.go_trail(-1),
            Command::Forward => self.go_trail(1),
            Command::Why => self.why(),
            Command::Copy => self.copy(),
            Command::OpenOutside => self.open_outside(),
            Command::NextPane => self.focus_by(1),
            Command::PreviousPane => self.focus_by(-1),
            Command::GoArticles => self.set_focus(Pane::Articles),
            Command::GoReader => self.set_focus(Pane::Reader),
            Command::GoSidebar => self.set_focus(Pane::Sidebar),
            Command::Zen => self.zen(),
            Command::Narrower => self.widen(-2),
            Command::Wider => self.widen(2),
            Command::Help => self.pick(PickerKind::Keys),
            Command::StepBack => {
                if !self.step_back() && self.focus == Pane::Reader && self.chosen.is_some() {
                    self.choose(None);
                }
            }
            Command::BackOrQuit => {
                if !self.step_back() {
                    self.ask(Effect::Quit);
                }
            }
            Command::Accept => self.accept(),
            Command::Cancel => self.cancel(),
            Command::NextRow => self.go_row(1),
            Command::PreviousRow => self.go_row(-1),
            Command::RowsDown => self.go_row(self.visible_rows()),
            Command::RowsUp => self.go_row(-self.visible_rows()),
            Command::LineStart
            | Command::LineEnd
            | Command::CharLeft
            | Command::CharRight
            | Command::WordLeft
            | Command::WordRight
            | Command::DeleteBack
            | Command::DeleteNext
            | Command::DeleteWord
            | Command::DeleteNextWord
            | Command::DeleteToStart
            | Command::DeleteToEnd => self.edit(command),
            Command::CloseCard => self.is_why_open = false,
            Command::QuitNow => self.ask(Effect::Quit),
            Command::Redraw => self.ask(Effect::Redraw),
            Command::Suspend => self.ask(Effect::Suspend),
        }
    }

    fn edit(&mut self, command: Command) {
        if let Some(typing) = self.typing()
            && self.line(typing).is_some_and(|line| line.edit(command))
        {
            self.typed(typing);
        }
    }

    fn go(&mut self, far: Far) {
        let visible = match self.focus {
            Pane::Articles => self.visible_articles(),
            Pane::Reader => self.reader_height(),
            Pane::Sidebar => self.visible_entities(),
        };
        let by = match far {
            Far::Line(by) => by,
            Far::Half(by) => by * (visible / 2).max(2) as isize,
            // Two lines of the old screen stay, to read on from.
            Far::Page(by) => by * visible.saturating_sub(2).max(2) as isize,
        };
        match self.focus {
            Pane::Articles => self.articles.list.move_by(by),
            Pane::Reader => self.reader.scroll(by, visible),
            Pane::Sidebar if self.sidebar.tab == Tab::Related => self.sidebar.related.move_by(by),
            Pane::Sidebar => self.sidebar.list.move_by(by),
        }
    }

    fn go_end(&mut self, is_last: bool) {
        let by = if is_last { isize::MAX } else { isize::MIN };
        match self.focus {
            Pane::Articles => self.articles.list.move_by(by),
            Pane::Reader => self.long_move(|reader| reader.to_end(is_last)),
            Pane::Sidebar if self.sidebar.tab == Tab::Related => self.sidebar.related.move_by(by),
            Pane::Sidebar => self.sidebar.list.move_by(by),
        }
    }

    pub(super) fn set_focus(&mut self, pane: Pane) {
        self.wish.zen &= pane == Pane::Reader;
        self.focus = pane;
    }

    fn focus_by(&mut self, by: isize) {
        let count = Pane::ALL.len() as isize;
        let next = (self.focus as isize + by).rem_euclid(count) as usize;
        self.set_focus(Pane::ALL.get(next).copied().unwrap_or_default());
    }

    fn zen(&mut self) {
        self.wish.zen = !(self.wish.zen && self.focus == Pane::Reader);
        self.focus = Pane::Reader;
    }

    /// Makes the pane with the focus wider; the reader grows at the cost of the articles. A wish that the
    /// screen cannot meet does not grow further.
    fn widen(&mut self, by: i16) {
        let before = (self.wish, self.desk());
        match self.focus {
            Pane::Articles => self.wish.articles_by += by,
            Pane::Reader => self.wish.articles_by -= by,
            Pane::Sidebar => self.wish.sidebar_by += by,
        }
        if self.desk() == before.1 {
            self.wish = before.0;
        }
    }

    /// Enter on a row of the articles or the sidebar.
    fn open_row(&mut self) {
        match self.focus {
            Pane::Articles => {
                if let Some(id) = self.articles.list.current() {
                    if self.reader.article() == Some(id) {
                        self.focus = Pane::Reader;
                    } else {
                        self.jump(id, Aim::Start);
                    }
                }
            }
            Pane::Sidebar if self.sidebar.tab == Tab::Related => {
                if let Some(passage) = self.sidebar.related.current() {
                    self.jump(passage.article, Aim::Passage(passage.ordinal));
                }
            }
            Pane::Sidebar => {
                let row = self.sidebar.list.row().and_then(|row| self.sidebar.row(row)).cloned();
                match row {
                    Some(row) if self.chosen.as_ref().is_some_and(|c| c.id == row.id) => {
                        self.choose(None);
                    }
                    Some(row) => self.choose_and_go(&row),
                    None => {}
                }
            }
            Pane::Reader => {}
        }
    }

    fn filter(&mut self) {
        match self.focus {
            Pane::Articles => self.articles.list.type_filter(),
            Pane::Sidebar if self.sidebar.tab == Tab::Related => {
                self.pick(PickerKind::Related);
            }
            Pane::Sidebar => self.sidebar.list.type_filter(),
            Pane::Reader => {}
        }
    }

    fn sort(&mut self) {
        match self.focus {
            Pane::Articles => {
                self.articles.sort = self.articles.sort.next();
                self.articles.sort(self.chosen.as_ref());
                self.arrange_walk();
                self.tell(format!("articles: {}", self.articles.sort.name()));
            }
            Pane::Sidebar => {
                self.sidebar.sort = self.sidebar.sort.next();
                if self.sidebar.lay_out() {
                    self.refilter(List::Entities, false);
                }
                self.tell(self.sidebar.sort.name());
            }
            Pane::Reader => {}
        }
    }

    fn search(&mut self) {
        if self.reader.sheet.is_some() {
            let (from, is_typing) = (self.reader.stop(), true);
            self.reader.search = Some(Search { from, is_typing, ..Search::default() });
        }
    }

    /// Closes or clears the nearest thing; returns whether there was one.
    fn step_back(&mut self) -> bool {
        let is_cleared = match self.focus {
            Pane::Articles => self.articles.list.clear_filter(),
            Pane::Reader => self.reader.search.take().is_some(),
            Pane::Sidebar => self.sidebar.list.clear_filter(),
        };
        if is_cleared {
            self.arrange_walk();
            return true;
        }
        let is_zen = take(&mut self.wish.zen);
        let desk = self.desk();
        if desk.is_overlay {
            self.focus = Pane::Reader;
        } else if self.focus != Pane::Articles && desk.articles.is_none() && !is_zen {
            self.focus = Pane::Articles;
        } else {
            return is_zen;
        }
        true
    }

    fn accept(&mut self) {
        match self.typing() {
            Some(Typing::Picker) => self.accept_row(),
            Some(Typing::Search) => {
                let here = self.reader.top;
                let Some(search) = &mut self.reader.search else { return };
                search.is_typing = false;
                let (query, found) = (search.prompt.text().to_owned(), search.hits.len());
                let from = search.from.take().filter(|stop| stop.top as usize != here);
                if query.is_empty() {
                    self.reader.search = None;
                } else if found == 0 {
                    self.reader.search = None;
                    self.tell(format!("\"{query}\" is not in this article"));
                } else if let Some(from) = from {
                    self.trail.leave(from);
                }
            }
            Some(Typing::Articles) => accept_filter(&mut self.articles.list),
            Some(Typing::Sidebar) => accept_filter(&mut self.sidebar.list),
            None => {}
        }
    }

    fn cancel(&mut self) {
        match self.typing() {
            Some(Typing::Picker) => self.last_picker = self.picker.take(),
            Some(Typing::Search) => {
                if let Some(from) = self.reader.search.take().and_then(|search| search.from) {
                    self.reader.place(Aim::Stop(from), self.reader_height());
                }
            }
            Some(Typing::Articles) => {
                self.articles.list.clear_filter();
                self.arrange_walk();
            }
            Some(Typing::Sidebar) => {
                self.sidebar.list.clear_filter();
            }
            None => {}
        }
    }

    fn visible_rows(&self) -> isize {
        let rows = match self.typing() {
            Some(Typing::Picker) => self
                .picker
                .as_ref()
                .map_or(0, |picker| usize::from(self.picker_areas(picker.kind).rows.h)),
            Some(Typing::Articles) => self.visible_articles(),
            Some(Typing::Sidebar) => self.visible_entities(),
            Some(Typing::Search) | None => 1,
        };
        rows.max(1) as isize
    }

    fn go_row(&mut self, by: isize) {
        match self.typing() {
            Some(Typing::Picker) => {
                if let Some(picker) = &mut self.picker {
                    picker.list.move_by(by);
                }
            }
            Some(Typing::Search) => self.step(by.signum()),
            Some(Typing::Articles) => self.articles.list.move_by(by),
            Some(Typing::Sidebar) => self.sidebar.list.move_by(by),
            None => {}
        }
    }

    fn pick(&mut self, kind: PickerKind) {
        let mut picker = match kind {
            PickerKind::Persons => Picker::new(kind, "", Picker::persons(&self.entities)),
            PickerKind::Articles => {
                Picker::new(kind, "", PickerRows::Articles(self.articles.rows.clone()))
            }
            PickerKind::Mentions => {
                let Some(row) = self.person_meant() else {
                    return self.tell("nobody is chosen: press * on a name, or gp");
                };
                Picker::new(kind, &row.name, PickerRows::Mentions(row.id, Vec::new()))
            }
            PickerKind::Hits => Picker::new(kind, "", PickerRows::Hits(Vec::new())),
            PickerKind::Related => {
                let related = &self.reader.related;
                if related.rows.is_empty() && related.asked.is_none() {
                    return self.tell("no other article tells this passage");
                }
                Picker::new(kind, "", PickerRows::Related(related.rows.clone()))
            }
            PickerKind::Trail => {
                if self.trail.stops().is_empty() {
                    return self.tell("the trail is still empty");
                }
                let stops = self.trail.stops().iter().rev().cloned().collect();
                Picker::new(kind, "", PickerRows::Trail(stops))
            }
            PickerKind::Keys => {
                Picker::new(kind, "", PickerRows::Keys(self.keymap.help(self.place())))
            }
        };
        match &picker.rows {
            PickerRows::Mentions(id, _) => {
                let ticket = self.ticket();
                picker.asked = Some(ticket);
                self.ask(Effect::LoadContext(ticket, *id));
            }
            PickerRows::Related(_) => picker.asked = self.reader.related.asked,
            PickerRows::Articles(_) => {
                let open = self.reader.article();
                let place = self.articles.rows.iter().position(|row| Some(row.id) == open);
                picker.list.go_to(place.unwrap_or(0) as u32);
            }
            _ => {}
        }
        self.picker = Some(picker);
    }

    fn pick_last(&mut self) {
        match self.last_picker.take() {
            Some(picker) => self.picker = Some(picker),
            None => self.tell("no list was open yet"),
        }
    }

    /// The chosen person, or whoever the current mention refers to, or the row of the sidebar.
    fn person_meant(&self) -> Option<EntityRow> {
        let chosen = self.chosen.as_ref().map(|chosen| chosen.id);
        let sheet = self.reader.sheet.as_ref();
        let marked = || Some(sheet?.mention(self.reader.mention?)?.entity);
        let under_cursor = || self.sidebar.list.current().filter(|_| self.focus == Pane::Sidebar);
        let id = chosen.or_else(marked).or_else(under_cursor)?;
        let rows = self.entities.iter().chain(self.sidebar.entities.iter());
        let known = rows.into_iter().find(|row| row.id == id).cloned();
        known.or_else(|| {
            let chosen = self.chosen.as_ref()?;
            Some(EntityRow {
                id,
                kind: chosen.kind,
                name: chosen.name.clone(),
                here: 0,
                mentions: 0,
                articles: 0,
                aliases: Vec::new(),
            })
        })
    }

    /// Enter in a picker.
    fn accept_row(&mut self) {
        let Some(picker) = self.picker.take() else { return };
        let Some(row) = picker.row() else {
            self.picker = Some(picker);
            return;
        };
        match &picker.rows {
            PickerRows::Persons(..) => {
                if let Some(row) = picker.person().cloned() {
                    self.choose_and_go(&row);
                }
            }
            PickerRows::Articles(rows) => {
                if let Some(row) = rows.get(row) {
                    self.jump(row.id, Aim::Start);
                }
            }
            PickerRows::Mentions(id, lines) => {
                let place = lines.get(row).map(|line| line.place);
                if self.chosen.as_ref().is_none_or(|chosen| chosen.id != *id) {
                    let row = self.entities.iter().find(|row| row.id == *id).cloned();
                    self.choose(row.as_ref());
                }
                if let Some(place) = place {
                    self.reader.search = None;
                    self.jump(place.article, Aim::Mention(place.span));
                }
            }
            PickerRows::Hits(hits) => {
                if let Some(hit) = hits.get(row) {
                    let words = hit.spans.iter().map(|span| span.of(&hit.text).to_owned());
                    let aim = Aim::Words(hit.passage.ordinal, words.collect());
                    self.jump(hit.passage.article, aim);
                }
            }
            PickerRows::Related(rows) => {
                if let Some(row) = rows.get(row) {
                    self.jump(row.passage.article, Aim::Passage(row.passage.ordinal));
                }
            }
            PickerRows::Trail(stops) => {
                if let Some(stop) = stops.get(row).cloned() {
                    if let Some(here) = self.reader.stop() {
                        self.trail.leave(here);
                    }
                    self.restore(stop);
                }
            }
            PickerRows::Keys(rows) => {
                let command = rows.get(row).map(|row| row.command);
                if let Some(command) = command {
                    return self.run(command);
                }
            }
        }
        self.last_picker = Some(picker);
    }

    fn why(&mut self) {
        let Some(sheet) = &self.reader.sheet else { return };
        let first = sheet
            .mentions_in(sheet.span_of(self.reader.passage))
            .find(|&p| sheet.mention(p).is_some_and(|m| m.mention.kind == EntityKind::Person));
        self.reader.mention = self.reader.mention.or(first);
        match self.reader.mention {
            Some(_) => self.is_why_open = true,
            None => self.tell("nobody is named in this passage"),
        }
    }

    /// Copies the current passage with where it is from.
    fn copy(&mut self) {
        let Some(sheet) = &self.reader.sheet else { return };
        let words = sheet.span_of(self.reader.passage).of(sheet.text());
        let article = &sheet.view.article;
        let mut source = vec![article.title.clone()];
        source.extend(article.author.clone());
        source.extend(article.publisher.clone());
        source.extend(article.date.as_ref().map(ToString::to_string).filter(|d| !d.is_empty()));
        source.push(article.url.clone().unwrap_or_else(|| article.key.clone()));
        source.push(format!("¶{}", self.reader.passage + 1));
        let text = format!("{words}\n({})\n", source.join(", "));
        self.ask(Effect::Copy(text));
    }

    /// Opens the original of the row one is on, or else of the open article.
    fn open_outside(&mut self) {
        let row = self.articles.list.current().filter(|_| self.focus == Pane::Articles);
        let open = self.reader.view();
        let target = match row {
            Some(id) if open.is_none_or(|view| view.id != id) => {
                self.articles.row(id).map(|row| row.key.clone())
            }
            _ => open.map(|v| v.article.url.clone().unwrap_or_else(|| v.article.key.clone())),
        };
        if let Some(target) = target {
            self.ask(Effect::OpenOutside(target));
        }
    }
}

/// Ends typing; an empty filter goes.
fn accept_filter<Id: Copy + Eq + std::hash::Hash>(list: &mut ListView<Id>) {
    list.is_typing = false;
    if list.query().trim().is_empty() {
        list.clear_filter();
    }
}
