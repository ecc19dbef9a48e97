//! The state of the reader and how it changes: pure, no clock, no disk, no terminal.
//!
//! [`State::new`] gives the first state and the first requests, [`update()`] takes every message. A request
//! carries a ticket; an answer is used only while its ticket is the one waited for.

mod articles;
mod chosen;
mod commands;
mod compare;
mod comparing;
mod doubtful;
mod folding;
pub mod geometry;
mod judging;
mod jumps;
mod list;
mod mouse;
mod msg;
mod outside;
mod own;
mod pickers;
mod picking;
mod profile;
mod prompt;
mod reader;
mod saved;
mod search;
mod session;
mod sheet;
mod sidebar;
mod state;
mod status;
mod tier;
mod trail;
mod typing;
mod update;
mod who;
mod why;

pub use articles::{ArticleSort, Articles, Grouping, row_text};
pub use chosen::{Chosen, WalkPlace};
pub use compare::{Compare, CompareLine, Head, Joined, Marked, NUMBER_SIGN, Pair, Version};
pub use folding::Together;
pub use geometry::{Area, Pane, Wish};
pub use judging::{JudgedRow, KINDS, Part, Subject};
pub use list::ListView;
pub use mouse::{Mouse, MouseKind};
pub use msg::{Effect, List, Msg, Ticket};
pub use own::{Noting, RowLabels};
pub use pickers::{Picker, PickerKind, PickerRows, Preview, PreviewOf, SaidRow, Target};
pub use profile::{Page, PageRow, Section};
pub use prompt::{Asked, Asking, Prompt};
pub use reader::{Aim, Opening, Reader, RelatedHere};
pub use saved::{Census, Saved, SavedCount};
pub use search::Search;
pub use sheet::{Put, Sheet, SheetLine, place_line};
pub use sidebar::{EntitySort, Sidebar, Tab, here};
pub use state::{Notice, READ_AFTER, State, Typing};
pub use status::thousands;
pub use tier::Tier;
pub use trail::{Stop, Trail};
pub use update::update;
pub use who::{Who, in_words};
