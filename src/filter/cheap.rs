//! A score of a row that costs little: good enough to tell the thousands worth scoring from the rest.

use super::wish::Word;

/// For each letter of a word that stands in the row as it is.
const WHOLE: i32 = 24;
/// For standing at the beginning of a word of the row.
const AT_START: i32 = 12;
/// For each letter that follows the one before in the row.
const FOLLOWS: i32 = 16;
/// Most that is taken off for letters that stand far apart.
const SCATTERED: i32 = 60;
/// Places of a word that are looked at.
const LOOKED_AT: usize = 8;

/// How well a row holds a word, both folded; `None` where its letters do not stand there in order.
pub(super) fn score(row: &[u8], word: &Word) -> Option<i32> {
    let n = word.text.len() as i32;
    let mut places = word.finder.find_iter(row).take(LOOKED_AT).peekable();
    if places.peek().is_some() {
        let is_at_start = places.any(|at| is_start(row, at));
        return Some(n * WHOLE + if is_at_start { AT_START } else { 0 });
    }
    scattered(row, word.text.as_bytes())
}

fn is_start(row: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| row.get(before));
    before.is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte < 0x80)
}

/// The letters in order: the first place where all stand, then from its end back, which draws them together.
fn scattered(row: &[u8], word: &[u8]) -> Option<i32> {
    let mut end = 0;
    for &letter in word {
        end += memchr::memchr(letter, row.get(end..)?)? + 1;
    }
    let (mut score, mut after) = (0, None);
    let mut at = end;
    for &letter in word.iter().rev() {
        at = memchr::memrchr(letter, row.get(..at)?)?;
        if after == Some(at + 1) {
            score += FOLLOWS;
        }
        if is_start(row, at) {
            score += AT_START;
        }
        after = Some(at);
    }
    Some(score - ((end - at) as i32 - word.len() as i32).min(SCATTERED))
}
