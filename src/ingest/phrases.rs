//! The phrases that pages and agencies print around articles, from `assets/page-words.txt`.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// A list of the file; what it holds is said there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phrases {
    Menu,
    Action,
    Heading,
    HeadingLead,
    HeadingWord,
    HeadingNoun,
    Pointer,
    Section,
    Agency,
    PressWord,
    Colophon,
    CreditLabel,
    DateWord,
}

/// The names of the lists in the file, in the order of [`Phrases`].
const NAMES: [&str; 13] = [
    "menu",
    "action",
    "heading",
    "heading lead",
    "heading word",
    "heading noun",
    "pointer",
    "section",
    "agency",
    "press word",
    "colophon",
    "credit label",
    "date word",
];

static LISTS: LazyLock<[FxHashSet<&'static str>; 13]> = LazyLock::new(|| {
    let mut lists: [FxHashSet<&str>; 13] = Default::default();
    let mut open = None;
    for line in include_str!("../../assets/page-words.txt").lines() {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(name) => open = NAMES.iter().position(|known| *known == name),
            None if line.is_empty() || line.starts_with('#') => {}
            None => {
                if let Some(list) = open.and_then(|open| lists.get_mut(open)) {
                    list.insert(line);
                }
            }
        }
    }
    lists
});

impl Phrases {
    fn list(self) -> Option<&'static FxHashSet<&'static str>> {
        LISTS.get(self as usize)
    }

    /// Whether `phrase`, in lower case, stands in the list.
    pub(super) fn holds(self, phrase: &str) -> bool {
        self.list().is_some_and(|phrases| phrases.contains(phrase))
    }

    /// Whether `line`, in lower case, starts with a phrase of the list.
    pub(super) fn starts(self, line: &str) -> bool {
        let first = line.as_bytes().first();
        let is_start = |known: &&str| known.as_bytes().first() == first && line.starts_with(*known);
        self.list().is_some_and(|phrases| phrases.iter().any(is_start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_of_the_file_is_known_and_in_lower_case() {
        assert_eq!(Phrases::DateWord as usize, NAMES.len() - 1);
        for (list, name) in LISTS.iter().zip(NAMES) {
            assert!(!list.is_empty(), "{name}");
            assert!(list.iter().all(|phrase| *phrase == phrase.trim().to_lowercase()), "{name}");
        }
        let file = include_str!("../../assets/page-words.txt");
        assert_eq!(file.lines().filter(|line| line.starts_with('[')).count(), NAMES.len());
    }
}
