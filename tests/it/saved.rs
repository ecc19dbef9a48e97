//! Saved queries, the hits of what an article was found by, and the order of a search in all articles.

use ibid::app::{Mouse, MouseKind, Msg};
use ibid::query::SavedQuery;

use crate::support::collection::{Collection, engine};
use crate::support::desk::Desk;
use crate::support::look::{at, notice, outside, picker, row, shown, typed};

fn with_saved() -> Collection {
    engine().with_saved(&[("London", "london "), ("Babbage", "person:babbage")])
}

/// The lines of the screen that name a saved query, without what stands beside the article pane.
fn folders(desk: &Desk) -> Vec<String> {
    let screen = desk.screen();
    let pane = |line: &str| line.split('│').next().unwrap_or("").trim().to_owned();
    screen.lines().map(pane).filter(|line| line.starts_with(['▪', '▫'])).collect()
}

/// How a line of the pane reads without the blanks in it.
fn in_short(lines: &[String]) -> String {
    let words = lines.iter().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    words.collect::<Vec<_>>().join(", ")
}

#[test]
fn what_filters_the_articles_is_saved_and_stands_at_their_head() {
    let mut desk = Desk::new();
    assert!(folders(&desk).is_empty());
    desk.keys("F");
    assert_eq!(notice(&desk), "nothing filters the articles yet");
    desk.keys("/london<enter>Fthe<space>city<enter>");
    assert_eq!(notice(&desk), "saved as the city");
    assert_eq!(in_short(&folders(&desk)), "▪ the city •2 of 2");
    desk.keys("<esc>");
    assert_eq!((shown(&desk).as_str(), typed(&desk).as_str()), ("5 of 5: ", ""));
    assert_eq!(in_short(&folders(&desk)), "▫ the city •2 of 2");
    desk.keys("F<esc>/(<enter>F");
    assert!(desk.state.asking.is_none(), "a slip is not saved");
}

#[test]
fn a_saved_query_is_shown_as_if_it_had_been_typed() {
    let mut desk = Desk::of(with_saved(), 120, 40);
    assert_eq!(in_short(&folders(&desk)), "▫ Babbage •4 of 4, ▫ London •2 of 2");
    desk.keys("gf<down><enter>");
    assert_eq!((typed(&desk).as_str(), shown(&desk).as_str()), ("london ", "2 of 5: "));
    assert_eq!(in_short(&folders(&desk)), "▫ Babbage •4 of 4, ▪ London •2 of 2");
    desk.keys("]f");
    assert_eq!((notice(&desk).as_str(), shown(&desk).as_str()), ("all articles", "5 of 5: "));
    desk.keys("2]f");
    assert_eq!((notice(&desk).as_str(), shown(&desk).as_str()), ("Babbage", "4 of 5: "));
    assert!(at(&desk).starts_with("articles: "), "{}", at(&desk));
    desk.keys("r");
    desk.send(Msg::Labelled);
    assert_eq!(in_short(&folders(&desk)), "▪ Babbage •3 of 4, ▫ London •1 of 2");
    desk.keys("<esc>");
    assert_eq!(shown(&desk), "5 of 5: ");
}

#[test]
fn a_click_shows_a_saved_query() {
    let mut desk = Desk::of(with_saved(), 80, 24);
    desk.send(Msg::Mouse(Mouse { kind: MouseKind::Press, x: 4, y: 3 }));
    assert_eq!(typed(&desk), "london ");
    desk.send(Msg::Mouse(Mouse { kind: MouseKind::Press, x: 4, y: 9 }));
    assert_eq!(row(&desk), "Letter from London", "the rows stand below them");
}

#[test]
fn saved_queries_are_told_in_words() {
    let mut desk = Desk::of(with_saved(), 80, 24).plain();
    desk.keys("]f");
    let screen = desk.screen();
    assert!(screen.contains("saved query Babbage, 4 articles, 4 unread, shown"), "{screen}");
    assert!(screen.contains("saved query London, 2 articles, 2 unread\n"), "{screen}");
    assert!(screen.contains("filter: person:babbage"), "{screen}");
    let mut desk = Desk::of(with_saved(), 40, 12).plain();
    assert!(desk.screen().contains("2 saved queries"), "{}", desk.screen());
    desk.keys("]f");
    assert!(desk.screen().contains("saved query Babbage, 4 articles, 4 unre"), "{}", desk.screen());
}

#[test]
fn persons_that_filter_are_saved_as_a_query() {
    let mut desk = Desk::new();
    desk.keys("3fjx1/e<enter>");
    let before = shown(&desk);
    desk.keys("Fwho<enter>");
    let text = "person:\"Ada Lovelace\" -person:\"Charles Babbage\" e";
    assert_eq!(typed(&desk), text);
    let saved = SavedQuery { name: "who".into(), text: text.into() };
    assert!(outside(&desk).contains(&format!("{saved:?}")), "{}", outside(&desk));
    assert_eq!(shown(&desk).split(':').next(), before.split(':').next());
    assert!(desk.state.articles.who.is_empty());
}

#[test]
fn saved_queries_are_renamed_and_taken_away() {
    let mut desk = Desk::of(with_saved(), 120, 40);
    desk.keys("gf<c-r><c-u>LÓNDON<enter>");
    assert_eq!(notice(&desk), "another query is saved as LÓNDON");
    desk.keys("gf<c-r><c-u>zoo\"<enter>");
    assert!(outside(&desk).ends_with("RenameQuery(\"Babbage\", \"zoo'\")"), "{}", outside(&desk));
    assert_eq!(picker(&desk), "Saved 2 row 1", "by name");
    desk.keys("<c-x>");
    assert!(outside(&desk).ends_with("DropQuery(\"zoo'\")"), "{}", outside(&desk));
    assert_eq!(
        (picker(&desk).as_str(), notice(&desk).as_str()),
        ("Saved 1 row 0", "zoo' taken away")
    );
    desk.keys("<esc>/<up>");
    assert_eq!(typed(&desk), "person:babbage", "what was taken away can be had again");
    desk.keys("<esc>gf<c-x>gf");
    assert_eq!((picker(&desk).as_str(), notice(&desk).as_str()), ("none", "no query is saved yet"));
}

#[test]
fn a_name_saved_again_stands_for_the_new_query() {
    let mut desk = Desk::of(with_saved(), 120, 40);
    desk.keys("/rain<enter>Flondon<enter>");
    assert_eq!(in_short(&folders(&desk)), "▫ Babbage •4 of 4, ▪ london 0");
    desk.keys("<esc>/saved:london<enter>Flondon<enter>");
    assert_eq!(notice(&desk), "`saved:london` leads back to itself");
}

#[test]
fn saved_queries_are_part_of_others() {
    let mut desk = Desk::of(with_saved(), 120, 40);
    for (query, want) in [
        ("saved:lon", "2 of 5: "),
        ("saved:london -letter", "1 of 5: "),
        ("saved:babbage -saved:london ", "2 of 5: "),
        ("saved:london or saved:babbage ", "4 of 5: "),
    ] {
        desk.keys("1/").send(Msg::Paste(query.into()));
        assert_eq!(shown(&desk), want, "{query}");
        desk.keys("<esc>");
    }
    desk.keys("/saved:x<space>");
    assert_eq!(
        (notice(&desk).as_str(), shown(&desk).as_str()),
        ("nothing is saved as `x`", "5 of 5: ")
    );
    desk.keys("<esc>gssaved:london<space>saw");
    assert_eq!(picker(&desk), "Hits 0 row 0", "no passage holds both");
    desk.keys("<c-u>saved:london");
    assert!(!picker(&desk).starts_with("Hits 0"), "{}", picker(&desk));
}

#[test]
fn a_filter_that_names_a_saved_query_is_found_as_it_was_left() {
    let mut desk = Desk::of(with_saved(), 120, 40);
    desk.keys("/saved:babbage<enter>");
    let next = Desk::left(with_saved(), desk.state.session());
    assert_eq!((typed(&next).as_str(), shown(&next).as_str()), ("saved:babbage", "4 of 5: "));
}

#[test]
fn an_article_shows_the_hits_of_what_it_was_found_by() {
    let mut desk = Desk::new();
    desk.keys("gssteam<enter>");
    let hits = desk.state.reader.search.as_ref().unwrap().hits.len();
    assert!(hits > 0 && at(&desk).contains(&format!("hit 1/{hits} · ")), "{}", at(&desk));
    desk.keys("<esc>");
    assert!(desk.state.reader.search.is_none() && desk.state.reader.found.is_empty());
    desk.keys("1/london<enter><enter>");
    let (hits, found) = (at(&desk), desk.state.reader.found.clone());
    assert!(hits.starts_with("reader: hit –/") && !found.is_empty(), "{hits}");
    desk.keys("n");
    assert!(at(&desk).starts_with("reader: hit 1/"), "{}", at(&desk));
    let styles = desk.styles();
    assert!(styles.contains("London"), "{styles}");
    desk.keys("]a");
    assert!(at(&desk).starts_with("reader: hit "), "the next of those found: {}", at(&desk));
}

#[test]
fn the_keys_of_a_chosen_person_stay_theirs() {
    let mut desk = Desk::new();
    desk.keys("/london<enter><enter>");
    assert!(desk.state.reader.search.is_some());
    desk.keys("}}*");
    assert!(desk.state.reader.search.is_none() && !desk.state.reader.found.is_empty());
    desk.keys("nnnnnn");
    assert!(at(&desk).contains("Charles Babbage ") && !at(&desk).contains("hit "), "{}", at(&desk));
    assert!(!desk.state.reader.found.is_empty(), "marked in the next article, too");
    desk.keys("<esc>");
    assert!(
        desk.state.reader.found.is_empty() && desk.state.chosen.is_some(),
        "one level at a time"
    );
}

#[test]
fn what_is_typed_into_a_search_comes_before_what_was_found() {
    let mut desk = Desk::new();
    desk.keys("/london<enter><enter>/engine<enter>");
    let typed = at(&desk);
    desk.keys("1<enter>");
    assert_eq!(at(&desk), typed);
}

#[test]
fn a_search_lists_the_newest_or_the_best_first() {
    let mut desk = Desk::new();
    let first = |desk: &Desk| desk.state.picker.as_ref().unwrap().target();
    desk.keys("gsrain");
    assert!(desk.screen().contains("newest first") && desk.screen().contains("^s best first"));
    let newest = first(&desk);
    desk.keys("<down><c-s>");
    assert!(picker(&desk).ends_with("row 0") && desk.screen().contains("^s newest first"));
    assert_ne!(first(&desk), newest);
    let next = Desk::left(engine(), desk.state.session());
    assert_eq!(next.state.order.name(), "best first");
}
