//! Everything about a text that does not depend on what it says: spans, folding, tokens, sentences,
//! quotations, wrapping to cells, word-level differences. Knows no article, no file and no terminal.

mod diff;
mod fold;
mod glyphs;
mod quotes;
mod sentences;
mod span;
mod tokens;
mod wording;
mod wrap;

pub use diff::{ComparedWord, compare};
pub use fold::{Folded, fold, fold_into};
pub use glyphs::{Glyph, cells, fit, glyphs, is_control, visible};
pub use quotes::quotations;
pub use sentences::sentences;
pub use span::{CodePoints, Span};
pub use tokens::{Token, TokenKind, tokens};
pub use wording::wording;
pub use wrap::{Line, wrap};
