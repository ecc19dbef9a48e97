//! Paragraphs of a PDF: lines joined again, over the ends of columns and pages, with words that were divided whole.

use rustc_hash::FxHashMap;

use super::super::super::item::filled;
use super::super::super::shape;
use super::lines::{Line, is_ideograph};
use super::words::is_right_to_left;

/// A paragraph may go on below so many others: notes and captions stand between.
const MOST_BETWEEN: usize = 6;

/// A line with what stands around it. What is read from the right is turned, so that it starts left.
#[derive(Clone, Copy)]
struct Placed<'l> {
    line: &'l Line,
    start: f32,
    stop: f32,
    /// Of the lines above and below in its column.
    left: f32,
    right: f32,
    /// From line to line, in letters of its size.
    leading: f32,
    /// Whether paragraphs of its size start further right than they go on.
    is_indenting: bool,
    /// Whether it stands alone above the rest of its page.
    is_head: bool,
}

/// Joins the lines of each paragraph. Gives those that are running heads apart: what stands above a page whose first
/// line goes on with the page before.
pub(super) fn of(lines: &[Line]) -> (Vec<String>, Vec<String>) {
    let placed = placed(lines);
    let usual = usual_size(lines);
    let mut blocks: Vec<Vec<Placed<'_>>> = Vec::new();
    for line in placed {
        match blocks.last_mut().filter(|open| goes_on(open, &line, usual)) {
            Some(open) => open.push(line),
            None => blocks.push(vec![line]),
        }
    }
    let (known, divides) = (hyphened(lines), divides(lines));
    let is_known = |word: &str| {
        !divides && word.contains('-') || known.binary_search(&word.to_lowercase()).is_ok()
    };
    let text = |block: Vec<Placed<'_>>| {
        let lines: Vec<&str> = block.iter().map(|placed| placed.line.text.as_str()).collect();
        filled(&joined(&lines, &is_known))
    };
    let (blocks, heads) = rejoined(blocks);
    let [paragraphs, heads] =
        [blocks, heads].map(|blocks| blocks.into_iter().filter_map(text).collect::<Vec<String>>());
    (paragraphs, heads)
}

/// The words that are written with a hyphen within a line.
fn hyphened(lines: &[Line]) -> Vec<String> {
    let mut hyphened: Vec<String> = Vec::new();
    for word in lines.iter().flat_map(|line| line.text.split_whitespace()) {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        if word.contains('-') {
            hyphened.push(word.to_lowercase());
        }
    }
    hyphened.sort_unstable();
    hyphened
}

/// Whether words are divided with the common hyphen at the ends of lines: where few lines end so, or others end with
/// the hyphen that is for it, the common one is of the word.
fn divides(lines: &[Line]) -> bool {
    let n = |signs: &[char]| lines.iter().filter(|line| line.text.ends_with(signs)).count();
    let (n_common, n_own) = (n(&['-']), n(&['\u{ad}', '\u{2010}']));
    n_common * 40 > lines.len() && n_own < 2
}

/// The size that most letters have.
pub(super) fn usual_size(lines: &[Line]) -> f32 {
    let mut letters: FxHashMap<i32, usize> = FxHashMap::default();
    for line in lines {
        *letters.entry(rounded(line)).or_default() += line.text.len();
    }
    letters
        .into_iter()
        .max_by_key(|&(size, n)| (n, size))
        .map_or(0.0, |(size, _)| size as f32 / 2.0)
}

/// The size in halves of a point.
fn rounded(line: &Line) -> i32 {
    (line.size * 2.0).round() as i32
}

fn is_alike(a: &Line, b: &Line) -> bool {
    (a.size - b.size).abs() < a.size.max(b.size) * 0.08
}

/// Where a line starts and stops as it is read.
fn span(line: &Line) -> (f32, f32) {
    let (mut right, mut all) = (0, 0);
    for c in line.text.chars().take(200) {
        right += usize::from(is_right_to_left(c));
        all += usize::from(c.is_alphabetic());
    }
    if right * 2 > all { (-line.end, -line.x) } else { (line.x, line.end) }
}

/// How far a line stands below the one before in the same column, if it does.
fn drop(last: &Line, line: &Line) -> Option<f32> {
    let drop = last.y - line.y;
    let is_below = last.page == line.page && drop > line.size * 0.4;
    (is_below && last.x < line.end && line.x < last.end).then_some(drop)
}

fn placed(lines: &[Line]) -> Vec<Placed<'_>> {
    let leadings = leadings(lines);
    let leading = |line: &Line| leadings.get(&rounded(line)).copied().unwrap_or(line.size * 1.3);
    let mut placed: Vec<Placed<'_>> = Vec::with_capacity(lines.len());
    let goes_on = |at: usize| {
        let Some([last, line]) = lines.get(at..at + 2) else { return false };
        let is_close = drop(last, line).is_some_and(|drop| drop < leading(last) * 1.7);
        is_alike(last, line) && is_close && !narrows(last, line, lines.get(at + 2))
    };
    let mut rest = lines;
    while !rest.is_empty() {
        let at = lines.len() - rest.len();
        let len = 1 + (at..lines.len()).take_while(|at| goes_on(*at)).count();
        let (column, after) = rest.split_at(len);
        rest = after;
        let spans = || column.iter().map(span);
        let left = spans().map(|(start, _)| start).fold(f32::MAX, f32::min);
        let right = spans().map(|(_, stop)| stop).fold(f32::MIN, f32::max);
        placed.extend(column.iter().map(|line| {
            let ((start, stop), leading) = (span(line), leading(line));
            Placed { line, start, stop, left, right, leading, is_indenting: false, is_head: false }
        }));
    }
    let mut starts: FxHashMap<i32, usize> = FxHashMap::default();
    for line in placed.iter().filter(|line| line.indent() > 0.5 && line.indent() < 4.0) {
        *starts.entry(rounded(line.line)).or_default() += 1;
    }
    for at in 1..lines.len().saturating_sub(1) {
        let Some([before, line, below]) = lines.get(at - 1..at + 2) else { continue };
        let is_first = before.page != line.page && below.page == line.page;
        if let Some(placed) = placed.get_mut(at) {
            let is_apart = line.y - below.y > f32::max(line.size * 1.7, placed.leading * 1.5);
            let goes_on = line.text.starts_with(char::is_lowercase);
            placed.is_head = is_first && is_apart && !goes_on;
        }
    }
    for line in &mut placed {
        line.is_indenting = starts.get(&rounded(line.line)).is_some_and(|&n| n > 2);
    }
    placed
}

/// Whether a line spans more than the column that starts below it.
fn narrows(last: &Line, line: &Line, next: Option<&Line>) -> bool {
    let (stop, below) = (span(line).1, next.map(|next| span(next).1));
    let is_column = below.is_some_and(|below| (below - stop).abs() < line.size * 0.3);
    is_column && span(last).1 > stop + line.size * 4.0
}

/// How far apart lines of each size stand most often.
fn leadings(lines: &[Line]) -> FxHashMap<i32, f32> {
    let mut drops: FxHashMap<i32, Vec<f32>> = FxHashMap::default();
    for pair in lines.windows(2) {
        let [last, line] = pair else { continue };
        let drop = drop(last, line).filter(|drop| is_alike(last, line) && *drop < line.size * 2.8);
        if let Some(drop) = drop {
            drops.entry(rounded(line)).or_default().push(drop);
        }
    }
    let middle = |mut drops: Vec<f32>| {
        drops.sort_by(f32::total_cmp);
        // Where most paragraphs are short, fewer than half of the gaps are within one.
        drops.get(drops.len() / 3).copied().unwrap_or_default()
    };
    drops.into_iter().map(|(size, drops)| (size, middle(drops))).collect()
}

impl Placed<'_> {
    /// How far it starts from the left of its column, in sizes of its letters.
    fn indent(&self) -> f32 {
        (self.start - self.left) / self.line.size.max(1.0)
    }

    /// How much of the column it leaves empty.
    fn room(&self) -> f32 {
        self.right - self.stop
    }

    /// How wide its first word is with a blank before it, about.
    fn first_word(&self) -> f32 {
        let text = &self.line.text;
        let first = text.split_whitespace().next().unwrap_or("");
        if text.chars().next().is_some_and(|c| is_ideograph(c.encode_utf8(&mut [0; 4]))) {
            return self.line.size;
        }
        let (first, all) = (first.chars().count() + 1, text.chars().count().max(1));
        (self.stop - self.start) * first as f32 / all as f32
    }
}

fn ends(text: &str) -> bool {
    shape::ends_sentence(text)
        || shape::ends_with_cry(text)
        || text.trim_end().ends_with([':', '…'])
}

/// Whether `line` belongs to the paragraph that is open.
fn goes_on(open: &[Placed<'_>], line: &Placed<'_>, usual: f32) -> bool {
    let Some(last) = open.last() else { return false };
    let size = last.line.size.max(1.0);
    // One line of few words set to the full width looks like a row of a table; two do not stand together.
    let is_row = last.line.is_divided && (line.line.is_divided || last.room() > size);
    if !is_alike(last.line, line.line) || is_row {
        return false;
    }
    let ends = ends(&last.line.text) || line.line.is_divided && last.room() > size * 2.0;
    let width = last.right - last.left;
    let Some(drop) = drop(last.line, line.line) else { return goes_on_apart(last, line) };
    let starts_anew = line.line.text.starts_with(['•', '▪', '■', '●', '‣', '◦']);
    let is_indented = line.indent() > 0.6 && last.indent() < 0.6 && open.len() > 1;
    let is_left_early = last.room() > line.first_word() + size * 0.2;
    let is_title = size > usual * 1.15;
    let starts_large = line.line.text.starts_with(|c: char| !c.is_lowercase());
    let narrows = last.stop > line.right + size * 3.0;
    let is_short = last.room() > width * 0.5 && starts_large && !is_title;
    let is_other = last.line.is_bold != line.line.is_bold && (is_left_early || ends);
    drop < last.leading * 1.25 + size * 0.05
        && !(starts_anew || is_short || is_other || narrows)
        && !(ends && (is_left_early || is_indented))
        && !(is_indented && line.is_indenting && is_left_early)
}

/// Whether `line`, at the head of another column or page, goes on with what `last` ends.
fn goes_on_apart(last: &Placed<'_>, line: &Placed<'_>) -> bool {
    let is_full = last.room() < line.first_word().max((last.right - last.left) * 0.25);
    let is_within = line.is_indenting && line.indent() < 0.5 && line.right > line.stop - 1.0;
    let size = last.line.size;
    is_full
        && !line.is_head
        && last.line.is_bold == line.line.is_bold
        && last.stop - last.start > size * 6.0
        && (!ends(&last.line.text) || is_within && last.room() < line.first_word())
}

/// Lines of one paragraph.
type Block<'l> = Vec<Placed<'l>>;

/// Joins what other things stand between: a note at the foot of a column, the words to a picture. Gives the running
/// heads among these apart.
fn rejoined(blocks: Vec<Block<'_>>) -> (Vec<Block<'_>>, Vec<Block<'_>>) {
    let mut blocks: Vec<Option<Block<'_>>> = blocks.into_iter().map(Some).collect();
    let mut heads = Vec::new();
    for at in 0..blocks.len() {
        // What is joined may itself end a column.
        for _ in 0..MOST_BETWEEN {
            let Some(next) = continuation(&blocks, at) else { break };
            let rest = blocks.get_mut(next).and_then(Option::take).unwrap_or_default();
            let above = next.checked_sub(1).filter(|above| *above > at);
            if let Some(above) = above.and_then(|above| blocks.get_mut(above)) {
                heads.extend(above.take_if(|block| block.iter().all(|line| line.is_head)));
            }
            if let Some(Some(block)) = blocks.get_mut(at) {
                block.extend(rest);
            }
        }
    }
    (blocks.into_iter().flatten().collect(), heads)
}

/// Which block goes on with one that has no end.
fn continuation(blocks: &[Option<Vec<Placed<'_>>>], at: usize) -> Option<usize> {
    let last = blocks.get(at)?.as_ref()?.last()?;
    if ends(&last.line.text) || last.line.is_divided {
        return None;
    }
    let mut others = blocks.iter().enumerate().skip(at + 1).take(MOST_BETWEEN);
    let (next, line) = others.find_map(|(next, block)| {
        let first = block.as_ref()?.first()?;
        (is_alike(last.line, first.line) && !first.is_head).then_some((next, first))
    })?;
    let goes_on = next > at + 1
        && drop(last.line, line.line).is_none()
        && line.line.text.starts_with(char::is_lowercase)
        && goes_on_apart(last, line);
    goes_on.then_some(next)
}

/// Joins lines; a word that was divided is whole again, unless it is written with a hyphen elsewhere.
pub(super) fn joined(lines: &[&str], is_known: &dyn Fn(&str) -> bool) -> String {
    let mut text = String::new();
    // Where the line before begins: a divided word is not looked for further back.
    let mut before = 0;
    for line in lines {
        let line = line.trim();
        let divided = text.strip_suffix(['-', '\u{ad}', '\u{2010}']).map(str::len);
        let is_word = line.starts_with(char::is_lowercase);
        let first = line.chars().next().unwrap_or(' ');
        match divided {
            Some(len)
                if is_word && text.get(..len).is_some_and(|t| t.ends_with(char::is_alphabetic)) =>
            {
                let left = text.get(before..).unwrap_or("").split_whitespace().next_back();
                let left = left.unwrap_or("");
                let right = line.split_whitespace().next().unwrap_or("");
                let whole =
                    format!("{left}{}", right.trim_end_matches(|c: char| !c.is_alphanumeric()));
                let is_own = text.ends_with('-')
                    && is_known(whole.trim_start_matches(|c: char| !c.is_alphanumeric()));
                if !is_own {
                    text.truncate(len);
                }
            }
            _ if is_ideograph(&text) && is_ideograph(first.encode_utf8(&mut [0; 4])) => {}
            _ if !text.is_empty() => text.push(' '),
            _ => {}
        }
        before = text.len();
        text.push_str(line);
    }
    text
}
