//! Projects, in ODK Central's shape.

use axum::Json;
use axum::extract::State;
use farola_hub_store::Store;
use farola_hub_store::project::Project;
use farola_hub_wire as wire;
use farola_hub_wire::{IsoTime, Null, ProjectPath};
use farola_protocol::Problem;

use crate::app::App;
use crate::auth::Person;
use crate::extract::Path;
use crate::failure::RestFailure;

fn shape(project: Project) -> wire::Project {
    wire::Project {
        id: project.id,
        name: project.name,
        description: project.description,
        archived: Null,
        key_id: Null,
        time_zone: project.time_zone,
        created_at: project.created.into(),
        updated_at: project.updated.map(IsoTime),
        deleted_at: Null,
        forms: project.forms,
        app_users: project.app_users,
        last_submission: project.last_submission.map(IsoTime),
    }
}

/// Lists the projects.
#[utoipa::path(
    get,
    path = "/v1/projects",
    operation_id = "listProjects",
    responses((status = 200, description = "Done", body = Vec<wire::Project>)),
)]
pub(super) async fn list(
    State(app): State<App>,
    _person: Person,
) -> Result<Json<Vec<wire::Project>>, RestFailure> {
    let projects = app.read(Store::list_projects).await?;
    Ok(Json(projects.into_iter().map(shape).collect()))
}

/// Reads a project.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}",
    operation_id = "readProject",
    params(ProjectPath),
    responses((status = 200, description = "Done", body = wire::Project)),
)]
pub(super) async fn one(
    State(app): State<App>,
    _person: Person,
    Path(path): Path<ProjectPath>,
) -> Result<Json<wire::Project>, RestFailure> {
    let projects = app.read(Store::list_projects).await?;
    let project = projects
        .into_iter()
        .find(|project| project.id == path.project);
    Ok(Json(shape(project.ok_or(Problem::ProjectUnknown)?)))
}
