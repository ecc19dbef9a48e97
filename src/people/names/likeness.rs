//! How alike two written names are, when nothing but the names is known: for screening, and for finding
//! misspellings that other evidence must confirm.

use super::Name;
use super::compare::part_likeness;
use super::keys::key;

/// The most letters that may differ in one name.
const MOST_EDITS: usize = 3;
/// The most parts that one name may have beyond the other's.
const MOST_EXTRA: usize = 2;

/// Returns how alike two names are, 0.0 (two people) to 1.0 (the same letters); from 0.5 they could be one
/// person's.
///
/// Parts are aligned in their order. Each pair is equal, has the same key, is known as forms of one name,
/// is an initial of the other, or differs in few letters for its length (one in up to four letters, two in
/// more). All parts of the shorter name must find theirs; where both have a part of their own, they
/// are two people. Titles and particles do not count.
pub fn likeness(a: &str, b: &str) -> f32 {
    let (a, b) = (Screened::new(a), Screened::new(b));
    if a.parts.is_empty() || b.parts.is_empty() {
        return 0.0;
    }
    if a.suffix.is_some() && b.suffix.is_some() && a.suffix != b.suffix {
        return 0.0;
    }
    let as_one = if a.parts.len() == b.parts.len() { 0.0 } else { whole(&a.parts, &b.parts) };
    let aligned = aligned(&a.parts, &b.parts);
    let turned = if a.may_turn || b.may_turn { turned(&a.parts, &b.parts) } else { 0.0 };
    as_one.max(aligned).max(turned)
}

/// A name as it is screened.
struct Screened {
    parts: Vec<String>,
    suffix: Option<&'static str>,
    /// Whether the order of its parts is not sure.
    may_turn: bool,
}

impl Screened {
    fn new(surface: &str) -> Self {
        let name = Name::parse(surface);
        let mut parts: Vec<String> = name.parts().map(|part| unmasked(&part.text)).collect();
        let mut seen = Vec::new();
        parts.retain(|part| {
            let is_new = !seen.contains(part);
            seen.push(part.clone());
            is_new
        });
        let may_turn = parts.len() > 2 && !name.is_bound;
        Self { parts, suffix: name.suffix, may_turn }
    }
}

/// Letters for the digits that stand in for them.
fn unmasked(part: &str) -> String {
    let is_masked =
        part.chars().any(|c| c.is_ascii_digit()) && part.chars().any(char::is_alphabetic);
    if !is_masked {
        return part.to_owned();
    }
    part.chars()
        .map(|c| match c {
            '0' => 'o',
            '1' => 'i',
            '3' => 'e',
            '4' => 'a',
            '5' => 's',
            '9' => 'g',
            c => c,
        })
        .collect()
}

/// Both names without blanks, where those differ: the same letters, or all but one.
fn whole(a: &[String], b: &[String]) -> f32 {
    let (a, b) = (a.concat(), b.concat());
    match strsim::osa_distance(&a, &b) {
        0 => 1.0,
        1 if a.len() > 6 => 0.85,
        _ => 0.0,
    }
}

/// How alike two parts are and how many letters differ; nothing where they are different names.
fn pair(a: &str, b: &str) -> Option<(f32, usize)> {
    let part = |text: &str| super::Part::new(text.to_owned());
    let known = part_likeness(&part(a), &part(b));
    if known > 0.0 {
        return Some((known, 0));
    }
    let edits = strsim::osa_distance(a, b).min(strsim::osa_distance(&key(a), &key(b)) + 1);
    let longer = a.chars().count().max(b.chars().count());
    let allowed = match longer {
        0..=2 => 0,
        3..=4 => 1,
        _ => 2,
    };
    (edits <= allowed && a.len().min(b.len()) > 1).then_some((0.9 - 0.1 * edits as f32, edits))
}

/// The best alignment in order in which all parts of the shorter name find theirs.
fn aligned(a: &[String], b: &[String]) -> f32 {
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let extra = many.len() - few.len();
    if extra > MOST_EXTRA || (few.len() == 1 && extra > 0) {
        return 0.0;
    }
    align(few, many, MOST_EDITS).map_or(0.0, |sum| {
        let mean = sum / few.len() as f32;
        mean - 0.03 * extra as f32
    })
}

/// The largest sum of likenesses, `few` being found in `many` in order with at most `left` edits.
fn align(few: &[String], many: &[String], left: usize) -> Option<f32> {
    let Some((first, rest)) = few.split_first() else { return Some(0.0) };
    let reach = many.len().checked_sub(few.len())?;
    (0..=reach)
        .filter_map(|at| {
            let (like, edits) = pair(first, many.get(at)?)?;
            Some(like + align(rest, many.get(at + 1..)?, left.checked_sub(edits)?)?)
        })
        .max_by(f32::total_cmp)
}

/// The same parts, spelt alike, in another order: for names of three parts and more.
fn turned(a: &[String], b: &[String]) -> f32 {
    if a.len() != b.len() || a.len() < 3 {
        return 0.0;
    }
    let (mut a, mut b) = (a.to_vec(), b.to_vec());
    a.sort_unstable();
    b.sort_unstable();
    aligned(&a, &b) * 0.95
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_and_slips_are_alike() {
        for (a, b) in [
            ("Vladimir Putin", "V. Putin"),
            ("Elon Mosk", "Elon Musk"),
            ("Boris Johnson", "Alexandre Boris de Pfeffel Johnson"),
            ("Usama bin Ladin", "Osama bin Laden"),
            ("SergeiLavrov", "Sergei Lavrov"),
            ("Putin, Vladimir", "Vladimir Putin"),
        ] {
            assert!(likeness(a, b) >= 0.5, "{a} {b}: {}", likeness(a, b));
            assert!((likeness(a, b) - likeness(b, a)).abs() < 1e-6);
        }
    }

    #[test]
    fn another_name_is_not() {
        for (a, b) in [
            ("Michelle Obama", "Barack Obama"),
            ("Daniel Ortiz", "Daniel Ortega"),
            ("Sergey Viktorovich Lavrov", "Sergey Borisovich Lavrov"),
            ("Martin King Jr", "Martin King Sr"),
            ("Hafez al-Assad", "Bashar al-Assad"),
            ("", "Bashar al-Assad"),
        ] {
            assert!(likeness(a, b) < 0.5, "{a} {b}: {}", likeness(a, b));
        }
    }
}
