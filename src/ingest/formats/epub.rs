//! Books (EPUB 2 and 3): one article a chapter, in the order of reading.

use percent_encoding::percent_decode_str;

use super::super::archives::zip::{Parts, opened, part};
use super::super::item::{Body, Item};
use super::super::markup;
use super::super::reading::{File, Reading};
use super::xml;

/// A chapter with fewer words than this is a cover, a title page or the like.
const FEW: usize = 30;

pub(super) fn read(file: File<'_>, reading: &mut Reading<'_>) {
    let Some(mut archive) = opened(file, reading) else { return };
    let Some(package) = package(file, &mut archive, reading) else {
        return reading.fault(file.key, None, "an EPUB that does not name its chapters");
    };
    for path in &package.chapters {
        let Some(page) = part(file, &mut archive, path, reading) else {
            reading.fault(file.key, Some(path.clone()), "a chapter that is not in the book");
            continue;
        };
        let blocks = markup::blocks(&page);
        let words = |text: &str| text.split_whitespace().count();
        if blocks.iter().map(|block| words(&block.text)).sum::<usize>() < FEW {
            continue;
        }
        let heading = blocks.first().filter(|block| words(&block.text) < 20);
        let item = Item {
            title: heading.map(|block| block.text.clone()),
            body: Body::Blocks(blocks),
            author: package.author.clone(),
            publisher: package.title.clone(),
            date: package.date.clone(),
            ..Item::default()
        };
        reading.item(&format!("{}#{path}", file.key), item);
    }
}

/// What a book says of itself.
struct Package {
    /// The book's, not a chapter's.
    title: Option<String>,
    author: Option<String>,
    date: Option<String>,
    /// Paths in the archive.
    chapters: Vec<String>,
}

/// Reads the package document, which `META-INF/container.xml` names.
fn package(file: File<'_>, archive: &mut Parts<'_>, reading: &mut Reading<'_>) -> Option<Package> {
    let container = part(file, archive, "META-INF/container.xml", reading)?;
    let container = xml::parsed(file, &container, reading)?;
    let path = container.descendants().find(|node| node.tag_name().name() == "rootfile")?;
    let path = path.attribute("full-path")?.to_owned();
    let text = part(file, archive, &path, reading)?;
    let package = xml::parsed(file, &text, reading)?;
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let first = |name: &str| xml::first(&package, name).map(|node| xml::words(node));
    let nodes = |name: &'static str| {
        package.descendants().filter(move |node| node.tag_name().name() == name)
    };
    let path_of = |id: &str| -> Option<String> {
        let item = nodes("item").find(|item| item.attribute("id") == Some(id))?;
        let is_page = item.attribute("media-type").is_none_or(|media| media.contains("html"));
        let is_contents = item.attribute("properties").is_some_and(|is| is.contains("nav"));
        (is_page && !is_contents).then(|| resolved(folder, item.attribute("href")?)).flatten()
    };
    let chapters = nodes("itemref").filter_map(|chapter| path_of(chapter.attribute("idref")?));
    Some(Package {
        chapters: chapters.collect(),
        title: first("title"),
        author: first("creator"),
        date: first("date"),
    })
}

/// A path written relative to a folder, with `%20` and the like read.
fn resolved(folder: &str, href: &str) -> Option<String> {
    let href = href.split('#').next()?;
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in href.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "" | "." => {}
            part => parts.push(part),
        }
    }
    Some(percent_decode_str(&parts.join("/")).decode_utf8_lossy().into_owned())
}
