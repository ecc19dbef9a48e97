//! Files packed by zstd, in one frame or several.

use zstd::Decoder;

use super::super::reading::{File, Reading};

pub(crate) fn read(file: File<'_>, reading: &mut Reading<'_>) {
    match Decoder::with_buffer(file.bytes) {
        Ok(frames) => {
            if let Some(bytes) = reading.unpack(file.key, frames) {
                reading.unpacked(file, ".zst", &bytes);
            }
        }
        Err(error) => reading.fault(file.key, None, error.to_string()),
    }
}
