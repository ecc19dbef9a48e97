//! The filter: what passes, in which order, and which letters are marked.

use std::cmp::Reverse;

use fuzzy_matcher::skim::SkimMatcherV2;
use rayon::prelude::*;

use super::arena::ROW_BYTES;
use super::score::Score;
use super::*;
use crate::query::{Query, parse_typing};
use crate::text::fold;

const TITLES: [&str; 6] = [
    "Assad Makes Surprise Visit to Moscow",
    "Assad-Putin talks confirm Russia's role",
    "Erdoğan receives the president of Łódź",
    "Moscow: what Assad said",
    "東京 summit ends",
    "",
];

fn rows() -> Rows {
    Rows::new(TITLES.iter().copied())
}

fn typed(query: &str) -> Query {
    parse_typing(query).query
}

fn found(query: &str) -> Vec<u32> {
    rows().find(&typed(query)).iter().map(|found| found.row).collect()
}

#[test]
fn all_words_match_in_any_order() {
    assert_eq!(found("assad mos"), [0, 3]);
    assert_eq!(found("  mos   assad "), [0, 3]);
    assert_eq!(found("assad zebra"), [0; 0]);
    assert_eq!(found("aptlk"), [1]);
}

#[test]
fn an_empty_query_keeps_the_list_as_it_is() {
    assert_eq!(found(""), [0, 1, 2, 3, 4, 5]);
    assert_eq!(found("   "), [0, 1, 2, 3, 4, 5]);
}

#[test]
fn case_and_accents_do_not_count() {
    assert_eq!(found("ERDOGAN"), [2]);
    assert_eq!(found("łódź"), [2]);
    assert_eq!(found("lodz"), [2]);
    assert_eq!(found("東京"), [4]);
}

#[test]
fn a_whole_word_ranks_above_scattered_letters() {
    let rows = Rows::new(["opulent tailings", "talks with Putin", "Putin"].into_iter());
    let found: Vec<u32> = rows.find(&typed("putin")).iter().map(|found| found.row).collect();
    assert_eq!(found, [2, 1, 0]);
}

#[test]
fn ties_stay_in_list_order() {
    let rows = Rows::new(["x Putin", "y", "x Putin", "x Putin"].into_iter());
    let found: Vec<u32> = rows.find(&typed("putin")).iter().map(|found| found.row).collect();
    assert_eq!(found, [0, 2, 3]);
}

#[test]
fn the_prefilter_drops_nothing_the_scorer_would_keep() {
    let plain = SkimMatcherV2::default();
    let rows = rows();
    for query in ["a", "s", "ma", "moscow", "rp", "e", "w.", ":", "sr", "京"] {
        let mut want: Vec<Found> = TITLES
            .iter()
            .enumerate()
            .filter_map(|(row, title)| {
                let score = plain.score(&fold(title), query)?;
                Some(Found { row: row as u32, score })
            })
            .collect();
        want.sort_by_key(|found| (Reverse(found.score), found.row));
        assert_eq!(rows.find(&typed(query)), want, "{query}");
    }
}

#[track_caller]
fn check_matched(query: &str, row: &str, want: &[&str]) {
    let spans = matched(&typed(query), row);
    let texts: Vec<&str> = spans.iter().map(|span| span.of(row)).collect();
    assert_eq!(texts, want, "{query:?} in {row:?}");
    assert!(spans.windows(2).all(|pair| pair[0].end() < pair[1].start()), "ordered and apart");
}

#[test]
fn matched_letters_are_spans_of_the_row_as_written() {
    check_matched("mos assad", "Assad in Moscow", &["Assad", "Mos"]);
    check_matched("lodz", "to Łódź", &["Łódź"]);
    check_matched("strasse", "Straße", &["Straße"]);
    check_matched("ass", "Straße", &["aß"]);
    check_matched("assad zebra", "Assad", &["Assad"]);
    check_matched("ass sad", "Assad", &["Assad"]);
    check_matched("", "Assad", &[]);
    check_matched("x", "", &[]);
    check_matched("title:mos text:łódź -assad", "Assad in Moscow, Lodz", &["Mos", "Lodz"]);
    check_matched("title:asd", "Assad in Moscow", &[]);
}

#[test]
fn a_row_without_end_costs_no_more_than_its_beginning() {
    let long = format!("{}needle", "x".repeat(5_000_000));
    let rows = Rows::new([long.as_str(), "needle"].into_iter());
    assert_eq!(rows.find(&typed("needle")).len(), 1);
    assert!(rows.row(0).len() <= ROW_BYTES);
    assert_eq!(matched(&typed("needle"), &long), []);
    assert_eq!(matched(&typed(&"x".repeat(100_000)), &long), []);
    assert_eq!(matched(&typed("x"), &"\u{1F600}".repeat(9_000)), []);
}

#[test]
fn rows_that_fold_to_nothing_or_to_more_are_kept_apart() {
    let rows = Rows::new(["\u{301}\u{301}", "ß".repeat(3_000).as_str(), "last"].into_iter());
    assert_eq!(rows.len(), 3);
    assert_eq!(rows.find(&typed("last")).iter().map(|found| found.row).collect::<Vec<_>>(), [2]);
    assert_eq!(rows.row(1).len(), ROW_BYTES);
}

#[test]
fn sentences_with_the_word_leave_out_those_with_its_letters() {
    let rows = ["the mouse is ibid's, mark me", "the colours: a theme", "take her home"];
    let found = |rows: &Rows, query| {
        let mut found: Vec<u32> =
            rows.find(&typed(query)).into_iter().map(|found| found.row).collect();
        found.sort_unstable();
        found
    };
    let sentences = Rows::of_sentences(rows.into_iter());
    assert_eq!(found(&sentences, "theme"), [1]);
    assert_eq!(found(&sentences, "the col"), [1]);
    assert_eq!(found(&sentences, "thm"), [0, 1, 2], "none holds it whole");
    assert_eq!(found(&Rows::new(rows.into_iter()), "theme").len(), 3);
}

#[test]
fn what_is_not_fuzzy_stands_as_it_is() {
    assert_eq!(found("-moscow assad"), [1]);
    assert_eq!(found("!moscow !assad"), [2, 4, 5]);
    assert_eq!(found("^moscow"), [3]);
    assert_eq!(found("moscow$"), [0]);
    assert_eq!(found("\"assad said\""), [3]);
    assert_eq!(found("'ssad 'said"), [3]);
    assert_eq!(found("erdogan | 東京"), [2, 4]);
    assert_eq!(found("person:nobody putin"), [1], "fields are for others to decide");
    check_matched("-mos 'ssad ends$", "Assad in Moscow ends", &["ssad", "ends"]);
}

/// Titles of common and rare words, the same at each run.
fn titles(n: usize) -> Vec<String> {
    const WORDS: &str = "the of in to on for talks president syria russia visit says war assad putin moscow after \
        strikes minister over deal air election damascus crisis kremlin leaders meets merkel peace border erdogan \
        surprise opposition sanctions troops obama parliament refugees lavrov ceasefire geneva summit kerry rebels \
        tehran gas vote netanyahu missiles latakia spokesman shoigu terrorism caspian embattled naharnet xinhua";
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut random = dice(7);
    let mut word = || words[random(words.len()).min(random(words.len()))];
    (0..n).map(|at| (0..5 + at % 9).map(|_| word()).collect::<Vec<_>>().join(" ")).collect()
}

fn dice(mut state: u64) -> impl FnMut(usize) -> usize {
    move |below| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    }
}

#[test]
fn the_first_fifty_are_those_of_the_plain_scorer() {
    let titles = titles(12_000);
    let rows = Rows::later(titles.len(), {
        let titles = titles.clone();
        move |row| titles[row].clone()
    });
    let plain = SkimMatcherV2::default();
    let mut random = dice(3);
    let (mut same, mut all) = (0, 0);
    for _ in 0..100 {
        let title = &titles[random(titles.len())];
        let words: Vec<&str> = title.split(' ').collect();
        // Parts of one or two words, sometimes with a letter left out.
        let mut part = || {
            let word = words[random(words.len())];
            let mut part = word.get(..=random(word.len())).unwrap().to_owned();
            if part.len() > 3 && random(3) == 0 {
                part.remove(1);
            }
            part
        };
        let query = if random_bool(title) { part() } else { format!("{} {}", part(), part()) };
        let mut want: Vec<(Reverse<i64>, u32)> = (0..titles.len() as u32)
            .into_par_iter()
            .zip(&titles)
            .filter_map(|(row, title)| {
                let each = query.split(' ').map(|word| plain.score(title, word));
                Some((Reverse(each.sum::<Option<i64>>()?), row))
            })
            .collect();
        want.sort_unstable();
        let found = rows.find(&typed(&query));
        assert_eq!(found.len(), want.len(), "{query}");
        let first: Vec<u32> = found.iter().take(50).map(|found| found.row).collect();
        all += first.len();
        same += want.iter().take(50).filter(|(_, row)| first.contains(row)).count();
    }
    assert!(same * 100 >= all * 99, "{same} of {all}");
}

fn random_bool(title: &str) -> bool {
    title.len().is_multiple_of(2)
}

#[test]
fn a_query_that_goes_on_finds_what_it_finds_alone() {
    let titles = titles(18_000);
    let rows = Rows::new(titles.iter());
    let check = |words: &str| {
        let query = typed(words);
        assert_eq!(rows.find(&query), Rows::new(titles.iter()).find(&query), "{words}");
    };
    for words in ["kremlin mos", "xinhua -gas", "'shoi war"] {
        (1..=words.len()).for_each(|end| check(words.get(..end).unwrap()));
    }
    ["zzz", "p", "pu", "p"].into_iter().for_each(check);
}

#[test]
fn a_long_list_answers_at_once_from_its_beginning() {
    let titles = titles(140_000);
    let rows = Rows::new(titles.iter());
    let first = rows.find_at_once(&typed("putin")).unwrap();
    assert!(!first.is_empty() && first.iter().all(|found| found.row < 40_000));
    assert_eq!(rows.find_at_once(&typed("")), None);
    assert_eq!(self::rows().find_at_once(&typed("putin")), None);
}
