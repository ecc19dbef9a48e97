//! ZIP archives, and what is one inside: a document's parts by name.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::super::reading::{File, Reading, joined};

pub(crate) fn read(file: File<'_>, reading: &mut Reading<'_>) {
    let Some(mut archive) = opened(file, reading) else { return };
    for at in 0..archive.len() {
        let (part, name) = match archive.by_index(at).and_then(|part| {
            let name = part.name()?.into_owned();
            Ok((part, name))
        }) {
            Ok(named) => named,
            Err(error) => {
                reading.fault(file.key, Some(format!("part {}", at + 1)), said(&error));
                continue;
            }
        };
        if !part.is_file() || super::is_hidden(&name) {
            continue;
        }
        if let Some(bytes) = reading.unpack(&joined(file.key, &name), part) {
            reading.part(file.key, &name, &bytes);
        }
        if reading.is_full() {
            return;
        }
    }
}

/// An open archive.
pub(crate) type Parts<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Opens an archive; a fault says why it cannot be.
pub(crate) fn opened<'a>(file: File<'a>, reading: &mut Reading<'_>) -> Option<Parts<'a>> {
    match ZipArchive::new(Cursor::new(file.bytes)) {
        Ok(archive) => Some(archive),
        Err(error) => {
            reading.fault(file.key, None, said(&error));
            None
        }
    }
}

/// The text of the part of this name; `None` where there is none, and where a fault says why it cannot be read.
pub(crate) fn part(
    file: File<'_>,
    archive: &mut Parts<'_>,
    name: &str,
    reading: &mut Reading<'_>,
) -> Option<String> {
    let part = archive.by_name(name).ok()?;
    let bytes = reading.unpack(&joined(file.key, name), part.take(u64::MAX))?;
    Some(super::super::decode::page(&bytes).text)
}

fn said(error: &zip::result::ZipError) -> String {
    format!("not a sound ZIP archive: {error}")
}
