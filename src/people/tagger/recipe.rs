//! The recipe of a tagger: which sets it is trained on, how much each counts, what its labels leave open.

use serde::Deserialize;

/// How a tagger is made. The same recipe and sets give the same model, byte for byte.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// Where the model is written, relative to the recipe.
    pub output: String,
    /// The folder of the sets, relative to the recipe; `--sets` on the command line goes before it.
    #[serde(default)]
    pub folder: String,
    /// Where the random numbers start.
    #[serde(default = "one")]
    pub seed: u64,
    /// How often each sentence is seen.
    #[serde(default = "four")]
    pub epochs: u32,
    /// How many first passes are trained, each in an order of its own; the model is their mean.
    #[serde(default = "once")]
    pub runs: u32,
    /// The length of a weight's first step; a wrong label must be behind by 1.
    #[serde(default = "small_step")]
    pub rate: f32,
    /// Rows of the first pass's table, 16 bytes each.
    #[serde(default = "first_rows")]
    pub rows: u32,
    /// Rows of the second pass's table.
    #[serde(default = "second_rows")]
    pub second_rows: u32,
    /// The share of words whose identity is hidden while training.
    #[serde(default)]
    pub drop_words: f32,
    /// The share of words whose list entries are hidden.
    #[serde(default)]
    pub drop_lists: f32,
    /// The share of paragraphs that are put in ALL CAPITALS, in small letters or in Title Case, a third each.
    #[serde(default)]
    pub recase: f32,
    /// The sets.
    #[serde(rename = "set")]
    pub sets: Vec<RecipeSet>,
}

/// A set and how it is to be read.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct RecipeSet {
    /// Its file.
    pub file: String,
    /// How much one of its sentences counts.
    #[serde(default = "whole")]
    pub weight: f32,
    /// Whether "other names" are labelled; where not, a word outside names may be one.
    #[serde(default = "yes")]
    pub misc: bool,
    /// Whether the labels of demonyms ("Russian") are left open.
    #[serde(default)]
    pub open_demonyms: bool,
    /// Whether a title at the head of a person's name is left open.
    #[serde(default)]
    pub open_titles: bool,
    /// Whether the labels of handles ("@name") are left open.
    #[serde(default)]
    pub open_handles: bool,
}

/// Why a recipe was refused.
#[derive(Debug, thiserror::Error)]
pub enum RecipeError {
    /// It is no recipe.
    #[error("is not a recipe: {0}")]
    Syntax(#[from] toml::de::Error),
    /// A number is out of its range.
    #[error("{name} must lie between {least} and {most}")]
    Range {
        /// The setting.
        name: &'static str,
        /// The least allowed.
        least: f64,
        /// The most allowed.
        most: f64,
    },
}

impl Recipe {
    /// Reads a recipe. Errors when it is none or a number is out of its range.
    pub fn parse(text: &str) -> Result<Self, RecipeError> {
        let recipe: Self = toml::from_str(text)?;
        let weights = recipe.sets.iter().map(|set| ("weight", f64::from(set.weight), 0.0, 100.0));
        let settings = [
            ("epochs", f64::from(recipe.epochs), 1.0, 100.0),
            ("runs", f64::from(recipe.runs), 1.0, 100.0),
            ("rate", f64::from(recipe.rate), 0.0001, 1.0),
            ("recase", f64::from(recipe.recase), 0.0, 1.0),
            ("rows", f64::from(recipe.rows), 16.0, f64::from(1 << 24)),
            ("second_rows", f64::from(recipe.second_rows), 16.0, f64::from(1 << 24)),
            ("drop_words", f64::from(recipe.drop_words), 0.0, 1.0),
            ("drop_lists", f64::from(recipe.drop_lists), 0.0, 1.0),
        ];
        for (name, value, least, most) in settings.into_iter().chain(weights) {
            if !(least..=most).contains(&value) {
                return Err(RecipeError::Range { name, least, most });
            }
        }
        Ok(recipe)
    }
}

const fn one() -> u64 {
    1
}

const fn once() -> u32 {
    1
}

const fn small_step() -> f32 {
    0.03
}

const fn four() -> u32 {
    4
}

const fn first_rows() -> u32 {
    1 << 18
}

const fn second_rows() -> u32 {
    1 << 14
}

const fn whole() -> f32 {
    1.0
}

const fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_is_read_and_checked() {
        let recipe =
            Recipe::parse("output='m'\n[[set]]\nfile='a'\nweight=0.5\nmisc=false").unwrap();
        assert_eq!((recipe.epochs, recipe.rows), (4, 1 << 18));
        assert!(!recipe.sets[0].misc && !recipe.sets[0].open_titles);
        let error = |text: &str| Recipe::parse(text).unwrap_err().to_string();
        assert!(error("output='m'").contains("set"));
        assert!(error("output='m'\nsets=1\n[[set]]\nfile='a'").contains("unknown field"));
        assert_eq!(
            error("output='m'\nepochs=0\n[[set]]\nfile='a'"),
            "epochs must lie between 1 and 100"
        );
    }
}
