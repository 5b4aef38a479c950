//! Why a document of the wire was refused.

use farola_model::{Coded, ErrorClass};

/// A document was refused. No variant carries what the document said.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProtocolError {
    /// The bytes are not UTF-8.
    #[error("the document is not UTF-8")]
    NotUtf8,
    /// The bytes are not well-formed XML.
    #[error("the document is not well-formed XML (byte {offset})")]
    NotXml {
        /// Where reading stopped, in bytes.
        offset: u64,
    },
    /// The document declares a DTD; entities could expand without end.
    #[error("the document declares a DTD, which is refused")]
    DtdRefused,
    /// Elements are nested deeper than the limit.
    #[error("elements are nested deeper than {limit}")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// The document is larger than the limit, or has more elements than it.
    #[error("the document passes the limit of {limit} {unit}")]
    TooLarge {
        /// The limit.
        limit: u64,
        /// What was counted: `bytes` or `elements`.
        unit: &'static str,
    },
    /// The root element is another one: the answer comes from something else.
    #[error("the root element is not {expected}")]
    WrongRoot {
        /// The local name expected.
        expected: &'static str,
    },
    /// An item lacks something it cannot be used without.
    #[error("{item} number {number} has no {field}")]
    Missing {
        /// The kind of item.
        item: &'static str,
        /// Its place, counted from 1.
        number: usize,
        /// The field that is missing or empty.
        field: &'static str,
    },
    /// A file name that could leave the folder it is meant for.
    #[error("file number {number} has a name that is not a plain file name")]
    UnsafeFileName {
        /// Its place, counted from 1.
        number: usize,
    },
    /// Two items bear the same name.
    #[error("{item} number {number} bears a name that came before")]
    Duplicate {
        /// The kind of item.
        item: &'static str,
        /// Its place, counted from 1.
        number: usize,
    },
    /// The JSON of a hub message is broken or of another shape.
    #[error("the message is not the JSON expected (line {line}, column {column})")]
    NotJson {
        /// Line of the fault.
        line: usize,
        /// Column of the fault.
        column: usize,
    },
    /// The text is no id of a parcel.
    #[error("the text is no id of a parcel")]
    NotParcelId,
    /// The text is no key of a hub, no signature, or no nonce.
    #[error("the text is no key of a hub")]
    NotHubKey,
    /// The text is no enrolment: neither a URL nor an enrolment code.
    #[error("the text is neither a server address nor an enrolment code")]
    NotEnrolment,
    /// The address would send the key unencrypted to somebody who cannot prove who they are.
    #[error("the server address is not https, and not that of a hub with a key nearby")]
    InsecureAddress,
}

impl Coded for ProtocolError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotUtf8 => "protocol.not_utf8",
            Self::NotXml { .. } => "protocol.not_xml",
            Self::DtdRefused => "protocol.dtd_refused",
            Self::TooDeep { .. } => "protocol.too_deep",
            Self::TooLarge { .. } => "protocol.too_large",
            Self::WrongRoot { .. } => "protocol.wrong_root",
            Self::Missing { .. } => "protocol.missing_field",
            Self::UnsafeFileName { .. } => "protocol.unsafe_file_name",
            Self::Duplicate { .. } => "protocol.duplicate",
            Self::NotJson { .. } => "protocol.not_json",
            Self::NotParcelId => "protocol.not_parcel_id",
            Self::NotHubKey => "protocol.not_hub_key",
            Self::NotEnrolment => "enrol.not_enrolment",
            Self::InsecureAddress => "enrol.insecure_address",
        }
    }

    fn class(&self) -> ErrorClass {
        match self {
            Self::NotEnrolment | Self::InsecureAddress => ErrorClass::User,
            _ => ErrorClass::Permanent,
        }
    }
}

impl From<serde_json::Error> for ProtocolError {
    fn from(error: serde_json::Error) -> Self {
        // serde_json's own text may quote the document, so only the place is kept.
        Self::NotJson {
            line: error.line(),
            column: error.column(),
        }
    }
}
