//! The commands, in a clean environment.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::Stdio;

use ibid::cli::{Exit, World, run};
use ibid::config::{Env, Folders};
use ibid::text::cells;
use serde_json::{Value, json};

use crate::support::cli::Place;

const LOVELACE: &str = "Engine notes published in London\n\n\
    Ada Lovelace met Charles Babbage in London on Monday, the Royal Society said. Mr Babbage had built \
    a small part of the analytical engine by then.\n\n\
    “It weaves patterns,” Lovelace wrote. Byron was not there.\n";

const BYRON: &str = "Poets meet at the lake\n\n\
    Lord Byron and Mary Shelley spent the summer at the lake. Ms Shelley wrote a novel; Byron did not.\n\n\
    The minister George Babbage said he knew neither of them.\n";

/// A library of two articles with two men of one surname.
fn two_articles() -> Place {
    let place = Place::new();
    place.write("news/lovelace.txt", LOVELACE);
    place.write("news/byron.txt", BYRON);
    place.ibid(&["add", "news"]).expect(0);
    place
}

#[test]
fn help_tells_all_commands() {
    insta::assert_snapshot!(Place::new().ibid(&["--help"]));
}

#[test]
fn the_readme_lists_the_commands() {
    let help = Place::new().ibid(&["--help"]).stdout;
    let commands = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let name = |line: &str| line.strip_prefix("  ")?.split(' ').next().map(ToOwned::to_owned);
    let mut told: Vec<String> = commands.lines().filter_map(name).collect();
    told.retain(|name| name != "help" && !name.is_empty());
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"));
    let section = readme.unwrap();
    let section = section.split("\n## Command line\n").nth(1).expect("the section is there");
    let row =
        |line: &str| line.strip_prefix("| `ibid ")?.split([' ', '`']).next().map(str::to_owned);
    let mut listed: Vec<String> = section.lines().filter_map(row).collect();
    listed.retain(|name| !name.is_empty() && name != "SOURCE…");
    assert_eq!(listed, told);
}

#[test]
fn the_readme_lists_the_fields() {
    let place = two_articles();
    place.write("news/empty.txt", "");
    place.ibid(&["sync"]).expect(0);
    let gold = json!({ "doc": "a", "text": "Ada Lovelace.", "mentions": [{ "start": 0, "end": 12, "entity": "a" }] });
    place.write("gold.jsonl", gold.to_string());
    place.write("pairs.jsonl", json!({ "a": "One.", "b": "Two.", "label": 0 }).to_string());
    place
        .write("names.jsonl", json!({ "a": "Ada Byron", "b": "A. Byron", "label": 1 }).to_string());
    place.write("tagged.jsonl", TAGGED);
    let readme =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let table = readme.split("| command | one object per | fields |").nth(1).unwrap();
    let related = Place::with_library();
    place.write("said.jsonl", crate::judgements::SAID);
    place.ibid(&["judgements", "--import", "said.jsonl"]).expect(0);
    crate::own::write_some(&place.path("home/.local/share/ibid/reader.db"), "lovelace.txt");
    for row in table.lines().skip(2).take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        let named = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        let (commands, fields): (Vec<String>, Vec<String>) = (named(cells[0]), named(cells[2]));
        for command in &commands {
            let (place, args): (&Place, &[&str]) = match command.as_str() {
                "mentions" => (&place, &["mentions", "Lovelace"]),
                "show" => (&place, &["show", "engine"]),
                "quotes" => (&related, &["quotes", "Assad"]),
                "search" => (&place, &["search", "engine"]),
                "related" => (&related, &["related", "Assad Meets Putin In"]),
                "add" => (&place, &["add", "news"]),
                "add --dry-run" => (&place, &["add", "--dry-run", "news"]),
                "remove" => (&related, &["remove", "seeds"]),
                "export notes" => (&place, &["export", "notes"]),
                "export marks" => (&place, &["export", "marks"]),
                "export trail" => (&place, &["export", "trail"]),
                "export queries" => (&place, &["export", "queries"]),
                "eval links" => (&place, &["eval", "links", "pairs.jsonl"]),
                "eval names" => (&place, &["eval", "names", "names.jsonl"]),
                "eval persons" => (&place, &["eval", "persons", "gold.jsonl"]),
                "eval tagger" => (&place, &["eval", "tagger", "tagged.jsonl"]),
                one => (&place, &[one]),
            };
            let objects = place.ibid(&[args, &["--json"]].concat()).expect(0).json();
            let keys: Vec<&String> = objects[0].as_object().unwrap().keys().collect();
            assert_eq!(keys, fields.iter().collect::<Vec<_>>(), "ibid {command} --json");
        }
    }
}

#[test]
fn pairs_of_names_are_measured_script_by_script() {
    let place = Place::new();
    let pairs = [("Ada Byron", "A. Byron", 1), ("Ada Byron", "Mary Shelley", 1), ("Ада", "Ada", 1)];
    let lines = pairs.map(|(a, b, label)| json!({ "a": a, "b": b, "label": label }).to_string());
    place.write("names.jsonl", lines.join("\n"));
    let args = ["eval", "names", "names.jsonl", "--json", "--errors", "5", "--floor", "70"];
    let ran = place.ibid(&args).expect(1);
    let objects = ran.json();
    let figures = |i: usize| (&objects[i]["scope"], &objects[i]["asked"], &objects[i]["recall"]);
    assert_eq!(figures(0), (&json!("latin"), &json!(2), &json!(50.0)));
    assert_eq!(
        (&objects[1]["error"], &objects[1]["b"]),
        (&json!("missed"), &json!("Mary Shelley"))
    );
    assert_eq!(figures(2), (&json!("other"), &json!(1), &json!(100.0)));
    assert!(ran.stderr.contains("66.67, is under 70"), "{ran}");
}

#[test]
fn mistakes_say_what_to_do_next() {
    let place = Place::new();
    for (args, code, want) in [
        (&["artcles"][..], 2, "hint: there is a command `ibid articles`"),
        (&["no/such/folder"], 2, "error: no/such/folder: no such file or folder"),
        (&["articles"], 1, "error: your library is empty"),
        (&["articles"], 1, "hint: see what ibid does with `ibid demo`"),
        (&["sync"], 1, "hint: add a folder or file with `ibid add SOURCE`"),
        (&["--library", "a b.db", "stats"], 2, "add SOURCE`"),
        (&["--library", "typo.db"], 2, "add SOURCE`"),
        (&["faults", "."], 1, "hint: open them with `ibid .`"),
        (&["mentions"], 2, "<NAME>..."),
        (&["articles", "--color", "pink"], 2, "[possible values: auto, always, never]"),
        (&["show", "1", "--nonsense"], 2, "--nonsense"),
        (&["annotate", "--per-article", "--links"], 2, "cannot be used with"),
        (&["eval", "persons", "none.jsonl"], 2, "error: cannot read none.jsonl"),
    ] {
        let ran = place.ibid(args).expect(code);
        assert!(ran.stderr.contains(want), "{args:?} does not say {want:?}:\n{ran}");
        assert_eq!(ran.stdout, "", "{args:?}");
    }
}

#[test]
fn a_file_that_is_no_library_is_refused_and_left_alone() {
    let place = Place::new();
    place.write("notes.txt", "shopping: milk");
    for args in [&["stats"][..], &["add", "notes.txt"]] {
        let ran = place.ibid(&[&["--library", "notes.txt"], args].concat()).expect(2);
        assert!(ran.stderr.contains("notes.txt is not a library of ibid"), "{ran}");
    }
    assert_eq!(fs::read(place.path("work/notes.txt")).unwrap(), b"shopping: milk");
}

#[test]
fn articles_are_listed_newest_first() {
    let place = Place::with_library();
    insta::assert_snapshot!(place.ibid(&["articles"]));
    let rows = place.ibid(&["articles", "--json", "tass", "moscow"]).expect(0).json();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["publisher"], "TASS");
    assert_eq!((&rows[0]["date"], &rows[0]["printed"]), (&Value::Null, &json!("October 21")));
    assert_eq!(rows[0]["read"], false);
    place.ibid(&["articles", "no", "such", "words"]).expect(1);
}

#[test]
fn near_copies_and_stories_are_listed_together() {
    let place = Place::new();
    let lines: Vec<&str> = LOVELACE.lines().collect();
    place.write("news/a.txt", LOVELACE);
    place.write("news/b.txt", LOVELACE.replace(lines[0], "The engine explained"));
    place.write("news/c.txt", "Rates cut\n\nThe bank of Norway cut its rate to two percent.\n");
    place.ibid(&["add", "news"]).expect(0);
    let alone = place.ibid(&["articles", "--json"]).expect(0).json();
    let edition = |at: usize| alone[at]["edition"].clone();
    assert!(edition(0).is_number() && edition(0) == edition(1), "{alone:#?}");
    assert_eq!((edition(2), alone[2].get("story")), (Value::Null, None));
    let stories = place.ibid(&["articles", "--together", "stories", "--json"]).expect(0).json();
    assert!(stories[0]["story"].is_number() && stories[2]["story"].is_null(), "{stories:#?}");
    let listed = place.ibid(&["articles", "--together", "editions"]).expect(0).stdout;
    assert!(listed.lines().nth(1).unwrap().contains("↳ The engine explained"), "{listed}");
}

#[test]
fn an_article_is_shown_with_its_passages() {
    let place = two_articles();
    let ran = place.ibid(&["show", "engine"]).expect(0);
    insta::assert_snapshot!(ran);
    for typed in ["news/lovelace.txt", "lovelace.txt", "ENGINE NOTES"] {
        assert_eq!(place.ibid(&["show", typed]).expect(0).stdout, ran.stdout, "{typed}");
    }
    place.ibid(&["show", "no such title"]).expect(1);

    let shown = place.ibid(&["show", "engine", "--json"]).expect(0).json().remove(0);
    let text = shown["text"].as_str().unwrap();
    assert_eq!(text, LOVELACE);
    for mention in shown["mentions"].as_array().unwrap() {
        assert_eq!(part(text, mention), mention["text"].as_str().unwrap());
    }
    assert_eq!(shown["passages"][0]["kind"], "title");
}

/// What stands in `text` from `start` to `end` of `object`, in code points.
fn part(text: &str, object: &Value) -> String {
    let point = |name: &str| object[name].as_u64().unwrap() as usize;
    text.chars().skip(point("start")).take(point("end") - point("start")).collect()
}

#[test]
fn a_title_that_begins_twice_is_refused() {
    let place = Place::new();
    place.write(
        "news/a.txt",
        "Talks begin in Geneva\n\nThe delegations met on Monday in the morning.\n",
    );
    place.write(
        "news/b.txt",
        "Talks begin in Vienna\n\nThe delegations met on Tuesday in the evening.\n",
    );
    place.ibid(&["add", "news"]).expect(0);
    let ran = place.ibid(&["show", "talks begin"]).expect(2);
    assert!(ran.stderr.contains("may mean 2 articles"), "{ran}");
    assert!(ran.stderr.contains("Talks begin in Geneva"), "{ran}");
    place.ibid(&["show", "talks begin in g"]).expect(0);
}

#[test]
fn people_are_listed_and_their_mentions_are_shown() {
    let place = two_articles();
    let people = place.ibid(&["people", "--json"]).expect(0).json();
    let named = |name: &str| people.iter().find(|row| row["name"] == name).cloned();
    let lovelace = named("Ada Lovelace").expect("Lovelace is a person");
    assert_eq!((&lovelace["mentions"], &lovelace["articles"]), (&json!(2), &json!(1)));
    assert_eq!(lovelace["type"], "PER");
    let one = place.ibid(&["people", "love", "ad", "--json"]).expect(0).json();
    assert_eq!(one, std::slice::from_ref(&lovelace));

    let mentions = place.ibid(&["mentions", "Lovelace", "--json"]).expect(0).json();
    assert_eq!(mentions.len(), 2);
    for mention in &mentions {
        assert_eq!(part(LOVELACE, mention), mention["text"].as_str().unwrap());
        assert_eq!(mention["entity"], lovelace["id"]);
    }
    assert_eq!(
        (&mentions[1]["before"], &mentions[1]["passage"]),
        (&json!("“It weaves patterns,” "), &json!(3))
    );
    let number = lovelace["id"].to_string();
    let short = place.ibid(&["mentions", &number, "--json", "--context", "4"]).expect(0).json();
    assert_eq!((&short[1]["before"], &short[1]["after"]), (&json!("s,” "), &json!(" wro")));
    let plain = place.ibid(&["mentions", "ada lovelace", "--context", "12"]).expect(0);
    assert!(plain.stdout.contains("patterns,” Lovelace wrote. Byro\n"), "{plain}");
    place.ibid(&["mentions", "Nobody Atall"]).expect(1);
}

#[test]
fn an_ambiguous_name_is_refused_with_the_candidates() {
    let place = two_articles();
    let ran = place.ibid(&["mentions", "Babbage"]).expect(2);
    assert_eq!(ran.stdout, "");
    for want in ["\"Babbage\" may mean 2 entities", "Charles Babbage", "George Babbage", "--all"] {
        assert!(ran.stderr.contains(want), "{ran}");
    }
    let all = place.ibid(&["mentions", "Babbage", "--all", "--json"]).expect(0).json();
    let one = place.ibid(&["mentions", "george", "babbage", "--json"]).expect(0).json();
    assert_eq!((all.len(), one.len()), (4, 2));
}

#[test]
fn words_are_found_in_any_form() {
    let place = two_articles();
    let found = place.ibid(&["search", "engines", "analytical", "--json"]).expect(0).json();
    assert_eq!(found.len(), 1);
    let text = found[0]["text"].as_str().unwrap();
    let words: Vec<String> =
        found[0]["found"].as_array().unwrap().iter().map(|span| part(text, span)).collect();
    assert_eq!(words, ["analytical", "engine"]);
    let plain = place.ibid(&["search", "\"analytical engine\""]).expect(0);
    assert!(plain.stdout.contains("of the analytical engine by then."), "{plain}");
    place.ibid(&["search", "\"engine analytical\""]).expect(1);
    place.ibid(&["search", "zeppelin"]).expect(1);
}

#[test]
fn related_passages_name_each_other() {
    let place = Place::with_library();
    let related = place.ibid(&["related", "Assad Meets Putin In First", "--json"]).expect(0).json();
    assert!(related.len() > 5);
    let first = &related[0];
    let other = format!("{}:{}", first["article"], first["passage"]);
    let back = place.ibid(&["related", &other, "--json"]).expect(0).json();
    assert!(back.iter().any(|link| {
        link["article"] == first["of"]["article"]
            && link["passage"] == first["of"]["passage"]
            && link["score"] == first["score"]
    }));
    let plain = place.ibid(&["related", &other]).expect(0);
    assert_eq!(plain.stdout.lines().count(), back.len(), "{plain}");
    let ran = place.ibid(&["related", "Assad Meets Putin In First:99"]).expect(1);
    assert!(ran.stderr.contains("has 12 passages"), "{ran}");
}

#[test]
fn sources_come_and_go() {
    let place = two_articles();
    place.write(
        "more/note.txt",
        "A note about bridges\n\nThe bridge opened on Monday after a year.\n",
    );
    let added = place.ibid(&["add", "more", "--json"]).expect(0).json().remove(0);
    assert_eq!((&added["read"], &added["articles"]), (&json!(1), &json!(3)));
    insta::assert_snapshot!(place.ibid(&["sources"]), @r"
          1 articles      0 faults  $TMP/work/more
          2 articles      0 faults  $TMP/work/news
    --- exit 0
    ");
    let again = place.ibid(&["sync", "--json"]).expect(0).json().remove(0);
    assert_eq!((&again["read"], &again["removed"]), (&json!(0), &json!(0)));
    fs::remove_file(place.path("work/news/byron.txt")).unwrap();
    let synced = place.ibid(&["sync", "--json"]).expect(0).json().remove(0);
    assert_eq!((&synced["removed"], &synced["articles"]), (&json!(1), &json!(2)));
    fs::remove_dir_all(place.path("work/more")).unwrap();
    place.ibid(&["remove", "more"]).expect(0);
    assert_eq!(place.ibid(&["articles", "--json"]).expect(0).json().len(), 1);
    place.ibid(&["remove", "more"]).expect(1);
    let stats = place.ibid(&["stats", "--json"]).expect(0).json().remove(0);
    assert_eq!((&stats["sources"], &stats["articles"]), (&json!(1), &json!(1)));
}

#[test]
fn faults_are_told_and_only_strictly_fatal() {
    let place = two_articles();
    place.write("news/rar.txt", b"Rar!\x1a\x07\x01\x00");
    place.write("news/empty.txt", "");
    let ran = place.ibid(&["sync"]).expect(0);
    assert!(ran.stderr.contains("2 faults"), "{ran}");
    assert!(ran.stderr.contains("fault: $TMP/work/news/rar.txt: "), "{ran}");
    place.ibid(&["--strict", "sync"]).expect(2);
    place.ibid(&["news", "--strict"]).expect(2);
    assert_eq!(place.ibid(&["faults", "news"]).expect(0).stdout.lines().count(), 2);
    let faults = place.ibid(&["faults", "--json"]).expect(0).json();
    let keys: Vec<&str> = faults.iter().map(|fault| fault["key"].as_str().unwrap()).collect();
    assert!(keys[0].ends_with("/empty.txt") && keys[1].ends_with("/rar.txt"), "{keys:?}");
    assert_eq!(place.ibid(&["articles", "--json"]).expect(0).json().len(), 2);
}

#[test]
fn settings_are_printed_and_read_again() {
    let place = Place::new();
    let path = place.ibid(&["config", "--path"]).expect(0).stdout;
    assert!(path.trim().ends_with("ibid/config.toml"), "{path}");
    let default = place.ibid(&["config", "--print-default"]).expect(0).stdout;
    place.write("../home/.config/ibid/config.toml", &default);
    let ran = place.ibid(&["config"]).expect(0);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), (default.as_str(), ""));
    place.write("../home/.config/ibid/config.toml", "text-width = 50\n");
    assert!(place.ibid(&["config"]).expect(0).stdout.contains("\ntext-width = 50\n"));
}

#[test]
fn sources_are_listed_where_no_terminal_is() {
    let place = Place::with_seeds();
    let ran = place.ibid(&["seeds"]).expect(0);
    assert_eq!(ran.stdout.lines().count(), 5, "{ran}");
    assert_eq!(place.ibid(&["demo"]).expect(0).stdout.lines().count(), 5);
    place.ibid(&["articles"]).expect(1);
    let libraries = fs::read_dir(place.path("home/.cache/ibid/libraries")).unwrap();
    let mut names: Vec<String> = libraries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".db"))
        .collect();
    names.sort();
    assert!(
        matches!(&names[..], [demo, seeds] if demo.starts_with("demo-") && seeds.starts_with("seeds-"))
    );
    let in_work: Vec<_> = fs::read_dir(place.path("work")).unwrap().collect();
    assert_eq!(in_work.len(), 1, "something was written beside the sources");
}

#[test]
fn another_library_can_be_named() {
    let place = two_articles();
    place.write("other.txt", "A note about bridges\n\nThe bridge opened on Monday after a year.\n");
    place.ibid(&["add", "other.txt", "--library", "lib/other.db"]).expect(0);
    assert!(place.path("work/lib/other.db").exists());
    let mut command = place.command(&["articles", "--json"]);
    command.env("IBID_LIBRARY", place.path("work/lib/other.db"));
    assert_eq!(place.run(command, b"").expect(0).json().len(), 1);
    assert_eq!(place.ibid(&["articles", "--json"]).expect(0).json().len(), 2);
}

#[test]
fn control_characters_of_articles_are_never_printed() {
    let place = Place::new();
    let hostile = "Breaking \u{1b}]0;owned\u{7} news \u{9b}31m today\n\n\
        The mayor said \u{1b}[2J that \u{202e}everything was fine, and left the hall at noon on Friday.\n";
    place.write("news/a\u{1b}[31mb.txt", hostile);
    place.ibid(&["add", "news"]).expect(0);
    for args in [
        &["articles"][..],
        &["articles", "--json"],
        &["show", "breaking"],
        &["show", "breaking", "--json"],
        &["search", "mayor"],
        &["search", "mayor", "--json"],
        &["news"],
        &["show", "nothing \u{1b}[31m"],
    ] {
        let ran = place.ibid(args);
        let shown = format!("{}{}", ran.stdout, ran.stderr);
        let acts = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        assert!(!shown.contains(acts), "{args:?}: {shown:?}");
    }
    let shown = place.ibid(&["show", "breaking", "--json"]).json().remove(0);
    assert_eq!(shown["text"], hostile);
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let place = Place::with_library();
    for args in [&["show", "1"][..], &["search", "Assad", "--json"], &["keys"], &["annotate"]] {
        let mut child = place.command(args).spawn().unwrap();
        drop(child.stdout.take());
        let mut stdin = child.stdin.take().unwrap();
        let text = json!({ "text": "A line of text.\n".repeat(20_000) }).to_string();
        let _ = stdin.write_all(text.as_bytes());
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
        assert_eq!(output.status.code(), Some(0), "{args:?}");
    }
}

#[test]
fn colour_is_for_terminals_unless_asked_for() {
    let place = two_articles();
    assert!(!place.ibid(&["articles"]).stdout.contains('\u{1b}'));
    assert!(place.ibid(&["articles", "--color", "always"]).stdout.contains("\u{1b}[1m"));
    let mut command = place.command(&["articles"]);
    command.env("NO_COLOR", "1");
    assert!(!place.run(command, b"").stdout.contains('\u{1b}'));
}

#[test]
fn keys_are_those_of_the_settings() {
    let place = Place::new();
    let settings = place.path("home/.config/ibid");
    fs::create_dir_all(&settings).unwrap();
    fs::write(settings.join("config.toml"), "text-widht = 3\n[keys]\nquit = \"Q\"\n").unwrap();
    let ran = place.ibid(&["keys", "--json"]).expect(0);
    assert!(
        ran.stderr.contains("config.toml: line 1: there is no setting \"text-widht\""),
        "{ran}"
    );
    let rows = ran.json();
    let quit = rows.iter().find(|row| row["command"] == "quit").unwrap();
    assert_eq!(quit["keys"], json!(["Q"]));
}

#[test]
fn annotate_passes_everything_else_through() {
    let place = Place::new();
    let line = r#"{"n":1.50,"doc":"a","text":"Łucja Kowalska met “Ötzi” today. Ms Kowalska left.","passages":7,"id":12345678901234567890123}"#;
    let ran = place.ibid_on(&["annotate"], line).expect(0);
    assert!(ran.stdout.starts_with(r#"{"n":1.50,"doc":"a","text":"Łucja"#), "{ran}");
    assert!(ran.stdout.contains(r#","passages":[{"start":0,"end":50,"kind":"body"}],"id":12345678901234567890123,"mentions":["#), "{ran}");
    let object = ran.json().remove(0);
    let text = object["text"].as_str().unwrap();
    let mentions = object["mentions"].as_array().unwrap();
    let kowalska: Vec<&Value> =
        mentions.iter().filter(|m| m["text"].as_str().unwrap().contains("Kowalska")).collect();
    assert_eq!(kowalska.len(), 2, "{ran}");
    assert_eq!(kowalska[0]["entity"], kowalska[1]["entity"]);
    for mention in mentions {
        assert_eq!(part(text, mention), mention["text"].as_str().unwrap());
    }
}

#[test]
fn annotate_tells_bad_lines_with_their_number() {
    let place = Place::new();
    let input =
        b"\xef\xbb\xbf{\"text\":\"One.\"}\n[1]\n\n{\"text\":5}\n{\"text\":\"\xff\"}\n{\"x\":1";
    for args in [&["annotate"][..], &["annotate", "--per-article"]] {
        let ran = place.ibid_on(args, input).expect(0);
        assert_eq!(ran.json().len(), 2, "{ran}");
        assert_eq!(ran.json()[1], json!({ "text": 5 }));
        for want in [
            "line 2: not a JSON object",
            "line 4: has no \"text\"",
            "line 5: ",
            "line 6: ",
            "4 faults",
        ] {
            assert!(ran.stderr.contains(want), "{ran}");
        }
        place.ibid_on(&[args, &["--strict"]].concat(), input).expect(2);
    }
}

#[test]
fn annotate_answers_each_article_at_once() {
    let place = Place::new();
    let mut child = place.command(&["annotate", "--per-article"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for i in 0..3 {
        writeln!(stdin, "{}", json!({ "doc": i, "text": "Ada Lovelace left." })).unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let object: Value = serde_json::from_str(&line).unwrap();
        assert_eq!((&object["doc"], &object["mentions"][0]["entity"]), (&json!(i), &json!("e1")));
    }
    drop(stdin);
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn annotate_keeps_to_the_mentions_given() {
    let place = Place::new();
    let text = "Ömer Çelik met Ada Lovelace in Paris. Lovelace smiled at Çelik; he left.";
    let find = |surface: &str, nth: usize| {
        let byte = text.match_indices(surface).nth(nth).unwrap().0;
        let start = text.get(..byte).unwrap().chars().count();
        json!({ "start": start, "end": start + surface.chars().count(), "form": "name", "type": "PER" })
    };
    let given =
        [find("Lovelace", 1), find("Ömer Çelik", 0), find("Ada Lovelace", 0), find("Çelik", 1)];
    let input = json!({ "doc": "a", "text": text, "mentions": given }).to_string();
    let object =
        place.ibid_on(&["annotate", "--given-mentions"], &input).expect(0).json().remove(0);
    let made = object["mentions"].as_array().unwrap();
    assert_eq!(made.len(), given.len());
    for (made, given) in made.iter().zip(&given) {
        assert_eq!((&made["start"], &made["end"]), (&given["start"], &given["end"]));
    }
    assert_eq!(made[0]["entity"], made[2]["entity"]);
    assert_eq!(made[1]["entity"], made[3]["entity"]);
    assert_ne!(made[0]["entity"], made[1]["entity"]);

    let wrong = json!({ "text": "abc", "mentions": [{ "start": 1, "end": 9 }] }).to_string();
    let ran = place.ibid_on(&["annotate", "--given-mentions"], &wrong).expect(0);
    assert!(ran.stderr.contains("line 1: mention 1: 1 to 9 is not a part of the text"), "{ran}");
    assert_eq!(ran.stdout.trim_end(), wrong);
}

#[test]
fn annotate_joins_articles_and_links_their_passages() {
    let place = Place::new();
    let told = "The chief engineer of the Ostrava steelworks, Jana Nováková, said on Tuesday that the second \
                blast furnace would be relit before the end of November, three weeks late.";
    let a = json!({ "doc": "a", "text": told });
    let b = json!({ "text": format!("„Short note“ first.\n\n{told}") });
    let input = format!("{a}\n{b}\n");
    let objects = place.ibid_on(&["annotate", "--links"], &input).expect(0).json();
    assert_eq!(objects.len(), 3, "{objects:#?}");
    let link = &objects[2]["link"];
    assert_eq!((&link["a"]["doc"], &link["b"]["doc"]), (&json!("a"), &json!(2)));
    assert_eq!(part(b["text"].as_str().unwrap(), &link["b"]), told);
    let id = |object: &Value| object["mentions"][0]["entity"].clone();
    assert_eq!(id(&objects[0]), id(&objects[1]));
}

#[test]
fn eval_prints_figures_and_keeps_to_the_floor() {
    let place = Place::new();
    let gold = json!({ "doc": "a", "text": "Ada Lovelace met Babbage. Lovelace left.", "mentions": [
        { "start": 0, "end": 12, "type": "PER", "kind": "name", "entity": "ada" },
        { "start": 17, "end": 24, "type": "PER", "kind": "name", "entity": "babbage" },
        { "start": 26, "end": 34, "type": "PER", "kind": "name", "entity": "ada" },
    ]});
    place.write("gold.jsonl", gold.to_string());
    let args = ["eval", "persons", "gold.jsonl", "--given-mentions", "--forms", "name"];
    insta::assert_snapshot!(place.ibid(&args));
    let scores =
        place.ibid(&[&args[..], &["--json", "--scope", "across"]].concat()).expect(0).json();
    assert_eq!(scores.len(), 1);
    assert_eq!((&scores[0]["conll"], &scores[0]["mentions"]["f1"]), (&json!(100.0), &json!(100.0)));
    place.ibid(&[&args[..], &["--floor", "100"]].concat()).expect(0);
    let under = place.ibid(&[&args[..], &["--floor", "100.1"]].concat()).expect(1);
    assert!(under.stderr.contains("100.00 is under the floor of 100.1"), "{under}");
    place.write("gold.jsonl", "{\"doc\":1}\n");
    let ran = place.ibid(&args).expect(2);
    assert!(ran.stderr.contains("line 1"), "{ran}");
}

#[test]
fn lines_fit_a_terminal() {
    let place = Place::with_library();
    for columns in [30, 60, 120] {
        let vars = [
            ("HOME", place.path("home").into_os_string()),
            ("COLUMNS", columns.to_string().into()),
        ];
        let env: Env = vars.into_iter().collect();
        let world = World {
            folders: Folders::of(&env),
            env,
            cwd: place.path("work"),
            terminal_columns: None,
            stdout_is_terminal: true,
            stderr_is_terminal: true,
        };
        for args in [
            "articles",
            "people",
            "mentions Putin",
            "search Assad visit",
            "related 1",
            "show 2",
            "quotes Putin",
        ] {
            let args = format!("ibid --color never {args}");
            let args = args.split(' ').map(Into::into);
            let (mut out, mut err) = (Vec::new(), Vec::new());
            let exit = run(args.clone(), &world, &mut io::empty(), &mut out, &mut err);
            assert_eq!(exit, Exit::Done, "{args:?}");
            let shown = String::from_utf8(out).unwrap();
            for line in shown.lines().filter(|line| !line.contains('/')) {
                // Numbers, the names of kinds, paths and addresses are never cut.
                let is_wide = args.clone().any(|arg| arg == "related" || arg == "quotes");
                let least = if is_wide { 66 } else { 48 };
                assert!(cells(line) <= columns.max(least), "{columns}: {args:?}: {line}");
            }
        }
    }
}

#[test]
fn no_number_is_too_large() {
    let place = two_articles();
    let most = u64::MAX.to_string();
    for args in [
        &["mentions", "Lovelace", "--context", &most][..],
        &["mentions", "Lovelace", "--json", "--context", &most],
        &["search", "engine", "--top", &most],
    ] {
        place.ibid(args).expect(0);
    }
    for args in [&["show", &most][..], &["related", "1:4294967296"], &["mentions", &most]] {
        place.ibid(args).expect(1);
    }
}

#[test]
fn nothing_is_read_from_outside_the_environment() {
    let place = Place::new();
    let mut command = place.command(&["articles"]);
    command.env_remove("HOME").env_remove("USERPROFILE").stdin(Stdio::piped());
    let ran = place.run(command, b"").expect(2);
    assert!(ran.stderr.contains("error: there is no home folder"), "{ran}");
}

/// One annotated document of a set for the tagger.
const TAGGED: &str = r#"{"doc":"a","sentences":[{"tokens":["Ada","Lovelace","saw","Rome","."],"labels":["B-PER","I-PER","O","B-LOC","O"]}]}"#;

#[test]
fn train_makes_a_model_and_eval_measures_it() {
    let place = Place::new();
    place.write("sets/tagged.jsonl", TAGGED);
    let settings =
        "output = 'own.model'\nfolder = 'sets'\nrows = 4096\nsecond_rows = 64\nepochs = 20\n";
    place.write("recipe.toml", format!("{settings}[[set]]\nfile = 'tagged.jsonl'\n"));
    place.ibid(&["train", "recipe.toml"]).expect(0);
    let own = ["eval", "tagger", "sets/tagged.jsonl", "--model", "own.model", "--floor", "99"];
    let ran = place.ibid(&own).expect(0);
    assert!(ran.stdout.contains("PER              100.00   100.00   100.00"), "{ran}");
    place.ibid(&["eval", "tagger", "sets/tagged.jsonl", "--floor", "101"]).expect(1);

    // A library that was read with one model is read again with another.
    place.write("news/a.txt", "News\n\nMr Ada Lovelace saw Rome. Grace Hopper stayed in Berlin.\n");
    place.ibid(&["add", "news"]).expect(0);
    for (model, read) in
        [(&["--model", "own.model"][..], 1), (&["--model", "own.model"], 0), (&[], 1)]
    {
        let ran = place.ibid(&[&["sync", "--json"], model].concat()).expect(0);
        assert!(ran.stdout.contains(&format!("\"read\":{read},")), "{model:?} {ran}");
    }

    place.write("recipe.toml", format!("{settings}[[set]]\nfile = 'none.jsonl'\n"));
    let ran = place.ibid(&["train", "recipe.toml"]).expect(2);
    assert!(ran.stderr.contains("none.jsonl"), "{ran}");
    let cut = fs::read(place.path("work/own.model")).unwrap();
    let cut = cut.split_last().unwrap().1.to_vec();
    for (bytes, want) in [(cut, "is damaged"), (b"PK".to_vec(), "is not a tagger model")] {
        place.write("bad.model", bytes);
        let ran = place.ibid(&["eval", "tagger", "sets/tagged.jsonl", "--model", "bad.model"]);
        assert!(ran.expect(2).stderr.contains(want), "{want}");
    }
}
