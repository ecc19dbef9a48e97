//! Annotates texts in memory, without a library: the pure filter behind `ibid annotate`.

use rayon::prelude::*;

use crate::ingest;
use crate::model::{Article, Chain, Mention, PassageKind, PrintedDate, lot};
use crate::passages;
use crate::people::{self, Constraints, Model, Roll};

/// A text to annotate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Input {
    /// What the caller calls it. Serves as [`Article::key`].
    pub doc: String,
    /// The text, taken as it is.
    pub text: String,
    /// Its title, where the caller knows it.
    pub title: Option<String>,
    /// Its date, where the caller knows it.
    pub date: Option<PrintedDate>,
    /// Its mentions, where the caller only wants to know who is who: then none are added or left out.
    pub mentions: Option<Vec<Mention>>,
}

/// An annotated text.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotated {
    /// The text with its passages.
    pub article: Article,
    /// The mentions by place, or in the order they were given.
    pub mentions: Vec<Mention>,
    /// For each mention the number of its entity among all inputs, counted from 0 by first mention; `None`
    /// where it cannot be placed. A given mention that cannot be placed has a number of its own.
    pub entities: Vec<Option<u32>>,
}

/// A link between two inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct InputLink {
    /// Place of the one among the inputs, and the passage there.
    pub a: (usize, usize),
    /// Place of the other, later one.
    pub b: (usize, usize),
    /// In which way the two agree.
    pub agreement: passages::Agreement,
}

/// Finds the mentions of the inputs, or takes those given, and decides who is who over all of them. The
/// answers are in the order of the inputs; who is who does not depend on it.
pub fn annotate(inputs: Vec<Input>, model: &Model) -> Vec<Annotated> {
    let read: Vec<Read> = inputs.into_par_iter().map(|input| read(input, model)).collect();
    let mut roll = Roll::default();
    read.iter().for_each(|read| roll.enter(lot(&read.article.key), &read.chains));
    let clusters = people::resolve(&roll, &Constraints::default());
    let mut entities: Vec<Vec<Option<u32>>> =
        read.iter().map(|read| vec![None; read.mentions.len()]).collect();
    for (number, cluster) in clusters.iter().enumerate() {
        for member in &cluster.members {
            let article = member.article as usize;
            let chain = read.get(article).and_then(|of| of.chains.get(member.chain as usize));
            let Some((chain, of)) = chain.zip(entities.get_mut(article)) else { continue };
            for &mention in &chain.mentions {
                if let Some(slot) = of.get_mut(mention as usize) {
                    *slot = Some(number as u32);
                }
            }
        }
    }
    let n_clusters = clusters.len() as u32;
    number_by_first_mention(&read, &mut entities, n_clusters);
    read.into_iter()
        .zip(entities)
        .map(|(read, entities)| Annotated {
            article: read.article,
            mentions: read.mentions,
            entities,
        })
        .collect()
}

/// As [`annotate`], each input as if it were the only one.
pub fn annotate_each(inputs: Vec<Input>, model: &Model) -> Vec<Annotated> {
    inputs.into_par_iter().flat_map_iter(|input| annotate(vec![input], model)).collect()
}

/// Seeks the links between passages of different inputs, by the place of the earlier one, best first.
pub fn links(annotated: &[Annotated]) -> Vec<InputLink> {
    let mut places: Vec<(usize, usize)> = Vec::new();
    let mut texts: Vec<Vec<&str>> = Vec::new();
    for (input, annotated) in annotated.iter().enumerate() {
        let article = &annotated.article;
        let passages = article.passages.iter().enumerate();
        let (ordinals, of_article): (Vec<usize>, Vec<&str>) = passages
            .filter(|(_, passage)| passage.kind != PassageKind::Furniture)
            .map(|(ordinal, passage)| (ordinal, passage.span.of(&article.text)))
            .unzip();
        texts.push(of_article);
        places.extend(ordinals.into_iter().map(|ordinal| (input, ordinal)));
    }
    let index = passages::Index::of(&texts);
    let later = |(passage, found): (u32, passages::Found)| {
        let (a, b) = (*places.get(passage as usize)?, *places.get(found.passage as usize)?);
        (a < b).then_some(InputLink { a, b, agreement: found.agreement })
    };
    let of_article = |article: u32| index.links_of(article).into_iter().filter_map(later);
    (0..texts.len() as u32).into_par_iter().flat_map_iter(of_article).collect()
}

/// An input with all that needs no other.
struct Read {
    article: Article,
    mentions: Vec<Mention>,
    chains: Vec<Chain>,
    is_given: bool,
}

fn read(input: Input, model: &Model) -> Read {
    let mut article = ingest::structure(&input.doc, input.text);
    if let Some(title) = input.title {
        article.title = title;
    }
    if input.date.is_some() {
        article.date = input.date;
    }
    match input.mentions {
        Some(mentions) => {
            let chains = chains_of_given(&article, &mentions);
            Read { article, mentions, chains, is_given: true }
        }
        None => {
            let (mentions, chains) = people::read(model, &article);
            Read { article, mentions, chains, is_given: false }
        }
    }
}

/// Joins mentions that were given in any order: by place, as the resolver takes them, and back.
fn chains_of_given(article: &Article, mentions: &[Mention]) -> Vec<Chain> {
    let mut by_place: Vec<(u32, &Mention)> = (0..).zip(mentions).collect();
    by_place.sort_by_key(|(_, mention)| mention.span);
    let sorted: Vec<Mention> = by_place.iter().map(|(_, mention)| (*mention).clone()).collect();
    let mut chains = people::chains(article, &sorted);
    for mention in chains.iter_mut().flat_map(|chain| &mut chain.mentions) {
        *mention = by_place.get(*mention as usize).map_or(*mention, |&(given, _)| given);
    }
    chains
}

/// Numbers the entities anew by first mention, and gives mentions that were given but not placed a number of
/// their own. Numbers so far are below `n_clusters`.
fn number_by_first_mention(read: &[Read], entities: &mut [Vec<Option<u32>>], n_clusters: u32) {
    let mut numbers: Vec<Option<u32>> = vec![None; n_clusters as usize];
    let mut next = 0;
    let mut take_next = || {
        next += 1;
        next - 1
    };
    for (read, entities) in read.iter().zip(entities) {
        for slot in entities {
            match slot {
                Some(number) => {
                    if let Some(renumbered) = numbers.get_mut(*number as usize) {
                        *slot = Some(*renumbered.get_or_insert_with(&mut take_next));
                    }
                }
                None if read.is_given => *slot = Some(take_next()),
                None => {}
            }
        }
    }
}
