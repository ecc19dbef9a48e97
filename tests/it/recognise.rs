//! The recogniser against the names of the seed articles.

use std::collections::BTreeSet;

use ibid::eval::tagger::score;
use ibid::model::{Article, EntityKind, Form, Passage, PassageKind};
use ibid::people::{Model, read_set, recognise};
use ibid::text::{CodePoints, Span};

/// One paragraph per line, all body.
fn plain(text: &str) -> Article {
    let mut at = 0;
    let mut passages = Vec::new();
    for line in text.split('\n') {
        if !line.trim().is_empty() {
            passages.push(Passage { span: Span::at(at, at + line.len()), kind: PassageKind::Body });
        }
        at += line.len() + 1;
    }
    Article { key: "test".into(), text: text.into(), passages, ..Article::default() }
}

#[test]
fn words_of_other_languages_are_no_persons() {
    let article =
        plain("The Germans say Sie to strangers. The word Der is an article. \"Sie\" is one too.");
    let found: Vec<&str> =
        recognise(Model::built_in(), &article).iter().map(|m| m.span.of(&article.text)).collect();
    assert!(!found.contains(&"Sie") && !found.contains(&"Der"), "{found:?}");
    let article = plain("Rahul Das spoke first. Das was brief, Ella Smith said.");
    let found: Vec<&str> =
        recognise(Model::built_in(), &article).iter().map(|m| m.span.of(&article.text)).collect();
    assert_eq!(found, ["Rahul Das", "Das", "Ella Smith"]);
}

#[test]
fn the_names_of_the_seeds_are_found() {
    let (mut right, mut wanted, mut found) = (0, 0, 0);
    for line in include_str!("../gold/seeds.gold.jsonl").lines() {
        let gold: serde_json::Value = serde_json::from_str(line).unwrap();
        let article = plain(gold["text"].as_str().unwrap());
        let points = CodePoints::new(&article.text);
        let place = |span: Span| {
            let point = |byte| points.of_byte(&article.text, byte) as u64;
            (point(span.start()), point(span.end()))
        };
        let names: BTreeSet<(u64, u64)> = gold["mentions"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|m| m["kind"] == "name")
            .map(|m| (m["start"].as_u64().unwrap(), m["end"].as_u64().unwrap()))
            .collect();
        let ours: BTreeSet<(u64, u64)> = recognise(Model::built_in(), &article)
            .iter()
            .filter(|m| m.kind == EntityKind::Person && m.form == Form::Name)
            .map(|m| place(m.span))
            .collect();
        for &(start, end) in names.symmetric_difference(&ours) {
            let text: String =
                article.text.chars().skip(start as usize).take((end - start) as usize).collect();
            let what = if names.contains(&(start, end)) { "missed" } else { "wrong" };
            eprintln!("{}: {what} {start} {text:?}", gold["doc"]);
        }
        right += names.intersection(&ours).count();
        wanted += names.len();
        found += ours.len();
    }
    let f1 = 200.0 * right as f64 / (wanted + found) as f64;
    eprintln!("right {right}, wanted {wanted}, found {found}, F1 {f1:.1}");
    assert!(f1 >= 99.0, "names of the seeds: F1 {f1:.1}");
}

/// F1 of persons that the built-in model reaches on development sets, in percent, rounded down.
const FLOORS: &[(&str, f64)] =
    &[("worldwide.dev", 85.0), ("gum_open.dev", 84.0), ("uner_ewt.test", 83.0)];

#[test]
fn the_built_in_model_holds_its_figures() {
    let Ok(shared) = std::env::var("IBID_SHARED") else {
        eprintln!("skipped: IBID_SHARED names no folder of development sets");
        return;
    };
    for (set, floor) in FLOORS {
        let text = std::fs::read_to_string(format!("{shared}/ner/dev/{set}.jsonl")).unwrap();
        let built_in = Model::built_in();
        let scored = score(&read_set(&text).unwrap(), |article| recognise(built_in, article));
        let f1 = 100.0 * scored.kinds[&EntityKind::Person].f1();
        assert!(f1 >= *floor, "{set}: F1 of persons {f1:.2}, floor {floor}");
    }
}
