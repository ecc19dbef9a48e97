//! Documents of word processors: Word (DOCX, ECMA-376) and OpenDocument text (ODT).

use roxmltree::Node;

use super::super::archives::zip::{opened, part};
use super::super::item::{Body, Item};
use super::super::markup::Block;
use super::super::reading::{File, Reading};
use super::super::shape::squeezed;
use super::xml;
use crate::model::PassageKind;

pub(super) fn read_docx(file: File<'_>, reading: &mut Reading<'_>) {
    read(file, ["word/document.xml", "docProps/core.xml"], &DOCX, reading);
}

pub(super) fn read_odt(file: File<'_>, reading: &mut Reading<'_>) {
    read(file, ["content.xml", "meta.xml"], &ODT, reading);
}

/// The names of what is looked for.
struct Names {
    paragraphs: &'static [&'static str],
    /// What is left out with all in it: what was deleted, notes of editors.
    unseen: &'static [&'static str],
}

const DOCX: Names = Names {
    paragraphs: &["p"],
    unseen: &["del", "moveFrom", "instrText", "Fallback", "pPr", "rPr"],
};
const ODT: Names = Names {
    paragraphs: &["p", "h"],
    unseen: &["annotation", "tracked-changes", "note-citation", "sequence-decls"],
};

fn read(file: File<'_>, [content, about]: [&str; 2], names: &Names, reading: &mut Reading<'_>) {
    let Some(mut archive) = opened(file, reading) else { return };
    let about = part(file, &mut archive, about, reading);
    let about = about.as_deref().and_then(|text| xml::parsed(file, text, reading));
    let Some(content) = part(file, &mut archive, content, reading) else {
        return reading.fault(file.key, None, "a document without its text");
    };
    let Some(content) = xml::parsed(file, &content, reading) else { return };
    let paragraphs = content.descendants().filter(|node| is_one_of(node, names.paragraphs));
    let blocks: Vec<Block> = paragraphs.filter_map(|node| block(node, names)).collect();
    let field = |name| about.as_ref().and_then(|about| Some(xml::words(xml::first(about, name)?)));
    let titled = blocks.iter().find(|block| block.is_main_heading).map(|block| block.text.clone());
    let named = field("title").filter(|title| blocks.iter().any(|block| block.text == *title));
    let item = Item {
        title: titled.or(named),
        author: field("creator").or_else(|| field("initial-creator")),
        body: Body::Blocks(blocks),
        ..Item::default()
    };
    reading.item(file.key, item);
}

fn is_one_of(node: &Node<'_, '_>, names: &[&str]) -> bool {
    names.contains(&node.tag_name().name())
}

/// A paragraph; `None` for an empty one, and for one that stands in another, which has its words.
fn block(node: Node<'_, '_>, names: &Names) -> Option<Block> {
    let is_unseen = |node: &Node<'_, '_>| is_one_of(node, names.unseen);
    if node
        .ancestors()
        .skip(1)
        .any(|above| is_unseen(&above) || is_one_of(&above, names.paragraphs))
    {
        return None;
    }
    let mut text = String::new();
    for inner in node.descendants() {
        if inner.ancestors().take_while(|above| *above != node).any(|above| is_unseen(&above)) {
            continue;
        }
        match inner.tag_name().name() {
            "tab" | "br" | "cr" | "line-break" | "s" => text.push(' '),
            "noBreakHyphen" => text.push('-'),
            _ if inner.is_text() => text.push_str(inner.text().unwrap_or("")),
            _ => {}
        }
    }
    let text = Some(squeezed(&text)).filter(|text| !text.is_empty())?;
    let style = style(node);
    let has = |word: &str| style.contains(word);
    let kind = match () {
        () if has("subtitle") => PassageKind::Standfirst,
        () if has("caption") => PassageKind::Caption,
        () if has("quot") => PassageKind::Quote,
        () if has("header") || has("footer") => PassageKind::Furniture,
        () => PassageKind::Body,
    };
    let is_main_heading = (has("title") && !has("subtitle")) || has("heading1");
    Some(Block { text, kind, is_main_heading })
}

/// The name of a paragraph's style, in small letters without signs.
fn style(node: Node<'_, '_>) -> String {
    let own = node.attributes().find(|attribute| attribute.name() == "style-name");
    let inner = || {
        let style = node.descendants().find(|node| node.tag_name().name() == "pStyle")?;
        style.attributes().find(|attribute| attribute.name() == "val")
    };
    let name = own.or_else(inner).map_or("", |attribute| attribute.value());
    let is_main = node.attributes().any(|a| a.name() == "outline-level" && a.value() == "1");
    let letters = name.replace("_20_", "").to_lowercase();
    let letters: String = letters.chars().filter(|c| c.is_alphanumeric()).collect();
    if is_main { letters + "heading1" } else { letters }
}
