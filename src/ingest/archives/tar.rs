//! Tar archives.

use super::super::reading::{File, Reading, broken, joined};

pub(crate) fn read(file: File<'_>, reading: &mut Reading<'_>) {
    let mut archive = tar::Archive::new(file.bytes);
    let entries = match archive.entries() {
        Ok(entries) => entries,
        Err(error) => return reading.fault(file.key, None, broken(&error)),
    };
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => return reading.fault(file.key, None, broken(&error)),
        };
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if super::is_hidden(&name) {
            continue;
        }
        if let Some(bytes) = reading.unpack(&joined(file.key, &name), entry) {
            reading.part(file.key, &name, &bytes);
        }
        if reading.is_full() {
            return;
        }
    }
}
