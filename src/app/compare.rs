//! Two tellings of one thing beside each other: two passages, or two whole articles paired by their links.

use super::geometry::CompareAreas;
use super::{Picker, Ticket};
use crate::model::{Article, ArticleId, Link, LinkKind, PassageKind, PrintedDate, TwoArticles};
use crate::text::{ComparedWord, Line, Span, compare, wrap};

/// What is compared, as it is shown.
#[derive(Clone, Debug)]
pub struct Compare {
    /// The two articles.
    pub heads: [Head; 2],
    /// The pairs shown, from the top.
    pub pairs: Vec<Pair>,
    /// Whether the whole articles are compared.
    pub is_whole: bool,
    /// The first line on the screen.
    pub top: usize,
    /// The request for the whole articles, while under way.
    pub asked: Option<Ticket>,
    /// The two passages one came from, to go back to.
    passages: Option<Pair>,
    /// The picker it was opened from.
    pub(super) below: Option<Box<Picker>>,
    lines: Vec<CompareLine>,
    laid_out: Option<(u16, bool)>,
}

/// What is said of an article above its side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The article.
    pub id: ArticleId,
    /// Its title.
    pub title: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// When.
    pub date: Option<PrintedDate>,
}

/// Two passages that tell the same, or one that the other article has not.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The passages, left and right.
    pub versions: [Option<Version>; 2],
    /// What links them.
    pub link: Option<Joined>,
}

/// What is said of the link of a pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Joined {
    /// In which way they tell the same.
    pub kind: LinkKind,
    /// How sure, 0.0 to 1.0.
    pub score: f32,
    /// The words they share.
    pub shared: String,
}

/// One telling, ready to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version {
    /// Its ordinal in its article.
    pub ordinal: u32,
    /// What is shown: the passage, with [`NUMBER_SIGN`] before numbers that differ.
    pub text: String,
    /// What of it is marked, in text order.
    pub marks: Vec<(Span, Marked)>,
    /// The passage of the other article that tells the same, where that stands beside another one.
    pub told_in: Option<u32>,
}

/// Why words are marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marked {
    /// The other version has other words, or none.
    Differs,
    /// The other version has them, too. Marked where little else is shared.
    Shared,
    /// The other version has another number.
    Number,
}

/// Stands before a number that differs.
pub const NUMBER_SIGN: char = '≠';

/// One line of the comparison; `pair` is a place in [`Compare::pairs`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareLine {
    /// The line above a pair; on which sides it says something.
    Head {
        /// The pair.
        pair: usize,
        /// Left, right.
        sides: [bool; 2],
    },
    /// Text of either side.
    Text {
        /// The pair.
        pair: usize,
        /// The parts of the texts of its versions.
        spans: [Option<Span>; 2],
    },
    /// The words that both share.
    Shared(usize),
    /// Nothing.
    Blank,
}

impl Head {
    pub(super) fn of(id: ArticleId, article: &Article) -> Self {
        Self {
            id,
            title: article.title.clone(),
            publisher: article.publisher.clone(),
            date: article.date.clone(),
        }
    }
}

impl Pair {
    /// Whether one of the articles has nothing beside it.
    pub fn is_alone(&self) -> bool {
        self.versions.iter().any(Option::is_none)
    }

    /// Whether the words in common are marked, not those that differ.
    pub fn marks_shared(&self) -> bool {
        let mut marks = self.versions.iter().flatten().flat_map(|version| &version.marks);
        marks.any(|(_, marked)| *marked == Marked::Shared)
    }

    /// Two passages with what they share and where they differ marked.
    pub(super) fn new(a: (u32, &str), b: (u32, &str), link: Option<Joined>) -> Self {
        let words = compare(a.1, b.1);
        // Where few words are the same, everything would differ.
        let shared = words.iter().map(|words| words.iter().filter(|w| w.is_shared).count());
        let all = words.iter().map(Vec::len).min().unwrap_or(0);
        let is_close = shared.min().unwrap_or(0) * 2 >= all;
        let [in_a, in_b] = words;
        let versions = [(a, in_a), (b, in_b)].map(|((ordinal, text), words)| {
            let (text, marks) = marked(text, &words, is_close);
            Some(Version { ordinal, text, marks, told_in: None })
        });
        Self { versions, link }
    }
}

/// The text to show and the parts of it that are marked: what differs, or what is shared.
fn marked(text: &str, words: &[ComparedWord], is_close: bool) -> (String, Vec<(Span, Marked)>) {
    /// Shorter words that are shared say little: "of", "the".
    const SHORTEST_SHARED: usize = 4;
    let mut shown = String::with_capacity(text.len() + 8);
    let mut marks: Vec<(Span, Marked)> = Vec::new();
    let mut before = None;
    let mut at = 0;
    for word in words {
        shown.push_str(text.get(at..word.span.start()).unwrap_or(""));
        let mark = match (word.is_other_number, word.is_shared) {
            (true, _) => Some(Marked::Number),
            (false, false) if is_close => Some(Marked::Differs),
            (false, true) if !is_close => {
                Some(Marked::Shared).filter(|_| word.span.len() >= SHORTEST_SHARED)
            }
            _ => None,
        };
        let start = shown.len();
        if mark == Some(Marked::Number) {
            shown.push(NUMBER_SIGN);
        }
        shown.push_str(word.span.of(text));
        let span = Span::at(start, shown.len());
        match (mark, marks.last_mut()) {
            // Words that differ one after the other are marked as one.
            (Some(mark), Some((last, kind))) if before == Some(mark) && *kind == mark => {
                *last = Span::at(last.start(), span.end());
            }
            (Some(mark), _) => marks.push((span, mark)),
            (None, _) => {}
        }
        before = mark.filter(|mark| *mark != Marked::Number);
        at = word.span.end();
    }
    shown.push_str(text.get(at..).unwrap_or(""));
    // Of the same length, so that the marks stay right.
    (shown.replace(['\n', '\r'], " "), marks)
}

impl Compare {
    /// Two passages; two articles whose texts are still to come where there are none.
    pub(super) fn new(heads: [Head; 2], passages: Option<Pair>) -> Self {
        Self {
            heads,
            pairs: passages.iter().cloned().collect(),
            is_whole: false,
            top: 0,
            asked: None,
            passages,
            below: None,
            lines: Vec::new(),
            laid_out: None,
        }
    }

    /// Goes back from the articles to the passages; returns whether it did.
    pub(super) fn show_passages(&mut self) -> bool {
        let Some(pair) = self.passages.clone() else { return false };
        (self.is_whole, self.pairs, self.laid_out, self.top) = (false, vec![pair], None, 0);
        true
    }

    /// Whether there is something else to compare: the articles of the passages, or the other way round.
    pub(super) fn has_more(&self) -> bool {
        self.passages.is_some()
    }

    /// Takes the two articles in and goes to the passages one comes from.
    pub(super) fn take(&mut self, two: &TwoArticles, areas: &CompareAreas) {
        let mut pairs = pairs(two);
        let [(first, _), _] = &two.articles;
        if self.heads.first().is_some_and(|head| head.id != *first) {
            pairs.iter_mut().for_each(|pair| pair.versions.swap(0, 1));
        }
        (self.is_whole, self.pairs, self.laid_out, self.top) = (true, pairs, None, 0);
        self.lay_out(areas);
        let ordinal = |pair: &Pair, side: usize| {
            pair.versions.get(side).and_then(Option::as_ref).map(|version| version.ordinal)
        };
        let Some(from) = &self.passages else { return };
        let place = |side: usize| {
            let wanted = ordinal(from, side);
            self.pairs.iter().position(|pair| wanted.is_some() && ordinal(pair, side) == wanted)
        };
        let place = place(0).or_else(|| place(1));
        let is_there = |line: &CompareLine| match line {
            CompareLine::Head { pair, .. } => Some(*pair) == place,
            _ => false,
        };
        self.top = self.lines.iter().position(is_there).unwrap_or(0);
    }

    /// Swaps left and right.
    pub(super) fn swap(&mut self) {
        self.heads.swap(0, 1);
        let all = self.pairs.iter_mut().chain(&mut self.passages);
        all.for_each(|pair| pair.versions.swap(0, 1));
        self.laid_out = None;
    }

    /// How many passages of the left (0) or right (1) article the other has not at all.
    pub fn only_on(&self, side: usize) -> usize {
        let versions = self.pairs.iter().filter(|pair| pair.is_alone());
        let own = versions.filter_map(|pair| pair.versions.get(side)?.as_ref());
        own.filter(|version| version.told_in.is_none()).count()
    }

    /// The lines, from the top.
    pub fn lines(&self) -> &[CompareLine] {
        &self.lines
    }

    /// Wraps the texts anew where the screen has changed, and keeps `top` where there are lines.
    pub(super) fn lay_out(&mut self, areas: &CompareAreas) {
        let wanted = (areas.width, areas.is_beside);
        if self.laid_out != Some(wanted) {
            self.laid_out = Some(wanted);
            self.lines.clear();
            for (place, pair) in self.pairs.iter().enumerate() {
                lay_out(place, pair, areas, !self.is_whole, &mut self.lines);
            }
            self.lines.pop();
        }
        self.scroll(0, usize::from(areas.body.h));
    }

    /// Scrolls by `lines` on a screen of `height` lines.
    pub(super) fn scroll(&mut self, lines: isize, height: usize) {
        let last = self.lines.len().saturating_sub(height);
        self.top = self.top.saturating_add_signed(lines).min(last);
    }
}

/// Adds the lines of a pair, a blank one last.
fn lay_out(
    place: usize,
    pair: &Pair,
    areas: &CompareAreas,
    tells_shared: bool,
    out: &mut Vec<CompareLine>,
) {
    let [left, right] = pair.versions.each_ref().map(|version| {
        let mut lines: Vec<Line> = Vec::new();
        if let Some(version) = version {
            let all = Span::at(0, version.text.len());
            wrap(&version.text, all, usize::from(areas.width), &mut lines);
        }
        lines.into_iter().map(|line| line.span).collect::<Vec<_>>()
    });
    let mut add = |sides: [bool; 2], left: &[Span], right: &[Span]| {
        out.push(CompareLine::Head { pair: place, sides });
        for at in 0..left.len().max(right.len()) {
            let spans = [left.get(at).copied(), right.get(at).copied()];
            out.push(CompareLine::Text { pair: place, spans });
        }
    };
    if areas.is_beside {
        add([true, true], &left, &right);
    } else {
        if pair.versions[0].is_some() {
            add([true, false], &left, &[]);
        }
        if pair.versions[1].is_some() {
            add([false, true], &[], &right);
        }
    }
    if tells_shared && pair.link.as_ref().is_some_and(|link| !link.shared.is_empty()) {
        out.extend([CompareLine::Blank, CompareLine::Shared(place)]);
    }
    out.push(CompareLine::Blank);
}

/// Pairs the passages of two articles by their links, the surest first, each passage once; titles belong
/// together. The order is that of the first article; what only the second has follows the passage that it
/// follows there. Furniture is left out.
fn pairs(two: &TwoArticles) -> Vec<Pair> {
    let [(_, a), (_, b)] = &two.articles;
    let mut of_a: Vec<Option<u32>> = vec![None; a.passages.len()];
    let mut of_b = vec![false; b.passages.len()];
    let titles = title(a).zip(title(b));
    for (at, beside) in two.links.iter().map(ordinals).chain(titles) {
        if let Some(own) = of_a.get_mut(at as usize).filter(|own| own.is_none())
            && let Some(is_taken) = of_b.get_mut(beside as usize).filter(|is_taken| !**is_taken)
        {
            (*own, *is_taken) = (Some(beside), true);
        }
    }
    let mut made = Vec::new();
    // The passages of the second article from one on, up to the next that has a counterpart.
    let alone_from = |from: u32, made: &mut Vec<Pair>| {
        let untold = of_b.iter().skip(from as usize).take_while(|is_taken| !**is_taken);
        made.extend((from..).zip(untold).filter_map(|(at, _)| alone(two, 1, at)));
    };
    alone_from(0, &mut made);
    for (at, beside) in (0..).zip(of_a) {
        let Some(beside) = beside else {
            made.extend(alone(two, 0, at));
            continue;
        };
        let mut links = two.links.iter().zip(&two.shared);
        let link = links.find(|(link, _)| ordinals(link) == (at, beside)).map(|(link, shared)| {
            Joined { kind: link.kind, score: link.score, shared: shared.clone() }
        });
        made.push(Pair::new((at, words_of(a, at)), (beside, words_of(b, beside)), link));
        alone_from(beside + 1, &mut made);
    }
    made
}

/// A passage without a counterpart; `None` for furniture.
fn alone(two: &TwoArticles, side: usize, ordinal: u32) -> Option<Pair> {
    let (_, article) = two.articles.get(side)?;
    let passage = article.passages.get(ordinal as usize)?;
    if passage.kind == PassageKind::Furniture {
        return None;
    }
    let told_in = two.links.iter().map(ordinals).find_map(|(a, b)| match side {
        0 => (a == ordinal).then_some(b),
        _ => (b == ordinal).then_some(a),
    });
    let (text, marks) = marked(passage.span.of(&article.text), &[], true);
    let version = Some(Version { ordinal, text, marks, told_in });
    let versions = if side == 0 { [version, None] } else { [None, version] };
    Some(Pair { versions, link: None })
}

fn ordinals(link: &Link) -> (u32, u32) {
    (link.a.ordinal, link.b.ordinal)
}

fn title(article: &Article) -> Option<u32> {
    let place = article.passages.iter().position(|p| p.kind == PassageKind::Title);
    place.map(|place| place as u32)
}

/// The text of a passage; empty for one that does not exist.
pub(super) fn words_of(article: &Article, ordinal: u32) -> &str {
    article.passages.get(ordinal as usize).map_or("", |p| p.span.of(&article.text))
}

#[cfg(test)]
#[path = "compare_tests.rs"]
mod tests;
