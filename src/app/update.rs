//! What each message does to the state.

use std::mem::take;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::articles::ByFields;
use super::state::Typing;
use super::{
    Aim, Effect, Grouping, List, Msg, Notice, PickerKind, PickerRows, Preview, PreviewOf, Sheet,
    Sidebar, State, Ticket, geometry,
};
use crate::filter::{Found, Rows};
use crate::model::{
    ArticleId, ArticleRows, ArticleView, ContextLine, EntityId, EntityRow, Form, Own, Place,
    QuoteRow,
};
use crate::query::Query;

/// Takes one message in and returns what is to be done outside. The only way the state changes.
pub fn update(state: &mut State, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key(key) => state.press(key),
        Msg::Mouse(mouse) => state.mouse(mouse),
        Msg::Paste(text) => state.paste(&text),
        Msg::Resize(w, h) => state.screen = (w, h),
        Msg::Articles(ticket, rows) => state.take_articles(ticket, rows),
        Msg::Stories(ticket, stories) => state.take_stories(ticket, stories),
        Msg::Opened(ticket, view, own) => state.take_opened(ticket, *view, *own),
        Msg::FoundWhom(ticket, row) => state.take_whom(ticket, row),
        Msg::Marks(ticket, marks) => state.take_marks(ticket, marks),
        Msg::Notes(ticket, notes) => state.take_notes(ticket, notes),
        Msg::Woken(ticket) => state.take_woken(ticket),
        Msg::Previewed(ticket, view) => state.take_preview(ticket, *view),
        Msg::Entities(ticket, rows) => state.take_entities(ticket, rows),
        Msg::Places(ticket, ids, places) => state.take_places(ticket, ids, places),
        Msg::ArticlesOf(ticket, now, articles) => state.take_articles_of(ticket, now, articles),
        Msg::Context(ticket, entity, lines) => state.take_context(ticket, entity, lines),
        Msg::Profile(ticket, profile) => state.take_profile(ticket, profile),
        Msg::Doubtful(ticket, places) => state.take_doubtful(ticket, places),
        Msg::Quotes(ticket, entity, groups) => state.take_quotes(ticket, entity, groups),
        Msg::Related(ticket, of, rows) => {
            if state.reader.related.asked == Some(ticket) && state.reader.related.of == Some(of) {
                state.reader.related.asked = None;
                state.sidebar.set_related(&rows);
                if let Some(picker) = &mut state.picker
                    && picker.asked == Some(ticket)
                {
                    picker.asked = None;
                    picker.set_rows(PickerRows::Related(rows.clone()));
                }
                state.reader.related.rows = rows;
            }
        }
        Msg::Compared(ticket, two) => state.take_compared(ticket, &two),
        Msg::Saved(ticket, queries) => state.take_saved(ticket, queries),
        Msg::SavedCounts(ticket, counts) => state.take_counts(ticket, counts),
        Msg::Labelled => state.count_saved(),
        Msg::FoundHits(ticket, article, hits) => state.take_hits(ticket, article, hits),
        Msg::Hits(ticket, hits) => {
            if let Some(picker) = &mut state.picker
                && picker.asked.take_if(|asked| *asked == ticket).is_some()
            {
                picker.set_rows(PickerRows::Hits(hits));
            }
        }
        Msg::Admitted(ticket, found) => state.take_admitted(ticket, found),
        Msg::Original(target) => state.ask(Effect::OpenOutside(target)),
        Msg::Filtered(ticket, list, found, is_all) => {
            state.take_filtered(ticket, list, (&found, is_all));
        }
        Msg::Failed(ticket, why) => state.take_failure(ticket, why),
        Msg::Progress(progress) => state.take_progress(progress),
        Msg::Judgements(ticket, rows) => state.take_judgements(ticket, rows),
        Msg::Judged(what) => state.take_judged(what),
        Msg::Notice(what) => state.tell(what),
        Msg::LibraryChanged => state.reload(),
    }
    state.run_waiting();
    state.settle();
    take(&mut state.asked)
}

impl State {
    /// Asks for all that is shown, once more.
    pub(super) fn reload(&mut self) {
        self.want_articles();
        self.want_stories();
        self.want_entities();
        self.want_places();
        self.want_saved();
        self.want_who();
        self.want_fields(true);
        self.want_page();
        self.doubtful.forget();
        match (&mut self.reader.opening, self.reader.sheet.as_ref().map(|sheet| sheet.view.id)) {
            (Some(opening), _) => opening.is_stale = true,
            (None, Some(article)) => self.open(article, Aim::Stay),
            (None, None) => {}
        }
    }

    pub(super) fn want_articles(&mut self) {
        let ticket = self.ticket();
        if self.requests.articles.want(ticket) {
            self.ask(Effect::LoadArticles(ticket));
        }
    }

    /// Asks for the stories of the articles, where they are shown.
    pub(super) fn want_stories(&mut self) {
        let ticket = self.ticket();
        if self.articles.grouping == Grouping::Stories && self.requests.stories.want(ticket) {
            self.ask(Effect::LoadStories(ticket));
        }
    }

    fn want_entities(&mut self) {
        let ticket = self.ticket();
        if self.requests.entities.want(ticket) {
            self.ask(Effect::LoadEntities(ticket));
        }
    }

    fn want_places(&mut self) {
        let ticket = self.ticket();
        if let Some(id) = self.chosen.as_ref().map(|chosen| chosen.id)
            && self.requests.places.want(ticket)
        {
            self.ask(Effect::LoadPlaces(ticket, id));
        }
    }

    /// Rows come as answers, or unasked while none is awaited.
    fn take_articles(&mut self, ticket: Ticket, rows: Arc<ArticleRows>) {
        let is_answer = self.requests.articles.is(ticket);
        if !is_answer && !self.requests.articles.is_idle() {
            return;
        }
        if is_answer && self.requests.articles.end() {
            self.want_articles();
        }
        if self.articles.set_rows(rows, self.chosen.as_ref()) {
            self.refilter(List::Articles, false);
        }
        self.count_saved();
        self.trail.keep(|article| self.articles.holds(article));
        self.arrange_walk();
        let is_partial = self.articles.rows.is_partial;
        let left = self.restoring.open.filter(|left| is_partial || self.articles.holds(*left));
        if let Some(left) = left.filter(|left| self.articles.holds(*left)) {
            self.articles.list.go_to(left);
        }
        let is_nothing_open = self.reader.sheet.is_none() && self.reader.opening.is_none();
        if let Some(first) = left.or(self.articles.list.current()).filter(|_| is_nothing_open) {
            self.open(first, Aim::Start);
        }
        if !is_partial {
            self.restoring.open = None;
        }
    }

    fn take_stories(&mut self, ticket: Ticket, stories: Arc<FxHashMap<ArticleId, ArticleId>>) {
        if !self.requests.stories.is(ticket) {
            return;
        }
        if self.requests.stories.end() {
            self.want_stories();
        }
        self.articles.set_stories(stories);
        self.arrange_walk();
    }

    fn take_opened(&mut self, ticket: Ticket, view: ArticleView, own: Own) {
        let Some(opening) = self.reader.opening.take_if(|opening| opening.ticket == ticket) else {
            return;
        };
        let width = geometry::text_column(self.reader_area(), self.text_width).w;
        let stay = self.reader.stop().filter(|_| !opening.is_jump());
        if opening.is_stale {
            self.open(opening.article, Aim::Stay);
        }
        // The first article comes by itself: whoever has moved on in the list meanwhile stays there.
        if opening.is_jump() && self.reader.sheet.is_some() {
            self.articles.list.go_to(view.id);
        }
        if self.reader.article().is_some_and(|before| before != view.id) {
            self.keep_place();
        }
        let entities = Arc::new(view.entities.clone());
        let is_known = opening.is_jump();
        let query = self.found_by(&opening.aim, view.id).filter(|_| is_known);
        self.reader.own = own;
        self.dwelling = None;
        self.reader.show(Arc::new(view), width, self.tier);
        let aim = stay.map_or(opening.aim, Aim::Stop);
        self.reader.place(aim, self.reader_height());
        self.want_hits(query);
        if is_known {
            self.keep_jump();
        }
        if self.sidebar.set_entities(entities, self.reader.sheet.as_ref(), self.tier) {
            self.refilter(List::Entities, false);
        }
    }

    fn take_preview(&mut self, ticket: Ticket, view: ArticleView) {
        let Some(kind) = self.picker.as_ref().map(|picker| picker.kind) else { return };
        let area = self.picker_areas(kind).preview.unwrap_or_default();
        if let Some(picker) = &mut self.picker
            && picker.asked_preview.take_if(|(asked, _)| *asked == ticket).is_some()
        {
            let width = geometry::text_column(area, self.text_width).w;
            let sheet = Sheet::new(Arc::new(view), width, self.tier);
            picker.preview = Preview::Article(Box::new(sheet));
        }
    }

    fn take_entities(&mut self, ticket: Ticket, rows: Arc<Vec<EntityRow>>) {
        if !self.requests.entities.is(ticket) {
            return;
        }
        if self.requests.entities.end() {
            self.want_entities();
        }
        if self.reader.sheet.is_none() {
            self.sidebar.set_entities(Arc::clone(&rows), None, self.tier);
        }
        self.sidebar.set_totals(&rows);
        if let Some(chosen) = &mut self.chosen {
            match rows.iter().find(|row| row.id == chosen.id) {
                Some(row) => (chosen.name, chosen.kind) = (row.name.clone(), row.kind),
                None if chosen.is_nobody() => self.chosen = None,
                None => {}
            }
        }
        self.entities = rows;
    }

    fn take_places(
        &mut self,
        ticket: Ticket,
        [of, now]: [EntityId; 2],
        places: Vec<(Place, Form)>,
    ) {
        if !self.requests.places.is(ticket) {
            return;
        }
        if self.requests.places.end() {
            self.want_places();
        }
        let Some(chosen) = self.chosen.as_mut().filter(|chosen| chosen.id == of) else {
            return;
        };
        chosen.id = now;
        chosen.set_places(places, self.tier, self.articles.list.passing_ids());
        if self.articles.sort == super::ArticleSort::Mentions {
            self.articles.sort(self.chosen.as_ref());
            self.arrange_walk();
        }
        if let Some(by) = self.waiting_step.take() {
            self.step(by);
        }
    }

    fn take_context(&mut self, ticket: Ticket, entity: EntityId, lines: Vec<ContextLine>) {
        let is_split = self.picker.as_ref().is_some_and(|picker| picker.kind == PickerKind::Split);
        let parts = if is_split { self.parts(entity, &lines) } else { Vec::new() };
        let tier = self.tier;
        let mut counted = lines;
        counted.retain(|line| tier.holds(line.mention.form));
        let Some(picker) = &mut self.picker else { return };
        if picker.asked == Some(ticket) {
            picker.asked = None;
            let rows = match is_split {
                true => PickerRows::Parts(parts),
                false => PickerRows::Mentions(entity, counted),
            };
            if picker.set_rows(rows) {
                self.refilter(List::Picker, false);
            }
        } else if picker.asked_preview == Some((ticket, PreviewOf::Person(entity))) {
            picker.asked_preview = None;
            picker.preview = Preview::Person(entity, counted);
        }
    }

    fn take_quotes(&mut self, ticket: Ticket, entity: EntityId, groups: Vec<Vec<QuoteRow>>) {
        if let Some(picker) = &mut self.picker
            && picker.asked.take_if(|asked| *asked == ticket).is_some()
            && picker.set_rows(PickerRows::quotes(entity, groups))
        {
            self.refilter(List::Picker, false);
        }
    }

    fn take_filtered(&mut self, ticket: Ticket, list: List, found: (&[Found], bool)) {
        match list {
            List::Articles => {
                if self.articles.list.answer(ticket, found) {
                    self.arrange_walk();
                }
            }
            List::Entities => {
                self.sidebar.list.answer(ticket, found);
            }
            List::Picker => {
                if let Some(picker) = &mut self.picker {
                    picker.list.answer(ticket, found);
                }
            }
        }
    }

    /// A failure counts when its answer was still wanted.
    fn take_failure(&mut self, ticket: Ticket, why: String) {
        let mut is_wanted = self.fail_who(ticket) || self.fail_doubtful(ticket);
        if let Some(page) = &mut self.page {
            is_wanted |= page.asked.take_if(|asked| *asked == ticket).is_some();
        }
        if let Some(opening) = self.reader.opening.take_if(|opening| opening.ticket == ticket) {
            // Of the open article it is said once, not whenever the library changes.
            let article = (!opening.is_jump()).then_some(opening.article);
            is_wanted |= article.is_none() || self.reader.unread_again != article;
            self.reader.unread_again = article;
        }
        let requests = &mut self.requests;
        for request in [
            &mut requests.articles,
            &mut requests.stories,
            &mut requests.entities,
            &mut requests.places,
            &mut requests.saved,
            &mut requests.counts,
        ] {
            if request.is(ticket) {
                request.end();
                is_wanted = true;
            }
        }
        is_wanted |= self.reader.hits_asked.take_if(|(asked, _)| *asked == ticket).is_some();
        if self.reader.related.asked.take_if(|asked| *asked == ticket).is_some() {
            is_wanted = true;
        }
        let asked = &mut self.articles.by_fields.asked;
        is_wanted |= asked.take_if(|asked| *asked == ticket).is_some();
        if let Some(compare) = &mut self.compare {
            is_wanted |= compare.asked.take_if(|asked| *asked == ticket).is_some();
        }
        if let Some(picker) = &mut self.picker {
            is_wanted |= picker.asked.take_if(|asked| *asked == ticket).is_some();
            // Kept as asked, so that a preview that fails is not asked for with every key.
            is_wanted |= picker.asked_preview.is_some_and(|(asked, _)| asked == ticket);
        }
        if is_wanted {
            self.waiting_step = None;
            self.notice = Some(Notice::Wrong(why));
        }
    }

    /// Lays the walk anew after the articles shown changed.
    pub(super) fn arrange_walk(&mut self) {
        if let Some(chosen) = &mut self.chosen {
            chosen.arrange(self.articles.list.passing_ids());
        }
    }

    /// Runs the filter of a list; `was_typed` when its query changed.
    pub(super) fn refilter(&mut self, list: List, was_typed: bool) {
        let ticket = self.ticket();
        let (query, _) = self.understand(self.typed_into(list));
        let wanted = query.clone();
        let asked = match list {
            List::Articles => {
                let mut list = take(&mut self.articles.list);
                let asked = list.ask(ticket, was_typed, wanted, || self.articles.folded());
                self.articles.list = list;
                asked
            }
            List::Entities => {
                let texts: Vec<String> = self.sidebar.rows().map(Sidebar::filter_text).collect();
                let fold = || Rows::new(texts.iter().map(String::as_str));
                self.sidebar.list.ask(ticket, was_typed, wanted, fold)
            }
            List::Picker => {
                let Some(picker) = &mut self.picker else { return };
                let rows = &picker.rows;
                picker.list.ask(ticket, was_typed, wanted, || rows.folded())
            }
        };
        match asked {
            Some(rows) => self.ask(Effect::Filter(ticket, list, rows, query)),
            None if list == List::Articles => self.arrange_walk(),
            None => {}
        }
    }

    /// What follows when the typed line changed.
    pub(super) fn typed(&mut self, typing: Typing) {
        match typing {
            Typing::Asking => {}
            Typing::Search => self.reader.search_typed(self.reader_height()),
            Typing::Articles => {
                if self.is_understood(List::Articles) {
                    self.want_fields(false);
                    self.refilter(List::Articles, true);
                }
            }
            Typing::Sidebar => self.refilter(List::Entities, true),
            Typing::Picker => {
                let kind = self.picker.as_ref().map(|picker| picker.kind);
                if kind == Some(PickerKind::Hits) {
                    self.search_all();
                } else {
                    self.refilter(List::Picker, true);
                }
            }
        }
    }

    pub(super) fn search_all(&mut self) {
        let ticket = self.ticket();
        let Some(picker) = &mut self.picker else { return };
        if picker.list.query().trim().is_empty() {
            picker.asked = None;
            picker.set_rows(PickerRows::Hits(Vec::new()));
            return;
        }
        if !self.is_understood(List::Picker) {
            return;
        }
        let (query, _) = self.understand(self.typed_into(List::Picker).trim());
        if let Some(picker) = &mut self.picker {
            picker.asked = Some(ticket);
        }
        self.ask(Effect::Search(ticket, query, self.order));
    }

    /// What is typed into a list.
    fn typed_into(&self, list: List) -> &str {
        match list {
            List::Articles => self.articles.list.query(),
            List::Entities => self.sidebar.list.query(),
            List::Picker => self.picker.as_ref().map_or("", |picker| picker.list.query()),
        }
    }

    /// Whether what is typed into a list is a query; where it is not, says where it goes wrong, and the list stays.
    fn is_understood(&mut self, list: List) -> bool {
        let (_, fault) = self.understand(self.typed_into(list));
        let is_understood = fault.is_none();
        if let Some(fault) = fault {
            self.notice = Some(Notice::Wrong(fault));
        }
        is_understood
    }

    /// Asks for what the fields of the filter find, where they are others than before or it may have changed.
    pub(super) fn want_fields(&mut self, may_have_changed: bool) {
        let (_, fields) = self.understand(self.articles.list.query()).0.divided();
        let fields = Some(fields).filter(Query::has_fields);
        if fields == self.articles.by_fields.fields && !may_have_changed {
            return;
        }
        let Some(fields) = fields else {
            self.articles.by_fields = ByFields::default();
            return self.apply_who();
        };
        let ticket = self.ticket();
        self.articles.by_fields.fields = Some(fields.clone());
        self.articles.by_fields.asked = Some(ticket);
        self.ask(Effect::Admit(ticket, fields));
    }

    fn take_admitted(&mut self, ticket: Ticket, found: Vec<ArticleId>) {
        let by_fields = &mut self.articles.by_fields;
        if by_fields.asked.take_if(|asked| *asked == ticket).is_some() {
            by_fields.found = Some(found.into_iter().collect());
            self.apply_who();
        }
    }
}
