//! Gathers what is found, and has it stored beside the search: a row of links that grows again is written anew.

use std::mem;
use std::sync::mpsc::{Receiver, SyncSender};

use super::block::Found;
use crate::model::ArticleId;
use crate::store::{Library, StoreError};

/// Links that are stored together, of 20 bytes: the more, the fewer times the rows of the same articles are written.
const MOST: usize = 40 << 20;

/// The same of the last articles, so that little is left to store when all is found.
const MOST_OF_LAST: usize = MOST / 4;

/// What is stored together, and of which articles that is, with what was stored before, all.
pub(super) type Piece<'d> = (&'d [ArticleId], Found);

/// What was found and is not being stored yet.
pub(super) struct Gathered<'d> {
    found: Found,
    /// The articles that are due, of which all is found of so many, and so many of these are stored as done.
    pub(super) due: &'d [ArticleId],
    pub(super) n_done: usize,
    n_stored: usize,
    pieces: SyncSender<Piece<'d>>,
    most: usize,
}

impl<'d> Gathered<'d> {
    pub(super) fn new(due: &'d [ArticleId], pieces: SyncSender<Piece<'d>>) -> Self {
        Self { found: Found::default(), due, n_done: 0, n_stored: 0, pieces, most: MOST }
    }

    /// `false` where nothing is stored any more.
    pub(super) fn add(&mut self, found: Found) -> bool {
        self.found.append(found);
        self.found.links.len() < self.most || self.store()
    }

    /// Notes that what follows is of the last articles. `false` as [`Self::add`].
    pub(super) fn begin_last(&mut self) -> bool {
        self.most = MOST_OF_LAST;
        self.found.links.is_empty() || self.store()
    }

    /// Has all stored that was found so far; waits while a piece before it is being stored. `false` as [`Self::add`].
    pub(super) fn store(&mut self) -> bool {
        let of = self.due.get(self.n_stored..self.n_done).unwrap_or_default();
        self.n_stored = self.n_done;
        self.pieces.send((of, mem::take(&mut self.found))).is_ok()
    }
}

/// Stores all pieces. `false` where the articles are others meanwhile.
pub(super) fn store(
    library: &mut Library,
    pieces: Receiver<Piece<'_>>,
) -> Result<bool, StoreError> {
    for (of, Found { links, ties }) in pieces {
        if !library.put_links(of, &links, &ties)? {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;
    use crate::model::{Link, LinkKind, PassageRef, SmallLink};

    fn found(n_links: usize) -> Found {
        let passage = PassageRef { article: ArticleId(1), ordinal: 0 };
        let link = Link { a: passage, b: passage, kind: LinkKind::Copy, score: 1.0 };
        Found { links: vec![SmallLink::from(link); n_links], ties: Vec::new() }
    }

    #[test]
    fn articles_are_stored_as_done_with_the_last_of_their_links() {
        let due: Vec<ArticleId> = (0..5).map(ArticleId).collect();
        let (give, pieces) = mpsc::sync_channel(9);
        let mut gathered = Gathered { most: 3, ..Gathered::new(&due, give) };
        assert!(gathered.add(found(2)) && gathered.add(found(2)) && gathered.add(found(1)));
        gathered.n_done += 2;
        assert!(gathered.add(found(1)));
        gathered.n_done += 2;
        assert!(gathered.begin_last() && gathered.add(found(1)));
        gathered.n_done += 1;
        assert!(gathered.store());
        drop(gathered);
        let pieces: Vec<_> =
            pieces.iter().map(|(of, found)| (of.to_vec(), found.links.len())).collect();
        assert_eq!(pieces, [(vec![], 4), (due[..4].to_vec(), 2), (due[4..].to_vec(), 1)]);
    }

    #[test]
    fn what_nobody_stores_is_wanted_no_more() {
        let (give, pieces) = mpsc::sync_channel(0);
        let mut gathered = Gathered::new(&[], give);
        drop(pieces);
        assert!(gathered.add(found(1)) && !gathered.begin_last() && !gathered.store());
    }
}
