//! The sidebar: who and what is mentioned in the open article (in the whole library while none is open),
//! and the passages related to the current one.

use std::cmp::Reverse;
use std::sync::Arc;

use super::{Area, ListView, Sheet, State, Tier, thousands};
use crate::model::{EntityId, EntityKind, EntityRow, FormCounts, PassageRef, Related};
use crate::text::cells;

/// The sidebar.
#[derive(Clone, Debug, Default)]
pub struct Sidebar {
    /// The tab shown.
    pub tab: Tab,
    /// How the entities are sorted.
    pub sort: EntitySort,
    /// All entities shown under some tab.
    pub entities: Arc<Vec<EntityRow>>,
    /// Those of the tab, as places in `entities`; in the order of `list`'s rows.
    of_tab: Vec<u32>,
    /// Which of them are shown, and the cursor.
    pub list: ListView<EntityId>,
    /// Mentions in the library of each kind of entity.
    totals: [FormCounts; 3],
    /// The related passages, and the cursor.
    pub related: ListView<PassageRef>,
}

/// A tab of the sidebar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Tab {
    #[default]
    People,
    Organisations,
    Places,
    Related,
}

impl Tab {
    /// The tabs from left to right.
    pub const ALL: [Self; 4] = [Self::People, Self::Organisations, Self::Places, Self::Related];

    /// The tab to the right (`by` 1) or left (`by` -1), round the ends.
    pub fn next(self, by: isize) -> Self {
        let count = Self::ALL.len() as isize;
        let at = (self as isize + by).rem_euclid(count);
        Self::ALL.get(at as usize).copied().unwrap_or_default()
    }

    /// What it lists; `None` for related passages.
    pub const fn kind(self) -> Option<EntityKind> {
        match self {
            Self::People => Some(EntityKind::Person),
            Self::Organisations => Some(EntityKind::Organisation),
            Self::Places => Some(EntityKind::Place),
            Self::Related => None,
        }
    }
}

/// How the entities are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EntitySort {
    /// Most mentioned in this article first: the order they come in.
    #[default]
    Here,
    /// Most mentioned in the library first.
    Library,
    /// Most mentioned here for how little they are in the library first.
    Unusual,
    /// By name.
    Name,
}

impl EntitySort {
    /// All of them, in the order one comes to them.
    pub const ALL: [Self; 4] = [Self::Here, Self::Library, Self::Unusual, Self::Name];

    /// The next way to sort.
    pub const fn next(self) -> Self {
        match self {
            Self::Here => Self::Library,
            Self::Library => Self::Unusual,
            Self::Unusual => Self::Name,
            Self::Name => Self::Here,
        }
    }

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Here => "most mentioned here first",
            Self::Library => "most mentioned in the library first",
            Self::Unusual => "unusual here first",
            Self::Name => "by name",
        }
    }
}

impl State {
    /// The tabs in `row`, in words as long as there is room for: each with what it says and where. The one
    /// shown is told by its capital.
    pub fn tab_labels(&self, row: Area) -> Vec<(Tab, String, Area)> {
        const NAMES: [[&str; 4]; 3] = [
            ["people", "organisations", "places", "related"],
            ["people", "orgs", "places", "rel"],
            ["ppl", "org", "plc", "rel"],
        ];
        let label = |tab: Tab, names: &[&str; 4]| {
            let count = match tab.kind() {
                Some(kind) => self.sidebar.count(kind),
                None => self.reader.related.count(),
            };
            let name = names[tab as usize];
            let name = match name.split_at_checked(1) {
                Some((first, rest)) if tab == self.sidebar.tab => {
                    format!("{}{rest}", first.to_uppercase())
                }
                _ => name.to_owned(),
            };
            format!("{name} {}", thousands(count as u64))
        };
        let fits = |names: &&[&str; 4]| {
            let labels = Tab::ALL.iter().map(|&tab| cells(&label(tab, names)) + 2);
            labels.sum::<usize>() <= usize::from(row.w) + 2
        };
        let names = NAMES.iter().find(fits).unwrap_or(&NAMES[2]);
        let (mut x, end) = (row.x, row.x + row.w);
        let place = |tab| {
            let label = label(tab, names);
            let w = (cells(&label) as u16).min(end.saturating_sub(x));
            let area = Area { x, w, ..row };
            x += w + 2;
            (tab, label, area)
        };
        Tab::ALL.into_iter().map(place).collect()
    }
}

impl Sidebar {
    /// Takes the entities of another article, or of the library. Returns whether the filter has to be
    /// asked again.
    pub fn set_entities(
        &mut self,
        entities: Arc<Vec<EntityRow>>,
        sheet: Option<&Sheet>,
        tier: Tier,
    ) -> bool {
        self.entities = entities;
        self.lay_out(sheet, tier)
    }

    /// Takes how much of each kind the library mentions.
    pub fn set_totals(&mut self, library: &[EntityRow]) {
        self.totals = <[FormCounts; 3]>::default();
        for row in library {
            if let Some(total) = self.totals.get_mut(row.kind as usize) {
                *total += row.mentions;
            }
        }
    }

    fn total(&self, kind: EntityKind, tier: Tier) -> u32 {
        self.totals.get(kind as usize).map_or(0, |&total| tier.of(total))
    }

    /// Turns to a tab; its filter starts empty.
    pub fn set_tab(&mut self, tab: Tab, sheet: Option<&Sheet>, tier: Tier) {
        self.tab = tab;
        self.list = ListView::default();
        self.lay_out(sheet, tier);
    }

    /// Takes the passages related to the current one.
    pub fn set_related(&mut self, related: &[Related]) {
        self.related.set_rows(related.iter().map(|row| row.passage).collect(), None);
    }

    /// Sorts the rows again, by what of the open article counts. Returns whether the filter has to be asked again.
    pub fn lay_out(&mut self, sheet: Option<&Sheet>, tier: Tier) -> bool {
        let kind = self.tab.kind();
        let places = (0..).zip(self.entities.iter());
        self.of_tab =
            places.filter(|(_, row)| Some(row.kind) == kind).map(|(place, _)| place).collect();
        let rows: Vec<&EntityRow> = self.rows().collect();
        let mut order: Vec<u32> = (0..rows.len() as u32).collect();
        let row = |place: &u32| rows.get(*place as usize).copied();
        match self.sort {
            EntitySort::Here => order.sort_by_key(|p| Reverse(row(p).map(|row| here(row, sheet)))),
            EntitySort::Unusual => {
                let all: u32 = rows.iter().map(|row| here(row, sheet)).sum();
                let total = self.tab.kind().map_or(0, |kind| self.total(kind, tier));
                let score = |p: &u32| {
                    row(p).map_or(0, |row| {
                        unusual(here(row, sheet), all, tier.of(row.mentions), total)
                    })
                };
                order.sort_by_cached_key(|p| Reverse(score(p)));
            }
            EntitySort::Library => {
                order.sort_by_key(|p| Reverse(row(p).map(|row| tier.of(row.mentions))));
            }
            EntitySort::Name => {
                order.sort_by_cached_key(|p| row(p).map(|row| crate::text::fold(&row.name)));
            }
        }
        let ids = rows.iter().map(|row| row.id).collect();
        self.list.set_rows(ids, Some(order))
    }

    /// The rows of the tab, in the order `list` numbers them.
    pub fn rows(&self) -> impl Iterator<Item = &EntityRow> {
        self.of_tab.iter().filter_map(|&place| self.entities.get(place as usize))
    }

    /// The row of the tab at `place`.
    pub fn row(&self, place: usize) -> Option<&EntityRow> {
        self.entities.get(*self.of_tab.get(place)? as usize)
    }

    /// How many entities of a kind there are.
    pub fn count(&self, kind: EntityKind) -> usize {
        self.entities.iter().filter(|row| row.kind == kind).count()
    }

    /// What of a row the filter sees.
    pub fn filter_text(row: &EntityRow) -> String {
        let mut text = row.name.clone();
        for alias in &row.aliases {
            text.push_str("  ");
            text.push_str(alias);
        }
        text
    }
}

/// How many mentions of an entity count in the open article; in the library while none is open.
pub fn here(row: &EntityRow, sheet: Option<&Sheet>) -> u32 {
    sheet.map_or(row.here, |sheet| sheet.mentions_of(row.id).len() as u32)
}

/// How unusual it is, in thousandths, that an entity has `here` of the `all` mentions of an article, and the rest of its
/// own elsewhere in a library with `total` of its kind: the log-likelihood ratio of the two shares (Dunning 1993, "Accurate
/// methods for the statistics of surprise and coincidence"), negative where it is rarer here.
fn unusual(here: u32, all: u32, own: u32, total: u32) -> i64 {
    let (here, all) = (f64::from(here), f64::from(all));
    let elsewhere = (f64::from(own) - here).max(0.0);
    let rest = (f64::from(total) - all).max(elsewhere);
    let share = (here + elsewhere) / (all + rest).max(1.0);
    let term = |seen: f64, size: f64| {
        if seen > 0.0 { seen * (seen / (size * share)).ln() } else { 0.0 }
    };
    let ratio = 2.0 * (term(here, all) + term(elsewhere, rest));
    let sign = if here / all.max(1.0) >= share { 1.0 } else { -1.0 };
    (sign * ratio * 1000.0) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_rare_elsewhere_is_unusual_here() {
        let score = |here, own| unusual(here, 40, own, 10_000);
        assert!(score(10, 10) > score(10, 20), "none elsewhere before some");
        assert!(score(10, 20) > score(5, 10), "more here");
        assert!(score(10, 10) > score(1, 1));
        assert!(score(1, 5_000) < 0, "in every other article");
        assert_eq!(unusual(0, 0, 0, 0), 0);
    }
}
