//! Receipts: what the hub says it holds of a submission, by digest.
//!
//! A phone counts a submission as delivered only when the receipt names the digest of its
//! exact XML and of every file it sent.

use farola_model::{InstanceId, Sha256};
use serde::{Deserialize, Serialize};

use crate::ProtocolError;

/// What the hub holds of one submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// The submission.
    pub instance_id: InstanceId,
    /// Digest of the XML as it came.
    pub xml_sha256: Sha256,
    /// Digest of the XML that is kept, where answers of it were set aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_xml_sha256: Option<Sha256>,
    /// Files stored with it.
    #[serde(default)]
    pub files: Vec<ReceiptFile>,
    /// Files that the XML names and that have not come.
    #[serde(default)]
    pub missing: Vec<String>,
    /// Digests of files that came and were set aside. Where no asked answer names one, its name is
    /// kept nowhere: who sent it knows it by its digest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aside: Vec<Sha256>,
}

/// One stored file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptFile {
    /// Name as in the XML.
    pub name: String,
    /// Digest of the bytes as stored.
    pub sha256: Sha256,
    /// Number of bytes.
    pub size: u64,
}

impl Receipt {
    /// Reads the JSON of `GET …/farola/receipts/{instanceId}`.
    ///
    /// # Errors
    /// JSON of another shape.
    pub fn parse(bytes: &[u8]) -> Result<Self, ProtocolError> {
        Ok(serde_json::from_slice(bytes)?)
    }

    /// Whether a file of that name came with exactly that digest, set aside or not. A name may
    /// occur more than once: the hub keeps both where two versions came.
    #[must_use]
    pub fn holds(&self, name: &str, sha256: &Sha256) -> bool {
        let mut files = self.files.iter();
        files.any(|f| f.name == name && f.sha256 == *sha256) || self.aside.contains(sha256)
    }
}
