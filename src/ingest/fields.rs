//! Which field of a record holds what of an article: tables, JSON and the output of other programs name them
//! in many ways.

use super::item::{Body, Item, plain};

/// A name and a value, as they are written.
pub(super) type Field = (String, String);

/// The names of each field, best first, in lower case and without signs.
const IDS: &str = "id guid uuid docid articleid fingerprint";
const TITLES: &str = "title headline webtitle name heading head subject";
const TEXTS: &str = "text body content articlebody bodytext articletext maintext fulltext contenthtml \
    contenttext html bodyhtml rawtext cleanedtext paragraphs story transcript article";
const STANDFIRSTS: &str =
    "standfirst description summary lead abstract subtitle deck excerpt teaser trailtext";
const DATES: &str = "date published datepublished publishedat publicationdate pubdate publishdate datepublish \
    publishedon webpublicationdate firstpublished created createdat timestamp datetime time year";
const AUTHORS: &str = "author authors byline creator writer by";
const PUBLISHERS: &str = "publisher sitename sourcename sourcehostname hostname publication newspaper outlet \
    site domain source";
const LOCALES: &str = "language lang locale inlanguage";
const ADDRESSES: &str = "url link weburl canonicalurl permalink href uri sourceurl source";

/// Whether a field of this name holds something of an article, so that an object in its place is its value, not a
/// record of its own.
pub(super) fn is_known(name: &str) -> bool {
    let name = bare(name);
    [IDS, TITLES, TEXTS, STANDFIRSTS, DATES, AUTHORS, PUBLISHERS, LOCALES, ADDRESSES]
        .iter()
        .any(|names| names.split_whitespace().any(|known| known == name))
}

/// The article that a record tells; `None` for a record of something else, which has no text.
pub(super) fn item(fields: &[Field]) -> Option<Item> {
    let named = named(fields);
    let text = first(&named, TEXTS).map(Body::of_either).filter(|body| !body.is_empty());
    if let Some(body) = text {
        return Some(with_body(fields, body));
    }
    // The lead alone is a text where a title stands above it.
    let (_, lead) = (first(&named, TITLES)?, first(&named, STANDFIRSTS)?);
    Some(Item { standfirst: None, ..with_body(fields, Body::of_either(lead)) })
}

/// What a record tells of an article whose text is known.
pub(super) fn with_body(fields: &[Field], body: Body) -> Item {
    let named = named(fields);
    let is_address = |value: &&str| value.starts_with("http://") || value.starts_with("https://");
    let is_begun = |lead: &String| match &body {
        Body::Text(text) => plain(lead).is_some_and(|lead| text.trim_start().starts_with(&lead)),
        _ => false,
    };
    Item {
        id: first(&named, IDS),
        title: first(&named, TITLES),
        standfirst: first(&named, STANDFIRSTS).filter(|lead| !is_begun(lead)),
        author: first(&named, AUTHORS),
        publisher: all(&named, PUBLISHERS).find(|value| !is_address(value)).map(ToOwned::to_owned),
        date: first(&named, DATES),
        locale: first(&named, LOCALES),
        url: all(&named, ADDRESSES).find(is_address).map(ToOwned::to_owned),
        body,
    }
}

type Named<'a> = Vec<(String, &'a str)>;

fn named(fields: &[Field]) -> Named<'_> {
    fields.iter().map(|(name, value)| (bare(name), value.as_str())).collect()
}

/// The values of the fields of these names, the best name first.
fn all<'a>(named: &Named<'a>, names: &'static str) -> impl Iterator<Item = &'a str> {
    let of = |name: &'static str| named.iter().filter(move |field| field.0 == name);
    names.split_whitespace().flat_map(of).map(|field| field.1)
}

fn first(named: &Named<'_>, names: &'static str) -> Option<String> {
    all(named, names).find(|value| !value.trim().is_empty()).map(ToOwned::to_owned)
}

/// A name in lower case and without signs: `datePublished` and `date_published` are one.
fn bare(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
