//! Two passages of different articles that tell the same thing.

use serde::{Deserialize, Serialize};

use super::{ArticleId, PassageRef};

/// A link between two passages of different articles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// The one.
    pub a: PassageRef,
    /// The other.
    pub b: PassageRef,
    /// In which way they tell the same.
    pub kind: LinkKind,
    /// How sure, 0.0 to 1.0.
    pub score: f32,
}

impl Link {
    /// A score as it is stored: in whole hundredths, 0 to 100.
    pub fn hundredths(score: f32) -> u8 {
        (score.clamp(0.0, 1.0) * 100.0).round() as u8
    }

    /// The score of so many hundredths.
    pub fn score_of(hundredths: u8) -> f32 {
        (f32::from(hundredths) / 100.0).min(1.0)
    }

    /// From this score on a link is counted, and walked to.
    pub const COUNTED_FROM: f32 = 0.5;
    /// Links with a lower score are not shown to a reader; those between the two come after the others, as
    /// less sure.
    pub const SHOWN_FROM: f32 = 0.2;

    /// Keys that two passages must share to be compared: so few that share one alone tell the same that they
    /// are not worth the time.
    pub const LEAST_SHARED: u32 = 2;

    /// Returns how many passages of a library may have `key` before it says nothing and is passed over. The
    /// lowest bit of a key tells one word alone, which says less, from several.
    pub const fn most_sharing(key: u64) -> usize {
        if key & Self::ONE_WORD == 0 { 200 } else { 60 }
    }

    /// The bit of a key that is set where it stands for one word alone.
    pub const ONE_WORD: u64 = 1;
}

/// A [`Link`] in half the room, with its score as it is stored: very many are held before they are stored.
#[derive(Clone, Copy, Debug)]
pub struct SmallLink {
    articles: [u32; 2],
    ordinals: [u32; 2],
    kind: LinkKind,
    hundredths: u8,
}

impl From<Link> for SmallLink {
    fn from(Link { a, b, kind, score }: Link) -> Self {
        // The index of passages has no room for greater ids.
        let articles = [a, b].map(|of| u32::try_from(of.article.0).unwrap_or(u32::MAX));
        let ordinals = [a.ordinal, b.ordinal];
        Self { articles, ordinals, kind, hundredths: Link::hundredths(score) }
    }
}

impl From<SmallLink> for Link {
    fn from(SmallLink { articles, ordinals, kind, hundredths }: SmallLink) -> Self {
        let [a, b] = [0, 1].map(|side| PassageRef {
            article: ArticleId(articles[side].into()),
            ordinal: ordinals[side],
        });
        Self { a, b, kind, score: Self::score_of(hundredths) }
    }
}

/// A link between a passage of one article and a passage of another, without the words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing {
    /// The ordinals of the two passages.
    pub ordinals: [u32; 2],
    /// [`Link::kind`].
    pub kind: LinkKind,
    /// [`Link::score`].
    pub score: f32,
}

/// How far two articles tell the same: the links between them taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tie {
    /// The two articles, the lesser id first.
    pub articles: [ArticleId; 2],
    /// How much of each is told in the other, of the two shares the lesser, in thousandths.
    pub told: u32,
    /// Whether they are near-copies of one another.
    pub is_copied: bool,
}

/// In which way two passages tell the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkKind {
    /// The same words.
    Copy,
    /// The same wording, cut or changed.
    Edited,
    /// The same quotation.
    Quote,
    /// One utterance in two translations.
    TranslatedQuote,
    /// The same fact in other words.
    Retold,
}

impl LinkKind {
    /// All kinds, in the order of their stored codes.
    pub const ALL: [Self; 5] =
        [Self::Copy, Self::Edited, Self::Quote, Self::TranslatedQuote, Self::Retold];

    /// The word used in JSON and on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Copy => "copy",
            Self::Edited => "edited",
            Self::Quote => "quote",
            Self::TranslatedQuote => "translated-quote",
            Self::Retold => "retold",
        }
    }

    /// One sign for narrow rows; the name says the same in words.
    pub const fn sign(self) -> char {
        match self {
            Self::Copy => '=',
            Self::Edited => '≈',
            Self::Quote => '"',
            Self::TranslatedQuote => '”',
            Self::Retold => '~',
        }
    }
}
