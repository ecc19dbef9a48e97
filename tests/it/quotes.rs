//! What people are quoted as saying: found, attributed, and the versions of a quote together.

use serde_json::json;

use crate::support::cli::Place;

const COUNCIL: &str = "Council votes on the bridge\n\n\
    October 20, 2015\n\n\
    Ada Lovelace, the mayor of Ockham, spoke after the vote on Tuesday.\n\n\
    “The old bridge carried nine thousand carts a week,” Lovelace said, “and it cannot carry them any longer.”\n\n\
    “We will not wait for the ministry in London.”\n";

const PAPER: &str = "Ockham to build a bridge of its own\n\n\
    October 21, 2015\n\n\
    The mayor of Ockham, Ada Lovelace, said on Tuesday that the town would build a new bridge.\n\n\
    Mayor Lovelace told the council: «The old bridge carried nine thousand carts every week and can not carry \
    them any longer.»\n\n\
    “She is wrong about the carts,” said Charles Babbage.\n";

#[test]
fn the_versions_of_a_quote_stand_together_newest_first() {
    let place = Place::new();
    place.write("news/council.txt", COUNCIL);
    place.write("news/paper.txt", PAPER);
    place.ibid(&["add", "news"]).expect(0);
    let quotes = place.ibid(&["quotes", "Lovelace", "--json"]).expect(0).json();
    let said: Vec<_> = quotes
        .iter()
        .map(|quote| (quote["quote"].as_u64().unwrap(), quote["date"].as_str().unwrap()))
        .collect();
    assert_eq!(said, [(1, "2015-10-21"), (1, "2015-10-20"), (2, "2015-10-20")], "{quotes:#?}");
    let broken = &quotes[1];
    let parts: Vec<String> = broken["parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| {
            let point = |name: &str| part[name].as_u64().unwrap() as usize;
            COUNCIL.chars().skip(point("start")).take(point("end") - point("start")).collect()
        })
        .collect();
    let want = [
        "The old bridge carried nine thousand carts a week,",
        "and it cannot carry them any longer.",
    ];
    assert_eq!(parts, want);
    assert_eq!(broken["text"], json!(want.join(" … ")));
    let babbage = place.ibid(&["quotes", "Babbage"]).expect(0);
    assert!(babbage.stdout.contains("“She is wrong about the carts,”"), "{babbage}");
    place.ibid(&["quotes", "Nobody Atall"]).expect(1);
}

#[test]
fn two_translations_of_one_utterance_are_one_quote() {
    let place = Place::with_library();
    let shown = place.ibid(&["quotes", "Assad"]).expect(0);
    insta::assert_snapshot!(shown);
    let groups: Vec<&str> = shown.stdout.split("\n\n").collect();
    let group = groups.iter().find(|group| group.contains("Terrorism which has now spread"));
    assert!(
        group.is_some_and(|group| group.contains("If it were not for your actions")),
        "{shown}"
    );
}
