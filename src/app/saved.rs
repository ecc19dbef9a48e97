//! Saved queries: filters of the article pane that the reader keeps under a name. They stand as folders at its head.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::state::Typing;
use super::{Asked, Asking, Effect, List, Notice, Pane, Picker, PickerKind, PickerRows, Prompt};
use super::{State, Ticket, Who};
use crate::filter::Rows;
use crate::model::{ArticleId, ArticleRows, EntityId, EntityKind};
use crate::query::{self, Query, QueryFault, SavedQuery};
use crate::text::fold;

/// The saved queries, with what they find.
#[derive(Clone, Debug, Default)]
pub struct Saved {
    /// By name.
    pub queries: Vec<SavedQuery>,
    counts: Vec<Option<SavedCount>>,
}

/// How many articles a saved query finds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SavedCount {
    /// All of them.
    pub all: u32,
    /// Those that are unread.
    pub unread: u32,
}

/// What the articles of saved queries are counted by.
#[derive(Clone, Debug)]
pub struct Census {
    /// What is looked for; `None` where a query cannot be understood.
    pub queries: Vec<Option<Query>>,
    /// The articles.
    pub articles: Arc<ArticleRows>,
    /// The same as the filter sees them.
    pub rows: Arc<Rows>,
    /// Those that were read since, or are unread again.
    pub read: FxHashMap<ArticleId, bool>,
}

impl Saved {
    /// How many articles the query at a place finds, where that is known.
    pub fn count(&self, at: usize) -> Option<SavedCount> {
        self.counts.get(at).copied().flatten()
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.queries.iter().position(|saved| saved.is_called(name))
    }

    /// Puts queries in the place of all, and keeps the counts of those that are the same. Returns whether any is not.
    fn replace(&mut self, mut queries: Vec<SavedQuery>) -> bool {
        queries.sort_by_cached_key(|saved| fold(&saved.name));
        let known = |new: &SavedQuery| self.queries.iter().position(|old| old.text == new.text);
        let counts = queries.iter().map(|new| self.count(known(new)?)).collect();
        let is_changed = self.queries != queries;
        (self.queries, self.counts) = (queries, counts);
        is_changed
    }

    /// Which of them are listed in so many lines, with `current` among them: where not all are, the last line is left to
    /// say how many are not, but where it is the only one.
    pub fn listed(&self, lines: usize, current: Option<usize>) -> Range<usize> {
        let count = self.queries.len();
        if count <= lines {
            return 0..count;
        }
        if let Some(at) = current.filter(|_| lines == 1) {
            return at..at + 1;
        }
        let fit = lines.saturating_sub(1);
        let current = current.filter(|_| fit > 0);
        let first = current.map_or(0, |at| (at + 1).saturating_sub(fit)).min(count - fit);
        first..first + fit
    }
}

impl Census {
    /// How many of the articles each query finds; `by_fields` tells which those are that its fields find.
    ///
    /// # Errors
    /// Fails where `by_fields` does.
    pub fn taken<E>(
        &self,
        mut by_fields: impl FnMut(&Query) -> Result<Vec<ArticleId>, E>,
    ) -> Result<Vec<Option<SavedCount>>, E> {
        let mut count = |query: &Query| {
            let (texts, fields) = query.clone().divided();
            let mut is_found = vec![fields.is_empty(); self.articles.len()];
            if !fields.is_empty() {
                let places = by_fields(&fields)?.into_iter().map(|id| self.articles.place_of(id));
                for place in places.flatten() {
                    is_found[place as usize] = true;
                }
            }
            let mut counted = SavedCount::default();
            for row in self.rows.places(&texts) {
                let found = is_found.get(row as usize).is_some_and(|is_found| *is_found);
                if let Some(article) = self.articles.get(row as usize).filter(|_| found) {
                    let is_read = self.read.get(&article.id).copied().unwrap_or(article.is_read);
                    counted.all += 1;
                    counted.unread += u32::from(!is_read);
                }
            }
            Ok(counted)
        };
        self.queries.iter().map(|query| query.as_ref().map(&mut count).transpose()).collect()
    }
}

impl State {
    /// What was typed, as well as it can be understood, saved queries in the place of their names; and what is wrong with
    /// it.
    pub(super) fn understand(&self, typed: &str) -> (Query, Option<String>) {
        let parsed = query::parse_typing(typed);
        let fault = first_fault(&parsed.faults, typed);
        match parsed.query.clone().with_saved(&self.articles.saved.queries) {
            Ok(query) => (query, fault),
            Err(why) => (parsed.query, fault.or(Some(why))),
        }
    }

    pub(super) fn want_saved(&mut self) {
        let ticket = self.ticket();
        if self.requests.saved.want(ticket) {
            self.ask(Effect::LoadSaved(ticket));
        }
    }

    pub(super) fn take_saved(&mut self, ticket: Ticket, queries: Vec<SavedQuery>) {
        if !self.requests.saved.is(ticket) {
            return;
        }
        if self.requests.saved.end() {
            self.want_saved();
        }
        self.set_saved(queries);
    }

    fn set_saved(&mut self, queries: Vec<SavedQuery>) {
        if !self.articles.saved.replace(queries) {
            return;
        }
        self.count_saved();
        // What the filter says may name one of them.
        if !self.articles.list.query().trim().is_empty() {
            self.want_fields(false);
            self.refilter(List::Articles, false);
        }
    }

    /// Counts the articles of the saved queries anew.
    pub(super) fn count_saved(&mut self) {
        let saved = &self.articles.saved.queries;
        if saved.is_empty() || self.articles.rows.is_partial || !self.articles.is_loaded {
            return;
        }
        let understood = |saved: &SavedQuery| match self.understand(&saved.text) {
            (query, None) => Some(query),
            _ => None,
        };
        let queries = saved.iter().map(understood).collect();
        let ticket = self.ticket();
        if !self.requests.counts.want(ticket) {
            return;
        }
        let articles = Arc::clone(&self.articles.rows);
        let (rows, read) = (self.articles.as_filtered(), self.articles.read_since());
        self.ask(Effect::CountSaved(ticket, Box::new(Census { queries, articles, rows, read })));
    }

    pub(super) fn take_counts(&mut self, ticket: Ticket, counts: Vec<Option<SavedCount>>) {
        if !self.requests.counts.is(ticket) {
            return;
        }
        // Those of other queries, or of articles as they were, are not shown.
        match self.requests.counts.end() {
            true => self.count_saved(),
            false => self.articles.saved.counts = counts,
        }
    }

    /// What filters the articles, as a query: the persons, and what is typed.
    fn filtered_by(&self) -> String {
        let of = |who: &Who| {
            let not = if who.is_without { "-" } else { "" };
            format!("{not}{}:\"{}\"", self.field_of(who.id), who.name.replace('"', ""))
        };
        let mut parts: Vec<String> = self.articles.who.iter().map(of).collect();
        // At the end its last word goes on meaning one that may be begun.
        parts.push(self.articles.list.query().trim().to_owned());
        parts.retain(|part| !part.is_empty());
        parts.join(" ")
    }

    fn field_of(&self, id: EntityId) -> &'static str {
        let mut rows = self.entities.iter().chain(self.sidebar.entities.iter());
        match rows.find(|row| row.id == id).map(|row| row.kind) {
            Some(EntityKind::Organisation) => "org",
            Some(EntityKind::Place) => "place",
            Some(EntityKind::Person) | None => "person",
        }
    }

    /// The saved query by which the articles are filtered, where they are by one and nothing else.
    pub fn current_saved(&self) -> Option<usize> {
        let text = self.articles.list.query().trim();
        let is_it = |saved: &SavedQuery| saved.text.trim() == text && self.articles.who.is_empty();
        self.articles.saved.queries.iter().position(is_it)
    }

    /// Whether something filters the articles that could be saved.
    pub(super) fn has_unsaved_filter(&self) -> bool {
        self.current_saved().is_none() && !self.filtered_by().is_empty()
    }

    /// `F`: what filters the articles is to be saved; its name is to be typed.
    pub(super) fn ask_saved_name(&mut self) {
        let text = self.filtered_by();
        if text.is_empty() {
            return self.tell("nothing filters the articles yet");
        }
        if Prompt::with(&text).text() != text {
            return self.tell("this filter is too long to be saved");
        }
        // What may be left open while it is typed is a slip now.
        let slip = first_fault(&query::parse(&text).faults, &text);
        if let Some(why) = slip.or(self.understand(&text).1) {
            self.notice = Some(Notice::Wrong(why));
            return;
        }
        let known = self.current_saved().and_then(|at| self.articles.saved.queries.get(at));
        let prompt = Prompt::with(known.map_or("", |saved| &saved.name));
        self.asking = Some(Asking {
            of: Asked::SavedName(text),
            label: "save this filter as ".into(),
            prompt,
        });
    }

    /// Saves a query under the typed name.
    pub(super) fn save_query(&mut self, text: String, typed: &str) {
        let Some(name) = name_of(typed) else { return };
        let mut queries = self.articles.saved.queries.clone();
        if let Some(at) = self.articles.saved.place(&name) {
            let old = queries.swap_remove(at);
            self.remember_line(Typing::Articles, &old.text);
        }
        let saved = SavedQuery { name, text };
        queries.push(saved.clone());
        if let Err(why) = query::parse_typing(&saved.text).query.with_saved(&queries) {
            self.notice = Some(Notice::Wrong(why));
            return;
        }
        self.ask(Effect::SaveQuery(saved.clone()));
        self.set_saved(queries);
        if let Some(at) = self.articles.saved.place(&saved.name) {
            self.enter_saved(at);
        }
    }

    /// Shows the articles of a saved query, as if it had been typed.
    pub(super) fn enter_saved(&mut self, at: usize) {
        let Some(saved) = self.articles.saved.queries.get(at) else { return };
        let prompt = Prompt::with(&saved.text);
        self.set_focus(Pane::Articles);
        self.articles.who.clear();
        self.apply_who();
        self.articles.list.filter = Some(prompt);
        self.articles.list.is_typing = false;
        self.want_fields(false);
        self.refilter(List::Articles, true);
    }

    /// `]f` and `[f`: to the articles of the next or previous saved query; behind the last are all articles.
    pub(super) fn go_saved(&mut self, by: isize) {
        let count = self.articles.saved.queries.len();
        if count == 0 {
            return self.tell("no query is saved yet");
        }
        let at = self.current_saved().unwrap_or(count) as isize;
        let next = (at + by).rem_euclid(count as isize + 1) as usize;
        if let Some(saved) = self.articles.saved.queries.get(next) {
            let name = saved.name.clone();
            self.enter_saved(next);
            return self.tell(name);
        }
        self.set_focus(Pane::Articles);
        self.articles.who.clear();
        self.articles.list.clear_filter();
        self.want_fields(false);
        self.apply_who();
        self.tell("all articles");
    }

    /// `gf`: the saved queries, to be picked from.
    pub(super) fn pick_saved(&mut self) {
        if self.articles.saved.queries.is_empty() {
            return self.tell("no query is saved yet");
        }
        self.pick_saved_at(self.current_saved().unwrap_or(0));
    }

    fn pick_saved_at(&mut self, at: usize) {
        let queries = self.articles.saved.queries.clone();
        let last = queries.len().saturating_sub(1);
        let mut picker = Picker::new(PickerKind::Saved, "", PickerRows::Saved(queries));
        picker.list.go_to(at.min(last) as u32);
        self.picker = Some(picker);
    }

    /// Takes the saved query away that one is on in the list of them. Its text is the last line typed, so that it can be
    /// had again.
    pub(super) fn drop_saved(&mut self, name: &str) {
        let mut queries = self.articles.saved.queries.clone();
        let Some(at) = self.articles.saved.place(name) else { return };
        let saved = queries.remove(at);
        self.ask(Effect::DropQuery(saved.name));
        self.set_saved(queries);
        self.remember_line(Typing::Articles, &saved.text);
        self.picker = None;
        if !self.articles.saved.queries.is_empty() {
            self.pick_saved_at(at);
        }
    }

    /// `^r`: the saved query one is on gets another name, to be typed.
    pub(super) fn ask_new_name(&mut self) {
        let Some(picker) = &self.picker else { return };
        let PickerRows::Saved(rows) = &picker.rows else { return };
        let Some(saved) = picker.row().and_then(|row| rows.get(row)) else { return };
        let (of, prompt) = (Asked::NewName(saved.name.clone()), Prompt::with(&saved.name));
        self.picker = None;
        self.asking = Some(Asking { of, label: "new name ".into(), prompt });
    }

    /// Gives a saved query the typed name.
    pub(super) fn rename_saved(&mut self, old: &str, typed: &str) {
        let Some(name) = name_of(typed).filter(|name| name != old) else { return };
        let saved = &self.articles.saved;
        let Some(at) = saved.place(old) else { return };
        if saved.place(&name).is_some_and(|other| other != at) {
            self.notice = Some(Notice::Wrong(format!("another query is saved as {name}")));
            return;
        }
        let mut queries = saved.queries.clone();
        if let Some(saved) = queries.get_mut(at) {
            saved.name.clone_from(&name);
        }
        self.ask(Effect::RenameQuery(old.to_owned(), name.clone()));
        self.set_saved(queries);
        self.pick_saved_at(self.articles.saved.place(&name).unwrap_or(0));
    }
}

/// The first thing wrong with what was typed, with its place.
fn first_fault(faults: &[QueryFault], typed: &str) -> Option<String> {
    faults.first().map(|fault| format!("{}: {}", fault.place.of(typed), fault.why))
}

/// The name that was typed: what a query can say, between quotation marks.
fn name_of(typed: &str) -> Option<String> {
    let words: Vec<&str> = typed.split_whitespace().collect();
    Some(words.join(" ").replace(['"', '“', '”', '„', '«', '»'], "'"))
        .filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ArticleLine;

    #[test]
    fn as_many_are_listed_as_have_room() {
        let query = |name: usize| SavedQuery { name: name.to_string(), text: String::new() };
        let mut saved = Saved::default();
        saved.replace((0..5).map(query).collect());
        for (lines, current, want) in [
            (5, None, 0..5),
            (9, Some(4), 0..5),
            (4, None, 0..3),
            (4, Some(2), 0..3),
            (4, Some(3), 1..4),
            (4, Some(4), 2..5),
            (1, None, 0..0),
            (1, Some(3), 3..4),
            (0, Some(3), 0..0),
        ] {
            assert_eq!(saved.listed(lines, current), want, "{lines} lines, on {current:?}");
        }
    }

    #[test]
    fn a_query_counts_what_it_finds_and_what_of_it_is_unread() {
        let mut rows = ArticleRows::default();
        let titles = ["Assad visits Moscow", "Moscow waits", "Rain"];
        for (id, title) in (1..).zip(titles) {
            rows.push(&ArticleLine {
                id: ArticleId(id),
                title,
                publisher: None,
                date: None,
                words: 1,
                is_read: id == 2,
                is_starred: false,
                has_note: false,
                tags: &[],
                edition: None,
            });
        }
        let parsed = |text: &str| Some(query::parse_typing(text).query);
        let census = Census {
            queries: vec![parsed("mos"), parsed("person:x"), parsed("mos person:x"), None],
            articles: Arc::new(rows.finished()),
            rows: Arc::new(Rows::new(titles.into_iter())),
            read: FxHashMap::from_iter([(ArticleId(1), true), (ArticleId(2), false)]),
        };
        let by_fields = |_: &Query| Ok::<_, ()>(vec![ArticleId(2), ArticleId(3), ArticleId(9)]);
        let count = |all, unread| Some(SavedCount { all, unread });
        assert_eq!(census.taken(by_fields), Ok(vec![count(2, 1), count(2, 2), count(1, 1), None]));
    }

    #[test]
    fn a_name_can_stand_between_quotation_marks() {
        assert_eq!(name_of("  to   read "), Some("to read".into()));
        assert_eq!(name_of("„the“ \"war\""), Some("'the' 'war'".into()));
        assert_eq!(name_of(" "), None);
    }
}
