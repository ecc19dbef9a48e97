//! `ibid completions` and `ibid man`: what a shell and a manual want to know of the command line.

use std::iter;

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use super::Console;
use super::args::Cli;
use super::exit::{Exit, Failure, Stop};
use crate::text::visible;

const VERSION: &str = concat!("ibid ", env!("CARGO_PKG_VERSION"));

/// `ibid completions`.
pub(super) fn completions(console: &mut Console<'_>, shell: Shell) -> Result<Exit, Stop> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "ibid", &mut script);
    print(console, &script)
}

/// `ibid man`: the page of ibid, or of the command that `names` lead to.
pub(super) fn man(console: &mut Console<'_>, names: &[String]) -> Result<Exit, Stop> {
    let mut ibid = Cli::command().disable_help_subcommand(true);
    // Hands down to each command what holds for all.
    ibid.build();
    let title: Vec<&str> = iter::once("ibid").chain(names.iter().map(String::as_str)).collect();
    let page = Man::new(page_of(&ibid, names)?).title(title.join("-")).source(VERSION);
    let mut roff = Vec::new();
    page.render(&mut roff)
        .map_err(|error| Failure::new("cannot write the page").because(&error))?;
    print(console, &roff)
}

fn page_of(ibid: &Command, names: &[String]) -> Result<Command, Stop> {
    let mut found = ibid;
    for name in names {
        found = found.find_subcommand(name).ok_or_else(|| {
            Failure::new(format!("there is no command {}", visible(&names.join(" "))))
                .hint("`ibid help` lists them")
        })?;
    }
    Ok(found.clone())
}

fn print(console: &mut Console<'_>, text: &[u8]) -> Result<Exit, Stop> {
    console.out.line(String::from_utf8_lossy(text).trim_end())?;
    Ok(Exit::Done)
}
