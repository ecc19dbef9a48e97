//! Lines that are typed: which one has the keys, editing it, taking it or leaving it, and moving in the
//! list it belongs to.

use std::hash::Hash;

use super::state::Typing;
use super::{Aim, Asked, Asking, ListView, Picker, PickerRows, Prompt, State, Stop};
use crate::keymap::Command;

impl State {
    /// Types text into the line that is being typed, if one is.
    pub(super) fn paste(&mut self, text: &str) {
        if let Some(noting) = &mut self.noting {
            if !noting.insert(text) {
                self.tell("a note takes no more than 100,000 bytes");
            }
            return;
        }
        if !self.place().is_line() {
            return;
        }
        if let Some(typing) = self.typing()
            && self.line(typing).is_some_and(|line| line.insert(text))
        {
            self.leave_history();
            self.typed(typing);
        }
    }

    pub(super) fn line(&mut self, typing: Typing) -> Option<&mut Prompt> {
        match typing {
            Typing::Picker => self.picker.as_mut()?.list.filter.as_mut(),
            Typing::Asking => self.asking.as_mut().map(|asking| &mut asking.prompt),
            Typing::Search => self.reader.search.as_mut().map(|search| &mut search.prompt),
            Typing::Articles => self.articles.list.filter.as_mut(),
            Typing::Sidebar => self.sidebar.list.filter.as_mut(),
        }
    }

    pub(super) fn edit(&mut self, command: Command) {
        if let Some(noting) = &mut self.noting {
            return noting.edit(command);
        }
        if let Some(typing) = self.typing()
            && self.line(typing).is_some_and(|line| line.edit(command))
        {
            self.leave_history();
            self.typed(typing);
        }
    }

    pub(super) fn accept(&mut self) {
        if let Some(typing) = self.typing() {
            let line = self.line(typing).map(|line| line.text().to_owned());
            self.remember_line(typing, &line.unwrap_or_default());
        }
        match self.typing() {
            Some(Typing::Picker) => self.accept_row(),
            Some(Typing::Asking) => self.accept_asked(),
            Some(Typing::Search) => {
                let here = self.reader.stop();
                let Some(search) = &mut self.reader.search else { return };
                search.is_typing = false;
                let (query, found) = (search.prompt.text().to_owned(), search.hits.len());
                let has_moved = |from: &Stop| here.is_none_or(|here| here.top != from.top);
                let from = search.from.take().filter(has_moved);
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

    fn accept_asked(&mut self) {
        let Some(Asking { of, prompt, .. }) = self.asking.take() else { return };
        match of {
            Asked::Name(whom, was) => self.accept_name(whom, &was, prompt.text()),
            Asked::Tags(article) => self.accept_tags(article, prompt.text()),
            Asked::Pipe => self.pipe_to(prompt.text()),
            Asked::SavedName(query) => self.save_query(query, prompt.text()),
            Asked::NewName(name) => self.rename_saved(&name, prompt.text()),
        }
    }

    pub(super) fn cancel(&mut self) {
        self.leave_history();
        match self.typing() {
            Some(Typing::Picker) => {
                let picker = self.picker.take();
                let is_kept = |picker: &Picker| {
                    !matches!(picker.rows, PickerRows::Keys(_)) && picker.subject.is_none()
                };
                if picker.as_ref().is_some_and(is_kept) {
                    self.last_picker = picker;
                }
            }
            Some(Typing::Asking) => self.asking = None,
            Some(Typing::Search) => {
                if let Some(from) = self.reader.search.take().and_then(|search| search.from) {
                    self.reader.place(Aim::Stop(from), self.reader_height());
                }
            }
            Some(Typing::Articles) => {
                self.articles.list.clear_filter();
                self.want_fields(false);
                self.arrange_walk();
            }
            Some(Typing::Sidebar) => {
                self.sidebar.list.clear_filter();
            }
            None => {}
        }
    }

    pub(super) fn visible_rows(&self) -> isize {
        let rows = match self.typing() {
            Some(Typing::Picker) => self
                .picker
                .as_ref()
                .map_or(0, |picker| usize::from(self.picker_areas(picker.kind).rows.h)),
            Some(Typing::Articles) => self.visible_articles(),
            Some(Typing::Sidebar) => self.visible_entities(),
            Some(Typing::Asking | Typing::Search) | None => 1,
        };
        rows.max(1) as isize
    }

    pub(super) fn go_row(&mut self, by: isize) {
        if by.abs() == 1 && self.recall(by) {
            return;
        }
        match self.typing() {
            Some(Typing::Picker) => {
                if let Some(picker) = &mut self.picker {
                    picker.list.move_by(by);
                }
            }
            Some(Typing::Search) => self.step(by.signum()),
            Some(Typing::Articles) => self.articles.list.move_by(by),
            Some(Typing::Sidebar) => self.sidebar.list.move_by(by),
            Some(Typing::Asking) | None => {}
        }
    }
}

/// Ends typing; an empty filter goes.
fn accept_filter<Id: Copy + Eq + Hash>(list: &mut ListView<Id>) {
    list.is_typing = false;
    if list.query().trim().is_empty() {
        list.clear_filter();
    }
}
