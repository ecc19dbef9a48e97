//! What is handed to the library to be stored: a file with its articles, made ready beside the writer.

use super::terms;
use crate::model::{Article, Blocks, Chain, Fault, Mention, PassageKind, Quote};

/// A file as it was last read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileState {
    /// Its key.
    pub key: String,
    /// Size in bytes.
    pub size: u64,
    /// When it was last written, in nanoseconds since 1970; `None` where that cannot vouch for the content.
    pub modified: Option<i64>,
    /// Hash of the content; `None` where nothing could be read.
    pub hash: Option<i64>,
}

/// A file and all that was made of it.
#[derive(Clone, Debug, Default)]
pub struct FileRecord {
    /// The file.
    pub state: FileState,
    /// Its articles. Their keys begin with its own.
    pub articles: Vec<ArticleRecord>,
    /// What could not be read.
    pub faults: Vec<Fault>,
}

impl FileRecord {
    /// How many bytes of text its articles have.
    pub fn text_bytes(&self) -> u64 {
        self.articles.iter().map(|record| record.article.text.len() as u64).sum()
    }
}

/// An article with what was found in it, ready to be stored.
#[derive(Clone, Debug)]
pub struct ArticleRecord {
    pub(super) article: Article,
    pub(super) mentions: Vec<Mention>,
    /// For each mention the ordinal of its chain.
    pub(super) chain_of: Vec<Option<u32>>,
    pub(super) chains: Vec<Chain>,
    /// For each chain, by what it is found.
    pub(super) blocks: Vec<Blocks>,
    pub(super) quotes: Vec<Quote>,
    /// For each passage, by what related ones are found.
    pub(super) keys: Vec<Vec<u32>>,
    pub(super) n_words: usize,
    /// Hash of the text without furniture, however it is spaced; `None` where there is no word.
    pub(super) wording: Option<i64>,
    pub(super) indexed_title: String,
    pub(super) indexed_text: String,
}

impl ArticleRecord {
    /// Makes an article ready: all work that needs no library, so that it can be done beside the writer.
    /// `keys` has the keys of each passage ([`Article::passages`]); their lower half is kept.
    pub fn new(
        article: Article,
        mentions: Vec<Mention>,
        chains: Vec<Chain>,
        keys: Vec<Vec<u64>>,
    ) -> Self {
        let mut chain_of = vec![None; mentions.len()];
        for (ordinal, chain) in chains.iter().enumerate() {
            for &mention in &chain.mentions {
                if let Some(slot) = chain_of.get_mut(mention as usize) {
                    *slot = Some(ordinal as u32);
                }
            }
        }
        let (indexed_text, n_words) = terms::indexed_and_counted(&article.text);
        Self {
            n_words,
            wording: wording(&article),
            indexed_title: terms::indexed(&article.title),
            indexed_text,
            article,
            mentions,
            chain_of,
            chains,
            blocks: Vec::new(),
            quotes: Vec::new(),
            keys: keys.into_iter().map(short_keys).collect(),
        }
    }

    /// The same with the blocks of each chain.
    #[must_use]
    pub fn with_blocks(self, blocks: Vec<Blocks>) -> Self {
        Self { blocks, ..self }
    }

    /// The same with these quotes, whose speakers are among its chains.
    #[must_use]
    pub fn with_quotes(self, quotes: Vec<Quote>) -> Self {
        Self { quotes, ..self }
    }
}

fn wording(article: &Article) -> Option<i64> {
    let told = article.passages.iter().filter(|passage| passage.kind != PassageKind::Furniture);
    let words = told.flat_map(|passage| passage.span.of(&article.text).split_whitespace());
    let all = words.fold(String::new(), |all, word| all + word + " ");
    (!all.is_empty()).then(|| content_hash(all.as_bytes()))
}

/// Returns a hash of `bytes` that is the same on every machine and in every version (FNV-1a, 64 bits).
/// Tells changes from chance, not from intent.
pub fn content_hash(bytes: &[u8]) -> i64 {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash.cast_signed()
}

/// Halves the keys of a passage: two that meet by chance cost one comparison that leads to nothing.
pub(super) fn short_keys(keys: Vec<u64>) -> Vec<u32> {
    let mut keys: Vec<u32> = keys.into_iter().map(|key| key as u32).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
