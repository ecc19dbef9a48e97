//! The labels of the tagger and the best sequence of them (Viterbi, first order).
//!
//! BILOU over persons, organisations, places and "other names": a name of one word is a unit (U), a longer
//! one has a beginning, inside words and a last one. Sequences that do not close a name are impossible.

/// The kinds of names: person, organisation, place, other.
pub(in crate::people) const KINDS: usize = 4;
/// How many labels there are.
pub(super) const LABELS: usize = 4 * KINDS + 1;
/// The label of a word outside any name, and the number of scored labels: it scores 0 by definition.
pub(super) const OUTSIDE: usize = 4 * KINDS;

const UNIT: usize = 0;
const LAST: usize = KINDS;
const BEGIN: usize = 2 * KINDS;
const INSIDE: usize = 3 * KINDS;

/// A score that no sequence of possible labels reaches.
pub(super) const IMPOSSIBLE: f32 = -1e9;

/// The scores of one word's labels.
pub(super) type Scores = [f32; LABELS];

/// The scores of a word that is in no name.
pub(super) const OUTSIDE_ONLY: Scores = {
    let mut scores = [-1e4; LABELS];
    scores[OUTSIDE] = 0.0;
    scores
};

/// The scores of label pairs; only possible ones are read.
pub(super) type Transitions = [[f32; LABELS]; LABELS];

/// The label of word `at` of a name of `len` words.
pub(super) const fn label_in_name(kind: usize, at: usize, len: usize) -> usize {
    kind + match () {
        () if len == 1 => UNIT,
        () if at == 0 => BEGIN,
        () if at + 1 == len => LAST,
        () => INSIDE,
    }
}

/// The kind of name a label belongs to.
pub(super) const fn kind_of(label: usize) -> Option<usize> {
    if label < OUTSIDE { Some(label % KINDS) } else { None }
}

/// Whether a name starts at a word with this label.
pub(super) const fn starts(label: usize) -> bool {
    label < LAST || (label >= BEGIN && label < INSIDE)
}

/// Whether a name ends at a word with this label.
pub(super) const fn ends(label: usize) -> bool {
    label < BEGIN
}

/// The label pairs that may follow one another.
pub(super) fn pairs() -> impl Iterator<Item = (usize, usize)> {
    let closed = || (UNIT..BEGIN).chain([OUTSIDE]);
    let open = || (UNIT..LAST).chain(BEGIN..INSIDE).chain([OUTSIDE]);
    let within = (0..KINDS).flat_map(|kind| {
        [BEGIN, INSIDE]
            .into_iter()
            .flat_map(move |from| [INSIDE, LAST].map(|to| (from + kind, to + kind)))
    });
    closed().flat_map(move |from| open().map(move |to| (from, to))).chain(within)
}

/// Finds the best sequence of labels; reused between sentences.
///
/// On the way forward only the best scores are kept, which is quick; which label led to them is asked on the way
/// back, for the labels that were chosen alone.
#[derive(Default)]
pub(super) struct Viterbi {
    /// For each word, the best score of a sequence up to the word before that ends with each label.
    before: Vec<Scores>,
}

impl Viterbi {
    /// Writes the best labels for words with these scores to `out`; a sentence starts and ends outside.
    pub(super) fn best(&mut self, scores: &[Scores], pairs: &Transitions, out: &mut Vec<u8>) {
        out.clear();
        self.before.clear();
        let mut now = [IMPOSSIBLE; LABELS];
        now[OUTSIDE] = 0.0;
        for own in scores {
            self.before.push(now);
            now = if *own == OUTSIDE_ONLY { outside(&now, pairs) } else { step(&now, own, pairs) };
        }
        let mut label =
            (UNIT..BEGIN).fold(OUTSIDE, |best, i| if now[i] > now[best] { i } else { best });
        out.resize(scores.len(), OUTSIDE as u8);
        for (slot, before) in out.iter_mut().zip(&self.before).rev() {
            *slot = label as u8;
            label = led_to(label, before, pairs);
        }
    }
}

/// One word further: the best score of each label.
fn step(now: &Scores, own: &Scores, pairs: &Transitions) -> Scores {
    let mut best = [f32::MIN; LABELS];
    for from in (UNIT..BEGIN).chain([OUTSIDE]) {
        let (before, row) = (now[from], &pairs[from]);
        for kind in 0..KINDS {
            best[UNIT + kind] = larger(best[UNIT + kind], before + row[UNIT + kind]);
        }
        for kind in 0..KINDS {
            best[BEGIN + kind] = larger(best[BEGIN + kind], before + row[BEGIN + kind]);
        }
        best[OUTSIDE] = larger(best[OUTSIDE], before + row[OUTSIDE]);
    }
    for kind in 0..KINDS {
        let (begin, inside) = (BEGIN + kind, INSIDE + kind);
        for to in [INSIDE + kind, LAST + kind] {
            best[to] = larger(now[begin] + pairs[begin][to], now[inside] + pairs[inside][to]);
        }
    }
    for (score, own) in best.iter_mut().zip(own) {
        *score += own;
    }
    best
}

/// The same for a word that is in no name: no other label of it can be in the best sequence.
fn outside(now: &Scores, pairs: &Transitions) -> Scores {
    let mut best = [IMPOSSIBLE; LABELS];
    let closed = (UNIT..BEGIN).chain([OUTSIDE]).map(|from| now[from] + pairs[from][OUTSIDE]);
    best[OUTSIDE] = closed.fold(f32::MIN, larger);
    best
}

/// The larger of two numbers, neither of which is NaN: one instruction, for several labels at once.
const fn larger(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// The label before `to` in the best sequence that ends with it; the first of several.
fn led_to(to: usize, before: &Scores, pairs: &Transitions) -> usize {
    let mut best = (f32::MIN, OUTSIDE);
    let mut weigh = |from: usize| {
        let score = before[from] + pairs[from][to];
        if score > best.0 {
            best = (score, from);
        }
    };
    if (LAST..BEGIN).contains(&to) || (INSIDE..OUTSIDE).contains(&to) {
        weigh(BEGIN + to % KINDS);
        weigh(INSIDE + to % KINDS);
    } else {
        (UNIT..BEGIN).for_each(&mut weigh);
        weigh(OUTSIDE);
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(scores: &[Scores]) -> Vec<u8> {
        let mut out = Vec::new();
        Viterbi::default().best(scores, &[[0.0; LABELS]; LABELS], &mut out);
        out
    }

    #[test]
    fn a_name_is_closed() {
        let mut begin = [0.0; LABELS];
        begin[BEGIN] = 5.0;
        assert_eq!(best(&[begin]), [OUTSIDE as u8], "a beginning alone is no name");
        assert_eq!(best(&[begin, [0.0; LABELS]]), [BEGIN as u8, LAST as u8]);
        let mut last = [0.0; LABELS];
        last[LAST + 1] = 4.0;
        assert_eq!(best(&[begin, last]), [BEGIN as u8, LAST as u8], "of one kind");
        assert!(best(&[]).is_empty());
    }

    #[test]
    fn every_label_has_its_place() {
        assert_eq!(label_in_name(2, 0, 1), UNIT + 2);
        assert_eq!([0, 1, 2].map(|at| label_in_name(1, at, 3)), [BEGIN + 1, INSIDE + 1, LAST + 1]);
        assert!(starts(UNIT) && starts(BEGIN) && !starts(LAST) && !starts(OUTSIDE));
        assert!(ends(UNIT) && ends(LAST) && !ends(INSIDE) && !ends(OUTSIDE));
        assert_eq!(kind_of(OUTSIDE), None);
        assert_eq!(pairs().count(), 9 * 9 + 4 * KINDS);
    }
}
