//! Web archives (WARC 1.0 and 1.1, ISO 28500): the pages among what a crawler or a browser was answered.

use std::io::Read;

use brotli_decompressor::Decompressor;
use flate2::read::{GzDecoder, ZlibDecoder};
use memchr::memmem;

use super::super::reading::{File, Reading};

pub(crate) fn read(file: File<'_>, reading: &mut Reading<'_>) {
    let mut rest = file.bytes;
    while !rest.is_empty() && !reading.is_full() {
        let Some((record, after)) = Record::split(rest) else {
            let at = file.bytes.len() - rest.len();
            return reading.fault(file.key, Some(format!("byte {at}")), "not a WARC record");
        };
        rest = after;
        if let Some(answer) = record.answer() {
            let key = format!("{}#{}", file.key, answer.address);
            if let Some(body) = answer.decoded(&key, reading) {
                reading.page(&key, &answer.address, &body);
            }
        }
    }
}

struct Record<'a> {
    head: &'a str,
    block: &'a [u8],
}

/// What a server sent.
struct Answer<'a> {
    address: String,
    head: &'a str,
    body: &'a [u8],
}

impl<'a> Record<'a> {
    /// The first record, and what follows it.
    fn split(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let bytes = bytes.trim_ascii_start();
        let (head, rest) = split_head(bytes)?;
        if !head.starts_with("WARC/") {
            return None;
        }
        let length: usize = header(head, "content-length")?.parse().ok()?;
        let block = rest.get(..length.min(rest.len()))?;
        Some((Self { head, block }, rest.get(block.len()..)?.trim_ascii_start()))
    }

    /// The answer in it that may be a page; `None` for requests, errors and what is no text.
    fn answer(&self) -> Option<Answer<'a>> {
        let kind = header(self.head, "warc-type")?;
        let address = header(self.head, "warc-target-uri")?;
        let address = address.trim_matches(['<', '>']).to_owned();
        let (head, body) = match kind {
            "response" => split_head(self.block)?,
            "resource" => (self.head, self.block),
            _ => return None,
        };
        let is_found = kind == "resource" || head.split(' ').nth(1)?.starts_with('2');
        let media = header(head, "content-type").unwrap_or("text/html").to_ascii_lowercase();
        let is_page = ["text/html", "text/plain", "xhtml", "/pdf", "json", "xml"]
            .iter()
            .any(|kind| media.contains(kind));
        (is_found && is_page).then_some(Answer { address, head, body })
    }
}

impl Answer<'_> {
    /// The body as it was before it was sent.
    fn decoded(&self, key: &str, reading: &mut Reading<'_>) -> Option<Vec<u8>> {
        let is_chunked = header(self.head, "transfer-encoding")
            .is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"));
        let joined = is_chunked.then(|| without_chunks(self.body)).flatten();
        let body = joined.as_deref().unwrap_or(self.body);
        let coding = header(self.head, "content-encoding").map(str::to_ascii_lowercase);
        let reader: Box<dyn Read> = match coding.as_deref() {
            Some("gzip" | "x-gzip") if body.starts_with(b"\x1f\x8b") => {
                Box::new(GzDecoder::new(body))
            }
            Some("deflate") => Box::new(ZlibDecoder::new(body)),
            Some("br") => Box::new(Decompressor::new(body, 4096)),
            Some(coding @ ("zstd" | "compress")) => {
                reading.fault(key, None, format!("packed by {coding}, which ibid cannot unpack"));
                return None;
            }
            _ => Box::new(body),
        };
        reading.unpack(key, reader)
    }
}

/// The lines up to the first blank one, and the bytes after it.
fn split_head(bytes: &[u8]) -> Option<(&str, &[u8])> {
    // Lines without `\r` are looked for before those with: the rest of the archive may hold none.
    let wide = memmem::find(bytes, b"\r\n\r\n");
    let bare = memmem::find(bytes.get(..wide.unwrap_or(bytes.len()))?, b"\n\n");
    let (at, gap) = bare.map(|at| (at, 2)).or(wide.map(|at| (at, 4)))?;
    let head = std::str::from_utf8(bytes.get(..at)?).ok()?;
    Some((head, bytes.get(at + gap..)?))
}

/// The value of a line of a head.
fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (own, value) = line.split_once(':')?;
        own.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// Joins a body that was sent in chunks, each under its length; `None` where it was stored joined.
fn without_chunks(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    loop {
        let end = memmem::find(body, b"\r\n")?;
        let length = std::str::from_utf8(body.get(..end)?).ok()?;
        let length = usize::from_str_radix(length.split(';').next()?.trim(), 16).ok()?;
        if length == 0 {
            return Some(out);
        }
        let start = end + 2;
        let chunk = body.get(start..start.checked_add(length)?.min(body.len()))?;
        out.extend_from_slice(chunk);
        body = body.get(start + chunk.len() + 2..).unwrap_or(&[]);
        if body.is_empty() {
            return Some(out);
        }
    }
}
