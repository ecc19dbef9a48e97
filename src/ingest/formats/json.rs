//! JSON: a list of articles, one for each line, or objects with lists of them inside, as news services and the
//! programs that fetch pages write them.

use serde_json::{Map, Value};

use super::super::item::Item;
use super::super::reading::{File, Reading};
use super::super::{decode, fields};
use fields::Field;

const NO_ARTICLES: &str = "JSON without articles: no object in it has a text";

pub(super) fn read(file: File<'_>, reading: &mut Reading<'_>) {
    let text = reading.decoded(file, decode::text(file.bytes));
    // A file that is one article has no need to number it.
    let only = serde_json::from_str(&text).ok();
    if let Some(item) = only.as_ref().and_then(Value::as_object).and_then(item) {
        reading.item(file.key, item);
        return;
    }
    let mut records = Records { file, n_seen: 0, n_taken: 0 };
    let is_sound = if let Some(value) = only {
        records.value(&value, reading);
        true
    } else if is_lines(&text) {
        records.lines(&text, reading)
    } else {
        records.values(&text, reading)
    };
    if is_sound && records.n_taken == 0 {
        reading.fault(file.key, None, NO_ARTICLES);
    }
}

/// Whether each line is a value: the first is whole, and another follows.
fn is_lines(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let is_value = |line: &str| serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok();
    match (lines.next(), lines.next()) {
        (Some(first), Some(second)) => is_value(first) || is_value(second),
        _ => false,
    }
}

struct Records<'a> {
    file: File<'a>,
    /// Objects that could be articles, by which those without an own number are numbered.
    n_seen: usize,
    n_taken: usize,
}

impl Records<'_> {
    /// Reads each line; whether all of them are JSON.
    fn lines(&mut self, text: &str, reading: &mut Reading<'_>) -> bool {
        let mut is_sound = true;
        for (at, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            if reading.is_full() {
                break;
            }
            match serde_json::from_str(line) {
                Ok(value) => self.value(&value, reading),
                Err(error) => {
                    is_sound = false;
                    reading.fault(self.file.key, Some(format!("line {at}")), no_json(&error));
                }
            }
        }
        is_sound
    }

    /// Reads values one after the other; whether they are all JSON.
    fn values(&mut self, text: &str, reading: &mut Reading<'_>) -> bool {
        for value in serde_json::Deserializer::from_str(text).into_iter() {
            match value {
                Ok(value) => self.value(&value, reading),
                Err(error) => {
                    let place = Some(format!("line {}", error.line()));
                    reading.fault(self.file.key, place, no_json(&error));
                    return false;
                }
            }
        }
        true
    }

    fn value(&mut self, value: &Value, reading: &mut Reading<'_>) {
        match value {
            Value::Array(list) => list.iter().for_each(|value| self.value(value, reading)),
            Value::Object(object) => {
                if let Some(item) = item(object) {
                    return self.take(item, reading);
                }
                for value in object.values().filter(|value| holds_objects(value)) {
                    self.value(value, reading);
                }
            }
            _ => {}
        }
    }

    fn take(&mut self, item: Item, reading: &mut Reading<'_>) {
        self.n_seen += 1;
        let key = item.key_in(self.file.key, self.n_seen);
        self.n_taken += usize::from(reading.item(&key, item));
    }
}

fn item(object: &Map<String, Value>) -> Option<Item> {
    let mut record = Vec::new();
    add_fields(&mut record, object);
    fields::item(&record)
}

fn no_json(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let what = said.split(" at line").next().unwrap_or(&said);
    format!("not valid JSON: {what}")
}

fn holds_objects(value: &Value) -> bool {
    match value {
        Value::Object(_) => true,
        Value::Array(list) => list.iter().any(holds_objects),
        _ => false,
    }
}

/// The fields of an object, then those of objects in it that are no field's value (`fields`, `_source`).
pub(super) fn add_fields(record: &mut Vec<Field>, object: &Map<String, Value>) {
    let is_part = |name: &str, value: &Value| value.is_object() && !fields::is_known(name);
    for (name, value) in object.iter().filter(|(name, value)| !is_part(name, value)) {
        if let Some(value) = written(value) {
            record.push((name.clone(), value));
        }
    }
    for (name, value) in object {
        if let Some(part) = value.as_object().filter(|_| is_part(name, value)) {
            for (name, value) in part {
                record.extend(written(value).map(|value| (name.clone(), value)));
            }
        }
    }
}

/// A value as text: of an object its name, of a list all, paragraphs as such.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(object) => {
            let mut names = ["name", "title", "text", "value", "url"].into_iter();
            let only =
                || object.values().next().filter(|value| object.len() == 1 && value.is_string());
            names.find_map(|name| object.get(name)).or_else(only).and_then(written)
        }
        Value::Array(list) => {
            let all: Vec<String> = list.iter().filter_map(written).collect();
            let is_text = all.iter().any(|one| one.len() > 80);
            (!all.is_empty()).then(|| all.join(if is_text { "\n\n" } else { ", " }))
        }
        Value::Null | Value::Bool(_) => None,
    }
}
