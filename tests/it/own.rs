//! What the reader makes of articles: notes, marks, stars, tags, what is read and what is new.

use std::path::Path;

use ibid::app::Effect;
use ibid::keymap::{Key, KeyCode};
use ibid::model::{Anchor, Jump, Mark, Note};
use ibid::query::SavedQuery;
use ibid::store::ReaderFile;

use crate::support::cli::Place;
use crate::support::desk::Desk;
use crate::support::look::{at, noted, notice, outside, picker, row};

#[test]
fn a_note_stays_with_its_passage_until_it_is_empty() {
    let mut desk = Desk::new();
    desk.keys("2}eone<enter>two<esc>");
    assert_eq!(noted(&desk), "one\ntwo");
    assert!(desk.screen().contains('✎'));
    desk.keys("}e");
    assert!(desk.screen().contains("note on Engine shown in London ¶3"), "{}", desk.screen());
    desk.keys("<c-x>{e<space>three<esc>");
    assert_eq!(noted(&desk), "one\ntwo three", "the note of the passage one is on");
    desk.keys("e<c-u><backspace><c-u><esc>");
    assert_eq!((noted(&desk).as_str(), notice(&desk).as_str()), ("", "note taken away"));
    desk.keys("e<esc>");
    assert_eq!(notice(&desk), "the note is as it was");
    desk.keys("1ewhole<esc>");
    assert_eq!(noted(&desk), "whole");
    desk.keys("2ez");
    desk.send(ibid::app::Msg::Paste("a\u{1b}[31mb\r\nc\td".into()));
    desk.keys("<esc>");
    assert_eq!(noted(&desk), "za␛[31mb\nc    d", "nothing that a terminal acts on");
}

#[test]
fn a_note_takes_every_key_as_text() {
    let mut desk = Desk::new();
    desk.keys("2eqjgg?:]d");
    assert_eq!(outside(&desk), "");
    desk.keys("<c-a>x<c-e>y<esc>");
    assert_eq!(noted(&desk), "xqjgg?:]dy");
}

#[test]
fn marks_lead_to_their_places() {
    let mut desk = Desk::new();
    desk.keys("'a");
    assert_eq!(at(&desk), "reader: article 1/5 · passage 3/10");
    desk.keys("'B<c-o>");
    assert_eq!(at(&desk), "reader: article 1/5 · passage 3/10", "a mark is a jump");
    desk.keys("'c");
    assert_eq!(notice(&desk), "the place of c is gone");
    desk.keys("'x");
    assert_eq!(notice(&desk), "x marks nothing");
    desk.keys("]a'a");
    assert_eq!(notice(&desk), "a marks nothing", "a small letter is of its article");
    desk.keys("''<down><c-x>");
    let dropped = desk.outside.iter().any(|effect| matches!(effect, Effect::DropMark(_)));
    assert!(dropped && picker(&desk) == "Marks 3 row 0");
    desk.keys("<esc>m");
    desk.send(ibid::app::Msg::Key(Key::plain(KeyCode::Char('1'))));
    assert_eq!(notice(&desk), "", "only letters mark");
}

#[test]
fn labels_show_at_once_and_tags_are_found() {
    let mut desk = Desk::new();
    desk.keys("jst<space>war<enter>");
    assert!(desk.screen().contains("#war"), "{}", desk.screen());
    assert!(desk.screen().contains('★'));
    desk.keys("s");
    assert!(!desk.screen().contains('★'));
    desk.collection.tags = vec![(2, "war")];
    desk.send(ibid::app::Msg::LibraryChanged);
    desk.keys("gg/#war");
    assert_eq!(row(&desk), "A countess explains the machine");
    desk.keys("<esc>t");
    assert!(desk.screen().contains("tags #war"), "{}", desk.screen());
}

#[test]
fn what_stayed_on_the_screen_is_read_and_the_rest_is_new() {
    let mut desk = Desk::sized(120, 14);
    desk.keys("2");
    assert!(desk.state.reader.own.read.iter().all(|read| !read));
    desk.rest();
    let read = desk.state.reader.own.read.clone();
    assert!(read[0] && !read[6], "{read:?}");
    let seen = desk.outside.iter().filter(|effect| matches!(effect, Effect::See(_))).count();
    assert_eq!(seen, 1);
    desk.keys("]n");
    let passage = desk.state.reader.passage as usize;
    assert!(!read[passage] && passage > 0, "{passage}");
    desk.keys("1");
    desk.rest();
    assert_eq!(desk.state.reader.own.read, read, "nothing is read from another pane");
    desk.keys("2G]n");
    assert!(at(&desk).starts_with("reader: article 2/5"), "on in the next article");
}

#[test]
fn an_article_is_opened_where_it_was_left() {
    let mut desk = Desk::sized(120, 14);
    desk.keys("2<space>]a");
    let kept = desk.outside.iter().rev().find_map(|effect| match effect {
        Effect::KeepPlace(anchor) => Some(anchor.clone()),
        _ => None,
    });
    let text = desk.collection.articles[0].0.text.clone();
    let top = kept.and_then(|anchor| anchor.find(&text)).map(|span| span.start());
    assert!(top.is_some_and(|top| top > 0));
    desk.collection.top = top;
    desk.keys("[a");
    let reader = &desk.state.reader;
    let first = reader.sheet.as_ref().unwrap().lines()[reader.top].span;
    assert_eq!(Some(first.start()), top);
}

/// Writes a note, a mark and a jump on an article into a reader file, and saves a query.
pub(crate) fn write_some(path: &Path, key: &str) {
    let reader = ReaderFile::open(path).unwrap();
    let anchor = Anchor { key: key.into(), surface: "Assad".into(), ..Anchor::default() };
    let note = Note { anchor: anchor.clone(), text: "ask\nagain".into(), at: 1_446_000_000 };
    reader.put_note(&note).unwrap();
    reader.set_mark(&Mark { letter: 'Q', anchor: anchor.clone() }, 1_446_000_000).unwrap();
    reader.push_trail(&Jump { anchor, at: 1_446_000_000 }).unwrap();
    let saved = SavedQuery { name: "war".into(), text: "tag:war".into() };
    reader.save_query(&saved, 1_446_000_000).unwrap();
}

#[test]
fn notes_marks_and_the_trail_are_exported_with_their_sources() {
    let place = Place::with_library();
    place.ibid(&["export", "notes"]).expect(1);
    let key = place.path("work/seeds/000_1af7a85bf3fa6d64.txt");
    let reader = place.path("home/.local/share/ibid/reader.db");
    write_some(&reader, key.to_str().unwrap());
    write_some(&reader, "gone.txt");
    let notes = place.ibid(&["export", "notes"]).expect(0).stdout;
    let gone = "> Assad\n>\n> — gone.txt\n\nask\nagain\n\n*2015-10-28*\n";
    assert!(notes.contains(gone), "{notes}");
    let marks = place.ibid(&["export", "marks", "--json"]).expect(0).json();
    assert_eq!((marks[0]["own"].as_str(), marks.len()), (Some("Q"), 1), "a capital is one in all");
    let trail = place.ibid(&["export", "trail", "--json"]).expect(0).json();
    let orphaned: Vec<bool> =
        trail.iter().map(|jump| jump["orphaned"].as_bool().unwrap()).collect();
    assert_eq!(orphaned, [true, true], "a place without its surroundings is not guessed");
    let text = std::fs::read_to_string(&key).unwrap();
    let (at, _) = text.match_indices("Assad").next().unwrap();
    let span = ibid::text::Span::at(at, at + 5);
    let anchor = Anchor::new(key.to_str().unwrap(), &text, span);
    let note = Note { anchor, text: "found".into(), at: 1_446_000_001 };
    ReaderFile::open(&reader).unwrap().put_note(&note).unwrap();
    let note = place.ibid(&["export", "notes", "--json"]).expect(0).json().pop().unwrap();
    assert_eq!(note["orphaned"], false, "{note}");
    assert!(note["quote"].as_str().unwrap().contains("Assad"));
    assert!(note["citation"].as_str().unwrap().contains("¶"), "{note}");
}

#[test]
fn leaving_keeps_the_note_that_is_being_written() {
    let mut desk = Desk::new();
    desk.keys("2eA<space>thought<c-c>");
    assert!(desk.state.noting.is_none());
    assert_eq!(notice(&desk), "note kept");
}
