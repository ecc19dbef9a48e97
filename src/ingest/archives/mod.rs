//! What holds files: archives, packed files, mailboxes. Each reader takes the parts out and hands them back to be
//! read as files of their own.

pub(super) mod bzip2;
pub(super) mod gzip;
pub(super) mod mbox;
pub(super) mod tar;
pub(super) mod warc;
pub(super) mod zip;
pub(super) mod zstd;

/// Whether a name in an archive is one that folders hide, or that a system put there for itself.
fn is_hidden(name: &str) -> bool {
    name.split(['/', '\\']).any(|part| part.starts_with('.') && !matches!(part, "." | ".."))
        || name.starts_with("__MACOSX/")
}
