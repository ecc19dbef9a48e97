//! Builders shared by the tests.

pub(crate) mod cli;
pub(crate) mod collection;
pub(crate) mod crowd;
pub(crate) mod desk;
pub(crate) mod library;
pub(crate) mod limits;
pub(crate) mod look;
pub(crate) mod newswire;
#[cfg(unix)]
pub(crate) mod pty;
pub(crate) mod random;
pub(crate) mod screen;
pub(crate) mod svg;
