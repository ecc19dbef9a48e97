//! Links between passages: the ones stored, and the work that is left to find them.

use rusqlite::Connection;
use rustc_hash::{FxHashMap, FxHashSet};

use super::StoreError;
use super::articles::{article, text};
use super::library::{Library, code, of_blob, of_code, rows, set_state, state};
use super::ties::{is_version, ungroup};
use crate::model::{Article, ArticleId, Link, LinkKind, PassageRef, Related, TwoArticles};
use crate::text::Span;

impl Library {
    /// The passages of other articles that tell the same as this one, surest first; none below
    /// [`Link::SHOWN_FROM`]. `shared` finds the words of the one text that the other has too.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn related(
        &self,
        passage: PassageRef,
        mut shared: impl FnMut(&str, &str) -> String,
    ) -> Result<Vec<Related>, StoreError> {
        self.ask(|conn| {
            let own = article(conn, passage.article)?;
            let own = own.as_ref().map_or("", |own| passage_text(own, passage.ordinal));
            let params = (passage.article.0, passage.ordinal, Link::SHOWN_FROM);
            let mut found = rows(conn, RELATED, params, |row| {
                let related = Related {
                    passage: PassageRef { article: ArticleId(row.get(0)?), ordinal: row.get(1)? },
                    title: row.get(2)?,
                    text: String::new(),
                    kind: of_code(&LinkKind::ALL, row.get(3)?),
                    score: row.get(4)?,
                    shared: String::new(),
                };
                Ok((related, Span::at(row.get(5)?, row.get(6)?)))
            })?;
            for (related, span) in &mut found {
                related.text = span.of(&text(conn, related.passage.article)?).to_owned();
                related.shared = shared(own, &related.text);
            }
            Ok(found.into_iter().map(|(related, _)| related).collect())
        })
    }
}

impl Library {
    /// Two articles with the links between them; `None` where the library has not both. `shared` finds the words
    /// of the one text that the other has too.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn two_articles(
        &self,
        ids: [ArticleId; 2],
        shared: impl Fn(&str, &str) -> String,
    ) -> Result<Option<TwoArticles>, StoreError> {
        self.ask(|conn| {
            let [a, b] = ids;
            let Some(articles) = article(conn, a)?.zip(article(conn, b)?) else { return Ok(None) };
            let links = rows(conn, BETWEEN, (a.0, b.0, Link::COUNTED_FROM), |row| {
                Ok(Link {
                    a: PassageRef { article: a, ordinal: row.get(0)? },
                    b: PassageRef { article: b, ordinal: row.get(1)? },
                    kind: of_code(&LinkKind::ALL, row.get(2)?),
                    score: row.get(3)?,
                })
            })?;
            let words = |link: &Link| {
                let text = passage_text(&articles.0, link.a.ordinal);
                shared(text, passage_text(&articles.1, link.b.ordinal))
            };
            let shared = links.iter().map(words).collect();
            Ok(Some(TwoArticles { articles: [(a, articles.0), (b, articles.1)], links, shared }))
        })
    }
}

/// The text of a passage; empty for one that does not exist.
fn passage_text(article: &Article, ordinal: u32) -> &str {
    article.passages.get(ordinal as usize).map_or("", |passage| passage.span.of(&article.text))
}

const BETWEEN: &str = "
    SELECT * FROM (
        SELECT a_ordinal AS of_a, b_ordinal AS of_b, kind, score
        FROM links WHERE a = ?1 AND b = ?2
        UNION ALL
        SELECT b_ordinal, a_ordinal, kind, score
        FROM links WHERE b = ?1 AND a = ?2)
    WHERE score >= ?3
    ORDER BY score DESC, of_a, of_b";

const RELATED: &str = "
    SELECT p.article, p.ordinal, t.title, l.kind, l.score, p.start, p.stop
    FROM (
        SELECT b AS article, b_ordinal AS ordinal, kind, score
        FROM links WHERE a = ?1 AND a_ordinal = ?2
        UNION ALL
        SELECT a, a_ordinal, kind, score
        FROM links WHERE b = ?1 AND b_ordinal = ?2) l
    JOIN passages p ON p.article = l.article AND p.ordinal = l.ordinal
    JOIN articles t ON t.id = l.article
    WHERE l.score >= ?3
    ORDER BY l.score DESC, l.kind, t.day DESC, t.key, p.ordinal";

impl Library {
    /// Whether passages have changed since links were last sought.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn is_linking_pending(&self) -> Result<bool, StoreError> {
        Ok(self.ask(|conn| state(conn, LINKS))?.is_some_and(|state| state != SOUGHT))
    }

    /// How many articles are to be linked whose keys are not in the index yet.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn n_unindexed(&self) -> Result<usize, StoreError> {
        self.ask(|conn| {
            let is_seeking = state(conn, LINKS)? == Some(SEEKING);
            Ok(if is_seeking { 0 } else { unlinked(conn)?.len() })
        })
    }

    /// Enters keys of the articles to be linked into the index: those of the `part`-th (from 0) of `of` equal
    /// ranges. Where there are many, the neighbours of the index are so written together; one article after
    /// the other would write each of its pages hundreds of times.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn index_keys(&mut self, part: u32, of: u32) -> Result<(), StoreError> {
        self.write(|conn| {
            let articles = unlinked(conn)?;
            // Places of articles instead of ids, to hold half as much.
            let mut keys: Vec<(u32, u32, u32)> = Vec::new();
            let mut statement = conn.prepare_cached(UNLINKED_KEYS)?;
            let mut found = statement.query([])?;
            while let Some(row) = found.next()? {
                let (article, ordinal) = (ArticleId(row.get(0)?), row.get(1)?);
                let place = articles.partition_point(|&id| id < article) as u32;
                let is_in_part =
                    |key: &u32| (u64::from(*key) * u64::from(of)) >> 32 == u64::from(part);
                let own = of_blob(row, 2, u32::from_le_bytes)?;
                keys.extend(own.into_iter().filter(is_in_part).map(|key| (key, place, ordinal)));
            }
            keys.sort_unstable();
            let mut put = conn.prepare_cached(PUT_KEY)?;
            for (key, place, ordinal) in keys {
                put.execute((key, articles[place as usize].0, ordinal))?;
            }
            Ok(())
        })
    }

    /// Gets ready to seek links: drops the links found by keys that have become too frequent since, and
    /// returns the articles whose passages are to be linked, by id. `None` where the articles are not those of
    /// `version`, whose keys are in the index.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn begin_links(&mut self, version: i64) -> Result<Option<Vec<ArticleId>>, StoreError> {
        self.write(|conn| {
            if !is_version(conn, version)? {
                return Ok(None);
            }
            if state(conn, LINKS)? != Some(SEEKING) {
                unlink_frequent(conn, &unlinked(conn)?)?;
                for article in unlinked(conn)? {
                    conn.prepare_cached(DROP_LINKS)?.execute([article.0])?;
                }
                set_state(conn, LINKS, SEEKING)?;
            }
            unlinked(conn).map(Some)
        })
    }

    /// The pairs of passages that share keys enough to be compared when this article is linked: the own
    /// ordinal and the other passage. `due` is what [`Library::begin_links`] returned; over all articles of it
    /// each pair comes once.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn candidates(
        &self,
        article: ArticleId,
        due: &[ArticleId],
    ) -> Result<Vec<(u32, PassageRef)>, StoreError> {
        self.ask(|conn| {
            let comes_later = |other| due.binary_search(&other).is_ok();
            let mut shared: FxHashMap<(u32, PassageRef), u32> = FxHashMap::default();
            for PassageKey { key, passage } in keys_of(conn, article)? {
                let Some(sharing) = sharing(conn, key)? else { continue };
                for other in sharing {
                    if other.article < article
                        || other.article > article && !comes_later(other.article)
                    {
                        *shared.entry((passage.ordinal, other)).or_default() += 1;
                    }
                }
            }
            let enough = |(pair, count)| (count >= Link::LEAST_SHARED).then_some(pair);
            let mut pairs: Vec<(u32, PassageRef)> = shared.into_iter().filter_map(enough).collect();
            pairs.sort_unstable();
            Ok(pairs)
        })
    }

    /// The article with its text and passages; `None` where there is none.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn article(&self, id: ArticleId) -> Result<Option<Article>, StoreError> {
        self.ask(|conn| article(conn, id))
    }

    /// Stores links that were found, and for which articles all are. `false`, and nothing is stored, where
    /// another writer has changed articles since [`Library::begin_links`].
    ///
    /// # Errors
    /// Fails when the file cannot be written; then nothing of it is stored.
    pub fn put_links(&mut self, done: &[ArticleId], links: &[Link]) -> Result<bool, StoreError> {
        self.write(|conn| {
            if state(conn, LINKS)? != Some(SEEKING) {
                return Ok(false);
            }
            for link in links {
                conn.prepare_cached(PUT)?.execute((
                    link.a.article.0,
                    link.a.ordinal,
                    link.b.article.0,
                    link.b.ordinal,
                    code(&LinkKind::ALL, &link.kind),
                    link.score,
                ))?;
            }
            for id in done {
                conn.prepare_cached("UPDATE articles SET is_linked = 1 WHERE id = ?1")?
                    .execute([id.0])?;
            }
            Ok(true)
        })
    }

    /// Notes that all links have been sought, unless another writer has changed articles meanwhile.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn end_links(&mut self) -> Result<(), StoreError> {
        self.write(|conn| {
            if state(conn, LINKS)? == Some(SEEKING) {
                set_state(conn, LINKS, SOUGHT)?;
            }
            Ok(())
        })
    }
}

/// Name of the state that tells how far the links are: one of the following.
pub(super) const LINKS: &str = "links";
const SOUGHT: i64 = 0;
pub(super) const CHANGED: i64 = 1;
const SEEKING: i64 = 2;

/// A passage and one of its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct PassageKey {
    key: u32,
    passage: PassageRef,
}

/// Writes the keys of a passage as they are stored with it.
pub(super) fn to_blob(keys: &[u32]) -> Vec<u8> {
    keys.iter().flat_map(|key| key.to_le_bytes()).collect()
}

/// Removes the keys of an article. Articles that share a key that is no longer too frequent are to be linked
/// anew: they had to do without it.
pub(super) fn drop_keys(conn: &Connection, article: ArticleId) -> rusqlite::Result<()> {
    const DROP: &str = "DELETE FROM passage_keys WHERE key = ?1 AND article = ?2";
    let mut keys: Vec<u32> = keys_of(conn, article)?.into_iter().map(|own| own.key).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        let was_frequent = sharing(conn, key)?.is_none();
        conn.prepare_cached(DROP)?.execute((key, article.0))?;
        if was_frequent && sharing(conn, key)?.is_some() {
            conn.prepare_cached(UNLINK)?.execute([key])?;
        }
    }
    Ok(())
}

/// The keys of the passages of an article.
fn keys_of(conn: &Connection, article: ArticleId) -> rusqlite::Result<Vec<PassageKey>> {
    const KEYS: &str = "SELECT ordinal, keys FROM passages WHERE article = ?1 ORDER BY ordinal";
    let mut statement = conn.prepare_cached(KEYS)?;
    let mut found = statement.query([article.0])?;
    let mut keys = Vec::new();
    while let Some(row) = found.next()? {
        let passage = PassageRef { article, ordinal: row.get(0)? };
        let each = of_blob(row, 1, u32::from_le_bytes)?;
        keys.extend(each.into_iter().map(|key| PassageKey { key, passage }));
    }
    Ok(keys)
}

/// The passages that have a key; `None` where they are so many that it says nothing.
fn sharing(conn: &Connection, key: u32) -> rusqlite::Result<Option<Vec<PassageRef>>> {
    const SHARING: &str = "SELECT article, ordinal FROM passage_keys WHERE key = ?1 LIMIT ?2";
    let most = Link::most_sharing(key.into());
    let sharing = rows(conn, SHARING, (key, most + 1), |row| {
        Ok(PassageRef { article: ArticleId(row.get(0)?), ordinal: row.get(1)? })
    })?;
    Ok((sharing.len() <= most).then_some(sharing))
}

/// A key that the articles in `due` made too frequent counted for the links of those already linked: links that
/// do not hold without it go. Where more linked passages have it than may, it did not count for them either.
fn unlink_frequent(conn: &Connection, due: &[ArticleId]) -> rusqlite::Result<()> {
    if !conn.prepare_cached("SELECT 1 FROM articles WHERE is_linked = 1")?.exists([])? {
        return Ok(());
    }
    let mut frequent = Frequent::default();
    let mut seen: FxHashSet<u32> = FxHashSet::default();
    for &article in due {
        for PassageKey { key, .. } in keys_of(conn, article)? {
            if seen.insert(key) && frequent.holds(conn, key)? {
                let most = Link::most_sharing(key.into());
                let linked = rows(conn, LINKED_HOLDERS, (key, most + 1), |row| {
                    Ok(PassageRef { article: ArticleId(row.get(0)?), ordinal: row.get(1)? })
                })?;
                if linked.len() <= most {
                    drop_unheld(conn, &linked, &mut frequent)?;
                }
            }
        }
    }
    Ok(())
}

const LINKED_HOLDERS: &str = "
    SELECT k.article, k.ordinal FROM passage_keys k JOIN articles a ON a.id = k.article
    WHERE k.key = ?1 AND a.is_linked = 1 ORDER BY k.article, k.ordinal LIMIT ?2";

/// Drops the links among `holders` whose passages do not share keys enough any more.
fn drop_unheld(
    conn: &Connection,
    holders: &[PassageRef],
    frequent: &mut Frequent,
) -> rusqlite::Result<()> {
    const LINKED: &str = "SELECT b, b_ordinal FROM links WHERE a = ?1 AND a_ordinal = ?2";
    const DROP: &str =
        "DELETE FROM links WHERE a = ?1 AND a_ordinal = ?2 AND b = ?3 AND b_ordinal = ?4";
    for &a in holders {
        let linked = rows(conn, LINKED, (a.article.0, a.ordinal), |row| {
            Ok(PassageRef { article: ArticleId(row.get(0)?), ordinal: row.get(1)? })
        })?;
        for b in linked.into_iter().filter(|b| holders.binary_search(b).is_ok()) {
            let other = keys_of_passage(conn, b)?;
            let mut n_shared = 0;
            for key in keys_of_passage(conn, a)? {
                n_shared += u32::from(other.contains(&key) && !frequent.holds(conn, key)?);
            }
            if n_shared < Link::LEAST_SHARED {
                let place = (a.article.0, a.ordinal, b.article.0, b.ordinal);
                conn.prepare_cached(DROP)?.execute(place)?;
                ungroup(conn, a.article)?;
                ungroup(conn, b.article)?;
            }
        }
    }
    Ok(())
}

/// Which keys are too frequent, as far as that was asked.
#[derive(Default)]
struct Frequent(FxHashMap<u32, bool>);

impl Frequent {
    fn holds(&mut self, conn: &Connection, key: u32) -> rusqlite::Result<bool> {
        const ONE_MORE: &str = "SELECT 1 FROM passage_keys WHERE key = ?1 LIMIT 1 OFFSET ?2";
        if let Some(&is_frequent) = self.0.get(&key) {
            return Ok(is_frequent);
        }
        let most = Link::most_sharing(key.into());
        let is_frequent = conn.prepare_cached(ONE_MORE)?.exists((key, most))?;
        self.0.insert(key, is_frequent);
        Ok(is_frequent)
    }
}

fn keys_of_passage(conn: &Connection, passage: PassageRef) -> rusqlite::Result<Vec<u32>> {
    const KEYS: &str = "SELECT keys FROM passages WHERE article = ?1 AND ordinal = ?2";
    conn.prepare_cached(KEYS)?
        .query_row((passage.article.0, passage.ordinal), |row| of_blob(row, 0, u32::from_le_bytes))
}

const UNLINK: &str = "
    UPDATE articles SET is_linked = 0, is_grouped = 0
    WHERE is_linked = 1 AND id IN (SELECT article FROM passage_keys WHERE key = ?1)";

const DROP_LINKS: &str = "DELETE FROM links WHERE a = ?1 OR b = ?1";

fn unlinked(conn: &Connection) -> rusqlite::Result<Vec<ArticleId>> {
    const UNLINKED: &str = "SELECT id FROM articles WHERE is_linked = 0 ORDER BY id";
    rows(conn, UNLINKED, [], |row| row.get(0).map(ArticleId))
}

const UNLINKED_KEYS: &str = "
    SELECT article, ordinal, keys FROM passages
    WHERE article IN (SELECT id FROM articles WHERE is_linked = 0) ORDER BY article, ordinal";

/// A key may be there already: an article may be linked anew.
const PUT_KEY: &str =
    "INSERT OR IGNORE INTO passage_keys (key, article, ordinal) VALUES (?1, ?2, ?3)";

const PUT: &str = "
    INSERT OR REPLACE INTO links (a, a_ordinal, b, b_ordinal, kind, score)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

#[cfg(test)]
mod tests {
    use super::super::{ArticleRecord, FileRecord, FileState};
    use super::*;
    use crate::model::{Passage, PassageKind};

    /// A library and the folder that holds its file.
    fn new_library() -> (tempfile::TempDir, Library) {
        let folder = tempfile::tempdir().unwrap();
        let library = Library::open(&folder.path().join("library.db")).unwrap();
        (folder, library)
    }

    /// Passages that may share one of the keys below.
    const MOST: u32 = Link::most_sharing(2) as u32;

    fn key_of(number: u32) -> String {
        format!("{number:03}")
    }

    /// A file with one article of one passage, found by keys that all of them share and by others that it
    /// shares with its neighbour.
    fn file(number: u32) -> FileRecord {
        let passages = vec![Passage { span: Span::at(0, 4), kind: PassageKind::Body }];
        let key = key_of(number);
        let article =
            Article { key: key.clone(), text: "Text".into(), passages, ..Article::default() };
        let own = 8 * u64::from(number / 2 + 1);
        let keys = vec![vec![2, 4, own, own + 2]];
        FileRecord {
            state: FileState { key, ..FileState::default() },
            articles: vec![ArticleRecord::new(article, Vec::new(), Vec::new(), keys)],
            faults: Vec::new(),
        }
    }

    fn add(library: &mut Library, numbers: std::ops::Range<u32>) {
        library.put_files(&numbers.map(file).collect::<Vec<_>>()).unwrap();
    }

    fn begin(library: &mut Library) -> Vec<ArticleId> {
        library.index_keys(0, 2).unwrap();
        library.index_keys(1, 2).unwrap();
        let version = library.chains_version().unwrap();
        assert_eq!(library.begin_links(version + 1).unwrap(), None);
        library.begin_links(version).unwrap().unwrap()
    }

    /// Links every pair of candidates, in batches of some articles.
    fn link(library: &mut Library) {
        let due = begin(library);
        for batch in due.chunks(7) {
            let mut links = Vec::new();
            for &article in batch {
                for (ordinal, b) in library.candidates(article, &due).unwrap() {
                    let (kind, score) = (LinkKind::Copy, 1.0);
                    let a = PassageRef { article, ordinal };
                    links.push(Link { a, b, kind, score });
                }
            }
            assert!(library.put_links(batch, &links).unwrap());
        }
        library.end_links().unwrap();
        assert!(!library.is_linking_pending().unwrap());
    }

    fn n_links(library: &Library) -> u64 {
        library.stats().unwrap().links
    }

    #[test]
    fn what_is_told_everywhere_links_as_if_read_at_once() {
        let (_folder, mut library) = new_library();
        add(&mut library, 0..MOST - 4);
        link(&mut library);
        let all_pairs = |n: u32| u64::from(n * (n - 1) / 2);
        assert_eq!(n_links(&library), all_pairs(MOST - 4));
        add(&mut library, MOST - 4..MOST);
        link(&mut library);
        assert_eq!(n_links(&library), all_pairs(MOST));
        add(&mut library, MOST..MOST + 2);
        link(&mut library);
        assert_eq!(n_links(&library), u64::from(MOST + 2) / 2, "only the rare key counts");
        library.remove_files(&[key_of(0), key_of(1)]).unwrap();
        link(&mut library);
        assert_eq!(n_links(&library), all_pairs(MOST));
    }

    #[test]
    fn what_is_less_sure_is_shown_but_not_counted_and_what_is_unlikely_is_neither() {
        let (_folder, mut library) = new_library();
        add(&mut library, 0..4);
        let due = begin(&mut library);
        let passage = |at: usize| PassageRef { article: due[at], ordinal: 0 };
        let links: Vec<Link> =
            [(1, Link::COUNTED_FROM), (2, Link::SHOWN_FROM), (3, Link::SHOWN_FROM - 0.01)]
                .map(|(at, score)| Link {
                    a: passage(0),
                    b: passage(at),
                    kind: LinkKind::Retold,
                    score,
                })
                .into();
        library.put_links(&due, &links).unwrap();
        let words = |one: &str, other: &str| format!("{one} {other}");
        let shown = library.related(passage(0), words).unwrap();
        let scores: Vec<f32> = shown.iter().map(|related| related.score).collect();
        assert_eq!(scores, [Link::COUNTED_FROM, Link::SHOWN_FROM]);
        let two = |at: usize| library.two_articles([due[at], due[0]], words).unwrap().unwrap();
        assert_eq!(two(1).articles.map(|(id, _)| id), [due[1], due[0]]);
        assert_eq!(two(1).links.iter().map(|link| link.a).collect::<Vec<_>>(), [passage(1)]);
        assert!(two(2).links.is_empty());
        for (at, count) in [(0, 1), (1, 1), (2, 0), (3, 0)] {
            assert_eq!(library.view(due[at]).unwrap().unwrap().related, [count]);
        }
    }

    #[test]
    fn a_search_for_links_that_was_cut_short_goes_on() {
        let (_folder, mut library) = new_library();
        add(&mut library, 0..20);
        let due = begin(&mut library);
        library.put_links(&due[..5], &[]).unwrap();
        assert_eq!(begin(&mut library), due[5..]);
        assert!(library.is_linking_pending().unwrap());
        add(&mut library, 20..21);
        library.end_links().unwrap();
        assert!(library.is_linking_pending().unwrap(), "an article came in between");
        assert!(!library.put_links(&due[5..], &[]).unwrap());
    }
}
