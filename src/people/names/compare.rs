//! Says whether two names can belong to one person.

use super::{Name, Part, lists};

/// How two names agree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Agreement {
    /// They cannot be one person's: another family name, or the same with another given name or suffix.
    No,
    /// One is a single word and part of the other; how good a part, 0.0 to 1.0 (family name 1.0).
    Short(f32),
    /// Both have given and family names, and all of them agree; how closely, 0.0 to 1.0.
    Full(f32),
}

/// The least likeness of two parts that counts as agreement.
const LIKE: f32 = 0.7;

/// Compares two names. Symmetric.
pub(crate) fn agreement(a: &Name, b: &Name) -> Agreement {
    if a.suffix.is_some() && b.suffix.is_some() && a.suffix != b.suffix {
        return Agreement::No;
    }
    match (a.is_full(), b.is_full()) {
        (true, true) => full(a, b),
        (true, false) => short(b, a),
        (false, true) => short(a, b),
        (false, false) => match families(&a.family, &b.family) {
            like if like >= LIKE => Agreement::Short(like),
            _ => Agreement::No,
        },
    }
}

fn full(a: &Name, b: &Name) -> Agreement {
    let family = families(&a.family, &b.family);
    let given = givens(&a.given, &b.given);
    if family >= LIKE && given >= LIKE {
        return Agreement::Full(family.min(given));
    }
    Agreement::No
}

/// A single family name, or a given name alone, against a full name.
fn short(short: &Name, full: &Name) -> Agreement {
    if short.family.len() > 1 {
        return match families(&short.family, &full.family) {
            like if like >= LIKE => Agreement::Short(like),
            _ => Agreement::No,
        };
    }
    let Some(word) = short.family.first() else { return Agreement::No };
    let last = full.family.last().map_or(0.0, |part| part_likeness(word, part));
    let other = full.family.iter().rev().skip(1).map(|part| part_likeness(word, part) * 0.9);
    let bound = if full.is_bound && !short.is_bound { 0.75 } else { 1.0 };
    let family = other.fold(last, f32::max) * bound;
    let first = full.given.first().map_or(0.0, |part| part_likeness(word, part) * 0.85);
    let middle = full.given.iter().skip(1).map(|part| part_likeness(word, part) * 0.75);
    let given =
        if word.is_initial() || short.is_bound { 0.0 } else { middle.fold(first, f32::max) };
    match family.max(given) {
        like if like >= LIKE => Agreement::Short(like),
        _ => Agreement::No,
    }
}

/// How alike two family names are: all parts of the shorter one stand in the longer one, in order.
fn families(a: &[Part], b: &[Part]) -> f32 {
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if few.is_empty() {
        return 0.0;
    }
    let mut rest = many.iter();
    let mut least = 1.0_f32;
    for part in few {
        let found =
            rest.by_ref().map(|other| part_likeness(part, other)).find(|&like| like >= LIKE);
        match found {
            Some(like) => least = least.min(like),
            None => return joined(a, b),
        }
    }
    if few.len() == many.len() { least } else { least * 0.95 }
}

/// The last resort for hyphens and blanks: the same letters in a row.
fn joined(a: &[Part], b: &[Part]) -> f32 {
    let run = |parts: &[Part]| parts.iter().map(|part| &*part.key).collect::<String>();
    if run(a) == run(b) { 0.95 } else { 0.0 }
}

/// How alike two lists of given names are. The first of the shorter list must be found in the longer one
/// (Tayyip in Recep Tayyip); from there on name stands against name, and only one list may have more.
fn givens(a: &[Part], b: &[Part]) -> f32 {
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let Some(first) = few.first() else { return 0.0 };
    let mut best = joined(a, b);
    for (skipped, part) in many.iter().enumerate() {
        let like = part_likeness(first, part);
        let skips_name = many.iter().take(skipped).any(|part| !part.is_initial());
        if like < LIKE || (skipped > 0 && (first.is_initial() || (!skips_name && few.len() > 1))) {
            continue;
        }
        let pairs = few.iter().skip(1).zip(many.iter().skip(skipped + 1));
        let least = pairs.map(|(a, b)| part_likeness(a, b)).fold(like, f32::min);
        let fits = few.len() + skipped <= many.len();
        if fits && least >= LIKE {
            best = best.max(if skipped > 0 { least * 0.9 } else { least });
        }
    }
    best
}

/// How alike two parts are: 1.0 the same letters, 0.95 the same key, 0.9 known forms of one name, 0.8 an
/// initial of the other, 0.0 otherwise.
pub(super) fn part_likeness(a: &Part, b: &Part) -> f32 {
    if a.text == b.text {
        return 1.0;
    }
    if a.is_initial() || b.is_initial() {
        return if a.text.chars().next() == b.text.chars().next() { 0.8 } else { 0.0 };
    }
    if a.key == b.key {
        return 0.95;
    }
    if lists().are_forms_of_one(&a.text, &b.text) {
        return 0.9;
    }
    0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(a: &str, b: &str, want: &str) {
        let (a, b) = (Name::parse(a), Name::parse(b));
        let found = agreement(&a, &b);
        let word = match found {
            Agreement::No => "no",
            Agreement::Short(_) => "short",
            Agreement::Full(_) => "full",
        };
        assert_eq!(word, want, "{a:?} {b:?} {found:?}");
        assert_eq!(found, agreement(&b, &a));
    }

    #[test]
    fn one_person_written_in_two_ways() {
        for (a, b) in [
            ("Bashar al-Assad", "Bashar Assad"),
            ("Sergei Shoygu", "Sergey Shoigu"),
            ("Bill Clinton", "William Jefferson Clinton"),
            ("J. K. Rowling", "Joanne Rowling"),
            ("Recep Tayyip Erdogan", "Tayyip Erdogan"),
            ("Boris Johnson", "Alexandre Boris de Pfeffel Johnson"),
            ("Mohammed Morsi", "Mohamed Morsi"),
            ("Kim Jong-un", "Kim Jong Un"),
        ] {
            check(a, b, "full");
        }
    }

    #[test]
    fn short_forms() {
        check("Assad", "Bashar al-Assad", "short");
        check("Mr Putin", "Vladimir Putin", "short");
        check("Hillary", "Hillary Clinton", "short");
        check("bin Laden", "Osama bin Laden", "short");
        check("Obama", "Vladimir Putin", "no");
    }

    #[test]
    fn vetoes() {
        check("Bill Clinton", "Hillary Clinton", "no");
        check("George W. Bush", "George H. W. Bush", "no");
        check("Hans O Friedrich", "Hans J Friedrich", "no");
        check("Martin King Jr", "Martin King Sr", "no");
        check("Benedict XV", "Benedict XVI", "no");
        check("John Smith", "John Jones", "no");
        check("A. Nazarbayev", "Nursultan Nazarbayev", "no");
    }
}
