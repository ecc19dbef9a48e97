//! Links between texts that no library holds: `related --pairs`, `related --passages`, `eval links`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::Console;
use super::args::{EvalLinks, SHOWN_FROM};
use super::exit::{Exit, Failure, Stop};
use super::lines::{Lines, object_in};
use super::open::SEEDS;
use super::print::{Role, count, rounded};
use super::record::Record;
use crate::eval::links::{
    self, BadGold, Believed, EventScore, GoldKind, GroupScore, Met, PairScore, SAME_FROM,
};
use crate::pipeline;

/// `ibid related --pairs`: the objects with score and kind, as they come.
pub(super) fn pairs(console: &mut Console<'_>) -> Result<Exit, Stop> {
    let Console { stdin, out, err, .. } = console;
    let mut lines = Lines::new(stdin);
    let mut batch = Vec::new();
    while lines.next_batch(&mut batch)? {
        let (mut objects, mut asked) = (Vec::new(), Vec::new());
        for line in batch.drain(..) {
            let number = line.number;
            let Some(bytes) = object_in(line, err) else { continue };
            let pair = Record::read(&bytes)
                .ok()
                .and_then(|record| Some((record.string("a")?, record.string("b")?)));
            if pair.is_none() {
                err.line_fault(number, "has no \"a\" and \"b\" that are strings".into());
            }
            objects.push((bytes, pair.is_some()));
            asked.extend(pair);
        }
        let mut judged = pipeline::judge_pairs(&asked).into_iter();
        for (bytes, is_asked) in objects {
            let Some(agreement) = is_asked.then(|| judged.next()).flatten() else {
                out.raw_json(&bytes)?;
                continue;
            };
            let new = [
                ("score", json!(rounded(agreement.score)).to_string()),
                ("kind", json!(agreement.kind).to_string()),
            ];
            let mut line = Vec::new();
            let written = Record::read(&bytes).and_then(|record| record.write(&new, &mut line));
            written
                .map_err(|error| Failure::new("cannot write an object again").because(&error))?;
            out.raw_json(&line)?;
        }
        out.flush()?;
    }
    Ok(Exit::Done)
}

/// A passage of `ibid related --passages`.
#[derive(Deserialize)]
struct PassageIn {
    id: Option<Box<RawValue>>,
    doc: Option<Box<RawValue>>,
    text: String,
}

/// `ibid related --passages`: for each the most like it of other articles, when the input ends.
pub(super) fn passages(console: &mut Console<'_>, top: usize) -> Result<Exit, Stop> {
    let Console { stdin, out, err, .. } = console;
    let mut lines = Lines::new(stdin);
    let mut batch = Vec::new();
    let mut given: Vec<(Value, String)> = Vec::new();
    let mut articles: Vec<Vec<usize>> = Vec::new();
    let mut by_doc: FxHashMap<String, usize> = FxHashMap::default();
    while lines.next_batch(&mut batch)? {
        for line in batch.drain(..) {
            let number = line.number;
            let Some(bytes) = object_in(line, err) else { continue };
            let Ok(passage) = serde_json::from_slice::<PassageIn>(&bytes) else {
                err.line_fault(number, "has no \"text\" that is a string".into());
                continue;
            };
            // A passage without an article stands in one of its own.
            let own = articles.len();
            let doc = passage.doc.filter(|doc| doc.get() != "null");
            let article = doc.map_or(own, |doc| *by_doc.entry(doc.get().into()).or_insert(own));
            if article == own {
                articles.push(Vec::new());
            }
            articles[article].push(given.len());
            let id = passage.id.and_then(|id| serde_json::from_str(id.get()).ok());
            given.push((id.unwrap_or_else(|| number.into()), passage.text));
        }
    }
    let texts: Vec<Vec<&str>> = articles
        .iter()
        .map(|members| members.iter().map(|&i| given[i].1.as_str()).collect())
        .collect();
    let numbered: Vec<usize> = articles.concat();
    let mut ranked = vec![Vec::new(); given.len()];
    for (&place, found) in numbered.iter().zip(pipeline::rank_passages(&texts, top)) {
        ranked[place] = found;
    }
    for ((id, _), found) in given.iter().zip(&ranked) {
        let related = found.iter().filter_map(|found| {
            let (id, _) = given.get(*numbered.get(found.passage as usize)?)?;
            let agreement = &found.agreement;
            let score = rounded(agreement.score);
            Some(json!({ "id": id, "score": score, "kind": agreement.kind }))
        });
        out.json(&json!({ "id": id, "related": related.collect::<Vec<_>>() }))?;
    }
    Ok(Exit::Done)
}

/// What was measured on one gold file.
struct Figures {
    kind: GoldKind,
    /// How many passages or pairs were asked about.
    asked: usize,
    /// Name, name in JSON, and percent of each figure; that which the floor is for first.
    rows: Vec<(&'static str, &'static str, f64)>,
}

/// `ibid eval links`.
pub(super) fn eval(console: &mut Console<'_>, asked: &EvalLinks) -> Result<Exit, Stop> {
    let mut is_under = false;
    for file in &asked.files {
        let set = file.display().to_string();
        let figures = figures(console, file, asked)?;
        if asked.form.json {
            let rows = figures.rows.iter().map(|&(_, key, value)| (key.to_owned(), json!(value)));
            console.out.json(&json!({
                "set": set,
                "kind": figures.kind.name(),
                "asked": figures.asked,
                "figures": rows.collect::<serde_json::Map<_, _>>(),
            }))?;
        } else {
            print_plain(console, &set, &figures)?;
        }
        let under =
            figures.rows.first().zip(asked.floor).filter(|((.., value), floor)| value < floor);
        if let Some(((name, _, value), floor)) = under {
            is_under = true;
            console.err.line(&format!("{set}: {name} {value:.2} is under the floor of {floor}"));
        }
    }
    Ok(if is_under { Exit::NothingFound } else { Exit::Done })
}

fn figures(console: &Console<'_>, file: &Path, asked: &EvalLinks) -> Result<Figures, Stop> {
    let shown = file.display().to_string();
    let path = console.world.cwd.join(file);
    let gold = fs::read_to_string(&path)
        .map_err(|error| Failure::new(format!("cannot read {shown}")).because(&error))?;
    let bad = |error: BadGold| {
        let failure = Failure::new(format!("cannot read {shown}")).because(&error);
        failure.hint("`ibid help eval links` tells what its lines may be")
    };
    let kind = links::kind_of(&gold).map_err(bad)?;
    let least = |usual| asked.min_score.unwrap_or(usual);
    Ok(match kind {
        GoldKind::Groups => {
            let beside = path.parent().unwrap_or(&console.world.cwd);
            let folder = asked.articles.as_ref().map(|folder| console.world.cwd.join(folder));
            let texts =
                texts(&links::docs(&gold).map_err(bad)?, folder.as_deref().unwrap_or(beside))?;
            let articles: Vec<(&str, &str)> =
                texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            of_groups(&links::groups(&gold, &articles, least(SHOWN_FROM)).map_err(bad)?)
        }
        GoldKind::Events => of_events(&links::events(&gold, 1).map_err(bad)?),
        GoldKind::Pairs => of_pairs(&links::pairs(&gold, least(SAME_FROM)).map_err(bad)?),
    })
}

/// The texts of the articles that groups name: files of `folder`, else the articles that are built in.
fn texts(docs: &BTreeSet<String>, folder: &Path) -> Result<Vec<(String, String)>, Stop> {
    let text = |doc: &String| {
        let built_in = SEEDS.iter().find(|(key, _)| key.strip_prefix("demo/") == Some(doc));
        let text = match (fs::read_to_string(folder.join(doc)), built_in) {
            (Ok(text), _) => text,
            (Err(_), Some((_, bytes))) => String::from_utf8_lossy(bytes).into_owned(),
            (Err(error), None) => {
                let none = Failure::new(format!("cannot read the article {doc}")).because(&error);
                return Err(none.hint("say in which folder it is with --articles").into());
            }
        };
        Ok((doc.clone(), text))
    };
    docs.iter().map(text).collect()
}

fn of_groups(score: &GroupScore) -> Figures {
    let within = |met: &Met| {
        let share = |part: usize| percent(part as f32 / met.asked.max(1) as f32);
        (met.partner_within.map(share), share(met.all_within_ten))
    };
    let ([one, three, five], all) = within(&score.by_group);
    let ([any_one, any_three, any_five], all_of_any) = within(&score.by_passage);
    let (precision, recall, f1) = three_of(score.right, score.found, score.wanted);
    let rows = vec![
        ("F1", "f1", f1),
        ("precision", "precision", precision),
        ("recall", "recall", recall),
        ("a partner comes first", "partner_within_1", one),
        ("a partner within 3", "partner_within_3", three),
        ("a partner within 5", "partner_within_5", five),
        ("all partners within 10", "all_within_10", all),
        ("any partner comes first", "any_within_1", any_one),
        ("any partner within 3", "any_within_3", any_three),
        ("any partner within 5", "any_within_5", any_five),
        ("all of any within 10", "all_of_any_within_10", all_of_any),
    ];
    Figures { kind: GoldKind::Groups, asked: score.by_group.asked, rows }
}

/// The row of each tenth of the score: of the links or pairs with one, how many are right.
const TENTHS: [(&str, &str); 10] = [
    ("right of 0.0 to 0.1", "right_of_0.0"),
    ("right of 0.1 to 0.2", "right_of_0.1"),
    ("right of 0.2 to 0.3", "right_of_0.2"),
    ("right of 0.3 to 0.4", "right_of_0.3"),
    ("right of 0.4 to 0.5", "right_of_0.4"),
    ("right of 0.5 to 0.6", "right_of_0.5"),
    ("right of 0.6 to 0.7", "right_of_0.6"),
    ("right of 0.7 to 0.8", "right_of_0.7"),
    ("right of 0.8 to 0.9", "right_of_0.8"),
    ("right of 0.9 to 1.0", "right_of_0.9"),
];

fn of_tenths(believed: &Believed) -> impl Iterator<Item = (&'static str, &'static str, f64)> {
    let named = |(tenth, share): (usize, f32)| TENTHS.get(tenth).zip(Some(percent(share)));
    believed.shares().filter_map(named).map(|(&(name, key), share)| (name, key, share))
}

fn of_events(score: &EventScore) -> Figures {
    let EventScore { ranking, believed } = score;
    let mut rows = vec![
        ("mean average precision", "map", percent(ranking.mean_average_precision)),
        ("R-precision", "r_precision", percent(ranking.r_precision)),
    ];
    rows.extend(of_tenths(believed));
    Figures { kind: GoldKind::Events, asked: ranking.questions, rows }
}

fn of_pairs(score: &PairScore) -> Figures {
    let (found, wanted) = (score.right + score.wrong, score.right + score.missed);
    let (precision, recall, f1) = three_of(score.right, found, wanted);
    let mut rows = vec![
        ("F1", "f1", f1),
        ("accuracy", "accuracy", percent(score.accuracy())),
        ("precision", "precision", precision),
        ("recall", "recall", recall),
    ];
    rows.extend(of_tenths(&score.believed));
    Figures { kind: GoldKind::Pairs, asked: wanted + score.wrong + score.kept_apart, rows }
}

/// Precision, recall and F1 in percent.
fn three_of(right: usize, found: usize, wanted: usize) -> (f64, f64, f64) {
    let share = |part: usize, whole: usize| percent(part as f32 / whole.max(1) as f32);
    (share(right, found), share(right, wanted), share(2 * right, found + wanted))
}

fn percent(share: f32) -> f64 {
    (f64::from(share) * 1e4).round() / 100.0
}

fn print_plain(console: &mut Console<'_>, set: &str, figures: &Figures) -> Result<(), Stop> {
    let out = &mut console.out;
    out.line(&out.paint(Role::Title, set))?;
    let what = if figures.kind == GoldKind::Pairs { "pair" } else { "passage" };
    out.line(
        &out.paint(Role::Faint, &format!("{}, in percent", count(figures.asked as u64, what))),
    )?;
    for (name, _, value) in &figures.rows {
        out.line(&format!("{name:<24}{value:>7.2}"))?;
    }
    Ok(())
}
