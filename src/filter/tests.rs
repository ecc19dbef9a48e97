//! The filter: what passes, in which order, and which letters are marked.

use super::*;

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

fn found(query: &str) -> Vec<u32> {
    rows().find(query).iter().map(|found| found.row).collect()
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
    let found: Vec<u32> = rows.find("putin").iter().map(|found| found.row).collect();
    assert_eq!(found, [2, 1, 0]);
}

#[test]
fn ties_stay_in_list_order() {
    let rows = Rows::new(["x Putin", "y", "x Putin", "x Putin"].into_iter());
    let found: Vec<u32> = rows.find("putin").iter().map(|found| found.row).collect();
    assert_eq!(found, [0, 2, 3]);
}

#[test]
fn the_prefilter_drops_nothing_the_scorer_would_keep() {
    let plain = SkimMatcherV2::default();
    let rows = rows();
    for query in ["a", "s", "ma", "moscow", "rp", "e", "w.", ":", "'s", "京"] {
        let mut want: Vec<Found> = TITLES
            .iter()
            .enumerate()
            .filter_map(|(row, title)| {
                let score = plain.score(&fold(title), query)?;
                Some(Found { row: row as u32, score })
            })
            .collect();
        want.sort_by_key(|found| (Reverse(found.score), found.row));
        assert_eq!(rows.find(query), want, "{query}");
    }
}

#[track_caller]
fn check_matched(query: &str, row: &str, want: &[&str]) {
    let spans = matched(query, row);
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
}

#[test]
fn a_row_without_end_costs_no_more_than_its_beginning() {
    let long = format!("{}needle", "x".repeat(5_000_000));
    let rows = Rows::new([long.as_str(), "needle"].into_iter());
    assert_eq!(rows.find("needle").len(), 1);
    assert!(rows.folded.len() <= ROW_BYTES + 6);
    assert_eq!(matched("needle", &long), []);
    assert_eq!(matched(&"x".repeat(100_000), &long), []);
    assert_eq!(matched("x", &"\u{1F600}".repeat(9_000)), []);
}

#[test]
fn rows_that_fold_to_nothing_or_to_more_are_kept_apart() {
    let rows = Rows::new(["\u{301}\u{301}", "ß".repeat(3_000).as_str(), "last"].into_iter());
    assert_eq!(rows.len(), 3);
    assert_eq!(rows.find("last").iter().map(|found| found.row).collect::<Vec<_>>(), [2]);
    assert_eq!(rows.row(1).len(), ROW_BYTES);
}

#[test]
fn sentences_with_the_word_leave_out_those_with_its_letters() {
    let rows = ["the mouse is ibid's, mark me", "the colours: a theme", "take her home"];
    let found = |rows: &Rows, query| {
        let mut found: Vec<u32> = rows.find(query).into_iter().map(|found| found.row).collect();
        found.sort_unstable();
        found
    };
    let sentences = Rows::of_sentences(rows.into_iter());
    assert_eq!(found(&sentences, "theme"), [1]);
    assert_eq!(found(&sentences, "the col"), [1]);
    assert_eq!(found(&sentences, "thm"), [0, 1, 2], "none holds it whole");
    assert_eq!(found(&Rows::new(rows.into_iter()), "theme").len(), 3);
}
