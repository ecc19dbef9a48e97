//! How a command ends, and what is said when it ends badly.

use std::error::Error;
use std::io;
use std::process::ExitCode;

/// What the caller of ibid learns from the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: done. A closed pipe is this, too.
    Done = 0,
    /// 1: nothing was found, or a figure is under its floor.
    NothingFound = 1,
    /// 2: failed, or, with `--strict`, done with faults.
    Failed = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command stopped early.
#[derive(Debug)]
pub(super) enum Stop {
    /// Whoever read standard output has gone.
    ClosedPipe,
    /// Something to tell the user.
    Failure(Box<Failure>),
}

/// What the user is told: the error, its causes, what to do next.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// What was tried, in lower case, without a full stop.
    pub(super) message: String,
    /// Why it did not work, outermost first.
    pub(super) causes: Vec<String>,
    /// More lines that belong to the error, as they are: candidates, one each.
    pub(super) notes: Vec<String>,
    /// What to do next.
    pub(super) hints: Vec<String>,
    /// The exit code.
    pub(super) exit: Exit,
}

impl Failure {
    /// A failure with a message of its own; exit code 2.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            causes: Vec::new(),
            notes: Vec::new(),
            hints: Vec::new(),
            exit: Exit::Failed,
        }
    }

    /// A failure that an error tells, with the chain of its causes. A cause that only repeats what is
    /// already said is left out.
    pub(super) fn of(error: &dyn Error) -> Self {
        let mut failure = Self::new(error.to_string());
        let mut next = error.source();
        while let Some(cause) = next {
            let said = cause.to_string();
            let before = failure.causes.last().unwrap_or(&failure.message);
            if !before.contains(&said) {
                failure.causes.push(said);
            }
            next = cause.source();
        }
        failure
    }

    /// The same with the causes of `error` after what is already said.
    pub(super) fn because(mut self, error: &dyn Error) -> Self {
        let below = Self::of(error);
        self.causes.push(below.message);
        self.causes.extend(below.causes);
        self
    }

    /// The same with one more thing to do next.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same, ending with "nothing found".
    pub(super) fn nothing_found(mut self) -> Self {
        self.exit = Exit::NothingFound;
        self
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failure(Box::new(failure))
    }
}

impl Stop {
    /// What a failed write to standard output means.
    pub(super) fn of_write(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::ClosedPipe
        } else {
            Failure::new("cannot write to standard output").because(error).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("cannot open the library x.ibid")]
    struct Outer(#[source] io::Error);

    #[test]
    fn causes_are_told_once() {
        let failure = Failure::of(&Outer(io::Error::other("disk is full")));
        assert_eq!(failure.message, "cannot open the library x.ibid");
        assert_eq!(failure.causes, ["disk is full"]);
    }

    #[test]
    fn a_closed_pipe_is_no_failure() {
        let closed = io::Error::from(io::ErrorKind::BrokenPipe);
        assert!(matches!(Stop::of_write(&closed), Stop::ClosedPipe));
        let full = io::Error::other("disk is full");
        assert!(matches!(Stop::of_write(&full), Stop::Failure(f) if f.exit == Exit::Failed));
    }
}
