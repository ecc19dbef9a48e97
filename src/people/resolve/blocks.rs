//! By which hashes the chains are found that may be of one entity, so that the resolver can be handed those
//! alone. What stands under no common key is never compared.

use crate::model::{Blocks, Chain, EntityKind};
use crate::people::chains::normal_form;
use crate::people::lexicon::hash;
use crate::people::names::{Name, lists};

/// Returns by what a chain is found: one without a name, by nothing.
pub fn blocks(chain: &Chain) -> Blocks {
    match chain.kind {
        _ if chain.name.is_empty() => Blocks::default(),
        EntityKind::Person => of_person(&Name::parse(&chain.name)),
        kind => {
            let form = form_of_thing(&chain.name, kind);
            let aliases = chain.aliases.iter().map(|alias| form_of_thing(&alias.surface, kind));
            let mut others: Vec<i64> =
                aliases.filter(|&alias| alias != form).map(Blocks::counterpart).collect();
            others.sort_unstable();
            others.dedup();
            Blocks { form, keys: [form].into_iter().chain(others).collect() }
        }
    }
}

fn of_person(name: &Name) -> Blocks {
    let form = key("form", &signature(name));
    let keys = if name.is_full() {
        family_keys(name)
    } else {
        let last = name.family.last().map_or("", |part| &part.key);
        vec![Blocks::counterpart(key("word", last))]
    };
    Blocks { form, keys }
}

/// The words that mean the person of a full name in another article when they stand alone. A given name alone
/// does not: too many people have it.
fn family_keys(name: &Name) -> Vec<i64> {
    name.family.iter().map(|part| key("word", &part.key)).collect()
}

fn form_of_thing(surface: &str, kind: EntityKind) -> i64 {
    key(kind.label(), &normal_form(surface, kind))
}

/// Under which full names are compared: a family name with a form of a given name or an initial. Ascending.
pub(super) fn agreement_keys(name: &Name) -> Vec<u64> {
    let mut keys = Vec::new();
    for family in &name.family {
        for given in &name.given {
            let initial = given.text.chars().next().map(String::from);
            let forms = lists().groups(&given.text).iter().map(|group| format!("#{group}"));
            let all = [Some(given.key.clone()), initial].into_iter().flatten().chain(forms);
            keys.extend(all.map(|form| hash(format!("{} {form}", family.key).as_bytes())));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// A full name as written, as far as it says which others it is compared with.
pub struct Comparable {
    agreement: Vec<u64>,
    /// How many of its chains, those of the least lots, decide for all of them.
    pub sample: usize,
}

impl Comparable {
    /// Reads a name.
    pub fn new(name: &str) -> Self {
        let name = Name::parse(name);
        Self { agreement: agreement_keys(&name), sample: super::persons::sample_size(&name) }
    }

    /// Whether this name and another are of those that are compared with one another.
    pub fn is_compared_with(&self, other: &Self) -> bool {
        self.agreement.iter().any(|key| other.agreement.binary_search(key).is_ok())
    }
}

/// Under which names are the same: the keys of all parts, and the suffix.
pub(super) fn signature(name: &Name) -> String {
    let mut out = String::new();
    for part in &name.given {
        out.push_str(&part.key);
        out.push(' ');
    }
    out.push('|');
    for part in &name.family {
        out.push_str(&part.key);
        out.push(' ');
    }
    out.push_str(name.suffix.unwrap_or(""));
    out
}

/// A key that is not negative, so that a key can be told from the counterpart of one.
/// Of 47 bits, as many as two keys of a large library seldom meet in and SQLite keeps in six bytes.
fn key(kind: &str, text: &str) -> i64 {
    (hash(format!("{kind} {text}").as_bytes()) >> 17).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> Blocks {
        of_person(&Name::parse(name))
    }

    #[test]
    fn what_may_be_one_stands_under_one_key() {
        assert_eq!(of("Sergei Shoygu"), of("Sergey Shoigu"));
        let (full, short) = (of("Bashar al-Assad"), of("Assad"));
        assert!(full.keys.contains(&Blocks::counterpart(short.keys[0])), "the family name");
        assert!(!full.keys.contains(&Blocks::counterpart(of("Bashar").keys[0])));
        let are_compared = |a, b| Comparable::new(a).is_compared_with(&Comparable::new(b));
        assert!(are_compared("Bill Clinton", "William Jefferson Clinton"));
        assert!(are_compared("Gabriel García Márquez", "G. Marquez"));
        assert!(!are_compared("Bill Clinton", "Hillary Clinton"));
    }
}
