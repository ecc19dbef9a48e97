//! Opening the reader: on a library, on sources, on the demo. Where standard output is no terminal, the
//! articles are listed instead.

use std::path::{Path, PathBuf};

use clap::CommandFactory;

use super::Console;
use super::args::Cli;
use super::exit::{Exit, Failure, Stop};

/// `ibid SOURCE…`.
pub(super) fn sources(console: &mut Console<'_>, sources: &[PathBuf]) -> Result<Exit, Stop> {
    let keys = source_keys(console, sources)?;
    let _ = keys;
    Ok(Exit::Done)
}

/// `ibid`.
pub(super) fn library(console: &mut Console<'_>) -> Result<Exit, Stop> {
    console.open_library()?;
    Ok(Exit::Done)
}

/// The keys of sources as typed; fails where there is no such file or folder.
pub(super) fn source_keys(console: &Console<'_>, sources: &[PathBuf]) -> Result<Vec<String>, Stop> {
    let key = |path: &PathBuf| {
        source_key(&console.world.cwd.join(path)).map_err(|error| {
            let failure = Failure::new(format!("cannot open {}", path.display())).because(&error);
            match likely_command(path) {
                Some(name) => failure.hint(format!("there is a command `ibid {name}`")).into(),
                None => failure.hint("`ibid help` lists the commands").into(),
            }
        })
    };
    sources.iter().map(key).collect()
}

fn source_key(path: &Path) -> std::io::Result<String> {
    Ok(path.canonicalize()?.to_string_lossy().into_owned())
}

/// The command that was meant, where a source that is not there looks like a mistyped one.
fn likely_command(path: &Path) -> Option<String> {
    let typed = path.to_str()?.to_lowercase();
    let command = Cli::command();
    let names = command.get_subcommands().map(|command| command.get_name().to_owned());
    let near = names.map(|name| (strsim::damerau_levenshtein(&name, &typed), name));
    let (distance, name) = near.min()?;
    (distance * 3 <= name.len()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_command_is_recognised() {
        for (typed, want) in [
            ("artcles", Some("articles")),
            ("poeple", Some("people")),
            ("Related", Some("related")),
            ("seeds", None),
            ("/tmp/people", None),
            ("news", None),
        ] {
            assert_eq!(likely_command(Path::new(typed)).as_deref(), want, "{typed}");
        }
    }
}
