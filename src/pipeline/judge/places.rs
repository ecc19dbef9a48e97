//! Where in a library the places are that judgements hang on.

use rustc_hash::FxHashMap;

use crate::model::{Anchor, ArticleId, EntityRow, Judgement, Place, Said, Whom, lot};
use crate::store::{Library, LoneChain, StoreError};
use crate::text::Span;

/// For each judgement the place it is about; `None` where it finds no place any more, and so says nothing.
///
/// # Errors
/// Fails when the library cannot be read.
pub fn places(
    library: &Library,
    judgements: &[Judgement],
) -> Result<Vec<Option<Place>>, StoreError> {
    let mut texts = Texts::new(library);
    judgements.iter().map(|judgement| texts.place_of(&judgement.said)).collect()
}

/// The entity that is told by some of its mentions, as the reader judged, or else by its name; `None` where there is
/// none.
///
/// # Errors
/// Fails when the library cannot be read.
pub fn find_whom(library: &Library, whom: &Whom) -> Result<Option<EntityRow>, StoreError> {
    let mut texts = Texts::new(library);
    for anchor in &whom.mentions {
        if let Some(place) = texts.find(anchor)?
            && let Some(row) = library.entity_at(place)?
        {
            return Ok(Some(row));
        }
    }
    let named = library.find_entities(&whom.name)?;
    Ok(named.into_iter().find(|row| row.name == whom.name))
}

/// The texts that anchors hang on, each read once.
pub(super) struct Texts<'l> {
    pub(super) library: &'l Library,
    by_key: FxHashMap<String, Option<(ArticleId, String)>>,
}

impl<'l> Texts<'l> {
    pub(super) fn new(library: &'l Library) -> Self {
        Self { library, by_key: FxHashMap::default() }
    }

    /// Where an anchor is.
    pub(super) fn find(&mut self, anchor: &Anchor) -> Result<Option<Place>, StoreError> {
        if !self.by_key.contains_key(&anchor.key) {
            let article = match self.library.article_of_key(&anchor.key)? {
                Some(id) => self.library.article(id)?.map(|article| (id, article.text)),
                None => None,
            };
            self.by_key.insert(anchor.key.clone(), article);
        }
        let Some(Some((article, text))) = self.by_key.get(&anchor.key) else { return Ok(None) };
        Ok(anchor.find(text).map(|span: Span| Place { article: *article, span }))
    }

    /// The chain of the mention that an anchor is on.
    pub(super) fn chain(&mut self, anchor: &Anchor) -> Result<Option<LoneChain>, StoreError> {
        match self.find(anchor)? {
            Some(Place { article, span }) => self.library.chain_at(article, lot(&anchor.key), span),
            None => Ok(None),
        }
    }

    /// The first chain of an entity that is found again.
    pub(super) fn chain_of(&mut self, whom: &Whom) -> Result<Option<LoneChain>, StoreError> {
        for anchor in &whom.mentions {
            if let Some(chain) = self.chain(anchor)? {
                return Ok(Some(chain));
            }
        }
        Ok(None)
    }

    /// The place that a judgement is about, where all that it needs is there.
    fn place_of(&mut self, said: &Said) -> Result<Option<Place>, StoreError> {
        if let Some(mention) = said.mention() {
            let place = self.find(mention)?;
            let is_whole = match said {
                Said::SameAs { whom, .. } => self.chain_of(whom)?.is_some(),
                _ => true,
            };
            return Ok(place.filter(|_| is_whole));
        }
        if let Said::Merge { other, .. } = said
            && self.chain_of(other)?.is_none()
        {
            return Ok(None);
        }
        let mentions = match (said, said.whom()) {
            (Said::SplitArticles { mentions, .. }, _) => mentions.as_slice(),
            (_, Some(whom)) => whom.mentions.as_slice(),
            (_, None) => &[],
        };
        for anchor in mentions {
            let place = self.find(anchor)?;
            if place.is_some() {
                return Ok(place);
            }
        }
        Ok(None)
    }
}
