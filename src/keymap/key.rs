//! A key press, how it is written in a config file, and how it is shown to a reader.

use std::fmt;

/// A key with its modifiers. Prints and parses as `j`, `G`, `<c-o>`, `<a-left>`, `<space>`, `<s-tab>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The key itself. Letters carry their case; shift is not kept for them.
    pub code: KeyCode,
    /// Whether Control was held.
    pub ctrl: bool,
    /// Whether Alt was held.
    pub alt: bool,
}

/// A key without modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum KeyCode {
    Char(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
    /// Any letter from a to Z, in a binding.
    Letter,
}

/// The keys with a name: as written in a config file, and as shown.
const NAMED: &[(KeyCode, &str, &str)] = &[
    (KeyCode::Enter, "enter", "Enter"),
    (KeyCode::Esc, "esc", "Esc"),
    (KeyCode::Tab, "tab", "Tab"),
    (KeyCode::BackTab, "s-tab", "S-Tab"),
    (KeyCode::Backspace, "backspace", "Backspace"),
    (KeyCode::Delete, "delete", "Del"),
    (KeyCode::Left, "left", "←"),
    (KeyCode::Right, "right", "→"),
    (KeyCode::Up, "up", "↑"),
    (KeyCode::Down, "down", "↓"),
    (KeyCode::Home, "home", "Home"),
    (KeyCode::End, "end", "End"),
    (KeyCode::PageUp, "pageup", "PgUp"),
    (KeyCode::PageDown, "pagedown", "PgDn"),
    (KeyCode::Char(' '), "space", "Space"),
    (KeyCode::Letter, "letter", "a-Z"),
    (KeyCode::Char('<'), "lt", "<"),
];

impl Key {
    /// A key without modifiers.
    pub const fn plain(code: KeyCode) -> Self {
        Self { code, ctrl: false, alt: false }
    }

    /// The letter the key types, if it types one.
    pub const fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// Whether this key of a binding is pressed by `other`.
    pub fn takes(self, other: Self) -> bool {
        match (self.code, other.code) {
            (KeyCode::Letter, KeyCode::Char(c)) => {
                c.is_ascii_alphabetic() && (self.ctrl, self.alt) == (other.ctrl, other.alt)
            }
            _ => self == other,
        }
    }

    /// Returns the key as a reader knows it: `^o`, `Alt-←`, `Space`, `G`.
    pub fn label(self) -> String {
        let name = match (self.code, named(self.code)) {
            (_, Some((_, _, shown))) => (*shown).to_owned(),
            (KeyCode::Char(c), None) => c.to_string(),
            (KeyCode::F(n), None) => format!("F{n}"),
            (_, None) => String::new(),
        };
        let ctrl = if self.ctrl { "^" } else { "" };
        let alt = if self.alt { "Alt-" } else { "" };
        format!("{alt}{ctrl}{name}")
    }

    /// Reads what stands between `<` and `>`.
    fn named(inside: &str) -> Option<Self> {
        let mut key = Self::plain(KeyCode::Esc);
        let mut rest = inside;
        loop {
            if let Some((code, ..)) =
                NAMED.iter().find(|(_, name, _)| name.eq_ignore_ascii_case(rest))
            {
                key.code = *code;
                return Some(key);
            }
            match rest.split_at_checked(2) {
                Some(("c-" | "C-", after)) if !key.ctrl => (key.ctrl, rest) = (true, after),
                Some(("a-" | "A-", after)) if !key.alt => (key.alt, rest) = (true, after),
                _ => break,
            }
        }
        let mut chars = rest.chars();
        key.code = match (chars.next()?, chars.as_str()) {
            (c, "") => KeyCode::Char(c),
            ('f' | 'F', number) => {
                KeyCode::F(number.parse().ok().filter(|n| (1..=24).contains(n))?)
            }
            _ => return None,
        };
        Some(key)
    }
}

fn named(code: KeyCode) -> Option<&'static (KeyCode, &'static str, &'static str)> {
    NAMED.iter().find(|(known, ..)| *known == code)
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match (self.code, named(self.code)) {
            (_, Some((_, name, _))) => (*name).to_owned(),
            (KeyCode::Char(c), None) if !self.ctrl && !self.alt => return write!(f, "{c}"),
            (KeyCode::Char(c), None) => c.to_string(),
            (KeyCode::F(n), None) => format!("f{n}"),
            (_, None) => return Err(fmt::Error),
        };
        let ctrl = if self.ctrl { "c-" } else { "" };
        let alt = if self.alt { "a-" } else { "" };
        write!(f, "<{ctrl}{alt}{name}>")
    }
}

/// Reads keys written one after the other, `gg` or `<c-o>n`; `Err` holds the part that is no key.
pub fn parse_keys(text: &str) -> Result<Vec<Key>, String> {
    let mut keys = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or("");
        if c == '<' {
            let (inside, behind) = after.split_once('>').ok_or_else(|| rest.to_owned())?;
            keys.push(Key::named(inside).ok_or_else(|| format!("<{inside}>"))?);
            rest = behind;
        } else if c.is_whitespace() || c.is_control() {
            return Err(rest.to_owned());
        } else {
            keys.push(Key::plain(KeyCode::Char(c)));
            rest = after;
        }
    }
    Ok(keys)
}

/// Writes keys as [`parse_keys`] reads them.
pub fn print_keys(keys: &[Key]) -> String {
    keys.iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_print_as_they_parse() {
        for text in [
            "j", "gg", "<c-o>", "<a-left>", "<space>", "<s-tab>", "<lt>>", "]a", "<f12>", "é",
            "<c-a-x>",
        ] {
            let keys = parse_keys(text).unwrap();
            assert_eq!(print_keys(&keys), text);
        }
        assert_eq!(
            parse_keys("<C-Enter>").unwrap(),
            [Key { code: KeyCode::Enter, ctrl: true, alt: false }]
        );
    }

    #[test]
    fn what_is_no_key_is_named() {
        for (text, wrong) in [
            ("<c-o", "<c-o"),
            ("j<nokey>", "<nokey>"),
            ("g g", " g"),
            ("<f99>", "<f99>"),
            ("<>", "<>"),
        ] {
            assert_eq!(parse_keys(text), Err(wrong.to_owned()));
        }
    }

    #[test]
    fn labels_are_for_readers() {
        let labels: Vec<String> =
            parse_keys("<c-o><a-left><space>G<lt>").unwrap().into_iter().map(Key::label).collect();
        assert_eq!(labels, ["^o", "Alt-←", "Space", "G", "<"]);
    }
}
