//! Which words two texts share, in order, and which only one of them has.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{Span, TokenKind, fold, tokens};

/// A word of a text beside another text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComparedWord {
    /// Where it stands.
    pub span: Span,
    /// Whether the other text has it, too, in the same order.
    pub is_shared: bool,
    /// Whether it is a number with another one in its place in the other text: two versions of one figure.
    pub is_other_number: bool,
}

/// Texts with more words than this are not compared: the time grows with the square.
const MOST_WORDS: usize = 2_000;

/// Compares two texts word by word and returns the words of both, in order. Letters count as folded, signs
/// not at all, and "1,240" is "1240". A very long text gives no words.
///
/// The method is that of Myers (An O(ND) Difference Algorithm, 1986).
pub fn compare(a: &str, b: &str) -> [Vec<ComparedWord>; 2] {
    let (a, b) = (words(a), words(b));
    if a.len().max(b.len()) > MOST_WORDS {
        return Default::default();
    }
    let folded = |words: &[Word]| words.iter().map(|word| word.folded.clone()).collect::<Vec<_>>();
    let mut made = [&a, &b].map(|words| words.iter().map(Word::compared).collect::<Vec<_>>());
    let [in_a, in_b] = &mut made;
    for op in capture_diff_slices(Algorithm::Myers, &folded(&a), &folded(&b)) {
        match op {
            DiffOp::Equal { old_index, new_index, len } => {
                for (words, from) in [(&mut *in_a, old_index), (&mut *in_b, new_index)] {
                    words.iter_mut().skip(from).take(len).for_each(|word| word.is_shared = true);
                }
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len }
                if old_len.max(new_len) <= SHORT =>
            {
                mark_figures(
                    (in_a, own_numbers(&a, &b, old_index..old_index + old_len)),
                    (in_b, own_numbers(&b, &a, new_index..new_index + new_len)),
                );
            }
            _ => {}
        }
    }
    // Elsewhere two numbers are versions of one figure when they count the same thing.
    let (of_a, of_b) = (own_numbers(&a, &b, 0..a.len()), own_numbers(&b, &a, 0..b.len()));
    for &at in &of_a {
        let counted =
            |of: &&usize| counts(&b, **of).is_some_and(|thing| counts(&a, at) == Some(thing));
        let other: Vec<usize> = of_b.iter().filter(counted).copied().collect();
        mark_figures((in_a, vec![at]), (in_b, other));
    }
    made
}

/// Where as many words at most stand in place of others, the numbers among them stand in each other's place.
const SHORT: usize = 6;

/// The places, in a range, of numbers that the other text has nowhere.
fn own_numbers(own: &[Word], other: &[Word], within: Range<usize>) -> Vec<usize> {
    let has = |number: &str| other.iter().any(|word| word.is_number && word.folded == number);
    let is_own = |at: &usize| own.get(*at).is_some_and(|w| w.is_number && !has(&w.folded));
    within.filter(is_own).collect()
}

/// What the number at a place counts: the word behind it, where that is more than a particle.
fn counts(words: &[Word], at: usize) -> Option<&str> {
    let next = words.get(at + 1).filter(|word| !word.is_number)?;
    (next.folded.len() > 3).then_some(next.folded.as_str())
}

/// Marks the numbers at these places, where both texts have one.
fn mark_figures(a: (&mut [ComparedWord], Vec<usize>), b: (&mut [ComparedWord], Vec<usize>)) {
    if a.1.is_empty() || b.1.is_empty() {
        return;
    }
    for (words, places) in [a, b] {
        for place in places {
            if let Some(word) = words.get_mut(place) {
                word.is_other_number = true;
            }
        }
    }
}

struct Word {
    span: Span,
    folded: String,
    is_number: bool,
}

impl Word {
    fn compared(&self) -> ComparedWord {
        ComparedWord { span: self.span, is_shared: false, is_other_number: false }
    }
}

fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    tokens(text, &mut found);
    let is_word = |kind| matches!(kind, TokenKind::Word | TokenKind::Number);
    let words = found.into_iter().filter(|token| is_word(token.kind)).map(|token| {
        let mut folded = fold(token.span.of(text));
        let mut is_number = token.kind == TokenKind::Number;
        if is_number {
            folded.retain(|c| c != ',');
        } else if let Some(value) = SPELT.iter().position(|spelt| *spelt == folded) {
            folded = (value + 2).to_string();
            is_number = true;
        }
        Word { span: token.span, folded, is_number }
    });
    words.collect()
}

/// The numbers that newspapers spell out, from two on ("one" is mostly no number).
const SPELT: &[&str] =
    &["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A text with `[words]` that the other lacks and `{numbers}` that differ.
    fn marked(text: &str, words: &[ComparedWord]) -> String {
        let mut out = String::new();
        let mut at = 0;
        for word in words {
            out.push_str(text.get(at..word.span.start()).unwrap_or(""));
            let shown = word.span.of(text);
            match (word.is_other_number, word.is_shared) {
                (true, _) => out.push_str(&format!("{{{shown}}}")),
                (false, true) => out.push_str(shown),
                (false, false) => out.push_str(&format!("[{shown}]")),
            }
            at = word.span.end();
        }
        out + text.get(at..).unwrap_or("")
    }

    #[track_caller]
    fn check(a: &str, b: &str, want_a: &str, want_b: &str) {
        let [in_a, in_b] = compare(a, b);
        assert_eq!((marked(a, &in_a), marked(b, &in_b)), (want_a.into(), want_b.into()));
    }

    #[test]
    fn words_differ_or_are_shared() {
        check("He left home.", "he LEFT, at last", "He left [home].", "he LEFT, [at] [last]");
        check("Erdoğan", "erdogan", "Erdoğan", "erdogan");
        check("", "a", "", "[a]");
    }

    #[test]
    fn numbers_of_two_versions_stand_out() {
        check(
            "370 were killed",
            "some 250,000 killed",
            "{370} [were] killed",
            "[some] {250,000} killed",
        );
        check("1,240 men and two", "1240 or 2", "1,240 [men] [and] two", "1240 [or] 2");
        check("killed 370", "killed many", "killed [370]", "killed [many]");
        check("three dead", "four dead", "{three} dead", "{four} dead");
        check(
            "they killed 370 people",
            "450 people died",
            "[they] [killed] {370} people",
            "{450} people [died]",
        );
        check(
            "in 2008 he left",
            "he left on May 30",
            "[in] [2008] he left",
            "he left [on] [May] [30]",
        );
    }

    #[test]
    fn a_very_long_text_is_left_alone() {
        let long = "word ".repeat(MOST_WORDS + 1);
        assert_eq!(compare(&long, "word"), [vec![], vec![]]);
    }

    proptest! {
        #[test]
        fn as_many_words_are_shared_on_either_side(a in "([ab1-3] ?){0,30}", b in "([ab1-3] ?){0,30}") {
            let shared = |words: &[ComparedWord]| words.iter().filter(|w| w.is_shared).count();
            let [in_a, in_b] = compare(&a, &b);
            prop_assert_eq!(shared(&in_a), shared(&in_b));
        }
    }
}
