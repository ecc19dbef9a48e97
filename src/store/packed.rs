//! Numbers and words packed into few bytes, as the library keeps what it never searches by SQL.
//!
//! Numbers are written seven bits a byte, the low ones first (LEB128). What was cut short or overwritten reads as zeros
//! and empty words: a damaged file gives wrong answers, never a crash.

/// Bytes being written.
#[derive(Debug, Default)]
pub(super) struct Packer(pub(super) Vec<u8>);

impl Packer {
    pub(super) fn number(&mut self, number: u64) {
        let mut rest = number;
        while rest >= 0x80 {
            self.0.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        self.0.push(rest as u8);
    }

    pub(super) fn word(&mut self, word: &str) {
        self.number(word.len() as u64);
        self.0.extend_from_slice(word.as_bytes());
    }

    pub(super) fn bytes<const N: usize>(&mut self, bytes: [u8; N]) {
        self.0.extend_from_slice(&bytes);
    }
}

/// Bytes being read.
#[derive(Clone, Debug)]
pub(super) struct Unpacker<'a>(pub(super) &'a [u8]);

impl<'a> Unpacker<'a> {
    pub(super) fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn number(&mut self) -> u64 {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let Some((&byte, rest)) = self.0.split_first() else { return 0 };
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
        }
        number
    }

    /// A number that fits into 32 bits; 0 where it does not.
    pub(super) fn small(&mut self) -> u32 {
        u32::try_from(self.number()).unwrap_or(0)
    }

    /// How many items of a byte or more follow.
    pub(super) fn count(&mut self) -> usize {
        let count = usize::try_from(self.number()).unwrap_or(0);
        count.min(self.0.len())
    }

    pub(super) fn word(&mut self) -> &'a str {
        let length = self.count();
        let (word, rest) = self.0.split_at(length);
        self.0 = rest;
        std::str::from_utf8(word).unwrap_or_default()
    }

    pub(super) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let Some((bytes, rest)) = self.0.split_first_chunk() else { return [0; N] };
        self.0 = rest;
        *bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_read_again_and_what_is_cut_short_is_empty() {
        let numbers = [0, 1, 127, 128, 16_383, 16_384, u64::from(u32::MAX), u64::MAX];
        let mut packed = Packer::default();
        numbers.iter().for_each(|&number| packed.number(number));
        packed.word("Łódź");
        packed.bytes([1, 2]);
        let mut read = Unpacker(&packed.0);
        assert_eq!(numbers.map(|_| read.number()), numbers);
        assert_eq!((read.word(), read.bytes(), read.is_at_end()), ("Łódź", [1, 2], true));
        assert_eq!((read.number(), read.small(), read.word(), read.bytes()), (0, 0, "", [0; 4]));
        assert_eq!(Unpacker(&[200]).number(), 0);
        assert_eq!(Unpacker(&[200, 200, 200, 200, 200, 1]).count(), 0);
    }
}
