//! Links between texts that no library holds: `related --pairs`, `related --passages`, `eval links`.

use serde_json::{Value, json};

use crate::support::cli::Place;

const RELIT: &str = "The second blast furnace of the Ostrava steelworks will be relit before the end of \
    November, three weeks late, said Jana Nováková, its chief engineer.";
const RELIT_TOO: &str = "Jana Nováková, chief engineer of the steelworks in Ostrava, said the second blast \
    furnace would be relit by the end of November.";
const SHARES: &str = "Shares of the bank fell by a tenth in Frankfurt on Monday morning.";

fn lines(objects: &[Value]) -> String {
    objects.iter().map(|object| format!("{object}\n")).collect()
}

#[test]
fn pairs_are_judged_in_order_with_all_their_fields() {
    let input = format!(
        "{}{}{}oops\n",
        lines(&[json!({ "n": 1, "a": RELIT, "b": RELIT_TOO, "score": "old" })]),
        lines(&[json!({ "a": RELIT, "b": SHARES })]),
        lines(&[json!({ "a": 1, "b": "x" })])
    );
    let ran = Place::new().ibid_on(&["related", "--pairs"], &input).expect(0);
    let pairs = ran.json();
    assert_eq!(pairs.len(), 3, "{ran}");
    let score = |i: usize| pairs[i]["score"].as_f64().unwrap();
    assert!(score(0) > 0.8 && score(1) < 0.2, "{ran}");
    assert_eq!((&pairs[0]["n"], &pairs[0]["b"]), (&json!(1), &json!(RELIT_TOO)));
    assert_eq!(pairs[0]["kind"], "retold");
    assert_eq!(pairs[2], json!({ "a": 1, "b": "x" }));
    for want in ["line 3: has no \"a\" and \"b\"", "line 4: not a JSON object", "2 faults"] {
        assert!(ran.stderr.contains(want), "{ran}");
    }
    Place::new().ibid_on(&["related", "--pairs", "--strict"], &input).expect(2);
}

#[test]
fn passages_are_related_to_those_of_other_articles() {
    let input = lines(&[
        json!({ "id": "x", "doc": "1", "text": RELIT }),
        json!({ "id": 7, "text": SHARES }),
        json!({ "id": "y", "doc": "2", "text": RELIT_TOO }),
        json!({ "id": "z", "doc": "1", "text": RELIT }),
        json!({ "text": RELIT }),
    ]);
    let place = Place::new();
    let ran = place.ibid_on(&["related", "--passages"], &input).expect(0);
    let found = ran.json();
    let ids: Vec<&Value> = found.iter().map(|object| &object["id"]).collect();
    assert_eq!(ids, [&json!("x"), &json!(7), &json!("y"), &json!("z"), &json!(5)]);
    let related = |i: usize| -> Vec<Value> {
        let of = found[i]["related"].as_array().unwrap();
        of.iter().map(|other| other["id"].clone()).collect()
    };
    assert_eq!(related(0), [json!(5), json!("y"), json!(7)], "{ran}");
    assert_eq!(related(2).last(), Some(&json!(7)));
    assert_eq!(found[0]["related"][0]["kind"], "copy");
    let one = place.ibid_on(&["related", "--passages", "--top", "1"], &input).expect(0).json();
    assert!(one.iter().all(|object| object["related"].as_array().unwrap().len() == 1));
}

#[test]
fn what_a_gold_file_of_links_holds_is_told_by_its_fields() {
    let place = Place::new();
    place.write("gold/a.txt", format!("{RELIT}\n\n{SHARES}\n"));
    place.write("gold/b.txt", format!("Short note\n{RELIT_TOO}\n"));
    let groups =
        json!({ "passages": [{ "doc": "a.txt", "line": 1 }, { "doc": "b.txt", "line": 2 }] });
    place.write("gold/groups.jsonl", lines(&[groups]));
    let event =
        |doc: &str, text: &str, event: &str| json!({ "doc": doc, "text": text, "events": [event] });
    let events = [event("a", RELIT, "e1"), event("a", SHARES, "e2"), event("b", RELIT_TOO, "e1")];
    place.write("gold/events.jsonl", lines(&events));
    let pair = |b: &str, label: u8| json!({ "a": RELIT, "b": b, "label": label });
    place.write("gold/pairs.jsonl", lines(&[pair(RELIT_TOO, 1), pair(SHARES, 0)]));
    let files = ["gold/groups.jsonl", "gold/events.jsonl", "gold/pairs.jsonl"];
    let args = [&["eval", "links"][..], &files].concat();
    insta::assert_snapshot!(place.ibid(&args));
    let figures = place.ibid(&[&args[..], &["--json", "--floor", "100"]].concat()).expect(0).json();
    assert_eq!(
        (&figures[1]["kind"], &figures[1]["figures"]["map"]),
        (&json!("events"), &json!(100.0))
    );
    let under = place.ibid(&[&args[..], &["--floor", "100.5"]].concat()).expect(1);
    assert!(under.stderr.contains("mean average precision 100.00 is under the floor"), "{under}");
    place.write(
        "other/groups.jsonl",
        lines(&[json!({ "passages": [{ "doc": "c.txt", "line": 1 }] })]),
    );
    let lost = place.ibid(&["eval", "links", "other/groups.jsonl"]).expect(2);
    assert!(lost.stderr.contains("hint: say in which folder it is with --articles"), "{lost}");
}

#[test]
fn annotate_prints_links_from_the_score_asked_for() {
    let input = lines(&[
        json!({ "doc": "a", "text": RELIT }),
        json!({ "doc": "b", "text": RELIT_TOO }),
        json!({ "doc": "c", "text": "The steelworks in Ostrava was founded in 1828 by an archbishop." }),
    ]);
    let place = Place::new();
    let scores = |least: &[&str]| -> Vec<f64> {
        let args = [&["annotate", "--links"], least].concat();
        let objects = place.ibid_on(&args, &input).expect(0).json();
        objects.iter().filter_map(|object| object["link"]["score"].as_f64()).collect()
    };
    let usual = scores(&[]);
    assert!(!usual.is_empty() && usual.iter().all(|&score| score >= 0.4), "{usual:?}");
    assert!(scores(&["--min-score", "0"]).len() >= usual.len());
    assert_eq!(scores(&["--min-score", "1.1"]), [0.0; 0]);
}
