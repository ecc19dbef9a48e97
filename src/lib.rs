//! ibid, a terminal reader for collections of articles that knows who they are about.
//!
//! The modules and what each may use are listed in `ARCHITECTURE.md`; a test keeps them so.

pub mod app;
pub mod cli;
pub mod config;
pub mod eval;
pub mod filter;
pub mod ingest;
pub mod keymap;
pub mod model;
pub mod passages;
pub mod people;
pub mod pipeline;
pub mod query;
pub mod runtime;
pub mod sources;
pub mod store;
pub mod text;
pub mod ui;
