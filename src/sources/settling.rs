//! When changes that were heard of have come to rest: those of one burst are acted upon together, and a file that
//! is still being written is waited for.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A burst is over when nothing was heard for so long,
const QUIET: Duration = Duration::from_millis(200);
/// or goes on and has been for so long.
const LONGEST: Duration = Duration::from_secs(3);

/// A file that was not closed counts as written when nothing came for so long: there are systems that do not tell
/// of closing, and programs that never close.
const UNCLOSED: Duration = Duration::from_secs(1);

/// What was heard of a file or a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// Something was written to it, and more may come.
    Written,
    /// It is as it was meant to be, or gone.
    Done,
    /// Something else about it changed.
    Changed,
}

/// The changes that were not acted upon yet. The time is handed in.
#[derive(Clone, Debug, Default)]
pub(super) struct Settling {
    /// When the first and the last of those came that are at rest.
    burst: Option<(Instant, Instant)>,
    /// The files being written, with when that was last heard.
    growing: BTreeMap<PathBuf, Instant>,
}

impl Settling {
    /// Takes up what was heard at `now`.
    pub(super) fn hear(&mut self, path: &Path, heard: Heard, now: Instant) {
        if heard == Heard::Written {
            self.growing.insert(path.to_owned(), now);
            return;
        }
        if heard == Heard::Done {
            self.growing.remove(path);
        }
        self.touch(now);
    }

    fn touch(&mut self, now: Instant) {
        let (_, last) = self.burst.get_or_insert((now, now));
        *last = now;
    }

    /// The next time at which to ask [`Settling::is_due`]; `None` while there is nothing to wait for.
    pub(super) fn next(&self) -> Option<Instant> {
        let written = self.growing.values().map(|&last| last + UNCLOSED).min();
        self.over().into_iter().chain(written).min()
    }

    fn over(&self) -> Option<Instant> {
        self.burst.map(|(first, last)| (last + QUIET).min(first + LONGEST))
    }

    /// Whether it is time to act.
    pub(super) fn is_due(&mut self, now: Instant) -> bool {
        let n_growing = self.growing.len();
        self.growing.retain(|_, &mut last| last + UNCLOSED > now);
        if self.growing.len() < n_growing {
            self.touch(now);
        }
        self.over().is_some_and(|over| over <= now)
    }

    /// Ends the burst, and returns the files that are still being written.
    pub(super) fn settle(&mut self) -> Vec<PathBuf> {
        self.burst = None;
        self.growing.keys().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Heard::{Changed, Done, Written};
    use super::*;

    /// Hears `script` (milliseconds, file, what) and checks when is acted, and which files are then being written.
    #[track_caller]
    fn check(script: &[(u64, &str, Heard)], want: &[(u64, &[&str])]) {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut settling = Settling::default();
        let mut acted = Vec::new();
        let mut act_until = |settling: &mut Settling, end: Option<Instant>| {
            while let Some(next) = settling.next().filter(|&next| end.is_none_or(|end| next < end))
            {
                if settling.is_due(next) {
                    let growing = settling.settle();
                    acted.push(((next - start).as_millis() as u64, growing));
                }
            }
        };
        for &(ms, path, heard) in script {
            act_until(&mut settling, Some(at(ms)));
            settling.hear(Path::new(path), heard, at(ms));
        }
        act_until(&mut settling, None);
        let want: Vec<(u64, Vec<PathBuf>)> = want
            .iter()
            .map(|(ms, growing)| (*ms, growing.iter().map(PathBuf::from).collect()))
            .collect();
        assert_eq!(acted, want);
    }

    #[test]
    fn nothing_heard_is_nothing_to_wait_for() {
        check(&[], &[]);
        assert_eq!(Settling::default().next(), None);
    }

    #[test]
    fn a_burst_is_acted_upon_once() {
        check(&[(0, "a", Done), (150, "b", Changed), (300, "c", Done)], &[(500, &[])]);
        check(&[(0, "a", Done), (250, "b", Done)], &[(200, &[]), (450, &[])]);
    }

    #[test]
    fn a_burst_without_end_is_acted_upon_all_the_same() {
        let script: Vec<_> = (0..40).map(|i| (i * 100, "a", Done)).collect();
        check(&script, &[(3000, &[]), (4100, &[])]);
    }

    #[test]
    fn a_file_is_waited_for_until_it_is_closed() {
        let slowly = [(0, "a", Written), (900, "a", Written), (1800, "a", Written)];
        check(&[&slowly[..], &[(2000, "a", Done)]].concat(), &[(2200, &[])]);
        // Or for a while, where that is never told.
        check(&slowly, &[(3000, &[])]);
    }

    #[test]
    fn others_do_not_wait_for_it() {
        let script =
            [(0, "a", Written), (100, "b", Written), (101, "b", Done), (900, "a", Changed)];
        check(&script, &[(301, &["a"]), (1200, &[])]);
    }

    #[test]
    fn files_that_are_never_closed_are_a_burst_too() {
        let script: Vec<_> =
            (0..5).map(|i| (i * 100, ["a", "b", "c", "d", "e"][i as usize], Written)).collect();
        check(&script, &[(1600, &[])]);
    }

    #[test]
    fn what_goes_while_it_is_written_is_not_waited_for() {
        check(&[(0, "a", Written), (50, "a", Done)], &[(250, &[])]);
    }
}
