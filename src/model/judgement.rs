//! What the reader said of who is who: one correction each. Judgements hang on places and names, not on ids of a
//! library, so that they hold for any library that holds the same articles.

use serde::{Deserialize, Serialize};

use super::{Anchor, EntityId, EntityKind, Place};

/// One correction by the reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// When, in seconds since 1970.
    pub at: i64,
    /// What was said.
    #[serde(flatten)]
    pub said: Said,
}

/// What was said, of entities told by `W` and mentions told by `M`. A judgement on a mention by name holds for the same
/// words throughout its article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "said", rename_all = "kebab-case")]
pub enum Said<W = Whom, M = Anchor> {
    /// A mention refers to somebody else than it was taken for.
    SameAs {
        /// The mention.
        mention: M,
        /// To whom.
        whom: W,
    },
    /// A mention does not refer to whom it was taken for.
    NotThis {
        /// The mention.
        mention: M,
        /// Whom it was taken for.
        whom: W,
    },
    /// A mention refers to somebody whom nothing else refers to.
    New {
        /// The mention.
        mention: M,
    },
    /// A mention refers to nobody.
    Nobody {
        /// The mention.
        mention: M,
    },
    /// Two entities are one.
    Merge {
        /// The one.
        whom: W,
        /// The other.
        other: W,
    },
    /// In some articles an entity is somebody else.
    SplitArticles {
        /// The entity.
        whom: W,
        /// A mention in each of these articles.
        mentions: Vec<M>,
    },
    /// Where articles call an entity by no fuller name than this, it is somebody else.
    SplitAlias {
        /// The entity.
        whom: W,
        /// The name.
        alias: String,
    },
    /// An entity is to be called so.
    Rename {
        /// The entity.
        whom: W,
        /// Its name.
        name: String,
    },
    /// What an entity is.
    Kind {
        /// The entity.
        whom: W,
        /// What it is; `None` for nothing at all.
        kind: Option<EntityKind>,
    },
}

/// A judgement about to be made, in the numbers of a library.
pub type Ruling = Said<EntityId, Place>;

/// An entity, by some of its mentions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whom {
    /// What it was called when this was said: for the reader, it decides nothing.
    pub name: String,
    /// Mentions of it; the first that is found again tells who is meant.
    pub mentions: Vec<Anchor>,
}

impl<W, M> Said<W, M> {
    /// The same, of entities and mentions told in another way.
    ///
    /// # Errors
    /// The first that cannot be told so.
    pub fn told_by<V, N, E>(
        self,
        whom_by: &mut dyn FnMut(W) -> Result<V, E>,
        mention_by: &mut dyn FnMut(M) -> Result<N, E>,
    ) -> Result<Said<V, N>, E> {
        Ok(match self {
            Self::SameAs { mention, whom } => {
                Said::SameAs { mention: mention_by(mention)?, whom: whom_by(whom)? }
            }
            Self::NotThis { mention, whom } => {
                Said::NotThis { mention: mention_by(mention)?, whom: whom_by(whom)? }
            }
            Self::New { mention } => Said::New { mention: mention_by(mention)? },
            Self::Nobody { mention } => Said::Nobody { mention: mention_by(mention)? },
            Self::Merge { whom, other } => {
                Said::Merge { whom: whom_by(whom)?, other: whom_by(other)? }
            }
            Self::SplitArticles { whom, mentions } => Said::SplitArticles {
                whom: whom_by(whom)?,
                mentions: mentions.into_iter().map(mention_by).collect::<Result<_, _>>()?,
            },
            Self::SplitAlias { whom, alias } => Said::SplitAlias { whom: whom_by(whom)?, alias },
            Self::Rename { whom, name } => Said::Rename { whom: whom_by(whom)?, name },
            Self::Kind { whom, kind } => Said::Kind { whom: whom_by(whom)?, kind },
        })
    }

    /// The judgement in a word or two.
    pub const fn verb(&self) -> &'static str {
        match self {
            Self::SameAs { .. } => "same as",
            Self::NotThis { .. } => "not",
            Self::New { .. } => "somebody new",
            Self::Nobody { .. } => "nobody",
            Self::Merge { .. } => "is also",
            Self::SplitArticles { .. } => "is somebody else in",
            Self::SplitAlias { .. } => "is not",
            Self::Rename { .. } => "is called",
            Self::Kind { .. } => "is a",
        }
    }

    /// The mention it is about, where it is about one.
    pub const fn mention(&self) -> Option<&M> {
        match self {
            Self::SameAs { mention, .. }
            | Self::NotThis { mention, .. }
            | Self::New { mention }
            | Self::Nobody { mention } => Some(mention),
            _ => None,
        }
    }

    /// The entity it is about or names.
    pub const fn whom(&self) -> Option<&W> {
        match self {
            Self::SameAs { whom, .. }
            | Self::NotThis { whom, .. }
            | Self::Merge { whom, .. }
            | Self::SplitArticles { whom, .. }
            | Self::SplitAlias { whom, .. }
            | Self::Rename { whom, .. }
            | Self::Kind { whom, .. } => Some(whom),
            Self::New { .. } | Self::Nobody { .. } => None,
        }
    }
}

impl Said {
    /// A place in an article that it is about.
    pub fn place(&self) -> Option<&Anchor> {
        self.mention().or_else(|| self.whom()?.mentions.first())
    }

    /// The whole judgement in a line: `"Putin" is not Vladimir Putin`.
    pub fn sentence(&self) -> String {
        let (mention, verb) = (self.mention(), self.verb());
        let whom = self.whom().map_or("", |whom| whom.name.as_str());
        match (self, mention) {
            (Self::SameAs { .. } | Self::NotThis { .. }, Some(mention)) => {
                format!("\"{}\" is {verb} {whom}", mention.surface)
            }
            (_, Some(mention)) => format!("\"{}\" is {verb}", mention.surface),
            (Self::Merge { other, .. }, _) => format!("{whom} {verb} {}", other.name),
            (Self::SplitArticles { mentions, .. }, _) => match mentions.len() {
                1 => format!("{whom} {verb} one article"),
                n => format!("{whom} {verb} {n} articles"),
            },
            (Self::SplitAlias { alias, .. }, _) => format!("{whom} {verb} \"{alias}\""),
            (Self::Rename { name, .. }, _) => format!("{whom} {verb} {name}"),
            (Self::Kind { kind: None, .. }, _) => format!("{whom} is nobody and nothing"),
            (Self::Kind { kind: Some(kind), .. }, _) => {
                let kind = match kind {
                    EntityKind::Person => "a person",
                    EntityKind::Organisation => "an organisation",
                    EntityKind::Place => "a place",
                };
                format!("{whom} is {kind}")
            }
            _ => verb.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_judgement_is_one_flat_line_of_json() {
        let mention = Anchor { key: "a.txt".into(), surface: "Bush".into(), ..Anchor::default() };
        let whom = Whom { name: "George Bush".into(), mentions: vec![mention.clone()] };
        for (said, sentence) in [
            (Said::New { mention: mention.clone() }, "\"Bush\" is somebody new"),
            (
                Said::NotThis { mention: mention.clone(), whom: whom.clone() },
                "\"Bush\" is not George Bush",
            ),
            (Said::Rename { whom: whom.clone(), name: "G".into() }, "George Bush is called G"),
            (
                Said::Kind { whom: whom.clone(), kind: Some(EntityKind::Organisation) },
                "George Bush is an organisation",
            ),
            (
                Said::SplitArticles { whom: whom.clone(), mentions: vec![mention] },
                "George Bush is somebody else in one article",
            ),
        ] {
            assert_eq!(said.sentence(), sentence);
            let judgement = Judgement { at: 7, said };
            let line = serde_json::to_string(&judgement).unwrap();
            assert!(line.starts_with(r#"{"at":7,"said":""#), "{line}");
            assert_eq!(serde_json::from_str::<Judgement>(&line).unwrap(), judgement);
        }
    }
}
