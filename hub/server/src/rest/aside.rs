//! What is set aside, for an administrator: sealed bytes, which only her key opens, elsewhere.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use farola_hub_store::account::Role;
use farola_hub_store::audit::Opening;
use farola_hub_wire::AsidePath;
use farola_model::InstanceId;
use farola_protocol::Problem;

use crate::app::App;
use crate::auth::Person;
use crate::extract::Path;
use crate::failure::RestFailure;
use crate::reading;
use crate::stream::file_body;

/// Downloads something that is set aside, sealed. Only for administrators.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/review/submissions/{id}/aside/{number}",
    operation_id = "fetchAside",
    params(AsidePath),
    responses((status = 200, description = "Done", content((String = "application/octet-stream")))),
)]
pub(super) async fn fetch(
    State(app): State<App>,
    person: Person,
    Path(path): Path<AsidePath>,
) -> Result<Response, RestFailure> {
    person.must_be(&[Role::Admin])?;
    let instance = InstanceId::new(path.id);
    let (project, of) = (path.project, instance.clone());
    let found = app
        .read(move |store| store.read_aside(project, &of, path.number))
        .await?;
    let sealed = found.sealed.ok_or(Problem::AttachmentUnknown)?;
    let opening = Opening::aside(person.user.id, project, &instance, found.sent_sha256);
    reading::note(&app, opening).await?;
    let body = file_body(&app, sealed.sha256).await?;
    let name = format!("attachment; filename=\"aside-{}.age\"", found.id);
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_LENGTH, sealed.size.to_string()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, body).into_response())
}
