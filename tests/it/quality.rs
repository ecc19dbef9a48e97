//! The gold files as floors.
