//! An article wrapped to a width: which line shows which bytes. Made in `update` when the article or the
//! width changes, so that drawing only picks lines.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Tier;
use crate::model::{ArticleView, EntityId, PassageKind, ResolvedMention};
use crate::text::{Glyph, Line, Span, glyphs, wrap};

/// An article wrapped to a width.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The article.
    pub view: Arc<ArticleView>,
    /// The width in cells it is wrapped to.
    pub width: u16,
    /// The mentions that count, in text order.
    mentions: Vec<ResolvedMention>,
    lines: Vec<SheetLine>,
    /// The lines of each passage.
    of_passage: Vec<Range<u32>>,
    /// The mentions of each entity, as places among those that count.
    of_entity: FxHashMap<EntityId, Vec<u32>>,
}

/// One line of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SheetLine {
    /// The bytes shown; empty on a blank line.
    pub span: Span,
    /// The ordinal of the passage; on a blank line that of the one before.
    pub passage: u32,
    /// Cells the text is moved to the right.
    pub indent: u16,
    /// Whether it is the first line of its passage.
    pub is_first: bool,
}

/// Cells a passage of this kind stands to the right of running text.
fn indent(kind: PassageKind, width: u16) -> u16 {
    match kind {
        PassageKind::Caption if width > 24 => 2,
        PassageKind::Quote if width > 24 => 4,
        _ => 0,
    }
}

/// What stands in the cells of a line of text.
#[derive(Clone, Debug)]
pub enum Put<'a> {
    /// The sign in front of the current mention; over the cell before.
    Open,
    /// The sign behind it.
    Close,
    /// A glyph; its span counts from the start of the line.
    Glyph(Glyph<'a>),
}

/// Hands out, from left to right, what stands in which column when a line is drawn from column `x` on. The current
/// mention stands between signs, in blanks where there are some.
pub fn place_line<'a>(
    text: &'a str,
    line: &SheetLine,
    x: u16,
    current: Option<Span>,
    mut put: impl FnMut(u16, Put<'a>),
) {
    let mut x = x + line.indent;
    let mut was_inside = false;
    let start = line.span.start();
    for glyph in glyphs(line.span.of(text)) {
        let at = start + glyph.span.start();
        let is_inside = current.is_some_and(|mention| mention.holds(at));
        if is_inside && !was_inside && current.is_some_and(|mention| mention.start() == at) {
            put(x.saturating_sub(1), Put::Open);
        }
        let is_behind = was_inside && !is_inside;
        was_inside = is_inside;
        if is_behind {
            put(x, Put::Close);
            x += 1;
            if glyph.shown == " " {
                continue;
            }
        }
        let cells = glyph.cells;
        put(x, Put::Glyph(glyph));
        x += cells;
    }
    if was_inside && current.is_some_and(|mention| mention.end() <= line.span.end()) {
        put(x, Put::Close);
    }
}

impl Sheet {
    /// Wraps an article to `width` cells. Between passages stands a blank line, but not between two that
    /// are furniture. Mentions that are not of the `tier` are none here.
    pub fn new(view: Arc<ArticleView>, width: u16, tier: Tier) -> Self {
        let mut lines = Vec::new();
        let mut of_passage = Vec::with_capacity(view.article.passages.len());
        let mut wrapped: Vec<Line> = Vec::new();
        let mut before: Option<(PassageKind, usize)> = None;
        for (ordinal, passage) in (0u32..).zip(&view.article.passages) {
            if let Some((kind, end)) = before
                && !(kind == PassageKind::Furniture && passage.kind == PassageKind::Furniture)
            {
                let (span, passage) = (Span::at(end, end), ordinal - 1);
                lines.push(SheetLine { span, passage, indent: 0, is_first: false });
            }
            let indent = indent(passage.kind, width);
            wrapped.clear();
            wrap(&view.article.text, passage.span, usize::from(width - indent), &mut wrapped);
            let first = lines.len() as u32;
            lines.extend(wrapped.iter().enumerate().map(|(i, line)| SheetLine {
                span: line.span,
                passage: ordinal,
                indent,
                is_first: i == 0,
            }));
            of_passage.push(first..lines.len() as u32);
            before = Some((passage.kind, passage.span.end()));
        }
        let mut of_entity: FxHashMap<EntityId, Vec<u32>> = FxHashMap::default();
        let counts = |mention: &&ResolvedMention| tier.holds(mention.mention.form);
        let mentions: Vec<ResolvedMention> = view.mentions.iter().filter(counts).cloned().collect();
        for (place, mention) in (0..).zip(&mentions) {
            of_entity.entry(mention.entity).or_default().push(place);
        }
        Self { view, width, mentions, lines, of_passage, of_entity }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.view.article.text
    }

    /// The lines, from the top.
    pub fn lines(&self) -> &[SheetLine] {
        &self.lines
    }

    /// How many passages there are.
    pub fn passages(&self) -> usize {
        self.of_passage.len()
    }

    /// The lines of a passage; none for one that does not exist.
    pub fn lines_of(&self, passage: u32) -> Range<usize> {
        self.of_passage
            .get(passage as usize)
            .map_or(0..0, |lines| lines.start as usize..lines.end as usize)
    }

    /// The bytes of a passage; empty for one that does not exist.
    pub fn span_of(&self, passage: u32) -> Span {
        self.view.article.passages.get(passage as usize).map(|p| p.span).unwrap_or_default()
    }

    /// What a passage is.
    pub fn kind_of(&self, passage: u32) -> PassageKind {
        self.view.article.passages.get(passage as usize).map(|p| p.kind).unwrap_or_default()
    }

    /// The line that shows the byte at `offset`, or the last before it.
    pub fn line_at(&self, offset: usize) -> usize {
        self.lines.partition_point(|line| line.span.start() <= offset).saturating_sub(1)
    }

    /// The passage that holds the byte at `offset`, or the last before it.
    pub fn passage_at(&self, offset: usize) -> u32 {
        self.view.article.passage_at(offset)
    }

    /// The places of the mentions that start inside `span`.
    pub fn mentions_in(&self, span: Span) -> Range<usize> {
        let before = |byte| self.mentions.partition_point(|m| m.mention.span.start() < byte);
        before(span.start())..before(span.end())
    }

    /// How many mentions count.
    pub fn n_mentions(&self) -> usize {
        self.mentions.len()
    }

    /// The mention at `place` among those that count.
    pub fn mention(&self, place: usize) -> Option<&ResolvedMention> {
        self.mentions.get(place)
    }

    /// The mentions of an entity that count, as ascending places among all that do.
    pub fn mentions_of(&self, entity: EntityId) -> &[u32] {
        self.of_entity.get(&entity).map_or(&[], Vec::as_slice)
    }

    /// The place of the mention with this span.
    pub fn mention_at(&self, span: Span) -> Option<usize> {
        let places = self.mentions_in(Span::at(span.start(), span.start() + 1));
        places.clone().find(|&place| self.mention(place).is_some_and(|m| m.mention.span == span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Article, ArticleId, Passage};

    fn sheet(passages: &[(PassageKind, &str)], width: u16) -> Sheet {
        let mut article = Article::default();
        for (kind, text) in passages {
            let start = article.text.len();
            article.text.push_str(text);
            let span = Span::at(start, article.text.len());
            article.passages.push(Passage { span, kind: *kind });
            article.text.push('\n');
        }
        let (mentions, entities, related) = Default::default();
        Sheet::new(
            Arc::new(ArticleView { id: ArticleId(1), article, mentions, entities, related }),
            width,
            Tier::default(),
        )
    }

    #[test]
    fn passages_stand_apart_and_furniture_together() {
        let sheet = sheet(
            &[
                (PassageKind::Furniture, "All news"),
                (PassageKind::Furniture, "Other news"),
                (PassageKind::Title, "A title that is long"),
                (PassageKind::Body, "Body."),
            ],
            12,
        );
        let shown: Vec<&str> = sheet.lines().iter().map(|l| l.span.of(sheet.text())).collect();
        assert_eq!(shown, ["All news", "Other news", "", "A title that", "is long", "", "Body."]);
        assert_eq!(sheet.lines_of(2), 3..5);
        assert_eq!(sheet.lines_of(9), 0..0);
        for (i, line) in sheet.lines().iter().enumerate().filter(|(_, l)| !l.span.is_empty()) {
            assert_eq!(sheet.line_at(line.span.start()), i);
            assert_eq!(sheet.passage_at(line.span.start()), line.passage);
        }
    }

    #[test]
    fn an_empty_article_and_no_width_are_no_trouble() {
        assert_eq!(sheet(&[], 10).lines(), []);
        let narrow = sheet(&[(PassageKind::Quote, "ab")], 0);
        assert_eq!(narrow.lines().len(), 2);
        assert_eq!((narrow.line_at(99), narrow.passage_at(99)), (1, 0));
    }
}
