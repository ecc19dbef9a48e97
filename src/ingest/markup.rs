//! HTML without a tree: a walk over tags and text that takes time and memory in proportion to the page, and
//! the blocks of text that a reader would see. Any input is a page here, however broken.

use std::borrow::Cow;

use html_escape::decode_html_entities;
use memchr::{memchr, memmem};
use rustc_hash::FxHashMap;

use crate::model::PassageKind;

/// A tag, a comment, or the text between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event<'a> {
    /// With entities as written.
    Text(&'a str),
    Open(Tag<'a>),
    /// The name of the element.
    Close(&'a str),
    Comment(&'a str),
}

/// An opening tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    pub(super) name: &'a str,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Returns the value of an attribute, entities decoded; empty for one without a value.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        let mut found = self.attributes().filter(|(key, _)| key.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| decode_html_entities(value))
    }

    /// Returns names and values, as written.
    fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            let mut ends = rest.char_indices().skip(1);
            let end = ends.find(|(_, c)| c.is_ascii_whitespace() || matches!(c, '=' | '/'));
            let (key, after) = rest.split_at_checked(end.map_or(rest.len(), |(at, _)| at))?;
            let after = after.trim_ascii_start();
            let (value, after) = match after.strip_prefix('=') {
                Some(after) => value(after.trim_ascii_start()),
                None => ("", after),
            };
            rest = after;
            (!key.is_empty()).then_some((key, value))
        })
    }
}

/// Splits what follows a `=` into the value and the rest.
fn value(after: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inner) = after.strip_prefix(quote) {
            return inner.split_once(quote).unwrap_or((inner, ""));
        }
    }
    let end = after.find(|c: char| c.is_ascii_whitespace()).unwrap_or(after.len());
    after.split_at_checked(end).unwrap_or((after, ""))
}

/// Elements whose inside is not markup.
const RAW: [&str; 5] = ["script", "style", "xmp", "iframe", "noembed"];

/// Returns the tags, comments and texts of a page in order.
pub(super) fn events(page: &str) -> Events<'_> {
    Events { rest: page, raw: None }
}

pub(super) struct Events<'a> {
    rest: &'a str,
    /// The open element whose inside is not markup.
    raw: Option<&'a str>,
}

impl<'a> Iterator for Events<'a> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        if let Some(name) = self.raw.take() {
            let end = end_of_raw(self.rest, name);
            if end > 0 {
                return Some(Event::Text(self.take(end)));
            }
        }
        if let Some(event) = self.markup() {
            return Some(event);
        }
        // A `<` that opens nothing is text.
        let bytes = self.rest.as_bytes();
        let end =
            bytes.get(1..).and_then(|rest| memchr(b'<', rest)).map_or(bytes.len(), |at| at + 1);
        let end =
            if bytes.first() == Some(&b'<') { end } else { memchr(b'<', bytes).unwrap_or(end) };
        Some(Event::Text(self.take(end)))
    }
}

impl<'a> Events<'a> {
    fn take(&mut self, len: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(len).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    /// Reads the tag or comment at the start of the rest, if there is one. One that never ends takes all.
    fn markup(&mut self) -> Option<Event<'a>> {
        let inner = self.rest.strip_prefix('<')?;
        if let Some(comment) = inner.strip_prefix("!--") {
            let end = memmem::find(comment.as_bytes(), b"-->");
            let (comment, rest) = comment.split_at_checked(end.unwrap_or(comment.len()))?;
            self.rest = rest.strip_prefix("-->").unwrap_or(rest);
            return Some(Event::Comment(comment));
        }
        if inner.starts_with(['!', '?']) {
            let end = memchr(b'>', inner.as_bytes()).unwrap_or(inner.len());
            let (comment, rest) = inner.split_at_checked(end)?;
            self.rest = rest.strip_prefix('>').unwrap_or(rest);
            return Some(Event::Comment(comment));
        }
        let (is_close, tag) = match inner.strip_prefix('/') {
            Some(tag) => (true, tag),
            None => (false, inner),
        };
        if !tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let end = end_of_tag(tag);
        let (tag, rest) = tag.split_at_checked(end)?;
        self.rest = rest.strip_prefix('>').unwrap_or(rest);
        let ends_name = |c: char| c.is_ascii_whitespace() || c == '/';
        let (name, attributes) = tag.split_at_checked(tag.find(ends_name).unwrap_or(tag.len()))?;
        if is_close {
            return Some(Event::Close(name));
        }
        self.raw = RAW.iter().any(|raw| raw.eq_ignore_ascii_case(name)).then_some(name);
        Some(Event::Open(Tag { name, attributes }))
    }
}

/// Returns where the tag ends: at the first `>` outside quotes.
fn end_of_tag(tag: &str) -> usize {
    let mut quote = None;
    for (at, &byte) in tag.as_bytes().iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            // Only a quote after `=` opens a value; an apostrophe elsewhere is a slip.
            (None, b'"' | b'\'') if follows_equals(tag, at) => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    tag.len()
}

fn follows_equals(tag: &str, at: usize) -> bool {
    let before = tag.as_bytes().get(..at).unwrap_or(&[]);
    before.iter().rev().take(8).find(|byte| !byte.is_ascii_whitespace()) == Some(&b'=')
}

fn end_of_raw(rest: &str, name: &str) -> usize {
    memmem::find_iter(rest.as_bytes(), b"</")
        .find(|at| {
            let close = rest.get(at + 2..at + 2 + name.len());
            close.is_some_and(|close| close.eq_ignore_ascii_case(name))
        })
        .unwrap_or(rest.len())
}

/// One paragraph-like piece of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// Blanks squeezed; line breaks only where the page asks for them. Never empty.
    pub(super) text: String,
    /// What its element says it is.
    pub(super) kind: PassageKind,
    pub(super) is_main_heading: bool,
}

/// Elements that break the running text.
const BLOCKS: &str = " address article aside blockquote body caption center dd details dialog dir div dl dt \
    fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol \
    option optgroup p pre section select summary table tbody textarea tfoot thead title tr ul button ";
/// Elements nobody sees, or that are no text.
const UNSEEN: &str =
    " head script style template svg math object audio video canvas noscript iframe noembed map ";
/// Elements that hold the page around an article.
const PAGE: &str = " nav footer aside form button select menu ";

/// Returns the blocks of text of a page, or of a part of one, in order.
pub(super) fn blocks(page: &str) -> Vec<Block> {
    let mut walk = Walk::default();
    for event in events(page) {
        match event {
            Event::Text(text) => walk.text(text),
            Event::Open(tag) => walk.open(tag.name),
            Event::Close(name) => walk.close(name),
            Event::Comment(_) => {}
        }
    }
    walk.flush();
    walk.blocks
}

fn is_in(list: &str, lower: &str) -> bool {
    list.split(' ').any(|name| name == lower) && !lower.is_empty()
}

/// How deep the walk is in elements of each sort. A tag that closes nothing does not count.
#[derive(Default)]
struct Walk {
    blocks: Vec<Block>,
    text: String,
    unseen: usize,
    page: usize,
    captions: usize,
    quotes: usize,
    preformatted: usize,
    main_headings: usize,
}

impl Walk {
    fn counter(&mut self, lower: &str) -> Option<&mut usize> {
        match lower {
            "figcaption" => Some(&mut self.captions),
            "blockquote" => Some(&mut self.quotes),
            "pre" | "textarea" => Some(&mut self.preformatted),
            "h1" => Some(&mut self.main_headings),
            _ if is_in(UNSEEN, lower) => Some(&mut self.unseen),
            _ if is_in(PAGE, lower) => Some(&mut self.page),
            _ => None,
        }
    }

    fn open(&mut self, name: &str) {
        let lower = name.to_ascii_lowercase();
        // The head has no end in many pages; the body ends it.
        if lower == "body" {
            self.unseen = 0;
        }
        match lower.as_str() {
            "br" if self.text.ends_with('\n') => self.flush(),
            "br" => self.text.push('\n'),
            "td" | "th" => self.blank(),
            _ if is_in(BLOCKS, &lower) => self.flush(),
            _ => {}
        }
        if let Some(counter) = self.counter(&lower) {
            *counter += 1;
        }
    }

    fn close(&mut self, name: &str) {
        let lower = name.to_ascii_lowercase();
        if is_in(BLOCKS, &lower) {
            self.flush();
        }
        if let Some(counter) = self.counter(&lower) {
            *counter = counter.saturating_sub(1);
        }
    }

    fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
            self.text.push(' ');
        }
    }

    fn text(&mut self, raw: &str) {
        if self.unseen > 0 {
            return;
        }
        for c in decode_html_entities(raw).chars() {
            match c {
                '\n' if self.preformatted > 0 => self.text.push('\n'),
                // Where a word may be broken is for the screen to say.
                '\u{ad}' | '\u{200b}' => {}
                '\u{80}'..='\u{9f}' => self.text.push(windows_sign(c)),
                _ if c.is_whitespace() => self.blank(),
                _ => self.text.push(c),
            }
        }
    }

    fn flush(&mut self) {
        let text = self.text.trim();
        if !text.is_empty() {
            let kind = match () {
                () if self.captions > 0 => PassageKind::Caption,
                () if self.page > 0 => PassageKind::Furniture,
                () if self.quotes > 0 => PassageKind::Quote,
                () => PassageKind::Body,
            };
            let is_main_heading = self.main_headings > 0;
            self.blocks.push(Block { text: text.to_owned(), kind, is_main_heading });
        }
        self.text.clear();
    }
}

/// Old pages number their quotation marks as Windows did.
fn windows_sign(c: char) -> char {
    let byte = [c as u8];
    let (sign, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte);
    sign.chars().next().unwrap_or(c)
}

/// What building a tree of a page would cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cost {
    /// Opening tags.
    pub(super) tags: usize,
    /// The deepest nesting.
    pub(super) deepest: usize,
    /// The most attributes of one tag: each is compared with those before it.
    pub(super) attributes: usize,
    /// The depths of all tags together: a tree is searched upwards at every tag.
    pub(super) steps: usize,
}

impl Cost {
    pub(super) fn is_within(&self, most: &Self) -> bool {
        self.tags <= most.tags
            && self.deepest <= most.deepest
            && self.attributes <= most.attributes
            && self.steps <= most.steps
    }
}

/// Estimates from the tags alone what a tree would cost.
pub(super) fn cost(page: &str) -> Cost {
    let mut open: FxHashMap<String, usize> = FxHashMap::default();
    let mut cost = Cost::default();
    let mut depth = 0_usize;
    for event in events(page) {
        match event {
            Event::Open(tag) => {
                cost.tags += 1;
                cost.steps += depth;
                cost.attributes = cost.attributes.max(tag.attributes().count());
                let lower = tag.name.to_ascii_lowercase();
                if !is_in(UNCLOSED, &lower) {
                    *open.entry(lower).or_default() += 1;
                    depth += 1;
                    cost.deepest = cost.deepest.max(depth);
                }
            }
            Event::Close(name) => {
                let count = open.get_mut(&name.to_ascii_lowercase());
                if let Some(count) = count.filter(|count| **count > 0) {
                    *count -= 1;
                    depth -= 1;
                }
            }
            Event::Text(_) | Event::Comment(_) => {}
        }
    }
    cost
}

/// Elements that need no closing tag.
const UNCLOSED: &str = " area base br col embed hr img input link meta param source track wbr p li dd dt tr td \
    th option tbody thead tfoot colgroup ";
