//! Passages of many articles held in memory, and the links between them.

use rustc_hash::FxHashMap;

use super::{Agreement, Telling, compare, judge, prepare_article};

/// Passages that can be asked for their like. Whatever the order they were added in, the answers are the same.
#[derive(Default)]
pub struct Index {
    tellings: Vec<Telling>,
    articles: Vec<u32>,
    n_articles: u32,
    /// Passages by key, ascending.
    by_key: FxHashMap<u64, Vec<u32>>,
    /// Passages by the terms they hold, ascending.
    by_term: FxHashMap<u32, Vec<u32>>,
}

/// Passages that may share a key before it says nothing: it is skipped when candidates are looked up.
const MOST_PER_KEY: usize = 200;

/// Candidates looked at for one passage where all of a small set are ranked.
const MOST_RANKED: usize = 5_000;

/// A passage of the index that tells the same as the one asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Number of the passage, counted from 0 in the order they were added.
    pub passage: u32,
    /// How the two agree.
    pub agreement: Agreement,
}

impl Index {
    /// Adds the passages of one article, which are numbered on from the last. They are not linked to each
    /// other.
    pub fn add_article(&mut self, passages: &[&str]) {
        let article = self.n_articles;
        self.n_articles += 1;
        for telling in prepare_article(passages) {
            let number = self.tellings.len() as u32;
            for &key in &telling.keys {
                self.by_key.entry(key).or_default().push(number);
            }
            for term in &telling.terms {
                self.by_term.entry(term.stem).or_default().push(number);
            }
            self.tellings.push(telling);
            self.articles.push(article);
        }
    }

    /// Returns the passages that `passage` is linked to, best first, ties in the order of their texts.
    pub fn links(&self, passage: u32) -> Vec<Found> {
        let Some(telling) = self.tellings.get(passage as usize) else { return Vec::new() };
        let mut candidates: Vec<u32> = telling
            .keys
            .iter()
            .filter_map(|key| self.by_key.get(key))
            .filter(|sharing| sharing.len() <= MOST_PER_KEY)
            .flatten()
            .copied()
            .collect();
        candidates.sort_unstable();
        candidates.dedup();
        self.best(passage, telling, candidates.into_iter(), compare)
    }

    /// Returns up to `top` passages of other articles, best first, however low the score: all of a small set,
    /// of a large one those that share most with `passage` or with its article.
    pub fn ranked(&self, passage: u32, top: usize) -> Vec<Found> {
        let Some(telling) = self.tellings.get(passage as usize) else { return Vec::new() };
        let mut candidates: Vec<u32> = if self.tellings.len() <= MOST_RANKED {
            (0..self.tellings.len() as u32).collect()
        } else {
            self.likely(telling)
        };
        candidates.truncate(MOST_RANKED);
        let mut found =
            self.best(passage, telling, candidates.into_iter(), |a, b| Some(judge(a, b)));
        found.truncate(top);
        found
    }

    /// Passages by the rarity of the words they share, most first.
    fn likely(&self, telling: &Telling) -> Vec<u32> {
        let mut weights: FxHashMap<u32, f32> = FxHashMap::default();
        for term in &telling.terms {
            for &other in self.by_term.get(&term.stem).into_iter().flatten() {
                *weights.entry(other).or_default() += term.rarity;
            }
        }
        let mut candidates: Vec<(f32, u32)> =
            weights.into_iter().map(|(number, weight)| (weight, number)).collect();
        candidates.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        candidates.into_iter().map(|(_, number)| number).collect()
    }

    fn best(
        &self,
        passage: u32,
        telling: &Telling,
        candidates: impl Iterator<Item = u32>,
        compare: impl Fn(&Telling, &Telling) -> Option<Agreement>,
    ) -> Vec<Found> {
        let article = self.articles.get(passage as usize);
        let mut found: Vec<Found> = candidates
            .filter(|&other| self.articles.get(other as usize) != article)
            .filter_map(|other| {
                let agreement = compare(telling, self.tellings.get(other as usize)?)?;
                Some(Found { passage: other, agreement })
            })
            .collect();
        let text = |found: &Found| self.tellings.get(found.passage as usize).map(|t| &t.text);
        found.sort_by(|a, b| {
            b.agreement
                .score
                .total_cmp(&a.agreement.score)
                .then_with(|| text(a).cmp(&text(b)))
                .then(a.passage.cmp(&b.passage))
        });
        found
    }
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
            let mut index = Index::default();
            for i in order {
                index.add_article(&[texts[i]]);
            }
            let mut links: Vec<(usize, usize, f32)> = Vec::new();
            for (place, &i) in order.iter().enumerate() {
                for found in index.links(place as u32) {
                    let j = order[found.passage as usize];
                    links.push((i, j, found.agreement.score));
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
