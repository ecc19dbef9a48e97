//! A mention: a span of an article that refers to an entity.

use std::borrow::Cow;
use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::text::Span;

/// A span that refers to an entity.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Where it stands in the article's text. Titles ("Mr", "President") and a possessive 's stay outside a name.
    pub span: Span,
    /// What is referred to.
    pub kind: EntityKind,
    /// How.
    pub form: Form,
    /// How sure the program is, 0.0 to 1.0.
    pub confidence: f32,
    /// The rule that found it, for `ibid annotate` and "why".
    pub rule: Cow<'static, str>,
}

impl Mention {
    /// Below this confidence a mention is doubtful: of such names and references fewer than 7 in 10 are right by what
    /// the recogniser and the rules were measured to be.
    pub const DOUBTFUL: f32 = 0.7;
}

/// What an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EntityKind {
    /// A person.
    #[serde(rename = "PER")]
    Person,
    /// An organisation.
    #[serde(rename = "ORG")]
    Organisation,
    /// A place.
    #[serde(rename = "LOC")]
    Place,
}

impl EntityKind {
    /// All kinds, in the order of the sidebar's tabs and of their stored codes.
    pub const ALL: [Self; 3] = [Self::Person, Self::Organisation, Self::Place];

    /// The label of annotated sets: `PER`, `ORG`, `LOC`.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Person => "PER",
            Self::Organisation => "ORG",
            Self::Place => "LOC",
        }
    }

    /// The word for several of them.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Person => "people",
            Self::Organisation => "organisations",
            Self::Place => "places",
        }
    }
}

/// How many mentions there are of each form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FormCounts {
    /// Names.
    pub names: u32,
    /// Nominals.
    pub nominals: u32,
    /// Pronouns.
    pub pronouns: u32,
}

impl FormCounts {
    /// Counts mentions of these forms.
    pub fn of(forms: impl Iterator<Item = Form>) -> Self {
        let mut counts = Self::default();
        for form in forms {
            match form {
                Form::Name => counts.names += 1,
                Form::Nominal => counts.nominals += 1,
                Form::Pronoun => counts.pronouns += 1,
            }
        }
        counts
    }

    /// All mentions.
    pub const fn all(self) -> u32 {
        self.names + self.nominals + self.pronouns
    }
}

impl AddAssign for FormCounts {
    fn add_assign(&mut self, more: Self) {
        self.names += more.names;
        self.nominals += more.nominals;
        self.pronouns += more.pronouns;
    }
}

/// How a mention refers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// By name: "Assad".
    Name,
    /// By description: "the Syrian leader".
    Nominal,
    /// By pronoun: "he".
    Pronoun,
}

impl Form {
    /// All forms, in the order of the tiers and of their stored codes.
    pub const ALL: [Self; 3] = [Self::Name, Self::Nominal, Self::Pronoun];

    /// The word used in JSON and on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Nominal => "nominal",
            Self::Pronoun => "pronoun",
        }
    }
}
