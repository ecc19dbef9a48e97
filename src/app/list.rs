//! A list of rows with a cursor that stays on its row, a fuzzy filter, and groups that fold. Rows are held by
//! whoever owns the list; here are only their ids and which of them are shown, in which order.

use std::hash::Hash;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::folding::{Folding, Together};
use super::{Prompt, Ticket};
use crate::filter::{Found, Rows, matched};
use crate::query::Query;
use crate::text::Span;

/// A list of rows known by `Id`.
#[derive(Clone, Debug)]
pub struct ListView<Id> {
    ids: Vec<Id>,
    /// Sorted places of all rows; `None` for the order they came in.
    order: Option<Vec<u32>>,
    /// The rows that pass the filter, best first; `None` without a filter.
    found: Option<Vec<u32>>,
    /// For each row whether something else than the filter lets it pass; `None` where all pass.
    admitted: Option<Vec<bool>>,
    folding: Folding<Id>,
    /// The rows that pass, in order, those that stand together one after the other.
    passing: Vec<u32>,
    /// Those of them that are not folded.
    shown: Vec<u32>,
    cursor: usize,
    top: usize,
    /// What is typed into the filter; `None` without a filter.
    pub filter: Option<Prompt>,
    /// Whether keys go to the filter.
    pub is_typing: bool,
    /// What of it was understood when it was last asked for.
    wanted: Query,
    folded: Option<Arc<Rows>>,
    asked: Option<(Ticket, Aim)>,
    /// Whether the rows shown are those found so far.
    is_begun: bool,
}

/// Where the cursor goes when a filter is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aim {
    /// The best row: something was typed.
    First,
    /// The row it is on: the rows changed.
    Stay,
}

impl<Id> Default for ListView<Id> {
    fn default() -> Self {
        Self {
            ids: Vec::new(),
            order: None,
            found: None,
            admitted: None,
            folding: Folding::default(),
            passing: Vec::new(),
            shown: Vec::new(),
            cursor: 0,
            top: 0,
            filter: None,
            is_typing: false,
            wanted: Query::default(),
            folded: None,
            asked: None,
            is_begun: false,
        }
    }
}

impl<Id: Copy + Eq + Hash> ListView<Id> {
    /// Replaces the rows. The cursor stays on its row where that is still shown, else at its place. Returns
    /// whether the filter has to be asked again.
    pub fn set_rows(&mut self, ids: Vec<Id>, order: Option<Vec<u32>>) -> bool {
        self.set_rows_in_groups(ids, order, FxHashMap::default())
    }

    /// As [`ListView::set_rows`], and rows of one group, by place among all rows, stand together: folded under
    /// the first of them that passes.
    pub fn set_rows_in_groups(
        &mut self,
        ids: Vec<Id>,
        order: Option<Vec<u32>>,
        groups: FxHashMap<u32, u32>,
    ) -> bool {
        let on = self.current();
        if let Some(found) = &mut self.found {
            let places: FxHashMap<Id, u32> = ids.iter().copied().zip(0..).collect();
            *found = found
                .iter()
                .filter_map(|&row| places.get(self.ids.get(row as usize)?).copied())
                .collect();
        }
        self.ids = ids;
        self.admitted = None;
        self.order = order;
        self.folding.set_groups(groups);
        self.folded = None;
        self.show(on);
        self.found.is_some() || self.asked.is_some() || !self.query().trim().is_empty()
    }

    /// Sorts the rows another way; the cursor stays on its row.
    pub fn set_order(&mut self, order: Option<Vec<u32>>) {
        let on = self.current();
        self.order = order;
        self.show(on);
    }

    /// Lets pass, besides the filter, only the rows that are marked; the cursor stays on its row.
    pub fn set_admitted(&mut self, admitted: Option<Vec<bool>>) {
        if self.admitted.is_some() || admitted.is_some() {
            let on = self.current();
            self.admitted = admitted;
            self.show(on);
        }
    }

    /// Brings rows together in other groups; the cursor stays on its row, or goes to the one that it is folded
    /// under.
    pub fn set_groups(&mut self, groups: FxHashMap<u32, u32>) {
        let on = self.current();
        self.folding.set_groups(groups);
        self.show(on);
    }

    /// To be called when the texts of rows have changed that the filter sees.
    pub fn fold_anew(&mut self) {
        self.folded = None;
    }

    /// Folds all groups, those too that do not pass the filter, from the next change of the groups on.
    pub fn fold_all(&mut self) {
        self.folding.fold_all();
    }

    /// Unfolds or folds the rows that stand together at the cursor. Returns whether that changed anything.
    pub fn unfold(&mut self, is_open: bool) -> bool {
        let Some(row) = self.shown.get(self.cursor).copied() else { return false };
        let is_changed = self.folding.unfold(row, is_open, &self.ids);
        if is_changed {
            self.lay_out(self.ids.get(row as usize).copied());
        }
        is_changed
    }

    /// With how many others a row stands together, where it does.
    pub fn together(&self, row: u32) -> Option<Together> {
        self.folding.together(row)
    }

    fn show(&mut self, on: Option<Id>) {
        let all = 0..self.ids.len() as u32;
        let passing = match (&self.found, &self.order) {
            (None, None) => all.collect(),
            (None, Some(order)) => order.clone(),
            (Some(found), None) => found.clone(),
            (Some(found), Some(order)) => {
                let mut passes = vec![false; self.ids.len()];
                for &row in found {
                    if let Some(pass) = passes.get_mut(row as usize) {
                        *pass = true;
                    }
                }
                order
                    .iter()
                    .copied()
                    .filter(|&row| passes.get(row as usize) == Some(&true))
                    .collect()
            }
        };
        let mut passing: Vec<u32> = passing;
        if let Some(admitted) = &self.admitted {
            passing.retain(|&row| admitted.get(row as usize) == Some(&true));
        }
        self.passing = self.folding.gather(passing, &self.ids);
        self.lay_out(on);
    }

    /// Leaves out what is folded, and puts the cursor on the row `on`, or on the one that it is folded under.
    fn lay_out(&mut self, on: Option<Id>) {
        let stands = |row: &u32| self.folding.standing_for(*row) == *row;
        self.shown = self.passing.iter().copied().filter(stands).collect();
        if let Some(row) = on.and_then(|id| self.passing_row(id)) {
            self.put_cursor(self.folding.standing_for(row));
        }
        self.cursor = self.cursor.min(self.shown.len().saturating_sub(1));
    }

    /// Puts the cursor on a row, if it is shown.
    fn put_cursor(&mut self, on: u32) {
        if let Some(place) = self.shown.iter().position(|&row| row == on) {
            self.cursor = place;
        }
    }

    fn passing_row(&self, id: Id) -> Option<u32> {
        let of = |row: &u32| self.ids.get(*row as usize) == Some(&id);
        self.passing.iter().copied().find(of)
    }

    /// Ids of all rows, in the order they came.
    pub fn ids(&self) -> &[Id] {
        &self.ids
    }

    /// The rows shown, in order, as places among all rows.
    pub fn shown(&self) -> &[u32] {
        &self.shown
    }

    /// The ids of the rows that pass the filter, in order, the folded ones among them.
    pub fn passing_ids(&self) -> impl Iterator<Item = Id> {
        self.passing.iter().filter_map(|&row| self.ids.get(row as usize).copied())
    }

    /// How many rows pass the filter, the folded ones among them.
    pub fn n_passing(&self) -> usize {
        self.passing.len()
    }

    /// Whether a row passes.
    pub fn passes(&self, id: Id) -> bool {
        self.passing_row(id).is_some()
    }

    /// The place of a row among those that pass.
    pub fn place_of(&self, id: Id) -> Option<usize> {
        self.passing_ids().position(|other| other == id)
    }

    /// How many rows are shown.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// Whether no row is shown.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// The place of the cursor among the rows shown.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The first row on the screen, as a place among the rows shown.
    pub fn top(&self) -> usize {
        self.top
    }

    /// The row under the cursor, as a place among all rows.
    pub fn row(&self) -> Option<usize> {
        self.shown.get(self.cursor).map(|&row| row as usize)
    }

    /// The id of the row under the cursor.
    pub fn current(&self) -> Option<Id> {
        self.ids.get(self.row()?).copied()
    }

    /// Puts the cursor on a row, if it passes; where it is folded it is unfolded.
    pub fn go_to(&mut self, id: Id) {
        if let Some(row) = self.passing_row(id) {
            if self.folding.standing_for(row) == row {
                self.put_cursor(row);
            } else {
                self.folding.unfold(row, true, &self.ids);
                self.lay_out(Some(id));
            }
        }
    }

    /// Moves the cursor by `rows`, stopping at the ends.
    pub fn move_by(&mut self, rows: isize) {
        let last = self.shown.len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(rows).min(last);
    }

    /// Scrolls as little as needed to have the cursor among the `visible` rows on the screen, with a row
    /// of context where there is room.
    pub fn scroll(&mut self, visible: usize) {
        let context = usize::from(visible > 4);
        let last = self.shown.len().saturating_sub(visible);
        let lowest = (self.cursor + 1 + context).saturating_sub(visible);
        let highest = self.cursor.saturating_sub(context);
        self.top = self.top.max(lowest).min(highest).min(last);
    }

    /// Scrolls by `rows` of the `visible` ones on the screen, and takes the cursor along where it would leave it.
    pub fn scroll_by(&mut self, rows: isize, visible: usize) {
        let context = usize::from(visible > 4);
        let end = self.shown.len().saturating_sub(visible);
        self.top = self.top.saturating_add_signed(rows).min(end);
        if self.top > 0 {
            self.cursor = self.cursor.max(self.top + context);
        }
        if self.top < end {
            self.cursor = self.cursor.min((self.top + visible).saturating_sub(1 + context));
        }
        self.cursor = self.cursor.min(self.shown.len().saturating_sub(1));
    }

    /// Puts the cursor on the row at a place on the screen. Returns whether it was there already; `None` where
    /// there is no row.
    pub fn click(&mut self, place: usize) -> Option<bool> {
        let place = self.top + place;
        self.shown.get(place)?;
        let was_there = self.cursor == place;
        self.cursor = place;
        Some(was_there)
    }

    /// What the filter holds; empty without one.
    pub fn query(&self) -> &str {
        self.filter.as_ref().map_or("", Prompt::text)
    }

    /// The letters of a row's text that the filter hits.
    pub fn matched(&self, text: &str) -> Vec<Span> {
        if self.wanted.is_empty() { Vec::new() } else { matched(&self.wanted, text) }
    }

    /// Starts typing into the filter.
    pub fn type_filter(&mut self) {
        self.filter.get_or_insert_default();
        self.is_typing = true;
    }

    /// Whether the filter is still to be answered.
    pub fn is_waiting(&self) -> bool {
        self.asked.is_some()
    }

    /// Takes the filter away; the cursor stays on its row. Returns whether there was one.
    pub fn clear_filter(&mut self) -> bool {
        let on = self.current();
        self.is_typing = false;
        self.asked = None;
        self.found = None;
        self.wanted = Query::default();
        let had = self.filter.take().is_some();
        if had {
            self.show(on);
        }
        had
    }

    /// The rows as the filter sees them; `fold` is called for rows not folded yet.
    pub fn folded(&mut self, fold: impl FnOnce() -> Rows) -> Arc<Rows> {
        Arc::clone(self.folded.get_or_insert_with(|| Arc::new(fold())))
    }

    /// Returns the rows to be filtered under `ticket` by what was understood of the query, or `None` when an empty one
    /// shows all at once. `fold` is called for rows not folded yet. `was_typed` sends the cursor to the best row.
    pub fn ask(
        &mut self,
        ticket: Ticket,
        was_typed: bool,
        wanted: Query,
        fold: impl FnOnce() -> Rows,
    ) -> Option<Arc<Rows>> {
        self.wanted = wanted;
        if self.query().trim().is_empty() {
            let on = self.current();
            self.asked = None;
            self.found = None;
            self.show(on);
            return None;
        }
        self.is_begun = false;
        self.asked = Some((ticket, if was_typed { Aim::First } else { Aim::Stay }));
        Some(self.folded(fold))
    }

    /// Takes the answer to a filter, if it is the one waited for: all rows, or only those found so far. Returns
    /// whether it was.
    pub fn answer(&mut self, ticket: Ticket, (found, is_all): (&[Found], bool)) -> bool {
        let Some((_, aim)) = self.asked.take_if(|(asked, _)| *asked == ticket) else {
            return false;
        };
        // Whoever has moved on among the first rows stays on theirs.
        let has_moved = self.is_begun && self.cursor > 0;
        let aim = if has_moved { Aim::Stay } else { aim };
        self.is_begun = !is_all;
        if !is_all {
            self.asked = Some((ticket, aim));
        }
        let rows = self.ids.len() as u32;
        let on = self.current();
        self.found = Some(found.iter().map(|found| found.row).filter(|&row| row < rows).collect());
        match aim {
            Aim::First => {
                self.cursor = 0;
                self.top = 0;
                self.show(None);
            }
            Aim::Stay => self.show(on),
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(ids: &[u32]) -> ListView<u32> {
        let mut list = ListView::default();
        list.set_rows(ids.to_vec(), None);
        list
    }

    fn shown(list: &ListView<u32>) -> Vec<u32> {
        list.shown.iter().map(|&row| list.ids[row as usize]).collect()
    }

    #[test]
    fn the_cursor_stays_on_its_row() {
        let mut list = list(&[10, 20, 30]);
        list.move_by(1);
        list.set_rows(vec![5, 10, 15, 20, 30], None);
        assert_eq!(list.current(), Some(20));
        list.set_rows(vec![5, 10, 15, 30], None);
        assert_eq!(
            (list.current(), list.cursor()),
            (Some(30), 3),
            "its place, when the row is gone"
        );
        list.set_rows(vec![5], None);
        assert_eq!(list.current(), Some(5));
        list.set_rows(vec![], None);
        assert_eq!(list.current(), None);
    }

    #[test]
    fn what_is_found_so_far_is_shown_and_the_cursor_stays_with_whoever_moved() {
        let found = |rows: &[u32]| -> Vec<Found> {
            rows.iter().map(|&row| Found { row, score: 0 }).collect()
        };
        for (moves, want) in [(0, 30), (1, 20)] {
            let mut list = list(&[10, 20, 30, 40]);
            list.filter = Some(Prompt::with("x"));
            list.ask(Ticket(1), true, Query::default(), || Rows::new([""; 4].into_iter()));
            assert!(list.answer(Ticket(1), (&found(&[0, 1]), false)));
            assert!(list.is_waiting() && shown(&list) == [10, 20]);
            list.move_by(moves);
            assert!(list.answer(Ticket(1), (&found(&[2, 0, 1]), true)));
            assert_eq!((list.current(), shown(&list)), (Some(want), vec![30, 10, 20]));
            assert!(!list.is_waiting());
        }
    }

    #[test]
    fn a_filter_shows_the_best_and_an_old_answer_nothing() {
        let mut list = list(&[10, 20, 30]);
        list.move_by(2);
        list.type_filter();
        list.filter = Some(Prompt::with("b"));
        let query = crate::query::parse("b").query;
        let rows = list
            .ask(Ticket(1), true, query.clone(), || Rows::new(["ab", "xx", "b"].into_iter()))
            .expect("a query to run");
        let found = rows.find(&query);
        assert!(!list.answer(Ticket(0), (&found, true)));
        assert_eq!(shown(&list), [10, 20, 30]);
        assert!(list.answer(Ticket(1), (&found, true)));
        assert_eq!(shown(&list).len(), 2);
        assert_eq!(list.cursor(), 0);
        assert!(list.set_rows(vec![7, 30, 10], None), "to be filtered again");
        assert!(
            !shown(&list).contains(&7) && shown(&list).len() == 2,
            "till then what passed before"
        );
        let on = list.current();
        assert!(list.clear_filter());
        assert_eq!((shown(&list), list.current()), (vec![7, 30, 10], on));
    }

    #[test]
    fn sorting_and_filtering_go_together() {
        let mut list = list(&[10, 20, 30]);
        list.set_order(Some(vec![2, 1, 0]));
        assert_eq!(shown(&list), [30, 20, 10]);
        assert_eq!(list.current(), Some(10), "the cursor went with its row");
        list.filter = Some(Prompt::with("x"));
        list.ask(Ticket(1), true, Query::default(), Rows::default);
        list.answer(Ticket(1), (&[Found { row: 0, score: 9 }, Found { row: 2, score: 1 }], true));
        assert_eq!(shown(&list), [30, 10]);
    }

    #[test]
    fn rows_of_a_group_stand_together_and_fold() {
        let mut list = ListView::default();
        let groups = FxHashMap::from_iter([(0, 7), (2, 7), (3, 8), (4, 8)]);
        list.set_rows_in_groups(vec![10_u32, 20, 30, 40, 50], None, groups);
        assert_eq!(shown(&list), [10, 20, 40]);
        assert_eq!(list.passing_ids().collect::<Vec<_>>(), [10, 30, 20, 40, 50]);
        let together = |count, is_first, is_open| Some(Together { count, is_first, is_open });
        assert_eq!(list.together(0), together(2, true, false));
        assert_eq!(list.together(1), None);
        assert!(list.unfold(true) && !list.unfold(true), "unfolded once");
        assert_eq!(shown(&list), [10, 30, 20, 40]);
        assert_eq!(list.together(2), together(2, false, true));
        list.move_by(1);
        assert_eq!(list.current(), Some(30));
        list.set_order(Some(vec![2, 4, 3, 1, 0]));
        assert_eq!((shown(&list), list.current()), (vec![30, 10, 50, 20], Some(30)));
        assert!(list.unfold(false));
        assert_eq!((shown(&list), list.cursor()), (vec![30, 50, 20], 0), "onto the first");
        list.go_to(40);
        assert_eq!((shown(&list), list.current()), (vec![30, 50, 40, 20], Some(40)));
        list.filter = Some(Prompt::with("x"));
        list.ask(Ticket(1), true, Query::default(), Rows::default);
        list.answer(Ticket(1), (&[Found { row: 0, score: 9 }, Found { row: 1, score: 1 }], true));
        assert_eq!(shown(&list), [20, 10]);
        assert_eq!(list.together(0), None, "the other does not pass");
        list.clear_filter();
        list.set_groups(FxHashMap::default());
        assert_eq!(shown(&list), [30, 50, 40, 20, 10]);
        assert!(!list.unfold(true));
    }

    #[test]
    fn the_cursor_is_always_on_the_screen() {
        let mut list = list(&(0..50).collect::<Vec<_>>());
        for (by, visible) in
            [(7, 5), (30, 5), (-3, 5), (-100, 5), (100, 8), (0, 3), (-1, 1), (0, 90)]
        {
            list.move_by(by);
            list.scroll(visible);
            assert!((list.top()..list.top() + visible).contains(&list.cursor()));
        }
        list.scroll(0);
    }
}
