//! Takes a written name apart.

use std::borrow::Cow;

use super::{Name, Part, lists};
use crate::text::fold;

/// Longest name that is read; what comes after is not part of any name.
const MAX_WORDS: usize = 12;

impl Name {
    /// Reads a name as written. Titles and roles before it are left out ("Apple CEO Steve Jobs" is Steve
    /// Jobs), particles go with the family name, "Smith, John" is turned round, and names that begin with
    /// a Chinese, Korean or Vietnamese family name are read in their order.
    pub(crate) fn parse(surface: &str) -> Self {
        let surface = turned(surface);
        let mut words: Vec<Word> = Vec::new();
        for raw in surface.split_whitespace().flat_map(without_camel).take(MAX_WORDS) {
            push_words(raw, &mut words);
        }
        let mut name = Self::default();
        drop_titles(&mut words, &mut name);
        drop_suffix(&mut words, &mut name);
        words.retain(|word| !word.is_quoted || word.text.len() > 1);
        let nicknames: Vec<Word> = words.extract_if(.., |word| word.is_quoted).collect();
        if words.is_empty() {
            words = nicknames;
        }
        split(&words, &mut name);
        name
    }
}

/// One word of a name.
struct Word {
    /// Folded, without apostrophes, hyphens and periods.
    text: String,
    /// Whether it had a hyphen inside.
    is_hyphened: bool,
    /// Whether it stood in quotation marks or brackets: a nickname.
    is_quoted: bool,
    /// Whether an Arabic article was cut off.
    has_article: bool,
    /// Whether it began with a capital or has no case.
    is_capital: bool,
}

/// Puts "Family, Given" in order; "Smith, Jr." is left.
fn turned(surface: &str) -> Cow<'_, str> {
    let Some((before, after)) = surface.split_once(',') else { return surface.into() };
    let first = after.split_whitespace().next().unwrap_or("");
    let is_suffix = lists().suffix(bare(&fold(first)).as_str()).is_some();
    if is_suffix {
        return format!("{before} {after}").into();
    }
    let is_degree = |word: &str| {
        word.len() <= 4 && word.chars().all(|c| c.is_uppercase() || matches!(c, '.' | ','))
    };
    if after.split_whitespace().all(is_degree) {
        return before.into();
    }
    let is_name = |word: &str| {
        word.chars().next().is_some_and(|c| !c.is_lowercase())
            && lists().title(&bare(&fold(word))).is_none()
    };
    let fits = after.split_whitespace().all(is_name) && after.split_whitespace().count() <= 4;
    if fits && before.split_whitespace().count() <= 4 && !first.is_empty() {
        format!("{after} {before}").into()
    } else {
        before.into()
    }
}

/// Splits "JanDaniel" where a lower-case letter meets a capital; "McCain" and "DeVito" stay whole.
fn without_camel(word: &str) -> Vec<&str> {
    let mut before = '-';
    for (at, c) in word.char_indices() {
        let is_start = c.is_uppercase() && before.is_lowercase();
        let head = word.get(..at).unwrap_or("");
        if is_start && head.chars().count() > 3 && !head.contains(['-', '\'', '’', '.']) {
            return vec![head, word.get(at..).unwrap_or("")];
        }
        before = c;
    }
    vec![word]
}

fn push_words(raw: &str, words: &mut Vec<Word>) {
    let is_quoted = raw.starts_with(['"', '“', '‘', '(', '«', '\''])
        && raw.ends_with(['"', '”', '’', ')', '»', '\'']);
    let trimmed = raw.trim_matches(|c: char| !c.is_alphanumeric());
    let trimmed = ["'s", "’s"].iter().fold(trimmed, |word, s| word.strip_suffix(s).unwrap_or(word));
    let is_capital = trimmed.chars().next().is_some_and(|c| !c.is_lowercase());
    let folded = fold(trimmed);
    let is_capitals = trimmed.chars().all(|c| c.is_uppercase() || !c.is_alphabetic());
    let is_initials = is_capitals
        && (folded.contains('.')
            || (folded.len() == 2 && !folded.contains(['a', 'e', 'i', 'o', 'u'])))
        && folded.split(['.', '-']).all(|part| part.len() <= 1 || folded.len() == 2);
    let is_sign = lists().suffix(&bare(&folded)).is_some();
    if is_initials && !is_sign && folded.len() <= 6 && lists().title(&bare(&folded)).is_none() {
        let letters = folded.chars().filter(char::is_ascii_alphabetic);
        words.extend(letters.map(|c| Word {
            text: c.into(),
            is_hyphened: false,
            is_quoted,
            has_article: false,
            is_capital: true,
        }));
        return;
    }
    let (rest, has_article) = without_article(&folded);
    let text = bare(rest);
    if text.is_empty() {
        return;
    }
    words.push(Word { text, is_hyphened: rest.contains('-'), is_quoted, has_article, is_capital });
}

/// Cuts an Arabic article that hangs on a hyphen: al-Assad, el-Sisi, ash-Sharif.
fn without_article(folded: &str) -> (&str, bool) {
    const ARTICLES: [&str; 12] =
        ["al", "el", "ul", "ar", "as", "ash", "at", "an", "ad", "az", "ur", "ed"];
    match folded.split_once('-') {
        Some((head, rest)) if rest.len() > 2 && ARTICLES.contains(&head) => (rest, true),
        _ => (folded, false),
    }
}

/// Letters and digits only.
fn bare(folded: &str) -> String {
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Drops titles and roles at the front, and everything before the last of them; learns the gender. In a
/// single word nothing is dropped, nor is the last word ever.
fn drop_titles(words: &mut Vec<Word>, name: &mut Name) {
    let lists = lists();
    let mut cut = 0;
    let mut at = 0;
    while at + 1 < words.len() {
        let first = words.get(at).map_or("", |word| word.text.as_str());
        let longest = lists.title_words(first).min(words.len() - 1 - at);
        let found = (1..=longest).rev().find_map(|n| {
            let texts: Vec<&str> = words.get(at..at + n)?.iter().map(|w| w.text.as_str()).collect();
            Some((n, lists.title(&texts.join(" "))?))
        });
        let rest_is_name = words.len() - at > 2 || at == cut;
        match found {
            Some((n, title)) if rest_is_name => {
                name.gender = title.gender.or(name.gender);
                at += n;
                cut = at;
            }
            _ => at += 1,
        }
    }
    while words.get(cut).is_some_and(|word| !word.is_capital && !word.has_article)
        && words.get(cut).is_some_and(|word| lists.particle(&word.text).is_none())
        && cut + 1 < words.len()
        && words.get(cut + 1..).is_some_and(|rest| rest.iter().any(|word| word.is_capital))
    {
        cut += 1;
    }
    name.titles = cut;
    words.drain(..cut);
}

fn drop_suffix(words: &mut Vec<Word>, name: &mut Name) {
    while words.len() > 1 {
        let Some(sign) = words.last().and_then(|word| lists().suffix(&word.text)) else { return };
        name.suffix = sign.or(name.suffix);
        words.pop();
    }
}

/// Tells given names from the family name.
fn split(words: &[Word], name: &mut Name) {
    let mut parts: Vec<(Part, Kind)> = Vec::with_capacity(words.len());
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let (text, taken) = abdul(words, at);
        at += taken;
        let is_last = at >= words.len();
        let kind = match lists().particle(&word.text) {
            _ if taken > 1 || (word.is_capital && word.text.len() == 1) => Kind::Plain,
            Some(is_bound) if !is_last && (!parts.is_empty() || is_leading(words, at)) => {
                if is_bound {
                    Kind::Binding
                } else {
                    Kind::Particle
                }
            }
            _ => Kind::Plain,
        };
        parts.push((Part::new(text), kind));
    }
    let first_particle = parts.iter().position(|(_, kind)| *kind != Kind::Plain);
    let plain = parts.iter().filter(|(_, kind)| *kind == Kind::Plain).count();
    name.is_bound = parts.iter().any(|(_, kind)| *kind == Kind::Binding);
    let family_first = plain == parts.len() && stands_first(words);
    let family_from = match first_particle {
        Some(at) => at,
        None if family_first => 1,
        None => parts.len().saturating_sub(1),
    };
    let plain_parts = |parts: Vec<(Part, Kind)>| -> Vec<Part> {
        parts.into_iter().filter(|(_, kind)| *kind == Kind::Plain).map(|(part, _)| part).collect()
    };
    let rest = parts.split_off(family_from.min(parts.len()));
    if family_first {
        name.family = plain_parts(parts);
        let given: String = plain_parts(rest).into_iter().map(|part| part.text).collect();
        name.given = if given.is_empty() { Vec::new() } else { vec![Part::new(given)] };
    } else {
        name.given = plain_parts(parts);
        name.family = plain_parts(rest);
    }
    if name.family.is_empty() {
        name.family = std::mem::take(&mut name.given);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Particle,
    Binding,
}

/// Whether a particle that opens a name belongs to a family name alone ("van Gogh", "bin Laden"). "Al",
/// "Ben" and "Van" before a single capitalised word are given names more often than not.
fn is_leading(words: &[Word], next: usize) -> bool {
    words.first().is_some_and(|word| {
        !word.is_capital
            || !matches!(word.text.as_str(), "al" | "ben" | "van" | "san" | "an" | "lu")
    }) && words.get(next).is_some()
}

/// Joins "Abd al-Aziz", "Abdul Aziz" and "Abdel Aziz" to one part; returns how many words it took.
fn abdul(words: &[Word], at: usize) -> (String, usize) {
    let text = words.get(at).map_or("", |word| word.text.as_str());
    let is_servant =
        matches!(text, "abd" | "abdul" | "abdel" | "abdal" | "abdoul" | "abdol" | "abdur");
    let article = usize::from(
        words.get(at + 1).is_some_and(|w| matches!(&*w.text, "al" | "el" | "ul" | "ur")),
    );
    match words.get(at + 1 + article) {
        Some(next) if is_servant => (format!("abdul{}", next.text), 2 + article),
        _ => (text.to_owned(), 1),
    }
}

/// Whether the first word is a family name: it is in the list and all that follows reads like East Asian
/// syllables; a first word that is also a Western given name needs a hyphen or three words.
fn stands_first(words: &[Word]) -> bool {
    let [first, rest @ ..] = words else { return false };
    if rest.is_empty() || rest.len() > 3 || !lists().is_east_asian(&first.text) {
        return false;
    }
    let is_western = matches!(
        first.text.as_str(),
        "kim"
            | "lee"
            | "min"
            | "jin"
            | "ai"
            | "an"
            | "jo"
            | "long"
            | "may"
            | "mo"
            | "ian"
            | "ha"
            | "sue"
            | "dong"
    );
    let is_marked = rest.len() > 1 || rest.iter().any(|word| word.is_hyphened);
    rest.iter().all(|word| is_syllables(&word.text)) && (!is_western || is_marked)
}

/// Whether a word is one to three syllables as Chinese, Korean and Vietnamese names have them: an
/// optional initial, vowels, and at most n, ng, m, k, l, p, t, h or r at the end.
fn is_syllables(word: &str) -> bool {
    const INITIALS: [&str; 31] = [
        "zh", "ch", "sh", "ph", "th", "kh", "nh", "ng", "gh", "hs", "ts", "tr", "ky", "my", "hy",
        "ry", "py", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x",
    ];
    fn fits(rest: &str, left: usize) -> bool {
        if rest.is_empty() {
            return true;
        }
        if left == 0 {
            return false;
        }
        let singles = ["z", "c", "s", "r", "y", "w", "v", ""];
        INITIALS.iter().chain(&singles).any(|initial| {
            let Some(after) = rest.strip_prefix(initial) else { return false };
            let vowels = after.chars().take_while(|c| "aeiouyw".contains(*c)).count().min(4);
            (1..=vowels).rev().any(|n| {
                let tail = after.get(n..).unwrap_or("");
                ["ng", "nh", "ch", "n", "m", "k", "l", "p", "t", "h", ""]
                    .iter()
                    .any(|end| tail.strip_prefix(end).is_some_and(|tail| fits(tail, left - 1)))
            })
        })
    }
    word.is_ascii() && word.len() <= 14 && fits(word, 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(surface: &str, given: &str, family: &str) {
        let name = Name::parse(surface);
        let join = |parts: &[Part]| parts.iter().map(|p| &*p.text).collect::<Vec<_>>().join(" ");
        assert_eq!((&*join(&name.given), &*join(&name.family)), (given, family), "{surface}");
    }

    #[test]
    fn western_names() {
        check("John Smith", "john", "smith");
        check("John F. Kennedy", "john f", "kennedy");
        check("J.-C. Juncker", "j c", "juncker");
        check("JC Juncker", "j c", "juncker");
        check("Kennedy", "", "kennedy");
        check("Ursula von der Leyen", "ursula", "leyen");
        check("van Gogh", "", "gogh");
        check("Ben Affleck", "ben", "affleck");
        check("Conan O’Brien's", "conan", "obrien");
        check("Joe \"Shoeless\" Jackson", "joe", "jackson");
        check("Smith, John", "john", "smith");
        check("John McCain", "john", "mccain");
    }

    #[test]
    fn titles_and_suffixes_fall_away() {
        check("Mr Putin", "", "putin");
        check("Apple CEO Steve Jobs", "steve", "jobs");
        check("President Barack Obama", "barack", "obama");
        check("Prime Minister", "prime", "minister");
        check("King", "", "king");
        check("Martin Luther King Jr.", "martin luther", "king");
        check("Martin Luther King, Jr.", "martin luther", "king");
        assert_eq!(Name::parse("George Bush Sr").suffix, Some("sr"));
        assert_eq!(Name::parse("Mrs Clinton").gender, Some(crate::model::Gender::Female));
    }

    #[test]
    fn arabic_names() {
        check("Bashar al-Assad", "bashar", "assad");
        check("Bashar Al Assad", "bashar", "assad");
        check("Osama bin Laden", "osama", "laden");
        check("bin Laden", "", "laden");
        check("Abdel Fattah el-Sisi", "abdulfattah", "sisi");
        check("'Abd al-Aziz al-Nuristani", "abdulaziz", "nuristani");
    }

    #[test]
    fn east_asian_names() {
        check("Xi Jinping", "jinping", "xi");
        check("Kim Jong-un", "jongun", "kim");
        check("Ban Ki-moon", "kimoon", "ban");
        check("Lee Harvey Oswald", "lee harvey", "oswald");
        check("Nguyen Phu Trong", "phutrong", "nguyen");
        check("Wang Yi", "yi", "wang");
    }

    #[test]
    fn anything_can_be_read() {
        for odd in ["", " ", ",", "--", "Mr.", "\"\"", ". . .", "123", "a, b, c", "'s"] {
            let _ = Name::parse(odd);
        }
    }
}
