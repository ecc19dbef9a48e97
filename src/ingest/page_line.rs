//! Lines around a headline that say when, by whom, for whom or in which section, and nothing else: "By Jane
//! Doe", "World News | Thu Oct 22, 2015 3:47am EDT".

use super::dates::{self, DateLine};
use super::{byline, furniture, publisher};

/// What such a line says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct PageLine {
    pub(super) when: Option<DateLine>,
    pub(super) author: Option<String>,
    pub(super) agency: Option<String>,
    /// Whether it names a section and says nothing else.
    pub(super) is_section: bool,
}

/// Reads a line; `None` where anything in it says more.
pub(super) fn read(line: &str) -> Option<PageLine> {
    if line.len() > 200 {
        return None;
    }
    if let Some(found) = part(line) {
        return Some(found);
    }
    let mut whole = PageLine::default();
    let mut parts = 0;
    for piece in line.split(['|', '•', '·']).map(str::trim).filter(|piece| !piece.is_empty()) {
        parts += 1;
        let found = part(piece).or_else(|| press_name(piece))?;
        whole.when = whole.when.or(found.when);
        whole.author = whole.author.or(found.author);
        whole.agency = whole.agency.or(found.agency);
    }
    (parts > 1).then_some(whole)
}

fn part(line: &str) -> Option<PageLine> {
    let empty = PageLine::default;
    if let Some(when) = dates::read_line(line) {
        let agency = when.agency.clone();
        return Some(PageLine { when: Some(when), agency, ..empty() });
    }
    if let Some(found) = byline::read(line) {
        let when = found.date.map(DateLine::of);
        let is_agency = publisher::is_agency(&found.author);
        let (author, agency) =
            if is_agency { (None, Some(found.author)) } else { (Some(found.author), None) };
        return Some(PageLine { when, author, agency, ..empty() });
    }
    if publisher::is_agency(line) {
        let name = line.trim_matches(|c: char| !c.is_alphanumeric());
        return Some(PageLine { agency: Some(name.to_owned()), ..empty() });
    }
    furniture::is_section(line).then(|| PageLine { is_section: true, ..empty() })
}

fn press_name(piece: &str) -> Option<PageLine> {
    let is_name = publisher::is_press_name(piece);
    is_name.then(|| PageLine { agency: Some(piece.to_owned()), ..PageLine::default() })
}
