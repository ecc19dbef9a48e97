//! Files packed by gzip: one file, or several packed ones after each other that unpack to one.

use flate2::read::MultiGzDecoder;

use super::super::reading::{File, Reading};

pub(crate) fn read(file: File<'_>, reading: &mut Reading<'_>) {
    if let Some(bytes) = reading.unpack(file.key, MultiGzDecoder::new(file.bytes)) {
        reading.unpacked(file, ".gz", &bytes);
    }
}
