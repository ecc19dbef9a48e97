//! Brings up to date what follows from the links for whole articles: how far two of them tell the same, and
//! which are near-copies of one another.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::Running;
use crate::model::{ArticleId, Tie};
use crate::passages;
use crate::store::{Library, Standing, StoreError};

/// Articles whose ties are written together.
const BATCH: usize = 256;

/// Articles whose lengths are kept at hand.
const MOST_KNOWN: usize = 100_000;

/// Groups the near-copies of a library where that is due. Says whether it was.
pub(super) fn group_pending(
    library: &mut Library,
    running: &Running<'_>,
) -> Result<bool, StoreError> {
    let mut was_due = false;
    'anew: loop {
        let version = library.chains_version()?;
        let due = library.ungrouped()?;
        if due.is_empty() || library.is_linking_pending()? || running.is_stopped() {
            return Ok(was_due);
        }
        was_due = true;
        let mut lengths = FxHashMap::default();
        for (done, batch) in due.chunks(BATCH).enumerate() {
            running.tell("grouping", done * BATCH, due.len());
            let ties = ties_of(library, batch, &mut lengths)?;
            if running.is_stopped() {
                return Ok(was_due);
            }
            if !library.put_ties(batch, &ties, version)? {
                continue 'anew;
            }
        }
        // Those that were near-copies before are due by now as well.
        let due = library.ungrouped()?;
        let changed = editions(&library.standings(&due)?);
        library.put_editions(&changed, &due, version)?;
    }
}

fn ties_of(
    library: &Library,
    articles: &[ArticleId],
    lengths: &mut FxHashMap<ArticleId, Vec<u32>>,
) -> Result<Vec<Tie>, StoreError> {
    let mut ties = Vec::new();
    if lengths.len() > MOST_KNOWN {
        lengths.clear();
    }
    for &one in articles {
        for strand in library.strands(one, passages::CROSSES_FROM)? {
            for id in [one, strand.other] {
                if let Entry::Vacant(unknown) = lengths.entry(id) {
                    unknown.insert(library.passage_lengths(id)?);
                }
            }
            let of = |id| lengths.get(&id).map_or(&[][..], Vec::as_slice);
            let (told, is_copied) = passages::tie(&strand.crossings, [of(one), of(strand.other)]);
            if told >= passages::TOLD_FROM {
                let articles = [one.min(strand.other), one.max(strand.other)];
                ties.push(Tie { articles, told, is_copied });
            }
        }
    }
    Ok(ties)
}

/// Groups near-copies; returns those whose group is not the stored one. Articles of the same words count as
/// one, however many they are.
fn editions(standings: &[Standing]) -> Vec<(ArticleId, Option<ArticleId>)> {
    // In an order that has nothing to do with when they were read.
    let mut order: Vec<&Standing> = standings.iter().collect();
    order.sort_unstable_by(|a, b| b.words.cmp(&a.words).then_with(|| a.key.cmp(&b.key)));
    let mut texts: Vec<&Standing> = Vec::new();
    let mut by_wording: FxHashMap<i64, u32> = FxHashMap::default();
    let mut text_of: FxHashMap<ArticleId, u32> = FxHashMap::default();
    for &standing in &order {
        let next = texts.len() as u32;
        let text = match standing.wording {
            Some(wording) => *by_wording.entry(wording).or_insert(next),
            None => next,
        };
        if text == next {
            texts.push(standing);
        }
        text_of.insert(standing.id, text);
    }
    let mut ties: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    for standing in &order {
        let Some(&one) = text_of.get(&standing.id) else { continue };
        for (other, told) in &standing.copies {
            let Some(&other) = text_of.get(other).filter(|&&other| other != one) else { continue };
            let strength = ties.entry((one.min(other), one.max(other))).or_default();
            *strength = (*strength).max(*told);
        }
    }
    let mut ties: Vec<(u32, u32, u32)> = ties.into_iter().map(|((a, b), t)| (a, b, t)).collect();
    ties.sort_unstable();
    let centres = passages::groups(texts.len(), &ties);
    let centre = |id: &ArticleId| Some(texts[centres[*text_of.get(id)? as usize] as usize].id);
    let mut sizes: FxHashMap<ArticleId, u32> = FxHashMap::default();
    for standing in standings {
        if let Some(centre) = centre(&standing.id) {
            *sizes.entry(centre).or_default() += 1;
        }
    }
    let now = standings.iter().map(|standing| {
        let edition = centre(&standing.id).filter(|centre| sizes.get(centre) > Some(&1));
        (standing, edition)
    });
    now.filter(|(standing, edition)| standing.edition != *edition)
        .map(|(standing, edition)| (standing.id, edition))
        .collect()
}
