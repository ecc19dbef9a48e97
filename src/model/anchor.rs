//! A place in an article that is found again after its file, or the whole library, was read anew: what the
//! reader wrote hangs on it.

use serde::{Deserialize, Serialize};

use crate::text::{Folded, Span};

/// Characters of context kept on each side.
const AROUND: usize = 40;

/// A place in an article, by its words and those around them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Anchor {
    /// [`super::Article::key`].
    pub key: String,
    /// The words at the place; empty for the article as a whole.
    pub surface: String,
    /// How often these words stand in the text before the place.
    #[serde(default)]
    pub ordinal: u32,
    /// Up to 40 characters before them.
    #[serde(default)]
    pub before: String,
    /// Up to 40 characters behind them.
    #[serde(default)]
    pub after: String,
}

impl Anchor {
    /// The anchor of a whole article.
    pub fn of_article(key: &str) -> Self {
        Self { key: key.to_owned(), ..Self::default() }
    }

    /// The anchor of `span` in `text`, the text of the article `key`.
    pub fn new(key: &str, text: &str, span: Span) -> Self {
        let (head, tail) =
            (text.get(..span.start()).unwrap_or(""), text.get(span.end()..).unwrap_or(""));
        let surface = span.of(text);
        let before: Vec<char> = head.chars().rev().take(AROUND).collect();
        let earlier = text.match_indices(surface).take_while(|(at, _)| *at < span.start());
        Self {
            key: key.to_owned(),
            surface: surface.to_owned(),
            ordinal: if surface.is_empty() { 0 } else { earlier.count() as u32 },
            before: before.into_iter().rev().collect(),
            after: tail.chars().take(AROUND).collect(),
        }
    }

    /// Whether it means the article as a whole.
    pub const fn is_whole(&self) -> bool {
        self.surface.is_empty()
    }

    /// Finds the place in a later text of its article: where the words stand as often and between the same
    /// words as before, else the one place whose surroundings are the most alike, whatever the case, the
    /// accents and the spaces. `None` where the words are gone, or no place is likelier than all others.
    pub fn find(&self, text: &str) -> Option<Span> {
        if self.is_whole() {
            return Some(Span::default());
        }
        let (at, _) = text.match_indices(&self.surface).nth(self.ordinal as usize).unzip();
        let exact = at.map(|at| Span::at(at, at + self.surface.len()));
        exact.filter(|&span| Self::new(&self.key, text, span) == *self).or_else(|| self.near(text))
    }

    fn near(&self, text: &str) -> Option<Span> {
        let tight = Tight::new(text);
        let [surface, before, after] =
            [&self.surface, &self.before, &self.after].map(|part| Tight::new(part).text);
        if surface.is_empty() {
            return None;
        }
        let all = before.chars().count() + after.chars().count();
        let mut best: Option<(usize, usize)> = None;
        let mut is_alone = true;
        for (at, _) in tight.text.match_indices(&surface) {
            let (head, tail) = (tight.text.get(..at)?, tight.text.get(at + surface.len()..)?);
            let same_before = same(head.chars().rev(), before.chars().rev());
            let likeness = same_before + same(tail.chars(), after.chars());
            match best {
                Some((most, _)) if likeness < most => {}
                Some((most, _)) if likeness == most => is_alone = false,
                _ => (best, is_alone) = (Some((likeness, at)), true),
            }
        }
        let (_, at) = best.filter(|&(likeness, _)| is_alone && likeness * 2 >= all)?;
        tight.span(at, surface.len(), text)
    }
}

/// How many characters two texts begin with alike.
fn same(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

/// A folded text without blanks that knows where its bytes came from.
struct Tight {
    text: String,
    origins: Vec<u32>,
}

impl Tight {
    fn new(text: &str) -> Self {
        let folded = Folded::new(text);
        let mut tight = Self { text: String::new(), origins: Vec::new() };
        for (at, c) in folded.text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            tight.text.push(c);
            let origin = folded.origin(at, text.len()) as u32;
            tight.origins.resize(tight.text.len(), origin);
        }
        tight
    }

    /// The span in the original `text` of `len` bytes from `at` on.
    fn span(&self, at: usize, len: usize, text: &str) -> Option<Span> {
        let start = *self.origins.get(at)? as usize;
        let last = *self.origins.get(at + len - 1)? as usize;
        let end = last + text.get(last..)?.chars().next()?.len_utf8();
        Span::new(start..end, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "Ada wrote to Babbage. Babbage answered Ada, who was in London.\n\nÉmile met Ada.";

    fn anchor(surface: &str, nth: usize) -> Anchor {
        let (at, _) = TEXT.match_indices(surface).nth(nth).unwrap();
        Anchor::new("a.txt", TEXT, Span::at(at, at + surface.len()))
    }

    /// The byte where the `nth` "Ada" (or other words) is found in another text.
    #[track_caller]
    fn check(surface: &str, nth: usize, text: &str, want: Option<&str>) {
        let found = anchor(surface, nth).find(text);
        let want = want.map(|rest| text.find(rest).unwrap());
        assert_eq!(found.map(Span::start), want, "in {text:?}");
    }

    #[test]
    fn the_same_text_has_the_same_places() {
        for (at, _) in TEXT.match_indices("Ada") {
            let span = Span::at(at, at + 3);
            assert_eq!(Anchor::new("a.txt", TEXT, span).find(TEXT), Some(span));
        }
        assert_eq!(anchor("Ada", 1).ordinal, 1);
        assert_eq!(Anchor::of_article("a.txt").find("whatever"), Some(Span::default()));
    }

    #[test]
    fn a_place_is_found_where_its_surroundings_went() {
        let longer = format!("Ada, Ada and Ada: a headline.\n\n{TEXT}");
        check("Ada", 1, &longer, Some("Ada, who"));
        check("Ada", 2, &longer, Some("Ada."));
        let respaced = TEXT.replace(' ', "\n  ").to_uppercase();
        check("Ada", 1, &respaced, Some("ADA,"));
        check("Émile", 0, "Ada, who was in London. emile met Ada.", Some("emile"));
    }

    #[test]
    fn a_place_that_is_gone_or_uncertain_is_not_guessed() {
        check("Babbage", 0, "Somebody else wrote this.", None);
        check("Ada", 1, "Ada is here. And Ada is there.", None);
        check("Ada", 1, "", None);
        check("Ada", 1, &format!("New. {TEXT}\n\n{TEXT}"), None);
    }
}
