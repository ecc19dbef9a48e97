//! The structure of the seed articles against the gold, and of invented texts that look like none of them.

use std::fs;
use std::path::Path;

use ibid::ingest::{self, Limits};
use ibid::model::{Article, PassageKind};
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The kind of every line that is not blank, with its 1-based number; checks that the passages cover the text.
fn line_kinds(article: &Article) -> Vec<(usize, PassageKind)> {
    let mut kinds = Vec::new();
    let mut start = 0;
    for (number, line) in article.text.split('\n').enumerate() {
        if !line.trim().is_empty() {
            let at = start + line.len() - line.trim_start().len();
            let passage = article.passages.iter().find(|passage| passage.span.holds(at));
            kinds.push((number + 1, passage.expect("every line is in a passage").kind));
        }
        start += line.len() + 1;
    }
    kinds
}

#[test]
fn the_seeds_agree_with_the_gold() {
    let gold = fs::read_to_string(root().join("tests/gold/seeds.meta.json")).unwrap();
    let gold: Vec<Value> = serde_json::from_str(&gold).unwrap();
    assert_eq!(gold.len(), 5);
    let mut wrong = Vec::new();
    for want in &gold {
        let doc = want["doc"].as_str().unwrap();
        let bytes = fs::read(root().join("seeds").join(doc)).unwrap();
        let batch = ingest::read(doc, &bytes, &Limits::default());
        assert_eq!(batch.faults, [], "{doc}");
        let [article] = batch.articles.as_slice() else { panic!("{doc}: one article") };
        let mut check = |what: &str, got: Option<&str>| {
            if got != want[what].as_str() {
                wrong.push(format!("{doc}: {what}: got {got:?}, want {}", want[what]));
            }
        };
        check("title", Some(&article.title));
        check("publisher", article.publisher.as_deref());
        check("url", article.url.as_deref());
        check("dateline", article.dateline.map(|span| span.of(&article.text)));
        let date = article.date.as_ref();
        let parts = [
            ("year", date.and_then(|date| date.year).map(i64::from)),
            ("month", date.and_then(|date| date.month).map(i64::from)),
            ("day", date.and_then(|date| date.day).map(i64::from)),
        ];
        for (part, got) in parts {
            if got != want["date"][part].as_i64() {
                wrong.push(format!("{doc}: {part}: got {got:?}, want {}", want["date"]));
            }
        }
        for (number, kind) in line_kinds(article) {
            let is_right = match &want["kinds"][number.to_string()] {
                Value::Array(kinds) => kinds.iter().any(|known| known == kind.name()),
                _ => matches!(kind, PassageKind::Body | PassageKind::Quote),
            };
            if !is_right {
                wrong.push(format!("{doc}: line {number} is {}", kind.name()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
