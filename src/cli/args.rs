//! The command line as clap reads it. Every doc comment here is help text.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::config::ColorMode;

/// A terminal reader for collections of articles that knows who they are about.
///
/// `ibid SOURCE…` opens the reader on folders or files; `ibid` alone opens your library, to which `ibid add`
/// brings sources. The other commands print what the reader shows, for scripts and pipes.
#[derive(Debug, Parser)]
#[command(name = "ibid", version, max_term_width = 100)]
#[command(override_usage = USAGE, after_help = AFTER_HELP)]
pub(super) struct Cli {
    /// Folders and files to open, without adding them to a library
    #[arg(value_name = "SOURCE")]
    pub(super) sources: Vec<PathBuf>,

    /// Read again what changes in the sources while the reader is open
    #[arg(long)]
    pub(super) watch: bool,

    /// Options of every command.
    #[command(flatten)]
    pub(super) common: Common,

    /// The command.
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

const USAGE: &str = "ibid [OPTIONS] [SOURCE]...
       ibid [OPTIONS] COMMAND";

const AFTER_HELP: &str = "\
A folder named like a command is opened by its path: `ibid ./people`.

Exit codes: 0 done, 1 nothing found or under the floor, 2 failed.
Results go to standard output, everything else to standard error.";

/// Options of every command.
#[derive(Clone, Debug, Args)]
pub(super) struct Common {
    /// Use the library in FILE [env: IBID_LIBRARY]
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) library: Option<PathBuf>,

    /// Recognise names with the model in FILE, made by `ibid train`
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) model: Option<PathBuf>,

    /// When to use colour: auto, always or never; NO_COLOR is honoured
    #[arg(long, global = true, value_name = "WHEN", hide_possible_values = true)]
    pub(super) color: Option<When>,

    /// Show the reader in one column and in words, for screen readers
    #[arg(long, global = true)]
    pub(super) plain: bool,

    /// Exit with 2 when any file or line could not be read
    #[arg(long, global = true)]
    pub(super) strict: bool,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    /// On a terminal.
    Auto,
    /// Also into pipes.
    Always,
    /// Nowhere.
    Never,
}

impl From<When> for ColorMode {
    fn from(when: When) -> Self {
        match when {
            When::Auto => Self::Auto,
            When::Always => Self::Always,
            When::Never => Self::Never,
        }
    }
}

/// In which form results are printed.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Form {
    /// Print one JSON object per line
    #[arg(long)]
    pub(super) json: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Open the reader on five articles that are built in
    Demo,

    /// Add folders or files to the library and read them
    Add {
        /// What to add: folders, files, and addresses of feeds and pages (https://…)
        #[arg(required_unless_present = "feeds", value_name = "SOURCE")]
        sources: Vec<PathBuf>,
        /// Print what would be read, and add nothing; asks no address
        #[arg(long)]
        dry_run: bool,
        /// Add the feeds that FILE lists: OPML, or an address a line
        #[arg(long, value_name = "FILE", conflicts_with = "dry_run")]
        feeds: Option<PathBuf>,
        /// Fetch the pages that feeds lead to
        #[arg(long)]
        full_text: bool,
        /// Let the addresses be within your own network
        #[arg(long)]
        allow_private: bool,
        /// How to print.
        #[command(flatten)]
        form: Form,
    },

    /// Read again what has changed in the sources of the library, and ask its addresses
    Sync {
        /// Go on, and read again what changes in folders and files, until ^C
        #[arg(long)]
        watch: bool,
        /// How to print.
        #[command(flatten)]
        form: Form,
    },

    /// List the sources of the library
    Sources {
        /// Print the addresses as OPML
        #[arg(long, conflicts_with = "json")]
        opml: bool,
        /// How to print.
        #[command(flatten)]
        form: Form,
    },

    /// Take a source and its articles out of the library
    Remove {
        /// The source as `ibid sources` prints it, or a path to it
        source: PathBuf,
        /// How to print.
        #[command(flatten)]
        form: Form,
    },

    /// List what could not be read, with its place and the reason
    Faults {
        /// Of the library that `ibid SOURCE…` keeps of these, in place of yours
        #[arg(value_name = "SOURCE")]
        sources: Vec<PathBuf>,
        /// How to print.
        #[command(flatten)]
        form: Form,
    },

    /// List articles, newest first
    Articles {
        /// Only those with these words in title, publisher, date or path; or with fields, as person: date: is:
        query: Vec<String>,
        /// List near-copies, or the articles on one event, one after the other
        #[arg(long, value_enum, value_name = "WHAT")]
        together: Option<Together>,
        /// How to print.
        #[command(flatten)]
        form: Form,
    },

    /// List people, most mentioned first
    People {
        /// Only those with all these words in one of their names
        query: Vec<String>,
        /// How to print.
        #[command(flatten)]
        form: Form,
    },

    /// List every mention of a person, an organisation or a place, in context
    Mentions {
        /// A name, or the number that `ibid people` prints
        #[arg(required = true)]
        name: Vec<String>,
        /// Take all entities the name may mean together
        #[arg(long)]
        all: bool,
        /// Show N characters on each side of the mention
        #[arg(long, value_name = "N")]
        context: Option<usize>,
        /// How to print.
        #[command(flatten)]
        form: Form,
    },

    /// List what a person is quoted as saying, the versions of a quote together
    Quotes {
        /// A name, or the number that `ibid people` prints
        #[arg(required = true)]
        name: Vec<String>,
        /// Take all entities the name may mean together
        #[arg(long)]
        all: bool,
        /// How to print.
        #[command(flatten)]
        form: Form,
    },

    /// List what you said of who is who, the oldest first
    Judgements(Judgements),

    /// Print your notes, marks or trail, quoted and with their sources, or your saved queries, as Markdown
    Export(Export),

    /// Print an article
    Show {
        /// Its number, path or URL, or the unique beginning of its title
        #[arg(required = true)]
        article: Vec<String>,
        /// How to print.
        #[command(flatten)]
        form: Form,
    },

    /// Find passages by words, in articles that hold all of them
    Search {
        /// Words in any form and order, "phrases", begin*, !not, or, person: org: place: date: and other fields
        #[arg(required = true)]
        query: Vec<String>,
        /// Those first that hold the words most, not the newest
        #[arg(long)]
        best: bool,
        /// Print at most N passages
        #[arg(long, value_name = "N", default_value_t = 1000)]
        top: usize,
        /// How to print.
        #[command(flatten)]
        form: Form,
    },

    /// List passages of other articles that tell the same
    Related(Related),

    /// Add mentions and passages to articles given as JSON lines
    ///
    /// Standard input holds one object per line with a `text`; `doc`, `title` and `date` are used if
    /// present, all other fields pass through. Standard output holds the same objects, in order, with
    /// `mentions` and `passages`; offsets count Unicode code points of `text`.
    Annotate(Annotate),

    /// Train a model of the recogniser
    Train(Train),

    /// Measure against annotated files
    Eval {
        /// What to measure.
        #[command(subcommand)]
        what: Eval,
    },

    /// Print your settings, as a file with what each does
    Config {
        /// Print the default settings instead
        #[arg(long)]
        print_default: bool,
        /// Print where the file is looked for
        #[arg(long, conflicts_with = "print_default")]
        path: bool,
    },

    /// Print what makes a shell complete the commands of ibid
    Completions {
        /// bash, elvish, fish, powershell or zsh
        #[arg(hide_possible_values = true)]
        shell: Shell,
    },

    /// Print the manual page of ibid or of a command, for `man -l -`
    Man {
        /// The command; none: ibid itself
        command: Vec<String>,
    },

    /// List the keys of the reader
    Keys {
        /// How to print.
        #[command(flatten)]
        form: Form,
    },

    /// Print how much the library holds
    Stats {
        /// How to print.
        #[command(flatten)]
        form: Form,
    },

    /// Check the library and what you made in the reader, and save what can be read of a damaged file
    ///
    /// Says of each file whether it is sound. With --repair a new file takes the place of a damaged one, which is kept
    /// beside it as `….damaged-N`: a library with the same sources, for `ibid sync` to read them again; a reader file
    /// with all notes, marks, tags and judgements that can be read.
    Doctor(Doctor),
}

/// Options of `ibid doctor`.
#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// Of the library that `ibid SOURCE…` keeps of these, in place of yours
    #[arg(value_name = "SOURCE")]
    pub(super) sources: Vec<PathBuf>,

    /// Put a new file with all that can be read in the place of a damaged one
    #[arg(long)]
    pub(super) repair: bool,

    /// How to print.
    #[command(flatten)]
    pub(super) form: Form,
}

/// Options of `ibid export`.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// What to export
    #[arg(value_enum, value_name = "WHAT")]
    pub(super) what: Exported,

    /// Of the library that `ibid SOURCE…` keeps of these, in place of yours
    #[arg(value_name = "SOURCE")]
    pub(super) sources: Vec<PathBuf>,

    /// How to print.
    #[command(flatten)]
    pub(super) form: Form,
}

/// What `ibid export` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Exported {
    /// Notes, the oldest first.
    Notes,
    /// Marks, by letter.
    Marks,
    /// Where the jumps led, the oldest first.
    Trail,
    /// Saved queries, by name.
    Queries,
}

impl Exported {
    /// The word for one of them.
    pub(super) const fn singular(self) -> &'static str {
        match self {
            Self::Notes => "note",
            Self::Marks => "mark",
            Self::Trail => "jump",
            Self::Queries => "query",
        }
    }
}

/// Options of `ibid judgements`.
#[derive(Debug, Args)]
pub(super) struct Judgements {
    /// Of the library that `ibid SOURCE…` keeps of these, in place of yours
    #[arg(value_name = "SOURCE")]
    pub(super) sources: Vec<PathBuf>,

    /// Add those of FILE, written by `ibid judgements --json`; one undo takes them back
    #[arg(long, value_name = "FILE", conflicts_with_all = ["undo", "redo", "json"])]
    pub(super) import: Option<PathBuf>,

    /// Take the last step back
    #[arg(long, conflicts_with_all = ["redo", "json"])]
    pub(super) undo: bool,

    /// Bring the step back that was undone last
    #[arg(long, conflicts_with = "json")]
    pub(super) redo: bool,

    /// How to print.
    #[command(flatten)]
    pub(super) form: Form,
}

/// Options of `ibid related`.
#[derive(Debug, Args)]
pub(super) struct Related {
    /// As for `ibid show`, with `:N` for its Nth passage only
    #[arg(required_unless_present_any = ["pairs", "passages"], value_name = "ARTICLE[:PASSAGE]")]
    pub(super) article: Vec<String>,

    /// Judge pairs of texts from standard input: objects with `a` and `b`
    #[arg(long, conflicts_with = "article")]
    pub(super) pairs: bool,

    /// Relate passages from standard input: objects with `id`, `text` and, where known, `doc`
    #[arg(long, conflicts_with_all = ["article", "pairs"])]
    pub(super) passages: bool,

    /// With --passages, print at most N for each
    #[arg(long, value_name = "N", default_value_t = 20, requires = "passages")]
    pub(super) top: usize,

    /// How to print.
    #[command(flatten)]
    pub(super) form: Form,
}

/// Score from which a link is worth showing to a reader.
pub(super) const SHOWN_FROM: f32 = 0.4;

/// Options of `ibid annotate`.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Annotate {
    /// Take each article alone and print it at once; entities are not joined across articles
    #[arg(long, conflicts_with = "links")]
    pub(super) per_article: bool,

    /// Decide only who is who among the `mentions` that the objects carry
    #[arg(long)]
    pub(super) given_mentions: bool,

    /// After the last article, print one object per link between passages
    #[arg(long)]
    pub(super) links: bool,

    /// With --links, print those with a score of X or more, from 0 to 1
    #[arg(long, value_name = "X", default_value_t = SHOWN_FROM, requires = "links")]
    pub(super) min_score: f32,
}

/// What `ibid eval` measures.
#[derive(Debug, Subcommand)]
pub(super) enum Eval {
    /// Who is who: mentions, MUC, B-cubed, CEAF-e and their mean
    Persons(EvalPersons),

    /// Names of persons, organisations and places in running text
    Tagger(EvalTagger),

    /// Which pairs of names could be one person
    ///
    /// The lines of FILE are `{"a", "b", "label"}`, the label 1 where the names could be one person's. Pairs
    /// with a side in another script than Latin are counted apart.
    Names(EvalNames),

    /// Which passages tell the same: groups, events or pairs, told by the fields
    ///
    /// The lines of FILE are `{"passages": [{"doc", "line"}…]}`, groups of lines of articles that tell
    /// the same (F1 and ranks); `{"doc", "text", "events"}`, passages that are related when they share an
    /// event (mean average precision); or `{"a", "b", "label"}`, pairs that say the same when the label
    /// is 1 (F1 and accuracy).
    Links(EvalLinks),
}

/// Options of `ibid train`.
#[derive(Debug, Args)]
pub(super) struct Train {
    /// The recipe: which sets, how much each counts, what their labels leave open
    #[arg(value_name = "RECIPE.toml")]
    pub(super) recipe: PathBuf,

    /// The folder of the sets, instead of the recipe's
    #[arg(long, value_name = "FOLDER")]
    pub(super) sets: Option<PathBuf>,

    /// Where to write the model, instead of where the recipe says
    #[arg(long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

/// Options of `ibid eval tagger`.
#[derive(Debug, Args)]
pub(super) struct EvalTagger {
    /// JSON lines with `sentences` of `tokens` and `labels`; a set each
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,

    /// Print the first N errors with their text
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) errors: usize,

    /// Exit with 1 when the F1 of persons is below X percent
    #[arg(long, value_name = "X")]
    pub(super) floor: Option<f64>,

    /// How to print.
    #[command(flatten)]
    pub(super) form: Form,
}

/// Options of `ibid eval names`.
#[derive(Debug, Args)]
pub(super) struct EvalNames {
    /// JSON lines of pairs of names; a set each
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,

    /// Print the first N pairs that are judged wrongly
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) errors: usize,

    /// Exit with 1 when the F1 of the pairs in Latin letters is below X percent
    #[arg(long, value_name = "X")]
    pub(super) floor: Option<f64>,

    /// How to print.
    #[command(flatten)]
    pub(super) form: Form,
}

/// Options of `ibid eval links`.
#[derive(Debug, Args)]
pub(super) struct EvalLinks {
    /// JSON lines; a set each
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,

    /// The folder of the articles that groups name; else that of FILE
    #[arg(long, value_name = "FOLDER")]
    pub(super) articles: Option<PathBuf>,

    /// Count links with a score of X or more; else 0.4, and 0.5 for pairs
    #[arg(long, value_name = "X")]
    pub(super) min_score: Option<f32>,

    /// Exit with 1 when F1, or the mean average precision, is below X percent
    #[arg(long, value_name = "X")]
    pub(super) floor: Option<f64>,

    /// How to print.
    #[command(flatten)]
    pub(super) form: Form,
}

/// Options of `ibid eval persons`.
#[derive(Debug, Args)]
pub(super) struct EvalPersons {
    /// JSON lines with `doc`, `text` and gold `mentions`; a set each
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,

    /// Count only gold mentions of these forms
    #[arg(long, value_name = "FORM", value_delimiter = ',')]
    pub(super) forms: Vec<FormWord>,

    /// Whether entities reach across articles
    #[arg(long, default_value = "both")]
    pub(super) scope: Scope,

    /// Take the gold mentions as found and measure only who is who
    #[arg(long)]
    pub(super) given_mentions: bool,

    /// Print how often each rule is right
    ///
    /// Counts what each rule made besides names: mentions inside the `eval_ranges` of a text, or up to its last
    /// gold mention, for some sets annotate the beginning of a text alone. In sets of GAP's form, the
    /// pronouns given to one of the two names.
    #[arg(long)]
    pub(super) by_rule: bool,

    /// Print the first N errors with their text
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) errors: usize,

    /// Exit with 1 when a mean of MUC, B-cubed and CEAF-e is below X percent
    #[arg(long, value_name = "X")]
    pub(super) floor: Option<f64>,

    /// How to print.
    #[command(flatten)]
    pub(super) form: Form,
}

/// [`crate::model::Form`] as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FormWord {
    /// By name.
    Name,
    /// By description.
    Nominal,
    /// By pronoun.
    Pronoun,
}

/// Which articles are listed one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Together {
    /// Near-copies of one another.
    Editions,
    /// Articles on one event.
    Stories,
}

/// Whether entities reach across articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Scope {
    /// One entity over the whole set.
    Across,
    /// Each article for itself.
    Within,
    /// Both, one after the other.
    Both,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn clap_finds_no_fault_in_the_arguments() {
        super::Cli::command().debug_assert();
    }
}
