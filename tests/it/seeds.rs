//! The reader on the seeds, with a library behind it: a hundred thousand keys, clicks and sizes in any order.

use std::collections::HashMap;
use std::sync::Arc;

use ibid::app::{Effect, Mouse, MouseKind, Msg, State, update};
use ibid::keymap::{Command, Key, Keymap, parse_keys};
use ibid::model::{ArticleId, ArticleView, EntityId, Own};
use ibid::pipeline;
use ibid::store::{Labels, Library};
use ibid::ui::{Theme, paint};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tempfile::TempDir;

use crate::keys::check_state;
use crate::support::library::{dice, whole_run};

/// Keys and clicks that are tried.
const STEPS: usize = 100_000;

/// Answers requests from a library, most of them once.
pub(crate) struct Shelf {
    library: Library,
    views: HashMap<ArticleId, ArticleView>,
    _folder: TempDir,
}

impl Shelf {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let mut library = Library::open(&folder.path().join("library.db")).unwrap();
        library.add_source(concat!(env!("CARGO_MANIFEST_DIR"), "/seeds")).unwrap();
        pipeline::sync(&mut library, &whole_run()).unwrap();
        Self { library, views: HashMap::new(), _folder: folder }
    }

    fn view(&mut self, id: ArticleId) -> ArticleView {
        let library = &self.library;
        self.views.entry(id).or_insert_with(|| library.view(id).unwrap().unwrap()).clone()
    }

    fn own(&mut self, id: ArticleId) -> Own {
        let passages = self.view(id).article.passages.len();
        Own { read: vec![false; passages], told: vec![false; passages], ..Own::default() }
    }

    /// Answers requests, and those that follow.
    pub(crate) fn serve(&mut self, state: &mut State, asked: Vec<Effect>) {
        let mut waiting = asked;
        while !waiting.is_empty() {
            for effect in std::mem::take(&mut waiting) {
                let is_time = matches!(effect, Effect::Wake(..));
                if let Some(msg) = self.answer(effect).filter(|_| !is_time) {
                    waiting.extend(update(state, msg));
                }
            }
        }
    }

    fn answer(&mut self, effect: Effect) -> Option<Msg> {
        let places = |library: &Library, id: EntityId| library.places(id).unwrap();
        Some(match effect {
            Effect::LoadArticles(ticket) => {
                let rows = self.library.article_lines(&Labels::default(), None).unwrap();
                Msg::Articles(ticket, Arc::new(rows))
            }
            Effect::LoadStories(ticket) => {
                let rows = self.library.article_rows(&Labels::default()).unwrap();
                Msg::Stories(ticket, Arc::new(pipeline::stories(&self.library, &rows).unwrap()))
            }
            Effect::Open(ticket, id) => {
                let own = self.own(id);
                Msg::Opened(ticket, Box::new(self.view(id)), Box::new(own))
            }
            Effect::Preview(ticket, id) => Msg::Previewed(ticket, Box::new(self.view(id))),
            Effect::LoadEntities(ticket) => {
                Msg::Entities(ticket, Arc::new(self.library.entities(None).unwrap()))
            }
            Effect::LoadPlaces(ticket, id) => {
                Msg::Places(ticket, [id, id], places(&self.library, id))
            }
            Effect::LoadArticlesOf(ticket, id) => {
                Msg::ArticlesOf(ticket, id, self.library.articles_of(id).unwrap())
            }
            Effect::LoadContext(ticket, id, most) => {
                Msg::Context(ticket, id, self.library.context(id, most).unwrap())
            }
            Effect::LoadQuotes(ticket, id) => {
                Msg::Quotes(ticket, id, pipeline::quotes(&self.library, id).unwrap())
            }
            Effect::LoadProfile(ticket, id) => {
                let profile = pipeline::profile(&self.library, id).unwrap().unwrap();
                Msg::Profile(ticket, Box::new(profile))
            }
            Effect::LoadDoubtful(ticket) => {
                Msg::Doubtful(ticket, self.library.doubtful(1000).unwrap())
            }
            Effect::LoadRelated(ticket, of) => {
                Msg::Related(ticket, of, pipeline::related(&self.library, of).unwrap())
            }
            Effect::Compare(ticket, ids) => {
                let two = pipeline::two_articles(&self.library, ids).unwrap().unwrap();
                Msg::Compared(ticket, Box::new(two))
            }
            Effect::Search(ticket, query, order) => {
                let hits = self.library.search(&query, &Arc::default(), order, 100).unwrap();
                Msg::Hits(ticket, hits)
            }
            Effect::FindHits(ticket, article, query) => {
                Msg::FoundHits(ticket, article, self.library.hits_in(article, &query).unwrap())
            }
            Effect::LoadSaved(ticket) => Msg::Saved(ticket, Vec::new()),
            Effect::CountSaved(ticket, _) => Msg::SavedCounts(ticket, Vec::new()),
            Effect::Admit(ticket, query) => {
                let found = self.library.find(&query, &Arc::default(), usize::MAX).unwrap();
                Msg::Admitted(ticket, found)
            }
            Effect::Filter(ticket, list, rows, query) => {
                Msg::Filtered(ticket, list, rows.find(&query), true)
            }
            Effect::LoadMarks(ticket) => Msg::Marks(ticket, Vec::new()),
            Effect::LoadNotes(ticket) => Msg::Notes(ticket, Vec::new()),
            Effect::LoadJudgements(ticket) => Msg::Judgements(ticket, Vec::new()),
            Effect::FindWhom(ticket, _) => Msg::FoundWhom(ticket, None),
            Effect::Wake(ticket, _) => Msg::Woken(ticket),
            _ => return None,
        })
    }
}

#[test]
fn a_hundred_thousand_keys_on_the_seeds_break_nothing() {
    let keys: Vec<Vec<Key>> = Command::ALL
        .iter()
        .flat_map(|entry| entry.keys.iter().copied())
        .chain(["a", "e", "<space>", "é", "東", "putin", "1", "s"])
        .map(|keys| parse_keys(&keys.replace("<letter>", "Q")).unwrap())
        .collect();
    let mut throw = dice(20_261_127);
    let mut shelf = Shelf::new();
    let (mut state, asked) = State::new(Keymap::default(), (120, 40));
    let mut waiting: Vec<Effect> = asked;
    let theme = Theme::default();
    for step in 0..STEPS {
        let msg = match throw(40) {
            0 => Msg::Resize(1 + throw(200) as u16, 1 + throw(60) as u16),
            1 if throw(20) == 0 => Msg::LibraryChanged,
            2 | 3 => {
                let kinds = [MouseKind::Press, MouseKind::WheelDown, MouseKind::WheelUp];
                let (x, y) = (throw(200) as u16, throw(60) as u16);
                Msg::Mouse(Mouse { kind: kinds[throw(3)], x, y })
            }
            _ => {
                let pressed = &keys[throw(keys.len())];
                for &key in pressed.iter().skip(1) {
                    waiting.extend(update(&mut state, Msg::Key(key)));
                }
                Msg::Key(pressed[0])
            }
        };
        waiting.extend(update(&mut state, msg));
        // Answers come late now and then.
        if throw(4) > 0 {
            let mut rounds = 0;
            while !waiting.is_empty() && rounds < 20 {
                rounds += 1;
                for effect in std::mem::take(&mut waiting) {
                    if let Some(msg) = shelf.answer(effect) {
                        waiting.extend(update(&mut state, msg));
                    }
                }
            }
        }
        check_state(&state, &format!("step {step}"));
        if step % 25 == 0 {
            let (w, h) = state.screen;
            paint(&state, &theme, &mut Buffer::empty(Rect::new(0, 0, w, h)));
        }
    }
}
