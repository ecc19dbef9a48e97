//! Passages of many articles held in memory, and the links between them.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::{Agreement, Compared, Telling, judge, keys, prepare_in_scene};
use crate::model::Link;

/// Articles that can be asked what their passages are linked to. Whatever their order, the answers are the
/// same but for the numbers.
pub struct Index {
    articles: Vec<Entry>,
    /// Number of the article of each passage.
    article_of: Vec<u32>,
    /// Half of a key above the number of a passage that has it, ascending.
    postings: Vec<u64>,
}

struct Entry {
    /// Number of its first passage.
    first: u32,
    texts: Vec<Box<str>>,
    /// Kept in small sets only: they are some ten times as big as the texts.
    prepared: OnceLock<Arc<[Telling]>>,
}

/// Passages up to which all are kept prepared, and ranked against all.
const SMALL: usize = 5_000;

/// Candidates compared with one passage where only the likeliest are ranked.
const MOST_RANKED: usize = 1_000;

/// Passages of a small set that may share a key before it is passed over.
const MOST_SHARING: usize = 200;

/// A passage of the index that tells the same as the one asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Number of the passage, counted from 0 through all articles.
    pub passage: u32,
    /// How the two agree.
    pub agreement: Agreement,
}

impl Index {
    /// Holds the passages of `articles`. Passages of one article are not linked to each other.
    pub fn of(articles: &[Vec<&str>]) -> Self {
        let mut index = Self { articles: Vec::new(), article_of: Vec::new(), postings: Vec::new() };
        for (number, passages) in articles.iter().enumerate() {
            let first = index.article_of.len() as u32;
            for (passage, text) in (u64::from(first)..).zip(passages) {
                index.postings.extend(keys(text).iter().map(|key| half(*key) << 32 | passage));
                index.article_of.push(number as u32);
            }
            let texts = passages.iter().map(|text| (*text).into()).collect();
            index.articles.push(Entry { first, texts, prepared: OnceLock::new() });
        }
        index.postings.sort_unstable();
        index
    }

    /// Returns the links of the passages of one article: the passage and what it is linked to, by passage,
    /// best first, ties in the order of the texts.
    pub fn links_of(&self, article: u32) -> Vec<(u32, Found)> {
        let Some(entry) = self.articles.get(article as usize) else { return Vec::new() };
        let mut prepared = FxHashMap::default();
        let mut links = Vec::new();
        for (passage, telling) in (entry.first..).zip(self.prepared(article).iter()) {
            let candidates = self.candidates(self.text(passage));
            let compared = Compared::of(telling, candidates.len());
            let compare = |other: &Telling| compared.with(other);
            let found = self.best(article, &candidates, &mut prepared, compare);
            links.extend(found.into_iter().map(|found| (passage, found)));
        }
        links
    }

    /// Returns up to `top` passages of other articles, best first, however low the score: all of a small set,
    /// of a large one those that share keys with `passage`.
    pub fn ranked(&self, passage: u32, top: usize) -> Vec<Found> {
        let Some(&article) = self.article_of.get(passage as usize) else { return Vec::new() };
        let own = self.prepared(article);
        let Some(telling) = own.get(self.place(passage, article)) else { return Vec::new() };
        let candidates = if self.is_small() {
            (0..self.article_of.len() as u32).collect()
        } else {
            let mut candidates = self.candidates(self.text(passage));
            candidates.truncate(MOST_RANKED);
            candidates
        };
        let rank = |other: &Telling| Some(judge(telling, other));
        let mut found = self.best(article, &candidates, &mut FxHashMap::default(), rank);
        found.truncate(top);
        found
    }

    /// Passages that share keys with `text`, those that share most first. Keys that too many share are
    /// passed over, and in a large set passages that share one alone: so few of them tell the same that they
    /// are not worth the time.
    fn candidates(&self, text: &str) -> Vec<u32> {
        let mut shared: FxHashMap<u32, u32> = FxHashMap::default();
        for key in keys(text) {
            let from = half(key) << 32;
            let start = self.postings.partition_point(|&posting| posting < from);
            let rest = self.postings.get(start..).unwrap_or(&[]);
            let most = if self.is_small() { MOST_SHARING } else { Link::most_sharing(key) };
            let sharing = rest.iter().take(most + 1).take_while(|&&p| p >> 32 == from >> 32);
            if sharing.clone().count() <= most {
                for &posting in sharing {
                    *shared.entry(posting as u32).or_default() += 1;
                }
            }
        }
        let least = if self.is_small() { 1 } else { Link::LEAST_SHARED };
        let mut candidates: Vec<(u32, u32)> =
            shared.into_iter().filter(|(_, count)| *count >= least).collect();
        candidates.sort_unstable_by_key(|&(passage, count)| (u32::MAX - count, passage));
        candidates.into_iter().map(|(passage, _)| passage).collect()
    }

    fn best(
        &self,
        article: u32,
        candidates: &[u32],
        prepared: &mut FxHashMap<u32, Arc<[Telling]>>,
        compare: impl Fn(&Telling) -> Option<Agreement>,
    ) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        for &passage in candidates {
            let Some(&of) = self.article_of.get(passage as usize) else { continue };
            if of == article {
                continue;
            }
            let others = prepared.entry(of).or_insert_with(|| self.prepared(of));
            let other = others.get(self.place(passage, of));
            if let Some(agreement) = other.and_then(&compare) {
                found.push(Found { passage, agreement });
            }
        }
        found.sort_by(|a, b| {
            let by_score = b.agreement.score.total_cmp(&a.agreement.score);
            let by_text = || self.text(a.passage).cmp(self.text(b.passage));
            by_score.then_with(by_text).then(a.passage.cmp(&b.passage))
        });
        found
    }

    fn is_small(&self) -> bool {
        self.article_of.len() <= SMALL
    }

    /// Place of a passage among those of its article.
    fn place(&self, passage: u32, article: u32) -> usize {
        self.articles.get(article as usize).map_or(0, |entry| (passage - entry.first) as usize)
    }

    fn text(&self, passage: u32) -> &str {
        let article = self.article_of.get(passage as usize).copied().unwrap_or(0);
        let texts = self.articles.get(article as usize).map(|entry| &entry.texts);
        texts.and_then(|texts| texts.get(self.place(passage, article))).map_or("", |text| text)
    }

    fn prepared(&self, article: u32) -> Arc<[Telling]> {
        let Some(entry) = self.articles.get(article as usize) else { return Arc::new([]) };
        let prepare = || {
            let texts: Vec<&str> = entry.texts.iter().map(|text| &**text).collect();
            prepare_in_scene(&texts).into()
        };
        if self.is_small() { Arc::clone(entry.prepared.get_or_init(prepare)) } else { prepare() }
    }
}

/// The half of a key that is kept: two keys in some hundred million fall together, which costs a comparison.
fn half(key: u64) -> u64 {
    key >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_do_not_depend_on_the_order() {
        let texts = [
            "The strikes killed 370 people in Aleppo, the observatory said.",
            "Strikes have killed 370 people, according to the observatory.",
            "Shares of the bank fell in Frankfurt on Monday.",
            "Some 370 people were killed by strikes around Aleppo.",
        ];
        let links = |order: [usize; 4]| {
            let articles: Vec<Vec<&str>> = order.iter().map(|&i| vec![texts[i]]).collect();
            let index = Index::of(&articles);
            let mut links: Vec<(usize, usize, f32)> = Vec::new();
            for (place, &i) in order.iter().enumerate() {
                for (_, found) in index.links_of(place as u32) {
                    links.push((i, order[found.passage as usize], found.agreement.score));
                }
            }
            links.sort_by_key(|link| (link.0, link.1));
            links
        };
        let found = links([0, 1, 2, 3]);
        assert!(found.iter().any(|&(a, b, _)| (a, b) == (0, 1)));
        assert!(found.iter().all(|&(a, b, _)| a != 2 && b != 2));
        assert_eq!(found, links([3, 2, 1, 0]));
        assert_eq!(found, links([1, 3, 0, 2]));
    }
}
