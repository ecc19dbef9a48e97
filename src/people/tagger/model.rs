//! The tagger's weights: 8 bits each, in a file with a versioned header and a checksum.
//!
//! All numbers are little-endian. The header says what the file is, which features it was made for and how
//! big its two tables are; then come the label pairs of both passes as 32-bit floats, the tables, and the
//! hash of everything before.

use std::borrow::Cow;

use super::decode::{LABELS, OUTSIDE, Scores, Transitions, pairs};
use super::features;
use crate::people::lexicon::hash;

const MAGIC: &[u8; 8] = b"ibidtag\n";
/// The version of the file's layout.
const LAYOUT: u32 = 1;
const HEADER: usize = 32;
/// Weights of one row: one per label but the one outside names.
const ROW: usize = OUTSIDE;
/// By how much a weight is raised while it is added: an unsigned byte holds it then, and the sums of
/// [`features::MOST`] of them fit into 16 bits.
const RAISE: u16 = 128;

/// Why a model file was refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ModelError {
    /// It does not start like a model.
    #[error("is not a tagger model")]
    Foreign,
    /// It is of another layout, or made for other features.
    #[error("was made for another version of ibid (layout {layout}, features {features})")]
    Version {
        /// The layout found.
        layout: u32,
        /// The version of the features found.
        features: u32,
    },
    /// Its length or checksum does not fit.
    #[error("is damaged (its length or checksum does not fit)")]
    Damaged,
}

/// One pass: a table of weights and the scores of label pairs.
pub(super) struct Pass {
    /// What one step of a weight is worth.
    scale: f32,
    rows: usize,
    weights: Cow<'static, [u8]>,
    /// The scores of label pairs.
    pub(super) transitions: Transitions,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Model({:08x})", self.fingerprint)
    }
}

/// A trained tagger.
pub struct Model {
    /// Looks at the words.
    pub(super) first: Pass,
    /// Looks at what the first pass found all over the article; its scores are added to the first's.
    pub(super) second: Pass,
    /// The low half of the checksum of its file; 0 for one that was not read from a file.
    pub(super) fingerprint: u32,
}

impl Pass {
    /// Makes 8-bit weights. The largest 0.01 % are cut off so that the others keep their precision.
    pub(super) fn new(floats: &[[f32; ROW]], transitions: Transitions) -> Self {
        let mut sizes: Vec<f32> =
            floats.iter().flatten().map(|w| w.abs()).filter(|&w| w > 0.0).collect();
        sizes.sort_by(f32::total_cmp);
        let largest = sizes.get(sizes.len().saturating_sub(1 + sizes.len() / 10_000));
        let scale = largest.map_or(1.0, |&largest| largest / 127.0);
        let weights = floats
            .iter()
            .flatten()
            .map(|&w| (w / scale).round().clamp(-127.0, 127.0) as i8 as u8)
            .collect();
        Self { scale, rows: floats.len(), weights: Cow::Owned(weights), transitions }
    }

    /// Adds the scores of a word with these features to `scores`.
    ///
    /// Rows lie far apart, and the time goes into waiting for them: the fewer instructions each takes, the more of
    /// them are awaited at once. So weights are added two by two, raised by [`RAISE`] that none is below 0. Where the
    /// compiler makes this a part of its caller, it takes three times as long.
    #[inline(never)]
    pub(super) fn score(&self, features: &[u32], scores: &mut Scores) {
        let (table, _) = self.weights.as_chunks::<ROW>();
        let (mut even, mut odd) = ([0_u16; ROW / 2], [0_u16; ROW / 2]);
        let mut raised = 0_u16;
        for &feature in features {
            let Some(weights) = table.get(row(feature, table.len())) else { continue };
            let (pairs, _) = weights.as_chunks::<2>();
            for ((even, odd), &pair) in even.iter_mut().zip(&mut odd).zip(pairs) {
                let pair = u16::from_le_bytes(pair) ^ (RAISE << 8 | RAISE);
                *even += pair & 0xff;
                *odd += pair >> 8;
            }
            raised += RAISE;
        }
        let sums = even.iter().zip(&odd).flat_map(|(&even, &odd)| [even, odd]);
        for (score, sum) in scores.iter_mut().zip(sums) {
            *score += f32::from(sum.wrapping_sub(raised).cast_signed()) * self.scale;
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        for (from, to) in pairs() {
            out.extend(self.transitions[from][to].to_le_bytes());
        }
    }
}

/// The row of a table that a feature's hash falls on.
pub(super) fn row(feature: u32, rows: usize) -> usize {
    ((u64::from(feature) * rows as u64) >> 32) as usize
}

impl Model {
    /// Returns the model as the bytes of a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        for number in [LAYOUT, features::VERSION] {
            out.extend(number.to_le_bytes());
        }
        for pass in [&self.first, &self.second] {
            out.extend((pass.rows as u32).to_le_bytes());
            out.extend(pass.scale.to_le_bytes());
        }
        self.first.write(&mut out);
        self.second.write(&mut out);
        out.extend(self.first.weights.iter());
        out.extend(self.second.weights.iter());
        let sum = hash(&out);
        out.extend(sum.to_le_bytes());
        out
    }

    /// A number by which models are told apart: what was made with one is to be made again with another.
    pub const fn fingerprint(&self) -> u32 {
        self.fingerprint
    }

    /// Reads a model from the bytes of a file. Errors when they are none, or of another version, or damaged.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, ModelError> {
        let damaged = ModelError::Damaged;
        let (body, sum) = bytes.split_last_chunk::<8>().ok_or(ModelError::Foreign)?;
        if !body.starts_with(MAGIC) {
            return Err(ModelError::Foreign);
        }
        if body.len() > HEADER && hash(body) != u64::from_le_bytes(*sum) {
            return Err(Self::version(body).err().unwrap_or(damaged));
        }
        Self::parse(Cow::Owned(bytes))
    }

    /// Reads a model that is built into the program; its checksum is the business of a test.
    pub(in crate::people) fn from_static(bytes: &'static [u8]) -> Result<Self, ModelError> {
        Self::parse(Cow::Borrowed(bytes))
    }

    fn version(bytes: &[u8]) -> Result<(), ModelError> {
        let (layout, features) = (number(bytes, 8)?, number(bytes, 12)?);
        if (layout, features) == (LAYOUT, features::VERSION) {
            return Ok(());
        }
        Err(ModelError::Version { layout, features })
    }

    fn parse(bytes: Cow<'static, [u8]>) -> Result<Self, ModelError> {
        if !bytes.starts_with(MAGIC) {
            return Err(ModelError::Foreign);
        }
        Self::version(&bytes)?;
        let n_pairs = pairs().count();
        let tables = HEADER + 2 * 4 * n_pairs;
        let size = |at: usize| Ok((number(&bytes, at)? as usize).saturating_mul(ROW));
        let middle = tables.saturating_add(size(16)?);
        let end = middle.saturating_add(size(24)?);
        if bytes.len() != end.saturating_add(8) {
            return Err(ModelError::Damaged);
        }
        let fingerprint = number(&bytes, end)?;
        let scales = [float(&bytes, 20)?, float(&bytes, 28)?];
        let read = |at: usize| {
            let mut transitions = [[0.0; LABELS]; LABELS];
            for (i, (from, to)) in pairs().enumerate() {
                transitions[from][to] = float(&bytes, at + 4 * i)?;
            }
            Ok(transitions)
        };
        let transitions = [read(HEADER)?, read(HEADER + 4 * n_pairs)?];
        let weights = match bytes {
            Cow::Borrowed(all) => [tables..middle, middle..end]
                .map(|table| Cow::Borrowed(all.get(table).unwrap_or_default())),
            Cow::Owned(mut all) => {
                all.truncate(end);
                let second = all.split_off(middle);
                [Cow::Owned(all.split_off(tables)), Cow::Owned(second)]
            }
        };
        let [first, second] = weights.map(|weights| (weights.len() / ROW, weights));
        let pass = |(rows, weights), at: usize| Pass {
            scale: scales[at],
            rows,
            weights,
            transitions: transitions[at],
        };
        Ok(Self { first: pass(first, 0), second: pass(second, 1), fingerprint })
    }
}

fn float(bytes: &[u8], at: usize) -> Result<f32, ModelError> {
    let number = f32::from_bits(number(bytes, at)?);
    if number.is_finite() { Ok(number) } else { Err(ModelError::Damaged) }
}

fn number(bytes: &[u8], at: usize) -> Result<u32, ModelError> {
    let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok());
    four.map(u32::from_le_bytes).ok_or(ModelError::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Model {
        let mut row = [0.0; ROW];
        row[0] = 1.27;
        row[1] = -0.5;
        let mut transitions = [[0.0; LABELS]; LABELS];
        transitions[OUTSIDE][0] = -0.25;
        Model {
            first: Pass::new(&[row; 4], transitions),
            second: Pass::new(&[[0.0; ROW]; 2], transitions),
            fingerprint: 0,
        }
    }

    #[test]
    fn a_model_survives_its_file() {
        let bytes = small().to_bytes();
        let model = Model::from_bytes(bytes.clone()).unwrap();
        assert_eq!(model.to_bytes(), bytes);
        let mut scores = [0.0; LABELS];
        model.first.score(&[1, u32::MAX], &mut scores);
        assert!((scores[0] - 2.54).abs() < 0.01 && (scores[1] + 1.0).abs() < 0.02);
        assert_eq!(model.first.transitions[OUTSIDE][0], -0.25);
    }

    #[test]
    fn a_bad_file_is_refused() {
        let read = |bytes: &[u8]| Model::from_bytes(bytes.to_vec()).err();
        let bytes = small().to_bytes();
        assert_eq!(read(b""), Some(ModelError::Foreign));
        assert_eq!(read(b"PK\x03\x04 something else"), Some(ModelError::Foreign));
        assert_eq!(read(MAGIC), Some(ModelError::Foreign));
        for at in (16..bytes.len()).step_by(7) {
            let mut bad = bytes.clone();
            bad[at] ^= 1;
            assert_eq!(read(&bad), Some(ModelError::Damaged), "byte {at}");
        }
        for len in (8..bytes.len()).step_by(5) {
            assert!(read(&bytes[..len]).is_some(), "cut at {len}");
        }
        let mut newer = bytes;
        newer[8] = 9;
        assert_eq!(
            read(&newer),
            Some(ModelError::Version { layout: 9, features: features::VERSION })
        );
    }
}
