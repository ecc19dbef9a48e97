//! Finds which passages are to be compared.

use std::borrow::Cow;
use std::ops::Range;

use rayon::prelude::*;

use crate::model::{ArticleId, PassageRef};
use crate::passages;
use crate::store::{Library, Numbering, Sharing, StoreError};

/// Two passages that share keys, by number: that of another article, and that of an article of a block.
pub(super) type Pair = (u32, u32);

/// The pairs of one of the other articles.
pub(super) struct Group<'a> {
    pub(super) article: ArticleId,
    /// Those of its passages.
    pub(super) numbers: Range<u32>,
    pub(super) pairs: &'a [Pair],
}

/// The pairs of the articles of a block.
pub(super) struct Pairs<'a> {
    pub(super) numbering: Cow<'a, Numbering>,
    /// Ascending.
    pairs: Vec<Pair>,
}

impl<'a> Pairs<'a> {
    /// Finds the pairs of a block of the articles that are `due`, all at once by `sharing` or one by one.
    pub(super) fn of(
        library: &Library,
        sharing: Option<&'a Sharing>,
        block: &[ArticleId],
        due: &[ArticleId],
    ) -> Result<Self, StoreError> {
        let (numbering, mut pairs): (_, Vec<Pair>) = if let Some(sharing) = sharing {
            let sharing_of = sharing.of(block);
            let of_one = |&article: &ArticleId| sharing_of.candidates(article);
            let pairs = block.par_iter().flat_map_iter(of_one).map(|(own, other)| (other, own));
            (Cow::Borrowed(&sharing.numbering), pairs.collect())
        } else {
            let mut pairs = Vec::new();
            for &article in block {
                let found = library.candidates(article, due, &passages::keys_of)?.into_iter();
                pairs
                    .extend(found.map(|(ordinal, other)| (other, PassageRef { article, ordinal })));
            }
            let numbering = Numbering::of(pairs.iter().flat_map(|&(other, own)| [other, own]));
            let numbers = |(other, own)| numbering.number(other).zip(numbering.number(own));
            let pairs = pairs.into_iter().filter_map(numbers).collect();
            (Cow::Owned(numbering), pairs)
        };
        pairs.par_sort_unstable();
        Ok(Self { numbering, pairs })
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.pairs.len()
    }

    /// The pairs of each of the other articles, in the order of their ids.
    pub(super) fn by_article(&self) -> Vec<Group<'_>> {
        let (mut found, mut rest) = (Vec::new(), self.pairs.as_slice());
        while let Some(&(other, _)) = rest.first() {
            let (article, numbers) = self.numbering.at(self.numbering.place_of(other));
            let n_pairs = rest.iter().take_while(|(other, _)| numbers.contains(other)).count();
            let (pairs, after) = rest.split_at(n_pairs);
            found.push(Group { article, numbers, pairs });
            rest = after;
        }
        found
    }
}
