//! The screen for those who have it read to them.

use ibid::app::Pane;
use ibid::text::cells;
use ibid::ui::{Theme, paint};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::support::desk::Desk;

/// The row of the screen that the real cursor is on.
fn under_cursor(desk: &Desk) -> String {
    let (w, h) = desk.state.screen;
    let mut buffer = Buffer::empty(Rect::new(0, 0, w, h));
    let theme = Theme::shipped("plain").unwrap();
    let (_, y) = paint(&desk.state, &theme, &mut buffer).expect("a cursor");
    desk.screen().lines().nth(usize::from(y)).unwrap_or("").trim().to_owned()
}

#[test]
fn the_cursor_is_on_the_row_that_the_keys_are_for() {
    let mut desk = Desk::new().plain();
    assert_eq!(under_cursor(&desk), "Engine shown in London, The Courier, 14 Oct 1843, unread");
    desk.keys("j");
    assert!(under_cursor(&desk).starts_with("A countess explains the machine, "));
    desk.keys("s/count");
    assert_eq!(under_cursor(&desk), "filter: count");
    desk.keys("<enter>");
    assert!(under_cursor(&desk).ends_with("unread, starred"), "{}", under_cursor(&desk));
    desk.keys("<esc>gg2}}");
    assert!(under_cursor(&desk).starts_with("Charles Babbage showed a part"));
    desk.keys("}l");
    assert!(desk.screen().contains("[Ada Lovelace], who has written"), "{}", desk.screen());
    desk.keys("3j");
    assert_eq!(under_cursor(&desk), "Charles Babbage, 4 here, 8 in the library");
    desk.keys("gpfara");
    assert_eq!(under_cursor(&desk), "type: fara");
    assert!(desk.screen().contains("row 1 of 1: Michael Faraday"), "{}", desk.screen());
}

#[test]
fn everything_is_told_in_words_and_no_line_is_drawn() {
    for keys in [
        "", "2}}}}l", "3", "3ll", "gp", "gm", "?", ":", "g", "]r=", "]r==", "3gP", "2}e", "3cr",
        "2/lo", "2lw", "''", "gn", "cl",
    ] {
        for (w, h) in [(120, 40), (80, 24), (40, 12), (1, 1), (20, 5)] {
            let mut desk = Desk::sized(w, h).plain();
            desk.keys(keys);
            let screen = desk.screen();
            let sign = screen.chars().find(|c| "│─━┃┊▸•◆●⇄✎★▌▐┼┴▁█".contains(*c));
            assert_eq!(sign, None, "{keys:?} at {w}x{h}:\n{screen}");
            assert!(screen.lines().all(|line| cells(line) <= usize::from(w)));
        }
    }
}

#[test]
fn there_is_ever_but_one_column() {
    let mut desk = Desk::new().plain();
    for pane in Pane::ALL {
        let shown = desk.state.desk();
        let panes = [shown.articles, shown.reader, shown.sidebar];
        assert_eq!(panes.iter().flatten().count(), 1, "{pane:?}");
        desk.keys("<tab>");
    }
    insta::assert_snapshot!("plain_reader", {
        desk.keys("2}}}}l");
        desk.screen()
    });
    insta::assert_snapshot!("plain_page", {
        desk.keys("gP");
        desk.screen()
    });
}
