//! The state of the reader and how it changes: pure, no clock, no disk, no terminal.

mod msg;

pub use msg::{Effect, List, Msg, Ticket};
