//! Bytes to text: the encoding is told by a byte order mark, by UTF-8 validity, by what a page names, or by
//! detection. Line ends come out as `\n`.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::{memchr, memchr_iter, memmem};

/// How much of a file is looked at to tell UTF-16, in bytes.
const PROBE: usize = 8 << 10;
/// How much of a text, from about its first byte beyond ASCII, an encoding is guessed from, in bytes.
const TELLING: usize = 256 << 10;
/// How much of a page is looked at for the encoding it names, in bytes.
const PRESCAN: usize = 4 << 10;

/// A decoded text and what was wrong with it.
pub(super) struct Decoded {
    pub(super) text: String,
    /// Place and reason.
    pub(super) trouble: Option<(String, String)>,
}

/// Decodes `bytes`; what cannot be decoded becomes U+FFFD and is told in `trouble`.
pub(super) fn text(bytes: &[u8]) -> Decoded {
    decoded(bytes, None)
}

/// Decodes a page, which may name its encoding. A page that is UTF-8 throughout is read so, whatever it says.
pub(super) fn page(bytes: &[u8]) -> Decoded {
    let named = named_encoding(bytes);
    let is_utf8 = !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok();
    decoded(bytes, named.filter(|_| !is_utf8))
}

fn decoded(bytes: &[u8], named: Option<&'static Encoding>) -> Decoded {
    let (encoding, body) = match Encoding::for_bom(bytes) {
        Some((encoding, len)) => (encoding, bytes.get(len..).unwrap_or(&[])),
        None => (bare_utf16(bytes).or(named).unwrap_or_else(|| guess(bytes)), bytes),
    };
    let (text, is_broken) = encoding.decode_without_bom_handling(body);
    let trouble = if is_broken { Some(trouble(&text, encoding)) } else { decoded_twice(&text) };
    Decoded { text: unix_lines(text), trouble }
}

fn trouble(text: &str, encoding: &'static Encoding) -> (String, String) {
    let first = text.find(char::REPLACEMENT_CHARACTER).unwrap_or(0);
    let line = 1 + memchr_iter(b'\n', text.as_bytes().get(..first).unwrap_or(&[])).count();
    let count = text.matches(char::REPLACEMENT_CHARACTER).count();
    let places = if count == 1 { "one place" } else { "several places" };
    (format!("line {line}"), format!("not valid {} in {places}", encoding.name()))
}

/// Notices text that was UTF-8, was read as Windows' Latin letters, and was stored so: "Ã©" for "é".
fn decoded_twice(text: &str) -> Option<(String, String)> {
    const TELLING: [&str; 3] = ["Ã", "â€", "Â"];
    if !TELLING.iter().any(|sign| memmem::find(text.as_bytes(), sign.as_bytes()).is_some()) {
        return None;
    }
    let is_doubled = |word: &&str| {
        let (bytes, _, has_failed) = WINDOWS_1252.encode(word);
        !word.is_ascii() && !has_failed && std::str::from_utf8(&bytes).is_ok()
    };
    let doubled = |line: &str| line.split_whitespace().find(is_doubled).map(ToOwned::to_owned);
    let mut found = (1..).zip(text.lines()).filter_map(|(n, line)| Some((n, doubled(line)?)));
    let (line, word) = found.next()?;
    let (bytes, _, _) = WINDOWS_1252.encode(&word);
    let meant = String::from_utf8_lossy(&bytes).into_owned();
    Some((format!("line {line}"), format!("letters that were decoded twice: {word} for {meant}")))
}

/// The encoding a page names near its start: `charset=…` or `encoding="…"`.
fn named_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = bytes.get(..PRESCAN).unwrap_or(bytes).to_ascii_lowercase();
    [&b"charset="[..], b"encoding="].iter().find_map(|label| {
        let at = memmem::find(&start, label)? + label.len();
        let name = start.get(at..)?;
        let name = name.strip_prefix(b"\"").or(name.strip_prefix(b"'")).unwrap_or(name);
        let is_end = |byte: &u8| {
            matches!(byte, b'"' | b'\'' | b'>' | b';' | b'/' | b'?') || byte.is_ascii_whitespace()
        };
        let encoding = Encoding::for_label(name.split(is_end).next()?)?;
        // A page that could name UTF-16 in readable letters is not in it.
        Some(if encoding.is_ascii_compatible() { encoding } else { UTF_8 })
    })
}

/// Tells UTF-16 without a byte order mark: every other byte of plain text is zero.
pub(super) fn bare_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let probe = bytes.get(..PROBE).unwrap_or(bytes);
    let pairs = probe.len() / 2;
    let zeros = |odd: usize| probe.chunks_exact(2).filter(|pair| pair.get(odd) == Some(&0)).count();
    let (high, low) = (zeros(0), zeros(1));
    match pairs {
        0..2 => None,
        _ if low * 10 > pairs * 7 && high * 20 < pairs => Some(UTF_16LE),
        _ if high * 10 > pairs * 7 && low * 20 < pairs => Some(UTF_16BE),
        _ => None,
    }
}

/// Chooses an encoding for text without a byte order mark.
///
/// A text in UTF-8 with a few broken bytes is still UTF-8: a legacy text hardly ever holds a valid
/// sequence of several bytes by chance.
fn guess(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let (mut sound, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().bytes().filter(|byte| byte & 0xc0 == 0xc0).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    if sound > broken {
        return UTF_8;
    }
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let telling = bytes.get(first.saturating_sub(80)..).unwrap_or(bytes);
    let telling = telling.get(..TELLING).unwrap_or(telling);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(telling, true);
    let guessed = detector.guess(None, Utf8Detection::Deny);
    let (text, _) = guessed.decode_without_bom_handling(telling);
    if reads_like_text(&text) { guessed } else { UTF_8 }
}

/// Whether the letters beyond ASCII, as a guessed encoding gives them, make sense: a text in another script is
/// mostly in it, and a rare Latin letter stands in a word. Stray bytes do neither.
fn reads_like_text(text: &str) -> bool {
    let (mut letters, mut other, mut accents, mut stray) = (0_usize, 0_usize, 0_usize, 0_usize);
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        letters += usize::from(c.is_alphabetic());
        accents += usize::from(!c.is_ascii());
        match c {
            '\u{80}'..='\u{9f}' => stray += 1,
            'ÿ' | 'þ' | 'Þ' | 'ð' | 'Ð' | 'ý' | 'Ý' => {
                let next = chars.peek().is_some_and(char::is_ascii_alphabetic);
                stray += usize::from(!before.is_ascii_alphabetic() && !next);
            }
            _ => other += usize::from(c.is_alphabetic() && c as u32 >= 0x250),
        }
        before = c;
    }
    if other > 0 { other * 5 > letters } else { stray * 2 < accents }
}

fn unix_lines(text: Cow<'_, str>) -> String {
    if memchr(b'\r', text.as_bytes()).is_none() {
        return text.into_owned();
    }
    text.replace("\r\n", "\n").replace('\r', "\n")
}
