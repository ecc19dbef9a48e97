//! Learns word vectors from running text: words that keep the same company get vectors that point the same
//! way. Positive pointwise mutual information within a window, reduced by a truncated singular value
//! decomposition (Levy and Goldberg 2014; subspace iteration after Halko, Martinsson and Tropp 2011).

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::{FxHashMap, FxHashSet};

use super::super::vocabulary::hash;
use super::super::words::{Class, normal_form};
use crate::text::{TokenKind, tokens};

/// What the learning is told.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Stems that get a vector: the most frequent ones but function words.
    pub stems: usize,
    /// Length of a vector.
    pub length: usize,
    /// Words to each side that count as company.
    pub window: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { stems: 10_000, length: 48, window: 6 }
    }
}

/// Gathers running text for [`Reader::learn`].
pub struct Reader {
    stemmer: Stemmer,
    numbers: FxHashMap<String, u32>,
    stems: Vec<(String, u32)>,
    /// Stem numbers in running order; `BREAK` between documents.
    running: Vec<u32>,
}

const BREAK: u32 = u32::MAX;

impl Default for Reader {
    fn default() -> Self {
        Self {
            stemmer: Stemmer::create(Algorithm::English),
            numbers: FxHashMap::default(),
            stems: Vec::new(),
            running: Vec::new(),
        }
    }
}

impl Reader {
    /// Reads one sentence.
    pub fn add(&mut self, sentence: &str) {
        let mut found = Vec::new();
        tokens(sentence, &mut found);
        for token in found.iter().filter(|token| token.kind == TokenKind::Word) {
            let (form, class) = normal_form(token.span.of(sentence), &self.stemmer);
            if class != Class::Plain || form.len() < 2 {
                continue;
            }
            let next = self.stems.len() as u32;
            let number = *self.numbers.entry(form.clone()).or_insert(next);
            if number == next {
                self.stems.push((form, 0));
            }
            self.stems[number as usize].1 += 1;
            self.running.push(number);
        }
    }

    /// Ends a document: words do not keep company across it.
    pub fn end_document(&mut self) {
        self.running.push(BREAK);
    }

    /// Learns the vectors and writes them: their number and length as 32-bit little-endian numbers, the hashes
    /// of the stems, the most frequent first, then the vectors, each number one byte from -127 to 127.
    pub fn learn(&self, settings: Settings) -> Vec<u8> {
        let mut order: Vec<usize> = (0..self.stems.len()).collect();
        order.sort_unstable_by(|&a, &b| {
            let (a, b) = (&self.stems[a], &self.stems[b]);
            b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0))
        });
        // The most frequent 1 in 100 are function words: they keep company with everything.
        let skipped = 60;
        let kept: Vec<usize> = order.into_iter().skip(skipped).take(settings.stems).collect();
        let mut place = vec![BREAK; self.stems.len()];
        for (i, &stem) in kept.iter().enumerate() {
            place[stem] = i as u32;
        }
        let rows = self.company(&place, kept.len(), settings.window);
        let vectors = reduce(&rows, settings.length);
        let mut seen = FxHashSet::default();
        let lines: Vec<(u32, &[f32])> = kept
            .iter()
            .zip(&vectors)
            .map(|(&stem, vector)| (hash(&self.stems[stem].0), vector.as_slice()))
            .filter(|(stem, _)| seen.insert(*stem))
            .collect();
        let mut out = Vec::new();
        out.extend((lines.len() as u32).to_le_bytes());
        out.extend((settings.length as u32).to_le_bytes());
        out.extend(lines.iter().flat_map(|(stem, _)| stem.to_le_bytes()));
        for (_, vector) in lines {
            let largest = vector.iter().fold(1e-9_f32, |m, x| m.max(x.abs()));
            out.extend(vector.iter().map(|x| (x / largest * 127.0).round() as i8 as u8));
        }
        out
    }

    /// Counts company and turns it into positive pointwise mutual information, a sparse symmetric matrix.
    fn company(&self, place: &[u32], n: usize, window: usize) -> Vec<Vec<(u32, f32)>> {
        let mut counts: Vec<FxHashMap<u32, f32>> = vec![FxHashMap::default(); n];
        let at = |i: usize| match self.running[i] {
            BREAK => None,
            stem => Some(place[stem as usize]),
        };
        for i in 0..self.running.len() {
            let Some(a) = at(i).filter(|&a| a != BREAK) else { continue };
            for j in i + 1..(i + 1 + window).min(self.running.len()) {
                let Some(b) = at(j) else { break };
                if b != BREAK && a != b {
                    let weight = 1.0 / (1.0 + (j - i - 1) as f32 / 3.0);
                    *counts[a as usize].entry(b).or_default() += weight;
                    *counts[b as usize].entry(a).or_default() += weight;
                }
            }
        }
        let sums: Vec<f32> = counts.iter().map(|row| row.values().sum::<f32>()).collect();
        // Smoothed contexts (exponent 0.75), as Levy, Goldberg and Dagan 2015 advise.
        let smooth: Vec<f32> = sums.iter().map(|sum| sum.powf(0.75)).collect();
        let total: f32 = smooth.iter().sum();
        counts
            .iter()
            .enumerate()
            .map(|(a, row)| {
                let mut row: Vec<(u32, f32)> = row
                    .iter()
                    .map(|(&b, &count)| {
                        let expected = sums[a] * smooth[b as usize] / total;
                        (b, (count / expected).ln())
                    })
                    .filter(|(_, value)| *value > 0.0)
                    .collect();
                row.sort_unstable_by_key(|(b, _)| *b);
                row
            })
            .collect()
    }
}

/// Returns the rows of the matrix reduced to `length` dimensions, each dimension scaled by the root of its
/// singular value.
fn reduce(rows: &[Vec<(u32, f32)>], length: usize) -> Vec<Vec<f32>> {
    let n = rows.len();
    let width = (length + 8).min(n.max(1));
    let mut state = 0x1234_5678_u64;
    let mut basis: Vec<Vec<f32>> = (0..width)
        .map(|_| {
            (0..n)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    ((state >> 33) as f32 / (1_u64 << 31) as f32) - 0.5
                })
                .collect()
        })
        .collect();
    let mut sizes = vec![0.0; width];
    for _ in 0..12 {
        orthogonalise(&mut basis);
        for (column, size) in basis.iter_mut().zip(&mut sizes) {
            *column = times(rows, column);
            *size = column.iter().map(|x| x * x).sum::<f32>().sqrt();
        }
    }
    orthogonalise(&mut basis);
    (0..n)
        .map(|i| (0..length.min(width)).map(|k| basis[k][i] * sizes[k].sqrt()).collect())
        .collect()
}

fn times(rows: &[Vec<(u32, f32)>], column: &[f32]) -> Vec<f32> {
    rows.iter().map(|row| row.iter().map(|&(j, value)| value * column[j as usize]).sum()).collect()
}

/// Makes the columns orthogonal and of length 1 (modified Gram-Schmidt).
fn orthogonalise(columns: &mut [Vec<f32>]) {
    for k in 0..columns.len() {
        let (done, rest) = columns.split_at_mut(k);
        let Some(column) = rest.first_mut() else { return };
        for other in done.iter() {
            let along: f32 = column.iter().zip(other).map(|(a, b)| a * b).sum();
            column.iter_mut().zip(other).for_each(|(a, b)| *a -= along * b);
        }
        let size = column.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-9);
        column.iter_mut().for_each(|x| *x /= size);
    }
}
