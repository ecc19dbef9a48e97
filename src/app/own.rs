//! What the reader makes of articles: notes, marks, stars, tags, what is read and what is new.

use tui_textarea::{CursorMove, TextArea};

use super::{
    Aim, Asked, Asking, Effect, Pane, Picker, PickerKind, PickerRows, Prompt, Sheet, State, Ticket,
};
use crate::keymap::Command;
use crate::model::{Anchor, ArticleId, ArticleLine, Kept, Mark, Note, PassageKind};
use crate::text::{Span, wording};

/// Bytes of a passage by which it is found again.
const HEAD: usize = 120;

/// The most bytes of a note.
const MOST_NOTE: usize = 100_000;

/// A note that is being written.
#[derive(Clone, Debug)]
pub struct Noting {
    /// Where it is.
    pub anchor: Anchor,
    /// What it is on, for the heading: a title, and the passage.
    pub on: String,
    /// The passage it is on; `None` for an article as a whole.
    pub passage: Option<u32>,
    /// The article.
    pub article: ArticleId,
    /// The text area, to be drawn.
    pub area: TextArea<'static>,
}

/// The labels of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowLabels {
    /// Whether it counts as read.
    pub is_read: bool,
    /// Whether it has a star.
    pub is_starred: bool,
    /// Whether it has a note.
    pub has_note: bool,
    /// Its tags, sorted.
    pub tags: Vec<String>,
}

/// The anchor of a passage: its first words.
pub(super) fn passage_anchor(sheet: &Sheet, passage: u32) -> Anchor {
    let span = sheet.span_of(passage);
    let mut end = (span.start() + HEAD).min(span.end());
    while !sheet.text().is_char_boundary(end) {
        end -= 1;
    }
    Anchor::new(&sheet.view.article.key, sheet.text(), Span::at(span.start(), end))
}

impl Noting {
    fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Types text; returns whether it fitted.
    pub(super) fn insert(&mut self, text: &str) -> bool {
        let size: usize = self.area.lines().iter().map(|line| line.len() + 1).sum();
        let fits = size + text.len() <= MOST_NOTE;
        if fits {
            let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', "    ");
            // Control characters are shown, never kept.
            let lines: Vec<_> = text.split('\n').map(crate::text::visible).collect();
            self.area.insert_str(lines.join("\n"));
        }
        fits
    }

    /// Runs an editing command.
    pub(super) fn edit(&mut self, command: Command) {
        let area = &mut self.area;
        match command {
            Command::NewLine => area.insert_newline(),
            Command::NoteUp => area.move_cursor(CursorMove::Up),
            Command::NoteDown => area.move_cursor(CursorMove::Down),
            _ => {
                super::prompt::edit(area, command);
            }
        }
    }
}

impl State {
    /// `e`: writes a note on the current passage, or in the article pane on the article.
    pub(super) fn note(&mut self) {
        let noting = match self.focus {
            Pane::Articles => self.note_on_article(),
            _ => self.note_on_passage(),
        };
        match noting {
            Some(noting) => self.noting = Some(noting),
            None => self.tell("open an article first"),
        }
    }

    fn note_on_article(&self) -> Option<Noting> {
        let article = self.articles.list.current()?;
        let row = self.articles.row(article)?;
        if self.reader.article() != Some(article) && self.articles.labels(&row).has_note {
            // What it says is known once it is open.
            return None;
        }
        // The key of an article that is not open is found where the note is kept.
        let key =
            self.reader.view().filter(|view| view.id == article).map(|view| &*view.article.key);
        let (on, anchor) = (row.title.to_owned(), Anchor::of_article(key.unwrap_or("")));
        Some(Noting { area: self.note_area(&anchor), anchor, on, passage: None, article })
    }

    fn note_on_passage(&self) -> Option<Noting> {
        let sheet = self.reader.sheet.as_ref().filter(|sheet| sheet.passages() > 0)?;
        let passage = self.reader.passage;
        // A note on this passage is found by its place, for its words may have changed since.
        let notes = &self.reader.own.notes;
        let known = notes.iter().find(|(on, _)| *on == Some(passage));
        let anchor =
            known.map_or_else(|| passage_anchor(sheet, passage), |(_, note)| note.anchor.clone());
        let on = format!("{} ¶{}", sheet.view.article.title, passage + 1);
        let area = self.note_area(&anchor);
        Some(Noting { area, anchor, on, passage: Some(passage), article: sheet.view.id })
    }

    /// An area with what the note at `anchor` says so far.
    fn note_area(&self, anchor: &Anchor) -> TextArea<'static> {
        let known = self.reader.own.notes.iter().find(|(_, note)| note.anchor == *anchor);
        let lines = known.map_or("", |(_, note)| note.text.as_str()).split('\n').map(str::to_owned);
        let mut area = TextArea::new(lines.collect());
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        area
    }

    /// Keeps the note that is being written; an empty one is taken away.
    pub(super) fn save_note(&mut self) {
        let Some(noting) = self.noting.take() else { return };
        let text = noting.text().trim_end().to_owned();
        let note = Note { anchor: noting.anchor, text, at: 0 };
        let notes = &mut self.reader.own.notes;
        let known = notes.iter().position(|(_, other)| other.anchor == note.anchor);
        let before = known.map(|at| notes.swap_remove(at).1.text);
        if before.as_ref().map_or("", String::as_str) == note.text {
            let same = before.map(|_| (noting.passage, note));
            self.reader.own.notes.extend(same);
            return self.tell("the note is as it was");
        }
        let is_gone = note.text.is_empty();
        if !is_gone && self.reader.article() == Some(noting.article) {
            self.reader.own.notes.push((noting.passage, note.clone()));
        }
        let has_note = !is_gone || !self.reader.own.notes.is_empty();
        self.articles.change_labels(noting.article, |labels| labels.has_note = has_note);
        self.ask(match note.anchor.key.is_empty() {
            true => Effect::PutNoteOn(noting.article, note.text),
            false => Effect::PutNote(Box::new(note)),
        });
    }

    /// `m{a-zA-Z}`: marks the current passage.
    pub(super) fn mark(&mut self, letter: char) {
        let Some(sheet) = self.reader.sheet.as_ref().filter(|sheet| sheet.passages() > 0) else {
            return self.tell("open an article first");
        };
        let anchor = passage_anchor(sheet, self.reader.passage);
        self.ask(Effect::SetMark(Box::new(Mark { letter, anchor })));
    }

    /// `'{a-zA-Z}`: goes to a mark.
    pub(super) fn go_to_mark(&mut self, letter: char) {
        let ticket = self.ticket();
        self.going_to = Some((ticket, letter));
        self.ask(Effect::LoadMarks(ticket));
    }

    /// `''` and `gn`: the marks, the notes.
    pub(super) fn pick_kept(&mut self, kind: PickerKind) {
        let rows = match kind {
            PickerKind::Notes => PickerRows::Notes(Vec::new()),
            _ => PickerRows::Marks(Vec::new()),
        };
        let mut picker = Picker::new(kind, "", rows);
        let ticket = self.ticket();
        picker.asked = Some(ticket);
        self.ask(match kind {
            PickerKind::Notes => Effect::LoadNotes(ticket),
            _ => Effect::LoadMarks(ticket),
        });
        self.picker = Some(picker);
    }

    pub(super) fn take_marks(&mut self, ticket: Ticket, mut marks: Vec<Kept<Mark>>) {
        let here = self.reader.view().map(|view| view.article.key.clone()).unwrap_or_default();
        if let Some((_, letter)) = self.going_to.take_if(|(asked, _)| *asked == ticket) {
            let is_it = |kept: &&Kept<Mark>| {
                let mark = &kept.what;
                mark.letter == letter && (mark.is_everywhere() || mark.anchor.key == here)
            };
            return match marks.iter().find(is_it) {
                Some(Kept { passage: Some(passage), .. }) => {
                    self.jump(passage.article, Aim::Passage(passage.ordinal));
                }
                Some(_) => self.tell(format!("the place of {letter} is gone")),
                None => self.tell(format!("{letter} marks nothing")),
            };
        }
        if let Some(picker) = &mut self.picker
            && picker.asked.take_if(|asked| *asked == ticket).is_some()
        {
            // Those of this article first, then the capitals.
            marks.sort_by_key(|kept| (kept.what.anchor.key != here, !kept.what.is_everywhere()));
            picker.set_rows(PickerRows::Marks(marks));
        }
    }

    pub(super) fn take_notes(&mut self, ticket: Ticket, notes: Vec<Kept<Note>>) {
        if let Some(picker) = &mut self.picker
            && picker.asked.take_if(|asked| *asked == ticket).is_some()
        {
            picker.set_rows(PickerRows::Notes(notes));
        }
    }

    /// Takes the mark or note away that one is on in the list of them.
    pub(super) fn drop_kept(&mut self) {
        let Some(picker) = &self.picker else { return };
        let Some(row) = picker.row() else { return };
        match &picker.rows {
            PickerRows::Marks(marks) => {
                let Some(kept) = marks.get(row) else { return };
                self.ask(Effect::DropMark(Box::new(kept.what.clone())));
                self.pick_kept(PickerKind::Marks);
            }
            PickerRows::Notes(notes) => {
                let Some(kept) = notes.get(row) else { return };
                let note = Note { text: String::new(), ..kept.what.clone() };
                self.reader.own.notes.retain(|(_, other)| other.anchor != note.anchor);
                self.ask(Effect::PutNote(Box::new(note)));
                self.pick_kept(PickerKind::Notes);
            }
            PickerRows::Judgements(_) => self.withdraw(),
            PickerRows::Saved(rows) => {
                let Some(name) = rows.get(row).map(|saved| saved.name.clone()) else { return };
                self.drop_saved(&name);
            }
            _ => {}
        }
    }

    /// The article that a label is for: the row one is on in the article pane, else the open one.
    pub(super) fn article_meant(&self) -> Option<ArticleLine<'_>> {
        let row = self.articles.list.current().filter(|_| self.focus == Pane::Articles);
        self.articles.row(row.or(self.reader.article())?)
    }

    /// `s`: gives the article a star, or takes it.
    pub(super) fn star(&mut self) {
        let Some(row) = self.article_meant() else { return };
        let id = row.id;
        let is_starred = !self.articles.labels(&row).is_starred;
        self.articles.change_labels(id, |labels| labels.is_starred = is_starred);
        self.ask(Effect::SetStar(id, is_starred));
    }

    /// `r`: the article counts as read, or as unread again.
    pub(super) fn toggle_read(&mut self) {
        let Some(row) = self.article_meant() else { return };
        let id = row.id;
        let is_read = !self.articles.labels(&row).is_read;
        self.articles.change_labels(id, |labels| labels.is_read = is_read);
        if is_read {
            self.read_all(id);
        }
        self.ask(Effect::SetRead(id, is_read));
    }

    /// All passages of the open article count as read.
    pub(super) fn read_all(&mut self, id: ArticleId) {
        if self.reader.article() == Some(id) {
            self.reader.own.read.iter_mut().for_each(|read| *read = true);
        }
    }

    /// `t`: the tags of the article, to be typed.
    pub(super) fn ask_tags(&mut self) {
        let Some(row) = self.article_meant() else { return };
        let tags: Vec<String> =
            self.articles.labels(&row).tags.iter().map(|tag| format!("#{tag}")).collect();
        let (of, label) = (Asked::Tags(row.id), "tags ".to_owned());
        let prompt = Prompt::with(&tags.join(" "));
        self.asking = Some(Asking { of, label, prompt });
    }

    /// Takes the typed tags.
    pub(super) fn accept_tags(&mut self, id: ArticleId, typed: &str) {
        let words = typed.split(|c: char| c.is_whitespace() || c == ',' || c == '#');
        let mut tags: Vec<String> =
            words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
        tags.sort_unstable();
        tags.dedup();
        if !self.articles.holds(id) {
            return;
        }
        self.articles.change_labels(id, |labels| labels.tags.clone_from(&tags));
        self.ask(Effect::SetTags(id, tags));
        // The filter finds tags, too.
        self.articles.list.fold_anew();
        self.refilter(super::List::Articles, false);
    }

    /// `]n` and `[n`: to the next or previous passage that is new, here or in the articles shown.
    pub(super) fn go_new(&mut self, by: isize) {
        let Some(sheet) = &self.reader.sheet else { return };
        let own = &self.reader.own;
        let is_new = |passage: &u32| {
            sheet.kind_of(*passage) != PassageKind::Furniture && own.is_new(*passage)
        };
        let (at, count) = (self.reader.passage, sheet.passages() as u32);
        let next = match by > 0 {
            true => (at + 1..count).find(is_new),
            false => (0..at).rev().find(is_new),
        };
        if let (Some(passage), Some(article)) = (next, self.reader.article()) {
            return self.jump(article, Aim::Passage(passage));
        }
        self.go_unread(by);
    }

    /// Starts the time after which what is on the screen counts as read, where that is not what it was.
    pub(super) fn dwell(&mut self) {
        let article = self.reader.article().filter(|_| {
            self.focus == Pane::Reader
                && self.picker.is_none()
                && self.compare.is_none()
                && self.page.is_none()
                && self.noting.is_none()
        });
        let seen = article.map(|article| (article, self.reader.top, self.reader_height()));
        if self.dwelling.map(|(_, seen)| seen) == seen {
            return;
        }
        let ticket = self.ticket();
        self.dwelling = seen.map(|seen| (ticket, seen));
        if seen.is_some() {
            self.ask(Effect::Wake(ticket, self.read_after));
        }
    }

    /// The time is over: the passages on the screen count as read.
    pub(super) fn take_woken(&mut self, ticket: Ticket) {
        let Some((_, (_, top, height))) = self.dwelling.filter(|(asked, _)| *asked == ticket)
        else {
            return;
        };
        let Some(sheet) = &self.reader.sheet else { return };
        let own = &mut self.reader.own;
        let mut words = Vec::new();
        for (passage, read) in (0..).zip(own.read.iter_mut()).filter(|(_, read)| !**read) {
            let lines = sheet.lines_of(passage);
            // A passage longer than the screen counts once it fills it.
            let is_seen = (lines.start >= top && lines.end <= top + height)
                || (lines.start <= top && lines.end >= top + height);
            if is_seen && !lines.is_empty() {
                *read = true;
                words.push(wording(sheet.span_of(passage).of(sheet.text())));
            }
        }
        if !words.is_empty() {
            self.ask(Effect::See(words));
        }
        if self.reader.sees_the_end(height) {
            self.mark_read();
        }
    }

    /// Keeps where one is in the open article, which is about to be left.
    pub(super) fn keep_place(&mut self) {
        if let Some(top) = self.reader.top_anchor() {
            self.ask(Effect::KeepPlace(Box::new(top)));
        }
    }

    /// Keeps a jump as part of the trail: where it led.
    pub(super) fn keep_jump(&mut self) {
        let Some(sheet) = self.reader.sheet.as_ref().filter(|sheet| sheet.passages() > 0) else {
            return;
        };
        let anchor = match self.reader.mention_span() {
            Some(span) => Anchor::new(&sheet.view.article.key, sheet.text(), span),
            None => passage_anchor(sheet, self.reader.passage),
        };
        self.ask(Effect::PushTrail(Box::new(anchor)));
    }
}
