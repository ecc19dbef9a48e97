//! The query language: parser and tree.
