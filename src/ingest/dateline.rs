//! Datelines: "MOSCOW - ", "NEW YORK, Jan 3 (AP) — ", "BEIJING, October 21. /TASS/. ".
//!
//! A place in capitals, or any place with an agency or a date after it, then a dash; or an agency between
//! slashes or in brackets. The span runs from the first letter of the passage to before the dash.

use crate::model::PrintedDate;
use crate::text::Span;

use super::{dates, publisher, shape};

/// A dateline at the head of a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Dateline {
    /// In the line it was found in.
    pub(super) span: Span,
    pub(super) agency: Option<String>,
    pub(super) date: Option<PrintedDate>,
}

/// How far from the head of a line a dateline may reach, in bytes.
const REACH: usize = 140;

const DASHES: [char; 4] = ['-', '–', '—', '―'];

/// Words in capitals before a colon or dash that name no place.
const CALLS: &str = "WARNING UPDATE NOTE CORRECTION BREAKING EXCLUSIVE OPINION VIDEO WATCH ANALYSIS REVIEW LIVE \
    INTERVIEW PHOTOS CAUTION ALERT EDITORIAL COMMENT FEATURE LISTEN READ QUESTION ANSWER WITH OF FOR MORE SPOILER TIP \
    THE A AN AND OR BUT NOT THIS THAT WHY HOW WHAT WHO I IT HE SHE WE YOU THEY IS ARE WAS IF NO YES OK FAQ Q";

/// Reads the dateline at the head of `line`.
pub(super) fn read(line: &str) -> Option<Dateline> {
    let mut reach = REACH.min(line.len());
    while !line.is_char_boundary(reach) {
        reach -= 1;
    }
    let head = line.get(..reach)?;
    by_slashes(head).or_else(|| by_brackets(head)).or_else(|| by_dash(head)).or_else(|| {
        let is_whole = reach == line.len();
        if is_whole { alone(line) } else { None }
    })
}

/// `BEIJING, October 21. /TASS/. The visit`
fn by_slashes(head: &str) -> Option<Dateline> {
    let (before, rest) = head.split_once('/')?;
    let (agency, after) = rest.split_once('/')?;
    let is_set_off = before.is_empty() || before.ends_with(char::is_whitespace);
    let is_place = before.is_empty() || is_place_and_date(before);
    if !is_set_off || !is_place || !is_agency(agency) {
        return None;
    }
    let end = before.len() + agency.len() + 2 + usize::from(after.starts_with('.'));
    Some(dateline(head, end, Some(agency)))
}

/// `LONDON (Reuters) - `, `(CNN) -- `, `KABUL, Afghanistan (AP) — `
fn by_brackets(head: &str) -> Option<Dateline> {
    let (before, rest) = head.split_once('(')?;
    let (agency, after) = rest.split_once(')')?;
    let is_dashed = after.trim_start().starts_with(DASHES);
    let is_known = publisher::is_agency(agency);
    let is_fitting = match before.split([',', '.']).next().unwrap_or("") {
        "" => is_known || (is_dashed && shape::is_upper(agency)),
        place => {
            let is_filed = is_known || shape::is_upper(place) || dates::find(before).is_some();
            is_dashed && is_filed && is_place_and_date(before)
        }
    };
    let end = before.len() + agency.len() + 2;
    (is_fitting && is_agency(agency)).then(|| dateline(head, end, Some(agency)))
}

/// `MOSCOW - `, `PARIS, 3 May 2015 — `, `Berlin, Oct. 3 -- `, `WASHINGTON - April 27 - `
fn by_dash(head: &str) -> Option<Dateline> {
    let dashes = head.char_indices().filter(|&(at, c)| DASHES.contains(&c) && is_free(head, at));
    let mut ends = dashes.map(|(at, _)| head.get(..at).unwrap_or("").trim_end().len());
    let first = ends.next()?;
    let before = head.get(..first)?;
    let place = before.split([',', '.']).next().unwrap_or("");
    let is_sure = shape::is_upper(place) || dates::find(before).is_some();
    if !is_sure || !is_place_and_date(before) || is_call(place) {
        return None;
    }
    let is_date = |end: usize| {
        let between = head.get(first..end).unwrap_or("").trim_start_matches([' ', '-', '–', '—']);
        dates::find(between).is_some_and(|found| found.span.len() == between.len())
    };
    let end = ends.next().filter(|&end| is_date(end)).unwrap_or(first);
    Some(dateline(head, end, None))
}

/// `NEW DELHI: The minister`. Turns of a conversation look the same: the caller must see that no other line
/// starts so.
pub(super) fn before_colon(line: &str) -> Option<Dateline> {
    let (place, after) = line.split_once(": ")?;
    let is_sentence = after.starts_with(|c: char| c.is_uppercase() || matches!(c, '"' | '“' | '‘'))
        && shape::words(after) >= 10;
    let is_place = place.len() <= 40
        && shape::words(place) <= 3
        && place.chars().all(|c| c.is_uppercase() || matches!(c, ' ' | '.' | '-' | '\''));
    (is_place && is_sentence && place.len() >= 4 && !is_call(place))
        .then(|| dateline(line, place.len(), None))
}

/// `WASHINGTON, DC, April 28, 2009`: a line of its own.
fn alone(line: &str) -> Option<Dateline> {
    let found = dates::find(line)?;
    let is_rest_empty =
        line.get(found.span.end()..).is_some_and(|rest| !rest.contains(char::is_alphanumeric));
    let place = line.get(..found.span.start())?;
    let is_place =
        place.trim_end().ends_with([',', '.', '-', '–', '—']) && is_place_and_date(place);
    (is_rest_empty && is_place && !dates::is_weekday(place))
        .then(|| dateline(line, line.len(), None))
}

fn dateline(head: &str, end: usize, agency: Option<&str>) -> Dateline {
    let span = Span::at(0, end);
    let date = dates::find(span.of(head)).map(|found| found.date);
    Dateline { span, agency: agency.map(|agency| agency.trim().to_owned()), date }
}

/// Whether the dash at byte `at` stands free, not inside a word: blanks around it, or a long one before a
/// blank.
fn is_free(head: &str, at: usize) -> bool {
    let (before, rest) = head.split_at_checked(at).unwrap_or_default();
    let after = rest.trim_start_matches(DASHES);
    let is_long = !rest.starts_with('-') || rest.starts_with("--");
    let is_blank_after = after.is_empty() || after.starts_with(char::is_whitespace);
    let is_blank_before = before.ends_with(char::is_whitespace);
    (is_blank_before && (is_blank_after || is_long)) || (is_long && is_blank_after)
}

fn is_call(place: &str) -> bool {
    place.split_whitespace().any(|word| CALLS.split_whitespace().any(|call| call == word))
}

/// Whether the words are a short name, as agencies have.
fn is_agency(words: &str) -> bool {
    let is_letter = |c: char| c.is_alphabetic() || matches!(c, ' ' | '.' | '-' | '&' | '/' | '\'');
    publisher::is_agency(words)
        || (words.len() <= 40
            && (1..=4).contains(&shape::words(words))
            && words.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
            && words.chars().all(is_letter))
}

/// Whether the words before an agency or dash name a place, and at most a date besides: few words, nearly all
/// capitalised, no sentence.
fn is_place_and_date(words: &str) -> bool {
    let date = dates::find(words);
    let place = date.map_or(words, |found| words.get(..found.span.start()).unwrap_or(words));
    if place.contains(['"', '“', '?', '!', ';', '(', ':', '*', '#', '@']) {
        return false;
    }
    let (mut count, mut small) = (0, 0);
    let between = |c: char| c.is_whitespace() || matches!(c, ',' | '/' | '-' | '.');
    for word in place.split(between).filter(|word| !word.is_empty()) {
        let Some(first) = word.chars().find(|c| c.is_alphabetic()) else { return false };
        count += 1;
        small += usize::from(first.is_lowercase());
    }
    (1..=7).contains(&count) && small * 3 <= count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_of_many_houses() {
        for (line, want, agency) in [
            ("LONDON (Reuters) - The bank", "LONDON (Reuters)", Some("Reuters")),
            ("NEW YORK, Jan 3 (AP) — The bank", "NEW YORK, Jan 3 (AP)", Some("AP")),
            ("KABUL, Afghanistan (AP) - The", "KABUL, Afghanistan (AP)", Some("AP")),
            ("BEIJING, Oct. 21 (Xinhua) -- The", "BEIJING, Oct. 21 (Xinhua)", Some("Xinhua")),
            ("MOSCOW, October 21. /TASS/. The", "MOSCOW, October 21. /TASS/.", Some("TASS")),
            ("MOSCOW. Oct 21 (Interfax) - The", "MOSCOW. Oct 21 (Interfax)", Some("Interfax")),
            ("MOSCOW/KIEV (Reuters) - The", "MOSCOW/KIEV (Reuters)", Some("Reuters")),
            ("PORT-AU-PRINCE, Haiti (AP) _ no", "", None),
            ("PORT-AU-PRINCE, Haiti (AP) - Aid", "PORT-AU-PRINCE, Haiti (AP)", Some("AP")),
            ("ST. PETERSBURG, Fla. — The", "ST. PETERSBURG, Fla.", None),
            ("Berlin (dpa) - Der", "Berlin (dpa)", Some("dpa")),
            ("BERLIN, 3. Oktober - Der", "BERLIN, 3. Oktober", None),
            ("PARIS, 3 mai 2015 (AFP) - Le", "PARIS, 3 mai 2015 (AFP)", Some("AFP")),
            ("Paris, 3 mai 2015 (AFP) - Le", "Paris, 3 mai 2015 (AFP)", Some("AFP")),
            ("(CNN) -- The bank", "(CNN)", Some("CNN")),
            ("(CNN)The bank", "(CNN)", Some("CNN")),
            ("WASHINGTON—The bank", "", None),
            ("WASHINGTON — The bank", "WASHINGTON", None),
            ("MOSCOW - Syria's leader", "MOSCOW", None),
            ("WASHINGTON - April 27 - The", "WASHINGTON - April 27", None),
            ("WASHINGTON, DC, April 28, 2009", "WASHINGTON, DC, April 28, 2009", None),
            ("JERUSALEM, Dec. 2 — The", "JERUSALEM, Dec. 2", None),
        ] {
            let found = read(line);
            let span = found.as_ref().map_or("", |found| found.span.of(line));
            assert_eq!(span, want, "{line}");
            assert_eq!(found.and_then(|found| found.agency).as_deref(), agency, "{line}");
        }
    }

    #[test]
    fn other_beginnings() {
        for line in [
            "The bank - a house of glass - fell.",
            "Bea Binene as George (Campus Tomboy) - a girl",
            "General Motors (GM) and Chrysler have",
            "President Obama (Democrat) - in his speech",
            "WARNING - This may hurt",
            "A FIRE - it was seen from afar",
            "Assad-Putin talks",
            "I - and nobody else",
            "Group F — Sweden 1 – 0 Korea",
            "Sept. 11 - the day",
            "3 May 2015 - It rained",
            "and/or/not",
            "km/h - a unit",
            "\"MOSCOW - no\"",
            "—",
            "(",
            "/",
            "",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
