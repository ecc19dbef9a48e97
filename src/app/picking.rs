//! Opening a picker and taking a row of it.

use super::{Aim, Effect, Pane, Picker, PickerKind, PickerRows, State};
use crate::keymap::Command;
use crate::model::{EntityId, EntityRow, FormCounts};

impl State {
    pub(super) fn pick(&mut self, kind: PickerKind) {
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
            PickerKind::Quotes => {
                let Some(row) = self.person_meant() else {
                    return self.tell("nobody is chosen: press * on a name, or gp");
                };
                Picker::new(kind, &row.name, PickerRows::Quotes(row.id, Vec::new()))
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
            PickerKind::Commands => {
                Picker::new(kind, "", PickerRows::Keys(self.keymap.help(self.place())))
            }
            PickerKind::Judgements => return self.pick_judgement(),
            PickerKind::Marks | PickerKind::Notes => return self.pick_kept(kind),
            PickerKind::Saved => return self.pick_saved(),
            // These are about something, and opened where that is known.
            PickerKind::SameAs | PickerKind::Merge | PickerKind::Kind | PickerKind::Split => return,
        };
        match &picker.rows {
            PickerRows::Mentions(id, _) => {
                let ticket = self.ticket();
                picker.asked = Some(ticket);
                self.ask(Effect::LoadContext(ticket, *id, usize::MAX));
            }
            PickerRows::Quotes(id, _) => {
                let ticket = self.ticket();
                picker.asked = Some(ticket);
                self.ask(Effect::LoadQuotes(ticket, *id));
            }
            PickerRows::Related(_) => picker.asked = self.reader.related.asked,
            PickerRows::Articles(_) => {
                let open = self.reader.article();
                let place = open.and_then(|open| self.articles.rows.place_of(open));
                picker.list.go_to(place.unwrap_or(0));
            }
            _ => {}
        }
        self.picker = Some(picker);
    }

    pub(super) fn pick_last(&mut self) {
        match self.last_picker.take() {
            Some(picker) => self.picker = Some(picker),
            None => self.tell("no list was open yet"),
        }
    }

    /// The person whose page is open, or the chosen one, or whoever the current mention refers to, or the row of the
    /// sidebar.
    pub(super) fn person_meant(&self) -> Option<EntityRow> {
        if let Some(page) = &self.page {
            return page.as_row();
        }
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
                mentions: FormCounts::default(),
                articles: 0,
                aliases: Vec::new(),
            })
        })
    }

    /// Chooses the one whose mentions or quotes are picked from.
    pub(super) fn choose_whom(&mut self, id: EntityId) {
        if self.chosen.as_ref().is_none_or(|chosen| chosen.id != id) {
            let row = self.entities.iter().find(|row| row.id == id).cloned();
            self.choose(row.as_ref());
        }
    }

    /// Runs `command` once the rows have come that the open picker waits for.
    pub(super) fn wait_for_rows(&mut self, command: Command) {
        if let Some(picker) = self.picker.as_mut().filter(|picker| picker.is_waiting()) {
            picker.waiting = Some(command);
        }
    }

    /// Runs the command that has waited for rows, if they are there.
    pub(super) fn run_waiting(&mut self) {
        let picker = self.picker.as_mut().filter(|picker| !picker.is_waiting());
        if let Some(command) = picker.and_then(|picker| picker.waiting.take()) {
            self.run(command);
        }
    }

    /// Enter in a picker.
    pub(super) fn accept_row(&mut self) {
        let Some(picker) = self.picker.take() else { return };
        // The row that is meant may only come with the answer to what was typed.
        let Some(row) = picker.row().filter(|_| !picker.list.is_waiting()) else {
            self.picker = Some(picker);
            return self.wait_for_rows(Command::Accept);
        };
        if self.accept_judgement(&picker, row) {
            return;
        }
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
                self.choose_whom(*id);
                if let Some(place) = place {
                    self.reader.search = None;
                    self.jump(place.article, Aim::Mention(place.span));
                }
            }
            PickerRows::Quotes(id, rows) => {
                let passage = rows.get(row).map(|row| row.quote.passage);
                self.choose_whom(*id);
                if let Some(passage) = passage {
                    self.jump(passage.article, Aim::Passage(passage.ordinal));
                }
            }
            PickerRows::Hits(hits) => {
                if let Some(hit) = hits.get(row) {
                    let (query, _) = self.understand(picker.list.query().trim());
                    let aim = Aim::Hits(hit.passage.ordinal, query);
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
                    self.go_to_stop(stop);
                }
            }
            PickerRows::Keys(rows) => {
                let command = rows.get(row).map(|row| row.command);
                if let Some(command) = command {
                    return self.run(command);
                }
            }
            PickerRows::Judgements(rows) => match rows.get(row).and_then(|row| row.place) {
                Some((place, _)) => self.jump(place.article, Aim::Mention(place.span)),
                None => self.tell("its place is gone"),
            },
            PickerRows::Marks(_) | PickerRows::Notes(_) => match picker.target() {
                Some(target) => {
                    let passage = target.passage.unwrap_or_default();
                    self.jump(target.article, Aim::Passage(passage));
                }
                None => self.tell("its place is gone"),
            },
            PickerRows::Saved(_) => self.enter_saved(row),
            PickerRows::Kinds | PickerRows::Parts(_) => {}
        }
        self.last_picker = Some(picker);
    }
}
