//! Where what was fetched is kept: a folder for each address, and in it a file for each article of a feed, or one for
//! the page. So feeds keep what they no longer list, and a library can be made anew without the network.

use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::model::lot;

/// The longest name of a file, in bytes.
const LONGEST_NAME: usize = 200;

/// What of an id is written as `%` and a number in the name of its file.
const WRITTEN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-');

/// Whether a source is an address of the web.
pub fn is_address(source: &str) -> bool {
    source.starts_with("http://") || source.starts_with("https://")
}

/// The folder of an address among those of `kept`.
pub fn folder_of(kept: &Path, url: &str) -> PathBuf {
    kept.join(format!("{:016x}", lot(url)))
}

/// The file of the article with this id in the folder of its address; without one, of the page.
pub fn file_of(folder: &Path, id: Option<&str>) -> PathBuf {
    match id {
        None => folder.join("page"),
        Some(id) => {
            let name = utf8_percent_encode(id, WRITTEN).to_string();
            let name = if name.len() > LONGEST_NAME { format!("{:016x}", lot(id)) } else { name };
            folder.join(name + ".json")
        }
    }
}

/// The key of what is kept of `url` in a file of this name; `None` for what is no article.
pub(super) fn key_of(url: &str, name: &str) -> Option<String> {
    match name.strip_suffix(".json") {
        Some(id) => Some(format!("{url}#{}", percent_decode_str(id).decode_utf8_lossy())),
        None => (name == "page").then(|| url.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_told_by_its_file() {
        for id in ["https://example.org/a?b=c&d#e", "tag:x,2016:1/..%2f", "Ü-1", "a.json"] {
            let file = file_of(Path::new("/kept/0"), Some(id));
            assert_eq!(file.parent(), Some(Path::new("/kept/0")), "{id}");
            let name = file.file_name().unwrap().to_str().unwrap();
            assert_eq!(key_of("https://x", name), Some(format!("https://x#{id}")));
        }
        let long = file_of(Path::new("/kept"), Some(&"ä".repeat(100)));
        assert!(long.file_name().unwrap().len() < 30);
        assert_eq!(key_of("https://x", "page").as_deref(), Some("https://x"));
        assert_eq!(key_of("https://x", "state"), None);
    }
}
