//! The rows of the article pane. There may be a million of them, so they are columns, not records: one text for all
//! titles, publishers by number, labels as bits, and what few rows have in maps.

use rustc_hash::FxHashMap;

use super::{ArticleId, PrintedDate};

/// Articles as the pane lists them, in its order. Some 40 bytes an article besides its title.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArticleRows {
    ids: Vec<ArticleId>,
    /// Places in `ids`, by id.
    by_id: Vec<u32>,
    titles: String,
    /// Byte after the last of each title.
    title_ends: Vec<u32>,
    publishers: Vec<String>,
    publisher_numbers: FxHashMap<String, u32>,
    /// One more than the place in `publishers`; 0 for none.
    publisher_of: Vec<u32>,
    /// Year, month and day, 0 for what is not printed.
    dates: Vec<(i16, u8, u8)>,
    words: Vec<u32>,
    labels: Vec<u8>,
    tags: FxHashMap<u32, Vec<String>>,
    editions: FxHashMap<u32, ArticleId>,
    /// Whether there are more in the library: these are the first.
    pub is_partial: bool,
}

const READ: u8 = 1;
const STARRED: u8 = 2;
const NOTED: u8 = 4;

/// One of them.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleLine<'a> {
    /// The article.
    pub id: ArticleId,
    /// [`Article::title`](super::Article::title).
    pub title: &'a str,
    /// [`Article::publisher`](super::Article::publisher).
    pub publisher: Option<&'a str>,
    /// [`Article::date`](super::Article::date), without the words it was read from.
    pub date: Option<PrintedDate>,
    /// How many words its text has.
    pub words: u32,
    /// Whether the reader has read it.
    pub is_read: bool,
    /// Whether the reader gave it a star.
    pub is_starred: bool,
    /// Whether the reader wrote a note on it or in it.
    pub has_note: bool,
    /// The reader's tags, sorted.
    pub tags: &'a [String],
    /// The article under which it and its near-copies are grouped; `None` where it has none.
    pub edition: Option<ArticleId>,
}

impl ArticleRows {
    /// Adds a row at the end.
    pub fn push(&mut self, line: &ArticleLine<'_>) {
        let place = self.ids.len() as u32;
        self.ids.push(line.id);
        self.titles.push_str(line.title);
        self.title_ends.push(self.titles.len() as u32);
        let publisher = line.publisher.map_or(0, |name| self.publisher_number(name));
        self.publisher_of.push(publisher);
        let date = line.date.as_ref().map_or((0, 0, 0), |date| {
            (date.year.unwrap_or(0), date.month.unwrap_or(0), date.day.unwrap_or(0))
        });
        self.dates.push(date);
        self.words.push(line.words);
        let bit = |is_set: bool, bit| if is_set { bit } else { 0 };
        self.labels.push(
            bit(line.is_read, READ) | bit(line.is_starred, STARRED) | bit(line.has_note, NOTED),
        );
        if !line.tags.is_empty() {
            self.tags.insert(place, line.tags.to_vec());
        }
        if let Some(edition) = line.edition {
            self.editions.insert(place, edition);
        }
    }

    fn publisher_number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.publisher_numbers.get(name) {
            return *number;
        }
        self.publishers.push(name.to_owned());
        let number = self.publishers.len() as u32;
        self.publisher_numbers.insert(name.to_owned(), number);
        number
    }

    /// To be called once after the last [`ArticleRows::push`].
    #[must_use]
    pub fn finished(mut self) -> Self {
        self.by_id = (0..self.ids.len() as u32).collect();
        self.by_id.sort_unstable_by_key(|&place| self.ids.get(place as usize).copied());
        self.titles.shrink_to_fit();
        self
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The articles, in order.
    pub fn ids(&self) -> &[ArticleId] {
        &self.ids
    }

    /// The place of an article among them.
    pub fn place_of(&self, id: ArticleId) -> Option<u32> {
        let id_at = |place: &u32| self.ids.get(*place as usize).copied();
        let at = self.by_id.binary_search_by_key(&Some(id), id_at).ok()?;
        self.by_id.get(at).copied()
    }

    /// The row at this place.
    pub fn get(&self, place: usize) -> Option<ArticleLine<'_>> {
        let id = *self.ids.get(place)?;
        let number = u32::try_from(place).ok()?;
        let publisher = self.publisher_of.get(place)?.checked_sub(1);
        let &(year, month, day) = self.dates.get(place)?;
        let date = PrintedDate {
            year: Some(year).filter(|year| *year != 0),
            month: Some(month).filter(|month| *month != 0),
            day: Some(day).filter(|day| *day != 0),
            printed: String::new(),
        };
        let labels = *self.labels.get(place)?;
        Some(ArticleLine {
            id,
            title: self.title(place)?,
            publisher: publisher.and_then(|at| Some(self.publishers.get(at as usize)?.as_str())),
            date: Some(date).filter(|_| (year, month, day) != (0, 0, 0)),
            words: *self.words.get(place)?,
            is_read: labels & READ != 0,
            is_starred: labels & STARRED != 0,
            has_note: labels & NOTED != 0,
            tags: self.tags.get(&number).map_or(&[], Vec::as_slice),
            edition: self.editions.get(&number).copied(),
        })
    }

    fn title(&self, place: usize) -> Option<&str> {
        let before = place.checked_sub(1).and_then(|before| self.title_ends.get(before));
        let end = *self.title_ends.get(place)?;
        self.titles.get(before.map_or(0, |&start| start as usize)..end as usize)
    }

    /// The row of an article.
    pub fn of(&self, id: ArticleId) -> Option<ArticleLine<'_>> {
        self.get(self.place_of(id)? as usize)
    }

    /// The rows, in order.
    pub fn iter(&self) -> impl Iterator<Item = ArticleLine<'_>> {
        (0..self.len()).filter_map(|place| self.get(place))
    }
}

impl<'a> FromIterator<ArticleLine<'a>> for ArticleRows {
    fn from_iter<I: IntoIterator<Item = ArticleLine<'a>>>(lines: I) -> Self {
        let mut rows = Self::default();
        lines.into_iter().for_each(|line| rows.push(&line));
        rows.finished()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_as_they_were_put_in() {
        let tags = ["eu".to_owned()];
        let bare = ArticleLine {
            id: ArticleId(7),
            title: "Pier closed",
            publisher: None,
            date: None,
            words: 12,
            is_read: false,
            is_starred: false,
            has_note: false,
            tags: &[],
            edition: None,
        };
        let date = PrintedDate { year: None, month: Some(10), day: Some(21), ..Default::default() };
        let full = ArticleLine {
            id: ArticleId(3),
            title: "",
            publisher: Some("Echo"),
            date: Some(date),
            is_read: true,
            has_note: true,
            tags: &tags,
            edition: Some(ArticleId(7)),
            ..bare.clone()
        };
        let starred = ArticleLine { id: ArticleId(5), is_starred: true, ..full.clone() };
        let lines = [bare, full, starred];
        let rows: ArticleRows = lines.iter().cloned().collect();
        assert_eq!(rows.iter().collect::<Vec<_>>(), lines);
        for (place, line) in (0..).zip(&lines) {
            assert_eq!(rows.place_of(line.id), Some(place));
            assert_eq!(rows.of(line.id).as_ref(), Some(line));
        }
        assert_eq!(rows.place_of(ArticleId(4)), None);
        assert_eq!(rows.get(3), None);
    }
}
