//! Makes a library as its reader judged it. Judgements on mentions are edits of the reading of their articles;
//! those on entities join and divide what the resolver found. What nobody judged stays as it was found, so a
//! judgement does what it says and nothing else, and taking it back brings all back.

mod edit;
mod entities;
mod places;

use super::{Run, Running, resolve};
use crate::model::{Anchor, Judgement, Ruling, Said, Whom};
use crate::store::{Library, StoreError, content_hash};

pub use places::{find_whom, places};

/// Mentions by which an entity is told: where one article goes, others remain.
const WITNESSES: usize = 3;

/// Decides who is who, as far as it is due, and makes the library as these judgements say. Says whether anything
/// changed.
///
/// # Errors
/// Fails when the library cannot be read or written.
pub fn judge(
    library: &mut Library,
    judgements: &[Judgement],
    run: &Run<'_>,
) -> Result<bool, StoreError> {
    judge_pending(library, judgements, &Running::new(run))
}

/// As [`judge`], as part of a run.
pub(super) fn judge_pending(
    library: &mut Library,
    judgements: &[Judgement],
    running: &Running<'_>,
) -> Result<bool, StoreError> {
    let mut has_changed = false;
    loop {
        let is_due = is_due(library, judgements)?;
        if is_due {
            has_changed |= edit::edit(library, judgements, running.run.model)?;
        }
        has_changed |= resolve::resolve_pending(library, running)?;
        if running.is_stopped() || !self::is_due(library, judgements)? {
            return Ok(has_changed);
        }
        let version = library.chains_version()?;
        let judged = entities::entities(library, judgements)?;
        let number = number(judgements, version);
        library.put_judged(version, number, &judged, &crate::people::best_name)?;
        has_changed = true;
    }
}

/// Whether the library is not yet as these judgements say.
fn is_due(library: &Library, judgements: &[Judgement]) -> Result<bool, StoreError> {
    Ok(match library.judged_as()? {
        Some((judged, version)) => judged != number(judgements, version),
        None => !judgements.is_empty() || !library.edited_articles()?.is_empty(),
    })
}

/// A number for judgements of a version of the chains.
fn number(judgements: &[Judgement], version: i64) -> i64 {
    content_hash(format!("{version} {judgements:?}").as_bytes())
}

/// A ruling in words that hold for any library of the same articles.
///
/// # Errors
/// Fails when the library cannot be read.
pub fn say(library: &Library, ruling: Ruling) -> Result<Said, StoreError> {
    let anchor = |place: crate::model::Place| {
        let article = library.article(place.article)?;
        Ok(article.map_or_else(Anchor::default, |article| {
            Anchor::new(&article.key, &article.text, place.span)
        }))
    };
    let mut whom = |id| {
        let name = library.entity(id)?.map_or_else(String::new, |entity| entity.name);
        let places = library.names_of(id, WITNESSES)?;
        let mentions = places.into_iter().map(anchor).collect::<Result<_, StoreError>>()?;
        Ok(Whom { name, mentions })
    };
    ruling.told_by(&mut whom, &mut { anchor })
}
