//! Finds what stands between quotation marks.

use super::Span;

/// Returns the insides of the quotations of one passage, without their marks and the blanks beside them, in
/// order and not nested.
///
/// Knows `"…"`, `“…”`, `«…»`, `»…«`, `‹…›`, `„…“`, `‚…‘`, `‘…’`, `'…'`, ` ``…'' `, `「…」` and `『…』`; an apostrophe
/// is none. A double quotation left open runs to the end of the passage, as newspapers print one that goes
/// on in the next paragraph; a single one left open was an apostrophe.
pub fn quotations(passage: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut open: Option<Open> = None;
    let mut waiting: Option<(Open, usize)> = None;
    let mut before = ' ';
    let mut chars = passage.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        let after = at + c.len_utf8();
        if let Some(quotation) = open {
            if quotation.ends_at(c, before, next) {
                push(passage, quotation.start, at, &mut out);
                open = None;
            }
        } else if let Some(quotation) = Open::at(c, after, before, next) {
            if quotation.is_weak() {
                // Believed once it is closed; until then it may be an apostrophe.
                waiting = waiting.or(Some((quotation, out.len())));
            } else {
                open = Some(quotation);
            }
        }
        if let Some((quotation, n_before)) = waiting
            && after > quotation.start
            && quotation.ends_at(c, before, next)
        {
            // A single quotation that holds double ones is the outer of the two.
            out.truncate(n_before);
            push(passage, quotation.start, at, &mut out);
            (waiting, open) = (None, None);
        }
        before = c;
    }
    if let Some(quotation) = open {
        push(passage, quotation.start, passage.len(), &mut out);
    }
    out
}

/// A quotation that has begun.
#[derive(Clone, Copy)]
struct Open {
    /// First byte inside.
    start: usize,
    mark: char,
}

impl Open {
    fn at(c: char, start: usize, before: char, next: Option<char>) -> Option<Self> {
        let mark = match c {
            // Behind a full stop or comma and before a blank it closes what opened in a passage before.
            '"' if matches!(before, ',' | '.' | '!' | '?')
                && next.is_none_or(char::is_whitespace) =>
            {
                return None;
            }
            '"' | '“' | '«' | '„' | '‹' | '「' | '『' => c,
            // A word before it makes it a closing mark, as in Danish »…« the other way round.
            '»' if !before.is_alphanumeric() && next.is_some_and(|c| !c.is_whitespace()) => c,
            '”' if next.is_some_and(char::is_alphanumeric) && !before.is_alphanumeric() => c,
            '`' if before == '`' => c,
            '\'' | '‘' | '‚'
                if !before.is_alphanumeric()
                    && before != c
                    && next.is_some_and(char::is_alphanumeric) =>
            {
                c
            }
            _ => return None,
        };
        Some(Self { start, mark })
    }

    /// Whether the mark may as well be an apostrophe.
    fn is_weak(self) -> bool {
        matches!(self.mark, '\'' | '‘' | '‚')
    }

    fn ends_at(self, c: char, before: char, next: Option<char>) -> bool {
        let inside_word = next.is_some_and(char::is_alphanumeric);
        match self.mark {
            '"' => c == '"' || (c == '”' && !inside_word),
            '“' => c == '”' || (c == '"' && !inside_word),
            '”' => c == '”',
            '«' => c == '»',
            '»' => c == '«',
            '‹' => c == '›',
            '„' => matches!(c, '“' | '”'),
            '「' => c == '」',
            '『' => c == '』',
            '`' => c == '\'' && before == '\'',
            '\'' => c == '\'' && !inside_word && !before.is_whitespace(),
            '‘' => c == '’' && !inside_word && !before.is_whitespace(),
            _ => matches!(c, '‘' | '’') && !inside_word,
        }
    }
}

/// Notes the quotation from `start` to `end` unless nothing stands in it.
fn push(passage: &str, start: usize, end: usize, out: &mut Vec<Span>) {
    let inside = passage.get(start..end).unwrap_or("").trim_end_matches('\'');
    let blanks = inside.len() - inside.trim_start().len();
    let start = start + blanks;
    let end = start + inside.trim().len();
    if start < end {
        out.push(Span::at(start, end));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        let found: Vec<&str> = quotations(text).iter().map(|span| span.of(text)).collect();
        assert_eq!(found, want, "{text}");
    }

    #[test]
    fn every_style_is_found() {
        check("He said \"yes\" and “no”.", &["yes", "no"]);
        check("«Да» and „nein“ and ‘it’s fine’.", &["Да", "nein", "it’s fine"]);
        check("Er sagte »ja« und ‚nein‘; il dit ‹ oui ›", &["ja", "nein", "oui"]);
        check("He said 'it's the leaders' fault', then left", &["it's the leaders"]);
        check("``Go,'' he said", &["Go,"]);
        check("彼は「はい」と『いいえ』", &["はい", "いいえ"]);
        check("the \" witness \" said", &["witness"]);
    }

    #[test]
    fn an_apostrophe_is_no_quotation() {
        check("Assad’s visit, the leaders’ talks", &[]);
        check("the ’90s and rock 'n' roll don't", &["n"]);
        check("In '95 the leaders spoke", &[]);
        check("\"\" and “ ”", &[]);
    }

    #[test]
    fn a_double_quotation_left_open_runs_on() {
        check("“It goes on", &["It goes on"]);
        check("'It goes on", &[]);
        check("and so it ends,\" he said. \"Or does it?\"", &["Or does it?"]);
    }

    #[test]
    fn an_attribution_breaks_one_quotation_in_two() {
        check(
            "\"Based on results,\" he said, \"we can go on. And we will.\"",
            &["Based on results,", "we can go on. And we will."],
        );
        check("‘He said “go” to me’", &["He said “go” to me"]);
        check("“He said ‘go’ to me”", &["He said ‘go’ to me"]);
    }
}
