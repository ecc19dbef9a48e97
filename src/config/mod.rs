//! Typed settings from file, environment and command line, and where ibid keeps its files. Reads neither the
//! disk nor the process environment: both are handed in.

mod abilities;
mod color;
mod env;
mod folders;
mod settings;

pub use abilities::Colors;
pub use color::ColorMode;
pub use env::Env;
pub use folders::{Folders, LibraryPaths};
pub use settings::{Config, ConfigFault, GroundMode, Limits};
