//! App users: the keys of phones, and the codes that enrol them.
//!
//! Only the digest of a key is stored. Central lists keys in clear; here the key is given at
//! creation, its code can be shown for some minutes, and later a new key takes its place.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use farola_hub_store::account::{self, AppUser, Role};
use farola_model::ProjectId;
use farola_protocol::{Enrolment, Problem};
use serde::Deserialize;
use serde_json::{Value, json};

use super::body::{At, Body};
use super::projects::ProjectPath;
use crate::app::App;
use crate::auth::Person;
use crate::enrol;
use crate::failure::{Failure, RestFailure};
use crate::openrosa::base_url;
use crate::qr;
use crate::token::Token;

/// Longest name of a phone.
const NAME_CHARS: usize = 80;

fn shape(user: &AppUser, token: Option<&Token>) -> Value {
    json!({
        "projectId": user.project,
        "id": user.id,
        "type": "field_key",
        "displayName": user.display_name,
        "token": token.map(Token::reveal),
        "tokenPrefix": user.token_prefix,
        "revoked": user.revoked.is_some(),
        "createdBy": user.created_by,
        "lastUsed": user.last_used.map(|at| at.to_string()),
        "createdAt": user.created.to_string(),
        "updatedAt": user.updated.map(|at| at.to_string()),
        "deletedAt": user.revoked.map(|at| at.to_string()),
    })
}

/// `GET app-users`.
pub(super) async fn list(
    State(app): State<App>,
    person: Person,
    At(path): At<ProjectPath>,
) -> Result<Json<Value>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    let users = app
        .read(move |connection| account::app_users(connection, path.project))
        .await?;
    Ok(Json(users.iter().map(|user| shape(user, None)).collect()))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewAppUser {
    display_name: String,
}

/// `POST app-users`.
pub(super) async fn create(
    State(app): State<App>,
    person: Person,
    At(path): At<ProjectPath>,
    Body(new): Body<NewAppUser>,
) -> Result<Json<Value>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    let name = new.display_name.trim().to_owned();
    if name.is_empty() || name.chars().count() > NAME_CHARS {
        return Err(Problem::BadParameter.into());
    }
    let token = Token::random()?;
    let (kept, by, now) = (token.clone(), Some(person.user.id), app.now());
    let user = app
        .write(move |connection| {
            let key = (kept.digest(), kept.prefix());
            account::add_app_user(connection, path.project, &name, key, by, now)
        })
        .await?;
    app.keep_fresh_key(user.id, token.clone());
    Ok(Json(shape(&user, Some(&token))))
}

#[derive(Debug, Deserialize)]
pub(super) struct AppUserPath {
    project: ProjectId,
    id: i64,
}

/// `POST app-users/{ID}/rotate`: a new key; the old one stops at once.
pub(super) async fn rotate(
    State(app): State<App>,
    person: Person,
    At(path): At<AppUserPath>,
) -> Result<Json<Value>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    let token = Token::random()?;
    let (kept, by, now) = (token.clone(), Some(person.user.id), app.now());
    let user = app
        .write(move |connection| {
            let key = (kept.digest(), kept.prefix());
            account::rotate_app_user(connection, path.project, path.id, key, by, now)
        })
        .await?;
    app.keep_fresh_key(user.id, token.clone());
    Ok(Json(shape(&user, Some(&token))))
}

/// `DELETE app-users/{ID}`: the key stops at once.
pub(super) async fn revoke(
    State(app): State<App>,
    person: Person,
    At(path): At<AppUserPath>,
) -> Result<Json<Value>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    let (by, now) = (Some(person.user.id), app.now());
    app.write(move |connection| {
        account::revoke_app_user(connection, path.project, path.id, by, now)
    })
    .await?;
    app.forget_key(path.id);
    Ok(Json(json!({"success": true})))
}

async fn enrolment(
    app: &App,
    person: &Person,
    path: &AppUserPath,
    headers: &HeaderMap,
) -> Result<Enrolment, RestFailure> {
    person.must_be(&[Role::Admin])?;
    let (project, id) = (path.project, path.id);
    let user = app
        .read(move |connection| account::app_user_by_id(connection, project, id))
        .await?;
    let token = app.fresh_key(user.id).ok_or_else(|| {
        let hint = json!({"rotate": format!("/v1/projects/{project}/app-users/{id}/rotate")});
        Failure::from(Problem::AttachmentUnknown).with(hint)
    })?;
    let projects = app.read(account::projects).await?;
    let name = projects
        .into_iter()
        .find(|known| known.id == project)
        .map(|known| known.name);
    Ok(enrol::enrolment(
        &base_url(app, headers),
        project,
        &token,
        name,
    )?)
}

/// `GET app-users/{ID}/qr.svg`: the code that ODK Collect and Farola phones scan.
pub(super) async fn qr_svg(
    State(app): State<App>,
    person: Person,
    headers: HeaderMap,
    At(path): At<AppUserPath>,
) -> Result<Response, RestFailure> {
    let enrolment = enrolment(&app, &person, &path, &headers).await?;
    let drawn = qr::svg(&enrolment.to_collect_qr())?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], drawn).into_response())
}

/// `GET app-users/{ID}/qr.json`: what the code says.
pub(super) async fn qr_json(
    State(app): State<App>,
    person: Person,
    headers: HeaderMap,
    At(path): At<AppUserPath>,
) -> Result<Json<Value>, RestFailure> {
    let enrolment = enrolment(&app, &person, &path, &headers).await?;
    let settings: Value =
        serde_json::from_str(&enrolment.to_collect_settings()).map_err(|_| Problem::Internal)?;
    Ok(Json(json!({
        "url": enrolment.server_url.reveal(),
        "link": enrolment.to_link(),
        "collect": settings,
        "qr": enrolment.to_collect_qr(),
    })))
}
