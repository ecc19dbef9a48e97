//! Whether the day or the month comes first in a date like `3/4/2015`, where the line it stands in does not tell.
//!
//! The other dates of the text say it, else the place that the page says it is written for (`en-US`), else the
//! language: of those that are found, English alone is written by people of either habit.

use std::str::FromStr;

use crate::model::{Article, PrintedDate};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    DayFirst,
    MonthFirst,
}

/// Places that write the month first, and such that write the year first or have no one habit.
const MONTH_FIRST: &str = "us ph pr gu";
const UNDECIDED: &str = "ca za ke gh cn tw hk jp kr mn hu lt se";

/// Fills in day and month of the article's date where it leaves them open and the article tells their order;
/// `locale` is what its page says of language and place, as `en-GB`.
pub(super) fn settle(article: &mut Article, locale: Option<&str>) {
    let open = |date: &PrintedDate| date.year.is_some() && date.month.is_none();
    let Some(printed) = article.date.as_ref().filter(|date| open(date)) else { return };
    let Some((first, second)) = pairs(&printed.printed).next() else { return };
    let language = article.language.as_deref();
    let order = of_text(&article.text)
        .or_else(|| of_place(locale?))
        .or_else(|| language.filter(|name| *name != "English").map(|_| Order::DayFirst));
    if let (Some(order), Some(date)) = (order, &mut article.date) {
        let (day, month) = match order {
            Order::DayFirst => (first, second),
            Order::MonthFirst => (second, first),
        };
        (date.day, date.month) = (Some(day), Some(month));
    }
}

/// By the dates of a text that leave no choice; `None` where they contradict each other.
fn of_text(text: &str) -> Option<Order> {
    let orders = || {
        pairs(text).filter_map(|pair| match pair {
            (13..=31, 1..=12) => Some(Order::DayFirst),
            (1..=12, 13..=31) => Some(Order::MonthFirst),
            _ => None,
        })
    };
    let first = orders().next()?;
    orders().all(|order| order == first).then_some(first)
}

fn of_place(locale: &str) -> Option<Order> {
    let place = locale.split(['-', '_']).skip(1).find(|part| part.len() == 2)?.to_lowercase();
    let is_in = |places: &str| places.split(' ').any(|known| known == place);
    match () {
        () if is_in(MONTH_FIRST) => Some(Order::MonthFirst),
        () if is_in(UNDECIDED) => None,
        () => Some(Order::DayFirst),
    }
}

/// The first two numbers of each date of three numbers with the year at the end.
fn pairs(text: &str) -> impl Iterator<Item = (u8, u8)> {
    let runs = text.split(|c: char| !c.is_ascii_digit() && c != '/');
    runs.filter_map(|run| {
        let mut numbers = run.split('/');
        let pair = (small(numbers.next()?)?, small(numbers.next()?)?);
        let year = numbers.next().filter(|year| matches!(year.len(), 2 | 4));
        (year.is_some() && numbers.next().is_none()).then_some(pair)
    })
}

fn small(digits: &str) -> Option<u8> {
    u8::from_str(digits).ok().filter(|number| (1..=31).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::structure;

    #[track_caller]
    fn check(text: &str, language: Option<&'static str>, locale: Option<&str>, want: &str) {
        let mut article = structure("a", text.to_owned());
        article.date = crate::ingest::date("3/4/2015");
        article.language = language.map(Into::into);
        settle(&mut article, locale);
        let date = article.date.unwrap();
        let shown = date.day.zip(date.month).map_or("open".into(), |(d, m)| format!("{d}.{m}."));
        assert_eq!(shown, want, "{text} {language:?} {locale:?}");
        assert_eq!(date.printed, "3/4/2015");
    }

    #[test]
    fn the_order_is_that_of_the_text_then_of_the_place_then_of_the_language() {
        let english = Some("English");
        check("It opened on 21/10/2014.", english, Some("en-US"), "3.4.");
        check("It opened on 10/21/2014.", english, Some("en-GB"), "4.3.");
        check("From 10/21/2014 to 21/10/2014, 1/2/30/4.", english, Some("en-GB"), "3.4.");
        check("It opened.", english, Some("en-US"), "4.3.");
        check("It opened.", english, Some("en_gb"), "3.4.");
        check("It opened.", english, Some("en-Latn-AU"), "3.4.");
        check("It opened.", english, Some("en"), "open");
        check("It opened.", english, Some("en-CA"), "open");
        check("It opened.", english, None, "open");
        check("Sie ist offen.", Some("German"), Some("de"), "3.4.");
        check("It opened.", None, None, "open");
    }

    #[test]
    fn a_date_that_is_told_stays() {
        let mut article = structure("a", "It opened on 21/10/2014.".to_owned());
        article.date = crate::ingest::date("March 4, 2015");
        settle(&mut article, Some("en-GB"));
        assert_eq!(article.date, crate::ingest::date("March 4, 2015"));
    }
}
