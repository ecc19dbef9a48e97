//! The query language on a library: what `ibid articles` and `ibid search` find.

use ibid::query::SavedQuery;
use ibid::store::ReaderFile;

use crate::support::cli::Place;

fn place() -> Place {
    let place = Place::new();
    let wire = [
        r#"{"id":"a","title":"Okafor closes the pier","publisher":"Échos du Port","date":"2015-10-20","author":"Ruth Abebe","text":"The harbour master, Ines Okafor, closed the northern pier on Monday.\n\n“Nobody will walk on it before spring,” Okafor told reporters.","url":"https://echo.example/a"}"#,
        r#"{"id":"b","title":"Quay opens in Oslo","publisher":"Coast Times","date":"2015-11-02","text":"Tomás Leal opened the old quay in Oslo before a crowd of fishermen. The northern pier stays shut."}"#,
        r#"{"id":"c","title":"Fishermen strike","publisher":"Coast Times","date":"2016-01-05","text":"Fishermen in Oslo went on strike. The United Nations had no comment, and Ines Okafor neither."}"#,
    ];
    place.write("news/wire.jsonl", wire.join("\n"));
    place.ibid(&["add", "news"]).expect(0);
    place
}

/// The first letters of the titles found, in order.
#[track_caller]
fn check_articles(place: &Place, query: &str, want: &str) {
    let ran = place.ibid(&["articles", "--json", "--", query]);
    let titles = ran.json().iter().map(|row| first_letter(&row["title"])).collect::<String>();
    assert_eq!(titles, want, "{query}: {}", ran.stderr);
}

/// The same of the passages, with their numbers.
#[track_caller]
fn check_passages(place: &Place, query: &[&str], want: &str) {
    let ran = place.ibid(&[&["search", "--json"], query].concat());
    let hits = ran.json();
    let hit =
        |hit: &serde_json::Value| format!("{}{}", first_letter(&hit["title"]), hit["passage"]);
    let found = hits.iter().map(hit).collect::<Vec<_>>().join(" ");
    assert_eq!(found, want, "{query:?}: {}", ran.stderr);
}

fn first_letter(title: &serde_json::Value) -> String {
    title.as_str().unwrap().chars().take(1).collect()
}

#[test]
fn articles_are_found_by_words_and_fields() {
    let place = place();
    for (query, want) in [
        ("", "FQO"),
        ("oslo", "Q"),
        ("coast", "FQ"),
        ("coast -strike", "Q"),
        ("pier or quay", "QO"),
        ("^fishermen", "F"),
        ("person:okafor", "FO"),
        ("person:\"ines okafor\" -title:strike", "O"),
        ("place:oslo", "FQ"),
        ("org:\"united nations\"", "F"),
        ("source:echos", "O"),
        ("source:echo.example", "O"),
        ("author:abebe", "O"),
        ("date:2015", "QO"),
        ("date:2015-11..", "FQ"),
        ("date:2015-10-20", "O"),
        ("kind:quote", "O"),
        ("title:pier", "O"),
        ("text:pier", "QO"),
        ("text:\"northern pier\" -text:closes", "Q"),
        ("is:unread", "FQO"),
        ("is:read", ""),
        ("has:note or date:2016", "F"),
        ("(person:okafor date:2016) or (place:oslo date:2015)", "FQ"),
    ] {
        check_articles(&place, query, want);
    }
}

#[test]
fn passages_are_found_by_words_and_fields() {
    let place = place();
    check_passages(&place, &["northern pier"], "Q2 O2");
    check_passages(&place, &["\"northern pier\" !fishermen"], "O2");
    check_passages(&place, &["fisherm*"], "F1 F2 Q2");
    check_passages(&place, &["okafor kind:quote"], "O3");
    check_passages(&place, &["person:okafor"], "F2 O2");
    check_passages(&place, &["kind:quote"], "O3");
    check_passages(&place, &["strike or quay"], "F1 F2 Q1 Q2");
    check_passages(&place, &["pier", "--top", "1"], "Q2");
    check_passages(&place, &["--best", "pier"], "O1 O2 Q2");
    check_passages(&place, &["--", "-pier"], "");
}

#[test]
fn saved_queries_are_found_by_name_and_exported() {
    let place = place();
    let ran = place.ibid(&["articles", "saved:pier"]).expect(2);
    assert!(ran.stderr.contains("cannot read the query: nothing is saved as `pier`"), "{ran}");
    place.ibid(&["export", "queries"]).expect(1);
    let reader = ReaderFile::open(&place.path("home/.local/share/ibid/reader.db")).unwrap();
    for (name, text) in [("Pier", "text:pier"), ("okafor at work", "person:okafor date:2015")] {
        reader.save_query(&SavedQuery { name: name.into(), text: text.into() }, 1).unwrap();
    }
    check_articles(&place, "saved:pier", "QO");
    check_articles(&place, "saved:PIER -saved:\"okafor at work\"", "Q");
    check_articles(&place, "date:2016 or saved:\"okafor at work\"", "FO");
    check_passages(&place, &["saved:pier reporters"], "O1 O2 O3");
    let ran = place.ibid(&["search", "saved:peer"]).expect(2);
    assert!(ran.stderr.contains("hint: saved are okafor at work, Pier"), "{ran}");
    let told = place.ibid(&["export", "queries"]).expect(0).stdout;
    let want = "- **okafor at work**: `person:okafor date:2015`\n- **Pier**: `text:pier`\n";
    assert_eq!(told, want);
    let saved = place.ibid(&["export", "queries", "--json"]).expect(0).json();
    let want = serde_json::json!({ "kind": "query", "own": "Pier", "query": "text:pier" });
    assert_eq!(saved[1], want);
    let ran = place.ibid(&["doctor"]).expect(0);
    assert!(ran.stdout.contains("reader.db: sound"), "{ran}");
}

#[test]
fn a_slip_is_told_with_its_place() {
    let place = place();
    for (query, want) in [
        ("persn:okafor", "persn:okafor: there is no field `persn:`; `person:` is near"),
        ("is:red", "is:red: `is:` knows read, unread, starred"),
        ("(pier", "(: this parenthesis is not closed"),
    ] {
        for command in ["search", "articles"] {
            let ran = place.ibid(&[command, query]).expect(2);
            assert!(ran.stderr.contains(want) && ran.stdout.is_empty(), "{}", ran.stderr);
        }
    }
}
