//! Key scripts: text before, keys, state after.
