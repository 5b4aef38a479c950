//! The hub: routes, sessions, limits, and the review app from the same binary.
