//! Dumps of wikis (MediaWiki XML): one article a page of the main namespace, without its markup.

use memchr::memmem;
use roxmltree::{Document, ParsingOptions};

use super::super::decode;
use super::super::item::{Body, Item};
use super::super::reading::{File, Reading};
use super::xml::{first, words};

pub(super) fn read(file: File<'_>, reading: &mut Reading<'_>) {
    let text = reading.decoded(file, decode::text(file.bytes));
    let site = text.find("<sitename>").and_then(|at| {
        let rest = text.get(at + "<sitename>".len()..)?;
        Some(rest.get(..rest.find('<')?)?.to_owned())
    });
    let mut at = 0;
    let bytes = text.as_bytes();
    while let Some(start) = memmem::find(bytes.get(at..).unwrap_or(&[]), b"<page>") {
        let start = at + start;
        let Some(end) = memmem::find(bytes.get(start..).unwrap_or(&[]), b"</page>") else {
            let line = 1 + memchr::memchr_iter(b'\n', bytes.get(..start).unwrap_or(&[])).count();
            return reading.fault(file.key, Some(format!("line {line}")), "a page without an end");
        };
        at = start + end + b"</page>".len();
        page(file, text.get(start..at).unwrap_or(""), site.as_deref(), reading);
        if reading.is_full() {
            return;
        }
    }
}

fn page(file: File<'_>, page: &str, site: Option<&str>, reading: &mut Reading<'_>) {
    let options = ParsingOptions { nodes_limit: 100_000, ..ParsingOptions::default() };
    let document = match Document::parse_with_options(page, options) {
        Ok(document) => document,
        Err(error) => return reading.fault(file.key, None, format!("not a sound page: {error}")),
    };
    let field = |name| first(&document, name).map(words).filter(|words| !words.is_empty());
    let is_article = field("ns").is_none_or(|space| space == "0");
    let source = first(&document, "text").and_then(|node| node.text()).unwrap_or("");
    let is_moved =
        source.trim_start().get(..9).is_some_and(|s| s.eq_ignore_ascii_case("#redirect"));
    if !is_article || is_moved || source.trim().is_empty() {
        return;
    }
    let item = Item {
        id: field("title"),
        title: field("title"),
        date: template_date(source).or_else(|| field("timestamp")),
        publisher: site.map(ToOwned::to_owned),
        body: Body::Text(without_markup(source)),
        ..Item::default()
    };
    reading.item(&item.key_in(file.key, 0), item);
}

/// The date in `{{date|October 21, 2015}}`, as news wikis begin.
fn template_date(source: &str) -> Option<String> {
    let lower = source.to_ascii_lowercase();
    let start = lower.find("{{date|")? + "{{date|".len();
    let rest = source.get(start..)?;
    Some(rest.get(..rest.find("}}")?)?.to_owned())
}

/// The words of a page: links by what they show, without templates, tables, notes, pictures and signs.
fn without_markup(source: &str) -> String {
    let source = without(source, "<!--", "-->");
    let source = without_notes(&source);
    let source = without_nested(&source, "{{", "}}");
    let source = without_nested(&source, "{|", "|}");
    let source = with_links_shown(&source);
    let lines: Vec<(bool, String)> = source.lines().map(without_signs).collect();
    // Under the last headings there often was but a list of templates.
    let last = lines.iter().rposition(|(is_heading, line)| !is_heading && !line.is_empty());
    let mut out = String::with_capacity(source.len());
    for (is_heading, line) in lines.iter().take(last.map_or(0, |last| last + 1)) {
        out.push_str(line);
        // A line of a wiki is a paragraph or an item; a blank one stands between paragraphs.
        out.push_str(if *is_heading { "\n\n" } else { "\n" });
    }
    out
}

/// Whether a line is a heading, and its words.
fn without_signs(line: &str) -> (bool, String) {
    let line = line.trim();
    let is_heading = line.len() > 4 && line.starts_with("==") && line.ends_with("==");
    let line = if is_heading { line.trim_matches('=') } else { line };
    let line = line.trim_start_matches(['*', '#', ':', ';']).trim();
    let line = line.replace("'''", "").replace("''", "");
    (is_heading, html_escape::decode_html_entities(&line).into_owned())
}

/// `text` without what stands between `open` and `close`.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        out.push_str(before);
        rest = after.split_once(close).map_or("", |(_, after)| after);
    }
    out + rest
}

/// `text` without notes (`<ref>…</ref>`, `<ref …/>`), the tags of other elements left out.
fn without_notes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let is_tag = after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        let Some((tag, behind)) = after.split_once('>').filter(|_| is_tag) else {
            out.push('<');
            rest = after;
            continue;
        };
        let name = tag.split([' ', '/', '\n']).next().unwrap_or("").to_ascii_lowercase();
        let is_note = matches!(name.as_str(), "ref" | "gallery" | "math" | "timeline");
        rest = match is_note && !tag.ends_with('/') {
            true => behind.split_once(&format!("</{name}>")).map_or("", |(_, after)| after),
            false => behind,
        };
        if name == "br" {
            out.push('\n');
        }
    }
    out + rest
}

/// `text` without what stands between `open` and its own `close`; what is never closed stays.
fn without_nested(text: &str, open: &str, close: &str) -> String {
    let mut starts: Vec<usize> = Vec::new();
    rewritten(text, &['{', '|', '}'], |found, out| {
        if let Some(after) = found.strip_prefix(open) {
            starts.push(out.len());
            out.push_str(open);
            return Some(after);
        }
        let after = found.strip_prefix(close)?;
        out.truncate(starts.pop()?);
        Some(after)
    })
}

/// `[[page|words]]` and `[https://… words]` as their words; pictures and categories left out.
fn with_links_shown(text: &str) -> String {
    let mut starts: Vec<usize> = Vec::new();
    rewritten(text, &['[', ']'], |found, out| {
        if let Some(after) = found.strip_prefix("[[") {
            starts.push(out.len());
            return Some(after);
        }
        if let Some(after) = found.strip_prefix("]]")
            && let Some(start) = starts.pop()
        {
            let inner = out.split_off(start);
            out.push_str(shown(&inner));
            return Some(after);
        }
        let (words, after) = web_link(found)?;
        out.push_str(words);
        Some(after)
    })
}

/// `text` with what `step` makes of it at each of these signs, one byte each: it is handed the text from the sign on
/// and what is written so far, and returns where to go on; `None` where the sign stays.
fn rewritten<'a>(
    text: &'a str,
    signs: &[char],
    mut step: impl FnMut(&'a str, &mut String) -> Option<&'a str>,
) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(signs) {
        let (before, found) = rest.split_at(at);
        out.push_str(before);
        rest = step(found, &mut out).unwrap_or_else(|| {
            let (sign, after) = found.split_at(1);
            out.push_str(sign);
            after
        });
    }
    out + rest
}

/// What a link within the wiki shows.
fn shown(inner: &str) -> &str {
    let target = inner.split('|').next().unwrap_or("");
    let space = target.split_once(':').map(|(space, _)| space.trim().to_lowercase());
    let is_picture = matches!(
        space.as_deref(),
        Some("file" | "image" | "category" | "datei" | "fichier" | "kategorie" | "catégorie")
    );
    if is_picture { "" } else { inner.rsplit('|').next().unwrap_or(inner) }
}

/// What `[https://… words]` shows, and what follows it.
fn web_link(found: &str) -> Option<(&str, &str)> {
    let inner = found.strip_prefix('[').filter(|inner| inner.starts_with("http"))?;
    let (inner, after) = inner.split_once(']')?;
    Some((inner.split_once(' ').map_or("", |(_, words)| words), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_within_markup_leaves_the_words() {
        for (source, words) in [
            ("the [[pier|northern [old] pier]] is shut", "the northern [old] pier is shut"),
            ("[[File:a.jpg|thumb|the [[pier]]]]shut", "shut"),
            ("see [https://example.org the minutes] and [[quay]]", "see the minutes and quay"),
            ("{{a|{{b}}}}shut {{never closed", "shut {{never closed"),
            ("a ]] b }} c", "a ]] b }} c"),
        ] {
            assert_eq!(without_markup(source).trim(), words);
        }
    }
}
