//! I, me, my inside a quotation are its speaker: the person whom a verb of speech beside the quotation
//! belongs to.

use super::Placed;
use super::scene::{Scene, Seen};
use crate::model::Form;
use crate::people::names::lists;
use crate::people::quotations::Quotation;

/// How far from the marks the verb of speech and its subject may stand, in units.
const NEAR: usize = 8;

/// Places the pronouns of the first person.
pub(super) fn place(scene: &mut Scene<'_>) -> Vec<Placed> {
    let speakers = speakers(scene);
    let mut out = Vec::new();
    for at in 0..scene.seen.len() {
        let Some(seen) =
            scene.seen.get(at).filter(|seen| seen.form == Form::Pronoun && seen.group.is_none())
        else {
            continue;
        };
        if !matches!(scene.word(seen.units.start), "i" | "me" | "my" | "mine" | "myself") {
            continue;
        }
        let Some((group, _)) = seen.quote.and_then(|quote| speakers.get(quote).copied().flatten())
        else {
            continue;
        };
        out.push(Placed {
            mention: seen.mention,
            group,
            confidence: 0.9,
            rule: "speaker of the quotation",
        });
        if let Some(seen) = scene.seen.get_mut(at) {
            seen.group = Some(group);
        }
    }
    out
}

/// Confidence where the speaker is told beside the quotation.
const TOLD: f32 = 0.9;

/// Confidence where the speaker is told of the quotation before, in the same passage, or after.
const TOLD_BESIDE: f32 = 0.8;

/// The speaker of each quotation, where one is told, and how sure that is.
pub(super) fn speakers(scene: &Scene<'_>) -> Vec<Option<(usize, f32)>> {
    let mut out: Vec<Option<(usize, f32)>> = Vec::new();
    let beside = |told: Option<(usize, f32)>| told.map(|(group, _)| (group, TOLD_BESIDE));
    for (number, quote) in scene.quotes.iter().enumerate() {
        let before = number
            .checked_sub(1)
            .and_then(|n| scene.quotes.get(n))
            .filter(|q| q.passage == quote.passage);
        let told = after(scene, quote)
            .or_else(|| ahead(scene, quote))
            .map(|group| (group, TOLD))
            .or_else(|| before.and_then(|_| beside(out.last().copied().flatten())));
        out.push(told);
    }
    // A quotation left open at the end of its passage goes on in the next: the speaker told there is its.
    for number in (0..out.len().saturating_sub(1)).rev() {
        let same = scene.quotes.get(number).zip(scene.quotes.get(number + 1));
        if let (None, Some((this, next))) = (out.get(number).copied().flatten(), same)
            && this.passage == next.passage
            && let told @ Some(_) = beside(out.get(number + 1).copied().flatten())
            && let Some(slot) = out.get_mut(number)
        {
            *slot = told;
        }
    }
    out
}

/// The one told right after the quotation: `," Assad said`, `," said the man`, `," he added`.
pub(super) fn after(scene: &Scene<'_>, quote: &Quotation) -> Option<usize> {
    let end = (quote.end + NEAR).min(quote.around.1);
    let verb = (quote.end..end).find(|&at| lists().is_speech(scene.word(at)))?;
    if (quote.end..verb).any(|at| matches!(scene.word(at), "." | "!" | "?") && at > quote.end + 1) {
        return None;
    }
    let between = inside(scene, quote.end, verb).next_back();
    let next =
        inside(scene, verb + 1, (verb + 1 + NEAR).min(quote.around.1)).next().filter(|seen| {
            !(verb + 1..seen.units.start).any(|at| {
                scene.is_verb(at) || matches!(scene.word(at), "." | "that" | "to" | "\"" | "“")
            })
        });
    between.or(next).and_then(|seen| whose(scene, seen))
}

/// The one told before it: `Assad said: "`, `Gesturing toward Putin, he added: "`.
fn ahead(scene: &Scene<'_>, quote: &Quotation) -> Option<usize> {
    let from = quote.first.saturating_sub(NEAR + 4).max(quote.around.0);
    let verb = (from..quote.first).rev().find(|&at| lists().is_speech(scene.word(at)))?;
    if (verb..quote.first).any(|at| matches!(scene.word(at), "." | "!" | "?")) {
        return None;
    }
    let subject = inside(scene, verb.saturating_sub(NEAR).max(quote.around.0), verb).next_back()?;
    let is_near = !(subject.units.end..verb).any(|at| matches!(scene.word(at), "." | "!" | "?"));
    let is_subject = is_near && scene.sentence(subject.sentence).contains(&verb);
    if is_subject { whose(scene, subject) } else { None }
}

/// Words that may stand between a name with its comma and the noun that says who that is.
const LONGEST_APPOSITION: usize = 4;

/// Whose a mention is: one without a name of its own that stands behind a name and a comma is that person's,
/// as in `Anthony Livanios, a political analyst,`.
fn whose(scene: &Scene<'_>, seen: &Seen) -> Option<usize> {
    let group = seen.group?;
    if scene.is_named(group) {
        return Some(group);
    }
    let start = seen.units.start;
    let named =
        scene.between(start.saturating_sub(LONGEST_APPOSITION + 6), start).iter().rev().find(
            |of| {
                let between = of.units.end + 1..start;
                of.quote.is_none()
                    && of.group.is_some_and(|group| scene.is_named(group))
                    && scene.word(of.units.end) == ","
                    && between.len() <= LONGEST_APPOSITION
                    && !between
                        .into_iter()
                        .any(|at| matches!(scene.word(at), "," | "and" | "whose" | "his" | "her"))
            },
        );
    named.map_or(Some(group), |of| of.group)
}

/// The mentions outside quotations that lie between two units, in order.
fn inside<'s>(
    scene: &'s Scene<'_>,
    from: usize,
    to: usize,
) -> impl DoubleEndedIterator<Item = &'s Seen> {
    scene.between(from, to).iter().filter(move |seen| {
        seen.units.end <= to
            && seen.quote.is_none()
            && (seen.form != Form::Pronoun || matches!(scene.word(seen.units.start), "he" | "she"))
    })
}
