//! Annotated sets for the tagger: JSON lines of tokens with labels, joined to running text with the usual
//! spacing, so that training and measuring see what a reader of articles sees.

use serde::Deserialize;

use crate::model::{Article, Passage, PassageKind};
use crate::text::Span;

/// One annotated document.
pub struct Annotated {
    /// The document's name in its set.
    pub doc: String,
    /// The tokens as running text.
    pub article: Article,
    /// Its tokens in order.
    pub tokens: Vec<AnnotatedToken>,
}

/// One token of an annotated document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnnotatedToken {
    /// Where it stands in the joined text.
    pub span: Span,
    /// The name it belongs to, counted over the document; `None` outside names.
    pub name: Option<(u32, Kind)>,
    /// Whether its label is in doubt.
    pub is_unsure: bool,
}

/// The kinds of names in annotated sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `PER`
    Person,
    /// `ORG`
    Organisation,
    /// `LOC`
    Place,
    /// `MISC`
    Other,
}

impl Annotated {
    /// The names as spans of the joined text, in order.
    pub fn names(&self) -> Vec<(Span, Kind)> {
        let mut names: Vec<(u32, Span, Kind)> = Vec::new();
        for token in &self.tokens {
            let Some((number, kind)) = token.name else { continue };
            match names.last_mut() {
                Some((last, span, _)) if *last == number => {
                    *span = Span::at(span.start(), token.span.end());
                }
                _ => names.push((number, token.span, kind)),
            }
        }
        names.into_iter().map(|(_, span, kind)| (span, kind)).collect()
    }
}

/// Why a line of a set could not be read.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct SetError {
    /// The line, from 1.
    pub line: usize,
    /// What was wrong.
    pub why: String,
}

#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    doc: String,
    sentences: Vec<Labelled>,
}

#[derive(Deserialize)]
struct Labelled {
    tokens: Vec<String>,
    labels: Vec<String>,
    #[serde(default)]
    unsure: Vec<usize>,
}

/// Reads a set: one document per line, `{"doc", "sentences": [{"tokens", "labels", "unsure"?}]}` with BIO
/// labels. Errors at the first line that is not one.
pub fn read_set(set: &str) -> Result<Vec<Annotated>, SetError> {
    let lines = set.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            let fail = |why: String| SetError { line: number + 1, why };
            let line: Line = serde_json::from_str(line).map_err(|e| fail(e.to_string()))?;
            join(line).map_err(fail)
        })
        .collect()
}

fn join(line: Line) -> Result<Annotated, String> {
    let mut joiner = Joiner::default();
    for sentence in &line.sentences {
        if sentence.tokens.len() != sentence.labels.len() {
            return Err(format!(
                "{} tokens but {} labels",
                sentence.tokens.len(),
                sentence.labels.len()
            ));
        }
        joiner.sentence(sentence)?;
    }
    let text = joiner.text;
    let mut passages = Vec::new();
    let mut at = 0;
    for paragraph in text.split('\n') {
        if !paragraph.is_empty() {
            let span = Span::at(at, at + paragraph.len());
            passages.push(Passage { span, kind: PassageKind::Body });
        }
        at += paragraph.len() + 1;
    }
    let article = Article { key: line.doc.clone(), text, passages, ..Article::default() };
    Ok(Annotated { doc: line.doc, article, tokens: joiner.tokens })
}

/// Sentences of a paragraph of joined text.
const PARAGRAPH: usize = 3;

/// Writes tokens as running text.
#[derive(Default)]
struct Joiner {
    text: String,
    tokens: Vec<AnnotatedToken>,
    names: u32,
    in_paragraph: usize,
}

impl Joiner {
    fn sentence(&mut self, sentence: &Labelled) -> Result<(), String> {
        let ends = self.text.ends_with(['.', '!', '?', '"', '”']);
        self.in_paragraph = if ends { (self.in_paragraph + 1) % PARAGRAPH } else { 0 };
        if !self.text.is_empty() {
            self.text.push(if self.in_paragraph == 0 { '\n' } else { ' ' });
        }
        let mut quotes = Quotes::default();
        let mut before: Option<(&str, Option<Kind>)> = None;
        let mut holds_next = true;
        for (i, (token, label)) in sentence.tokens.iter().zip(&sentence.labels).enumerate() {
            let token = plain(token);
            if token.trim().is_empty() {
                continue;
            }
            let (is_first, kind) =
                parse(label).ok_or_else(|| format!("unknown label {label:?}"))?;
            let goes_on = kind.is_some() && !is_first && before.is_some_and(|(_, k)| k == kind);
            if kind.is_some() && !goes_on {
                self.names += 1;
            }
            let next = sentence.tokens.get(i + 1).map(|next| plain(next));
            let next_inside = sentence.labels.get(i + 1).is_some_and(|l| l.starts_with("I-"));
            let spacing =
                spacing(token, before.map(|b| b.0), next, goes_on, next_inside, &mut quotes);
            if !holds_next && !spacing.holds_before {
                self.text.push(' ');
            }
            let start = self.text.len();
            self.text.extend(token.chars().map(|c| if c.is_whitespace() { '_' } else { c }));
            self.tokens.push(AnnotatedToken {
                span: Span::at(start, self.text.len()),
                name: kind.map(|kind| (self.names, kind)),
                is_unsure: sentence.unsure.contains(&i),
            });
            holds_next = spacing.holds_after;
            before = Some((token, kind));
        }
        Ok(())
    }
}

fn parse(label: &str) -> Option<(bool, Option<Kind>)> {
    if label == "O" {
        return Some((false, None));
    }
    let (place, kind) = label.split_once('-')?;
    let kind = match kind {
        "PER" => Kind::Person,
        "ORG" => Kind::Organisation,
        "LOC" => Kind::Place,
        "MISC" => Kind::Other,
        _ => return None,
    };
    Some((place == "B", Some(kind)))
}

/// Tokens that some sets write in their own way.
fn plain(token: &str) -> &str {
    match token {
        "``" | "''" => "\"",
        "-LRB-" => "(",
        "-RRB-" => ")",
        "-LSB-" => "[",
        "-RSB-" => "]",
        _ => token,
    }
}

#[derive(Default)]
struct Quotes {
    double: bool,
    single: bool,
}

struct Spacing {
    holds_before: bool,
    holds_after: bool,
}

fn spacing(
    token: &str,
    before: Option<&str>,
    next: Option<&str>,
    in_name: bool,
    next_in_name: bool,
    quotes: &mut Quotes,
) -> Spacing {
    let (holds_before, holds_after) = match token {
        "," | "." | ";" | ":" | "!" | "?" | ")" | "]" | "}" | "%" | "..." | "…" | "”" | "»" => {
            (true, token == "." && is_initials(before, next))
        }
        "(" | "[" | "{" | "$" | "£" | "€" | "“" | "«" | "#" | "@" => (false, true),
        "\"" => {
            quotes.double = !quotes.double;
            (!quotes.double, quotes.double)
        }
        "'" | "’" if before.is_some_and(|b| b.ends_with('s')) && !quotes.single => (true, false),
        "'" | "‘" | "’" => {
            quotes.single = !quotes.single;
            (!quotes.single, quotes.single)
        }
        "/" => (true, true),
        "-" => {
            let joins = before.is_some_and(ends_like_a_word)
                && next.is_some_and(|n| {
                    n.starts_with(char::is_alphanumeric)
                        && (n.starts_with(char::is_lowercase) || (in_name && next_in_name))
                });
            (joins, joins)
        }
        _ => (is_clitic(token), false),
    };
    Spacing { holds_before, holds_after }
}

fn ends_like_a_word(token: &str) -> bool {
    token.ends_with(|c: char| c.is_alphanumeric() || c == '.')
}

/// Whether a period stands inside "U . S ." or "J . K ."
fn is_initials(before: Option<&str>, next: Option<&str>) -> bool {
    let is_initial = |token: Option<&str>| {
        token.is_some_and(|t| t.chars().count() == 1 && t.starts_with(char::is_uppercase))
    };
    (is_initial(before) && is_initial(next)) || (is_initial(before) && next == Some("-"))
}

fn is_clitic(token: &str) -> bool {
    let rest = token.strip_prefix(['\'', '’']);
    rest.is_some_and(|rest| {
        !rest.is_empty() && rest.len() < 3 && rest.chars().all(char::is_alphabetic)
    }) || matches!(token, "n't" | "n’t" | "N'T")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tokens: &str, labels: &str, want: &str, names: &[&str]) {
        let words = |list: &str| list.split(' ').map(str::to_owned).collect();
        let sentence = Labelled { tokens: words(tokens), labels: words(labels), unsure: vec![] };
        let joined = join(Line { doc: String::new(), sentences: vec![sentence] }).unwrap();
        assert_eq!(joined.article.text, want);
        let found: Vec<&str> =
            joined.names().iter().map(|(span, _)| span.of(&joined.article.text)).collect();
        assert_eq!(found, names);
    }

    #[test]
    fn tokens_become_running_text() {
        check(
            "Mr Kim Sang - min 's \" plan \" ( a ) , he said .",
            "O B-PER I-PER I-PER I-PER O O O O O O O O O O O",
            "Mr Kim Sang-min's \"plan\" (a), he said.",
            &["Kim Sang-min"],
        );
        check(
            "The U . S . - backed talks - long ones - did n't end",
            "O B-LOC I-LOC I-LOC I-LOC O O O O O O O O O O",
            "The U.S.-backed talks-long ones-didn't end",
            &["U.S."],
        );
        check("Rome / Paris", "B-LOC O B-LOC", "Rome/Paris", &["Rome", "Paris"]);
    }

    #[test]
    fn a_bad_line_is_named() {
        let why = read_set("\n{\"sentences\":[{\"tokens\":[\"a\"],\"labels\":[]}]}").err().unwrap();
        assert_eq!(why.to_string(), "line 2: 1 tokens but 0 labels");
        assert!(read_set("{\"sentences\":[{\"tokens\":[\"a\"],\"labels\":[\"B-X\"]}]}").is_err());
        assert!(read_set("nonsense").is_err());
    }
}
