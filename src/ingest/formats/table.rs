//! Tables with a header: values between commas, semicolons or tabs (CSV, TSV), one article a row.

use super::super::reading::{File, Reading};
use super::super::{decode, fields};

pub(super) fn read(file: File<'_>, reading: &mut Reading<'_>) {
    let text = reading.decoded(file, decode::text(file.bytes));
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(delimiter(&text))
        .flexible(true)
        .from_reader(text.as_bytes());
    let names: Vec<String> = match rows.headers() {
        Ok(names) => names.iter().map(ToOwned::to_owned).collect(),
        Err(error) => return reading.fault(file.key, None, format!("not a table: {error}")),
    };
    let mut n_taken = 0;
    for (place, row) in (1..).zip(rows.records()) {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                let place = error.position().map(|at| format!("line {}", at.line()));
                reading.fault(file.key, place, format!("not a row: {error}"));
                continue;
            }
        };
        let values = names.iter().cloned().zip(row.iter().map(ToOwned::to_owned));
        let Some(item) = fields::item(&values.collect::<Vec<_>>()) else { continue };
        let key = item.key_in(file.key, place);
        n_taken += usize::from(reading.item(&key, item));
        if reading.is_full() {
            return;
        }
    }
    if n_taken == 0 {
        let why = "a table without articles: no column of its first row is called `text`, `body` or the like";
        reading.fault(file.key, None, why);
    }
}

/// What stands between the values of the first line.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or("");
    let most = [b',', b'\t', b';', b'|'].into_iter().max_by_key(|&sign| {
        (first.bytes().filter(|&byte| byte == sign).count(), u8::from(sign == b','))
    });
    most.unwrap_or(b',')
}
