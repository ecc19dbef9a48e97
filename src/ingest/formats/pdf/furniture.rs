//! What stands on every page of a PDF and is not of the article: running heads and feet, the numbers of pages.

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::super::shape;
use super::lines::Line;

/// Takes out the lines that stand at the head or the foot of pages and say the same on several, but for numbers,
/// those that are page numbers alone, and those that the page itself calls so. Returns the words of the former, each
/// once.
pub(super) fn take(lines: &mut Vec<Line>) -> Vec<String> {
    let heights = heights(lines);
    let is_near = |line: &Line, by: f32| {
        let heights = heights.get(&line.page).map_or(&[][..], Vec::as_slice);
        let (low, high) = heights.first().zip(heights.last()).unwrap_or((&line.y, &line.y));
        line.y - low < line.size * by || high - line.y < line.size * by
    };
    // The words of those at an end; the others are not asked for theirs.
    let words: Vec<Option<String>> = lines
        .iter()
        .map(|line| (is_near(line, 5.0) || line.is_artifact).then(|| without_numbers(&line.text)))
        .collect();
    // On how many pages words stand, and on which last.
    let mut times: FxHashMap<&str, (u32, u32)> = FxHashMap::default();
    for (line, words) in lines.iter().zip(&words) {
        let Some(words) = words else { continue };
        let (n_pages, last) = times.entry(words).or_default();
        *n_pages += u32::from(*last != line.page);
        *last = line.page;
    }
    let is_furniture = |line: &Line, words: &str| {
        let is_number = words.is_empty() || matches!(words, "page" | "page of");
        let is_often = times.get(words).is_some_and(|&(n_pages, _)| n_pages > 1);
        let is_apart = || is_apart(line, heights.get(&line.page).map_or(&[][..], Vec::as_slice));
        line.is_artifact
            || is_often && line.text.len() < 300
            || is_near(line, 2.0)
                && (is_number && line.text.len() < 20
                    || is_numbered(line) && is_apart()
                    || is_stamped(line) && is_apart())
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

/// The heights of the lines of each page, from below.
fn heights(lines: &[Line]) -> FxHashMap<u32, Vec<f32>> {
    let mut heights: FxHashMap<u32, Vec<f32>> = FxHashMap::default();
    for line in lines {
        heights.entry(line.page).or_default().push(line.y);
    }
    heights.values_mut().for_each(|heights| heights.sort_by(f32::total_cmp));
    heights
}

/// Whether no line stands close above or below.
fn is_apart(line: &Line, heights: &[f32]) -> bool {
    let size = line.size.max(1.0);
    let is_free = |from: f32, to: f32| {
        let first = heights.partition_point(|y| *y <= from);
        heights.get(first).is_none_or(|y| *y >= to)
    };
    is_free(line.y + size * 0.5, line.y + size * 1.7)
        && is_free(line.y - size * 1.7, line.y - size * 0.5)
}

/// Whether a line starts or ends with the number of its page, or that and of how many.
fn is_numbered(line: &Line) -> bool {
    let number = line.page.to_string();
    let is_own = |word: &str| word.split('/').next() == Some(&number);
    let mut words = line.text.split_whitespace();
    words.next().is_some_and(is_own) || words.next_back().is_some_and(is_own)
}

/// Whether a line starts with the day it was printed, in figures, as browsers put it above a page.
fn is_stamped(line: &Line) -> bool {
    let first = line.text.split_whitespace().next().unwrap_or("").trim_end_matches(',');
    let parts: Vec<&str> = first.split(['/', '.', '-']).collect();
    let is_number = |part: &&str| part.len() <= 4 && part.parse::<u16>().is_ok();
    parts.len() == 3 && parts.iter().all(is_number) && line.text.contains(':')
}

fn without_numbers(line: &str) -> String {
    let words = line.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphabetic()));
    let words: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    words.join(" ")
}
