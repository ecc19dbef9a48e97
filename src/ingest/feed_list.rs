//! Lists of feeds: OPML, and files with an address a line, as newsboat keeps them.

use std::fmt::Write;

use html_escape::encode_double_quoted_attribute;
use roxmltree::{Document, ParsingOptions};

use super::decode;
use super::item::web_address;

/// The addresses of feeds that a file lists, each once, in its order; or why it is no list.
///
/// # Errors
/// Says what is wrong with OPML that cannot be read.
pub fn feed_list(bytes: &[u8]) -> Result<Vec<String>, String> {
    let text = decode::page(bytes).text;
    let mut urls: Vec<String> = Vec::new();
    let mut add = |url: Option<String>| {
        if let Some(url) = url.filter(|url| !urls.contains(url)) {
            urls.push(url);
        }
    };
    if text.trim_start().starts_with('<') {
        let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
        let document = Document::parse_with_options(&text, options)
            .map_err(|error| format!("not valid XML: {error}"))?;
        let outlines = document.descendants().filter(|node| node.has_tag_name("outline"));
        let address = |name: &str| name.eq_ignore_ascii_case("xmlUrl");
        for outline in outlines {
            let feed = outline.attributes().find(|attribute| address(attribute.name()));
            add(feed.and_then(|feed| web_address(feed.value())));
        }
    } else {
        for line in text.lines() {
            add(line.split_whitespace().next().and_then(web_address));
        }
    }
    Ok(urls)
}

/// These addresses as OPML.
pub fn opml(urls: &[String]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n<head><title>ibid</title></head>\n<body>\n",
    );
    for url in urls {
        let url = encode_double_quoted_attribute(url);
        let _ = writeln!(out, "<outline type=\"rss\" text=\"{url}\" xmlUrl=\"{url}\"/>");
    }
    out.push_str("</body>\n</opml>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_are_listed_in_either_form() {
        let urls = ["https://a.example/f?x=1&y=2", "http://b.example/\"feed\""].map(str::to_owned);
        assert_eq!(feed_list(opml(&urls).as_bytes()).unwrap(), urls);
        let newsboat =
            "# mine\nhttps://a.example/f \"news\" \"~A\"\n\nhttps://a.example/f\nfile:///etc\n";
        assert_eq!(feed_list(newsboat.as_bytes()).unwrap(), ["https://a.example/f"]);
        let nested = "<opml><body><outline text='x'><outline xmlurl='https://c.example'/></outline></body></opml>";
        assert_eq!(feed_list(nested.as_bytes()).unwrap(), ["https://c.example"]);
        assert!(feed_list(b"<opml><body>").is_err());
    }
}
