//! The commands, in a clean environment.

use crate::support::cli::Place;

#[test]
fn help_tells_all_commands() {
    insta::assert_snapshot!(Place::new().ibid(&["--help"]));
}

#[test]
fn mistakes_say_what_to_do_next() {
    let place = Place::new();
    for (args, code, want) in [
        (&["artcles"][..], 2, "hint: there is a command `ibid articles`"),
        (&["no/such/folder"], 2, "error: no/such/folder: no such file or folder"),
        (&["articles"], 1, "error: your library is empty"),
        (&["articles"], 1, "hint: see what ibid does with `ibid demo`"),
        (&["--library", "a b.db", "stats"], 2, "add SOURCE`"),
        (&["mentions"], 2, "<NAME>..."),
        (&["articles", "--color", "pink"], 2, "[possible values: auto, always, never]"),
        (&["show", "1", "--nonsense"], 2, "--nonsense"),
    ] {
        let ran = place.ibid(args).expect(code);
        assert!(ran.stderr.contains(want), "{args:?} does not say {want:?}:\n{ran}");
        assert_eq!(ran.stdout, "", "{args:?}");
    }
}

#[test]
fn a_file_that_is_no_library_is_refused_and_left_alone() {
    let place = Place::new();
    place.write("notes.txt", "shopping: milk");
    let ran = place.ibid(&["--library", "notes.txt", "stats"]).expect(2);
    assert!(ran.stderr.contains("notes.txt is not a library of ibid"), "{ran}");
    assert_eq!(std::fs::read(place.path("work/notes.txt")).unwrap(), b"shopping: milk");
}
