//! Forms of a project: list, definition, publishing, their files.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use farola_form::{Diagnostic, Severity};
use farola_hub_store::account::Role;
use farola_hub_store::form::{CountedForm, FormFileBytes, FormState, GivenFile};
use farola_hub_wire as wire;
use farola_hub_wire::{Details, Done, FilePath, FormFault, FormPatch, FormPath};
use farola_hub_wire::{Null, ProjectPath, PublishQuery};
use farola_model::limits::{MEDIA_BYTES, is_safe_file_name};
use farola_model::{FormId, Md5, ProjectId};
use farola_protocol::Problem;
use md5::Digest as _;

use crate::app::App;
use crate::auth::Person;
use crate::extract::{JsonBody, Path, Query, WholeBody};
use crate::failure::{Failure, RestFailure};
use crate::fields::read_form;
use crate::openrosa::{Coming, HELD, ReceivedFile, content_length, keep_as_it_came};
use crate::upload::{Upload, require_plain};

fn shape(project: ProjectId, counted: CountedForm) -> wire::Form {
    let CountedForm { form, submissions } = counted;
    wire::Form {
        project_id: project,
        xml_form_id: form.id,
        name: form.title,
        version: form.version,
        state: state(form.state),
        hash: form.md5,
        sha256: form.sha256,
        key_id: Null,
        submissions,
        published_at: form.published.into(),
        created_at: form.created.into(),
        updated_at: form.published.into(),
    }
}

fn state(stored: FormState) -> wire::FormState {
    match stored {
        FormState::Open => wire::FormState::Open,
        FormState::Closing => wire::FormState::Closing,
        FormState::Closed => wire::FormState::Closed,
    }
}

fn fault(diagnostic: Diagnostic) -> FormFault {
    FormFault {
        code: diagnostic.code.to_owned(),
        place: diagnostic.place.to_string(),
        message: diagnostic.message,
        help: diagnostic.help.to_owned(),
    }
}

/// Lists the forms of a project with their current versions.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/forms",
    operation_id = "listForms",
    params(ProjectPath),
    responses((status = 200, description = "Done", body = Vec<wire::Form>)),
)]
pub(super) async fn list(
    State(app): State<App>,
    _person: Person,
    Path(path): Path<ProjectPath>,
) -> Result<Json<Vec<wire::Form>>, RestFailure> {
    let project = path.project;
    let forms = app
        .read(move |store| store.list_counted_forms(project))
        .await?;
    let shapes = forms.into_iter().map(|counted| shape(project, counted));
    Ok(Json(shapes.collect()))
}

/// Reads a form; with `.xml` at the end of its id, the exact bytes of its definition.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/forms/{form}",
    operation_id = "readForm",
    params(FormPath),
    responses((status = 200, description = "Done", content((wire::Form = "application/json"), (String = "application/xml")))),
)]
pub(super) async fn one(
    State(app): State<App>,
    _person: Person,
    Path(path): Path<FormPath>,
) -> Result<Response, RestFailure> {
    let project = path.project;
    if let Some(id) = path.form.strip_suffix(".xml") {
        let id = FormId::new(id);
        let xml = app
            .read(move |store| store.read_form_xml(project, &id))
            .await?;
        return Ok(([(header::CONTENT_TYPE, "application/xml")], xml.bytes).into_response());
    }
    let id = FormId::new(path.form);
    let counted = app
        .read(move |store| store.read_counted_form(project, &id))
        .await?;
    Ok(Json(shape(project, counted)).into_response())
}

/// Publishes an XForm; the same bytes again change nothing.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/forms",
    operation_id = "publishForm",
    params(ProjectPath, PublishQuery),
    request_body(content = String, content_type = "application/xml"),
    responses((status = 200, description = "Done", body = wire::Form)),
)]
pub(super) async fn publish(
    State(app): State<App>,
    person: Person,
    Path(path): Path<ProjectPath>,
    Query(query): Query<PublishQuery>,
    WholeBody(xml): WholeBody,
) -> Result<Json<wire::Form>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    if query.publish != Some(true) {
        // Drafts of forms are not kept; saying so is better than publishing by surprise.
        return Err(Problem::BadParameter.into());
    }
    let (project, by, now) = (path.project, person.user.id, app.now());
    let new = app
        .blocking(move || {
            read_form(&xml).map_err(|diagnostics| {
                let faults = diagnostics.into_iter();
                let faults = faults.filter(|fault| fault.severity == Severity::Error);
                Failure::from(Problem::FormInvalid).with(Details {
                    diagnostics: faults.map(fault).collect(),
                    ..Details::default()
                })
            })
        })
        .await?;
    let counted = app
        .write(|store| store.publish_form(project, new, Vec::new(), Some(by), now))
        .await?;
    Ok(Json(shape(project, counted)))
}

/// Sets whether a form takes submissions.
#[utoipa::path(
    patch,
    path = "/v1/projects/{project}/forms/{form}",
    operation_id = "changeForm",
    params(FormPath),
    request_body(content = FormPatch),
    responses((status = 200, description = "Done", body = wire::Form)),
)]
pub(super) async fn patch(
    State(app): State<App>,
    person: Person,
    Path(path): Path<FormPath>,
    JsonBody(patch): JsonBody<FormPatch>,
) -> Result<Json<wire::Form>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    let state = FormState::parse(&patch.state).ok_or(Problem::BadParameter)?;
    let (project, id, now) = (path.project, FormId::new(path.form), app.now());
    let counted = app
        .write(|store| store.set_form_state(project, id, state, now))
        .await?;
    Ok(Json(shape(project, counted)))
}

/// Gives a file that the form names; the body is the file.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/forms/{form}/attachments/{name}",
    operation_id = "attachFormFile",
    params(FilePath),
    request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 200, description = "Done", body = Done)),
)]
pub(super) async fn attach(
    State(app): State<App>,
    person: Person,
    Path(path): Path<FilePath>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Done>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    require_plain(&headers)?;
    if !is_safe_file_name(&path.name) {
        return Err(Problem::BadFileName.into());
    }
    if content_length(&headers).is_some_and(|size| size > MEDIA_BYTES) {
        return Err(Problem::BodyTooLarge.into());
    }
    let (md5, file) = receive(&app, path.name, body).await?;
    let store = app.store().clone();
    let kept = app
        .blocking(move || Ok(keep_as_it_came(&store, file)?))
        .await?;
    let (project, id, now) = (path.project, FormId::new(path.form), app.now());
    let file = GivenFile {
        name: kept.name,
        bytes: FormFileBytes {
            sha256: kept.sha256,
            md5,
            size: kept.size,
        },
    };
    app.write(|store| store.give_form_file(project, id, file, now))
        .await?;
    Ok(Json(Done::YES))
}

/// Reads a file of a form, to the disk as it comes: it may have a hundred megabytes.
async fn receive(app: &App, name: String, body: Body) -> Result<(Md5, ReceivedFile), Failure> {
    let mut body = Upload::new(body, MEDIA_BYTES, app.config().patience);
    let (mut md5, mut coming) = (md5::Md5::new(), Coming::new(HELD));
    while let Some(piece) = body.next().await? {
        md5.update(&piece);
        coming.push(app, &piece).await?;
    }
    let file = coming.end(app, name).await?;
    Ok((Md5(md5.finalize().into()), file))
}
