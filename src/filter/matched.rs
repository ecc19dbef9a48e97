//! The letters of a row that a query hits.

use fuzzy_matcher::skim::SkimMatcherV2;

use super::arena::{RAW_BYTES, ROW_BYTES};
use super::head;
use super::score::Score;
use crate::query::Query;
use crate::text::{Folded, Span, fold};

/// Returns the matched letters of `row`, as spans of it in order, merged where they touch. A part of the
/// query that `row` does not hold marks nothing; the others still do. Words that are asked of a title or of a text are
/// marked where they stand, whole.
pub fn matched(query: &Query, row: &str) -> Vec<Span> {
    let row = head(row, RAW_BYTES);
    let folded = Folded::new(row);
    let text = head(&folded.text, ROW_BYTES);
    let starts: Vec<usize> = text.char_indices().map(|(start, _)| start).collect();
    let (texts, fields) = query.clone().divided();
    let (texts, fields) = (texts.wanted().into_iter(), fields.wanted().into_iter());
    let places = texts
        .flat_map(|part| places(part, text, &starts))
        .chain(fields.flat_map(|part| places_of(&fold(part.typed()), text, &starts)));
    let mut origins: Vec<usize> =
        places.filter_map(|place| Some(folded.origin(*starts.get(place)?, row.len()))).collect();
    origins.sort_unstable();
    let mut spans: Vec<Span> = Vec::new();
    for start in origins {
        let len = row.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        match spans.last_mut() {
            Some(last) if last.end() >= start => {
                *last = Span::at(last.start(), last.end().max(start + len));
            }
            _ => spans.push(Span::at(start, start + len)),
        }
    }
    spans
}

/// Which characters of a folded row, by place, a part of a query takes.
fn places(part: &Query, text: &str, starts: &[usize]) -> Vec<usize> {
    let typed = fold(part.typed());
    if let Query::Word(_) | Query::Prefix(_) = part {
        let scorer = SkimMatcherV2::default();
        return typed.split_whitespace().flat_map(|word| scorer.places(text, word)).collect();
    }
    places_of(&typed, text, starts)
}

/// The characters of `letters` wherever they stand in a folded row as they are.
fn places_of(letters: &str, text: &str, starts: &[usize]) -> Vec<usize> {
    let place = |byte: usize| starts.partition_point(|&start| start < byte);
    let found = text.match_indices(letters);
    found.flat_map(|(at, _)| place(at)..place(at + letters.len())).collect()
}
