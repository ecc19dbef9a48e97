//! Dates as they are printed: finds one in a line, and tells whether the line holds nothing else.
//!
//! Only what is printed is filled in. `3/4/2015` may be the third of April or the fourth of March: a part
//! above 12, a weekday or a time zone beside it decides, else day and month stay open. With dots or hyphens
//! the day comes first, as where people write so.

use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};
use rustc_hash::FxHashMap;

use crate::model::PrintedDate;
use crate::text::Span;

use super::phrases::Phrases;
use super::publisher;

/// The names of the months in the languages of the larger agencies, in lower case.
const MONTHS: [&str; 12] = [
    "january jan janvier janv januar jänner enero ene gennaio gen janeiro januari января янв",
    "february feb febr février févr februar febrero febbraio fevereiro fev februari февраля фев",
    "march mar mars märz marzo março maart mrt марта мар",
    "april apr avril avr abril abr aprile апреля апр",
    "may mai mayo maggio mag maio mei мая",
    "june jun juin juni junio giugno giu junho июня июн",
    "july jul juillet juil juli julio luglio lug julho июля июл",
    "august aug août aout agosto ago augustus августа авг",
    "september sep sept septembre septiembre settembre set setembro сентября сен сент",
    "october oct octobre oktober okt octubre ottobre ott outubro out октября окт",
    "november nov novembre noviembre novembro ноября ноя нояб",
    "december dec décembre déc dezember dez diciembre dic dicembre dezembro desember декабря дек",
];

/// Names of months that are also common words, where no capital says that a month is meant.
const COMMON_WORDS: &str = "may march mar dec set out gen mag ago";

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// Time zones of countries that write the month first, and of such that write the day first.
const MONTH_FIRST_ZONES: &str = "est edt et cst cdt ct mst mdt mt pst pdt pt akst akdt";
const DAY_FIRST_ZONES: &str = "gmt bst cet cest eet eest msk ist aest aedt sast wib";

/// How much of a line is looked at, in characters.
const REACH: usize = 400;

/// A date and where it stands in its line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    pub(super) date: PrintedDate,
    pub(super) span: Span,
}

/// A line that says when, and at most who published, and nothing else.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct DateLine {
    /// Absent from "5 hours ago".
    pub(super) date: Option<PrintedDate>,
    /// Whether it says when the article was changed, not when it appeared.
    pub(super) is_update: bool,
    /// Whether a word like "Published" says that the date is the article's.
    pub(super) is_labelled: bool,
    /// An agency named beside the date.
    pub(super) agency: Option<String>,
}

impl DateLine {
    /// A date that stands beside something else.
    pub(super) fn of(date: PrintedDate) -> Self {
        Self { date: Some(date), is_update: false, is_labelled: false, agency: None }
    }
}

/// Returns the first date printed in `line`.
pub(super) fn find(line: &str) -> Option<Found> {
    let parts = parts(line);
    (0..parts.len()).find_map(|at| date_at(line, &parts, at))
}

/// Reads a line of its own with a date, a time, or "5 hours ago", and the words that go with them.
pub(super) fn read_line(line: &str) -> Option<DateLine> {
    if line.len() > 140 {
        return None;
    }
    let parts = parts(line);
    let found = (0..parts.len()).find_map(|at| date_at(line, &parts, at));
    let agency = agency_at_start(line);
    let skipped = agency.map_or(0, str::len);
    let (mut numbers, mut is_update, mut is_labelled, mut tells_age) = (0, false, false, false);
    for part in &parts {
        let word = part.span.of(line);
        let is_read = found.as_ref().is_some_and(|found| found.span.contains(part.span));
        if is_read || part.span.start() < skipped {
            continue;
        }
        match part.kind {
            Kind::Number(_) => numbers += 1,
            Kind::Sign(_) => {}
            Kind::Word => {
                let lower = word.to_lowercase();
                if !goes_with_dates(&lower) {
                    return None;
                }
                let updates = matches!(lower.as_str(), "updated" | "modified" | "edited" | "last");
                is_update |= updates && !is_labelled;
                is_labelled |=
                    updates || matches!(lower.as_str(), "published" | "posted" | "publié");
                tells_age |= matches!(lower.as_str(), "ago" | "read" | "am" | "pm" | "gmt" | "utc");
            }
        }
    }
    let says_when = found.is_some() || (tells_age && numbers > 0);
    (says_when && numbers <= 14).then(|| DateLine {
        date: found.map(|found| found.date),
        is_update,
        is_labelled,
        agency: agency.map(ToOwned::to_owned),
    })
}

/// The agency in "Reuters Sep 18, 2013": the words before the first number or month.
fn agency_at_start(line: &str) -> Option<&str> {
    let end = line.find([',', '|', '-', '–', '—', '•']).into_iter();
    let ends = end.chain(line.char_indices().filter(|(_, c)| *c == ' ').map(|(at, _)| at).take(4));
    ends.filter_map(|end| line.get(..end))
        .map(str::trim_end)
        .find(|name| publisher::is_agency(name) && !goes_with_dates(&name.to_lowercase()))
}

fn goes_with_dates(lower: &str) -> bool {
    Phrases::DateWord.holds(lower)
        || weekday(lower).is_some()
        || month(lower).is_some()
        || matches!(lower, "st" | "nd" | "rd" | "th")
        || lower.chars().count() == 1
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

fn parts(line: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut chars = line.char_indices().take(REACH).peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let (is_digit, is_letter) = (c.is_ascii_digit(), c.is_alphabetic());
        let joins =
            |next: char| (is_digit && next.is_ascii_digit()) || (is_letter && next.is_alphabetic());
        let mut end = start + c.len_utf8();
        while let Some((at, next)) = chars.next_if(|(_, next)| joins(*next)) {
            end = at + next.len_utf8();
        }
        let span = Span::at(start, end);
        let kind = match c {
            _ if is_digit => Kind::Number(span.of(line).parse().unwrap_or(u32::MAX)),
            _ if is_letter => Kind::Word,
            _ => Kind::Sign(c),
        };
        parts.push(Part { span, kind });
    }
    parts
}

fn date_at(line: &str, parts: &[Part], at: usize) -> Option<Found> {
    let start = parts.get(at)?.span.start();
    let before = at.checked_sub(1).and_then(|before| parts.get(before));
    // The inside of a longer number or word is no date: "1.1.10.2015", "v2015-10-21".
    let is_inside = before.is_some_and(|before| {
        let opens = |sign| "([,|:;—–\"“'«>•·".contains(sign);
        before.span.end() == start && !matches!(before.kind, Kind::Sign(sign) if opens(sign))
    });
    if is_inside {
        return None;
    }
    let reading = Reading { line, parts };
    let forms = [
        Reading::year_first,
        Reading::numbers,
        Reading::day_then_month,
        Reading::month_then_day,
        Reading::month_then_year,
        Reading::han,
    ];
    let (year, month, day, used) = forms.iter().find_map(|form| form(&reading, at))?;
    let span = Span::at(start, parts.get(at + used - 1)?.span.end());
    let is_real = match (month, day) {
        (Some(month), Some(day)) => exists(year.unwrap_or(2000), month, day).is_some(),
        _ => true,
    };
    let date = PrintedDate { year, month, day, printed: span.of(line).to_owned() };
    is_real.then_some(Found { date, span })
}

fn exists(year: i16, month: u8, day: u8) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Year, month, day, and how many parts they took.
type Read = (Option<i16>, Option<u8>, Option<u8>, usize);

/// A line and its parts while one form of date after the other is tried.
struct Reading<'a> {
    line: &'a str,
    parts: &'a [Part],
}

impl<'a> Reading<'a> {
    fn kind(&self, at: usize) -> Option<Kind> {
        self.parts.get(at).map(|part| part.kind)
    }

    fn sign(&self, at: usize) -> Option<char> {
        match self.kind(at)? {
            Kind::Sign(sign) => Some(sign),
            _ => None,
        }
    }

    fn word(&self, at: usize) -> Option<&'a str> {
        let part = self.parts.get(at).filter(|part| part.kind == Kind::Word)?;
        Some(part.span.of(self.line))
    }

    /// A number of so many digits.
    fn number(&self, at: usize, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
        let part = self.parts.get(at).filter(|part| digits.contains(&part.span.len()))?;
        match part.kind {
            Kind::Number(number) => Some(number),
            _ => None,
        }
    }

    fn year(&self, at: usize) -> Option<i16> {
        let year = self.number(at, 4..=4).filter(|year| (1400..=2199).contains(year))?;
        i16::try_from(year).ok()
    }

    fn small(&self, at: usize, most: u8) -> Option<u8> {
        let number = u8::try_from(self.number(at, 1..=2)?).ok()?;
        (1..=most).contains(&number).then_some(number)
    }

    fn month(&self, at: usize) -> Option<u8> {
        let word = self.word(at)?;
        let lower = word.to_lowercase();
        let month = month(&lower)?;
        let is_doubtful = word == lower && COMMON_WORDS.split(' ').any(|common| common == lower);
        (!is_doubtful).then_some(month)
    }

    /// The letters of "21st".
    fn is_ordinal(&self, at: usize) -> bool {
        let endings = ["st", "nd", "rd", "th"];
        self.word(at).is_some_and(|word| endings.iter().any(|end| end.eq_ignore_ascii_case(word)))
    }

    /// `2015-10-21`, `2015/10/21`, `2015.10.21`.
    fn year_first(&self, at: usize) -> Option<Read> {
        self.mark(at)?;
        let (month, day) = (self.small(at + 2, 12)?, self.small(at + 4, 31)?);
        Some((Some(self.year(at)?), Some(month), Some(day), 5))
    }

    /// The sign that stands twice in a date of three numbers.
    fn mark(&self, at: usize) -> Option<char> {
        let mark = self.sign(at + 1).filter(|mark| matches!(mark, '-' | '/' | '.'))?;
        (self.sign(at + 3) == Some(mark)).then_some(mark)
    }

    /// `16/10/2015`, `16.10.2015`, `16-10-2015`, `10/16/2015`, `16/10/15`.
    fn numbers(&self, at: usize) -> Option<Read> {
        let mark = self.mark(at)?;
        let (first, second) = (self.small(at, 31)?, self.small(at + 2, 31)?);
        let year = match self.number(at + 4, 2..=2).and_then(|short| i16::try_from(short).ok()) {
            Some(short) if mark != '-' => short + if short < 70 { 2000 } else { 1900 },
            _ => self.year(at + 4)?,
        };
        let (day, month) = match (first, second) {
            (13.., 13..) => return None,
            (13.., _) => (Some(first), Some(second)),
            (_, 13..) => (Some(second), Some(first)),
            _ if mark != '/' || first == second => (Some(first), Some(second)),
            _ => self.decide(year, first, second),
        };
        Some((Some(year), month, day, 5))
    }

    /// Day and month out of two numbers that could each be either, by what else the line prints.
    fn decide(&self, year: i16, first: u8, second: u8) -> (Option<u8>, Option<u8>) {
        let words = || self.line.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
        let is_in = |zones: &str| words().any(|word| zones.split(' ').any(|zone| zone == word));
        let printed = words().find_map(|word| weekday(&word));
        let falls = |month: u8, day: u8| {
            exists(year, month, day).is_some_and(|date| Some(date.weekday()) == printed)
        };
        match (falls(second, first), falls(first, second)) {
            (true, false) => (Some(first), Some(second)),
            (false, true) => (Some(second), Some(first)),
            _ if is_in(MONTH_FIRST_ZONES) => (Some(second), Some(first)),
            _ if is_in(DAY_FIRST_ZONES) => (Some(first), Some(second)),
            _ => (None, None),
        }
    }

    /// `21 October 2015`, `21st of October`, `21-Oct-2015`, `21 de octubre de 2015`, `21. Oktober`.
    fn day_then_month(&self, at: usize) -> Option<Read> {
        let day = self.small(at, 31)?;
        let joins = |next: &usize| match self.kind(*next) {
            Some(Kind::Sign(sign)) => matches!(sign, '.' | '-' | 'º' | '°' | '/'),
            Some(Kind::Word) => {
                self.is_ordinal(*next) || matches!(self.word(*next), Some("of" | "de" | "er"))
            }
            _ => false,
        };
        let month_at = (at + 1..at + 4).find(|next| !joins(next))?;
        let month = self.month(month_at)?;
        let (year, end) = self.year_after(month_at + 1);
        Some((year, Some(month), Some(day), end - at))
    }

    /// `October 21, 2015`, `Oct. 21`, `October 21st 2015`.
    fn month_then_day(&self, at: usize) -> Option<Read> {
        let month = self.month(at)?;
        let day_at = at + 1 + usize::from(matches!(self.sign(at + 1), Some('.' | '-')));
        let day = self.small(day_at, 31)?;
        let (year, end) = self.year_after(day_at + 1 + usize::from(self.is_ordinal(day_at + 1)));
        Some((year, Some(month), Some(day), end - at))
    }

    /// `October 2015`.
    fn month_then_year(&self, at: usize) -> Option<Read> {
        let month = self.month(at)?;
        let (year, end) = self.year_after(at + 1);
        Some((Some(year?), Some(month), None, end - at))
    }

    /// `2015年10月21日`.
    fn han(&self, at: usize) -> Option<Read> {
        let starts = |at, mark| self.word(at).is_some_and(|word| word.starts_with(mark));
        let is_han = starts(at + 1, '年') && starts(at + 3, '月') && starts(at + 5, '日');
        let (month, day) = (self.small(at + 2, 12)?, self.small(at + 4, 31)?);
        is_han.then_some((Some(self.year(at)?), Some(month), Some(day), 6))
    }

    /// The year after a month or a day, and the place after what was taken.
    fn year_after(&self, at: usize) -> (Option<i16>, usize) {
        let joins = |next: &usize| match self.kind(*next) {
            Some(Kind::Sign(sign)) => matches!(sign, ',' | '.' | '-'),
            Some(Kind::Word) => matches!(self.word(*next), Some("de" | "del" | "of")),
            _ => false,
        };
        let year_at = (at..at + 3).find(|next| !joins(next)).unwrap_or(at);
        match self.year(year_at) {
            Some(year) => (Some(year), year_at + 1),
            None => (None, at),
        }
    }
}

fn month(lower: &str) -> Option<u8> {
    static NUMBERS: LazyLock<FxHashMap<&str, u8>> = LazyLock::new(|| {
        let of_month =
            |(number, names): (u8, &&'static str)| names.split(' ').map(move |name| (name, number));
        (1..).zip(&MONTHS).flat_map(of_month).collect()
    });
    NUMBERS.get(lower).copied()
}

/// A weekday by its English name, whole or cut to three letters or more.
fn weekday(lower: &str) -> Option<Weekday> {
    let is_meant = |name: &str| lower.len() >= 3 && name.starts_with(lower);
    WEEKDAYS.iter().find(|(name, _)| is_meant(name)).map(|(_, weekday)| *weekday)
}

/// Whether the words are a weekday.
pub(super) fn is_weekday(words: &str) -> bool {
    let word = words.trim_matches(|c: char| !c.is_alphabetic());
    weekday(&word.to_lowercase()).is_some()
}
