//! What a library of many articles costs, and how right it is, in one table: `IBID_SCALE=10000,100000 cargo bench --bench scale`.
//!
//! Each size is made once, indexed by the real binary, and then read: in a terminal, and call by call. Libraries are
//! kept in `target/scale` for the next run; `IBID_SCALE_FRESH=1` makes them anew.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

mod archive;
mod indexed;
mod measures;
#[path = "../it/support/newswire.rs"]
#[allow(dead_code)]
mod newswire;
#[path = "../it/support/pty.rs"]
#[allow(dead_code)]
mod pty;
#[path = "../it/support/random.rs"]
mod random;
mod rightness;

use indexed::Indexed;
use measures::{Measures, Row};

fn main() {
    let is_test = std::env::args().any(|argument| argument == "--test");
    let usual = if is_test { "200" } else { "10000" };
    let sizes = std::env::var("IBID_SCALE").unwrap_or_else(|_| usual.into());
    let sizes: Vec<usize> = sizes.split(',').map(|size| size.trim().parse().unwrap()).collect();
    // All are made before any is read, so that all are read on the same machine: it slows down as it works.
    let indexed: Vec<Indexed> = sizes.iter().map(|&size| Indexed::of_size(size)).collect();
    let columns: Vec<Measures> = indexed.iter().map(measures::measure).collect();
    print(&sizes, &columns);
}

fn print(sizes: &[usize], columns: &[Measures]) {
    let head: String = sizes.iter().map(|size| format!("{size:>14}")).collect();
    println!("{:<58}{head}", "articles");
    for row in Row::ALL {
        let cells = columns.iter().map(|column| match column.get(&row) {
            Some(value) => format!("{value:>14.2}"),
            None => format!("{:>14}", "-"),
        });
        println!("{:<58}{}", row.name(), cells.collect::<String>());
    }
}
