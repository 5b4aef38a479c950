//! The named parts of the REST addresses.

use farola_model::ProjectId;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

/// `/v1/projects/{project}`.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct ProjectPath {
    /// Number of the project.
    #[param(value_type = u32)]
    pub project: ProjectId,
}

/// `/v1/projects/{project}/forms/{form}`.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct FormPath {
    /// Number of the project.
    #[param(value_type = u32)]
    pub project: ProjectId,
    /// The XForm's own id; with `.xml` at its end the definition is meant.
    pub form: String,
}

/// `/v1/projects/{project}/forms/{form}/attachments/{name}`.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct FilePath {
    /// Number of the project.
    #[param(value_type = u32)]
    pub project: ProjectId,
    /// The XForm's own id.
    pub form: String,
    /// Name of the file, as the form names it.
    pub name: String,
}

/// `/v1/users/{id}`.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct PersonPath {
    /// Number of the person.
    pub id: i64,
}

/// `/v1/projects/{project}/app-users/{id}` and `/v1/projects/{project}/review/phones/{id}`.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct AppUserPath {
    /// Number of the project.
    #[param(value_type = u32)]
    pub project: ProjectId,
    /// Number of the app user.
    pub id: i64,
}

/// `/v1/projects/{project}/review/submissions/{id}`.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct RecordPath {
    /// Number of the project.
    #[param(value_type = u32)]
    pub project: ProjectId,
    /// `instanceID` of any version of the record.
    pub id: String,
}

/// `/v1/projects/{project}/review/submissions/{id}/aside/{number}`.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct AsidePath {
    /// Number of the project.
    #[param(value_type = u32)]
    pub project: ProjectId,
    /// `instanceID` of any version of the record.
    pub id: String,
    /// Its number, as the record lists it.
    pub number: i64,
}

/// `/v1/projects/{project}/review/submissions/{id}/attachments/{name}`.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct AttachmentPath {
    /// Number of the project.
    #[param(value_type = u32)]
    pub project: ProjectId,
    /// `instanceID` of the version whose file is meant.
    pub id: String,
    /// Name of the file, as the answers name it.
    pub name: String,
}
