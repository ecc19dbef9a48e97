//! The gold files as floors. Raising a floor is a commit; lowering one needs a sentence why.

use ibid::eval::gap::gap;
use ibid::eval::names::names as judge_names;
use ibid::eval::persons::{Options, Report, persons, read_gold};
use ibid::model::Form;
use ibid::people::Model;

const SEEDS: &str = include_str!("../gold/seeds.gold.jsonl");

fn names(gold: &str, given_mentions: bool) -> Report {
    let options = Options { forms: vec![Form::Name], given_mentions };
    persons(&read_gold(gold).unwrap(), &options, Model::built_in())
}

/// Scores of a set that may not stand in the repository; none, said aloud, where `IBID_SHARED` is not set.
fn shared(path: &str) -> Option<String> {
    let Some(folder) = std::env::var_os("IBID_SHARED") else {
        eprintln!("skipped: IBID_SHARED does not say where {path} is");
        return None;
    };
    Some(std::fs::read_to_string(std::path::Path::new(&folder).join(path)).unwrap())
}

#[track_caller]
fn at_least(what: &str, found: f64, floor: f64) {
    let found = 100.0 * found;
    eprintln!("{what}: {found:.2} (floor {floor})");
    assert!(found >= floor, "{what}: {found:.2} is under {floor}");
}

#[test]
fn the_people_of_the_seeds_by_given_names() {
    let report = names(SEEDS, true);
    for error in &report.errors {
        eprintln!("{} {} {:?} in {:?}", error.doc, error.what, error.mention, error.context);
    }
    at_least("seeds, given names, across", report.across.conll(), 100.0);
    at_least("seeds, given names, within", report.within.conll(), 100.0);
}

#[test]
fn the_people_of_the_seeds_by_name() {
    let report = names(SEEDS, false);
    at_least("seeds, names found", report.across.mentions.f1(), 99.0);
    at_least("seeds, names, across", report.across.conll(), 99.0);
}

#[test]
fn the_people_of_the_seeds_in_all_forms() {
    let report = persons(&read_gold(SEEDS).unwrap(), &Options::default(), Model::built_in());
    let (made, right) =
        report.by_rule.iter().fold((0, 0), |sum, rule| (sum.0 + rule.made, sum.1 + rule.right));
    at_least("seeds, all forms, across", report.across.conll(), 95.0);
    at_least("seeds, precision without names", right as f64 / f64::from(made as u32), 95.0);
}

#[test]
fn the_people_of_other_newswire() {
    if let Some(gold) = shared("coref/meantime_en.jsonl") {
        let report = names(&gold, true);
        at_least("meantime_en, given names, B-cubed", report.across.b_cubed.f1(), 92.0);
    }
}

#[test]
fn pronouns_among_names_of_one_gender() {
    if let Some(gold) = shared("coref/gap_validation.jsonl") {
        let score = gap(&read_gold(&gold).unwrap(), Model::built_in()).score;
        at_least("gap_validation, precision", score.precision, 80.0);
        at_least("gap_validation, recall", score.recall, 40.0);
    }
}

#[test]
fn names_that_could_be_one_persons() {
    if let Some(gold) = shared("coref/name_pairs.jsonl") {
        let score = judge_names(&gold).unwrap().latin.score;
        at_least("name_pairs, precision", score.precision, 92.0);
        at_least("name_pairs, F1", score.f1(), 88.0);
    }
}
