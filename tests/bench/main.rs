//! Benches; each checks its answer.
#![allow(clippy::unwrap_used)]

mod annotate;
#[path = "../it/support/crowd.rs"]
mod crowd;
mod draw;
mod filter;
mod index;
mod ingest;
mod link;
mod mention;
#[path = "../it/support/newswire.rs"]
mod newswire;
#[cfg(unix)]
#[path = "../it/support/pty.rs"]
#[allow(dead_code)]
mod pty;
mod resolve;
#[cfg(unix)]
mod terminal;

fn main() {
    divan::main();
}
