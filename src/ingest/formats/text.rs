//! Plain text.

use super::super::reading::{File, Reading};
use super::super::{decode, structure};

pub(super) fn read(file: File<'_>, reading: &mut Reading<'_>) {
    let text = reading.decoded(file, decode::text(file.bytes));
    if !text.trim().is_empty() && reading.takes(file.key, text.len()) {
        reading.article(structure(file.key, text));
    }
}
