//! What the terminal can do, as far as the environment tells.

use super::Env;

/// How many colours there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Colors {
    /// The terminal's own sixteen.
    Sixteen,
    /// Those and a fixed palette.
    Palette,
    /// Any.
    True,
}

/// Programs that show OSC 8 links and tell their background, by `TERM_PROGRAM`.
const PROGRAMS: &[&str] = &["iTerm.app", "WezTerm", "ghostty", "vscode", "rio", "contour", "Tabby"];

/// Parts of `TERM` that only such terminals have.
const TERMS: &[&str] = &["kitty", "ghostty", "foot", "alacritty", "wezterm", "contour"];

/// Variables that only such terminals set.
const SIGNS: &[&str] =
    &["KITTY_WINDOW_ID", "WEZTERM_PANE", "WT_SESSION", "KONSOLE_VERSION", "GHOSTTY_BIN_DIR"];

impl Env {
    fn text(&self, name: &str) -> String {
        self.get(name).map(|value| value.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// Whether the terminal is one that is known to be up to date. What runs inside tmux or screen sees those alone.
    fn is_modern(&self) -> bool {
        if self.get("TMUX").is_some() || self.get("STY").is_some() {
            return false;
        }
        let (program, term) = (self.text("TERM_PROGRAM"), self.text("TERM"));
        let vte: u32 = self.text("VTE_VERSION").parse().unwrap_or(0);
        PROGRAMS.contains(&program.as_str())
            || TERMS.iter().any(|known| term.contains(known))
            || SIGNS.iter().any(|name| self.get(name).is_some())
            || vte >= 5000
    }

    /// Whether the terminal is known to show OSC 8 links.
    pub fn has_links(&self) -> bool {
        self.is_modern()
    }

    /// Whether the terminal may be asked for its background: one that answers, and at once.
    pub fn tells_ground(&self) -> bool {
        self.is_modern() && self.get("SSH_CONNECTION").is_none()
    }

    /// Whether the ground is light, where the environment says so (`COLORFGBG`, as rxvt and Konsole set it).
    pub fn has_light_ground(&self) -> Option<bool> {
        let colors = self.text("COLORFGBG");
        match colors.rsplit(';').next()?.parse().ok()? {
            7 | 9..=15 => Some(true),
            0..=6 | 8 => Some(false),
            _ => None,
        }
    }

    /// How many colours the terminal promises.
    pub fn colors(&self) -> Colors {
        let promised = self.text("COLORTERM");
        if promised == "truecolor" || promised == "24bit" || self.get("WT_SESSION").is_some() {
            return Colors::True;
        }
        let term = self.text("TERM");
        match () {
            () if term.contains("direct") => Colors::True,
            () if term.contains("256") || !promised.is_empty() => Colors::Palette,
            () => Colors::Sixteen,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(vars: &[(&str, &str)]) -> Env {
        vars.iter().copied().collect()
    }

    #[test]
    fn abilities_are_read_from_what_terminals_set() {
        for (vars, has_links, tells_ground) in [
            (&[("TERM", "xterm-256color")][..], false, false),
            (&[("TERM", "xterm-kitty")], true, true),
            (&[("TERM", "xterm-256color"), ("VTE_VERSION", "6800")], true, true),
            (&[("TERM", "xterm-256color"), ("VTE_VERSION", "4205")], false, false),
            (&[("TERM_PROGRAM", "WezTerm"), ("SSH_CONNECTION", "1 2 3 4")], true, false),
            (
                &[("TERM", "tmux-256color"), ("TMUX", "/tmp/1"), ("KITTY_WINDOW_ID", "1")],
                false,
                false,
            ),
        ] {
            let env = env(vars);
            assert_eq!(
                (env.has_links(), env.tells_ground()),
                (has_links, tells_ground),
                "{vars:?}"
            );
        }
    }

    #[test]
    fn grounds_and_colours_are_told_by_the_environment() {
        for (value, want) in [
            ("15;0", Some(false)),
            ("0;default;15", Some(true)),
            ("0;7", Some(true)),
            ("", None),
            ("x", None),
        ] {
            assert_eq!(env(&[("COLORFGBG", value)]).has_light_ground(), want, "{value}");
        }
        for (term, promised, want) in [
            ("xterm", "", Colors::Sixteen),
            ("xterm-256color", "", Colors::Palette),
            ("xterm-256color", "truecolor", Colors::True),
            ("linux", "", Colors::Sixteen),
        ] {
            assert_eq!(env(&[("TERM", term), ("COLORTERM", promised)]).colors(), want, "{term}");
        }
    }
}
