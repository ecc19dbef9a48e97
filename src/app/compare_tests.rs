//! What stands beside what, and what of it is marked.

use super::*;
use crate::model::{Passage, PassageRef};

/// Articles of one-line passages: `#` title, `~` furniture.
fn article(lines: &[&str]) -> Article {
    let mut made = Article::default();
    for line in lines {
        let (kind, line) = match line.split_once(' ') {
            Some(("#", rest)) => (PassageKind::Title, rest),
            Some(("~", rest)) => (PassageKind::Furniture, rest),
            _ => (PassageKind::Body, *line),
        };
        let start = made.text.len();
        made.text.push_str(line);
        made.passages.push(Passage { span: Span::at(start, made.text.len()), kind });
        made.text.push('\n');
    }
    made
}

/// Each pair as `left | right`, `→2` behind a passage that the third of the other article tells.
#[track_caller]
fn check(a: &[&str], b: &[&str], links: &[(u32, u32)], want: &[&str]) {
    let [id_a, id_b] = [1, 2].map(ArticleId);
    let link = |&(a, b): &(u32, u32)| Link {
        a: PassageRef { article: id_a, ordinal: a },
        b: PassageRef { article: id_b, ordinal: b },
        kind: LinkKind::Edited,
        score: 0.9,
    };
    let articles = [(id_a, article(a)), (id_b, article(b))];
    let shared = vec![String::new(); links.len()];
    let two = TwoArticles { articles, links: links.iter().map(link).collect(), shared };
    let shown = |version: &Option<Version>| {
        version.as_ref().map_or(String::new(), |version| match version.told_in {
            Some(told_in) => format!("{}→{told_in}", version.text),
            None => version.text.clone(),
        })
    };
    let found: Vec<String> =
        pairs(&two).iter().map(|pair| pair.versions.each_ref().map(shown).join(" | ")).collect();
    assert_eq!(found, want);
}

#[test]
fn passages_stand_beside_what_tells_the_same() {
    check(
        &["# T", "a", "b", "c", "~ home"],
        &["# U", "x", "b'", "y", "a'", "z"],
        &[(2, 2), (1, 4)],
        &["T | U", " | x", "a | a'", " | z", "b | b'", " | y", "c | "],
    );
}

#[test]
fn a_passage_that_two_tell_stands_beside_one_and_is_named_at_the_other() {
    check(&["a", "b"], &["ab"], &[(1, 0), (0, 0)], &["a→0 | ", "b | ab"]);
    check(&["ab"], &["a", "b"], &[(0, 0), (0, 1)], &["ab | a", " | b→0"]);
}

#[test]
fn nothing_in_common_is_no_trouble() {
    check(&[], &["x"], &[(7, 7)], &[" | x"]);
    check(&["a"], &[], &[], &["a | "]);
}

#[test]
fn a_number_that_differs_has_a_sign_and_marks_lie_on_characters() {
    let text = |pair: &Pair| pair.versions.each_ref().map(|v| v.as_ref().unwrap().text.clone());
    let pair = Pair::new((0, "über\n370 Töte,"), (0, "Über 450 Töte"), None);
    assert_eq!(text(&pair), ["über ≠370 Töte,", "Über ≠450 Töte"]);
    for version in pair.versions.iter().flatten() {
        let marked: Vec<&str> =
            version.marks.iter().map(|(span, _)| span.of(&version.text)).collect();
        assert!(matches!(marked.as_slice(), ["≠370" | "≠450"]), "{marked:?}");
    }
}

#[test]
fn where_little_is_shared_that_is_marked() {
    let pair = Pair::new(
        (0, "the terror spread at once"),
        (0, "of terror, much more has come to be"),
        None,
    );
    assert!(pair.marks_shared());
    let [Some(left), _] = &pair.versions else { panic!("two versions") };
    assert_eq!(left.marks, [(Span::at(4, 10), Marked::Shared)]);
}
