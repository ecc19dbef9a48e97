//! Lines of a PDF page: the words of each put in the order in which they are read, with blanks where gaps are.

use super::words::{GAP, Word, is_right_to_left, runs_to_right, turn_back};

/// Words on one line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) page: u32,
    /// Where it starts and ends, in points from the left.
    pub(super) x: f32,
    pub(super) end: f32,
    /// Where its letters stand, in points from below.
    pub(super) y: f32,
    /// Of most of its letters, in points.
    pub(super) size: f32,
    pub(super) is_bold: bool,
    /// Whether its page calls it none of its text.
    pub(super) is_artifact: bool,
    /// Whether wide gaps divide it, as in a table.
    pub(super) is_divided: bool,
}

/// Divides words in the order in which they were drawn: what goes on to the right at the same height is one line.
pub(super) fn as_drawn(words: &[Word]) -> Vec<Vec<&Word>> {
    let mut rows: Vec<Vec<&Word>> = Vec::new();
    // Left and right of the row that is open.
    let (mut left, mut right) = (0.0, 0.0);
    for word in words {
        let fits = rows.last().and_then(|row| row.last()).is_some_and(|last| {
            let size = last.size.max(word.size);
            let is_after = word.x > right - size;
            let is_before = word.end < left + size;
            let from_right = || word.text.chars().chain(last.text.chars()).any(is_right_to_left);
            (last.y - word.y).abs() < size * 0.45
                && last.is_artifact == word.is_artifact
                && (is_after || is_before && from_right())
        });
        match rows.last_mut().filter(|_| fits) {
            Some(row) => {
                row.push(word);
                (left, right) = (f32::min(left, word.x), f32::max(right, word.end));
            }
            None => {
                rows.push(vec![word]);
                (left, right) = (word.x, word.end);
            }
        }
    }
    rows
}

/// Divides words by height alone, from the top.
pub(super) fn by_height<'w>(words: &[&'w Word]) -> Vec<Vec<&'w Word>> {
    let mut words = words.to_vec();
    words.sort_by(|a, b| b.y.total_cmp(&a.y));
    let mut rows: Vec<Vec<&Word>> = Vec::new();
    let mut height = 0.0;
    for word in words {
        let fits = rows.last().and_then(|row| row.first()).is_some_and(|first| {
            let size = f32::min(first.size.max(word.size), first.size.min(word.size) * 2.0);
            height - word.y < size * 0.45
        });
        match rows.last_mut().filter(|_| fits) {
            Some(row) => row.push(word),
            None => {
                height = word.y;
                rows.push(vec![word]);
            }
        }
    }
    rows
}

/// Joins the words of a row.
pub(super) fn line(mut row: Vec<&Word>, page: u32) -> Option<Line> {
    row.sort_by(|a, b| a.x.total_cmp(&b.x));
    let most = most_letters(&row)?;
    let (size, y) = (most.size, most.y);
    let gap = usual_gap(&row, size);
    let widest = row.windows(2).map(gap_of).fold(0.0, f32::max);
    let n_letters: usize = row.iter().map(|word| word.text.len()).sum();
    let bold: usize = row.iter().filter(|word| word.is_bold).map(|word| word.text.len()).sum();
    let (x, end) =
        row.iter().fold((f32::MAX, f32::MIN), |(x, end), word| (x.min(word.x), end.max(word.end)));
    let is_artifact = row.iter().all(|word| word.is_artifact);
    let from_right: usize = row.iter().map(|word| letters(word, is_right_to_left)).sum();
    if from_right * 2 > row.iter().map(|word| letters(word, char::is_alphabetic)).sum() {
        row.reverse();
        let is_run = |word: &&Word| {
            word.text.chars().any(runs_to_right) && !word.text.chars().any(is_right_to_left)
        };
        turn_back(&mut row, is_run, |_| false);
    }
    let text = joined(&row, gap);
    (!text.trim().is_empty()).then_some(Line {
        text,
        page,
        x,
        end,
        y,
        size,
        is_bold: bold * 10 > n_letters * 9,
        is_artifact,
        is_divided: widest > size * 2.0,
    })
}

fn letters(word: &Word, is: impl Fn(char) -> bool) -> usize {
    word.text.chars().filter(|&c| is(c)).count()
}

/// The word of the size that most letters have.
fn most_letters<'w>(row: &[&'w Word]) -> Option<&'w Word> {
    let mut sizes: Vec<(f32, usize, &Word)> = Vec::new();
    for word in row {
        let n_sizes = sizes.len();
        match sizes.iter_mut().find(|(size, ..)| (size - word.size).abs() < 0.3) {
            Some((_, n, _)) => *n += word.text.len(),
            None if n_sizes < 8 => sizes.push((word.size, word.text.len(), word)),
            None => {}
        }
    }
    sizes.into_iter().max_by_key(|(_, n, _)| *n).map(|(.., word)| word)
}

fn gap_of(pair: &[&Word]) -> f32 {
    match pair {
        [a, b] => b.x - a.end,
        _ => 0.0,
    }
}

/// How wide a gap is a blank: more where letters stand apart as in `H E A D`.
fn usual_gap(row: &[&Word], size: f32) -> f32 {
    let n_single = row.iter().filter(|word| word.text.chars().count() == 1).count();
    if row.len() < 6
        || n_single * 10 < row.len() * 8
        || row.iter().any(|word| is_ideograph(&word.text))
    {
        return size * GAP;
    }
    let mut gaps: Vec<f32> = row.windows(2).map(gap_of).collect();
    gaps.sort_by(f32::total_cmp);
    gaps.get(gaps.len() / 3).map_or(size * GAP, |usual| f32::max(usual * 1.5, size * GAP))
}

/// Whether a text is of a script that is written without blanks.
pub(super) fn is_ideograph(text: &str) -> bool {
    text.chars().next_back().is_some_and(|c| {
        matches!(c as u32, 0x2e80..=0x30ff | 0x3400..=0x9fff | 0xf900..=0xfaff | 0xff00..=0xffef | 0x2_0000..=0x3_ffff)
    })
}

fn joined(row: &[&Word], gap: f32) -> String {
    let mut text = String::new();
    let mut before: Option<&Word> = None;
    for &word in row {
        if let Some(before) = before {
            let (first, second) = if before.x <= word.x { (before, word) } else { (word, before) };
            let by = second.x - first.end;
            let is_dense = is_ideograph(&before.text)
                && word
                    .text
                    .chars()
                    .next()
                    .is_some_and(|c| is_ideograph(c.encode_utf8(&mut [0; 4])));
            let is_apart = if is_dense { by > gap * 5.0 } else { by > gap };
            let is_drawn = second.after_blank && !is_dense && gap <= GAP * first.size * 1.01;
            // The number of a note stands above the line, its text after it.
            let is_mark = text.len() == before.text.len()
                && before.size < word.size * 0.85
                && before.y > word.y + word.size * 0.1;
            if is_apart
                || is_drawn
                || is_mark
                || first.after_blank && before.x > word.x && !is_dense
            {
                text.push(' ');
            }
        }
        text.push_str(&word.text);
        before = Some(word);
    }
    text
}
