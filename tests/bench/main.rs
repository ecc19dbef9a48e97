//! Benches; each checks its answer.
#![allow(clippy::unwrap_used)]

mod annotate;
mod draw;
mod filter;
mod index;
mod mention;
#[cfg(unix)]
#[path = "../it/support/pty.rs"]
#[allow(dead_code)]
mod pty;
#[cfg(unix)]
mod terminal;

fn main() {
    divan::main();
}
