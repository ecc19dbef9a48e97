//! The reader pane: the open article, what of it is on the screen, the current passage and the current
//! mention. Everything here is about one article; going from one to another is `jumps`.

use std::mem::take;
use std::sync::Arc;

use super::search::find;
use super::{Search, Sheet, Stop, Ticket, Tier};
use crate::model::{Anchor, ArticleId, ArticleView, Own, PassageKind, PassageRef, Related};
use crate::query::Query;
use crate::text::{Folded, Span};

/// The reader pane.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    /// The open article, wrapped.
    pub sheet: Option<Sheet>,
    /// The first line on the screen.
    pub top: usize,
    /// The ordinal of the current passage.
    pub passage: u32,
    /// The current mention, as a place among the article's mentions.
    pub mention: Option<usize>,
    /// The live search.
    pub search: Option<Search>,
    /// Where the words stand that the article was found by.
    pub found: Vec<Span>,
    /// The request for them, and whether the keys of a search are to be for them.
    pub(super) hits_asked: Option<(Ticket, bool)>,
    /// The article on its way.
    pub opening: Option<Opening>,
    /// The open article that could not be read again.
    pub(super) unread_again: Option<ArticleId>,
    /// The passages related to the current one.
    pub related: RelatedHere,
    /// What the reader has in the open article.
    pub own: Own,
    folded: Option<Folded>,
}

/// An article asked for.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The request.
    pub ticket: Ticket,
    /// The article.
    pub article: ArticleId,
    /// Where to go in it.
    pub aim: Aim,
    /// Whether the library changed since it was asked for.
    pub is_stale: bool,
}

impl Opening {
    /// Whether it leads anywhere: not the open article read again.
    pub fn is_jump(&self) -> bool {
        self.aim != Aim::Stay
    }
}

/// Where to go in an article.
#[derive(Clone, Debug, PartialEq)]
pub enum Aim {
    /// Where it was left, or else its beginning.
    Start,
    /// A passage.
    Passage(u32),
    /// A mention.
    Mention(Span),
    /// A passage, with the hits of the query that found it.
    Hits(u32, Query),
    /// As it was.
    Stop(Stop),
    /// Where one is: the article was read again.
    Stay,
}

/// What is known of the passages related to one.
#[derive(Clone, Debug, Default)]
pub struct RelatedHere {
    /// The passage they are related to.
    pub of: Option<PassageRef>,
    /// The request under way.
    pub asked: Option<Ticket>,
    /// Whether the article was read again since they were asked for.
    pub is_stale: bool,
    /// The related passages, best first.
    pub rows: Vec<Related>,
}

impl RelatedHere {
    /// How many of the related passages count; the others are less sure.
    pub fn count(&self) -> usize {
        self.rows.iter().filter(|row| row.is_sure()).count()
    }
}

impl Reader {
    /// The open article.
    pub fn view(&self) -> Option<&ArticleView> {
        self.sheet.as_ref().map(|sheet| &*sheet.view)
    }

    /// The number of the open article.
    pub fn article(&self) -> Option<ArticleId> {
        self.view().map(|view| view.id)
    }

    /// The current passage.
    pub fn passage_ref(&self) -> Option<PassageRef> {
        let sheet = self.sheet.as_ref().filter(|sheet| sheet.passages() > 0)?;
        Some(PassageRef { article: sheet.view.id, ordinal: self.passage })
    }

    /// The span of the current mention.
    pub fn mention_span(&self) -> Option<Span> {
        let mention = self.sheet.as_ref()?.mention(self.mention?)?;
        Some(mention.mention.span)
    }

    /// Where one is, to come back to.
    pub fn stop(&self) -> Option<Stop> {
        let sheet = self.sheet.as_ref()?;
        let top = sheet.lines().get(self.top).map_or(0, |line| line.span.start());
        let words = sheet.span_of(self.passage).of(sheet.text());
        Some(Stop {
            article: sheet.view.id,
            title: sheet.view.article.title.clone(),
            passage: self.passage,
            words: words.chars().take(120).collect(),
            top: top as u32,
            mention: self.mention_span(),
        })
    }

    /// The words at the top of the screen, to come back to.
    pub fn top_anchor(&self) -> Option<Anchor> {
        let sheet = self.sheet.as_ref()?;
        let mut lines = sheet.lines().iter().skip(self.top).filter(|line| !line.span.is_empty());
        Some(Anchor::new(&sheet.view.article.key, sheet.text(), lines.next()?.span))
    }

    /// Shows an article, wrapped to `width`; where in it is left to [`Reader::place`].
    pub fn show(&mut self, view: Arc<ArticleView>, width: u16, tier: Tier) {
        self.folded = None;
        self.related.is_stale = true;
        if self.view().is_none_or(|shown| shown.article.text != view.article.text) {
            self.clear_hits();
        }
        self.sheet = Some(Sheet::new(view, width, tier));
    }

    /// Wraps the article to another width; the line at the top keeps its first words.
    pub fn rewrap(&mut self, width: u16, tier: Tier) {
        let Some(sheet) = self.sheet.as_ref().filter(|sheet| sheet.width != width) else { return };
        let top = sheet.lines().get(self.top).map_or(0, |line| line.span.start());
        let sheet = Sheet::new(Arc::clone(&sheet.view), width, tier);
        self.top = if self.top == 0 { 0 } else { sheet.line_at(top) };
        self.sheet = Some(sheet);
    }

    /// Counts other mentions from now on; the current one stays where it still counts.
    pub fn set_tier(&mut self, tier: Tier) {
        let Some(sheet) = &self.sheet else { return };
        let span = self.mention_span();
        let sheet = Sheet::new(Arc::clone(&sheet.view), sheet.width, tier);
        self.mention = span.and_then(|span| sheet.mention_at(span));
        self.sheet = Some(sheet);
    }

    /// Goes to a place in the open article; `height` is the number of lines on the screen.
    pub fn place(&mut self, aim: Aim, height: usize) {
        let Some(sheet) = &self.sheet else { return };
        let last = sheet.passages().saturating_sub(1) as u32;
        match aim {
            Aim::Start => {
                self.mention = None;
                self.top = 0;
                self.passage = first_read(sheet);
                match self.own.top.map(|top| sheet.line_at(top)).filter(|&line| line > 0) {
                    Some(line) => {
                        self.top = line;
                        self.keep_passage_seen(height);
                    }
                    None => self.reveal_passage(height),
                }
            }
            Aim::Passage(passage) | Aim::Hits(passage, _) => {
                self.mention = None;
                self.passage = passage.min(last);
                self.reveal_passage(height);
            }
            Aim::Mention(span) => {
                self.mention = sheet.mention_at(span);
                self.passage = sheet.passage_at(span.start());
                self.reveal(sheet.line_at(span.start()), height);
            }
            Aim::Stop(stop) => {
                self.top = if stop.top == 0 { 0 } else { sheet.line_at(stop.top as usize) };
                self.passage = stop.passage.min(last);
                self.mention = stop.mention.and_then(|span| sheet.mention_at(span));
            }
            Aim::Stay => self.passage = self.passage.min(last),
        }
        self.clamp(height);
    }

    /// Scrolls so that `line` is on the screen with lines around it: not at all where it is already, else
    /// to a third from the top.
    fn reveal(&mut self, line: usize, height: usize) {
        let context = (height / 8).min(3);
        let is_seen =
            line >= self.top + context.min(self.top) && line + context < self.top + height;
        if !is_seen {
            self.top = line.saturating_sub(height / 3);
        }
    }

    /// Scrolls so that the whole current passage is on the screen, or its beginning where it is too long.
    fn reveal_passage(&mut self, height: usize) {
        let Some(sheet) = &self.sheet else { return };
        let lines = sheet.lines_of(self.passage);
        if lines.start >= self.top && lines.end <= self.top + height {
            return;
        }
        self.top = if lines.len() > height {
            lines.start
        } else {
            lines.start.saturating_sub(height / 4).max(lines.end.saturating_sub(height))
        };
    }

    /// Keeps `top` and the passage where the article has lines.
    pub fn clamp(&mut self, height: usize) {
        let Some(sheet) = &self.sheet else { return };
        self.top = self.top.min(sheet.lines().len().saturating_sub(height.max(1)));
        self.passage = self.passage.min(sheet.passages().saturating_sub(1) as u32);
        self.mention = self.mention.filter(|&place| sheet.mention(place).is_some());
    }

    /// Scrolls by `lines`. The current passage stays while it is well on the screen; where nothing is left
    /// to scroll, it moves instead: a passage for a line, to the end for more.
    pub fn scroll(&mut self, lines: isize, height: usize) {
        let Some(sheet) = &self.sheet else { return };
        let last_top = sheet.lines().len().saturating_sub(height.max(1));
        let top = self.top.saturating_add_signed(lines).min(last_top);
        if top != self.top {
            self.top = top;
            self.keep_passage_seen(height);
        } else if lines.abs() == 1 {
            self.step_passage(lines, height);
        } else {
            self.set_passage(if lines < 0 { 0 } else { u32::MAX });
        }
    }

    /// Scrolls by `lines` as far as there are any.
    pub(super) fn wheel(&mut self, lines: isize, height: usize) {
        let Some(sheet) = &self.sheet else { return };
        let last = sheet.lines().len().saturating_sub(height.max(1));
        let top = self.top.saturating_add_signed(lines).min(last);
        if top != self.top {
            self.top = top;
            self.keep_passage_seen(height);
        }
    }

    /// Makes a passage current and, where one is given, a mention in it; nothing scrolls.
    pub(super) fn click(&mut self, passage: u32, mention: Option<usize>) {
        self.mention = mention;
        self.set_passage(passage);
    }

    /// To the beginning or the end.
    pub fn to_end(&mut self, is_last: bool) {
        let Some(sheet) = &self.sheet else { return };
        self.top = if is_last { sheet.lines().len() } else { 0 };
        self.set_passage(if is_last { u32::MAX } else { 0 });
    }

    /// To the next or the previous passage; furniture that stands together counts as one.
    pub fn step_passage(&mut self, by: isize, height: usize) {
        let Some(sheet) = &self.sheet else { return };
        let step = |at: u32| {
            let next = if by > 0 { at.checked_add(1)? } else { at.checked_sub(1)? };
            ((next as usize) < sheet.passages()).then_some(next)
        };
        let is_furniture = |at: u32| sheet.kind_of(at) == PassageKind::Furniture;
        let Some(mut at) = step(self.passage) else { return };
        if is_furniture(self.passage) {
            while let Some(next) = step(at).filter(|_| is_furniture(at)) {
                at = next;
            }
        }
        self.set_passage(at);
        self.reveal_passage(height);
        self.clamp(height);
    }

    fn set_passage(&mut self, passage: u32) {
        let Some(sheet) = &self.sheet else { return };
        self.passage = passage.min(sheet.passages().saturating_sub(1) as u32);
        let span = sheet.span_of(self.passage);
        self.mention = self
            .mention
            .filter(|&place| sheet.mention(place).is_some_and(|m| span.contains(m.mention.span)));
    }

    /// Moves the current passage to the nearest one in the middle half of the screen; at the ends of the
    /// article that reaches to the edge.
    fn keep_passage_seen(&mut self, height: usize) {
        let Some(sheet) = &self.sheet else { return };
        let lines = sheet.lines();
        let is_top = self.top == 0;
        let is_end = self.top + height >= lines.len();
        let from = if is_top { 0 } else { self.top + height / 4 };
        let to = self.top + if is_end { height } else { height - height / 4 };
        let own = sheet.lines_of(self.passage);
        let line = if own.end <= from {
            lines.iter().skip(from).position(|line| !line.span.is_empty()).map(|by| from + by)
        } else if own.start >= to {
            let last = to.min(lines.len());
            (0..last).rev().find(|&at| lines.get(at).is_some_and(|line| !line.span.is_empty()))
        } else {
            None
        };
        if let Some(line) = line.and_then(|at| lines.get(at)) {
            self.set_passage(line.passage);
        }
    }

    /// Whether the end of the text, furniture not counted, is on the screen.
    pub fn sees_the_end(&self, height: usize) -> bool {
        let Some(sheet) = &self.sheet else { return false };
        let passages = &sheet.view.article.passages;
        let last = passages.iter().rposition(|passage| passage.kind != PassageKind::Furniture);
        last.is_some_and(|last| sheet.lines_of(last as u32).end <= self.top + height)
    }

    /// Looks for the typed words anew; `height` is the number of lines on the screen. The nearest hit after
    /// the place the search began at becomes the current one.
    pub fn search_typed(&mut self, height: usize) {
        let Some((sheet, search)) = self.sheet.as_ref().zip(self.search.as_mut()) else { return };
        let folded = self.folded.get_or_insert_with(|| Folded::new(sheet.text()));
        search.hits = find(search.prompt.text(), sheet.text(), folded);
        search.at = None;
        let from = search.from.clone();
        let start = from.as_ref().map_or(0, |stop| sheet.span_of(stop.passage).start());
        match search.next(1, start) {
            Some((hit, _)) => self.to_hit(hit, height),
            None => {
                if let Some(from) = from {
                    self.place(Aim::Stop(from), height);
                }
            }
        }
    }

    /// Shows where the words stand that the article was found by; `is_live` makes a search of them, whose current hit is
    /// the first of the current passage.
    pub(super) fn show_found(&mut self, hits: Vec<Span>, is_live: bool) {
        let Some(sheet) = &self.sheet else { return };
        // What the reader searches for comes first.
        if is_live && !hits.is_empty() && self.search.as_ref().is_none_or(|search| search.is_found)
        {
            let span = sheet.span_of(self.passage);
            let at = hits.iter().position(|hit| span.contains(*hit));
            self.search =
                Some(Search { hits: hits.clone(), at, is_found: true, ..Search::default() });
        }
        self.found = hits;
    }

    /// Ends the search. Returns whether there was one, or hits of what the article was found by.
    pub(super) fn clear_hits(&mut self) -> bool {
        self.hits_asked = None;
        let has_found = !take(&mut self.found).is_empty();
        self.search.take().is_some() || has_found
    }

    /// Makes a hit the current one.
    pub fn to_hit(&mut self, hit: usize, height: usize) {
        let Some((sheet, search)) = self.sheet.as_ref().zip(self.search.as_mut()) else { return };
        let Some(span) = search.hits.get(hit) else { return };
        let (line, passage) = (sheet.line_at(span.start()), sheet.passage_at(span.start()));
        search.at = Some(hit);
        self.set_passage(passage);
        self.reveal(line, height);
        self.clamp(height);
    }
}

/// The first passage that is not furniture: where reading begins.
fn first_read(sheet: &Sheet) -> u32 {
    let passages = &sheet.view.article.passages;
    let first = passages.iter().position(|passage| passage.kind != PassageKind::Furniture);
    first.unwrap_or(0) as u32
}
