//! Messages: e-mail with what is attached to it, and web pages saved as a message (MHTML).

use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

use super::super::item::{Body, Item};
use super::super::markup;
use super::super::reading::{File, Reading};
use super::html;

pub(super) fn read(file: File<'_>, reading: &mut Reading<'_>) {
    let Some(message) = MessageParser::default().parse(file.bytes) else {
        return reading.fault(file.key, None, "not a valid message");
    };
    if let Some(page) = saved_page(&message) {
        let address = message.header_raw("Snapshot-Content-Location").map(str::trim);
        return html::read_page(file.key, page, address, reading);
    }
    let sender = message.from().and_then(|from| from.first());
    let name = sender.and_then(|sender| sender.name().or(sender.address()));
    let item = Item {
        title: message.subject().map(ToOwned::to_owned),
        author: name.map(ToOwned::to_owned),
        publisher: list_name(&message),
        date: message
            .date()
            .map(|date| format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)),
        body: body(&message),
        ..Item::default()
    };
    reading.item(file.key, item);
    for (place, part) in (1..).zip(message.attachments()) {
        let name =
            part.attachment_name().map_or_else(|| format!("part {place}"), ToOwned::to_owned);
        match &part.body {
            PartType::Message(inner) => reading.part(file.key, &name, inner.raw_message()),
            _ => reading.part(file.key, &name, part.contents()),
        }
    }
}

/// The page in a message that is one: a browser names where it was, or nobody sent it.
fn saved_page<'a>(message: &'a Message<'_>) -> Option<&'a str> {
    let root = message.root_part();
    let is_related = root.content_type().is_some_and(|kind| kind.subtype() == Some("related"));
    let is_snapshot = message.header_raw("Snapshot-Content-Location").is_some();
    let is_sent = message.to().is_some() || message.received().is_some();
    if !is_snapshot && (!is_related || is_sent) {
        return None;
    }
    message.html_bodies().find_map(|part| match &part.body {
        PartType::Html(html) => Some(&**html),
        _ => None,
    })
}

/// The words as written, or, where they were written as a page, as the page shows them: the plain version of a
/// newsletter is often but a hint to look at the other.
fn body(message: &Message<'_>) -> Body {
    let texts = message.text_bodies().filter_map(|part| match &part.body {
        PartType::Text(text) => Some(&**text),
        _ => None,
    });
    let pages = message.html_bodies().filter_map(|part| match &part.body {
        PartType::Html(html) => Some(&**html),
        _ => None,
    });
    let text = texts.collect::<Vec<_>>().join("\n\n");
    let html = pages.collect::<Vec<_>>().join("\n");
    let shown: usize = markup::blocks(&html).iter().map(|block| block.text.len()).sum();
    if text.trim().is_empty() || text.len() * 3 < shown {
        return Body::Html(html);
    }
    Body::Text(text.replace("\r\n", "\n"))
}

/// The name of the mailing list: `The Morning Paper <morning.example.org>`.
fn list_name(message: &Message<'_>) -> Option<String> {
    let given = message.header_raw("List-Id")?.trim();
    let name = given.split('<').next()?.trim().trim_matches('"');
    Some(name.to_owned()).filter(|name| !name.is_empty())
}
