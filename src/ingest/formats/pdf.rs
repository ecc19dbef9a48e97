//! PDF: the words of its pages in the order in which they are read, joined to lines and paragraphs again, what stands
//! on every page told from the article.
//!
//! A PDF holds no paragraphs, only where on the page which letters go (ISO 32000, chapter 9). [`pages`] reads these
//! as words, [`order`] puts them in rows as they are read, [`lines`] and [`paragraphs`] make text of them.

mod accents;
mod arabic;
mod cmap;
mod fonts;
mod furniture;
mod initials;
mod lines;
mod order;
mod pages;
mod paragraphs;
mod resources;
mod widths;
mod words;

use lopdf::{Document, LoadOptions, decode_text_string};

use super::super::item::{Body, Item, filled};
use super::super::markup::Block;
use super::super::reading::{File, Reading};
use super::super::shape;
use crate::model::PassageKind;
use fonts::Fonts;
use lines::Line;
use pages::Room;
use words::{Turn, Word};

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
    let Some((mut lines, mut furniture)) = all_lines(&document, file, reading, most) else {
        return;
    };
    furniture.extend(furniture::take(&mut lines));
    let heading = heading(&lines);
    let of_kind = |kind| move |text| Block { text, kind, is_main_heading: false };
    let (paragraphs, heads) = paragraphs::of(&lines);
    let mut blocks: Vec<Block> = paragraphs.into_iter().map(of_kind(PassageKind::Body)).collect();
    let furniture = furniture.into_iter().chain(heads);
    blocks.extend(furniture.map(of_kind(PassageKind::Furniture)));
    let named = |name: &[u8]| {
        let about = document.trailer.get_deref(b"Info", &document).ok()?.as_dict().ok()?;
        filled(&decode_text_string(about.get_deref(name, &document).ok()?).ok()?)
    };
    let is_printed = |title: &String| blocks.iter().take(12).any(|block| block.text == *title);
    let item = Item {
        title: named(b"Title").filter(is_printed).or(heading),
        author: named(b"Author").filter(|author| !is_placeholder(author)),
        body: Body::Blocks(blocks),
        ..Item::default()
    };
    reading.item(file.key, item);
}

/// The lines of all pages, and what is drawn across them; `None` where nothing is to be read.
fn all_lines(
    document: &Document,
    file: File<'_>,
    reading: &mut Reading<'_>,
    most: usize,
) -> Option<(Vec<Line>, Vec<String>)> {
    let mut lines: Vec<Line> = Vec::new();
    let mut across: Vec<String> = Vec::new();
    let mut fonts = Fonts::new(document, most);
    let text = usize::try_from(reading.limits.article_bytes).unwrap_or(usize::MAX);
    let mut room = Room { bytes: most, text, until: reading.deadline() };
    let mut len = 0;
    for (number, page) in document.get_pages() {
        let (words, done) = pages::read(&mut fonts, page, &mut room);
        if let Err(error) = done {
            reading.fault(file.key, Some(format!("page {number}")), format!("not sound: {error}"));
        }
        len += words.iter().map(|word| word.text.len()).sum::<usize>();
        if reading.is_over(file.key) || !reading.takes(file.key, len) {
            return None;
        }
        page_lines(words, number, &mut lines, &mut across);
    }
    if lines.is_empty() || !is_told(&lines) {
        let why = match lines.is_empty() {
            true => "a PDF without text: its pages may be pictures",
            false => "a PDF whose fonts do not say which letters they hold",
        };
        reading.fault(file.key, None, why);
        return None;
    }
    across.dedup();
    Some((lines, across))
}

/// Whether the letters are known: fonts that do not say which they hold give signs in place of most.
fn is_told(lines: &[Line]) -> bool {
    let signs = || lines.iter().flat_map(|line| line.text.chars()).filter(|sign| *sign != ' ');
    let (n, n_letters) = (signs().count(), signs().filter(|sign| sign.is_alphanumeric()).count());
    n_letters * 3 > n || n < 200 && n_letters > 0
}

/// Adds the lines of a page: first those that run as most do, then those turned; what is askew, as a stamp across
/// the page, to `across`.
fn page_lines(words: Vec<Word>, page: u32, lines: &mut Vec<Line>, across: &mut Vec<String>) {
    let mut turns: Vec<(usize, Turn, Vec<Word>)> = Vec::new();
    for word in words {
        match turns.iter_mut().find(|(_, turn, _)| *turn == word.turn) {
            Some((n, _, words)) => {
                *n += word.text.len();
                words.push(word);
            }
            None => turns.push((word.text.len(), word.turn, vec![word])),
        }
    }
    turns.sort_by_key(|(n, turn, _)| (*turn == Turn::Askew, std::cmp::Reverse(*n)));
    for (_, turn, mut words) in turns {
        if turn == Turn::Askew {
            let blank = |word: &Word| if word.after_blank { " " } else { "" };
            let text: String =
                words.iter().map(|word| format!("{}{}", blank(word), word.text)).collect();
            across.extend(filled(&text));
            continue;
        }
        words::drop_repeated(&mut words);
        initials::lower(&mut words);
        let rows = order::rows(&words);
        lines.extend(rows.into_iter().filter_map(|row| lines::line(row, page)));
    }
}

/// Whether a program named itself, or nobody, as the author.
fn is_placeholder(author: &str) -> bool {
    const NOBODY: [&str; 6] = ["anonymous", "unknown", "unspecified", "user", "admin", "author"];
    let bare = author.trim_matches(|c: char| !c.is_alphanumeric());
    NOBODY.iter().any(|nobody| bare.eq_ignore_ascii_case(nobody))
}

/// The largest letters of the first page, where they are larger than most.
fn heading(lines: &[Line]) -> Option<String> {
    let usual = paragraphs::usual_size(lines);
    let first = lines.first()?.page;
    let page = || lines.iter().take_while(|line| line.page == first && line.text.len() > 2);
    let largest = page().map(|line| line.size).fold(0.0, f32::max);
    let is_largest = |line: &&Line| (line.size - largest).abs() < 0.5;
    let title: Vec<&str> = page()
        .skip_while(|line| !is_largest(line))
        .take_while(is_largest)
        .map(|line| line.text.as_str())
        .collect();
    let title = filled(&paragraphs::joined(&title, &|_| false))?;
    (largest > usual * 1.15 && shape::words(&title) <= 40).then_some(title)
}
