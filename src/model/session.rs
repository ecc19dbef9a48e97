//! How the screen was left, to find it so again. Kept as JSON: fields may be added, and what a field no longer means
//! counts as its default.

use serde::{Deserialize, Serialize};

use super::Whom;

/// How the screen was left. Numbers are places in the `ALL` table of their type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    /// The key of the open article.
    pub open: Option<String>,
    /// The pane that had the keys.
    pub focus: u8,
    /// Cells that the article pane and the sidebar are wider than by default.
    pub widths: [i16; 2],
    /// Whether the reader stood alone.
    pub zen: bool,
    /// The filter of the article pane.
    pub filter: String,
    /// The persons that filtered the articles, and whether as those left out.
    pub who: Vec<(Whom, bool)>,
    /// Who was chosen.
    pub chosen: Option<Whom>,
    /// How the articles were sorted, and which of them stood together.
    pub articles: [u8; 2],
    /// The tab of the sidebar, and how it was sorted.
    pub sidebar: [u8; 2],
    /// Which mentions counted.
    pub tier: u8,
    /// In which order a search in all articles listed what it found.
    pub hits: u8,
    /// What was searched for, the last last.
    pub searches: Vec<String>,
    /// What lists were filtered by, the last last.
    pub filters: Vec<String>,
}
