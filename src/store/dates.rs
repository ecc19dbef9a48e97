//! Reads dates from the columns of a row.

use rusqlite::Row;

use crate::model::PrintedDate;

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
