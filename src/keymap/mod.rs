//! Keys, the catalogue of commands, and which key runs which. The catalogue is the only list of either:
//! names, default keys, help, the bottom line and the README table are read from it.

mod bindings;
mod catalogue;
mod key;

pub use bindings::{BindError, HelpRow, Keymap, Resolved};
pub use catalogue::{Command, Entry, Place, Scope};
pub use key::{Key, KeyCode, parse_keys, print_keys};
