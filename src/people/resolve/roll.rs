//! The chains that the resolver is handed, as far as it asks for them and in little memory: a word is held once for
//! all of them, and the company kept in an article once for all its chains. Some 100 bytes a chain.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::company::Feature;
use crate::model::{Alias, Chain, EntityKind, Gender};
use crate::people::ChainRef;

/// The chains of articles. Where two articles have the same lot, the one entered first comes first.
#[derive(Debug, Default)]
pub struct Roll {
    words: Words,
    articles: Vec<Entered>,
    chains: Vec<Known>,
    /// The aliases of all chains with their counts, one chain after the other.
    aliases: Vec<(u32, u32)>,
    /// The roles of all chains, one chain after the other.
    roles: Vec<u32>,
    /// The company kept in each article, ascending, one article after the other.
    company: Vec<Feature>,
    /// For each chain a bit for each of the company of its article, in whole bytes.
    keeps: Vec<u8>,
}

/// Where what is known of an article starts.
#[derive(Clone, Copy, Debug)]
struct Entered {
    lot: u64,
    chains: u32,
    company: u32,
    keeps: u32,
}

/// What is known of a chain, and where what is beside it starts.
#[derive(Clone, Copy, Debug)]
struct Known {
    name: u32,
    aliases: u32,
    roles: u32,
    kind: EntityKind,
    gender: Option<Gender>,
}

impl Roll {
    /// Enters an article by its lot ([`crate::model::lot`]), with its chains or some of them.
    pub fn enter(&mut self, lot: u64, chains: &[Chain]) {
        let mut company: Vec<Feature> =
            chains.iter().flat_map(|chain| &chain.company).copied().collect();
        company.sort_unstable();
        company.dedup();
        self.articles.push(Entered {
            lot,
            chains: self.chains.len() as u32,
            company: self.company.len() as u32,
            keeps: self.keeps.len() as u32,
        });
        for chain in chains {
            let &Chain { kind, gender, .. } = chain;
            let (aliases, roles) = (self.aliases.len() as u32, self.roles.len() as u32);
            let name = self.words.number(&chain.name);
            self.chains.push(Known { name, aliases, roles, kind, gender });
            for alias in &chain.aliases {
                self.aliases.push((self.words.number(&alias.surface), alias.count));
            }
            self.roles.extend(chain.roles.iter().map(|role| self.words.number(role)));
            let keeps = |known: &Feature| chain.company.binary_search(known).is_ok();
            self.keeps.extend(company.chunks(8).map(|eight| {
                let bits = eight.iter().enumerate();
                bits.map(|(bit, known)| u8::from(keeps(known)) << bit).sum::<u8>()
            }));
        }
        self.company.extend(company);
    }

    /// How many chains were entered.
    pub fn n_chains(&self) -> usize {
        self.chains.len()
    }

    /// The place of a chain among all that were entered.
    pub fn place(&self, at: ChainRef) -> usize {
        self.first_of(at.article) + at.chain as usize
    }

    /// The aliases of some chains, their counts added up; most frequent first, then by text.
    pub(super) fn aliases_of(&self, chains: &[ChainRef]) -> Vec<Alias> {
        let places = chains.iter().map(|&at| self.place(at));
        self.counted(places.flat_map(|place| self.aliases_at(place)).copied())
    }

    /// The roles of some chains with how many have each; most frequent first, then by text.
    pub(super) fn roles_of(&self, chains: &[ChainRef]) -> Vec<Alias> {
        let places = chains.iter().map(|&at| self.place(at));
        let roles = places.flat_map(|place| {
            let end =
                self.chains.get(place + 1).map_or(self.roles.len(), |next| next.roles as usize);
            let start = self.chains.get(place).map_or(end, |known| known.roles as usize);
            self.roles.get(start..end).unwrap_or(&[])
        });
        self.counted(roles.map(|&role| (role, 1)))
    }

    fn counted(&self, words: impl Iterator<Item = (u32, u32)>) -> Vec<Alias> {
        let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
        for (word, count) in words {
            *counts.entry(word).or_default() += count;
        }
        let alias = |(word, count)| Alias { surface: self.word(word).to_owned(), count };
        let mut out: Vec<Alias> = counts.into_iter().map(alias).collect();
        out.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.surface.cmp(&b.surface)));
        out
    }

    /// A name or an alias.
    pub(super) fn word(&self, number: u32) -> &str {
        self.words.all.get(number as usize).map_or("", |word| word)
    }

    pub(super) fn n_articles(&self) -> u32 {
        self.articles.len() as u32
    }

    /// The chains of an article.
    pub(super) fn chains_of(&self, article: u32) -> impl Iterator<Item = ChainRef> + Clone + use<> {
        let n_chains = self.first_of(article + 1) - self.first_of(article);
        (0..n_chains as u32).map(move |chain| ChainRef { article, chain })
    }

    fn first_of(&self, article: u32) -> usize {
        self.articles.get(article as usize).map_or(self.chains.len(), |of| of.chains as usize)
    }

    pub(super) fn lot(&self, article: u32) -> u64 {
        self.articles.get(article as usize).map_or(0, |of| of.lot)
    }

    /// The chain at a place; `None` where there is none.
    pub(super) fn chain(&self, at: ChainRef) -> Option<EnteredChain<'_>> {
        let known = self.chains.get(self.place(at))?;
        Some(EnteredChain { roll: self, at, known })
    }

    fn aliases_at(&self, place: usize) -> &[(u32, u32)] {
        let end =
            self.chains.get(place + 1).map_or(self.aliases.len(), |next| next.aliases as usize);
        let start = self.chains.get(place).map_or(end, |known| known.aliases as usize);
        self.aliases.get(start..end).unwrap_or(&[])
    }

    fn company_of(&self, article: u32) -> &[Feature] {
        let start = |of: &Entered| of.company as usize;
        let articles = self.articles.get(article as usize..).unwrap_or(&[]);
        let end = articles.get(1).map_or(self.company.len(), start);
        articles.first().and_then(|of| self.company.get(start(of)..end)).unwrap_or(&[])
    }
}

/// A chain that was entered.
#[derive(Clone, Copy)]
pub(super) struct EnteredChain<'a> {
    roll: &'a Roll,
    at: ChainRef,
    known: &'a Known,
}

impl<'a> EnteredChain<'a> {
    pub(super) const fn kind(self) -> EntityKind {
        self.known.kind
    }

    pub(super) const fn gender(self) -> Option<Gender> {
        self.known.gender
    }

    /// The number of its name among the words: equal for equal names.
    pub(super) const fn name(self) -> u32 {
        self.known.name
    }

    /// The numbers of its aliases among the words.
    pub(super) fn aliases(self) -> impl Iterator<Item = u32> + use<'a> {
        self.roll.aliases_at(self.roll.place(self.at)).iter().map(|&(word, _)| word)
    }

    /// The company it keeps, ascending.
    pub(super) fn company(self) -> impl Iterator<Item = Feature> + use<'a> {
        let all = self.roll.company_of(self.at.article);
        let start = self.roll.articles.get(self.at.article as usize).map_or(0, |of| of.keeps);
        let start = start as usize + self.at.chain as usize * all.len().div_ceil(8);
        let keeps = self.roll.keeps.get(start..).unwrap_or(&[]);
        all.chunks(8).zip(keeps).flat_map(|(eight, bits)| {
            let kept = eight.iter().enumerate().filter(move |(bit, _)| bits >> bit & 1 == 1);
            kept.map(|(_, &known)| known)
        })
    }
}

/// Words by number.
#[derive(Debug, Default)]
struct Words {
    all: Vec<Arc<str>>,
    numbers: FxHashMap<Arc<str>, u32>,
}

impl Words {
    fn number(&mut self, word: &str) -> u32 {
        if let Some(&number) = self.numbers.get(word) {
            return number;
        }
        let (word, number) = (Arc::<str>::from(word), self.all.len() as u32);
        self.all.push(Arc::clone(&word));
        self.numbers.insert(word, number);
        number
    }
}
