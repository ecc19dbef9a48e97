//! What leaves ibid: text for the clipboard, and pages and files for other programs.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use crossterm::clipboard::CopyToClipboard;
use crossterm::execute;

use crate::config::Env;
use crate::text::visible;

/// Bytes that terminals are known to take.
const CLIPBOARD_BYTES: usize = 50_000;

/// Sends `text` to the clipboard of the terminal (OSC 52) and says whether it was sent. No terminal tells
/// whether it took it.
///
/// Inside tmux it is tmux that sends it, unless it is too old for that (3.2); then it is sent twice: tmux takes the
/// plain one when `set-clipboard` is on, and passes the wrapped one through when `allow-passthrough` is.
pub(super) fn copy(out: &mut impl Write, text: &str, env: &Env) -> String {
    if text.len() > CLIPBOARD_BYTES {
        return format!("not copied: more than {CLIPBOARD_BYTES} bytes");
    }
    if env.get("TMUX").is_some() && sent_by_tmux(text) {
        return format!("copied {} characters", text.chars().count());
    }
    let sent = execute!(out, CopyToClipboard::to_clipboard_from(text)).and_then(|()| {
        if env.get("TMUX").is_some() { out.write_all(wrapped(text)?.as_bytes()) } else { Ok(()) }
    });
    match sent.and_then(|()| out.flush()) {
        Ok(()) => format!("copied {} characters", text.chars().count()),
        Err(error) => format!("not copied: {error}"),
    }
}

/// Has tmux take a text and send it to the clipboard of its own terminal.
fn sent_by_tmux(text: &str) -> bool {
    let mut command = Command::new("tmux");
    command.args(["load-buffer", "-w", "-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().is_ok_and(|mut child| {
        let is_taken =
            child.stdin.take().is_some_and(|mut to| to.write_all(text.as_bytes()).is_ok());
        child.wait().is_ok_and(|status| status.success()) && is_taken
    })
}

/// The copy as tmux passes it on: its escapes doubled, inside a device control string.
fn wrapped(text: &str) -> io::Result<String> {
    let mut plain = Vec::new();
    execute!(plain, CopyToClipboard::to_clipboard_from(text))?;
    let plain = String::from_utf8_lossy(&plain).replace('\u{1b}', "\u{1b}\u{1b}");
    Ok(format!("\u{1b}Ptmux;{plain}\u{1b}\\"))
}

/// Runs a command of the shell with `text` on its standard input, apart from our terminal. What becomes of it, and the
/// first line it writes, is handed to `tell`, from another thread.
pub(super) fn pipe(command: &str, text: String, env: &Env, tell: impl Fn(String) + Send + 'static) {
    let shell = env.get("SHELL").map_or_else(|| OsStr::new("sh").to_owned(), OsStr::to_owned);
    let (shell, flag) = if cfg!(windows) { ("cmd".into(), "/C") } else { (shell, "-c") };
    let mut process = Command::new(shell);
    process.args([flag, command]);
    process.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut process, 0);
    let command = visible(command).into_owned();
    let run = move || {
        let ended = process.spawn().and_then(|mut child| {
            if let Some(mut to) = child.stdin.take() {
                // A command that does not read to the end is its own affair.
                let _ = to.write_all(text.as_bytes());
            }
            child.wait_with_output()
        });
        tell(match ended {
            Ok(output) => {
                let wrote = if output.stdout.is_empty() { output.stderr } else { output.stdout };
                let wrote = String::from_utf8_lossy(&wrote);
                let line = visible(wrote.lines().next().unwrap_or("").trim()).into_owned();
                match (output.status.success(), line.as_str()) {
                    (true, "") => format!("piped to {command}"),
                    (true, line) => format!("{command}: {line}"),
                    (false, line) => format!("{command} failed: {line}"),
                }
            }
            Err(error) => format!("not piped: {command}: {error}"),
        });
    };
    // Where no thread can be had, there is nobody to tell.
    let _ = thread::Builder::new().name("pipe".into()).spawn(run);
}

/// Opens a page or file with the program the desktop has for it, apart from ibid: it has neither our
/// terminal nor our lifetime. What becomes of it is handed to `tell`, from another thread.
pub(super) fn open(target: &str, tell: impl Fn(String) + Send + 'static) {
    let Some(target) = openable(target) else {
        return tell(format!("not opened: {} is no page and no file", visible(target)));
    };
    let mut command = opener(target);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let (target, name) = (target.to_owned(), command.get_program().to_string_lossy().into_owned());
    let watch = move || {
        let shown = visible(&target);
        match command.spawn() {
            Ok(mut child) => {
                tell(format!("opening {shown}"));
                // Windows' explorer always says that it failed.
                if child.wait().is_ok_and(|status| !status.success() && !cfg!(windows)) {
                    tell(format!("{name} could not open {shown}"));
                }
            }
            Err(error) => tell(format!("not opened: {name}: {error}; the address is {shown}")),
        }
    };
    // Where no thread can be had, there is nobody to tell.
    let _ = thread::Builder::new().name("open".into()).spawn(watch);
}

/// The page that `target` is, or the file that it is or is a part of; `None` where there is none, and for what the
/// opener could take for an option.
fn openable(target: &str) -> Option<&str> {
    if ["http://", "https://"].iter().any(|scheme| target.starts_with(scheme)) {
        return Some(target);
    }
    if !Path::new(target).is_absolute() {
        return None;
    }
    if Path::new(target).exists() {
        return Some(target);
    }
    let ends = target.rmatch_indices(['#', '/']).map(|(at, _)| at);
    ends.filter_map(|end| target.get(..end)).find(|file| Path::new(file).is_file())
}

fn opener(target: &str) -> Command {
    let name = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let mut command = Command::new(name);
    command.arg(target);
    command
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn a_copy_is_one_sequence_and_a_second_one_inside_tmux() {
        let mut out = Vec::new();
        assert_eq!(copy(&mut out, "naïve", &Env::default()), "copied 5 characters");
        assert_eq!(out, b"\x1b]52;c;bmHDr3Zl\x1b\\");
        let (mut both, tmux) = (Vec::new(), [("TMUX", "/tmp/tmux,1,0")].into_iter().collect());
        copy(&mut both, "naïve", &tmux);
        let wrapped = b"\x1bPtmux;\x1b\x1b]52;c;bmHDr3Zl\x1b\x1b\\\x1b\\";
        assert_eq!(both, [out.as_slice(), wrapped].concat());
    }

    #[test]
    fn nothing_is_copied_that_was_not_sent() {
        struct Gone;
        impl Write for Gone {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::Error::other("the terminal has gone"))
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let env = Env::default();
        assert_eq!(copy(&mut Gone, "a", &env), "not copied: the terminal has gone");
        let mut out = Vec::new();
        assert!(copy(&mut out, &"a".repeat(60_000), &env).starts_with("not copied"));
        assert_eq!(out, b"");
    }

    #[test]
    fn a_part_is_opened_as_the_file_it_is_in() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("news#1.zip");
        std::fs::write(&file, "").unwrap();
        let file = file.to_str().unwrap();
        assert_eq!(openable(file), Some(file));
        assert_eq!(openable(&format!("{file}/a/b.txt")), Some(file));
        assert_eq!(openable(&format!("{file}/a.json#https://example.org/1")), Some(file));
        assert_eq!(openable("https://example.org/1"), Some("https://example.org/1"));
    }

    #[cfg(unix)]
    #[test]
    fn a_command_is_handed_the_words_and_its_first_line_is_told() {
        for (command, want) in [
            ("tr a-z A-Z", "tr a-z A-Z: TWO WORDS"),
            ("cat > /dev/null", "piped to cat > /dev/null"),
            ("echo no >&2; exit 3", "echo no >&2; exit 3 failed: no"),
        ] {
            let (tell, told) = mpsc::channel();
            let env = [("SHELL", "/bin/sh")].into_iter().collect();
            pipe(command, "two words\nand more".into(), &env, move |said| tell.send(said).unwrap());
            assert_eq!(told.recv().unwrap(), want);
        }
    }

    #[test]
    fn only_pages_and_files_are_opened() {
        for target in ["--help", "javascript:alert(1)", "seeds", "/no/such/file", "file:///etc"] {
            let (tell, told) = mpsc::channel();
            open(target, move |said| tell.send(said).unwrap());
            assert!(told.recv().unwrap().starts_with("not opened"), "{target}");
        }
        let folder = env!("CARGO_MANIFEST_DIR");
        assert_eq!(openable(folder), Some(folder));
    }
}
