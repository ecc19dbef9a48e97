//! Whole screens: their text, and apart from it their styles.

use ibid::app::{Effect, Msg};
use ibid::model::{EntityKind, LinkKind, Progress};

use crate::support::collection::{Collection, engine};
use crate::support::desk::Desk;

/// The sizes a reader meets: three panes, two, one.
const SIZES: [(u16, u16); 3] = [(120, 40), (80, 24), (40, 12)];

/// Compares a screen, at each size, with the one that was looked at and kept.
#[track_caller]
fn check(name: &str, keys: &str) {
    for (w, h) in SIZES {
        let mut desk = Desk::sized(w, h);
        desk.keys(keys);
        insta::assert_snapshot!(format!("{name}_{w}x{h}"), desk.screen());
    }
}

#[test]
fn at_the_start() {
    check("start", "");
}

#[test]
fn a_person_chosen_in_the_sidebar() {
    check("sidebar", "2]r3");
}

#[test]
fn the_walk() {
    check("walk", "3<enter>nn");
}

#[test]
fn a_filter_being_typed() {
    check("filter", "/lon");
}

#[test]
fn a_search_in_the_article() {
    check("search", "2/engine");
}

#[test]
fn the_related_tab() {
    check("related_tab", "2]r3h");
}

#[test]
fn articles_that_stand_together() {
    for (w, h) in SIZES {
        let mut made = engine();
        made.editions = vec![(2, 2), (4, 2), (5, 2)];
        made.stories = vec![(1, 3), (3, 3)];
        let mut desk = Desk::of(made, w, h);
        insta::assert_snapshot!(format!("folded_{w}x{h}"), desk.screen());
        desk.keys("gp<enter>1ggjl");
        insta::assert_snapshot!(format!("unfolded_{w}x{h}"), desk.screen());
        desk.keys("v");
        insta::assert_snapshot!(format!("stories_{w}x{h}"), desk.screen());
    }
}

#[test]
fn pickers() {
    check("persons", "gp");
    check("articles", "gath");
    check("mentions", "3<enter>gm<down>");
    check("quotes", "3j<enter>gq<down>");
    check("full_text", "gsengine");
    check("related", "]rgr");
    check("trail", "]a]agj");
}

#[test]
fn articles_filtered_by_persons() {
    check("persons_filter", "3fjx1");
    check("persons_filter_typed", "3fjf1/let");
    check("names_alone", "3<enter>T");
    check("profile", "3gP");
    check("commands", ":mention");
}

#[test]
fn notes_marks_and_labels() {
    check("note", "2}eone<enter>two");
    check("notes", "gn");
    check("marks", "''");
    check("labels", "jst<space>war<enter>");
    check("tags", "t");
}

/// The engine collection with queries saved.
fn with_saved() -> Collection {
    engine().with_saved(&[
        ("London", "london"),
        ("Babbage", "person:babbage"),
        ("Countess", "person:lovelace title:countess"),
        ("Weather", "rain"),
        ("Zeitung über Dampfmaschinen", "steam or minutes"),
    ])
}

#[test]
fn saved_queries() {
    for (w, h) in [(120, 40), (80, 24), (60, 15), (40, 12)] {
        let mut desk = Desk::of(with_saved(), w, h);
        desk.keys("]f");
        insta::assert_snapshot!(format!("saved_{w}x{h}"), desk.screen());
        desk.keys("gf");
        insta::assert_snapshot!(format!("saved_queries_{w}x{h}"), desk.screen());
        desk.keys("<esc>1/<c-u>engine<enter>F");
        insta::assert_snapshot!(format!("save_query_{w}x{h}"), desk.screen());
    }
}

#[test]
fn keys_that_may_follow() {
    check("which_key_g", "g");
    check("which_key_next", "]");
    check("which_key_correct", "c");
    check("which_key_mark", "m");
}

#[test]
fn corrections() {
    check("same_as", "2}}lcs");
    check("merge", "3cm");
    check("split", "3cp<down><down>");
    check("kind", "3ck");
    check("rename", "3cr");
    check("judgements", "cl");
}

#[test]
fn comparisons() {
    check("compare", "]r=");
    check("compare_whole", "]r==");
}

/// Two reports of one event that differ in figures.
fn reports() -> Collection {
    let mut made = Collection::default();
    made.add(
        "Bridge falls",
        "The Courier",
        Some(2),
        "# Bridge falls\nThe bridge fell on Monday night and 370 people were killed, the mayor said.\n",
    );
    made.add(
        "Bridge disaster",
        "North Star",
        Some(3),
        "# Bridge disaster\nThe bridge fell on Monday night and more than 450 people were hurt, the mayor said.\n",
    );
    made.link((1, 1), (2, 1), LinkKind::Edited);
    made
}

#[test]
fn figures_that_differ_stand_out() {
    for theme in ["calm", "plain"] {
        let mut desk = Desk::of(reports(), 120, 40).with_theme(theme);
        desk.keys("2}=");
        insta::assert_snapshot!(format!("figures_{theme}"), desk.screen() + "\n" + &desk.styles());
    }
}

#[test]
fn help_and_cards() {
    check("help", "?");
    check("which_key", "2g");
    check("why", "2}}}*w");
}

#[test]
fn the_reader_alone() {
    check("zen", "z");
}

#[test]
fn an_empty_library() {
    for (w, h) in SIZES {
        let desk = Desk::of(Collection::default(), w, h);
        insta::assert_snapshot!(format!("empty_{w}x{h}"), desk.screen());
    }
}

#[test]
fn a_library_that_fills() {
    let mut desk = Desk::sized(80, 24);
    let (stage, seconds) = ("reading".into(), 1.0);
    let progress = Progress { stage, done: 1240, total: 28_048, bytes: 3_400_000, seconds };
    desk.send(Msg::Progress(Some(progress)));
    insta::assert_snapshot!("progress", desk.screen());
}

#[test]
fn styles_tell_roles_apart() {
    let mut desk = Desk::sized(80, 24);
    desk.keys("2]r3<enter>l");
    insta::assert_snapshot!("styles_walk", desk.styles());
    desk.keys("/the");
    insta::assert_snapshot!("styles_search", desk.styles());
}

#[test]
fn a_match_in_a_publisher_that_has_no_room_marks_nothing_else() {
    let mut desk = Desk::sized(100, 30);
    desk.keys("/evening<enter>");
    assert!(desk.screen().contains("13 Oct 1843") && !desk.screen().contains("Evening"));
    assert!(desk.styles().lines().any(|run| run.ends_with(" 13 Oct 1843")), "{}", desk.styles());
}

#[test]
fn nothing_is_told_by_colour_alone() {
    let mut desk = Desk::sized(80, 24).with_theme("plain");
    desk.keys("2]r3<enter>l");
    insta::assert_snapshot!("styles_plain", desk.styles());
    let colours = ["red", "green", "yellow", "blue", "magenta", "cyan", "black", "white", "#"];
    for keys in ["", "/eng", "<enter>3", "gp", "<esc>?", "<esc>g"] {
        desk.keys(keys);
        let styles = desk.styles();
        let styles = styles.lines().map(|line| line.get(7..32).unwrap_or(""));
        assert!(styles.clone().all(|line| !colours.iter().any(|colour| line.contains(colour))));
    }
}

#[test]
fn every_size_is_drawn() {
    let borders = [1..=12, 38..=42, 58..=62, 98..=102, 119..=121, 300..=300];
    let mut desk = Desk::new();
    for w in borders.into_iter().flatten() {
        for h in [1, 2, 3, 5, 9, 10, 11, 15, 16, 24, 40, 100] {
            desk.send(Msg::Resize(w, h));
            for keys in [
                "",
                "2]r3",
                "/e",
                "<esc>2/e",
                "<esc>gp",
                "<esc>2*gm",
                "<esc>?",
                "<esc>g",
                "<esc><esc>2gg]r=",
                "=",
            ] {
                desk.keys(keys);
                let screen = desk.screen();
                assert_eq!(screen.lines().count(), usize::from(h), "{w}x{h} {keys}");
                for line in screen.lines() {
                    assert!(ibid::text::cells(line) <= usize::from(w), "{w}x{h} {keys}: {line}");
                }
            }
            desk.keys("<esc><esc><esc>");
        }
    }
}

#[test]
fn a_screen_too_small_says_so() {
    let desk = Desk::sized(30, 5);
    insta::assert_snapshot!("too_small", desk.screen());
}

/// An article with all that a terminal could stumble over.
fn hostile() -> Collection {
    let mut made = Collection::default();
    made.name(EntityKind::Person, "Eve \u{1b}[31mRed");
    made.add(
        "\u{1b}]0;owned\u{7}Title \u{202e}reversed",
        "Pub\u{9b}2J",
        Some(1),
        "# \u{1b}]0;owned\u{7}Title \u{202e}reversed\n\
         [1:Eve \u{1b}[31mRed] wrote 東京都知事は日本の首都の長である\u{200b}。 e\u{301}te\u{301} 👩‍👩‍👧 한국어 \u{1112}\u{1161}\u{11ab}\n\
         Averylongwordwithoutanyplacetobreakatallthatgoesonandonandonandonandonandonandonandonandonandon\n\
         tab\there \u{0}\u{8}\u{7f}\n",
    );
    made
}

#[test]
fn no_control_byte_reaches_the_terminal() {
    for keys in ["", "2*", "2*w", "3", "gp", "ga", "2*gm", "gswrote", "/ti", "2/wrote"] {
        for (w, h) in SIZES {
            let mut desk = Desk::of(hostile(), w, h);
            desk.keys(keys);
            let screen = desk.screen();
            let bad = screen
                .chars()
                .find(|c| (c.is_control() && *c != '\n') || ('\u{202a}'..='\u{202e}').contains(c));
            assert_eq!(bad, None, "{keys} at {w}x{h}:\n{screen}");
        }
    }
    let mut desk = Desk::of(hostile(), 80, 24);
    desk.keys("2}*");
    insta::assert_snapshot!("hostile", desk.screen());
}

#[test]
fn no_control_byte_is_compared() {
    let mut made = hostile();
    made.add("Twin \u{1b}[2J", "\u{202e}", None, "tab\there \u{0}\u{8}\u{7f} 東京 \u{9b}1A\n");
    made.link((1, 3), (2, 0), LinkKind::Edited);
    for keys in ["2}}}=", "2}}}=="] {
        for (w, h) in SIZES {
            let mut desk = Desk::of(made.clone(), w, h);
            desk.keys(keys);
            assert!(desk.state.compare.is_some());
            let screen = desk.screen();
            let is_bad =
                |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
            assert!(!screen.contains(is_bad), "{keys} at {w}x{h}:\n{screen}");
        }
    }
}

#[test]
fn what_went_wrong_is_told_in_one_line() {
    let mut desk = Desk::sized(80, 24);
    desk.is_slow = true;
    desk.keys("j<enter>");
    let Some(Effect::Open(ticket, _)) = desk.waiting.pop() else { panic!("an article asked for") };
    desk.send(Msg::Failed(ticket, "the library cannot be read".into()));
    let screen = desk.screen();
    let last = screen.lines().last().unwrap();
    assert!(last.starts_with(" ! the library cannot be read"), "{last}");
    desk.keys("j");
    assert!(!desk.screen().contains('!'), "told until the next key");
}
