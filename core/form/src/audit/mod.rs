//! The audit log of ODK forms (`meta/audit`): how a form was filled, line by line, as ODK
//! Collect writes it.
//!
//! [`AuditLog`] is pure: it is told what happened, when and where, and makes the file. A
//! [`crate::Session`] feeds its own, and keeps it in journal and snapshot.

mod config;
mod event;
mod log;

pub use config::{AuditConfig, AuditLocation, LocationPriority};
pub use event::AuditKind;
pub use log::AuditLog;
pub(crate) use log::State;

/// The name of the file, and the value of `meta/audit`.
pub const AUDIT_FILE: &str = "audit.csv";
