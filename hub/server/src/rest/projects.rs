//! Projects, in ODK Central's shape.

use axum::Json;
use axum::extract::State;
use farola_hub_store::account::{self, Project};
use farola_model::ProjectId;
use farola_protocol::Problem;
use serde::Deserialize;
use serde_json::{Value, json};

use super::body::At;
use crate::app::App;
use crate::auth::Person;
use crate::failure::RestFailure;

/// The project of an address.
#[derive(Debug, Deserialize)]
pub(super) struct ProjectPath {
    pub(super) project: ProjectId,
}

fn shape(project: Project) -> Value {
    json!({
        "id": project.id,
        "name": project.name,
        "description": project.description,
        "archived": null,
        "keyId": null,
        "timeZone": project.time_zone,
        "createdAt": project.created.to_string(),
        "updatedAt": project.updated.map(|at| at.to_string()),
        "deletedAt": null,
        "forms": project.forms,
        "appUsers": project.app_users,
        "lastSubmission": project.last_submission.map(|at| at.to_string()),
    })
}

/// `GET projects`.
pub(super) async fn list(
    State(app): State<App>,
    _person: Person,
) -> Result<Json<Value>, RestFailure> {
    let projects = app.read(account::projects).await?;
    Ok(Json(projects.into_iter().map(shape).collect()))
}

/// `GET projects/{P}`.
pub(super) async fn one(
    State(app): State<App>,
    _person: Person,
    At(path): At<ProjectPath>,
) -> Result<Json<Value>, RestFailure> {
    let projects = app.read(account::projects).await?;
    let project = projects
        .into_iter()
        .find(|project| project.id == path.project);
    Ok(Json(shape(project.ok_or(Problem::ProjectUnknown)?)))
}
