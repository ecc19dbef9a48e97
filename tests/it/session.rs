//! How the screen is left and found again.

use ibid::app::{Effect, State, update};
use ibid::keymap::Keymap;
use ibid::model::Session;

use crate::support::collection::engine;
use crate::support::desk::Desk;
use crate::support::look::{at, row, shown, typed};

/// A new desk on the screen that another left.
fn again(desk: &Desk) -> Desk {
    let session = desk.state.session();
    let json = serde_json::to_string(&session).unwrap();
    let session: Session = serde_json::from_str(&json).unwrap();
    Desk::left(engine(), session)
}

#[test]
fn the_screen_is_found_as_it_was_left() {
    let mut desk = Desk::new();
    desk.keys("1/e<enter>SS3j<enter>fT2<lt>3lS");
    let mut next = again(&desk);
    assert_eq!(next.state.session(), desk.state.session());
    assert_eq!((typed(&next), shown(&next)), (typed(&desk), shown(&desk)));
    assert_eq!(next.state.articles.sort, desk.state.articles.sort);
    assert_eq!(next.state.desk(), desk.state.desk());
    next.keys("2n");
    assert!(at(&next).starts_with("reader: Charles Babbage "), "{}", at(&next));
}

#[test]
fn the_open_article_and_the_persons_are_found_by_key_and_name() {
    let mut desk = Desk::new();
    desk.keys("]a]a3f1");
    let next = again(&desk);
    assert_eq!(next.state.reader.view().unwrap().article.title, "Minutes of the Royal Society");
    assert_eq!(row(&next), row(&desk));
    assert_eq!(shown(&next), shown(&desk));
}

#[test]
fn what_a_session_does_not_know_is_as_at_first() {
    let first = State::new(Keymap::default(), (120, 40)).0.session();
    for json in ["{}", r#"{"focus": 200, "articles": [9, 9], "tier": 77, "open": "gone"}"#] {
        let (mut state, _) = State::new(Keymap::default(), (120, 40));
        state.restore(serde_json::from_str(json).unwrap(), None);
        assert_eq!(state.session(), first, "{json}");
    }
    let (mut state, _) = State::new(Keymap::default(), (120, 40));
    let whom = serde_json::from_str(r#"{"chosen": {"name": "Nobody", "mentions": []}}"#).unwrap();
    let asked = state.restore(whom, None);
    let Some(Effect::FindWhom(ticket, _)) = asked.last() else { panic!("{asked:?}") };
    update(&mut state, ibid::app::Msg::FoundWhom(*ticket, None));
    assert!(state.chosen.is_none());
}

#[test]
fn an_empty_line_recalls_what_was_typed_before() {
    let mut desk = Desk::new();
    desk.keys("/letter<enter><esc>/rain<enter><esc>/");
    desk.keys("<up>");
    assert_eq!(typed(&desk), "rain");
    desk.keys("<up>");
    assert_eq!(typed(&desk), "letter");
    desk.keys("<up><down>");
    assert_eq!(typed(&desk), "rain");
    desk.keys("s<up>");
    assert_eq!(typed(&desk), "rains", "a line of one's own is left alone");
    desk.keys("<esc>2/loom<enter><esc>/<up>");
    assert_eq!(desk.state.reader.search.as_ref().unwrap().prompt.text(), "loom");
    desk.keys("<esc>gs<up>");
    let picker = desk.state.picker.as_ref().unwrap();
    assert_eq!(picker.list.query(), "loom", "searches are remembered together");
    let session = desk.state.session();
    assert_eq!(
        (session.filters, session.searches),
        (vec!["letter".into(), "rain".into()], vec!["loom".into()])
    );
}

#[test]
fn leaving_keeps_what_the_articles_are_filtered_by() {
    let mut desk = Desk::new();
    desk.keys("/engine<enter>");
    assert_eq!(desk.state.articles.list.query(), "engine");
    desk.keys("q");
    assert!(desk.outside.iter().any(|effect| matches!(effect, Effect::Quit)), "q leaves");
    assert_eq!(desk.state.session().filter, "engine");
    desk.keys("<esc>");
    assert_eq!(desk.state.session().filter, "", "Esc clears");
}
