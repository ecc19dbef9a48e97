//! Feeds: RSS, Atom and JSON Feed, one article an entry.

use std::str::FromStr;

use feed_rs::model::Entry;
use feed_rs::parser::Builder;

use super::super::dates;
use super::super::item::{Body, Item, plain};
use super::super::reading::{File, Reading};

pub(super) fn read(file: File<'_>, reading: &mut Reading<'_>) {
    match items(file.bytes) {
        Ok(items) => {
            for (place, item) in (1..).zip(items) {
                reading.item(&item.key_in(file.key, place), item);
            }
        }
        Err(why) => reading.fault(file.key, None, why),
    }
}

/// The entries of a feed as they stand there, or why it is none.
pub(crate) fn items(bytes: &[u8]) -> Result<Vec<Item>, String> {
    let parser = Builder::new().timestamp_parser(at_noon).build();
    let feed = parser.parse(bytes).map_err(|error| format!("not a valid feed: {error}"))?;
    let publisher = feed.title.as_ref().and_then(|title| plain(&title.content));
    let locale = feed.language;
    let of_feed = |entry: Entry| {
        let locale = entry.language.clone().or_else(|| locale.clone());
        Item { publisher: publisher.clone(), locale, ..item(entry) }
    };
    Ok(feed.entries.into_iter().map(of_feed).collect())
}

/// The day that a date prints, told as its noon: what is late in the evening where it was written is not the day
/// after, as in another zone it would be.
fn at_noon<Time: FromStr>(printed: &str) -> Option<Time> {
    let date = dates::find(printed)?.date;
    let (year, month, day) = (date.year?, date.month?, date.day?);
    format!("{year:04}-{month:02}-{day:02}T12:00:00Z").parse().ok()
}

fn item(entry: Entry) -> Item {
    let content = entry.content.and_then(|content| content.body).map(Body::of_either);
    let summary = || entry.summary.map(|text| Body::of_either(text.content));
    let body = content.filter(|body| !body.is_empty()).or_else(summary).unwrap_or_default();
    let is_page = |rel: &Option<String>| rel.as_deref().is_none_or(|rel| rel == "alternate");
    let page = entry.links.iter().find(|link| is_page(&link.rel)).or(entry.links.first());
    let authors: Vec<String> = entry.authors.into_iter().filter_map(|author| author.name).collect();
    Item {
        id: Some(entry.id),
        title: entry.title.map(|title| title.content),
        body,
        author: Some(authors.join(", ")),
        date: entry.published.or(entry.updated).map(|date| date.format("%Y-%m-%d").to_string()),
        url: page.map(|link| link.href.clone()),
        ..Item::default()
    }
}
