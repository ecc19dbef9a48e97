//! Signals: those that end ibid end it in order, and coming back from a stop redraws.

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signal {
    /// End; the number of the signal.
    End(i32),
    /// ibid was stopped and goes on: the terminal may be in any state.
    Resumed,
}

#[cfg(unix)]
mod unix {
    use std::{io, thread};

    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level;

    use super::Signal;
    use crate::runtime::terminal;

    /// Hands signals to `send`. A second one that ends does so at once, should the first not have been heard.
    pub(crate) fn spawn(send: impl Fn(Signal) + Send + 'static) -> io::Result<()> {
        let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGCONT])?;
        let listen = move || {
            let mut is_ending = false;
            for signal in &mut signals {
                match signal {
                    SIGCONT => send(Signal::Resumed),
                    _ if is_ending => {
                        terminal::give_back();
                        end_by(signal);
                    }
                    _ => {
                        is_ending = true;
                        send(Signal::End(signal));
                    }
                }
            }
        };
        thread::Builder::new().name("signals".into()).spawn(listen).map(drop)
    }

    /// Stops ibid as ^Z does, and returns when it goes on. Does nothing where no shell could bring it back:
    /// the kernel then ignores the signal.
    pub(crate) fn stop() {
        let _ = low_level::raise(SIGTSTP);
    }

    /// Ends the process as `signal` would have, so that its parent can see why.
    pub(crate) fn end_by(signal: i32) {
        let _ = low_level::emulate_default_handler(signal);
    }
}

#[cfg(unix)]
pub(super) use unix::{end_by, spawn, stop};

#[cfg(not(unix))]
pub(super) fn spawn(_send: impl Fn(Signal) + Send + 'static) -> std::io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn stop() {}

#[cfg(not(unix))]
pub(super) fn end_by(_signal: i32) {}
