//! A half-open range of bytes in one text, and the way from bytes to Unicode code points and back.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A half-open range of UTF-8 bytes in one text, on character borders.
///
/// Texts are limited to 4 GiB; `ingest` refuses far smaller ones already.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// Returns the span of `range`, or `None` when it does not lie in `text` on character borders.
    pub fn new(range: Range<usize>, text: &str) -> Option<Self> {
        text.get(range.clone())?;
        Some(Self { start: u32::try_from(range.start).ok()?, end: u32::try_from(range.end).ok()? })
    }

    /// Returns a span whose borders the caller vouches for: taken from a tokeniser, a search or a
    /// stored record. A wrong one reads as empty text ([`Span::of`]), it never panics.
    pub const fn at(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: if end < start { start as u32 } else { end as u32 } }
    }

    /// First byte.
    pub const fn start(self) -> usize {
        self.start as usize
    }

    /// Byte after the last.
    pub const fn end(self) -> usize {
        self.end as usize
    }

    /// Length in bytes.
    pub const fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span holds nothing.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The bytes as a range.
    pub const fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// Returns the text under the span; empty when the span is not one of this text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }

    /// Whether `other` lies wholly inside.
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the byte at `offset` lies inside.
    pub const fn holds(self, offset: usize) -> bool {
        self.start() <= offset && offset < self.end()
    }

    /// Whether the two share at least one byte.
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Returns the same span in a text that has `by` more bytes before it.
    pub const fn shifted(self, by: usize) -> Self {
        Self::at(self.start() + by, self.end() + by)
    }

    /// Returns the span of `part`, a slice of `text`; `None` when it points elsewhere.
    pub fn of_part(part: &str, text: &str) -> Option<Self> {
        let start = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
        Self::new(start..start + part.len(), text)
    }
}

/// Converts byte offsets of one text to Unicode code points and back, for JSON.
pub struct CodePoints {
    /// Byte offset of every 64th code point.
    marks: Vec<u32>,
    is_ascii: bool,
}

const STRIDE: usize = 64;

impl CodePoints {
    /// Reads `text` once; later conversions cost at most 64 characters each.
    pub fn new(text: &str) -> Self {
        let is_ascii = text.is_ascii();
        let marks = if is_ascii {
            Vec::new()
        } else {
            text.char_indices().step_by(STRIDE).map(|(byte, _)| byte as u32).collect()
        };
        Self { marks, is_ascii }
    }

    /// Returns how many code points lie before the byte `offset` of `text`.
    pub fn of_byte(&self, text: &str, offset: usize) -> usize {
        if self.is_ascii {
            return offset.min(text.len());
        }
        let mark = self.marks.partition_point(|&byte| byte as usize <= offset).saturating_sub(1);
        let from = self.marks.get(mark).map_or(0, |&byte| byte as usize);
        mark * STRIDE
            + text.get(from..).map_or(0, |rest| {
                rest.char_indices().take_while(|(byte, _)| from + byte < offset).count()
            })
    }

    /// Returns the byte offset of the code point `point` of `text`, the text's length for the one
    /// after the last, and `None` beyond.
    pub fn to_byte(&self, text: &str, point: usize) -> Option<usize> {
        if self.is_ascii {
            return (point <= text.len()).then_some(point);
        }
        let from = match self.marks.get(point / STRIDE) {
            Some(&byte) => byte as usize,
            None if point == STRIDE * self.marks.len() => text.len(),
            None => return None,
        };
        let rest = text.get(from..)?;
        let mut left = point % STRIDE;
        for (byte, _) in rest.char_indices() {
            if left == 0 {
                return Some(from + byte);
            }
            left -= 1;
        }
        (left == 0).then_some(text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_stays_on_character_borders() {
        assert_eq!(Span::new(0..1, "é"), None);
        assert_eq!(Span::new(0..2, "é").map(|span| span.of("é")), Some("é"));
        assert_eq!(Span::new(1..4, "abc"), None);
        assert_eq!(Span::at(0, 9).of("abc"), "");
    }

    #[test]
    fn code_points_and_bytes_agree_everywhere() {
        for text in ["", "plain", "naïve – “quoted” 東京", &"añ".repeat(100), &"é".repeat(64)]
        {
            let points = CodePoints::new(text);
            let mut borders: Vec<usize> = text.char_indices().map(|(byte, _)| byte).collect();
            borders.push(text.len());
            for (point, &byte) in borders.iter().enumerate() {
                assert_eq!(points.of_byte(text, byte), point, "{text:?} at byte {byte}");
                assert_eq!(points.to_byte(text, point), Some(byte), "{text:?} at point {point}");
            }
            assert_eq!(points.to_byte(text, borders.len()), None);
        }
    }
}
