//! What is read of a source: seen before it is added, within the limits of the settings, told until it can be read.

use std::fs;

use ibid::model::EntityKind;
use ibid::store::Library;
use serde_json::json;

use crate::support::cli::Place;

/// A library-less place with a folder of two files, one with two articles, and one that cannot be read.
fn place() -> Place {
    let place = Place::new();
    place.write(
        "news/wire.jsonl",
        "{\"id\":\"a\",\"title\":\"Pier closed\",\"text\":\"Ines Okafor closed the pier.\",\"date\":\"2016-02-08\"}\n\
         {\"id\":\"b\",\"title\":\"Quay opens\",\"text\":\"Tomás Leal opened the quay.\"}\n",
    );
    place.write("news/old.rar", b"Rar!\x1a\x07\x01\x00");
    place
}

#[test]
fn what_would_be_read_is_printed_and_nothing_is_added() {
    let place = place();
    let ran = place.ibid(&["add", "--dry-run", "news"]).expect(0);
    assert!(ran.stdout.contains("8 Feb 2016       7 words  Pier closed"), "{ran}");
    assert!(ran.stderr.contains("2 articles in 2 files; nothing was added"), "{ran}");
    assert!(ran.stderr.contains("old.rar: a RAR archive, which ibid cannot read yet"), "{ran}");
    place.ibid(&["--strict", "add", "--dry-run", "news"]).expect(2);
    let rows = place.ibid(&["add", "--dry-run", "news", "--json"]).expect(0).json();
    assert_eq!((rows.len(), &rows[0]["date"]), (2, &json!("2016-02-08")));
    assert!(rows[1]["key"].as_str().unwrap().ends_with("/wire.jsonl#b"));
    assert!(place.ibid(&["sources"]).expect(1).stderr.contains("your library is empty"));
}

#[test]
fn a_fault_is_listed_until_the_file_can_be_read() {
    let place = place();
    place.ibid(&["add", "news"]).expect(0);
    for _ in 0..2 {
        place.ibid(&["sync"]).expect(0);
        let faults = place.ibid(&["faults", "--json"]).expect(0).json();
        assert_eq!(faults.len(), 1);
        assert!(faults[0]["key"].as_str().unwrap().ends_with("/news/old.rar"));
    }
    place.write("news/old.rar", "It was a text all along, said Ines Okafor.\n");
    place.ibid(&["sync"]).expect(0);
    assert_eq!(place.ibid(&["faults"]).expect(0).stdout, "");
    assert_eq!(place.ibid(&["people", "okafor", "--json"]).expect(0).json().len(), 1);
}

#[test]
fn the_settings_say_how_much_is_read() {
    let place = place();
    let settings = place.path("home/.config/ibid");
    fs::create_dir_all(&settings).unwrap();
    fs::write(settings.join("config.toml"), "most-articles = 1\nlargest-file = 1\n").unwrap();
    place.write("news/large.txt", "word ".repeat(300_000));
    let ran = place.ibid(&["add", "news"]).expect(0);
    assert!(ran.stderr.contains("more articles than the limit (1)"), "{ran}");
    assert!(ran.stderr.contains("larger than the limit (2 MiB, the limit is 1 MiB)"), "{ran}");
    assert_eq!(place.ibid(&["articles", "--json"]).expect(0).json().len(), 1);
}

#[test]
fn the_day_a_lead_tells_of_is_reckoned_from_the_date() {
    let place = Place::new();
    let text = "Pier closed\n\nOctober 21, 2015\n\nThe harbour master, Jens Okafor, closed the northern pier on Monday.\n";
    place.write("news/pier.txt", text);
    place.ibid(&["add", "news"]).expect(0);
    let object = place.ibid(&["show", "Pier", "--json"]).expect(0).json().remove(0);
    assert_eq!(
        (&object["date"], &object["event_date"]),
        (&json!("2015-10-21"), &json!("2015-10-19"))
    );
    let library = Library::open(&place.path("home/.local/share/ibid/library.db")).unwrap();
    let person = &library.entities(Some(EntityKind::Person)).unwrap()[0];
    let profile = library.profile(person.id).unwrap().unwrap();
    assert_eq!(profile.days, [(20151019, 2)]);
}

#[test]
fn an_article_says_its_language_where_that_is_not_english() {
    let place = Place::new();
    let german = "Der Hafenmeister Jens Okafor sperrte am Montag die nördliche Mole, nachdem Taucher Risse gefunden hatten.\n";
    place.write("news/de.txt", format!("Mole gesperrt\n\n{german}"));
    place.write("news/en.txt", "Pier closed\n\nThe harbour master closed the northern pier on Monday after divers had found some cracks in it.\n");
    place.ibid(&["add", "news"]).expect(0);
    let shown = |title: &str| place.ibid(&["show", title]).expect(0).stdout;
    assert!(shown("Mole").contains("in German"));
    assert!(!shown("Pier").contains("in English"));
    let object = place.ibid(&["show", "Pier", "--json"]).expect(0).json().remove(0);
    assert_eq!(object["language"], json!("English"));
    assert_eq!(place.ibid(&["search", "Hafenmeister", "--json"]).expect(0).json().len(), 1);
}
