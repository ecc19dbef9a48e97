//! Links between passages keep to the floors: on the seeds always, on the development sets where they are.

use std::fs;
use std::path::{Path, PathBuf};

use ibid::eval::links::RankScore;
use ibid::eval::{fit, links, same};
use ibid::passages::train;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// The names and texts of the seed articles.
fn seeds() -> Vec<(String, String)> {
    let mut seeds: Vec<(String, String)> = fs::read_dir(root().join("seeds"))
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    seeds.sort();
    seeds
}

/// A development set, if they are on this machine.
fn shared(name: &str) -> Option<String> {
    let Some(folder) = std::env::var_os("IBID_SHARED") else {
        eprintln!("skipped: IBID_SHARED does not name the folder of {name}");
        return None;
    };
    Some(fs::read_to_string(Path::new(&folder).join(name)).unwrap())
}

#[track_caller]
fn at_least(what: &str, part: usize, whole: usize, floor: f32) {
    let share = part as f32 / whole as f32;
    assert!(share >= floor, "{what}: {part} of {whole} = {share:.3}, under {floor}");
}

#[test]
fn passages_of_the_seeds_find_their_partners() {
    let gold = fs::read_to_string(root().join("tests/gold/seeds.related.jsonl")).unwrap();
    let seeds = seeds();
    let articles: Vec<(&str, &str)> =
        seeds.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let score = links::groups(&gold, &articles, 0.4).unwrap();
    eprintln!("{score:#?}");
    let (by_group, by_passage) = (score.by_group, score.by_passage);
    assert_eq!((by_group.asked, by_passage.asked), (69, 57));
    at_least("partner within 3", by_group.partner_within[1], by_group.asked, 0.89);
    at_least("partner within 5", by_group.partner_within[2], by_group.asked, 0.94);
    at_least("all within 10", by_group.all_within_ten, by_group.asked, 0.85);
    at_least("all of any group within 10", by_passage.all_within_ten, by_passage.asked, 0.85);
    at_least(
        "a partner of any group within 3",
        by_passage.partner_within[1],
        by_passage.asked,
        0.95,
    );
    let inside = score.strong - score.strong_outside.len();
    at_least("strong links inside the groups", inside, score.strong, 0.9);
}

#[test]
fn passages_on_one_event_rank_first() {
    let Some(gold) = shared("related/ecbplus_passages.jsonl") else { return };
    // All of it takes seconds in a release build, minutes in this one.
    let every = if cfg!(debug_assertions) { 20 } else { 1 };
    let score = links::events(&gold, every).unwrap();
    eprintln!("{score:?}");
    let RankScore { mean_average_precision, r_precision, .. } = score.ranking;
    assert!(mean_average_precision >= 0.8, "{score:?}");
    assert!(r_precision >= 0.73, "{score:?}");
    let within = if cfg!(debug_assertions) { 0.15 } else { 0.07 };
    for (tenth, share) in score.believed.shares().filter(|(tenth, _)| *tenth >= 5) {
        let says = (tenth as f32 + 0.5) / 10.0;
        assert!((share - says).abs() <= within, "score {says}: {share} of {:?}", score.believed);
    }
}

#[test]
fn pairs_that_say_the_same_are_told_apart() {
    let Some(gold) = shared("related/mrpc_train.jsonl") else { return };
    let score = links::pairs(&gold, links::SAME_FROM).unwrap();
    eprintln!("{score:?} accuracy {} F1 {}", score.accuracy(), score.f1());
    assert!(score.accuracy() >= 0.76 && score.f1() >= 0.835, "{score:?}");
}

/// Fits the weights of links anew, prints how well they do by cross-validation, and writes the asset:
/// `cargo test --release --test it -- --ignored --nocapture fit_the_link_weights`
#[test]
#[ignore = "writes assets/passages/weights.tsv"]
fn fit_the_link_weights() {
    let Some(gold) = shared("related/ecbplus_passages.jsonl") else { return };
    let fitted = fit::fit(&gold).unwrap();
    eprintln!("alone {:?}\nin scene {:?}", fitted.alone, fitted.in_scene);
    eprintln!("{:?}", fitted.believed);
    for (tenth, share) in fitted.believed.shares() {
        eprintln!("score 0.{tenth}: {} shown, {share:.3} right", fitted.believed.shown[tenth]);
    }
    fs::write(root().join("assets/passages/weights.tsv"), fitted.asset).unwrap();
}

/// Fits the weights by which two sentences say the same, writes the asset, and prints what weights could do
/// that are made for the pairs they are measured on:
/// `cargo test --release --test it -- --ignored --nocapture fit_what_says_the_same`; the links are to be
/// fitted before it.
#[test]
#[ignore = "writes assets/passages/same.tsv"]
fn fit_what_says_the_same() {
    let Some(events) = shared("related/ecbplus_passages.jsonl") else { return };
    let Some(levels) = shared("ner/train/onestop_silver.jsonl") else { return };
    let Some(pairs) = shared("related/mrpc_train.jsonl") else { return };
    fs::write(root().join("assets/passages/same.tsv"), same::fit(&events, &levels).unwrap())
        .unwrap();
    let best = same::cross_validate(&pairs).unwrap();
    eprintln!("{best:?} accuracy {} F1 {}", best.accuracy(), best.f1());
}

/// Counts the rarity table and learns the word vectors anew from the openly licensed texts:
/// `cargo test --release --test it -- --ignored make_the_link_tables`; the weights are to be fitted after it.
#[test]
#[ignore = "writes assets/passages/rarity.tsv and company.bin"]
fn make_the_link_tables() {
    const COUNTED: [&str; 8] = [
        "gmb_silver",
        "onestop_silver",
        "redocred_a",
        "redocred_b",
        "wikigold",
        "gum_open.train",
        "crossner_politics",
        "uner_ewt.dev",
    ];
    let (mut rarity, mut company) = (train::RarityCount::default(), train::Reader::default());
    for set in COUNTED.into_iter().chain(["litbank"]) {
        let Some(lines) = shared(&format!("ner/train/{set}.jsonl")) else { return };
        for line in lines.lines() {
            let document: Document = serde_json::from_str(line).unwrap();
            for sentence in &document.sentences {
                let text = sentence.tokens.join(" ");
                company.add(&text);
                if set != "litbank" {
                    rarity.add(&text);
                }
            }
            company.end_document();
        }
    }
    let assets = root().join("assets/passages");
    fs::write(assets.join("rarity.tsv"), rarity.write()).unwrap();
    fs::write(assets.join("company.bin"), company.learn(train::Settings::default())).unwrap();
}

#[derive(serde::Deserialize)]
struct Document {
    sentences: Vec<Sentence>,
}

#[derive(serde::Deserialize)]
struct Sentence {
    tokens: Vec<String>,
}
