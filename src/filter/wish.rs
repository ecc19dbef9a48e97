//! What a filter is asked for: the words to be found fuzzily, and the rest of the query.

use memchr::memmem::Finder;

use super::arena::letters;
use crate::query::Query;
use crate::text::fold;

/// A query as the filter takes it.
pub(super) struct Wish {
    pub(super) words: Vec<Word>,
    /// What must hold besides, letter by letter.
    pub(super) rest: Query,
    /// All letters of the words.
    pub(super) letters: u64,
}

/// A word to be found fuzzily.
pub(super) struct Word {
    /// Folded; never empty.
    pub(super) text: String,
    pub(super) finder: Finder<'static>,
}

impl Wish {
    /// What `query` asks of the text of a row: fields are left out.
    pub(super) fn new(query: &Query) -> Self {
        let (texts, _) = query.clone().divided();
        let parts = match texts {
            Query::All(parts) => parts,
            other => vec![other],
        };
        let is_fuzzy = |part: &Query| matches!(part, Query::Word(_) | Query::Prefix(_));
        let (fuzzy, rest): (Vec<Query>, Vec<Query>) = parts.into_iter().partition(is_fuzzy);
        let folded = fuzzy.iter().map(|part| fold(part.typed()));
        let words: Vec<Word> = folded
            .flat_map(|text| text.split_whitespace().map(Word::new).collect::<Vec<_>>())
            .collect();
        let letters = words.iter().fold(0, |all, word| all | letters(&word.text));
        Self { words, rest: Query::All(rest), letters }
    }

    /// Whether all rows are as good as any other.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty() && self.rest.is_empty()
    }

    /// Whether every row that passes passes `other`, too: its words go on where those of `other` end, or are more.
    pub(super) fn narrows(&self, words: &[String], rest: &Query) -> bool {
        let goes_on = |(own, other): (&Word, &String)| own.text.starts_with(other.as_str());
        self.rest == *rest
            && self.words.len() >= words.len()
            && self.words.iter().zip(words).all(goes_on)
    }
}

impl Word {
    fn new(text: &str) -> Self {
        Self { text: text.to_owned(), finder: Finder::new(text).into_owned() }
    }
}
