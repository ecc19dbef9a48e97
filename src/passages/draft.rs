//! The passages of an article as they were read, before they are made ready for comparing: so small that those of a
//! million articles can be held.

use rustc_hash::FxHashMap;

use super::quoted::quoted;
use super::terms::{self, Term};
use super::vocabulary;
use super::words::{Class, Word, words};
use super::{Telling, weigh};

/// The words of the passages of an article, some 5 bytes each.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// For each word its class, and above it the place of its stem: in the vocabulary, or past its end among the strange.
    words: Box<[u32]>,
    /// The stems that the vocabulary does not hold, each once, with their heads.
    strange: Box<[(u32, u32)]>,
    /// How many words each passage has.
    lengths: Box<[u16]>,
    /// Word ranges in quotation marks, behind the number of their passage.
    quotes: Box<[(u32, u32, u32)]>,
}

/// Bits of a word that tell its class.
const CLASS_BITS: u32 = 3;

impl Draft {
    /// Reads the passages of one article; of one that is not to be compared, give an empty text.
    pub fn of(passages: &[&str]) -> Self {
        let mut draft = (Vec::new(), Vec::new(), Vec::with_capacity(passages.len()), Vec::new());
        let (all, strange, lengths, quotes) =
            (&mut draft.0, &mut draft.1, &mut draft.2, &mut draft.3);
        let mut strangers: FxHashMap<u32, u32> = FxHashMap::default();
        for (passage, text) in (0..).zip(passages) {
            let read = words(text);
            for read in &read {
                let Word { stem, class, .. } = read.word;
                let place = vocabulary::place(stem).unwrap_or_else(|| {
                    *strangers.entry(stem).or_insert_with(|| {
                        strange.push((stem, read.head));
                        vocabulary::len() + strange.len() as u32 - 1
                    })
                });
                all.push(place << CLASS_BITS | class as u32);
            }
            lengths.push(read.len() as u16);
            quotes.extend(quoted(text, &read).into_iter().map(|(from, to)| (passage, from, to)));
        }
        let (words, strange, lengths, quotes) = draft;
        Self {
            words: words.into(),
            strange: strange.into(),
            lengths: lengths.into(),
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
        let telling = |(passage, &length): (u32, &u16)| {
            let (own, rest) = words.split_at(usize::from(length).min(words.len()));
            words = rest;
            let n_quotes = quotes.partition_point(|quote| quote.0 <= passage);
            let (own_quotes, rest) = quotes.split_at(n_quotes);
            quotes = rest;
            let own: Vec<Term> = own.iter().map(|&word| self.term(word)).collect();
            Telling {
                words: own.iter().map(Term::word).collect(),
                quotes: own_quotes.iter().map(|&(_, from, to)| (from, to)).collect(),
                terms: terms::distinct(
                    own.into_iter().filter(|term| term.class != Class::Function).collect(),
                )
                .into(),
                ..Telling::default()
            }
        };
        (0..).zip(&self.lengths).map(telling).collect()
    }

    fn term(&self, word: u32) -> Term {
        let (place, class) =
            (word >> CLASS_BITS, Class::ALL[(word & ((1 << CLASS_BITS) - 1)) as usize]);
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
