//! The pictures of the README: the real screens, drawn from the buffers of the tests. `IBID_PICTURES=write cargo test
//! --test it pictures` draws them anew.

use std::fs;
use std::path::Path;

use ibid::app::{State, update};
use ibid::keymap::{Keymap, parse_keys};
use ibid::ui::{Theme, paint};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::seeds::Shelf;
use crate::support::svg::picture;

/// The pictures: a name, the size of the screen, the keys that lead there.
const PICTURES: &[(&str, (u16, u16), &str)] = &[
    ("reader", (120, 34), "3j<enter>nn"),
    ("related", (120, 34), "2}}}gr"),
    ("compare", (120, 34), "2}}}="),
    ("mentions", (120, 34), "3j<enter>gm<down><down>"),
    ("person", (120, 34), "3jgP"),
    ("correct", (80, 24), "3j<enter>c"),
];

#[test]
fn the_readme_shows_the_real_screens() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/screens");
    let readme = include_str!("../../README.md");
    let mut shelf = Shelf::new();
    for (name, size, keys) in PICTURES {
        let drawn = picture(&screen(&mut shelf, *size, keys));
        let path = folder.join(format!("{name}.svg"));
        if std::env::var_os("IBID_PICTURES").is_some() {
            fs::write(&path, &drawn).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == drawn,
            "{name} is not as it is drawn now: IBID_PICTURES=write draws it anew"
        );
        assert!(
            readme.contains(&format!("assets/screens/{name}.svg")),
            "{name} is not in the README"
        );
    }
    let known = fs::read_dir(&folder).unwrap().count();
    assert_eq!(known, PICTURES.len(), "a picture that nothing draws");
}

/// The screen that some keys lead to, all requests answered at once.
fn screen(shelf: &mut Shelf, (w, h): (u16, u16), keys: &str) -> Buffer {
    let (mut state, asked) = State::new(Keymap::default(), (w, h));
    shelf.serve(&mut state, asked);
    for key in parse_keys(keys).unwrap() {
        let asked = update(&mut state, ibid::app::Msg::Key(key));
        shelf.serve(&mut state, asked);
    }
    let mut buffer = Buffer::empty(Rect::new(0, 0, w, h));
    paint(&state, &Theme::shipped("dusk").unwrap(), &mut buffer);
    buffer
}
