//! What the page of an entity shows.

use super::{ArticleId, Entity, EntityId, EntityKind, FormCounts, Place, PrintedDate, QuoteRow};

/// All that a library tells of an entity.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// The entity, with its aliases and roles.
    pub entity: Entity,
    /// The articles that mention it: newest first, then the undated; at most [`Profile::MOST_ARTICLES`].
    pub articles: Vec<ProfileArticle>,
    /// Mentions by day (`yyyymmdd`, as [`PrintedDate::sort_key`]), ascending; of all articles with a year.
    pub days: Vec<(i32, u32)>,
    /// The dates of the first and the last article with a year.
    pub seen: Option<[PrintedDate; 2]>,
    /// Whom and what the same articles mention: persons, organisations, places, each in most articles first; at
    /// most [`Profile::MOST_OTHERS`] of each.
    pub with: Vec<Companion>,
    /// What it is quoted as saying: groups of versions, those with the newest first.
    pub quotes: Vec<Vec<QuoteRow>>,
}

/// An article on the page of an entity.
#[derive(Clone, Debug, PartialEq)]
pub struct ProfileArticle {
    /// Its title.
    pub title: String,
    /// Its publisher.
    pub publisher: Option<String>,
    /// Its date.
    pub date: Option<PrintedDate>,
    /// The first mention in it.
    pub first: Place,
    /// How many mentions it has.
    pub mentions: FormCounts,
}

/// Somebody or something that the same articles mention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Companion {
    /// The entity.
    pub id: EntityId,
    /// What it is.
    pub kind: EntityKind,
    /// Its name.
    pub name: String,
    /// In how many articles both are mentioned.
    pub articles: u32,
}

impl Profile {
    /// Articles that are listed.
    pub const MOST_ARTICLES: usize = 500;
    /// The newest articles whose other entities are counted.
    pub const MOST_LOOKED_AT: usize = 2000;
    /// Companions of each kind.
    pub const MOST_OTHERS: usize = 8;

    /// Mentions by time in `width` equal parts from the first day to the last; empty without dates.
    pub fn timeline(&self, width: usize) -> Vec<u32> {
        let (Some(&(first, _)), Some(&(last, _))) = (self.days.first(), self.days.last()) else {
            return Vec::new();
        };
        let (from, to) = (ordinal(first), ordinal(last));
        let width = width.min((to - from) as usize + 1).max(1);
        let mut counts = vec![0; width];
        for &(day, n) in &self.days {
            let part = (ordinal(day) - from) as usize * width / ((to - from) as usize + 1);
            if let Some(count) = counts.get_mut(part) {
                *count += n;
            }
        }
        counts
    }

    /// The article, as it is listed, that holds a place.
    pub fn article(&self, id: ArticleId) -> Option<&ProfileArticle> {
        self.articles.iter().find(|article| article.first.article == id)
    }
}

/// A number for a day that grows by about one a day; a month or year alone stands for its beginning.
fn ordinal(day: i32) -> i32 {
    let (year, month, day) = (day / 10_000, day / 100 % 100, day % 100);
    // Months of 31 days: the error is less than what a strip can show.
    year * 372 + (month.max(1) - 1) * 31 + day.max(1) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(days: &[(i32, u32)]) -> Profile {
        let entity = Entity {
            id: EntityId(1),
            kind: EntityKind::Person,
            name: String::new(),
            aliases: Vec::new(),
            roles: Vec::new(),
            mentions: FormCounts::default(),
            articles: 0,
        };
        let (articles, with, quotes) = Default::default();
        Profile { entity, articles, days: days.to_vec(), seen: None, with, quotes }
    }

    #[test]
    fn time_is_cut_in_equal_parts() {
        assert_eq!(profile(&[]).timeline(10), [0u32; 0]);
        assert_eq!(profile(&[(20151016, 3)]).timeline(10), [3]);
        let days = [(20150101, 1), (20150102, 2), (20150104, 4)];
        assert_eq!(profile(&days).timeline(4), [1, 2, 0, 4]);
        assert_eq!(profile(&days).timeline(2), [3, 4]);
        assert_eq!(profile(&days).timeline(100).len(), 4, "no part is less than a day");
        assert_eq!(profile(&[(20150000, 1), (20161231, 1)]).timeline(2), [1, 1]);
    }
}
