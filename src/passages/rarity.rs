//! How rare a word is in English news and reference prose. A frozen table, so that a link depends on its
//! two passages alone, never on what else the library holds.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// `assets/passages/rarity.tsv`: the number of sentences counted, then one stem a line with the number of
/// sentences that hold it and the percentage of them in which it has a capital inside the sentence.
const TABLE: &str = include_str!("../../assets/passages/rarity.tsv");

/// What the table says of a stem.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Entry {
    /// Natural logarithm of one over the share of sentences that hold the stem.
    pub rarity: f32,
    /// Share of its uses, sentence starts left out, that are written with a capital.
    pub capital: f32,
}

static ENTRIES: LazyLock<(FxHashMap<u32, Entry>, Entry)> = LazyLock::new(|| read(TABLE));

/// Returns what is known of `stem`; one that the table does not hold counts as met half a time, and as
/// written either way.
pub(super) fn of(stem: &str) -> Entry {
    let (entries, unknown) = &*ENTRIES;
    entries.get(&hash(stem)).copied().unwrap_or(*unknown)
}

fn read(table: &str) -> (FxHashMap<u32, Entry>, Entry) {
    let mut lines = table.lines().filter(|line| !line.starts_with('#'));
    let sentences: f32 = lines.next().and_then(|line| line.parse().ok()).unwrap_or(1.0);
    let rarity = |count: f32| (sentences / count).ln().max(0.0);
    let entries = lines
        .filter_map(|line| {
            let mut fields = line.split('\t');
            let stem = fields.next()?;
            let count: f32 = fields.next()?.parse().ok()?;
            let capital: f32 = fields.next()?.parse().ok()?;
            Some((hash(stem), Entry { rarity: rarity(count), capital: capital / 100.0 }))
        })
        .collect();
    (entries, Entry { rarity: rarity(0.5), capital: 0.5 })
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
}
