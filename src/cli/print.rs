//! Printing: results on standard output, everything else on standard error. Nothing that a terminal would
//! act on is ever printed from an article, into pipes neither; JSON holds such characters as escapes.

use std::borrow::Cow;
use std::io::{BufWriter, Write};

use serde::Serialize;

use super::exit::{Failure, Stop};
use super::progress::Meter;
use super::world::World;
use crate::config::ColorMode;
use crate::model::{ArticleId, Fault, Progress};
use crate::text::{cells, fit, glyphs, is_control, visible};

/// Standard output.
pub(super) struct Out<'a> {
    to: BufWriter<&'a mut dyn Write>,
    has_colour: bool,
    /// Width in cells when it is a terminal; lines are fitted to it.
    pub(super) width: Option<usize>,
    json: Vec<u8>,
}

/// What a piece of output is. Never the only sign of it: everything reads the same without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Running text.
    Text,
    /// A title.
    Title,
    /// What was looked for.
    Found,
    /// What matters less.
    Faint,
    /// The word that opens an error.
    Error,
}

impl<'a> Out<'a> {
    /// Prints to `to`, in colour as `color` and the environment say.
    pub(super) fn new(to: &'a mut dyn Write, color: ColorMode, world: &World) -> Self {
        Self {
            to: BufWriter::with_capacity(64 << 10, to),
            has_colour: color.allows(&world.env, world.stdout_is_terminal),
            width: world.stdout_is_terminal.then(|| world.columns().unwrap_or(80)),
            json: Vec::new(),
        }
    }

    /// Prints a line. Made of [`visible`] pieces and of what [`Out::paint`] returns.
    pub(super) fn line(&mut self, line: &str) -> Result<(), Stop> {
        writeln!(self.to, "{line}").map_err(|error| Stop::of_write(&error))
    }

    /// Prints one object on a line of its own.
    pub(super) fn json(&mut self, object: &impl Serialize) -> Result<(), Stop> {
        self.json.clear();
        serde_json::to_writer(&mut self.json, object)
            .map_err(|error| Stop::from(Failure::new("cannot print as JSON").because(&error)))?;
        let line = std::mem::take(&mut self.json);
        self.raw_json(&line)?;
        self.json = line;
        Ok(())
    }

    /// Prints a JSON text on a line of its own, control characters as escapes.
    pub(super) fn raw_json(&mut self, json: &[u8]) -> Result<(), Stop> {
        let json = String::from_utf8_lossy(json);
        writeln!(self.to, "{}", escaped(&json)).map_err(|error| Stop::of_write(&error))
    }

    /// Hands on what is buffered.
    pub(super) fn flush(&mut self) -> Result<(), Stop> {
        self.to.flush().map_err(|error| Stop::of_write(&error))
    }

    /// Returns `text`, safe to show, in the colour of its role.
    pub(super) fn paint(&self, role: Role, text: &str) -> String {
        paint(self.has_colour, role, text)
    }
}

/// Standard error. That it cannot be written to is nobody's business.
pub(super) struct Err<'a> {
    to: &'a mut dyn Write,
    has_colour: bool,
    /// Whether a line can be replaced by the next.
    is_terminal: bool,
    width: usize,
    has_progress: bool,
    meter: Option<Meter>,
    /// How many faults have been told.
    pub(super) faults: u64,
}

impl<'a> Err<'a> {
    /// Prints to `to`, in colour as `color` and the environment say.
    pub(super) fn new(to: &'a mut dyn Write, color: ColorMode, world: &World) -> Self {
        Self {
            to,
            has_colour: color.allows(&world.env, world.stderr_is_terminal),
            is_terminal: world.stderr_is_terminal && !world.env.is("TERM", "dumb"),
            width: world.columns().unwrap_or(80),
            has_progress: false,
            meter: None,
            faults: 0,
        }
    }

    /// Tells something in one line.
    pub(super) fn line(&mut self, line: &str) {
        self.clear_progress();
        let _ = writeln!(self.to, "{}", visible(line));
    }

    /// Tells one fault and counts it.
    pub(super) fn fault(&mut self, fault: &Fault) {
        self.faults += 1;
        self.line(&format!("fault: {fault}"));
    }

    /// Tells how far a run is, on a terminal only, in a line that the next one replaces.
    pub(super) fn progress(&mut self, line: &str) {
        if self.is_terminal {
            self.has_progress = true;
            let _ = write!(self.to, "\r{}\u{1b}[K", visible(line));
            let _ = self.to.flush();
        }
    }

    /// Tells how far a run is, on a terminal only.
    pub(super) fn run(&mut self, progress: &Progress) {
        if self.is_terminal {
            let width = self.width;
            let drawn = self.meter.get_or_insert_with(|| Meter::new(width)).tell(progress);
            if !drawn.is_empty() {
                self.has_progress = true;
                let _ = self.to.write_all(&drawn);
                let _ = self.to.flush();
            }
        }
    }

    /// Tells why a command failed and what to do next.
    pub(super) fn failure(&mut self, failure: &Failure) {
        self.clear_progress();
        let error = paint(self.has_colour, Role::Error, "error:");
        let _ = writeln!(self.to, "{error} {}", visible(&failure.message));
        for cause in &failure.causes {
            let _ = writeln!(self.to, "  because: {}", visible(cause));
        }
        for note in &failure.notes {
            let _ = writeln!(self.to, "  {}", visible(note));
        }
        for hint in &failure.hints {
            let _ = writeln!(self.to, "hint: {}", visible(hint));
        }
    }

    fn clear_progress(&mut self) {
        if let Some(meter) = self.meter.take() {
            let _ = self.to.write_all(&meter.clear());
        }
        if std::mem::take(&mut self.has_progress) {
            let _ = write!(self.to, "\r\u{1b}[K");
        }
    }
}

/// "1 article", "2 articles", "2 queries".
pub(super) fn count(n: u64, what: &str) -> String {
    match (n, what.strip_suffix('y')) {
        (1, _) => format!("1 {what}"),
        (n, Some(stem)) => format!("{n} {stem}ies"),
        (n, None) => format!("{n} {what}s"),
    }
}

/// `12:4`, as `ibid related` takes it.
pub(super) fn place(article: ArticleId, ordinal: u32) -> String {
    format!("{article}:{}", ordinal + 1)
}

/// A number from 0 to 1 without the noise of its last digits.
pub(super) fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1000.0).round() / 1000.0
}

/// The text on one line, safe to show.
pub(super) fn flat(text: &str) -> String {
    fit(text, usize::MAX)
}

/// The end of a shown text that fits `width` cells, cut between characters.
pub(super) fn last_cells(text: &str, width: usize) -> &str {
    let mut spare = cells(text).saturating_sub(width);
    if spare == 0 {
        return text;
    }
    for glyph in glyphs(text) {
        spare = spare.saturating_sub(usize::from(glyph.cells));
        if spare == 0 {
            return text.get(glyph.span.end()..).unwrap_or("");
        }
    }
    ""
}

/// The beginning of a shown text that fits `width` cells, cut between characters.
pub(super) fn first_cells(text: &str, width: usize) -> &str {
    let mut used = 0;
    for glyph in glyphs(text) {
        used += usize::from(glyph.cells);
        if used > width {
            return text.get(..glyph.span.start()).unwrap_or("");
        }
    }
    text
}

/// Returns `text`, safe to show, with blanks after it up to `width` cells.
pub(super) fn pad(text: &str, width: usize) -> String {
    let shown = visible(text);
    let blanks = width.saturating_sub(cells(&shown));
    format!("{shown}{}", " ".repeat(blanks))
}

fn paint(has_colour: bool, role: Role, text: &str) -> String {
    let text = visible(text);
    let code = match role {
        Role::Text => return text.into_owned(),
        _ if !has_colour || text.is_empty() => return text.into_owned(),
        Role::Title => "1",
        Role::Found => "1;36",
        Role::Faint => "2",
        Role::Error => "1;31",
    };
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}

/// Replaces the control characters that JSON allows to stand raw, all of which can only stand in its
/// strings, by their escapes: the same JSON for a parser, harmless for a terminal.
fn escaped(json: &str) -> Cow<'_, str> {
    let acts = |c: char| c >= '\u{7f}' && is_control(c);
    if json.is_ascii() && !json.contains('\u{7f}') || !json.chars().any(acts) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if acts(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_with_control_characters_stays_the_same_for_a_parser() {
        let text = "a\u{1b}[31m\u{9b}2J\u{7f}é\u{202e}\u{e0001}";
        let json = serde_json::to_string(text).unwrap();
        let safe = escaped(&json);
        assert_eq!(safe, r#""a\u001b[31m\u009b2J\u007fé\u202e\udb40\udc01""#);
        assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), text);
        assert!(matches!(escaped(r#""plain – text""#), Cow::Borrowed(_)));
    }

    #[test]
    fn colour_never_lets_control_characters_through() {
        assert_eq!(paint(true, Role::Title, "a\u{1b}b"), "\u{1b}[1ma␛b\u{1b}[0m");
        assert_eq!(paint(false, Role::Title, "a"), "a");
    }

    #[test]
    fn context_is_cut_between_characters() {
        for (text, width, first, last) in [
            ("abc", 2, "ab", "bc"),
            ("abc", 9, "abc", "abc"),
            ("東京都", 5, "東京", "京都"),
            ("東京都", 1, "", ""),
            ("abc", 0, "", ""),
            ("", 3, "", ""),
        ] {
            assert_eq!((first_cells(text, width), last_cells(text, width)), (first, last));
        }
    }
}
