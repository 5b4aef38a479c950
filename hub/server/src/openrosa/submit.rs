//! `HEAD` and `POST submission`.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use farola_form::submission::ReceivedSubmission;
use farola_hub_store::account::UserId;
use farola_hub_store::app_user::AppUserId;
use farola_hub_store::aside::AsideReason;
use farola_hub_store::form::MatchedForm;
use farola_hub_store::submission::{Accepted, Arrival, Left};
use farola_hub_store::{Store, StoreError};
use farola_model::limits::REQUEST_BYTES;
use farola_model::{FormId, FormVersion, InstanceId, ProjectId, Sha256};
use farola_protocol::{Problem, Response as Envelope};
use serde::Deserialize;

use super::kept::keep;
use super::multipart::Parts;
use super::receive::{Received, receive};
use super::{ANNOUNCE, PARCELS, Phone, content_length, require_version};
use crate::app::App;
use crate::arrival;
use crate::aside::{Of, set_aside};
use crate::config::LARGE_XML;
use crate::day;
use crate::extract::PhoneQuery;
use crate::failure::{Failure, PhoneFailure};
use crate::fields::FieldTable;
use crate::token;
use crate::upload::{Upload, require_plain};
use crate::uploads;
use crate::verdict;

/// Longest header or query text that is kept with a version.
const NOTE_CHARS: usize = 200;

/// `HEAD submission`: 204, as Collect requires; the announcement is for Farola phones.
pub(super) async fn head(_phone: Phone, headers: HeaderMap) -> Result<Response, PhoneFailure> {
    require_version(&headers)?;
    Ok((StatusCode::NO_CONTENT, [ANNOUNCE, PARCELS]).into_response())
}

#[derive(Debug, Deserialize)]
pub(super) struct SubmitQuery {
    #[serde(rename = "deviceID")]
    device_id: Option<String>,
}

/// `POST submission`: 201 only after XML, files and their names are on the disk.
pub(super) async fn post(
    State(app): State<App>,
    phone: Phone,
    headers: HeaderMap,
    PhoneQuery(query): PhoneQuery<SubmitQuery>,
    body: Body,
) -> Result<Response, PhoneFailure> {
    require_version(&headers)?;
    if content_length(&headers).is_some_and(|size| size > REQUEST_BYTES) {
        return Err(Problem::BodyTooLarge.into());
    }
    require_plain(&headers)?;
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let upload = Upload::new(body, REQUEST_BYTES, app.config().patience);
    let came = upload.received();
    let parts = Parts::of(kind, upload)?;
    let most = content_length(&headers).unwrap_or(REQUEST_BYTES);
    let _begun = uploads::begin(&app, phone.user.id, most, came).await?;
    let received = receive(&app, parts).await?;
    let sender = Sender {
        project: phone.project,
        app_user: Some(phone.user.id),
        user: None,
        device_id: note(query.device_id.as_deref()),
        user_agent: note(
            headers
                .get(header::USER_AGENT)
                .and_then(|v| v.to_str().ok()),
        ),
        device_date: note(headers.get(header::DATE).and_then(|v| v.to_str().ok())),
    };
    let arrival = prepare(&app, sender, received).await?;
    let (accepted, receipt) = app.write(|store| store.accept_submission(arrival)).await?;
    if !receipt.files.is_empty() {
        app.job_noted().notify_one();
    }
    tracing::info!(
        event = "submission.accepted",
        outcome = ?accepted,
        files = receipt.files.len(),
        missing = receipt.missing.len()
    );
    let message = match (accepted, receipt.missing.is_empty()) {
        (_, false) => "Registro recibido; faltan archivos. / Received; files are still to come.",
        (Accepted::Known, true) => "Este registro ya estaba aquí. / This record was here already.",
        (Accepted::Created | Accepted::Edited, true) => {
            "Registro recibido completo. / Received whole."
        }
    };
    let envelope = Envelope::success(message, Some(receipt)).to_xml();
    let headers = [(header::CONTENT_TYPE, "text/xml; charset=utf-8"), ANNOUNCE];
    Ok((StatusCode::CREATED, headers, envelope).into_response())
}

fn note(text: Option<&str>) -> Option<String> {
    text.map(|text| text.chars().take(NOTE_CHARS).collect())
}

/// Who sends and what is noted of it.
struct Sender {
    project: ProjectId,
    app_user: Option<AppUserId>,
    user: Option<UserId>,
    device_id: Option<String>,
    user_agent: Option<String>,
    device_date: Option<String>,
}

/// Parses the XML, checks it against its form, makes the files durable.
async fn prepare(app: &App, sender: Sender, received: Received) -> Result<Arrival, Failure> {
    let at = app.now();
    let event_uid = token::uid()?;
    let _room = match received.xml.len() > LARGE_XML {
        true => Some(app.large().enter(app.config().patience.pause).await?),
        false => None,
    };
    let worker = app.clone();
    app.blocking(move || {
        let store = worker.store();
        let parsed = arrival::read(&received.xml)?;
        let (form, fields) = match_form(&worker, sender.project, &parsed)?;
        let xml_sha256 = Sha256::of(&received.xml);
        let instance_id = match &parsed.instance_id {
            Some(id) => InstanceId::new(id.as_str()),
            None => InstanceId::new(arrival::derived_id(xml_sha256)),
        };
        // What names more files than a form may is refused whole, asked or not.
        let named = arrival::expected_files(&parsed, &fields)?;
        let mut judged = verdict::judge(&worker, &form, &received.xml, &parsed, at)?;
        let deprecated_id = parsed.deprecated_id.as_deref().map(InstanceId::new);
        let (parsed, named) = match &judged.left {
            None => (parsed, named),
            Some(left) => {
                let left = arrival::read(left)?;
                let named = arrival::expected_files(&left, &fields)?;
                (left, named)
            }
        };
        let expected = match &judged.files {
            Some(asked) => arrival::kept_names(asked.iter().map(String::as_str))?,
            None => named,
        };
        let mut summary = arrival::summarise(&parsed, &fields, &form.title, instance_id.as_str());
        summary.day = day::in_zone(summary.answered.unwrap_or(at), &form.time_zone);
        // Only now: what is refused until here leaves no file behind.
        let of = Of {
            project: sender.project,
            instance: &instance_id,
        };
        let files = received
            .files
            .into_iter()
            .map(|file| {
                let is_asked = expected.contains(&file.name);
                keep(store, &of, file, is_asked)
            })
            .collect::<Result<Vec<_>, StoreError>>()?;
        let (xml, left) = leave(store, &of, received.xml, xml_sha256, judged.left.take())?;
        Ok(Arrival {
            project: sender.project,
            form: form.form,
            form_version: form.version,
            app_user: sender.app_user,
            user: sender.user,
            instance_id,
            deprecated_id,
            xml,
            xml_sha256,
            left,
            summary,
            verdict: judged.verdict,
            expected,
            files,
            device_id: sender.device_id,
            user_agent: sender.user_agent,
            device_date: sender.device_date,
            at,
            event_uid,
        })
    })
    .await
}

/// The XML that is kept: what came, or what is left of it where answers are set aside.
fn leave(
    store: &Store,
    of: &Of<'_>,
    xml: Vec<u8>,
    xml_sha256: Sha256,
    left: Option<Vec<u8>>,
) -> Result<(Vec<u8>, Option<Left>), StoreError> {
    let Some(left) = left else {
        return Ok((xml, None));
    };
    let aside = set_aside(store, of, xml_sha256, AsideReason::Unasked, &xml[..])?;
    let told = Left {
        sha256: Sha256::of(&left),
        sent_size: xml.len() as u64,
        aside,
    };
    Ok((left, Some(told)))
}

/// The form that a submission names, and the fields of its version.
fn match_form(
    app: &App,
    project: ProjectId,
    parsed: &ReceivedSubmission,
) -> Result<(MatchedForm, Arc<FieldTable>), StoreError> {
    let id = FormId::new(parsed.form_id.as_str());
    let version = FormVersion::new(parsed.version.as_str());
    let form = app.store().match_form(project, &id, &version)?;
    let fields = app.fields(form.version)?;
    Ok((form, fields))
}
