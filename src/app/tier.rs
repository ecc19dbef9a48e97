//! Which mentions count: names alone, or also nominals, or also pronouns.

use crate::model::{Form, FormCounts};

/// Which mentions are shown, counted and walked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tier {
    /// Names.
    Names,
    /// Names and nominals.
    Nominals,
    /// Names, nominals and pronouns.
    #[default]
    Pronouns,
}

impl Tier {
    /// All of them, the widest first.
    pub const ALL: [Self; 3] = [Self::Pronouns, Self::Nominals, Self::Names];

    /// The next one, round the end.
    pub const fn next(self) -> Self {
        match self {
            Self::Names => Self::Nominals,
            Self::Nominals => Self::Pronouns,
            Self::Pronouns => Self::Names,
        }
    }

    /// Whether mentions of this form are in it.
    pub const fn holds(self, form: Form) -> bool {
        form as u8 <= self as u8
    }

    /// How many of these mentions are in it.
    pub const fn of(self, counts: FormCounts) -> u32 {
        match self {
            Self::Names => counts.names,
            Self::Nominals => counts.names + counts.nominals,
            Self::Pronouns => counts.all(),
        }
    }

    /// What counts, in words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Names => "names alone",
            Self::Nominals => "names and nominals",
            Self::Pronouns => "names, nominals and pronouns",
        }
    }

    /// The three forms, each with a sign that tells whether it counts.
    pub fn signs(self) -> String {
        let sign = |form| if self.holds(form) { '▪' } else { '▫' };
        let [names, nominals, pronouns] = Form::ALL.map(sign);
        format!("names {names} nominals {nominals} pronouns {pronouns}")
    }
}
