//! Scores what ibid finds against gold files.

mod assignment;
pub mod coref;
pub mod fit;
pub mod gap;
pub mod links;
pub mod names;
pub mod persons;
pub mod same;
pub mod tagger;
