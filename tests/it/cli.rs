//! The commands, in a clean environment.
