//! Scores what ibid finds against gold files.
