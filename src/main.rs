//! ibid.
fn main() {}
