//! The structure of the seed articles against the gold.
