//! Benches; each checks its answer.
#![allow(clippy::unwrap_used)]

mod draw;
mod filter;

fn main() {
    divan::main();
}
