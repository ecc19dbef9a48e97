//! Scores the likeness of names against pairs labelled by hand. Pairs with a side in another script than
//! Latin are counted apart.

use serde::Deserialize;

use super::coref::Score;
use super::links::{BadGold, read};
use crate::people::likeness;

/// The likeness from which two names could be one person's.
pub const THRESHOLD: f32 = 0.5;

#[derive(Deserialize)]
struct Pair {
    a: String,
    b: String,
    label: u8,
}

/// The score of one group of pairs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PairScore {
    /// How many pairs there are.
    pub pairs: usize,
    /// Precision and recall of "could be one person".
    pub score: Score,
    /// The pairs judged wrongly, with the label and the likeness, in the order of the file.
    pub errors: Vec<(String, String, bool, f32)>,
}

/// The scores of a file of pairs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NameScore {
    /// Pairs in Latin script.
    pub latin: PairScore,
    /// Pairs with a side in another script.
    pub other: PairScore,
}

/// Judges the pairs of `gold`: one JSON object a line with `a`, `b` and `label`, 1 where the two could be
/// one person's names.
pub fn names(gold: &str) -> Result<NameScore, BadGold> {
    let pairs: Vec<Pair> = read(gold)?;
    let (other, latin): (Vec<&Pair>, Vec<&Pair>) =
        pairs.iter().partition(|pair| !(is_latin(&pair.a) && is_latin(&pair.b)));
    Ok(NameScore { latin: judge(&latin), other: judge(&other) })
}

fn judge(pairs: &[&Pair]) -> PairScore {
    let (mut right, mut said, mut wanted) = (0, 0, 0);
    let mut errors = Vec::new();
    for pair in pairs {
        let like = likeness(&pair.a, &pair.b);
        let (is_said, is_wanted) = (like >= THRESHOLD, pair.label == 1);
        said += usize::from(is_said);
        wanted += usize::from(is_wanted);
        right += usize::from(is_said && is_wanted);
        if is_said != is_wanted {
            errors.push((pair.a.clone(), pair.b.clone(), is_wanted, like));
        }
    }
    let right = right as f64;
    PairScore {
        pairs: pairs.len(),
        score: Score::of(right, said as f64, right, wanted as f64),
        errors,
    }
}

/// Whether all letters are Latin ones, with or without marks.
fn is_latin(name: &str) -> bool {
    name.chars()
        .filter(|c| c.is_alphabetic())
        .all(|c| (c as u32) < 0x0370 || (0x1E00..0x1F00).contains(&(c as u32)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_judged_by_script() {
        let gold = r#"{"a":"Elon Musk","b":"Elon Mosk","label":1}
{"a":"Путин","b":"Putin","label":1}
{"a":"Ann Lee","b":"Bob Ray","label":1}"#;
        let score = names(gold).unwrap();
        assert_eq!((score.latin.pairs, score.other.pairs), (2, 1));
        assert_eq!(score.latin.score, Score { precision: 1.0, recall: 0.5 });
        assert_eq!(score.latin.errors.len(), 1);
    }
}
