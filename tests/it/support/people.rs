//! Made-up people, and what newspapers make of their names: seldom the same twice.

/// Somebody who is in the news.
#[derive(Clone, Default)]
pub(crate) struct Person {
    pub(crate) number: usize,
    pub(crate) given: String,
    pub(crate) family: String,
    /// The letter of a second given name.
    pub(crate) middle: Option<char>,
    /// Whether somebody older has the same name.
    pub(crate) is_junior: bool,
    pub(crate) role: &'static str,
    /// Where it lives and works.
    pub(crate) city: String,
    pub(crate) organisation: String,
}

pub(crate) const ROLES: [&str; 12] = [
    "President",
    "Foreign Minister",
    "Mayor",
    "Professor",
    "spokesman",
    "Senator",
    "Judge",
    "Governor",
    "Colonel",
    "Ambassador",
    "Prime Minister",
    "prosecutor",
];

/// A mention of somebody in an article.
#[allow(dead_code, reason = "the benches measure against the truth")]
#[derive(Clone)]
pub(crate) struct Told {
    /// Who it is.
    pub(crate) number: usize,
    /// The paragraph, and the byte in it.
    pub(crate) ordinal: u32,
    pub(crate) start: usize,
    pub(crate) surface: String,
}

/// How a newspaper spells.
#[derive(Clone, Copy, Default)]
pub(crate) struct Style {
    drops_accents: bool,
    drops_hyphens: bool,
    spells_otherwise: bool,
}

/// How somebody is introduced, and called later on, the most frequent first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Full,
    Family,
    WithMiddle,
    WithRole,
    Nickname,
    Initials,
}

impl Form {
    pub(crate) const FIRST: [Self; 4] =
        [Self::Full, Self::WithMiddle, Self::Nickname, Self::Initials];
    pub(crate) const LATER: [Self; 3] = [Self::Family, Self::WithRole, Self::Full];
}

/// Letters that some write with an accent and some without.
const ACCENTS: [(char, char); 8] = [
    ('a', 'á'),
    ('o', 'ö'),
    ('e', 'é'),
    ('u', 'ü'),
    ('i', 'í'),
    ('n', 'ñ'),
    ('s', 'š'),
    ('c', 'č'),
];

/// Other spellings of given names, and of how family names end.
const GIVEN: [(&str, &str); 14] = [
    ("Ahmed", "Ahmad"),
    ("Aleksandr", "Alexander"),
    ("Alexander", "Aleksandr"),
    ("Catherine", "Katherine"),
    ("Dmitri", "Dmitry"),
    ("Geoffrey", "Jeffrey"),
    ("Hussein", "Hussain"),
    ("Mohamed", "Mohammed"),
    ("Mohammed", "Muhammad"),
    ("Philip", "Phillip"),
    ("Sergey", "Sergei"),
    ("Stephen", "Steven"),
    ("Theresa", "Teresa"),
    ("Yuri", "Yury"),
];
const ENDINGS: [(&str, &str); 5] =
    [("sky", "ski"), ("ov", "off"), ("ev", "eff"), ("ey", "y"), ("sson", "son")];

const NICKNAMES: [(&str, &str); 24] = [
    ("Alexander", "Alex"),
    ("Andrew", "Andy"),
    ("Anthony", "Tony"),
    ("Barbara", "Barb"),
    ("Charles", "Charlie"),
    ("Christopher", "Chris"),
    ("Daniel", "Dan"),
    ("David", "Dave"),
    ("Deborah", "Debbie"),
    ("Edward", "Ted"),
    ("Elizabeth", "Liz"),
    ("James", "Jim"),
    ("Jennifer", "Jenny"),
    ("John", "Jack"),
    ("Joseph", "Joe"),
    ("Margaret", "Peggy"),
    ("Michael", "Mike"),
    ("Patricia", "Pat"),
    ("Richard", "Dick"),
    ("Robert", "Bob"),
    ("Susan", "Sue"),
    ("Thomas", "Tom"),
    ("Timothy", "Tim"),
    ("William", "Bill"),
];

impl Style {
    /// That of a source, by its number.
    pub(crate) const fn of(source: usize) -> Self {
        Self {
            drops_accents: source.is_multiple_of(3),
            drops_hyphens: source % 5 == 2,
            spells_otherwise: source % 4 == 1,
        }
    }

    fn write(self, name: &str) -> String {
        let plain = |c: char| ACCENTS.iter().find(|(_, accented)| *accented == c);
        let letter = |c: char| match c {
            '-' if self.drops_hyphens => ' ',
            c if self.drops_accents => plain(c).map_or(c, |(plain, _)| *plain),
            c => c,
        };
        name.chars().map(letter).collect()
    }
}

impl Person {
    /// The name with an accent on the first letter after the capital that may have one.
    pub(crate) fn accented(name: &str) -> String {
        let mut is_done = false;
        let accent = |(at, c): (usize, char)| match ACCENTS.iter().find(|(plain, _)| *plain == c) {
            Some((_, accented)) if at > 0 && !std::mem::replace(&mut is_done, true) => *accented,
            _ => c,
        };
        name.chars().enumerate().map(accent).collect()
    }

    /// The name as a source writes it in one of its forms, without what stands before it.
    pub(crate) fn called(&self, form: Form, style: Style) -> String {
        let (given, family) = self.spelt(style);
        let initial = given.chars().next().unwrap_or('X');
        let given = match (form, self.middle) {
            (Form::Family | Form::WithRole, _) => return family,
            (Form::Nickname, _) => swapped(&NICKNAMES, &given),
            (Form::Initials, None) => format!("{initial}."),
            (Form::Initials, Some(middle)) => format!("{initial}. {middle}."),
            (Form::WithMiddle, Some(middle)) => format!("{given} {middle}."),
            (Form::WithMiddle, None) | (Form::Full, _) => given,
        };
        let junior = if self.is_junior && form != Form::Nickname { " Jr." } else { "" };
        format!("{given} {family}{junior}")
    }

    fn spelt(&self, style: Style) -> (String, String) {
        let (mut given, mut family) = (self.given.clone(), self.family.clone());
        if style.spells_otherwise {
            given = swapped(&GIVEN, &given);
            let ending = ENDINGS.iter().find(|(ending, _)| family.ends_with(ending));
            if let Some((ending, other)) = ending {
                family.truncate(family.len() - ending.len());
                family.push_str(other);
            }
        }
        (style.write(&given), style.write(&family))
    }
}

/// What stands beside a name in a table; the name where it is not in it.
fn swapped(table: &[(&str, &str)], name: &str) -> String {
    table.iter().find(|(known, _)| *known == name).map_or(name, |(_, other)| other).to_owned()
}
