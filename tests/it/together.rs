//! Near-copies and stories: what is grouped, what is not, and that it depends on the articles alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use ibid::model::{ArticleId, ArticleRow};
use ibid::pipeline;
use ibid::store::{Labels, Library};
use tempfile::TempDir;

use crate::support::library::{assert_same_dump, dice, whole_run};

/// Libraries in a folder of their own.
struct Libraries {
    folder: TempDir,
    n_made: usize,
}

impl Libraries {
    fn new() -> Self {
        Self { folder: TempDir::new().unwrap(), n_made: 0 }
    }

    fn empty(&mut self) -> Library {
        self.n_made += 1;
        Library::open(&self.folder.path().join(format!("{}.db", self.n_made))).unwrap()
    }

    fn of(&mut self, files: &BTreeMap<String, String>) -> Library {
        let mut library = self.empty();
        sync(&mut library, files);
        library
    }
}

fn sync(library: &mut Library, files: &BTreeMap<String, String>) {
    let given: Vec<(&str, &[u8])> =
        files.iter().map(|(key, text)| (key.as_str(), text.as_bytes())).collect();
    let run = whole_run();
    pipeline::sync_given(library, &given, &run).unwrap();
}

fn rows(library: &Library) -> Vec<ArticleRow> {
    library.article_rows(&Labels::default()).unwrap()
}

/// The keys of articles that are grouped together.
fn groups(
    rows: &[ArticleRow],
    head: impl Fn(&ArticleRow) -> Option<ArticleId>,
) -> BTreeSet<Vec<String>> {
    let mut groups: BTreeMap<ArticleId, Vec<String>> = BTreeMap::new();
    for row in rows {
        if let Some(head) = head(row) {
            groups.entry(head).or_default().push(row.key.clone());
        }
    }
    groups.values_mut().for_each(|keys| keys.sort());
    groups.into_values().collect()
}

fn editions(library: &Library) -> BTreeSet<Vec<String>> {
    groups(&rows(library), |row| row.edition)
}

fn seed(number: usize) -> String {
    let mut paths: Vec<_> =
        fs::read_dir("seeds").unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    fs::read_to_string(&paths[number]).unwrap()
}

/// The paragraphs of a seed article, its headline left out.
fn paragraphs(number: usize) -> Vec<String> {
    seed(number).lines().skip(1).filter(|line| line.len() > 80).map(str::to_owned).collect()
}

fn article(title: &str, paragraphs: &[String]) -> String {
    format!("{title}\n\n{}\n", paragraphs.join("\n\n"))
}

fn files(of: &[(&str, String)]) -> BTreeMap<String, String> {
    of.iter().map(|(key, text)| ((*key).to_owned(), text.clone())).collect()
}

fn keys(of: &[&[&str]]) -> BTreeSet<Vec<String>> {
    of.iter().map(|keys| keys.iter().map(|key| (*key).to_owned()).collect()).collect()
}

#[test]
fn near_copies_are_grouped_and_a_digest_is_not() {
    let (one, other) = (paragraphs(1), paragraphs(3));
    let reworded: Vec<String> = one
        .iter()
        .map(|text| text.replace(" the ", " this ").replace("said", "told reporters"))
        .collect();
    let digest = [&other[..4], &one[..4], &paragraphs(0)[..4], &paragraphs(4)[..]].concat();
    let library = Libraries::new().of(&files(&[
        ("a.txt", article("A surprise visit", &one)),
        ("b.txt", article("Leader flies to ally", &one[..one.len() * 2 / 3])),
        ("c.txt", article("A surprise visit", &reworded)),
        ("d.txt", article("What happened on Wednesday", &digest)),
        ("e.txt", article("Talks in the capital", &other)),
    ]));
    assert_eq!(editions(&library), keys(&[&["a.txt", "b.txt", "c.txt"]]));
}

#[test]
fn the_seeds_are_one_story_of_different_articles() {
    let library = Libraries::new().of(&files(&[
        ("0.txt", seed(0)),
        ("1.txt", seed(1)),
        ("2.txt", seed(2)),
        ("3.txt", seed(3)),
        ("4.txt", seed(4)),
        (
            "x.txt",
            "Bank cuts rates\n\nThe central bank of Norway cut its rate to two percent on Monday, \
             the lowest in a decade.\n\nHousehold debt has doubled since 2004, its governor said.\n"
                .to_owned(),
        ),
    ]));
    assert_eq!(editions(&library), keys(&[]));
    let rows = rows(&library);
    let stories = pipeline::stories(&library, &rows).unwrap();
    let found = groups(&rows, |row| stories.get(&row.id).copied());
    assert_eq!(found, keys(&[&["0.txt", "1.txt", "2.txt", "3.txt", "4.txt"]]));
}

#[test]
fn articles_of_other_weeks_are_another_story() {
    let of = |day: &str| {
        format!(
            "Ferry sinks off Cebu\n\n{day} 2015\n\nCEBU (Reuters) - A ferry \
             carrying 173 passengers capsized off Cebu on Monday, and 38 people drowned, the coast \
             guard said.\n\nRescuers pulled 127 survivors from the water, Captain Juan Reyes said.\n"
        )
    };
    for (day, want) in [("9 October", 1), ("29 December", 0)] {
        let two =
            files(&[("a.txt", of("5 October")), ("b.txt", of(day) + "\nThe search goes on.\n")]);
        let library = Libraries::new().of(&two);
        let mut rows = rows(&library);
        // Near-copies stay together whenever they appeared.
        rows.iter_mut().for_each(|row| row.edition = None);
        let days: Vec<_> = rows.iter().map(|row| row.date.as_ref().and_then(|d| d.day)).collect();
        assert!(days.iter().all(Option::is_some), "{days:?}");
        let stories = pipeline::stories(&library, &rows).unwrap();
        assert_eq!(stories.len(), 2 * want, "5 October and {day}");
    }
}

#[test]
fn very_many_copies_are_grouped_too() {
    let text = article("A surprise visit", &paragraphs(4)[..2]);
    let mut many: BTreeMap<String, String> =
        (0..230).map(|number| (format!("{number:03}.txt"), text.clone())).collect();
    let mut libraries = Libraries::new();
    let mut library = libraries.of(&many);
    let all: Vec<String> = many.keys().cloned().collect();
    assert_eq!(editions(&library), BTreeSet::from([all]));
    many.retain(|key, _| key == "007.txt");
    sync(&mut library, &many);
    assert_eq!(editions(&library), keys(&[]));
}

#[test]
fn groups_depend_on_the_articles_alone() {
    let mut random = dice(99);
    let sources: Vec<Vec<String>> = (0..4).map(paragraphs).collect();
    let version = |random: &mut dyn FnMut(usize) -> usize| {
        let source = &sources[random(sources.len())];
        let skipped = random(3) * random(source.len());
        let kept: Vec<String> = source
            .iter()
            .enumerate()
            .filter(|(at, _)| at % 5 != skipped % 7)
            .take(4 + random(8))
            .map(|(_, text)| text.clone())
            .collect();
        article(["A visit", "Talks held", "What was said"][random(3)], &kept)
    };
    let mut libraries = Libraries::new();
    let mut grown = libraries.empty();
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut n_grouped = 0;
    for round in 0..12 {
        for _ in 0..1 + random(4) {
            files.insert(format!("{}.txt", random(30)), version(&mut random));
        }
        if random(2) == 0
            && let Some(key) = files.keys().nth(random(files.len())).cloned()
        {
            files.remove(&key);
        }
        sync(&mut grown, &files);
        if round % 3 == 2 {
            let fresh = libraries.of(&files);
            n_grouped += editions(&fresh).len();
            assert_same_dump(&grown, &fresh);
        }
    }
    assert!(n_grouped >= 8, "{n_grouped} groups are too few to tell");
}

#[test]
fn ties_found_again_are_those_that_came_with_the_links() {
    let mut random = dice(7);
    let sources: Vec<Vec<String>> = (0..4).map(paragraphs).collect();
    let some = |random: &mut dyn FnMut(usize) -> usize| {
        let source = &sources[random(sources.len())];
        let kept: Vec<String> = source.iter().filter(|_| random(3) > 0).cloned().collect();
        article("A visit", &kept)
    };
    let files: BTreeMap<String, String> =
        (0..40).map(|number| (format!("{number}.txt"), some(&mut random))).collect();
    let mut libraries = Libraries::new();
    let mut library = libraries.of(&files);
    let ties = library.ties().unwrap();
    assert!(ties.len() > 100 && ties.iter().any(|tie| tie.is_copied), "{} ties", ties.len());
    let conn = rusqlite::Connection::open(library.path()).unwrap();
    let forget = "DELETE FROM ties; UPDATE articles SET grouping = 0; UPDATE state SET value = 1 WHERE name = 'links'";
    conn.execute_batch(forget).unwrap();
    assert_eq!(library.untied().unwrap().len(), 40);
    sync(&mut library, &files);
    assert_eq!(library.untied().unwrap(), []);
    assert_eq!(library.ties().unwrap(), ties);
}

/// On the articles of ECB+ (Cybulska and Vossen 2014), of which each tells of one event; a topic holds two
/// that are alike.
#[test]
fn stories_keep_to_their_events() {
    let Some(folder) = std::env::var_os("IBID_SHARED") else {
        eprintln!("skipped: IBID_SHARED does not name the folder of coref/ecbplus_dev.jsonl");
        return;
    };
    // All of it takes seconds in a release build, a minute in this one.
    let sets: &[&str] = if cfg!(debug_assertions) { &["dev"] } else { &["train", "dev"] };
    let mut gold = BTreeMap::new();
    let mut files = BTreeMap::new();
    for set in sets {
        let path = Path::new(&folder).join(format!("coref/ecbplus_{set}.jsonl"));
        for line in fs::read_to_string(path).unwrap().lines() {
            let article: serde_json::Value = serde_json::from_str(line).unwrap();
            let key = format!("{}.txt", article["doc"].as_str().unwrap());
            gold.insert(key.clone(), article["subtopic"].as_str().unwrap().to_owned());
            files.insert(key, article["text"].as_str().unwrap().to_owned());
        }
    }
    let library = Libraries::new().of(&files);
    let rows = rows(&library);
    let stories = pipeline::stories(&library, &rows).unwrap();
    let found = groups(&rows, |row| Some(stories.get(&row.id).copied().unwrap_or(row.id)));
    let (mut precision, mut recall) = (0.0, 0.0);
    for group in &found {
        for key in group {
            let same = group.iter().filter(|other| gold[*other] == gold[key]).count() as f64;
            let all = gold.values().filter(|event| **event == gold[key]).count() as f64;
            precision += same / group.len() as f64 / rows.len() as f64;
            recall += same / all / rows.len() as f64;
        }
    }
    let f1 = 2.0 * precision * recall / (precision + recall);
    eprintln!("{} articles: B-cubed {precision:.3} {recall:.3} {f1:.3}", rows.len());
    assert!(precision >= 0.88 && f1 >= 0.85, "{precision:.3} {recall:.3} {f1:.3}");
}
