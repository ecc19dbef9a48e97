//! Dates as they are printed: finds one in a line, and tells whether the line holds nothing else.
//!
//! Only what is printed is filled in. `3/4/2015` may be the third of April or the fourth of March: a part
//! above 12 or a weekday beside it decides, else day and month stay open. With dots or hyphens the day comes
//! first, as in every country that writes so.

use jiff::civil::{Date, Weekday};

use crate::model::PrintedDate;
use crate::text::Span;

/// Months by the first letters of their folded names, in the languages of the larger agencies. A whole word
/// must start with one of these and be one of that month's names; see [`month`].
const MONTHS: [&[&str]; 12] = [
    &[
        "january",
        "jan",
        "janvier",
        "janv",
        "januar",
        "jänner",
        "enero",
        "ene",
        "gennaio",
        "gen",
        "janeiro",
        "januari",
        "января",
        "янв",
    ],
    &[
        "february",
        "feb",
        "febr",
        "février",
        "févr",
        "februar",
        "febrero",
        "febbraio",
        "fevereiro",
        "fev",
        "februari",
        "февраля",
        "фев",
    ],
    &["march", "mar", "mars", "märz", "marzo", "março", "maart", "mrt", "марта", "мар"],
    &["april", "apr", "avril", "avr", "abril", "abr", "aprile", "апреля", "апр"],
    &["may", "mai", "mayo", "maggio", "mag", "maio", "mei", "мая"],
    &["june", "jun", "juin", "juni", "junio", "giugno", "giu", "junho", "июня", "июн"],
    &["july", "jul", "juillet", "juil", "juli", "julio", "luglio", "lug", "julho", "июля", "июл"],
    &["august", "aug", "août", "aout", "agosto", "ago", "augustus", "августа", "авг"],
    &[
        "september",
        "sep",
        "sept",
        "septembre",
        "septiembre",
        "settembre",
        "set",
        "setembro",
        "сентября",
        "сен",
        "сент",
    ],
    &[
        "october",
        "oct",
        "octobre",
        "oktober",
        "okt",
        "octubre",
        "ottobre",
        "ott",
        "outubro",
        "out",
        "октября",
        "окт",
    ],
    &["november", "nov", "novembre", "noviembre", "novembro", "ноября", "ноя", "нояб"],
    &[
        "december",
        "dec",
        "décembre",
        "déc",
        "dezember",
        "dez",
        "diciembre",
        "dic",
        "dicembre",
        "dezembro",
        "desember",
        "декабря",
        "дек",
    ],
];

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// Words that stand with a date on a line of its own.
const COMPANY: &[&str] = &[
    "published",
    "posted",
    "updated",
    "created",
    "modified",
    "last",
    "first",
    "date",
    "dated",
    "on",
    "at",
    "of",
    "the",
    "am",
    "pm",
    "a.m",
    "p.m",
    "noon",
    "midnight",
    "gmt",
    "utc",
    "est",
    "edt",
    "et",
    "cst",
    "cdt",
    "mst",
    "mdt",
    "pst",
    "pdt",
    "pt",
    "ct",
    "bst",
    "cet",
    "cest",
    "msk",
    "ist",
    "hkt",
    "jst",
    "aest",
    "aedt",
    "hrs",
    "hours",
    "hour",
    "minutes",
    "minute",
    "mins",
    "min",
    "days",
    "day",
    "ago",
    "read",
    "time",
    "local",
    "tue",
    "tues",
    "wed",
    "thu",
    "thur",
    "thurs",
    "fri",
    "sat",
    "sun",
    "mon",
    "uhr",
    "le",
    "il",
    "el",
    "am",
    "um",
    "à",
    "de",
    "del",
    "publié",
    "mis",
    "jour",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "lunes",
    "martes",
    "miércoles",
    "jueves",
    "viernes",
    "sábado",
    "domingo",
];

/// A date and where it stands in its line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    pub(super) date: PrintedDate,
    pub(super) span: Span,
}

/// Returns the first date printed in `line`.
pub(super) fn find(line: &str) -> Option<Found> {
    let parts = parts(line);
    (0..parts.len()).find_map(|at| date_at(line, &parts, at))
}

/// Whether `line` says when the article was published and nothing else: a date, a time, or "5 hours ago",
/// with the words that go with them.
pub(super) fn is_only_a_date(line: &str) -> bool {
    if line.len() > 120 {
        return false;
    }
    let found = find(line);
    let within = |part: &Part| found.as_ref().is_some_and(|found| found.span.contains(part.span));
    let parts = parts(line);
    let rest = || parts.iter().filter(|part| !within(part));
    let is_company = rest().all(|part| match part.kind {
        Kind::Number(_) | Kind::Sign(_) => true,
        Kind::Word => is_company(part.span.of(line)),
    });
    let says_age = || {
        ["ago", "read", "am", "pm", "gmt", "utc"].iter().any(|word| has_word(line, &parts, word))
    };
    let numbers = rest().filter(|part| matches!(part.kind, Kind::Number(_))).count();
    is_company && numbers <= 6 && (found.is_some() || (numbers > 0 && says_age()))
}

fn has_word(line: &str, parts: &[Part], word: &str) -> bool {
    parts.iter().any(|part| part.span.of(line).eq_ignore_ascii_case(word))
}

fn is_company(word: &str) -> bool {
    let lower = word.to_lowercase();
    COMPANY.contains(&lower.as_str())
        || weekday(&lower).is_some()
        || month(&lower).is_some()
        || lower.len() == 1
}

/// A run of digits, a run of letters, or a sign.
#[derive(Clone, Copy, Debug)]
struct Part {
    span: Span,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Number(u32),
    Word,
    Sign(char),
}

/// Splits a line, at most its first 400 characters.
fn parts(line: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut chars = line.char_indices().take(400).peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let same: fn(char) -> bool = match c {
            _ if c.is_ascii_digit() => |c| c.is_ascii_digit(),
            _ if c.is_alphabetic() => |c| c.is_alphabetic(),
            _ => |_| false,
        };
        let mut end = start + c.len_utf8();
        while let Some(&(at, next)) = chars.peek().filter(|(_, next)| same(*next)) {
            end = at + next.len_utf8();
            chars.next();
        }
        let span = Span::at(start, end);
        let kind = match c {
            _ if c.is_ascii_digit() => Kind::Number(span.of(line).parse().unwrap_or(u32::MAX)),
            _ if c.is_alphabetic() => Kind::Word,
            _ => Kind::Sign(c),
        };
        parts.push(Part { span, kind });
    }
    parts
}

fn date_at(line: &str, parts: &[Part], at: usize) -> Option<Found> {
    let forms = [year_first, day_month_numbers, day_then_month, month_then_day, month_year, han];
    let before = at.checked_sub(1).and_then(|before| parts.get(before));
    // The inside of a longer number or word is no date: "1/10/2015/4", "v2015-10-21".
    if before.is_some_and(|before| {
        before.span.end() == parts.get(at).map_or(0, |part| part.span.start())
            && !matches!(
                before.kind,
                Kind::Sign('(' | '[' | ',' | '|' | ':' | '—' | '–' | '-' | '.' | '/' | '"')
            )
    }) {
        return None;
    }
    let (year, month, day, used) = forms.iter().find_map(|form| form(line, parts, at))?;
    let last = parts.get(at + used - 1)?;
    let span = Span::at(parts.get(at)?.span.start(), last.span.end());
    let is_real = match (month, day) {
        (Some(month), Some(day)) => Date::new(year.unwrap_or(2000), month as i8, day as i8).is_ok(),
        _ => true,
    };
    let date = PrintedDate { year, month, day, printed: span.of(line).to_owned() };
    is_real.then_some(Found { date, span })
}

/// Year, month, day, and how many parts they took.
type Read = (Option<i16>, Option<u8>, Option<u8>, usize);

fn number(parts: &[Part], at: usize) -> Option<u32> {
    match parts.get(at)?.kind {
        Kind::Number(number) => Some(number),
        _ => None,
    }
}

fn sign(parts: &[Part], at: usize) -> Option<char> {
    match parts.get(at)?.kind {
        Kind::Sign(sign) => Some(sign),
        _ => None,
    }
}

fn digits(parts: &[Part], at: usize) -> usize {
    parts.get(at).map_or(0, |part| part.span.len())
}

fn word<'a>(line: &'a str, parts: &[Part], at: usize) -> Option<&'a str> {
    let part = parts.get(at)?;
    (part.kind == Kind::Word).then(|| part.span.of(line))
}

fn year(parts: &[Part], at: usize) -> Option<i16> {
    let year = number(parts, at).filter(|year| (1000..=2199).contains(year))?;
    (digits(parts, at) == 4).then_some(year as i16)
}

fn small(parts: &[Part], at: usize, most: u32) -> Option<u8> {
    let number = number(parts, at).filter(|number| (1..=most).contains(number))?;
    (digits(parts, at) <= 2).then_some(number as u8)
}

/// `2015-10-21`, `2015/10/21`, `2015.10.21`.
fn year_first(_: &str, parts: &[Part], at: usize) -> Option<Read> {
    let mark = sign(parts, at + 1).filter(|mark| matches!(mark, '-' | '/' | '.'))?;
    if sign(parts, at + 3) != Some(mark) {
        return None;
    }
    Some((
        Some(year(parts, at)?),
        Some(small(parts, at + 2, 12)?),
        Some(small(parts, at + 4, 31)?),
        5,
    ))
}

/// `16/10/2015`, `16.10.2015`, `16-10-2015`, `10/16/2015`; two digits for the year with slashes or dots.
fn day_month_numbers(line: &str, parts: &[Part], at: usize) -> Option<Read> {
    let mark = sign(parts, at + 1).filter(|mark| matches!(mark, '-' | '/' | '.'))?;
    if sign(parts, at + 3) != Some(mark) {
        return None;
    }
    let (first, second) = (small(parts, at, 31)?, small(parts, at + 2, 31)?);
    let year = match number(parts, at + 4) {
        Some(short @ 0..=99) if digits(parts, at + 4) == 2 && mark != '-' => {
            1900 + short as i16 + if short < 70 { 100 } else { 0 }
        }
        _ => year(parts, at + 4)?,
    };
    let (day, month) = match (first, second) {
        (13.., 13..) => return None,
        (13.., _) => (Some(first), Some(second)),
        (_, 13..) => (Some(second), Some(first)),
        _ if mark != '/' || first == second => (Some(first), Some(second)),
        _ => by_weekday(line, year, first, second),
    };
    Some((Some(year), month, day, 5))
}

/// Decides between two readings by the weekday printed in the line; both stay open without one.
fn by_weekday(line: &str, year: i16, first: u8, second: u8) -> (Option<u8>, Option<u8>) {
    let printed =
        line.split(|c: char| !c.is_alphabetic()).find_map(|word| weekday(&word.to_lowercase()));
    let falls = |month: u8, day: u8| {
        Date::new(year, month as i8, day as i8).is_ok_and(|date| Some(date.weekday()) == printed)
    };
    match (falls(second, first), falls(first, second)) {
        (true, false) => (Some(first), Some(second)),
        (false, true) => (Some(second), Some(first)),
        _ => (None, None),
    }
}

/// `21 October 2015`, `21st of October`, `21-Oct-2015`, `21 de octubre de 2015`, `21. Oktober 2015`.
fn day_then_month(line: &str, parts: &[Part], at: usize) -> Option<Read> {
    let day = small(parts, at, 31)?;
    let mut next = at + 1;
    while next < at + 4 {
        let skipped = match parts.get(next)?.kind {
            Kind::Sign(sign) => matches!(sign, '.' | '-' | 'º' | '°' | '/'),
            Kind::Word => {
                matches!(word(line, parts, next)?, "st" | "nd" | "rd" | "th" | "of" | "de" | "er")
            }
            Kind::Number(_) => false,
        };
        if !skipped {
            break;
        }
        next += 1;
    }
    let month = named_month(line, parts, next)?;
    let (year, used) = year_after(line, parts, next + 1);
    Some((year, Some(month), Some(day), used - at))
}

/// `October 21, 2015`, `Oct. 21`, `October 21st 2015`.
fn month_then_day(line: &str, parts: &[Part], at: usize) -> Option<Read> {
    let month = named_month(line, parts, at)?;
    let day_at =
        at + 1 + usize::from(sign(parts, at + 1).is_some_and(|sign| matches!(sign, '.' | '-')));
    let day = small(parts, day_at, 31)?;
    let is_ordinal = matches!(word(line, parts, day_at + 1), Some("st" | "nd" | "rd" | "th"));
    let (year, used) = year_after(line, parts, day_at + 1 + usize::from(is_ordinal));
    Some((year, Some(month), Some(day), used - at))
}

/// `October 2015`.
fn month_year(line: &str, parts: &[Part], at: usize) -> Option<Read> {
    let month = named_month(line, parts, at)?;
    let (year, used) = year_after(line, parts, at + 1);
    Some((Some(year?), Some(month), None, used - at))
}

/// `2015年10月21日`.
fn han(line: &str, parts: &[Part], at: usize) -> Option<Read> {
    let year = year(parts, at)?;
    let sign_is =
        |at: usize, mark: &str| word(line, parts, at).is_some_and(|word| word.starts_with(mark));
    (sign_is(at + 1, "年") && sign_is(at + 3, "月") && sign_is(at + 5, "日")).then_some(())?;
    Some((Some(year), Some(small(parts, at + 2, 12)?), Some(small(parts, at + 4, 31)?), 6))
}

/// Reads a year that follows a month or a day, and returns it with the place after what was taken.
fn year_after(line: &str, parts: &[Part], at: usize) -> (Option<i16>, usize) {
    let mut next = at;
    while next < at + 3 {
        let skipped = match parts.get(next).map(|part| part.kind) {
            Some(Kind::Sign(sign)) => matches!(sign, ',' | '.' | '-'),
            Some(Kind::Word) => matches!(word(line, parts, next), Some("de" | "del" | "of")),
            _ => false,
        };
        if !skipped {
            break;
        }
        next += 1;
    }
    // "Jan 3, 2100 people": a number of things is no year, but it cannot be told here; the range keeps most out.
    match year(parts, next) {
        Some(year) => (Some(year), next + 1),
        None => (None, at),
    }
}

/// A month by name: the whole word, with a capital unless its language writes it without.
fn named_month(line: &str, parts: &[Part], at: usize) -> Option<u8> {
    let word = word(line, parts, at)?;
    let lower = word.to_lowercase();
    let is_english = matches!(
        lower.as_str(),
        "may" | "march" | "mar" | "dec" | "set" | "out" | "gen" | "mag" | "ago"
    );
    if is_english && !word.starts_with(char::is_uppercase) {
        return None;
    }
    month(&lower)
}

fn month(lower: &str) -> Option<u8> {
    let at = MONTHS.iter().position(|names| names.contains(&lower))?;
    Some(at as u8 + 1)
}

/// A weekday by its English name, whole or cut to three letters.
fn weekday(lower: &str) -> Option<Weekday> {
    WEEKDAYS
        .iter()
        .find(|(name, _)| *name == lower || name.get(..3) == Some(lower))
        .map(|(_, weekday)| *weekday)
}
