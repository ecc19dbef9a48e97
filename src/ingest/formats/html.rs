//! Saved web pages: the article in a page, and what the page says about it in its head.
//!
//! The article is found by `dom_smoothie`, an implementation of Mozilla's Readability. Where that finds
//! nothing, or the page is too deep or too large for a tree, everything visible is taken and what belongs to
//! the page is labelled. The text is one paragraph a line with blank lines between, and its structure is then
//! found as that of any text.

use std::borrow::Cow;

use dom_smoothie::{Config, Readability};

use super::super::item::{filled, given_date, lay_out, name, web_address};
use super::super::markup::{self, Block, Cost, Event, Tag};
use super::super::reading::{File, Reading};
use super::super::{byline, dates, decode, publisher, shape, structure};
use crate::model::{Article, PassageKind};

/// The most a tree is built for. Pages are some dozens deep and have some thousands of tags.
const MOST: Cost = Cost { tags: 400_000, deepest: 400, attributes: 1000, steps: 4_000_000 };
/// A found article shorter than this, in bytes, is weighed against the whole page.
const SCANT: usize = 250;
/// What has fewer words than this may be a label or a button.
const FEW_WORDS: usize = 5;

pub(super) fn read(file: File<'_>, reading: &mut Reading<'_>) {
    let page = reading.decoded(file, decode::page(file.bytes));
    read_page(file.key, &page, None, reading);
}

/// Reads a page that was found at `address`.
pub(super) fn read_page(key: &str, page: &str, address: Option<&str>, reading: &mut Reading<'_>) {
    let head = Head::read(page);
    reading.locale.clone_from(&head.locale);
    if let Some(article) = article(key, page, head) {
        let address = address.and_then(web_address);
        reading.article(Article { url: article.url.clone().or(address), ..article });
    }
}

/// The article of a page; `None` where it shows no text.
fn article(key: &str, page: &str, head: Head) -> Option<Article> {
    let visible = markup::blocks(page);
    let found = Found::by_readability(page).unwrap_or_default();
    let heading = visible.iter().find(|block| block.is_main_heading).map(|block| &*block.text);
    let holder = || visible.iter().rev().find_map(|block| publisher::rights_holder(&block.text));
    let site = found.site.or(head.site).or_else(holder);
    let title = headline(found.title.or(head.title), heading, site.as_deref());
    let title = title.map(|title| shape::first_words(&title, 60));
    let is_enough = size(&found.blocks) >= SCANT.min(size(&visible) / 2).max(1);
    let blocks = if is_enough { with_head(found.blocks, &visible) } else { visible };
    if blocks.is_empty() {
        return None;
    }
    let (text, known) = lay_out(title.as_deref(), &blocks);
    let mut article = structure::with_known_kinds(key, text, &known);
    if let Some(title) = title {
        article.title = title;
    }
    let author = found.author.or(head.author).and_then(|author| name(&author));
    let date = found.date.or(head.date).and_then(|date| given_date(&date));
    article.author = author.or(article.author);
    article.publisher = site.or(article.publisher);
    article.date = date.or(article.date);
    article.url = head.url.or(found.url).or(article.url);
    Some(article)
}

/// With the standfirst and the captions that stand between the main heading and the running text: many pages keep
/// them apart from it, where Readability does not look.
fn with_head(found: Vec<Block>, visible: &[Block]) -> Vec<Block> {
    let mut running = found.iter().filter(|block| shape::words(&block.text) >= FEW_WORDS);
    let Some(first) = running.find(|block| block.kind == PassageKind::Body) else { return found };
    let heading = visible.iter().position(|block| block.is_main_heading);
    let body = visible.iter().position(|block| block.text == first.text);
    let between = heading.zip(body).and_then(|(heading, body)| visible.get(heading + 1..body));
    let is_lost = |block: &&Block| found.iter().all(|known| known.text != block.text);
    let mut blocks = Vec::new();
    for (at, block) in between.unwrap_or_default().iter().enumerate() {
        let kind = match block.kind {
            PassageKind::Body if at == 0 && is_standfirst(&block.text) => PassageKind::Standfirst,
            PassageKind::Caption => PassageKind::Caption,
            _ => continue,
        };
        blocks.extend(Some(block).filter(is_lost).map(|block| Block { kind, ..block.clone() }));
    }
    blocks.extend(found);
    blocks
}

/// Whether what stands below the heading says something, and not who wrote it and when.
fn is_standfirst(text: &str) -> bool {
    let words = shape::words(text);
    let tells_when = words <= 2 * FEW_WORDS && dates::find(text).is_some();
    words >= FEW_WORDS && !tells_when && byline::read(text).is_none()
}

/// Bytes of text that are not part of the page around.
fn size(blocks: &[Block]) -> usize {
    let is_article = |block: &&Block| block.kind != PassageKind::Furniture;
    blocks.iter().filter(is_article).map(|block| block.text.len()).sum()
}

/// What Readability finds.
#[derive(Default)]
struct Found {
    blocks: Vec<Block>,
    title: Option<String>,
    author: Option<String>,
    site: Option<String>,
    date: Option<String>,
    url: Option<String>,
}

impl Found {
    fn by_readability(page: &str) -> Option<Self> {
        let cost = markup::cost(page);
        if !cost.is_within(&MOST) {
            return None;
        }
        let config = Config { char_threshold: SCANT, ..Config::default() };
        let found = Readability::new(page, None, Some(config)).ok()?.parse().ok()?;
        Some(Self {
            blocks: markup::blocks(&found.content),
            title: filled(&found.title),
            author: found.byline.as_deref().and_then(filled),
            site: found.site_name.as_deref().and_then(filled),
            date: found.published_time.as_deref().and_then(filled),
            url: found.url.as_deref().and_then(web_address),
        })
    }
}

/// Names of `<meta>` elements, best first.
const TITLES: [&str; 3] = ["og:title", "twitter:title", "dc.title"];
const AUTHORS: [&str; 5] = ["author", "article:author", "dc.creator", "byl", "parsely-author"];
const SITES: [&str; 3] = ["og:site_name", "publisher", "dc.publisher"];
const LOCALES: [&str; 2] = ["og:locale", "content-language"];
const URLS: [&str; 2] = ["og:url", "twitter:url"];
const DATES: [&str; 12] = [
    "article:published_time",
    "datepublished",
    "og:published_time",
    "parsely-pub-date",
    "dc.date.issued",
    "dc.date",
    "dcterms.created",
    "publish-date",
    "publishdate",
    "pubdate",
    "sailthru.date",
    "date",
];

/// What a page says about itself, Readability or not.
#[derive(Default)]
struct Head {
    title: Option<String>,
    author: Option<String>,
    site: Option<String>,
    date: Option<String>,
    url: Option<String>,
    /// Language and place: `en-GB`.
    locale: Option<String>,
}

impl Head {
    fn read(page: &str) -> Self {
        let mut metas: Vec<(String, String)> = Vec::new();
        let (mut canonical, mut saved_from, mut time, mut title) = (None, None, None, None);
        let mut locale = None;
        let mut is_title = false;
        for event in markup::events(page) {
            match event {
                Event::Open(tag) => {
                    is_title = tag.is("title");
                    if tag.is("meta") {
                        metas.extend(meta(&tag));
                    } else if tag.is("link") && canonical.is_none() && is_canonical(&tag) {
                        canonical = tag.attribute("href").and_then(|url| web_address(&url));
                    } else if tag.is("time") && time.is_none() {
                        time = tag.attribute("datetime").and_then(|date| filled(&date));
                    } else if tag.is("html") && locale.is_none() {
                        locale = ["lang", "xml:lang"].iter().find_map(|name| tag.attribute(name));
                    }
                }
                Event::Text(text) if is_title && title.is_none() => {
                    title = filled(&html_escape::decode_html_entities(text));
                }
                Event::Comment(comment) if saved_from.is_none() => saved_from = saved(comment),
                Event::Text(_) | Event::Comment(_) => {}
                Event::Close(_) => is_title = false,
            }
        }
        let first = |names: &[&str]| {
            let value = |name: &&str| metas.iter().find(|(known, _)| known == name);
            names.iter().find_map(value).map(|(_, value)| value.clone())
        };
        Self {
            title: first(&TITLES).or(title),
            author: first(&AUTHORS),
            site: first(&SITES),
            date: first(&DATES).or(time),
            url: canonical.or_else(|| web_address(&first(&URLS)?)).or(saved_from),
            locale: locale.map(Cow::into_owned).or_else(|| first(&LOCALES)),
        }
    }
}

/// Name, in lower case, and content of a `<meta>` element.
fn meta(tag: &Tag<'_>) -> Option<(String, String)> {
    let name = ["property", "name", "itemprop"].iter().find_map(|kind| tag.attribute(kind))?;
    Some((name.to_lowercase(), filled(&tag.attribute("content")?)?))
}

fn is_canonical(tag: &Tag<'_>) -> bool {
    tag.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"))
}

/// The address browsers note when they save a page: `saved from url=(0042)https://…`.
fn saved(comment: &str) -> Option<String> {
    let is_note = comment.contains("saved from url=") || comment.contains("Page saved with");
    web_address(publisher::url_in(comment).filter(|_| is_note)?)
}

/// The headline: the main heading where the page's title holds it, else the title without the name of the
/// site.
fn headline(title: Option<String>, heading: Option<&str>, site: Option<&str>) -> Option<String> {
    let heading = heading.map(shape::squeezed).filter(|heading| heading.len() <= 400);
    let Some(title) = title else { return heading };
    if let Some(heading) = heading
        && shape::words(&heading) >= 2
        && title.to_lowercase().contains(&heading.to_lowercase())
    {
        return Some(heading);
    }
    let is_site = |name: &str| site.is_some_and(|site| site.eq_ignore_ascii_case(name));
    match publisher::split_site(&title, is_site) {
        Some((headline, _)) => filled(headline),
        None => Some(title),
    }
}
