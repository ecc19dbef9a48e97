//! Which words keep the same company: a frozen table of word vectors learnt from openly licensed texts.

use std::num::NonZero;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{LazyLock, OnceLock};

use rustc_hash::FxHashMap;

/// `assets/passages/company.bin`, as [`super::train::Reader::learn`] writes it.
const TABLE: &[u8] = include_bytes!("../../assets/passages/company.bin");

/// Place of a word's vector in the table, from 1: so it takes no more room where there may be none. The more frequent a
/// word, the lower.
pub(super) type Place = NonZero<u16>;

/// Numbers of a vector; a multiple of 16.
const LENGTH: usize = 48;

#[derive(Default)]
struct Table {
    places: FxHashMap<u32, Place>,
    vectors: Vec<Vector>,
}

static VECTORS: LazyLock<Table> = LazyLock::new(|| read(TABLE).unwrap_or_default());

/// Returns the place of the vector of `stem`, if it has one.
pub(super) fn place(stem: u32) -> Option<Place> {
    VECTORS.places.get(&stem).copied()
}

/// A vector of length 1.
#[derive(Clone, Debug)]
pub(super) struct Vector {
    /// Whole numbers: half the memory, and their products are exact.
    numbers: [i16; LENGTH],
    /// What they are multiplied by.
    scale: f32,
}

/// Cosine from which two words have something to do with each other.
pub(super) const NEAR_FROM: f32 = 0.5;

/// What is known of the words near one.
#[derive(Default)]
struct Row {
    /// With how many passages it was to be compared so far.
    asked: AtomicU32,
    /// A bit for each place.
    bits: OnceLock<Box<[u64]>>,
}

/// By place. One word in ninety is near another, so that nearly all pairs are told by a bit instead of a product of their
/// vectors; and most by the first bits of a row, where the frequent words are.
static NEAR: LazyLock<Vec<Row>> =
    LazyLock::new(|| VECTORS.vectors.iter().map(|_| Row::default()).collect());

/// To find out all words near one takes as long as to multiply it with those of so many passages.
const WORTH_FROM: u32 = 400;

/// The words that have something to do with one.
#[derive(Clone, Copy)]
pub(super) struct Near(&'static [u64]);

impl Near {
    /// Those near the word whose vector is at `place`, which is to be compared with the words of so many passages; `None`
    /// where they were not enough yet to find them out.
    pub(super) fn to(place: Place, n_passages: u32) -> Option<Self> {
        let at = usize::from(place.get() - 1);
        let row = NEAR.get(at)?;
        if let Some(bits) = row.bits.get() {
            return Some(Self(bits));
        }
        if row.asked.fetch_add(n_passages, Ordering::Relaxed) < WORTH_FROM {
            return None;
        }
        let own = VECTORS.vectors.get(at)?;
        let is_near = |other: &Vector| u64::from(own.cosine(other) > NEAR_FROM);
        let bits = |some: &[Vector]| {
            (0..).zip(some).map(|(bit, other)| is_near(other) << bit).sum::<u64>()
        };
        Some(Self(row.bits.get_or_init(|| VECTORS.vectors.chunks(64).map(bits).collect())))
    }

    /// Whether the word whose vector is at `place` is among them.
    #[inline]
    pub(super) fn holds(self, place: Place) -> bool {
        holds(self.0, place)
    }
}

#[inline]
fn holds(bits: &[u64], place: Place) -> bool {
    let at = place.get() - 1;
    bits.get(usize::from(at / 64)).is_some_and(|bits| bits >> (at % 64) & 1 == 1)
}

/// The words that have something to do with any of several.
pub(super) struct NearAny(Box<[u64]>);

impl NearAny {
    /// Those in any of `all`; `None` where one of them is not known.
    pub(super) fn of(all: impl Iterator<Item = Option<Near>>) -> Option<Self> {
        let mut any = vec![0; VECTORS.vectors.len().div_ceil(64)];
        for near in all {
            any.iter_mut().zip(near?.0).for_each(|(any, near)| *any |= near);
        }
        Some(Self(any.into()))
    }

    /// Whether the word whose vector is at `place` is among them.
    #[inline]
    pub(super) fn holds(&self, place: Place) -> bool {
        holds(&self.0, place)
    }
}

/// Returns the vector at `place`.
pub(super) fn vector(place: Place) -> Option<&'static Vector> {
    VECTORS.vectors.get(usize::from(place.get() - 1))
}

impl Vector {
    /// A vector that points where these numbers do.
    fn new(numbers: [i16; LENGTH]) -> Self {
        let square = numbers.iter().map(|&x| f32::from(x) * f32::from(x)).sum::<f32>();
        Self { numbers, scale: 1.0 / square.sqrt().max(1e-9) }
    }

    /// Returns where the sum of some vectors points, each as long as it weighs; `None` of none.
    pub(super) fn sum<'v>(weighed: impl Iterator<Item = (f32, &'v Self)>) -> Option<Self> {
        let (mut sum, mut is_none) = ([0.0_f32; LENGTH], true);
        for (weight, vector) in weighed {
            is_none = false;
            let length = weight * vector.scale;
            sum.iter_mut().zip(&vector.numbers).for_each(|(sum, &x)| *sum += length * f32::from(x));
        }
        let length = sum.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-9);
        let to_whole = f32::from(i16::MAX) / length;
        (!is_none).then(|| Self::new(sum.map(|x| (x * to_whole).round() as i16)))
    }

    /// Returns the cosine of the two.
    #[inline]
    pub(super) fn cosine(&self, other: &Self) -> f32 {
        // In chunks, of which the compiler makes vectors.
        let ((a, _), (b, _)) = (self.numbers.as_chunks::<16>(), other.numbers.as_chunks::<16>());
        let dot = |a: &[i16], b: &[i16]| -> i32 {
            a.iter().zip(b).map(|(&x, &y)| i32::from(x) * i32::from(y)).sum()
        };
        let whole: i32 = a.iter().zip(b).map(|(a, b)| dot(a, b)).sum();
        whole as f32 * (self.scale * other.scale)
    }
}

fn read(table: &[u8]) -> Option<Table> {
    let number = |at: usize| {
        let bytes = table.get(at..at + 4)?;
        Some(u32::from_le_bytes(bytes.try_into().ok()?))
    };
    let (count, length) = (number(0)? as usize, number(4)? as usize);
    let place = |i: usize| Some((number(8 + 4 * i)?, Place::new(u16::try_from(i + 1).ok()?)?));
    let places = (0..count).map(place).collect::<Option<_>>()?;
    let bytes = table.get(8 + 4 * count..8 + 4 * count + count * length)?;
    let (vectors, _) = bytes.as_chunks::<LENGTH>();
    let vector =
        |bytes: &[u8; LENGTH]| Vector::new(bytes.map(|byte| i16::from(byte.cast_signed())));
    (length == LENGTH).then(|| Table { places, vectors: vectors.iter().map(vector).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_asked_for_often_are_told_by_bits_as_by_their_vectors() {
        let place = |at: u16| Place::new(at).unwrap();
        let of = |at| vector(place(at)).unwrap();
        let near = (0..3).find_map(|_| Near::to(place(77), WORTH_FROM / 2)).unwrap();
        let mut n_near = 0;
        for at in 1..=VECTORS.vectors.len() as u16 {
            let is_near = of(77).cosine(of(at)) > NEAR_FROM;
            assert_eq!(near.holds(place(at)), is_near, "{at}");
            n_near += u32::from(is_near);
        }
        assert!((1..2000).contains(&n_near), "{n_near}");
        assert!(Near::to(place(u16::MAX), WORTH_FROM).is_none());
    }
}
