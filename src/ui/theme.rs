//! Themes: a style for each role. Read from TOML, so that a reader can make one; the ones shipped are
//! built in.

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};

macro_rules! roles {
    ($($field:ident $help:literal;)*) => {
        /// A style for each role.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Theme {
            $(#[doc = $help] pub $field: Style,)*
        }

        impl Theme {
            /// A theme in which nothing has a style.
            const BARE: Self = Self { $($field: Style::new(),)* };

            /// The roles, by the names they have in a theme file.
            pub const ROLES: &'static [(&'static str, &'static str)] =
                &[$((stringify!($field), $help),)*];

            fn set(&mut self, role: &str, style: Style) -> bool {
                match role {
                    $(stringify!($field) => self.$field = style,)*
                    _ => return false,
                }
                true
            }
        }
    };
}

roles! {
    text "Running text, and the ground everything stands on.";
    faint "What stands back: furniture, numbers, notes.";
    rule "Thin lines between panes.";
    heading "The heading of the pane with the focus.";
    title "The title of an article.";
    chosen "A mention of the chosen person.";
    current "The current mention.";
    also "A mention of somebody whom the articles are filtered by.";
    other "A mention of anyone else.";
    person_1 "The first of the colours that persons are told apart by; each has one of them by its name.";
    person_2 "The second.";
    person_3 "The third.";
    person_4 "The fourth.";
    hit "A search hit.";
    matched "Letters that a filter matched.";
    bar "The bar at the current passage and the current row.";
    cursor "The current row of a list.";
    key "A key.";
    warning "Something wrong.";
}

/// Why a theme could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    /// Not TOML, or not a table of strings.
    #[error("not a theme: {0}")]
    Form(#[from] toml::de::Error),
    /// A role that does not exist.
    #[error("there is no role named \"{0}\"")]
    Role(String),
    /// A word of a style that means nothing.
    #[error("\"{word}\" in the style of \"{role}\" is neither a colour nor a weight")]
    Word {
        /// The role.
        role: String,
        /// The word.
        word: String,
    },
}

/// The themes shipped, by name.
const SHIPPED: &[(&str, &str)] = &[
    ("calm", include_str!("../../assets/themes/calm.toml")),
    ("paper", include_str!("../../assets/themes/paper.toml")),
    ("plain", include_str!("../../assets/themes/plain.toml")),
];

impl Default for Theme {
    /// The theme `calm`, which reads on dark and on light grounds.
    fn default() -> Self {
        Self::shipped("calm").unwrap_or(Self::BARE)
    }
}

impl Theme {
    /// Returns a theme that is built in: `calm` (the default), `paper`, or `plain` (no colour at all).
    pub fn shipped(name: &str) -> Option<Self> {
        let (_, toml) = SHIPPED.iter().find(|(known, _)| *known == name)?;
        Self::parse(toml).ok()
    }

    /// Returns the colour that tells a person from others, the same for the same name always.
    pub fn person(&self, name: &str) -> Style {
        // FNV-1a: alike on every machine.
        let hash = name
            .bytes()
            .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        let colours = [self.person_1, self.person_2, self.person_3, self.person_4];
        colours.get(hash as usize % colours.len()).copied().unwrap_or_default()
    }

    /// The names of the themes built in.
    pub fn names() -> impl Iterator<Item = &'static str> {
        SHIPPED.iter().map(|(name, _)| *name)
    }

    /// Reads a theme: one line for each role, `chosen = "magenta bold"`. Roles left out have no style of
    /// their own.
    ///
    /// # Errors
    /// What is not TOML, names no role or no style.
    pub fn parse(toml: &str) -> Result<Self, ThemeError> {
        let lines: BTreeMap<String, String> = toml::from_str(toml)?;
        let mut theme = Self::BARE;
        for (role, words) in lines {
            let style = style(&words)
                .map_err(|word| ThemeError::Word { role: role.clone(), word: word.to_owned() })?;
            if !theme.set(&role, style) {
                return Err(ThemeError::Role(role));
            }
        }
        Ok(theme)
    }
}

/// Reads `"magenta on black bold"`; `Err` holds the word that means nothing.
fn style(words: &str) -> Result<Style, &str> {
    let mut style = Style::new();
    let mut is_ground = false;
    for word in words.split_whitespace() {
        let modifier = match word {
            "on" if !is_ground => {
                is_ground = true;
                continue;
            }
            "regular" => {
                style = style.remove_modifier(Modifier::BOLD | Modifier::ITALIC);
                continue;
            }
            "bold" => Some(Modifier::BOLD),
            "dim" => Some(Modifier::DIM),
            "italic" => Some(Modifier::ITALIC),
            "underlined" => Some(Modifier::UNDERLINED),
            "reversed" => Some(Modifier::REVERSED),
            _ => None,
        };
        style = match modifier {
            Some(modifier) => style.add_modifier(modifier),
            None => {
                let colour: Color = word.parse().map_err(|_| word)?;
                if is_ground { style.bg(colour) } else { style.fg(colour) }
            }
        };
        is_ground = false;
    }
    Ok(style)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_theme_names_every_role() {
        for (name, toml) in SHIPPED {
            assert!(Theme::shipped(name).is_some(), "{name}: {:?}", Theme::parse(toml));
            for (role, _) in Theme::ROLES {
                assert!(toml.contains(&format!("\n{role} = ")), "{name} lacks {role}");
            }
        }
    }

    #[test]
    fn the_plain_theme_has_no_colour() {
        let (_, toml) = SHIPPED.iter().find(|(name, _)| *name == "plain").unwrap();
        let lines: BTreeMap<String, String> = toml::from_str(toml).unwrap();
        for words in lines.values() {
            let style = style(words).unwrap();
            assert_eq!((style.fg, style.bg), (None, None), "{words}");
        }
    }

    #[test]
    fn weights_alone_tell_mentions_apart_even_in_a_title() {
        for name in Theme::names() {
            let theme = Theme::shipped(name).unwrap();
            for ground in [theme.text, theme.title] {
                let weight = |style: Style| ground.patch(style).add_modifier;
                let told = [Style::new(), theme.other, theme.also, theme.chosen, theme.current];
                let told = told.map(weight);
                for (i, a) in told.iter().enumerate() {
                    assert!(!told[i + 1..].contains(a), "{name}: {told:?}");
                }
            }
        }
    }

    #[test]
    fn a_wrong_theme_says_what_is_wrong() {
        for (toml, why) in [
            (
                "chosen = \"magneta\"",
                "\"magneta\" in the style of \"chosen\" is neither a colour nor a weight",
            ),
            ("colour = \"red\"", "there is no role named \"colour\""),
        ] {
            assert_eq!(Theme::parse(toml).unwrap_err().to_string(), why);
        }
        assert!(Theme::parse("chosen = 3").is_err());
        assert_eq!(
            style("#102030 on 7 bold").unwrap(),
            Style::new()
                .fg(Color::Rgb(16, 32, 48))
                .bg(Color::Indexed(7))
                .add_modifier(Modifier::BOLD)
        );
    }
}
