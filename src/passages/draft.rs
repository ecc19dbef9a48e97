//! The passages of an article as they were read, before they are made ready for comparing: so small that those of a
//! million articles can be held.

use rustc_hash::FxHashMap;

use super::quoted::quoted;
use super::terms::{self, Term};
use super::vocabulary;
use super::words::{CLASS_BITS, Class, ReadWord, words};
use super::{Telling, compared, weigh};
use crate::model::Passage;

/// The words of the passages of an article, some 5 bytes each.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// For each word its class, and above it the place of its stem: in the vocabulary, or past its end among the strange.
    words: Box<[u32]>,
    /// The stems that the vocabulary does not hold, each once, with their heads.
    strange: Box<[(u32, u32)]>,
    /// How many words each passage has.
    n_words: Box<[u16]>,
    /// How many bytes.
    lengths: Box<[u32]>,
    /// Word ranges in quotation marks, behind the number of their passage.
    quotes: Box<[(u32, u32, u32)]>,
}

impl Draft {
    /// Reads the passages of the text of an article.
    pub fn read(text: &str, passages: &[Passage]) -> Self {
        Self::of(&compared(text, passages).collect::<Vec<_>>())
    }

    /// Reads the passages of one article.
    pub(super) fn of(passages: &[&str]) -> Self {
        let (mut all, mut strange, mut quotes) = (Vec::new(), Vec::new(), Vec::new());
        let mut n_words = Vec::with_capacity(passages.len());
        let mut strangers: FxHashMap<u32, u32> = FxHashMap::default();
        for (passage, text) in (0..).zip(passages) {
            let read = words(text);
            for ReadWord { word, head, .. } in &read {
                let place = vocabulary::place(word.stem).unwrap_or_else(|| {
                    *strangers.entry(word.stem).or_insert_with(|| {
                        strange.push((word.stem, *head));
                        vocabulary::len() + strange.len() as u32 - 1
                    })
                });
                all.push(place << CLASS_BITS | word.class() as u32);
            }
            n_words.push(read.len() as u16);
            quotes.extend(quoted(text, &read).into_iter().map(|(from, to)| (passage, from, to)));
        }
        Self {
            words: all.into(),
            strange: strange.into(),
            n_words: n_words.into(),
            lengths: passages.iter().map(|text| text.len() as u32).collect(),
            quotes: quotes.into(),
        }
    }

    /// Makes the passages ready for comparing, in the light of each other: a word that many of them hold says little
    /// about any one.
    pub fn tellings(&self) -> Vec<Telling> {
        let mut tellings = self.unweighed();
        weigh(&mut tellings);
        tellings
    }

    /// The passages without the sums, which depend on how words are weighed.
    pub(super) fn unweighed(&self) -> Vec<Telling> {
        let (mut words, mut quotes) = (&*self.words, &*self.quotes);
        let telling = |(passage, (&n_words, &length)): (u32, (&u16, &u32))| {
            let (own, after) = words.split_at(usize::from(n_words).min(words.len()));
            words = after;
            let n_quotes = quotes.partition_point(|quote| quote.0 <= passage);
            let (own_quotes, after) = quotes.split_at(n_quotes);
            quotes = after;
            let mut own: Vec<Term> = own.iter().map(|&word| self.term(word)).collect();
            let words = own.iter().map(Term::word).collect();
            own.retain(|term| term.class != Class::Function);
            let quotes = own_quotes.iter().map(|&(_, from, to)| (from, to)).collect();
            let terms = terms::distinct(own).into();
            Telling { length, words, terms, quotes, ..Telling::default() }
        };
        (0..).zip(self.n_words.iter().zip(&self.lengths)).map(telling).collect()
    }

    fn term(&self, word: u32) -> Term {
        let place = word >> CLASS_BITS;
        let class = Class::of_last(word);
        let entry = match place.checked_sub(vocabulary::len()) {
            None => vocabulary::entry(place),
            Some(strange) => {
                let (stem, head) = self.strange[strange as usize];
                vocabulary::unknown(stem, head)
            }
        };
        let vocabulary::Entry { stem, rarity, vector, head, .. } = entry;
        Term { stem, rarity, class, vector, head: class.head(head) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_draft_holds_is_what_was_read() {
        let texts = [
            "“We will not go to Zhdanovsk,” Mr. Qatrani told 250,000 people in May 2015.",
            "",
            "Qatrani may march to Zhdanovsk; \"two million of us\", he said.",
        ];
        let tellings = Draft::of(&texts).unweighed();
        assert_eq!(tellings.len(), texts.len());
        for (telling, text) in tellings.iter().zip(texts) {
            let read = words(text);
            let own: Vec<_> = read.iter().map(|read| read.word).collect();
            assert_eq!(*telling.words, own);
            assert_eq!(*telling.quotes, quoted(text, &read));
            for term in &telling.terms {
                let of_stem = |read: &&ReadWord| read.word.stem == term.stem;
                let read =
                    read.iter().filter(of_stem).max_by_key(|read| read.word.class()).unwrap();
                assert_eq!((term.word(), term.head), (read.word, read.head), "{text}");
            }
        }
        assert!(tellings[1].terms.is_empty() && !tellings[2].quotes.is_empty());
    }
}
