//! Benches; each checks its answer.

fn main() {
    divan::main();
}
