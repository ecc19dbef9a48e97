//! What follows from links for whole articles: how far two of them tell the same.

use super::super::Running;
use crate::model::{ArticleId, Crossing, Link, Tie};
use crate::passages::{self, Telling};
use crate::store::{Library, StoreError, Strand};

/// Articles whose ties are written together.
const BATCH: usize = 256;

/// The ties of one article, whose passages are `tellings`, by its links with others, which `known` finds.
pub(super) fn ties<'h>(
    links: &[Link],
    tellings: &[Telling],
    known: impl Fn(ArticleId) -> Option<&'h [Telling]>,
) -> Vec<Tie> {
    let lengths = |tellings: &[Telling]| tellings.iter().map(Telling::length).collect::<Vec<_>>();
    let own_lengths = lengths(tellings);
    let mut crossing: Vec<&Link> =
        links.iter().filter(|link| link.score >= passages::CROSSES_FROM).collect();
    crossing.sort_by_key(|link| link.a.article);
    let tie = |of_two: &[&Link]| {
        let &&Link { a, b, .. } = of_two.first()?;
        let crossing = |&&Link { a, b, kind, score }: &&Link| Crossing {
            ordinals: [b.ordinal, a.ordinal],
            kind,
            score,
        };
        let crossings: Vec<Crossing> = of_two.iter().map(crossing).collect();
        let other_lengths = || lengths(known(a.article).unwrap_or_default());
        passages::tie([b.article, a.article], &crossings, &own_lengths, other_lengths)
    };
    crossing.chunk_by(|one, other| one.a.article == other.a.article).filter_map(tie).collect()
}

/// Finds the ties of articles that lost links of theirs without getting others: those of all others came with the links.
/// `false` where it was stopped, or the articles are no longer those of `version`.
pub(super) fn tie_again(
    library: &mut Library,
    version: i64,
    running: &Running<'_>,
) -> Result<bool, StoreError> {
    let untied = library.untied()?;
    for batch in untied.chunks(BATCH) {
        let ties = library.ask_together(|library| ties_of(library, batch))?;
        if running.is_stopped() || !library.put_ties(batch, &untied, &ties, version)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn ties_of(library: &Library, articles: &[ArticleId]) -> Result<Vec<Tie>, StoreError> {
    let mut ties = Vec::new();
    for &one in articles {
        let lengths = library.passage_lengths(one)?;
        for Strand { other, crossings } in library.strands(one, passages::CROSSES_FROM)? {
            let other_lengths = library.passage_lengths(other)?;
            ties.extend(passages::tie([one, other], &crossings, &lengths, || other_lengths));
        }
    }
    Ok(ties)
}
