//! The structure of a plain text: which of its pieces is the title, what is standfirst, caption or furniture,
//! and what they say about publisher, author, date and address.
//!
//! A text has a head (up to its first running text), a body, and a tail. In the head and the tail a line
//! needs little evidence to be more than body; inside, only what a page puts everywhere is labelled. A
//! paragraph wrongly labelled is worse than a menu line kept, so all doubt goes to body. Nothing is dropped.

use crate::model::{Article, Passage, PassageKind, PrintedDate};
use crate::text::{Span, quotations};

use super::furniture::{self, Sign};
use super::pieces::{Piece, pieces};
use super::{byline, dateline, dates, shape};

/// How many pieces may stand above the first running text.
const HEAD: usize = 12;
/// How many pieces from the end are looked at for what follows the article.
const TAIL: usize = 60;
/// Below this many bytes a line may be more than body by its words alone.
const SHORT: usize = 500;

/// Finds the structure of a plain text: title, publisher, dateline, date, URL, and the kind of each
/// passage. The text is taken as it is; nothing is dropped.
pub fn structure(key: &str, text: String) -> Article {
    let pieces = pieces(&text);
    let mut reading = Reading::new(&text, &pieces);
    reading.anywhere();
    reading.head();
    reading.tail();
    reading.repeats();
    let found = reading.finish();
    let passages = pieces
        .iter()
        .zip(found.kinds)
        .map(|(piece, kind)| Passage { span: piece.span, kind })
        .collect();
    Article {
        title: found.title.unwrap_or_else(|| fallback_title(key, &text, &pieces)),
        key: key.into(),
        publisher: found.publisher,
        author: found.author,
        date: found.date,
        url: found.url,
        dateline: found.dateline,
        passages,
        text,
    }
}

/// The first words, for a text without a title; the last part of the key for a text without words.
fn fallback_title(key: &str, text: &str, pieces: &[Piece]) -> String {
    let first = pieces
        .iter()
        .map(|piece| piece.span.of(text))
        .find(|line| line.chars().any(char::is_alphanumeric));
    let title = first.map(|line| shape::first_words(line, 14)).unwrap_or_default();
    let name = key.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or("untitled");
    if title.is_empty() { name.to_owned() } else { title }
}

/// What is known of a text while it is read.
struct Reading<'a> {
    text: &'a str,
    pieces: &'a [Piece],
    kinds: Vec<PassageKind>,
    /// Place of the title among the pieces.
    title_at: Option<usize>,
    publisher: Option<String>,
    agency: Option<String>,
    source: Option<String>,
    author: Option<String>,
    date: Option<PrintedDate>,
    dateline_date: Option<PrintedDate>,
    url: Option<String>,
    dateline: Option<Span>,
}

struct Found {
    kinds: Vec<PassageKind>,
    title: Option<String>,
    publisher: Option<String>,
    author: Option<String>,
    date: Option<PrintedDate>,
    url: Option<String>,
    dateline: Option<Span>,
}

impl<'a> Reading<'a> {
    fn new(text: &'a str, pieces: &'a [Piece]) -> Self {
        Self {
            text,
            pieces,
            kinds: vec![PassageKind::Body; pieces.len()],
            title_at: None,
            publisher: None,
            agency: None,
            source: None,
            author: None,
            date: None,
            dateline_date: None,
            url: None,
            dateline: None,
        }
    }

    fn line(&self, at: usize) -> &'a str {
        self.pieces.get(at).map_or("", |piece| piece.span.of(self.text))
    }

    fn label(&mut self, at: usize, kind: PassageKind) {
        if let Some(place) = self.kinds.get_mut(at) {
            *place = kind;
        }
    }

    fn is_body(&self, at: usize) -> bool {
        self.kinds.get(at) == Some(&PassageKind::Body)
    }

    /// Whether a blank line, or nothing, stands below.
    fn ends_block(&self, at: usize) -> bool {
        self.pieces.get(at + 1).is_none_or(|next| next.is_apart)
    }

    /// Labels what says by itself what it is.
    fn anywhere(&mut self) {
        for at in 0..self.pieces.len() {
            let line = self.line(at);
            if line.len() <= SHORT
                && let Some(sign) = furniture::sign(line)
            {
                let kind = if sign == Sign::Credit {
                    PassageKind::Caption
                } else {
                    PassageKind::Furniture
                };
                self.label(at, kind);
            } else if is_quotation(line) {
                self.label(at, PassageKind::Quote);
            }
        }
    }

    /// Reads what stands above the first running text, and the dateline.
    fn head(&mut self) {
        let count = self.pieces.len();
        let first_prose = (0..count.min(HEAD + 1)).find(|&at| self.is_running_text(at));
        let end = first_prose.unwrap_or(0);
        self.title_at = self.find_title(end, first_prose.is_some());
        let Some(title_at) = self.title_at else {
            self.read_head_lines(0, end);
            self.find_dateline(0, end);
            return;
        };
        self.label(title_at, PassageKind::Title);
        for at in 0..title_at {
            self.read_above_title(at);
        }
        self.read_head_lines(title_at + 1, end);
        self.find_dateline(title_at + 1, end);
        self.find_standfirst(title_at + 1, end);
    }

    fn is_running_text(&self, at: usize) -> bool {
        let line = self.line(at);
        self.is_body(at)
            && (shape::is_prose(line)
                || dateline::read(line).is_some_and(|found| found.span.len() < line.len()))
            || self.kinds.get(at) == Some(&PassageKind::Quote)
    }

    /// Returns the first line of the head that reads like a headline and has the article below it.
    fn find_title(&self, end: usize, has_prose: bool) -> Option<usize> {
        let last = if has_prose { end } else { 3.min(self.pieces.len().saturating_sub(1)) };
        let candidates: Vec<usize> = (0..last)
            .filter(|&at| {
                let line = self.line(at);
                self.is_body(at)
                    && shape::is_headline(line)
                    && !dates::is_only_a_date(line)
                    && byline::read(line).is_none()
            })
            .take(3)
            .collect();
        let (&first, rest) = candidates.split_first()?;
        let line = self.line(first);
        let is_set_off = self.ends_block(first);
        let has_article_below = is_set_off
            || (has_prose
                && !line.starts_with(char::is_lowercase)
                && self.is_followed_by_prose(first));
        if !has_article_below
            || first > 0 && !(0..first).all(|at| !self.is_body(at) || self.is_page_line(at))
        {
            return None;
        }
        // A name or a section above the headline.
        if let Some(&second) = rest.first()
            && is_set_off
            && has_prose
            && self.is_kicker(first, second)
        {
            return Some(second);
        }
        (!furniture::is_section(line)).then_some(first)
    }

    fn is_page_line(&self, at: usize) -> bool {
        let line = self.line(at);
        dates::is_only_a_date(line)
            || byline::read(line).is_some()
            || furniture::is_section(line)
            || shape::words(line) <= 4
    }

    /// Whether what comes right below a line in its block is the article: running text, or the lines that
    /// stand between a headline and it.
    fn is_followed_by_prose(&self, at: usize) -> bool {
        let below = self.line(at + 1);
        self.is_running_text(at + 1) && shape::words(below) >= 6
            || dates::is_only_a_date(below)
            || byline::read(below).is_some()
            || !self.is_body(at + 1)
            || (shape::words(self.line(at)) >= 4
                && self.is_running_text(at + 2)
                && shape::words(below) >= 4)
    }

    /// Whether the short line `first` is what a page prints above its headline `second`.
    fn is_kicker(&self, first: usize, second: usize) -> bool {
        let (line, headline) = (self.line(first), self.line(second));
        let words = shape::words(line);
        if words > 5 || shape::words(headline) < 3 {
            return false;
        }
        furniture::is_section(line)
            || furniture::is_press_name(line)
            || self.is_named_in_tail(line)
            || (words == 1 && shape::words(headline) >= 5)
    }

    /// Whether a copyright line or an address near the end, or an address in the head, names `name` as the site.
    fn is_named_in_tail(&self, name: &str) -> bool {
        let joined: String =
            name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        if joined.len() < 3 {
            return false;
        }
        let count = self.pieces.len();
        (0..count.min(HEAD)).chain(count.saturating_sub(TAIL).max(HEAD)..count).any(|at| {
            let line = self.line(at);
            if line.len() > SHORT {
                return false;
            }
            let host = furniture::url_in(line).and_then(host).unwrap_or("");
            let holder = furniture::rights_holder(line).unwrap_or_default();
            let squeeze = |words: &str| -> String {
                words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
            };
            squeeze(host).contains(&joined) || squeeze(&holder).contains(&joined)
        })
    }

    fn read_above_title(&mut self, at: usize) {
        let line = self.line(at);
        if !self.is_body(at) {
            self.note_address(at);
            return;
        }
        if !self.read_page_line(at) {
            if furniture::is_press_name(line) || self.is_named_in_tail(line) {
                self.publisher.get_or_insert_with(|| shape::squeezed(line));
            }
            self.label(at, PassageKind::Furniture);
        }
    }

    /// Reads the lines of the head that say when and by whom.
    fn read_head_lines(&mut self, from: usize, end: usize) {
        for at in from..end {
            if self.is_body(at) {
                self.read_page_line(at);
            } else {
                self.note_address(at);
            }
        }
    }

    /// Takes a line that only gives a date or an author, or a section; false when it is none.
    fn read_page_line(&mut self, at: usize) -> bool {
        let line = self.line(at);
        if dates::is_only_a_date(line) {
            if let Some(found) = dates::find(line) {
                self.date.get_or_insert(found.date);
            }
        } else if let Some(found) = byline::read(line) {
            self.author.get_or_insert(found.author);
            if let Some(date) = found.date {
                self.date.get_or_insert(date);
            }
        } else if !furniture::is_section(line) {
            return false;
        }
        self.label(at, PassageKind::Furniture);
        true
    }

    fn note_address(&mut self, at: usize) {
        if self.kinds.get(at) == Some(&PassageKind::Furniture)
            && let Some(url) = furniture::url_in(self.line(at))
        {
            self.url.get_or_insert_with(|| url.to_owned());
        }
    }

    /// Looks for a dateline at the first running text and a little below.
    fn find_dateline(&mut self, from: usize, end: usize) {
        for at in from..(end + 3).min(self.pieces.len()) {
            let line = self.line(at);
            if !self.is_body(at) {
                continue;
            }
            let Some(found) = dateline::read(line) else { continue };
            let start = self.pieces.get(at).map_or(0, |piece| piece.span.start());
            self.dateline = Some(found.span.shifted(start));
            self.dateline_date = found.date;
            self.agency = found.agency;
            if found.span.len() == line.len() {
                self.label(at, PassageKind::Furniture);
            }
            return;
        }
    }

    /// Labels what stands between the title and the running text as its lead.
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

    /// Labels what stands below the article.
    fn tail(&mut self) {
        let count = self.pieces.len();
        let top = count.saturating_sub(TAIL).max(self.title_at.map_or(1, |at| at + 1));
        let mut at = count;
        while at > top && self.is_below_article(at - 1) {
            at -= 1;
            self.label(at, PassageKind::Furniture);
            self.read_below_article(at);
        }
        // A list of other articles that runs to the end.
        let runs_out = (top..at).rev().take_while(|&at| !self.is_running_text(at)).last();
        let head = runs_out.and_then(|from| {
            (from..at).find(|&at| furniture::sign(self.line(at)) == Some(Sign::ListHead))
        });
        for at in head.map_or(0..0, |head| head..at) {
            self.label(at, PassageKind::Furniture);
        }
    }

    fn is_below_article(&self, at: usize) -> bool {
        let line = self.line(at);
        let is_known = self.kinds.get(at) == Some(&PassageKind::Furniture);
        is_known
            || (line.len() <= SHORT
                && (furniture::is_colophon(line)
                    || (self.is_body(at)
                        && (dates::is_only_a_date(line) || furniture::is_section(line)))))
    }

    fn read_below_article(&mut self, at: usize) {
        let line = self.line(at);
        self.note_address(at);
        if let Some(name) = furniture::source_name(line) {
            self.source = Some(name.to_owned());
        } else if furniture::is_agency_name(line) {
            self.source = Some(line.trim_matches(|c: char| !c.is_alphanumeric()).to_owned());
        }
        if let Some(holder) = furniture::rights_holder(line) {
            self.source.get_or_insert(holder);
        }
        if dates::is_only_a_date(line)
            && let Some(found) = dates::find(line)
        {
            self.date.get_or_insert(found.date);
        }
    }

    /// Labels the words to a picture that stand twice: in the alternative text and below it.
    fn repeats(&mut self) {
        for at in 1..self.pieces.len() {
            let (above, line) = (self.line(at - 1), self.line(at));
            let is_apart = self.pieces.get(at).is_some_and(|piece| piece.is_apart);
            if is_apart || line.len() > SHORT || above.len() > SHORT || shape::words(line) < 5 {
                continue;
            }
            let is_same = above == line && self.is_block_of_repeats(at);
            let is_cut =
                above.len() > line.len() && above.starts_with(line) && furniture::is_credit(above)
                    || line.len() > above.len()
                        && line.starts_with(above)
                        && furniture::is_credit(line);
            if is_same || is_cut {
                self.label(at, PassageKind::Caption);
                if is_cut || !shape::ends_sentence(above) {
                    self.label(at - 1, PassageKind::Caption);
                }
            }
        }
    }

    /// Whether the block around two equal lines holds nothing else but credits; a refrain stands among other
    /// lines.
    fn is_block_of_repeats(&self, at: usize) -> bool {
        let starts = self.pieces.get(at - 1).is_some_and(|piece| piece.is_apart);
        let ends = self.ends_block(at) || self.kinds.get(at + 1) == Some(&PassageKind::Caption);
        starts && ends
    }

    fn finish(self) -> Found {
        let title = self.title_at.map(|at| shape::first_words(self.line(at), 60));
        Found {
            title,
            kinds: self.kinds,
            publisher: self.publisher.or(self.agency).or(self.source),
            author: self.author,
            date: self.date.or(self.dateline_date),
            url: self.url,
            dateline: self.dateline,
        }
    }
}

fn host(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    rest.split(['/', '?', '#']).next()
}

/// Whether the line is one quotation and nothing else.
fn is_quotation(line: &str) -> bool {
    let Some(mark) = line.chars().next().filter(|c| matches!(c, '"' | '“' | '«' | '„')) else {
        return false;
    };
    let found = quotations(line);
    let [inner] = found.as_slice() else { return false };
    inner.start() == mark.len_utf8()
        && line.get(inner.end()..).is_some_and(|rest| rest.chars().all(|c| !c.is_alphanumeric()))
        && shape::words(line) >= 3
}
