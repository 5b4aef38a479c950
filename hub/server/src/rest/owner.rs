//! Whose a record is: a reviewer gives its correction, or all records of a lost key, to another
//! phone.

use axum::Json;
use axum::extract::State;
use farola_hub_store::account::Role;
use farola_hub_store::app_user::AppUserId;
use farola_hub_store::owner::{HandOver, PhoneHandOver};
use farola_hub_wire as wire;
use farola_hub_wire::{AppUserPath, HandedOver, LanguageQuery, Phone, ProjectPath, RecordPath};
use farola_model::InstanceId;

use super::review::read_record;
use crate::app::App;
use crate::auth::Person;
use crate::extract::{JsonBody, Path, Query};
use crate::failure::RestFailure;
use crate::token;

/// Who may give records on.
const MAY: [Role; 2] = [Role::Admin, Role::Reviewer];

/// Lists the phones to which a record may be given: those whose key is good.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/review/phones",
    operation_id = "listPhones",
    params(ProjectPath),
    responses((status = 200, description = "Done", body = Vec<Phone>)),
)]
pub(super) async fn phones(
    State(app): State<App>,
    person: Person,
    Path(path): Path<ProjectPath>,
) -> Result<Json<Vec<Phone>>, RestFailure> {
    person.must_be(&MAY)?;
    let phones = app
        .read(move |store| store.list_app_users(path.project))
        .await?;
    let good = phones.into_iter().filter(|phone| phone.revoked.is_none());
    let named = good.map(|phone| Phone {
        id: phone.id.0,
        name: phone.display_name,
    });
    Ok(Json(named.collect()))
}

/// Gives the correction of a record to another phone.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/review/submissions/{id}/hand-over",
    operation_id = "handOverRecord",
    params(RecordPath, LanguageQuery),
    request_body(content = wire::HandOver),
    responses((status = 200, description = "Done", body = wire::Review)),
)]
pub(super) async fn hand_over(
    State(app): State<App>,
    person: Person,
    Path(path): Path<RecordPath>,
    Query(query): Query<LanguageQuery>,
    JsonBody(body): JsonBody<wire::HandOver>,
) -> Result<Json<wire::Review>, RestFailure> {
    person.must_be(&MAY)?;
    let (project, instance) = (path.project, InstanceId::new(path.id));
    let act = HandOver {
        project,
        instance_id: instance.clone(),
        to: AppUserId(body.to),
        expected_version: Some(body.expected_version),
        by: Some(person.user.id),
        at: app.now(),
        uid: token::uid()?,
    };
    app.write(|store| store.hand_over(act)).await?;
    tracing::info!(event = "review.handed_over", user = %person.user.id);
    read_record(&app, project, instance, query, &person).await
}

/// Gives all records of a phone to another one: the same hands with a new key.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/review/phones/{id}/hand-over",
    operation_id = "handOverPhone",
    params(AppUserPath),
    request_body(content = wire::PhoneHandOver),
    responses((status = 200, description = "Done", body = HandedOver)),
)]
pub(super) async fn hand_over_all(
    State(app): State<App>,
    person: Person,
    Path(path): Path<AppUserPath>,
    JsonBody(body): JsonBody<wire::PhoneHandOver>,
) -> Result<Json<HandedOver>, RestFailure> {
    person.must_be(&MAY)?;
    let act = PhoneHandOver {
        project: path.project,
        from: AppUserId(path.id),
        to: AppUserId(body.to),
        by: Some(person.user.id),
        at: app.now(),
        uid: token::uid()?,
    };
    let records = app.read(move |store| store.hand_over_all(&act)).await?;
    tracing::info!(event = "review.phone_handed_over", records, user = %person.user.id);
    Ok(Json(HandedOver { records }))
}
