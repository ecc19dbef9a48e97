//! Large letters that open a text and stand in several of its lines: brought to the first of them.

use super::words::Word;

/// How many such letters a page is looked through for.
const MOST: usize = 20;

/// Letters that are words: where they open a text, the rest may be one of its own.
const OWN: &str = "AIOYEUÀÉAZWVKSИВКСОАУЯΗΟ";

/// Sets the large letters of a page in the line and the size of the text that they open.
pub(super) fn lower(words: &mut [Word]) {
    let Some(usual) = usual_size(words) else { return };
    let is_initial = |word: &Word| {
        let letters = word.text.trim_matches(|c: char| !c.is_alphanumeric());
        word.size > usual * 1.7 && letters.chars().count() == 1 && word.text.chars().count() <= 2
    };
    let found: Vec<usize> =
        (0..words.len()).filter(|&at| words.get(at).is_some_and(is_initial)).take(MOST).collect();
    for at in found {
        let Some((initial, opened)) =
            words.get(at).and_then(|one| Some((one, opened(words, one)?)))
        else {
            continue;
        };
        let (y, size, after_blank) = (opened.y, opened.size, is_own(words, initial, opened));
        let from = opened.x;
        if let Some(initial) = words.get_mut(at) {
            let room = if after_blank { size * 0.4 } else { 0.0 };
            (initial.y, initial.size) = (y, size);
            (initial.x, initial.end) = (initial.x.min(from - room), from - room);
        }
    }
}

/// The size of the word in the middle, by size.
fn usual_size(words: &[Word]) -> Option<f32> {
    let mut sizes: Vec<f32> = words.iter().map(|word| word.size).collect();
    sizes.sort_by(f32::total_cmp);
    sizes.get(sizes.len() / 2).copied()
}

/// The first word right of a large letter, in the line that is as high as it.
fn opened<'w>(words: &'w [Word], initial: &Word) -> Option<&'w Word> {
    // Capitals are about seven tenths of the size high.
    let off = |word: &Word| (word.y - initial.y - (initial.size - word.size) * 0.7).abs();
    let is_beside = |word: &&Word| {
        word.size < initial.size * 0.65
            && word.x > initial.x + initial.size * 0.1
            && word.x < initial.end + initial.size * 0.7
            && off(word) < word.size * 0.8
    };
    words.iter().filter(is_beside).min_by(|a, b| {
        let is_level = (a.y - b.y).abs() < a.size * 0.3;
        if is_level { a.x.total_cmp(&b.x) } else { off(a).total_cmp(&off(b)) }
    })
}

/// Whether the letter is a word of its own before one that stands on the page elsewhere, too.
fn is_own(words: &[Word], initial: &Word, opened: &Word) -> bool {
    if !initial.text.ends_with(|c| OWN.contains(c)) {
        return false;
    }
    let bare = |word: &Word| word.text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let opened_bare = bare(opened);
    words.iter().any(|word| !std::ptr::eq(word, opened) && bare(word) == opened_bare)
}
