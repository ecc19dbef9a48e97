//! Going places: to mentions along the walk, to hits, to other articles and passages, back and forward on
//! the trail. A move that leaves the screen is a jump: the place it left is remembered first.

use super::{Aim, Chosen, Effect, Opening, Pane, State, Stop, Ticket};
use crate::model::{ArticleId, EntityKind, EntityRow};
use crate::query::Query;
use crate::text::Span;

impl State {
    /// Asks for an article. One on its way already is only given another aim.
    pub(super) fn open(&mut self, article: ArticleId, aim: Aim) {
        if let Some(opening) = self.reader.opening.as_mut().filter(|o| o.article == article) {
            opening.aim = aim;
            return;
        }
        let ticket = self.ticket();
        self.reader.opening = Some(Opening { ticket, article, aim, is_stale: false });
        self.ask(Effect::Open(ticket, article));
    }

    /// Goes to a place and gives the reader the focus.
    pub(super) fn jump(&mut self, article: ArticleId, aim: Aim) {
        self.focus = Pane::Reader;
        let here = self.reader.stop();
        if self.reader.article() == Some(article) {
            self.reader.opening.take_if(|opening| opening.is_jump());
            let top = self.reader.top;
            let query = self.found_by(&aim, article).filter(|_| matches!(aim, Aim::Hits(..)));
            self.reader.place(aim, self.reader_height());
            self.want_hits(query);
            if let Some(here) = here.filter(|_| self.reader.top != top) {
                self.trail.leave(here);
                self.keep_jump();
            }
            return;
        }
        let is_on_its_way = self.reader.opening.as_ref().is_some_and(Opening::is_jump);
        if let Some(here) = here.filter(|_| !is_on_its_way) {
            self.trail.leave(here);
        }
        self.open(article, aim);
    }

    /// The query that found an article, and whether the keys of a search are to be for its hits: what was searched for in
    /// all articles, or else, unless they are for the chosen person, what the articles are filtered by.
    pub(super) fn found_by(&self, aim: &Aim, article: ArticleId) -> Option<(Query, bool)> {
        match aim {
            Aim::Hits(_, query) => Some((query.clone(), true)),
            _ if self.articles.list.passes(article) => {
                let (query, _) = self.understand(self.articles.list.query());
                Some((query, self.chosen.is_none()))
            }
            _ => None,
        }
    }

    /// Asks where in the open article the words of a query stand.
    pub(super) fn want_hits(&mut self, query: Option<(Query, bool)>) {
        let query = query.filter(|(query, _)| !query.wanted().is_empty());
        if let (Some(article), Some((query, is_live))) = (self.reader.article(), query) {
            let ticket = self.ticket();
            self.reader.hits_asked = Some((ticket, is_live));
            self.ask(Effect::FindHits(ticket, article, query));
        }
    }

    pub(super) fn take_hits(&mut self, ticket: Ticket, article: ArticleId, hits: Vec<Span>) {
        let asked = self.reader.hits_asked.take_if(|(asked, _)| *asked == ticket);
        if let Some((_, is_live)) = asked.filter(|_| self.reader.article() == Some(article)) {
            self.reader.show_found(hits, is_live);
        }
    }

    /// Runs a move inside the article and remembers the place when it left the screen.
    pub(super) fn long_move(&mut self, go: impl FnOnce(&mut super::Reader)) {
        let here = self.reader.stop();
        let (top, height) = (self.reader.top, self.reader_height());
        go(&mut self.reader);
        self.reader.clamp(height);
        if let Some(here) = here.filter(|_| self.reader.top.abs_diff(top) >= height.max(1)) {
            self.trail.leave(here);
        }
    }

    /// Chooses an entity, or nobody.
    pub(super) fn choose(&mut self, row: Option<&EntityRow>) {
        self.chosen = row.map(Chosen::new);
        self.waiting_step = None;
        // The keys are for the chosen person now; what was found stays marked.
        self.reader.search.take_if(|search| row.is_some() && search.is_found);
        if let Some(row) = row {
            let ticket = self.ticket();
            self.requests.places.replace(ticket);
            self.ask(Effect::LoadPlaces(ticket, row.id));
        }
        if self.articles.sort == super::ArticleSort::Mentions {
            self.articles.sort(self.chosen.as_ref());
        }
    }

    /// Chooses an entity and goes to its mention nearest below the top of the current passage, in this
    /// article if it is there at all.
    pub(super) fn choose_and_go(&mut self, row: &EntityRow) {
        self.choose(Some(row));
        self.reader.search = None;
        self.focus = Pane::Reader;
        let Some(sheet) = &self.reader.sheet else { return self.step(1) };
        let from = sheet.span_of(self.reader.passage).start();
        let spans: Vec<Span> = self.mentions_here();
        let nearest = spans.iter().find(|span| span.start() >= from).or_else(|| spans.first());
        match (nearest, self.reader.article()) {
            (Some(&span), Some(article)) => self.jump(article, Aim::Mention(span)),
            _ => self.step(1),
        }
    }

    /// Chooses whom the current mention refers to, or else the first person of the current passage; again:
    /// nobody.
    pub(super) fn choose_here(&mut self) {
        let Some(sheet) = &self.reader.sheet else { return };
        let is_person = |place: &usize| {
            sheet.mention(*place).is_some_and(|m| m.mention.kind == EntityKind::Person)
        };
        let first = || sheet.mentions_in(sheet.span_of(self.reader.passage)).find(is_person);
        let place = self.reader.mention.or_else(first);
        let Some(mention) = place.and_then(|place| sheet.mention(place)) else {
            return self.tell("nobody is named in this passage");
        };
        if self.chosen.as_ref().is_some_and(|chosen| chosen.id == mention.entity) {
            return self.choose(None);
        }
        let row = sheet.view.entities.iter().find(|row| row.id == mention.entity).cloned();
        self.reader.mention = place;
        self.choose(row.as_ref());
    }

    /// The mentions of the chosen person in the open article, in text order.
    fn mentions_here(&self) -> Vec<Span> {
        let Some((sheet, chosen)) = self.reader.sheet.as_ref().zip(self.chosen.as_ref()) else {
            return Vec::new();
        };
        let places = sheet.mentions_of(chosen.id).iter();
        places.filter_map(|&place| Some(sheet.mention(place as usize)?.mention.span)).collect()
    }

    /// To the next (`by` 1) or previous (`by` -1) hit of a live search, or else mention of the chosen
    /// person along the walk.
    pub(super) fn step(&mut self, by: isize) {
        self.focus = Pane::Reader;
        if self.reader.search.is_some() {
            return self.step_hit(by);
        }
        let Some(chosen) = &self.chosen else {
            return self.tell("nobody is chosen: press * on a name, or Enter among the people");
        };
        // Steps faster than articles open go on from where the last one leads.
        let opening = self.reader.opening.as_ref().filter(|opening| opening.is_jump());
        let (article, spans, at) = match opening {
            Some(opening) => {
                let at = match &opening.aim {
                    Aim::Mention(span) => (span.start(), true),
                    _ => (0, false),
                };
                (Some(opening.article), chosen.spans(opening.article).to_vec(), at)
            }
            None => {
                let passage = self.reader.sheet.as_ref().map(|s| s.span_of(self.reader.passage));
                let at = match self.reader.mention_span() {
                    Some(span) => (span.start(), true),
                    None => (passage.map_or(0, Span::start), false),
                };
                (self.reader.article(), self.mentions_here(), at)
            }
        };
        // An article that the filter hides is not on the walk.
        let is_hidden = article.is_some_and(|article| !chosen.leads_through(article));
        let spans = if is_hidden { Vec::new() } else { spans };
        let next = match (by > 0, at) {
            (true, (from, true)) => spans.partition_point(|span| span.start() <= from),
            (true, (from, false)) => spans.partition_point(|span| span.start() < from),
            (false, (from, _)) => spans.partition_point(|span| span.start() < from).wrapping_sub(1),
        };
        match (article, spans.get(next)) {
            (Some(article), Some(&span)) => self.jump(article, Aim::Mention(span)),
            _ => self.step_article(article, by),
        }
    }

    /// To the chosen person's first or last mention in the next or previous article of the walk.
    fn step_article(&mut self, from: Option<ArticleId>, by: isize) {
        let Some(chosen) = &self.chosen else { return };
        if !chosen.is_loaded() {
            self.waiting_step = Some(by);
            return;
        }
        let rank = from.and_then(|article| self.articles.list.place_of(article));
        let Some((article, is_round)) = chosen.next_article(rank, by) else {
            let name = chosen.name.clone();
            return self.tell(format!("no article shown names {name}"));
        };
        let spans = chosen.spans(article);
        let span = if by > 0 { spans.first() } else { spans.last() };
        if let Some(&span) = span {
            self.jump(article, Aim::Mention(span));
        }
        if is_round {
            self.tell(if by > 0 {
                "round again, from the first"
            } else {
                "round again, from the last"
            });
        }
    }

    fn step_hit(&mut self, by: isize) {
        let Some((sheet, search)) = self.reader.sheet.as_ref().zip(self.reader.search.as_ref())
        else {
            return;
        };
        let from = sheet.span_of(self.reader.passage).start();
        let Some((hit, is_round)) = search.next(by, from) else {
            return self.tell("not found in this article");
        };
        let height = self.reader_height();
        self.long_move(|reader| reader.to_hit(hit, height));
        if is_round {
            self.tell("round again");
        }
    }

    /// To the next or previous mention of anyone in the open article.
    pub(super) fn step_anyone(&mut self, by: isize) {
        let Some(sheet) = &self.reader.sheet else { return };
        let persons = |place: &usize| {
            sheet.mention(*place).is_some_and(|m| m.mention.kind == EntityKind::Person)
        };
        let here = sheet.mentions_in(sheet.span_of(self.reader.passage)).start;
        let last = sheet.n_mentions();
        let next = match (by > 0, self.reader.mention) {
            (true, Some(at)) => (at + 1..last).find(persons),
            (true, None) => (here..last).find(persons),
            (false, Some(at)) => (0..at).rev().find(persons),
            (false, None) => (0..here).rev().find(persons),
        };
        let span = next.and_then(|place| sheet.mention(place)).map(|m| m.mention.span);
        match (span, self.reader.article()) {
            (Some(span), Some(article)) => self.jump(article, Aim::Mention(span)),
            _ => self.tell(if by > 0 { "nobody further down" } else { "nobody further up" }),
        }
    }

    /// To the next or previous article shown: one that names the chosen person, where one is chosen.
    pub(super) fn go_article(&mut self, by: isize) {
        let from = self.reader.opening.as_ref().map(|o| o.article).or(self.reader.article());
        let rank = from.and_then(|article| self.articles.list.place_of(article));
        if let Some(chosen) = self.chosen.as_ref().filter(|chosen| chosen.is_loaded()) {
            let Some((article, is_round)) = chosen.next_article(rank, by) else {
                let name = chosen.name.clone();
                return self.tell(format!("no article shown names {name}"));
            };
            let first = chosen.spans(article).first().copied();
            self.reader.search = None;
            self.jump(article, first.map_or(Aim::Start, Aim::Mention));
            if is_round {
                self.tell("round again");
            }
            return;
        }
        let next = match rank {
            Some(rank) => rank.checked_add_signed(by),
            None => Some(0),
        };
        match next.and_then(|next| self.articles.list.passing_ids().nth(next)) {
            Some(article) => self.jump(article, Aim::Start),
            None => self.tell(if by > 0 {
                "this is the last article"
            } else {
                "this is the first article"
            }),
        }
    }

    /// To the next or previous unread article shown, round the ends.
    pub(super) fn go_unread(&mut self, by: isize) {
        let passing: Vec<ArticleId> = self.articles.list.passing_ids().collect();
        let rank = self.reader.article().and_then(|article| self.articles.list.place_of(article));
        let count = passing.len();
        let start = rank.unwrap_or(if by > 0 { count.saturating_sub(1) } else { 0 });
        let unread = (1..=count).find_map(|step| {
            let step = if by > 0 { step } else { count - step };
            let id = *passing.get((start + step) % count)?;
            let row = self.articles.row(id)?;
            (Some(id) != self.reader.article() && !self.articles.is_read(&row)).then_some(id)
        });
        match unread {
            Some(article) => self.jump(article, Aim::Start),
            None => self.tell("nothing else is unread"),
        }
    }

    /// To the next or previous passage of the open article that other articles tell too.
    pub(super) fn go_related(&mut self, by: isize) {
        let Some(view) = self.reader.view() else { return };
        let at = self.reader.passage as usize;
        let is_told = |place: &usize| view.related.get(*place).is_some_and(|count| *count > 0);
        let next = if by > 0 {
            (at + 1..view.related.len()).find(is_told)
        } else {
            (0..at).rev().find(is_told)
        };
        let article = view.id;
        match next {
            Some(passage) => self.jump(article, Aim::Passage(passage as u32)),
            None => self.tell(if by > 0 {
                "no passage further down is told elsewhere"
            } else {
                "no passage further up is told elsewhere"
            }),
        }
    }

    /// Back (`by` -1) or forward (`by` 1) on the trail.
    pub(super) fn go_trail(&mut self, by: isize) {
        // On the way to another article one still stands at the place that was left last.
        let is_on_its_way = self.reader.opening.as_ref().is_some_and(Opening::is_jump);
        let here = self.reader.stop().filter(|_| !is_on_its_way);
        let stop = if by < 0 { self.trail.back(here) } else { self.trail.forward() };
        match stop {
            Some(stop) => self.go_to_stop(stop),
            None => self.tell(if by < 0 { "the trail begins here" } else { "the trail ends here" }),
        }
    }

    /// Shows a place as it was.
    pub(super) fn go_to_stop(&mut self, stop: Stop) {
        self.focus = Pane::Reader;
        self.reader.search = None;
        if self.reader.article() == Some(stop.article) {
            self.reader.opening.take_if(|opening| opening.is_jump());
            self.reader.place(Aim::Stop(stop), self.reader_height());
        } else {
            self.open(stop.article, Aim::Stop(stop));
        }
    }
}
