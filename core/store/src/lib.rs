//! The phone's encrypted database: forms, drafts, outbox, media, tracks.
