//! The article pane: its rows, their order, which stand together, what is unread.

use std::mem::take;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::filter::Rows;

use super::{Chosen, ListView, RowLabels, Saved, Ticket, Who};
use crate::model::{ArticleId, ArticleLine, ArticleRows};
use crate::query::Query;

/// The article pane.
#[derive(Clone, Debug, Default)]
pub struct Articles {
    /// The rows, in the order of the library.
    pub rows: Arc<ArticleRows>,
    /// Which are shown, and the cursor.
    pub list: ListView<ArticleId>,
    /// How they are sorted.
    pub sort: ArticleSort,
    /// Which of them stand together.
    pub grouping: Grouping,
    /// The persons that filter them.
    pub who: Vec<Who>,
    /// What the fields of the filter find.
    pub(super) by_fields: ByFields,
    /// The saved queries.
    pub saved: Saved,
    /// Whether the library has answered yet.
    pub is_loaded: bool,
    /// Labels that changed since the rows were loaded.
    changed: FxHashMap<ArticleId, RowLabels>,
    /// The story of each article that is not alone in it, by the article in its middle.
    stories: Arc<FxHashMap<ArticleId, ArticleId>>,
}

/// The articles that the fields of a filter find.
#[derive(Clone, Debug, Default)]
pub(super) struct ByFields {
    /// The fields that were asked for last; `None` where the filter has none.
    pub(super) fields: Option<Query>,
    /// The request that is not answered yet.
    pub(super) asked: Option<Ticket>,
    /// What they find; `None` until they were answered once.
    pub(super) found: Option<FxHashSet<ArticleId>>,
}

/// Which articles stand together in the pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    /// Near-copies.
    #[default]
    Editions,
    /// Articles on one event.
    Stories,
    /// None.
    Alone,
}

impl Grouping {
    /// All of them, in the order one comes to them.
    pub const ALL: [Self; 3] = [Self::Editions, Self::Stories, Self::Alone];

    /// The next way to group.
    pub const fn next(self) -> Self {
        match self {
            Self::Editions => Self::Stories,
            Self::Stories => Self::Alone,
            Self::Alone => Self::Editions,
        }
    }

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Editions => "near-copies together",
            Self::Stories => "stories together",
            Self::Alone => "each alone",
        }
    }
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
    /// All of them, in the order one comes to them.
    pub const ALL: [Self; 4] = [Self::Newest, Self::Title, Self::Mentions, Self::Longest];

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
    pub fn set_rows(&mut self, rows: Arc<ArticleRows>, chosen: Option<&Chosen>) -> bool {
        self.rows = rows;
        self.is_loaded = true;
        let ids = self.rows.ids().to_vec();
        let (order, groups) = (self.order(chosen), self.groups());
        let is_due = self.list.set_rows_in_groups(ids, order, groups);
        self.admit();
        is_due
    }

    /// Groups the rows another way.
    pub fn group(&mut self, grouping: Grouping) {
        self.grouping = grouping;
        self.list.fold_all();
        self.list.set_groups(self.groups());
    }

    /// Takes the stories of the articles.
    pub fn set_stories(&mut self, stories: Arc<FxHashMap<ArticleId, ArticleId>>) {
        self.stories = stories;
        self.list.set_groups(self.groups());
    }

    /// The group of each row that has one.
    fn groups(&self) -> FxHashMap<u32, u32> {
        let heads = (0..).zip(self.rows.iter()).filter_map(|(place, row)| {
            let head = match self.grouping {
                Grouping::Editions => row.edition,
                Grouping::Stories => self.stories.get(&row.id).copied(),
                Grouping::Alone => None,
            };
            Some((place, head?))
        });
        let mut numbers: FxHashMap<ArticleId, u32> = FxHashMap::default();
        heads
            .map(|(place, head)| {
                let next = numbers.len() as u32;
                (place, *numbers.entry(head).or_insert(next))
            })
            .collect()
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
                order
                    .sort_by_cached_key(|place| row(place).map(|row| crate::text::fold(row.title)));
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

    /// What of a row the filter sees: its title, publisher and tags.
    pub fn filter_text(&self, row: &ArticleLine<'_>) -> String {
        row_text(row, self.changed.get(&row.id).map_or(row.tags, |labels| &labels.tags))
    }

    /// The rows for the filter, which folds them when it is first asked.
    pub(super) fn folded(&self) -> Rows {
        let (rows, changed) = (Arc::clone(&self.rows), self.changed.clone());
        Rows::later(rows.len(), move |place| {
            let Some(row) = rows.get(place) else { return String::new() };
            row_text(&row, changed.get(&row.id).map_or(row.tags, |labels| &labels.tags))
        })
    }

    /// The same, folded once for all who ask.
    pub(super) fn as_filtered(&mut self) -> Arc<Rows> {
        let mut list = take(&mut self.list);
        let rows = list.folded(|| self.folded());
        self.list = list;
        rows
    }

    /// The articles that were read since the rows were loaded, or are unread again.
    pub(super) fn read_since(&self) -> FxHashMap<ArticleId, bool> {
        self.changed.iter().map(|(&id, labels)| (id, labels.is_read)).collect()
    }

    /// The row of an article.
    pub fn row(&self, id: ArticleId) -> Option<ArticleLine<'_>> {
        self.rows.of(id)
    }

    /// Whether the library holds an article.
    pub fn holds(&self, id: ArticleId) -> bool {
        self.rows.place_of(id).is_some()
    }

    /// The labels of a row as they are now.
    pub fn labels(&self, row: &ArticleLine<'_>) -> RowLabels {
        self.changed.get(&row.id).cloned().unwrap_or_else(|| RowLabels {
            is_read: row.is_read,
            is_starred: row.is_starred,
            has_note: row.has_note,
            tags: row.tags.to_vec(),
        })
    }

    /// Changes the labels of an article.
    pub fn change_labels(&mut self, id: ArticleId, change: impl FnOnce(&mut RowLabels)) {
        let Some(mut labels) = self.row(id).map(|row| self.labels(&row)) else { return };
        change(&mut labels);
        self.changed.insert(id, labels);
    }

    /// Whether a row counts as read.
    pub fn is_read(&self, row: &ArticleLine<'_>) -> bool {
        self.changed.get(&row.id).map_or(row.is_read, |labels| labels.is_read)
    }

    /// Notes that an article was read. Returns whether it was unread before.
    pub fn mark_read(&mut self, id: ArticleId) -> bool {
        let is_unread = self.row(id).is_some_and(|row| !self.is_read(&row));
        if is_unread {
            self.change_labels(id, |labels| labels.is_read = true);
        }
        is_unread
    }

    /// Whether the library holds nothing.
    pub fn is_empty(&self) -> bool {
        self.is_loaded && self.rows.is_empty()
    }
}

/// What of a row a filter sees, with these tags.
pub fn row_text(row: &ArticleLine<'_>, tags: &[String]) -> String {
    let mut text = row.title.to_owned();
    if let Some(publisher) = row.publisher {
        text.push_str("  ");
        text.push_str(publisher);
    }
    for tag in tags {
        text.push_str("  #");
        text.push_str(tag);
    }
    text
}
