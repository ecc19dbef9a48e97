//! Rows of a list that stand together under the first of them, folded until they are unfolded.

use std::hash::Hash;

use rustc_hash::{FxHashMap, FxHashSet};

/// Groups of rows, and which of them are unfolded.
#[derive(Clone, Debug)]
pub(super) struct Folding<Id> {
    /// The group of each row that has one, by place among all rows.
    groups: FxHashMap<u32, u32>,
    /// Rows whose groups are unfolded, known by id: that outlasts a change of the rows.
    unfolded: FxHashSet<Id>,
    /// What is known of the groups among the rows that pass.
    passing: FxHashMap<u32, Passing>,
}

#[derive(Clone, Debug, Default)]
struct Passing {
    rows: Vec<u32>,
    is_open: bool,
}

/// A row's part in a group of several that pass the filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Together {
    /// How many rows stand together.
    pub count: usize,
    /// Whether it is the first, which stands for all while they are folded.
    pub is_first: bool,
    /// Whether they are unfolded.
    pub is_open: bool,
}

impl<Id> Default for Folding<Id> {
    fn default() -> Self {
        Self {
            groups: FxHashMap::default(),
            unfolded: FxHashSet::default(),
            passing: FxHashMap::default(),
        }
    }
}

impl<Id: Copy + Eq + Hash> Folding<Id> {
    /// Takes the groups of the rows, by place.
    pub(super) fn set_groups(&mut self, groups: FxHashMap<u32, u32>) {
        self.groups = groups;
    }

    /// Brings the rows of each group together behind its first.
    pub(super) fn gather(&mut self, passing: Vec<u32>, ids: &[Id]) -> Vec<u32> {
        self.passing.clear();
        if self.groups.is_empty() {
            return passing;
        }
        for &row in &passing {
            if let Some(&group) = self.groups.get(&row) {
                let known = self.passing.entry(group).or_default();
                known.rows.push(row);
                known.is_open |= ids.get(row as usize).is_some_and(|id| self.unfolded.contains(id));
            }
        }
        self.passing.retain(|_, known| known.rows.len() > 1);
        let mut gathered = Vec::with_capacity(passing.len());
        for row in passing {
            match self.group(row) {
                Some(known) if known.rows.first() == Some(&row) => gathered.extend(&known.rows),
                Some(_) => {}
                None => gathered.push(row),
            }
        }
        gathered
    }

    fn group(&self, row: u32) -> Option<&Passing> {
        self.passing.get(self.groups.get(&row)?)
    }

    /// The row's part in its group.
    pub(super) fn together(&self, row: u32) -> Option<Together> {
        let known = self.group(row)?;
        let is_first = known.rows.first() == Some(&row);
        Some(Together { count: known.rows.len(), is_first, is_open: known.is_open })
    }

    /// The row that stands for `row` on the screen: itself, or the first of its folded group.
    pub(super) fn standing_for(&self, row: u32) -> u32 {
        let folded = self.group(row).filter(|known| !known.is_open);
        folded.and_then(|known| known.rows.first().copied()).unwrap_or(row)
    }

    /// Folds all groups, from the next [`Folding::gather`] on.
    pub(super) fn fold_all(&mut self) {
        self.unfolded.clear();
    }

    /// Unfolds or folds the group of `row`. Returns whether that changed anything.
    pub(super) fn unfold(&mut self, row: u32, is_open: bool, ids: &[Id]) -> bool {
        let group = self.groups.get(&row).and_then(|group| self.passing.get_mut(group));
        let Some(known) = group.filter(|known| known.is_open != is_open) else { return false };
        known.is_open = is_open;
        let ids = known.rows.iter().filter_map(|&row| ids.get(row as usize).copied());
        for id in ids {
            if is_open {
                self.unfolded.insert(id);
            } else {
                self.unfolded.remove(&id);
            }
        }
        true
    }
}
