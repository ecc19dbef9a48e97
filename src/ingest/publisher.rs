//! Names of publishers: what an agency, a newspaper or a station is called, and the lines that say whose an
//! article is.

use super::phrases::Phrases;
use super::shape::{self, plain};

/// Whether `name` is one an agency or station signs with.
pub(super) fn is_agency(name: &str) -> bool {
    name.len() <= 40 && Phrases::Agency.holds(&plain(name))
}

/// Whether a line reads like the name of a newspaper, agency or station: two to five capitalised words, one
/// of them such as papers have in their names.
pub(super) fn is_press_name(line: &str) -> bool {
    if line.len() > 80 {
        return false;
    }
    let is_named = |word: &str| Phrases::PressWord.holds(&plain(word));
    let is_fitting = |word: &str| {
        !word.starts_with(char::is_lowercase) || matches!(word, "of" | "the" | "de" | "and")
    };
    is_agency(line)
        || ((2..=5).contains(&shape::words(line))
            && line.split_whitespace().any(is_named)
            && line.split_whitespace().all(is_fitting))
}

/// Returns the name in a line like "Source: Agence France Presse".
pub(super) fn named_as_source(line: &str) -> Option<&str> {
    let (label, name) = line.split_once(':')?;
    let is_label =
        matches!(plain(label).as_str(), "source" | "quelle" | "fuente" | "fonte" | "источник");
    let name = name.trim().trim_end_matches('.');
    let is_name = name.len() <= 60
        && (1..=5).contains(&shape::words(name))
        && !name.contains("://")
        && name.contains(char::is_alphabetic);
    (is_label && is_name).then_some(name)
}

/// Whether a line claims the rights: "© 2015 …", "Copyright 2008 …", "… All rights reserved."
pub(super) fn is_copyright(line: &str) -> bool {
    let is_near = line.starts_with(['©', '(', 'c', 'C'])
        || line.contains("eserved")
        || line.contains("ESERVED");
    if line.len() > 500 || !is_near {
        return false;
    }
    let lower = line.to_lowercase();
    if lower.contains("all rights reserved") {
        return shape::words(line) <= 60;
    }
    let has_sign = lower.starts_with('©') || lower.starts_with("(c)");
    let claims = has_sign || lower.starts_with("copyright");
    let start: String = lower.chars().take(80).collect();
    let is_year = |run: &str| run.len() == 4 && (run.starts_with("19") || run.starts_with("20"));
    let has_year = start.split(|c: char| !c.is_ascii_digit()).any(is_year);
    let is_sure = start.contains('©') || start.contains("(c)") || shape::words(line) <= 12;
    claims && has_year && is_sure
}

/// Returns who holds the rights by a copyright line: "© 2015 The Guardian. All rights reserved." gives
/// "The Guardian".
pub(super) fn rights_holder(line: &str) -> Option<String> {
    if !is_copyright(line) {
        return None;
    }
    let is_mark = |word: &&str| {
        let word = plain(word);
        matches!(word.as_str(), "" | "c" | "copyright" | "by" | "all" | "content")
            || word.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '–'))
    };
    let mut name: Vec<&str> = Vec::new();
    for word in line.split_whitespace().skip_while(is_mark) {
        let is_over = matches!(plain(word).as_str(), "all" | "no" | "this" | "");
        if is_over || word.contains("://") {
            break;
        }
        let bare = word.trim_end_matches(['.', ',', ';']);
        name.push(bare);
        if bare.len() < word.len() {
            break;
        }
    }
    let name = name.join(" ");
    let is_name = (1..=5).contains(&shape::words(&name)) && name.contains(char::is_uppercase);
    is_name.then(|| match name.rsplit_once('.') {
        Some((site, "com" | "org" | "net")) => site.to_owned(),
        _ => name,
    })
}

/// Returns the first web address in the line, without the signs that end a sentence.
pub(super) fn url_in(line: &str) -> Option<&str> {
    let at = line.find("https://").or_else(|| line.find("http://"))?;
    let rest = line.get(at..)?;
    let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '”' | '|');
    let url = rest.split(ends).next()?.trim_end_matches(['.', ',', ';', ')', ']']);
    (url.len() > 10).then_some(url)
}

/// Whether the line, by the host of its address or the holder of its rights, belongs to a site called `name`.
pub(super) fn names_site(line: &str, name: &str) -> bool {
    let letters = |words: &str| -> String {
        words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let name = letters(name);
    let host = url_in(line).and_then(|url| url.split_once("://")).map_or("", |(_, rest)| rest);
    let host = host.split(['/', '?', '#']).next().unwrap_or("");
    name.len() >= 3
        && (letters(host).contains(&name)
            || rights_holder(line).is_some_and(|holder| letters(&holder).contains(&name)))
}

/// Splits "Last lighthouse is sold | The Almouth Echo" into the headline and the site, told by its name or by
/// `is_site`.
pub(super) fn split_site(title: &str, is_site: impl Fn(&str) -> bool) -> Option<(&str, &str)> {
    let marks = [" | ", " - ", " – ", " — ", " :: ", " » "];
    let splits = marks.iter().filter_map(|mark| title.rsplit_once(mark));
    let mut named = splits.filter(|(_, site)| is_press_name(site) || is_site(site.trim()));
    named.find(|(headline, _)| shape::words(headline) >= 2)
}
