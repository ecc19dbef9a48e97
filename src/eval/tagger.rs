//! Scores the tagger against annotated sets: precision, recall and F1 of exact spans in running text.

use std::collections::BTreeMap;

use crate::model::{EntityKind, Form, Mention};
use crate::people::{Annotated, Kind};
use crate::text::Span;

/// How many names were wanted, found, and both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// In the gold file.
    pub wanted: usize,
    /// By the program.
    pub found: usize,
    /// In both, with the same span and kind.
    pub right: usize,
}

impl Counts {
    /// The share of the found that is right, 0 to 1.
    pub fn precision(self) -> f64 {
        ratio(self.right, self.found)
    }

    /// The share of the wanted that is found, 0 to 1.
    pub fn recall(self) -> f64 {
        ratio(self.right, self.wanted)
    }

    /// The harmonic mean of both.
    pub fn f1(self) -> f64 {
        ratio(2 * self.right, self.found + self.wanted)
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// A name missed or found in vain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameError {
    /// The document.
    pub doc: String,
    /// The kind wanted or found.
    pub kind: EntityKind,
    /// Whether it is in the gold file.
    pub is_missed: bool,
    /// The name as printed.
    pub name: String,
    /// The name in its surroundings, one line.
    pub context: String,
}

/// What [`score`] finds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaggerScore {
    /// The counts for each kind, in the order of [`EntityKind::ALL`].
    pub kinds: BTreeMap<EntityKind, Counts>,
    /// All errors, in order.
    pub errors: Vec<NameError>,
}

/// Scores what `recognise` finds in the joined text of `documents`. Other names are not scored.
pub fn score(
    documents: &[Annotated],
    mut recognise: impl FnMut(&crate::model::Article) -> Vec<Mention>,
) -> TaggerScore {
    let mut score = TaggerScore::default();
    for document in documents {
        let names = recognise(&document.article);
        let found: Vec<(Span, EntityKind)> =
            names.iter().filter(|m| m.form == Form::Name).map(|m| (m.span, m.kind)).collect();
        let wanted: Vec<(Span, EntityKind)> = document
            .names()
            .into_iter()
            .filter_map(|(span, kind)| Some((span, entity_kind(kind)?)))
            .collect();
        for kind in EntityKind::ALL {
            let counts = score.kinds.entry(kind).or_default();
            let of_kind =
                |names: &[(Span, EntityKind)]| names.iter().filter(|name| name.1 == kind).count();
            counts.wanted += of_kind(&wanted);
            counts.found += of_kind(&found);
            counts.right += wanted.iter().filter(|n| n.1 == kind && found.contains(n)).count();
        }
        let mut errors: Vec<(Span, EntityKind, bool)> = Vec::new();
        errors.extend(wanted.iter().filter(|n| !found.contains(n)).map(|n| (n.0, n.1, true)));
        errors.extend(found.iter().filter(|n| !wanted.contains(n)).map(|n| (n.0, n.1, false)));
        errors.sort();
        score.errors.extend(errors.into_iter().map(|(span, kind, is_missed)| NameError {
            doc: document.doc.clone(),
            kind,
            is_missed,
            name: span.of(&document.article.text).to_owned(),
            context: context(&document.article.text, span),
        }));
    }
    score
}

const fn entity_kind(kind: Kind) -> Option<EntityKind> {
    match kind {
        Kind::Person => Some(EntityKind::Person),
        Kind::Organisation => Some(EntityKind::Organisation),
        Kind::Place => Some(EntityKind::Place),
        Kind::Other => None,
    }
}

/// The name in brackets with up to forty characters on each side.
fn context(text: &str, span: Span) -> String {
    const AROUND: usize = 40;
    let before = text.get(..span.start()).unwrap_or("");
    let after = text.get(span.end()..).unwrap_or("");
    let from = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    let to = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    let line = format!(
        "{}[{}]{}",
        before.get(from..).unwrap_or(""),
        span.of(text),
        after.get(..to).unwrap_or("")
    );
    line.replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::people::read_set;

    #[test]
    fn spans_and_kinds_are_compared() {
        let set = r#"{"doc":"d","sentences":[{"tokens":["Ada","Lovelace","saw","Rome","."],
            "labels":["B-PER","I-PER","O","B-LOC","O"]}]}"#
            .replace('\n', " ");
        let documents = read_set(&set).unwrap();
        let scored = score(&documents, |article| {
            let mention = |span: Span, kind| Mention {
                span,
                kind,
                form: Form::Name,
                confidence: 1.0,
                rule: Cow::Borrowed("test"),
            };
            assert_eq!(article.text, "Ada Lovelace saw Rome.");
            vec![
                mention(Span::at(0, 12), EntityKind::Person),
                mention(Span::at(4, 12), EntityKind::Person),
                mention(Span::at(17, 21), EntityKind::Organisation),
            ]
        });
        let person = scored.kinds[&EntityKind::Person];
        assert_eq!(person, Counts { wanted: 1, found: 2, right: 1 });
        assert!((person.precision() - 0.5).abs() < 1e-9 && (person.recall() - 1.0).abs() < 1e-9);
        assert!((person.f1() - 2.0 / 3.0).abs() < 1e-9);
        assert_eq!(Counts::default().f1(), 0.0);
        let errors: Vec<(&str, bool)> =
            scored.errors.iter().map(|e| (e.name.as_str(), e.is_missed)).collect();
        assert_eq!(errors, [("Lovelace", false), ("Rome", false), ("Rome", true)]);
        assert_eq!(scored.errors[0].context, "Ada [Lovelace] saw Rome.");
    }
}
