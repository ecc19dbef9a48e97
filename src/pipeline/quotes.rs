//! What a person is quoted as saying, the versions of each quote together: copies, cuts and translations of
//! one utterance in several articles.

use rustc_hash::FxHashMap;

use crate::model::{ArticleId, EntityId, PassageRef, Profile, QuoteRow};
use crate::passages::{self, Telling};
use crate::store::{Library, StoreError};
use crate::text::fold;

/// Score from which two quotes in linked passages are versions of one.
const SAME_FROM: f32 = 0.52;

/// The quotes of a person: groups of versions, those with the newest first, each newest first.
///
/// Versions are those with the same words, and those in linked passages that agree. Each is compared with the
/// longest of its group alone, so that likeness is not handed on from one to the next.
///
/// # Errors
/// Fails when the library cannot be read.
pub fn quotes(library: &Library, speaker: EntityId) -> Result<Vec<Vec<QuoteRow>>, StoreError> {
    let rows = library.quotes(speaker)?;
    let links = library.quote_links(speaker)?;
    let groups = Sayings::new(&rows, &links).grouped();
    let mut rows: Vec<Option<QuoteRow>> = rows.into_iter().map(Some).collect();
    let mut take = |i: usize| rows.get_mut(i).and_then(Option::take);
    Ok(groups.into_iter().map(|group| group.into_iter().filter_map(&mut take).collect()).collect())
}

/// The page of an entity; `None` where it is gone.
///
/// # Errors
/// Fails when the library cannot be read.
pub fn profile(library: &Library, id: EntityId) -> Result<Option<Profile>, StoreError> {
    let Some(profile) = library.profile(id)? else { return Ok(None) };
    let quotes = quotes(library, profile.entity.id)?;
    Ok(Some(Profile { quotes, ..profile }))
}

/// The quotes of one person, ready for comparing.
struct Sayings {
    /// The folded words of each.
    words: Vec<String>,
    tellings: Vec<Telling>,
    places: Vec<PassageRef>,
    in_passage: FxHashMap<PassageRef, Vec<usize>>,
    in_article: FxHashMap<ArticleId, Vec<usize>>,
    linked: FxHashMap<PassageRef, Vec<PassageRef>>,
}

impl Sayings {
    fn new(rows: &[QuoteRow], links: &[(PassageRef, PassageRef)]) -> Self {
        let mut in_passage: FxHashMap<PassageRef, Vec<usize>> = FxHashMap::default();
        let mut in_article: FxHashMap<ArticleId, Vec<usize>> = FxHashMap::default();
        for (i, row) in rows.iter().enumerate() {
            in_passage.entry(row.passage).or_default().push(i);
            in_article.entry(row.article()).or_default().push(i);
        }
        let mut linked: FxHashMap<PassageRef, Vec<PassageRef>> = FxHashMap::default();
        for &(a, b) in links {
            linked.entry(a).or_default().push(b);
            linked.entry(b).or_default().push(a);
        }
        Self {
            words: rows.iter().map(|row| words(&row.text)).collect(),
            tellings: rows.iter().map(|row| passages::prepare(&row.text)).collect(),
            places: rows.iter().map(|row| row.passage).collect(),
            in_passage,
            in_article,
            linked,
        }
    }

    /// The groups, in the order of the first of each, each in the order of the quotes.
    fn grouped(&self) -> Vec<Vec<usize>> {
        let mut by_length: Vec<usize> = (0..self.words.len()).collect();
        by_length.sort_by(|&a, &b| {
            let length = |i: usize| self.words.get(i).map_or(0, String::len);
            length(b).cmp(&length(a)).then_with(|| self.words.get(a).cmp(&self.words.get(b)))
        });
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut group_of: FxHashMap<usize, usize> = FxHashMap::default();
        let mut by_words: FxHashMap<&str, usize> = FxHashMap::default();
        for &quote in &by_length {
            let words = self.words.get(quote).map_or("", String::as_str);
            let like = by_words.get(words).copied().or_else(|| {
                let likely = self.near(quote).into_iter().filter_map(|(other, is_linked)| {
                    let group = *group_of.get(&other)?;
                    let leader = *groups.get(group)?.first()?;
                    (leader == other).then(|| (self.likeness(quote, other, is_linked), group))
                });
                let best = likely.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
                best.filter(|(likeness, _)| *likeness >= SAME_FROM).map(|(_, group)| group)
            });
            let group = like.unwrap_or_else(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            groups[group].push(quote);
            group_of.insert(quote, group);
            by_words.insert(words, group);
        }
        groups.iter_mut().for_each(|group| group.sort_unstable());
        groups.sort_unstable();
        groups
    }

    /// The quotes in linked passages, and those of the same article, which are not linked.
    fn near(&self, quote: usize) -> Vec<(usize, bool)> {
        let Some(place) = self.places.get(quote) else { return Vec::new() };
        let linked = self.linked.get(place).into_iter().flatten();
        let linked = linked.filter_map(|passage| self.in_passage.get(passage)).flatten();
        let here = self.in_article.get(&place.article).into_iter().flatten();
        linked.map(|&other| (other, true)).chain(here.map(|&other| (other, false))).collect()
    }

    /// How surely two quotes are versions of one, 0 to 1.
    fn likeness(&self, one: usize, other: usize, is_linked: bool) -> f32 {
        let pair = |i| Some((self.words.get(i)?, self.tellings.get(i)?));
        let Some(((one, telling), (whole, other))) = pair(one).zip(pair(other)) else {
            return 0.0;
        };
        if whole.contains(one.as_str()) {
            return 1.0;
        }
        if is_linked { passages::judge(telling, other).score } else { 0.0 }
    }
}

/// The words, folded, one blank before and after each.
fn words(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.fold(" ".to_owned(), |all, word| all + word + " ")
}
