//! App users: the keys of phones, and the codes that enrol them.
//!
//! Only the digest of a key is stored. Central lists keys in clear; here the key is given at
//! creation, its code can be shown for some minutes, and later a new key takes its place.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use farola_hub_store::Store;
use farola_hub_store::account::Role;
use farola_hub_store::app_user::{AppUser, AppUserId};
use farola_hub_store::audit::Opening;
use farola_hub_wire as wire;
use farola_hub_wire::{
    AppUserPath, Details, Done, EnrolmentCode, IsoTime, NewAppUser, ProjectPath,
};
use farola_protocol::{Enrolment, Problem};

use crate::app::App;
use crate::auth::Person;
use crate::enrol;
use crate::extract::{JsonBody, Path};
use crate::failure::{Failure, RestFailure};
use crate::fresh;
use crate::qr;
use crate::reading;
use crate::token::Token;

/// Longest name of a phone.
const NAME_CHARS: usize = 80;

fn shape(user: AppUser, token: Option<&Token>) -> wire::AppUser {
    wire::AppUser {
        project_id: user.project,
        id: user.id.0,
        kind: "field_key".to_owned(),
        display_name: user.display_name,
        token: token.map(|token| token.reveal().to_owned()),
        token_prefix: user.token_prefix,
        revoked: user.revoked.is_some(),
        created_by: user.created_by.map(|by| by.0),
        last_used: user.last_used.map(IsoTime),
        created_at: user.created.into(),
        updated_at: user.updated.map(IsoTime),
        deleted_at: user.revoked.map(IsoTime),
    }
}

/// Lists the keys of phones, without the keys themselves.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/app-users",
    operation_id = "listAppUsers",
    params(ProjectPath),
    responses((status = 200, description = "Done", body = Vec<wire::AppUser>)),
)]
pub(super) async fn list(
    State(app): State<App>,
    person: Person,
    Path(path): Path<ProjectPath>,
) -> Result<Json<Vec<wire::AppUser>>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    let users = app
        .read(move |store| store.list_app_users(path.project))
        .await?;
    Ok(Json(
        users.into_iter().map(|user| shape(user, None)).collect(),
    ))
}

/// Makes a key for a phone.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/app-users",
    operation_id = "createAppUser",
    params(ProjectPath),
    request_body(content = NewAppUser),
    responses((status = 200, description = "Done", body = wire::AppUser)),
)]
pub(super) async fn create(
    State(app): State<App>,
    person: Person,
    Path(path): Path<ProjectPath>,
    JsonBody(new): JsonBody<NewAppUser>,
) -> Result<Json<wire::AppUser>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    let name = new.display_name.trim().to_owned();
    if name.is_empty() || name.chars().count() > NAME_CHARS {
        return Err(Problem::BadParameter.into());
    }
    let token = Token::random()?;
    let (key, by, now) = (token.new_key(), Some(person.user.id), app.now());
    let user = app
        .write(|store| store.add_app_user(path.project, name, key, by, now))
        .await?;
    keep_fresh(&app, &person, user.id, &token).await;
    Ok(Json(shape(user, Some(&token))))
}

/// Gives a phone a new key; the old one stops at once.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/app-users/{id}/rotate",
    operation_id = "rotateAppUser",
    params(AppUserPath),
    responses((status = 200, description = "Done", body = wire::AppUser)),
)]
pub(super) async fn rotate(
    State(app): State<App>,
    person: Person,
    Path(path): Path<AppUserPath>,
) -> Result<Json<wire::AppUser>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    let token = Token::random()?;
    let (key, by, now) = (token.new_key(), Some(person.user.id), app.now());
    let id = AppUserId(path.id);
    let user = app
        .write(|store| store.rotate_app_user(path.project, id, key, by, now))
        .await?;
    keep_fresh(&app, &person, user.id, &token).await;
    Ok(Json(shape(user, Some(&token))))
}

/// Takes a key back; it stops at once.
#[utoipa::path(
    delete,
    path = "/v1/projects/{project}/app-users/{id}",
    operation_id = "revokeAppUser",
    params(AppUserPath),
    responses((status = 200, description = "Done", body = Done)),
)]
pub(super) async fn revoke(
    State(app): State<App>,
    person: Person,
    Path(path): Path<AppUserPath>,
) -> Result<Json<Done>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    let (by, now) = (Some(person.user.id), app.now());
    let id = AppUserId(path.id);
    app.write(|store| store.revoke_app_user(path.project, id, by, now))
        .await?;
    Ok(Json(Done::YES))
}

/// Keeps a new key for some minutes, so that its code can be shown to who made it. Without that
/// the key is good all the same: it was answered.
async fn keep_fresh(app: &App, person: &Person, app_user: AppUserId, token: &Token) {
    let Some(fresh) = fresh::seal(&person.token, token) else {
        return;
    };
    let kept = app
        .write(|store| store.keep_fresh_key(app_user, fresh))
        .await;
    if kept.is_err() {
        tracing::warn!(event = "app_user.code_not_kept");
    }
}

async fn enrolment(
    app: &App,
    person: &Person,
    path: &AppUserPath,
) -> Result<Enrolment, RestFailure> {
    person.must_be(&[Role::Admin])?;
    let (project, id) = (path.project, AppUserId(path.id));
    let user = app
        .read(move |store| store.read_app_user(project, id))
        .await?;
    let fresh = app.read(move |store| store.find_fresh_key(user.id)).await?;
    let token = fresh.and_then(|fresh| fresh::open(&person.token, &fresh));
    let token = token.ok_or_else(|| {
        let rotate = format!("/v1/projects/{project}/app-users/{id}/rotate");
        Failure::from(Problem::AttachmentUnknown).with(Details {
            rotate: Some(rotate),
            ..Details::default()
        })
    })?;
    reading::note(app, Opening::phone_code(person.user.id, project, id)).await?;
    let projects = app.read(Store::list_projects).await?;
    let name = projects
        .into_iter()
        .find(|known| known.id == project)
        .map(|known| known.name);
    let key = app.signer().key();
    Ok(enrol::enrolment(
        app.base_url(),
        project,
        &token,
        name,
        key,
    )?)
}

/// Draws the code that ODK Collect and Farola phones scan, while its key is fresh.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/app-users/{id}/qr.svg",
    operation_id = "drawEnrolment",
    params(AppUserPath),
    responses((status = 200, description = "Done", content_type = "image/svg+xml", body = String)),
)]
pub(super) async fn qr_svg(
    State(app): State<App>,
    person: Person,
    Path(path): Path<AppUserPath>,
) -> Result<Response, RestFailure> {
    let enrolment = enrolment(&app, &person, &path).await?;
    let drawn = qr::svg(&enrolment.to_collect_qr())?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], drawn).into_response())
}

/// Says in words what the code says, while its key is fresh.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/app-users/{id}/qr.json",
    operation_id = "readEnrolment",
    params(AppUserPath),
    responses((status = 200, description = "Done", body = EnrolmentCode)),
)]
pub(super) async fn qr_json(
    State(app): State<App>,
    person: Person,
    Path(path): Path<AppUserPath>,
) -> Result<Json<EnrolmentCode>, RestFailure> {
    let enrolment = enrolment(&app, &person, &path).await?;
    let settings = serde_json::from_str(&enrolment.to_collect_settings());
    let url = enrolment.server_url.reveal();
    Ok(Json(EnrolmentCode {
        only_this_machine: enrol::is_of_this_machine(url),
        url: url.to_owned(),
        link: enrolment.to_link(),
        key_words: enrolment
            .hub_key
            .map_or_else(Vec::new, |key| key.words_of_each()),
        collect: settings.map_err(|_| Problem::Internal)?,
        qr: enrolment.to_collect_qr(),
    }))
}
