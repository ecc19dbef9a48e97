//! The doubtful mentions of persons, visited one after the other, the least sure first.

use super::{Aim, Effect, State, Ticket};
use crate::model::Place;

/// The doubtful mentions as they were found last (of a very large library those it is least sure of), and where among them one is.
#[derive(Clone, Debug, Default)]
pub(super) struct Doubtful {
    /// The mentions, the least sure first; `None` until asked for, and after the library changed.
    places: Option<Vec<(Place, f32)>>,
    at: Option<Place>,
    asked: Option<Ticket>,
    /// The step that waits for them.
    waiting: isize,
}

impl Doubtful {
    /// Forgets the mentions: the library changed.
    pub(super) fn forget(&mut self) {
        self.places = None;
    }
}

impl State {
    /// `]d` and `[d`: to the next or previous doubtful mention in the articles shown, round the ends.
    pub(super) fn go_doubtful(&mut self, by: isize) {
        let Some(places) = &self.doubtful.places else {
            self.doubtful.waiting = by;
            if self.doubtful.asked.is_none() {
                let ticket = self.ticket();
                self.doubtful.asked = Some(ticket);
                self.ask(Effect::LoadDoubtful(ticket));
            }
            return;
        };
        let list = &self.articles.list;
        let shown: Vec<(Place, f32)> =
            places.iter().copied().filter(|(place, _)| list.passes(place.article)).collect();
        let Some(last) = shown.len().checked_sub(1) else {
            return self.tell("no mention in the articles shown is doubtful");
        };
        let at = self.doubtful.at;
        let at = at.and_then(|at| shown.iter().position(|(place, _)| *place == at));
        let (next, is_round) = match (at, by > 0) {
            (None, true) => (0, false),
            (None, false) => (last, false),
            (Some(at), true) if at == last => (0, true),
            (Some(0), false) => (last, true),
            (Some(at), _) => (at.saturating_add_signed(by), false),
        };
        let Some(&(place, sure)) = shown.get(next) else { return };
        self.doubtful.at = Some(place);
        self.reader.search = None;
        self.jump(place.article, Aim::Mention(place.span));
        let round = if is_round { " · round again" } else { "" };
        self.tell(format!("doubtful {}/{} · {sure:.2}{round}", next + 1, shown.len()));
    }

    pub(super) fn take_doubtful(&mut self, ticket: Ticket, places: Vec<(Place, f32)>) {
        if self.doubtful.asked.take_if(|asked| *asked == ticket).is_some() {
            self.doubtful.places = Some(places);
            let by = std::mem::take(&mut self.doubtful.waiting);
            if by != 0 {
                self.go_doubtful(by);
            }
        }
    }

    /// Says whether a failed request was the one for doubtful mentions.
    pub(super) fn fail_doubtful(&mut self, ticket: Ticket) -> bool {
        self.doubtful.asked.take_if(|asked| *asked == ticket).is_some()
    }
}
