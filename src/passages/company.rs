//! Which words keep the same company: a frozen table of word vectors learnt from openly licensed texts.

use std::num::NonZero;
use std::sync::LazyLock;

/// `assets/passages/company.bin`, as [`super::train::Reader::learn`] writes it.
const TABLE: &[u8] = include_bytes!("../../assets/passages/company.bin");

/// Place of a word's vector in the table, from 1: so it takes no more room where there may be none.
pub(super) type Place = NonZero<u16>;

#[derive(Default)]
struct Table {
    stems: Vec<u32>,
    length: usize,
    /// One after the other, as whole numbers: half the memory, and their products are exact.
    vectors: Vec<i16>,
    /// One over the length of each.
    scales: Vec<f32>,
}

static VECTORS: LazyLock<Table> = LazyLock::new(|| read(TABLE).unwrap_or_default());

/// Returns the place of the vector of `stem`, if it has one.
pub(super) fn place(stem: u32) -> Option<Place> {
    let place = VECTORS.stems.binary_search(&stem).ok()?;
    Place::new(u16::try_from(place + 1).ok()?)
}

/// A vector of length 1.
#[derive(Clone, Copy)]
pub(super) struct Vector {
    numbers: &'static [i16],
    scale: f32,
}

/// Returns the vector at `place`.
pub(super) fn vector(place: Place) -> Vector {
    let table = &*VECTORS;
    let place = usize::from(place.get() - 1);
    let from = place * table.length;
    let numbers = table.vectors.get(from..from + table.length).unwrap_or(&[]);
    Vector { numbers, scale: table.scales.get(place).copied().unwrap_or(0.0) }
}

impl Vector {
    /// Its numbers.
    pub(super) fn iter(self) -> impl ExactSizeIterator<Item = f32> {
        self.numbers.iter().map(move |&number| f32::from(number) * self.scale)
    }

    /// Returns the cosine of the two.
    #[inline]
    pub(super) fn cosine(self, other: Self) -> f32 {
        let ((a, rest_a), (b, rest_b)) =
            (self.numbers.as_chunks::<16>(), other.numbers.as_chunks::<16>());
        let dot = |a: &[i16], b: &[i16]| -> i32 {
            a.iter().zip(b).map(|(&x, &y)| i32::from(x) * i32::from(y)).sum()
        };
        let whole: i32 = a.iter().zip(b).map(|(a, b)| dot(a, b)).sum();
        (whole + dot(rest_a, rest_b)) as f32 * (self.scale * other.scale)
    }
}

/// Returns the cosine of two vectors of length 1; summed up in lanes, which is some times as fast as one by one.
pub(super) fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let ((a, rest_a), (b, rest_b)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let mut lanes = [0.0_f32; 8];
    for (a, b) in a.iter().zip(b) {
        for (lane, (x, y)) in lanes.iter_mut().zip(a.iter().zip(b)) {
            *lane += x * y;
        }
    }
    lanes.iter().sum::<f32>() + rest_a.iter().zip(rest_b).map(|(x, y)| x * y).sum::<f32>()
}

fn read(table: &[u8]) -> Option<Table> {
    let number = |at: usize| {
        let bytes = table.get(at..at + 4)?;
        Some(u32::from_le_bytes(bytes.try_into().ok()?))
    };
    let (count, length) = (number(0)? as usize, number(4)? as usize);
    let stems = (0..count).map(|i| number(8 + 4 * i)).collect::<Option<Vec<u32>>>()?;
    let bytes = table.get(8 + 4 * count..8 + 4 * count + count * length)?;
    let vectors: Vec<i16> = bytes.iter().map(|&byte| i16::from(byte as i8)).collect();
    let scale = |vector: &[i16]| {
        let square = vector.iter().map(|&x| f32::from(x) * f32::from(x)).sum::<f32>();
        1.0 / square.sqrt().max(1e-9)
    };
    let scales = vectors.chunks_exact(length.max(1)).map(scale).collect();
    Some(Table { stems, length, vectors, scales })
}
