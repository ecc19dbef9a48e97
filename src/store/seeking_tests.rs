//! What becomes of links when articles and their keys come and go.

use super::super::{ArticleRecord, FileRecord, FileState};
use super::*;
use crate::model::{Article, LinkKind, Passage, PassageKind, SmallLink};
use crate::text::Span;

/// A library and the folder that holds its file.
fn new_library() -> (tempfile::TempDir, Library) {
    let folder = tempfile::tempdir().unwrap();
    let library = Library::open(&folder.path().join("library.db")).unwrap();
    (folder, library)
}

/// Passages that may share one of the keys below.
const MOST: u32 = Link::most_sharing(2) as u32;

fn key_of(number: u32) -> String {
    format!("{number:03}")
}

/// A file with one article of one passage, found by keys that all of them share and by others that it
/// shares with its neighbour.
fn file(number: u32) -> FileRecord {
    let passages = vec![Passage { span: Span::at(0, 4), kind: PassageKind::Body }];
    let key = key_of(number);
    let article = Article { key: key.clone(), text: "Text".into(), passages, ..Article::default() };
    let keys = keys_of(&article);
    FileRecord {
        state: FileState { key, ..FileState::default() },
        articles: vec![ArticleRecord::new(article, Vec::new(), Vec::new(), keys)],
        faults: Vec::new(),
    }
}

/// The keys of an article, by its own key instead of its text.
fn keys_of(article: &Article) -> Vec<Vec<u64>> {
    let own = 8 * (article.key.parse::<u64>().unwrap() / 2 + 1);
    vec![vec![2, 4, own, own + 2]]
}

fn add(library: &mut Library, numbers: std::ops::Range<u32>) {
    library.put_files(&numbers.map(file).collect::<Vec<_>>(), &keys_of).unwrap();
}

fn begin(library: &mut Library) -> Vec<ArticleId> {
    let version = library.chains_version().unwrap();
    for part in 0..2 {
        let waiting = library.waiting_keys(part, 2, &keys_of).unwrap();
        assert!(!library.enter_keys(&waiting, version + 1).unwrap());
        assert!(library.enter_keys(&waiting, version).unwrap());
    }
    assert_eq!(library.begin_links(version + 1, &keys_of).unwrap(), None);
    library.begin_links(version, &keys_of).unwrap().unwrap()
}

/// Links every pair of candidates, in batches of some articles.
fn link(library: &mut Library) {
    let due = begin(library);
    for batch in due.chunks(7) {
        let mut links = Vec::new();
        for &article in batch {
            for (ordinal, b) in library.candidates(article, &due, &keys_of).unwrap() {
                let (kind, score) = (LinkKind::Copy, 1.0);
                let a = PassageRef { article, ordinal };
                links.push(SmallLink::from(Link { a, b, kind, score }));
            }
        }
        assert!(library.put_links(batch, &links, &[]).unwrap());
    }
    library.end_links().unwrap();
    assert!(!library.is_linking_pending().unwrap());
}

fn n_links(library: &Library) -> u64 {
    library.stats().unwrap().links
}

#[test]
fn what_is_told_everywhere_links_as_if_read_at_once() {
    let (_folder, mut library) = new_library();
    add(&mut library, 0..MOST - 4);
    link(&mut library);
    let all_pairs = |n: u32| u64::from(n * (n - 1) / 2);
    assert_eq!(n_links(&library), all_pairs(MOST - 4));
    add(&mut library, MOST - 4..MOST);
    link(&mut library);
    assert_eq!(n_links(&library), all_pairs(MOST));
    add(&mut library, MOST..MOST + 2);
    link(&mut library);
    assert_eq!(n_links(&library), u64::from(MOST + 2) / 2, "only the rare key counts");
    library.remove_files(&[key_of(0), key_of(1)], &keys_of).unwrap();
    link(&mut library);
    assert_eq!(n_links(&library), all_pairs(MOST));
}

#[test]
fn all_keys_at_once_find_the_candidates_that_each_finds_for_itself() {
    let (_folder, mut library) = new_library();
    add(&mut library, 0..MOST - 20);
    link(&mut library);
    add(&mut library, MOST - 20..MOST - 5);
    let due = begin(&mut library);
    let sharing = library.sharing(&due).unwrap().unwrap();
    let passage = |number| {
        let (article, numbers) = sharing.numbering.at(sharing.numbering.place_of(number));
        PassageRef { article, ordinal: number - numbers.start }
    };
    for block in due.chunks(6) {
        let of_block = sharing.of(block);
        for &article in block {
            let found = of_block.candidates(article).into_iter();
            let found: Vec<_> =
                found.map(|(own, other)| (passage(own).ordinal, passage(other))).collect();
            assert_eq!(found, library.candidates(article, &due, &keys_of).unwrap());
            assert!(found.len() >= MOST as usize - 20);
        }
    }
}

#[test]
fn keys_that_did_not_come_with_an_article_are_found_in_it() {
    let (_folder, mut library) = new_library();
    add(&mut library, 0..6);
    let forget = |conn: &Connection| conn.execute("UPDATE fresh_keys SET keys = x''", []);
    assert_eq!(library.write(forget).unwrap(), 6);
    link(&mut library);
    assert_eq!(n_links(&library), 15);
}

#[test]
fn what_is_less_sure_is_shown_but_not_counted_and_what_is_unlikely_is_neither() {
    let (_folder, mut library) = new_library();
    add(&mut library, 0..4);
    let due = begin(&mut library);
    let passage = |at: usize| PassageRef { article: due[at], ordinal: 0 };
    let scores = [Link::COUNTED_FROM, Link::SHOWN_FROM, Link::SHOWN_FROM - 0.01];
    let link =
        |(at, score)| Link { a: passage(0), b: passage(at), kind: LinkKind::Retold, score }.into();
    let links: Vec<SmallLink> = (1..).zip(scores).map(link).collect();
    library.put_links(&due, &links, &[]).unwrap();
    let words = |one: &str, other: &str| format!("{one} {other}");
    let shown = library.related(passage(0), words).unwrap();
    let scores: Vec<f32> = shown.iter().map(|related| related.score).collect();
    assert_eq!(scores, [Link::COUNTED_FROM, Link::SHOWN_FROM]);
    let two = |at: usize| library.two_articles([due[at], due[0]], words).unwrap().unwrap();
    assert_eq!(two(1).articles.map(|(id, _)| id), [due[1], due[0]]);
    assert_eq!(two(1).links.iter().map(|link| link.a).collect::<Vec<_>>(), [passage(1)]);
    assert!(two(2).links.is_empty());
    for (at, count) in [(0, 1), (1, 1), (2, 0), (3, 0)] {
        assert_eq!(library.view(due[at]).unwrap().unwrap().related, [count]);
    }
}

#[test]
fn a_search_for_links_that_was_cut_short_goes_on() {
    let (_folder, mut library) = new_library();
    add(&mut library, 0..20);
    let due = begin(&mut library);
    library.put_links(&due[..5], &[], &[]).unwrap();
    assert_eq!(begin(&mut library), due[5..]);
    assert!(library.is_linking_pending().unwrap());
    add(&mut library, 20..21);
    library.end_links().unwrap();
    assert!(library.is_linking_pending().unwrap(), "an article came in between");
    assert!(!library.put_links(&due[5..], &[], &[]).unwrap());
}

#[test]
fn links_stored_before_their_articles_are_done_are_neither_lost_nor_doubled() {
    let (_folder, mut library) = new_library();
    add(&mut library, 0..6);
    let due = begin(&mut library);
    let [a, b] = [due[4], due[1]].map(|article| PassageRef { article, ordinal: 0 });
    let link_of_later = SmallLink::from(Link { a, b, kind: LinkKind::Copy, score: 1.0 });
    let tie = Tie { articles: [b.article, a.article], told: 1000, is_copied: true };
    assert!(library.put_links(&due[..1], &[link_of_later], &[tie]).unwrap());
    assert_eq!(n_links(&library), 1);
    assert_eq!(begin(&mut library), due[1..]);
    link(&mut library);
    assert_eq!(n_links(&library), 15);
    assert_eq!(library.ties().unwrap(), [tie]);
}
