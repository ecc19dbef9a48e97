//! Arguments, subcommands, printing, hints and exit codes. One file per command or small family of them;
//! a command is handed everything it needs (`Console`) and asks the process for nothing.

mod annotate;
mod args;
mod articles;
mod choose;
mod doctor;
mod eval;
mod exit;
mod export;
mod judgements;
mod library;
mod lines;
mod links;
mod lists;
mod mentions;
mod open;
mod passages;
mod print;
mod progress;
mod quotes;
mod record;
mod shell;
mod show;
mod sources;
mod stopping;
mod tagger;
mod watch;
mod web;
mod world;

use std::ffi::OsString;
use std::io::{ErrorKind, Read, Write};
use std::path::PathBuf;

use clap::{CommandFactory, FromArgMatches};

use crate::config::{ColorMode, Config};
use crate::pipeline::Wish;
use crate::query::Order;
use args::{Cli, Command, Common, Eval, Related};
pub use exit::Exit;
use exit::Stop;
use print::{Err, Out, count};
pub use world::World;

/// What a command is handed.
struct Console<'a> {
    world: &'a World,
    config: Config,
    /// The first thing wrong with the settings.
    warning: Option<String>,
    common: Common,
    stdin: &'a mut (dyn Read + Send),
    out: Out<'a>,
    err: Err<'a>,
}

/// Runs ibid with `args`, the name of the program first, and returns how it ended.
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    world: &World,
    stdin: &mut (dyn Read + Send),
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> Exit {
    let cli = match parsed(args, world) {
        Ok(cli) => cli,
        Err(error) => return told(&error, world, stdout, stderr),
    };
    let (config, warnings) = settings(world);
    let color = cli.common.color.map_or(config.color, Into::into);
    let mut console = Console {
        world,
        config: Config { color, ..config },
        warning: match warnings.as_slice() {
            [first, _, ..] => {
                Some(format!("{} faults (`ibid config` tells all): {first}", warnings.len()))
            }
            _ => warnings.first().cloned(),
        },
        common: cli.common,
        stdin,
        out: Out::new(stdout, color, world),
        err: Err::new(stderr, color, world),
    };
    for warning in warnings {
        console.err.line(&format!("warning: {warning}"));
    }
    console.config.watch |= cli.watch;
    let ended = dispatch(cli.command, &cli.sources, &mut console);
    let ended = ended.and_then(|exit| console.out.flush().map(|()| exit));
    let exit = match ended {
        Ok(exit) => exit,
        Err(Stop::ClosedPipe) => return Exit::Done,
        Err(Stop::Failure(failure)) => {
            if let Err(Stop::ClosedPipe) = console.out.flush() {
                return Exit::Done;
            }
            console.err.failure(&failure);
            failure.exit
        }
    };
    match console.err.faults {
        0 => exit,
        n => {
            console.err.line(&count(n, "fault"));
            if console.common.strict { Exit::Failed } else { exit }
        }
    }
}

fn dispatch(
    command: Option<Command>,
    sources: &[PathBuf],
    console: &mut Console<'_>,
) -> Result<Exit, Stop> {
    let Some(command) = command else {
        return if sources.is_empty() {
            open::library(console)
        } else {
            open::sources(console, sources)
        };
    };
    match command {
        Command::Demo => open::demo(console),
        Command::Add { sources, dry_run: true, form, .. } => {
            sources::look(console, &sources, form.json)
        }
        Command::Add { mut sources, feeds, full_text, allow_private, form, .. } => {
            sources.extend(web::listed(console, feeds.as_deref())?);
            web::add(console, &sources, Wish { full_text, allow_private }, form.json)
        }
        Command::Sync { watch, form } => web::sync(console, watch, form.json),
        Command::Remove { source, form } => sources::remove(console, &source, form.json),
        Command::Sources { opml: true, .. } => web::opml(console),
        Command::Sources { form, .. } => sources::sources(console, form.json),
        Command::Faults { sources, form } => sources::faults(console, &sources, form.json),
        Command::Articles { query, together, form } => {
            articles::articles(console, &query.join(" "), together, form.json)
        }
        Command::People { query, form } => lists::people(console, &query.join(" "), form.json),
        Command::Mentions { name, all, context, form } => {
            mentions::mentions(console, &name.join(" "), all, context, form.json)
        }
        Command::Quotes { name, all, form } => {
            quotes::quotes(console, &name.join(" "), all, form.json)
        }
        Command::Judgements(asked) => judgements::judgements(console, &asked),
        Command::Export(asked) => export::export(console, &asked),
        Command::Show { article, form } => show::show(console, &article.join(" "), form.json),
        Command::Search { query, best, top, form } => {
            let order = if best { Order::Best } else { Order::Newest };
            passages::search(console, &query.join(" "), (order, top), form.json)
        }
        Command::Related(asked) if asked.pairs => links::pairs(console),
        Command::Related(asked) if asked.passages => links::passages(console, asked.top),
        Command::Related(Related { article, form, .. }) => {
            passages::related(console, &article.join(" "), form.json)
        }
        Command::Annotate(options) => annotate::annotate(console, options),
        Command::Config { print_default, path } => lists::config(console, print_default, path),
        Command::Completions { shell } => shell::completions(console, shell),
        Command::Man { command } => shell::man(console, &command),
        Command::Keys { form } => lists::keys(console, form.json),
        Command::Stats { form } => lists::stats(console, form.json),
        Command::Doctor(asked) => doctor::doctor(console, &asked),
        Command::Train(asked) => tagger::train(console, &asked),
        Command::Eval { what: Eval::Persons(asked) } => eval::persons(console, &asked),
        Command::Eval { what: Eval::Names(asked) } => eval::names(console, &asked),
        Command::Eval { what: Eval::Links(asked) } => links::eval(console, &asked),
        Command::Eval { what: Eval::Tagger(asked) } => tagger::eval(console, &asked),
    }
}

/// The arguments; the help is wrapped to the width of the terminal.
fn parsed(args: impl IntoIterator<Item = OsString>, world: &World) -> Result<Cli, clap::Error> {
    let mut command = Cli::command();
    if let Some(columns) = world.columns() {
        command = command.term_width(columns.min(100));
    }
    let matches = command.clone().try_get_matches_from_mut(args)?;
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// Prints what clap has to say: help and version are results, all else is an error.
fn told(
    error: &clap::Error,
    world: &World,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> Exit {
    let (to, is_terminal, exit): (&mut dyn Write, bool, Exit) = if error.use_stderr() {
        (stderr, world.stderr_is_terminal, Exit::Failed)
    } else {
        (stdout, world.stdout_is_terminal, Exit::Done)
    };
    let text = error.render();
    let shown = if ColorMode::Auto.allows(&world.env, is_terminal) {
        text.ansi().to_string()
    } else {
        text.to_string()
    };
    // Whoever closed the pipe has read enough.
    let _ = to.write_all(shown.as_bytes());
    exit
}

/// The settings of the user, and what is wrong with them.
fn settings(world: &World) -> (Config, Vec<String>) {
    let Some(folders) = &world.folders else { return (Config::default(), Vec::new()) };
    let path = folders.config_file();
    match std::fs::read_to_string(&path) {
        Ok(text) => {
            let (config, faults) = Config::read(&text);
            let told = |fault| format!("{}: {fault}", path.display());
            (config, faults.iter().map(told).collect())
        }
        Err(error) if error.kind() == ErrorKind::NotFound => (Config::default(), Vec::new()),
        Err(error) => (Config::default(), vec![format!("cannot read {}: {error}", path.display())]),
    }
}
