//! Files packed by bzip2, as the dumps of wikis are; several packed ones after each other unpack to one.

use bzip2::read::MultiBzDecoder;

use super::super::reading::{File, Reading};

pub(crate) fn read(file: File<'_>, reading: &mut Reading<'_>) {
    if let Some(bytes) = reading.unpack(file.key, MultiBzDecoder::new(file.bytes)) {
        reading.unpacked(file, ".bz2", &bytes);
    }
}
