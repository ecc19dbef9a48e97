//! The tail of a text: what stands below the article.

use crate::model::PassageKind;

use super::super::furniture::{self, Sign};
use super::super::{page_line, publisher};
use super::{Reading, SHORT};

/// How many pieces from the end are looked at.
const TAIL: usize = 60;

impl Reading<'_> {
    /// Labels what stands below the article, from the end upwards, and reads what it says.
    pub(super) fn read_tail(&mut self) {
        let count = self.pieces.len();
        let top = count.saturating_sub(TAIL).max(self.title_at.map_or(1, |title| title + 1));
        let mut at = count;
        while at > top && self.is_below_article(at - 1) {
            at -= 1;
            self.label(at, PassageKind::Furniture);
            self.read_below_article(at);
        }
        self.label_last_list(top, at);
    }

    fn is_below_article(&self, at: usize) -> bool {
        let line = self.line(at);
        self.is(at, PassageKind::Furniture)
            || (line.len() <= SHORT && furniture::is_colophon(line))
            || (self.is_body(at) && self.says_when_or_where(at))
    }

    /// Whether the line is one of the page; the name of a section alone may also end a stanza or a list, and
    /// must be set off or stand beside others.
    fn says_when_or_where(&self, at: usize) -> bool {
        let beside = |at| self.is(at, PassageKind::Furniture) || self.is_page_line(at);
        page_line::read(self.line(at)).is_some_and(|found| {
            let is_apart = self.pieces.get(at).is_some_and(|piece| piece.is_apart);
            !found.is_section || is_apart || beside(at + 1) || beside(at - 1)
        })
    }

    fn read_below_article(&mut self, at: usize) {
        let line = self.line(at);
        self.note_address(at);
        if let Some(name) = publisher::named_as_source(line) {
            self.source = Some(name.to_owned());
        } else if let Some(holder) = publisher::rights_holder(line) {
            self.source.get_or_insert(holder);
        } else if let Some(found) = page_line::read(line) {
            self.take(found);
        }
    }

    /// Labels a list of other articles that runs from its heading to the end of the article.
    fn label_last_list(&mut self, top: usize, end: usize) {
        let is_list = |at: &usize| !self.is_running_text(*at);
        let from = (top..end).rev().take_while(is_list).last().unwrap_or(end);
        let is_head = |at: &usize| furniture::sign(self.line(*at)) == Some(Sign::ListHead);
        let head = (from..end).find(is_head).unwrap_or(end);
        for at in head..end {
            self.label(at, PassageKind::Furniture);
        }
    }
}
