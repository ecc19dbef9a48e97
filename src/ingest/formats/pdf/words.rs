//! Words as they stand on a page: letters that touch are one word, whatever order they were drawn in.

use rustc_hash::FxHashSet;

use super::accents;

/// Letters that stand together, on paper turned so that they read from left to right.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Word {
    pub(super) text: String,
    /// Where it starts and ends, in points from the left.
    pub(super) x: f32,
    pub(super) end: f32,
    /// Where its letters stand, in points from below.
    pub(super) y: f32,
    /// Of its letters, in points.
    pub(super) size: f32,
    /// Whether a blank was drawn before it.
    pub(super) after_blank: bool,
    pub(super) is_bold: bool,
    /// Whether the page calls it none of its text.
    pub(super) is_artifact: bool,
    pub(super) turn: Turn,
}

/// How far letters are turned against the page: quarters to the left, or anything else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Turn {
    #[default]
    Upright,
    Left,
    Over,
    Right,
    Askew,
}

impl Turn {
    /// Of letters that run in this direction.
    pub(super) fn of(x: f32, y: f32) -> Self {
        let is = |along: f32, across: f32| along > 0.0 && across.abs() < along * 0.1;
        match () {
            () if is(x, y) => Self::Upright,
            () if is(y, x) => Self::Left,
            () if is(-x, y) => Self::Over,
            () if is(-y, x) => Self::Right,
            () => Self::Askew,
        }
    }

    /// A point on paper turned so that the letters are upright.
    pub(super) const fn upright(self, (x, y): (f32, f32)) -> (f32, f32) {
        match self {
            Self::Upright | Self::Askew => (x, y),
            Self::Left => (y, -x),
            Self::Over => (-x, -y),
            Self::Right => (-y, x),
        }
    }
}

/// A gap wider than this, in sizes of the letters, stands between words.
pub(super) const GAP: f32 = 0.16;

/// Letters that are drawn, to be made words.
pub(super) struct Setter {
    pub(super) words: Vec<Word>,
    /// Of the text of the words, in bytes.
    pub(super) len: usize,
    open: Option<Word>,
    /// Where the letters of the open word stand, and where in its text they start.
    letters: Vec<(f32, usize)>,
    after_blank: bool,
    /// Drawn last: it may be of the letter that follows.
    accent: Option<Word>,
}

/// One sign to be drawn: where it starts and ends, and how.
pub(super) struct Sign<'a> {
    pub(super) text: &'a str,
    pub(super) x: f32,
    pub(super) end: f32,
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) is_bold: bool,
    pub(super) is_artifact: bool,
    pub(super) turn: Turn,
}

impl Sign<'_> {
    fn word(&self) -> Word {
        Word {
            text: self.text.to_owned(),
            x: self.x,
            end: self.end,
            y: self.y,
            size: self.size,
            after_blank: false,
            is_bold: self.is_bold,
            is_artifact: self.is_artifact,
            turn: self.turn,
        }
    }
}

impl Setter {
    pub(super) const fn new() -> Self {
        Self {
            words: Vec::new(),
            len: 0,
            open: None,
            letters: Vec::new(),
            after_blank: false,
            accent: None,
        }
    }

    pub(super) fn put(&mut self, sign: &Sign<'_>) {
        let all = [sign.x, sign.end, sign.y, sign.size];
        if !all.iter().all(|number| number.is_finite() && number.abs() < 1e6) {
            return;
        }
        if sign.text.chars().all(|c| c.is_whitespace() || c.is_control()) {
            self.end_word();
            self.after_blank |= !sign.text.is_empty();
            return;
        }
        if accents::is_accent(sign.text) && !self.is_over_last(sign) {
            self.put_accent();
            self.accent = Some(sign.word());
            return;
        }
        let Some(accent) = self.accent.take() else { return self.add(sign) };
        let mut letters = sign.text.chars();
        let letter = letters.next().filter(|_| is_over(&accent, sign));
        match letter.and_then(|letter| accents::over(letter, &accent.text)) {
            Some(letter) => {
                let text = format!("{letter}{}", letters.as_str());
                self.add(&Sign { text: &text, ..*sign });
            }
            None => {
                self.accent = Some(accent);
                self.put_accent();
                self.add(sign);
            }
        }
    }

    /// Puts an accent over the letter that was drawn last, if it stands there.
    fn is_over_last(&mut self, accent: &Sign<'_>) -> bool {
        let (Some(open), Some(&(x, _))) = (&mut self.open, self.letters.last()) else {
            return false;
        };
        let middle = f32::midpoint(accent.x, accent.end);
        let is_over =
            middle > x && middle < open.end && (accent.y - open.y).abs() < open.size * 0.5;
        let Some(letter) = open.text.chars().next_back().filter(|_| is_over) else { return false };
        let Some(whole) = accents::over(letter, accent.text) else { return false };
        open.text.pop();
        open.text.push(whole);
        true
    }

    /// Adds an accent that is of no letter.
    fn put_accent(&mut self) {
        let Some(word) = self.accent.take() else { return };
        self.add(&Sign {
            text: &word.text,
            x: word.x,
            end: word.end,
            y: word.y,
            size: word.size,
            is_bold: word.is_bold,
            is_artifact: word.is_artifact,
            turn: word.turn,
        });
    }

    fn add(&mut self, sign: &Sign<'_>) {
        let is_next = self.open.as_ref().is_some_and(|open| fits(open, sign));
        if !is_next {
            self.close();
        }
        let after_blank = &mut self.after_blank;
        let open = self.open.get_or_insert_with(|| Word {
            text: String::new(),
            after_blank: std::mem::take(after_blank),
            ..sign.word()
        });
        self.letters.push((sign.x, open.text.len()));
        open.text.push_str(sign.text);
        (open.x, open.end) = (open.x.min(sign.x), open.end.max(sign.end));
    }

    /// What is drawn further belongs to the last sign, which ends there.
    pub(super) fn stretch(&mut self, end: f32) {
        if let Some(open) = self.open.as_mut().filter(|_| end.is_finite()) {
            open.end = open.end.max(end);
        }
    }

    pub(super) fn end_word(&mut self) {
        self.put_accent();
        self.close();
    }

    fn close(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        if open.text.chars().any(is_right_to_left) {
            open.text = read_from_right(&open.text, &mut self.letters);
        }
        self.letters.clear();
        self.len += open.text.len();
        self.words.push(open);
    }
}

/// Takes out the words that are drawn where they stand already, a little apart, so that they look bold.
pub(super) fn drop_repeated(words: &mut Vec<Word>) {
    let mut known: FxHashSet<(String, i32, i32)> = FxHashSet::default();
    words.retain(|word| {
        let cell = |at: f32| (at / word.size.max(1.0) * 3.0).round() as i32;
        let (x, y) = (cell(word.x), cell(word.y));
        let is_known = |by: (i32, i32)| known.contains(&(word.text.clone(), x + by.0, y + by.1));
        let is_new = ![(0, 0), (-1, 0), (1, 0), (0, -1), (0, 1)].into_iter().any(is_known);
        is_new && known.insert((word.text.clone(), x, y))
    });
}

/// Whether an accent stands over the letter that is drawn after it.
fn is_over(accent: &Word, letter: &Sign<'_>) -> bool {
    let middle = f32::midpoint(accent.x, accent.end);
    accent.turn == letter.turn
        && middle > letter.x
        && middle < letter.end
        && (accent.y - letter.y).abs() < letter.size * 0.5
}

/// Whether a sign is of the word: it touches it, at the same height and in the same size.
fn fits(open: &Word, sign: &Sign<'_>) -> bool {
    let size = open.size.max(sign.size);
    let is_after = sign.x - open.end < size * GAP && sign.x - open.end > -size * 0.5;
    // What reads from the right may be drawn so.
    let is_before =
        || (open.x - sign.end).abs() < size * GAP && sign.text.chars().any(is_right_to_left);
    open.turn == sign.turn
        && open.is_artifact == sign.is_artifact
        && (open.y - sign.y).abs() < size * 0.1
        && (open.size - sign.size).abs() < size * 0.15
        && (is_after && sign.x >= open.x || is_before())
}

/// Letters of scripts that are read from right to left.
pub(super) const fn is_right_to_left(c: char) -> bool {
    matches!(c as u32, 0x590..=0x8ff | 0xfb1d..=0xfdff | 0xfe70..=0xfefc | 0x10800..=0x10fff | 0x1e800..=0x1efff)
}

/// Letters of a word in the order in which they are read, by where they stand; figures and Latin letters among them
/// run from left to right.
fn read_from_right(text: &str, letters: &mut [(f32, usize)]) -> String {
    let ends: Vec<usize> =
        letters.iter().skip(1).map(|letter| letter.1).chain([text.len()]).collect();
    let mut placed: Vec<(f32, &str)> = letters
        .iter()
        .zip(ends)
        .map(|(&(x, start), end)| (x, text.get(start..end).unwrap_or("")))
        .collect();
    // Most draw from the left, whatever is read first: of two at one place the later is read first.
    placed.reverse();
    placed.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut signs: Vec<&str> = placed.into_iter().map(|(_, sign)| sign).collect();
    let is_run = |sign: &&str| sign.chars().any(runs_to_right);
    // A point or a comma within a number is of it.
    turn_back(&mut signs, is_run, |sign| {
        sign.chars().all(|c| matches!(c, '.' | ',' | ':' | '/' | '-'))
    });
    signs.concat()
}

/// Figures, and letters of scripts that are read from left to right.
pub(super) fn runs_to_right(c: char) -> bool {
    c.is_alphanumeric() && (!is_right_to_left(c) || c.is_numeric())
}

/// Turns the runs of those that read from left to right in a row that reads from the right; `joins` may stand
/// between two of a run.
pub(super) fn turn_back<T>(
    row: &mut [T],
    runs_to_right: impl Fn(&T) -> bool,
    joins: impl Fn(&T) -> bool,
) {
    let mut rest = row;
    while let Some(start) = rest.iter().position(&runs_to_right) {
        let (_, after) = std::mem::take(&mut rest).split_at_mut(start);
        let mut len = 0;
        while after.get(len).is_some_and(&runs_to_right)
            || after.get(len).is_some_and(&joins) && after.get(len + 1).is_some_and(&runs_to_right)
        {
            len += 1;
        }
        let (run, after) = after.split_at_mut(len);
        run.reverse();
        rest = after;
    }
}
