//! The days that `date:` means: a year, a month, a day, or from one to another.

/// Days from the first to the last, both included, as numbers that sort like the calendar: `yyyymmdd`, with zeros for
/// what is not printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub from: i32,
    /// The last.
    pub to: i32,
}

/// Reads `2015`, `2015-10`, `2015-10-21`, `2015-10..2015-11`, `2015..`, `..2015`; or says what is wrong.
pub(super) fn days(typed: &str) -> Result<Days, String> {
    let (first, last) = match typed.split_once("..") {
        Some((first, last)) => (first.trim(), last.trim()),
        None => (typed, typed),
    };
    let from = if first.is_empty() { 0 } else { days_of(first)?.from };
    let to = if last.is_empty() { i32::MAX } else { days_of(last)?.to };
    match from <= to && !(first.is_empty() && last.is_empty()) {
        true => Ok(Days { from, to }),
        false => Err("these days end before they begin".to_owned()),
    }
}

/// The days of a year, a month or a day. What is printed without a month stands at the year's beginning, so a year
/// begins at its zeros and a month at its own.
fn days_of(typed: &str) -> Result<Days, String> {
    let parts: Vec<&str> = typed.split('-').collect();
    let number = |at: usize, digits: usize, most: i32| -> Option<i32> {
        let part: &str = parts.get(at)?;
        let is_number = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse().ok().filter(|number| is_number && (1..=most).contains(number))
    };
    let found = match parts.len() {
        1 => number(0, 4, 9999).map(|year| (year * 10_000, year * 10_000 + 9999)),
        2 => number(0, 4, 9999).zip(number(1, 2, 12)).map(|(year, month)| {
            let first = year * 10_000 + month * 100;
            (first, first + 99)
        }),
        3 => number(0, 4, 9999).zip(number(1, 2, 12)).zip(number(2, 2, 31)).map(
            |((year, month), day)| {
                let day = year * 10_000 + month * 100 + day;
                (day, day)
            },
        ),
        _ => None,
    };
    let (from, to) = found.ok_or("a date is written 2015, 2015-10 or 2015-10-21")?;
    Ok(Days { from, to })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_they_are_written() {
        for (typed, from, to) in [
            ("2015", 20_150_000, 20_159_999),
            ("2015-10", 20_151_000, 20_151_099),
            ("2015-10-21", 20_151_021, 20_151_021),
            ("2015-10..2015-11", 20_151_000, 20_151_199),
            ("..2015-02", 0, 20_150_299),
            ("2015..", 20_150_000, i32::MAX),
        ] {
            assert_eq!(days(typed), Ok(Days { from, to }), "{typed}");
        }
        for wrong in ["", "..", "15", "2015-13", "2015-1", "2016..2015", "tuesday", "2015-10-21-1"]
        {
            assert!(days(wrong).is_err(), "{wrong}");
        }
    }
}
