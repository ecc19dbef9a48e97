//! Persons in the reader: filtering the articles by them, counting their mentions, their order in the sidebar, their
//! pages, and who of them is doubtful.

use ibid::model::{EntityKind, Mention, RULES};
use ibid::pipeline;
use ibid::store::Library;
use tempfile::TempDir;

use crate::support::desk::Desk;
use crate::support::library::whole_run;
use crate::support::look::{at, notice, outside, page, picker, row, shown};

#[test]
fn two_persons_leave_the_articles_that_name_both() {
    let mut desk = Desk::new();
    desk.keys("3f");
    assert_eq!(shown(&desk), "4 of 5: with Ada Lovelace");
    desk.keys("jf");
    assert_eq!(shown(&desk), "3 of 5: with Ada Lovelace, Charles Babbage");
    desk.keys("1j");
    assert_eq!(row(&desk), "Letter from London");
    desk.keys("3k<enter>nnnn");
    assert_eq!(desk.state.position(), "Ada Lovelace 5/6 · article 2/3 · passage 3/3");
    desk.keys("1/steam<enter>");
    assert_eq!(shown(&desk), "1 of 5: with Ada Lovelace, Charles Babbage");
    desk.keys("<esc>");
    assert_eq!(
        shown(&desk),
        "3 of 5: with Ada Lovelace, Charles Babbage",
        "the typed filter first"
    );
    desk.keys("<esc>");
    assert_eq!(shown(&desk), "4 of 5: with Ada Lovelace");
    desk.keys("<esc>");
    assert_eq!(shown(&desk), "5 of 5: ");
}

#[test]
fn a_person_is_shown_or_left_out_and_neither_again() {
    let mut desk = Desk::new();
    desk.keys("3jf");
    desk.keys("x");
    assert_eq!(shown(&desk), "1 of 5: without Charles Babbage");
    desk.keys("x");
    assert_eq!(shown(&desk), "5 of 5: ");
    desk.keys("1f");
    assert_eq!(notice(&desk), "nobody is chosen: press * on a name, or go to the people");
    desk.is_slow = true;
    desk.keys("3jf");
    assert_eq!(
        shown(&desk),
        "5 of 5: with Mary Somerville",
        "nothing is hidden before it is known"
    );
    desk.is_slow = false;
    desk.answer();
    assert_eq!(shown(&desk), "2 of 5: with Mary Somerville");
    desk.send(ibid::app::Msg::LibraryChanged);
    assert_eq!(shown(&desk), "2 of 5: with Mary Somerville", "after the library changed");
}

#[test]
fn a_tier_counts_fewer_mentions_everywhere() {
    let mut desk = Desk::new();
    desk.keys("3<enter>n");
    assert_eq!(at(&desk), "reader: Ada Lovelace 2/9 · article 1/4 · passage 4/10 [She]");
    desk.keys("T");
    assert_eq!(notice(&desk), "counting names alone");
    assert_eq!(at(&desk), "reader: Ada Lovelace –/6 · article 1/4 · passage 4/10");
    desk.keys("n");
    assert_eq!(at(&desk), "reader: Ada Lovelace 1/6 · article 1/4 · passage 4/10 [Ada Lovelace]");
    desk.keys("n");
    assert_eq!(at(&desk), "reader: Ada Lovelace 2/6 · article 1/4 · passage 7/10 [Lovelace]");
    desk.keys("gm");
    assert_eq!(desk.state.picker.as_ref().unwrap().list.len(), 6);
    desk.keys("<esc>gp");
    assert!(desk.screen().contains("6 in 4 articles"), "{}", desk.screen());
    desk.keys("<esc>gP");
    assert!(desk.screen().contains("6 mentions · 4 articles"), "{}", desk.screen());
    desk.keys("<esc>T");
    assert_eq!(notice(&desk), "counting names and nominals");
    assert_eq!(desk.state.position(), "Ada Lovelace 3/7 · article 1/4 · passage 7/10");
    desk.keys("T");
    assert_eq!(desk.state.position(), "Ada Lovelace 4/9 · article 1/4 · passage 7/10");
}

#[test]
fn the_sidebar_is_sorted_by_what_is_unusual_here() {
    let mut desk = Desk::new();
    desk.keys("3SS");
    assert_eq!(notice(&desk), "unusual here first");
    desk.keys("gg");
    let order: Vec<String> = (0..3)
        .map(|_| {
            let name = desk.entity().to_owned();
            desk.keys("j");
            name
        })
        .collect();
    assert_eq!(order.len(), 3);
    desk.keys("S");
    assert_eq!(notice(&desk), "by name");
}

#[test]
fn the_page_of_a_person_leads_on_and_back() {
    let mut desk = Desk::new();
    desk.keys("3gP");
    assert_eq!(page(&desk), "Ada Lovelace: Companion(0)");
    desk.keys("<enter>");
    assert_eq!(page(&desk), "Charles Babbage: Companion(0)");
    desk.keys("f");
    assert_eq!(shown(&desk), "4 of 5: with Charles Babbage");
    desk.keys("q");
    assert_eq!(page(&desk), "Ada Lovelace: Companion(0)", "the page before");
    desk.keys("gm");
    assert_eq!(picker(&desk), "Mentions 9 row 0");
    desk.keys("<esc>q");
    assert_eq!(page(&desk), "none");
    let here = at(&desk);
    desk.keys("gPG<enter><c-o>");
    desk.keys("3");
    assert_eq!(at(&desk).split(" · ").last(), here.split(" · ").last());
    desk.is_slow = true;
    desk.keys("gP<enter>j");
    assert_eq!(page(&desk), "Ada Lovelace: no row");
    desk.keys("q");
    desk.is_slow = false;
    desk.answer();
    assert_eq!(page(&desk), "none", "a late page is dropped");
}

#[test]
fn doubtful_mentions_are_visited_in_the_articles_shown() {
    let mut desk = Desk::new();
    desk.keys("]d");
    assert_eq!(notice(&desk), "doubtful 1/2 · 0.50");
    assert!(at(&desk).ends_with("[She]"), "{}", at(&desk));
    desk.keys("]d]d");
    assert_eq!(notice(&desk), "doubtful 1/2 · 0.50 · round again");
    desk.keys("1/minutes<enter>]d");
    assert_eq!(notice(&desk), "no mention in the articles shown is doubtful");
}

#[test]
fn a_page_tells_what_the_library_holds() {
    let folder = TempDir::new().unwrap();
    let mut library = Library::open(&folder.path().join("library.db")).unwrap();
    let seeds = concat!(env!("CARGO_MANIFEST_DIR"), "/seeds");
    library.add_source(seeds).unwrap();
    pipeline::sync(&mut library, &whole_run()).unwrap();
    for row in library.entities(Some(EntityKind::Person)).unwrap() {
        let profile = pipeline::profile(&library, row.id).unwrap().unwrap();
        assert_eq!(profile.entity.mentions, row.mentions);
        let names: u32 = profile.entity.aliases.iter().map(|alias| alias.count).sum();
        assert_eq!(names, row.mentions.names, "{}", row.name);
        let sum: u32 = profile.articles.iter().map(|article| article.mentions.all()).sum();
        assert_eq!((sum, profile.articles.len() as u32), (row.mentions.all(), row.articles));
        let places = library.places(row.id).unwrap();
        for article in &profile.articles {
            let first = places.iter().find(|(place, _)| place.article == article.first.article);
            assert_eq!(first.unwrap().0, article.first, "{}", row.name);
        }
        let dated: u32 = profile.days.iter().map(|(_, n)| n).sum();
        let known =
            profile.articles.iter().filter(|a| a.date.as_ref().is_some_and(|d| d.year.is_some()));
        assert_eq!(dated, known.map(|article| article.mentions.all()).sum::<u32>());
        for other in &profile.with {
            let back = pipeline::profile(&library, other.id).unwrap().unwrap();
            let own = back.with.iter().find(|companion| companion.id == row.id);
            assert!(own.is_none_or(|own| own.articles == other.articles));
            assert!(other.id != row.id && other.articles <= row.articles);
        }
    }
    let doubtful = library.doubtful(usize::MAX >> 1).unwrap();
    assert!(!doubtful.is_empty() && doubtful.is_sorted_by(|a, b| a.1 <= b.1));
    assert!(doubtful.iter().all(|(_, sure)| *sure < Mention::DOUBTFUL));
    assert_eq!(library.doubtful(1).unwrap(), doubtful[..1]);
}

/// Every rule that the recogniser can give a mention is told in words, and no other.
#[test]
fn every_rule_says_something() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/people");
    let files = [
        "references/nominals.rs",
        "references/pronouns.rs",
        "references/speakers.rs",
        "consistency.rs",
        "edits.rs",
    ];
    let mut sources = String::new();
    for file in files {
        let text = std::fs::read_to_string(root.join(file)).unwrap();
        sources.push_str(text.split("#[cfg(test)]").next().unwrap());
    }
    for (rule, says) in RULES {
        let is_used = sources.contains(&format!("\"{rule}\"")) || *rule == "given";
        assert!(is_used && !says.is_empty(), "{rule}");
    }
    // A rule is the last of a tuple, follows `rule:`, or stands before its margin.
    let is_rule = |line: &&str| {
        let line = line.trim();
        let after_label = line.starts_with("rule: \"") || line.contains("const RULE");
        after_label
            || line.contains("then_some((")
            || line.contains("Some((group, 0.")
            || (line.contains("Part::") && line.contains("=> (\""))
            || line.contains("=> (\"object")
    };
    let mut seen = 0;
    for line in sources.lines().filter(is_rule) {
        for rule in line
            .split('"')
            .skip(1)
            .step_by(2)
            .filter(|rule| rule.contains(|c: char| c.is_alphabetic()))
        {
            assert!(RULES.iter().any(|(known, _)| *known == rule), "{rule:?} says nothing");
            seen += 1;
        }
    }
    assert!(seen >= 15, "{seen}");
}

#[test]
fn corrections_are_of_what_is_marked_and_seen() {
    let mut desk = Desk::new();
    desk.keys("3j");
    for keys in ["cn", "cw", "cx"] {
        desk.keys(keys);
        assert_eq!(notice(&desk), "this is said of a mention in the text", "{keys}");
    }
    desk.keys("1cx");
    assert_eq!(notice(&desk), "this is said of a mention in the text");
    desk.keys("2}}cx");
    assert_eq!(
        notice(&desk),
        "no mention was marked: now this one is; say it again if you mean it"
    );
    assert!(!outside(&desk).contains("Judge"), "{}", outside(&desk));
    desk.keys("cx");
    assert!(outside(&desk).contains("Judge(Nobody"), "{}", outside(&desk));
}

#[test]
fn the_lists_on_a_page_are_of_its_person() {
    let mut desk = Desk::new();
    desk.keys("3<enter>gPj<enter>");
    let name = desk.state.page.as_ref().unwrap().name.clone();
    assert_ne!(Some(&name), desk.state.chosen.as_ref().map(|chosen| &chosen.name));
    desk.keys("gm");
    assert!(desk.screen().contains(&format!("of {name}")), "{name}: {}", desk.screen());
}
