//! The second look: what the first pass found for the same words all over the article, as features.

use rustc_hash::FxHashMap;

use super::decode::{KINDS, OUTSIDE, ends, kind_of, starts};
use super::features::{Facts, Features, Sentence};

/// How often a word was found in which kind of name, and where in names of persons.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    kinds: [u16; KINDS + 1],
    places: [u16; 3],
}

impl Tally {
    fn count(&mut self, label: usize, by: i32) {
        let add = |slot: &mut u16| *slot = slot.saturating_add_signed(by as i16);
        if let Some(slot) = self.kinds.get_mut(kind_of(label).unwrap_or(KINDS)) {
            add(slot);
        }
        if kind_of(label) == Some(0) {
            let place = if !starts(label) { 2 } else { usize::from(!ends(label)) };
            if let Some(slot) = self.places.get_mut(place) {
                add(slot);
            }
        }
    }

    /// The kinds as a number above 0, each count up to 2.
    fn kinds_code(&self) -> u32 {
        self.kinds.iter().fold(1, |code, &n| code * 3 + u32::from(n.min(2)))
    }

    /// The places in names of persons, the same way.
    fn places_code(&self) -> u32 {
        self.places.iter().fold(1, |code, &n| code * 3 + u32::from(n.min(2)))
    }
}

/// What the first pass found in one article.
#[derive(Default)]
pub(super) struct Votes {
    tallies: FxHashMap<u32, Tally>,
}

/// What a word counts as: capitalised words and words inside names vote, others do not.
fn votes(facts: &Facts, label: usize) -> bool {
    facts.is_high() || label != OUTSIDE
}

impl Votes {
    /// Counts the labels of a sentence.
    pub(super) fn count(&mut self, sentence: &Sentence, labels: &[u8]) {
        for (facts, &label) in sentence.facts.iter().zip(labels) {
            if votes(facts, usize::from(label)) {
                self.tallies.entry(facts.word).or_default().count(usize::from(label), 1);
            }
        }
    }

    /// Writes the codes of a sentence's words to `out`.
    pub(super) fn codes(&self, sentence: &Sentence, labels: &[u8], out: &mut Vec<Code>) {
        out.clear();
        out.extend(sentence.facts.iter().zip(labels).map(|(facts, &label)| {
            let label = usize::from(label);
            let mut tally = self.tallies.get(&facts.word).copied().unwrap_or_default();
            if votes(facts, label) {
                tally.count(label, -1);
            }
            Code {
                label: label as u32 + 1,
                kinds: tally.kinds_code(),
                places: tally.places_code(),
                case: facts.case_code(),
                names: facts.names,
            }
        }));
    }
}

/// The votes on one word.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Code {
    label: u32,
    kinds: u32,
    places: u32,
    case: u32,
    names: u32,
}

/// Finds the features of the second pass for the word at `at`.
pub(super) fn extract(codes: &[Code], at: usize, out: &mut Features) {
    const BORDER: Code = Code { label: 99, kinds: 999, places: 999, case: 99, names: 999 };
    let get = |at: Option<usize>| at.and_then(|at| codes.get(at)).copied().unwrap_or(BORDER);
    let (a1, o, b1) = (get(at.checked_sub(1)), get(Some(at)), get(Some(at + 1)));
    let (a2, b2) = (get(at.checked_sub(2)), get(Some(at + 2)));
    out.clear();
    out.put2(200, o.kinds, o.case);
    out.put3(201, o.kinds, o.label, o.case);
    out.put2(202, o.places, o.case);
    out.put3(203, o.places, o.label, o.case);
    out.put3(204, o.kinds, a1.label, o.label);
    out.put3(205, o.kinds, o.label, b1.label);
    out.put3(206, a1.label, o.label, b1.label);
    out.put3(207, a1.kinds, o.kinds, o.case);
    out.put3(208, o.kinds, b1.kinds, o.case);
    out.put3(209, a1.places, o.places, o.case);
    out.put3(210, o.places, b1.places, o.case);
    out.put2(211, o.kinds, o.names);
    out.put2(212, o.places, o.names);
    out.put2(213, o.label, o.names);
    out.put3(214, a1.label, a2.label, o.label);
    out.put3(215, b1.label, b2.label, o.label);
    out.put3(216, a1.case, o.kinds, b1.case);
    out.put3(217, o.kinds, o.places, o.case);
}
