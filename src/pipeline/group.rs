//! Brings up to date which articles are near-copies of one another.

use rustc_hash::FxHashMap;

use super::Running;
use crate::model::ArticleId;
use crate::passages;
use crate::store::{Library, Standing, StoreError};

/// Groups the near-copies of a library where that is due. Says whether it was.
pub(super) fn group_pending(
    library: &mut Library,
    running: &Running<'_>,
) -> Result<bool, StoreError> {
    let mut was_due = false;
    loop {
        let version = library.chains_version()?;
        let due = library.ungrouped()?;
        if due.is_empty() || library.is_linking_pending()? {
            return Ok(was_due);
        }
        running.tell("grouping", 0, due.len());
        if running.is_stopped() {
            return Ok(was_due);
        }
        was_due = true;
        let changed = editions(&library.standings(&due)?);
        library.put_editions(&changed, &due, version)?;
    }
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
