//! Whole articles: how far two of them tell the same by the links between their passages, and which belong
//! together.

use std::cmp::Reverse;

use crate::model::{ArticleId, Crossing, Link, LinkKind, Tie};

/// Links under this score say nothing of the articles.
pub const CROSSES_FROM: f32 = 0.4;

/// From this share, in thousandths, two articles may tell of one event. On 770 articles of ECB+ (Cybulska and
/// Vossen 2014), grouped by [`groups`], the F1 of B-cubed is within a point of its best from 40 to 70; this is
/// among the surest of those.
const TOLD_FROM: u32 = 60;

/// Shares of the shorter and of the longer article that copied or edited passages take up in near-copies: an
/// abridged copy is one, a digest that holds a copy among others is not.
const COPIED_FROM: [u32; 2] = [800, 400];

/// Weighs the links between two articles: `crossings`, with the ordinals of the first article first; `lengths` are the
/// bytes of its passages (furniture 0), and `other_lengths`, which is asked only where it matters, those of the other.
/// Returns the tie, if the two may tell of one event. The same whichever article comes first.
pub fn tie(
    [one, other]: [ArticleId; 2],
    crossings: &[Crossing],
    lengths: &[u32],
    other_lengths: impl FnOnce() -> Vec<u32>,
) -> Option<Tie> {
    // So it is with most.
    if told_at_most(crossings, lengths) < TOLD_FROM {
        return None;
    }
    let here = Told::of(crossings, 0, lengths);
    let there = Told::of(crossings, 1, &other_lengths());
    let told = here.told.min(there.told);
    let (of_longer, of_shorter) = (here.copied.min(there.copied), here.copied.max(there.copied));
    let is_copied = of_shorter >= COPIED_FROM[0] && of_longer >= COPIED_FROM[1];
    let articles = [one.min(other), one.max(other)];
    (told >= TOLD_FROM).then_some(Tie { articles, told, is_copied })
}

/// What [`Told::told`] would be of the first article, were none of its passages told by more than one of the crossings.
fn told_at_most(crossings: &[Crossing], lengths: &[u32]) -> u32 {
    let told = |Crossing { ordinals: [at, _], score, .. }: &Crossing| {
        let length = lengths.get(*at as usize).copied().unwrap_or(0);
        u64::from(length) * u64::from(Link::hundredths(*score))
    };
    share(crossings.iter().map(told).sum(), lengths)
}

/// Hundredths of bytes as thousandths of all of these.
fn share(hundredths: u64, lengths: &[u32]) -> u32 {
    let whole: u64 = lengths.iter().map(|&length| u64::from(length)).sum();
    (hundredths * 10 / whole.max(1)) as u32
}

/// How much of an article is told in another, in thousandths.
struct Told {
    told: u32,
    /// As a copy.
    copied: u32,
}

impl Told {
    /// The ordinals of the article are at place `side` of the crossings'.
    fn of(crossings: &[Crossing], side: usize, lengths: &[u32]) -> Self {
        let mut best = vec![0_u8; lengths.len()];
        let mut is_copied = vec![false; lengths.len()];
        for crossing in crossings.iter().filter(|crossing| crossing.score >= CROSSES_FROM) {
            let at = crossing.ordinals[side] as usize;
            let is_copy = matches!(crossing.kind, LinkKind::Copy | LinkKind::Edited)
                && crossing.score >= Link::COUNTED_FROM;
            if let Some((best, is_copied)) = best.get_mut(at).zip(is_copied.get_mut(at)) {
                *best = (*best).max(Link::hundredths(crossing.score));
                *is_copied |= is_copy;
            }
        }
        let weighed =
            lengths.iter().zip(best).map(|(&length, best)| u64::from(length) * u64::from(best));
        let those = lengths.iter().zip(is_copied).filter(|(_, is_copied)| *is_copied);
        Self {
            told: share(weighed.sum(), lengths),
            copied: share(those.map(|(&length, _)| u64::from(length) * 100).sum(), lengths),
        }
    }
}

/// Groups what is tied: `ties` are two of `0..n` and how strongly. Returns for each the centre of its group,
/// which for a centre is itself.
///
/// Centres are taken by the sum of their ties, the strongest first, ties by number; what is tied to a centre
/// is none, and goes to the centre it is tied to most strongly (star clustering; Aslam, Pelekhov and Rus 2004).
/// Who is left alone joins the group of which at least half are tied to it. So no chain of weak ties makes a
/// group.
pub fn groups(n: usize, ties: &[(u32, u32, u32)]) -> Vec<u32> {
    let mut tied: Vec<Vec<(u32, u32)>> = vec![Vec::new(); n];
    for &(a, b, strength) in ties {
        for (one, other) in [(a, b), (b, a)] {
            if let Some(tied) = tied.get_mut(one as usize) {
                tied.push((other, strength));
            }
        }
    }
    let sum = |ties: &[(u32, u32)]| ties.iter().map(|tie| u64::from(tie.1)).sum::<u64>();
    let mut order: Vec<u32> = (0..n as u32).collect();
    order.sort_by_cached_key(|&number| (Reverse(sum(&tied[number as usize])), number));
    let mut is_centre = vec![false; n];
    for number in order {
        let by_centre = |&(other, _): &(u32, u32)| is_centre[other as usize];
        is_centre[number as usize] = !tied[number as usize].iter().any(by_centre);
    }
    let centre_of = |(number, ties): (u32, &Vec<(u32, u32)>)| {
        if is_centre[number as usize] {
            return number;
        }
        let centres = ties.iter().filter(|tie| is_centre[tie.0 as usize]);
        let strongest = centres.max_by_key(|tie| (tie.1, Reverse(tie.0)));
        strongest.map_or(number, |tie| tie.0)
    };
    let centres: Vec<u32> = (0..).zip(&tied).map(centre_of).collect();
    let mut sizes = vec![0_usize; n];
    for &centre in &centres {
        sizes[centre as usize] += 1;
    }
    let joined = |(number, ties): (u32, &Vec<(u32, u32)>)| {
        let centre = centres[number as usize];
        if sizes[centre as usize] > 1 {
            return centre;
        }
        let mut by_group: Vec<(u32, u32)> =
            ties.iter().map(|&(other, strength)| (centres[other as usize], strength)).collect();
        by_group.sort_unstable();
        let groups = by_group.chunk_by(|a, b| a.0 == b.0);
        let near = groups.filter(|ties| 2 * ties.len() >= sizes[ties[0].0 as usize]);
        let nearest = near.max_by_key(|ties| (sum(ties), Reverse(ties[0].0)));
        nearest.map_or(centre, |ties| ties[0].0)
    };
    (0..).zip(&tied).map(joined).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crossing(a: u32, b: u32, kind: LinkKind, score: f32) -> Crossing {
        Crossing { ordinals: [a, b], kind, score }
    }

    fn tied(crossings: &[Crossing], [a, b]: [&[u32]; 2]) -> Option<(u32, bool)> {
        let articles = [ArticleId(7), ArticleId(3)];
        let tie = tie(articles, crossings, a, || b.to_vec())?;
        assert_eq!(tie.articles, [ArticleId(3), ArticleId(7)]);
        Some((tie.told, tie.is_copied))
    }

    #[test]
    fn an_abridged_copy_is_one_and_a_digest_is_not() {
        let copies: Vec<Crossing> =
            (0..4).map(|at| crossing(at, at, LinkKind::Edited, 0.9)).collect();
        let short = [100; 4];
        for (longer, want) in [(&[100; 4][..], true), (&[100; 10], true), (&[100; 11], false)] {
            let is_copied = |both| tied(&copies, both).is_some_and(|(_, is_copied)| is_copied);
            assert_eq!(is_copied([&short, longer]), want, "{} passages", longer.len());
            assert_eq!(is_copied([longer, &short]), want);
        }
        assert_eq!(tied(&copies, [&short, &[100; 10]]), Some((360, true)));
        let retold: Vec<Crossing> =
            (0..4).map(|at| crossing(at, at, LinkKind::Retold, 0.9)).collect();
        assert_eq!(tied(&retold, [&short, &short]), Some((900, false)));
        assert_eq!(tied(&[crossing(0, 9, LinkKind::Copy, 1.0)], [&short, &short]), None);
        assert_eq!(tied(&[], [&[], &[]]), None);
    }

    #[test]
    fn of_several_links_of_a_passage_the_best_counts() {
        let crossings =
            [crossing(0, 0, LinkKind::Retold, 0.4), crossing(0, 1, LinkKind::Retold, 0.6)];
        assert_eq!(tied(&crossings, [&[100], &[100, 100]]), Some((500, false)));
        assert_eq!(tied(&crossings, [&[100, 800], &[100, 100]]), Some((66, false)));
        assert_eq!(tied(&crossings, [&[100, 1000], &[100, 100]]), None);
        assert_eq!(tied(&crossings, [&[100], &[100, 100, 1900]]), None);
        let weak = [crossing(0, 0, LinkKind::Copy, CROSSES_FROM - 0.01)];
        assert_eq!(tied(&weak, [&[100], &[100]]), None);
    }

    #[test]
    fn no_chain_makes_a_group() {
        // 0 - 1 - 2 - 3 - 4, each as strong: the middle of the chain gathers its neighbours.
        let chain = [(0, 1, 10), (1, 2, 10), (2, 3, 10), (3, 4, 10)];
        assert_eq!(groups(5, &chain), [1, 1, 1, 3, 3]);
        let with_a_weak_end = [(0, 1, 90), (1, 2, 80), (2, 3, 10)];
        assert_eq!(groups(5, &with_a_weak_end), [1, 1, 1, 3, 4]);
        assert_eq!(groups(2, &[]), [0, 1]);
    }

    #[test]
    fn who_is_left_alone_joins_where_half_are_tied_to_it() {
        let of_four = [(0, 1, 90), (0, 2, 90), (0, 3, 90), (4, 1, 10), (4, 2, 10)];
        assert_eq!(groups(5, &of_four), [0, 0, 0, 0, 0]);
        assert_eq!(groups(5, &of_four[..4]), [0, 0, 0, 0, 4]);
    }
}
