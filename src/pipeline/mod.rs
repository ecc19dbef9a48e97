//! From sources to a complete library: incremental, resumable, with progress.
