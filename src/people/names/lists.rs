//! The readable lists behind names: titles, particles, suffixes, short forms, spellings, and family names
//! that stand first. Read once, at first use, into tables of borrowed words.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::model::Gender;

const TITLES: &str = include_str!("../../../assets/names/titles.txt");
const PARTICLES: &str = include_str!("../../../assets/names/particles.txt");
const EAST_ASIAN: &str = include_str!("../../../assets/names/east_asian.txt");
const SUFFIXES: &str = include_str!("../../../assets/names/suffixes.txt");
const NICKNAMES: &str = include_str!("../../../assets/names/nicknames.txt");
const NATIONS: &str = include_str!("../../../assets/names/nations.txt");
const VERBS: &str = include_str!("../../../assets/names/verbs.txt");
const VARIANTS: &str = include_str!("../../../assets/names/variants.txt");

/// What the list of titles says of a word or phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Title {
    /// The gender it tells.
    pub(crate) gender: Option<Gender>,
    /// Whether it names kin or company ("brother", "friend") rather than what someone is.
    pub(crate) is_kin: bool,
}

/// All lists.
pub(crate) struct Lists {
    titles: FxHashMap<String, Title>,
    title_starts: FxHashMap<&'static str, usize>,
    particles: FxHashMap<&'static str, bool>,
    east_asian: FxHashMap<&'static str, ()>,
    suffixes: FxHashMap<&'static str, Option<&'static str>>,
    nations: FxHashMap<String, &'static str>,
    /// Finite verbs; true for those of speech.
    verbs: FxHashMap<&'static str, bool>,
    /// A given name and the groups of names it may stand for or be spelt as; two names that share a
    /// group may be one.
    groups: FxHashMap<&'static str, Vec<u16>>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(Lists::read);

/// Returns the lists.
pub(crate) fn lists() -> &'static Lists {
    &LISTS
}

impl Lists {
    fn read() -> Self {
        let mut titles = FxHashMap::default();
        let mut title_starts: FxHashMap<&str, usize> = FxHashMap::default();
        for line in lines(TITLES) {
            let (line, is_kin) = line.strip_prefix('~').map_or((line, false), |rest| (rest, true));
            let (title, gender) = match line.rsplit_once(' ') {
                Some((title, "M")) => (title, Some(Gender::Male)),
                Some((title, "F")) => (title, Some(Gender::Female)),
                _ => (line, None),
            };
            titles.insert(title.replace('-', " "), Title { gender, is_kin });
            let words = title.split([' ', '-']).count();
            let longest =
                title_starts.entry(title.split([' ', '-']).next().unwrap_or("")).or_default();
            *longest = words.max(*longest);
        }
        let particles = lines(PARTICLES)
            .map(|line| line.strip_prefix('=').map_or((line, false), |rest| (rest, true)))
            .collect();
        let mut suffixes = FxHashMap::default();
        for line in lines(SUFFIXES) {
            let mut words = line.split(' ');
            let sign = words.next().filter(|&sign| sign != "-");
            suffixes.extend(words.map(|word| (word, sign)));
        }
        let mut groups: FxHashMap<&str, Vec<u16>> = FxHashMap::default();
        for (number, line) in lines(NICKNAMES).chain(lines(VARIANTS)).enumerate() {
            for word in line.split([':', ' ']).filter(|word| !word.is_empty()) {
                groups.entry(word).or_default().push(number as u16);
            }
        }
        let mut nations = FxHashMap::default();
        for line in lines(NATIONS) {
            if let Some((nation, others)) = line.split_once(':') {
                let words = others.split_whitespace().chain([nation]);
                nations.extend(words.map(|word| (word.replace('-', " "), nation)));
            }
        }
        let verbs = lines(VERBS)
            .flat_map(str::split_whitespace)
            .map(|word| word.strip_prefix('!').map_or((word, false), |verb| (verb, true)))
            .collect();
        let east_asian = lines(EAST_ASIAN).flat_map(|l| l.split(' ')).map(|w| (w, ())).collect();
        Self { titles, title_starts, particles, east_asian, suffixes, nations, verbs, groups }
    }

    /// What is known of a title or role of one or several folded words, without periods.
    pub(crate) fn title(&self, folded: &str) -> Option<Title> {
        self.titles.get(folded).copied()
    }

    /// How many words the longest title has that starts with this folded word; 0 for none.
    pub(crate) fn title_words(&self, first: &str) -> usize {
        self.title_starts.get(first).copied().unwrap_or(0)
    }

    /// Whether the folded word is a particle of family names; `Some(true)` where the family name stands
    /// alone only together with it.
    pub(crate) fn particle(&self, folded: &str) -> Option<bool> {
        self.particles.get(folded).copied()
    }

    /// Whether the folded word is a family name that stands first in Chinese, Korean or Vietnamese names.
    pub(crate) fn is_east_asian(&self, folded: &str) -> bool {
        self.east_asian.contains_key(folded)
    }

    /// The sign of a generation that a folded word at the end of a name stands for; `Some(None)` for a
    /// degree or honour.
    pub(crate) fn suffix(&self, folded: &str) -> Option<Option<&'static str>> {
        self.suffixes.get(folded).copied()
    }

    /// The nation that a folded word or phrase stands for beside a role: an adjective, a short name, a
    /// capital or a seat of government.
    pub(crate) fn nation(&self, folded: &str) -> Option<&'static str> {
        self.nations.get(folded).copied()
    }

    /// Whether the folded word is a finite verb.
    pub(crate) fn is_verb(&self, folded: &str) -> bool {
        self.verbs.contains_key(folded)
            || (folded.len() > 4 && folded.ends_with("ed") && !folded.ends_with("eed"))
    }

    /// Whether the folded word is a verb of speech.
    pub(crate) fn is_speech(&self, folded: &str) -> bool {
        self.verbs.get(folded) == Some(&true)
    }

    /// The groups of forms that a folded given name belongs to.
    pub(crate) fn groups(&self, folded: &str) -> &[u16] {
        self.groups.get(folded).map_or(&[], Vec::as_slice)
    }

    /// Whether the lists know both as forms of one name: Bill and William, Mohammed and Muhammad.
    pub(crate) fn are_forms_of_one(&self, a: &str, b: &str) -> bool {
        match (self.groups.get(a), self.groups.get(b)) {
            (Some(a), Some(b)) => a.iter().any(|group| b.contains(group)),
            _ => false,
        }
    }
}

/// The lines of a list without comments and blanks.
fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_read() {
        let lists = lists();
        assert_eq!(lists.title("prime minister"), Some(Title { gender: None, is_kin: false }));
        assert_eq!(lists.title("king").and_then(|t| t.gender), Some(Gender::Male));
        assert_eq!(lists.title("brother").map(|t| t.is_kin), Some(true));
        assert!(lists.title_words("chief") >= 2);
        assert_eq!((lists.particle("al"), lists.particle("bin")), (Some(false), Some(true)));
        assert_eq!((lists.suffix("jnr"), lists.suffix("phd")), (Some(Some("jr")), Some(None)));
        assert_eq!(
            (lists.nation("kremlin"), lists.nation("saudi")),
            (Some("russia"), Some("saudi-arabia"))
        );
        assert!(lists.are_forms_of_one("bill", "william"));
        assert!(!lists.are_forms_of_one("bill", "mary"));
    }
}
