//! What sources would give: reads them and keeps nothing.

use std::path::Path;

use rayon::prelude::*;

use crate::ingest::{self, Batch, Limits};
use crate::model::Fault;
use crate::sources;

/// Files read at once; what they hold is in memory meanwhile.
const AT_ONCE: usize = 64;

/// Reads all files of the sources of these keys and hands what is in each to `each`, by key. What cannot be reached
/// comes first. Returns how many files there are.
///
/// # Errors
/// Ends with the first error of `each`.
pub fn look<E>(
    sources: &[String],
    limits: &Limits,
    mut each: impl FnMut(Batch) -> Result<(), E>,
) -> Result<u64, E> {
    let walk = sources::walk(sources, Path::new(""));
    each(Batch { faults: walk.faults, ..Batch::default() })?;
    for files in walk.files.chunks(AT_ONCE) {
        let read_one = |file: &sources::FoundFile| {
            let read = || sources::read(&file.path, limits.file_bytes);
            let bytes = match limits.refusal(file.size) {
                Some(why) => Err(why),
                None => read().map_err(|error| sources::describe(&error)),
            };
            bytes.map_or_else(
                |why| {
                    let fault = Fault { key: file.key.clone(), place: None, why };
                    Batch { faults: vec![fault], ..Batch::default() }
                },
                |bytes| ingest::read(&file.key, &bytes, limits),
            )
        };
        let read: Vec<Batch> = files.par_iter().map(read_one).collect();
        read.into_iter().try_for_each(&mut each)?;
    }
    Ok(walk.files.len() as u64)
}
