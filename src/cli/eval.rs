//! `ibid eval persons` and `ibid eval names`: figures against annotated files, in percent.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::Console;
use super::args::{EvalNames, EvalPersons, FormWord, Scope};
use super::exit::{Exit, Failure, Stop};
use super::print::{Role, count};
use crate::eval::coref::{CorefScores, Score};
use crate::eval::gap::{gap, is_gap};
use crate::eval::names::{self, PairScore};
use crate::eval::persons::{self, GoldDoc, Options, Report, RuleScore, read_gold};
use crate::model::Form;
use crate::text::fit;

/// `ibid eval persons`.
pub(super) fn persons(console: &mut Console<'_>, asked: &EvalPersons) -> Result<Exit, Stop> {
    let model = console.model()?;
    let mut options = Options { given_mentions: asked.given_mentions, ..Options::default() };
    if !asked.forms.is_empty() {
        options.forms = asked.forms.iter().map(|&form| form.into()).collect();
    }
    let sets: Vec<(String, Vec<GoldDoc>)> =
        asked.files.iter().map(|file| read(console, file)).collect::<Result<_, Stop>>()?;
    let mut is_under = false;
    for (set, gold) in &sets {
        if is_gap(gold) {
            let report = gap(gold, model);
            print_score(console, set, "pronouns", gold.len(), report.score, asked.form.json)?;
            if asked.by_rule {
                print_rules(console, set, &report.by_rule, asked.form.json)?;
            }
            is_under |= is_below(console, set, "pronouns", report.score, asked.floor);
            continue;
        }
        let report = persons::persons(gold, &options, model);
        if asked.form.json {
            print_json(console, set, &report, asked)?;
        } else {
            print_plain(console, set, &report, asked)?;
        }
        for (scope, scores) in scopes(&report, asked.scope) {
            let conll = 100.0 * scores.conll();
            if let Some(floor) = asked.floor.filter(|&floor| conll < floor) {
                is_under = true;
                console.err.line(&format!(
                    "{set}: {scope} articles, {conll:.2} is under the floor of {floor}"
                ));
            }
        }
    }
    Ok(if is_under { Exit::NothingFound } else { Exit::Done })
}

/// `ibid eval names`.
pub(super) fn names(console: &mut Console<'_>, asked: &EvalNames) -> Result<Exit, Stop> {
    let mut is_under = false;
    for file in &asked.files {
        let (set, gold) = text_of(console, file)?;
        let found = names::names(&gold).map_err(|error| {
            let failure = Failure::new(format!("cannot read {set}")).because(&error);
            failure.hint("each line is an object with a, b and label")
        })?;
        for (script, PairScore { pairs, score, errors }) in
            [("latin", &found.latin), ("other", &found.other)]
        {
            print_score(console, &set, script, *pairs, *score, asked.form.json)?;
            for (a, b, could_be_one, likeness) in errors.iter().take(asked.errors) {
                let what = if *could_be_one { "missed" } else { "wrong" };
                if asked.form.json {
                    console.out.json(&json!({
                        "set": set, "error": what, "a": a, "b": b, "likeness": likeness,
                    }))?;
                } else {
                    console
                        .out
                        .line(&fit(&format!("{what}: {a} | {b} {likeness:.2}"), usize::MAX))?;
                }
            }
        }
        is_under |= is_below(console, &set, "latin", found.latin.score, asked.floor);
    }
    Ok(if is_under { Exit::NothingFound } else { Exit::Done })
}

/// Prints one score of `asked` questions about `what`.
fn print_score(
    console: &mut Console<'_>,
    set: &str,
    what: &str,
    asked: usize,
    score: Score,
    as_json: bool,
) -> Result<(), Stop> {
    let out = &mut console.out;
    let [precision, recall, f1] = percents(score).map(rounded);
    if as_json {
        return out.json(&json!({
            "set": set, "scope": what, "asked": asked, "precision": precision, "recall": recall,
            "f1": f1,
        }));
    }
    out.line(&out.paint(Role::Title, set))?;
    let line = format!("{what:<14}{precision:>9.2}{recall:>9.2}{f1:>9.2}  of {asked}");
    out.line(&out.paint(Role::Faint, &heading()))?;
    out.line(&line)
}

/// Prints how often each rule is right.
fn print_rules(
    console: &mut Console<'_>,
    set: &str,
    rules: &[RuleScore],
    as_json: bool,
) -> Result<(), Stop> {
    let out = &mut console.out;
    if !as_json && !rules.is_empty() {
        out.line(&out.paint(Role::Faint, "by rule: made, right, precision"))?;
    }
    for RuleScore { rule, made, right } in rules {
        let precision = 100.0 * *right as f64 / (*made).max(1) as f64;
        if as_json {
            out.json(&json!({
                "set": set, "rule": rule, "made": made, "right": right,
                "precision": rounded(precision),
            }))?;
        } else {
            out.line(&format!("  {rule:<40}{made:>6}{right:>6}{precision:>9.2}"))?;
        }
    }
    Ok(())
}

/// Whether the F1 is under the floor, which is then told.
fn is_below(
    console: &mut Console<'_>,
    set: &str,
    what: &str,
    score: Score,
    floor: Option<f64>,
) -> bool {
    let f1 = 100.0 * score.f1();
    let under = floor.filter(|&floor| f1 < floor);
    if let Some(floor) = under {
        console.err.line(&format!("{set}: F1 of {what}, {f1:.2}, is under {floor}"));
    }
    under.is_some()
}

fn heading() -> String {
    format!("{:<14}{:>9}{:>9}{:>9}", "", "precision", "recall", "F1")
}

fn text_of(console: &Console<'_>, file: &Path) -> Result<(String, String), Stop> {
    let shown = file.display().to_string();
    let text = fs::read_to_string(console.world.cwd.join(file))
        .map_err(|error| Failure::new(format!("cannot read {shown}")).because(&error))?;
    Ok((shown, text))
}

fn read(console: &Console<'_>, file: &Path) -> Result<(String, Vec<GoldDoc>), Stop> {
    let (shown, text) = text_of(console, file)?;
    let gold = read_gold(&text).map_err(|error| {
        let failure = Failure::new(format!("cannot read {shown}")).because(&error);
        failure.hint("each line is an object with doc, text and mentions")
    })?;
    Ok((shown, gold))
}

/// The scores that were asked for, each with its name.
fn scopes(report: &Report, asked: Scope) -> Vec<(&'static str, &CorefScores)> {
    let (across, within) = (("across", &report.across), ("within", &report.within));
    match asked {
        Scope::Across => vec![across],
        Scope::Within => vec![within],
        Scope::Both => vec![across, within],
    }
}

/// The rows of a table: what is scored, and how well.
fn rows(scores: &CorefScores) -> [(&'static str, &'static str, Score); 3] {
    [
        ("MUC", "muc", scores.muc),
        ("B-cubed", "b_cubed", scores.b_cubed),
        ("CEAF-e", "ceaf_e", scores.ceaf_e),
    ]
}

fn print_plain(
    console: &mut Console<'_>,
    set: &str,
    report: &Report,
    asked: &EvalPersons,
) -> Result<(), Stop> {
    let out = &mut console.out;
    let all = &report.across;
    let articles = count(report.articles as u64, "article");
    let wanted = count(all.wanted as u64, "mention");
    out.line(&out.paint(Role::Title, set))?;
    out.line(&format!("{articles}, {wanted}, {} found", all.found))?;
    out.line(&out.paint(Role::Faint, &heading()))?;
    let line = |what: &str, score: Score| {
        let [precision, recall, f1] = percents(score);
        format!("{what:<14}{precision:>9.2}{recall:>9.2}{f1:>9.2}")
    };
    out.line(&line("mentions", all.mentions))?;
    for (scope, scores) in scopes(report, asked.scope) {
        out.line(&out.paint(Role::Faint, &format!("{scope} articles")))?;
        for (name, _, score) in rows(scores) {
            out.line(&line(&format!("  {name}"), score))?;
        }
        out.line(&format!("{:<32}{:>9.2}", "  CoNLL", 100.0 * scores.conll()))?;
    }
    if asked.by_rule {
        print_rules(console, set, &report.by_rule, false)?;
    }
    let out = &mut console.out;
    for error in report.errors.iter().take(asked.errors) {
        let rule = if error.rule.is_empty() { String::new() } else { format!(" ({})", error.rule) };
        let line =
            format!("{}: {}{rule}: {} | {}", error.doc, error.what, error.mention, error.context);
        out.line(&fit(&line, usize::MAX))?;
    }
    Ok(())
}

fn print_json(
    console: &mut Console<'_>,
    set: &str,
    report: &Report,
    asked: &EvalPersons,
) -> Result<(), Stop> {
    let out = &mut console.out;
    for (scope, scores) in scopes(report, asked.scope) {
        let mut object = json!({
            "set": set,
            "scope": scope,
            "articles": report.articles,
            "wanted": scores.wanted,
            "found": scores.found,
            "mentions": score_json(scores.mentions),
        });
        for (_, key, score) in rows(scores) {
            object[key] = score_json(score);
        }
        object["conll"] = rounded(100.0 * scores.conll()).into();
        out.json(&object)?;
    }
    if asked.by_rule {
        print_rules(console, set, &report.by_rule, true)?;
    }
    let out = &mut console.out;
    for error in report.errors.iter().take(asked.errors) {
        out.json(&json!({
            "set": set,
            "error": error.what,
            "doc": error.doc,
            "mention": error.mention,
            "context": error.context,
            "rule": error.rule,
        }))?;
    }
    Ok(())
}

fn score_json(score: Score) -> Value {
    let [precision, recall, f1] = percents(score).map(rounded);
    json!({ "precision": precision, "recall": recall, "f1": f1 })
}

fn percents(score: Score) -> [f64; 3] {
    [score.precision, score.recall, score.f1()].map(|share| 100.0 * share)
}

fn rounded(percent: f64) -> f64 {
    (percent * 100.0).round() / 100.0
}

impl From<FormWord> for Form {
    fn from(word: FormWord) -> Self {
        match word {
            FormWord::Name => Self::Name,
            FormWord::Nominal => Self::Nominal,
            FormWord::Pronoun => Self::Pronoun,
        }
    }
}
