//! The chosen person (or organisation, or place) and the walk through all mentions: article by article as
//! the article pane shows them, each in text order.

use rustc_hash::FxHashMap;

use super::Tier;
use crate::model::{ArticleId, EntityId, EntityKind, EntityRow, Form, Place};
use crate::text::Span;

/// Who is chosen.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The entity.
    pub id: EntityId,
    /// What it is.
    pub kind: EntityKind,
    /// Its name.
    pub name: String,
    /// All mentions; `None` until they are loaded.
    all: Option<Vec<(Place, Form)>>,
    /// Those that count, by article.
    places: FxHashMap<ArticleId, Vec<Span>>,
    stops: Vec<WalkStop>,
    by_article: FxHashMap<ArticleId, usize>,
    total: u32,
}

/// One article of the walk.
#[derive(Clone, Copy, Debug)]
struct WalkStop {
    article: ArticleId,
    /// Its place in the article pane.
    rank: usize,
    /// Mentions in the articles before it.
    before: u32,
}

/// Where on the walk one is; numbers are 1-based.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WalkPlace {
    /// The mention one is on.
    pub mention: Option<u32>,
    /// Mentions on the walk.
    pub mentions: u32,
    /// The article one is in.
    pub article: Option<u32>,
    /// Articles on the walk.
    pub articles: u32,
}

impl Chosen {
    /// Chooses an entity whose mentions are still to be loaded.
    pub fn new(row: &EntityRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            name: row.name.clone(),
            all: None,
            places: FxHashMap::default(),
            stops: Vec::new(),
            by_article: FxHashMap::default(),
            total: 0,
        }
    }

    /// Whether the mentions are loaded.
    pub fn is_loaded(&self) -> bool {
        self.all.is_some()
    }

    /// Whether it is known that nothing refers to it any more.
    pub fn is_nobody(&self) -> bool {
        self.all.as_ref().is_some_and(Vec::is_empty)
    }

    /// Takes all mentions, of which those of `tier` count; `shown` are the articles of the article pane.
    pub fn set_places(
        &mut self,
        places: Vec<(Place, Form)>,
        tier: Tier,
        shown: impl Iterator<Item = ArticleId>,
    ) {
        self.all = Some(places);
        self.set_tier(tier, shown);
    }

    /// Counts the mentions of another tier.
    pub fn set_tier(&mut self, tier: Tier, shown: impl Iterator<Item = ArticleId>) {
        self.places.clear();
        for (place, _) in self.all.iter().flatten().filter(|(_, form)| tier.holds(*form)) {
            self.places.entry(place.article).or_default().push(place.span);
        }
        for spans in self.places.values_mut() {
            spans.sort_unstable();
        }
        self.arrange(shown);
    }

    /// Lays the walk anew through the articles shown.
    pub fn arrange(&mut self, shown: impl Iterator<Item = ArticleId>) {
        self.stops.clear();
        self.by_article.clear();
        self.total = 0;
        for (rank, article) in shown.enumerate() {
            if let Some(spans) = self.places.get(&article) {
                self.by_article.insert(article, self.stops.len());
                self.stops.push(WalkStop { article, rank, before: self.total });
                self.total += spans.len() as u32;
            }
        }
    }

    /// The mentions in an article, in text order; none before they are loaded.
    pub fn spans(&self, article: ArticleId) -> &[Span] {
        self.places.get(&article).map_or(&[], Vec::as_slice)
    }

    /// Whether the walk leads through an article; unknown before the mentions are loaded, and then true.
    pub fn leads_through(&self, article: ArticleId) -> bool {
        self.all.is_none() || self.by_article.contains_key(&article)
    }

    /// Returns the article of the walk after (`by` 1) or before (`by` -1) the one at `rank` of the article
    /// pane, and whether the walk went round the end. `None` when no article shown names the person.
    pub fn next_article(&self, rank: Option<usize>, by: isize) -> Option<(ArticleId, bool)> {
        let last = self.stops.len().checked_sub(1)?;
        let next = match (rank, by > 0) {
            (Some(rank), true) => self.stops.partition_point(|stop| stop.rank <= rank),
            (Some(rank), false) => {
                self.stops.partition_point(|stop| stop.rank < rank).wrapping_sub(1)
            }
            (None, true) => 0,
            (None, false) => last,
        };
        let (next, is_round) = match next {
            next if next <= last => (next, false),
            _ if by > 0 => (0, true),
            _ => (last, true),
        };
        Some((self.stops.get(next)?.article, is_round))
    }

    /// Returns where one is with the mention `mention` of `article`; `None` until loaded.
    pub fn place(&self, article: Option<ArticleId>, mention: Option<Span>) -> Option<WalkPlace> {
        self.all.as_ref()?;
        let stop = article.and_then(|article| self.by_article.get(&article).copied());
        let before = stop.and_then(|stop| self.stops.get(stop));
        let nth = article.zip(mention).and_then(|(article, mention)| {
            self.spans(article).iter().position(|span| *span == mention)
        });
        Some(WalkPlace {
            mention: before.zip(nth).map(|(stop, nth)| stop.before + nth as u32 + 1),
            mentions: self.total,
            article: stop.map(|stop| stop as u32 + 1),
            articles: self.stops.len() as u32,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FormCounts;

    fn chosen(places: &[(i64, usize)], shown: &[i64]) -> Chosen {
        let row = EntityRow {
            id: EntityId(1),
            kind: EntityKind::Person,
            name: "Ada".into(),
            here: 0,
            mentions: FormCounts::default(),
            articles: 0,
            aliases: Vec::new(),
        };
        let place = |article, at| Place { article: ArticleId(article), span: Span::at(at, at + 3) };
        let places = places.iter().map(|&(article, at)| (place(article, at), Form::Name)).collect();
        let mut chosen = Chosen::new(&row);
        chosen.set_places(places, Tier::default(), shown.iter().copied().map(ArticleId));
        chosen
    }

    #[test]
    fn the_walk_follows_the_articles_shown() {
        let chosen = chosen(&[(1, 0), (1, 5), (2, 0), (4, 9), (4, 2)], &[4, 3, 1]);
        let next = |rank, by| chosen.next_article(rank, by).map(|(id, round)| (id.0, round));
        assert_eq!(next(Some(0), 1), Some((1, false)));
        assert_eq!(next(Some(1), 1), Some((1, false)));
        assert_eq!(next(Some(1), -1), Some((4, false)));
        assert_eq!(next(Some(2), 1), Some((4, true)));
        assert_eq!(next(None, -1), Some((1, false)));
        let place = chosen.place(Some(ArticleId(1)), Some(Span::at(5, 8)));
        let want = WalkPlace { mention: Some(4), mentions: 4, article: Some(2), articles: 2 };
        assert_eq!(place, Some(want));
        assert_eq!(chosen.spans(ArticleId(4)), [Span::at(2, 5), Span::at(9, 12)]);
    }

    #[test]
    fn nobody_on_the_walk_is_no_trouble() {
        let chosen = chosen(&[(1, 0)], &[2]);
        assert_eq!(chosen.next_article(Some(0), 1), None);
        let nowhere = WalkPlace::default();
        assert_eq!(chosen.place(Some(ArticleId(2)), None), Some(nowhere));
    }
}
