//! Dates in the forms of many papers.

use super::dates::{find, read_line};

#[track_caller]
fn check(line: &str, day: u8, month: u8, year: i16) {
    let some = |number: u8| (number > 0).then_some(number);
    let found = find(line).map(|found| (found.date.day, found.date.month, found.date.year));
    assert_eq!(found, Some((some(day), some(month), (year > 0).then_some(year))), "{line}");
}

#[test]
fn dates_as_they_are_printed() {
    check("Friday 16/10/2015", 16, 10, 2015);
    check("10/16/2015", 16, 10, 2015);
    check("October 21", 21, 10, 0);
    check("21 Oct 2015", 21, 10, 2015);
    check("2015-10-21T10:30:00Z", 21, 10, 2015);
    check("2015/10/21", 21, 10, 2015);
    check("Oct. 21, 2015", 21, 10, 2015);
    check("OCTOBER 21ST, 2015", 21, 10, 2015);
    check("21st of October 2015", 21, 10, 2015);
    check("21-Oct-2015", 21, 10, 2015);
    check("21.10.2015", 21, 10, 2015);
    check("1.2.15", 1, 2, 2015);
    check("21. Oktober 2015", 21, 10, 2015);
    check("21 de octubre de 2015", 21, 10, 2015);
    check("1er mars 2015", 1, 3, 2015);
    check("21 октября 2015 года", 21, 10, 2015);
    check("2015年10月21日", 21, 10, 2015);
    check("October 2015", 0, 10, 2015);
    check("Wed, 21 Oct 2015 10:30:00 GMT", 21, 10, 2015);
    check("Jan 3", 3, 1, 0);
    check("May 3, 2015", 3, 5, 2015);
}

#[test]
fn a_doubtful_order_is_decided_by_what_stands_beside_it() {
    check("3/4/2015", 0, 0, 2015);
    check("4/4/2015", 4, 4, 2015);
    check("Friday 3/4/2015", 3, 4, 2015);
    check("Wednesday 3/4/2015", 4, 3, 2015);
    check("3/4/2015 9:30 PM EDT", 4, 3, 2015);
    check("3/4/2015 21:30 BST", 3, 4, 2015);
    check("3.4.2015", 3, 4, 2015);
}

#[test]
fn what_is_no_date() {
    for line in [
        "",
        "2015",
        "31/31/2015",
        "30 February",
        "v2015-10-21",
        "may 3 of them",
        "1/2",
        "1.2.3.2015x",
        "room 101",
        "3 people",
        "set 3 out",
        "99999999999999999999/1/2015",
    ] {
        assert_eq!(find(line), None, "{line}");
    }
}

#[test]
fn lines_that_only_say_when() {
    for line in [
        "Friday 16/10/2015",
        "Published: 12 May 2015 10:30 GMT",
        "5 hours ago",
        "6 min read",
        "(March 20, 2007) - -",
        "UPDATED 05 / 03 / 2013 at 11:00 AM EDT",
        "Publié le 3 décembre 2018 à 18h05",
        "Reuters Sep 18, 2013, 02.16PM IST",
        "May 3rd, 2013 2: 00pm EDT",
        "21 October 2015",
    ] {
        assert!(read_line(line).is_some(), "{line}");
    }
    for line in [
        "",
        "He was born on 3 May 1950.",
        "3 of 5",
        "Elections on 3 May",
        "12:30",
        "Seacom restored: 4 November 2011",
        "The first of May",
        "March 3, 2015: the day it rained",
        "1 2 3",
    ] {
        assert!(read_line(line).is_none(), "{line}");
    }
    let update = read_line("Last updated: 3 May 2015").expect("a date line");
    assert!(update.is_update && update.is_labelled);
    let agency = read_line("Reuters Sep 18, 2013").and_then(|line| line.agency);
    assert_eq!(agency.as_deref(), Some("Reuters"));
}
