//! Trains the tagger: an averaged structured perceptron with a Hamming margin (Collins 2002; Taskar, Guestrin
//! and Koller 2003) and a step size for each weight (AdaGrad: Duchi, Hazan and Singer 2011), on labels that
//! may be partly open.
//!
//! The second pass is trained on what first passes, each trained on one half of the documents, say of the
//! other half, so that it sees mistakes of the kind it will meet.

use rustc_hash::FxHashSet;

use super::decode::{
    IMPOSSIBLE, LABELS, OUTSIDE, Scores, Transitions, Viterbi, kind_of, label_in_name, pairs,
};
use super::features::{self, Features, Sentence};
use super::model::{Model, Pass, row};
use super::recipe::{Recipe, RecipeSet};
use super::sets::{Annotated, Kind};
use super::votes::{self, Votes};
use crate::model::Article;
use crate::people::reading::Reading;

/// A set of labels, one bit each.
type Labels = u32;
const ALL: Labels = (1 << LABELS) - 1;

/// One sentence with what its labels may be.
struct Example {
    sentence: Sentence,
    allowed: Vec<Labels>,
    weight: f32,
}

/// A document's sentences.
struct Lesson {
    examples: Vec<Example>,
}

/// Trains a model on `sets`, given in the order of the recipe's, and tells `progress` what it does.
/// Deterministic. Takes a few minutes for two million words.
pub fn train(recipe: &Recipe, sets: &[Vec<Annotated>], progress: &mut dyn FnMut(&str)) -> Model {
    let mut lessons = Vec::new();
    let mut random = Random::new(recipe.seed);
    for (set, documents) in recipe.sets.iter().zip(sets) {
        for document in documents {
            let article = recased(&document.article, recipe.recase, &mut random);
            lessons.push(lesson(&article, document, set));
        }
    }
    let words: usize = lessons.iter().flat_map(|l| &l.examples).map(|e| e.allowed.len()).sum();
    progress(&format!("{} documents, {words} words", lessons.len()));
    let mut scored: Vec<Vec<Vec<Scores>>> = vec![Vec::new(); lessons.len()];
    for fold in 0..2 {
        progress(&format!("first pass on half {} of the documents", fold + 1));
        let half: Vec<&Lesson> = every_second(&lessons, fold).map(|(_, lesson)| lesson).collect();
        let trained = first_pass(recipe, &half, fold as u64 + 1);
        let norm = trained.norm();
        for (at, lesson) in every_second(&lessons, 1 - fold) {
            let mut scores: Vec<_> =
                lesson.examples.iter().map(|e| trained.score(&e.sentence)).collect();
            scores.iter_mut().flatten().flatten().for_each(|score| *score /= norm);
            if let Some(slot) = scored.get_mut(at) {
                *slot = scores;
            }
        }
    }
    progress("first pass on all documents");
    let all: Vec<&Lesson> = lessons.iter().collect();
    let mut first = first_pass(recipe, &all, 0);
    for run in 1..recipe.runs {
        progress(&format!("first pass once more, {} of {}", run + 1, recipe.runs));
        first.mean_with(&first_pass(recipe, &all, 100 + u64::from(run)), run as f32);
    }
    progress("second pass");
    let norm = first.norm();
    scored.iter_mut().flatten().flatten().flatten().for_each(|s| *s *= norm);
    let second = second_pass(recipe, &lessons, &scored, &first.transitions);
    Model {
        first: Pass::new(&first.weights, first.transitions),
        second: Pass::new(&second.weights, second.transitions),
        fingerprint: 0,
    }
}

fn every_second(lessons: &[Lesson], from: usize) -> impl Iterator<Item = (usize, &Lesson)> {
    lessons.iter().enumerate().skip(from).step_by(2)
}

/// Changes the case of a share of the paragraphs: headlines, shouting and careless typing hold names too.
fn recased(article: &Article, share: f32, random: &mut Random) -> Article {
    let mut article = article.clone();
    let mut text = String::with_capacity(article.text.len());
    for paragraph in article.text.split_inclusive('\n') {
        let style = if random.chance(share) { random.next() % 3 } else { 3 };
        let mut starts_word = true;
        for (at, c) in paragraph.char_indices() {
            let rest = paragraph.get(at..).unwrap_or("");
            let is_long = rest.chars().take(4).filter(|c| c.is_alphabetic()).count() == 4;
            text.push(match style {
                0 => same_len(c, c.to_uppercase().next()),
                1 => same_len(c, c.to_lowercase().next()),
                2 if starts_word && (is_long || at == 0) => same_len(c, c.to_uppercase().next()),
                _ => c,
            });
            starts_word = !c.is_alphanumeric();
        }
    }
    article.text = text;
    article
}

/// The other character where it takes as many bytes, so that all spans stay true.
fn same_len(c: char, other: Option<char>) -> char {
    other.filter(|other| other.len_utf8() == c.len_utf8()).unwrap_or(c)
}

/// Reads a document as the recogniser does and finds what its labels may be.
fn lesson(article: &Article, document: &Annotated, set: &RecipeSet) -> Lesson {
    let reading = Reading::new(article);
    let allowed = allowed(&reading, document, set);
    let mut rest = allowed.as_slice();
    let sentences = features::facts(&reading);
    let examples = sentences.into_iter().map(|sentence| {
        let (own, after) = rest.split_at(sentence.facts.len().min(rest.len()));
        rest = after;
        Example { sentence, allowed: own.to_vec(), weight: set.weight }
    });
    Lesson { examples: examples.collect() }
}

/// What the label of each unit may be.
fn allowed(reading: &Reading, document: &Annotated, set: &RecipeSet) -> Vec<Labels> {
    let other = Kind::Other as usize;
    let outside = (1 << OUTSIDE)
        | if set.misc {
            0
        } else {
            (0..LABELS).filter(|&l| kind_of(l) == Some(other)).map(|l| 1 << l).sum()
        };
    let held = held(reading, document);
    let mut out: Vec<Labels> = Vec::with_capacity(held.len());
    while let Some(&own) = held.get(out.len()) {
        let first = out.len();
        match own {
            Held::Open => out.push(ALL),
            Held::Outside => out.push(outside),
            Held::Name(_, kind) => {
                let len = held.iter().skip(first).take_while(|&&h| h == own).count();
                out.extend((0..len).map(|i| 1 << label_in_name(kind as usize, i, len)));
                open_up(reading, set, first, kind, &mut out);
            }
        }
    }
    if set.open_handles {
        for at in 1..out.len() {
            if reading.folded(at - 1) == "@" {
                out[at - 1] = ALL;
                out[at] = ALL;
            }
        }
    }
    out
}

/// What the tokens under a unit say of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Held {
    /// They disagree or are in doubt.
    Open,
    Outside,
    Name(u32, Kind),
}

/// Looks up the name each unit lies in. A name with any doubt about it is open as a whole.
fn held(reading: &Reading, document: &Annotated) -> Vec<Held> {
    let tokens = &document.tokens;
    let mut doubtful = FxHashSet::default();
    let mut first = 0;
    let mut held: Vec<Held> = Vec::with_capacity(reading.units.len());
    for unit in &reading.units {
        while tokens.get(first).is_some_and(|t| t.span.end() <= unit.span.start()) {
            first += 1;
        }
        let under = || tokens.iter().skip(first).take_while(|t| t.span.overlaps(unit.span));
        let name = under().next().and_then(|t| t.name);
        if under().any(|t| t.name != name || t.is_unsure) {
            doubtful.extend(under().filter_map(|t| t.name).map(|name| name.0));
            held.push(Held::Open);
        } else {
            held.push(name.map_or(Held::Outside, |(number, kind)| Held::Name(number, kind)));
        }
    }
    for held in &mut held {
        if let Held::Name(number, _) = held
            && doubtful.contains(number)
        {
            *held = Held::Open;
        }
    }
    held
}

/// Leaves open what a set labels in its own way, of the name whose units from `first` on are last in `out`.
fn open_up(reading: &Reading, set: &RecipeSet, first: usize, kind: Kind, out: &mut [Labels]) {
    let info = reading.word(first).map(|w| w.info).unwrap_or_default();
    let own = out.get_mut(first..).unwrap_or_default();
    let is_demonym = set.open_demonyms && own.len() == 1 && info.is_demonym();
    let is_titled = set.open_titles && kind == Kind::Person && own.len() > 1 && info.is_role();
    if is_demonym || is_titled {
        own.fill(ALL);
    }
}

/// An averaged perceptron.
struct Perceptron {
    weights: Vec<[f32; OUTSIDE]>,
    totals: Vec<[f32; OUTSIDE]>,
    transitions: Transitions,
    transition_totals: Transitions,
    squares: Vec<[f32; OUTSIDE]>,
    transition_squares: Transitions,
    steps: f32,
    rate: f32,
}

impl Perceptron {
    fn new(rows: u32, rate: f32) -> Self {
        let rows = rows as usize;
        Self {
            weights: vec![[0.0; OUTSIDE]; rows],
            totals: vec![[0.0; OUTSIDE]; rows],
            transitions: [[0.0; LABELS]; LABELS],
            transition_totals: [[0.0; LABELS]; LABELS],
            squares: vec![[0.0; OUTSIDE]; rows],
            transition_squares: [[0.0; LABELS]; LABELS],
            steps: 1.0,
            rate,
        }
    }

    fn add_scores(&self, features: &[u32], scores: &mut Scores) {
        for &feature in features {
            let weights = &self.weights[row(feature, self.weights.len())];
            for (score, weight) in scores.iter_mut().zip(weights) {
                *score += weight;
            }
        }
    }

    fn change(&mut self, features: &[u32], label: usize, by: f32) {
        if label == OUTSIDE {
            return;
        }
        for &feature in features {
            let at = row(feature, self.weights.len());
            let sum = &mut self.squares[at][label];
            *sum += by * by;
            let by = self.rate * by / sum.sqrt();
            self.weights[at][label] += by;
            self.totals[at][label] += by * self.steps;
        }
    }

    fn change_pair(&mut self, from: usize, to: usize, by: f32) {
        let sum = &mut self.transition_squares[from][to];
        *sum += by * by;
        let by = self.rate * by / sum.sqrt();
        self.transitions[from][to] += by;
        self.transition_totals[from][to] += by * self.steps;
    }

    /// Moves the weights from the `wrong` labels to the `right` ones.
    fn learn(&mut self, features: &Flat, right: &[u8], wrong: &[u8], by: f32) {
        let mut before = (OUTSIDE, OUTSIDE);
        for (at, (&right, &wrong)) in right.iter().zip(wrong).enumerate() {
            let (right, wrong) = (usize::from(right), usize::from(wrong));
            if right != wrong {
                self.change(features.of(at), right, by);
                self.change(features.of(at), wrong, -by);
            }
            if (before.0, right) != (before.1, wrong) {
                self.change_pair(before.0, right, by);
                self.change_pair(before.1, wrong, -by);
            }
            before = (right, wrong);
        }
    }

    /// Puts the average over all steps in place of the last weights.
    fn average(mut self) -> Self {
        let steps = self.steps;
        for (weights, totals) in self.weights.iter_mut().zip(&self.totals) {
            for (weight, total) in weights.iter_mut().zip(totals) {
                *weight -= total / steps;
            }
        }
        for (from, to) in pairs() {
            self.transitions[from][to] -= self.transition_totals[from][to] / steps;
        }
        self.totals = Vec::new();
        self.squares = Vec::new();
        self
    }

    /// Takes `other` into the mean of `count` perceptrons.
    fn mean_with(&mut self, other: &Self, count: f32) {
        let own = self.weights.iter_mut().flatten().chain(self.transitions.iter_mut().flatten());
        let others = other.weights.iter().flatten().chain(other.transitions.iter().flatten());
        for (own, other) in own.zip(others) {
            *own += (other - *own) / (count + 1.0);
        }
    }

    /// The mean size of a weight; scores of two perceptrons are compared by it.
    fn norm(&self) -> f32 {
        let sum: f64 = self.weights.iter().flatten().map(|w| f64::from(w * w)).sum();
        (sum / self.weights.len() as f64).sqrt() as f32
    }

    fn score(&self, sentence: &Sentence) -> Vec<Scores> {
        let mut features = Features::new();
        (0..sentence.facts.len())
            .map(|at| {
                let mut scores = [0.0; LABELS];
                features::extract(sentence, at, &mut features);
                self.add_scores(features.get(), &mut scores);
                scores
            })
            .collect()
    }
}

/// The features of all words of a sentence, one after the other.
#[derive(Default)]
struct Flat {
    hashes: Vec<u32>,
    ends: Vec<usize>,
}

impl Flat {
    fn clear(&mut self) {
        self.hashes.clear();
        self.ends.clear();
    }

    fn push(&mut self, features: &Features) {
        self.hashes.extend(features.get());
        self.ends.push(self.hashes.len());
    }

    fn of(&self, at: usize) -> &[u32] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.hashes[start..self.ends[at]]
    }
}

/// What one sentence needs, reused between sentences.
#[derive(Default)]
struct Bench {
    flat: Flat,
    scores: Vec<Scores>,
    viterbi: Viterbi,
    right: Vec<u8>,
    wrong: Vec<u8>,
}

impl Bench {
    /// Looks for the best labels and, where they are not allowed, for the best allowed ones, and learns.
    fn learn(&mut self, perceptron: &mut Perceptron, allowed: &[Labels], weight: f32) {
        let mut scores = std::mem::take(&mut self.scores);
        add_outside(&mut scores, allowed, MARGIN);
        self.viterbi.best(&scores, &perceptron.transitions, &mut self.wrong);
        let is_right = self.wrong.iter().zip(allowed).all(|(&label, &set)| set >> label & 1 == 1);
        if !is_right {
            add_outside(&mut scores, allowed, IMPOSSIBLE);
            self.viterbi.best(&scores, &perceptron.transitions, &mut self.right);
            perceptron.learn(&self.flat, &self.right, &self.wrong, weight);
        }
        perceptron.steps += 1.0;
        scores.clear();
        self.scores = scores;
    }
}

/// What a wrong label must be behind by.
const MARGIN: f32 = 1.0;

/// Adds to the scores of all labels that are not allowed.
fn add_outside(scores: &mut [Scores], allowed: &[Labels], by: f32) {
    for (scores, set) in scores.iter_mut().zip(allowed) {
        for (label, score) in scores.iter_mut().enumerate() {
            if set >> label & 1 == 0 {
                *score += by;
            }
        }
    }
}

fn first_pass(recipe: &Recipe, lessons: &[&Lesson], salt: u64) -> Perceptron {
    let mut perceptron = Perceptron::new(recipe.rows, recipe.rate);
    let mut random = Random::new(recipe.seed.wrapping_mul(1_000_003).wrapping_add(salt));
    let mut order: Vec<&Example> = lessons.iter().flat_map(|lesson| &lesson.examples).collect();
    let mut bench = Bench::default();
    let mut features = Features::new();
    for _ in 0..recipe.epochs {
        random.shuffle(&mut order);
        for example in &order {
            let mut sentence = example.sentence.clone();
            for facts in &mut sentence.facts {
                if random.chance(recipe.drop_words) {
                    facts.forget_word();
                }
                if random.chance(recipe.drop_lists) {
                    facts.forget_lists();
                }
            }
            bench.flat.clear();
            for at in 0..sentence.facts.len() {
                features::extract(&sentence, at, &mut features);
                bench.flat.push(&features);
                let mut scores = [0.0; LABELS];
                perceptron.add_scores(features.get(), &mut scores);
                bench.scores.push(scores);
            }
            bench.learn(&mut perceptron, &example.allowed, example.weight);
        }
    }
    perceptron.average()
}

fn second_pass(
    recipe: &Recipe,
    lessons: &[Lesson],
    scored: &[Vec<Vec<Scores>>],
    transitions: &Transitions,
) -> Perceptron {
    let mut perceptron = Perceptron::new(recipe.second_rows, recipe.rate);
    perceptron.transitions = *transitions;
    let mut random = Random::new(recipe.seed.wrapping_add(77));
    let mut viterbi = Viterbi::default();
    let prepared: Vec<(Flat, &[Scores], &Example)> = lessons
        .iter()
        .zip(scored)
        .flat_map(|(lesson, scored)| {
            let mut found = Votes::default();
            let labels: Vec<Vec<u8>> = lesson
                .examples
                .iter()
                .zip(scored)
                .map(|(example, scores)| {
                    let mut labels = Vec::new();
                    viterbi.best(scores, transitions, &mut labels);
                    found.count(&example.sentence, &labels);
                    labels
                })
                .collect();
            let mut codes = Vec::new();
            let mut features = Features::new();
            let mut out = Vec::new();
            for ((example, labels), scores) in lesson.examples.iter().zip(&labels).zip(scored) {
                found.codes(&example.sentence, labels, &mut codes);
                let mut flat = Flat::default();
                for at in 0..codes.len() {
                    votes::extract(&codes, at, &mut features);
                    flat.push(&features);
                }
                out.push((flat, scores.as_slice(), example));
            }
            out
        })
        .collect();
    let mut order: Vec<usize> = (0..prepared.len()).collect();
    let mut bench = Bench::default();
    for _ in 0..recipe.epochs {
        random.shuffle(&mut order);
        for &at in &order {
            let (flat, base, example) = &prepared[at];
            bench.flat.clear();
            bench.flat.hashes.extend(&flat.hashes);
            bench.flat.ends.extend(&flat.ends);
            for (i, base) in base.iter().enumerate() {
                let mut scores = *base;
                perceptron.add_scores(flat.of(i), &mut scores);
                bench.scores.push(scores);
            }
            bench.learn(&mut perceptron, &example.allowed, example.weight);
        }
    }
    perceptron.average()
}

/// SplitMix64 (Steele, Lea and Flood 2014): the same numbers from the same seed everywhere.
struct Random(u64);

impl Random {
    const fn new(seed: u64) -> Self {
        Self(seed)
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn chance(&mut self, share: f32) -> bool {
        ((self.next() >> 40) as f32) < share * (1_u32 << 24) as f32
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = (self.next() % (last as u64 + 1)) as usize;
            items.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{read_set, recognise};

    /// Sentences about a few people and places that no list knows.
    fn set() -> Vec<Annotated> {
        let line = |person: &str, place: &str| {
            format!(
                r#"{{"doc":"{person}","sentences":[{{"tokens":["Yesterday","{person}","said","he","left","{place}","."],"labels":["O","B-PER","O","O","O","B-LOC","O"],"unsure":[6]}}]}}"#
            )
        };
        let pairs =
            [("Brelk", "Zarnit"), ("Tovash", "Kelm"), ("Urmik", "Polva"), ("Gresht", "Dobb")];
        let lines: Vec<String> = pairs.iter().map(|(a, b)| line(a, b)).collect();
        read_set(&lines.join("\n")).unwrap()
    }

    fn recipe(more: &str) -> Recipe {
        let text = format!("output='m'\nrows=4096\nsecond_rows=256\n{more}\n[[set]]\nfile='a'");
        Recipe::parse(&text).unwrap()
    }

    #[test]
    fn a_pattern_is_learnt_and_the_model_is_the_same_each_time() {
        let recipe = recipe("epochs=8\nruns=2\ndrop_words=0.5\nrecase=0.1");
        let sets = [set()];
        let model = train(&recipe, &sets, &mut |_| {});
        assert_eq!(model.to_bytes(), train(&recipe, &sets, &mut |_| {}).to_bytes());
        let text = "Yesterday Plonsk said he left Vardø.";
        let passage = crate::model::Passage {
            span: crate::text::Span::at(0, text.len()),
            kind: crate::model::PassageKind::Body,
        };
        let article = Article { text: text.into(), passages: vec![passage], ..Article::default() };
        let found = recognise(&model, &article);
        let found: Vec<_> = found.iter().map(|m| (m.kind.label(), m.span.of(text))).collect();
        assert_eq!(found, [("PER", "Plonsk"), ("LOC", "Vardø")]);
    }

    #[test]
    fn labels_in_doubt_are_open() {
        let documents = set();
        let recipe = recipe("");
        let reading = Reading::new(&documents[0].article);
        let allowed = allowed(&reading, &documents[0], &recipe.sets[0]);
        assert_eq!(allowed[6], ALL);
        assert_eq!(allowed[1], 1 << label_in_name(0, 0, 1));
        assert_eq!(allowed[2], 1 << OUTSIDE);
    }

    #[test]
    fn changed_case_keeps_every_span() {
        let article = Article { text: "Ärger in Łódź\nſo ﬁne".into(), ..Article::default() };
        let mut random = Random::new(3);
        for _ in 0..20 {
            let other = recased(&article, 1.0, &mut random);
            let ends = |text: &str| text.char_indices().map(|(at, _)| at).collect::<Vec<_>>();
            assert_eq!(ends(&other.text), ends(&article.text));
        }
    }
}
