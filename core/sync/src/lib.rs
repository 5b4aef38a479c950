//! The sync state machine: events in, commands out, no network.
