//! Reads a passage as words that can be compared: folded, stemmed, numbers and months in one form, each
//! with its rarity.

use std::cell::RefCell;

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

use super::vocabulary;
use crate::text::{self, Span, Token, TokenKind};

/// Words of one passage that are looked at; what follows them is not compared.
pub(super) const MOST_WORDS: usize = 1_500;

/// What is compared of one word of a passage, in 8 bytes: many articles are compared at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Word {
    /// The hash of its stem; equal for "250,000" and "250 000", "Oct." and "October".
    pub stem: u32,
    /// The bits of its rarity, of which the last say its class instead.
    weight: u32,
}

/// Bits that tell a class.
pub(super) const CLASS_BITS: u32 = 3;

/// The bits of a rarity that its class takes: it is less by one part in a million at most.
const CLASS_MASK: u32 = (1 << CLASS_BITS) - 1;

impl Word {
    /// A word by the hash of its stem, its rarity and its class.
    pub(super) fn new(stem: u32, rarity: f32, class: Class) -> Self {
        Self { stem, weight: rarity.to_bits() & !CLASS_MASK | class as u32 }
    }

    /// How rare the stem is: natural logarithm of one over the share of sentences that hold it.
    pub(super) const fn rarity(self) -> f32 {
        f32::from_bits(self.weight & !CLASS_MASK)
    }

    /// What it is.
    pub(super) const fn class(self) -> Class {
        Class::of_last(self.weight)
    }

    /// The word, so rare.
    pub(super) fn weighed(self, rarity: f32) -> Self {
        Self::new(self.stem, rarity, self.class())
    }
}

/// A word and what it is like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ReadWord {
    /// The word.
    pub word: Word,
    /// Where it stands in the passage.
    pub span: Span,
    /// As in [`vocabulary::Entry`]; 0 for what is no ordinary word.
    pub head: u32,
}

/// What a word is, as far as comparing goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// Too common to say anything.
    Function,
    /// An ordinary word.
    Plain,
    /// Written with a capital where the language would not.
    Name,
    /// A number, in digits or words.
    Number,
    /// A month, a day of the week, or a year.
    Date,
}

/// Rarity under which a word says nothing: it stands in more than one of twenty sentences.
const FUNCTION_BELOW: f32 = 3.0;

/// Reads the words of `passage`.
pub(super) fn words(passage: &str) -> Vec<ReadWord> {
    let mut tokens = Vec::new();
    text::tokens(passage, &mut tokens);
    let mut out = Vec::with_capacity(tokens.len().min(MOST_WORDS));
    let mut starts_sentence = true;
    KNOWN.with_borrow_mut(|known| {
        for (i, token) in tokens.iter().enumerate() {
            if out.len() == MOST_WORDS {
                break;
            }
            let surface = token.span.of(passage);
            match token.kind {
                TokenKind::Sign => {
                    starts_sentence |= matches!(surface, "." | "!" | "?" | ":" | "\"" | "“");
                    continue;
                }
                TokenKind::Clitic => continue,
                TokenKind::Word if is_loose_clitic(passage, &tokens, i) => continue,
                TokenKind::Word | TokenKind::Number => {}
            }
            out.push(word(surface, token.span, starts_sentence, known.look_up(surface)));
            starts_sentence = false;
        }
    });
    join_scales(&mut out, passage);
    out
}

/// Whether token `i` is the `s` of a possessive printed apart ("Dominick 's").
fn is_loose_clitic(passage: &str, tokens: &[Token], i: usize) -> bool {
    let Some(before) = i.checked_sub(1).and_then(|i| tokens.get(i)) else { return false };
    let Some(token) = tokens.get(i) else { return false };
    matches!(before.span.of(passage), "'" | "’")
        && before.span.end() == token.span.start()
        && matches!(token.span.of(passage), "s" | "re" | "ve" | "ll" | "d" | "m")
}

fn word(surface: &str, span: Span, starts_sentence: bool, known: Known) -> ReadWord {
    let is_capital = surface.chars().next().is_some_and(char::is_uppercase);
    let is_name = known.class == Class::Plain
        && is_capital
        && (known.mostly_capital || (!starts_sentence && !known.mostly_small));
    let class = if is_name { Class::Name } else { known.class };
    let word = Word::new(known.stem, known.rarity, class);
    ReadWord { word, span, head: known.head }
}

/// What is known of a surface, whatever stands around it.
#[derive(Clone, Copy)]
struct Known {
    stem: u32,
    rarity: f32,
    class: Class,
    head: u32,
    mostly_capital: bool,
    mostly_small: bool,
}

/// Surfaces seen by this thread, so that a frequent word is stemmed once.
struct Memory {
    stemmer: Stemmer,
    seen: FxHashMap<Box<str>, Known>,
}

/// Surfaces remembered per thread; beyond, the memory starts afresh.
const MOST_SEEN: usize = 1 << 16;

thread_local! {
    static KNOWN: RefCell<Memory> = RefCell::new(Memory {
        stemmer: Stemmer::create(Algorithm::English),
        seen: FxHashMap::default(),
    });
}

impl Class {
    /// All classes, in their order.
    pub(super) const ALL: [Self; 5] =
        [Self::Function, Self::Plain, Self::Name, Self::Number, Self::Date];

    /// The class that the last bits of a number tell.
    pub(super) const fn of_last(bits: u32) -> Self {
        Self::ALL[(bits & CLASS_MASK) as usize]
    }

    /// The head of a word of this class: numbers that begin alike have nothing in common.
    pub(super) const fn head(self, of_stem: u32) -> u32 {
        if matches!(self, Self::Number | Self::Date) { 0 } else { of_stem }
    }
}

impl Memory {
    fn look_up(&mut self, surface: &str) -> Known {
        if let Some(known) = self.seen.get(surface) {
            return *known;
        }
        let known = understand(surface, &self.stemmer);
        if self.seen.len() >= MOST_SEEN {
            self.seen.clear();
        }
        if surface.len() <= 40 {
            self.seen.insert(surface.into(), known);
        }
        known
    }
}

fn understand(surface: &str, stemmer: &Stemmer) -> Known {
    let (form, class) = normal_form(surface, stemmer);
    let entry = vocabulary::of(&form);
    let is_function = class == Class::Plain && entry.rarity < FUNCTION_BELOW && entry.capital < 0.5;
    Known {
        stem: entry.stem,
        rarity: entry.rarity,
        head: class.head(entry.head),
        class: if is_function { Class::Function } else { class },
        mostly_capital: entry.capital > 0.5,
        mostly_small: entry.capital < 0.1 && entry.rarity < 9.0,
    }
}

/// Returns the form in which a word is compared and counted, and whether it is a number, a date or neither.
pub(super) fn normal_form(surface: &str, stemmer: &Stemmer) -> (String, Class) {
    let folded = text::fold(surface);
    if let Some(number) = number_of(&folded) {
        return (number, Class::Number);
    }
    if is_year(&folded) {
        return (folded, Class::Date);
    }
    if folded.starts_with(|c: char| c.is_ascii_digit()) {
        return (folded, Class::Number);
    }
    let plain = folded.replace(['.', '\''], "");
    if let Some(date) = date_word(&plain, surface) {
        return (date.to_string(), Class::Date);
    }
    (stemmer.stem(&plain).into_owned(), Class::Plain)
}

/// Returns the number in digits without separators: "250,000" is 250000, "twelve" is 12, "4th" is 4.
fn number_of(folded: &str) -> Option<String> {
    const SMALL: [&str; 21] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    const ORDINAL: [&str; 13] = [
        "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
        "ninth", "tenth", "eleventh", "twelfth",
    ];
    const TENS: [(&str, &str); 7] = [
        ("thirty", "30"),
        ("forty", "40"),
        ("fifty", "50"),
        ("sixty", "60"),
        ("seventy", "70"),
        ("eighty", "80"),
        ("ninety", "90"),
    ];
    if let Some(n) = SMALL.iter().position(|&word| word == folded) {
        // "One" is more often a pronoun than a number.
        return (n != 1).then(|| n.to_string());
    }
    if let Some(n) = ORDINAL.iter().position(|&word| word == folded) {
        return (n > 2).then(|| n.to_string());
    }
    if let Some((_, digits)) = TENS.iter().find(|(word, _)| *word == folded) {
        return Some((*digits).to_string());
    }
    if !folded.starts_with(|c: char| c.is_ascii_digit()) || is_year(folded) {
        return None;
    }
    let digits = folded
        .strip_suffix("st")
        .or_else(|| folded.strip_suffix("nd"))
        .or_else(|| folded.strip_suffix("rd"))
        .or_else(|| folded.strip_suffix("th"))
        .unwrap_or(folded);
    let digits: String = digits.chars().filter(|&c| c != ',').collect();
    digits.chars().all(|c| c.is_ascii_digit() || c == '.').then_some(digits)
}

fn is_year(folded: &str) -> bool {
    folded.len() == 4
        && folded.bytes().all(|b| b.is_ascii_digit())
        && matches!(folded.get(..2), Some("17" | "18" | "19" | "20"))
}

/// Returns the one form of a month or a day of the week. "May" and "March" count with a capital only, and
/// short forms too ("Sun", "Mar").
fn date_word(folded: &str, surface: &str) -> Option<&'static str> {
    const FORMS: [(&str, &[&str]); 19] = [
        ("january", &["jan"]),
        ("february", &["feb"]),
        ("march", &["mar"]),
        ("april", &["apr"]),
        ("may", &[]),
        ("june", &["jun"]),
        ("july", &["jul"]),
        ("august", &["aug"]),
        ("september", &["sept", "sep"]),
        ("october", &["oct"]),
        ("november", &["nov"]),
        ("december", &["dec"]),
        ("monday", &["mon"]),
        ("tuesday", &["tue", "tues"]),
        ("wednesday", &["wed"]),
        ("thursday", &["thu", "thur", "thurs"]),
        ("friday", &["fri"]),
        ("saturday", &["sat"]),
        ("sunday", &["sun"]),
    ];
    if !surface.starts_with(char::is_uppercase) {
        return None;
    }
    FORMS
        .iter()
        .find(|(long, short)| *long == folded || short.contains(&folded))
        .map(|(long, _)| *long)
}

/// Joins "2.5 million" to one number, so that it equals "2,500,000".
fn join_scales(words: &mut Vec<ReadWord>, passage: &str) {
    let mut i = 1;
    while i < words.len() {
        let (before, scale) = (words[i - 1], words[i]);
        if let Some(amount) = scaled_amount(passage, before, scale) {
            let entry = vocabulary::of(&amount);
            let word = Word::new(entry.stem, entry.rarity, before.word.class());
            let span = Span::at(before.span.start(), scale.span.end());
            words[i - 1] = ReadWord { word, span, head: 0 };
            words.remove(i);
        } else {
            i += 1;
        }
    }
}

/// The number that `before` and `scale` write together, if they do.
fn scaled_amount(passage: &str, before: ReadWord, scale: ReadWord) -> Option<String> {
    if before.word.class() != Class::Number {
        return None;
    }
    let zeros = match text::fold(scale.span.of(passage)).as_str() {
        "hundred" => 2,
        "thousand" => 3,
        "million" | "mln" => 6,
        "billion" | "bn" => 9,
        "trillion" => 12,
        _ => return None,
    };
    let gap = passage.get(before.span.end()..scale.span.start()).unwrap_or("");
    let digits = number_of(&text::fold(before.span.of(passage)))?;
    if matches!(gap.trim(), "" | "-") { scaled(&digits, zeros) } else { None }
}

/// Moves the decimal point of `digits` by `zeros` places.
fn scaled(digits: &str, zeros: usize) -> Option<String> {
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let part = part.trim_end_matches('0');
    if part.len() > zeros || whole.len() > 12 || part.contains('.') {
        return None;
    }
    let all = format!("{whole}{part}{}", "0".repeat(zeros - part.len()));
    let trimmed = all.trim_start_matches('0');
    (!trimmed.is_empty()).then(|| trimmed.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(text: &str) -> Vec<u32> {
        words(text).iter().map(|read| read.word.stem).collect()
    }

    #[test]
    fn one_thing_has_one_form() {
        for (a, b) in [
            ("250,000", "250000"),
            ("2.5 million", "2,500,000"),
            ("two million", "2,000,000"),
            ("twelve", "12"),
            ("Oct. 21", "October 21st"),
            ("Assad's visits", "Assad visit"),
            ("Dominick 's", "Dominick’s"),
            ("Erdoğan", "Erdogan"),
            ("U.N.", "UN"),
        ] {
            assert_eq!(stems(a), stems(b), "{a} and {b}");
        }
        assert_ne!(stems("2008"), stems("2009"));
        assert_ne!(stems("3.5"), stems("35"));
    }

    #[test]
    fn names_are_told_from_words() {
        let classes: Vec<Class> = words("The talks in Damascus killed 370 in May 2011.")
            .iter()
            .map(|read| read.word.class())
            .collect();
        use Class::{Date, Function, Name, Number, Plain};
        assert_eq!(classes, [Function, Plain, Function, Name, Plain, Number, Function, Date, Date]);
    }

    #[test]
    fn a_long_passage_is_cut() {
        assert_eq!(words(&"word ".repeat(9_000)).len(), MOST_WORDS);
    }
}
