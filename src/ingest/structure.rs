//! The structure of a plain text: which of its pieces is the title, what is standfirst, caption or furniture,
//! and what they say about publisher, author, date and address.
//!
//! A text has a head (up to its first running text), a body, and a tail. In the head and the tail a line
//! needs little evidence to be more than body; inside, only what pages print everywhere is labelled. A
//! paragraph wrongly labelled is worse than a menu line kept, so all doubt goes to body. Nothing is dropped.

mod head;
mod tail;

use crate::model::{Article, Passage, PassageKind, PrintedDate};
use crate::text::{Span, quotations};

use super::furniture::{self, Sign};
use super::pieces::{Piece, pieces};
use super::{credits, dateline, publisher, shape};

/// Above this many bytes a line is body, whatever its words.
const SHORT: usize = 500;

/// Finds the structure of a plain text: title, publisher, dateline, date, URL, and the kind of each
/// passage. The text is taken as it is; nothing is dropped.
pub fn structure(key: &str, text: String) -> Article {
    with_known_kinds(key, text, &[])
}

/// As [`structure`], for a text of which some spans, in order, are known to be of a kind.
pub(super) fn with_known_kinds(key: &str, text: String, known: &[(Span, PassageKind)]) -> Article {
    let pieces = pieces(&text);
    let mut reading = Reading::new(&text, &pieces);
    reading.take_known(known);
    reading.label_anywhere();
    reading.read_head();
    reading.read_tail();
    reading.label_repeats();
    let title = reading.read_title();
    let passages = pieces
        .iter()
        .zip(&reading.kinds)
        .map(|(piece, &kind)| Passage { span: piece.span, kind })
        .collect();
    Article {
        key: key.into(),
        title: title.unwrap_or_else(|| title_for_untitled(key, &text, &pieces)),
        publisher: reading.publisher.or(reading.agency).or(reading.source),
        author: reading.author,
        date: reading.date.or(reading.dateline_date).or(reading.update),
        url: reading.url,
        event_day: None,
        language: None,
        dateline: reading.dateline,
        passages,
        text,
    }
}

/// The first words, for a text without a title; the last part of the key for one without words.
fn title_for_untitled(key: &str, text: &str, pieces: &[Piece]) -> String {
    let mut lines = pieces.iter().map(|piece| piece.span.of(text));
    let title = lines
        .find(|line| line.contains(char::is_alphanumeric))
        .map_or_else(String::new, |line| shape::first_words(line, 14));
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
    /// Printed above the title.
    publisher: Option<String>,
    /// Named in the dateline or beside the date.
    agency: Option<String>,
    /// Named below the article.
    source: Option<String>,
    author: Option<String>,
    date: Option<PrintedDate>,
    /// Of the last change, where printed.
    update: Option<PrintedDate>,
    dateline_date: Option<PrintedDate>,
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
            update: None,
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

    fn is(&self, at: usize, kind: PassageKind) -> bool {
        self.kinds.get(at) == Some(&kind)
    }

    fn is_body(&self, at: usize) -> bool {
        self.is(at, PassageKind::Body)
    }

    /// Whether a blank line, or nothing, stands below.
    fn ends_block(&self, at: usize) -> bool {
        self.pieces.get(at + 1).is_none_or(|next| next.is_apart)
    }

    /// Whether the piece is of the article itself: prose, or a quotation standing alone.
    fn is_running_text(&self, at: usize) -> bool {
        let line = self.line(at);
        let is_filed = || dateline::read(line).is_some_and(|found| found.span.len() < line.len());
        self.is(at, PassageKind::Quote)
            || (self.is_body(at) && (shape::is_prose(line) || is_filed()))
    }

    fn take_known(&mut self, known: &[(Span, PassageKind)]) {
        let mut known = known.iter().peekable();
        for (at, piece) in self.pieces.iter().enumerate() {
            while known.next_if(|(span, _)| span.end() <= piece.span.start()).is_some() {}
            if let Some((_, kind)) = known.peek().filter(|(span, _)| span.contains(piece.span)) {
                self.label(at, *kind);
                if *kind == PassageKind::Title {
                    self.title_at.get_or_insert(at);
                }
            }
        }
    }

    /// Labels what says by itself what it is, and the list right below a heading like "Related stories".
    fn label_anywhere(&mut self) {
        let mut is_in_list = false;
        for (at, piece) in self.pieces.iter().enumerate() {
            let line = self.line(at);
            is_in_list &= !piece.is_apart && (shape::is_headline(line) || shape::starts_item(line));
            if line.len() > SHORT || !self.is_body(at) {
                continue;
            }
            match furniture::sign(line) {
                Some(Sign::Credit) => self.label(at, PassageKind::Caption),
                Some(Sign::Furniture) => self.label(at, PassageKind::Furniture),
                Some(Sign::ListHead) => {
                    self.label(at, PassageKind::Furniture);
                    is_in_list = true;
                }
                None if is_in_list => self.label(at, PassageKind::Furniture),
                None if is_quotation(line) => self.label(at, PassageKind::Quote),
                None => {}
            }
        }
    }

    /// Keeps the address in a line of the page, if it has one.
    fn note_address(&mut self, at: usize) {
        if self.is(at, PassageKind::Furniture)
            && let Some(url) = publisher::url_in(self.line(at))
        {
            self.url.get_or_insert_with(|| url.to_owned());
        }
    }

    /// Labels the words to a picture that stand twice: as its alternative text and below it.
    fn label_repeats(&mut self) {
        for at in 1..self.pieces.len() {
            let (above, line) = (self.line(at - 1), self.line(at));
            let is_apart = self.pieces.get(at).is_some_and(|piece| piece.is_apart);
            if is_apart || line.len().max(above.len()) > SHORT || shape::words(line) < 5 {
                continue;
            }
            let is_same = above == line && self.is_block_of_repeats(at);
            let (short, long) =
                if line.len() < above.len() { (line, above) } else { (above, line) };
            let is_cut = short != long && long.starts_with(short) && credits::is_credit(long);
            if is_same || is_cut {
                self.label(at, PassageKind::Caption);
                if is_cut || !shape::ends_sentence(above) {
                    self.label(at - 1, PassageKind::Caption);
                }
            }
        }
    }

    /// Whether the block around two equal lines holds nothing else but a credit; a refrain stands among other
    /// lines.
    fn is_block_of_repeats(&self, at: usize) -> bool {
        let starts = self.pieces.get(at - 1).is_some_and(|piece| piece.is_apart);
        starts && (self.ends_block(at) || self.is(at + 1, PassageKind::Caption))
    }
}

/// Whether the line is one quotation and nothing else. A headline may be in quotation marks too, but ends no
/// sentence.
fn is_quotation(line: &str) -> bool {
    let is_sentence = shape::ends_sentence(line) || shape::ends_with_cry(line);
    if !line.starts_with(['"', '“', '«', '„']) || shape::words(line) < 3 || !is_sentence {
        return false;
    }
    let found = quotations(line);
    let [inner] = found.as_slice() else { return false };
    let outside = line.get(inner.end()..).unwrap_or("");
    line.chars().next().is_some_and(|mark| mark.len_utf8() == inner.start())
        && !outside.contains(char::is_alphanumeric)
}
