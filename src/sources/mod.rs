//! Walks folders, listens to them, asks the web, and hands the bytes of files on. Knows no format and no library.

mod fetch;
mod kept;
mod mounts;
mod settling;
mod walk;
mod watch;

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

pub use fetch::{Answer, Asked, FetchLimits, Fetched, fetch};
pub use kept::{file_of, folder_of, is_address};
pub use walk::{FoundFile, Walk, walk};
pub use watch::Watch;

/// Returns the key under which the library keeps a source: its absolute path, links resolved.
///
/// # Errors
/// Fails when there is no such file or folder, or its path cannot be written as text.
pub fn source_key(path: &Path) -> io::Result<String> {
    let absolute = path.canonicalize()?;
    absolute
        .into_os_string()
        .into_string()
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "the path is not valid UTF-8"))
}

/// Reads a file, `limit` bytes at most and one more, by which a larger file is told.
///
/// # Errors
/// Fails when the file cannot be opened or read.
pub fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let expected = file.metadata()?.len().min(limit);
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0));
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Says what went wrong with a file, in the words of a fault.
pub fn describe(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => error.to_string().to_lowercase(),
    }
}

/// Writes a path as text; bytes that are none as `\xNN`, so that different names stay different.
fn path_key(path: &Path) -> String {
    text_of(path.as_os_str())
}

fn text_of(name: &OsStr) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(name.len());
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        out.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}

/// The path behind a source's key.
fn key_path(key: &str) -> PathBuf {
    PathBuf::from(key)
}
