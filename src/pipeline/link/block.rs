//! Compares the passages of a block of articles, which are all held ready, with others, which pass by.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::drafts::{AT_ONCE, Drafts};
use super::pairs::{Group, Pairs};
use super::ties::ties;
use crate::model::{ArticleId, Link, PassageRef, SmallLink, Tie};
use crate::passages::{Agreement, Compared, Draft, Telling};
use crate::store::{Library, StoreError};

/// What is found of the articles of some blocks.
#[derive(Default)]
pub(super) struct Found {
    pub(super) links: Vec<SmallLink>,
    /// What follows from the links, for whole articles.
    pub(super) ties: Vec<Tie>,
}

impl Found {
    pub(super) fn append(&mut self, mut more: Self) {
        self.links.append(&mut more.links);
        self.ties.append(&mut more.ties);
    }
}

/// Gives what is found among `pairs`, which are of the articles of `block`, to `give`, some articles' at a time. `false` where
/// that, or `tell`, which is told how far it is, wants no more.
pub(super) fn find(
    reader: &mut Library,
    block: &[ArticleId],
    pairs: &Pairs<'_>,
    drafts: &mut Drafts,
    tell: impl Fn(f64) -> bool,
    mut give: impl FnMut(Found) -> bool + Send,
) -> Result<bool, StoreError> {
    let numbering = &*pairs.numbering;
    let own: Vec<usize> = block.iter().filter_map(|&id| numbering.place(id)).collect();
    let mut home = Home::default();
    let getting_ready = own.chunks(AT_ONCE).take_while(|_| tell(0.0));
    drafts.pass(
        reader,
        getting_ready,
        |&place| Some(numbering.at(place).0),
        |batch, known| {
            let ready = |&place: &usize| known.get(numbering.at(place).0).map(Draft::tellings);
            let ready: Vec<_> = batch.par_iter().map(ready).collect();
            for (&place, tellings) in batch.iter().zip(ready) {
                home.add(numbering.at(place), tellings.unwrap_or_default());
            }
        },
    )?;
    let groups = pairs.by_article();
    let (mut n_done, is_wanted) = (0, AtomicBool::new(true));
    let passing = groups.chunks(AT_ONCE).take_while(|batch| {
        let is_told = tell(n_done as f64 / pairs.len() as f64);
        n_done += batch.iter().map(|group| group.pairs.len()).sum::<usize>();
        is_wanted.fetch_and(is_told, Ordering::Relaxed) && is_told
    });
    let from_elsewhere =
        |group: &Group<'_>| home.article(group.article).is_none().then_some(group.article);
    drafts.pass(reader, passing, from_elsewhere, |batch, known| {
        let find = |group: &Group<'_>| match home.article(group.article) {
            Some(tellings) => found_with(group, tellings, &home),
            None => {
                let tellings = known.get(group.article).map(Draft::tellings).unwrap_or_default();
                found_with(group, &tellings, &home)
            }
        };
        for found in batch.par_iter().map(find).collect::<Vec<_>>() {
            is_wanted.fetch_and(give(found), Ordering::Relaxed);
        }
    })?;
    Ok(is_wanted.into_inner())
}

/// What an article, whose passages are `tellings`, has in common with those at home.
fn found_with(group: &Group<'_>, tellings: &[Telling], home: &Home) -> Found {
    let mut links = Vec::with_capacity(group.pairs.len());
    for pairs in group.pairs.chunk_by(|one, other| one.0 == other.0) {
        let ordinal = pairs[0].0 - group.numbers.start;
        let Some(telling) = tellings.get(ordinal as usize) else { continue };
        let compared = Compared::of(telling, pairs.len());
        links.extend(pairs.iter().filter_map(|&(_, own)| {
            let (a, telling) = home.passage(own)?;
            let Agreement { kind, score } = compared.with(telling)?;
            // As it is found where it is stored.
            let score = Link::score_of(Link::hundredths(score));
            let b = PassageRef { article: group.article, ordinal };
            Some(Link { a, b, kind, score })
        }));
    }
    let ties = ties(&links, tellings, |article| home.article(article));
    Found { links: links.into_iter().map(SmallLink::from).collect(), ties }
}

/// The passages of the articles of a block, ready for comparing.
#[derive(Default)]
struct Home {
    /// Number of the first of them.
    first: u32,
    /// Where in `tellings` each is, by number from the first on.
    places: Vec<u32>,
    tellings: Vec<Telling>,
    /// Which passage each is, ascending.
    passages: Vec<PassageRef>,
}

/// Place of a passage that is not there.
const NOWHERE: u32 = u32::MAX;

impl Home {
    /// Adds an article by its id and the numbers of its passages, all above those of the others.
    fn add(&mut self, (article, numbers): (ArticleId, Range<u32>), tellings: Vec<Telling>) {
        let first = numbers.start;
        if self.tellings.is_empty() {
            self.first = first;
        }
        self.places.resize((first - self.first) as usize, NOWHERE);
        self.places.extend((self.tellings.len() as u32..).zip(&tellings).map(|(place, _)| place));
        let ordinals = (0..).zip(&tellings).map(|(ordinal, _)| ordinal);
        self.passages.extend(ordinals.map(|ordinal| PassageRef { article, ordinal }));
        self.tellings.extend(tellings);
    }

    /// Place of a passage.
    fn place(&self, number: u32) -> Option<usize> {
        let at = number.checked_sub(self.first)?;
        self.places.get(at as usize).map(|&place| place as usize)
    }

    fn passage(&self, number: u32) -> Option<(PassageRef, &Telling)> {
        let place = self.place(number)?;
        Some((*self.passages.get(place)?, self.tellings.get(place)?))
    }

    /// All passages of an article; `None` where it has none here.
    fn article(&self, id: ArticleId) -> Option<&[Telling]> {
        let from = self.passages.partition_point(|passage| passage.article < id);
        let rest = self.passages.get(from..)?;
        let n_own = rest.iter().take_while(|passage| passage.article == id).count();
        self.tellings.get(from..from + n_own).filter(|own| !own.is_empty())
    }
}
