//! The formats of news agencies: NITF and NewsML-G2 (IPTC).

use roxmltree::{NS_XML_URI, Node};

use super::super::decode;
use super::super::item::{Body, Item};
use super::super::markup::Block;
use super::super::reading::{File, Reading};
use super::xml::{self, within, words};
use crate::model::PassageKind;

pub(super) fn read(file: File<'_>, reading: &mut Reading<'_>) {
    let text = reading.decoded(file, decode::page(file.bytes));
    let Some(document) = xml::parsed(file, &text, reading) else { return };
    let named = |name: &'static str| {
        document.descendants().filter(move |node| node.tag_name().name() == name)
    };
    let mut items: Vec<Item> = named("newsItem").map(news_item).collect();
    if items.is_empty() {
        items.extend(named("nitf").map(nitf));
    }
    let is_only = items.len() == 1;
    for (place, item) in (1..).zip(items) {
        let key = if is_only { file.key.to_owned() } else { item.key_in(file.key, place) };
        reading.item(&key, item);
    }
}

/// An item of NewsML-G2; its text stands as NITF or as a page in it.
fn news_item(node: Node<'_, '_>) -> Item {
    let field = |name| within(node, name).map(words).filter(|words| !words.is_empty());
    let inner = within(node, "contentSet").map(nitf).unwrap_or_default();
    let provider = within(node, "provider").and_then(|provider| {
        let name = within(provider, "name").map(words);
        name.or_else(|| provider.attribute("literal").map(ToOwned::to_owned))
    });
    let date = ["contentCreated", "firstCreated", "versionCreated"].into_iter().find_map(field);
    Item {
        id: node.attribute("guid").map(ToOwned::to_owned),
        title: field("headline").or(inner.title),
        author: field("by").or(inner.author),
        publisher: provider.or(inner.publisher),
        date: date.or(inner.date),
        ..inner
    }
}

/// NITF, whole or as a part of something else.
fn nitf(node: Node<'_, '_>) -> Item {
    let field = |name| within(node, name).map(words).filter(|words| !words.is_empty());
    let attribute = |name, attribute| {
        within(node, name).and_then(|node| node.attribute(attribute)).map(ToOwned::to_owned)
    };
    let content = within(node, "body.content").or(within(node, "body")).unwrap_or(node);
    let dateline = field("dateline");
    let mut blocks: Vec<Block> =
        content.descendants().filter_map(|node| block(node, content)).collect();
    let first = blocks.iter_mut().find(|block| block.kind == PassageKind::Body);
    if let (Some(dateline), Some(first)) = (dateline, first)
        && !first.text.starts_with(&dateline)
    {
        first.text = format!("{dateline} – {}", first.text);
    }
    let publisher = field("distributor").or_else(|| attribute("doc.copyright", "holder"));
    Item {
        id: attribute("doc-id", "id-string"),
        title: field("hl1").or_else(|| field("title")),
        standfirst: field("hl2").or_else(|| field("abstract")),
        author: field("byline"),
        date: attribute("date.issue", "norm").or_else(|| field("story.date")),
        body: Body::Blocks(blocks),
        publisher,
        url: None,
        locale: node
            .ancestors()
            .find_map(|node| node.attribute((NS_XML_URI, "lang")))
            .map(ToOwned::to_owned),
    }
}

/// A paragraph under `content`; none for what stands in another paragraph.
fn block(node: Node<'_, '_>, content: Node<'_, '_>) -> Option<Block> {
    const PARAGRAPHS: [&str; 9] =
        ["p", "hl2", "h2", "h3", "li", "td", "caption", "media-caption", "credit"];
    let name = node.tag_name().name();
    let above = || node.ancestors().skip(1).take_while(|above| *above != content);
    if !PARAGRAPHS.contains(&name) || above().any(|n| PARAGRAPHS.contains(&n.tag_name().name())) {
        return None;
    }
    let is_in = |name: &str| above().any(|node| node.tag_name().name() == name);
    let kind = match name {
        "caption" | "media-caption" | "credit" => PassageKind::Caption,
        _ if is_in("media") => PassageKind::Caption,
        _ if is_in("bq") || is_in("blockquote") => PassageKind::Quote,
        _ => PassageKind::Body,
    };
    let text = Some(words(node)).filter(|text| !text.is_empty())?;
    Some(Block { text, kind, is_main_heading: false })
}
