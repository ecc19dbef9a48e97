//! Builders shared by the tests.

pub(crate) mod cli;
