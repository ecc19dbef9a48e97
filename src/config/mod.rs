//! Typed settings from file, environment and command line.
