//! The library file and the reader file; the only user of SQLite.
