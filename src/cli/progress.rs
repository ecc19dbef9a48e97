//! How far a run is, on a terminal: what is done of how much, how fast it is read, how long the rest will take. One line,
//! which the next takes the place of.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};

use crate::model::Progress;

/// Times a second at which it is drawn at most.
const PER_SECOND: u8 = 10;

/// The time left is told once a stage has taken so long.
const SILENT: f32 = 1.0;

/// The line of a run.
#[derive(Debug)]
pub(super) struct Meter {
    bar: ProgressBar,
    drawn: Drawn,
    stage: String,
    /// When the stage began, in seconds of the run.
    since: f32,
}

impl Meter {
    /// On a terminal of this width.
    pub(super) fn new(width: usize) -> Self {
        let width = u16::try_from(width).unwrap_or(u16::MAX);
        let drawn = Drawn { width, bytes: Arc::default() };
        let target = ProgressDrawTarget::term_like_with_hz(Box::new(drawn.clone()), PER_SECOND);
        let bar = ProgressBar::with_draw_target(Some(0), target);
        if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:20}] {pos}/{len}{prefix}") {
            bar.set_style(style.progress_chars("=> "));
        }
        Self { bar, drawn, stage: String::new(), since: 0.0 }
    }

    /// Takes how far the run is, and returns what is to be written to the terminal, if anything.
    pub(super) fn tell(&mut self, progress: &Progress) -> Vec<u8> {
        if self.stage != progress.stage {
            self.stage = progress.stage.clone().into_owned();
            self.since = progress.seconds;
            self.bar.reset();
        }
        let seconds = progress.seconds - self.since;
        self.bar.set_prefix(rate(progress) + &left(progress, seconds));
        self.bar.set_message(self.stage.clone());
        self.bar.set_length(progress.total);
        self.bar.set_position(progress.done);
        self.drawn.take()
    }

    /// What takes the line away.
    pub(super) fn clear(&self) -> Vec<u8> {
        self.bar.finish_and_clear();
        self.drawn.take()
    }
}

/// How many megabytes of text a second are read; nothing before any are, and where nothing is read.
fn rate(progress: &Progress) -> String {
    if progress.bytes == 0 || progress.seconds <= 0.0 || progress.stage != "reading" {
        return String::new();
    }
    format!(" · {:.1} MB/s", progress.bytes as f64 / 1e6 / f64::from(progress.seconds))
}

/// How long the rest of the stage takes if it goes on as it went for so many seconds; nothing before that can be told. A
/// bar's own guess goes by the latest steps, which are anything from a batch to a large part of the whole.
fn left(progress: &Progress, seconds: f32) -> String {
    if seconds < SILENT || progress.done == 0 {
        return String::new();
    }
    let rest = progress.total.saturating_sub(progress.done) as f32;
    let left = Duration::try_from_secs_f32(seconds * rest / progress.done as f32);
    left.map_or_else(|_| String::new(), |left| format!(" · {:#} left", HumanDuration(left)))
}

/// A terminal that only notes what is written to it: the one we are handed cannot be shared.
#[derive(Clone, Debug)]
struct Drawn {
    width: u16,
    bytes: Arc<Mutex<Vec<u8>>>,
}

impl Drawn {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.bytes.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn add(&self, text: &str) -> io::Result<()> {
        let mut bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        bytes.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn go(&self, n: usize, letter: char) -> io::Result<()> {
        if n == 0 { Ok(()) } else { self.add(&format!("\u{1b}[{n}{letter}")) }
    }
}

impl TermLike for Drawn {
    fn width(&self) -> u16 {
        self.width
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        self.go(n, 'A')
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        self.go(n, 'B')
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        self.go(n, 'C')
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        self.go(n, 'D')
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.add(text).and_then(|()| self.add("\r\n"))
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        self.add(text)
    }

    fn clear_line(&self) -> io::Result<()> {
        self.add("\r\u{1b}[2K")
    }

    fn flush(&self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_is_told_with_its_rate_and_the_time_left() {
        let mut meter = Meter::new(80);
        let reading = |done, bytes, seconds| Progress {
            stage: "reading".into(),
            done,
            total: 900,
            bytes,
            seconds,
        };
        let first = String::from_utf8(meter.tell(&reading(0, 0, 0.0))).unwrap();
        assert!(first.contains("reading [") && first.contains("0/900"), "{first:?}");
        std::thread::sleep(std::time::Duration::from_millis(250));
        let then = String::from_utf8(meter.tell(&reading(300, 6_000_000, 2.0))).unwrap();
        assert!(then.contains("300/900 · 3.0 MB/s · 4s left"), "{then:?}");
        let cleared = String::from_utf8(meter.clear()).unwrap();
        assert!(cleared.ends_with("\u{1b}[2K"), "{cleared:?}");
    }
}
