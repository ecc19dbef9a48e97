//! ibid.

use std::io;
use std::process::ExitCode;

use ibid::cli::{World, run};

/// Recognising makes and drops many small things on all cores at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let (mut stdin, mut stdout, mut stderr) = (io::stdin(), io::stdout(), io::stderr());
    let world = World::of_process();
    run(std::env::args_os(), &world, &mut stdin, &mut stdout, &mut stderr).into()
}
