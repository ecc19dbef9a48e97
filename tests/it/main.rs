//! The one test binary: the whole program from outside its modules. Unit tests stand beside the code.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod support;

mod cli;
mod commands;
mod doctor;
mod formats;
mod judgements;
mod keys;
mod kill;
mod library;
mod links;
mod mouse;
mod newswire;
mod own;
mod people;
mod pictures;
mod plain;
mod pty;
mod quality;
mod queries;
mod quotes;
mod recognise;
mod refused;
mod related;
mod saved;
mod screens;
mod scripts;
mod seeds;
mod session;
mod shell;
mod sources;
mod structure;
mod tidy;
mod together;
mod two;
mod watch;
mod web;
