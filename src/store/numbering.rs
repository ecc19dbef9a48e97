//! Passages of many articles numbered through: four bytes for each where all of a library are held.

use std::ops::Range;

use crate::model::{ArticleId, PassageRef};

/// The passages of some articles, numbered from 0 by article and ordinal.
#[derive(Clone, Debug)]
pub struct Numbering {
    /// Ascending.
    ids: Vec<ArticleId>,
    /// Number of the first passage of each article, and of the one after the last.
    firsts: Vec<u32>,
}

impl Default for Numbering {
    fn default() -> Self {
        Self { ids: Vec::new(), firsts: vec![0] }
    }
}

impl Numbering {
    /// Numbers the passages of the articles of these, as far as the last of each.
    pub fn of(passages: impl IntoIterator<Item = PassageRef>) -> Self {
        let mut passages: Vec<PassageRef> = passages.into_iter().collect();
        passages.sort_unstable();
        let mut numbering = Self::default();
        for of_one in passages.chunk_by(|a, b| a.article == b.article) {
            if let Some(last) = of_one.last() {
                numbering.push(last.article, last.ordinal + 1);
            }
        }
        numbering
    }

    /// Adds an article with a higher id, and so many passages.
    pub(super) fn push(&mut self, article: ArticleId, n_passages: u32) {
        self.ids.push(article);
        self.firsts.push(self.n_passages() + n_passages);
    }

    /// How many passages are numbered.
    pub fn n_passages(&self) -> u32 {
        self.firsts.last().copied().unwrap_or(0)
    }

    /// Place of an article among those numbered; ids mostly have no gaps.
    pub fn place(&self, id: ArticleId) -> Option<usize> {
        let guess = usize::try_from(id.0 - self.ids.first()?.0).ok()?;
        if self.ids.get(guess) == Some(&id) {
            return Some(guess);
        }
        self.ids.binary_search(&id).ok()
    }

    /// The article at a place and the numbers of its passages.
    ///
    /// # Panics
    /// Where there is no such place.
    pub fn at(&self, place: usize) -> (ArticleId, Range<u32>) {
        (self.ids[place], self.firsts[place]..self.firsts[place + 1])
    }

    /// The number of a passage, if its article is there.
    pub fn number(&self, passage: PassageRef) -> Option<u32> {
        Some(self.firsts[self.place(passage.article)?] + passage.ordinal)
    }

    /// Place of the article that the passage with this number, which is below [`Numbering::n_passages`], is of.
    pub fn place_of(&self, number: u32) -> usize {
        self.firsts.partition_point(|&first| first <= number) - 1
    }
}

/// Makes of each count the sum of it and all before: where what is counted ends. Returns the sum of all.
pub(super) fn add_up(counts: &mut [u32]) -> u32 {
    let mut sum = 0;
    for count in counts {
        sum += *count;
        *count = sum;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_leads_back_to_its_passage() {
        let passage = |article, ordinal| PassageRef { article: ArticleId(article), ordinal };
        let some = [passage(9, 1), passage(2, 0), passage(9, 4), passage(3, 2)];
        let numbering = Numbering::of(some);
        assert_eq!(numbering.n_passages(), 1 + 3 + 5);
        for passage in some {
            let number = numbering.number(passage).unwrap();
            let (article, numbers) = numbering.at(numbering.place_of(number));
            assert_eq!((article, number - numbers.start), (passage.article, passage.ordinal));
        }
        assert_eq!(numbering.number(passage(4, 0)), None);
        assert_eq!(Numbering::default().place(ArticleId(1)), None);
    }
}
