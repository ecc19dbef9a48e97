//! The store and the pipeline: syncs, orders, bad input.
