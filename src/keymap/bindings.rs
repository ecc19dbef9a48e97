//! Which keys run which command: the defaults, the user's own over them, and what is shown of both.

use std::fmt::Write as _;

use super::{Command, Key, Place, Scope, parse_keys};

/// The keys of every command.
#[derive(Clone, Debug)]
pub struct Keymap {
    bound: Vec<Binding>,
}

#[derive(Clone, Debug)]
struct Binding {
    command: Command,
    scope: Scope,
    keys: Vec<Key>,
    is_users: bool,
}

/// What a sequence of keys means in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// It runs a command.
    Run(Command),
    /// More keys may follow.
    Pending,
    /// Nothing.
    Unknown,
}

/// Why keys could not be bound.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BindError {
    /// The name is not in the catalogue.
    #[error("there is no command named \"{0}\"")]
    NoCommand(String),
    /// A part of the keys cannot be read.
    #[error("\"{0}\" is not a key")]
    NoKey(String),
    /// The user bound the keys twice.
    #[error("\"{keys}\" is bound to \"{other}\" already")]
    Taken {
        /// The keys.
        keys: String,
        /// The command that has them.
        other: &'static str,
    },
}

/// One line of help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpRow {
    /// The command.
    pub command: Command,
    /// Where it is known.
    pub scope: Scope,
    /// Its keys as a reader knows them, separated by blanks; empty when unbound.
    pub keys: String,
    /// What it does.
    pub text: &'static str,
}

impl Default for Keymap {
    fn default() -> Self {
        let mut bound = Vec::new();
        for entry in Command::ALL {
            for keys in entry.keys {
                let keys = parse_keys(keys).unwrap_or_default();
                let (command, scope) = (entry.command, entry.scope);
                bound.push(Binding { command, scope, keys, is_users: false });
            }
        }
        Self { bound }
    }
}

impl Keymap {
    /// Gives the command `name` these keys instead of its own: sequences separated by blanks
    /// (`"j <down>"`), none for no key at all. A default that would hide or be hidden gives way.
    ///
    /// # Errors
    /// Unknown names, unreadable keys, and keys the user gave to another command known in the same place.
    /// Nothing changes then.
    pub fn bind(&mut self, name: &str, keys: &str) -> Result<(), BindError> {
        let entry = Command::ALL
            .iter()
            .find(|entry| entry.name == name)
            .ok_or_else(|| BindError::NoCommand(name.to_owned()))?;
        let sequences = keys
            .split_whitespace()
            .map(parse_keys)
            .collect::<Result<Vec<_>, _>>()
            .map_err(BindError::NoKey)?;
        let taken = |other: &Binding| {
            other.command != entry.command
                && other.scope.overlaps(entry.scope)
                && sequences.iter().any(|keys| clash(keys, &other.keys))
        };
        if let Some(other) = self.bound.iter().find(|other| other.is_users && taken(other)) {
            let keys = super::print_keys(&other.keys);
            return Err(BindError::Taken { keys, other: other.command.entry().name });
        }
        self.bound.retain(|other| other.command != entry.command && !taken(other));
        self.bound.extend(sequences.into_iter().map(|keys| Binding {
            command: entry.command,
            scope: entry.scope,
            keys,
            is_users: true,
        }));
        Ok(())
    }

    /// Returns what `keys`, pressed one after the other, mean in `place`.
    pub fn resolve(&self, place: Place, keys: &[Key]) -> Resolved {
        let mut is_prefix = false;
        for binding in self.known(place) {
            if begins(&binding.keys, keys) {
                if binding.keys.len() == keys.len() {
                    return Resolved::Run(binding.command);
                }
                is_prefix = true;
            }
        }
        if is_prefix { Resolved::Pending } else { Resolved::Unknown }
    }

    /// Returns the commands that start with `pressed` in `place`, each with the keys still to come.
    pub fn continuations(&self, place: Place, pressed: &[Key]) -> Vec<(String, Command)> {
        self.known(place)
            .filter_map(|binding| {
                let rest = binding.keys.get(pressed.len()..).filter(|rest| !rest.is_empty())?;
                begins(&binding.keys, pressed).then(|| (labels(rest), binding.command))
            })
            .collect()
    }

    /// Returns the first key of a command as a reader knows it; `None` when it has none.
    pub fn key_of(&self, command: Command) -> Option<String> {
        self.bound.iter().find(|binding| binding.command == command).map(|b| labels(&b.keys))
    }

    /// Returns the help for a place: its own commands first, then those of the scopes around it.
    pub fn help(&self, place: Place) -> Vec<HelpRow> {
        let rows = |scope: &Scope| {
            let entries = Command::ALL.iter().filter(move |entry| entry.scope == *scope);
            entries.map(|entry| self.row(entry.command)).collect::<Vec<_>>()
        };
        place.scopes().iter().flat_map(rows).collect()
    }

    /// Returns the whole catalogue with the keys of each command, in catalogue order.
    pub fn all(&self) -> Vec<HelpRow> {
        Command::ALL.iter().map(|entry| self.row(entry.command)).collect()
    }

    /// Returns every command with its keys as they are written in a config file, in catalogue order.
    pub fn bindings(&self) -> Vec<(Command, Vec<String>)> {
        let keys = |command| {
            let bound = self.bound.iter().filter(move |binding| binding.command == command);
            bound.map(|binding| super::print_keys(&binding.keys)).collect()
        };
        Command::ALL.iter().map(|entry| (entry.command, keys(entry.command))).collect()
    }

    /// Returns the table of keys as it stands in the README, in Markdown.
    pub fn readme_table(&self) -> String {
        let mut out = String::from("| keys | what | where |\n| --- | --- | --- |\n");
        for row in self.all() {
            let keys: Vec<String> =
                row.keys.split(' ').map(|key| format!("`{}`", key.replace('|', "\\|"))).collect();
            let _ = writeln!(out, "| {} | {} | {} |", keys.join(" "), row.text, row.scope.title());
        }
        out
    }

    fn known(&self, place: Place) -> impl Iterator<Item = &Binding> {
        self.bound.iter().filter(move |binding| place.scopes().contains(&binding.scope))
    }

    fn row(&self, command: Command) -> HelpRow {
        let entry = command.entry();
        let keys: Vec<String> = self
            .bound
            .iter()
            .filter(|binding| binding.command == command)
            .map(|binding| labels(&binding.keys))
            .collect();
        HelpRow { command, scope: entry.scope, keys: keys.join(" "), text: entry.help }
    }
}

/// Whether two sequences cannot both be reached: one begins with the other.
fn clash(a: &[Key], b: &[Key]) -> bool {
    a.iter().zip(b).all(|(&a, &b)| a.takes(b) || b.takes(a))
}

/// Whether the keys pressed are the first of a binding.
fn begins(binding: &[Key], pressed: &[Key]) -> bool {
    pressed.len() <= binding.len()
        && binding.iter().zip(pressed).all(|(&key, &pressed)| key.takes(pressed))
}

fn labels(keys: &[Key]) -> String {
    keys.iter().map(|key| key.label()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<Key> {
        parse_keys(text).unwrap()
    }

    #[test]
    fn every_default_parses_and_no_two_clash() {
        for (i, a) in Command::ALL.iter().enumerate() {
            assert_eq!(a.command.entry().name, a.name);
            for a_key in a.keys {
                assert!(!keys(a_key).is_empty());
                for b in Command::ALL.iter().skip(i + 1) {
                    assert_ne!(a.name, b.name);
                    if !a.scope.overlaps(b.scope) {
                        continue;
                    }
                    for b_key in b.keys {
                        assert!(
                            !clash(&keys(a_key), &keys(b_key)),
                            "{} and {} share {a_key}",
                            a.name,
                            b.name
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn the_nearest_scope_answers() {
        let map = Keymap::default();
        for (place, pressed, want) in [
            (Place::Reader, "l", Resolved::Run(Command::NextAnyone)),
            (Place::Sidebar, "l", Resolved::Run(Command::NextTab)),
            (Place::Articles, "l", Resolved::Run(Command::Unfold)),
            (Place::Compare, "l", Resolved::Unknown),
            (Place::Reader, "g", Resolved::Pending),
            (Place::Reader, "gg", Resolved::Run(Command::Top)),
            (Place::Reader, "gx", Resolved::Unknown),
            (Place::Line, "g", Resolved::Unknown),
            (Place::Line, "<c-c>", Resolved::Run(Command::QuitNow)),
        ] {
            assert_eq!(map.resolve(place, &keys(pressed)), want, "{pressed} in {place:?}");
        }
    }

    #[test]
    fn the_users_keys_win_in_any_order() {
        let mut map = Keymap::default();
        map.bind("next-mention", "N <f3>").unwrap();
        map.bind("previous-mention", "n").unwrap();
        assert_eq!(map.resolve(Place::Reader, &keys("N")), Resolved::Run(Command::NextMention));
        assert_eq!(map.resolve(Place::Reader, &keys("<f3>")), Resolved::Run(Command::NextMention));
        assert_eq!(map.resolve(Place::Reader, &keys("n")), Resolved::Run(Command::PreviousMention));
        map.bind("help", "g").unwrap();
        assert_eq!(map.resolve(Place::Reader, &keys("g")), Resolved::Run(Command::Help));
        assert_eq!(map.key_of(Command::PickPerson), None);
        map.bind("redraw", "").unwrap();
        assert_eq!(map.resolve(Place::Reader, &keys("<c-l>")), Resolved::Unknown);
    }

    #[test]
    fn a_wrong_binding_says_what_is_wrong_and_changes_nothing() {
        let mut map = Keymap::default();
        map.bind("help", "H").unwrap();
        for (name, pressed, why) in [
            ("nothing", "x", "there is no command named \"nothing\""),
            ("down", "<nokey>", "\"<nokey>\" is not a key"),
            ("down", "H", "\"H\" is bound to \"help\" already"),
        ] {
            assert_eq!(map.bind(name, pressed).unwrap_err().to_string(), why);
        }
        assert_eq!(map.resolve(Place::Reader, &keys("j")), Resolved::Run(Command::Down));
        assert!(map.bind("accept", "H").is_ok(), "typing never meets the panes");
    }

    #[test]
    fn help_tells_all_keys_of_a_place() {
        let map = Keymap::default();
        let rows = map.help(Place::Reader);
        let row = rows.iter().find(|row| row.command == Command::Back).unwrap();
        assert_eq!((row.keys.as_str(), row.text), ("^o Alt-←", "back on the trail"));
        assert!(rows.iter().all(|row| row.scope != Scope::Line));
        assert_eq!(map.continuations(Place::Reader, &keys("]")).len(), 6);
        assert_eq!(map.continuations(Place::Reader, &keys("m")), [("a-Z".into(), Command::Mark)]);
        assert_eq!(map.readme_table().lines().count(), Command::ALL.len() + 2);
    }
}
