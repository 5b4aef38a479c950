//! A plain XML document as a host: an immutable arena.
