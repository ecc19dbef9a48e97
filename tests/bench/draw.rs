//! What stands between a key and the painted screen: `update`, wrapping, drawing.

use std::sync::Arc;

use divan::Bencher;
use ibid::app::{Effect, Msg, State, update};
use ibid::keymap::{Keymap, parse_keys};
use ibid::model::{
    Article, ArticleId, ArticleLine, ArticleRows, ArticleView, EntityId, EntityKind, EntityRow,
    Form, FormCounts, Mention, Passage, PassageKind, Place, ResolvedMention,
};
use ibid::text::{Span, wrap};
use ibid::ui::{Theme, paint};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const PASSAGES: usize = 400;

/// An article of 400 passages, each with three mentions of 20 persons in turn.
fn article() -> ArticleView {
    let mut article = Article { title: "A long one".into(), ..Article::default() };
    let mut mentions = Vec::new();
    for passage in 0..PASSAGES {
        let start = article.text.len();
        for nth in 0..3 {
            article.text.push_str("The words that stand before a name are many, and here is ");
            let at = article.text.len();
            article.text.push_str("Ada Lovelace");
            let span = Span::at(at, article.text.len());
            let rule = "bench".into();
            let kind = EntityKind::Person;
            let mention = Mention { span, kind, form: Form::Name, confidence: 1.0, rule };
            mentions.push(ResolvedMention {
                mention,
                entity: EntityId(((passage * 3 + nth) % 20) as i64),
            });
            article.text.push_str(", who said “naïve” things – more than once, in 東京 too. ");
        }
        let span = Span::at(start, article.text.len());
        article.passages.push(Passage { span, kind: PassageKind::Body });
        article.text.push('\n');
    }
    let entities = (0..20)
        .map(|id| EntityRow {
            id: EntityId(id),
            kind: EntityKind::Person,
            name: format!("Person {id}"),
            here: 60,
            mentions: FormCounts { names: 60, ..FormCounts::default() },
            articles: 1,
            aliases: vec!["Lovelace".into()],
        })
        .collect();
    ArticleView { id: ArticleId(0), article, mentions, entities, related: vec![1; PASSAGES] }
}

fn rows(count: i64) -> ArticleRows {
    let mut rows = ArticleRows::default();
    for id in 0..count {
        rows.push(&ArticleLine {
            id: ArticleId(id),
            title: &format!("Article number {id} on something or other"),
            publisher: Some("The Courier"),
            date: None,
            words: 700,
            is_read: false,
            is_starred: false,
            has_note: false,
            tags: &[],
            edition: None,
        });
    }
    rows.finished()
}

/// Answers what the bench needs: the rows, the one article, the places of a person.
fn answer(view: &ArticleView, rows: &Arc<ArticleRows>, effect: &Effect) -> Option<Msg> {
    Some(match effect {
        Effect::LoadArticles(ticket) => Msg::Articles(*ticket, Arc::clone(rows)),
        Effect::Open(ticket, _) => Msg::Opened(*ticket, Box::new(view.clone()), Box::default()),
        Effect::LoadPlaces(ticket, id) => {
            let found = view.mentions.iter().filter(|mention| mention.entity == *id);
            let place = |m: &ResolvedMention| {
                (Place { article: view.id, span: m.mention.span }, m.mention.form)
            };
            Msg::Places(*ticket, [*id, *id], found.map(place).collect())
        }
        _ => return None,
    })
}

/// The desk of a library of 100,000 articles with a person chosen.
fn desk() -> State {
    let (view, rows) = (article(), Arc::new(rows(100_000)));
    let (mut state, mut asked) = State::new(Keymap::default(), (120, 40));
    let keys = parse_keys("3<enter>").unwrap();
    let mut keys = keys.into_iter();
    loop {
        while let Some(effect) = asked.pop() {
            if let Some(msg) = answer(&view, &rows, &effect) {
                asked.extend(update(&mut state, msg));
            }
        }
        match keys.next() {
            Some(key) => asked = update(&mut state, Msg::Key(key)),
            None => return state,
        }
    }
}

/// One key of the walk and the screen after it: under 2 ms.
#[divan::bench]
fn key_to_screen(bencher: Bencher<'_, '_>) {
    let mut state = desk();
    let theme = Theme::shipped("calm").unwrap();
    let mut buffer = Buffer::empty(Rect::new(0, 0, 120, 40));
    let key = parse_keys("n").unwrap()[0];
    bencher.bench_local(|| {
        update(&mut state, Msg::Key(key));
        paint(&state, &theme, &mut buffer);
    });
    assert!(state.reader.mention.is_some() && state.chosen.is_some());
    let screen: String = buffer.content().iter().map(|cell| cell.symbol()).collect();
    assert!(screen.contains("▌Ada Lovelace▐"), "the current mention is on the screen");
}

/// The screen alone, nothing having changed.
#[divan::bench]
fn draw_120x40(bencher: Bencher<'_, '_>) {
    let state = desk();
    let theme = Theme::shipped("calm").unwrap();
    let mut buffer = Buffer::empty(Rect::new(0, 0, 120, 40));
    bencher.bench_local(|| paint(&state, &theme, &mut buffer));
    let screen: String = buffer.content().iter().map(|cell| cell.symbol()).collect();
    assert!(screen.contains("Articles 100,000") && screen.contains("◆ Person 0"));
}

/// Wrapping the whole article, as at its opening.
#[divan::bench]
fn wrap_400_passages(bencher: Bencher<'_, '_>) {
    let view = article();
    let mut lines = Vec::new();
    bencher.bench_local(|| {
        lines.clear();
        for passage in &view.article.passages {
            wrap(&view.article.text, passage.span, 72, &mut lines);
        }
    });
    assert_eq!(lines.len(), PASSAGES * 6);
}
