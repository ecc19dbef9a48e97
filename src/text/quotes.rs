//! Finds what stands between quotation marks.

use super::Span;

/// Returns the insides of the quotations of one passage, without their marks, in order and not nested.
///
/// Knows `"…"`, `“…”`, `«…»`, `„…“` and `‘…’`; an apostrophe is none. A quotation left open runs to the end
/// of the passage, as newspapers print one that goes on in the next paragraph.
pub fn quotations(passage: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut before = ' ';
    for (at, c) in passage.char_indices() {
        let next = passage.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next());
        match open {
            Some((start, closing)) => {
                let ends = c == closing || (closing == '“' && c == '”');
                if ends && !(c == '’' && next.is_some_and(char::is_alphanumeric)) {
                    out.push(Span::at(start, at));
                    open = None;
                }
            }
            None => {
                open = closing_of(c, before, next).map(|closing| (at + c.len_utf8(), closing));
            }
        }
        before = c;
    }
    if let Some((start, closing)) = open
        && closing != '’'
    {
        out.push(Span::at(start, passage.len()));
    }
    out.retain(|span| !span.of(passage).trim().is_empty());
    out
}

fn closing_of(c: char, before: char, next: Option<char>) -> Option<char> {
    match c {
        '"' => Some('"'),
        '“' => Some('”'),
        '«' => Some('»'),
        '„' => Some('“'),
        '‘' if !before.is_alphanumeric() && next.is_some_and(|c| !c.is_whitespace()) => Some('’'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        let found: Vec<&str> = quotations(text).iter().map(|span| span.of(text)).collect();
        assert_eq!(found, want);
    }

    #[test]
    fn every_style_is_found() {
        check("He said \"yes\" and “no”.", &["yes", "no"]);
        check("«Да» and „nein“ and ‘it’s fine’.", &["Да", "nein", "it’s fine"]);
        check("Assad’s visit, the leaders’ talks", &[]);
        check("“It goes on", &["It goes on"]);
        check("\"\"", &[]);
    }
}
