//! `ibid train` and `ibid eval tagger`: a recogniser of one's own, and figures for it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::Console;
use super::args::{EvalTagger, Train};
use super::exit::{Exit, Failure, Stop};
use super::print::Role;
use crate::eval::tagger::{TaggerScore, score};
use crate::people::{Annotated, Model, Recipe, read_set, recognise, train as train_model};
use crate::text::fit;

/// `ibid train`.
pub(super) fn train(console: &mut Console<'_>, asked: &Train) -> Result<Exit, Stop> {
    let path = console.world.cwd.join(&asked.recipe);
    let recipe = Recipe::parse(&text(&path)?).map_err(|error| {
        Failure::new(format!("cannot use {}", asked.recipe.display())).because(&error)
    })?;
    let beside = path.parent().unwrap_or(Path::new(".")).to_path_buf();
    let folder = match &asked.sets {
        Some(folder) => console.world.cwd.join(folder),
        None => beside.join(&recipe.folder),
    };
    let sets = recipe.sets.iter().map(|set| annotated(&folder.join(&set.file)));
    let sets: Vec<Vec<Annotated>> = sets.collect::<Result<_, Stop>>()?;
    let model = train_model(&recipe, &sets, &mut |what| console.err.line(what));
    let output: PathBuf = match &asked.output {
        Some(output) => console.world.cwd.join(output),
        None => beside.join(&recipe.output),
    };
    let bytes = model.to_bytes();
    fs::write(&output, &bytes).map_err(|error| {
        Failure::new(format!("cannot write {}", output.display())).because(&error)
    })?;
    console.err.line(&format!("{}: {} bytes", output.display(), bytes.len()));
    Ok(Exit::Done)
}

/// `ibid eval tagger`.
pub(super) fn eval(console: &mut Console<'_>, asked: &EvalTagger) -> Result<Exit, Stop> {
    let model = console.model()?;
    let mut is_under = false;
    for file in &asked.files {
        let set = file.display().to_string();
        let documents = annotated(&console.world.cwd.join(file))?;
        let scored = score(&documents, |article| recognise(model, article));
        print(console, &set, &scored, asked)?;
        for (kind, counts) in &scored.kinds {
            let f1 = 100.0 * counts.f1();
            if *kind == crate::model::EntityKind::Person
                && let Some(floor) = asked.floor.filter(|&floor| f1 < floor)
            {
                is_under = true;
                console.err.line(&format!("{set}: F1 of persons, {f1:.2}, is under {floor}"));
            }
        }
    }
    Ok(if is_under { Exit::NothingFound } else { Exit::Done })
}

fn print(
    console: &mut Console<'_>,
    set: &str,
    scored: &TaggerScore,
    asked: &EvalTagger,
) -> Result<(), Stop> {
    let out = &mut console.out;
    if !asked.form.json {
        out.line(&out.paint(Role::Title, set))?;
        let head = format!("{:<14}{:>9}{:>9}{:>9}", "", "precision", "recall", "F1");
        out.line(&out.paint(Role::Faint, &head))?;
    }
    for (kind, counts) in &scored.kinds {
        let shares = [counts.precision(), counts.recall(), counts.f1()];
        let [precision, recall, f1] = shares.map(|share| (10_000.0 * share).round() / 100.0);
        if asked.form.json {
            out.json(&json!({
                "set": set, "type": kind.label(), "wanted": counts.wanted, "found": counts.found,
                "precision": precision, "recall": recall, "f1": f1,
            }))?;
        } else {
            let kind = kind.label();
            out.line(&format!("{kind:<14}{precision:>9.2}{recall:>9.2}{f1:>9.2}"))?;
        }
    }
    for error in scored.errors.iter().take(asked.errors) {
        let what = if error.is_missed { "missed" } else { "wrong" };
        let kind = error.kind.label();
        if asked.form.json {
            out.json(&json!({
                "set": set, "error": what, "type": kind, "doc": error.doc, "name": error.name,
                "context": error.context,
            }))?;
        } else {
            let line = format!("{}: {what} {kind}: {} | {}", error.doc, error.name, error.context);
            out.line(&fit(&line, usize::MAX))?;
        }
    }
    Ok(())
}

fn text(path: &Path) -> Result<String, Stop> {
    let read = fs::read_to_string(path);
    Ok(read
        .map_err(|error| Failure::new(format!("cannot read {}", path.display())).because(&error))?)
}

fn annotated(path: &Path) -> Result<Vec<Annotated>, Stop> {
    let set = read_set(&text(path)?);
    Ok(set.map_err(|error| {
        let failure = Failure::new(format!("cannot read {}", path.display())).because(&error);
        failure.hint("each line is an object with doc and sentences of tokens and labels")
    })?)
}

impl Console<'_> {
    /// The model that was named, by `--model` or the settings, or the built-in one. It is kept as long as the
    /// program runs.
    pub(super) fn model(&self) -> Result<&'static Model, Stop> {
        let given = self.common.model.as_ref().map(|path| self.world.cwd.join(path));
        match given.or_else(|| self.config.model.clone()) {
            Some(path) => Ok(Box::leak(Box::new(read_model(&path)?))),
            None => Ok(Model::built_in()),
        }
    }
}

fn read_model(path: &Path) -> Result<Model, Stop> {
    let failure = |error: &dyn std::error::Error| {
        Failure::new(format!("cannot use the model {}", path.display())).because(error)
    };
    let bytes = fs::read(path).map_err(|error| failure(&error))?;
    Ok(Model::from_bytes(bytes).map_err(|error| failure(&error))?)
}
