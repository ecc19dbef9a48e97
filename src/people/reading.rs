//! An article as the recogniser reads it: words with the facts about them, in sentences.
//!
//! A hyphen between two words is no word of its own: the second is marked as glued to the first, so that
//! "Min-jun" can be one name and "Assad-Putin" two. Furniture is not read.

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::lexicon::{Info, LONGEST_PHRASE, Lexicon, hash};
use super::names::{Title, lists};
use super::quotations::{self, Quotation};
use crate::model::{Article, PassageKind};
use crate::text::{Span, Token, TokenKind, fold_into, sentences, tokens};

/// One word, number, clitic or sign of the article.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    /// Where it stands in the article's text.
    pub(super) span: Span,
    /// Its entry in [`Reading::words`].
    pub(super) word: u32,
    /// Whether a hyphen without blanks joins it to the unit before.
    pub(super) is_glued: bool,
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Case {
    /// No letter: a sign or number.
    None,
    /// Starts in lower case.
    Lower,
    /// Capital first, then a small letter somewhere.
    Title,
    /// One capital, with or without a period.
    Initial,
    /// Capitals only, two at least.
    Upper,
}

/// What is known of a word as written, whatever its place.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// The hash of the folded word, digits as zeros.
    pub(super) key: u64,
    /// The hash of its letters by class (`X`, `x`, `0`, or the sign itself), at most two of a class in a row.
    pub(super) shape: u64,
    /// What the lists say of it.
    pub(super) info: Info,
    /// How it is written.
    pub(super) case: Case,
    /// What it is made of.
    pub(super) kind: TokenKind,
    /// What it tells of its neighbours.
    pub(super) role: Role,
    /// What the list of titles says of it alone.
    pub(super) title: Option<Title>,
    /// How many words the longest title has that starts with it, its period left out; 0 for none.
    pub(super) title_words: u8,
    /// Whether it is a finite verb, as far as list and ending tell.
    pub(super) is_verb: bool,
    folded: (u32, u32),
}

/// What a word tells of a name beside it, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Role(u8);

impl Role {
    /// "in", "near": a place follows.
    pub(super) const PLACE: u8 = 1;
    /// "the".
    pub(super) const THE: u8 = 2;
    /// A title or role.
    pub(super) const TITLE: u8 = 4;
    /// "said", "told": of someone who speaks.
    pub(super) const SPEECH: u8 = 8;
    /// "who", "whose", "himself".
    pub(super) const WHO: u8 = 16;
    /// The possessive ending.
    pub(super) const POSSESSIVE: u8 = 32;
    /// A pronoun of one person: the third anywhere, the first inside a quotation.
    pub(super) const PRONOUN: u8 = 64;

    /// Whether it tells this.
    pub(super) const fn is(self, what: u8) -> bool {
        self.0 & what != 0
    }

    fn of(folded: &str, info: Info) -> Self {
        let by_word = match folded {
            "in" | "at" | "near" | "from" | "to" | "outside" | "across" | "around" | "into" => {
                Self::PLACE
            }
            "the" => Self::THE,
            "said" | "says" | "told" | "added" | "asked" | "explained" | "wrote" | "noted"
            | "argued" | "claimed" | "insisted" | "thinks" | "believes" | "recalled" => {
                Self::SPEECH
            }
            "himself" | "herself" => Self::WHO | Self::PRONOUN,
            "who" | "whose" | "whom" | "jr." | "jr" => Self::WHO,
            "he" | "she" | "him" | "her" | "his" | "hers" | "i" | "my" | "me" | "mine"
            | "myself" => Self::PRONOUN,
            "'s" | "'" => Self::POSSESSIVE,
            _ => 0,
        };
        Self(by_word | if info.is_role() { Self::TITLE } else { 0 })
    }
}

/// An article, read.
pub(super) struct Reading {
    /// All words in order.
    pub(super) units: Vec<Unit>,
    /// The sentences as ranges of `units`.
    pub(super) sentences: Vec<std::ops::Range<usize>>,
    /// The distinct words, as written.
    pub(super) words: Vec<Word>,
    /// The quotations.
    pub(super) quotations: Vec<Quotation>,
    folded: String,
}

impl Reading {
    /// Reads all of `article` but its furniture.
    pub(super) fn new(article: &Article) -> Self {
        let mut reading = Self {
            units: Vec::with_capacity(article.text.len() / 5),
            sentences: Vec::new(),
            words: Vec::new(),
            quotations: Vec::new(),
            folded: String::new(),
        };
        let n_words = (article.text.len() / 12).min(1 << 12);
        let mut known = FxHashMap::with_capacity_and_hasher(n_words, FxBuildHasher);
        reading.words.reserve(n_words);
        reading.folded.reserve(8 * n_words);
        let mut buffer = Vec::new();
        for passage in article.passages.iter().filter(|p| p.kind != PassageKind::Furniture) {
            let text = passage.span.of(&article.text);
            tokens(text, &mut buffer);
            let mut token = 0;
            for sentence in sentences(text, &buffer) {
                let first = reading.units.len();
                while let Some(&next) = buffer.get(token).filter(|t| sentence.contains(t.span)) {
                    reading.take(text, &buffer, token, next, passage.span.start(), &mut known);
                    token += 1;
                }
                if reading.units.len() > first {
                    reading.sentences.push(first..reading.units.len());
                }
            }
        }
        reading.look_words_up();
        reading.quotations = quotations::find(article, &reading);
        reading
    }

    /// Asks the lists about all words: in one go, so that the processor need not wait for each answer.
    fn look_words_up(&mut self) {
        let (lexicon, lists) = (Lexicon::get(), lists());
        for word in &mut self.words {
            word.info = lexicon.look_up_hash(word.key);
        }
        for word in &mut self.words {
            let range = word.folded.0 as usize..word.folded.1 as usize;
            let folded = self.folded.get(range).unwrap_or("");
            word.role = Role::of(folded, word.info);
            word.title = lists.title(folded);
            word.title_words = lists.title_words(folded.trim_end_matches('.')) as u8;
            word.is_verb = lists.is_verb(folded);
        }
    }

    /// Whether the unit at `at` is the first of a sentence.
    pub(super) fn begins_sentence(&self, at: usize) -> bool {
        self.sentences.binary_search_by_key(&at, |range| range.start).is_ok()
    }

    /// The word of the unit at `at`.
    pub(super) fn word(&self, at: usize) -> Option<&Word> {
        self.words.get(self.units.get(at)?.word as usize)
    }

    /// The word of the unit at `at`, folded; empty when there is none.
    pub(super) fn folded(&self, at: usize) -> &str {
        self.units.get(at).map_or("", |unit| self.folded_word(unit.word as usize))
    }

    /// The word at `at` of [`Reading::words`], folded.
    pub(super) fn folded_word(&self, at: usize) -> &str {
        let range = self.words.get(at).map_or(0..0, |w| w.folded.0 as usize..w.folded.1 as usize);
        self.folded.get(range).unwrap_or("")
    }

    /// Returns the longest list entry that starts at unit `at` and ends before `end`: how many units it
    /// takes, two at least, and what the lists say of it.
    pub(super) fn phrase(&self, at: usize, end: usize) -> Option<(usize, Info)> {
        let first = self.word(at)?.info;
        if !first.starts_phrase() {
            return None;
        }
        let mut phrase = String::with_capacity(64);
        phrase.push_str(self.folded(at));
        let mut longest = None;
        for next in at + 1..end.min(at + LONGEST_PHRASE) {
            if !self.word(next).is_some_and(|word| word.info.is_in_phrase()) {
                break;
            }
            phrase.push(' ');
            phrase.push_str(self.folded(next));
            if !first.starts_phrase_of(next + 1 - at) {
                continue;
            }
            let info = Lexicon::get().look_up(&phrase);
            if info != Info::default() {
                longest = Some((next + 1 - at, info));
            }
        }
        longest
    }

    fn take<'t>(
        &mut self,
        text: &'t str,
        all: &[Token],
        at: usize,
        token: Token,
        offset: usize,
        known: &mut FxHashMap<&'t str, u32>,
    ) {
        let surface = token.span.of(text);
        if surface == "-" && joins(all, at) {
            return;
        }
        if let Some(last) = self.units.last_mut()
            && let Some(whole) = one_name(text, all, at)
        {
            last.span = whole.shifted(offset);
            let surface = whole.of(text);
            last.word = *known.entry(surface).or_insert_with(|| {
                self.words.push(describe(surface, token.kind, &mut self.folded));
                self.words.len() as u32 - 1
            });
            return;
        }
        let is_glued = at > 1
            && all.get(at - 1).is_some_and(|hyphen| hyphen.span.of(text) == "-")
            && joins(all, at - 1);
        let word = *known.entry(surface).or_insert_with(|| {
            self.words.push(describe(surface, token.kind, &mut self.folded));
            self.words.len() as u32 - 1
        });
        self.units.push(Unit { span: token.span.shifted(offset), word, is_glued });
    }
}

/// Whether the hyphen at `at` stands between two words or numbers without blanks.
fn joins(all: &[Token], at: usize) -> bool {
    let (Some(before), Some(hyphen), Some(after)) =
        (at.checked_sub(1).and_then(|i| all.get(i)), all.get(at), all.get(at + 1))
    else {
        return false;
    };
    let is_word = |t: &Token| matches!(t.kind, TokenKind::Word | TokenKind::Number);
    before.span.end() == hyphen.span.start()
        && hyphen.span.end() == after.span.start()
        && is_word(before)
        && is_word(after)
}

/// Returns the span of "Min-jun" when the token at `at` is its second half: a capitalised word, a hyphen and
/// a small syllable that is no English word, as Korean and Chinese given names are printed.
fn one_name(text: &str, all: &[Token], at: usize) -> Option<Span> {
    const WORDS_TOO: &[&str] = &[
        "in", "hang", "man", "sun", "young", "won", "soon", "hung", "sang", "song", "long", "wing",
        "do", "so", "he", "me", "no", "hue", "keen", "fan", "pin", "ran", "tin", "she",
    ];
    let second = all.get(at)?;
    let first = all.get(at.checked_sub(2)?)?;
    let (head, tail) = (first.span.of(text), second.span.of(text));
    let is_name = all.get(at - 1)?.span.of(text) == "-"
        && joins(all, at - 1)
        && tail.len() <= 6
        && tail.chars().all(char::is_lowercase)
        && case_of(head) == Case::Title;
    if !is_name {
        return None;
    }
    let look_up = |word: &str| Lexicon::get().look_up(&crate::text::fold(word));
    let head = look_up(head);
    let is_other = head.is_place() || head.is_demonym() || head.is_org();
    let is_syllable = head.word() <= 2 && WORDS_TOO.contains(&tail);
    let fits = !is_other && (look_up(tail).word() == 0 || is_syllable);
    fits.then(|| Span::at(first.span.start(), second.span.end()))
}

/// What a word's letters tell; the lists are asked later ([`Reading::look_words_up`]).
fn describe(surface: &str, kind: TokenKind, folded: &mut String) -> Word {
    let start = folded.len();
    match kind {
        TokenKind::Number => {
            folded.extend(surface.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }));
        }
        TokenKind::Clitic => folded.extend(surface.chars().map(plain_apostrophe)),
        TokenKind::Word if surface.is_ascii() || !surface.contains('’') => {
            fold_into(surface, folded);
        }
        TokenKind::Word => fold_into(&surface.replace('’', "'"), folded),
        TokenKind::Sign => folded.push_str(sign(surface)),
    }
    Word {
        key: hash(folded.get(start..).unwrap_or("").as_bytes()),
        shape: shape_of(surface),
        info: Info::default(),
        case: case_of(surface),
        kind,
        role: Role::default(),
        title: None,
        title_words: 0,
        is_verb: false,
        folded: (start as u32, folded.len() as u32),
    }
}

const fn plain_apostrophe(c: char) -> char {
    match c {
        '’' => '\'',
        _ => c.to_ascii_lowercase(),
    }
}

/// Signs that mean the same get one form.
fn sign(surface: &str) -> &str {
    match surface {
        "“" | "”" | "„" | "«" | "»" => "\"",
        "‘" | "’" => "'",
        "–" | "—" | "―" => "--",
        _ => surface,
    }
}

fn case_of(surface: &str) -> Case {
    let mut letters = surface.chars().filter(|c| c.is_alphabetic());
    match (surface.chars().next(), letters.next()) {
        (_, None) => Case::None,
        (Some(first), Some(_)) if !first.is_uppercase() => {
            if first.is_alphabetic() && !first.is_lowercase() { Case::Title } else { Case::Lower }
        }
        _ => {
            let (mut count, mut has_lower) = (1, false);
            for c in letters {
                count += 1;
                has_lower |= c.is_lowercase();
            }
            match (count, has_lower) {
                (1, _) => Case::Initial,
                (_, true) => Case::Title,
                _ => Case::Upper,
            }
        }
    }
}

fn shape_of(surface: &str) -> u64 {
    const LONGEST: usize = 12;
    let mut shape = [0; LONGEST + 4];
    let mut len = 0;
    let (mut last, mut repeats) = (' ', 0);
    for c in surface.chars() {
        let class = match c {
            _ if c.is_uppercase() => 'X',
            _ if c.is_alphabetic() => 'x',
            _ if c.is_numeric() => '0',
            _ => c,
        };
        repeats = if class == last { repeats + 1 } else { 0 };
        if repeats < 2 && len < LONGEST {
            len += shape.get_mut(len..).map_or(0, |rest| class.encode_utf8(rest).len());
        }
        last = class;
    }
    hash(shape.get(..len).unwrap_or(&[]))
}

/// Particles written small inside names.
pub(super) fn is_particle(folded: &str) -> bool {
    matches!(
        folded,
        "al" | "el"
            | "bin"
            | "ibn"
            | "bint"
            | "abu"
            | "ben"
            | "van"
            | "von"
            | "der"
            | "den"
            | "de"
            | "da"
            | "do"
            | "dos"
            | "das"
            | "di"
            | "del"
            | "della"
            | "du"
            | "la"
            | "le"
            | "ter"
            | "ten"
            | "af"
            | "av"
            | "ul"
            | "ur"
            | "ud"
    )
}
