//! Persons of one article. Full names first, the fullest first; a short form joins the full name it agrees
//! with when there is one; where two compete, the nearest before it, with low confidence. Never across a
//! veto: another given name, suffix or gender.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::Group;
use crate::model::{Article, Gender, Mention, PassageKind};
use crate::people::context::{Context, around};
use crate::people::lexicon::Lexicon;
use crate::people::names::{Agreement, Name, agreement, lists};
use crate::people::reading::Reading;
use crate::text::{Span, fold};

/// How sure a short form is of the nearest of several.
const NEAREST: f32 = 0.5;

/// A name mention with what stands around it.
struct Named<'a> {
    mention: u32,
    start: usize,
    surface: &'a str,
    form: usize,
    context: Context,
    is_headline: bool,
}

/// A person in the making.
#[derive(Default)]
struct Person {
    /// Parsed forms, the fullest first.
    forms: Vec<usize>,
    gender: Option<Gender>,
    roles: BTreeSet<String>,
    /// Mentions with their start and confidence.
    mentions: Vec<(u32, usize, f32)>,
    /// Where the first full name stands, headlines not counted.
    introduced: Option<usize>,
    name: String,
}

/// Groups the name mentions of persons.
pub(super) fn group<'m>(
    article: &Article,
    reading: &Reading,
    mentions: impl Iterator<Item = (usize, &'m Mention)>,
) -> Vec<Group> {
    let mut forms: Vec<Name> = Vec::new();
    let mut known: FxHashMap<&str, Option<usize>> = FxHashMap::default();
    let mut named: Vec<Named<'_>> = Vec::new();
    let mentions: Vec<(usize, &Mention)> = mentions.collect();
    let titles = article.passages.iter().filter(|passage| passage.kind == PassageKind::Title);
    let titles: Vec<Span> = titles.map(|passage| passage.span).take(8).collect();
    for &(at, mention) in &mentions {
        let span = core_of(&article.text, &mentions, mention);
        let surface = span.of(&article.text);
        let form = *known.entry(surface).or_insert_with(|| {
            let is_name = !is_description(surface);
            is_name.then(|| {
                forms.push(Name::parse(surface));
                forms.len() - 1
            })
        });
        let Some(form) = form else { continue };
        let is_headline = titles.iter().any(|title| title.contains(mention.span));
        let context = around(reading, span);
        let start = mention.span.start();
        named.push(Named { mention: at as u32, start, surface, form, context, is_headline });
    }
    let mut cast = Cast { forms, people: Vec::new(), by_part: FxHashMap::default() };
    cast.place_full(&named);
    cast.place_short(&named);
    cast.people.into_iter().map(Person::into_group).collect()
}

/// The persons of one article while they are being told apart.
struct Cast {
    forms: Vec<Name>,
    people: Vec<Person>,
    /// Which persons have a part of a name, by its key or a group of forms it belongs to, ascending.
    by_part: FxHashMap<String, Vec<usize>>,
}

impl Cast {
    /// Makes persons of the full names.
    fn place_full(&mut self, named: &[Named<'_>]) {
        let mut order: Vec<usize> =
            (0..self.forms.len()).filter(|&f| self.form(f).is_full()).collect();
        order.sort_by_key(|&form| std::cmp::Reverse(self.form(form).completeness()));
        let mut uses_of: Vec<Vec<&Named<'_>>> = vec![Vec::new(); self.forms.len()];
        for name in named {
            if let Some(uses) = uses_of.get_mut(name.form) {
                uses.push(name);
            }
        }
        for form in order {
            let uses = uses_of.get_mut(form).map(std::mem::take).unwrap_or_default();
            let gender =
                uses.iter().find_map(|name| name.context.gender).or(self.form(form).gender);
            let gender = gender.or_else(|| given_gender(self.form(form)));
            let start = uses.first().map_or(0, |name| name.start);
            let mut fitting = self.sharing(form);
            fitting.retain(|&person| self.admits(person, form, gender));
            let person = match *fitting {
                [] => {
                    self.people.push(Person::default());
                    self.people.len() - 1
                }
                [only] => only,
                _ => self.nearest(&fitting, start),
            };
            let confidence = if fitting.len() > 1 { NEAREST } else { 1.0 };
            for name in uses {
                self.add(person, name, confidence, gender);
            }
        }
    }

    /// Places the names of a single word (or an unsplit family name), in the order of the text.
    fn place_short(&mut self, named: &[Named<'_>]) {
        for name in named {
            if self.form(name.form).is_full() {
                continue;
            }
            let gender = name.context.gender.or(self.form(name.form).gender);
            let fitting = self.fitting_short(name, gender);
            let (person, confidence) = match *fitting {
                [] => {
                    self.people.push(Person::default());
                    (self.people.len() - 1, 1.0)
                }
                [only] => (only, 1.0),
                _ => (self.nearest(&fitting, name.start), NEAREST),
            };
            self.add(person, name, confidence, gender);
        }
    }

    /// The persons that a short form may mean: those it agrees with best.
    fn fitting_short(&self, name: &Named<'_>, gender: Option<Gender>) -> Vec<usize> {
        let scored: Vec<(usize, f32)> = self
            .sharing(name.form)
            .into_iter()
            .filter_map(|person| {
                let person_gender = self.people.get(person)?.gender;
                if conflicts(person_gender, gender) || self.is_introduced_later(person, name) {
                    return None;
                }
                self.short_likeness(person, name.form).map(|like| (person, like))
            })
            .collect();
        let best = scored.iter().map(|&(_, like)| like).fold(0.0, f32::max);
        let mut fitting: Vec<usize> = scored
            .iter()
            .filter(|&&(_, like)| like > best - 0.08)
            .map(|&(person, _)| person)
            .collect();
        if fitting.len() > 1 {
            let shares_role = |&person: &usize| {
                let roles = self.people.get(person).map(|person| &person.roles);
                roles
                    .is_some_and(|roles| name.context.roles.iter().any(|role| roles.contains(role)))
            };
            let with_role: Vec<usize> = fitting.iter().copied().filter(shares_role).collect();
            if !with_role.is_empty() {
                fitting = with_role;
            }
        }
        fitting
    }

    /// Whether a short form with a role of its own ("President Obama") stands before the person of that
    /// family name is introduced by another role or none ("Michelle Obama"): then it is someone else.
    fn is_introduced_later(&self, person: usize, name: &Named<'_>) -> bool {
        let Some(person) = self.people.get(person) else { return false };
        !name.is_headline
            && !name.context.roles.is_empty()
            && !name.context.roles.iter().any(|role| person.roles.contains(role))
            && !person.roles.is_empty()
            && person.introduced.is_some_and(|at| at > name.start)
    }

    /// How well a short form agrees with a person: at best with one of the forms, contradicting none of
    /// the short ones.
    fn short_likeness(&self, person: usize, form: usize) -> Option<f32> {
        let mut best = None;
        for &other in &self.people.get(person)?.forms {
            match agreement(self.form(other), self.form(form)) {
                Agreement::Short(like) | Agreement::Full(like) => {
                    best = Some(like.max(best.unwrap_or(0.0)));
                }
                Agreement::No => {}
            }
        }
        best
    }

    /// Whether a full name can be one more form of a person: it agrees with one and contradicts none.
    fn admits(&self, person: usize, form: usize, gender: Option<Gender>) -> bool {
        let Some(person) = self.people.get(person) else { return false };
        let agreements =
            || person.forms.iter().map(|&other| agreement(self.form(other), self.form(form)));
        !conflicts(person.gender, gender)
            && agreements().all(|agreed| agreed != Agreement::No)
            && agreements().any(|agreed| matches!(agreed, Agreement::Full(_)))
    }

    /// Of several persons, the one mentioned last before `start`; else the first mentioned after it.
    fn nearest(&self, people: &[usize], start: usize) -> usize {
        let distance = |&person: &usize| {
            let mentions = self.people.get(person).map_or(&[][..], |person| &person.mentions);
            let before = mentions.iter().filter(|m| m.1 < start).map(|m| start - m.1).min();
            let after = mentions.iter().filter(|m| m.1 >= start).map(|m| m.1 - start).min();
            before.map_or((1, after.unwrap_or(usize::MAX)), |before| (0, before))
        };
        people.iter().copied().min_by_key(distance).unwrap_or(0)
    }

    /// The persons that share a part with a form, as written or in another form, ascending.
    fn sharing(&self, form: usize) -> Vec<usize> {
        let keys = part_keys(self.form(form));
        let mut out: Vec<usize> =
            keys.iter().filter_map(|key| self.by_part.get(key)).flatten().copied().collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    fn add(&mut self, person: usize, name: &Named<'_>, confidence: f32, gender: Option<Gender>) {
        let shown = self.form(name.form).shown(name.surface);
        let is_full = self.form(name.form).is_full();
        if self.people.get(person).is_some_and(|person| !person.forms.contains(&name.form)) {
            for key in part_keys(self.form(name.form)) {
                self.by_part.entry(key).or_default().push(person);
            }
        }
        let Some(person) = self.people.get_mut(person) else { return };
        if person.forms.is_empty() {
            person.name = shown;
        }
        if !person.forms.contains(&name.form) {
            person.forms.push(name.form);
        }
        if is_full && !name.is_headline && person.introduced.is_none_or(|at| at > name.start) {
            person.introduced = Some(name.start);
        }
        person.gender = person.gender.or(gender);
        if confidence > NEAREST {
            person.roles.extend(name.context.roles.iter().cloned());
        }
        person.mentions.push((name.mention, name.start, confidence));
    }

    fn form(&self, form: usize) -> &Name {
        static NOBODY: std::sync::LazyLock<Name> = std::sync::LazyLock::new(Name::default);
        self.forms.get(form).unwrap_or(&NOBODY)
    }
}

impl Person {
    fn into_group(self) -> Group {
        Group {
            mentions: self.mentions.iter().map(|&(mention, ..)| mention).collect(),
            confidence: self.mentions.iter().map(|&(.., confidence)| confidence).collect(),
            name: self.name,
            roles: self.roles,
            gender: self.gender,
        }
    }
}

/// The keys under which names that can agree meet.
fn part_keys(name: &Name) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for part in name.parts() {
        keys.push(part.key.clone());
        keys.extend(lists().groups(&part.text).iter().map(|group| format!("#{group}")));
    }
    if name.family.len() > 1 {
        keys.push(name.family.iter().map(|part| part.key.as_str()).collect());
    }
    keys
}

/// The span of a mention, or that of the one other name at its start or end where it takes in more than a
/// name, as given mentions do ("Apple CEO [Steve Jobs]").
fn core_of(text: &str, mentions: &[(usize, &Mention)], mention: &Mention) -> Span {
    let outer = mention.span;
    let near = mentions.partition_point(|(_, other)| other.span.start() < outer.start());
    let is_inner = |other: &&(usize, &Mention)| {
        outer.contains(other.1.span)
            && other.1.span != outer
            && !is_description(other.1.span.of(text))
    };
    let mut inner = mentions.get(near..).unwrap_or(&[]).iter().take(8).filter(is_inner);
    match (inner.next(), inner.next()) {
        (Some((_, inner)), None)
            if inner.span.end() == outer.end() || inner.span.start() == outer.start() =>
        {
            inner.span
        }
        _ => outer,
    }
}

/// Whether a name is nothing but a role, perhaps with what it is the role of: "Apple CEO", "Prime
/// Minister", "President of the United States".
fn is_description(surface: &str) -> bool {
    let folded = fold(surface);
    let head = [" of ", " for ", " at ", ","]
        .iter()
        .fold(folded.as_str(), |head, stop| head.split(stop).next().unwrap_or(head));
    let words: Vec<&str> = head
        .split([' ', '-'])
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| !word.is_empty())
        .collect();
    let Some(last) = words.last() else { return false };
    let is_role = lists().title(last).is_some() || *last == "officer";
    is_role
        && (words.len() > 1
            || head.len() < folded.len()
            || Lexicon::get().look_up(last).family() < 2)
        && Name::parse(head).given.iter().all(|part| Lexicon::get().look_up(&part.text).given() < 4)
}

/// The gender of a name by its first given name that the lists know one of.
pub(crate) fn given_gender(name: &Name) -> Option<Gender> {
    name.given
        .iter()
        .filter(|part| !part.is_initial())
        .find_map(|part| Lexicon::get().look_up(&part.text).gender())
}

fn conflicts(a: Option<Gender>, b: Option<Gender>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a != b)
}
