//! The article pane: its rows, their order, what is unread.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Chosen, ListView};
use crate::model::{ArticleId, ArticleRow};

/// The article pane.
#[derive(Clone, Debug, Default)]
pub struct Articles {
    /// The rows, in the order of the library.
    pub rows: Arc<Vec<ArticleRow>>,
    /// Which are shown, and the cursor.
    pub list: ListView<ArticleId>,
    /// How they are sorted.
    pub sort: ArticleSort,
    /// Whether the library has answered yet.
    pub is_loaded: bool,
    /// The place of each article in `rows`.
    places: FxHashMap<ArticleId, u32>,
    /// Read since the rows were loaded.
    read: FxHashSet<ArticleId>,
}

/// How the articles are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ArticleSort {
    /// Newest first, then the undated: the order of the library.
    #[default]
    Newest,
    /// By title.
    Title,
    /// Most mentions of the chosen person first.
    Mentions,
    /// Longest first.
    Longest,
}

impl ArticleSort {
    /// The next way to sort.
    pub const fn next(self) -> Self {
        match self {
            Self::Newest => Self::Title,
            Self::Title => Self::Mentions,
            Self::Mentions => Self::Longest,
            Self::Longest => Self::Newest,
        }
    }

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Newest => "newest first",
            Self::Title => "by title",
            Self::Mentions => "most mentions first",
            Self::Longest => "longest first",
        }
    }
}

impl Articles {
    /// Takes new rows. Returns whether the filter has to be asked again.
    pub fn set_rows(&mut self, rows: Arc<Vec<ArticleRow>>, chosen: Option<&Chosen>) -> bool {
        self.rows = rows;
        self.is_loaded = true;
        let ids: Vec<ArticleId> = self.rows.iter().map(|row| row.id).collect();
        self.places = ids.iter().copied().zip(0..).collect();
        self.list.set_rows(ids, self.order(chosen))
    }

    /// Sorts the rows again, as after a change of the chosen person.
    pub fn sort(&mut self, chosen: Option<&Chosen>) {
        self.list.set_order(self.order(chosen));
    }

    fn order(&self, chosen: Option<&Chosen>) -> Option<Vec<u32>> {
        let mut order: Vec<u32> = (0..self.rows.len() as u32).collect();
        let row = |place: &u32| self.rows.get(*place as usize);
        match self.sort {
            ArticleSort::Newest => return None,
            ArticleSort::Title => {
                order.sort_by_cached_key(|place| {
                    row(place).map(|row| crate::text::fold(&row.title))
                });
            }
            ArticleSort::Mentions => {
                let count = |place: &u32| {
                    let (chosen, row) = chosen.zip(row(place))?;
                    Some(chosen.spans(row.id).len())
                };
                order.sort_by_cached_key(|place| std::cmp::Reverse(count(place)));
            }
            ArticleSort::Longest => {
                order.sort_by_key(|place| std::cmp::Reverse(row(place).map(|row| row.words)));
            }
        }
        Some(order)
    }

    /// What of a row the filter sees.
    pub fn filter_text(row: &ArticleRow) -> String {
        match &row.publisher {
            Some(publisher) => format!("{}  {publisher}", row.title),
            None => row.title.clone(),
        }
    }

    /// The row of an article.
    pub fn row(&self, id: ArticleId) -> Option<&ArticleRow> {
        self.rows.get(*self.places.get(&id)? as usize)
    }

    /// Whether the library holds an article.
    pub fn holds(&self, id: ArticleId) -> bool {
        self.places.contains_key(&id)
    }

    /// Whether a row counts as read.
    pub fn is_read(&self, row: &ArticleRow) -> bool {
        row.is_read || self.read.contains(&row.id)
    }

    /// Notes that an article was read. Returns whether it was unread before.
    pub fn mark_read(&mut self, id: ArticleId) -> bool {
        let was_read = self.row(id).is_some_and(|row| self.is_read(row));
        !was_read && self.read.insert(id)
    }

    /// Whether the library holds nothing.
    pub fn is_empty(&self) -> bool {
        self.is_loaded && self.rows.is_empty()
    }
}
