//! Pronouns and descriptions of persons: finds them, and says whose they are or nothing. Precision first:
//! where two persons are close, none is chosen.

mod nominals;
mod pronouns;
pub(super) mod quotes;
mod scene;
mod speakers;

use std::borrow::Cow;

use super::chains::Group;
use super::reading::Reading;
use crate::model::{Article, EntityKind, Mention};
use scene::Scene;

/// A pronoun or description and the person it refers to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    /// Its place among the article's mentions.
    pub(super) mention: u32,
    /// The person's place among the groups.
    pub(super) group: usize,
    /// How sure, 0.0 to 1.0.
    pub(super) confidence: f32,
    /// The rule that says so.
    pub(super) rule: &'static str,
}

/// Finds what may refer to a person without a name: pronouns of the third person singular, those of the
/// first inside quotations, and definite descriptions ("the Syrian leader", "Russia's president"). `names`
/// are the name mentions; nothing that overlaps a person's is found.
pub(super) fn find(article: &Article, reading: &Reading, names: &[Mention]) -> Vec<Mention> {
    let mut out = pronouns::find(article, reading);
    out.extend(nominals::find(reading));
    out.sort_by_key(|found| found.0.start());
    let people = names.iter().filter(|mention| mention.kind == EntityKind::Person);
    let mut taken: Vec<_> = people.map(|mention| mention.span).collect();
    taken.sort_unstable();
    let is_free = |span: crate::text::Span| {
        let at = taken.partition_point(|name| name.end() <= span.start());
        taken.get(at).is_none_or(|name| !name.overlaps(span))
    };
    out.into_iter()
        .filter(|&(span, _)| is_free(span))
        .map(|(span, form)| Mention {
            span,
            kind: EntityKind::Person,
            form,
            confidence: 0.0,
            rule: Cow::Borrowed(""),
        })
        .collect()
}

/// Says whose the pronouns and descriptions among `mentions` are. `groups` are the persons by name. What
/// stays open is left out.
pub(super) fn place(
    article: &Article,
    reading: &Reading,
    mentions: &[Mention],
    groups: &[Group],
) -> Vec<Placed> {
    if groups.is_empty() || mentions.iter().all(|mention| mention.kind != EntityKind::Person) {
        return Vec::new();
    }
    let mut scene = Scene::new(article, reading, mentions, groups);
    let mut placed = nominals::place(&mut scene);
    scene.add_nameless(article);
    placed.extend(pronouns::place(&mut scene));
    placed.extend(speakers::place(&mut scene));
    placed
}

#[cfg(test)]
#[path = "references_tests.rs"]
mod tests;
