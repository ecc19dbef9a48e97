//! From what was typed to the tree. Every text has a tree; what looks like a slip is told with its place.

use super::Query;
use crate::text::Span;

/// A query as it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// What is asked for, as well as can be told.
    pub query: Query,
    /// What seems wrong, in the order typed.
    pub faults: Vec<QueryFault>,
}

/// A slip in a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryFault {
    /// Where, in the text typed.
    pub place: Span,
    /// What is wrong, in lower case, without a full stop.
    pub why: &'static str,
}

/// Reads words separated by blanks and phrases between `"…"`, `“…”` or `«…»`; all of them are asked for.
///
/// A phrase left open runs to the end and is a fault, as is one that holds nothing.
pub fn parse(text: &str) -> Parsed {
    let (mut parts, mut faults) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let len = match rest.chars().next() {
            Some(c) if c.is_whitespace() => c.len_utf8(),
            Some(c) if closing_of(c).is_some() => phrase(rest, at, &mut parts, &mut faults),
            _ => {
                let word = word(rest);
                parts.push(Query::Word(word.to_owned()));
                word.len()
            }
        };
        at += len;
    }
    Parsed { query: Query::All(parts), faults }
}

/// Reads a query that is still being typed: a word at its very end may be the beginning of one.
pub fn parse_typing(text: &str) -> Parsed {
    let mut parsed = parse(text);
    if let Query::All(parts) = &mut parsed.query
        && let Some(Query::Word(word)) = parts.last()
        && text.ends_with(word.as_str())
    {
        let word = word.clone();
        parts.pop();
        parts.push(Query::Prefix(word));
    }
    parsed
}

/// Reads the phrase at the beginning of `rest`, which starts at byte `at`; returns its length in bytes.
fn phrase(rest: &str, at: usize, parts: &mut Vec<Query>, faults: &mut Vec<QueryFault>) -> usize {
    let mut signs = rest.chars();
    let closing = signs.next().and_then(closing_of).unwrap_or(&[]);
    let inner = signs.as_str();
    let opening = rest.len() - inner.len();
    let (words, len) = match inner.find(closing) {
        Some(end) => {
            let after = inner.get(end..).and_then(|rest| rest.chars().next());
            (inner.get(..end).unwrap_or(""), opening + end + after.map_or(0, char::len_utf8))
        }
        None => {
            let place = Span::at(at, at + opening);
            faults.push(QueryFault { place, why: "this quotation mark is not closed" });
            (inner, rest.len())
        }
    };
    match words.trim() {
        "" if len > opening => {
            let place = Span::at(at, at + len);
            faults.push(QueryFault { place, why: "nothing stands between these quotation marks" });
        }
        "" => {}
        words => parts.push(Query::Phrase(words.to_owned())),
    }
    len
}

/// Returns the word at the beginning of `rest`: all up to a blank or to a mark that opens a phrase.
fn word(rest: &str) -> &str {
    let ends = |c: char| c.is_whitespace() || closing_of(c).is_some();
    rest.find(ends).and_then(|end| rest.get(..end)).unwrap_or(rest)
}

/// The marks that close a phrase opened by `c`; `None` where `c` opens none.
fn closing_of(c: char) -> Option<&'static [char]> {
    match c {
        '"' => Some(&['"']),
        '“' | '„' => Some(&['”', '“', '"']),
        '«' => Some(&['»']),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The tree in short: words bare, phrases in `[]`; then the faults with the text they point at.
    #[track_caller]
    fn check(text: &str, want: &str, faults: &[(&str, &str)]) {
        check_parsed(text, &parse(text), want, faults);
    }

    #[track_caller]
    fn check_parsed(text: &str, parsed: &Parsed, want: &str, faults: &[(&str, &str)]) {
        let Query::All(parts) = &parsed.query else { panic!("{:?}", parsed.query) };
        let shown: Vec<String> = parts
            .iter()
            .map(|part| match part {
                Query::Word(word) => word.clone(),
                Query::Phrase(words) => format!("[{words}]"),
                Query::Prefix(word) => format!("{word}*"),
                Query::All(_) => unreachable!("a plain query has one level"),
            })
            .collect();
        assert_eq!(shown.join(" "), want);
        let found: Vec<(&str, &str)> =
            parsed.faults.iter().map(|fault| (fault.place.of(text), fault.why)).collect();
        assert_eq!(found, faults);
    }

    #[test]
    fn words_and_phrases_are_all_asked_for() {
        check("assad  moscow", "assad moscow", &[]);
        check("\"air strikes\" syria", "[air strikes] syria", &[]);
        check("syria“air strikes”", "syria [air strikes]", &[]);
        check("«Да» „nein“ Assad-Putin U.S.", "[Да] [nein] Assad-Putin U.S.", &[]);
        check("don't it’s", "don't it’s", &[]);
        check("", "", &[]);
    }

    #[test]
    fn a_word_is_a_beginning_while_it_is_typed() {
        for (text, want) in [
            ("assad mos", "assad mos*"),
            ("assad ", "assad"),
            ("\"air str\"", "[air str]"),
            ("", ""),
        ] {
            check_parsed(text, &parse_typing(text), want, &[]);
        }
        let open = [("\"", "this quotation mark is not closed")];
        check_parsed("a \"air str", &parse_typing("a \"air str"), "a [air str]", &open);
    }

    #[test]
    fn a_slip_is_told_with_its_place_and_the_rest_stands() {
        check("syria \"air str", "syria [air str]", &[("\"", "this quotation mark is not closed")]);
        check("a \"  \" b", "a b", &[("\"  \"", "nothing stands between these quotation marks")]);
        check("a \"", "a", &[("\"", "this quotation mark is not closed")]);
    }

    #[test]
    fn an_empty_query_knows_it() {
        for (text, empty) in [("", true), (" \t", true), ("\"\"", true), ("a", false)] {
            assert_eq!(parse(text).query.is_empty(), empty, "{text:?}");
        }
        let parsed = parse_typing("a \"b c\" d").query;
        let wanted: Vec<&str> = parsed.wanted().into_iter().map(Query::typed).collect();
        assert_eq!(wanted, ["a", "b c", "d"]);
    }

    proptest! {
        #[test]
        fn any_text_has_a_tree_and_faults_inside_it(text in "(\\PC|[\" “”«»])*") {
            let parsed = parse(&text);
            for fault in &parsed.faults {
                prop_assert!(!fault.place.of(&text).is_empty());
            }
            for wanted in parsed.query.wanted().into_iter().map(Query::typed) {
                prop_assert!(text.contains(wanted) && !wanted.trim().is_empty());
            }
        }
    }
}
