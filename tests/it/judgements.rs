//! What the reader said of who is who, over whole libraries: that it does what it says, comes back after every
//! re-index, and can be taken back.

use std::fs;
use std::path::PathBuf;

use ibid::model::{EntityId, EntityKind, Judgement, Place, Ruling, Said};
use ibid::pipeline::{self, Run};
use ibid::store::{Labels, Library};
use ibid::text::Span;
use serde_json::json;
use tempfile::TempDir;

use crate::support::cli::Place as Desktop;
use crate::support::library::{assert_same_dump, assert_same_lines, dice, whole_run};

/// A library of a few reports, with its reader's judgements.
struct Desk {
    folder: TempDir,
    library: Library,
    judgements: Vec<Judgement>,
}

const REPORTS: [(&str, &str); 5] = [
    (
        "a.txt",
        "President George Bush met Prime Minister Tony Blair in Washington on Monday. Mr Bush said he was \
         glad to see an old friend. \"We agree on all that matters,\" Mr Blair told reporters later.\n",
    ),
    (
        "b.txt",
        "George Bush signed the bill in Washington. Bush said it would help farmers in Texas. Laura Bush \
         stood beside him and thanked the farmers.\n",
    ),
    (
        "c.txt",
        "George Bush, a farmer from Ohio, won the lottery. Mr Bush told reporters that he would keep his \
         cows.\n",
    ),
    (
        "d.txt",
        "Prime Minister Tony Blair spoke in London. The Bulldog, as Charles Clarke is known, sat beside \
         him. Charles Clarke said nothing.\n",
    ),
    ("e.txt", "Anthony Blair wrote a book about London. Mr Blair wrote it in Washington.\n"),
];

impl Desk {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let files = folder.path().join("files");
        fs::create_dir(&files).unwrap();
        for (name, text) in REPORTS {
            fs::write(files.join(name), text).unwrap();
        }
        let library = Self::library_in(&folder, "library.db");
        let mut desk = Self { folder, library, judgements: Vec::new() };
        desk.sync();
        desk
    }

    fn library_in(folder: &TempDir, name: &str) -> Library {
        let mut library = Library::open(&folder.path().join(name)).unwrap();
        let files = folder.path().canonicalize().unwrap().join("files");
        library.add_source(files.to_str().unwrap()).unwrap();
        library
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("files").join(name)
    }

    /// Runs `work` with the judgements in hand.
    fn run<T>(&mut self, work: impl FnOnce(&mut Library, &Run<'_>) -> T) -> T {
        let judgements = self.judgements.clone();
        let told = || Ok(judgements.clone());
        work(&mut self.library, &Run { judgements: &told, ..whole_run() })
    }

    fn sync(&mut self) {
        self.run(|library, run| pipeline::sync(library, run).unwrap());
    }

    fn apply(&mut self) {
        let judgements = self.judgements.clone();
        self.run(|library, run| pipeline::judge(library, &judgements, run).unwrap());
    }

    /// Says something of what the library holds now.
    fn say(&mut self, ruling: Ruling) {
        let said = pipeline::say(&self.library, ruling).unwrap();
        let at = self.judgements.len() as i64;
        self.judgements.push(Judgement { at, said });
        self.apply();
    }

    /// The `nth` place of some words in an article.
    #[track_caller]
    fn place(&self, file: &str, words: &str, nth: usize) -> Place {
        let key = format!("/{file}");
        let rows = self.library.article_rows(&Labels::default()).unwrap();
        let article = rows.iter().find(|row| row.key.ends_with(&key)).unwrap().id;
        let text = self.library.article(article).unwrap().unwrap().text;
        let (at, _) = text.match_indices(words).nth(nth).unwrap();
        Place { article, span: Span::at(at, at + words.len()) }
    }

    /// Whom a mention refers to.
    #[track_caller]
    fn who(&self, file: &str, words: &str, nth: usize) -> Option<EntityId> {
        let place = self.place(file, words, nth);
        let view = self.library.view(place.article).unwrap().unwrap();
        let mention = view.mentions.iter().find(|mention| mention.mention.span == place.span);
        mention.map(|mention| mention.entity)
    }

    /// The persons, each with its mentions and articles.
    fn people(&self) -> Vec<String> {
        let rows = self.library.entities(Some(EntityKind::Person)).unwrap();
        rows.iter()
            .map(|row| format!("{} {}/{}", row.name, row.mentions.all(), row.articles))
            .collect()
    }

    /// Takes all back, and checks that the library is as it was found.
    #[track_caller]
    fn check_undone(mut self) {
        let judgements = std::mem::take(&mut self.judgements);
        self.apply();
        let fresh = Self::new();
        let own = |desk: &Self| {
            let path = desk.folder.path().canonicalize().unwrap();
            desk.library.dump().unwrap().replace(path.to_str().unwrap(), "")
        };
        assert_same_lines(&own(&self), &own(&fresh));
        self.judgements = judgements;
        self.apply();
        self.check_replayed();
    }

    /// Checks that a library made anew comes to the same, and one that is judged before it is read.
    #[track_caller]
    fn check_replayed(&self) {
        let library = Self::library_in(&self.folder, "again.db");
        let judgements = self.judgements.clone();
        let told = || Ok(judgements.clone());
        let mut library = library;
        let run = Run { judgements: &told, ..whole_run() };
        pipeline::sync(&mut library, &run).unwrap();
        assert_same_dump(&library, &self.library);
    }
}

#[test]
fn what_was_found_is_what_the_tests_begin_with() {
    let desk = Desk::new();
    assert_eq!(
        desk.people(),
        ["George Bush 9/3", "Tony Blair 5/3", "Charles Clarke 2/1", "Laura Bush 1/1"]
    );
}

#[test]
fn an_article_is_split_off_and_keeps_its_id() {
    let mut desk = Desk::new();
    let president = desk.who("a.txt", "George Bush", 0).unwrap();
    let farmer = desk.place("c.txt", "George Bush", 0);
    desk.say(Said::SplitArticles { whom: president, mentions: vec![farmer] });
    let id = desk.who("c.txt", "George Bush", 0);
    assert_ne!(id, Some(president));
    assert_eq!(desk.who("c.txt", "Bush", 1), id, "the whole article");
    assert_eq!(desk.who("b.txt", "George Bush", 0), Some(president));
    fs::write(desk.path("f.txt"), "George Bush spoke of Texas. Laura Bush listened.\n").unwrap();
    desk.sync();
    assert_eq!(desk.who("c.txt", "George Bush", 0), id, "the id stays");
    assert_eq!(desk.who("f.txt", "George Bush", 0), Some(president));
    desk.check_replayed();
}

#[test]
fn two_are_one_and_again_two() {
    let mut desk = Desk::new();
    let (bush, clarke) = (
        desk.who("a.txt", "George Bush", 0).unwrap(),
        desk.who("d.txt", "Charles Clarke", 0).unwrap(),
    );
    desk.say(Said::Merge { whom: clarke, other: bush });
    assert_eq!(desk.who("d.txt", "Charles Clarke", 0), Some(bush), "the larger keeps its id");
    assert_eq!(desk.library.entity(clarke).unwrap().unwrap().id, bush, "and the other leads there");
    assert_eq!(desk.people()[0], "George Bush 11/4");
    desk.judgements.clear();
    desk.apply();
    assert_eq!(desk.who("d.txt", "Charles Clarke", 0), Some(clarke), "under its old id");
    desk.say(Said::Merge { whom: clarke, other: bush });
    desk.check_undone();
}

#[test]
fn a_mention_is_somebody_else() {
    let mut desk = Desk::new();
    let (bush, laura) =
        (desk.who("b.txt", "George Bush", 0).unwrap(), desk.who("b.txt", "Laura Bush", 0).unwrap());
    let short = desk.place("b.txt", "Bush", 1);
    desk.say(Said::SameAs { mention: short, whom: laura });
    assert_eq!(desk.who("b.txt", "Bush", 1), Some(laura));
    assert_eq!(desk.who("b.txt", "George Bush", 0), Some(bush));
    let mention = desk.place("b.txt", "Bush", 1);
    desk.say(Said::New { mention });
    let new = desk.who("b.txt", "Bush", 1);
    assert!(new.is_some() && new != Some(laura) && new != Some(bush), "the last word counts");
    desk.check_undone();
}

#[test]
fn not_this_one_is_another_where_there_is_just_one() {
    let mut desk = Desk::new();
    let (bush, laura) =
        (desk.who("b.txt", "George Bush", 0).unwrap(), desk.who("b.txt", "Laura Bush", 0).unwrap());
    let mention = desk.place("a.txt", "he was", 0);
    let mention =
        Place { span: Span::at(mention.span.start(), mention.span.start() + 2), ..mention };
    let is_there = |desk: &Desk| {
        let view = desk.library.view(mention.article).unwrap().unwrap();
        view.mentions.iter().any(|m| m.mention.span == mention.span)
    };
    assert!(is_there(&desk));
    desk.say(Said::NotThis { mention, whom: bush });
    assert!(!is_there(&desk), "a pronoun is nobody's");
    let mention = desk.place("b.txt", "Bush", 1);
    desk.say(Said::NotThis { mention, whom: bush });
    let other = desk.who("b.txt", "Bush", 1);
    assert_eq!(other, Some(laura), "the only other one of this name");
    desk.check_undone();
}

#[test]
fn what_is_nobody_is_gone_and_comes_back() {
    let mut desk = Desk::new();
    let mention = desk.place("a.txt", "Tony Blair", 0);
    desk.say(Said::Nobody { mention });
    assert_eq!(desk.who("a.txt", "Tony Blair", 0), None);
    let clarke = desk.who("d.txt", "Charles Clarke", 0).unwrap();
    desk.say(Said::Kind { whom: clarke, kind: None });
    assert_eq!(desk.who("d.txt", "Charles Clarke", 0), None);
    assert!(!desk.people().iter().any(|person| person.starts_with("Charles")));
    desk.check_undone();
}

#[test]
fn an_alias_is_somebody_else_in_new_articles_too() {
    let mut desk = Desk::new();
    let blair = desk.who("d.txt", "Tony Blair", 0).unwrap();
    assert_eq!(desk.who("e.txt", "Anthony Blair", 0), Some(blair));
    desk.say(Said::SplitAlias { whom: blair, alias: "Anthony Blair".into() });
    let author = desk.who("e.txt", "Anthony Blair", 0).unwrap();
    assert_ne!(author, blair);
    assert_eq!(desk.who("d.txt", "Tony Blair", 0), Some(blair));
    fs::write(desk.path("f.txt"), "Anthony Blair read from his book about London.\n").unwrap();
    desk.sync();
    assert_eq!(desk.who("f.txt", "Anthony Blair", 0), Some(author));
    desk.check_replayed();
}

#[test]
fn names_and_kinds_are_the_readers() {
    let mut desk = Desk::new();
    let clarke = desk.who("d.txt", "Charles Clarke", 0).unwrap();
    desk.say(Said::Rename { whom: clarke, name: "C. R. Clarke".into() });
    desk.say(Said::Kind { whom: clarke, kind: Some(EntityKind::Organisation) });
    let entity = desk.library.entity(clarke).unwrap().unwrap();
    assert_eq!((entity.name.as_str(), entity.kind), ("C. R. Clarke", EntityKind::Organisation));
    fs::write(desk.path("f.txt"), "Charles Clarke came back to London.\n").unwrap();
    desk.sync();
    let entity = desk.library.entity(clarke).unwrap().unwrap();
    assert_eq!((entity.name.as_str(), entity.articles), ("C. R. Clarke", 2));
    desk.check_replayed();
}

#[test]
fn what_lost_its_place_is_told_and_kept() {
    let mut desk = Desk::new();
    let mention = desk.place("c.txt", "George Bush", 0);
    desk.say(Said::New { mention });
    let places = |desk: &Desk| pipeline::places(&desk.library, &desk.judgements).unwrap();
    assert_eq!(places(&desk), [Some(mention)]);
    let text = fs::read_to_string(desk.path("c.txt")).unwrap();
    fs::write(desk.path("c.txt"), format!("A farmer's luck\n\n{text}")).unwrap();
    desk.sync();
    let moved = desk.place("c.txt", "George Bush", 0);
    assert_eq!(places(&desk), [Some(moved)], "found again where it went");
    fs::remove_file(desk.path("c.txt")).unwrap();
    desk.sync();
    assert_eq!(places(&desk), [None]);
    fs::write(desk.path("c.txt"), text).unwrap();
    desk.sync();
    assert!(places(&desk)[0].is_some());
    let id = desk.who("c.txt", "George Bush", 0);
    assert_ne!(id, desk.who("a.txt", "George Bush", 0));
}

#[test]
fn judgements_in_any_mixture_come_to_the_same_by_any_way() {
    for seed in 0..6 {
        let mut desk = Desk::new();
        let mut throw = dice(seed);
        for _ in 0..5 {
            let rows = desk.library.article_rows(&Labels::default()).unwrap();
            let row = &rows[throw(rows.len())];
            let view = desk.library.view(row.id).unwrap().unwrap();
            if view.mentions.is_empty() {
                continue;
            }
            let mention = &view.mentions[throw(view.mentions.len())];
            let place = Place { article: row.id, span: mention.mention.span };
            let all = desk.library.entities(None).unwrap();
            let (whom, other) = (mention.entity, all[throw(all.len())].id);
            let ruling = match throw(7) {
                0 => Said::SameAs { mention: place, whom: other },
                1 => Said::NotThis { mention: place, whom },
                2 => Said::New { mention: place },
                3 => Said::Nobody { mention: place },
                4 => Said::Merge { whom, other },
                5 => Said::SplitArticles { whom, mentions: vec![place] },
                _ => Said::Rename { whom, name: "Somebody".into() },
            };
            desk.say(ruling);
        }
        desk.check_undone();
    }
}

/// A judgement as a colleague may have exported it.
pub(crate) const SAID: &str = r#"{"at":1446000000,"said":"new","mention":{"key":"elsewhere.txt","surface":"Ada"}}
"#;

#[test]
fn judgements_are_exchanged_and_taken_back() {
    let place = Desktop::with_library();
    place.ibid(&["judgements"]).expect(1);
    let put = place.ibid(&["people", "putin", "--json"]).expect(0).json().remove(0);
    let text = fs::read_to_string(place.path("work/seeds/000_1af7a85bf3fa6d64.txt")).unwrap();
    let surface = put["name"].as_str().unwrap();
    let (head, tail) = text.split_once(surface).unwrap();
    let before: Vec<char> = head.chars().rev().take(40).collect();
    let mention = json!({
        "key": place.path("work/seeds/000_1af7a85bf3fa6d64.txt"),
        "surface": surface,
        "before": before.into_iter().rev().collect::<String>(),
        "after": tail.chars().take(40).collect::<String>(),
    });
    let whom = json!({ "name": surface, "mentions": [mention] });
    let rename = json!({ "at": 1446000000, "said": "rename", "whom": whom, "name": "V. V. Putin" });
    place.write("mine.jsonl", format!("{rename}\n{SAID}"));
    let imported = place.ibid(&["judgements", "--import", "mine.jsonl"]).expect(0);
    assert!(imported.stderr.contains("2 judgements added, 0 known"), "{imported}");
    let listed = place.ibid(&["judgements"]).expect(0);
    for line in [
        format!("2015-10-28  {surface} is called V. V. Putin  $TMP/work/seeds/"),
        "2015-10-28  \"Ada\" is somebody new  ! its place is gone  elsewhere.txt".to_owned(),
    ] {
        assert!(listed.stdout.contains(&line), "{listed}");
    }
    let name = |place: &Desktop| {
        place.ibid(&["people", "putin", "--json"]).expect(0).json().remove(0)["name"].clone()
    };
    assert_eq!(name(&place), "V. V. Putin");
    let theirs = place.ibid(&["judgements", "--json"]).expect(0).stdout;
    let theirs = theirs.replace("$TMP/", place.path("").to_str().unwrap());
    place.write("theirs.jsonl", &theirs);
    // Who keeps the same files in another folder is told the same.
    let colleague = Desktop::with_library();
    colleague.write("theirs.jsonl", &theirs);
    colleague.ibid(&["judgements", "--import", "theirs.jsonl"]).expect(0);
    assert_eq!(name(&colleague), "V. V. Putin");
    let again = place.ibid(&["judgements", "--import", "theirs.jsonl"]).expect(0);
    assert!(again.stderr.contains("0 judgements added, 2 known"), "{again}");
    assert!(place.ibid(&["sync"]).stderr.contains("1 judgement no longer finds its place"));
    place.ibid(&["judgements", "--undo"]).expect(0);
    assert_eq!(name(&place), surface);
    place.ibid(&["judgements", "--undo"]).expect(1);
    place.ibid(&["judgements", "--redo"]).expect(0);
    assert_eq!(name(&place), "V. V. Putin");
    fs::remove_file(place.path("home/.local/share/ibid/library.db")).unwrap();
    place.ibid(&["add", "seeds"]).expect(0);
    assert_eq!(name(&place), "V. V. Putin", "in a library made anew");
    place.write("broken.jsonl", "{\"said\": \"fly\"}");
    let broken = place.ibid(&["judgements", "--import", "broken.jsonl"]).expect(2);
    assert!(broken.stderr.contains("broken.jsonl:1: not a judgement"), "{broken}");
}
