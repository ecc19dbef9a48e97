//! Which passages share keys, all of a library at once and in memory: where many articles are to be linked, the
//! index of the keys is read from end to end once instead of row by row. Some 1 kB an article, and as much again for each
//! of those that are being linked.

use rusqlite::Connection;

use super::StoreError;
use super::library::Library;
use super::passage_keys::{PassageKey, each_entry};
use super::reading::n_passages;
use crate::model::{ArticleId, Link, PassageRef};

/// One article of so many is few: reading the keys of all others takes longer than asking for its own.
const FEW: usize = 50;

/// The passages of a library, numbered by article and ordinal, and the keys that several of them have.
#[derive(Debug, Default)]
pub struct Sharing {
    ids: Vec<ArticleId>,
    /// Number of the first passage of each article, and of the one after the last.
    firsts: Vec<u32>,
    /// The passages that have a key, one key after the other.
    holders: Vec<u32>,
    /// Where the holders of each key start, and where the last end.
    starts: Vec<u32>,
}

/// The keys of some articles' passages.
#[derive(Debug)]
pub struct SharingOf<'a> {
    all: &'a Sharing,
    /// The keys of the passages, one passage after the other.
    keys: Vec<u32>,
    /// Where the keys of each passage of the library start, and where the last end.
    keys_of: Vec<u32>,
}

/// Holders for which there is room from the start, for each passage: as many as most have keys. Growing would take twice
/// the memory for a while; room that is never used takes none.
const HOLDERS: usize = 32;

impl Library {
    /// Reads which passages share keys that are not too frequent; `None` where so few articles are to be linked
    /// that asking for their keys one by one is sooner done.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn sharing(&self, n_due: usize) -> Result<Option<Sharing>, StoreError> {
        self.ask(|conn| {
            let n_articles: usize =
                conn.query_row("SELECT count(*) FROM articles", [], |row| row.get(0))?;
            (n_due * FEW > n_articles).then(|| Sharing::read(conn)).transpose()
        })
    }
}

impl Sharing {
    fn read(conn: &Connection) -> rusqlite::Result<Self> {
        const ARTICLES: &str = "SELECT article, passages FROM readings ORDER BY article";
        let mut sharing = Self { firsts: vec![0], starts: vec![0], ..Self::default() };
        let mut statement = conn.prepare_cached(ARTICLES)?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            let end = sharing.n_passages() + n_passages(row.get_ref(1)?.as_blob()?);
            sharing.ids.push(ArticleId(row.get(0)?));
            sharing.firsts.push(end);
        }
        sharing.holders.reserve(sharing.n_passages() as usize * HOLDERS);
        sharing.read_keys(conn)?;
        Ok(sharing)
    }

    fn n_passages(&self) -> u32 {
        self.firsts.last().copied().unwrap_or(0)
    }

    fn read_keys(&mut self, conn: &Connection) -> rusqlite::Result<()> {
        let (mut last, mut from) = (0_u32, 0);
        each_entry(conn, |PassageKey { key, passage }| {
            if key != last {
                self.close(last, from);
                (last, from) = (key, self.holders.len());
            }
            if let Some(place) = self.place(passage.article) {
                self.holders.push(self.firsts[place] + passage.ordinal);
            }
        })?;
        self.close(last, from);
        Ok(())
    }

    /// Keeps the holders of a key, read since `from`, where they are several but not too many.
    fn close(&mut self, key: u32, from: usize) {
        if (2..=Link::most_sharing(key.into())).contains(&(self.holders.len() - from)) {
            self.starts.push(self.holders.len() as u32);
        } else {
            self.holders.truncate(from);
        }
    }

    /// Finds the keys of the passages of these articles.
    pub fn of(&self, articles: &[ArticleId]) -> SharingOf<'_> {
        let mut is_of = vec![false; self.n_passages() as usize];
        for place in articles.iter().filter_map(|&article| self.place(article)) {
            is_of[self.firsts[place] as usize..self.firsts[place + 1] as usize].fill(true);
        }
        let of_these = |holder: &&u32| is_of[**holder as usize];
        let mut keys_of = vec![0; is_of.len() + 1];
        for &holder in self.holders.iter().filter(of_these) {
            keys_of[holder as usize] += 1;
        }
        let mut sum = 0;
        for end in &mut keys_of {
            sum += *end;
            *end = sum;
        }
        let mut keys = vec![0; sum as usize];
        for key in 0..self.starts.len() - 1 {
            for &holder in self.holders(key as u32).iter().filter(of_these) {
                let start = &mut keys_of[holder as usize];
                *start -= 1;
                keys[*start as usize] = key as u32;
            }
        }
        SharingOf { all: self, keys, keys_of }
    }

    fn holders(&self, key: u32) -> &[u32] {
        &self.holders[self.starts[key as usize] as usize..self.starts[key as usize + 1] as usize]
    }

    /// Place of an article among the ids, which mostly have no gaps.
    fn place(&self, id: ArticleId) -> Option<usize> {
        let guess = usize::try_from(id.0 - self.ids.first()?.0).ok()?;
        if self.ids.get(guess) == Some(&id) {
            return Some(guess);
        }
        self.ids.binary_search(&id).ok()
    }

    fn passage(&self, number: u32) -> PassageRef {
        let place = self.firsts.partition_point(|&first| first <= number) - 1;
        PassageRef { article: self.ids[place], ordinal: number - self.firsts[place] }
    }
}

impl SharingOf<'_> {
    /// As [`Library::candidates`].
    pub fn candidates(&self, article: ArticleId, due: &[ArticleId]) -> Vec<(u32, PassageRef)> {
        let all = self.all;
        let Some(place) = all.place(article) else { return Vec::new() };
        let own = all.firsts[place]..all.firsts[place + 1];
        let (mut pairs, mut shared) = (Vec::new(), Vec::new());
        for passage in own.clone() {
            shared.clear();
            let bounds = self.keys_of[passage as usize]..self.keys_of[passage as usize + 1];
            for &key in &self.keys[bounds.start as usize..bounds.end as usize] {
                shared.extend(all.holders(key).iter().filter(|holder| !own.contains(holder)));
            }
            shared.sort_unstable();
            for same in shared.chunk_by(|a, b| a == b) {
                if same.len() >= Link::LEAST_SHARED as usize {
                    let other = all.passage(same[0]);
                    if other.article < article || due.binary_search(&other.article).is_err() {
                        pairs.push((passage - own.start, other));
                    }
                }
            }
        }
        pairs
    }
}
