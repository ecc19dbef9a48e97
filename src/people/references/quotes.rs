//! Quotations and who says them. A speaker is a person whom the text beside the quotation names: with a verb
//! of speech after or before it, or as the subject of the sentence that leads to it. Where someone without a
//! name speaks ("a spokesman said"), nobody is told.

use std::ops::Range;

use super::scene::{Part, Scene};
use super::speakers::{self, speakers};
use crate::model::{Article, Chain, EntityKind, Mention, Quote};
use crate::people::chains::Group;
use crate::people::names::lists;
use crate::people::quotations::Quotation;
use crate::people::reading::{Case, Reading};
use crate::text::{Span, TokenKind};

/// Fewest words of a quotation; less is a word in quotation marks.
const FEWEST_WORDS: usize = 3;

/// Words that titles of works leave without a capital.
const SMALL_WORDS: [&str; 16] = [
    "a", "an", "and", "at", "by", "de", "for", "from", "in", "la", "of", "on", "or", "the", "to",
    "with",
];

/// Units of an attribution that breaks a quotation in two, marks included.
const LONGEST_BREAK: usize = 16;

/// How far before a quotation the subject of its sentence is sought, in units.
const FAR: usize = 60;

/// Confidence where the speaker is the subject of the sentence, some way off the quotation.
const BY_SENTENCE: f32 = 0.7;

/// Confidence where a passage that is nothing but a quotation goes on from the passage before.
const GOES_ON: f32 = 0.6;

/// Who says a quotation, as the place of the group, and how sure that is.
type Speaker = Option<(usize, f32)>;

/// Finds the quotations of an article, in order of place. `chains` are those of its `mentions`.
pub(in crate::people) fn find(
    article: &Article,
    reading: &Reading,
    mentions: &[Mention],
    chains: &[Chain],
) -> Vec<Quote> {
    if reading.quotations.is_empty() {
        return Vec::new();
    }
    let people: Vec<(u32, &Chain)> =
        (0..).zip(chains).filter(|(_, chain)| chain.kind == EntityKind::Person).collect();
    let groups: Vec<Group> = people
        .iter()
        .map(|(_, chain)| Group {
            mentions: chain.mentions.clone(),
            gender: chain.gender,
            ..Group::default()
        })
        .collect();
    let mut scene = Scene::new(article, reading, mentions, &groups);
    scene.add_nameless(article);
    let speakers = all_speakers(article, &scene);
    let mut out: Vec<Quote> = Vec::new();
    for pieces in joined(&scene, &speakers) {
        let quotes = scene.quotes.get(pieces.clone()).unwrap_or(&[]);
        let Some(first) = quotes.first() else { continue };
        let n_words: usize =
            quotes.iter().map(|quote| n_words(reading, quote.first..quote.end)).sum();
        if n_words < FEWEST_WORDS || quotes.iter().all(|quote| is_name(scene.reading, quote)) {
            continue;
        }
        let speaker = speakers.get(pieces.start).copied().flatten();
        let chain = speaker.and_then(|(group, sure)| Some((people.get(group)?.0, sure)));
        out.push(Quote {
            passage: first.passage as u32,
            parts: quotes.iter().map(|quote| quote.span).collect(),
            speaker: chain.map(|(chain, _)| chain),
            confidence: chain.map_or(0.0, |(_, sure)| sure),
        });
    }
    out
}

/// The speaker of each quotation of the scene.
fn all_speakers(article: &Article, scene: &Scene<'_>) -> Vec<Speaker> {
    let mut out: Vec<Speaker> = Vec::new();
    for (number, (quote, told)) in scene.quotes.iter().zip(speakers(scene)).enumerate() {
        let goes_on = || {
            let before = scene.quotes.get(number.checked_sub(1)?)?;
            let is_next = before.passage + 1 == quote.passage;
            let group = out.last().copied().flatten().map(|(group, _)| (group, GOES_ON));
            group.filter(|_| is_next && is_all(article, quote))
        };
        let told = told
            .or_else(|| subject_of_sentence(scene, quote).map(|group| (group, BY_SENTENCE)))
            .or_else(goes_on);
        out.push(told);
    }
    out
}

/// The subject of the sentence that leads to the quotation: `Assad, who spoke to reporters, said it was "…"`.
fn subject_of_sentence(scene: &Scene<'_>, quote: &Quotation) -> Option<usize> {
    let sentences = &scene.reading.sentences;
    let sentence = sentences.get(sentences.partition_point(|s| s.end <= quote.first))?;
    let start = sentence.start.max(quote.first.saturating_sub(FAR));
    let is_free = |&at: &usize| {
        let quotes = scene.quotes;
        quotes.get(quotes.partition_point(|q| q.end <= at)).is_none_or(|q| q.first > at)
    };
    let verb =
        (start..quote.first).rev().filter(is_free).find(|&at| lists().is_speech(scene.word(at)))?;
    let mut subjects = scene.between(start, verb).iter().filter(|seen| {
        matches!(seen.part, Part::Subject | Part::Other)
            && seen.quote.is_none()
            && seen.units.end <= verb
    });
    let group = subjects.next()?.group?;
    subjects.all(|other| other.group == Some(group)).then_some(group)
}

/// Whether the passage of the quotation holds nothing but the quotation.
fn is_all(article: &Article, quote: &Quotation) -> bool {
    let Some(passage) = article.passages.get(quote.passage) else { return false };
    let outside = [
        Span::at(passage.span.start(), quote.span.start()),
        Span::at(quote.span.end(), passage.span.end()),
    ];
    !outside.iter().any(|span| span.of(&article.text).contains(char::is_alphanumeric))
}

/// The quotations that are one: those that nothing but an attribution to their speaker parts.
fn joined(scene: &Scene<'_>, speakers: &[Speaker]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for (number, quote) in scene.quotes.iter().enumerate() {
        if let Some(last) = out.last_mut()
            && let Some(before) = scene.quotes.get(last.end - 1)
            && before.passage == quote.passage
            && is_attribution(scene, before, quote)
            && let (Some(Some((one, _))), Some(Some((other, _)))) =
                (speakers.get(last.end - 1), speakers.get(number))
            && one == other
        {
            last.end = number + 1;
        } else {
            out.push(number..number + 1);
        }
    }
    out
}

/// Whether what stands between two quotations says who speaks, and no sentence more.
fn is_attribution(scene: &Scene<'_>, before: &Quotation, next: &Quotation) -> bool {
    let between = before.end..next.first;
    let ends = |at: &usize| matches!(scene.word(*at), "." | "!" | "?" | ":");
    between.len() <= LONGEST_BREAK
        && speakers::after(scene, before).is_some()
        && !between.clone().rev().skip(2).any(|at| at > before.end + 1 && ends(&at))
        && !between.clone().rev().take(2).any(|at| scene.word(at) == ":")
}

/// Whether what is quoted is a nickname or the title of a work: all but small words have a capital.
fn is_name(reading: &Reading, quote: &Quotation) -> bool {
    let is_lower = |&at: &usize| reading.word(at).is_some_and(|word| word.case == Case::Lower);
    let has_capital = |&at: &usize| {
        reading.word(at).is_some_and(|word| matches!(word.case, Case::Title | Case::Upper))
    };
    let units = quote.first..quote.end;
    units.clone().filter(has_capital).count() > 1
        && units.filter(is_lower).all(|at| SMALL_WORDS.contains(&reading.folded(at)))
}

fn n_words(reading: &Reading, units: Range<usize>) -> usize {
    let is_word = |unit: &usize| {
        let kind = reading.word(*unit).map(|word| word.kind);
        matches!(kind, Some(TokenKind::Word | TokenKind::Number))
    };
    units.filter(is_word).count()
}

#[cfg(test)]
mod tests {
    use super::super::tests::unmark;
    use crate::people::read_from;
    use crate::people::reading::Reading;

    /// Takes a text with its names in brackets; gives `speaker: words` for each quotation.
    #[track_caller]
    fn check(marked: &str, want: &[&str]) {
        let (article, names) = unmark(marked);
        let (mentions, chains) = read_from(&article, names);
        let quotes = super::find(&article, &Reading::new(&article), &mentions, &chains);
        let shown: Vec<String> = quotes
            .iter()
            .map(|quote| {
                let speaker = quote.speaker.and_then(|chain| chains.get(chain as usize));
                let parts: Vec<&str> =
                    quote.parts.iter().map(|part| part.of(&article.text)).collect();
                format!("{}: {}", speaker.map_or("?", |chain| &chain.name), parts.join(" … "))
            })
            .collect();
        assert_eq!(shown, want, "{marked}");
    }

    #[test]
    fn a_quotation_belongs_to_whom_the_verb_of_speech_does() {
        check(
            "“We will leave tomorrow,” [Mary Jones] said.",
            &["Mary Jones: We will leave tomorrow,"],
        );
        check(
            "[Mary Jones] left. She said: \"It was too loud. I could not stay.\"",
            &["Mary Jones: It was too loud. I could not stay."],
        );
        check(
            "[Mary Jones], speaking in Leeds, told reporters that the plan was «a very bad idea».",
            &["Mary Jones: a very bad idea"],
        );
    }

    #[test]
    fn whoever_speaks_in_the_next_passage_is_not_asked() {
        check(
            "“It was too loud,” [Mary Jones] said.\n“And the food was cold.”\nAfter that, [John Smith] said nothing.",
            &["Mary Jones: It was too loud,", "Mary Jones: And the food was cold."],
        );
        check(
            "“It was too loud for me”.\n[John Smith] said it was not.",
            &["?: It was too loud for me"],
        );
    }

    #[test]
    fn an_attribution_breaks_a_quotation_but_does_not_part_it() {
        check(
            "\"We will leave tomorrow,\" [Mary Jones] said, \"and never come back.\"",
            &["Mary Jones: We will leave tomorrow, … and never come back."],
        );
        check(
            "“It was too loud,” [Mary Jones] said. Turning to [John Smith], she added: “You were late again.”",
            &["Mary Jones: It was too loud,", "Mary Jones: You were late again."],
        );
    }

    #[test]
    fn a_passage_that_is_a_quotation_goes_on_from_the_one_before() {
        check(
            "“It was too loud,” [Mary Jones] said.\n“And the food was cold.”",
            &["Mary Jones: It was too loud,", "Mary Jones: And the food was cold."],
        );
        check(
            "“It was too loud,” [Mary Jones] said.\nThe menu says “the best food in town”.",
            &["Mary Jones: It was too loud,", "?: the best food in town"],
        );
    }

    #[test]
    fn nobody_speaks_for_the_nameless_and_words_in_marks_are_no_quotes() {
        check(
            "[Mary Jones] left. “She was tired of it,” a spokesman said.",
            &["?: She was tired of it,"],
        );
        check("[Mary Jones] said the “talks” were over.", &[]);
        check("[Mary Jones] said “we all go now”.", &["Mary Jones: we all go now"]);
        check("[Mary Jones] said she loved “The Wind in the Willows” best.", &[]);
        check(
            "[Mary Jones], a political analyst, said: “People will not buy it.”",
            &["Mary Jones: People will not buy it."],
        );
    }
}
