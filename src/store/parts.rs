//! Reads the parts that articles are made of from rows: dates and texts.

use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rusqlite::{Connection, OptionalExtension, Row};

use super::packed::{Packer, Unpacker};
use crate::model::{ArticleId, PrintedDate};

/// Reads a date from four columns: as printed, year, month, day.
pub(super) fn date(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<PrintedDate>> {
    let Some(printed) = row.get(at)? else { return Ok(None) };
    let (year, month, day) = (row.get(at + 1)?, row.get(at + 2)?, row.get(at + 3)?);
    Ok(Some(PrintedDate { year, month, day, printed }))
}

/// Reads a date without the words it was printed in from three columns: year, month, day.
pub(super) fn bare_date(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<PrintedDate>> {
    let (year, month, day) = (row.get(at)?, row.get(at + 1)?, row.get(at + 2)?);
    let date = PrintedDate { year, month, day, printed: String::new() };
    Ok(Some(date).filter(|date| *date != PrintedDate::default()))
}

/// Reads the text of an article; empty where there is none.
pub(super) fn text(conn: &Connection, id: ArticleId) -> rusqlite::Result<String> {
    const TEXT: &str = "SELECT text FROM texts WHERE article = ?1";
    let found =
        conn.prepare_cached(TEXT)?.query_row([id.0], |row| unpacked_text(row, 0)).optional()?;
    Ok(found.unwrap_or_default())
}

/// Packs a text: its length, then the text deflated.
pub(super) fn pack_text(text: &str) -> Vec<u8> {
    let mut packed = Packer::default();
    packed.number(text.len() as u64);
    let mut deflating = DeflateEncoder::new(packed.0, Compression::default());
    // Writing into memory does not fail.
    let _ = deflating.write_all(text.as_bytes());
    deflating.finish().unwrap_or_default()
}

/// Reads a packed text from a column.
pub(super) fn unpacked_text(row: &Row<'_>, at: usize) -> rusqlite::Result<String> {
    unpack_text(row.get_ref(at)?.as_blob()?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Blob, error.into())
    })
}

fn unpack_text(packed: &[u8]) -> io::Result<String> {
    let mut packed = Unpacker(packed);
    let length = u64::from(packed.small());
    // A damaged length must not take all memory: deflating makes a thousandth of a text at best.
    let most = (packed.0.len() as u64).saturating_mul(1100);
    let mut text = String::with_capacity(length.min(most) as usize);
    DeflateDecoder::new(packed.0).take(length).read_to_string(&mut text)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_unpacked_as_it_was_and_a_damaged_one_is_no_text() {
        for text in ["", "Łódź", &"All the same. ".repeat(9999)] {
            assert_eq!(unpack_text(&pack_text(text)).unwrap(), text);
        }
        let mut damaged = pack_text("The strikes are reported to have killed 370 people.");
        damaged[4] = !damaged[4];
        assert_ne!(unpack_text(&damaged).ok().as_deref(), Some("The strikes"));
        assert!(unpack_text(&[255, 255, 255, 255, 15, 1, 2]).is_err());
    }
}
