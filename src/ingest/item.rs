//! An article told by its fields, as feeds, tables, messages and records give them.

use super::{dates, markup, shape, structure};
use crate::model::{Article, PassageKind, PrintedDate};
use crate::text::Span;

use super::markup::Block;
use super::shape::squeezed;

/// The fields of an article, as they are written there.
#[derive(Clone, Debug, Default)]
pub(super) struct Item {
    /// By which the same article is found in a later version of the file.
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    /// What stands between the title and the text.
    pub(super) standfirst: Option<String>,
    pub(super) body: Body,
    pub(super) author: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) date: Option<String>,
    pub(super) url: Option<String>,
    /// Language and place it is written for: `en-GB`.
    pub(super) locale: Option<String>,
}

/// The text of an item.
#[derive(Clone, Debug)]
pub(super) enum Body {
    /// Paragraphs as in a text file.
    Text(String),
    /// Markup, without a page around it.
    Html(String),
    /// Paragraphs that are known as such.
    Blocks(Vec<Block>),
}

impl Default for Body {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl Body {
    /// Text that may be markup: a field does not tell.
    pub(super) fn of_either(text: String) -> Self {
        if is_markup(&text) { Self::Html(text) } else { Self::Text(text) }
    }

    /// How long it is as it is written, in bytes.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Text(text) | Self::Html(text) => text.len(),
            Self::Blocks(blocks) => blocks.iter().map(|block| block.text.len()).sum(),
        }
    }

    /// Whether nothing of it is shown.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::Html(html) => markup::blocks(html).is_empty(),
            Self::Blocks(blocks) => blocks.is_empty(),
        }
    }

    fn blocks(self) -> Result<Vec<Block>, String> {
        match self {
            Self::Text(text) => Err(text),
            Self::Html(html) => Ok(markup::blocks(&html)),
            Self::Blocks(blocks) => Ok(blocks),
        }
    }
}

/// Whether a text holds the tags that stand in articles.
fn is_markup(text: &str) -> bool {
    const TAGS: [&str; 9] = ["p", "br", "div", "a", "h2", "ul", "blockquote", "img", "figure"];
    let mut tags = markup::events(text).filter_map(|event| match event {
        markup::Event::Open(tag) => Some(tag),
        _ => None,
    });
    tags.any(|tag| TAGS.iter().any(|name| tag.is(name)))
}

impl Item {
    /// The fields of an article that is known, without what belongs to its page.
    pub(super) fn of(article: &Article) -> Self {
        let own = article
            .passages
            .iter()
            .filter(|passage| !matches!(passage.kind, PassageKind::Furniture | PassageKind::Title));
        let text: Vec<&str> = own.map(|passage| passage.span.of(&article.text)).collect();
        Self {
            title: Some(article.title.clone()),
            body: Body::Text(text.join("\n\n")),
            author: article.author.clone(),
            publisher: article.publisher.clone(),
            date: article.date.as_ref().map(|date| date.printed.clone()),
            url: article.url.clone(),
            ..Self::default()
        }
    }

    /// It as a JSON object with fields that are known again.
    pub(super) fn to_json(&self) -> String {
        let (name, body) = match &self.body {
            Body::Html(html) => ("html", html.clone()),
            Body::Text(text) => ("text", text.clone()),
            Body::Blocks(blocks) => {
                let texts: Vec<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
                ("text", texts.join("\n\n"))
            }
        };
        // An entry that is but a headline has that as its text.
        let body = if self.body.is_empty() { self.title.clone().unwrap_or_default() } else { body };
        let mut object = serde_json::Map::new();
        for (name, value) in [
            ("id", self.id.clone()),
            ("url", self.url.clone()),
            ("title", self.title.clone()),
            ("author", self.author.clone()),
            ("publisher", self.publisher.clone()),
            ("date", self.date.clone()),
            ("language", self.locale.clone()),
            (name, Some(body)),
        ] {
            object.extend(value.map(|value| (name.to_owned(), value.into())));
        }
        serde_json::Value::Object(object).to_string()
    }

    /// Its key in a file of several: by its own number there, else by its address, else by its place from 1.
    pub(super) fn key_in(&self, file: &str, place: usize) -> String {
        let mut own = [&self.id, &self.url].into_iter().flatten().map(|own| own.trim());
        match own.find(|own| !own.is_empty() && own.len() <= 500) {
            Some(own) => format!("{file}#{own}"),
            None => format!("{file}#{place}"),
        }
    }

    /// The article, under `key`; `None` where there is neither a title nor a text.
    pub(super) fn article(self, key: &str) -> Option<Article> {
        let title = self.title.as_deref().and_then(plain);
        let standfirst = self.standfirst.as_deref().and_then(plain);
        let mut head: Vec<Block> = Vec::new();
        if let Some(text) = standfirst.filter(|text| Some(text) != title.as_ref()) {
            head.push(Block { text, kind: PassageKind::Standfirst, is_main_heading: false });
        }
        let (text, known) = match self.body.blocks() {
            Ok(blocks) => {
                head.extend(blocks);
                lay_out(title.as_deref(), &head)
            }
            Err(body) => lay_out_text(title.as_deref(), &head, &body),
        };
        if text.trim().is_empty() {
            return None;
        }
        let mut article = structure::with_known_kinds(key, text, &known);
        article.title = title.unwrap_or(article.title);
        let given = |field: Option<String>| field.as_deref().and_then(plain);
        article.author = given(self.author).and_then(|author| name(&author)).or(article.author);
        article.publisher = given(self.publisher).or(article.publisher);
        article.date = given(self.date).and_then(|date| given_date(&date)).or(article.date);
        article.url = self.url.as_deref().and_then(web_address).or(article.url);
        Some(article)
    }
}

/// A field of one line without tags, entities and blanks around; `None` where nothing is left.
pub(super) fn plain(field: &str) -> Option<String> {
    let has_markup = field.contains('<') || field.contains('&');
    if has_markup { filled(&words_of(field)) } else { filled(field) }
}

fn words_of(field: &str) -> String {
    let blocks = markup::blocks(field);
    squeezed(&blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join(" "))
}

/// The title, the head and the text as paragraphs; a title that the text repeats stands once.
fn lay_out_text(
    title: Option<&str>,
    head: &[Block],
    body: &str,
) -> (String, Vec<(Span, PassageKind)>) {
    let (mut text, known) = lay_out(title, head);
    let body = body.trim();
    let first = body.lines().next().unwrap_or("");
    let body = match title {
        Some(title) if squeezed(first) == title => body.get(first.len()..).unwrap_or(""),
        _ => body,
    };
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(body.trim_start());
    (text, known)
}

/// Reads what a field gives as a date: as printed, eight digits, or seconds or milliseconds since 1970.
pub(super) fn given_date(given: &str) -> Option<PrintedDate> {
    let is_number = given.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && matches!(given.len(), 9..=10 | 12..=13) {
        let number: i64 = given.parse().ok()?;
        let seconds = if given.len() > 10 { number / 1000 } else { number };
        let day = jiff::Timestamp::from_second(seconds).ok()?.strftime("%Y-%m-%d").to_string();
        return Some(PrintedDate { printed: given.to_owned(), ..dates::find(&day)?.date });
    }
    let digits = given.get(..8).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let Some(digits) = digits else { return Some(dates::find(given)?.date) };
    let spaced = format!("{}-{}-{}", digits.get(..4)?, digits.get(4..6)?, digits.get(6..8)?);
    Some(PrintedDate { printed: given.to_owned(), ..dates::find(&spaced)?.date })
}

/// Joins the blocks to one text, the title first, and tells what their elements said they are.
pub(super) fn lay_out(title: Option<&str>, blocks: &[Block]) -> (String, Vec<(Span, PassageKind)>) {
    let mut text = String::new();
    let mut known = Vec::new();
    if let Some(title) = title {
        text.push_str(title);
        known.push((Span::at(0, text.len()), PassageKind::Title));
    }
    for (at, block) in blocks.iter().enumerate() {
        if at < 4 && title.is_some_and(|title| title == shape::squeezed(&block.text)) {
            continue;
        }
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(&block.text);
        if block.kind != PassageKind::Body {
            known.push((Span::at(start, text.len()), block.kind));
        }
    }
    (text, known)
}

/// A line without blanks around and squeezed within; `None` for an empty one.
pub(super) fn filled(text: &str) -> Option<String> {
    Some(shape::squeezed(text)).filter(|text| !text.is_empty())
}

/// An address of the web; `None` for anything else.
pub(super) fn web_address(url: &str) -> Option<String> {
    let url = url.trim();
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    (is_web && !url.contains(char::is_whitespace)).then(|| url.to_owned())
}

/// The author without "By"; `None` for an address or a paragraph.
pub(super) fn name(author: &str) -> Option<String> {
    let author = author.trim();
    let bare =
        ["By ", "by ", "BY "].iter().find_map(|by| author.strip_prefix(by)).unwrap_or(author);
    let is_name = bare.len() <= 120 && !bare.contains("://") && bare.contains(char::is_alphabetic);
    is_name.then(|| bare.trim().to_owned())
}
