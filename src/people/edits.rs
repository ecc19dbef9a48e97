//! What the reader said of single mentions, made in the reading of their article: which are none, which are of
//! somebody else than the rest of their chain. The references that follow a name follow it still.

use std::borrow::Cow;

use super::chains::{self, Group};
use super::reading::Reading;
use super::references::Placed;
use crate::model::{Article, EntityKind, Form, Mention};
use crate::text::Span;

/// The rule of a mention that the reader placed.
pub(super) const RULE: &str = "judged";

/// One edit. One of a name holds for the same words throughout the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edit {
    /// The mention.
    pub span: Span,
    /// What is said of it.
    pub verdict: Verdict,
}

/// What is said of a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It is none.
    Nobody,
    /// It is of a chain of its own; the fullest name of a chain keeps the rest with it.
    Apart,
    /// It is of somebody else: a name of a chain of its own, any other of none.
    Elsewhere,
}

/// Takes out the names that are none.
pub(super) fn drop_names(article: &Article, names: &mut Vec<Mention>, edits: &[Edit]) {
    for edit in edits.iter().filter(|edit| edit.verdict == Verdict::Nobody) {
        if names.iter().any(|name| name.span == edit.span) {
            let words = evened(edit.span.of(&article.text));
            names.retain(|name| evened(name.span.of(&article.text)) != words);
        }
    }
}

/// Sets names apart from the groups they were joined to.
pub(super) fn set_apart(
    article: &Article,
    reading: &Reading,
    mentions: &[Mention],
    edits: &[Edit],
    groups: &mut Vec<Group>,
) {
    for span in apart(edits) {
        let Some(at) = mentions.iter().position(|mention| mention.span == span) else { continue };
        let of = groups.iter_mut().find(|group| group.mentions.contains(&(at as u32)));
        let taken = of.and_then(|group| take_out(article, mentions, span, group));
        // On their own they tell anew what they are called and of which gender they are.
        groups.extend(taken.into_iter().flat_map(|group| {
            let alone = group
                .mentions
                .iter()
                .filter_map(|&at| Some((at as usize, mentions.get(at as usize)?)));
            chains::people_of(article, reading, alone)
        }));
    }
}

/// As [`set_apart`], of organisations and places.
pub(super) fn set_things_apart(
    article: &Article,
    mentions: &[Mention],
    edits: &[Edit],
    groups: &mut Vec<(EntityKind, Group)>,
) {
    for span in apart(edits) {
        let Some(at) = mentions.iter().position(|mention| mention.span == span) else { continue };
        let of = groups.iter_mut().find(|(_, group)| group.mentions.contains(&(at as u32)));
        let taken =
            of.and_then(|(kind, group)| Some((*kind, take_out(article, mentions, span, group)?)));
        groups.extend(taken);
    }
}

fn apart(edits: &[Edit]) -> impl Iterator<Item = Span> {
    edits.iter().filter(|edit| edit.verdict != Verdict::Nobody).map(|edit| edit.span)
}

/// Takes the names out of a group that have the words at `span`; none where these are its fullest name.
fn take_out(
    article: &Article,
    mentions: &[Mention],
    span: Span,
    group: &mut Group,
) -> Option<Group> {
    let words = evened(span.of(&article.text));
    if evened(&group.name) == words {
        return None;
    }
    let has_words = |at: &u32| {
        let mention = mentions.get(*at as usize);
        mention.is_some_and(|mention| evened(mention.span.of(&article.text)) == words)
    };
    let taken: Vec<u32> = group.mentions.iter().copied().filter(has_words).collect();
    let keeps: Vec<bool> = group.mentions.iter().map(|at| !has_words(at)).collect();
    let mut keep = keeps.iter();
    group.confidence.retain(|_| keep.next().copied().unwrap_or(true));
    group.mentions.retain(|at| !taken.contains(at));
    let confidence = vec![1.0; taken.len()];
    Some(Group { mentions: taken, name: words.into_owned(), confidence, ..Group::default() })
}

/// Places the pronouns and descriptions that the reader placed: with nobody, or in a group without a name.
pub(super) fn place(
    mentions: &[Mention],
    edits: &[Edit],
    groups: &mut Vec<Group>,
    placed: &mut Vec<Placed>,
) {
    for edit in edits {
        let reference = mentions.iter().position(|m| m.span == edit.span && m.form != Form::Name);
        let Some(at) = reference else { continue };
        let mention = at as u32;
        placed.retain(|placed| placed.mention != mention);
        if edit.verdict == Verdict::Apart {
            placed.push(Placed { mention, group: groups.len(), confidence: 1.0, rule: RULE });
            groups.push(Group::default());
        }
    }
}

/// Marks the mentions that the reader set apart.
pub(super) fn mark(mentions: &mut [Mention], edits: &[Edit]) {
    for span in apart(edits) {
        if let Some(mention) = mentions.iter_mut().find(|mention| mention.span == span) {
            mention.confidence = 1.0;
            mention.rule = Cow::Borrowed(RULE);
        }
    }
}

/// Words with single blanks between them.
fn evened(words: &str) -> Cow<'_, str> {
    let is_even = !words.contains(|c: char| c.is_whitespace() && c != ' ') && !words.contains("  ");
    if is_even {
        return Cow::Borrowed(words.trim());
    }
    Cow::Owned(words.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::super::read_from;
    use super::*;
    use crate::model::{Passage, PassageKind};

    const TEXT: &str = "President George Bush met Tony Blair in Washington. Mr Bush said he \
        was glad. Bush and Blair then left.";

    fn name(words: &str, nth: usize) -> Mention {
        let (at, _) = TEXT.match_indices(words).nth(nth).unwrap();
        Mention {
            span: Span::at(at, at + words.len()),
            kind: EntityKind::Person,
            form: Form::Name,
            confidence: 1.0,
            rule: Cow::Borrowed("given"),
        }
    }

    fn article() -> Article {
        let span = Span::at(0, TEXT.len());
        let passages = vec![Passage { span, kind: PassageKind::Body }];
        Article { text: TEXT.into(), passages, ..Article::default() }
    }

    /// The chains of the text after an edit of the `nth` place of some words, each with its words.
    fn chains(words: &str, nth: usize, verdict: Verdict) -> Vec<String> {
        let names =
            vec![name("George Bush", 0), name("Tony Blair", 0), name("Bush", 1), name("Bush", 2)];
        let article = article();
        let (at, _) = TEXT.match_indices(words).nth(nth).unwrap();
        let edit = Edit { span: Span::at(at, at + words.len()), verdict };
        let reading = super::super::reading::Reading::new(&article);
        let (mentions, chains) = super::super::read_on(&article, &reading, names, &[edit]);
        let of = |at: &u32| mentions[*at as usize].span.of(TEXT);
        chains
            .iter()
            .map(|chain| chain.mentions.iter().map(of).collect::<Vec<_>>().join(", "))
            .collect()
    }

    #[test]
    fn names_are_set_apart_with_what_follows_them() {
        let article = article();
        let names =
            vec![name("George Bush", 0), name("Tony Blair", 0), name("Bush", 1), name("Bush", 2)];
        assert_eq!(read_from(&article, names).1.len(), 2);
        assert_eq!(
            chains("Bush", 1, Verdict::Apart),
            ["George Bush", "Tony Blair", "Bush, he, Bush"]
        );
        assert_eq!(
            chains("George Bush", 0, Verdict::Apart),
            ["George Bush, Bush, he, Bush", "Tony Blair"],
            "the fullest name stands for its chain"
        );
    }

    #[test]
    fn what_is_nobody_is_no_mention() {
        assert_eq!(chains("Bush", 1, Verdict::Nobody)[0], "George Bush, he");
        assert_eq!(chains("he", 0, Verdict::Nobody)[0], "George Bush, Bush, Bush");
        assert_eq!(chains("he", 0, Verdict::Apart)[2], "he");
    }
}
