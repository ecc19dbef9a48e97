//! The outward shape of a line: how many words, how it ends, whether it reads like prose or like a headline.
//! Every question looks at a bounded part of the line, so that a file of one line stays cheap.

/// Lines longer than this, in bytes, are prose whatever else they are.
const LONG: usize = 1200;

/// Returns the number of words; of a script without blanks between words, half the letters. Looks at the first
/// 600 characters.
pub(super) fn words(line: &str) -> usize {
    let (mut count, mut unspaced, mut is_in_word) = (0, 0, false);
    for c in line.chars().take(600) {
        if c.is_whitespace() {
            is_in_word = false;
        } else if c.is_alphanumeric() {
            count += usize::from(!is_in_word);
            unspaced += usize::from(is_unspaced(c));
            is_in_word = true;
        }
    }
    count + unspaced / 2
}

/// Scripts written without blanks between words.
fn is_unspaced(c: char) -> bool {
    matches!(c as u32, 0xe00..=0xeff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3040..=0x30ff | 0x3400..=0x9fff)
}

/// Whether the line ends as a sentence does: a full stop, not the dots of an ellipsis and not the period of
/// an abbreviation; closing quotes and brackets may follow.
pub(super) fn ends_sentence(line: &str) -> bool {
    let bare = line.trim_end_matches(|c: char| {
        c.is_whitespace()
            || matches!(c, '"' | '”' | '’' | '\'' | '»' | '“' | ')' | ']' | '」' | '』')
    });
    if bare.ends_with(['。', '।', '۔', '።']) {
        return true;
    }
    let Some(before) = bare.strip_suffix('.') else { return false };
    let last = before.rsplit(char::is_whitespace).next().unwrap_or("");
    // A long line that ends with "U.S." or "Inc." is a sentence that happens to end so.
    !before.ends_with('.') && (!is_abbreviation(last) || words(line) > 14)
}

/// Whether the line ends with a question or exclamation mark.
pub(super) fn ends_with_cry(line: &str) -> bool {
    line.trim_end_matches(['"', '”', '’', '\'', '»', ')', ']'])
        .ends_with(['?', '!', '？', '！', '؟'])
}

/// Whether `word`, without its last period, is one that keeps it: "U.S", "Jr", "J".
fn is_abbreviation(word: &str) -> bool {
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let known = ["inc", "jr", "sr", "co", "corp", "ltd", "st", "dr", "mr", "mrs", "ms", "no", "vs"];
    word.chars().next().is_some_and(char::is_uppercase)
        && (word
            .split('.')
            .all(|part| part.chars().count() <= 2 && part.chars().all(char::is_alphabetic))
            || known.iter().any(|known| known.eq_ignore_ascii_case(word)))
}

/// Whether the line is running text: a sentence of some length, or too long for anything else.
pub(super) fn is_prose(line: &str) -> bool {
    if line.len() > LONG {
        return true;
    }
    let words = words(line);
    words > 40 || (words >= 4 && ends_sentence(line)) || (words >= 14 && ends_with_cry(line))
}

/// Whether the line could be a headline: some words, no end of a sentence, nothing that says the line goes on.
pub(super) fn is_headline(line: &str) -> bool {
    line.len() <= 400
        && (1..=32).contains(&words(line))
        && line.chars().any(char::is_alphabetic)
        && !ends_sentence(line)
        && !line.ends_with([',', ';', ':', '，', '、'])
        && !starts_item(line)
        && !is_speech(line)
}

/// Whether the line starts as an item of a list does: "- ", "• ", "1. ", "(a) ".
pub(super) fn starts_item(line: &str) -> bool {
    let mut chars = line.chars();
    match chars.next() {
        Some('-' | '*' | '•' | '·' | '–' | '—' | '+' | '‣' | '▪' | '■' | '●' | '◦' | '>' | '»') => {
            chars.next().is_some_and(char::is_whitespace)
        }
        Some('(' | '[' | '0'..='9') => {
            let mark = line.split_whitespace().next().unwrap_or("");
            let inner = mark.trim_start_matches(['(', '[']).trim_end_matches(['.', ')', ']']);
            inner.len() < mark.len()
                && inner.len() <= 3
                && !inner.is_empty()
                && inner.chars().all(|c| c.is_ascii_alphanumeric())
        }
        _ => false,
    }
}

/// Whether the line gives a turn of a conversation: "Q: What now".
fn is_speech(line: &str) -> bool {
    let mark = line.split_whitespace().next().unwrap_or("");
    mark.ends_with(':') && mark.chars().count() == 2
}

/// Whether the line has letters and none of them in lower case.
pub(super) fn is_upper(line: &str) -> bool {
    line.chars().any(char::is_uppercase) && !line.chars().any(char::is_lowercase)
}

/// Returns the line with every run of blanks as one.
pub(super) fn squeezed(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns at most `most` words and 400 characters of the line, with `…` where more follow.
pub(super) fn first_words(line: &str, most: usize) -> String {
    let mut words = line.split_whitespace();
    let taken: Vec<&str> = words.by_ref().take(most).collect();
    let whole = taken.join(" ");
    let short: String = whole.chars().take(400).collect();
    if short.len() < whole.len() || words.next().is_some() { short + "…" } else { short }
}

/// Returns the line in lower case with single blanks, without the signs at either end.
pub(super) fn plain(line: &str) -> String {
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric());
    squeezed(bare).to_lowercase().replace('’', "'")
}
