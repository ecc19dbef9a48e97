//! Seeks the links between passages of articles that have changed and all others.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{Run, Running};
use crate::model::{Article, ArticleId, Link, Passage, PassageKind, PassageRef};
use crate::passages::{self, Telling};
use crate::store::{Library, Sharing, StoreError};

/// Articles that are kept prepared while all others pass by: some 14 kB each, and as much for what they may be linked to.
const BLOCK: usize = 40_000;

/// Articles that pass by together.
const PASSING: usize = 512;

/// Articles whose keys are entered into the index together: some 6 kB each.
const PER_PART: usize = 24_000;

/// Of very many articles no more parts are made: for each part all are read again.
const MOST_PARTS: usize = 8;

/// Articles that are dealt with together, of so many.
fn part_of(n_articles: usize, least: usize) -> usize {
    least.max(n_articles.div_ceil(MOST_PARTS))
}

/// Seeks the links of a library where that is due. Says whether it was.
///
/// # Errors
/// Fails when the library cannot be read or written. Links stored before stay.
pub fn link(library: &mut Library, run: &Run<'_>) -> Result<bool, StoreError> {
    link_pending(library, &Running::new(run))
}

/// As [`link`], as part of a run.
pub(super) fn link_pending(
    library: &mut Library,
    running: &Running<'_>,
) -> Result<bool, StoreError> {
    let mut was_due = false;
    'anew: while library.is_linking_pending()? && !running.is_stopped() {
        was_due = true;
        let version = library.chains_version()?;
        running.tell("indexing", 0, 1);
        if !index_pending(library, running.run.stop)? {
            return Ok(true);
        }
        let Some(due) = library.begin_links(version, &passages::keys_of)? else { continue };
        let mut reader = Library::open_to_read(library.path())?;
        let sharing = reader.sharing(due.len())?;
        let (mut done, mut unstored) = (0, Found::default());
        for block in due.chunks(part_of(due.len(), BLOCK)) {
            let tell = |share: f64| {
                let within = (share * block.len() as f64) as usize;
                running.tell("linking", done + within, due.len());
                !running.is_stopped()
            };
            // Storing the links of a block takes one core only; but much room where the block is large.
            if block.len() > BLOCK && !std::mem::take(&mut unstored).store(library)? {
                continue 'anew;
            }
            let (found, is_stored) = thread::scope(|scope| {
                let storing = scope.spawn(|| unstored.store(library));
                let found = pairs_of(&reader, sharing.as_ref(), block, &due)
                    .and_then(|pairs| links_among(&mut reader, block, pairs, tell));
                (found, storing.join().unwrap_or_else(|panic| resume_unwind(panic)))
            });
            if !is_stored? {
                continue 'anew;
            }
            let Some(links) = found? else { return Ok(true) };
            unstored = Found { of: block, links };
            done += block.len();
        }
        if !unstored.store(library)? {
            continue;
        }
        library.end_links()?;
        running.tell("linking", due.len(), due.len());
    }
    Ok(was_due)
}

/// The links that were found of some articles.
#[derive(Default)]
struct Found<'a> {
    of: &'a [ArticleId],
    links: Vec<Link>,
}

impl Found<'_> {
    /// As [`Library::put_links`].
    fn store(&self, library: &mut Library) -> Result<bool, StoreError> {
        library.put_links(self.of, &self.links)
    }
}

/// The links among `pairs`, of which one is always of an article of `block`; `None` where `tell`, which is told how far it
/// is, wants no more. Together, as an article's links are stored in one piece.
fn links_among(
    reader: &mut Library,
    block: &[ArticleId],
    mut pairs: Vec<Pair>,
    tell: impl Fn(f64) -> bool,
) -> Result<Option<Vec<Link>>, StoreError> {
    pairs.sort_unstable_by_key(|&(one, other)| (other, one));
    let mut home = Articles::default();
    let own = block.chunks(PASSING).map(|ids| ((), ids.to_vec())).take_while(|_| tell(0.0));
    read_ahead(reader, own, |(), articles| home.extend(prepared(articles)))?;
    let (home, mut rest, mut found) = (home, pairs.as_slice(), Vec::new());
    let mut is_stopped = false;
    let passing = std::iter::from_fn(|| {
        is_stopped = !tell((pairs.len() - rest.len()) as f64 / pairs.len().max(1) as f64);
        let (batch, after) = rest.split_at(n_of_articles(rest, PASSING));
        rest = after;
        (!batch.is_empty() && !is_stopped).then(|| (batch, others(batch, &home)))
    });
    read_ahead(reader, passing, |batch, articles| {
        found.extend(links_of(batch, &home, &prepared(articles)));
    })?;
    Ok((!is_stopped).then_some(found))
}

/// Reads articles batch by batch, one being read while the one before is taken.
fn read_ahead<T: Send>(
    reader: &mut Library,
    mut batches: impl Iterator<Item = (T, Vec<ArticleId>)>,
    mut take: impl FnMut(T, Articles<Article>) + Send,
) -> Result<(), StoreError> {
    let mut ready = None;
    loop {
        let next = batches.next();
        let is_last = next.is_none();
        let (read, ()) = rayon::join(
            || next.map(|(of, ids)| Ok((of, read(reader, &ids)?))).transpose(),
            || {
                if let Some((of, articles)) = ready.take() {
                    take(of, articles);
                }
            },
        );
        ready = read?;
        if is_last {
            return Ok(());
        }
    }
}

/// Enters the keys of passages into their index, where that is due. `false` where it was stopped before its end.
pub(super) fn index_pending(library: &mut Library, stop: &AtomicBool) -> Result<bool, StoreError> {
    let n_articles = library.n_unindexed()?;
    let n_parts = n_articles.div_ceil(part_of(n_articles, PER_PART)) as u32;
    for part in 0..n_parts {
        if stop.load(Ordering::Relaxed) {
            return Ok(false);
        }
        library.index_keys(part, n_parts)?;
    }
    Ok(true)
}

/// Two passages that share keys: one of an article that is due, and another.
type Pair = (PassageRef, PassageRef);

fn pairs_of(
    library: &Library,
    sharing: Option<&Sharing>,
    block: &[ArticleId],
    due: &[ArticleId],
) -> Result<Vec<Pair>, StoreError> {
    let pairs = |article: ArticleId, found: Vec<(u32, PassageRef)>| {
        found.into_iter().map(move |(ordinal, other)| (PassageRef { article, ordinal }, other))
    };
    if let Some(sharing) = sharing {
        let sharing = sharing.of(block);
        let of = |&article: &ArticleId| pairs(article, sharing.candidates(article, due));
        return Ok(block.par_iter().flat_map_iter(of).collect());
    }
    let mut all = Vec::new();
    for &article in block {
        all.extend(pairs(article, library.candidates(article, due, &passages::keys_of)?));
    }
    Ok(all)
}

/// How many of the pairs, sorted by the other passage, are with the first `most` articles.
fn n_of_articles(pairs: &[Pair], most: usize) -> usize {
    let by_article = pairs.chunk_by(|a, b| a.1.article == b.1.article);
    by_article.take(most).map(<[Pair]>::len).sum()
}

/// An article with its passages made ready for comparing, but the furniture.
struct Prepared {
    key: String,
    tellings: Vec<Option<Telling>>,
}

impl Prepared {
    fn telling(&self, ordinal: u32) -> Option<&Telling> {
        self.tellings.get(ordinal as usize)?.as_ref()
    }
}

type Articles<T> = FxHashMap<ArticleId, T>;

/// Reads articles. Takes the library for itself: a connection is of one thread at a time.
fn read(library: &mut Library, ids: &[ArticleId]) -> Result<Articles<Article>, StoreError> {
    let mut articles = Articles::default();
    for &id in ids {
        articles.extend(library.article(id)?.map(|article| (id, article)));
    }
    Ok(articles)
}

fn prepared(articles: Articles<Article>) -> Articles<Prepared> {
    articles.into_par_iter().map(|(id, article)| (id, prepare(article))).collect()
}

fn prepare(article: Article) -> Prepared {
    let is_text = |passage: &&Passage| passage.kind != PassageKind::Furniture;
    let texts: Vec<&str> =
        article.passages.iter().filter(is_text).map(|p| p.span.of(&article.text)).collect();
    let mut ready = passages::prepare_article(&texts).into_iter();
    let tellings = article.passages.iter();
    let tellings = tellings.map(|passage| is_text(&passage).then(|| ready.next()).flatten());
    Prepared { tellings: tellings.collect(), key: article.key }
}

/// The articles of the second passages that are not at home.
fn others(pairs: &[Pair], home: &Articles<Prepared>) -> Vec<ArticleId> {
    let mut others: Vec<ArticleId> = pairs.iter().map(|(_, other)| other.article).collect();
    others.dedup();
    others.retain(|id| !home.contains_key(id));
    others
}

/// The links among `pairs`, whose articles are at home or passing.
fn links_of(pairs: &[Pair], home: &Articles<Prepared>, passing: &Articles<Prepared>) -> Vec<Link> {
    let link = |&(one, other): &Pair| {
        let of = |passage: PassageRef| {
            let article = home.get(&passage.article).or_else(|| passing.get(&passage.article))?;
            Some((&article.key, article.telling(passage.ordinal)?))
        };
        let ((key, telling), (other_key, other_telling)) = (of(one)?, of(other)?);
        // Which of the two comes first must not depend on when they were read.
        let is_first = key <= other_key;
        let (a, b) = if is_first { (one, other) } else { (other, one) };
        let (first, second) =
            if is_first { (telling, other_telling) } else { (other_telling, telling) };
        let agreement = passages::compare(first, second)?;
        Some(Link { a, b, kind: agreement.kind, score: agreement.score })
    };
    pairs.par_iter().filter_map(link).collect()
}
