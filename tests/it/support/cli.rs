//! The real binary in an environment of its own: own home, own folders, no variables from outside, a fixed
//! day and width.

use std::fmt;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A home and a working folder.
pub(crate) struct Place {
    folder: TempDir,
}

/// How a command ended. Shown with the temporary folder as `$TMP`.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Place {
    pub(crate) fn new() -> Self {
        let place = Self { folder: TempDir::new().unwrap() };
        fs::create_dir(place.path("home")).unwrap();
        fs::create_dir(place.path("work")).unwrap();
        place
    }

    /// A place with a copy of the seeds in the working folder, as `seeds`.
    pub(crate) fn with_seeds() -> Self {
        let place = Self::new();
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds")).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            place.write(&format!("seeds/{name}"), fs::read(path).unwrap());
        }
        place
    }

    /// A place whose default library holds the seeds.
    pub(crate) fn with_library() -> Self {
        let place = Self::with_seeds();
        place.ibid(&["add", "seeds"]).expect(0);
        place
    }

    /// A path in the temporary folder.
    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(below)
    }

    /// Writes a file in the working folder.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path("work").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// The binary, not yet started.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        self.command_of(Path::new(env!("CARGO_BIN_EXE_ibid")), args)
    }

    /// Another copy of the binary, not yet started.
    pub(crate) fn command_of(&self, binary: &Path, args: &[&str]) -> Command {
        let mut command = Command::new(binary);
        command
            .args(args)
            .current_dir(self.path("work"))
            .env_clear()
            .env("HOME", self.path("home"))
            .env("USERPROFILE", self.path("home"))
            .env("TERM", "xterm-256color")
            .env("COLUMNS", "80")
            .env("IBID_TODAY", "2015-10-22")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs the binary with nothing on standard input.
    pub(crate) fn ibid(&self, args: &[&str]) -> Ran {
        self.ibid_on(args, "")
    }

    /// Runs the binary on this standard input.
    pub(crate) fn ibid_on(&self, args: &[&str], stdin: impl AsRef<[u8]>) -> Ran {
        self.run(self.command(args), stdin.as_ref())
    }

    /// Runs a prepared command on this standard input.
    pub(crate) fn run(&self, mut command: Command, stdin: &[u8]) -> Ran {
        let mut child = command.spawn().unwrap();
        let mut to = child.stdin.take().unwrap();
        let output = std::thread::scope(|scope| {
            // A command that does not read its input may be gone before all of it is written.
            scope.spawn(move || to.write_all(stdin));
            child.wait_with_output().unwrap()
        });
        let tmp = self.path("");
        let shown = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).expect("output is UTF-8");
            text.replace(tmp.to_str().unwrap(), "$TMP/")
        };
        Ran {
            code: output.status.code().expect("ended by itself"),
            stdout: shown(output.stdout),
            stderr: shown(output.stderr),
        }
    }
}

impl Ran {
    /// Returns itself when it ended with `code`.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self}");
        self
    }

    /// The objects on standard output.
    #[track_caller]
    pub(crate) fn json(&self) -> Vec<serde_json::Value> {
        let read = |line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
        self.stdout.lines().map(read).collect()
    }
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.stdout)?;
        if !self.stderr.is_empty() {
            write!(f, "--- stderr\n{}", self.stderr)?;
        }
        write!(f, "--- exit {}", self.code)
    }
}
