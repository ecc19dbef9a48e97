//! Scores who is who against gold files: mentions, coreference within and across articles, each rule by
//! itself, and the worst errors with their text.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Deserialize;

use super::coref::{CorefScores, score};
use super::links::{BadGold, read};
use crate::model::{EntityKind, Form, Mention};
use crate::pipeline::{Annotated, Input, Model, annotate};
use crate::text::{CodePoints, Span};

/// One annotated text of a gold file. Offsets are code points.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldDoc {
    /// What it is called.
    pub doc: String,
    /// The text.
    pub text: String,
    /// What refers to whom.
    pub mentions: Vec<GoldMention>,
    /// The parts of the text that are annotated; all of it where missing.
    pub eval_ranges: Option<Vec<(usize, usize)>>,
}

/// One annotated mention.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldMention {
    /// First code point.
    pub start: usize,
    /// Code point after the last.
    pub end: usize,
    /// What it refers to.
    #[serde(rename = "type", default = "person")]
    pub kind: EntityKind,
    /// Whom, by an id that holds across the file.
    pub entity: String,
    /// How.
    #[serde(rename = "kind", default = "name")]
    pub form: Form,
}

fn person() -> EntityKind {
    EntityKind::Person
}

fn name() -> Form {
    Form::Name
}

/// What to score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Only mentions of these forms.
    pub forms: Vec<Form>,
    /// Whether the mentions of the gold are given, and only who is who is asked.
    pub given_mentions: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { forms: Form::ALL.to_vec(), given_mentions: false }
    }
}

/// All that is said of one gold file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Articles.
    pub articles: usize,
    /// Entities over all articles.
    pub across: CorefScores,
    /// Entities of each article apart.
    pub within: CorefScores,
    /// For each rule that made mentions other than names: how many, and how many of them are right.
    pub by_rule: Vec<RuleScore>,
    /// Where found and gold differ, in the order of the file.
    pub errors: Vec<ErrorLine>,
}

/// How often a rule is right: the span is one of the gold's, and most of the names that it was joined with
/// in its article are of the same entity; a gold name that overlaps will do. Sets differ in how far into an
/// article they go, so what stands behind its last gold mention is not counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleScore {
    /// The rule.
    pub rule: String,
    /// Mentions it made.
    pub made: usize,
    /// How many of them are right.
    pub right: usize,
}

impl RuleScore {
    /// Adds to what `rule` has made.
    pub(super) fn count(rules: &mut BTreeMap<String, Self>, rule: &str, made: usize, right: usize) {
        let score = rules
            .entry(rule.to_owned())
            .or_insert_with(|| Self { rule: rule.to_owned(), ..Self::default() });
        score.made += made;
        score.right += right;
    }
}

/// One difference between what was found and the gold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorLine {
    /// The text.
    pub doc: String,
    /// What is wrong: `missed`, `spurious`, `wrong person`, or `apart` from most of the person's mentions.
    pub what: &'static str,
    /// The mention.
    pub mention: String,
    /// The words around it, on one line.
    pub context: String,
    /// The rule that made it; empty where it was missed.
    pub rule: String,
}

/// Reads a gold file: one JSON object a line.
pub fn read_gold(gold: &str) -> Result<Vec<GoldDoc>, BadGold> {
    read(gold)
}

/// A mention's place: number of the article, code points.
type At = (usize, usize, usize);

/// Annotates the texts of `gold` with `model` and scores the persons.
pub fn persons(gold: &[GoldDoc], options: &Options, model: &Model) -> Report {
    let inputs = gold.iter().map(|doc| input(doc, options)).collect();
    let annotated = annotate(inputs, model);
    let mut wanted: Vec<(At, &str)> = Vec::new();
    let mut found: Vec<(At, u32)> = Vec::new();
    let mut report = Report { articles: gold.len(), ..Report::default() };
    let mut rules: BTreeMap<String, RuleScore> = BTreeMap::new();
    for (number, (doc, annotated)) in gold.iter().zip(&annotated).enumerate() {
        let sides = Sides::new(number, doc, annotated, options);
        let annotated_to = doc.mentions.iter().map(|gold| gold.end).max().unwrap_or(0);
        sides.count_rules(annotated_to, &mut rules);
        sides.list_errors(doc, &mut report.errors);
        wanted.extend(&sides.wanted);
        found.extend(sides.found.iter().map(|found| (found.at, found.entity)));
    }
    let per_article = |pairs: &[(At, u32)]| -> Vec<(At, (usize, u32))> {
        pairs.iter().map(|&(at, entity)| (at, (at.0, entity))).collect()
    };
    let wanted_within: Vec<(At, (usize, &str))> =
        wanted.iter().map(|&(at, entity)| (at, (at.0, entity))).collect();
    report.across = score(&wanted, &found);
    report.within = score(&wanted_within, &per_article(&found));
    report.by_rule = rules.into_values().collect();
    report
}

pub(super) fn input(doc: &GoldDoc, options: &Options) -> Input {
    let points = CodePoints::new(&doc.text);
    let mention = |gold: &GoldMention| {
        let byte = |point| points.to_byte(&doc.text, point);
        Some(Mention {
            span: Span::new(byte(gold.start)?..byte(gold.end)?, &doc.text)?,
            kind: gold.kind,
            form: gold.form,
            confidence: 1.0,
            rule: "given".into(),
        })
    };
    let given = || {
        let kept = doc.mentions.iter().filter(|gold| options.forms.contains(&gold.form));
        kept.filter_map(mention).collect()
    };
    Input {
        doc: doc.doc.clone(),
        text: doc.text.clone(),
        mentions: options.given_mentions.then(given),
        ..Input::default()
    }
}

/// What was wanted and what was found in one article.
struct Sides<'a> {
    wanted: Vec<(At, &'a str)>,
    found: Vec<Found<'a>>,
}

#[derive(Clone, Copy)]
struct Found<'a> {
    at: At,
    entity: u32,
    mention: &'a Mention,
}

impl<'a> Sides<'a> {
    fn new(number: usize, doc: &'a GoldDoc, annotated: &'a Annotated, options: &Options) -> Self {
        let is_inside = |start: usize, end: usize| {
            doc.eval_ranges
                .as_ref()
                .is_none_or(|ranges| ranges.iter().any(|&(from, to)| from <= start && end <= to))
        };
        let golden = doc
            .mentions
            .iter()
            .filter(|gold| gold.kind == EntityKind::Person && is_inside(gold.start, gold.end));
        let (mut wanted, mut left_out) = (Vec::new(), BTreeSet::new());
        for gold in golden {
            let at = (number, gold.start, gold.end);
            if options.forms.contains(&gold.form) {
                wanted.push((at, gold.entity.as_str()));
            } else {
                left_out.insert(at);
            }
        }
        let text = &annotated.article.text;
        let points = CodePoints::new(text);
        let mut found = Vec::new();
        for (mention, entity) in annotated.mentions.iter().zip(&annotated.entities) {
            let (start, end) = (
                points.of_byte(text, mention.span.start()),
                points.of_byte(text, mention.span.end()),
            );
            let at = (number, start, end);
            let counts = mention.kind == EntityKind::Person
                && options.forms.contains(&mention.form)
                && is_inside(start, end)
                && !left_out.contains(&at);
            if let (true, Some(entity)) = (counts, *entity) {
                found.push(Found { at, entity, mention });
            }
        }
        Self { wanted, found }
    }

    /// For each entity found, the gold entity that most of its names have. A name counts for the gold name
    /// it overlaps, for sets differ in what they take into a span.
    fn gold_of_found(&self) -> HashMap<u32, &'a str> {
        let mut votes: HashMap<u32, BTreeMap<&str, usize>> = HashMap::new();
        for found in self.found.iter().filter(|found| found.mention.form == Form::Name) {
            let (_, start, end) = found.at;
            let exact = self.wanted.iter().find(|(at, _)| *at == found.at);
            let gold = exact.or_else(|| {
                let overlaps = |(_, from, to): At| from < end && start < to;
                self.wanted.iter().filter(|(at, _)| overlaps(*at)).min_by_key(|(at, _)| at.2 - at.1)
            });
            if let Some(&(_, entity)) = gold {
                *votes.entry(found.entity).or_default().entry(entity).or_default() += 1;
            }
        }
        votes
            .into_iter()
            .filter_map(|(entity, votes)| Some((entity, *votes.iter().max_by_key(|&(_, n)| n)?.0)))
            .collect()
    }

    /// For each gold entity, the entity found that most of its mentions here have.
    fn main_of_gold(&self, gold: &HashMap<At, &'a str>) -> HashMap<&'a str, u32> {
        let mut votes: HashMap<&str, BTreeMap<u32, usize>> = HashMap::new();
        for found in &self.found {
            if let Some(&entity) = gold.get(&found.at) {
                *votes.entry(entity).or_default().entry(found.entity).or_default() += 1;
            }
        }
        votes
            .into_iter()
            .filter_map(|(entity, votes)| Some((entity, *votes.iter().max_by_key(|&(_, n)| n)?.0)))
            .collect()
    }

    /// Counts what each rule made up to the code point `annotated_to`.
    fn count_rules(&self, annotated_to: usize, rules: &mut BTreeMap<String, RuleScore>) {
        let gold: HashMap<At, &str> = self.wanted.iter().copied().collect();
        let gold_of_found = self.gold_of_found();
        let counts =
            |found: &&Found<'_>| found.mention.form != Form::Name && found.at.2 <= annotated_to;
        for found in self.found.iter().filter(counts) {
            let is_right = gold
                .get(&found.at)
                .is_some_and(|entity| gold_of_found.get(&found.entity) == Some(entity));
            RuleScore::count(rules, &found.mention.rule, 1, usize::from(is_right));
        }
    }

    fn list_errors(&self, doc: &GoldDoc, errors: &mut Vec<ErrorLine>) {
        let gold: HashMap<At, &str> = self.wanted.iter().copied().collect();
        let places: BTreeSet<At> = self.found.iter().map(|found| found.at).collect();
        let gold_of_found = self.gold_of_found();
        let main = self.main_of_gold(&gold);
        let mut lines: Vec<(At, &'static str, String)> = Vec::new();
        for found in &self.found {
            let what = match gold.get(&found.at) {
                None => "spurious",
                Some(entity) if gold_of_found.get(&found.entity) != Some(entity) => "wrong person",
                Some(entity) if main.get(entity) != Some(&found.entity) => "apart",
                Some(_) => continue,
            };
            lines.push((found.at, what, found.mention.rule.to_string()));
        }
        let missed = self.wanted.iter().filter(|(at, _)| !places.contains(at));
        lines.extend(missed.map(|&(at, _)| (at, "missed", String::new())));
        lines.sort();
        errors.extend(lines.into_iter().map(|((_, start, end), what, rule)| ErrorLine {
            doc: doc.doc.clone(),
            what,
            mention: part(&doc.text, start, end),
            context: part(&doc.text, start.saturating_sub(50), end + 40),
            rule,
        }));
    }
}

/// The code points from `start` to `end`, line breaks as blanks.
fn part(text: &str, start: usize, end: usize) -> String {
    let chars = text.chars().skip(start).take(end.saturating_sub(start));
    chars.map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_names_are_scored() {
        let gold = r#"{"doc":"a","text":"Ada Lovelace met Babbage. Lovelace left.","mentions":[
            {"start":0,"end":12,"entity":"ada"},{"start":17,"end":24,"entity":"babbage"},
            {"start":26,"end":34,"entity":"ada"}]}"#
            .replace('\n', "");
        let docs = read_gold(&gold).unwrap();
        let options = Options { forms: vec![Form::Name], given_mentions: true };
        let report = persons(&docs, &options, Model::built_in());
        assert_eq!(report.across.conll(), 1.0);
        assert_eq!(report.errors, []);
        assert!(read_gold("{").is_err());
    }
}
