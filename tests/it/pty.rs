//! The real binary in a terminal: that it opens, obeys keys and signals, and gives the terminal back.
#![cfg(unix)]

use std::fs;
use std::time::Duration;

use ibid::runtime::TerminalGuard;
use tempfile::TempDir;

use crate::support::pty::{Pty, ibid, program};

/// The reader on the seeds, all five articles listed and one open.
fn on_seeds() -> Pty {
    let mut pty = ibid(["seeds"]).indexed().start();
    pty.wait_for("Articles 5");
    pty.wait_for("passage 1/");
    pty
}

#[track_caller]
fn leave(pty: &mut Pty) {
    pty.keys("\u{3}");
    let status = pty.wait_end();
    assert!(status.success(), "{status}");
    pty.assert_given_back();
}

#[test]
fn the_reader_opens_and_leaves_the_terminal_as_it_was() {
    let mut pty = on_seeds();
    pty.wait_for("Bashar al-Assad");
    leave(&mut pty);
}

#[test]
fn one_key_walks_through_all_mentions_of_a_person_across_the_articles() {
    let mut pty = on_seeds();
    pty.wait_for("Bashar al-Assad");
    pty.keys("3").wait_for("Enter choose");
    pty.keys("\r");
    let screen = pty.wait_for("Bashar al-Assad 1/");
    let status = screen.lines().last().unwrap();
    let total = status.split("Assad 1/").nth(1).unwrap().split(' ').next().unwrap();
    let total: usize = total.parse().unwrap();
    assert!(total > 20, "{total} mentions");
    let mut articles = Vec::new();
    for place in 1..=total {
        if place > 1 {
            pty.keys("n");
        }
        let screen = pty.wait_for(&format!("Bashar al-Assad {place}/{total} · article "));
        let (_, article) = screen.rsplit_once("· article ").unwrap();
        articles.push(article.split(' ').next().unwrap().to_owned());
        assert!(screen.contains('▌'), "the mention cannot be seen\n{screen}");
    }
    articles.dedup();
    assert_eq!(articles, ["1/5", "2/5", "3/5", "4/5", "5/5"]);
    leave(&mut pty);
}

#[test]
fn a_related_passage_is_one_jump_away_and_so_is_the_way_back() {
    let mut pty = on_seeds();
    pty.wait_for("⇄");
    pty.keys("2").wait_for("* choose");
    pty.keys("\u{c}").wait_for("⇄");
    pty.keys("gr").wait_for("Related passages");
    pty.keys("\r").wait_without("Related passages");
    pty.wait_until("another article", |screen| !screen.contents().contains("article 1/5"));
    pty.keys("\u{f}").wait_for("article 1/5");
    leave(&mut pty);
}

#[test]
fn two_passages_are_compared_and_then_their_articles() {
    let mut pty = on_seeds();
    pty.keys("2").wait_for("⇄");
    pty.keys("]rgr").wait_for("Related passages");
    pty.wait_for("edited");
    pty.keys("=").wait_for("whole articles");
    pty.keys("=").wait_for("only here");
    pty.keys("q").wait_for("Related passages");
    pty.keys("\u{1b}").wait_without("Related passages");
    leave(&mut pty);
}

#[test]
fn what_is_said_of_a_person_shows_at_once_and_the_next_time() {
    let home = TempDir::new().unwrap();
    let mut pty = ibid(["seeds"]).home(home.path()).indexed().start();
    pty.wait_for("Bashar al-Assad");
    pty.keys("3").wait_for("Enter choose");
    pty.keys("cr").wait_for("Bashar al-Assad is called");
    pty.keys("\u{15}Dr Bashar\r").wait_for("Bashar al-Assad is called Dr Bashar");
    pty.wait_until("the new name in the list", |screen| {
        screen.rows(40, 80).any(|row| row.contains("Dr Bashar") && !row.contains("called"))
    });
    pty.keys("u").wait_for("undone: ");
    pty.wait_until("the old name again", |screen| {
        screen.rows(80, 40).any(|row| row.contains("Bashar al-Assad"))
    });
    pty.keys("U").wait_for("again: ");
    leave(&mut pty);
    let mut pty = ibid(["seeds"]).home(home.path()).start();
    pty.wait_for("Dr Bashar");
    pty.keys("cl").wait_for("Bashar al-Assad is called Dr Bashar");
    pty.keys("\u{1b}").wait_without("Judgements");
    leave(&mut pty);
}

#[test]
fn two_persons_filter_the_articles_and_a_page_leads_back_to_them() {
    let mut pty = on_seeds();
    pty.wait_for("Bashar al-Assad");
    pty.keys("3").wait_for("Enter choose");
    pty.keys("f").wait_for("al-Assad");
    pty.keys("jjf").wait_for("with al-Assad, ");
    pty.wait_for(" of 5");
    pty.keys("gP").wait_for(" mentions · ");
    pty.wait_for("in ");
    pty.keys("G\r").wait_without(" mentions · ");
    pty.wait_for(" · article ");
    pty.keys("1\u{1b}\u{1b}").wait_for("Articles 5");
    leave(&mut pty);
}

#[test]
fn a_filter_narrows_the_list_on_each_key() {
    let mut pty = on_seeds();
    pty.keys("1/").wait_for("\n /");
    pty.keys("xinhua").wait_for("Articles 1 of 5");
    pty.keys("\u{15}").wait_for("Articles 5");
    pty.keys("zqx").wait_for("Articles 0 of 5");
    pty.keys("\u{1b}").wait_for("Articles 5");
    leave(&mut pty);
}

#[test]
fn every_size_is_drawn() {
    let mut pty = ibid(["seeds"]).size(100, 30).indexed().start();
    pty.wait_for("Vladimir Putin");
    pty.resize(80, 24).wait_without("John Kerry");
    pty.wait_for("Articles 5");
    pty.resize(40, 12).wait_without("Related");
    pty.resize(20, 5).wait_for("ibid needs");
    pty.resize(1, 1).wait_without("ibid needs");
    pty.resize(120, 40).wait_for("Articles 5");
    pty.wait_for("John Kerry");
    leave(&mut pty);
}

#[test]
fn a_signal_ends_it_in_order() {
    for signal in ["TERM", "HUP", "INT"] {
        let mut pty = on_seeds();
        pty.signal(signal);
        let status = pty.wait_end();
        assert!(!status.success() && status.signal().is_some(), "{signal}: {status}");
        pty.assert_given_back();
    }
}

#[test]
fn it_stops_and_comes_back_as_the_shell_says() {
    let script = r#"set -m; "$1" seeds; echo "in the shell"; fg; echo "at the end""#;
    let mut pty = program("/bin/sh", ["-c", script, "sh", env!("CARGO_BIN_EXE_ibid")]).start();
    pty.wait_for("passage 1/");
    pty.keys("\u{1a}");
    pty.wait_until("the shell and then the reader", |screen| {
        screen.alternate_screen() && screen.contents().contains("passage 1/")
    });
    pty.wait_raw("in the shell");
    pty.wait_for("passage 1/");
    pty.keys("\u{3}");
    pty.wait_raw("at the end");
    assert!(pty.wait_end().success());
    pty.assert_given_back();
}

#[test]
fn a_panic_gives_the_terminal_back_and_can_be_read() {
    let this_test = "pty::a_panic_gives_the_terminal_back_and_can_be_read";
    if std::env::var_os("IBID_TEST_PANIC").is_some() {
        let _guard = TerminalGuard::enter(|_| {}).unwrap();
        panic!("panicked on purpose");
    }
    let this = std::env::current_exe().unwrap();
    let args = [this_test, "--exact", "--nocapture"];
    let mut pty = program(this.to_str().unwrap(), args).env("IBID_TEST_PANIC", "1").start();
    pty.wait_end();
    pty.assert_given_back();
    assert!(String::from_utf8_lossy(&pty.raw()).contains("panicked on purpose"));
}

#[test]
fn escapes_in_titles_texts_and_names_never_reach_the_terminal() {
    let folder = TempDir::new().unwrap();
    let attack = "\u{1b}]0;owned\u{7}\u{1b}[31mred\u{9b}2J\u{1b}P1$r\u{1b}\\";
    let text = format!("Attack {attack} in the title\n\nHe said {attack} and left for Moscow.\n");
    fs::write(folder.path().join("one.txt"), text).unwrap();
    fs::write(folder.path().join("two\u{1b}[2J\u{7}.txt"), "\0\u{1}\u{2}binary").unwrap();
    let mut pty = ibid([folder.path()]).start();
    pty.wait_for("Attack ␛]0;owned␇");
    pty.wait_for("He said ␛]0;owned␇");
    leave(&mut pty);
    let raw = pty.raw();
    for harm in ["\u{1b}]0;", "\u{1b}[31mred", "\u{9b}", "\u{1b}P1", "two\u{1b}"] {
        let found = raw.windows(harm.len()).any(|bytes| bytes == harm.as_bytes());
        assert!(!found, "{harm:?} was sent to the terminal");
    }
}

#[test]
fn no_color_means_none() {
    for (name, value, has_color) in [("LANG", "C", true), ("NO_COLOR", "1", false)] {
        let mut pty = ibid(["seeds"]).env(name, value).indexed().start();
        pty.wait_for("Bashar al-Assad");
        pty.keys("3").wait_for("Enter choose");
        pty.keys("\r").wait_for("Bashar al-Assad 1/");
        leave(&mut pty);
        assert_eq!(sends_color(&pty.raw()), has_color, "{name}");
    }
}

/// Whether the output sets a colour; going back to the terminal's own is none.
fn sends_color(raw: &[u8]) -> bool {
    let text = String::from_utf8_lossy(raw);
    text.split("\u{1b}[").skip(1).any(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap_or(rest.len());
        let (codes, after) = rest.split_at(end);
        let is_color =
            |code: &str| matches!(code.parse(), Ok(30..=38 | 40..=48 | 90..=97 | 100..=107));
        after.starts_with('m') && codes.split(';').any(is_color)
    })
}

#[test]
fn what_was_read_stays_read() {
    let home = TempDir::new().unwrap();
    // An unread article has a sign before its title, and the open one another.
    let is_read = |screen: &vt100::Screen| screen.contents().contains("   Assad-Putin talks c");
    let folder = home.path().join(".config/ibid");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config.toml"), "read-after = 0.1\n").unwrap();
    let start = || {
        let mut pty = ibid(["seeds"]).home(home.path()).indexed().start();
        pty.wait_for("Articles 5");
        pty.wait_for(" · passage ");
        pty
    };
    let mut pty = start();
    pty.keys("2G").wait_for("passage 32/32");
    // Time is what it is about.
    std::thread::sleep(Duration::from_millis(500));
    pty.keys("1j\r").wait_until("the article read", is_read);
    leave(&mut pty);
    let mut pty = start();
    pty.keys("1j\r").wait_until("the article still read", is_read);
    leave(&mut pty);
}

#[test]
fn a_note_is_there_the_next_time() {
    let home = TempDir::new().unwrap();
    let mut pty = ibid(["seeds"]).home(home.path()).indexed().start();
    pty.wait_for(" · passage ");
    pty.keys("2").wait_for("* choose");
    pty.keys("}e").wait_for("note on ");
    pty.keys("look into this\u{1b}").wait_for("note kept");
    pty.keys("s").wait_for("★");
    pty.keys("mQ").wait_for("marked Q");
    leave(&mut pty);
    let mut pty = ibid(["seeds"]).home(home.path()).start();
    pty.wait_for("★✎");
    pty.keys("gn").wait_for("look into this");
    pty.keys("\r").wait_without("Notes");
    pty.wait_for("passage 2/");
    pty.keys("G'Q").wait_for("passage 2/");
    leave(&mut pty);
}

#[test]
fn the_screen_is_found_as_it_was_left() {
    let home = TempDir::new().unwrap();
    let mut pty = ibid(["seeds"]).home(home.path()).indexed().start();
    pty.wait_for("Bashar al-Assad");
    pty.keys("3").wait_for("Enter choose");
    pty.keys("\r").wait_for("Bashar al-Assad 1/");
    pty.keys("]a").wait_for("article 2/5");
    pty.keys("G").wait_until("the end of it", |screen| !screen.contents().contains("passage 1/"));
    pty.keys("1/assad\r").wait_for("/assad");
    pty.signal("KILL");
    pty.wait_end();
    // A kill right after a key may lose it, but never the file; an orderly end loses nothing.
    let mut pty = ibid(["seeds"]).home(home.path()).start();
    pty.wait_for(" · passage ");
    pty.keys("1/\u{15}assad\r").wait_for("/assad");
    pty.keys("2").wait_for("passage ");
    pty.signal("TERM");
    pty.wait_end();
    let mut pty = ibid(["seeds"]).home(home.path()).start();
    pty.wait_for("/assad");
    pty.wait_for(" · passage ");
    leave(&mut pty);
}

#[test]
fn a_screen_reader_finds_the_cursor_on_the_row() {
    let mut pty = ibid(["--plain", "seeds"]).indexed().start();
    pty.wait_for("articles, 5");
    pty.keys("j");
    pty.wait_until("the cursor on the second article", |screen| {
        let (row, _) = screen.cursor_position();
        let line = screen.rows(0, 120).nth(usize::from(row)).unwrap_or_default();
        !screen.hide_cursor() && line.starts_with("Assad Meets Putin")
    });
    leave(&mut pty);
}

#[test]
fn the_settings_of_the_user_hold() {
    let home = TempDir::new().unwrap();
    let folder = home.path().join(".config/ibid");
    fs::create_dir_all(&folder).unwrap();
    let settings = "text-width = 40\nmood = 1\n[keys]\nnext-passage = \"J\"\n";
    fs::write(folder.join("config.toml"), settings).unwrap();
    let mut pty = ibid(["seeds"]).home(home.path()).indexed().start();
    pty.wait_for("line 2: there is no setting \"mood\"");
    let screen = pty.wait_for("military");
    let column = |line: &str| line.split('│').nth(1).map_or(0, |line| line.trim().chars().count());
    let widest = screen.lines().skip(2).map(column).max().unwrap();
    assert!((30..=50).contains(&widest), "{widest} cells\n{screen}");
    pty.keys("2J").wait_for("passage 2/");
    leave(&mut pty);
}

/// A second reader, from start to end, is the time the first one idles.
#[cfg(target_os = "linux")]
#[test]
fn an_idle_reader_uses_no_processor_and_paints_nothing() {
    let mut idle = on_seeds();
    idle.wait_for("Bashar al-Assad");
    idle.wait_for("⇄");
    idle.wait_for("less sure");
    idle.keys("3").wait_for("Enter choose");
    let (ticks, written) = (idle.ticks(), idle.raw().len());
    for _ in 0..2 {
        leave(&mut on_seeds());
    }
    assert_eq!((idle.ticks(), idle.raw().len()), (ticks, written));
    leave(&mut idle);
}
