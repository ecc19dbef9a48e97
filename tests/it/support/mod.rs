//! Builders shared by the tests.

pub(crate) mod cli;
pub(crate) mod collection;
pub(crate) mod desk;
pub(crate) mod screen;
