//! Persons that filter the article list: articles that name all of some, and none of others.

use rustc_hash::FxHashSet;

use super::{Effect, Pane, State, Ticket};
use crate::model::{ArticleId, EntityId, EntityRow};

/// A person that the articles shown name, or do not.
#[derive(Clone, Debug)]
pub struct Who {
    /// The entity.
    pub id: EntityId,
    /// Its name.
    pub name: String,
    /// Whether articles that name it are left out.
    pub is_without: bool,
    /// The articles that name it; `None` until they are loaded.
    pub articles: Option<FxHashSet<ArticleId>>,
    asked: Option<Ticket>,
}

/// The persons in words, at length and ever shorter: `with Ada Lovelace · without Charles Babbage`, by family names, and
/// with signs (`+Lovelace −Babbage`).
pub fn in_words(who: &[Who]) -> [String; 3] {
    let whole = |name: &str| name.to_owned();
    let family = |name: &str| name.rsplit(' ').next().unwrap_or(name).to_owned();
    let listed = |short: &dyn Fn(&str) -> String| {
        let names = |is_without| {
            let of = who.iter().filter(|who| who.is_without == is_without);
            of.map(|who| short(&who.name)).collect::<Vec<_>>().join(", ")
        };
        let parts = [("with ", names(false)), ("without ", names(true))];
        let told = parts.into_iter().filter(|(_, names)| !names.is_empty());
        told.map(|(word, names)| word.to_owned() + &names).collect::<Vec<_>>().join(" · ")
    };
    let sign = |who: &Who| if who.is_without { '−' } else { '+' };
    let signed = who.iter().map(|who| format!("{}{}", sign(who), family(&who.name)));
    [listed(&whole), listed(&family), signed.collect::<Vec<_>>().join(" ")]
}

impl Who {
    /// A person whose articles are not known yet.
    pub fn new(id: EntityId, name: &str, is_without: bool) -> Self {
        Self { id, name: name.to_owned(), is_without, articles: None, asked: None }
    }

    fn admits(&self, article: ArticleId) -> bool {
        self.articles.as_ref().is_none_or(|these| these.contains(&article) != self.is_without)
    }
}

impl State {
    /// `f` and `x`: shows the articles that name a person, or those that do not; again: no longer.
    pub(super) fn filter_who(&mut self, is_without: bool) {
        let Some(row) = self.who_meant() else {
            return self.tell("nobody is chosen: press * on a name, or go to the people");
        };
        let who = &mut self.articles.who;
        let before = who.len();
        who.retain(|who| who.id != row.id || who.is_without != is_without);
        if who.len() == before {
            who.retain(|who| who.id != row.id);
            self.articles.who.push(Who::new(row.id, &row.name, is_without));
            self.want_who();
        }
        self.apply_who();
    }

    /// Takes away the person that was filtered by last. Returns whether there was one.
    pub(super) fn drop_who(&mut self) -> bool {
        let had = self.articles.who.pop().is_some();
        if had {
            self.apply_who();
        }
        had
    }

    /// The row of the sidebar while that has the keys, or else the chosen person, or whoever the current mention
    /// refers to.
    pub(super) fn who_meant(&self) -> Option<EntityRow> {
        let is_sidebar =
            self.page.is_none() && self.focus == Pane::Sidebar && self.sidebar.tab.kind().is_some();
        let row = self.sidebar.list.row().filter(|_| is_sidebar);
        row.and_then(|row| self.sidebar.row(row)).cloned().or_else(|| self.person_meant())
    }

    /// Asks again which articles name the persons filtered by.
    pub(super) fn want_who(&mut self) {
        for at in 0..self.articles.who.len() {
            let ticket = self.ticket();
            if let Some(who) = self.articles.who.get_mut(at) {
                who.asked = Some(ticket);
                let id = who.id;
                self.ask(Effect::LoadArticlesOf(ticket, id));
            }
        }
    }

    pub(super) fn take_articles_of(
        &mut self,
        ticket: Ticket,
        now: EntityId,
        articles: Vec<ArticleId>,
    ) {
        let asked = self.articles.who.iter_mut().find(|who| who.asked == Some(ticket));
        let Some(who) = asked else { return };
        who.asked = None;
        who.id = now;
        who.articles = Some(articles.into_iter().collect());
        // Two that have become one filter once.
        let mut known = Vec::new();
        self.articles.who.retain(|who| {
            let is_new = !known.contains(&(who.id, who.is_without));
            known.push((who.id, who.is_without));
            is_new
        });
        self.apply_who();
    }

    /// Says whether a failed request was one for a person filtered by.
    pub(super) fn fail_who(&mut self, ticket: Ticket) -> bool {
        let asked = self.articles.who.iter_mut().find(|who| who.asked == Some(ticket));
        asked.and_then(|who| who.asked.take()).is_some()
    }

    /// Shows the articles that the persons admit.
    pub(super) fn apply_who(&mut self) {
        self.articles.admit();
        self.arrange_walk();
    }
}

impl super::Articles {
    /// Admits the rows that name who they should and that the fields of the filter find, and none of the others.
    pub(super) fn admit(&mut self) {
        let (who, by_fields) = (&self.who, self.by_fields.found.as_ref());
        let admitted = (!who.is_empty() || by_fields.is_some()).then(|| {
            let is_found = |id| by_fields.is_none_or(|found| found.contains(id));
            let ids = self.rows.ids().iter();
            ids.map(|id| is_found(id) && who.iter().all(|who| who.admits(*id))).collect()
        });
        self.list.set_admitted(admitted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_are_told_in_words() {
        let who = |name: &str, is_without| Who::new(EntityId(1), name, is_without);
        let signs = [who("Ada Lovelace", false), who("Al Byron", true)];
        assert_eq!(in_words(&signs)[1..], ["with Lovelace · without Byron", "+Lovelace −Byron"]);
        for (all, want) in [
            (vec![], ""),
            (vec![who("Ada", false)], "with Ada"),
            (
                vec![who("Ada", false), who("Bob", true), who("Cid", false)],
                "with Ada, Cid · without Bob",
            ),
            (vec![who("Bob", true)], "without Bob"),
        ] {
            assert_eq!(in_words(&all)[0], want);
        }
    }
}
