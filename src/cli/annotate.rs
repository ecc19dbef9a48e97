//! `ibid annotate`: a pure filter for other programs. Objects in, the same objects out, in order, with
//! mentions and passages. A line that is no object is a fault and left out; an object that cannot be
//! annotated is a fault and passes unchanged.

use serde::Serialize;
use serde_json::{Value, json};

use super::Console;
use super::args;
use super::exit::{Exit, Failure, Stop};
use super::lines::{Line, Lines, object_in};
use super::print::{Err, Out, rounded};
use super::record::{Record, RecordError};
use crate::ingest;
use crate::model::{EntityKind, Form, PassageKind};
use crate::pipeline::{self, Annotated, Input};
use crate::text::CodePoints;

/// An object that has been read.
struct Object {
    /// The line it stood on, 1-based.
    number: u64,
    bytes: Vec<u8>,
    is_annotated: bool,
}

/// `ibid annotate`.
pub(super) fn annotate(console: &mut Console<'_>, options: args::Annotate) -> Result<Exit, Stop> {
    let model = console.model()?;
    let Console { stdin, out, err, .. } = console;
    let mut lines = Lines::new(stdin);
    let (mut batch, mut objects, mut inputs) = (Vec::new(), Vec::new(), Vec::new());
    while lines.next_batch(&mut batch)? {
        for line in batch.drain(..) {
            if let Some((object, input)) = read(line, options.given_mentions, err) {
                objects.push(object);
                inputs.extend(input);
            }
        }
        if options.per_article {
            let annotated = pipeline::annotate_each(std::mem::take(&mut inputs), model);
            write(&objects, &annotated, out)?;
            objects.clear();
            out.flush()?;
        }
    }
    let annotated = pipeline::annotate(inputs, model);
    write(&objects, &annotated, out)?;
    if options.links {
        let objects: Vec<&Object> = objects.iter().filter(|o| o.is_annotated).collect();
        let docs: Vec<Value> = objects.into_iter().map(doc).collect();
        let points: Vec<CodePoints> =
            annotated.iter().map(|found| CodePoints::new(&found.article.text)).collect();
        let end = |(input, ordinal): (usize, usize)| {
            let (doc, points) = (docs.get(input)?, points.get(input)?);
            let article = &annotated.get(input)?.article;
            let span = article.passages.get(ordinal)?.span;
            let point = |byte| points.of_byte(&article.text, byte);
            Some(json!({ "doc": doc, "start": point(span.start()), "end": point(span.end()) }))
        };
        for link in pipeline::links(&annotated) {
            let agreement = &link.agreement;
            if agreement.score < options.min_score {
                continue;
            }
            out.json(&json!({
                "link": {
                    "kind": agreement.kind,
                    "score": rounded(agreement.score),
                    "a": end(link.a),
                    "b": end(link.b),
                }
            }))?;
        }
    }
    Ok(Exit::Done)
}

/// Reads one line; tells what is wrong with it.
fn read(line: Line, given: bool, err: &mut Err<'_>) -> Option<(Object, Option<Input>)> {
    let number = line.number;
    let bytes = object_in(line, err)?;
    let input = Record::read(&bytes).ok().and_then(|record| {
        let input = input(&record, number, given);
        input.map_err(|error| err.line_fault(number, error.to_string())).ok()
    });
    Some((Object { number, bytes, is_annotated: input.is_some() }, input))
}

fn input(record: &Record<'_>, number: u64, given: bool) -> Result<Input, RecordError> {
    let text = record.text()?;
    let mentions = if given { Some(record.given_mentions(&text)?) } else { None };
    Ok(Input {
        doc: record.string("doc").unwrap_or_else(|| number.to_string()),
        title: record.string("title").filter(|title| !title.trim().is_empty()),
        date: record.string("date").and_then(|date| ingest::date(&date)),
        text,
        mentions,
    })
}

/// Writes the objects, those that were annotated with what was found.
fn write(objects: &[Object], annotated: &[Annotated], out: &mut Out<'_>) -> Result<(), Stop> {
    let mut annotated = annotated.iter();
    let mut line = Vec::new();
    for object in objects {
        let found = if object.is_annotated { annotated.next() } else { None };
        let Some(found) = found else {
            out.raw_json(&object.bytes)?;
            continue;
        };
        line.clear();
        let written =
            Record::read(&object.bytes).and_then(|record| record.write(&fields(found)?, &mut line));
        written.map_err(|error| Failure::new("cannot write an object again").because(&error))?;
        out.raw_json(&line)?;
    }
    Ok(())
}

/// A mention as it is printed.
#[derive(Serialize)]
struct MentionOut<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    form: Form,
    #[serde(rename = "type")]
    kind: EntityKind,
    entity: String,
    confidence: f64,
    rule: &'a str,
}

/// A passage as it is printed.
#[derive(Serialize)]
struct PassageOut {
    start: usize,
    end: usize,
    kind: PassageKind,
}

/// The new fields of an object, as JSON.
fn fields(annotated: &Annotated) -> serde_json::Result<[(&'static str, String); 2]> {
    let article = &annotated.article;
    let points = CodePoints::new(&article.text);
    let point = |byte| points.of_byte(&article.text, byte);
    let mentions = annotated.mentions.iter().zip(&annotated.entities);
    let mentions: Vec<MentionOut<'_>> = mentions
        .filter_map(|(mention, entity)| {
            Some(MentionOut {
                start: point(mention.span.start()),
                end: point(mention.span.end()),
                text: mention.span.of(&article.text),
                form: mention.form,
                kind: mention.kind,
                entity: format!("e{}", (*entity)? + 1),
                confidence: rounded(mention.confidence),
                rule: &mention.rule,
            })
        })
        .collect();
    let passages: Vec<PassageOut> = article
        .passages
        .iter()
        .map(|passage| PassageOut {
            start: point(passage.span.start()),
            end: point(passage.span.end()),
            kind: passage.kind,
        })
        .collect();
    Ok([
        ("mentions", serde_json::to_string(&mentions)?),
        ("passages", serde_json::to_string(&passages)?),
    ])
}

/// The `doc` of an object as it was given; the number of its line where it has none.
fn doc(object: &Object) -> Value {
    let record = Record::read(&object.bytes).ok();
    let doc = record.and_then(|record| serde_json::from_str(record.field("doc")?.get()).ok());
    doc.unwrap_or_else(|| object.number.into())
}
