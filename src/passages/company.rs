//! Which words keep the same company: a frozen table of word vectors learnt from openly licensed texts.

use std::sync::LazyLock;

/// `assets/passages/company.bin`, as [`super::train::Reader::learn`] writes it.
const TABLE: &[u8] = include_bytes!("../../assets/passages/company.bin");

/// Place of a word's vector in the table.
pub(super) type Place = u16;

struct Table {
    stems: Vec<u32>,
    length: usize,
    /// One after the other, each of length 1.
    vectors: Vec<f32>,
}

static VECTORS: LazyLock<Table> = LazyLock::new(|| {
    read(TABLE).unwrap_or(Table { stems: Vec::new(), length: 0, vectors: Vec::new() })
});

/// Returns the place of the vector of `stem`, if it has one.
pub(super) fn place(stem: u32) -> Option<Place> {
    VECTORS.stems.binary_search(&stem).ok().and_then(|place| Place::try_from(place).ok())
}

/// Returns the vector at `place`, of length 1.
pub(super) fn vector(place: Place) -> &'static [f32] {
    let from = usize::from(place) * VECTORS.length;
    VECTORS.vectors.get(from..from + VECTORS.length).unwrap_or(&[])
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
    let mut vectors: Vec<f32> = bytes.iter().map(|&byte| f32::from(byte as i8)).collect();
    for vector in vectors.chunks_exact_mut(length.max(1)) {
        let size = vector.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-9);
        vector.iter_mut().for_each(|x| *x /= size);
    }
    Some(Table { stems, length, vectors })
}
