//! Any text on any screen: the cells of every script add up, and what is marked stays on its words.

use ibid::app::Msg;
use ibid::model::EntityKind;
use ibid::text::cells;
use ratatui::style::Modifier;

use crate::support::collection::Collection;
use crate::support::desk::Desk;
use crate::support::screen::drawn;
use ibid::ui::Theme;

/// A name in each script, with the words it stands among.
const NAMES: &[&str] = &[
    "王小明",
    "山田太郎",
    "김철수",
    // The same as conjoining letters.
    "\u{1100}\u{1175}\u{11b7}\u{110e}\u{1165}\u{11af}\u{1109}\u{116e}",
    "فلاديمير بوتين",
    "בשאר אל-אסד",
    "E\u{301}mile Zola\u{308}",
    "Ada 👩‍👩‍👧 Lovelace",
    "ﾊﾞﾊﾞ",
    "Анна Ахматова",
    "नरेन्द्र मोदी",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsvorsitzender",
];

fn collection() -> Collection {
    let mut made = Collection::default();
    let mut text = String::from("# 東京 서울 القاهرة 👍🏽 news\n");
    for (id, &name) in (1..).zip(NAMES) {
        made.name(EntityKind::Person, name);
        text.push_str(&format!(
            "\tOn 月曜日 [{id}:{name}] said “안녕하세요” to שלום and e\u{301}\u{323} then 👨‍👩‍👧‍👦 left; مرحبا again.\n"
        ));
    }
    made.add("東京 서울 القاهرة 👍🏽 news", "新聞", None, &text);
    made
}

#[test]
fn the_cells_of_every_row_add_up_at_every_width() {
    for w in (1..=130).step_by(3) {
        for keys in ["", "2llll", "3j", "gm", "gp"] {
            let mut desk = Desk::of(collection(), w, 30);
            desk.keys("3<enter>");
            desk.keys(keys);
            let buffer = drawn(&desk.state, &Theme::default());
            for y in 0..30 {
                let mut x = 0;
                while x < w {
                    let symbol = buffer[(x, y)].symbol();
                    let width = cells(symbol) as u16;
                    assert!(width > 0, "a cell of no width at {x},{y} of {w}: {symbol:?}");
                    for rest in x + 1..(x + width).min(w) {
                        assert_eq!(buffer[(rest, y)].symbol(), " ", "behind {symbol:?} at {x},{y}");
                    }
                    x += width;
                }
                assert_eq!(x, w, "a character leaves the row at {keys:?}, {w} cells");
            }
        }
    }
}

#[test]
fn what_is_marked_stays_on_its_words() {
    for w in [40, 63, 80, 120] {
        let mut desk = Desk::of(collection(), w, 60);
        desk.keys("2z");
        for name in NAMES {
            desk.keys("l");
            desk.send(Msg::Resize(w, 60));
            let buffer = drawn(&desk.state, &Theme::default());
            let mut marked = String::new();
            for y in 2..58 {
                for x in 0..w {
                    let cell = &buffer[(x, y)];
                    let is_word = !["▌", "▐", "┃"].contains(&cell.symbol());
                    if cell.modifier.contains(Modifier::REVERSED) && is_word {
                        marked.push_str(cell.symbol());
                    }
                }
            }
            let tight = |text: &str| text.split_whitespace().collect::<String>();
            assert_eq!(tight(&marked), tight(name), "at {w} cells");
        }
    }
}

#[test]
fn every_size_is_drawn() {
    for w in 1..=300 {
        let mut desk = Desk::of(collection(), w, 1 + w % 100);
        desk.keys("2}");
        desk.screen();
        desk.send(Msg::Resize(301 - w, 100 - w % 100));
        desk.screen();
    }
}
