//! The terminal, the input thread, the workers and the loop: the only impure part of the reader.
