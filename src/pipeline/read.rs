//! Reads one file and makes all of it that needs no other file.

use std::io;
use std::path::Path;

use rayon::prelude::*;

use crate::ingest::{self, Limits};
use crate::model::{Article, Fault};
use crate::passages;
use crate::people::{self, Edit, Model};
use crate::sources;
use crate::store::{ArticleRecord, FileRecord, FileState, content_hash};

/// A file that is there.
pub(super) struct Present<'a> {
    pub(super) key: &'a str,
    pub(super) size: u64,
    /// As in [`FileState`].
    pub(super) modified: Option<i64>,
    pub(super) content: Content<'a>,
}

/// Where the bytes of a file are.
pub(super) enum Content<'a> {
    File(&'a Path),
    Given(&'a [u8]),
}

/// What reading a file came to.
pub(super) enum Outcome {
    /// It is new, or its content is.
    Changed(Box<FileRecord>),
    /// Its content is what it was, under another time.
    Touched(FileState),
    /// Nothing about it has changed.
    Same,
    /// It went away since the walk.
    Gone(String),
}

/// Reads `file`, of which `known` is stored.
pub(super) fn read(
    file: &Present<'_>,
    known: Option<&FileState>,
    limits: &Limits,
    model: &Model,
) -> Outcome {
    let key = file.key;
    if let Some(why) = limits.refusal(file.size) {
        return refused(file, known, why);
    }
    let read;
    let bytes = match file.content {
        Content::Given(bytes) => bytes,
        Content::File(path) => match sources::read(path, limits.file_bytes) {
            Ok(bytes) => {
                read = bytes;
                &read
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Outcome::Gone(key.to_owned());
            }
            Err(error) => return unreadable(file, sources::describe(&error)),
        },
    };
    let state = FileState {
        key: key.to_owned(),
        size: file.size,
        modified: file.modified,
        hash: Some(content_hash(bytes)),
    };
    match known {
        Some(known) if *known == state => Outcome::Same,
        Some(known) if known.hash == state.hash => Outcome::Touched(state),
        _ => {
            let batch = ingest::read(key, bytes, limits);
            // A file of many articles, as archives are, must not keep one core waiting for the other.
            let articles = batch.articles.into_par_iter();
            let articles = articles.map(|article| record(article, model, &[])).collect();
            Outcome::Changed(Box::new(FileRecord { state, articles, faults: batch.faults }))
        }
    }
}

/// A file that cannot be opened or read. It is tried again at every sync: a right that was granted does not
/// show in size and time.
fn unreadable(file: &Present<'_>, why: String) -> Outcome {
    let key = file.key.to_owned();
    Outcome::Changed(Box::new(FileRecord {
        faults: vec![Fault { key: key.clone(), place: None, why }],
        state: FileState { key, size: file.size, modified: None, hash: None },
        articles: Vec::new(),
    }))
}

/// A file that is not even opened. Its size and time tell whether that may change.
fn refused(file: &Present<'_>, known: Option<&FileState>, why: String) -> Outcome {
    let key = file.key.to_owned();
    let state =
        FileState { key: key.clone(), size: file.size, modified: file.modified, hash: None };
    if known == Some(&state) {
        return Outcome::Same;
    }
    let faults = vec![Fault { key, place: None, why }];
    Outcome::Changed(Box::new(FileRecord { state, faults, articles: Vec::new() }))
}

/// Makes all of an article that needs no other, with the edits of its reader.
pub(super) fn record(article: Article, model: &Model, edits: &[Edit]) -> ArticleRecord {
    let (mentions, chains, quotes) = people::read_with_quotes(model, &article, edits);
    let keys = passages::keys_of(&article);
    let blocks = chains.iter().map(people::blocks).collect();
    ArticleRecord::new(article, mentions, chains, keys).with_blocks(blocks).with_quotes(quotes)
}
