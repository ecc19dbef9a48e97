//! The head of a text: the title and what stands around it, down to the first running text.

use crate::model::PassageKind;

use super::super::page_line::{self, PageLine};
use super::super::{dateline, furniture, publisher, shape};
use super::{Reading, SHORT};

/// How many pieces may stand above the first running text.
const HEAD: usize = 12;
/// How many pieces may stand above it where nothing in the text is prose.
const HEAD_WITHOUT_PROSE: usize = 3;
/// The most words of a headline right above its article, without a blank line between.
const LONGEST_JOINED: usize = 24;

impl Reading<'_> {
    /// Reads what stands above the first running text, and the dateline.
    pub(super) fn read_head(&mut self) {
        let count = self.pieces.len();
        let prose = (0..count.min(HEAD + 1)).find(|&at| self.is_running_text(at));
        let end = prose.unwrap_or(HEAD_WITHOUT_PROSE.min(count));
        if self.title_at.is_none() {
            self.title_at = self.find_title(end, prose.is_some());
        }
        let top = self.title_at.map_or(0, |title| title + 1);
        if let Some(title) = self.title_at {
            self.label(title, PassageKind::Title);
            for at in 0..title {
                self.read_above_title(at);
            }
        }
        for at in top..end {
            if self.title_at.is_some_and(|title| self.line(title) == self.line(at)) {
                self.label(at, PassageKind::Furniture);
            } else if !self.read_page_line(at) {
                self.note_address(at);
            }
        }
        self.find_late_date(end);
        self.find_dateline(top, end);
        if self.title_at.is_some() && prose.is_some() {
            self.find_standfirst(top, end);
        }
    }

    /// Returns the first line of the head that reads like a headline and has the article below it.
    fn find_title(&self, end: usize, has_prose: bool) -> Option<usize> {
        let mut candidates = (0..end).filter(|&at| self.is_body(at) && !self.is_page_line(at));
        let Some(first) = candidates.next() else {
            // An article may be called "Home" or "Life", where nothing else could be its title.
            return (0..end).find(|&at| {
                self.ends_block(at)
                    && at + 1 < self.pieces.len()
                    && furniture::is_section(self.line(at))
            });
        };
        let line = self.line(first);
        if !shape::is_headline(line) {
            return None;
        }
        if !self.ends_block(first) {
            let is_joined = has_prose && self.is_right_above_article(first, end);
            return is_joined.then_some(first);
        }
        // A name or a section may stand above the headline.
        let second = candidates.next().filter(|&at| shape::is_headline(self.line(at)));
        match second.filter(|&second| has_prose && self.is_kicker(first, second)) {
            Some(second) => Some(second),
            None => (first + 1 < self.pieces.len()).then_some(first),
        }
    }

    /// Returns the words of the title, without the name of the site behind it, which is kept as the publisher.
    pub(super) fn read_title(&mut self) -> Option<String> {
        let line = self.line(self.title_at?);
        let line = ["Title: ", "Headline: "]
            .iter()
            .find_map(|label| line.strip_prefix(label))
            .unwrap_or(line);
        let Some((headline, site)) = publisher::split_site(line, |name| self.is_name_of_site(name))
        else {
            return Some(shape::first_words(line, 60));
        };
        self.publisher.get_or_insert_with(|| shape::squeezed(site));
        Some(shape::first_words(headline, 60))
    }

    /// Whether the line says when, by whom or in which section, and nothing else.
    pub(super) fn is_page_line(&self, at: usize) -> bool {
        page_line::read(self.line(at)).is_some()
    }

    /// Whether the article follows a headline in the same block: after a line that says when or by whom, or
    /// after at most three lines that could be its lead.
    fn is_right_above_article(&self, at: usize, end: usize) -> bool {
        let line = self.line(at);
        let is_lead =
            |at| !self.is_body(at) || self.is_page_line(at) || shape::is_headline(self.line(at));
        !line.starts_with(char::is_lowercase)
            && shape::words(line) <= LONGEST_JOINED
            && (self.is_page_line(at + 1) || (end <= at + 4 && (at + 1..end).all(is_lead)))
    }

    /// Whether the short line `first` is what a page prints above its headline `second`: the name of a paper,
    /// or one word over a headline that stands alone. A poem's first line, which could be a headline too,
    /// stands in a stanza.
    fn is_kicker(&self, first: usize, second: usize) -> bool {
        let (line, words) = (self.line(first), shape::words(self.line(second)));
        let is_named = || publisher::is_press_name(line) || self.is_name_of_site(line);
        match shape::words(line) {
            1 if words >= 5 && (self.ends_block(second) || self.is_page_line(second + 1)) => true,
            1..=5 => words >= 3 && is_named(),
            _ => false,
        }
    }

    /// Whether a line near either end of the text says that its site is called `name`.
    fn is_name_of_site(&self, name: &str) -> bool {
        let count = self.pieces.len();
        let (head, tail) = (0..count.min(HEAD), count.saturating_sub(HEAD).max(HEAD)..count);
        head.chain(tail)
            .map(|at| self.line(at))
            .any(|line| line.len() <= SHORT && publisher::names_site(line, name))
    }

    fn read_above_title(&mut self, at: usize) {
        if self.read_page_line(at) {
            return;
        }
        let line = self.line(at);
        if self.is_body(at) {
            if publisher::is_press_name(line) || self.is_name_of_site(line) {
                self.publisher.get_or_insert_with(|| shape::squeezed(line));
            }
            self.label(at, PassageKind::Furniture);
        }
        self.note_address(at);
    }

    /// Takes a line that says when, by whom or in which section, and nothing else; false when it is none.
    fn read_page_line(&mut self, at: usize) -> bool {
        let Some(found) = page_line::read(self.line(at)).filter(|_| self.is_body(at)) else {
            return false;
        };
        self.take(found);
        self.label(at, PassageKind::Furniture);
        true
    }

    pub(super) fn take(&mut self, found: PageLine) {
        if let Some(when) = found.when
            && let Some(date) = when.date
        {
            let place = if when.is_update { &mut self.update } else { &mut self.date };
            place.get_or_insert(date);
        }
        self.author = self.author.take().or(found.author);
        self.agency = self.agency.take().or(found.agency);
    }

    /// A lead of several sentences may stand above the line with the date: there the date must say whose it
    /// is, or be whole and the first.
    fn find_late_date(&mut self, end: usize) {
        for at in end..self.pieces.len().min(HEAD) {
            let Some(found) = page_line::read(self.line(at)).filter(|_| self.is_body(at)) else {
                continue;
            };
            let Some(when) = &found.when else { continue };
            let is_whole = when.date.as_ref().is_some_and(|date| date.sort_key().is_some());
            let is_first = self.date.is_none() && self.title_at.is_some() && at <= end + 3;
            if when.is_labelled || (is_first && is_whole) {
                self.take(found);
                self.label(at, PassageKind::Furniture);
            }
        }
    }

    /// Looks for a dateline at the first running text and a little around.
    fn find_dateline(&mut self, from: usize, end: usize) {
        for at in from..(end + 3).min(self.pieces.len()) {
            let line = self.line(at);
            let found =
                dateline::read(line).or_else(|| self.called_place(at).filter(|_| at == end));
            let Some(found) = found.filter(|_| self.is_body(at)) else { continue };
            let start = self.pieces.get(at).map_or(0, |piece| piece.span.start());
            self.dateline = Some(found.span.shifted(start));
            self.dateline_date = found.date;
            if self.agency.is_none() {
                self.agency = found.agency;
            }
            if found.span.len() == line.len() {
                self.label(at, PassageKind::Furniture);
            }
            return;
        }
    }

    /// `NEW DELHI: The minister`, below a title, unless other lines start so too, as the turns of a
    /// conversation do.
    fn called_place(&self, at: usize) -> Option<dateline::Dateline> {
        let found = dateline::before_colon(self.line(at))?;
        let is_other = |other| other != at && dateline::before_colon(self.line(other)).is_some();
        let is_turn = (0..self.pieces.len().min(at + 2 * HEAD)).any(is_other);
        (self.title_at.is_some() && !is_turn).then_some(found)
    }

    /// Labels what stands between the title and the running text, a blank line after it, as the lead.
    fn find_standfirst(&mut self, from: usize, end: usize) {
        let open: Vec<usize> = (from..end).filter(|&at| self.is_body(at)).collect();
        let is_set_off = self.pieces.get(end).is_some_and(|piece| piece.is_apart);
        if open.len() > 3 || !is_set_off {
            return;
        }
        for at in open {
            let line = self.line(at);
            if shape::words(line) >= 4 && shape::is_headline(line) {
                self.label(at, PassageKind::Standfirst);
            }
        }
    }
}
