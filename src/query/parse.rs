//! From what was typed to the tree. Every text has a tree; what looks like a slip is told with its place.

use super::Query;
use super::fields::{self, NAMES};
use crate::text::Span;

/// A query as it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// What is asked for, as well as can be told.
    pub query: Query,
    /// What seems wrong, in the order typed.
    pub faults: Vec<QueryFault>,
}

/// A slip in a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryFault {
    /// Where, in the text typed.
    pub place: Span,
    /// What is wrong, in lower case, without a full stop.
    pub why: String,
}

/// How deep parentheses may stand in one another.
const DEEPEST: usize = 32;

/// Reads a query. All of its parts are asked for, but that `or` joins those beside it.
///
/// What is left open runs to the end and is a fault, as is what holds nothing.
pub fn parse(text: &str) -> Parsed {
    Parser::new(text, false).parse()
}

/// Reads a query that is still being typed: a word at its very end may be the beginning of one, and what is left open
/// or empty there is no fault yet.
pub fn parse_typing(text: &str) -> Parsed {
    Parser::new(text, true).parse()
}

struct Parser<'a> {
    text: &'a str,
    /// The byte that is read next.
    at: usize,
    is_typing: bool,
    depth: usize,
    faults: Vec<QueryFault>,
}

impl<'a> Parser<'a> {
    const fn new(text: &'a str, is_typing: bool) -> Self {
        Self { text, at: 0, is_typing, depth: 0, faults: Vec::new() }
    }

    fn parse(mut self) -> Parsed {
        let query = Query::All(self.all());
        self.faults.sort_by_key(|fault| fault.place.start());
        Parsed { query, faults: self.faults }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn fault(&mut self, place: Span, why: impl Into<String>) {
        self.faults.push(QueryFault { place, why: why.into() });
    }

    /// Notes what is left open or empty, unless the reader may be about to go on.
    fn unfinished(&mut self, place: Span, why: impl Into<String>) {
        let is_at_end = self.rest().trim_start().is_empty() && !self.text.ends_with(' ');
        if !(self.is_typing && is_at_end) {
            self.fault(place, why);
        }
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Takes `sign` where it is next.
    fn takes(&mut self, sign: char) -> bool {
        let is_next = self.rest().starts_with(sign);
        self.at += if is_next { sign.len_utf8() } else { 0 };
        is_next
    }

    /// Takes an `or` that stands alone; returns its place.
    fn takes_or(&mut self) -> Option<Span> {
        let rest = self.rest();
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let word = rest.get(..end)?;
        let place = Span::at(self.at, self.at + end);
        // What is typed last may become another word.
        let is_done = !self.is_typing || end < rest.len();
        let is_or = word == "|" || (is_done && matches!(word, "or" | "OR"));
        self.at += if is_or { end } else { 0 };
        is_or.then_some(place)
    }

    /// The parts up to the end, or to the parenthesis that closes those before it.
    fn all(&mut self) -> Vec<Query> {
        let mut parts = Vec::new();
        loop {
            self.skip_blanks();
            if self.rest().is_empty() || (self.depth > 0 && self.rest().starts_with(')')) {
                return parts;
            }
            if let Some(place) = self.takes_or() {
                self.fault(place, "nothing stands before this `or`");
                continue;
            }
            parts.extend(self.any());
        }
    }

    /// One part, or several with `or` between them.
    fn any(&mut self) -> Option<Query> {
        let mut parts: Vec<Query> = self.one().into_iter().collect();
        loop {
            let before = self.at;
            self.skip_blanks();
            let Some(place) = self.takes_or() else {
                self.at = before;
                break;
            };
            self.skip_blanks();
            if self.rest().is_empty() || self.rest().starts_with(')') {
                self.unfinished(place, "nothing stands behind this `or`");
                break;
            }
            parts.extend(self.one());
        }
        match parts.len() {
            0 | 1 => parts.pop(),
            _ => Some(Query::Any(parts)),
        }
    }

    /// One part, with or without a sign that negates it.
    fn one(&mut self) -> Option<Query> {
        let start = self.at;
        let mut is_not = false;
        while self.rest().starts_with(['-', '!']) && is_followed(self.rest()) {
            self.at += 1;
            is_not = !is_not;
        }
        let part = match self.rest().chars().next()? {
            '(' => self.group(),
            c if closing_of(c).is_some() => self.phrase().map(Query::Phrase),
            _ => self.word(start),
        };
        match is_not {
            true => part.map(|part| Query::Not(Box::new(part))),
            false => part,
        }
    }

    fn group(&mut self) -> Option<Query> {
        let place = Span::at(self.at, self.at + 1);
        self.at += 1;
        if self.depth == DEEPEST {
            self.fault(place, "more parentheses in one another than are read");
            return None;
        }
        self.depth += 1;
        let parts = self.all();
        self.depth -= 1;
        if !self.takes(')') {
            self.unfinished(place, "this parenthesis is not closed");
        } else if parts.is_empty() {
            self.fault(
                Span::at(place.start(), self.at),
                "nothing stands between these parentheses",
            );
        }
        (!parts.is_empty()).then_some(Query::All(parts))
    }

    /// A phrase between quotation marks, without the blanks around it.
    fn phrase(&mut self) -> Option<String> {
        let (start, rest) = (self.at, self.rest());
        let mut signs = rest.chars();
        let closing = signs.next().and_then(closing_of).unwrap_or(&[]);
        let inner = signs.as_str();
        let opening = rest.len() - inner.len();
        let end = inner.find(closing);
        let words = inner.get(..end.unwrap_or(inner.len())).unwrap_or("");
        let mark = end.and_then(|end| inner.get(end..)?.chars().next()).map_or(0, char::len_utf8);
        self.at += opening + words.len() + mark;
        let words = words.trim();
        if end.is_none() {
            self.unfinished(Span::at(start, start + opening), "this quotation mark is not closed");
        } else if words.is_empty() {
            let place = Span::at(start, self.at);
            self.fault(place, "nothing stands between these quotation marks");
        }
        (!words.is_empty()).then(|| words.to_owned())
    }

    /// A word with the signs at its ends, or a field. `start` is where its signs begin.
    fn word(&mut self, start: usize) -> Option<Query> {
        let word = self.bare_word();
        if let Some((name, value)) = word.split_once(':') {
            let place = Span::at(start, self.at);
            match NAMES.iter().find(|known| name.eq_ignore_ascii_case(known)) {
                Some(name) => {
                    self.at -= value.len();
                    return self.field(name, start);
                }
                None => self.check_name(name, value, place),
            }
        }
        let is_last = self.is_typing && self.rest().is_empty();
        let signed = |inner: Option<&str>, made: fn(String) -> Query| {
            Some(made(inner.filter(|inner| !inner.is_empty())?.to_owned()))
        };
        let signed = signed(word.strip_prefix('\''), Query::Exact)
            .or_else(|| signed(word.strip_prefix('^'), Query::Start))
            .or_else(|| signed(word.strip_suffix('$'), Query::End))
            .or_else(|| signed(word.strip_suffix('*'), Query::Prefix));
        let plain = || if is_last { Query::Prefix } else { Query::Word }(word.to_owned());
        Some(signed.unwrap_or_else(plain))
    }

    /// All up to a blank, to a mark that opens a phrase, or to the parenthesis that ends a group.
    fn bare_word(&mut self) -> &'a str {
        let rest = self.rest();
        let is_inside = self.depth > 0;
        let ends =
            |c: char| c.is_whitespace() || closing_of(c).is_some() || (is_inside && c == ')');
        let end = rest.find(ends).unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or(rest);
        self.at += word.len();
        word
    }

    /// What follows the colon of a field.
    fn field(&mut self, name: &str, start: usize) -> Option<Query> {
        let is_phrase = self.rest().chars().next().and_then(closing_of).is_some();
        let value = match is_phrase {
            true => self.phrase()?,
            false => self.bare_word().to_owned(),
        };
        let place = Span::at(start, self.at);
        if value.is_empty() {
            self.unfinished(place, format!("nothing stands behind `{name}:`"));
            return None;
        }
        let is_last = self.is_typing && self.rest().is_empty() && !is_phrase;
        match fields::field(name, &value, is_last) {
            Ok(field) => Some(Query::Field(field)),
            Err(why) => {
                self.unfinished(place, why);
                None
            }
        }
    }

    /// A name that is nearly that of a field is a slip; others are words with a colon in them ("12:30").
    fn check_name(&mut self, name: &str, value: &str, place: Span) {
        let meant = NAMES.iter().find(|known| name.len() > 2 && is_slip(name, known));
        if let Some(meant) = meant.filter(|_| !value.starts_with("//")) {
            self.unfinished(place, format!("there is no field `{name}:`; `{meant}:` is near"));
        }
    }
}

/// Whether the signs at the beginning of `rest` are followed by what they negate.
fn is_followed(rest: &str) -> bool {
    let behind = rest.trim_start_matches(['-', '!']);
    behind.chars().next().is_some_and(|c| !c.is_whitespace() && !matches!(c, '|' | ')'))
}

/// Whether one letter too many, missing, other or misplaced makes the one word of the other.
fn is_slip(typed: &str, known: &str) -> bool {
    let typed = typed.to_ascii_lowercase();
    let (long, short) = if typed.len() > known.len() { (&*typed, known) } else { (known, &*typed) };
    let same = long.bytes().zip(short.bytes()).take_while(|(a, b)| a == b).count();
    let rest = |word: &str, by: usize| word.as_bytes().get(same + by..).map(<[u8]>::to_vec);
    match long.len() - short.len() {
        0 => {
            let swapped = || {
                let (a, b) = (rest(long, 0)?, rest(short, 0)?);
                Some(a.get(..2)? == [*b.get(1)?, *b.first()?] && a.get(2..) == b.get(2..))
            };
            rest(long, 1) == rest(short, 1) || swapped().unwrap_or(false)
        }
        1 => rest(long, 1) == rest(short, 0),
        _ => false,
    }
}

/// The marks that close a phrase opened by `c`; `None` where `c` opens none.
fn closing_of(c: char) -> Option<&'static [char]> {
    match c {
        '"' => Some(&['"']),
        '“' | '„' => Some(&['”', '“', '"']),
        '«' => Some(&['»']),
        _ => None,
    }
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
