//! What is typed, and how it is understood.

use proptest::prelude::*;

use super::super::{Field, Kind, Label};
use super::*;

/// The tree in short.
fn shown(query: &Query) -> String {
    let joined = |parts: &[Query], by: &str| parts.iter().map(shown).collect::<Vec<_>>().join(by);
    match query {
        Query::All(parts) => format!("({})", joined(parts, " ")),
        Query::Any(parts) => format!("({})", joined(parts, " | ")),
        Query::Not(inner) => format!("-{}", shown(inner)),
        Query::Word(word) => word.clone(),
        Query::Phrase(words) => format!("[{words}]"),
        Query::Prefix(word) => format!("{word}*"),
        Query::Exact(word) => format!("'{word}"),
        Query::Start(word) => format!("^{word}"),
        Query::End(word) => format!("{word}$"),
        Query::Field(field) => match field {
            Field::Title(inner) => format!("title:{}", shown(inner)),
            Field::Text(inner) => format!("text:{}", shown(inner)),
            Field::Person(name) => format!("person:{}{}", name.typed, begun(name.is_begun)),
            Field::Org(name) => format!("org:{}{}", name.typed, begun(name.is_begun)),
            Field::Place(name) => format!("place:{}{}", name.typed, begun(name.is_begun)),
            Field::Source(words) => format!("source:{words}"),
            Field::Author(words) => format!("author:{words}"),
            Field::Date(days) => format!("date:{}..{}", days.from, days.to),
            Field::Kind(kind) => format!("kind:{kind:?}"),
            Field::Is(label) => format!("is:{label:?}"),
            Field::Tag(tag) => format!("tag:{tag}"),
            Field::Saved(name) => format!("saved:{}{}", name.typed, begun(name.is_begun)),
        },
    }
}

const fn begun(is_begun: bool) -> &'static str {
    if is_begun { "…" } else { "" }
}

#[track_caller]
fn check_parsed(text: &str, parsed: &Parsed, want: &str, faults: &[(&str, &str)]) {
    let Query::All(parts) = &parsed.query else { panic!("{:?}", parsed.query) };
    let tree = parts.iter().map(shown).collect::<Vec<_>>().join(" ");
    assert_eq!(tree, want, "{text}");
    let found: Vec<(&str, &str)> =
        parsed.faults.iter().map(|fault| (fault.place.of(text), fault.why.as_str())).collect();
    assert_eq!(found, faults, "{text}");
}

#[track_caller]
fn check(text: &str, want: &str, faults: &[(&str, &str)]) {
    check_parsed(text, &parse(text), want, faults);
}

#[track_caller]
fn check_typing(text: &str, want: &str, faults: &[(&str, &str)]) {
    check_parsed(text, &parse_typing(text), want, faults);
}

#[test]
fn words_and_phrases_are_all_asked_for() {
    check("assad  moscow", "assad moscow", &[]);
    check("\"air strikes\" syria", "[air strikes] syria", &[]);
    check("syria“air strikes”", "syria [air strikes]", &[]);
    check("«Да» „nein“ Assad-Putin U.S.", "[Да] [nein] Assad-Putin U.S.", &[]);
    check("don't it’s a - b ! c | d f(x) a)", "don't it’s a - b ! (c | d) f(x) a)", &[]);
    check("", "", &[]);
}

#[test]
fn signs_and_words_join_and_negate() {
    check("a or b c", "(a | b) c", &[]);
    check("a OR \"b c\" | d*", "(a | [b c] | d*)", &[]);
    check("-a !b -\"c d\" --e", "-a -b -[c d] e", &[]);
    check("(a b) or -(c or d) e", "((a b) | -((c | d))) e", &[]);
    check("'exact ^start end$ pre*", "'exact ^start end$ pre*", &[]);
    check("' ^ $ * 'a$", "' ^ $ * 'a$", &[]);
}

#[test]
fn fields_are_known_and_other_colons_are_not() {
    check("person:assad place:\"New York\" org:un", "person:assad place:New York org:un", &[]);
    check("title:visit title:\"air strikes\"", "title:visit title:[air strikes]", &[]);
    check("text:visit* -saved:\"to read\"", "text:visit* -saved:to read", &[]);
    check("date:2015-10..2015-11", "date:20151000..20151199", &[]);
    check("-is:read has:note kind:Quote tag:#EU", "-is:Read is:Noted kind:Quote tag:eu", &[]);
    check("source:tass (author:leal or PERSON:x)", "source:tass ((author:leal | person:x))", &[]);
    check("12:30 http://x.example a:b", "12:30 http://x.example a:b", &[]);
    assert!(matches!(parse("kind:quote").query, Query::All(parts)
        if parts == [Query::Field(Field::Kind(Kind::Quote))]));
    assert!(matches!(parse("is:starred has:star").query, Query::All(parts)
        if parts == [Query::Field(Field::Is(Label::Starred)), Query::Field(Field::Is(Label::Starred))]));
}

#[test]
fn a_word_is_a_beginning_while_it_is_typed() {
    for (text, want) in [
        ("assad mos", "assad mos*"),
        ("assad ", "assad"),
        ("\"air str\"", "[air str]"),
        ("\"air str", "[air str]"),
        ("a or", "a or*"),
        ("a or ", "a"),
        ("a or b", "(a | b*)"),
        ("-b", "-b*"),
        ("-", "-*"),
        ("(a b", "(a b*)"),
        ("person:put", "person:put…"),
        ("person:put ", "person:put"),
        ("person:", ""),
        ("date:2015-1", ""),
        ("is:unr", ""),
        ("", ""),
    ] {
        let faults =
            if text == "a or " { &[("or", "nothing stands behind this `or`")][..] } else { &[] };
        check_typing(text, want, faults);
    }
    check_typing("\"air ", "[air]", &[("\"", "this quotation mark is not closed")]);
}

#[test]
fn a_slip_is_told_with_its_place_and_the_rest_stands() {
    check("syria \"air str", "syria [air str]", &[("\"", "this quotation mark is not closed")]);
    check("a \"  \" b", "a b", &[("\"  \"", "nothing stands between these quotation marks")]);
    check("a \"", "a", &[("\"", "this quotation mark is not closed")]);
    check("a (b", "a (b)", &[("(", "this parenthesis is not closed")]);
    check("a () b", "a b", &[("()", "nothing stands between these parentheses")]);
    check("or a", "a", &[("or", "nothing stands before this `or`")]);
    check("a or", "a", &[("or", "nothing stands behind this `or`")]);
    check("person: a", "a", &[("person:", "nothing stands behind `person:`")]);
    check("persn:x", "persn:x", &[("persn:x", "there is no field `persn:`; `person:` is near")]);
    check("ttile:x", "ttile:x", &[("ttile:x", "there is no field `ttile:`; `title:` is near")]);
    check("is:red", "", &[("is:red", "`is:` knows read, unread, starred")]);
    check("date:2015-13", "", &[("date:2015-13", "a date is written 2015, 2015-10 or 2015-10-21")]);
    let deep = "(".repeat(1000) + "a" + &")".repeat(1000);
    assert!(parse(&deep).faults.iter().any(|fault| fault.why.starts_with("more parentheses")));
}

#[test]
fn an_empty_query_knows_it() {
    for (text, empty) in [("", true), (" \t", true), ("\"\"", true), ("a", false)] {
        assert_eq!(parse(text).query.is_empty(), empty, "{text:?}");
    }
    let parsed = parse_typing("a \"b c\" -x (e or person:f) title:g d").query;
    let wanted: Vec<&str> = parsed.wanted().into_iter().map(Query::typed).collect();
    assert_eq!(wanted, ["a", "b c", "e", "g", "d"]);
    let (texts, fields) = parsed.divided();
    assert_eq!(shown(&texts), "(a [b c] -x d*)");
    assert_eq!(shown(&fields), "(((e | person:f)) title:g)");
}

proptest! {
    #[test]
    fn any_text_has_a_tree_and_faults_inside_it(text in "(\\PC|[\" “”«»()|!:'$*^-]|or |is:|date:)*") {
        for parsed in [parse(&text), parse_typing(&text)] {
            for fault in &parsed.faults {
                prop_assert!(!fault.place.of(&text).is_empty());
            }
            for wanted in parsed.query.wanted().into_iter().map(Query::typed) {
                prop_assert!(text.contains(wanted) && !wanted.trim().is_empty());
            }
        }
    }
}
