//! The formats that can be read, one file each. A reader is handed a file and hands on what it finds in it.

mod epub;
pub(super) mod feed;
pub(super) mod html;
mod json;
mod mail;
mod markdown;
mod news;
pub(super) mod newsboat;
mod office;
mod pdf;
mod table;
mod text;
mod webarchive;
mod wiki;
mod xml;

use super::archives::{bzip2, gzip, mbox, tar, warc, zip, zstd};
use super::reading::{File, Reading};

/// A format that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Text,
    Html,
    Markdown,
    Json,
    Table,
    Feed,
    Mail,
    Webarchive,
    Epub,
    Docx,
    Odt,
    Pdf,
    /// NITF or NewsML.
    News,
    Wiki,
    Newsboat,
    Zip,
    Tar,
    Gzip,
    Bzip2,
    Zstd,
    Mbox,
    Warc,
}

impl Format {
    /// Reads a file of this format.
    pub(super) fn read(self, file: File<'_>, reading: &mut Reading<'_>) {
        let read: fn(File<'_>, &mut Reading<'_>) = match self {
            Self::Text => text::read,
            Self::Html => html::read,
            Self::Markdown => markdown::read,
            Self::Json => json::read,
            Self::Table => table::read,
            Self::Feed => feed::read,
            Self::Mail => mail::read,
            Self::Webarchive => webarchive::read,
            Self::Epub => epub::read,
            Self::Docx => office::read_docx,
            Self::Odt => office::read_odt,
            Self::Pdf => pdf::read,
            Self::News => news::read,
            Self::Wiki => wiki::read,
            Self::Newsboat => newsboat::read,
            Self::Zip => zip::read,
            Self::Tar => tar::read,
            Self::Gzip => gzip::read,
            Self::Bzip2 => bzip2::read,
            Self::Zstd => zstd::read,
            Self::Mbox => mbox::read,
            Self::Warc => warc::read,
        };
        read(file, reading);
    }

    /// Whether a file of this format may be without an article and nothing be wrong with it.
    pub(super) const fn may_be_empty(self) -> bool {
        matches!(
            self,
            Self::Feed
                | Self::Wiki
                | Self::Newsboat
                | Self::Zip
                | Self::Tar
                | Self::Mbox
                | Self::Warc
        )
    }
}
