//! Splits running text into words, numbers and signs.

use super::Span;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, with inner apostrophes and, for initials and abbreviations, periods.
    Word,
    /// Starts with a digit.
    Number,
    /// A possessive or contracted ending: `'s`, `’s`, or the bare apostrophe after a plural.
    Clitic,
    /// One sign.
    Sign,
}

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it is made of.
    pub kind: TokenKind,
}

/// Splits `text` into tokens, clearing `out` first. Blanks are no tokens; every other byte belongs to
/// exactly one.
///
/// Hyphens are signs of their own, so that the two names of "Assad-Putin" can be told apart; whether the
/// parts belong together is for the reader of the tokens to say. "U.S.", "J." and "Mr." keep their periods.
pub fn tokens(text: &str, out: &mut Vec<Token>) {
    out.clear();
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        if is_blank(byte) {
            at += 1;
            continue;
        }
        let Some((rest, c)) = text.get(at..).and_then(|rest| Some((rest, rest.chars().next()?)))
        else {
            break;
        };
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let (len, kind) = match c {
            _ if c.is_ascii_digit() => (number_len(rest), TokenKind::Number),
            _ if is_word(c) => (word_len(rest), TokenKind::Word),
            '\'' | '’' => match clitic_len(text.get(..at).unwrap_or(""), rest) {
                Some(len) => (len, TokenKind::Clitic),
                None => (c.len_utf8(), TokenKind::Sign),
            },
            _ => (c.len_utf8(), TokenKind::Sign),
        };
        out.push(Token { span: Span::at(at, at + len), kind });
        at += len;
    }
}

/// Words after which a period does not end a sentence.
const ABBREVIATIONS: &[&str] = &[
    "adm", "apr", "art", "atty", "aug", "ave", "brig", "bros", "capt", "cf", "cmdr", "co", "col",
    "corp", "cpl", "dec", "dept", "det", "dr", "ed", "est", "etc", "feb", "fr", "gen", "gov",
    "hon", "inc", "insp", "jan", "jr", "jul", "jun", "lt", "ltd", "maj", "messrs", "mr", "mrs",
    "ms", "mt", "no", "nov", "oct", "pfc", "ph.d", "pres", "prof", "pvt", "rep", "ret", "rev",
    "sen", "sept", "sep", "sgt", "spc", "sr", "st", "ste", "supt", "vs",
];

/// Whether the byte is a blank of ASCII.
const fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ')
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_mark(c) || c == '_'
}

/// Combining marks and joiners, which belong to the letter before them.
fn is_mark(c: char) -> bool {
    matches!(c as u32, 0x300..=0x36f | 0x200c..=0x200d | 0x1ab0..=0x1aff | 0x1dc0..=0x1dff | 0x20d0..=0x20ff | 0xfe00..=0xfe0f)
}

fn number_len(rest: &str) -> usize {
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let joins = matches!(c, '.' | ',' | ':' | '/')
            && chars.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        if !(is_word(c) || joins) {
            break;
        }
        end = i + c.len_utf8();
    }
    end
}

fn word_len(rest: &str) -> usize {
    // Most words are letters of ASCII up to a blank or a sign.
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let plain = rest.bytes().take_while(is_plain).count();
    let is_whole = |next: &u8| next.is_ascii() && !matches!(next, b'.' | b'\'');
    if rest.as_bytes().get(plain).is_none_or(is_whole) {
        return plain;
    }
    let mut end = plain;
    let mut chars = rest.char_indices().skip(plain).peekable();
    while let Some((i, c)) = chars.next() {
        if is_word(c) {
            end = i + c.len_utf8();
            continue;
        }
        let next = chars.peek().map(|&(_, next)| next);
        match c {
            '\'' | '’' if next.is_some_and(is_word) && !is_clitic(rest.get(i..).unwrap_or("")) => {
            }
            '.' if keeps_period(rest.get(..end).unwrap_or(""), next) => end = i + 1,
            _ => break,
        }
    }
    end
}

/// Whether a period after `word` belongs to it: an initial, letters with periods between, or a known
/// abbreviation.
fn keeps_period(word: &str, next: Option<char>) -> bool {
    let mut letters = word.chars();
    let first = letters.next();
    let is_single = letters.next().is_none()
        || (word.contains('.') && word.rsplit('.').next().is_some_and(|w| w.chars().count() == 1));
    if is_single && first.is_some_and(char::is_uppercase) {
        return true;
    }
    if is_single && next.is_some_and(char::is_alphabetic) {
        return true;
    }
    word.len() <= 6
        && ABBREVIATIONS.iter().any(|known| known.eq_ignore_ascii_case(word))
        && !next.is_some_and(char::is_alphanumeric)
}

/// Returns the length of the clitic that `rest` starts with, if it is one, given what stands before.
fn clitic_len(before: &str, rest: &str) -> Option<usize> {
    let last = before.chars().next_back()?;
    let attaches = last.is_alphanumeric() || last == '.';
    (attaches && is_clitic(rest)).then(|| {
        let after = rest.trim_start_matches(['\'', '’']);
        let letters = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        rest.len() - after.len() + letters
    })
}

/// Whether `rest`, from its apostrophe on, is a possessive or a contracted verb.
fn is_clitic(rest: &str) -> bool {
    let after = rest.trim_start_matches(['\'', '’']);
    let letters = after.find(|c: char| !is_word(c)).unwrap_or(after.len());
    let word = after.get(..letters).unwrap_or("");
    ["s", "re", "ve", "ll", "d", "m"].iter().any(|known| known.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        let mut found = Vec::new();
        tokens(text, &mut found);
        let words: Vec<&str> = found.iter().map(|token| token.span.of(text)).collect();
        assert_eq!(words.join("|"), want);
    }

    #[test]
    fn words_numbers_and_signs() {
        check("Assad-Putin talks, 1,240 dead.", "Assad|-|Putin|talks|,|1,240|dead|.");
        check("Assad’s O'Brien don't", "Assad|’s|O'Brien|don't");
        check("the leaders' talks", "the|leaders|'|talks");
        check("Mr. J. R. Smith of the U.S. left.", "Mr.|J.|R.|Smith|of|the|U.S.|left|.");
        check("Su-24M at 10:30 (21/10/2015)", "Su|-|24M|at|10:30|(|21/10/2015|)");
        check("naïve São e\u{301}", "naïve|São|e\u{301}");
        check("", "");
    }
}
