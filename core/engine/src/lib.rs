//! Opens form, store, track and sync together, owns threads, clock and transport.
