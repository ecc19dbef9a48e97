//! Maps of the codes of a font to Unicode (ISO 32000, 9.10.3), read leniently and within bounds: a range may claim
//! four thousand million codes.

use rustc_hash::FxHashMap;

/// Codes have two bytes at most in what is mapped; a map that lists more than these repeats itself.
const MOST: usize = 0x1_0000;

/// A part of a map.
enum Token<'a> {
    Hex(Vec<u8>),
    Open,
    Close,
    Word(&'a [u8]),
}

/// Returns the letters of each code.
pub(super) fn letters(map: &[u8]) -> FxHashMap<u32, String> {
    let mut letters = FxHashMap::default();
    let mut given: Vec<Token<'_>> = Vec::new();
    let mut rest = map;
    while let Some((token, after)) = token(rest) {
        rest = after;
        match token {
            Token::Word(b"endbfchar") => chars(&given, &mut letters),
            Token::Word(b"endbfrange") => ranges(&given, &mut letters),
            Token::Word(_) => {}
            part if given.len() < MOST * 4 => {
                given.push(part);
                continue;
            }
            _ => {}
        }
        given.clear();
        if letters.len() >= MOST {
            break;
        }
    }
    letters
}

fn token(map: &[u8]) -> Option<(Token<'_>, &[u8])> {
    let start = map.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let rest = map.get(start..)?;
    let (&first, after) = rest.split_first()?;
    match first {
        b'[' => Some((Token::Open, after)),
        b']' => Some((Token::Close, after)),
        b'<' if after.first() != Some(&b'<') => {
            let end = memchr::memchr(b'>', after).unwrap_or(after.len());
            let hex = after.get(..end).and_then(bytes).unwrap_or_default();
            Some((Token::Hex(hex), after.get(end + 1..).unwrap_or(&[])))
        }
        _ => {
            let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"[]<".contains(byte);
            let len = after.iter().position(is_end).map_or(rest.len(), |at| at + 1);
            let (word, after) = rest.split_at(len);
            Some((Token::Word(word), after))
        }
    }
}

fn bytes(hex: &[u8]) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = hex
        .iter()
        .filter(|byte| !byte.is_ascii_whitespace())
        .map(|&byte| char::from(byte).to_digit(16))
        .collect();
    let byte = |pair: &[u32]| (pair.iter().fold(0, |byte, digit| byte << 4 | digit)) as u8;
    Some(digits?.chunks(2).map(byte).collect())
}

fn code(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |code, &byte| code << 8 | u32::from(byte))
}

/// UTF-16, the code of the last letter raised by `by`.
fn text(bytes: &[u8], by: u32) -> String {
    let unit = |pair: &[u8]| pair.iter().fold(0, |unit: u16, &byte| unit << 8 | u16::from(byte));
    let units: Vec<u16> = bytes.chunks(2).map(unit).collect();
    let mut text = String::from_utf16_lossy(&units);
    if by > 0
        && let Some(last) = text.pop()
    {
        text.push(char::from_u32(u32::from(last) + by).unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    text
}

fn chars(given: &[Token<'_>], letters: &mut FxHashMap<u32, String>) {
    for pair in given.chunks(2) {
        if let [Token::Hex(from), Token::Hex(to)] = pair {
            letters.insert(code(from), text(to, 0));
        }
    }
}

fn ranges(given: &[Token<'_>], letters: &mut FxHashMap<u32, String>) {
    let mut rest = given;
    while let [Token::Hex(first), Token::Hex(last), after @ ..] = rest {
        let codes = code(first)..=code(last).min(code(first).saturating_add(0xffff));
        match after {
            [Token::Hex(to), after @ ..] => {
                for (by, code) in codes.enumerate().take(MOST.saturating_sub(letters.len())) {
                    letters.insert(code, text(to, by as u32));
                }
                rest = after;
            }
            [Token::Open, after @ ..] => {
                let listed = after.iter().map_while(|one| match one {
                    Token::Hex(to) => Some(text(to, 0)),
                    _ => None,
                });
                letters.extend(codes.zip(listed));
                let end = after.iter().position(|one| matches!(one, Token::Close));
                rest = end.and_then(|end| after.get(end + 1..)).unwrap_or(&[]);
            }
            _ => break,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(map: &str, want: &[(u32, &str)]) {
        let mut found: Vec<(u32, String)> = letters(map.as_bytes()).into_iter().collect();
        found.sort();
        let found: Vec<(u32, &str)> = found.iter().map(|(code, text)| (*code, &**text)).collect();
        assert_eq!(found, want);
    }

    #[test]
    fn codes_ranges_and_lists_are_mapped() {
        check("1 beginbfchar <01> <00660069> endbfchar", &[(1, "fi")]);
        check("1 beginbfrange\n<0003><0005><0041>\nendbfrange", &[(3, "A"), (4, "B"), (5, "C")]);
        check("1 beginbfrange <07> <08> [<0061> <D83DDE00>] endbfrange", &[(7, "a"), (8, "😀")]);
    }

    #[test]
    fn what_claims_too_much_is_cut_and_what_is_broken_left_out() {
        let all = letters(b"1 beginbfrange <00000000> <ffffffff> <0000> endbfrange");
        assert!(all.len() <= MOST);
        check("1 beginbfchar <0g> <0041> <02> endbfchar << /A <b", &[(0, "A")]);
    }
}
