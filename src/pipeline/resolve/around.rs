//! Resolves what a few changed chains can touch, and leaves the rest of the library where it is.
//!
//! The resolver decides by names that share a word, and of many chains of one name by a sample. So it is handed
//! the families of the names that changed, the single words that may mean them, and samples; where the answer
//! turns out to reach further, more is handed in, and where it reaches too far all is resolved.

use rustc_hash::{FxHashMap, FxHashSet};

use super::hand::Hand;
use super::ids::Heritage;
use crate::model::{Blocks, EntityKind};
use crate::people::{self, Cluster, Comparable};
use crate::store::{ChainPlace, ChangedChain, Library, LoneChain, StoreError};

/// With more chains than this in hand, all may as well be resolved.
const MOST: usize = 50_000;

/// A family of no more chains than this is read at once.
const SMALL: usize = 4000;

/// How many chains of an organisation or place are looked at: they decide nothing, but show whose they are.
const THINGS: usize = 4;

/// Resolves what these chains, which came or went, can touch. `false`, and nothing is done, where that is too
/// much.
pub(super) fn resolve_around(
    library: &mut Library,
    changed: &[ChangedChain],
) -> Result<bool, StoreError> {
    let version = library.chains_version()?;
    let mut around = Around::new(library);
    for changed in changed {
        match changed.kind {
            EntityKind::Person => around.take_person(changed)?,
            _ => around.take_thing(changed)?,
        }
    }
    around.take_touched()?;
    let joining = loop {
        if around.hand.len() > MOST {
            return Ok(false);
        }
        let answer = around.hand.resolve();
        if !around.reach_further(&answer)? {
            break around.hand.joining(answer);
        }
    };
    library.join_chains(version, &joining, &people::best_name)?;
    Ok(true)
}

/// What is in hand, and how it came there.
struct Around<'l> {
    library: &'l Library,
    hand: Hand,
    /// Full names in hand, by form: their keys and what they are compared with.
    full: FxHashMap<i64, (Vec<i64>, Comparable)>,
    /// Words of which all full names are in hand, and whether these may move.
    families: FxHashMap<i64, bool>,
    /// Words of which all single names are in hand.
    settled: FxHashSet<i64>,
    /// Single names by place: the key of the word.
    short: FxHashMap<ChainPlace, i64>,
    /// Forms that have, under this key, more chains than are in hand.
    sampled: FxHashMap<i64, i64>,
    /// Full names whose sample changed.
    changed: FxHashSet<i64>,
    /// Words of names that changed, or that are compared with one that did.
    touched: Vec<i64>,
}

impl<'l> Around<'l> {
    fn new(library: &'l Library) -> Self {
        Self {
            library,
            hand: Hand::default(),
            full: FxHashMap::default(),
            families: FxHashMap::default(),
            settled: FxHashSet::default(),
            short: FxHashMap::default(),
            sampled: FxHashMap::default(),
            changed: FxHashSet::default(),
            touched: Vec::new(),
        }
    }

    fn take_person(&mut self, changed: &ChangedChain) -> Result<(), StoreError> {
        let (form, keys) = (changed.blocks.form, &changed.blocks.keys);
        let Some(&first) = keys.first() else { return Ok(()) };
        let own = self.library.lone_chain(changed)?;
        if first < 0 {
            return self.take_single(Blocks::counterpart(first), own);
        }
        let name = match &own {
            Some(own) => Some(own.chain.name.clone()),
            None => self.library.chains_under(first, form, 1)?.pop().map(|left| left.chain.name),
        };
        let sample = name.map_or(1, |name| Comparable::new(&name).sample);
        let last = self.library.lot_at(first, form, sample - 1)?;
        if last.is_some_and(|last| last < changed.lot) {
            // It decides nothing for others; only its own place is to be found.
            if let Some(own) = own {
                self.take_sample(first, form, sample, false)?;
                self.hand.take(own, true);
            }
            return Ok(());
        }
        self.changed.insert(form);
        self.touched.extend(keys);
        Ok(())
    }

    /// Takes a single name with those it may mean; where it went, all of its word.
    fn take_single(&mut self, word: i64, own: Option<LoneChain>) -> Result<(), StoreError> {
        self.take_family(word, false)?;
        match own {
            Some(own) => {
                self.short.insert(own.place, word);
                self.hand.take(own, true);
                Ok(())
            }
            None => self.settle(word),
        }
    }

    /// Takes the families and single names of all words that are touched; a name that is compared with one that
    /// changed has changed too.
    fn take_touched(&mut self) -> Result<(), StoreError> {
        while let Some(word) = self.touched.pop() {
            if self.families.get(&word) == Some(&true) {
                continue;
            }
            self.take_family(word, true)?;
            self.settle(word)?;
            let is_near = |form: &Comparable| {
                let changed = self.changed.iter().filter_map(|form| self.full.get(form));
                changed.into_iter().any(|(_, other)| form.is_compared_with(other))
            };
            let mut near = Vec::new();
            for (&form, (keys, name)) in &self.full {
                if !self.changed.contains(&form) && is_near(name) {
                    near.push(form);
                    self.touched.extend(keys);
                }
            }
            if !near.is_empty() {
                // Those near these may be near in their turn.
                self.changed.extend(near);
                self.families.insert(word, false);
                self.touched.push(word);
            }
        }
        Ok(())
    }

    /// Takes the full names that hold a word, and those that these are compared with under another.
    fn take_family(&mut self, word: i64, is_open: bool) -> Result<(), StoreError> {
        let is_done = self.families.get(&word).is_some_and(|&was_open| was_open || !is_open);
        if is_done {
            return Ok(());
        }
        self.families.insert(word, is_open);
        let mut queue = match self.library.all_under(word, SMALL)? {
            Some(family) => self.take_small(word, family, is_open),
            None => self.take_forms(word, is_open, None)?,
        };
        while let Some(form) = queue.pop() {
            let Some((keys, _)) = self.full.get(&form) else { continue };
            let others: Vec<i64> = keys.iter().copied().filter(|&key| key != word).collect();
            for key in others {
                queue.extend(self.take_forms(key, is_open, Some(form))?);
            }
        }
        Ok(())
    }

    /// Takes samples of all full names of a family, given by form and lot, and returns the forms that are new.
    fn take_small(&mut self, word: i64, family: Vec<LoneChain>, is_open: bool) -> Vec<i64> {
        let mut taken = Vec::new();
        let mut family = family.into_iter().peekable();
        while let Some(first) = family.peek() {
            let Blocks { form, keys } = first.blocks.clone();
            let name = Comparable::new(&first.chain.name);
            let mut n_chains = 0;
            while let Some(chain) = family.next_if(|chain| chain.blocks.form == form) {
                if n_chains < name.sample {
                    self.hand.take(chain, is_open);
                }
                n_chains += 1;
            }
            if n_chains >= name.sample {
                self.sampled.entry(form).or_insert(word);
            }
            if self.full.insert(form, (keys, name)).is_none() {
                taken.push(form);
            }
        }
        taken
    }

    /// Takes samples of the full names under a key, all or those that are compared with one in hand, and returns
    /// the forms that are new.
    fn take_forms(
        &mut self,
        key: i64,
        is_open: bool,
        near: Option<i64>,
    ) -> Result<Vec<i64>, StoreError> {
        let mut taken = Vec::new();
        for found in self.library.forms_under(key, MOST)? {
            let name = Comparable::new(&found.name);
            let near = near.and_then(|near| self.full.get(&near));
            if near.is_some_and(|(_, near)| !name.is_compared_with(near)) {
                continue;
            }
            self.take_sample(key, found.form, name.sample, is_open)?;
            if self.full.insert(found.form, (found.keys, name)).is_none() {
                taken.push(found.form);
            }
        }
        Ok(taken)
    }

    /// Takes the chains of a form that decide for all.
    fn take_sample(
        &mut self,
        key: i64,
        form: i64,
        most: usize,
        is_open: bool,
    ) -> Result<(), StoreError> {
        let sample = self.library.chains_under(key, form, most)?;
        if sample.len() == most {
            self.sampled.entry(form).or_insert(key);
        }
        for chain in sample {
            self.hand.take(chain, is_open);
        }
        Ok(())
    }

    /// Takes all chains that are this word alone.
    fn settle(&mut self, word: i64) -> Result<(), StoreError> {
        if self.settled.insert(word) {
            let single = self.library.all_under(Blocks::counterpart(word), usize::MAX >> 1)?;
            for chain in single.into_iter().flatten() {
                self.short.insert(chain.place, word);
                self.hand.take(chain, true);
            }
        }
        Ok(())
    }

    /// Takes a form of organisations or places, the forms it is written out as or writes out, and theirs.
    fn take_thing(&mut self, changed: &ChangedChain) -> Result<(), StoreError> {
        if let Some(own) = self.library.lone_chain(changed)? {
            self.hand.take(own, true);
        }
        let mut beside = Vec::new();
        for &key in &changed.blocks.keys {
            let form = if key < 0 { Blocks::counterpart(key) } else { key };
            self.take_sample(form, form, THINGS, true)?;
            beside.extend(self.take_witnesses(form)?);
        }
        for form in beside {
            self.take_sample(form, form, THINGS, false)?;
            self.take_witnesses(form)?;
        }
        Ok(())
    }

    /// Takes a chain of each form that some article writes this one out as, and returns these forms.
    fn take_witnesses(&mut self, form: i64) -> Result<Vec<i64>, StoreError> {
        let key = Blocks::counterpart(form);
        let mut longer = Vec::new();
        for witness in self.library.forms_under(key, MOST)? {
            for chain in self.library.chains_under(key, witness.form, 1)? {
                self.hand.take(chain, false);
            }
            longer.push(witness.form);
        }
        Ok(longer)
    }

    /// Takes what the answer depends on or changes beyond what is in hand. Says whether there was any.
    fn reach_further(&mut self, answer: &[(Cluster, Heritage)]) -> Result<bool, StoreError> {
        let mut whole: FxHashSet<i64> = FxHashSet::default();
        let mut words: FxHashSet<i64> = FxHashSet::default();
        let mut parts: FxHashMap<i64, usize> = FxHashMap::default();
        for (number, (cluster, heritage)) in answer.iter().enumerate() {
            let members = || cluster.members.iter().filter_map(|&member| self.hand.member(member));
            for (chain, own) in members() {
                let entity = own.stored.entity;
                if own.is_open && self.sampled.contains_key(&own.form) {
                    // Where the sample moves or is divided, the rest of the form may move too.
                    let moves = entity.is_some() && entity != heritage.continues;
                    let is_divided = self.changed.contains(&own.form)
                        && *parts.entry(own.form).or_insert(number) != number;
                    if moves || is_divided {
                        whole.insert(own.form);
                    }
                }
                let word = self.short.get(&own.place).filter(|word| !self.settled.contains(word));
                let Some(&word) = word else { continue };
                // Beside a full name, and no mere guess of gender: then it is nothing to its like.
                let is_vouched = members().any(|(other, own)| {
                    !self.short.contains_key(&own.place)
                        && (chain.gender.is_none() || other.gender.is_some())
                });
                if !is_vouched {
                    words.insert(word);
                }
            }
        }
        for form in &whole {
            if let Some(key) = self.sampled.remove(form) {
                self.take_sample(key, *form, MOST + 1, true)?;
            }
        }
        for &word in &words {
            self.settle(word)?;
        }
        Ok(!whole.is_empty() || !words.is_empty())
    }
}
