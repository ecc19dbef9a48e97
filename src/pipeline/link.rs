//! Seeks the links between passages of articles that have changed and all others.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{Run, Running};
use crate::model::{Article, ArticleId, Link, PassageKind, PassageRef};
use crate::passages::{self, Telling};
use crate::store::{Library, StoreError};

/// Articles linked between two writes.
const BATCH: usize = 128;

/// Seeks the links of a library where that is due. Says whether it was.
///
/// # Errors
/// Fails when the library cannot be read or written. Links stored before stay.
pub fn link(library: &mut Library, run: &Run<'_>) -> Result<bool, StoreError> {
    link_pending(library, &Running::new(run))
}

/// As [`link`], as part of a run.
pub(super) fn link_pending(
    library: &mut Library,
    running: &Running<'_>,
) -> Result<bool, StoreError> {
    let mut was_due = false;
    while library.is_linking_pending()? && !running.is_stopped() {
        was_due = true;
        let due = library.begin_links()?;
        for (done, batch) in due.chunks(BATCH).enumerate() {
            running.tell("linking", done * BATCH, due.len());
            if running.is_stopped() {
                return Ok(true);
            }
            let links = links_of(library, batch, &due)?;
            library.put_links(batch, &links)?;
        }
        library.end_links()?;
        running.tell("linking", due.len(), due.len());
    }
    Ok(was_due)
}

fn links_of(
    library: &Library,
    batch: &[ArticleId],
    due: &[ArticleId],
) -> Result<Vec<Link>, StoreError> {
    let mut pairs: Vec<(PassageRef, PassageRef)> = Vec::new();
    for &article in batch {
        for (ordinal, other) in library.candidates(article, due)? {
            pairs.push((PassageRef { article, ordinal }, other));
        }
    }
    let mut wanted: Vec<PassageRef> = pairs.iter().flat_map(|&(a, b)| [a, b]).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut articles: FxHashMap<ArticleId, Article> = FxHashMap::default();
    for passage in &wanted {
        if !articles.contains_key(&passage.article)
            && let Some(article) = library.article(passage.article)?
        {
            articles.insert(passage.article, article);
        }
    }
    let tellings: FxHashMap<PassageRef, Telling> =
        articles.par_iter().flat_map_iter(|(&id, article)| tellings_of(id, article)).collect();
    let link = |&(one, other): &(PassageRef, PassageRef)| {
        let key = |passage: PassageRef| articles.get(&passage.article).map(|article| &article.key);
        // Which of the two comes first must not depend on when they were read.
        let (a, b) = if key(one) <= key(other) { (one, other) } else { (other, one) };
        let agreement = passages::compare(tellings.get(&a)?, tellings.get(&b)?)?;
        let (kind, score, shared) = (agreement.kind, agreement.score, agreement.shared);
        Some(Link { a, b, kind, score, shared })
    };
    Ok(pairs.par_iter().filter_map(link).collect())
}

/// Prepares the passages of one article but its furniture.
fn tellings_of(article: ArticleId, record: &Article) -> Vec<(PassageRef, Telling)> {
    let passages = record.passages.iter().zip(0..);
    let (ordinals, texts): (Vec<u32>, Vec<&str>) = passages
        .filter(|(passage, _)| passage.kind != PassageKind::Furniture)
        .map(|(passage, ordinal)| (ordinal, passage.span.of(&record.text)))
        .unzip();
    let places = ordinals.into_iter().map(|ordinal| PassageRef { article, ordinal });
    places.zip(passages::prepare_article(&texts)).collect()
}
