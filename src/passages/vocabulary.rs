//! The stems that are known of English news and reference prose: how rare each is, and what it is like. A frozen
//! table, so that a link depends on its two passages alone, never on what else the library holds.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::company::{self, Place};

/// `assets/passages/rarity.tsv`: the number of sentences counted, then one stem a line with the number of
/// sentences that hold it and the percentage of them in which it has a capital inside the sentence.
const TABLE: &str = include_str!("../../assets/passages/rarity.tsv");

/// What is known of a stem.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Entry {
    /// The stem's [`hash`].
    pub stem: u32,
    /// Natural logarithm of one over the share of sentences that hold the stem.
    pub rarity: f32,
    /// Share of its uses, sentence starts left out, that are written with a capital.
    pub capital: f32,
    /// Place of its vector.
    pub vector: Option<Place>,
    /// As [`head_of`].
    pub head: u32,
}

struct Vocabulary {
    entries: Vec<Entry>,
    /// Places of the entries by stem.
    places: FxHashMap<u32, u32>,
    /// Rarity of a stem that is not among them: as if met half a time.
    unknown: f32,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| read(TABLE));

/// Returns what is known of `stem`; of one that the table does not hold, that it is rare, and written either way.
pub(super) fn of(stem: &str) -> Entry {
    let hash = hash(stem);
    place(hash).map_or_else(|| unknown(hash, head_of(stem)), entry)
}

/// Place of the entry of the stem with this hash, below [`len`]; `None` where the table does not hold it.
pub(super) fn place(stem: u32) -> Option<u32> {
    VOCABULARY.places.get(&stem).copied()
}

/// The entry at a place that [`place`] returned.
pub(super) fn entry(place: u32) -> Entry {
    VOCABULARY.entries.get(place as usize).copied().unwrap_or_else(|| unknown(0, 0))
}

/// How many entries the table has.
pub(super) fn len() -> u32 {
    VOCABULARY.entries.len() as u32
}

/// The entry of a stem that the table does not hold.
pub(super) fn unknown(stem: u32, head: u32) -> Entry {
    Entry { stem, rarity: VOCABULARY.unknown, capital: 0.5, vector: company::place(stem), head }
}

fn read(table: &str) -> Vocabulary {
    let mut lines = table.lines().filter(|line| !line.starts_with('#'));
    let sentences: f32 = lines.next().and_then(|line| line.parse().ok()).unwrap_or(1.0);
    let rarity = |count: f32| (sentences / count).ln().max(0.0);
    let entry = |line: &str| {
        let mut fields = line.split('\t');
        let stem = fields.next()?;
        let count: f32 = fields.next()?.parse().ok()?;
        let capital: f32 = fields.next()?.parse().ok()?;
        let hash = hash(stem);
        Some(Entry {
            stem: hash,
            rarity: rarity(count),
            capital: capital / 100.0,
            vector: company::place(hash),
            head: head_of(stem),
        })
    };
    let entries: Vec<Entry> = lines.filter_map(entry).collect();
    let places = (0..).zip(&entries).map(|(place, entry)| (entry.stem, place)).collect();
    Vocabulary { entries, places, unknown: rarity(0.5) }
}

/// Returns the hash of the first five letters of a stem, by which "Syria" and "Syrian" are alike; 0 for a shorter one.
fn head_of(stem: &str) -> u32 {
    stem.get(..5).map_or(0, hash)
}

/// Returns the frozen hash of a stem: FNV-1a, its halves folded together.
pub(super) fn hash(stem: &str) -> u32 {
    let mut h = 0xcbf2_9ce4_8422_2325_u64;
    for byte in stem.bytes() {
        h = (h ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    (h ^ (h >> 32)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_weigh_more() {
        let rarity = |word| of(word).rarity;
        assert!(rarity("the") < 1.0);
        assert!(rarity("said") < rarity("minist"));
        assert!(rarity("minist") < rarity("flotilla"));
        assert!(rarity("flotilla") < rarity("zxqwv"));
        assert!(of("moscow").capital > 0.9);
        assert!(of("talk").capital < 0.2);
    }

    #[test]
    fn words_with_one_beginning_have_one_head() {
        assert_eq!(of("syria").head, of("syrian").head);
        assert_ne!(of("syria").head, of("serbia").head);
        assert_eq!(of("iraq").head, 0);
    }
}
