//! Feeds: RSS, Atom and JSON Feed, one article an entry.

use feed_rs::model::{Entry, Text};

use super::super::item::{Body, Item, plain};
use super::super::reading::{File, Reading};

pub(super) fn read(file: File<'_>, reading: &mut Reading<'_>) {
    let feed = match feed_rs::parser::parse(file.bytes) {
        Ok(feed) => feed,
        Err(error) => return reading.fault(file.key, None, format!("not a valid feed: {error}")),
    };
    let publisher = feed.title.as_ref().and_then(|title| plain(&title.content));
    for (place, entry) in (1..).zip(feed.entries) {
        let item = Item { publisher: publisher.clone(), ..item(entry) };
        let key = item.key_in(file.key, place);
        reading.item(&key, item);
    }
}

fn item(entry: Entry) -> Item {
    let content = entry.content.and_then(|content| content.body).map(Body::of_either);
    let summary = entry.summary.map(|text: Text| text.content);
    let (body, standfirst) = match content.filter(|body| !body.is_empty()) {
        Some(body) => (body, None),
        None => (summary.map(Body::of_either).unwrap_or_default(), None),
    };
    let page =
        entry.links.iter().find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"));
    let authors: Vec<String> = entry.authors.into_iter().filter_map(|author| author.name).collect();
    Item {
        id: Some(entry.id),
        title: entry.title.map(|title| title.content),
        standfirst,
        body,
        author: Some(authors.join(", ")),
        publisher: None,
        date: entry.published.or(entry.updated).map(|date| date.format("%Y-%m-%d").to_string()),
        url: page.or(entry.links.first()).map(|link| link.href.clone()),
    }
}
