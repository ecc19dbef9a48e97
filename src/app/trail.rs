//! The reader's jumps: where one was before each, so that one can go back and forward again.
//!
//! A jump adds the place left behind at the end, and takes an older visit of the same place out; nothing
//! that was ahead is lost.

use crate::model::ArticleId;
use crate::text::Span;

/// The most places remembered.
const MOST_STOPS: usize = 500;

/// A place in an article with all that is needed to show it as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The article.
    pub article: ArticleId,
    /// Its title, for the list of stops.
    pub title: String,
    /// The ordinal of the current passage.
    pub passage: u32,
    /// The beginning of that passage, for the list of stops.
    pub words: String,
    /// The first byte on the screen: stays right when the width changes.
    pub top: u32,
    /// The current mention.
    pub mention: Option<Span>,
}

impl Stop {
    fn is_at(&self, other: &Self) -> bool {
        (self.article, self.passage, self.mention) == (other.article, other.passage, other.mention)
    }
}

/// The places left behind, oldest first, and where in them one is.
#[derive(Clone, Debug, Default)]
pub struct Trail {
    stops: Vec<Stop>,
    /// The stop one is on after going back; `stops.len()` when one is on none.
    at: usize,
}

impl Trail {
    /// The stops, oldest first.
    pub fn stops(&self) -> &[Stop] {
        &self.stops
    }

    /// Remembers the place that is about to be left.
    pub fn leave(&mut self, stop: Stop) {
        self.stops.retain(|old| !old.is_at(&stop));
        self.stops.push(stop);
        if self.stops.len() > MOST_STOPS {
            self.stops.remove(0);
        }
        self.at = self.stops.len();
    }

    /// Returns the stop before the one one is on; `here`, the place one is at, is remembered for the way
    /// forward.
    pub fn back(&mut self, here: Option<Stop>) -> Option<Stop> {
        if self.at >= self.stops.len()
            && self.at > 0
            && let Some(here) = here
        {
            self.leave(here);
            self.at = self.stops.len() - 1;
        }
        self.at = self.at.checked_sub(1)?;
        self.stops.get(self.at).cloned()
    }

    /// Returns the stop after the one one is on.
    pub fn forward(&mut self) -> Option<Stop> {
        let stop = self.stops.get(self.at + 1)?;
        self.at += 1;
        Some(stop.clone())
    }

    /// Forgets the articles that left the library. One stays on the stop one is on, or on the one before.
    pub fn keep(&mut self, mut is_known: impl FnMut(ArticleId) -> bool) {
        let known: Vec<bool> = self.stops.iter().map(|stop| is_known(stop.article)).collect();
        let gone = known.iter().take(self.at).filter(|known| !**known).count();
        self.at -= gone;
        let mut known = known.into_iter();
        self.stops.retain(|_| known.next().unwrap_or(true));
        self.at = self.at.min(self.stops.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stop(article: i64, passage: u32) -> Stop {
        let (title, words) = Default::default();
        Stop { article: ArticleId(article), title, passage, words, top: 0, mention: None }
    }

    fn passages(trail: &Trail) -> Vec<u32> {
        trail.stops().iter().map(|stop| stop.passage).collect()
    }

    #[test]
    fn back_and_forward_walk_the_same_way() {
        let mut trail = Trail::default();
        assert_eq!(trail.back(Some(stop(1, 9))), None);
        let mut trail = Trail::default();
        trail.leave(stop(1, 1));
        trail.leave(stop(1, 2));
        assert_eq!(trail.back(Some(stop(1, 3))), Some(stop(1, 2)));
        assert_eq!(trail.back(Some(stop(1, 2))), Some(stop(1, 1)));
        assert_eq!(trail.back(Some(stop(1, 1))), None);
        assert_eq!(trail.forward(), Some(stop(1, 2)));
        assert_eq!(trail.forward(), Some(stop(1, 3)));
        assert_eq!(trail.forward(), None);
    }

    #[test]
    fn a_jump_after_going_back_loses_nothing() {
        let mut trail = Trail::default();
        trail.leave(stop(1, 1));
        trail.leave(stop(1, 2));
        trail.back(Some(stop(1, 3)));
        trail.leave(stop(1, 2));
        assert_eq!(passages(&trail), [1, 3, 2], "2 moved to the end, 3 is still there");
        assert_eq!(trail.back(Some(stop(1, 4))), Some(stop(1, 2)));
    }

    #[test]
    fn articles_that_left_are_forgotten_where_one_stands() {
        let mut trail = Trail::default();
        for (article, passage) in [(1, 1), (2, 2), (1, 3), (2, 4)] {
            trail.leave(stop(article, passage));
        }
        trail.back(None);
        trail.back(None);
        assert_eq!(trail.at, 2);
        trail.keep(|article| article == ArticleId(1));
        assert_eq!((passages(&trail), trail.at), (vec![1, 3], 1));
        trail.keep(|_| false);
        assert_eq!((trail.back(None), trail.forward()), (None, None));
    }
}
