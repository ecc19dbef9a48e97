//! Walks folders and hands the bytes of files on.
