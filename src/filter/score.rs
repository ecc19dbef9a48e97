//! How well a word fits a row. The filter asks through this trait, so that the scorer can be exchanged.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

/// Scores one word against one row, both folded.
pub(super) trait Score: Sync {
    /// Returns the score of the best alignment of `word` with `row`, higher is better; `None` where the
    /// letters of `word` do not stand in `row` in order.
    fn score(&self, row: &str, word: &str) -> Option<i64>;

    /// Returns which characters of `row` the best alignment takes, as 0-based places, ascending; empty
    /// where there is none.
    fn places(&self, row: &str, word: &str) -> Vec<usize>;
}

/// Alignment with affine gaps, as fzf and skim do it. Its element limit stays 0: beyond it the crate falls
/// back to a shortcut that reads places relative to the wrong start.
impl Score for SkimMatcherV2 {
    fn score(&self, row: &str, word: &str) -> Option<i64> {
        self.fuzzy_match(row, word)
    }

    fn places(&self, row: &str, word: &str) -> Vec<usize> {
        self.fuzzy_indices(row, word).map_or_else(Vec::new, |(_, places)| places)
    }
}
