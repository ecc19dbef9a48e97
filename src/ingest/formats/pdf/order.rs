//! The order in which the parts of a PDF page are read. Most programs draw a page as it is read, and know better
//! than its look does what belongs together; where what is drawn jumps about, columns are found by the gaps
//! between them (an XY cut: Nagy and Seth 1984), each as long as it goes on.

use std::cmp::Reverse;

use super::lines;
use super::words::{Word, is_right_to_left};

/// Pages are looked at in so many strips from left to right.
const STRIPS: usize = 512;

/// Pages of more lines than this stay as they are drawn.
const MOST_ROWS: usize = 3000;

/// A page is divided so often, each part within the one before.
const DEPTH: usize = 30;

/// Columns have so many lines side by side, at least.
const LEAST_ROWS: usize = 3;

/// How wide the words of a line of a column are together on average, in sizes of the letters: cells of tables are
/// narrower.
const LEAST_WIDTH: f32 = 7.5;

/// Returns the rows of words of a page, as they are read.
pub(super) fn rows(words: &[Word]) -> Vec<Vec<&Word>> {
    let drawn = lines::as_drawn(words);
    if drawn.len() > MOST_ROWS || drawn.len() < 2 {
        return drawn;
    }
    let all: Vec<&Word> = words.iter().collect();
    if is_orderly(&drawn) && !is_across(&drawn, &all) {
        return drawn;
    }
    let mut read = Vec::new();
    cut(&all, DEPTH, &mut read);
    read
}

/// What a row takes of the page.
#[derive(Clone, Copy)]
struct Box {
    x: f32,
    end: f32,
    y: f32,
    size: f32,
    /// How much of it words fill.
    filled: f32,
}

fn box_of(row: &[&Word]) -> Box {
    let start = Box { x: f32::MAX, end: f32::MIN, y: f32::MAX, size: 0.0, filled: 0.0 };
    row.iter().fold(start, |all, word| Box {
        x: all.x.min(word.x),
        end: all.end.max(word.end),
        y: all.y.min(word.y),
        size: all.size.max(word.size),
        filled: all.filled + (word.end - word.x),
    })
}

/// Whether rows follow each other down the page, then down the next column.
fn is_orderly(rows: &[Vec<&Word>]) -> bool {
    let letters = || rows.iter().flatten().flat_map(|word| word.text.chars());
    let from_right = letters().filter(|c| is_right_to_left(*c)).count();
    let is_turned = from_right * 2 > letters().filter(|c| c.is_alphabetic()).count();
    let boxes: Vec<Box> = rows.iter().map(|row| box_of(row)).collect();
    let low = boxes.iter().map(|row| row.y).fold(f32::MAX, f32::min);
    let high = boxes.iter().map(|row| row.y).fold(f32::MIN, f32::max);
    let usual = usual(boxes.iter().map(|row| row.size));
    // What stands on every page is often drawn before the rest or after it, in no large letters.
    let is_inner =
        |row: &&Box| row.y - low > row.size && high - row.y > row.size || row.size > usual * 1.15;
    let inner: Vec<&Box> = boxes.iter().filter(is_inner).collect();
    let is_in_order = |pair: &[&Box]| {
        let [a, b] = pair else { return true };
        let size = a.size.max(b.size);
        let is_beside = if is_turned { b.end < a.x + size } else { b.x > a.end - size };
        b.y < a.y - size * 0.3 || is_beside
    };
    inner.windows(2).all(is_in_order)
}

/// Whether lines as drawn run across the gap between columns.
fn is_across(drawn: &[Vec<&Word>], all: &[&Word]) -> bool {
    let rows = lines::by_height(all);
    let Some(gutter) = gutter(&rows) else { return false };
    let y = |at: usize| rows.get(at).map_or(0.0, |row| box_of(row).y);
    let (top, bottom) = (y(gutter.first), y(gutter.last));
    let crosses = |row: &&Vec<&Word>| {
        let row = box_of(row);
        row.x < gutter.left && row.end > gutter.right && row.y <= top && row.y >= bottom
    };
    drawn.iter().filter(crosses).count() >= LEAST_ROWS
}

/// A gap between columns: from which row to which, and where.
#[derive(Clone, Copy, Debug)]
struct Gutter {
    first: usize,
    last: usize,
    left: f32,
    right: f32,
}

/// Reads a part of a page: where a gap divides rows of it, what stands above, the columns one by one, what stands below.
fn cut<'w>(words: &[&'w Word], depth: usize, read: &mut Vec<Vec<&'w Word>>) {
    let rows = lines::by_height(words);
    let found = if depth == 0 { None } else { gutter(&rows) };
    let Some(found) = found else { return read.extend(rows) };
    let (mut above, mut left, mut right, mut below) =
        <(Vec<&Word>, Vec<_>, Vec<_>, Vec<_>)>::default();
    for (at, row) in rows.into_iter().enumerate() {
        for word in row {
            let part = match at {
                at if at < found.first => &mut above,
                at if at > found.last => &mut below,
                _ if word.end <= found.right => &mut left,
                _ => &mut right,
            };
            part.push(word);
        }
    }
    let signs = || left.iter().flat_map(|word| word.text.chars());
    if signs().filter(|c| is_right_to_left(*c)).count() * 2 > signs().count() {
        std::mem::swap(&mut left, &mut right);
    }
    for part in [above, left, right, below] {
        if !part.is_empty() {
            cut(&part, depth - 1, read);
        }
    }
}

/// What is known of a strip while rows are gone through: since which row it is empty, and how many rows have words
/// to its left and to its right.
#[derive(Clone, Copy, Default)]
struct Strip {
    since: usize,
    n_left: usize,
    n_right: usize,
}

/// Finds the gap that divides most rows.
fn gutter(rows: &[Vec<&Word>]) -> Option<Gutter> {
    let boxes: Vec<Box> = rows.iter().map(|row| box_of(row)).collect();
    let left = boxes.iter().map(|row| row.x).fold(f32::MAX, f32::min);
    let right = boxes.iter().map(|row| row.end).fold(f32::MIN, f32::max);
    let width = f32::max((right - left) / STRIPS as f32, 0.5);
    let strip_at = |x: f32| (((x - left) / width).max(0.0) as usize).min(STRIPS);
    let mut strips = [Strip::default(); STRIPS + 1];
    let mut found: Vec<(usize, usize, usize, usize)> = Vec::new();
    let mut close = |at: usize, strip: Strip, end: usize| {
        let n = strip.n_left.min(strip.n_right);
        if n >= LEAST_ROWS {
            found.push((n, at, strip.since, end));
        }
    };
    for (at, (row, all)) in rows.iter().zip(&boxes).enumerate() {
        let mut is_full = [false; STRIPS + 1];
        for word in row {
            let (from, to) = (strip_at(word.x), strip_at(word.end));
            is_full.iter_mut().take(to + 1).skip(from).for_each(|full| *full = true);
        }
        let (from, to) = (strip_at(all.x), strip_at(all.end));
        for (place, strip) in strips.iter_mut().enumerate() {
            if is_full.get(place) == Some(&true) {
                close(place, *strip, at);
                *strip = Strip { since: at + 1, ..Strip::default() };
            } else {
                strip.n_left += usize::from(from < place);
                strip.n_right += usize::from(to > place);
            }
        }
    }
    for (place, strip) in strips.iter().enumerate() {
        close(place, *strip, rows.len());
    }
    // Of strips side by side one is enough.
    found.sort_by_key(|&(n, place, since, end)| (Reverse((n, end - since)), since, place));
    let mut before = None;
    found.retain(|&(n, place, since, end)| {
        let is_beside = before == Some((n, place.wrapping_sub(1), since, end));
        before = Some((n, place, since, end));
        !is_beside
    });
    let middle = |place: usize| left + (place as f32 + 0.5) * width;
    found.into_iter().take(24).find_map(|(_, place, first, end)| {
        checked(rows.get(first..end)?, middle(place)).map(|found| Gutter {
            first: found.first + first,
            last: found.last + first,
            ..found
        })
    })
}

/// A row of words beside a gap: what of it stands left and right of it.
type Sides = [Option<Box>; 2];

/// The gap at `middle` in these rows, if columns stand on both of its sides.
fn checked(rows: &[Vec<&Word>], middle: f32) -> Option<Gutter> {
    let sides = |row: &Vec<&Word>| -> Sides {
        let (left, right): (Vec<&Word>, Vec<&Word>) =
            row.iter().partition(|word| word.end <= middle);
        [left, right].map(|side| (!side.is_empty()).then(|| box_of(&side)))
    };
    let sides: Vec<Sides> = rows.iter().map(sides).collect();
    let (first, last) = extent(&sides)?;
    let within = sides.get(first..=last)?;
    let side = |at: usize| within.iter().filter_map(move |sides| *sides.get(at)?);
    let from = side(0).map(|row| row.end).fold(f32::MIN, f32::max);
    let to = side(1).map(|row| row.x).fold(f32::MAX, f32::min);
    let size = usual(side(0).chain(side(1)).map(|row| row.size));
    let n = side(0).count().min(side(1).count());
    let least = if n > 5 { size * 0.7 } else { size * 1.1 };
    let is_column = |at: usize| {
        let filled = side(at).map(|row| row.filled / row.size).sum::<f32>();
        filled > LEAST_WIDTH * side(at).count() as f32
    };
    let is_divided = n >= LEAST_ROWS && to - from > least && is_column(0) && is_column(1);
    is_divided.then_some(Gutter { first, last, left: from, right: to })
}

/// From which to which row columns go: those where both have begun and neither has ended, and what goes on in one of
/// them. A headline above them, or a note below, is not of them.
fn extent(sides: &[Sides]) -> Option<(usize, usize)> {
    let has = |at: usize, side: usize| {
        sides.get(at).is_some_and(|row| matches!(row.get(side), Some(Some(_))))
    };
    let all = || 0..sides.len();
    let begins = [0, 1].map(|side| all().find(|&at| has(at, side)));
    let ends = [0, 1].map(|side| all().rev().find(|&at| has(at, side)));
    let ([Some(a), Some(b)], [Some(c), Some(d)]) = (begins, ends) else { return None };
    let (first, last) = (a.max(b), c.min(d));
    if first > last {
        return None;
    }
    let side = usize::from(b < a);
    let row = |at: usize| sides.get(at).and_then(|row| *row.get(side)?);
    let mut start = first;
    let mut next = (first..sides.len()).find_map(row);
    for at in (0..first).rev() {
        let (Some(above), Some(below)) = (row(at), next) else { continue };
        let is_far = above.y - below.y > below.size * 2.2;
        if is_far || above.size > below.size * 1.15 {
            break;
        }
        (start, next) = (at, Some(above));
    }
    let side = usize::from(d > c);
    let row = |at: usize| sides.get(at).and_then(|row| *row.get(side)?);
    let mut end = last;
    let mut next = (0..=last).rev().find_map(row);
    let is_long = sides.len() - last > 3;
    for at in last + 1..sides.len() {
        let (Some(below), Some(above)) = (row(at), next) else { continue };
        let is_far = above.y - below.y > below.size * 2.2;
        let is_smaller = below.size < above.size * 0.9;
        if is_far && (is_smaller || !is_long && below.size < above.size * 1.15) {
            break;
        }
        (end, next) = (at, Some(below));
    }
    Some((start, end))
}

/// The one in the middle.
fn usual(numbers: impl Iterator<Item = f32>) -> f32 {
    let mut numbers: Vec<f32> = numbers.collect();
    numbers.sort_by(f32::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::super::words::Turn;
    use super::*;

    /// Words of ten points, above 720 of twenty, each letter five points wide, at these places.
    fn words(placed: &[(f32, f32, &str)]) -> Vec<Word> {
        let word = |mut x: f32, y: f32, text: &str| {
            text.split(' ')
                .map(|text| {
                    let end = x + 5.0 * text.len() as f32;
                    let word = Word {
                        text: text.into(),
                        x,
                        end,
                        y,
                        size: if y > 720.0 { 20.0 } else { 10.0 },
                        after_blank: true,
                        is_bold: false,
                        is_artifact: false,
                        turn: Turn::Upright,
                    };
                    x = end + 3.0;
                    word
                })
                .collect::<Vec<Word>>()
        };
        placed.iter().flat_map(|&(x, y, text)| word(x, y, text)).collect()
    }

    #[track_caller]
    fn check(placed: &[(f32, f32, &str)], want: &[&str]) {
        let words = words(placed);
        let lines = rows(&words).into_iter().filter_map(|row| lines::line(row, 1));
        assert_eq!(lines.map(|line| line.text).collect::<Vec<_>>(), want);
    }

    const LEFT: [&str; 3] =
        ["one two three four five", "six seven eight nine", "ten eleven twelve"];
    const RIGHT: [&str; 3] =
        ["red green blue yellow", "black and white again", "grey and brown too"];

    #[test]
    fn columns_drawn_across_are_read_down() {
        let placed: Vec<(f32, f32, &str)> = (0..3)
            .flat_map(|at| {
                let y = 700.0 - 12.0 * at as f32;
                [(50.0, y, LEFT[at]), (200.0, y, RIGHT[at])]
            })
            .collect();
        check(&placed, &[LEFT, RIGHT].concat());
    }

    #[test]
    fn what_is_drawn_last_and_stands_above_is_read_first() {
        let column = |x: f32, lines: [&'static str; 3]| {
            [0, 1, 2].map(|at| (x, 700.0 - 12.0 * at as f32, lines[at]))
        };
        let mut placed = [column(50.0, LEFT), column(200.0, RIGHT)].concat();
        placed.push((50.0, 740.0, "a headline over both of the columns of the page"));
        placed.push((50.0, 600.0, "foot"));
        let head = ["a headline over both of the columns of the page"];
        check(&placed, &[&head[..], &LEFT, &RIGHT, &["foot"]].concat());
    }

    #[test]
    fn rows_of_a_table_stay_together() {
        let rows = [("Osterby", "977"), ("Vesthavn", "1,502"), ("Sker", "210"), ("Holm", "12")];
        let placed: Vec<(f32, f32, &str)> = rows
            .iter()
            .zip([700.0, 688.0, 676.0, 664.0])
            .flat_map(|((name, number), y)| [(50.0, y, *name), (200.0, y, *number)])
            .collect();
        check(&placed, &["Osterby 977", "Vesthavn 1,502", "Sker 210", "Holm 12"]);
    }

    #[test]
    fn columns_that_are_read_from_the_right_start_there() {
        let column =
            |x: f32, text: &'static str| [0, 1, 2].map(|at| (x, 700.0 - 12.0 * at as f32, text));
        // Each letter takes two bytes, so words are drawn twice as wide.
        let placed = [column(50.0, "שמאל שמאל"), column(230.0, "ימין ימין")];
        let rows: Vec<(f32, f32, &str)> =
            [0, 1, 2].iter().flat_map(|&at| [placed[0][at], placed[1][at]]).collect();
        check(&rows, &["ימין ימין"; 3].into_iter().chain(["שמאל שמאל"; 3]).collect::<Vec<_>>());
    }
}
