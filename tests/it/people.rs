//! Persons in the reader: filtering the articles by them, counting their mentions, their order in the sidebar.

use crate::support::desk::Desk;
use crate::support::look::{at, notice, row, shown};

#[test]
fn two_persons_leave_the_articles_that_name_both() {
    let mut desk = Desk::new();
    desk.keys("3f");
    assert_eq!(shown(&desk), "4 of 5: with Ada Lovelace");
    desk.keys("jf");
    assert_eq!(shown(&desk), "3 of 5: with Ada Lovelace, Charles Babbage");
    desk.keys("1j");
    assert_eq!(row(&desk), "Letter from London");
    desk.keys("3k<enter>nnnn");
    assert_eq!(desk.state.position(), "Ada Lovelace 5/6 · article 2/3 · passage 3/3");
    desk.keys("1/steam<enter>");
    assert_eq!(shown(&desk), "1 of 5: with Ada Lovelace, Charles Babbage");
    desk.keys("<esc>");
    assert_eq!(
        shown(&desk),
        "3 of 5: with Ada Lovelace, Charles Babbage",
        "the typed filter first"
    );
    desk.keys("<esc>");
    assert_eq!(shown(&desk), "4 of 5: with Ada Lovelace");
    desk.keys("<esc>");
    assert_eq!(shown(&desk), "5 of 5: ");
}

#[test]
fn a_person_is_shown_or_left_out_and_neither_again() {
    let mut desk = Desk::new();
    desk.keys("3jf");
    desk.keys("x");
    assert_eq!(shown(&desk), "1 of 5: without Charles Babbage");
    desk.keys("x");
    assert_eq!(shown(&desk), "5 of 5: ");
    desk.keys("1f");
    assert_eq!(notice(&desk), "nobody is chosen: press * on a name, or go to the people");
    desk.is_slow = true;
    desk.keys("3jf");
    assert_eq!(
        shown(&desk),
        "5 of 5: with Mary Somerville",
        "nothing is hidden before it is known"
    );
    desk.is_slow = false;
    desk.answer();
    assert_eq!(shown(&desk), "2 of 5: with Mary Somerville");
    desk.send(ibid::app::Msg::LibraryChanged);
    assert_eq!(shown(&desk), "2 of 5: with Mary Somerville", "after the library changed");
}

#[test]
fn a_tier_counts_fewer_mentions_everywhere() {
    let mut desk = Desk::new();
    desk.keys("3<enter>n");
    assert_eq!(at(&desk), "reader: Ada Lovelace 2/9 · article 1/4 · passage 4/10 [She]");
    desk.keys("T");
    assert_eq!(notice(&desk), "counting names alone");
    assert_eq!(at(&desk), "reader: Ada Lovelace –/6 · article 1/4 · passage 4/10");
    desk.keys("n");
    assert_eq!(at(&desk), "reader: Ada Lovelace 1/6 · article 1/4 · passage 4/10 [Ada Lovelace]");
    desk.keys("n");
    assert_eq!(at(&desk), "reader: Ada Lovelace 2/6 · article 1/4 · passage 7/10 [Lovelace]");
    desk.keys("gm");
    assert_eq!(desk.state.picker.as_ref().unwrap().list.len(), 6);
    desk.keys("<esc>T");
    assert_eq!(notice(&desk), "counting names and descriptions");
    assert_eq!(desk.state.position(), "Ada Lovelace 3/7 · article 1/4 · passage 7/10");
    desk.keys("T");
    assert_eq!(desk.state.position(), "Ada Lovelace 4/9 · article 1/4 · passage 7/10");
}

#[test]
fn the_sidebar_is_sorted_by_what_is_unusual_here() {
    let mut desk = Desk::new();
    desk.keys("3SS");
    assert_eq!(notice(&desk), "unusual here first");
    desk.keys("gg");
    let order: Vec<String> = (0..3)
        .map(|_| {
            let name = desk.entity().to_owned();
            desk.keys("j");
            name
        })
        .collect();
    assert_eq!(order.len(), 3);
    desk.keys("S");
    assert_eq!(notice(&desk), "by name");
}
