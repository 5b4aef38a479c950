//! The safety walk: scores, principles, bands and what follows from them.
