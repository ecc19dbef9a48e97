//! Which entities the judgements make of those that were found: joined, divided, named, struck out.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::places::Texts;
use crate::model::{Blocks, EntityId, EntityKind, Judgement, Said};
use crate::pipeline::resolve::Hand;
use crate::store::{ChainPlace, Judged, Library, LoneChain, StoreError, content_hash};

/// Chains under a name that are looked through for somebody else; a name with more says nothing.
const MOST: usize = 4000;

/// What the judgements join: an entity as it was found, or the chains that one judgement took out of theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Unit {
    Found(EntityId),
    /// The number of the judgement.
    Own(usize),
}

/// The units as far as judgements touched them.
#[derive(Default)]
struct Units {
    /// The way to the unit that stands for those joined; absent where it is the unit itself.
    up: FxHashMap<Unit, Unit>,
    /// Chains that a judgement took out.
    taken: BTreeMap<ChainPlace, Unit>,
    /// Units that were given a name or a kind.
    names: Vec<(Unit, String)>,
    kinds: Vec<(Unit, Option<EntityKind>)>,
}

/// What the judgements make of the entities found.
pub(super) fn entities(
    library: &Library,
    judgements: &[Judgement],
) -> Result<Vec<Judged>, StoreError> {
    let mut texts = Texts::new(library);
    let mut units = Units::default();
    for (number, judgement) in judgements.iter().enumerate() {
        units.take(number, &judgement.said, &mut texts)?;
    }
    units.judged(library, judgements)
}

impl Units {
    fn take(
        &mut self,
        number: usize,
        said: &Said,
        texts: &mut Texts<'_>,
    ) -> Result<(), StoreError> {
        let own = Unit::Own(number);
        match said {
            Said::Nobody { .. } => {}
            Said::New { mention } => {
                if let Some(chain) = texts.chain(mention)? {
                    self.taken.insert(chain.place, own);
                }
            }
            Said::SameAs { mention, whom } => {
                let (chain, whom) = (texts.chain(mention)?, self.unit_of(texts.chain_of(whom)?));
                if let (Some(chain), Some(whom)) = (chain, whom) {
                    self.taken.insert(chain.place, own);
                    self.join(own, whom);
                }
            }
            Said::NotThis { mention, whom } => {
                let Some(chain) = texts.chain(mention)? else { return Ok(()) };
                let whom = self.unit_of(texts.chain_of(whom)?);
                let mut not = whom.map_or_else(Vec::new, |whom| self.found_with(whom));
                not.extend(chain.entity);
                self.taken.insert(chain.place, own);
                if let Some(other) = somebody_else(texts.library, chain, &not)? {
                    self.join(own, Unit::Found(other));
                }
            }
            Said::Merge { whom, other } => {
                let whom = self.unit_of(texts.chain_of(whom)?);
                let other = self.unit_of(texts.chain_of(other)?);
                if let (Some(whom), Some(other)) = (whom, other) {
                    self.join(whom, other);
                }
            }
            Said::SplitArticles { mentions, .. } => {
                for mention in mentions {
                    if let Some(chain) = texts.chain(mention)? {
                        self.taken.insert(chain.place, own);
                    }
                }
            }
            Said::SplitAlias { whom, alias } => {
                let Some(whom) = self.unit_of(texts.chain_of(whom)?) else { return Ok(()) };
                for found in self.found_with(whom) {
                    for place in texts.library.chains_called(found, alias)? {
                        self.taken.entry(place).or_insert(own);
                    }
                }
            }
            Said::Rename { whom, name } => {
                let whom = self.unit_of(texts.chain_of(whom)?);
                self.names.extend(whom.map(|whom| (whom, name.clone())));
            }
            Said::Kind { whom, kind } => {
                let whom = self.unit_of(texts.chain_of(whom)?);
                self.kinds.extend(whom.map(|whom| (whom, *kind)));
            }
        }
        Ok(())
    }

    /// The unit that a chain is in now.
    fn unit_of(&self, chain: Option<LoneChain>) -> Option<Unit> {
        let chain = chain?;
        self.taken.get(&chain.place).copied().or(chain.entity.map(Unit::Found))
    }

    fn head(&self, mut unit: Unit) -> Unit {
        while let Some(&up) = self.up.get(&unit) {
            unit = up;
        }
        unit
    }

    fn join(&mut self, one: Unit, other: Unit) {
        let (one, other) = (self.head(one), self.head(other));
        if one != other {
            self.up.insert(one.max(other), one.min(other));
        }
    }

    /// The entities found that are one with a unit by now.
    fn found_with(&self, unit: Unit) -> Vec<EntityId> {
        let head = self.head(unit);
        let all = self.up.keys().copied().chain([head]);
        all.filter(|&one| self.head(one) == head)
            .filter_map(|one| match one {
                Unit::Found(id) => Some(id),
                Unit::Own(_) => None,
            })
            .collect()
    }

    fn judged(
        &self,
        library: &Library,
        judgements: &[Judgement],
    ) -> Result<Vec<Judged>, StoreError> {
        let mut members: BTreeMap<Unit, BTreeSet<Unit>> = BTreeMap::new();
        let mut chains: BTreeMap<Unit, Vec<ChainPlace>> = BTreeMap::new();
        let named = self.names.iter().map(|(unit, _)| unit);
        let of_kind = self.kinds.iter().map(|(unit, _)| unit);
        for &unit in self.up.keys().chain(named).chain(of_kind).chain(self.taken.values()) {
            let head = self.head(unit);
            members.entry(head).or_default().extend([unit, head]);
        }
        for (&place, &unit) in &self.taken {
            chains.entry(self.head(unit)).or_default().push(place);
        }
        let mut all = Vec::with_capacity(members.len());
        for (head, units) in members {
            let mut found: Vec<(u32, EntityId)> = Vec::new();
            let mut mark = 0;
            for unit in units.into_iter().rev() {
                match unit {
                    Unit::Found(id) => found.push((library.n_found(id)?, id)),
                    Unit::Own(number) => {
                        let said = judgements.get(number).map(|judgement| &judgement.said);
                        mark = content_hash(format!("{said:?}").as_bytes());
                    }
                }
            }
            found.sort_unstable_by_key(|&(n, id)| (std::cmp::Reverse(n), id));
            let mut ids = found.into_iter().map(|(_, id)| id);
            all.push(Judged {
                mark,
                keeps: ids.next(),
                takes_in: ids.collect(),
                chains: chains.remove(&head).unwrap_or_default(),
                name: self.last(&self.names, head),
                kind: self.last(&self.kinds, head),
            });
        }
        Ok(all)
    }

    /// What was last said of a unit.
    fn last<T: Clone>(&self, said: &[(Unit, T)], head: Unit) -> Option<T> {
        let of = said.iter().rev().find(|(unit, _)| self.head(*unit) == head);
        of.map(|(_, what)| what.clone())
    }
}

/// The one entity that the resolver takes a chain for where it is none of `not`; `None` where there is none, or more
/// than one.
fn somebody_else(
    library: &Library,
    chain: LoneChain,
    not: &[EntityId],
) -> Result<Option<EntityId>, StoreError> {
    let place = chain.place;
    let mut hand = Hand::default();
    for &key in &chain.blocks.keys {
        for key in [key, Blocks::counterpart(key)] {
            let Some(others) = library.all_under(key, MOST)? else { return Ok(None) };
            for other in others.into_iter().filter(|other| other.place != place) {
                hand.take(other, false);
            }
        }
    }
    hand.take(chain, true);
    Ok(hand.somebody_else(place, not))
}
