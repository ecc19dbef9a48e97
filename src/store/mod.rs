//! The library file and the reader file; the only user of SQLite.
//!
//! The library file holds all that the program found and can be built again; the reader file holds what the
//! reader did, under keys that outlive a rebuild. Both are told from other files by SQLite's
//! `application_id`, and brought up to date by migrations that are never edited once landed.

mod articles;
mod blocks;
mod chain_keys;
mod changes;
mod dates;
mod doctor;
mod dump;
mod entities;
mod error;
mod judging;
mod library;
mod link_ends;
mod links;
mod matching;
mod membership;
mod numbering;
mod open;
mod packed;
mod packing;
mod pages;
mod passage_keys;
mod places;
mod profiles;
mod quotes;
mod reader;
mod reading;
mod records;
mod repacking;
mod resolution;
mod runs;
mod salvage;
mod search;
mod seeking;
mod sharing;
mod terms;
mod texts;
mod tie_ends;
mod ties;
mod turn;
mod wanted;

pub use blocks::{ChainPlace, ChangedChain, FormUnderKey, LoneChain};
pub use doctor::Repair;
pub use error::StoreError;
pub use judging::Judged;
pub use library::Library;
pub use membership::Joining;
pub use numbering::Numbering;
pub use passage_keys::KeysOf;
pub use reader::{Labels, ReaderFile};
pub use records::{ArticleRecord, FileRecord, FileState, content_hash};
pub use resolution::{EntityRecord, StoredChains};
pub use salvage::Saved;
pub use seeking::WaitingKeys;
pub use sharing::{Sharing, SharingOf};
pub use ties::{Standing, Strand};
pub use turn::Turn;
