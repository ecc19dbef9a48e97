//! What each key does: sequences, typed lines, and one arm for every command of the catalogue.

use std::mem::take;

use super::{Aim, Effect, List, Pane, PickerKind, Search, State, Tab};
use crate::keymap::{Command, Key, Resolved};
use crate::model::{EntityKind, Said};

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
        if let Some(picker) = &mut self.picker {
            picker.waiting = None;
        }
        self.pending.push(key);
        match self.keymap.resolve(self.place(), &self.pending) {
            Resolved::Run(command) => {
                self.pending.clear();
                self.run_with(command, key.typed());
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

    pub(super) fn run(&mut self, command: Command) {
        self.run_with(command, None);
    }

    /// Runs a command; `letter` is the one that its last key typed.
    fn run_with(&mut self, command: Command, letter: Option<char>) {
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
            Command::Unfold => self.fold(true),
            Command::Fold => self.fold(false),
            Command::Group => self.group(),
            Command::SaveQuery => self.ask_saved_name(),
            Command::NextSaved => self.go_saved(1),
            Command::PreviousSaved => self.go_saved(-1),
            Command::PickSaved => self.pick(PickerKind::Saved),
            Command::RenameSaved => self.ask_new_name(),
            Command::SortHits => self.sort_hits(),
            Command::FilterPerson => self.filter_who(false),
            Command::ExcludePerson => self.filter_who(true),
            Command::Tier => self.next_tier(),
            Command::NextTab => self.turn_tab(1),
            Command::PreviousTab => self.turn_tab(-1),
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
            Command::PickQuote => self.pick(PickerKind::Quotes),
            Command::PickHit => self.pick(PickerKind::Hits),
            Command::PickRelated => self.pick(PickerKind::Related),
            Command::PickStop => self.pick(PickerKind::Trail),
            Command::Profile => self.open_page(),
            Command::GoThere => self.go_from_page(),
            Command::Commands => self.pick(PickerKind::Commands),
            Command::NextDoubtful => self.go_doubtful(1),
            Command::PreviousDoubtful => self.go_doubtful(-1),
            Command::LastPicker => self.pick_last(),
            Command::Compare => self.compare(),
            Command::CompareRow => self.compare_row(),
            Command::SwapSides => {
                if let Some(compare) = &mut self.compare {
                    compare.swap();
                }
            }
            Command::Back => self.go_trail(-1),
            Command::Forward => self.go_trail(1),
            Command::SameAs => self.say_same(),
            Command::NotThis => {
                self.say_of_mention(|mention, whom| Said::NotThis { mention, whom });
            }
            Command::NewPerson => self.say_of_mention(|mention, _| Said::New { mention }),
            Command::Nobody => self.say_of_mention(|mention, _| Said::Nobody { mention }),
            Command::Rename => self.say_name(),
            Command::Merge => self.say_merge(),
            Command::Split => self.say_split(),
            Command::Kind => self.say_kind(),
            Command::Judgements => self.pick(PickerKind::Judgements),
            Command::Withdraw => self.drop_kept(),
            Command::Undo => self.ask(Effect::Undo),
            Command::Redo => self.ask(Effect::Redo),
            Command::Note => self.note(),
            Command::NewLine | Command::NoteUp | Command::NoteDown => self.edit(command),
            Command::SaveNote => self.save_note(),
            Command::LeaveNote => {
                self.noting = None;
                self.tell("the note is as it was");
            }
            Command::PickNote => self.pick(PickerKind::Notes),
            Command::Mark | Command::GoToMark => {
                let letter = letter.unwrap_or_default();
                match command {
                    Command::Mark => self.mark(letter),
                    _ => self.go_to_mark(letter),
                }
            }
            Command::PickMark => self.pick(PickerKind::Marks),
            Command::Star => self.star(),
            Command::Tags => self.ask_tags(),
            Command::ToggleRead => self.toggle_read(),
            Command::NextNew => self.go_new(1),
            Command::PreviousNew => self.go_new(-1),
            Command::Why => self.why(),
            Command::Copy => self.copy(),
            Command::Pipe => self.ask_pipe(),
            Command::OpenOutside => self.open_outside(),
            Command::NextPane => self.focus_by(1),
            Command::PreviousPane => self.focus_by(-1),
            Command::GoArticles => self.set_focus(Pane::Articles),
            Command::GoReader => self.set_focus(Pane::Reader),
            Command::GoSidebar => self.set_focus(Pane::Sidebar),
            Command::Zen => self.zen(),
            Command::Narrower => self.widen(-2),
            Command::Wider => self.widen(2),
            Command::Mouse => self.turn_mouse(),
            Command::Help => self.pick(PickerKind::Keys),
            Command::StepBack => {
                if !self.step_back(false) && self.focus == Pane::Reader && self.chosen.is_some() {
                    self.choose(None);
                }
            }
            Command::BackOrQuit => {
                // What the articles are filtered by is to be there the next time.
                if !self.step_back(true) {
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
            Command::QuitNow => {
                // What was written is not to be lost by leaving.
                self.save_note();
                self.ask(Effect::Quit);
            }
            Command::Redraw => self.ask(Effect::Redraw),
            Command::Suspend => self.ask(Effect::Suspend),
        }
    }

    fn go(&mut self, far: Far) {
        let height = usize::from(self.compare_areas().body.h);
        let visible = match self.focus {
            _ if self.compare.is_some() || self.page.is_some() => height,
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
        if let Some(compare) = &mut self.compare {
            return compare.scroll(by, height);
        }
        if self.page.is_some() {
            return self.move_on_page(by);
        }
        match self.focus {
            Pane::Articles => self.articles.list.move_by(by),
            Pane::Reader => self.reader.scroll(by, visible),
            Pane::Sidebar if self.sidebar.tab == Tab::Related => self.sidebar.related.move_by(by),
            Pane::Sidebar => self.sidebar.list.move_by(by),
        }
    }

    fn go_end(&mut self, is_last: bool) {
        let by = if is_last { isize::MAX } else { isize::MIN };
        let height = usize::from(self.compare_areas().body.h);
        if let Some(compare) = &mut self.compare {
            return compare.scroll(by, height);
        }
        if self.page.is_some() {
            return self.move_on_page(by);
        }
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
    pub(super) fn open_row(&mut self) {
        match self.focus {
            Pane::Articles => {
                if let Some(id) = self.articles.list.current() {
                    if self.reader.article() == Some(id) {
                        self.focus = Pane::Reader;
                        self.want_hits(self.found_by(&Aim::Start, id));
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
                        self.step(1);
                    }
                    Some(row) => self.choose_and_go(&row),
                    None => {}
                }
            }
            Pane::Reader => {}
        }
    }

    fn turn_tab(&mut self, by: isize) {
        self.sidebar.set_tab(self.sidebar.tab.next(by), self.reader.sheet.as_ref(), self.tier);
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
                if self.sidebar.lay_out(self.reader.sheet.as_ref(), self.tier) {
                    self.refilter(List::Entities, false);
                }
                self.tell(self.sidebar.sort.name());
            }
            Pane::Reader => {}
        }
    }

    /// `^s`: lists what a search in all articles finds in the other order.
    fn sort_hits(&mut self) {
        self.order = self.order.next();
        if let Some(picker) = &mut self.picker {
            picker.list.move_by(isize::MIN);
        }
        self.search_all();
    }

    /// Unfolds or folds the articles that stand together at the cursor.
    fn fold(&mut self, is_open: bool) {
        if !self.articles.list.unfold(is_open) {
            self.tell(if is_open { "nothing is folded here" } else { "nothing to fold here" });
        }
    }

    /// Brings the articles together another way.
    fn group(&mut self) {
        self.articles.group(self.articles.grouping.next());
        self.want_stories();
        self.arrange_walk();
        self.tell(format!("articles: {}", self.articles.grouping.name()));
    }

    /// Counts the mentions of the next tier.
    fn next_tier(&mut self) {
        self.tier = self.tier.next();
        self.reader.set_tier(self.tier);
        if let Some(chosen) = &mut self.chosen {
            chosen.set_tier(self.tier, self.articles.list.passing_ids());
        }
        if self.sidebar.lay_out(self.reader.sheet.as_ref(), self.tier) {
            self.refilter(List::Entities, false);
        }
        if self.articles.sort == super::ArticleSort::Mentions {
            self.articles.sort(self.chosen.as_ref());
            self.arrange_walk();
        }
        self.tell(format!("counting {}", self.tier.name()));
    }

    fn search(&mut self) {
        if self.reader.sheet.is_some() {
            let (from, is_typing) = (self.reader.stop(), true);
            self.reader.search = Some(Search { from, is_typing, ..Search::default() });
        }
    }

    /// Closes or clears the nearest thing; returns whether there was one.
    fn step_back(&mut self, keeps_filters: bool) -> bool {
        if self.close_compare() || self.close_page() {
            return true;
        }
        let is_cleared = match self.focus {
            Pane::Articles if keeps_filters => false,
            Pane::Articles => self.articles.list.clear_filter() || self.drop_who(),
            Pane::Reader => self.reader.clear_hits(),
            Pane::Sidebar => self.sidebar.list.clear_filter(),
        };
        if is_cleared {
            self.want_fields(false);
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
}
