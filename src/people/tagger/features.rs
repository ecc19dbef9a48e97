//! What the tagger looks at: about seventy hashed features of each word, its neighbours, its run of
//! capitals, and of the same word elsewhere in the article.
//!
//! A stored model depends on every line of [`extract`]: a change to it needs a new [`VERSION`] and a new
//! training run.

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::people::lexicon::{Info, hash};
use crate::people::reading::{Case, Reading, Role, Word, is_particle};
use crate::text::TokenKind;

/// The version of the features; stored with a model and compared when it is loaded.
pub(super) const VERSION: u32 = 1;

/// The most features a word can have.
pub(super) const MOST: usize = 96;

/// What the features are made of, for one word at one place. Zero means "nothing there" (or dropped while
/// training): features made of it are left out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Facts {
    /// The folded word.
    pub(super) word: u32,
    /// Its cluster.
    pub(super) cluster: u32,
    /// Its letters by class, runs shortened.
    shape: u32,
    /// How it is written, 1 to 5, and whether it is glued to the word before.
    case: u32,
    /// Endings and beginnings of the folded word.
    suffix: [u32; 4],
    prefix: [u32; 3],
    /// Everything the lists say, coarsely, with the case.
    pub(super) lists: u32,
    /// Given and family name, coarsely, with the case.
    pub(super) names: u32,
    /// Given and family name in full buckets.
    pub(super) buckets: u32,
    /// The list entry of several words it belongs to, and its place in it.
    pub(super) phrase: u32,
    /// The word's most frequent capitalised neighbours elsewhere in the article: word and lists.
    pub(super) left_word: u32,
    left: u32,
    pub(super) right_word: u32,
    right: u32,
    /// Whether the word is also seen in lower case, and in capitals where capitals mean something.
    seen: u32,
    /// What stood beside the word elsewhere in the article: two bits of count for each of [`HABITS`].
    habits: u32,
    /// Distance to the ends of its run of capitals.
    run: u32,
    run_first: u32,
    run_end: u32,
}

impl Facts {
    /// Whether the word starts with a capital.
    pub(super) const fn is_high(&self) -> bool {
        matches!(self.case & 7, 3..=5)
    }

    /// How it is written, a number above 0.
    pub(super) const fn case_code(&self) -> u32 {
        self.case
    }

    /// Forgets which word it is, as if it had never been seen; its letters' pattern stays.
    pub(super) const fn forget_word(&mut self) {
        self.word = 0;
        self.left_word = 0;
        self.right_word = 0;
    }

    /// Forgets what the lists of names and places say of it.
    pub(super) const fn forget_lists(&mut self) {
        const NAMES: u32 = 0b1111 << 3;
        self.names = ((self.names - 1) & !NAMES) + 1;
        self.lists = self.names;
        self.buckets = 0;
        self.phrase = 0;
    }
}

/// The facts of one sentence.
#[derive(Clone, Debug)]
pub(super) struct Sentence {
    /// One per word.
    pub(super) facts: Vec<Facts>,
    /// How the sentence is capitalised.
    capitals: u32,
}

impl Sentence {
    /// Whether the word at `at` needs no look: all is small around it, where names have capitals.
    pub(super) fn is_quiet(&self, at: usize) -> bool {
        let around =
            self.facts.get(at.saturating_sub(QUIET)..(at + QUIET + 1).min(self.facts.len()));
        self.capitals == AS_USUAL && around.is_some_and(|facts| !facts.iter().any(Facts::is_high))
    }
}

/// How many words around a name may be part of it, or be taken for it.
const QUIET: usize = 2;

/// The sentence is capitalised as usual.
const AS_USUAL: u32 = 2;

/// What stands beyond the sentence's ends.
const BORDER: Facts = Facts {
    word: 0x5bd1_e995,
    cluster: 511,
    shape: 0x0bad_5eed,
    case: 15,
    suffix: [1; 4],
    prefix: [1; 3],
    lists: 0x7f4a_7c15,
    names: 0xff,
    buckets: 0xff,
    phrase: 0,
    left_word: 0,
    left: 0,
    right_word: 0,
    right: 0,
    seen: 0,
    habits: 0,
    run: 0,
    run_first: 0,
    run_end: 0,
};

/// Collects the facts of every word of `reading`, sentence by sentence.
pub(super) fn facts(reading: &Reading) -> Vec<Sentence> {
    let words: Vec<Facts> = (0..reading.words.len()).map(|at| word_facts(reading, at)).collect();
    let article = Surroundings::of(reading);
    reading.sentences.iter().map(|range| sentence(reading, range, &words, &article)).collect()
}

fn sentence(
    reading: &Reading,
    range: &std::ops::Range<usize>,
    words: &[Facts],
    article: &Surroundings,
) -> Sentence {
    let mut facts: Vec<Facts> = Vec::with_capacity(range.len());
    for at in range.clone() {
        let Some(unit) = reading.units.get(at) else { break };
        let mut one = words.get(unit.word as usize).copied().unwrap_or_default();
        let is_glued = unit.is_glued && at > range.start;
        one.case |= u32::from(is_glued) << 3;
        if let Some(around) = article.around(unit.word) {
            around.add_to(&mut one, reading, at, range, words);
        }
        facts.push(one);
    }
    mark_phrases(reading, range, &mut facts);
    mark_runs(reading, range, &mut facts);
    Sentence { facts, capitals: capitals(reading, range) }
}

/// 1 no capitals, 2 as usual, 3 Most Words Capitalised, 4 ALL CAPITALS, 5 too short to tell.
fn capitals(reading: &Reading, range: &std::ops::Range<usize>) -> u32 {
    let (mut all, mut high, mut upper) = (0, 0, 0);
    for at in range.clone() {
        match reading.word(at).map_or(Case::None, |w| w.case) {
            Case::None => continue,
            Case::Lower => {}
            Case::Title | Case::Initial => high += 1,
            Case::Upper => {
                high += 1;
                upper += 1;
            }
        }
        all += 1;
    }
    match () {
        () if high == 0 => 1,
        () if all < 4 => 5,
        () if upper * 10 >= all * 7 => 4,
        () if high * 10 >= all * 6 => 3,
        () => AS_USUAL,
    }
}

/// The facts that depend on the word alone.
fn word_facts(reading: &Reading, at: usize) -> Facts {
    let Some(word) = reading.words.get(at) else { return Facts::default() };
    let folded = reading.folded_word(at);
    let info = word.info;
    let case = case_code(word.case);
    let coarse = |bucket: u32| bucket.div_ceil(2).min(3);
    let names = 1
        + (case
            | coarse(info.given()) << 3
            | coarse(info.family()) << 5
            | coarse(info.word()) << 7);
    let lists = names
        | info.city().div_ceil(2) << 10
        | u32::from(info.is_place()) << 12
        | u32::from(info.is_demonym()) << 13
        | u32::from(info.is_role()) << 14
        | u32::from(info.is_org_word()) << 15
        | u32::from(info.is_org()) << 16;
    let mut facts = Facts {
        word: nonzero(word.key as u32),
        cluster: info.cluster(),
        shape: nonzero(word.shape as u32),
        case,
        lists,
        names,
        buckets: buckets(info, case),
        ..Facts::default()
    };
    if word.kind == TokenKind::Word {
        for (i, slot) in facts.suffix.iter_mut().enumerate() {
            *slot = tail(folded, i + 1).map_or(0, |part| nonzero(hash(part.as_bytes()) as u32));
        }
        for (i, slot) in facts.prefix.iter_mut().enumerate() {
            *slot = head(folded, i + 2).map_or(0, |part| nonzero(hash(part.as_bytes()) as u32));
        }
    }
    facts
}

fn buckets(info: Info, case: u32) -> u32 {
    if info.given() + info.family() == 0 {
        return 0;
    }
    1 + (info.given() | info.family() << 3 | case << 6)
}

const fn case_code(case: Case) -> u32 {
    match case {
        Case::None => 1,
        Case::Lower => 2,
        Case::Title => 3,
        Case::Initial => 4,
        Case::Upper => 5,
    }
}

const fn nonzero(value: u32) -> u32 {
    if value == 0 { 1 } else { value }
}

fn tail(folded: &str, letters: usize) -> Option<&str> {
    let (at, _) = folded.char_indices().rev().nth(letters - 1)?;
    (at > 0).then(|| folded.get(at..))?
}

fn head(folded: &str, letters: usize) -> Option<&str> {
    let (at, _) = folded.char_indices().nth(letters)?;
    folded.get(..at)
}

/// Marks the words of list entries of several words: kind of entry and place in it.
fn mark_phrases(reading: &Reading, range: &std::ops::Range<usize>, facts: &mut [Facts]) {
    let mut at = range.start;
    while at < range.end {
        let Some((len, info)) = reading.phrase(at, range.end) else {
            at += 1;
            continue;
        };
        let kind = u32::from(info.is_place())
            | u32::from(info.city() > 0) << 1
            | u32::from(info.is_role()) << 2
            | u32::from(info.is_org()) << 3;
        if kind == 0 {
            at += 1;
            continue;
        }
        for i in 0..len {
            let place = if i == 0 {
                1
            } else if i + 1 == len {
                3
            } else {
                2
            };
            if let Some(one) = facts.get_mut(at - range.start + i) {
                one.phrase = kind << 6 | place << 4 | one.case & 7 | 1 << 12;
            }
        }
        at += len;
    }
}

/// Marks each run of capitalised words, particles inside included. A word outside any is its own run.
fn mark_runs(reading: &Reading, range: &std::ops::Range<usize>, facts: &mut [Facts]) {
    let mut at = 0;
    while at < facts.len() {
        let mut end = at + 1;
        if facts.get(at).is_some_and(Facts::is_high) {
            let mut next = end;
            while let Some(one) = facts.get(next) {
                if one.is_high() {
                    end = next + 1;
                } else if next - end >= 2 || !is_particle(reading.folded(range.start + next)) {
                    break;
                }
                next += 1;
            }
        }
        for i in at..end {
            if let Some(one) = facts.get_mut(i) {
                let (before, after) = ((i - at).min(3) as u32, (end - 1 - i).min(3) as u32);
                one.run = 1 + (before | after << 2 | (one.case & 7) << 4);
                one.run_first = at as u32;
                one.run_end = end as u32;
            }
        }
        at = end;
    }
}

/// How the words of an article stand elsewhere in it.
struct Surroundings {
    /// For each entry of [`Reading::words`], the place of its folded word in `around`.
    places: Vec<u32>,
    around: Vec<Around>,
}

/// How many kinds of neighbours are counted: before it "in", "the" or a title, after it "said", "who" or
/// the possessive ending.
const HABITS: usize = 6;

/// Which of [`HABITS`] hold of the unit at `at`.
fn habits(reading: &Reading, at: usize, range: &std::ops::Range<usize>) -> [bool; HABITS] {
    let role = |at: Option<usize>| {
        at.filter(|at| range.contains(at))
            .and_then(|at| reading.word(at))
            .map_or_else(Role::default, |w| w.role)
    };
    let (before, after) = (role(at.checked_sub(1)), role(Some(at + 1)));
    [
        before.is(Role::PLACE),
        before.is(Role::THE),
        before.is(Role::TITLE),
        before.is(Role::SPEECH) || after.is(Role::SPEECH),
        after.is(Role::WHO),
        after.is(Role::POSSESSIVE),
    ]
}

impl Surroundings {
    fn of(reading: &Reading) -> Self {
        let mut known = FxHashMap::with_capacity_and_hasher(reading.words.len(), FxBuildHasher);
        let place = |word: &Word| {
            let next = known.len() as u32;
            *known.entry(nonzero(word.key as u32)).or_insert(next)
        };
        let places: Vec<u32> = reading.words.iter().map(place).collect();
        let mut article = Self { places, around: vec![Around::default(); known.len()] };
        let mut pairs: FxHashMap<(u32, u32), (u32, u32, u32)> = FxHashMap::default();
        for range in &reading.sentences {
            article.read(reading, range, &mut pairs);
        }
        for (&(before, after), &(count, before_word, after_word)) in &pairs {
            if let Some(around) = article.around.get_mut(after as usize) {
                keep_best(&mut around.left, (count, before_word));
            }
            if let Some(around) = article.around.get_mut(before as usize) {
                keep_best(&mut around.right, (count, after_word));
            }
        }
        article
    }

    /// Counts the words of a sentence; its capitalised neighbours go to `pairs`.
    fn read(
        &mut self,
        reading: &Reading,
        range: &std::ops::Range<usize>,
        pairs: &mut FxHashMap<(u32, u32), (u32, u32, u32)>,
    ) {
        let is_telling = capitals(reading, range) == AS_USUAL;
        let mut before: Option<(u32, u32)> = None;
        for at in range.clone() {
            let Some((unit, word)) = reading.units.get(at).zip(reading.word(at)) else { break };
            let Some(&place) = self.places.get(unit.word as usize) else { break };
            let Some(around) = self.around.get_mut(place as usize) else { break };
            let is_high = matches!(word.case, Case::Title | Case::Initial | Case::Upper);
            if !is_high {
                around.cases.0 += u32::from(word.case == Case::Lower);
                before = None;
                continue;
            }
            let own = around.habits.get_or_insert_default();
            for (count, holds) in own.iter_mut().zip(habits(reading, at, range)) {
                *count = count.saturating_add(u8::from(holds));
            }
            around.cases.1 += u32::from(at > range.start && is_telling);
            if let Some((left, left_word)) = before.filter(|_| is_telling) {
                pairs.entry((left, place)).or_insert((0, left_word, unit.word)).0 += 1;
            }
            before = Some((place, unit.word));
        }
    }

    fn around(&self, word: u32) -> Option<&Around> {
        self.around.get(*self.places.get(word as usize)? as usize)
    }
}

/// How one folded word stands elsewhere in the article.
#[derive(Clone, Default)]
struct Around {
    /// Its most frequent capitalised neighbour before and after: count and entry of [`Reading::words`].
    left: Option<(u32, u32)>,
    right: Option<(u32, u32)>,
    /// How often it is seen in lower case, and capitalised inside a sentence.
    cases: (u32, u32),
    /// How often each of [`HABITS`] holds of it where it is capitalised; `None` where it never is.
    habits: Option<[u8; HABITS]>,
}

impl Around {
    fn add_to(
        &self,
        one: &mut Facts,
        reading: &Reading,
        at: usize,
        range: &std::ops::Range<usize>,
        words: &[Facts],
    ) {
        let neighbour = |at: Option<usize>| {
            at.filter(|at| range.contains(at)).and_then(|at| reading.units.get(at)).map(|u| u.word)
        };
        let elsewhere = |best: Option<(u32, u32)>, here: Option<u32>| {
            best.filter(|&(count, word)| count > 1 || here != Some(word))
                .and_then(|(_, word)| words.get(word as usize))
                .map_or((0, 0), |w| (w.word, w.lists))
        };
        (one.left_word, one.left) = elsewhere(self.left, neighbour(at.checked_sub(1)));
        (one.right_word, one.right) = elsewhere(self.right, neighbour(Some(at + 1)));
        let (lower, high) = self.cases;
        let high = high.saturating_sub(u32::from(at > range.start && one.case & 7 >= 3));
        if one.is_high()
            && let Some(counts) = self.habits
        {
            let here = habits(reading, at, range);
            one.habits = counts.iter().zip(here).fold(1, |code, (&count, here)| {
                code << 2 | u32::from(count.saturating_sub(u8::from(here)).min(2))
            });
        }
        one.seen = 1 + (lower.min(2) | high.min(2) << 2 | (one.case & 7) << 4);
    }
}

/// Keeps the more frequent neighbour; of two equally frequent ones the earlier in the article.
fn keep_best(best: &mut Option<(u32, u32)>, new: (u32, u32)) {
    if best.is_none_or(|kept| new.0 > kept.0 || (new.0 == kept.0 && new.1 < kept.1)) {
        *best = Some(new);
    }
}

/// The hashes of one word's features.
pub(super) struct Features {
    hashes: [u32; MOST],
    len: usize,
}

impl Features {
    /// Room for one word's features.
    pub(super) const fn new() -> Self {
        Self { hashes: [0; MOST], len: 0 }
    }

    /// The features found by the last [`extract`].
    pub(super) fn get(&self) -> &[u32] {
        self.hashes.get(..self.len).unwrap_or(&[])
    }

    /// Forgets all features.
    pub(super) fn clear(&mut self) {
        self.len = 0;
    }

    fn put(&mut self, template: u32, a: u32) {
        self.push(mix(template, a), a != 0);
    }

    /// Adds a feature made of two facts, if both are there.
    pub(super) fn put2(&mut self, template: u32, a: u32, b: u32) {
        self.push(mix(mix(template, a), b), a != 0 && b != 0);
    }

    /// Adds a feature made of three facts, if all are there.
    pub(super) fn put3(&mut self, template: u32, a: u32, b: u32, c: u32) {
        self.push(mix(mix(mix(template, a), b), c), a != 0 && b != 0 && c != 0);
    }

    fn push(&mut self, hash: u32, is_there: bool) {
        if let Some(slot) = self.hashes.get_mut(self.len) {
            *slot = hash;
            self.len += usize::from(is_there);
        }
    }
}

const fn mix(a: u32, b: u32) -> u32 {
    let x = (a ^ b.wrapping_mul(0x9E37_79B1)).wrapping_mul(0x85EB_CA6B);
    x ^ (x >> 15)
}

/// Finds the features of the word at `at`.
pub(super) fn extract(sentence: &Sentence, at: usize, out: &mut Features) {
    out.clear();
    let get = |at: usize| sentence.facts.get(at).unwrap_or(&BORDER);
    let back = |by: usize| at.checked_sub(by).map_or(&BORDER, get);
    let (a2, a1, o, b1, b2) = (back(2), back(1), get(at), get(at + 1), get(at + 2));
    let (before, after) =
        ((o.run_first as usize).checked_sub(1).map_or(&BORDER, get), get(o.run_end as usize));
    out.put(1, 1);
    words(out, [a2, a1, o, b1, b2]);
    shapes(out, [a2, a1, o, b1, b2], sentence.capitals, at == 0);
    lists(out, [a2, a1, o, b1, b2], sentence.capitals);
    runs(out, o, before, after);
    elsewhere(out, [a1, o, b1]);
}

fn words(out: &mut Features, [a2, a1, o, b1, b2]: [&Facts; 5]) {
    out.put(10, a2.word);
    out.put(11, a1.word);
    out.put(12, o.word);
    out.put(13, b1.word);
    out.put(14, b2.word);
    out.put2(15, a1.word, o.word);
    out.put2(16, o.word, b1.word);
    out.put2(17, a2.word, a1.word);
    out.put2(18, b1.word, b2.word);
    out.put2(19, o.word, o.case);
    out.put2(20, a1.word, o.case);
    out.put2(21, b1.word, o.case);
    out.put2(22, a1.word, b1.word);
    out.put(23, a2.cluster);
    out.put(24, a1.cluster);
    out.put2(25, o.cluster, o.case);
    out.put(26, b1.cluster);
    out.put(27, b2.cluster);
    out.put2(28, a1.cluster, o.cluster);
    out.put2(29, o.cluster, b1.cluster);
    out.put2(30, a1.cluster, b1.cluster);
    out.put3(31, a1.cluster, b1.cluster, o.case);
    out.put2(32, a2.cluster, a1.cluster);
    out.put2(33, b1.cluster, b2.cluster);
}

fn shapes(out: &mut Features, [a2, a1, o, b1, b2]: [&Facts; 5], capitals: u32, is_first: bool) {
    let first = 1 + u32::from(is_first);
    for (template, &suffix) in (40..).zip(&o.suffix) {
        out.put2(template, suffix, o.case);
    }
    for (template, &prefix) in (44..).zip(&o.prefix) {
        out.put2(template, prefix, o.case);
    }
    out.put(47, a1.suffix[2]);
    out.put(48, b1.suffix[2]);
    out.put2(49, o.shape, capitals);
    out.put2(50, a1.shape, o.shape);
    out.put2(51, o.shape, b1.shape);
    out.put3(52, a1.shape, o.shape, b1.shape);
    out.put3(53, o.case, first, capitals);
    out.put3(54, a2.case, a1.case, mix(o.case, mix(b1.case, b2.case)));
    out.put3(55, o.word, first, o.case);
    out.put2(56, a1.shape, o.suffix[2]);
}

fn lists(out: &mut Features, [a2, a1, o, b1, b2]: [&Facts; 5], capitals: u32) {
    out.put2(60, o.lists, capitals);
    out.put2(61, a1.lists, o.lists);
    out.put2(62, o.lists, b1.lists);
    out.put3(63, a1.lists, o.lists, b1.lists);
    out.put2(64, a1.names, o.names);
    out.put2(65, o.names, b1.names);
    out.put3(66, a1.names, o.names, b1.names);
    out.put3(67, o.names, b1.names, b2.names);
    out.put3(68, a2.names, a1.names, o.names);
    out.put(69, o.buckets);
    out.put2(70, o.buckets, b1.buckets);
    out.put2(71, a1.buckets, o.buckets);
    out.put2(72, a1.word, o.names);
    out.put2(73, b1.word, o.names);
    out.put2(74, a1.cluster, o.names);
    out.put2(75, b1.cluster, o.names);
    out.put2(76, a2.lists, a1.lists);
    out.put2(77, b1.lists, b2.lists);
    out.put(78, o.phrase);
    out.put2(79, a1.phrase, o.names);
    out.put2(80, b1.phrase, o.names);
}

fn runs(out: &mut Features, o: &Facts, before: &Facts, after: &Facts) {
    out.put2(90, o.run, o.names);
    out.put2(91, before.word, o.run);
    out.put2(92, after.word, o.run);
    out.put3(93, before.word, after.word, o.case);
    out.put2(94, before.cluster, o.run);
    out.put2(95, after.cluster, o.run);
    out.put3(96, before.cluster, after.cluster, o.run);
    out.put3(97, before.lists, after.lists, o.run);
}

fn elsewhere(out: &mut Features, [a1, o, b1]: [&Facts; 3]) {
    out.put2(100, o.left, o.case);
    out.put2(101, o.right, o.case);
    out.put3(102, o.left, o.right, o.case);
    out.put2(103, o.left, o.names);
    out.put2(104, o.right, o.names);
    out.put(105, o.left_word);
    out.put(106, o.right_word);
    out.put2(107, o.seen, o.names);
    if o.habits > 0 {
        for habit in 0..HABITS as u32 {
            let count = o.habits >> (2 * habit) & 3;
            if count > 0 {
                out.put2(120 + habit, count, o.case);
            }
        }
        out.put2(112, o.habits, o.case);
        out.put2(113, o.habits, o.names);
    }
    out.put3(108, o.seen, a1.case, b1.case);
    out.put2(109, a1.seen, o.seen);
    out.put2(110, o.seen, b1.seen);
}
