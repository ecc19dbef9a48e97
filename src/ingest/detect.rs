//! What a file is, by its first bytes and then by its name.

use encoding_rs::Encoding;
use memchr::{memchr, memchr2, memmem};

use super::decode;
use super::formats::{Format, newsboat};

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Something that can be read.
    Known(Format),
    /// No words: pictures, sounds, the scripts and styles that pages are saved with.
    Nothing,
    /// What may hold an article and cannot be read, and why.
    Unknown(String),
}

use Content::{Known, Nothing, Unknown};

/// How files start that are neither text nor a page, and what they are called where they cannot be read.
const SIGNATURES: &[(&[u8], Sign)] = &[
    (b"%PDF-", Sign::Format(Format::Pdf)),
    (b"PK\x03\x04", Sign::Zip),
    (b"PK\x05\x06", Sign::Zip),
    (b"\x1f\x8b", Sign::Format(Format::Gzip)),
    (b"\x28\xb5\x2f\xfd", Sign::Format(Format::Zstd)),
    (b"WARC/1.", Sign::Format(Format::Warc)),
    (b"bplist00", Sign::Format(Format::Webarchive)),
    (b"BZh", Sign::Format(Format::Bzip2)),
    (b"\xfd7zXZ\0", Sign::Other("an xz file")),
    (b"7z\xbc\xaf\x27\x1c", Sign::Other("a 7-Zip archive")),
    (b"Rar!\x1a\x07", Sign::Other("a RAR archive")),
    (b"\x7fELF", Sign::Other("an ELF program")),
    (b"SQLite format 3\0", Sign::Database),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Sign::Other("an old Office document")),
    (b"{\\rtf", Sign::Other("an RTF document")),
    (b"%!PS", Sign::Other("a PostScript file")),
    (b"\0asm", Sign::Nothing),
    (b"\x89PNG\r\n\x1a\n", Sign::Nothing),
    (b"\xff\xd8\xff", Sign::Nothing),
    (b"GIF87a", Sign::Nothing),
    (b"GIF89a", Sign::Nothing),
    (b"II*\0", Sign::Nothing),
    (b"MM\0*", Sign::Nothing),
    (b"\0\0\x01\0", Sign::Nothing),
    (b"RIFF", Sign::Nothing),
    (b"OggS", Sign::Nothing),
    (b"ID3", Sign::Nothing),
    (b"fLaC", Sign::Nothing),
    (b"wOFF", Sign::Nothing),
    (b"wOF2", Sign::Nothing),
    (b"OTTO\0", Sign::Nothing),
    (b"\0\x01\0\0", Sign::Nothing),
    (b"\0\0\0\x18ftyp", Sign::Nothing),
    (b"\0\0\0\x1cftyp", Sign::Nothing),
    (b"\0\0\0\x20ftyp", Sign::Nothing),
];

/// What a signature tells.
#[derive(Clone, Copy)]
enum Sign {
    Format(Format),
    /// An archive, or a document that is one inside.
    Zip,
    Database,
    Nothing,
    /// A list of feeds, which is added otherwise.
    Feeds,
    Other(&'static str),
}

/// How XML documents start, in lower case.
const XML: &[(&[u8], Sign)] = &[
    (b"<rss", Sign::Format(Format::Feed)),
    (b"<feed", Sign::Format(Format::Feed)),
    (b"<rdf:rdf", Sign::Format(Format::Feed)),
    (b"<mediawiki", Sign::Format(Format::Wiki)),
    (b"<nitf", Sign::Format(Format::News)),
    (b"<newsitem", Sign::Format(Format::News)),
    (b"<newsmessage", Sign::Format(Format::News)),
    (b"<plist", Sign::Format(Format::Webarchive)),
    (b"<opml", Sign::Feeds),
    (b"<svg", Sign::Nothing),
];

/// What stands first in files of markup, in lower case.
const PAGES: &[&[u8]] = &[
    b"<!doctype html",
    b"<html",
    b"<head",
    b"<body",
    b"<title",
    b"<meta",
    b"<article",
    b"<section",
    b"<main",
    b"<div",
    b"<p>",
    b"<p ",
    b"<h1",
    b"<h2",
    b"<table",
    b"<script",
    b"<style",
    b"<link",
    b"<center",
    b"<font",
];

/// What is told by the ending of the name, where the content does not say more.
const BY_NAME: &[(&str, Sign)] = &[
    ("md", Sign::Format(Format::Markdown)),
    ("markdown", Sign::Format(Format::Markdown)),
    ("json", Sign::Format(Format::Json)),
    ("jsonl", Sign::Format(Format::Json)),
    ("ndjson", Sign::Format(Format::Json)),
    ("csv", Sign::Format(Format::Table)),
    ("tsv", Sign::Format(Format::Table)),
    ("eml", Sign::Format(Format::Mail)),
    ("mbox", Sign::Format(Format::Mbox)),
    ("css", Sign::Nothing),
    ("js", Sign::Nothing),
    ("mjs", Sign::Nothing),
    ("map", Sign::Nothing),
];

/// How much of a file is looked at, in bytes.
const PROBE: usize = 8 << 10;

/// Tells what a file holds; `name` is looked at last.
pub(super) fn content(name: &str, bytes: &[u8]) -> Content {
    let probe = bytes.get(..PROBE).unwrap_or(bytes);
    if bytes.is_empty() {
        return Unknown("an empty file".into());
    }
    let is_known =
        |start: &[u8]| bytes.starts_with(start) && (is_telling(start) || !is_text(probe));
    if let Some((_, sign)) = SIGNATURES.iter().find(|(start, _)| is_known(start)) {
        return told(*sign, bytes);
    }
    if bytes.get(257..262) == Some(b"ustar") {
        return Known(Format::Tar);
    }
    let is_wide = decode::bare_utf16(bytes).is_some();
    let has_mark = Encoding::for_bom(bytes).is_some();
    if !is_wide && !has_mark {
        if memchr(0, probe).is_some() {
            return Unknown("a binary file, not text: it holds zero bytes".into());
        }
        if probe.iter().filter(|&&byte| is_odd(byte)).count() * 10 > probe.len() {
            return Unknown("a binary file, not text: it holds many control bytes".into());
        }
    }
    by_markup(name, probe)
        .or_else(|| by_head(probe))
        .or_else(|| by_name(name).map(|sign| told(sign, bytes)))
        .unwrap_or(Known(Format::Text))
}

fn told(sign: Sign, bytes: &[u8]) -> Content {
    match sign {
        Sign::Format(format) => Known(format),
        Sign::Zip => packed(bytes),
        Sign::Database if memmem::find(bytes, newsboat::SIGN).is_some() => Known(Format::Newsboat),
        Sign::Database => Unknown(cannot("an SQLite database")),
        Sign::Nothing => Nothing,
        Sign::Feeds => Unknown("a list of feeds: `ibid add --feeds FILE` adds them".into()),
        Sign::Other(name) => Unknown(cannot(name)),
    }
}

/// Tells an archive from the documents that are one inside, by the names of their parts.
fn packed(bytes: &[u8]) -> Content {
    let probe = bytes.get(..PROBE).unwrap_or(bytes);
    let holds = |words: &[u8]| memmem::find(probe, words).is_some();
    let has_part = |name: &[u8]| memmem::rfind(bytes, name).is_some();
    match () {
        () if holds(b"mimetypeapplication/epub+zip") => Known(Format::Epub),
        () if holds(b"mimetypeapplication/vnd.oasis.opendocument.text") => Known(Format::Odt),
        () if holds(b"mimetypeapplication/vnd.oasis.") => {
            Unknown(cannot("an OpenDocument file that is no text"))
        }
        () if holds(b"[Content_Types].xml") && has_part(b"word/document.xml") => {
            Known(Format::Docx)
        }
        () if holds(b"[Content_Types].xml") => {
            Unknown(cannot("an Office document that is no text"))
        }
        () => Known(Format::Zip),
    }
}

/// Whether no text starts so: "ID3" and "RIFF" could also be the first letters of an article.
fn is_telling(start: &[u8]) -> bool {
    start.starts_with(b"%")
        || start.starts_with(b"{")
        || !start.iter().all(u8::is_ascii_alphanumeric)
}

/// Whether the bytes, which may end inside a character, are UTF-8 without zero bytes.
fn is_text(probe: &[u8]) -> bool {
    let is_broken = std::str::from_utf8(probe).is_err_and(|error| error.error_len().is_some());
    !is_broken && memchr(0, probe).is_none()
}

fn cannot(name: &str) -> String {
    format!("{name}, which ibid cannot read yet")
}

/// Control bytes that no text holds in number.
fn is_odd(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b)
}

fn by_markup(name: &str, probe: &[u8]) -> Option<Content> {
    // Zero bytes out of the way, UTF-16 can be looked at as well.
    let letters: Vec<u8> =
        probe.iter().filter(|&&byte| byte != 0).map(u8::to_ascii_lowercase).collect();
    let letters = letters.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&letters);
    let letters =
        letters.strip_prefix(b"\xff\xfe").or(letters.strip_prefix(b"\xfe\xff")).unwrap_or(letters);
    let mut rest = letters.trim_ascii_start();
    let is_xml = rest.starts_with(b"<?xml");
    while let Some(end) = skipped(rest) {
        rest = rest.get(end..).unwrap_or(&[]).trim_ascii_start();
    }
    if let Some((_, sign)) = XML.iter().find(|(start, _)| rest.starts_with(start)) {
        return Some(told(*sign, probe));
    }
    let is_named = [".html", ".htm", ".xhtml", ".shtml"].iter().any(|end| ends_with(name, end));
    let is_page = PAGES.iter().any(|start| rest.starts_with(start))
        || (is_named && rest.contains(&b'<'))
        || (is_xml && memmem::find(rest, b"<html").is_some());
    match (is_page, is_xml) {
        (true, _) => Some(Known(Format::Html)),
        (false, true) => Some(Unknown(cannot("an XML file of no form it knows"))),
        (false, false) => None,
    }
}

/// Length of the comment, instruction or document type that markup may start with before its first element.
fn skipped(rest: &[u8]) -> Option<usize> {
    let end: &[u8] = match rest {
        _ if rest.starts_with(b"<!--") => b"-->",
        _ if rest.starts_with(b"<?") => b"?>",
        _ if rest.starts_with(b"<!doctype html") => return None,
        _ if rest.starts_with(b"<!doctype") => match memchr2(b'[', b'>', rest) {
            Some(at) if rest.get(at) == Some(&b'[') => b"]>",
            _ => b">",
        },
        _ => return None,
    };
    Some(memmem::find(rest, end)? + end.len())
}

/// Tells messages and JSON by how they start.
fn by_head(probe: &[u8]) -> Option<Content> {
    let probe = probe.strip_prefix(b"\xef\xbb\xbf").unwrap_or(probe);
    if let Some(rest) = probe.strip_prefix(b"From ") {
        let below = rest.get(memchr(b'\n', rest)? + 1..)?;
        return is_message(below).then_some(Known(Format::Mbox));
    }
    if is_message(probe) {
        return Some(Known(Format::Mail));
    }
    let text = probe.trim_ascii_start();
    let after = |open: &[u8]| text.strip_prefix(open).map(|rest| rest.trim_ascii_start());
    let is_json = after(b"{").is_some_and(|rest| rest.starts_with(b"\""))
        || after(b"[").is_some_and(|rest| rest.starts_with(b"{"));
    let is_feed = || memmem::find(text, b"jsonfeed.org/version/").is_some();
    match is_json {
        true if is_feed() => Some(Known(Format::Feed)),
        true => Some(Known(Format::Json)),
        false => None,
    }
}

/// Whether the bytes start with the lines above a message: names as mail has them, and no others.
fn is_message(bytes: &[u8]) -> bool {
    const TELLING: [&[u8]; 8] = [
        b"from",
        b"date",
        b"message-id",
        b"mime-version",
        b"received",
        b"return-path",
        b"delivered-to",
        b"content-type",
    ];
    let mut n_telling = 0;
    for line in bytes.split(|&byte| byte == b'\n') {
        let line = line.trim_ascii_end();
        if line.is_empty() {
            break;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let Some(colon) = memchr(b':', line) else { break };
        let name = line.get(..colon).unwrap_or(&[]).to_ascii_lowercase();
        if name.is_empty() || !name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-') {
            return false;
        }
        n_telling += usize::from(TELLING.contains(&name.as_slice()));
    }
    n_telling >= 3
}

fn by_name(name: &str) -> Option<Sign> {
    let (_, ending) = name.rsplit_once('.')?;
    let known = BY_NAME.iter().find(|(known, _)| known.eq_ignore_ascii_case(ending))?;
    Some(known.1)
}

fn ends_with(key: &str, ending: &str) -> bool {
    let start = key.len().checked_sub(ending.len());
    start.and_then(|start| key.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(ending))
}
