//! Counts the frozen rarity table from running text.

use std::fmt::Write;

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::{FxHashMap, FxHashSet};

use super::super::words::normal_form;
use crate::text::{TokenKind, tokens};

/// Counts, sentence by sentence, in how many each stem stands.
pub struct RarityCount {
    stemmer: Stemmer,
    sentences: u32,
    stems: FxHashMap<String, Count>,
}

#[derive(Clone, Copy, Default)]
struct Count {
    sentences: u32,
    inside: u32,
    capital: u32,
}

impl Default for RarityCount {
    fn default() -> Self {
        let stemmer = Stemmer::create(Algorithm::English);
        Self { stemmer, sentences: 0, stems: FxHashMap::default() }
    }
}

impl RarityCount {
    /// Counts one sentence.
    pub fn add(&mut self, sentence: &str) {
        let mut found = Vec::new();
        tokens(sentence, &mut found);
        let mut met = FxHashSet::default();
        let mut starts = true;
        self.sentences += 1;
        for token in &found {
            if !matches!(token.kind, TokenKind::Word | TokenKind::Number) {
                continue;
            }
            let surface = token.span.of(sentence);
            let (form, _) = normal_form(surface, &self.stemmer);
            let count = self.stems.entry(form.clone()).or_default();
            if !starts {
                count.inside += 1;
                count.capital += u32::from(surface.starts_with(char::is_uppercase));
            }
            starts = false;
            if met.insert(form) {
                count.sentences += 1;
            }
        }
    }

    /// Writes the table: stems of at least two sentences, in alphabetical order.
    pub fn write(&self) -> String {
        let mut stems: Vec<(&String, &Count)> = self
            .stems
            .iter()
            .filter(|(stem, count)| count.sentences > 1 && !stem.is_empty() && stem.len() < 40)
            .collect();
        stems.sort_unstable_by_key(|(stem, _)| *stem);
        let mut out = format!("{}\n", self.sentences);
        for (stem, count) in stems {
            let capital = 100 * count.capital / count.inside.max(1);
            let capital = if count.inside == 0 { 50 } else { capital };
            let _ = writeln!(out, "{stem}\t{}\t{capital}", count.sentences);
        }
        out
    }
}
