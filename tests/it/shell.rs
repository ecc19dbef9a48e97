//! What ibid prints for a shell and for a manual.

use std::process::Command;

use crate::support::cli::Place;

/// The commands that `ibid help` lists.
fn commands(place: &Place) -> Vec<String> {
    let help = place.ibid(&["--help"]).expect(0).stdout;
    let (_, listed) = help.split_once("Commands:\n").unwrap();
    let (listed, _) = listed.split_once("\n\n").unwrap();
    let names = listed.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn every_command_has_a_manual_page() {
    let place = Place::new();
    let ibid = place.ibid(&["man"]).expect(0).stdout;
    for name in commands(&place).iter().filter(|name| *name != "help") {
        assert!(ibid.contains(&format!("ibid\\-{name}(1)")), "{name}: {ibid}");
        let page = place.ibid(&["man", name]).expect(0).stdout;
        assert!(page.contains(&format!(".TH ibid-{name} 1")), "{page}");
        assert!(page.contains(&format!("\\fBibid {name}\\fR")), "{page}");
    }
    assert!(place.ibid(&["man", "eval", "links"]).expect(0).stdout.contains("\\fBibid eval links"));
    assert!(place.ibid(&["man", "nix"]).expect(2).stderr.contains("there is no command nix"));
}

#[test]
fn every_shell_completes_every_command() {
    let place = Place::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = place.ibid(&["completions", shell]).expect(0).stdout;
        for name in commands(&place) {
            assert!(script.contains(&name), "{shell}: {name}");
        }
    }
}

#[test]
fn bash_completes_by_what_was_printed() {
    let place = Place::new();
    let script = place.ibid(&["completions", "bash"]).expect(0).stdout;
    let asked =
        "COMP_WORDS=(ibid men); COMP_CWORD=1; _ibid ibid men ibid; echo \"${COMPREPLY[@]}\"";
    let output = Command::new("bash").args(["-c", &format!("{script}\n{asked}")]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "mentions\n");
}
