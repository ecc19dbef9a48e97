//! Which passages share keys, all of a library at once and in memory: where many articles are to be linked, the
//! index of the keys is read from end to end once instead of row by row. Some 1 kB an article, and as much again for each
//! of those that are being linked.

use std::ops::Range;

use rusqlite::Connection;

use super::StoreError;
use super::library::Library;
use super::numbering::{Numbering, add_up};
use super::passage_keys::PassageKey;
use super::reading::n_passages;
use super::runs::each_from;
use crate::model::{ArticleId, Link};

/// One article of so many is few: reading the keys of all others takes longer than asking for its own.
const FEW: usize = 50;

/// The keys that several passages of a library have.
#[derive(Debug, Default)]
pub struct Sharing {
    /// The passages.
    pub numbering: Numbering,
    /// Which of them are of articles that are linked already.
    is_linked: Vec<bool>,
    /// The passages that have a key, ascending, one key after the other.
    holders: Vec<u32>,
    /// Where the holders of each key start, and where the last end.
    starts: Vec<u32>,
}

/// The keys of some articles' passages.
#[derive(Debug)]
pub struct SharingOf<'a> {
    all: &'a Sharing,
    /// The numbers that the passages are among.
    among: Range<u32>,
    /// The keys of the passages, one passage after the other.
    keys: Vec<u32>,
    /// Where the keys of each passage of `among` start, and where the last end.
    keys_of: Vec<u32>,
}

/// Holders for which there is room from the start, for each passage: as many as most have keys. Growing would take twice
/// the memory for a while; room that is never used takes none.
const HOLDERS: usize = 32;

impl Library {
    /// Reads which passages share keys that are not too frequent; `None` where so few articles are `due` to be linked
    /// that asking for their keys one by one is sooner done.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn sharing(&self, due: &[ArticleId]) -> Result<Option<Sharing>, StoreError> {
        self.ask(|conn| {
            let n_articles: usize =
                conn.query_row("SELECT count(*) FROM articles", [], |row| row.get(0))?;
            (due.len() * FEW > n_articles).then(|| Sharing::read(conn, due)).transpose()
        })
    }
}

impl Sharing {
    fn read(conn: &Connection, due: &[ArticleId]) -> rusqlite::Result<Self> {
        const ARTICLES: &str = "SELECT article, passages FROM readings ORDER BY article";
        let mut sharing = Self { starts: vec![0], ..Self::default() };
        let mut statement = conn.prepare_cached(ARTICLES)?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            let n_passages = n_passages(row.get_ref(1)?.as_blob()?);
            sharing.numbering.push(ArticleId(row.get(0)?), n_passages);
        }
        let n_passages = sharing.numbering.n_passages() as usize;
        sharing.is_linked = vec![true; n_passages];
        for place in due.iter().filter_map(|&article| sharing.numbering.place(article)) {
            let Range { start, end } = sharing.numbering.at(place).1;
            sharing.is_linked[start as usize..end as usize].fill(false);
        }
        sharing.holders.reserve(n_passages * HOLDERS);
        sharing.read_keys(conn)?;
        Ok(sharing)
    }

    fn read_keys(&mut self, conn: &Connection) -> rusqlite::Result<()> {
        let (mut last, mut from) = (0_u32, 0);
        each_from(conn, &0, |PassageKey { key, passage }| {
            if key != last {
                self.close(last, from);
                (last, from) = (key, self.holders.len());
            }
            self.holders.extend(self.numbering.number(passage));
            true
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

    /// Finds the keys of the passages of these articles, whose ids ascend.
    pub fn of(&self, articles: &[ArticleId]) -> SharingOf<'_> {
        let place = |article: Option<&ArticleId>| self.numbering.place(*article?);
        let bounds = place(articles.first()).zip(place(articles.last()));
        let among = bounds.map_or(0..0, |(first, last)| {
            self.numbering.at(first).1.start..self.numbering.at(last).1.end
        });
        let mut keys_of = vec![0; among.len() + 1];
        for holder in self.holders.iter().filter(|holder| among.contains(holder)) {
            keys_of[(holder - among.start) as usize] += 1;
        }
        let n_keys = add_up(&mut keys_of);
        let mut keys = vec![0; n_keys as usize];
        for key in 0..self.starts.len() - 1 {
            for holder in self.holders(key as u32).iter().filter(|holder| among.contains(holder)) {
                let start = &mut keys_of[(holder - among.start) as usize];
                *start -= 1;
                keys[*start as usize] = key as u32;
            }
        }
        SharingOf { all: self, among, keys, keys_of }
    }

    fn holders(&self, key: u32) -> &[u32] {
        &self.holders[self.starts[key as usize] as usize..self.starts[key as usize + 1] as usize]
    }
}

impl SharingOf<'_> {
    /// As [`Library::candidates`], by number: the own passage and the other.
    pub fn candidates(&self, article: ArticleId) -> Vec<(u32, u32)> {
        let Some(place) = self.all.numbering.place(article) else { return Vec::new() };
        let own = self.all.numbering.at(place).1;
        let (mut pairs, mut several) = (Vec::new(), Vec::new());
        let mut marks = Marks::default();
        for passage in own.clone() {
            marks.clear();
            self.sharing(passage, &own).for_each(|other| marks.note(other));
            several.extend(self.sharing(passage, &own).filter(|&other| marks.is_several(other)));
            several.sort_unstable();
            let same = several.chunk_by(|a, b| a == b);
            let enough = same.filter(|same| same.len() >= Link::LEAST_SHARED as usize);
            pairs.extend(enough.map(|same| (passage, same[0])));
            several.clear();
        }
        pairs
    }

    /// The passages that a passage is to be compared with, as often as they share a key: those of articles before its own,
    /// which are all there are in a new library, and those that are linked already.
    fn sharing<'s>(&'s self, passage: u32, own: &'s Range<u32>) -> impl Iterator<Item = u32> + 's {
        let at = passage.wrapping_sub(self.among.start) as usize;
        let bounds = self.keys_of.get(at).zip(self.keys_of.get(at + 1));
        let (from, to) = bounds.map_or((0, 0), |(&from, &to)| (from as usize, to as usize));
        self.keys[from..to].iter().flat_map(move |&key| {
            let holders = self.all.holders(key);
            let (earlier, rest) = holders.split_at(holders.partition_point(|&h| h < own.start));
            let is_linked =
                |holder: &&u32| **holder >= own.end && self.all.is_linked[**holder as usize];
            earlier.iter().chain(rest.iter().filter(is_linked)).copied()
        })
    }
}

/// Tells numbers that were noted once from most that were not, by their low bits alone: what was noted several times is
/// told so for certain, and few of the others are.
struct Marks {
    once: Box<[u64]>,
    several: Box<[u64]>,
}

/// Numbers that are told apart.
const MARKS: u32 = 1 << 14;

impl Default for Marks {
    fn default() -> Self {
        let none = vec![0; MARKS as usize / 64].into_boxed_slice();
        Self { once: none.clone(), several: none }
    }
}

impl Marks {
    fn clear(&mut self) {
        self.once.fill(0);
        self.several.fill(0);
    }

    fn note(&mut self, number: u32) {
        let (at, bit) = Self::place(number);
        self.several[at] |= self.once[at] & bit;
        self.once[at] |= bit;
    }

    fn is_several(&self, number: u32) -> bool {
        let (at, bit) = Self::place(number);
        self.several[at] & bit != 0
    }

    const fn place(number: u32) -> (usize, u64) {
        let low = number % MARKS;
        ((low / 64) as usize, 1 << (low % 64))
    }
}

/// One key alone is not told from none.
const _: () = assert!(Link::LEAST_SHARED >= 2);
