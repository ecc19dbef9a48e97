//! A number for the words of a text: equal for texts of the same words, however they are cased, accented and spaced.

use super::fold;

/// Returns a hash of the words of `text` that is the same on every machine and in every version (FNV-1a, 64
/// bits). Reader files keep it: it must not change.
pub fn wording(text: &str) -> i64 {
    let folded = fold(text);
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        for byte in word.bytes().chain([b' ']) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash.cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_have_the_same_number() {
        assert_eq!(wording("He said:\n  “Yes, Émile.”"), wording("he said yes emile"));
        assert_ne!(wording("he said yes"), wording("he said no"));
        assert_ne!(wording("ab c"), wording("a bc"));
        assert_eq!(wording(""), wording(" – "));
        assert_eq!(wording("frozen"), 6_479_881_082_264_481_561);
    }
}
