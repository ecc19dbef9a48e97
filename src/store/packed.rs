//! Numbers and words packed into few bytes, as the library keeps what it never searches by SQL.
//!
//! Numbers are written seven bits a byte, the low ones first (LEB128), or where there are very many of them in as few
//! bits as they need. What was cut short or overwritten reads as zeros and empty words: a damaged file gives wrong
//! answers, never a crash.

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

/// Bits being written, the low ones of a byte first.
#[derive(Debug, Default)]
pub(super) struct BitPacker {
    bytes: Vec<u8>,
    /// Bits that do not fill four bytes yet, and how many.
    rest: u64,
    n_rest: u32,
}

/// Bits of a width.
const WIDTH: u32 = 5;

impl BitPacker {
    /// For so many entries.
    pub(super) fn of(count: usize) -> Self {
        let mut head = Packer::default();
        head.number(count as u64);
        Self { bytes: head.0, ..Self::default() }
    }

    /// The width of numbers that follow, below 32.
    pub(super) fn width(&mut self, width: u32) {
        self.bits(width.into(), WIDTH);
    }

    /// The low bits of a number, 32 at most.
    pub(super) fn bits(&mut self, number: u64, width: u32) {
        self.rest |= (number & ((1 << width) - 1)) << self.n_rest;
        self.n_rest += width;
        if self.n_rest >= 32 {
            self.bytes.extend_from_slice(&(self.rest as u32).to_le_bytes());
            self.rest >>= 32;
            self.n_rest -= 32;
        }
    }

    /// A number of which the low `width` bits come as they are and the rest as so many ones and a zero (Rice and Plaunt
    /// 1971): the shortest for numbers that are mostly about `1 << width`.
    pub(super) fn rice(&mut self, number: u64, width: u32) {
        let mut ones = number >> width;
        while ones > 31 {
            self.bits(u64::MAX, 32);
            ones -= 32;
        }
        self.bits((1 << ones) - 1, ones as u32 + 1);
        self.bits(number, width);
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        let n_bytes = self.n_rest.div_ceil(8) as usize;
        self.bytes.extend(self.rest.to_le_bytes().iter().take(n_bytes));
        self.bytes
    }
}

/// The width for [`BitPacker::rice`] of `count` numbers that add up to `sum`.
pub(super) fn rice_width(sum: u64, count: u64) -> u32 {
    (sum / count.max(1)).checked_ilog2().unwrap_or(0).min(31)
}

/// Bits being read.
#[derive(Clone, Debug)]
pub(super) struct BitUnpacker<'a> {
    bytes: &'a [u8],
    rest: u64,
    n_rest: u32,
}

impl<'a> BitUnpacker<'a> {
    /// How many entries follow, of which each has so many bits at least, and what they are read from.
    pub(super) fn of(packed: &'a [u8], least: u64) -> (u64, Self) {
        let mut head = Unpacker(packed);
        let count = head.number();
        let bytes = head.0;
        (count.min(8 * bytes.len() as u64 / least), Self { bytes, rest: 0, n_rest: 0 })
    }

    /// As it was written by [`BitPacker::width`].
    pub(super) fn width(&mut self) -> u32 {
        self.bits(WIDTH) as u32
    }

    /// Makes at least 32 bits ready; zeros after the end.
    fn fill(&mut self) {
        if self.n_rest < 32 {
            let next = match self.bytes.split_first_chunk::<4>() {
                Some((four, rest)) => {
                    self.bytes = rest;
                    *four
                }
                None => {
                    let mut four = [0; 4];
                    self.bytes.iter().zip(&mut four).for_each(|(byte, at)| *at = *byte);
                    self.bytes = &[];
                    four
                }
            };
            self.rest |= u64::from(u32::from_le_bytes(next)) << self.n_rest;
            self.n_rest += 32;
        }
    }

    /// A number of so many bits, 32 at most.
    pub(super) fn bits(&mut self, width: u32) -> u64 {
        self.fill();
        let number = self.rest & ((1 << width) - 1);
        self.rest >>= width;
        self.n_rest -= width;
        number
    }

    /// As it was written by [`BitPacker::rice`].
    pub(super) fn rice(&mut self, width: u32) -> u64 {
        let mut high = 0;
        loop {
            self.fill();
            let ones = self.rest.trailing_ones().min(self.n_rest);
            self.rest = self.rest.checked_shr(ones).unwrap_or(0);
            self.n_rest -= ones;
            high += u64::from(ones);
            if self.n_rest > 0 {
                break;
            }
        }
        self.bits(1);
        high << width | self.bits(width)
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

    #[test]
    fn bits_are_read_as_they_were_and_zeros_after_their_end() {
        let numbers: Vec<u64> = (0..200).map(|n: u64| n * n * n % 1009 * (1 + n % 7)).collect();
        let mut packed = BitPacker::of(numbers.len());
        packed.width(31);
        for (width, &number) in (0..).zip(&numbers) {
            packed.rice(number, width % 13);
            packed.bits(number, 13);
            packed.bits(u64::from(u32::MAX), width % 33);
        }
        let packed = packed.finish();
        let (count, mut read) = BitUnpacker::of(&packed, 14);
        assert_eq!((count, read.width()), (200, 31));
        for (width, &number) in (0..).zip(&numbers) {
            assert_eq!((read.rice(width % 13), read.bits(13)), (number, number));
            assert_eq!(read.bits(width % 33), (1 << (width % 33)) - 1);
        }
        assert_eq!((read.bits(32), read.rice(5), read.bits(0)), (0, 0, 0));
        for length in 0..6 {
            // Nothing but ones: the end is the end.
            let mut ones = vec![255; length + 1];
            ones[0] = 99;
            let (count, mut read) = BitUnpacker::of(&ones, 3);
            assert_eq!((count, read.rice(0)), (8 * length as u64 / 3, 8 * length as u64));
        }
        assert_eq!(
            [(0, 0), (7, 9), (90, 9), (u64::MAX, 1)].map(|(s, n)| rice_width(s, n)),
            [0, 0, 3, 31]
        );
    }
}
