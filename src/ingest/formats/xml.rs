//! What the readers of XML share.

use roxmltree::{Document, Node, ParsingOptions};

use super::super::reading::{File, Reading};
use super::super::shape::squeezed;

/// The most elements and texts a document may have, and how deep they may stand.
const MOST: u32 = 4_000_000;
const DEEPEST: usize = 200;

/// The tree of a document; a fault says why there is none. What a document type would fill in is left out.
pub(super) fn parsed<'a>(
    file: File<'_>,
    text: &'a str,
    reading: &mut Reading<'_>,
) -> Option<Document<'a>> {
    let options =
        ParsingOptions { allow_dtd: true, nodes_limit: MOST, ..ParsingOptions::default() };
    match Document::parse_with_options(text, options) {
        Ok(document) if is_deep(&document) => {
            reading.fault(file.key, None, format!("nested more than {DEEPEST} deep"));
            None
        }
        Ok(document) => Some(document),
        Err(error) => {
            let at = error.pos();
            let said = error.to_string();
            let what = said.split(" at ").next().unwrap_or(&said);
            let place = Some(format!("line {}", at.row));
            reading.fault(file.key, place, format!("not valid XML: {what}"));
            None
        }
    }
}

fn is_deep(document: &Document<'_>) -> bool {
    let mut depth = 0;
    let mut next = Some(document.root());
    while let Some(node) = next {
        if depth > DEEPEST {
            return true;
        }
        next = node.first_child();
        if next.is_some() {
            depth += 1;
            continue;
        }
        let mut above = Some(node);
        while let Some(node) = above {
            next = node.next_sibling();
            if next.is_some() {
                break;
            }
            above = node.parent();
            depth = depth.saturating_sub(1);
        }
    }
    false
}

/// The first element of this name, whatever its namespace.
pub(super) fn first<'a, 'i>(document: &'a Document<'i>, name: &str) -> Option<Node<'a, 'i>> {
    document.descendants().find(|node| node.tag_name().name() == name)
}

/// The first element of this name under `node`.
pub(super) fn within<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.descendants().find(|node| node.tag_name().name() == name)
}

/// The words in an element and all under it, blanks squeezed.
pub(super) fn words(node: Node<'_, '_>) -> String {
    let texts = node.descendants().filter(Node::is_text).filter_map(|node| node.text());
    squeezed(&texts.collect::<Vec<_>>().join(""))
}
