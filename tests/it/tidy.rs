//! House rules read from the sources.
