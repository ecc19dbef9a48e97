//! Reads articles for comparing, and keeps what was made of them.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::model::{ArticleId, Passage};
use crate::passages::Draft;
use crate::store::{Library, StoreError};

/// Articles of which drafts are kept at most, some 2 kB each; others are read each time.
const MOST_KEPT: usize = 1 << 20;

/// Articles that are read together.
pub(super) const AT_ONCE: usize = 512;

/// The drafts of articles that were read.
#[derive(Default)]
pub(super) struct Drafts {
    kept: FxHashMap<ArticleId, Draft>,
    /// Whether what is read is asked for again.
    pub(super) are_kept: bool,
}

/// The drafts of some articles.
pub(super) struct Known<'a>([&'a FxHashMap<ArticleId, Draft>; 2]);

impl Known<'_> {
    pub(super) fn get(&self, id: ArticleId) -> Option<&Draft> {
        self.0.iter().find_map(|drafts| drafts.get(&id))
    }
}

/// The text of an article and its passages.
type Text = (ArticleId, (String, Vec<Passage>));

impl Drafts {
    /// Reads these articles in the library at `path`, and keeps their drafts; of all unless `stop` says so.
    pub(super) fn of(
        path: &Path,
        articles: &[ArticleId],
        stop: &AtomicBool,
    ) -> Result<Self, StoreError> {
        let mut drafts = Self { are_kept: true, ..Self::default() };
        let mut library = Library::open_to_read(path)?;
        let batches = articles.chunks(AT_ONCE).take_while(|_| !stop.load(Ordering::Relaxed));
        drafts.pass(&mut library, batches, |&article| Some(article), |_, _| ())?;
        Ok(drafts)
    }

    /// Hands on batches, each with the drafts of the articles that `article` says it is of. One is read while the one before
    /// is taken.
    pub(super) fn pass<'b, T: Sync + 'b>(
        &mut self,
        library: &mut Library,
        mut batches: impl Iterator<Item = &'b [T]>,
        article: impl Fn(&T) -> Option<ArticleId>,
        mut take: impl FnMut(&'b [T], &Known<'_>) + Send,
    ) -> Result<(), StoreError> {
        let mut ready: Option<(&[T], Vec<Text>)> = None;
        loop {
            let next = batches.next();
            let unknown = |batch: &[T]| -> Vec<ArticleId> {
                let ids = batch.iter().filter_map(&article);
                ids.filter(|id| !self.kept.contains_key(id)).collect()
            };
            let next = next.map(|batch| (batch, unknown(batch)));
            let is_last = next.is_none();
            let (read, ()) = rayon::join(
                || next.map(|(batch, ids)| Ok((batch, read(library, ids)?))).transpose(),
                || {
                    let Some((batch, texts)) = ready.take() else { return };
                    let fresh: FxHashMap<ArticleId, Draft> =
                        texts.into_par_iter().map(draft).collect();
                    take(batch, &Known([&self.kept, &fresh]));
                    if self.are_kept && self.kept.len() < MOST_KEPT {
                        self.kept.extend(fresh);
                    }
                },
            );
            ready = read?;
            if is_last {
                return Ok(());
            }
        }
    }
}

/// Takes the library for itself: a connection is of one thread at a time.
fn read(library: &mut Library, ids: Vec<ArticleId>) -> Result<Vec<Text>, StoreError> {
    library.ask_together(|library| {
        ids.into_iter().map(|id| Ok((id, library.text_and_passages(id)?))).collect()
    })
}

fn draft((id, (text, passages)): Text) -> (ArticleId, Draft) {
    (id, Draft::read(&text, &passages))
}
