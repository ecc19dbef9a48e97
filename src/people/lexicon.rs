//! What the lists in `assets/names` say of a word: how common it is as a given or family name, whether
//! it is a place, a nation, a role, a word of organisations' names, an ordinary word, and its cluster.
//!
//! All lists share one table of fingerprints, filled at first use in a few milliseconds.

use std::sync::LazyLock;

use crate::model::Gender;

const PEOPLE: &str = include_str!("../../assets/names/people.tsv");
const CITIES: &str = include_str!("../../assets/names/cities.tsv");
const PLACES: &str = include_str!("../../assets/names/places.txt");
const WORDS: &str = include_str!("../../assets/names/words.tsv");
const CLUSTERS: &str = include_str!("../../assets/names/clusters.txt");
const DEMONYMS: &str = include_str!("../../assets/names/demonyms.txt");
const ROLES: &str = include_str!("../../assets/names/roles.txt");
const ORGS: &str = include_str!("../../assets/names/orgs.txt");
const ORG_WORDS: &str = include_str!("../../assets/names/org_words.txt");

/// The longest list entry, in words.
pub(super) const LONGEST_PHRASE: usize = 4;

/// What the lists say of a word or phrase, packed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Info(u32);

impl Info {
    const PLACE: u32 = 1 << 11;
    const DEMONYM: u32 = 1 << 12;
    const ROLE: u32 = 1 << 13;
    const ORG_WORD: u32 = 1 << 14;
    const ORG: u32 = 1 << 15;
    /// The lowest of three bits: list entries of two, three and four words.
    const PHRASE: u32 = 1 << 28;
    /// A word of such an entry that is not its first.
    const IN_PHRASE: u32 = 1 << 31;

    const fn field(self, shift: u32, bits: u32) -> u32 {
        (self.0 >> shift) & ((1 << bits) - 1)
    }

    /// How common it is as a given name, 0 (not listed) to 7.
    pub(super) const fn given(self) -> u32 {
        self.field(0, 3)
    }

    /// How common it is as a family name, 0 (not listed) to 7.
    pub(super) const fn family(self) -> u32 {
        self.field(3, 3)
    }

    /// The gender of the given name, where the lists know one.
    pub(super) const fn gender(self) -> Option<Gender> {
        match self.field(6, 2) {
            1 => Some(Gender::Male),
            2 => Some(Gender::Female),
            _ => None,
        }
    }

    /// The size of the city of this name, 0 (none) to 4.
    pub(super) const fn city(self) -> u32 {
        self.field(8, 3)
    }

    /// A country, region or sea.
    pub(super) const fn is_place(self) -> bool {
        self.0 & Self::PLACE != 0
    }

    /// An adjective or noun of a nation or faith.
    pub(super) const fn is_demonym(self) -> bool {
        self.0 & Self::DEMONYM != 0
    }

    /// A title or role.
    pub(super) const fn is_role(self) -> bool {
        self.0 & Self::ROLE != 0
    }

    /// A word that names of organisations are built with.
    pub(super) const fn is_org_word(self) -> bool {
        self.0 & Self::ORG_WORD != 0
    }

    /// A well-known organisation.
    pub(super) const fn is_org(self) -> bool {
        self.0 & Self::ORG != 0
    }

    /// How common the word is in lower case, 0 (not listed) to 7.
    pub(super) const fn word(self) -> u32 {
        self.field(16, 3)
    }

    /// The cluster of words of similar use, from 1; 0 for none.
    pub(super) const fn cluster(self) -> u32 {
        self.field(19, 9)
    }

    /// Whether some list entry of several words starts with this one.
    pub(super) const fn starts_phrase(self) -> bool {
        self.field(28, 3) != 0
    }

    /// Whether some list entry of this many words starts with this one.
    pub(super) const fn starts_phrase_of(self, words: usize) -> bool {
        self.0 & Self::phrase_of(words) != 0
    }

    /// Whether some list entry of several words has this one after its first.
    pub(super) const fn is_in_phrase(self) -> bool {
        self.0 & Self::IN_PHRASE != 0
    }

    const fn phrase_of(words: usize) -> u32 {
        if words > 1 && words <= LONGEST_PHRASE { Self::PHRASE << (words - 2) } else { 0 }
    }
}

/// The hash behind all look-ups and all features of the tagger. Stored models depend on it: it must not
/// change, and it is the same on every machine.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    const K: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut state = (bytes.len() as u64).wrapping_mul(K);
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let word = chunk.iter().rev().fold(0, |word, &b| word << 8 | u64::from(b));
        state = (state ^ word).wrapping_mul(K);
        state ^= state >> 29;
    }
    let rest = chunks.remainder().iter().rev().fold(0, |word, &b| word << 8 | u64::from(b));
    state = (state ^ rest).wrapping_mul(K);
    state ^= state >> 32;
    state = state.wrapping_mul(0xD6E8_FEB8_6659_FD93);
    state ^ (state >> 32)
}

/// The lists as one open-addressed table of fingerprints.
pub(super) struct Lexicon {
    slots: Vec<(u32, Info)>,
}

const SLOT_BITS: u32 = 18;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::load);

impl Lexicon {
    /// Returns the lists, reading them at the first call.
    pub(super) fn get() -> &'static Self {
        &LEXICON
    }

    /// Returns what is known of a folded word or phrase (words joined by one blank).
    pub(super) fn look_up(&self, folded: &str) -> Info {
        self.look_up_hash(hash(folded.as_bytes()))
    }

    /// The same for a word whose [`hash`] is known.
    pub(super) fn look_up_hash(&self, hash: u64) -> Info {
        let (mut at, print) = Self::place_of(hash);
        while let Some(&(found, info)) = self.slots.get(at) {
            if found == print || found == 0 {
                return info;
            }
            at = (at + 1) & ((1 << SLOT_BITS) - 1);
        }
        Info::default()
    }

    fn place_of(hash: u64) -> (usize, u32) {
        ((hash >> (64 - SLOT_BITS)) as usize, (hash as u32).max(1))
    }

    fn add(&mut self, key: &[u8], bits: u32) {
        let (mut at, print) = Self::place_of(hash(key));
        while let Some(slot) = self.slots.get_mut(at) {
            if slot.0 == print || slot.0 == 0 {
                *slot = (print, Info(slot.1.0 | bits));
                return;
            }
            at = (at + 1) & ((1 << SLOT_BITS) - 1);
        }
    }

    /// Adds a word or phrase; a phrase also marks its words.
    fn add_phrase(&mut self, phrase: &str, bits: u32) {
        if phrase.contains('-') {
            return self.add_phrase(&phrase.replace('-', " "), bits);
        }
        self.add(phrase.as_bytes(), bits);
        if let Some((first, rest)) = phrase.split_once(' ') {
            let words = rest.split(' ');
            self.add(first.as_bytes(), Info::phrase_of(1 + words.clone().count()));
            words.for_each(|word| self.add(word.as_bytes(), Info::IN_PHRASE));
        }
    }

    fn load() -> Self {
        let mut lexicon = Self { slots: vec![(0, Info::default()); 1 << SLOT_BITS] };
        for (name, columns) in rows(PEOPLE) {
            if let [given, family, gender] = *columns {
                let gender = u32::from(gender == b'M') | u32::from(gender == b'F') << 1;
                let bits = digit(given) | digit(family) << 3 | gender << 6;
                lexicon.add(name, bits);
            }
        }
        for (word, columns) in rows(WORDS) {
            lexicon.add(word, columns.first().map_or(0, |&c| digit(c)) << 16);
        }
        for line in CITIES.lines() {
            if let Some((city, size)) = line.split_once('\t') {
                lexicon.add_phrase(city, size.parse().unwrap_or(0) << 8);
            }
        }
        for (list, bit) in [
            (PLACES, Info::PLACE),
            (DEMONYMS, Info::DEMONYM),
            (ROLES, Info::ROLE),
            (ORGS, Info::ORG),
            (ORG_WORDS, Info::ORG_WORD),
        ] {
            list.lines().for_each(|phrase| lexicon.add_phrase(phrase, bit));
        }
        for (number, line) in (1..).zip(CLUSTERS.lines()) {
            line.split(' ').for_each(|word| lexicon.add(word.as_bytes(), number << 19));
        }
        lexicon
    }
}

/// The rows of a list whose keys and columns are parted by one tab.
fn rows(list: &str) -> impl Iterator<Item = (&[u8], &[u8])> {
    list.as_bytes().split(|&b| b == b'\n').filter_map(|line| {
        let tab = memchr::memchr(b'\t', line)?;
        Some((line.get(..tab)?, line.get(tab + 1..)?))
    })
}

const fn digit(byte: u8) -> u32 {
    (byte as u32) & 7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_phrases_are_found() {
        let lexicon = Lexicon::get();
        let mary = lexicon.look_up("mary");
        assert!(mary.given() == 7 && !mary.is_place());
        assert!(lexicon.look_up("smith").family() == 7);
        assert!(lexicon.look_up("new").starts_phrase_of(2) && !mary.starts_phrase_of(1));
        assert!(lexicon.look_up("new").starts_phrase() && !mary.starts_phrase());
        assert!(lexicon.look_up("zealand").is_in_phrase());
        assert!(lexicon.look_up("new zealand").is_place());
        assert!(lexicon.look_up("al qaeda").is_org());
        assert!(lexicon.look_up("russian").is_demonym());
        assert!(lexicon.look_up("prime minister").is_role());
        assert!(lexicon.look_up("the").word() == 7 && lexicon.look_up("the").cluster() > 0);
        assert!(lexicon.look_up("lagos").city() == 4);
        assert_eq!(lexicon.look_up("qzxwv"), Info::default());
    }

    #[test]
    fn the_table_has_room() {
        let used = Lexicon::get().slots.iter().filter(|slot| slot.0 != 0).count();
        assert!(used < (1 << SLOT_BITS) * 7 / 10, "{used} slots used");
    }

    #[test]
    fn the_hash_is_the_one_models_were_made_with() {
        assert_eq!(hash(b""), 0);
        assert_eq!(hash(b"smith"), hash("smith".as_bytes()));
        assert_ne!(hash(b"ab"), hash(b"ba"));
        assert_ne!(hash(b"a"), hash(b"a\0"));
    }
}
