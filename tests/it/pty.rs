//! The real binary in a pseudo-terminal, waiting for text, never for time.
