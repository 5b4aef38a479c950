//! Forms for phones: list, definition, manifest, files.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{IntoResponse, Response};
use farola_hub_store::form::{Form, FormFile, FormState};
use farola_model::{FormId, FormRef};
use farola_protocol::{FormList, FormListEntry, Manifest, MediaFile, Problem};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::sign::FileDigest;
use super::{ANNOUNCE, Phone, require_version};
use crate::app::App;
use crate::extract::{PhonePath, PhoneQuery};
use crate::failure::PhoneFailure;
use crate::stream::file_body;

/// What stays as it is in one segment of an address.
pub(crate) const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

const XML: (HeaderName, &str) = (header::CONTENT_TYPE, "text/xml; charset=utf-8");

#[derive(Debug, Deserialize)]
pub(super) struct ListQuery {
    #[serde(rename = "formID")]
    form_id: Option<String>,
}

/// `GET formList`.
pub(super) async fn list(
    State(app): State<App>,
    phone: Phone,
    headers: HeaderMap,
    PhoneQuery(query): PhoneQuery<ListQuery>,
) -> Result<Response, PhoneFailure> {
    require_version(&headers)?;
    let project = phone.project;
    let forms = app.read(move |store| store.list_forms(project)).await?;
    let wanted = |id: &FormId| {
        query
            .form_id
            .as_deref()
            .is_none_or(|asked| asked == id.as_str())
    };
    let forms = forms
        .into_iter()
        .filter(|form| form.state == FormState::Open && wanted(&form.id));
    let entry = |form: Form| {
        let id = utf8_percent_encode(form.id.as_str(), SEGMENT).to_string();
        let manifest = format!("{}/forms/{id}/manifest", phone.base);
        FormListEntry {
            name: form.title,
            hash: Some(form.md5),
            download_url: format!("{}/forms/{id}.xml", phone.base),
            manifest_url: form.has_attachments.then_some(manifest),
            description: None,
            form: FormRef {
                id: form.id,
                version: form.version,
            },
        }
    };
    let list = FormList {
        forms: forms.map(entry).collect(),
    };
    Ok(([XML, ANNOUNCE], list.to_xml()).into_response())
}

#[derive(Debug, Deserialize)]
pub(super) struct FormPath {
    form: String,
}

/// `GET forms/{ID}.xml`.
pub(super) async fn xml(
    State(app): State<App>,
    phone: Phone,
    PhonePath(path): PhonePath<FormPath>,
) -> Result<Response, PhoneFailure> {
    let id = path
        .form
        .strip_suffix(".xml")
        .ok_or(Problem::RouteUnknown)?;
    let (project, id) = (phone.project, FormId::new(id));
    let xml = app
        .read(move |store| store.read_form_xml(project, &id))
        .await?;
    let headers = [
        (
            header::CONTENT_TYPE,
            "application/xml; charset=utf-8".to_owned(),
        ),
        (header::ETAG, format!("\"{}\"", xml.sha256)),
    ];
    Ok((headers, xml.bytes).into_response())
}

/// `GET forms/{ID}/manifest`: the files that are there; a slot without a file is left out.
pub(super) async fn manifest(
    State(app): State<App>,
    phone: Phone,
    headers: HeaderMap,
    PhonePath(path): PhonePath<FormPath>,
) -> Result<Response, PhoneFailure> {
    require_version(&headers)?;
    let (project, id) = (phone.project, FormId::new(path.form.as_str()));
    let files = app
        .read(move |store| store.list_form_files(project, &id))
        .await?;
    let form = utf8_percent_encode(&path.form, SEGMENT).to_string();
    let file = |file: FormFile| {
        let stored = file.stored?;
        let name = utf8_percent_encode(&file.name, SEGMENT).to_string();
        Some(MediaFile {
            hash: Some(stored.md5),
            download_url: format!("{}/forms/{form}/attachments/{name}", phone.base),
            name: file.name,
            kind: None,
            integrity_url: None,
        })
    };
    let manifest = Manifest {
        files: files.into_iter().filter_map(file).collect(),
    };
    Ok(([XML], manifest.to_xml()).into_response())
}

#[derive(Debug, Deserialize)]
pub(super) struct AttachmentPath {
    form: String,
    name: String,
}

/// `GET forms/{ID}/attachments/{NAME}`.
pub(super) async fn attachment(
    State(app): State<App>,
    phone: Phone,
    PhonePath(path): PhonePath<AttachmentPath>,
) -> Result<Response, PhoneFailure> {
    let (project, id) = (phone.project, FormId::new(path.form));
    let files = app
        .read(move |store| store.list_form_files(project, &id))
        .await?;
    let wanted = files.into_iter().find(|file| file.name == path.name);
    let stored = wanted
        .and_then(|file| file.stored)
        .ok_or(Problem::AttachmentUnknown)?;
    let body = file_body(&app, stored.sha256).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_LENGTH, stored.size.to_string()),
        (header::ETAG, format!("\"{}\"", stored.sha256)),
    ];
    let digest = Extension(FileDigest(stored.sha256));
    Ok((digest, headers, body).into_response())
}
