//! he, she, him, her, his, hers, himself, herself: whose they are. Candidates stand before the pronoun in
//! the same or the last few sentences and may be of its gender; they are weighed by nearness, by what they
//! are in their clause, and by how much the article is about them. Where the best is not well ahead of the
//! second, nobody is chosen.

use super::Placed;
use super::scene::{Part, Scene, Seen, is_preposition};
use crate::model::{Article, Form, Gender};
use crate::people::quotations;
use crate::people::reading::{Reading, Role};
use crate::text::Span;

/// How many mentions back a candidate may stand.
const CROWD: usize = 100;
/// How many sentences back a candidate may stand.
const REACH: usize = 3;
/// The least weight of a choice.
const LEAST: f32 = 0.9;
/// The weight of someone who is not seen at all.
const SOMEONE: f32 = 0.6;

/// Finds the pronouns: of the third person singular anywhere, of the first inside quotations.
pub(super) fn find(article: &Article, reading: &Reading) -> Vec<(Span, Form)> {
    let is_quoted = |span: Span| quotations::around(&reading.quotations, span).is_some();
    let mut out = Vec::new();
    for (at, unit) in reading.units.iter().enumerate() {
        if !reading.word(at).is_some_and(|word| word.role.is(Role::PRONOUN)) {
            continue;
        }
        let found = match reading.folded(at) {
            "i" => unit.span.of(&article.text) == "I" && is_quoted(unit.span),
            "my" | "me" | "mine" | "myself" => is_quoted(unit.span),
            _ => true,
        };
        if found && !unit.is_glued {
            out.push((unit.span, Form::Pronoun));
        }
    }
    out
}

/// The gender of a pronoun of the third person.
pub(super) fn gender_of(folded: &str) -> Option<Gender> {
    match folded {
        "he" | "him" | "his" | "himself" => Some(Gender::Male),
        "she" | "her" | "hers" | "herself" => Some(Gender::Female),
        _ => None,
    }
}

/// Places the pronouns of the third person, in the order of the text: first those that leave no choice,
/// which teach the gender of persons, then all.
pub(super) fn place(scene: &mut Scene<'_>) -> Vec<Placed> {
    learn_genders(scene);
    let mut out = Vec::new();
    for at in 0..scene.seen.len() {
        let Some(seen) =
            scene.seen.get(at).filter(|seen| seen.form == Form::Pronoun && seen.group.is_none())
        else {
            continue;
        };
        let Some(gender) = gender_of(scene.word(seen.units.start)) else { continue };
        let mention = seen.mention;
        let chosen = cataphora(scene, at, gender).or_else(|| choose(scene, at, gender));
        let Some((group, weight, ahead, rule)) = chosen else { continue };
        if weight < LEAST {
            continue;
        }
        if let Some(slot) = scene.genders.get_mut(group) {
            slot.get_or_insert(gender);
        }
        if let Some(seen) = scene.seen.get_mut(at) {
            seen.group = Some(group);
        }
        if !scene.is_named(group) {
            continue;
        }
        let confidence = (0.75 + 0.05 * ahead).min(0.95);
        out.push(Placed { mention, group, confidence, rule });
    }
    out
}

/// Learns the gender of a person from pronouns that can mean nobody else: the only person of the sentence
/// so far and of the one before.
fn learn_genders(scene: &mut Scene<'_>) {
    let mut votes: Vec<[u32; 2]> = vec![[0; 2]; scene.genders.len()];
    for (at, pronoun) in scene.seen.iter().enumerate() {
        if pronoun.form != Form::Pronoun || pronoun.quote.is_some() {
            continue;
        }
        let Some(gender) = gender_of(scene.word(pronoun.units.start)) else { continue };
        let mut near = scene
            .seen
            .get(..at)
            .unwrap_or(&[])
            .iter()
            .rev()
            .take_while(|seen| {
                seen.sentence + 1 >= pronoun.sentence && seen.passage == pronoun.passage
            })
            .filter_map(|seen| seen.group);
        if let Some(only) = near.next()
            && near.all(|other| other == only)
            && let Some(votes) = votes.get_mut(only)
            && let Some(slot) = votes.get_mut(usize::from(gender == Gender::Female))
        {
            *slot += 1;
        }
    }
    for (slot, [male, female]) in scene.genders.iter_mut().zip(votes) {
        if slot.is_none() && male != female {
            *slot = Some(if male > female { Gender::Male } else { Gender::Female });
        }
    }
}

/// The subject that follows an opening phrase with the pronoun in it, before anyone is named in the
/// sentence: "In her autobiography, Gold says", "When he was a child, Peter used".
fn cataphora(
    scene: &Scene<'_>,
    at: usize,
    gender: Gender,
) -> Option<(usize, f32, f32, &'static str)> {
    let pronoun = scene.seen.get(at)?;
    let sentence = scene.sentence(pronoun.sentence);
    let first = (sentence.start..pronoun.units.start).find(|&at| !is_link(scene.word(at)))?;
    let first = scene.word(first);
    let opens = is_preposition(first)
        || is_subordinator(first)
        || first.ends_with("ing")
        || (first.ends_with("ed") && first.len() > 4);
    let is_first = !scene
        .between(sentence.start, pronoun.units.start)
        .iter()
        .any(|seen| seen.group.is_some_and(|group| scene.is_named(group)));
    if !opens || !is_first || pronoun.quote.is_some() {
        return None;
    }
    let after = || scene.seen.get(at + 1..).unwrap_or(&[]).iter();
    let is_near = |next: &Seen, from: usize, reach: usize| {
        next.form == Form::Name
            && next.sentence == pronoun.sentence
            && next.units.start <= from + reach
            && !(from..next.units.start).any(|at| scene.is_verb(at))
    };
    let stop = |&at: &usize| matches!(scene.word(at), "," | "\"" | ";");
    let past_comma = (pronoun.units.end..sentence.end).find(stop).and_then(|comma| {
        let next = after().find(|seen| seen.units.start > comma)?;
        (is_near(next, comma, 6) && next.part != Part::Oblique).then_some(next)
    });
    let without_comma = || {
        let next = after().find(|seen| seen.form == Form::Name)?;
        let is_bare = !(pronoun.units.end..next.units.start).any(|at| stop(&at));
        (is_bare && is_near(next, pronoun.units.end, 10) && next.part == Part::Subject)
            .then_some(next)
    };
    let group = past_comma.or_else(without_comma)?.group.filter(|&group| scene.is_named(group))?;
    let known = scene.genders.get(group).copied().flatten();
    (known.is_none_or(|known| known == gender)).then_some((group, 2.0, 2.0, "subject that follows"))
}

/// Words that link a sentence to the one before, and signs, which may stand before an opening phrase.
fn is_link(folded: &str) -> bool {
    matches!(
        folded,
        "and"
            | "but"
            | "yet"
            | "however"
            | "so"
            | "then"
            | "also"
            | "still"
            | "even"
            | "just"
            | "early"
            | "shortly"
            | "soon"
            | "later"
            | ","
            | "\""
            | "“"
            | "("
            | "''"
            | "``"
            | "-"
            | "—"
            | "–"
    )
}

/// Words that open a clause that leans on another.
fn is_subordinator(folded: &str) -> bool {
    matches!(
        folded,
        "when"
            | "while"
            | "although"
            | "though"
            | "because"
            | "since"
            | "if"
            | "once"
            | "until"
            | "whilst"
            | "despite"
            | "following"
            | "throughout"
            | "besides"
            | "unlike"
            | "whether"
            | "unless"
            | "prior"
    )
}

/// The best candidate with its weight, how far it is ahead, and the rule.
fn choose(scene: &Scene<'_>, at: usize, gender: Gender) -> Option<(usize, f32, f32, &'static str)> {
    let pronoun = scene.seen.get(at)?;
    let mut best: Vec<(usize, f32)> = Vec::new();
    let mut has_subject = false;
    for seen in scene.seen.get(..at)?.iter().rev().take(CROWD) {
        if seen.sentence + REACH < pronoun.sentence {
            break;
        }
        let Some(group) = seen.group else { continue };
        if seen.units.end > pronoun.units.start {
            continue;
        }
        let Some(mut weight) = weigh(scene, pronoun, seen, group, gender) else { continue };
        if seen.part == Part::Subject && seen.sentence == pronoun.sentence && !has_subject {
            has_subject = true;
            weight += 0.5;
        }
        match best.iter_mut().find(|(other, _)| *other == group) {
            Some((_, known)) => *known = known.max(weight) + 0.15,
            None => best.push((group, weight)),
        }
    }
    for (group, weight) in &mut best {
        let mentions = scene.groups.get(*group).map_or(1, |group| group.mentions.len());
        *weight += 0.25 * (mentions as f32).log2().min(3.0);
    }
    best.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let &(group, weight) = best.first()?;
    let ahead = weight - best.get(1).map_or(SOMEONE, |second| second.1.max(SOMEONE));
    let nearest = scene.seen.get(..at)?.iter().rev().find(|seen| seen.group == Some(group))?;
    let sentence = scene.sentence(pronoun.sentence);
    let has_rival = scene.between(sentence.start, pronoun.units.start).iter().any(|seen| {
        seen.group.is_some_and(|other| other != group && best.iter().any(|b| b.0 == other))
    });
    let is_last = scene
        .seen
        .get(..at)?
        .iter()
        .rev()
        .find(|seen| seen.group.is_some_and(|other| best.iter().any(|b| b.0 == other)))?
        .group
        == Some(group);
    let is_reflexive = scene.word(pronoun.units.start).ends_with("self");
    let is_same_clause = is_one_clause(scene, nearest.units.end, pronoun.units.start);
    let (rule, margin) = match (pronoun.part, pronoun.sentence - nearest.sentence) {
        (Part::Possessor, 0) if has_rival && is_last => {
            ("possessive, nearest in its sentence", 0.5)
        }
        (Part::Possessor, 0) if has_rival => ("possessive, same sentence", 2.7),
        (Part::Possessor, 0) => ("possessive, alone in its sentence", 0.75),
        (Part::Possessor, _) => ("possessive, sentence before", 1.25),
        (Part::Subject, 0) if is_last => ("subject pronoun, nearest in its sentence", 0.6),
        (Part::Subject, 0) => ("subject pronoun, same sentence", 1.25),
        (Part::Subject, 1) => ("subject pronoun, sentence before", 0.35),
        (Part::Subject, _) => ("subject pronoun, further back", 1.25),
        // Whom "him" means does not stand in its clause, whom "himself" means does.
        (_, 0) if is_reflexive || !is_same_clause => ("object pronoun, same sentence", 2.25),
        // Right in fewer than 4 of 5 cases: not switched on.
        _ => return None,
    };
    if ahead < margin {
        return None;
    }
    Some((group, weight, ahead, rule))
}

/// How well one mention fits as what a pronoun refers to; none where it cannot.
fn weigh(
    scene: &Scene<'_>,
    pronoun: &Seen,
    seen: &Seen,
    group: usize,
    gender: Gender,
) -> Option<f32> {
    let known = scene.genders.get(group).copied().flatten();
    if known.is_some_and(|known| known != gender)
        || seen.is_joined && seen.sentence == pronoun.sentence
    {
        return None;
    }
    let is_same_clause = seen.sentence == pronoun.sentence
        && is_one_clause(scene, seen.units.end, pronoun.units.start);
    let word = scene.word(pronoun.units.start);
    let is_reflexive = word.ends_with("self");
    if is_reflexive && seen.sentence != pronoun.sentence {
        return None;
    }
    if is_relative_of(scene, pronoun, seen) {
        return None;
    }
    let is_object = matches!(pronoun.part, Part::Object | Part::Oblique) && !is_reflexive;
    if is_object && is_same_clause && seen.part == Part::Subject {
        return None;
    }
    if pronoun.quote != seen.quote && pronoun.quote.is_some() {
        return None;
    }
    let mut weight = if known == Some(gender) { 0.6 } else { 0.0 };
    weight += match pronoun.sentence - seen.sentence {
        0 => 1.2,
        1 => 0.8,
        2 => -0.2,
        _ => -0.9,
    };
    if pronoun.passage != seen.passage {
        weight -= 0.5;
    }
    weight += match seen.part {
        Part::Subject => 0.9,
        Part::Possessor => 0.2,
        Part::Object => 0.1,
        Part::Oblique => -0.2,
        Part::Other => 0.0,
    };
    if seen.part == pronoun.part && pronoun.part == Part::Subject {
        weight += 0.3;
    }
    if is_same_clause && pronoun.part == Part::Possessor && seen.part == Part::Subject {
        weight += 0.6;
    }
    if seen.form == Form::Pronoun {
        weight += 0.3;
    }
    Some(weight)
}

/// Whether the pronoun says whose relative or what of whom the one seen is: "Margaret, his elder daughter",
/// "his wife Maude".
fn is_relative_of(scene: &Scene<'_>, pronoun: &Seen, seen: &Seen) -> bool {
    let is_apposed = pronoun.part == Part::Possessor
        && seen.units.end + 1 == pronoun.units.start
        && scene.word(seen.units.end) == ","
        && seen.form == Form::Name;
    let start = pronoun.units.start;
    let names_same = || {
        scene.between(start + 1, start + 5).iter().any(|other| {
            other.group == seen.group
                && other.form == Form::Name
                && (pronoun.units.end..other.units.start).all(|at| {
                    !matches!(scene.word(at), "," | "." | "and" | "to" | "for" | "with" | "that")
                        && !scene.is_verb(at)
                })
        })
    };
    is_apposed || (pronoun.part == Part::Possessor && names_same())
}

/// Whether no border of a clause stands between two units: a conjunction, a relative, a stop.
fn is_one_clause(scene: &Scene<'_>, from: usize, to: usize) -> bool {
    to - from.min(to) < 60
        && (from..to).all(|at| {
            !matches!(
                scene.word(at),
                ";" | ":"
                    | "that"
                    | "which"
                    | "who"
                    | "whom"
                    | "when"
                    | "while"
                    | "because"
                    | "but"
                    | "although"
                    | "though"
                    | "if"
                    | "after"
                    | "before"
                    | "since"
                    | "as"
                    | "where"
                    | "whose"
                    | "until"
                    | "\""
                    | "“"
                    | "”"
                    | "—"
                    | "–"
            )
        })
}
