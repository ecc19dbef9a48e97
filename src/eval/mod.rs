//! Scores what ibid finds against gold files.

pub mod links;
