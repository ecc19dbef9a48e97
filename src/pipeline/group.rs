//! Brings up to date what follows from the links for whole articles: how far two of them tell the same, and
//! which are near-copies of one another.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::Running;
use crate::model::{ArticleId, Tie};
use crate::passages;
use crate::store::{Library, Standing, StoreError, Strand};

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
    loop {
        let version = library.chains_version()?;
        let due = library.ungrouped()?;
        if due.is_empty() || library.is_linking_pending()? || running.is_stopped() {
            return Ok(was_due);
        }
        was_due = true;
        if !put_ties(library, &due, version, running)? {
            continue;
        }
        // Those that were near-copies before are due by now as well.
        let due = library.ungrouped()?;
        let changed = editions(&library.standings(&due)?);
        library.put_editions(&changed, &due, version)?;
    }
}

/// Stores the ties of all articles that are `due`, a batch while those of the next are found. `false` where it was
/// stopped, or the articles are no longer those of `version`.
fn put_ties(
    library: &mut Library,
    due: &[ArticleId],
    version: i64,
    running: &Running<'_>,
) -> Result<bool, StoreError> {
    let mut reader = Library::open_to_read(library.path())?;
    let mut lengths = FxHashMap::default();
    let (mut batches, mut done) = (due.chunks(BATCH), 0);
    let mut ready: Option<(&[ArticleId], Vec<Tie>)> = None;
    loop {
        running.tell("grouping", done, due.len());
        let next = batches.next();
        let is_last = next.is_none();
        done += next.map_or(0, <[_]>::len);
        let (reader, lengths) = (&mut reader, &mut lengths);
        let find = move |batch| {
            let ties = reader.ask_together(|reader| ties_of(reader, batch, lengths))?;
            Ok((batch, ties))
        };
        let (found, is_stored) = rayon::join(
            || next.map(find).transpose(),
            || match ready.take() {
                Some((batch, ties)) => library.put_ties(batch, due, &ties, version),
                None => Ok(true),
            },
        );
        let (found, is_stored) = (found?, is_stored?);
        if is_last || !is_stored || running.is_stopped() {
            return Ok(is_last && is_stored);
        }
        ready = found;
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
        for Strand { other, crossings } in library.strands(one, passages::CROSSES_FROM)? {
            let here = passages::told(&crossings, 0, lengths_of(library, one, lengths)?);
            // So it is with most, and nothing of the other need be read.
            if here[0] < passages::TOLD_FROM {
                continue;
            }
            let there = passages::told(&crossings, 1, lengths_of(library, other, lengths)?);
            let (told, is_copied) = passages::tie(here, there);
            if told >= passages::TOLD_FROM {
                let articles = [one.min(other), one.max(other)];
                ties.push(Tie { articles, told, is_copied });
            }
        }
    }
    Ok(ties)
}

/// The lengths of the passages of an article.
fn lengths_of<'l>(
    library: &Library,
    article: ArticleId,
    lengths: &'l mut FxHashMap<ArticleId, Vec<u32>>,
) -> Result<&'l [u32], StoreError> {
    Ok(match lengths.entry(article) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(unknown) => unknown.insert(library.passage_lengths(article)?),
    })
}

/// Groups near-copies; returns those whose group is not the stored one.
fn editions(standings: &[Standing]) -> Vec<(ArticleId, Option<ArticleId>)> {
    let texts = Texts::of(standings);
    let centres = passages::groups(texts.firsts.len(), &texts.ties(standings));
    let centre = |standing: &Standing| {
        let text = *texts.of.get(&standing.id)?;
        Some(texts.firsts[centres[text as usize] as usize])
    };
    let mut sizes: FxHashMap<ArticleId, u32> = FxHashMap::default();
    for centre in standings.iter().filter_map(centre) {
        *sizes.entry(centre).or_default() += 1;
    }
    let edition = |one: &Standing| centre(one).filter(|centre| sizes.get(centre) > Some(&1));
    let changed = standings.iter().filter(|one| one.edition != edition(one));
    changed.map(|one| (one.id, edition(one))).collect()
}

/// The different texts of some articles: those of the same words count as one, however many they are.
struct Texts {
    /// The first article with each, in an order that has nothing to do with when they were read.
    firsts: Vec<ArticleId>,
    /// The text of each article, by place.
    of: FxHashMap<ArticleId, u32>,
}

impl Texts {
    fn of(standings: &[Standing]) -> Self {
        let mut order: Vec<&Standing> = standings.iter().collect();
        order.sort_unstable_by(|a, b| b.words.cmp(&a.words).then_with(|| a.key.cmp(&b.key)));
        let mut texts = Self { firsts: Vec::new(), of: FxHashMap::default() };
        let mut by_wording: FxHashMap<i64, u32> = FxHashMap::default();
        for one in order {
            let next = texts.firsts.len() as u32;
            let text = match one.wording {
                Some(wording) => *by_wording.entry(wording).or_insert(next),
                None => next,
            };
            if text == next {
                texts.firsts.push(one.id);
            }
            texts.of.insert(one.id, text);
        }
        texts
    }

    /// Which texts are near-copies, and how strongly they are tied.
    fn ties(&self, standings: &[Standing]) -> Vec<(u32, u32, u32)> {
        let mut ties: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        for one in standings {
            for &(other, told) in &one.copies {
                let pair = self.of.get(&one.id).zip(self.of.get(&other));
                if let Some((&a, &b)) = pair.filter(|(a, b)| a != b) {
                    let strength = ties.entry((a.min(b), a.max(b))).or_default();
                    *strength = (*strength).max(told);
                }
            }
        }
        let mut ties: Vec<_> = ties.into_iter().map(|((a, b), told)| (a, b, told)).collect();
        ties.sort_unstable();
        ties
    }
}
