//! Published forms. The shape is ODK Central's; `sha256` is ours.

use farola_model::{FormId, FormVersion, Md5, ProjectId, Sha256};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{IsoTime, Null};

/// A form with its current version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Form {
    /// Number of its project.
    #[schema(value_type = u32)]
    pub project_id: ProjectId,
    /// The XForm's own id.
    #[schema(value_type = String)]
    pub xml_form_id: FormId,
    /// Its title.
    pub name: String,
    /// Its current version.
    #[schema(value_type = String)]
    pub version: FormVersion,
    /// Whether it takes submissions.
    pub state: FormState,
    /// MD5 of the current XML, in hexadecimal digits.
    #[schema(value_type = String)]
    pub hash: Md5,
    /// SHA-256 of the current XML, in hexadecimal digits.
    #[schema(value_type = String)]
    pub sha256: Sha256,
    /// Central's field.
    pub key_id: Null,
    /// Number of its submissions.
    pub submissions: i64,
    /// When the current version was published.
    pub published_at: IsoTime,
    /// When the form was first published.
    pub created_at: IsoTime,
    /// The same as `publishedAt`.
    pub updated_at: IsoTime,
}

/// Whether a form takes submissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum FormState {
    /// Phones list it and send.
    Open,
    /// Phones do not list it and still send what they have.
    Closing,
    /// It takes nothing.
    Closed,
}

/// The body of `PATCH forms/{form}`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FormPatch {
    /// Whether it takes submissions from now on.
    #[schema(value_type = FormState)]
    pub state: String,
}

/// The query of `POST forms`.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct PublishQuery {
    /// Must be `true`: drafts of forms are not kept.
    pub publish: Option<bool>,
    /// Central's parameter, sent by its clients; the hub has no warnings to ignore.
    pub ignore_warnings: Option<bool>,
}
