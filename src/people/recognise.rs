//! From an article to its mentions.

use super::reading::Reading;
use super::rules;
use crate::model::{Article, Mention};

/// Finds the mentions by name in `article`, in order of place, not overlapping.
pub(super) fn recognise(article: &Article) -> Vec<Mention> {
    rules::find(&Reading::new(article))
}
