//! Compares the passages of a block of articles, which are all held ready, with others, which pass by.

use std::ops::Range;

use rayon::prelude::*;

use super::drafts::{AT_ONCE, Drafts};
use super::pairs::{Group, Pair, Pairs};
use crate::model::{ArticleId, Link, PassageRef};
use crate::passages::{self, Draft, Telling};
use crate::store::{Library, Numbering, StoreError};

/// The links among `pairs`, which are of the articles of `block`; `None` where `tell`, which is told how far it is, wants no
/// more. Together, as an article's links are stored in one piece.
pub(super) fn links(
    reader: &mut Library,
    block: &[ArticleId],
    pairs: &Pairs<'_>,
    drafts: &mut Drafts,
    tell: impl Fn(f64) -> bool,
) -> Result<Option<Vec<Link>>, StoreError> {
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
                home.add(numbering.at(place).1.start, tellings.unwrap_or_default());
            }
        },
    )?;
    let groups = pairs.by_article();
    let (mut found, mut n_done, mut is_stopped) = (Vec::new(), 0, false);
    let passing = groups.chunks(AT_ONCE).take_while(|batch| {
        is_stopped = !tell(n_done as f64 / pairs.len() as f64);
        n_done += batch.iter().map(|group| group.pairs.len()).sum::<usize>();
        !is_stopped
    });
    let from_elsewhere =
        |group: &Group<'_>| home.passages(&group.numbers).is_none().then_some(group.article);
    drafts.pass(reader, passing, from_elsewhere, |batch, known| {
        let links = |group: &Group<'_>| match home.passages(&group.numbers) {
            Some(tellings) => links_with(group, tellings, &home, numbering),
            None => {
                let tellings = known.get(group.article).map(Draft::tellings).unwrap_or_default();
                links_with(group, &tellings, &home, numbering)
            }
        };
        found.par_extend(batch.par_iter().flat_map_iter(links));
    })?;
    Ok((!is_stopped).then_some(found))
}

/// The links of an article, whose passages are `tellings`, with those at home.
fn links_with(
    group: &Group<'_>,
    tellings: &[Telling],
    home: &Home,
    numbering: &Numbering,
) -> Vec<Link> {
    let link = |&(number, own): &Pair| {
        let ordinal = number - group.numbers.start;
        let agreement = passages::compare(tellings.get(ordinal as usize)?, home.passage(own)?)?;
        let (article, numbers) = numbering.at(numbering.place_of(own));
        Some(Link {
            a: PassageRef { article, ordinal: own - numbers.start },
            b: PassageRef { article: group.article, ordinal },
            kind: agreement.kind,
            score: agreement.score,
        })
    };
    group.pairs.iter().filter_map(link).collect()
}

/// The passages of the articles of a block, ready for comparing.
#[derive(Default)]
struct Home {
    /// Number of the first of them.
    first: u32,
    /// Where in `tellings` each is, by number from the first on.
    places: Vec<u32>,
    tellings: Vec<Telling>,
}

/// Place of a passage that is not there.
const NOWHERE: u32 = u32::MAX;

impl Home {
    /// Adds an article whose passages have numbers from `first` on, above all others.
    fn add(&mut self, first: u32, tellings: Vec<Telling>) {
        if self.tellings.is_empty() {
            self.first = first;
        }
        self.places.resize((first - self.first) as usize, NOWHERE);
        self.places.extend((self.tellings.len() as u32..).zip(&tellings).map(|(place, _)| place));
        self.tellings.extend(tellings);
    }

    /// Place of a passage.
    fn place(&self, number: u32) -> Option<usize> {
        let at = number.checked_sub(self.first)?;
        self.places.get(at as usize).map(|&place| place as usize)
    }

    fn passage(&self, number: u32) -> Option<&Telling> {
        self.tellings.get(self.place(number)?)
    }

    /// All passages of an article, by their numbers.
    fn passages(&self, numbers: &Range<u32>) -> Option<&[Telling]> {
        let from = self.place(numbers.start)?;
        self.tellings.get(from..from + numbers.len())
    }
}
