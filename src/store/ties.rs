//! Near-copies and stories: which articles are still to be tied and grouped, and what came of it.

use rusqlite::Connection;
use rustc_hash::FxHashSet;

use super::StoreError;
use super::library::{CHAINS, Library, rows, state};
use super::link_ends::{LinkEnd, links_of};
use super::reading::passages;
use super::tie_ends::{each_tie, replace_ties, ties_of};
use crate::model::{ArticleId, Crossing, Passage, PassageKind, Tie};

/// The links between one article and another.
#[derive(Clone, Debug, PartialEq)]
pub struct Strand {
    /// The other article.
    pub other: ArticleId,
    /// The links, the ordinal in the article asked about first.
    pub crossings: Vec<Crossing>,
}

/// An article among those that may be near-copies of one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The article.
    pub id: ArticleId,
    /// Its key.
    pub key: String,
    /// How many words it has.
    pub words: u32,
    /// A hash of its text; the same where two articles have the same words.
    pub wording: Option<i64>,
    /// The article under which its near-copies are grouped so far.
    pub edition: Option<ArticleId>,
    /// Its near-copies, with [`Tie::told`].
    pub copies: Vec<(ArticleId, u32)>,
}

impl Library {
    /// The articles whose ties are no longer those of their links, by id.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn untied(&self) -> Result<Vec<ArticleId>, StoreError> {
        const UNTIED: &str =
            "SELECT id FROM articles WHERE grouping < 2 AND grouping = 0 ORDER BY id";
        self.ask(|conn| rows(conn, UNTIED, [], |row| row.get(0).map(ArticleId)))
    }

    /// The articles whose ties or editions are no longer those of their links, by id.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn ungrouped(&self) -> Result<Vec<ArticleId>, StoreError> {
        const UNGROUPED: &str = "SELECT id FROM articles WHERE grouping < 2 ORDER BY id";
        self.ask(|conn| rows(conn, UNGROUPED, [], |row| row.get(0).map(ArticleId)))
    }

    /// The links of an article with a score of `from` and more, by the other article.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn strands(&self, article: ArticleId, from: f32) -> Result<Vec<Strand>, StoreError> {
        let mut ends = self.ask(|conn| links_of(conn, article))?;
        ends.retain(|end| end.score >= from);
        ends.sort_unstable_by_key(|end| (end.other.article, end.ordinal, end.other.ordinal));
        let crossing = |end: &LinkEnd| {
            let ordinals = [end.ordinal, end.other.ordinal];
            Crossing { ordinals, kind: end.kind, score: end.score }
        };
        let same = |a: &LinkEnd, b: &LinkEnd| a.other.article == b.other.article;
        let strands = ends.chunk_by(same).map(|ends| Strand {
            other: ends.first().map_or(article, |end| end.other.article),
            crossings: ends.iter().map(crossing).collect(),
        });
        Ok(strands.collect())
    }

    /// For each passage of an article its length in bytes, 0 for furniture.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn passage_lengths(&self, article: ArticleId) -> Result<Vec<u32>, StoreError> {
        let length = |passage: &Passage| match passage.kind {
            PassageKind::Furniture => 0,
            _ => passage.span.len() as u32,
        };
        self.ask(|conn| Ok(passages(conn, article)?.iter().map(length).collect()))
    }

    /// Stores the ties of these articles in place of those they had; what is no longer a near-copy of one of them is
    /// ungrouped. All of `due` ([`Library::untied`]) are to be put, one batch after the other. `false`, and nothing is
    /// stored, where the articles are not those of `version`.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn put_ties(
        &mut self,
        of: &[ArticleId],
        due: &[ArticleId],
        ties: &[Tie],
        version: i64,
    ) -> Result<bool, StoreError> {
        self.write(|conn| {
            if !is_version(conn, version)? {
                return Ok(false);
            }
            of.iter().try_for_each(|&article| loosen_copies(conn, article))?;
            replace_ties(conn, of, ties, |article| due.binary_search(&article).is_ok())?;
            of.iter().try_for_each(|&article| note_tied(conn, article))?;
            Ok(true)
        })
    }

    /// The articles that are near-copies of `from`, of near-copies of theirs and so on, with those themselves;
    /// by id.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn standings(&self, from: &[ArticleId]) -> Result<Vec<Standing>, StoreError> {
        self.ask(|conn| {
            let mut seen: FxHashSet<ArticleId> = from.iter().copied().collect();
            let mut wordings: FxHashSet<i64> = FxHashSet::default();
            let mut todo = from.to_vec();
            let mut found = Vec::new();
            while let Some(id) = todo.pop() {
                let Some(standing) = standing(conn, id)? else { continue };
                let same = match standing.wording.filter(|&wording| wordings.insert(wording)) {
                    Some(wording) => rows(conn, SAME, [wording], |row| row.get(0).map(ArticleId))?,
                    None => Vec::new(),
                };
                let copies = standing.copies.iter().map(|(other, _)| *other);
                todo.extend(copies.chain(same).filter(|other| seen.insert(*other)));
                found.push(standing);
            }
            found.sort_unstable_by_key(|standing| standing.id);
            Ok(found)
        })
    }

    /// Stores under which article each of `editions` is grouped, and that `done` are grouped. `false`, and
    /// nothing is stored, where the articles are not those of `version`.
    ///
    /// # Errors
    /// Fails when the file cannot be written.
    pub fn put_editions(
        &mut self,
        editions: &[(ArticleId, Option<ArticleId>)],
        done: &[ArticleId],
        version: i64,
    ) -> Result<bool, StoreError> {
        const PUT: &str = "UPDATE articles SET edition = ?2 WHERE id = ?1";
        const DONE: &str = "UPDATE articles SET grouping = 2 WHERE id = ?1";
        self.write(|conn| {
            if !is_version(conn, version)? {
                return Ok(false);
            }
            for (id, edition) in editions {
                conn.prepare_cached(PUT)?.execute((id.0, edition.map(|edition| edition.0)))?;
            }
            for id in done {
                conn.prepare_cached(DONE)?.execute([id.0])?;
            }
            Ok(true)
        })
    }

    /// All ties, by their articles.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn ties(&self) -> Result<Vec<Tie>, StoreError> {
        self.ask(|conn| {
            let mut all = Vec::new();
            each_tie(conn, |tie| all.push(tie))?;
            Ok(all)
        })
    }
}

const SAME: &str = "SELECT id FROM articles WHERE wording = ?1";

const LOOSEN_SAME: &str = "
    UPDATE articles SET grouping = 1 WHERE grouping = 2 AND wording = (
        SELECT wording FROM articles WHERE id = ?1)";

/// Ungroups the articles that are grouped with this one, which is about to go, and drops its ties.
pub(super) fn loosen(conn: &Connection, article: ArticleId) -> rusqlite::Result<()> {
    drop_ties(conn, article)?;
    conn.prepare_cached(LOOSEN_SAME)?.execute([article.0]).map(drop)
}

/// Drops the ties of an article, and ungroups its near-copies.
pub(super) fn drop_ties(conn: &Connection, article: ArticleId) -> rusqlite::Result<()> {
    loosen_copies(conn, article)?;
    replace_ties(conn, &[article], &[], |_| false)
}

/// Adds ties to those of both articles, in place of those between the same two.
pub(super) fn add_ties(conn: &Connection, ties: &[Tie]) -> rusqlite::Result<()> {
    replace_ties(conn, &[], ties, |_| false)
}

/// Ungroups the near-copies of an article.
fn loosen_copies(conn: &Connection, article: ArticleId) -> rusqlite::Result<()> {
    let ties = ties_of(conn, article)?;
    ties.iter().filter(|end| end.is_copied).try_for_each(|copy| ungroup(conn, copy.other))
}

fn ungroup(conn: &Connection, article: ArticleId) -> rusqlite::Result<()> {
    const UNGROUP: &str = "UPDATE articles SET grouping = 1 WHERE id = ?1 AND grouping = 2";
    conn.prepare_cached(UNGROUP)?.execute([article.0]).map(drop)
}

/// Notes that the ties of an article are those of its links.
fn note_tied(conn: &Connection, article: ArticleId) -> rusqlite::Result<()> {
    const TIED: &str = "UPDATE articles SET grouping = 1 WHERE id = ?1 AND grouping = 0";
    conn.prepare_cached(TIED)?.execute([article.0]).map(drop)
}

/// Notes that links of an article are gone.
pub(super) fn untie(conn: &Connection, article: ArticleId) -> rusqlite::Result<()> {
    const UNTIE: &str = "UPDATE articles SET grouping = 0 WHERE id = ?1 AND grouping > 0";
    conn.prepare_cached(UNTIE)?.execute([article.0]).map(drop)
}

/// Whether the articles are those of `version` ([`Library::chains_version`]).
pub(super) fn is_version(conn: &Connection, version: i64) -> rusqlite::Result<bool> {
    Ok(state(conn, CHAINS)?.unwrap_or(0) == version)
}

fn standing(conn: &Connection, id: ArticleId) -> rusqlite::Result<Option<Standing>> {
    const ARTICLE: &str = "SELECT key, n_words, wording, edition FROM keyed_articles WHERE id = ?1";
    let found = rows(conn, ARTICLE, [id.0], |row| {
        Ok(Standing {
            id,
            key: row.get(0)?,
            words: row.get(1)?,
            wording: row.get(2)?,
            edition: row.get::<_, Option<i64>>(3)?.map(ArticleId),
            copies: Vec::new(),
        })
    })?;
    let Some(standing) = found.into_iter().next() else { return Ok(None) };
    let ties = ties_of(conn, id)?.into_iter().filter(|end| end.is_copied);
    Ok(Some(Standing { copies: ties.map(|end| (end.other, end.told)).collect(), ..standing }))
}
