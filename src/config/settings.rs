//! The settings file: which settings there are, and how a file becomes them. A wrong line is a fault with its
//! number; the rest counts.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::IntoDeserializer;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::ColorMode;
use crate::keymap::Keymap;

/// All settings.
#[derive(Clone, Debug)]
pub struct Config {
    /// The name of the theme.
    pub theme: String,
    /// What colours stand on, where the terminal is not to be believed.
    pub ground: GroundMode,
    /// When addresses are links that the terminal opens.
    pub links: ColorMode,
    /// The widest line of text in the reader, in cells.
    pub text_width: u16,
    /// Milliseconds after which what is on the screen of the reader counts as read.
    pub read_after: u64,
    /// Whether the reader is shown in one column and in words, for screen readers.
    pub plain: bool,
    /// Whether the reader reads again what changes in the sources while it is open.
    pub watch: bool,
    /// Whether to use colours.
    pub color: ColorMode,
    /// Whether the mouse is ibid's and not the terminal's.
    pub mouse: bool,
    /// The library that `ibid` without sources opens, in place of the default one.
    pub library: Option<PathBuf>,
    /// The model that names are recognised with, in place of the built-in one.
    pub model: Option<PathBuf>,
    /// How much is read of a file.
    pub limits: Limits,
    /// The keys, the user's over the default ones.
    pub keymap: Keymap,
}

/// How much is read of a file before it is taken for broken, or for a trap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest file, and the largest part of an archive, in MiB.
    pub file: u64,
    /// The longest text of an article, in MiB.
    pub article: u64,
    /// The most that an archive may unpack to, in MiB.
    pub archive: u64,
    /// How many archives may stand in one another.
    pub depth: u64,
    /// The most articles of one file.
    pub articles: u64,
    /// The longest time for one file, in seconds.
    pub time: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file: 256, article: 8, archive: 2048, depth: 4, articles: 1_000_000, time: 300 }
    }
}

/// What the user said of the ground that colours stand on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GroundMode {
    /// What the terminal tells.
    #[default]
    Auto,
    /// A dark one.
    Dark,
    /// A light one.
    Light,
}

impl GroundMode {
    /// The word for it in a settings file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Dark => "dark",
            Self::Light => "light",
        }
    }
}

/// Something in the file that does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigFault {
    /// The line, 1-based.
    pub line: usize,
    /// What is wrong, in lower case, without a full stop.
    pub why: String,
}

impl fmt::Display for ConfigFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            theme: "calm".into(),
            ground: GroundMode::Auto,
            links: ColorMode::Auto,
            text_width: 80,
            read_after: 3000,
            plain: false,
            watch: false,
            color: ColorMode::Auto,
            mouse: true,
            library: None,
            model: None,
            limits: Limits::default(),
            keymap: Keymap::default(),
        }
    }
}

type Value<'a> = Spanned<DeValue<'a>>;

/// One setting of the file.
struct Setting {
    name: &'static str,
    /// What it does, for the reader of the file.
    help: &'static str,
    /// An example, where there is no default to show.
    example: &'static str,
    set: fn(&mut Config, Value<'_>) -> Result<(), String>,
    /// What it is set to, as TOML; `None` for nothing.
    get: fn(&Config) -> Option<String>,
}

const SETTINGS: &[Setting] = &[
    Setting {
        name: "theme",
        help: "The colours: a theme that is built in, or one of yours in the folder themes beside this file.",
        example: "",
        set: |config, value| put(&mut config.theme, value),
        get: |config| Some(quoted(&config.theme)),
    },
    Setting {
        name: "ground",
        help: "What colours stand on: dark, light, or auto to ask the terminal.",
        example: "",
        set: |config, value| put(&mut config.ground, value),
        get: |config| Some(quoted(config.ground.name())),
    },
    Setting {
        name: "links",
        help: "When addresses are links that the terminal opens (OSC 8): auto, always or never.",
        example: "",
        set: |config, value| put(&mut config.links, value),
        get: |config| Some(quoted(config.links.name())),
    },
    Setting {
        name: "text-width",
        help: "The widest line of text, in cells; from 20 to 400.",
        example: "",
        set: set_text_width,
        get: |config| Some(config.text_width.to_string()),
    },
    Setting {
        name: "read-after",
        help: "Seconds after which what is on the screen counts as read; from 0.1 to 3600.",
        example: "",
        set: set_read_after,
        get: |config| Some(format!("{:?}", config.read_after as f64 / 1000.0)),
    },
    Setting {
        name: "plain",
        help: "One column, everything in words: for screen readers (as --plain).",
        example: "",
        set: |config, value| put(&mut config.plain, value),
        get: |config| Some(config.plain.to_string()),
    },
    Setting {
        name: "watch",
        help: "Read again what changes in the sources while the reader is open (as --watch).",
        example: "",
        set: |config, value| put(&mut config.watch, value),
        get: |config| Some(config.watch.to_string()),
    },
    Setting {
        name: "color",
        help: "When to use colours: auto, always or never.",
        example: "",
        set: |config, value| put(&mut config.color, value),
        get: |config| Some(quoted(config.color.name())),
    },
    Setting {
        name: "mouse",
        help: "Whether the mouse is ibid's, not the terminal's; with Shift it is the terminal's always.",
        example: "",
        set: |config, value| put(&mut config.mouse, value),
        get: |config| Some(config.mouse.to_string()),
    },
    Setting {
        name: "library",
        help: "The library that `ibid` without sources opens, in place of the default one.",
        example: "\"/home/me/news.db\"",
        set: |config, value| set_path(&mut config.library, value),
        get: |config| path(config.library.as_deref()),
    },
    Setting {
        name: "model",
        help: "The model that names are recognised with, in place of the built-in one.",
        example: "\"/home/me/names.model\"",
        set: |config, value| set_path(&mut config.model, value),
        get: |config| path(config.model.as_deref()),
    },
    Setting {
        name: "largest-file",
        help: "The largest file that is read, and the largest part of an archive, in MiB; from 1 to 65536.",
        example: "",
        set: |config, value| put_within(&mut config.limits.file, 65_536, value),
        get: |config| Some(config.limits.file.to_string()),
    },
    Setting {
        name: "largest-article",
        help: "The longest text that is taken for an article, in MiB; from 1 to 1024.",
        example: "",
        set: |config, value| put_within(&mut config.limits.article, 1024, value),
        get: |config| Some(config.limits.article.to_string()),
    },
    Setting {
        name: "largest-archive",
        help: "The most that an archive may unpack to, in MiB; from 1 to 1048576.",
        example: "",
        set: |config, value| put_within(&mut config.limits.archive, 1 << 20, value),
        get: |config| Some(config.limits.archive.to_string()),
    },
    Setting {
        name: "deepest-archive",
        help: "How many archives may stand in one another; from 1 to 16.",
        example: "",
        set: |config, value| put_within(&mut config.limits.depth, 16, value),
        get: |config| Some(config.limits.depth.to_string()),
    },
    Setting {
        name: "most-articles",
        help: "The most articles that are taken from one file; from 1 to 10000000.",
        example: "",
        set: |config, value| put_within(&mut config.limits.articles, 10_000_000, value),
        get: |config| Some(config.limits.articles.to_string()),
    },
    Setting {
        name: "longest-reading",
        help: "Seconds after which the rest of a file is left out; from 1 to 86400.",
        example: "",
        set: |config, value| put_within(&mut config.limits.time, 86_400, value),
        get: |config| Some(config.limits.time.to_string()),
    },
];

/// The table of keys beside the settings.
const KEYS: &str = "keys";

impl Config {
    /// Reads a settings file: the defaults, with what `text` says in their place, and what it says wrong,
    /// one fault for a line.
    pub fn read(text: &str) -> (Self, Vec<ConfigFault>) {
        let mut config = Self::default();
        let mut faults = Vec::new();
        let line = |byte| line_of(text, byte);
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let at = error.span().map_or(0, |span| span.start);
            faults.push(ConfigFault { line: line(at), why: one_line(error.message()) });
        }
        let broken: Vec<usize> = faults.iter().map(|fault| fault.line).collect();
        for (name, value) in table.into_inner() {
            let at = line(name.span().start);
            if broken.contains(&at) {
                continue;
            }
            if name.get_ref() == KEYS {
                config.set_keys(value, &line, &mut faults);
            } else if let Some(setting) = SETTINGS.iter().find(|s| s.name == name.get_ref()) {
                if let Err(why) = (setting.set)(&mut config, value) {
                    faults.push(ConfigFault { line: at, why: format!("{}: {why}", setting.name) });
                }
            } else {
                faults.push(ConfigFault { line: at, why: unknown(name.get_ref()) });
            }
        }
        faults.sort_by_key(|fault| fault.line);
        faults.dedup_by_key(|fault| fault.line);
        (config, faults)
    }

    /// Writes the settings as a file that [`Config::read`] reads to the same: each with what it does, and the keys of
    /// every command.
    pub fn print(&self) -> String {
        let mut out = String::from(
            "# The settings of ibid. A line that is left out, or wrong, counts as it stands here.\n",
        );
        for setting in SETTINGS {
            let Setting { name, help, example, .. } = setting;
            out.push_str(&match (setting.get)(self) {
                Some(value) => format!("\n# {help}\n{name} = {value}\n"),
                None => format!("\n# {help}\n# {name} = {example}\n"),
            });
        }
        out.push_str("\n# The keys of each command: one, a list, or none at all. Several pressed one after the other stand together\n# (\"gg\"); <c-o> is Control, <a-left> Alt, <letter> any letter.\n[keys]\n");
        for (command, keys) in self.keymap.bindings() {
            let keys: Vec<String> = keys.iter().map(|keys| quoted(keys)).collect();
            let entry = command.entry();
            out.push_str(&format!(
                "# {}: {}\n{} = [{}]\n",
                entry.scope.title(),
                entry.help,
                entry.name,
                keys.join(", ")
            ));
        }
        out
    }

    fn set_keys(
        &mut self,
        value: Value<'_>,
        line: &dyn Fn(usize) -> usize,
        faults: &mut Vec<ConfigFault>,
    ) {
        let at = value.span().start;
        let DeValue::Table(table) = value.into_inner() else {
            let why = "keys: a table is needed, as in [keys]".into();
            return faults.push(ConfigFault { line: line(at), why });
        };
        let mut bindings: Vec<_> = table.into_iter().collect();
        bindings.sort_by_key(|(name, _)| name.span().start);
        for (name, value) in bindings {
            let bound = match read::<OneOrMore>(value) {
                Ok(keys) => {
                    self.keymap.bind(name.get_ref(), &keys.joined()).map_err(|e| e.to_string())
                }
                Err(_) => Err("a key or a list of keys is needed".into()),
            };
            if let Err(why) = bound {
                let why = format!("keys: {}: {why}", name.get_ref());
                faults.push(ConfigFault { line: line(name.span().start), why });
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn joined(&self) -> String {
        match self {
            Self::One(key) => key.clone(),
            Self::More(keys) => keys.join(" "),
        }
    }
}

/// A text as TOML.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

fn path(path: Option<&Path>) -> Option<String> {
    path.map(|path| quoted(&path.to_string_lossy()))
}

fn set_text_width(config: &mut Config, value: Value<'_>) -> Result<(), String> {
    match read(value)? {
        width @ 20..=400 => config.text_width = width,
        width => return Err(format!("{width} is not a width between 20 and 400 cells")),
    }
    Ok(())
}

fn set_read_after(config: &mut Config, value: Value<'_>) -> Result<(), String> {
    let seconds: f64 = read(value)?;
    if !(0.1..=3600.0).contains(&seconds) {
        return Err(format!("{seconds} is not between 0.1 and 3600 seconds"));
    }
    config.read_after = (seconds * 1000.0) as u64;
    Ok(())
}

fn put_within(place: &mut u64, most: u64, value: Value<'_>) -> Result<(), String> {
    let number: i64 = read(value)?;
    match u64::try_from(number) {
        Ok(number) if (1..=most).contains(&number) => *place = number,
        _ => return Err(format!("{number} is not between 1 and {most}")),
    }
    Ok(())
}

fn set_path(place: &mut Option<PathBuf>, value: Value<'_>) -> Result<(), String> {
    let path: PathBuf = read(value)?;
    if !path.is_absolute() {
        return Err(format!("{} is not an absolute path", path.display()));
    }
    *place = Some(path);
    Ok(())
}

fn put<T: for<'de> Deserialize<'de>>(place: &mut T, value: Value<'_>) -> Result<(), String> {
    *place = read(value)?;
    Ok(())
}

fn read<T: for<'de> Deserialize<'de>>(value: Value<'_>) -> Result<T, String> {
    T::deserialize(value.into_deserializer()).map_err(|error| one_line(error.message()))
}

fn unknown(name: &str) -> String {
    let known = SETTINGS.iter().map(|setting| setting.name).chain([KEYS]);
    let near = known
        .map(|known| (strsim::jaro_winkler(known, name), known))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    match near {
        Some((likeness, known)) if likeness > 0.8 => {
            format!("there is no setting \"{name}\"; did you mean \"{known}\"?")
        }
        _ => format!("there is no setting \"{name}\""),
    }
}

fn line_of(text: &str, byte: usize) -> usize {
    1 + text.bytes().take(byte).filter(|&b| b == b'\n').count()
}

fn one_line(message: &str) -> String {
    message.lines().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::keymap::Command;

    #[test]
    fn a_file_says_what_differs() {
        let (config, faults) = Config::read(
            "theme = \"paper\"\ntext-width = 64\ncolor = \"never\"\n\n[keys]\nquit = \"Q\"\n\
             next-mention = [\"n\", \"<c-n>\"]\n",
        );
        assert_eq!(faults, []);
        assert_eq!((config.theme.as_str(), config.text_width), ("paper", 64));
        assert_eq!((config.color, config.library), (ColorMode::Never, None));
        let keys = |command| {
            config.keymap.all().into_iter().find(|row| row.command == command).unwrap().keys
        };
        assert_eq!(keys(Command::QuitNow), "Q");
        assert_eq!(keys(Command::NextMention), "n ^n");
    }

    #[test]
    fn what_is_printed_is_read_to_the_same() {
        let printed = Config::default().print();
        let (config, faults) = Config::read(&printed);
        assert_eq!(faults, []);
        assert_eq!(config.print(), printed);
        let mut other = Config { theme: "a \"b\"".into(), text_width: 33, ..Config::default() };
        other.library = Some("/a b/c.db".into());
        other.keymap.bind("quit", "Q <c-c>").unwrap();
        other.keymap.bind("redraw", "").unwrap();
        let (read, faults) = Config::read(&other.print());
        assert_eq!((faults, read.print()), (vec![], other.print()));
        for setting in SETTINGS {
            let is_set = printed.contains(&format!("\n{} = ", setting.name));
            assert!(is_set || printed.contains(&format!("\n# {} = ", setting.name)));
            let readme = include_str!("../../README.md");
            assert!(readme.contains(&format!("| `{}` |", setting.name)), "{}", setting.name);
        }
    }

    #[test]
    fn an_empty_file_changes_nothing() {
        let (config, faults) = Config::read("");
        let default = Config::default();
        assert_eq!(faults, []);
        assert_eq!((config.text_width, config.color), (default.text_width, default.color));
        assert_eq!(config.keymap.all(), default.keymap.all());
    }

    #[track_caller]
    fn check_faults(text: &str, want: &[&str]) -> Config {
        let (config, faults) = Config::read(text);
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(faults.len(), want.len(), "{faults:#?}");
        for (fault, want) in faults.iter().zip(want) {
            assert!(fault.contains(want), "{fault:?} does not say {want:?}");
        }
        config
    }

    #[test]
    fn a_wrong_line_is_told_and_the_rest_counts() {
        let config = check_faults(
            "text-widht = 64\ntext-width = 7\ncolor = \"pink\"\nlibrary = \"here\"\nmood = 1\n\
             theme = \"paper\"\n[keys]\nquit = 3\nback = \"b\"\nfly = \"F\"\nhelp = \"b\"\n",
            &[
                "line 1: there is no setting \"text-widht\"; did you mean \"text-width\"?",
                "line 2: text-width: 7 is not a width",
                "line 3: color: unknown variant `pink`",
                "line 4: library: here is not an absolute path",
                "line 5: there is no setting \"mood\"",
                "line 8: keys: quit: a key or a list of keys",
                "line 10: keys: fly: there is no command named",
                "line 11: keys: help: \"b\" is bound to \"back\" already",
            ],
        );
        assert_eq!(config.theme, "paper");
        assert_eq!(config.text_width, 80);
        assert_eq!(config.keymap.key_of(Command::Back).as_deref(), Some("b"));
    }

    #[test]
    fn broken_toml_is_a_fault_with_its_line() {
        let config = check_faults("theme = \"paper\"\ntext-width = = 64\n", &["line 2: "]);
        assert_eq!(config.theme, "paper");
        check_faults("keys = 3", &["line 1: keys: a table is needed"]);
        check_faults("text-width = -1", &["line 1: text-width: "]);
        check_faults("text-width = \"wide\"", &["line 1: text-width: "]);
        check_faults("largest-file = 0", &["line 1: largest-file: 0 is not between 1 and 65536"]);
        check_faults("most-articles = -3", &["line 1: most-articles: -3 is not between"]);
    }

    proptest! {
        #[test]
        fn no_text_stops_it(text in "(\\PC|[\\[\\]\"'=.\n{}#]|keys|theme|text-width)*") {
            let (config, _) = Config::read(&text);
            prop_assert!((20..=400).contains(&config.text_width));
        }
    }
}
