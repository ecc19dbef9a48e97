//! Files packed by zstd, in one frame or several.

use std::io::{self, Read};

use ruzstd::decoding::StreamingDecoder;

use super::super::reading::{File, Reading};

pub(crate) fn read(file: File<'_>, reading: &mut Reading<'_>) {
    if let Some(bytes) = reading.unpack(file.key, Frames { rest: file.bytes, open: None }) {
        reading.unpacked(file, ".zst", &bytes);
    }
}

/// The frames of a file one after the other.
struct Frames<'a> {
    rest: &'a [u8],
    open: Option<StreamingDecoder<&'a [u8], ruzstd::decoding::FrameDecoder>>,
}

impl Read for Frames<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(open) = &mut self.open else {
                if self.rest.is_empty() {
                    return Ok(0);
                }
                self.open = Some(StreamingDecoder::new(self.rest).map_err(io::Error::other)?);
                continue;
            };
            let n = open.read(into)?;
            if n > 0 || into.is_empty() {
                return Ok(n);
            }
            self.rest = open.get_ref();
            self.open = None;
        }
    }
}
