//! Reads the parts that articles are made of from rows: dates, spans, mentions, passages, texts.

use std::borrow::Cow;

use rusqlite::{Connection, OptionalExtension, Row};

use super::library::{of_code, rows};
use crate::model::{ArticleId, EntityKind, Form, Mention, Passage, PassageKind, PrintedDate};
use crate::text::Span;

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

/// Reads a span from two columns: first byte, byte after the last.
pub(super) fn span(row: &Row<'_>, at: usize) -> rusqlite::Result<Span> {
    Ok(Span::at(row.get(at)?, row.get(at + 1)?))
}

/// Reads a mention from six columns: start, stop, kind, form, confidence, rule.
pub(super) fn mention(row: &Row<'_>) -> rusqlite::Result<Mention> {
    Ok(Mention {
        span: span(row, 0)?,
        kind: of_code(&EntityKind::ALL, row.get(2)?),
        form: of_code(&Form::ALL, row.get(3)?),
        confidence: row.get(4)?,
        rule: Cow::Owned(row.get(5)?),
    })
}

/// Reads the passages of an article, in order.
pub(super) fn passages(conn: &Connection, id: ArticleId) -> rusqlite::Result<Vec<Passage>> {
    rows(conn, PASSAGES, [id.0], |row| {
        Ok(Passage { span: span(row, 0)?, kind: of_code(&PassageKind::ALL, row.get(2)?) })
    })
}

/// Reads the text of an article; empty where there is none.
pub(super) fn text(conn: &Connection, id: ArticleId) -> rusqlite::Result<String> {
    const TEXT: &str = "SELECT text FROM texts WHERE article = ?1";
    let found = conn.prepare_cached(TEXT)?.query_row([id.0], |row| row.get(0)).optional()?;
    Ok(found.unwrap_or_default())
}

const PASSAGES: &str = "SELECT start, stop, kind FROM passages WHERE article = ?1 ORDER BY ordinal";
