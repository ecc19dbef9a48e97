//! Themes: a style for each role. Read from TOML, so that a reader can make one; the ones shipped are
//! built in.

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};

use super::colors::reduced;

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

            fn change(&mut self, change: impl Fn(Style) -> Style) {
                $(self.$field = change(self.$field);)*
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
    ("dusk", include_str!("../../assets/themes/dusk.toml")),
    ("paper", include_str!("../../assets/themes/paper.toml")),
    ("plain", include_str!("../../assets/themes/plain.toml")),
];

/// What colours stand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// A dark background.
    Dark,
    /// A light one.
    Light,
}

impl Default for Theme {
    /// The theme `calm`, which reads on dark and on light grounds.
    fn default() -> Self {
        Self::shipped("calm").unwrap_or(Self::BARE)
    }
}

/// A theme file: a style for each role, and tables of those that differ on a dark or a light ground.
#[derive(Default, serde::Deserialize)]
struct File {
    #[serde(default)]
    dark: BTreeMap<String, String>,
    #[serde(default)]
    light: BTreeMap<String, String>,
    #[serde(flatten)]
    styles: BTreeMap<String, String>,
}

impl Theme {
    /// Returns a theme that is built in: `calm` (the default), `paper`, `dusk`, or `plain` (no colour at all).
    pub fn shipped(name: &str) -> Option<Self> {
        Self::shipped_on(name, None)
    }

    /// As [`Theme::shipped`], for a ground that is known.
    pub fn shipped_on(name: &str, ground: Option<Ground>) -> Option<Self> {
        let (_, toml) = SHIPPED.iter().find(|(known, _)| *known == name)?;
        let (theme, faults) = Self::read(toml, ground);
        faults.is_empty().then_some(theme)
    }

    /// The names of the themes built in.
    pub fn names() -> impl Iterator<Item = &'static str> {
        SHIPPED.iter().map(|(name, _)| *name)
    }

    /// Reads a theme: one line for each role, `chosen = "magenta bold"`; below `[dark]` and `[light]` those that differ
    /// on such a ground. Roles left out have no style of their own. What is wrong is returned beside it, and the rest
    /// counts.
    pub fn read(toml: &str, ground: Option<Ground>) -> (Self, Vec<ThemeError>) {
        let mut theme = Self::BARE;
        let file: File = match toml::from_str(toml) {
            Ok(file) => file,
            Err(error) => return (theme, vec![error.into()]),
        };
        let mut faults = Vec::new();
        let own = match ground {
            Some(Ground::Dark) => file.dark,
            Some(Ground::Light) => file.light,
            None => BTreeMap::new(),
        };
        for (role, words) in file.styles.into_iter().chain(own) {
            match style(&words) {
                Ok(style) if theme.set(&role, style) => {}
                Ok(_) => faults.push(ThemeError::Role(role)),
                Err(word) => faults.push(ThemeError::Word { word: word.to_owned(), role }),
            }
        }
        (theme, faults)
    }

    /// The theme in the 256 colours of the palette, or, if `is_sixteen`, in the terminal's own sixteen.
    #[must_use]
    pub fn reduced(mut self, is_sixteen: bool) -> Self {
        self.change(|style| reduced(style, is_sixteen));
        self
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
            for ground in [None, Some(Ground::Dark), Some(Ground::Light)] {
                assert!(
                    Theme::shipped_on(name, ground).is_some(),
                    "{name}: {:?}",
                    Theme::read(toml, ground).1
                );
            }
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
    fn what_is_wrong_is_told_and_the_rest_counts() {
        for (toml, why) in [
            (
                "bar = \"red\"\nchosen = \"magneta\"",
                "\"magneta\" in the style of \"chosen\" is neither a colour nor a weight",
            ),
            ("bar = \"red\"\ncolour = \"red\"", "there is no role named \"colour\""),
        ] {
            let (theme, faults) = Theme::read(toml, None);
            assert_eq!(faults.iter().map(ToString::to_string).collect::<Vec<_>>(), [why]);
            assert_eq!(theme.bar.fg, Some(Color::Red));
        }
        assert_eq!(Theme::read("chosen = 3", None).1.len(), 1);
        assert_eq!(
            style("#102030 on 7 bold").unwrap(),
            Style::new()
                .fg(Color::Rgb(16, 32, 48))
                .bg(Color::Indexed(7))
                .add_modifier(Modifier::BOLD)
        );
    }

    #[test]
    fn a_ground_has_styles_of_its_own() {
        let toml =
            "bar = \"red\"\nkey = \"cyan\"\n[dark]\nbar = \"white\"\n[light]\nbar = \"black\"";
        let bar = |ground| Theme::read(toml, ground).0.bar.fg;
        assert_eq!(bar(None), Some(Color::Red));
        assert_eq!(bar(Some(Ground::Dark)), Some(Color::White));
        assert_eq!(bar(Some(Ground::Light)), Some(Color::Black));
        assert_eq!(Theme::read(toml, Some(Ground::Dark)).0.key.fg, Some(Color::Cyan));
    }

    #[test]
    fn a_name_has_its_colour_always() {
        let theme = Theme::shipped("dusk").unwrap();
        assert_eq!(theme.person("Ada Lovelace"), theme.person("Ada Lovelace"));
        let names = [
            "Ada Lovelace",
            "Charles Babbage",
            "Mary Somerville",
            "Michael Faraday",
            "John Herschel",
            "Byron",
        ];
        let mut colours: Vec<String> =
            names.iter().map(|name| format!("{:?}", theme.person(name))).collect();
        colours.sort();
        colours.dedup();
        assert!(colours.len() > 1);
    }
}
