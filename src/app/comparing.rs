//! Opening a comparison, going from passages to whole articles and back, and closing it.

use super::compare::words_of;
use super::geometry::{self, CompareAreas};
use super::{Compare, Effect, Head, Joined, Pair, Pane, PickerRows, State, Tab, Ticket};
use crate::keymap::Command;
use crate::model::{Related, TwoArticles};

impl State {
    /// Compares the current passage with the best related one, or the one the cursor is on; in the article
    /// pane, the open article with the one the cursor is on; where passages are compared, their articles.
    pub(super) fn compare(&mut self) {
        if self.compare.is_some() {
            return self.compare_articles();
        }
        if self.focus == Pane::Articles {
            return self.compare_with_row();
        }
        let is_tab = self.focus == Pane::Sidebar && self.sidebar.tab == Tab::Related;
        let row = if is_tab { self.sidebar.related.row() } else { Some(0) };
        match row.and_then(|row| self.reader.related.rows.get(row)).cloned() {
            Some(related) => self.compare_with(&related),
            None if self.reader.related.asked.is_some() => self.tell("still looking…"),
            None => self.tell("no other article tells this passage"),
        }
    }

    /// Compares the current passage with the row one is on of the related passages.
    pub(super) fn compare_row(&mut self) {
        let Some(picker) = &self.picker else { return };
        if let PickerRows::Related(rows) = &picker.rows
            && !picker.is_waiting()
            && let Some(related) = picker.row().and_then(|row| rows.get(row)).cloned()
        {
            self.compare_with(&related);
        } else {
            self.wait_for_rows(Command::CompareRow);
        }
    }

    fn compare_with(&mut self, related: &Related) {
        let Some(sheet) = &self.reader.sheet else { return };
        // The list may belong to a passage one has left since; it says which.
        let Some(own) = self.reader.related.of.filter(|of| of.article == sheet.view.id) else {
            return;
        };
        let words = words_of(&sheet.view.article, own.ordinal);
        let Related { kind, score, shared, .. } = related.clone();
        let link = Some(Joined { kind, score, shared });
        let pair = Pair::new((own.ordinal, words), (related.passage.ordinal, &related.text), link);
        let row = self.articles.row(related.passage.article);
        let other = Head {
            id: related.passage.article,
            title: related.title.clone(),
            publisher: row.as_ref().and_then(|row| row.publisher).map(ToOwned::to_owned),
            date: row.and_then(|row| row.date),
        };
        let heads = [Head::of(own.article, &sheet.view.article), other];
        self.open_compare(Compare::new(heads, Some(pair)));
    }

    fn compare_with_row(&mut self) {
        let Some(sheet) = &self.reader.sheet else { return };
        let open = Head::of(sheet.view.id, &sheet.view.article);
        let row = self.articles.list.row().and_then(|row| self.articles.rows.get(row));
        let Some(row) = row.filter(|row| row.id != open.id) else {
            return self.tell("this article is open: go to another one to compare the two");
        };
        let (title, publisher, date) =
            (row.title.to_owned(), row.publisher.map(ToOwned::to_owned), row.date);
        let other = Head { id: row.id, title, publisher, date };
        self.open_compare(Compare::new([open, other], None));
        self.compare_articles();
    }

    fn open_compare(&mut self, mut compare: Compare) {
        compare.below = self.picker.take().map(Box::new);
        self.compare = Some(compare);
    }

    /// Closes the comparison and opens again what it was called from; returns whether there was one.
    pub(super) fn close_compare(&mut self) -> bool {
        let Some(compare) = self.compare.take() else { return false };
        self.picker = compare.below.map(|picker| *picker);
        true
    }

    fn compare_articles(&mut self) {
        let ticket = self.ticket();
        let Some(compare) = &mut self.compare else { return };
        if compare.is_whole && compare.show_passages() {
            return;
        }
        let [one, other] = &compare.heads;
        let ids = [one.id, other.id];
        if compare.asked.is_none() && !compare.is_whole {
            compare.asked = Some(ticket);
            self.ask(Effect::Compare(ticket, ids));
        }
    }

    /// Takes the articles asked for.
    pub(super) fn take_compared(&mut self, ticket: Ticket, two: &TwoArticles) {
        let areas = self.compare_areas();
        if let Some(compare) = &mut self.compare
            && compare.asked.take_if(|asked| *asked == ticket).is_some()
        {
            compare.take(two, &areas);
        }
    }

    /// The parts of a comparison.
    pub fn compare_areas(&self) -> CompareAreas {
        geometry::compare(self.screen.0, self.screen.1, self.text_width)
    }
}
