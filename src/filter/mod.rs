//! The fuzzy filter of the list panes and its ranking: which rows hold all that a query asks for, and which letters of
//! a row it hits.
//!
//! Plain words are fuzzy: their letters stand in the row in order. The other parts of the query language, `"phrases"`,
//! `'whole`, `^start`, `end$`, `-not`, `or`, are letter by letter; fields are not for a filter to decide.

mod arena;
mod cheap;
mod holds;
mod matched;
mod rows;
mod score;
mod wish;

pub use holds::holds;
pub use matched::matched;
pub use rows::{Found, Rows};

/// Returns the longest beginning of `text` of at most `bytes`.
fn head(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("")
}

#[cfg(test)]
mod tests;
