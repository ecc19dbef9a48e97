//! Whether colours may be used.

use serde::{Deserialize, Serialize};

use super::Env;

/// What the user said about colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColorMode {
    /// Where the output can show them and nothing forbids them.
    #[default]
    Auto,
    /// Even into a pipe.
    Always,
    /// Not at all.
    Never,
}

impl ColorMode {
    /// The word for it in a settings file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Always => "always",
            Self::Never => "never",
        }
    }

    /// Whether to write colours to an output, `is_terminal` or not.
    ///
    /// `auto` gives in to a `NO_COLOR` that is not empty (no-color.org) and to `TERM=dumb`.
    pub fn allows(self, env: &Env, is_terminal: bool) -> bool {
        match self {
            Self::Auto => is_terminal && env.get("NO_COLOR").is_none() && !env.is("TERM", "dumb"),
            Self::Always => true,
            Self::Never => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn auto_looks_around_and_the_others_do_not() {
        let env = |vars: &[(&str, &str)]| vars.iter().copied().collect::<Env>();
        let plain = env(&[("TERM", "xterm")]);
        assert!(ColorMode::Auto.allows(&plain, true));
        assert!(!ColorMode::Auto.allows(&plain, false));
        assert!(!ColorMode::Auto.allows(&env(&[("NO_COLOR", "1")]), true));
        assert!(ColorMode::Auto.allows(&env(&[("NO_COLOR", "")]), true));
        assert!(!ColorMode::Auto.allows(&env(&[("TERM", "dumb")]), true));
        assert!(ColorMode::Always.allows(&env(&[("NO_COLOR", "1")]), false));
        assert!(!ColorMode::Never.allows(&plain, true));
    }
}
