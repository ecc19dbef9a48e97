//! Key scripts: what several commands do together.

use std::collections::HashSet;

use ibid::app::{Effect, Mouse, MouseKind, Msg, State};
use ibid::keymap::{Command, parse_keys};
use ibid::model::Progress;

use crate::support::collection::engine;
use crate::support::desk::Desk;
use crate::support::look::{Look, at, compared, entity, notice, outside, picker, row, top, typed};
use crate::support::random::Random;

#[track_caller]
fn check(keys: &str, look: Look, want: &str) {
    let mut desk = Desk::new();
    desk.keys(keys);
    assert_eq!(look(&desk), want, "{keys}");
}

/// The articles with near-copies and stories among them.
fn grouped(w: u16, h: u16) -> Desk {
    let mut made = engine();
    made.editions = vec![(2, 2), (4, 2), (5, 2)];
    made.stories = vec![(1, 3), (3, 3)];
    Desk::of(made, w, h)
}

#[test]
fn near_copies_stand_together_and_are_never_lost() {
    let titles = |desk: &Desk| -> Vec<String> {
        let articles = &desk.state.articles;
        let title = |row: u32| articles.rows.get(row as usize).unwrap().title.to_owned();
        articles.list.shown().iter().map(|&row| title(row)).collect()
    };
    let mut desk = grouped(120, 40);
    let folded = [
        "Engine shown in London",
        "A countess explains the machine",
        "Minutes of the Royal Society",
    ];
    assert_eq!(titles(&desk), folded);
    desk.keys("jl");
    assert_eq!(titles(&desk)[1..4], [folded[1], "Letter from London", "Steam wished for"]);
    desk.keys("jh");
    assert_eq!((titles(&desk).len(), row(&desk).as_str()), (3, folded[1]));
    desk.keys("]a]a]a");
    assert_eq!(desk.at(), "reader: article 4/5 · passage 1/3", "the folded ones are walked");
    assert_eq!(row(&desk), "Steam wished for", "and shown when one comes to them");
    desk.keys("1h/letter<enter>");
    assert_eq!(titles(&desk), ["Letter from London"], "a filter finds the folded");
    desk.keys("<esc>v");
    assert_eq!(desk.notice(), "articles: stories together");
    assert_eq!(titles(&desk).len(), 4);
    desk.keys("v");
    assert_eq!(titles(&desk).len(), 5);
    desk.keys("v");
    assert_eq!(titles(&desk).len(), 3);
}

#[test]
fn the_walk_goes_through_all_mentions_and_round() {
    let mut desk = Desk::new();
    desk.keys("3<enter>");
    let mut seen = Vec::new();
    for _ in 0..9 {
        seen.push(desk.at());
        desk.keys("n");
    }
    assert_eq!(seen[4], "reader: Ada Lovelace 5/9 · article 2/4 · passage 2/5 [Ada Lovelace]");
    assert_eq!(seen[8], "reader: Ada Lovelace 9/9 · article 4/4 · passage 3/3 [Ada Lovelace]");
    assert_eq!(seen.iter().collect::<HashSet<_>>().len(), 9, "each once");
    assert_eq!(desk.at(), seen[0]);
    assert_eq!(desk.notice(), "round again, from the first");
    for at in seen.iter().rev() {
        desk.keys("N");
        assert_eq!(desk.at(), *at);
    }
}

#[test]
fn the_walk_keeps_to_the_articles_shown() {
    let mut desk = Desk::new();
    desk.keys("3<enter>1/gazette<enter>");
    desk.keys("n");
    assert_eq!(desk.at(), "reader: Ada Lovelace 1/3 · article 1/1 · passage 2/5 [Ada Lovelace]");
    desk.keys("1<esc>");
    assert_eq!(desk.state.position(), "Ada Lovelace 5/9 · article 2/4 · passage 2/5");
    desk.keys("1/minutes<enter>n");
    assert_eq!(desk.notice(), "no article shown names Ada Lovelace");
}

#[test]
fn steps_faster_than_articles_open_are_not_lost() {
    let mut desk = Desk::new();
    desk.keys("3<enter>nnn");
    desk.is_slow = true;
    desk.keys("nnnn");
    desk.is_slow = false;
    desk.answer();
    assert_eq!(desk.at(), "reader: Ada Lovelace 8/9 · article 3/4 · passage 3/3 [Miss Lovelace]");
}

#[test]
fn the_filter_of_articles_knows_fields_and_keeps_its_rows_while_a_slip_stands() {
    let mut desk = Desk::new();
    let count = |desk: &Desk| desk.state.articles.list.n_passing();
    let all = count(&desk);
    desk.keys("1/person:lovelace");
    let of_lovelace = count(&desk);
    assert!(of_lovelace > 0 && of_lovelace < all, "{of_lovelace} of {all}");
    desk.keys("<space>london");
    assert_eq!(desk.row(), "Engine shown in London");
    let found = count(&desk);
    desk.keys("<space>()<space>");
    assert_eq!(count(&desk), found, "what is no query changes nothing");
    let told = desk.screen();
    assert!(told.contains("(): nothing stands between these parentheses"), "{told}");
    desk.keys("<esc>");
    assert_eq!(count(&desk), all);
    desk.keys("/-engine<enter>");
    assert_eq!(count(&desk), all - 1);
}

#[test]
fn a_step_waits_for_the_mentions() {
    let mut desk = Desk::new();
    desk.is_slow = true;
    desk.keys("2}}*GN");
    desk.keys("n");
    assert_eq!(desk.state.position(), "Charles Babbage · article 1/5 · passage 6/10");
    desk.keys("n");
    desk.is_slow = false;
    desk.answer();
    assert_eq!(desk.at(), "reader: Charles Babbage 5/8 · article 2/4 · passage 2/3 [Mr Babbage]");
}

#[test]
fn what_is_pressed_before_the_rows_have_come_waits_for_them() {
    for (keys, look, want) in [
        ("gr<enter>", at as Look, "reader: article 2/5 · passage 3/5"),
        ("gr=", compared, "Engine shown in London / A countess explains the machine: 1 pair"),
        ("gsloom<enter>", at, "reader: hit 1/1 · article 1/5 · passage 4/10"),
        ("galetter<enter>", at, "reader: article 4/5 · passage 1/3"),
        ("gr<enter><esc>", at, "reader: article 1/5 · passage 4/10"),
        ("gr<enter><esc><esc>", picker, "none"),
    ] {
        let mut desk = Desk::new();
        desk.is_slow = true;
        desk.keys("2]r");
        desk.keys(keys);
        desk.is_slow = false;
        desk.answer();
        assert_eq!(look(&desk), want, "{keys}");
    }
}

#[test]
fn late_answers_are_dropped() {
    let mut desk = Desk::new();
    desk.is_slow = true;
    desk.keys("]a1G<enter>");
    desk.is_slow = false;
    desk.answer();
    assert_eq!(desk.at(), "reader: article 5/5 · passage 1/3", "the article asked for last");
    let ticket = ibid::app::Ticket(9999);
    desk.send(Msg::Failed(ticket, "old news".into()));
    assert_eq!(desk.notice(), "");
}

#[test]
fn the_trail_gives_places_back_as_they_were() {
    let mut desk = Desk::sized(120, 14);
    desk.keys("2<c-d>3<enter>nn");
    let (here, top) = (desk.at(), desk.state.reader.top);
    desk.keys("]agsloom<enter><esc>");
    desk.keys("<c-o><c-o>");
    assert_eq!((desk.at(), desk.state.reader.top), (here, top));
    desk.keys("LL");
    assert_eq!(desk.state.position(), "Ada Lovelace –/9 · article 1/4 · passage 4/10");
    check("<c-o>", notice, "the trail begins here");
    check("]aL", notice, "the trail ends here");
}

#[test]
fn one_goes_back_before_the_article_has_come() {
    let mut desk = Desk::new();
    desk.keys("2}}");
    let here = desk.at();
    desk.is_slow = true;
    desk.keys("]a<c-o>");
    assert_eq!((desk.at(), desk.notice()), (here.clone(), ""));
    desk.is_slow = false;
    desk.answer();
    assert_eq!(desk.at(), here, "and stays there");
}

#[test]
fn the_current_passage_follows_the_scroll() {
    let mut desk = Desk::sized(120, 14);
    desk.keys("2");
    assert_eq!(top(&desk), "top 0 passage 1");
    desk.keys("jjj");
    assert_eq!(top(&desk), "top 3 passage 3");
    desk.keys("<space>");
    assert_eq!(top(&desk), "top 12 passage 4");
    desk.keys("G");
    assert_eq!(desk.state.position(), "article 1/5 · passage 10/10");
    desk.keys("k");
    assert_eq!(desk.state.position(), "article 1/5 · passage 7/10");
    desk.keys("gg");
    assert_eq!(top(&desk), "top 0 passage 1");
}

#[test]
fn where_nothing_scrolls_the_bar_moves() {
    check("2jjj", at, "reader: article 1/5 · passage 4/10");
    check("2jjjkk", at, "reader: article 1/5 · passage 2/10");
    check("2}}}}}}}}", at, "reader: article 1/5 · passage 10/10");
    check("2G{", at, "reader: article 1/5 · passage 7/10");
}

#[test]
fn esc_steps_back_one_level() {
    let mut desk = Desk::sized(80, 24);
    desk.keys("/london<enter>2/the<enter>");
    assert!(desk.state.reader.search.is_some());
    desk.keys("<esc>");
    assert!(desk.state.reader.search.is_none());
    desk.keys("3<esc>");
    assert_eq!(at(&desk), "reader: article 1/2 · passage 3/10");
    desk.keys("1<esc>");
    assert_eq!(desk.state.articles.list.len(), 5);
    desk.keys("<esc><esc>");
    assert!(outside(&desk).is_empty(), "Esc never leaves");
    desk.keys("q");
    assert_eq!(outside(&desk), "Quit");
    let mut desk = Desk::sized(50, 20);
    desk.keys("<enter>q");
    assert_eq!(
        (at(&desk), outside(&desk)),
        ("articles: article 1/5 · passage 1/10".into(), "".into())
    );
}

#[test]
fn a_search_shows_its_first_hit_while_typing() {
    let mut desk = Desk::sized(120, 14);
    desk.keys("2/lovelace");
    assert_eq!(top(&desk), "top 7 passage 4");
    desk.keys("<c-n>");
    assert_eq!(desk.state.reader.passage, 6);
    desk.keys("<esc>");
    assert_eq!(top(&desk), "top 0 passage 1", "Esc goes back to where one was");
    check("2/nothing<enter>", notice, "\"nothing\" is not in this article");
    check("2/engine<enter>nnn", notice, "round again");
    check("2/Engine<enter>n", at, "reader: hit 1/1 · article 1/5 · passage 1/10");
}

#[test]
fn a_filter_finds_in_any_order_and_keeps_the_row() {
    check("/london letter<enter>".replace(' ', "<space>").as_str(), row, "Letter from London");
    check("/letter<esc>", row, "Letter from London");
    check("3/bab<enter>", entity, "Charles Babbage");
    check("3/bab<enter>l", |desk| desk.state.sidebar.list.query().into(), "");
    check("/zzz<enter>j", |desk| desk.state.articles.list.len().to_string(), "0");
    check("/zzz<enter><enter>", at, "articles: article –/0 · passage 1/10");
}

#[test]
fn pickers_go_where_they_show() {
    check(
        "gpmary<enter>",
        at,
        "reader: Mary Somerville 1/2 · article 1/2 · passage 5/10 [Mary Somerville]",
    );
    check("gaminutes<enter>", at, "reader: article 3/5 · passage 1/3");
    check(
        "3<enter>gmcarriage<enter>",
        at,
        "reader: Ada Lovelace 8/9 · article 3/4 · passage 3/3 [Miss Lovelace]",
    );
    check("gsjacquard<enter>", at, "reader: hit 1/1 · article 2/5 · passage 3/5");
    check("]rgr<enter>", at, "reader: article 2/5 · passage 3/5");
    check("]rgr<enter>gr<enter>", at, "reader: article 1/5 · passage 4/10");
    check("]a]agj<down><enter>", at, "reader: article 1/5 · passage 1/10");
    check("?next<space>unread<enter>", at, "reader: article 2/5 · passage 1/5");
    check("gr", notice, "no other article tells this passage");
    check("2}}}}gr", picker, "Related 1 row 0");
    check("gj", notice, "the trail is still empty");
    check("g'", notice, "no list was open yet");
    check(
        "3j<enter>gq<down><enter>",
        at,
        "reader: Charles Babbage –/8 · article 4/4 · passage 2/3",
    );
    check("gq", notice, "nobody is chosen: press * on a name, or gp");
    check("gm", notice, "nobody is chosen: press * on a name, or gp");
    check("3hj<enter>", at, "sidebar: article 1/5 · passage 1/10");
    check("]r3h<enter>", at, "reader: article 2/5 · passage 3/5");
}

#[test]
fn passages_are_compared_and_then_their_articles() {
    let both = "Engine shown in London / A countess explains the machine: ";
    let passages = format!("{both}1 pair");
    let articles = format!("{both}10 pairs");
    check("]r==", compared, &articles);
    check("]r===", compared, &passages);
    check("]r==q", compared, "nothing");
    check("]r3h=", compared, &passages);
    check("]rgr=<esc>", picker, "Related 1 row 0");
    check(
        "]rgr=?swap<enter>",
        compared,
        "A countess explains the machine / Engine shown in London: 1 pair",
    );
    check("]a1k=", compared, "A countess explains the machine / Engine shown in London: 10 pairs");
    check("=", notice, "this article is open: go to another one to compare the two");
    check("2=", notice, "no other article tells this passage");
    check("]r=n", compared, &passages);
    let mut desk = Desk::new();
    desk.keys("]r=");
    desk.is_slow = true;
    desk.keys("=<tab>");
    desk.is_slow = false;
    desk.answer();
    assert_eq!(
        compared(&desk),
        "A countess explains the machine / Engine shown in London: 10 pairs"
    );
    let compare = desk.state.compare.as_ref().unwrap();
    let told = compare.pairs.iter().filter(|pair| !pair.is_alone()).count();
    assert_eq!(told, 2, "the titles and the one link");
    for pair in &compare.pairs {
        let [left, right] = pair.versions.each_ref().map(|v| v.as_ref().map_or("", |v| &v.text));
        assert!(!left.contains("carriage") && !left.contains("three hours"), "{left}");
        assert!(!right.contains("Faraday"), "{right}");
    }
}

#[test]
fn choosing_again_chooses_nobody() {
    check("3<enter>3<enter>", at, "reader: Ada Lovelace 2/9 · article 1/4 · passage 4/10 [She]");
    check("2}}**", at, "reader: article 1/5 · passage 3/10 [Charles Babbage]");
    check("n", notice, "nobody is chosen: press * on a name, or Enter among the people");
}

#[test]
fn an_article_counts_as_read_at_its_end() {
    let read = |desk: &Desk| {
        desk.outside.iter().filter(|e| matches!(e, Effect::MarkRead(_))).count().to_string()
    };
    let mut desk = Desk::new();
    desk.keys("2");
    assert_eq!(read(&desk), "0", "not at a glance");
    desk.rest().keys("]u").rest().keys("]u").rest().keys("]u").rest().keys("]u").rest();
    assert_eq!(read(&desk), "5");
    desk.keys("]u");
    assert_eq!(desk.notice(), "nothing else is unread");
    let mut desk = Desk::sized(120, 14);
    desk.keys("2<space>").rest();
    assert_eq!(read(&desk), "0");
    desk.keys("<space>").rest();
    assert_eq!(read(&desk), "1", "furniture does not count");
}

#[test]
fn the_first_article_comes_without_moving_the_cursor() {
    let (state, asked) = ibid::app::State::new(ibid::keymap::Keymap::default(), (120, 40));
    let mut desk = Desk::new();
    (desk.state, desk.is_slow) = (state, true);
    let answers: Vec<Msg> = asked.iter().filter_map(|e| desk.collection.answer(e)).collect();
    for answer in answers {
        desk.send(answer);
    }
    desk.keys("jj");
    let row = desk.row().to_owned();
    desk.is_slow = false;
    desk.answer();
    assert_eq!(
        (desk.row(), desk.at().as_str()),
        (row.as_str(), "articles: article 1/5 · passage 1/10")
    );
}

#[test]
fn a_broken_sequence_does_nothing() {
    check("g<esc>", at, "articles: article 1/5 · passage 1/10");
    check("gxj", row, "A countess explains the machine");
    check("]<c-c>", outside, "");
}

#[test]
fn the_library_may_change_at_any_time() {
    let mut desk = Desk::new();
    desk.keys("3<enter>n1jj");
    let (at, row) = (desk.at(), desk.row().to_owned());
    desk.collection.articles.truncate(4);
    desk.send(Msg::LibraryChanged);
    assert_eq!(desk.row(), row);
    assert_eq!(desk.state.position(), "Ada Lovelace 2/8 · article 1/3 · passage 4/10");
    assert_eq!(desk.at().split(' ').next(), at.split(' ').next());
    desk.is_slow = true;
    for _ in 0..5 {
        desk.send(Msg::LibraryChanged);
    }
    let asked = desk.waiting.iter().filter(|e| matches!(e, Effect::LoadArticles(_))).count();
    assert_eq!(asked, 1, "asked again only when answered");
    desk.is_slow = false;
    desk.answer();
    assert_eq!(desk.row(), row);
}

#[test]
fn rows_that_come_while_filtering_are_filtered_too() {
    let mut desk = Desk::new();
    desk.keys("/rain");
    let rows = desk.state.articles.list.len();
    desk.collection.add("More rain", "The Courier", Some(15), "# More rain\nIt rained.\n");
    desk.send(Msg::LibraryChanged);
    assert_eq!(desk.state.articles.list.len(), rows + 1);
}

#[test]
fn progress_is_told_and_keys_work_meanwhile() {
    let mut desk = Desk::new();
    let progress = Progress { stage: "reading".into(), done: 3, total: 5, bytes: 0, seconds: 0.0 };
    desk.send(Msg::Progress(Some(progress))).keys("j");
    assert!(desk.screen().contains("reading 3 of 5"));
    assert_eq!(desk.row(), "A countess explains the machine");
    desk.send(Msg::Progress(None));
    assert!(!desk.screen().contains("reading 3"));
}

#[test]
fn that_the_open_article_is_gone_is_said_once() {
    let mut desk = Desk::new();
    desk.collection.add("Soon gone", "", None, "# Soon gone\nIt is not kept.\n");
    desk.send(Msg::LibraryChanged).keys("G<enter>");
    desk.collection.articles.pop();
    desk.send(Msg::LibraryChanged);
    assert_eq!(desk.notice(), "this article is gone");
    desk.keys("j").send(Msg::LibraryChanged);
    assert_eq!(desk.notice(), "");
}

#[test]
fn pasted_text_goes_into_the_typed_line_only() {
    let mut desk = Desk::new();
    desk.send(Msg::Paste("q".into()));
    assert_eq!(outside(&desk), "");
    desk.keys("/").send(Msg::Paste("let\nter\u{1b}".into()));
    assert_eq!(typed(&desk), "let ter␛");
}

#[test]
fn a_width_wished_for_beyond_the_screen_does_not_pile_up() {
    let mut desk = Desk::new();
    for _ in 0..100 {
        desk.keys(">");
    }
    let widest = desk.state.desk().articles.unwrap().w;
    desk.keys("<lt>");
    assert_eq!(desk.state.desk().articles.unwrap().w, widest - 2);
}

#[test]
fn no_keys_in_any_order_break_the_state() {
    let keys: Vec<&str> = Command::ALL
        .iter()
        .flat_map(|entry| entry.keys.iter().copied())
        .filter(|keys| !["<c-c>", "<c-z>"].contains(keys))
        .chain(["a", "e", " ", "é", "東"].map(|key| if key == " " { "<space>" } else { key }))
        .collect();
    let mut random = Random(0x1bd);
    let mut desk = Desk::new();
    for step in 0..6000 {
        if random.below(50) == 0 {
            desk.send(Msg::Resize(random.below(200) as u16, random.below(60) as u16));
        } else if random.below(200) == 0 {
            desk.send(Msg::LibraryChanged);
        } else if random.below(30) == 0 {
            desk.is_slow = !desk.is_slow;
        } else if random.below(20) == 0 {
            desk.answer();
        }
        for _ in 0..random.below(4) {
            let kinds = [
                MouseKind::WheelUp,
                MouseKind::WheelDown,
                MouseKind::Press,
                MouseKind::Drag,
                MouseKind::Release,
            ];
            let kind = kinds[random.below(kinds.len())];
            let (x, y) = (random.below(210) as u16, random.below(65) as u16);
            desk.send(Msg::Mouse(Mouse { kind, x, y }));
            check_invariants(&desk, step, "the mouse");
        }
        let pressed = keys[random.below(keys.len())];
        for key in parse_keys(pressed).unwrap() {
            desk.send(Msg::Key(key));
        }
        check_invariants(&desk, step, pressed);
        if step % 7 == 0 {
            desk.screen();
        }
    }
}

pub(crate) fn check_invariants(desk: &Desk, step: usize, pressed: &str) {
    check_state(&desk.state, &format!("step {step}, {pressed}: {}", desk.at()));
}

/// Checks what holds of every state.
pub(crate) fn check_state(state: &State, told: &str) {
    for (len, cursor, top) in [
        (state.articles.list.len(), state.articles.list.cursor(), state.articles.list.top()),
        (state.sidebar.list.len(), state.sidebar.list.cursor(), state.sidebar.list.top()),
        (state.sidebar.related.len(), state.sidebar.related.cursor(), state.sidebar.related.top()),
    ] {
        assert!(cursor < len.max(1) && top <= cursor, "{told}");
    }
    if let Some(sheet) = &state.reader.sheet {
        assert!((state.reader.passage as usize) < sheet.passages().max(1), "{told}");
        assert!(state.reader.top < sheet.lines().len().max(1), "{told}");
        if let Some(span) = state.reader.mention_span() {
            let passage = sheet.span_of(state.reader.passage);
            assert!(passage.contains(span), "the mention is in the current passage; {told}");
        }
    }
    if let Some(search) = &state.reader.search {
        assert!(search.at.is_none_or(|at| at < search.hits.len()), "{told}");
    }
    let shown = state.desk();
    assert!(shown.articles.is_some() || shown.reader.is_some() || shown.sidebar.is_some());
}

#[test]
fn links_found_later_are_shown() {
    let mut desk = Desk::new();
    let links = std::mem::take(&mut desk.collection.links);
    desk.send(Msg::LibraryChanged).keys("2}}}");
    assert!(desk.state.reader.related.rows.is_empty());
    desk.collection.links = links;
    desk.send(Msg::LibraryChanged);
    assert_eq!(desk.state.reader.related.rows.len(), 1);
}

#[test]
fn a_search_that_leaves_the_screen_is_a_jump() {
    let mut desk = Desk::sized(120, 14);
    desk.keys("2/copyright<enter><esc>");
    assert_ne!(desk.state.reader.top, 0);
    desk.keys("<c-o>");
    assert_eq!(top(&desk), "top 0 passage 1");
    check("2/london<enter><esc><c-o>", notice, "the trail begins here");
}

#[test]
fn steps_go_on_while_the_article_is_read_again() {
    let mut desk = Desk::new();
    desk.keys("3<enter>n");
    desk.is_slow = true;
    desk.send(Msg::LibraryChanged).send(Msg::LibraryChanged).keys("n");
    let at = desk.at();
    assert_eq!(desk.state.position(), "Ada Lovelace 3/9 · article 1/4 · passage 5/10");
    desk.is_slow = false;
    desk.answer();
    assert_eq!(desk.at(), at);
    let opened = desk.state.reader.opening.is_none();
    assert!(opened, "nothing is left waiting");
}
