//! The real binary in a terminal of its own: keys go in, a screen comes out, and a test waits for what it
//! wants to see, never for time.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;

/// How long anything may take on a busy machine before a test fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// A program in a terminal, with a home folder of its own.
pub(crate) struct Pty {
    seen: Arc<(Mutex<Seen>, Condvar)>,
    writer: Box<dyn Write + Send>,
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    /// How the terminal was set before the program began.
    modes_before: String,
    _home: TempDir,
}

struct Seen {
    parser: vt100::Parser,
    raw: Vec<u8>,
    is_closed: bool,
}

/// What to start, and where.
pub(crate) struct Setup {
    command: CommandBuilder,
    size: (u16, u16),
    home: TempDir,
}

/// `ibid` with these arguments, in the folder of the repository, 120x40, without any environment but a
/// home.
pub(crate) fn ibid<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Setup {
    program(env!("CARGO_BIN_EXE_ibid"), args)
}

/// Any program, as [`ibid`].
pub(crate) fn program<S: AsRef<OsStr>>(path: &str, args: impl IntoIterator<Item = S>) -> Setup {
    let home = TempDir::new().unwrap();
    let mut command = CommandBuilder::new(path);
    command.args(args);
    command.cwd(env!("CARGO_MANIFEST_DIR"));
    command.env_clear();
    command.env("HOME", home.path());
    command.env("TERM", "xterm-256color");
    command.env("IBID_TODAY", "2026-01-02");
    Setup { command, size: (120, 40), home }
}

impl Setup {
    /// In another home, which lasts longer than the program.
    pub(crate) fn home(mut self, home: &Path) -> Self {
        self.command.env("HOME", home);
        self
    }

    /// With a variable in its environment.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// In a terminal of this width and height, in cells.
    pub(crate) fn size(mut self, width: u16, height: u16) -> Self {
        self.size = (width, height);
        self
    }

    /// With its sources indexed before, so that nothing moves while a test types.
    pub(crate) fn indexed(self) -> Self {
        let (program, args) = self.command.get_argv().split_first().unwrap();
        let mut command = Command::new(program);
        command.args(args).current_dir(env!("CARGO_MANIFEST_DIR")).env_clear();
        command.env("HOME", self.command.get_env("HOME").unwrap());
        let ran = command.output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        self
    }

    /// Starts it.
    pub(crate) fn start(self) -> Pty {
        let (width, height) = self.size;
        let pair = native_pty_system().openpty(pty_size(width, height)).unwrap();
        let modes_before = modes(&*pair.master);
        let child = pair.slave.spawn_command(self.command).unwrap();
        drop(pair.slave);
        let (rows, cols) = (cells(height), cells(width));
        let parser = vt100::Parser::new(rows, cols, 0);
        let seen = Seen { parser, raw: Vec::new(), is_closed: false };
        let seen = Arc::new((Mutex::new(seen), Condvar::new()));
        watch(pair.master.try_clone_reader().unwrap(), Arc::clone(&seen));
        let writer = pair.master.take_writer().unwrap();
        Pty { seen, writer, master: pair.master, child, modes_before, _home: self.home }
    }
}

impl Pty {
    /// Types these bytes.
    pub(crate) fn keys(&mut self, keys: &str) -> &mut Self {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
        self
    }

    /// Waits until the screen shows `text`, and returns the screen.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, text: &str) -> String {
        self.wait_until(&format!("{text:?} on the screen"), |screen| {
            screen.contents().contains(text)
        })
    }

    /// Waits until the program has written `text`, be it to be seen or not.
    #[track_caller]
    pub(crate) fn wait_raw(&mut self, text: &str) {
        self.wait(&format!("{text:?} written"), |seen| {
            seen.raw.windows(text.len()).any(|bytes| bytes == text.as_bytes())
        });
    }

    /// Waits until the screen no longer shows `text`.
    #[track_caller]
    pub(crate) fn wait_without(&mut self, text: &str) -> String {
        self.wait_until(&format!("no {text:?}"), |screen| !screen.contents().contains(text))
    }

    /// Waits until the screen is as `wanted`, which is called `what` where it never is.
    #[track_caller]
    pub(crate) fn wait_until(
        &mut self,
        what: &str,
        wanted: impl Fn(&vt100::Screen) -> bool,
    ) -> String {
        self.wait(what, |seen| wanted(seen.parser.screen()))
    }

    #[track_caller]
    fn wait(&mut self, what: &str, wanted: impl Fn(&Seen) -> bool) -> String {
        let until = Instant::now() + PATIENCE;
        let (seen, changed) = &*self.seen;
        let mut seen = seen.lock().unwrap();
        while !wanted(&seen) {
            let left = until.saturating_duration_since(Instant::now());
            if seen.is_closed || left.is_zero() {
                let ended = if seen.is_closed { "the program has ended" } else { "nothing comes" };
                let screen = seen.parser.screen().contents();
                drop(seen);
                panic!("waited for {what}; {ended}\n{screen}");
            }
            seen = changed.wait_timeout(seen, left).unwrap().0;
        }
        seen.parser.screen().contents()
    }

    /// Every byte the program has written so far.
    pub(crate) fn raw(&self) -> Vec<u8> {
        self.seen.0.lock().unwrap().raw.clone()
    }

    /// Gives the terminal another width and height.
    pub(crate) fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        let mut seen = self.seen.0.lock().unwrap();
        seen.parser.screen_mut().set_size(cells(height), cells(width));
        drop(seen);
        self.master.resize(pty_size(width, height)).unwrap();
        self
    }

    /// The number of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Sends the program a signal by name ("TERM").
    pub(crate) fn signal(&mut self, name: &str) -> &mut Self {
        let id = self.child.process_id().unwrap().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
        self
    }

    /// The number of its process.
    #[allow(dead_code, reason = "a bench measures its memory")]
    pub(crate) fn process(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Processor time used so far by all threads, in ticks of the kernel (10 ms).
    #[cfg(target_os = "linux")]
    pub(crate) fn ticks(&self) -> u64 {
        let stat = format!("/proc/{}/stat", self.child.process_id().unwrap());
        let stat = std::fs::read_to_string(stat).unwrap();
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
        fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
    }

    /// Waits until the program has ended and all it wrote has been seen.
    #[track_caller]
    pub(crate) fn wait_end(&mut self) -> ExitStatus {
        let until = Instant::now() + PATIENCE;
        let (seen, changed) = &*self.seen;
        let mut seen = seen.lock().unwrap();
        while !seen.is_closed {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let screen = seen.parser.screen().contents();
                drop(seen);
                panic!("the program does not end\n{screen}");
            }
            seen = changed.wait_timeout(seen, left).unwrap().0;
        }
        drop(seen);
        self.child.wait().unwrap()
    }

    /// Fails unless the terminal is as it was before: its modes, the screen in front, the cursor to be seen.
    #[track_caller]
    pub(crate) fn assert_given_back(&self) {
        assert_eq!(modes(&*self.master), self.modes_before, "the terminal's modes");
        let seen = self.seen.0.lock().unwrap();
        let screen = seen.parser.screen();
        assert!(!screen.alternate_screen(), "the alternate screen is still there");
        assert!(!screen.hide_cursor(), "the cursor is hidden");
        assert!(!screen.bracketed_paste(), "pastes are still bracketed");
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // It may have ended long ago.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads what the program writes until it closes the terminal.
fn watch(mut reader: Box<dyn Read + Send>, seen: Arc<(Mutex<Seen>, Condvar)>) {
    thread::spawn(move || {
        let mut buffer = [0; 1 << 16];
        loop {
            // A terminal whose last user has gone reads as an error on Linux.
            let n = reader.read(&mut buffer).unwrap_or(0);
            let mut now = seen.0.lock().unwrap();
            match buffer.get(..n) {
                Some([]) | None => now.is_closed = true,
                Some(bytes) => {
                    now.parser.process(bytes);
                    now.raw.extend_from_slice(bytes);
                }
            }
            let is_closed = now.is_closed;
            drop(now);
            seen.1.notify_all();
            if is_closed {
                return;
            }
        }
    });
}

fn modes(master: &(dyn MasterPty + Send)) -> String {
    let modes = master.get_termios().unwrap();
    format!("{:?} {:?} {:?}", modes.input_flags, modes.output_flags, modes.local_flags)
}

fn pty_size(cols: u16, rows: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

fn cells(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).expect("a screen has cells")
}
