//! Bytes to text: what is no text is told by its first bytes, the encoding by byte order mark, UTF-8
//! validity or detection. Line ends come out as `\n`.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::{memchr, memchr_iter};

/// How files that are no text start.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip file"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\0", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\x7fELF", "an ELF program"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript file"),
    (b"OggS", "an Ogg file"),
    (b"ID3", "an MP3 file"),
    (b"fLaC", "a FLAC file"),
    (b"\0asm", "a WebAssembly module"),
];

/// How much of a file is looked at to tell text from something else, in bytes.
const PROBE: usize = 8 << 10;

/// Returns why `bytes` are not text, if they are not.
pub(super) fn not_text(bytes: &[u8]) -> Option<String> {
    let known = SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start));
    if let Some((_, name)) = known {
        return Some(format!("{name}, which ibid cannot read yet"));
    }
    if Encoding::for_bom(bytes).is_some() || bare_utf16(bytes).is_some() {
        return None;
    }
    let probe = bytes.get(..PROBE).unwrap_or(bytes);
    if memchr(0, probe).is_some() {
        return Some("a binary file: it holds zero bytes".into());
    }
    let controls = probe.iter().filter(|&&byte| is_odd(byte)).count();
    (controls * 10 > probe.len()).then(|| "a binary file: it holds mostly control bytes".into())
}

/// Control bytes that no text holds in number.
fn is_odd(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b)
}

/// A decoded text and what was wrong with it.
pub(super) struct Decoded {
    pub(super) text: String,
    /// Place and reason.
    pub(super) trouble: Option<(String, String)>,
}

/// Decodes `bytes`; what cannot be decoded becomes U+FFFD and is told in `trouble`.
pub(super) fn text(bytes: &[u8]) -> Decoded {
    let (encoding, body) = match Encoding::for_bom(bytes) {
        Some((encoding, len)) => (encoding, bytes.get(len..).unwrap_or(&[])),
        None => (bare_utf16(bytes).unwrap_or_else(|| guess(bytes)), bytes),
    };
    let (text, is_broken) = encoding.decode_without_bom_handling(body);
    let trouble = is_broken.then(|| trouble(&text, encoding));
    Decoded { text: unix_lines(text), trouble }
}

fn trouble(text: &str, encoding: &'static Encoding) -> (String, String) {
    let first = text.find(char::REPLACEMENT_CHARACTER).unwrap_or(0);
    let line = 1 + memchr_iter(b'\n', text.as_bytes().get(..first).unwrap_or(&[])).count();
    let count = text.matches(char::REPLACEMENT_CHARACTER).count();
    let places = if count == 1 { "one place" } else { "several places" };
    (format!("line {line}"), format!("not valid {} in {places}", encoding.name()))
}

/// Tells UTF-16 without a byte order mark: every other byte of plain text is zero.
fn bare_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
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
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guessed = detector.guess(None, Utf8Detection::Deny);
    // Bytes that stand for nothing in the single-byte fallback say that it is none.
    let stray = |byte: &u8| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d | 0xff);
    if guessed == encoding_rs::WINDOWS_1252 && bytes.iter().any(stray) { UTF_8 } else { guessed }
}

fn unix_lines(text: Cow<'_, str>) -> String {
    if memchr(b'\r', text.as_bytes()).is_none() {
        return text.into_owned();
    }
    text.replace("\r\n", "\n").replace('\r', "\n")
}
