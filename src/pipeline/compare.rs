//! Compares texts in memory, without a library: behind `ibid related --pairs` and `--passages`.

use rayon::prelude::*;

use crate::passages::{self, Agreement, Found, Index};

/// Says of each pair of texts how surely the two say the same, in order.
pub fn judge_pairs(pairs: &[(String, String)]) -> Vec<Agreement> {
    let judge = |(a, b): &(String, String)| {
        passages::judge_same(&passages::prepare(a), &passages::prepare(b))
    };
    pairs.par_iter().map(judge).collect()
}

/// Returns for each passage of `articles` up to `top` passages of other articles, best first, however low the
/// score. Passages are numbered from 0 through all articles.
pub fn rank_passages(articles: &[Vec<&str>], top: usize) -> Vec<Vec<Found>> {
    let index = Index::of(articles);
    let n_passages = articles.iter().map(Vec::len).sum::<usize>() as u32;
    (0..n_passages).into_par_iter().map(|passage| index.ranked(passage, top)).collect()
}
