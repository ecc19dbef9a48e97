//! The next mention of a person, all the way through the seeds: the key, what it asks of the library, and the
//! screen of 120 by 40 cells painted.

use std::sync::Arc;

use divan::Bencher;
use divan::counter::ItemsCount;
use ibid::app::{Effect, Msg, State, update};
use ibid::keymap::{Keymap, parse_keys};
use ibid::store::{Labels, Library};
use ibid::ui::{Theme, paint};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tempfile::TempDir;

use super::index::{new_library, sync};

const NAME: &str = "Bashar al-Assad";

/// A reader on a library of the seeds, without threads and terminal.
struct Desk {
    state: State,
    library: Library,
    theme: Theme,
    screen: Buffer,
    _folder: TempDir,
}

impl Desk {
    /// With the person of [`NAME`] chosen.
    fn new() -> Self {
        let (folder, mut library) = new_library();
        sync(&mut library);
        let (state, asked) = State::new(Keymap::default(), (120, 40));
        let screen = Buffer::empty(Rect::new(0, 0, 120, 40));
        let theme = Theme::shipped("calm").unwrap();
        let mut desk = Self { state, library, theme, screen, _folder: folder };
        desk.serve(asked);
        desk.keys("3/bashar<enter><enter>");
        assert!(desk.state.position().starts_with(NAME), "{}", desk.state.position());
        desk
    }

    fn keys(&mut self, keys: &str) {
        for key in parse_keys(keys).unwrap() {
            let asked = update(&mut self.state, Msg::Key(key));
            self.serve(asked);
        }
    }

    fn serve(&mut self, mut asked: Vec<Effect>) {
        while let Some(effect) = asked.pop() {
            if let Some(answer) = self.answer(effect) {
                asked.extend(update(&mut self.state, answer));
            }
        }
    }

    fn answer(&self, effect: Effect) -> Option<Msg> {
        let library = &self.library;
        Some(match effect {
            Effect::LoadArticles(ticket) => Msg::Articles(
                ticket,
                Arc::new(library.article_lines(&Labels::default(), None).unwrap()),
            ),
            Effect::Open(ticket, id) => {
                Msg::Opened(ticket, Box::new(library.view(id).unwrap().unwrap()), Box::default())
            }
            Effect::LoadEntities(ticket) => {
                Msg::Entities(ticket, Arc::new(library.entities(None).unwrap()))
            }
            Effect::LoadPlaces(ticket, id) => {
                Msg::Places(ticket, [id, id], library.places(id).unwrap())
            }
            Effect::LoadRelated(ticket, passage) => {
                Msg::Related(ticket, passage, ibid::pipeline::related(library, passage).unwrap())
            }
            Effect::Filter(ticket, list, rows, query) => {
                Msg::Filtered(ticket, list, rows.find(&query), true)
            }
            _ => return None,
        })
    }

    /// Where one is: which mention, of how many.
    fn place(&self) -> (usize, usize) {
        let position = self.state.position();
        let numbers = position.strip_prefix(NAME).unwrap().trim().split(' ').next().unwrap();
        let (at, of) = numbers.split_once('/').unwrap();
        (at.parse().unwrap(), of.parse().unwrap())
    }
}

/// One item is one key with its frame.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn next_mention_across_the_seeds(bencher: Bencher<'_, '_>) {
    let (_, mentions) = Desk::new().place();
    bencher.counter(ItemsCount::new(mentions - 1)).with_inputs(Desk::new).bench_local_refs(
        |desk| {
            for place in 2..=mentions {
                desk.keys("n");
                paint(&desk.state, &desk.theme, &mut desk.screen);
                assert_eq!(desk.place(), (place, mentions));
            }
        },
    );
}
