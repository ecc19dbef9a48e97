//! What is linked, with the words that a reader can check it by. They are not stored: that would take several
//! times the room of the links.

use crate::model::{ArticleId, PassageRef, Related, TwoArticles};
use crate::passages;
use crate::store::{Library, StoreError};

/// The passages of other articles that tell the same as this one; see [`Library::related`].
///
/// # Errors
/// Fails when the library cannot be read.
pub fn related(library: &Library, passage: PassageRef) -> Result<Vec<Related>, StoreError> {
    let mut asked = None;
    library.related(passage, |text, other| {
        let asked = asked.get_or_insert_with(|| passages::prepare(text));
        passages::shared_with(text, asked, other)
    })
}

/// Two articles with the links between them; see [`Library::two_articles`].
///
/// # Errors
/// Fails when the library cannot be read.
pub fn two_articles(
    library: &Library,
    ids: [ArticleId; 2],
) -> Result<Option<TwoArticles>, StoreError> {
    library.two_articles(ids, passages::shared)
}
