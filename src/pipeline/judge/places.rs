//! Where in a library the places are that judgements hang on.

use rustc_hash::FxHashMap;

use crate::model::{Anchor, ArticleId, EntityRow, Judgement, Place, Said, Whom};
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
    by_key: FxHashMap<String, Vec<Text>>,
}

/// An article that an anchor may hang on.
struct Text {
    id: ArticleId,
    text: String,
}

impl<'l> Texts<'l> {
    pub(super) fn new(library: &'l Library) -> Self {
        Self { library, by_key: FxHashMap::default() }
    }

    /// Where an anchor is.
    pub(super) fn find(&mut self, anchor: &Anchor) -> Result<Option<Place>, StoreError> {
        Ok(self.find_text(anchor)?.map(|(text, span)| Place { article: text.id, span }))
    }

    /// The article that an anchor hangs on, and where: that of its key, or, as where a colleague keeps the same files
    /// in another folder, the only one of that name in which its words stand.
    fn find_text(&mut self, anchor: &Anchor) -> Result<Option<(&Text, Span)>, StoreError> {
        if !self.by_key.contains_key(&anchor.key) {
            let texts = self.texts_of(&anchor.key)?;
            self.by_key.insert(anchor.key.clone(), texts);
        }
        let texts = self.by_key.get(&anchor.key).map_or(&[][..], Vec::as_slice);
        let mut found = texts.iter().filter_map(|text| Some((text, anchor.find(&text.text)?)));
        Ok(found.next().filter(|_| found.next().is_none()))
    }

    fn texts_of(&self, key: &str) -> Result<Vec<Text>, StoreError> {
        let articles = match self.library.article_of_key(key)? {
            Some(id) => vec![id],
            None => self.library.articles_of_name(key)?,
        };
        let mut texts = Vec::with_capacity(articles.len());
        for id in articles {
            texts.extend(self.library.article(id)?.map(|article| Text { id, text: article.text }));
        }
        Ok(texts)
    }

    /// The chain of the mention that an anchor is on.
    pub(super) fn chain(&mut self, anchor: &Anchor) -> Result<Option<LoneChain>, StoreError> {
        let Some((text, span)) = self.find_text(anchor)? else { return Ok(None) };
        let article = text.id;
        self.library.chain_at(article, span)
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
