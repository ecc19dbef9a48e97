//! Lines of a stream in batches: as many as have come already, at least one, so that a program that waits
//! for each answer gets it and a big file is worked on in pieces large enough for all cores. A line that is
//! no JSON object is a fault.

use std::io::{self, BufRead, BufReader, Read};

use super::exit::{Failure, Stop};
use super::print;
use super::record::Record;
use crate::model::Fault;

/// Longest line that is kept, in bytes.
const LONGEST: usize = 256 << 20;

/// One line without its line break.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// 1-based.
    pub(super) number: u64,
    /// The bytes; `None` when there were more than [`LONGEST`].
    pub(super) bytes: Option<Vec<u8>>,
}

/// Reads lines.
pub(super) struct Lines<R> {
    from: BufReader<R>,
    number: u64,
    longest: usize,
}

impl<R: Read> Lines<R> {
    /// Reads from `from`.
    pub(super) fn new(from: R) -> Self {
        Self { from: BufReader::with_capacity(1 << 20, from), number: 0, longest: LONGEST }
    }

    /// Appends to `batch` the next line and all whole lines that have come with it; returns whether there
    /// was any. Blank lines are counted and left out.
    pub(super) fn next_batch(&mut self, batch: &mut Vec<Line>) -> Result<bool, Stop> {
        self.append(batch)
            .map_err(|error| Failure::new("cannot read standard input").because(&error).into())
    }

    fn append(&mut self, batch: &mut Vec<Line>) -> io::Result<bool> {
        let before = batch.len();
        loop {
            let Some(line) = self.next_line()? else { return Ok(batch.len() > before) };
            if line.bytes.as_ref().is_none_or(|bytes| !bytes.trim_ascii().is_empty()) {
                batch.push(line);
            }
            if batch.len() > before && memchr::memchr(b'\n', self.from.buffer()).is_none() {
                return Ok(true);
            }
        }
    }

    fn next_line(&mut self) -> io::Result<Option<Line>> {
        let mut bytes = Vec::new();
        let (mut is_long, mut is_any) = (false, false);
        loop {
            let buffer = match self.from.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if buffer.is_empty() {
                break;
            }
            is_any = true;
            let end = memchr::memchr(b'\n', buffer);
            let part = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or(buffer);
            is_long |= bytes.len() + part.len() > self.longest;
            if !is_long {
                bytes.extend_from_slice(part);
            }
            let used = end.map_or(buffer.len(), |end| end + 1);
            self.from.consume(used);
            if end.is_some() {
                break;
            }
        }
        if !is_any {
            return Ok(None);
        }
        self.number += 1;
        if self.number == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        Ok(Some(Line { number: self.number, bytes: (!is_long).then_some(bytes) }))
    }
}

impl print::Err<'_> {
    /// Tells what is wrong with a line of standard input.
    pub(super) fn line_fault(&mut self, number: u64, why: String) {
        let place = Some(format!("line {number}"));
        self.fault(&Fault { key: "standard input".into(), place, why });
    }
}

/// The bytes of a line that holds a JSON object; tells what is wrong with any other.
pub(super) fn object_in(line: Line, err: &mut print::Err<'_>) -> Option<Vec<u8>> {
    let Some(bytes) = line.bytes else {
        let why = format!("longer than the limit ({} MiB)", LONGEST >> 20);
        err.line_fault(line.number, why);
        return None;
    };
    if let Err(error) = Record::read(&bytes) {
        let why = format!("not a JSON object: {}", without_line(&error));
        err.line_fault(line.number, why);
        return None;
    }
    Some(bytes)
}

/// What the JSON reader says, with the column only: the line is that of the stream.
fn without_line(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let what = said.rsplit_once(" at line ").map_or(said.as_str(), |(what, _)| what);
    match error.column() {
        0 => what.to_owned(),
        column => format!("{what} at column {column}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one piece at each read.
    struct Pieces<'a>(Vec<&'a str>);

    impl Read for Pieces<'_> {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() {
                return Ok(0);
            }
            self.0.remove(0).as_bytes().read(to)
        }
    }

    #[track_caller]
    fn check(pieces: &[&str], want: &[&[(u64, &str)]]) {
        let mut lines = Lines::new(Pieces(pieces.to_vec()));
        lines.longest = 5;
        let mut found = Vec::new();
        let mut batch = Vec::new();
        while lines.next_batch(&mut batch).unwrap() {
            found.push(batch.drain(..).map(shown).collect::<Vec<_>>());
        }
        let want: Vec<Vec<_>> =
            want.iter().map(|b| b.iter().map(|&(n, t)| (n, t.to_owned())).collect()).collect();
        assert_eq!(found, want);
    }

    fn shown(line: Line) -> (u64, String) {
        let bytes = line.bytes.unwrap_or_else(|| b"too long".to_vec());
        (line.number, String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn a_batch_is_what_has_come() {
        check(&["a\nb\nc", "d\n", "e\n"], &[&[(1, "a"), (2, "b")], &[(3, "cd")], &[(4, "e")]]);
        check(&["a\n\n \nb"], &[&[(1, "a")], &[(4, "b")]]);
        check(&["\u{feff}a\n"], &[&[(1, "a")]]);
        check(&["abcdef\n", "abcde\n"], &[&[(1, "too long")], &[(2, "abcde")]]);
        check(&[], &[]);
        check(&["\n"], &[]);
    }
}
