//! PDF: the text in the order in which it was set, lines joined to paragraphs again, what stands on every page told
//! from the article.
//!
//! A PDF holds no paragraphs, only where on the page which letters go (ISO 32000, chapter 9). [`pages`] reads these;
//! here they become text.

mod fonts;
mod pages;

use lopdf::{Document, LoadOptions, decode_text_string};
use rustc_hash::{FxHashMap, FxHashSet};

use super::super::item::{Body, Item, filled};
use super::super::markup::Block;
use super::super::reading::{File, Reading};
use super::super::shape;
use crate::model::PassageKind;
use fonts::Fonts;
use pages::Line;

pub(super) fn read(file: File<'_>, reading: &mut Reading<'_>) {
    let most = usize::try_from(reading.limits.file_bytes).unwrap_or(usize::MAX);
    let options = LoadOptions::with_max_decompressed_size(most);
    let document = match Document::load_mem_with_options(file.bytes, options) {
        Ok(document) if document.is_encrypted() => {
            return reading.fault(file.key, None, "a PDF that is locked by a password");
        }
        Ok(document) => document,
        Err(error) => {
            return reading.fault(file.key, None, format!("not a sound PDF: {error}"));
        }
    };
    let mut lines: Vec<Line> = Vec::new();
    let mut fonts = Fonts::new(&document, most);
    for (number, page) in document.get_pages() {
        if let Err(error) = pages::read(&document, &mut fonts, (number, page), most, &mut lines) {
            reading.fault(file.key, Some(format!("page {number}")), format!("not sound: {error}"));
        }
        let len = lines.iter().map(|line| line.text.len()).sum();
        if reading.is_over(file.key) || !reading.takes(file.key, len) {
            return;
        }
    }
    if lines.is_empty() {
        return reading.fault(file.key, None, "a PDF without text: its pages may be pictures");
    }
    let furniture = take_furniture(&mut lines);
    let heading = heading(&lines);
    let mut blocks = paragraphs(&lines);
    blocks.extend(furniture.into_iter().map(|text| Block {
        text,
        kind: PassageKind::Furniture,
        is_main_heading: false,
    }));
    let named = |name: &[u8]| {
        let about = document.trailer.get_deref(b"Info", &document).ok()?.as_dict().ok()?;
        filled(&decode_text_string(about.get_deref(name, &document).ok()?).ok()?)
    };
    let is_printed = |title: &String| blocks.iter().take(12).any(|block| block.text == *title);
    let item = Item {
        title: named(b"Title").filter(is_printed).or(heading),
        author: named(b"Author"),
        body: Body::Blocks(blocks),
        ..Item::default()
    };
    reading.item(file.key, item);
}

/// Takes out the lines that stand at the head or the foot of pages and say the same on several, but for numbers, and
/// those that are page numbers alone. Returns the words of the former, each once.
fn take_furniture(lines: &mut Vec<Line>) -> Vec<String> {
    let mut ends: FxHashMap<u32, (f32, f32)> = FxHashMap::default();
    for line in lines.iter() {
        let (low, high) = ends.entry(line.page).or_insert((line.y, line.y));
        (*low, *high) = (low.min(line.y), high.max(line.y));
    }
    let is_at_end = |line: &Line| {
        let (low, high) = ends.get(&line.page).copied().unwrap_or_default();
        line.y - low < line.size * 2.0 || high - line.y < line.size * 2.0
    };
    // The words of those at an end; the others are not asked for theirs.
    let words: Vec<Option<String>> =
        lines.iter().map(|line| is_at_end(line).then(|| without_numbers(&line.text))).collect();
    let mut times: FxHashMap<&str, u32> = FxHashMap::default();
    for words in words.iter().flatten() {
        *times.entry(words).or_default() += 1;
    }
    let is_furniture = |line: &Line, words: &str| {
        let is_number = words.is_empty() || matches!(words, "page" | "page of");
        times.get(words).is_some_and(|&times| times > 1)
            || (is_number && line.text.len() < 20)
            || is_numbered_apart(line, lines)
    };
    let is_furniture: Vec<bool> = lines
        .iter()
        .zip(&words)
        .map(|(line, words)| words.as_deref().is_some_and(|words| is_furniture(line, words)))
        .collect();
    let mut found: Vec<String> = Vec::new();
    let mut known: FxHashSet<&str> = FxHashSet::default();
    let mut looked = is_furniture.into_iter().zip(&words);
    lines.retain(|line| {
        let Some((true, Some(words))) = looked.next() else { return true };
        if words.len() > 4 && known.insert(words) {
            found.push(shape::squeezed(&line.text));
        }
        false
    });
    found
}

/// Whether a line starts or ends with the number of its page, and no other stands close to it.
fn is_numbered_apart(line: &Line, lines: &[Line]) -> bool {
    let number = line.page.to_string();
    let mut words = line.text.split_whitespace();
    let is_numbered = words.next() == Some(&number) || words.next_back() == Some(&number);
    let is_close = |other: &Line| {
        let gap = (other.y - line.y).abs() / line.size.max(1.0);
        other.page == line.page && gap > 0.5 && gap < 1.7
    };
    is_numbered && !lines.iter().any(is_close)
}

fn without_numbers(line: &str) -> String {
    let words = line.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphabetic()));
    let words: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    words.join(" ")
}

/// The largest letters of the first page, where they are larger than most.
fn heading(lines: &[Line]) -> Option<String> {
    let usual = usual_size(lines);
    let first = lines.first()?.page;
    let page = || lines.iter().take_while(|line| line.page == first);
    let largest = page().map(|line| line.size).fold(0.0, f32::max);
    let is_largest = |line: &&Line| (line.size - largest).abs() < 0.5;
    let title: Vec<&str> = page()
        .skip_while(|line| !is_largest(line))
        .take_while(is_largest)
        .map(|line| line.text.as_str())
        .collect();
    let title = filled(&joined(&title, &|_| false))?;
    (largest > usual * 1.15 && shape::words(&title) <= 40).then_some(title)
}

/// The size that most letters have.
fn usual_size(lines: &[Line]) -> f32 {
    let mut letters: FxHashMap<i32, usize> = FxHashMap::default();
    for line in lines {
        *letters.entry((line.size * 2.0).round() as i32).or_default() += line.text.len();
    }
    letters
        .into_iter()
        .max_by_key(|&(size, n)| (n, size))
        .map_or(0.0, |(size, _)| size as f32 / 2.0)
}

/// Joins the lines of each paragraph.
fn paragraphs(lines: &[Line]) -> Vec<Block> {
    let mut hyphened: Vec<String> = Vec::new();
    for word in lines.iter().flat_map(|line| line.text.split_whitespace()) {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        if word.contains('-') {
            hyphened.push(word.to_lowercase());
        }
    }
    hyphened.sort_unstable();
    let is_known = |word: &str| hyphened.binary_search(&word.to_lowercase()).is_ok();
    let mut blocks = Vec::new();
    let mut open: Vec<&Line> = Vec::new();
    let mut widest = 0.0;
    for line in lines {
        if open.last().is_some_and(|last| !goes_on(open.len(), widest, last, line)) {
            blocks.extend(block(&std::mem::take(&mut open), &is_known));
            widest = 0.0;
        }
        open.push(line);
        widest = f32::max(widest, line.end - line.x);
    }
    blocks.extend(block(&open, &is_known));
    blocks
}

fn block(lines: &[&Line], is_known: &dyn Fn(&str) -> bool) -> Option<Block> {
    let lines: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let text = filled(&joined(&lines, is_known))?;
    Some(Block { text, kind: PassageKind::Body, is_main_heading: false })
}

/// Whether `line` belongs to a paragraph of so many lines, the widest so wide and the last being `last`.
fn goes_on(n_lines: usize, widest: f32, last: &Line, line: &Line) -> bool {
    let size = last.size.max(1.0);
    let is_full = last.end - last.x > widest * 0.75 && !shape::ends_sentence(&last.text)
        || last.end - last.x > widest * 0.9;
    let drop = last.y - line.y;
    let is_alike = (line.size - last.size).abs() < size * 0.1;
    // At the end of a column or a page the next line is far off.
    if drop < size * 0.5 || last.page != line.page {
        return is_alike && !shape::ends_sentence(&last.text) && is_full;
    }
    let is_indented = n_lines > 1 && line.x - last.x > size * 0.8;
    let is_first_indented = n_lines == 1 && last.x - line.x > size * 0.8;
    is_alike
        && drop < size * 1.75
        && !(is_indented && shape::ends_sentence(&last.text))
        && (is_first_indented || (line.x - last.x).abs() < size * 4.0)
        && (is_full || !shape::ends_sentence(&last.text))
}

/// Joins lines; a word that was divided is whole again, unless it is written with a hyphen elsewhere.
fn joined(lines: &[&str], is_known: &dyn Fn(&str) -> bool) -> String {
    let mut text = String::new();
    // Where the line before begins: a divided word is not looked for further back.
    let mut before = 0;
    for line in lines {
        let line = line.trim();
        let divided = text.strip_suffix(['-', '\u{ad}', '\u{2010}']).map(str::len);
        let is_word = line.starts_with(char::is_lowercase);
        match divided {
            Some(len)
                if is_word && text.get(..len).is_some_and(|t| t.ends_with(char::is_alphabetic)) =>
            {
                let left = text.get(before..).unwrap_or("").split_whitespace().next_back();
                let left = left.unwrap_or("");
                let right = line.split_whitespace().next().unwrap_or("");
                let whole =
                    format!("{left}{}", right.trim_end_matches(|c: char| !c.is_alphanumeric()));
                if !is_known(whole.trim_start_matches(|c: char| !c.is_alphanumeric())) {
                    text.truncate(len);
                }
            }
            _ if !text.is_empty() => text.push(' '),
            _ => {}
        }
        before = text.len();
        text.push_str(line);
    }
    text
}
