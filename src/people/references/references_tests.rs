//! Whose the pronouns and descriptions of small texts are.

use crate::model::{Article, EntityKind, Form, Mention, Passage, PassageKind};
use crate::people::read_from;
use crate::text::Span;

/// Takes a text with its names in brackets, a passage a line; gives the article and those names.
pub(super) fn unmark(marked: &str) -> (Article, Vec<Mention>) {
    let mut text = String::new();
    let mut names = Vec::new();
    let mut start = 0;
    for c in marked.chars() {
        match c {
            '[' => start = text.len(),
            ']' => names.push(Mention {
                span: Span::at(start, text.len()),
                kind: EntityKind::Person,
                form: Form::Name,
                confidence: 1.0,
                rule: "given".into(),
            }),
            c => text.push(c),
        }
    }
    let mut at = 0;
    let mut passages = Vec::new();
    for line in text.split('\n') {
        passages.push(Passage { span: Span::at(at, at + line.len()), kind: PassageKind::Body });
        at += line.len() + 1;
    }
    let article = Article { key: "a".into(), text, passages, ..Article::default() };
    (article, names)
}

/// Says for each pronoun and description that is placed whose it is.
fn read(marked: &str) -> Vec<String> {
    let (article, names) = unmark(marked);
    let (mentions, chains) = read_from(&article, names);
    let mut out = Vec::new();
    for (at, mention) in mentions.iter().enumerate().filter(|(_, m)| m.form != Form::Name) {
        let chain = chains.iter().find(|chain| chain.mentions.contains(&(at as u32))).unwrap();
        out.push(format!("{}={}", mention.span.of(&article.text), chain.name));
    }
    out
}

#[track_caller]
fn check(marked: &str, want: &[&str]) {
    assert_eq!(read(marked), want);
}

#[test]
fn a_pronoun_is_the_subject_before_it() {
    check("[John Smith] left early. He was tired.", &["He=John Smith"]);
    check("[Mary Jones] met [John Smith]. She was late.", &["She=Mary Jones"]);
    check("[Mary Jones] sold her house.", &["her=Mary Jones"]);
}

#[test]
fn an_opening_phrase_waits_for_its_subject() {
    check("In her memoir, [Mary Jones] tells all.", &["her=Mary Jones"]);
}

#[test]
fn nobody_is_chosen_where_someone_else_may_be_meant() {
    check("[John Smith] and [Peter Jones] met. He left.", &[]);
    check("A spokesman for [John Smith] said he would comment.", &[]);
    check("[Mary Jones] left. He stayed.", &[]);
}

#[test]
fn i_is_the_speaker() {
    check("\"I am glad,\" [John Smith] said.", &["I=John Smith"]);
    check("[Mary Jones] said: \"I never met [John Smith].\"", &["I=Mary Jones"]);
    check("I met [John Smith].", &[]);
}

#[test]
fn descriptions_by_role_and_nation() {
    check(
        "Syrian President [Bashar Assad] met Russian President [Vladimir Putin].\nThe Syrian leader left.",
        &["The Syrian leader=Bashar Assad"],
    );
    check(
        "Embattled President [Bashar Assad] flew to Moscow to see [Vladimir Putin].\nThe embattled leader stayed.",
        &["The embattled leader=Bashar Assad"],
    );
    check("The president met [John Smith].", &[]);
}

#[test]
fn anything_can_be_read() {
    for odd in
        ["", "\"", "he", "\"I\"", "[A]", "the", "His his his", "[He] said \"I", "the president of"]
    {
        let _ = read(odd);
    }
}

#[test]
fn one_line_of_many_people_is_read() {
    let person = |n: usize| {
        format!(
            "[Ann N{n:03}ville] said \"I know [N{n:03}ville]\" and he left the president with his aide "
        )
    };
    let text: String = (0..900).map(person).collect();
    let placed = read(&text);
    assert!(placed.len() < 3 * 900);
}

#[test]
fn a_family_name_of_two_is_doubtful() {
    let text = "Bill Carver met Ann Carver. Carver left.";
    let name = |start: usize, end: usize| Mention {
        span: Span::at(start, end),
        kind: EntityKind::Person,
        form: Form::Name,
        confidence: 1.0,
        rule: "given".into(),
    };
    let passages = vec![Passage { span: Span::at(0, text.len()), kind: PassageKind::Body }];
    let article = Article { key: "a".into(), text: text.into(), passages, ..Article::default() };
    let (mentions, chains) = read_from(&article, vec![name(0, 11), name(16, 26), name(28, 34)]);
    assert_eq!(chains.len(), 2);
    assert!(mentions[2].confidence < 0.6 && mentions[1].confidence > 0.9);
}
