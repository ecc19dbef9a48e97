//! Markdown, with what stands between `---` (YAML) or `+++` (TOML) above it.

use pulldown_cmark::{Options, Parser, html::push_html};
use serde_json::Value;

use super::super::item::{Body, Item};
use super::super::reading::{File, Reading};
use super::super::{decode, fields, markup};
use super::json;

pub(super) fn read(file: File<'_>, reading: &mut Reading<'_>) {
    let text = reading.decoded(file, decode::text(file.bytes));
    let (front, body) = front_matter(&text);
    let mut record = Vec::new();
    match front {
        Some(Ok(Value::Object(object))) => json::add_fields(&mut record, &object),
        Some(Err(why)) => reading.fault(file.key, Some("front matter".into()), why),
        _ => {}
    }
    let mut html = String::with_capacity(body.len() * 5 / 4);
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    push_html(&mut html, Parser::new_ext(body, options));
    let blocks = markup::blocks(&html);
    let heading = blocks.iter().find(|block| block.is_main_heading);
    let heading = heading.map(|block| block.text.clone());
    let item = fields::with_body(&record, Body::Blocks(blocks));
    let title = item.title.or(heading);
    reading.item(file.key, Item { title, ..item });
}

/// What stands above the text, and the text.
fn front_matter(text: &str) -> (Option<Result<Value, String>>, &str) {
    let split = |fence: &'static str| split_front(text, fence);
    if let Some((front, body)) = split("---") {
        let value = serde_saphyr::from_str(front);
        return (Some(value.map_err(|error| not_valid("YAML", &error))), body);
    }
    if let Some((front, body)) = split("+++") {
        return (Some(toml::from_str(front).map_err(|error| not_valid("TOML", &error))), body);
    }
    (None, text)
}

/// What stands between two lines that are `fence`, and what follows.
fn split_front<'a>(text: &'a str, fence: &str) -> Option<(&'a str, &'a str)> {
    let rest = text.strip_prefix(fence)?.strip_prefix('\n')?;
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == fence {
            return Some((rest.get(..at)?, rest.get(at + line.len()..)?));
        }
        at += line.len();
    }
    None
}

fn not_valid(what: &str, error: &impl std::fmt::Display) -> String {
    let said = error.to_string();
    format!("not valid {what}: {}", said.lines().next().unwrap_or(""))
}
