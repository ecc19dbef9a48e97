//! The mouse: what a click and the wheel do to what lies under the pointer.

use ibid::app::{Mouse, MouseKind, Msg, Pane, Tab};

use crate::support::desk::Desk;
use crate::support::look::picker;

/// The cell where `words` begin on the screen.
#[track_caller]
fn find(desk: &Desk, words: &str) -> (u16, u16) {
    let screen = desk.screen();
    let found = screen.lines().enumerate().find_map(|(y, line)| {
        let (before, _) = line.split_once(words)?;
        Some((ibid::text::cells(before) as u16, y as u16))
    });
    found.unwrap_or_else(|| panic!("no {words:?} on\n{screen}"))
}

fn send(desk: &mut Desk, kind: MouseKind, (x, y): (u16, u16)) {
    desk.send(Msg::Mouse(Mouse { kind, x, y }));
}

#[track_caller]
fn click(desk: &mut Desk, words: &str) {
    let at = find(desk, words);
    send(desk, MouseKind::Press, at);
    send(desk, MouseKind::Release, at);
}

#[test]
fn a_click_goes_to_a_row_and_another_opens_it() {
    let mut desk = Desk::new();
    click(&mut desk, "Letter from");
    assert_eq!(desk.row(), "Letter from London");
    assert_eq!(desk.at(), "articles: article 1/5 · passage 1/10");
    click(&mut desk, "Letter from");
    assert!(desk.at().starts_with("reader: article "), "{}", desk.at());
    assert_ne!(desk.at(), "reader: article 1/5 · passage 1/10");
}

#[test]
fn a_click_on_a_name_marks_it_and_another_chooses_the_person() {
    let mut desk = Desk::new();
    let name = find(&desk, "Charles Babbage showed");
    let (x, y) = (name.0 + 20, name.1);
    send(&mut desk, MouseKind::Press, name);
    assert_eq!(desk.at(), "reader: article 1/5 · passage 3/10 [Charles Babbage]");
    assert!(desk.state.chosen.is_none());
    send(&mut desk, MouseKind::Press, name);
    assert_eq!(desk.state.chosen.as_ref().unwrap().name, "Charles Babbage");
    send(&mut desk, MouseKind::Press, (x, y));
    assert!(desk.state.reader.mention.is_none(), "words beside it are no name");
    assert_eq!(desk.state.reader.passage, 2);
}

#[test]
fn a_click_on_a_tab_turns_to_it() {
    let mut desk = Desk::new();
    click(&mut desk, "places ");
    assert_eq!((desk.state.sidebar.tab, desk.state.focus), (Tab::Places, Pane::Sidebar));
    let mut desk = Desk::sized(80, 24);
    desk.keys("3");
    click(&mut desk, "places ");
    assert_eq!(desk.state.sidebar.tab, Tab::Places, "in the overlay too");
}

#[test]
fn the_wheel_scrolls_what_is_under_it_and_leaves_the_focus() {
    let mut desk = Desk::sized(120, 14);
    send(&mut desk, MouseKind::WheelDown, (60, 6));
    assert_eq!((desk.state.reader.top, desk.state.focus), (3, Pane::Articles));
    send(&mut desk, MouseKind::WheelUp, (60, 6));
    assert_eq!(desk.state.reader.top, 0);
    desk.keys("gp");
    let before = picker(&desk);
    send(&mut desk, MouseKind::WheelDown, (60, 13));
    assert_eq!(picker(&desk), before);
}

#[test]
fn a_border_follows_the_drag_as_far_as_it_can() {
    let mut desk = Desk::new();
    let width = |desk: &Desk| desk.state.desk().articles.unwrap().w;
    let x = width(&desk);
    send(&mut desk, MouseKind::Press, (x, 5));
    for (to, want) in [(30, 30), (119, 46), (0, 14), (22, 22)] {
        send(&mut desk, MouseKind::Drag, (to, 5));
        assert_eq!(width(&desk), want);
    }
    send(&mut desk, MouseKind::Release, (22, 5));
    send(&mut desk, MouseKind::Drag, (40, 5));
    assert_eq!(width(&desk), 22);
    let side = desk.state.desk().sidebar.unwrap().x - 1;
    send(&mut desk, MouseKind::Press, (side, 5));
    send(&mut desk, MouseKind::Drag, (90, 5));
    assert_eq!(desk.state.desk().sidebar.unwrap().x, 91);
}

#[test]
fn a_click_in_a_picker_goes_to_a_row_and_another_takes_it() {
    let mut desk = Desk::new();
    desk.keys("gp");
    click(&mut desk, "Mary Somerville  Somerville");
    assert!(desk.state.picker.is_some());
    click(&mut desk, "Mary Somerville  Somerville");
    assert!(desk.state.picker.is_none());
    assert_eq!(desk.state.chosen.as_ref().unwrap().name, "Mary Somerville");
}

#[test]
fn a_click_closes_nothing_that_is_being_written() {
    let mut desk = Desk::new();
    desk.keys("2eone");
    click(&mut desk, "Letter from");
    desk.keys("<space>two<esc>");
    assert_eq!(crate::support::look::noted(&desk), "one two");
}

#[test]
fn a_flood_of_clicks_and_turns_breaks_nothing() {
    let mut throw = crate::support::library::dice(7);
    for (w, h) in [(120, 40), (80, 24), (45, 12), (20, 5), (1, 1)] {
        let mut desk = Desk::sized(w, h);
        for step in 0..4_000 {
            let kind = [
                MouseKind::WheelUp,
                MouseKind::WheelDown,
                MouseKind::Press,
                MouseKind::Drag,
                MouseKind::Release,
            ][throw(5)];
            // Beyond the screen too, as after it became smaller.
            let at = (throw(usize::from(w) + 3) as u16, throw(usize::from(h) + 3) as u16);
            send(&mut desk, kind, at);
            if step % 50 == 0 {
                let keys = ["gp", "<esc>", "gP", "q", "e", "<esc>", "]r=", "3", "z", "/", "2w"];
                desk.keys(keys[throw(keys.len())]);
                desk.send(Msg::Resize(1 + throw(130) as u16, 1 + throw(45) as u16));
                desk.screen();
                crate::keys::check_invariants(&desk, step, "the mouse");
            }
        }
    }
}
