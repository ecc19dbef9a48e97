//! What a file is, by its first bytes and then by its name.

use encoding_rs::Encoding;
use memchr::{memchr, memmem};

use super::decode;

/// A format that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Text,
    Html,
}

/// How files start that are neither text nor a page.
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
    (b"RIFF", "a RIFF file (WebP, WAV or AVI)"),
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

/// Documents that are ZIP archives inside, by words near their start.
const PACKED: &[(&[u8], &str)] = &[
    (b"application/epub+zip", "an EPUB"),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file"),
    (b"word/", "a Word document"),
    (b"[Content_Types].xml", "an Office document"),
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
const OTHER_MARKUP: &[(&[u8], &str)] = &[
    (b"<rss", "a feed"),
    (b"<feed", "a feed"),
    (b"<rdf:rdf", "a feed"),
    (b"<opml", "an OPML file"),
    (b"<svg", "an SVG image"),
];

/// Text that holds no article, by the ending of the name.
const BY_NAME: &[(&str, &str)] = &[
    ("json", "JSON"),
    ("jsonl", "JSON"),
    ("ndjson", "JSON"),
    ("csv", "a table"),
    ("tsv", "a table"),
    ("css", "a style sheet"),
    ("js", "a script"),
    ("mjs", "a script"),
    ("map", "a source map"),
];

/// How much of a file is looked at, in bytes.
const PROBE: usize = 8 << 10;

/// Tells the format of a file, or why it cannot be read.
pub(super) fn format(key: &str, bytes: &[u8]) -> Result<Format, String> {
    let probe = bytes.get(..PROBE).unwrap_or(bytes);
    if bytes.is_empty() {
        return Err("an empty file".into());
    }
    let is_known =
        |start: &[u8]| bytes.starts_with(start) && (is_telling(start) || !is_text(probe));
    if let Some((_, name)) = SIGNATURES.iter().find(|(start, _)| is_known(start)) {
        let packed = PACKED.iter().find(|(word, _)| memmem::find(probe, word).is_some());
        let name = packed.filter(|_| bytes.starts_with(b"PK")).map_or(name, |(_, name)| name);
        return Err(cannot(name));
    }
    let is_wide = decode::bare_utf16(bytes).is_some();
    let has_mark = Encoding::for_bom(bytes).is_some();
    if !is_wide && !has_mark {
        if memchr(0, probe).is_some() {
            return Err("a binary file, not text: it holds zero bytes".into());
        }
        if probe.iter().filter(|&&byte| is_odd(byte)).count() * 10 > probe.len() {
            return Err("a binary file, not text: it holds many control bytes".into());
        }
    }
    by_markup(key, probe).unwrap_or_else(|| match by_name(key) {
        Some(name) => Err(cannot(name)),
        None => Ok(Format::Text),
    })
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

fn by_markup(key: &str, probe: &[u8]) -> Option<Result<Format, String>> {
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
    if let Some((_, name)) = OTHER_MARKUP.iter().find(|(start, _)| rest.starts_with(start)) {
        return Some(Err(cannot(name)));
    }
    let is_named = [".html", ".htm", ".xhtml", ".shtml"].iter().any(|end| ends_with(key, end));
    let is_page = PAGES.iter().any(|start| rest.starts_with(start))
        || (is_named && rest.contains(&b'<'))
        || (is_xml && memmem::find(rest, b"<html").is_some());
    match (is_page, is_xml) {
        (true, _) => Some(Ok(Format::Html)),
        (false, true) => Some(Err(cannot("an XML file"))),
        (false, false) => None,
    }
}

/// Length of the comment or instruction that markup may start with before its first element.
fn skipped(rest: &[u8]) -> Option<usize> {
    let end: &[u8] = match rest {
        _ if rest.starts_with(b"<!--") => b"-->",
        _ if rest.starts_with(b"<?") => b"?>",
        _ => return None,
    };
    Some(memmem::find(rest, end)? + end.len())
}

fn by_name(key: &str) -> Option<&'static str> {
    let (_, ending) = key.rsplit_once('.')?;
    let known = BY_NAME.iter().find(|(known, _)| known.eq_ignore_ascii_case(ending))?;
    Some(known.1)
}

fn ends_with(key: &str, ending: &str) -> bool {
    let start = key.len().checked_sub(ending.len());
    start.and_then(|start| key.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(ending))
}
