//! Where what was fetched is kept: a folder for each address, and in it a file for each article of a feed, or one for
//! the page. So feeds keep what they no longer list, and a library can be made anew without the network.

use std::path::{Path, PathBuf};

use crate::model::lot;

/// The longest name of a file, in bytes.
const LONGEST_NAME: usize = 200;

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
            let name = escaped(id);
            let name = if name.len() > LONGEST_NAME { format!("{:016x}", lot(id)) } else { name };
            folder.join(name + ".json")
        }
    }
}

/// The key of what is kept of `url` in a file of this name; `None` for what is no article.
pub(super) fn key_of(url: &str, name: &str) -> Option<String> {
    match name.strip_suffix(".json") {
        Some(id) => Some(format!("{url}#{}", unescaped(id))),
        None => (name == "page").then(|| url.to_owned()),
    }
}

/// A text as the name of a file: letters, digits and `-` as they are, other bytes as `%` and their number.
fn escaped(id: &str) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(id.len());
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'-' {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02x}");
        }
    }
    out
}

fn unescaped(name: &str) -> String {
    let mut parts = name.split('%');
    let mut bytes = parts.next().unwrap_or("").as_bytes().to_vec();
    for part in parts {
        let code = part.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.extend(code);
        bytes.extend_from_slice(part.get(2..).unwrap_or("").as_bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
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
