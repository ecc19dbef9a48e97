//! What a command is told of the world around it. Commands ask for nothing themselves, so that tests can
//! run them anywhere.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use crate::config::{Env, Folders};
use crate::runtime::columns;

/// The world around a command.
#[derive(Clone, Debug)]
pub struct World {
    /// The environment variables.
    pub env: Env,
    /// The folders of the user; `None` where the environment names no home.
    pub folders: Option<Folders>,
    /// The folder that relative paths start from.
    pub cwd: PathBuf,
    /// The width of the terminal on standard output, in cells.
    pub terminal_columns: Option<usize>,
    /// Whether standard output is a terminal.
    pub stdout_is_terminal: bool,
    /// Whether standard error is a terminal.
    pub stderr_is_terminal: bool,
}

impl World {
    /// Asks the process.
    pub fn of_process() -> Self {
        let env: Env = std::env::vars_os().collect();
        Self {
            folders: Folders::of(&env),
            env,
            cwd: std::env::current_dir().unwrap_or_default(),
            terminal_columns: columns(),
            stdout_is_terminal: io::stdout().is_terminal(),
            stderr_is_terminal: io::stderr().is_terminal(),
        }
    }

    /// The width of the terminal in cells: what `COLUMNS` says, else its own.
    pub fn columns(&self) -> Option<usize> {
        let said = self.env.get("COLUMNS").and_then(|columns| columns.to_str()?.parse().ok());
        said.filter(|&columns| columns > 0).or(self.terminal_columns)
    }

    /// Returns `path` as an absolute one, links and dots resolved where it exists.
    pub fn absolute(&self, path: &Path) -> PathBuf {
        let path = self.cwd.join(path);
        path.canonicalize().unwrap_or(path)
    }
}
