//! Scores of who is who: mentions by exact span, MUC (Vilain et al. 1995), B-cubed (Bagga & Baldwin 1998),
//! CEAF-e (Luo 2005, entity similarity phi4) and their mean, the CoNLL score. B-cubed over system mentions
//! follows Cai & Strube 2010: a mention that only one side has counts against that side.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use super::assignment::best_assignment;

/// Precision and recall, 0.0 to 1.0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// How much of what was found is right.
    pub precision: f64,
    /// How much of what is right was found.
    pub recall: f64,
}

impl Score {
    /// The score of `right_found` of `found` and `right_wanted` of `wanted`; 0.0 where nothing was asked.
    pub fn of(right_found: f64, found: f64, right_wanted: f64, wanted: f64) -> Self {
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        Self { precision: share(right_found, found), recall: share(right_wanted, wanted) }
    }

    /// The harmonic mean of the two.
    pub fn f1(self) -> f64 {
        let sum = self.precision + self.recall;
        if sum > 0.0 { 2.0 * self.precision * self.recall / sum } else { 0.0 }
    }
}

/// All scores of one comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CorefScores {
    /// Mentions by exact span.
    pub mentions: Score,
    /// MUC.
    pub muc: Score,
    /// B-cubed.
    pub b_cubed: Score,
    /// CEAF-e.
    pub ceaf_e: Score,
    /// How many mentions the gold has.
    pub wanted: usize,
    /// How many mentions were found.
    pub found: usize,
}

impl CorefScores {
    /// The mean of the F1 of MUC, B-cubed and CEAF-e.
    pub fn conll(&self) -> f64 {
        (self.muc.f1() + self.b_cubed.f1() + self.ceaf_e.f1()) / 3.0
    }
}

/// Scores two partitions of mentions. Each pair is a mention and the entity it belongs to; a mention that
/// stands twice on one side counts once, as first seen.
pub fn score<M: Ord + Clone, G: Eq + Hash, S: Eq + Hash>(
    gold: &[(M, G)],
    system: &[(M, S)],
) -> CorefScores {
    let (gold, system) = (Partition::new(gold), Partition::new(system));
    let shared = gold.of.keys().filter(|mention| system.of.contains_key(mention)).count() as f64;
    let (wanted, found) = (gold.of.len(), system.of.len());
    let (linked_wanted, links_wanted) = muc(&gold, &system);
    let (linked_found, links_found) = muc(&system, &gold);
    let aligned = ceaf_e(&gold, &system);
    CorefScores {
        mentions: Score::of(shared, found as f64, shared, wanted as f64),
        muc: Score::of(linked_found, links_found, linked_wanted, links_wanted),
        b_cubed: Score::of(
            b_cubed(&system, &gold),
            found as f64,
            b_cubed(&gold, &system),
            wanted as f64,
        ),
        ceaf_e: Score::of(
            aligned,
            system.entities.len() as f64,
            aligned,
            gold.entities.len() as f64,
        ),
        wanted,
        found,
    }
}

/// Mentions by entity, and the other way round.
struct Partition<M> {
    entities: Vec<Vec<M>>,
    of: BTreeMap<M, usize>,
}

impl<M: Ord + Clone> Partition<M> {
    fn new<E: Eq + Hash>(pairs: &[(M, E)]) -> Self {
        let mut number: HashMap<&E, usize> = HashMap::new();
        let mut partition = Self { entities: Vec::new(), of: BTreeMap::new() };
        for (mention, entity) in pairs {
            if partition.of.contains_key(mention) {
                continue;
            }
            let next = number.len();
            let at = *number.entry(entity).or_insert(next);
            if at == partition.entities.len() {
                partition.entities.push(Vec::new());
            }
            if let Some(mentions) = partition.entities.get_mut(at) {
                mentions.push(mention.clone());
            }
            partition.of.insert(mention.clone(), at);
        }
        partition
    }

    /// How many mentions of one of our entities each entity of `other` has, by number.
    fn overlaps(&self, entity: usize, other: &Self) -> BTreeMap<usize, usize> {
        let mut counts = BTreeMap::new();
        for mention in self.entities.get(entity).into_iter().flatten() {
            if let Some(&theirs) = other.of.get(mention) {
                *counts.entry(theirs).or_insert(0) += 1;
            }
        }
        counts
    }
}

/// The links of `a` that `b` keeps, and all links of `a`.
fn muc<M: Ord + Clone>(a: &Partition<M>, b: &Partition<M>) -> (f64, f64) {
    let (mut kept, mut all) = (0, 0);
    for (number, mentions) in a.entities.iter().enumerate() {
        let overlaps = a.overlaps(number, b);
        let missing = mentions.len() - overlaps.values().sum::<usize>();
        kept += mentions.len() - overlaps.len() - missing;
        all += mentions.len() - 1;
    }
    (kept as f64, all as f64)
}

/// The sum over the mentions of `a` of the share of its entity that `b` puts with it.
fn b_cubed<M: Ord + Clone>(a: &Partition<M>, b: &Partition<M>) -> f64 {
    (0..a.entities.len())
        .map(|number| {
            let size = a.entities.get(number).map_or(1, Vec::len) as f64;
            a.overlaps(number, b).values().map(|&n| (n * n) as f64).sum::<f64>() / size
        })
        .sum()
}

/// The largest sum of phi4 over one-to-one pairs of entities, part by part of the graph of overlaps.
fn ceaf_e<M: Ord + Clone>(gold: &Partition<M>, system: &Partition<M>) -> f64 {
    let mut seen = vec![false; gold.entities.len()];
    let mut total = 0.0;
    for start in 0..gold.entities.len() {
        if seen.get(start).copied().unwrap_or(true) {
            continue;
        }
        let (mut rows, mut columns) = (Vec::new(), BTreeMap::new());
        let mut waiting = vec![start];
        while let Some(row) = waiting.pop() {
            if seen.get(row).copied().unwrap_or(true) {
                continue;
            }
            seen[row] = true;
            let overlaps = gold.overlaps(row, system);
            for &theirs in overlaps.keys() {
                let next = columns.len();
                if let Entry::Vacant(slot) = columns.entry(theirs) {
                    slot.insert(next);
                    waiting.extend(system.overlaps(theirs, gold).into_keys());
                }
            }
            rows.push((row, overlaps));
        }
        let size =
            |partition: &Partition<M>, at: usize| partition.entities.get(at).map_or(0, Vec::len);
        let weights: Vec<Vec<f64>> = rows
            .iter()
            .map(|(row, overlaps)| {
                let mut weights = vec![0.0; columns.len()];
                for (theirs, &n) in overlaps {
                    if let Some(weight) = columns.get(theirs).and_then(|&at| weights.get_mut(at)) {
                        *weight =
                            2.0 * n as f64 / (size(gold, *row) + size(system, *theirs)) as f64;
                    }
                }
                weights
            })
            .collect();
        total += best_assignment(&weights);
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Entities as strings of mentions of one letter each.
    fn pairs(entities: &[&str]) -> Vec<(char, usize)> {
        entities.iter().enumerate().flat_map(|(n, e)| e.chars().map(move |c| (c, n))).collect()
    }

    #[track_caller]
    fn check(
        gold: &[&str],
        system: &[&str],
        muc: (f64, f64),
        b_cubed: (f64, f64),
        ceaf_e: (f64, f64),
    ) {
        let scores = score(&pairs(gold), &pairs(system));
        let near = |score: Score, (precision, recall): (f64, f64)| {
            (score.precision - precision).abs() < 1e-4 && (score.recall - recall).abs() < 1e-4
        };
        assert!(near(scores.muc, muc), "{scores:?}");
        assert!(near(scores.b_cubed, b_cubed), "{scores:?}");
        assert!(near(scores.ceaf_e, ceaf_e), "{scores:?}");
    }

    /// Bagga & Baldwin 1998: one wrong link between the large entities costs more than between a large
    /// and a small one; MUC sees no difference.
    #[test]
    fn bagga_and_baldwin() {
        let truth = ["12345", "67", "89ABC"];
        check(&truth, &["12345", "6789ABC"], (0.9, 1.0), (16.0 / 21.0, 1.0), (0.9167, 0.6111));
        check(&truth, &["1234589ABC", "67"], (0.9, 1.0), (7.0 / 12.0, 1.0), (0.8333, 0.5556));
    }

    /// Luo 2005, table 1: entities {1-5}, {6,7}, {8-12} against responses (a) to (d); phi4.
    #[test]
    fn luo() {
        let truth = ["12345", "67", "89ABC"];
        check(&truth, &["123456789ABC"], (9.0 / 11.0, 1.0), (0.375, 1.0), (0.588_235, 0.196_078));
        let apart = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "B", "C"];
        check(&truth, &apart, (0.0, 0.0), (1.0, 0.25), (0.111_111, 0.444_444));
    }

    /// The example of the CoNLL reference scorer's documentation (Pradhan et al. 2014): key {a,b,c}
    /// {d,e,f,g}, response {a,b} {c,d} {f,g,h,i}.
    #[test]
    fn reference_scorer() {
        check(&["abc", "defg"], &["ab", "cd", "fghi"], (0.4, 0.4), (0.5, 0.4167), (0.4333, 0.65));
    }

    #[test]
    fn missing_and_spurious_mentions_count() {
        let scores = score(&pairs(&["ab"]), &pairs(&["ac"]));
        assert_eq!(scores.mentions, Score { precision: 0.5, recall: 0.5 });
        assert_eq!(score(&pairs(&[]), &pairs(&[])), CorefScores::default());
    }
}
