//! Says in which way two linked passages agree, and shows the words they share.

use super::Telling;
use super::align::Alignment;
use super::quoted::SharedQuote;
use super::terms;
use super::words::{self, Class};
use crate::model::LinkKind;

/// Decides the kind of a link. The same whichever passage comes first.
pub(super) fn kind(
    a: &Telling,
    b: &Telling,
    alignment: &Alignment,
    quote: SharedQuote,
) -> LinkKind {
    let (long, short) =
        (a.words.len().max(b.words.len()) as f32, a.words.len().min(b.words.len()) as f32);
    let matched = alignment.pairs.len() as f32;
    let (of_long, of_short) = (matched / long.max(1.0), matched / short.max(1.0));
    let run = alignment.longest_run();
    if of_long >= 0.85 && run >= 3 {
        LinkKind::Copy
    } else if quote.matched >= 4 && quote.same_words >= 0.6 {
        LinkKind::Quote
    } else if of_short >= 0.95 && run >= 6 {
        LinkKind::Copy
    } else if of_short >= 0.55 && run >= 3 {
        LinkKind::Edited
    } else if quote.same_terms >= 0.3 || quote.same_words >= 0.35 {
        LinkKind::TranslatedQuote
    } else {
        LinkKind::Retold
    }
}

/// Returns the words of `a`, which is of `text`, that `b` has too; in the order of `a`, runs separated by ` · `.
pub(super) fn shared(text: &str, a: &Telling, b: &Telling, alignment: &Alignment) -> String {
    let mut is_shared = vec![false; a.words.len()];
    for &(i, _) in &alignment.pairs {
        if let Some(mark) = is_shared.get_mut(i as usize) {
            *mark = true;
        }
    }
    for (mark, word) in is_shared.iter_mut().zip(&a.words) {
        let is_term = word.class() != Class::Function;
        *mark |= is_term && terms::holds(&b.terms, word.stem);
    }
    let mut out = String::new();
    let mut run: Option<(usize, usize)> = None;
    for (word, mark) in words::words(text).iter().zip(&is_shared) {
        if *mark {
            let start = run.map_or(word.span.start(), |(start, _)| start);
            run = Some((start, word.span.end()));
        } else {
            push(text, run.take(), &mut out);
        }
    }
    push(text, run, &mut out);
    out
}

fn push(text: &str, run: Option<(usize, usize)>, out: &mut String) {
    let Some((start, end)) = run else { return };
    if !out.is_empty() {
        out.push_str(" · ");
    }
    out.push_str(text.get(start..end).unwrap_or(""));
}
