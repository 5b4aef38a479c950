//! Forms of a project: list, definition, publishing, their files.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use farola_form::Severity;
use farola_hub_store::account::Role;
use farola_hub_store::form::{self, Form};
use farola_hub_store::{Connection, StoreError};
use farola_model::limits::is_safe_file_name;
use farola_model::{FormId, Md5, ProjectId};
use farola_protocol::Problem;
use serde::Deserialize;
use serde_json::{Value, json};

use super::body::{Asked, At, Body};
use super::projects::ProjectPath;
use crate::app::App;
use crate::auth::Person;
use crate::failure::{Failure, RestFailure};
use crate::fields::read_form;

/// A form with the number of its submissions.
fn counted(
    connection: &Connection,
    project: ProjectId,
    id: &FormId,
) -> Result<(Form, i64), StoreError> {
    let form = form::form(connection, project, id)?;
    let count = form::submissions(connection, form.key)?;
    Ok((form, count))
}

fn shape(project: ProjectId, form: &Form, submissions: i64) -> Value {
    json!({
        "projectId": project,
        "xmlFormId": form.id,
        "name": form.title,
        "version": form.version,
        "state": form.state,
        "hash": form.md5,
        "sha256": form.sha256,
        "keyId": null,
        "submissions": submissions,
        "publishedAt": form.published.to_string(),
        "createdAt": form.created.to_string(),
        "updatedAt": form.published.to_string(),
    })
}

/// `GET forms`.
pub(super) async fn list(
    State(app): State<App>,
    _person: Person,
    At(path): At<ProjectPath>,
) -> Result<Json<Value>, RestFailure> {
    let project = path.project;
    let forms = app
        .read(move |connection| {
            let forms = form::forms(connection, project)?.into_iter();
            let counted = forms.map(|form| Ok((form::submissions(connection, form.key)?, form)));
            counted.collect::<Result<Vec<_>, StoreError>>()
        })
        .await?;
    let shapes = forms
        .iter()
        .map(|(count, form)| shape(project, form, *count));
    Ok(Json(shapes.collect()))
}

#[derive(Debug, Deserialize)]
pub(super) struct FormPath {
    project: ProjectId,
    form: String,
}

/// `GET forms/{F}` and `GET forms/{F}.xml`.
pub(super) async fn one(
    State(app): State<App>,
    _person: Person,
    At(path): At<FormPath>,
) -> Result<Response, RestFailure> {
    let project = path.project;
    if let Some(id) = path.form.strip_suffix(".xml") {
        let id = FormId::new(id);
        let xml = app
            .read(move |connection| {
                let form = form::form(connection, project, &id)?;
                form::xml(connection, form.version_key)
            })
            .await?;
        return Ok(([(header::CONTENT_TYPE, "application/xml")], xml).into_response());
    }
    let id = FormId::new(path.form);
    let (form, count) = app
        .read(move |connection| counted(connection, project, &id))
        .await?;
    Ok(Json(shape(project, &form, count)).into_response())
}

#[derive(Debug, Deserialize)]
pub(super) struct PublishQuery {
    publish: Option<bool>,
}

/// `POST forms?publish=true` with an XForm as the body.
pub(super) async fn publish(
    State(app): State<App>,
    person: Person,
    At(path): At<ProjectPath>,
    Asked(query): Asked<PublishQuery>,
    xml: Bytes,
) -> Result<Json<Value>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    if query.publish != Some(true) {
        // Drafts of forms are not kept; saying so is better than publishing by surprise.
        return Err(Problem::BadParameter.into());
    }
    let (project, by, now) = (path.project, person.user.id, app.now());
    let new = app
        .blocking(move || {
            read_form(&xml).map_err(|diagnostics| {
                let faults: Vec<Value> = diagnostics
                    .iter()
                    .filter(|fault| fault.severity == Severity::Error)
                    .map(|fault| {
                        json!({
                            "code": fault.code,
                            "message": fault.message,
                            "place": fault.place.to_string(),
                            "help": fault.help,
                        })
                    })
                    .collect();
                Failure::from(Problem::FormInvalid).with(json!({"diagnostics": faults}))
            })
        })
        .await?;
    let (form, count) = app
        .write(move |connection| {
            form::publish(connection, project, &new, Some(by), now)?;
            counted(connection, project, &new.id)
        })
        .await?;
    Ok(Json(shape(project, &form, count)))
}

#[derive(Debug, Deserialize)]
pub(super) struct FormPatch {
    state: String,
}

/// `PATCH forms/{F}` with the state in which it takes submissions.
pub(super) async fn patch(
    State(app): State<App>,
    person: Person,
    At(path): At<FormPath>,
    Body(patch): Body<FormPatch>,
) -> Result<Json<Value>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    if !["open", "closing", "closed"].contains(&patch.state.as_str()) {
        return Err(Problem::BadParameter.into());
    }
    let (project, id, now) = (path.project, FormId::new(path.form), app.now());
    let (form, count) = app
        .write(move |connection| {
            form::set_state(connection, project, &id, &patch.state, now)?;
            counted(connection, project, &id)
        })
        .await?;
    Ok(Json(shape(project, &form, count)))
}

#[derive(Debug, Deserialize)]
pub(super) struct FilePath {
    project: ProjectId,
    form: String,
    name: String,
}

/// `POST forms/{F}/attachments/{NAME}` with the file as the body.
pub(super) async fn attach(
    State(app): State<App>,
    person: Person,
    At(path): At<FilePath>,
    bytes: Bytes,
) -> Result<Json<Value>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    if !is_safe_file_name(&path.name) {
        return Err(Problem::BadFileName.into());
    }
    let store = app.store().clone();
    let size = bytes.len() as u64;
    let (sha256, md5) = app
        .blocking(move || Ok((store.blobs().put(&bytes)?, Md5::of(&bytes))))
        .await?;
    let (project, id, now) = (path.project, FormId::new(path.form), app.now());
    app.write(move |connection| {
        let form = form::form(connection, project, &id)?;
        form::set_attachment(
            connection,
            form.version_key,
            &path.name,
            (sha256, md5, size),
            now,
        )
    })
    .await?;
    Ok(Json(json!({"success": true})))
}
