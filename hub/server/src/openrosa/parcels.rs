//! Parcels: a phone announces a file with its key, the phone's platform uploads it sealed.
//!
//! The upload shows no key: its address is the right to send one file that was announced, and
//! to nothing else. It says nothing of what is here but whether that file came.

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use farola_hub_store::parcel::{Announced, Expected};
use farola_protocol::parcel::{Acknowledgement, Announcement, Opener, ParcelKey, sealed_size};
use farola_protocol::{ParcelId, Problem, ProtocolError};
use serde::Deserialize;

use super::kept::keep;
use super::receive::{Coming, HELD, ReceivedFile};
use super::{Phone, content_length, require_version};
use crate::app::App;
use crate::aside::Of;
use crate::extract::{Path, PhonePath, body_problem};
use crate::failure::{Failure, PhoneFailure, RestFailure};
use crate::token;
use crate::upload::{Upload, require_plain};
use crate::uploads;

/// Largest announcement: ids, two digests, a file name, a key.
pub(super) const ANNOUNCEMENT_BYTES: usize = 8 * 1024;

#[derive(Debug, Deserialize)]
pub(super) struct ParcelPath {
    id: String,
}

/// `POST …/farola/parcels/{id}`: a parcel will come. 201, or 200 where it was expected.
pub(super) async fn announce(
    State(app): State<App>,
    phone: Phone,
    PhonePath(path): PhonePath<ParcelPath>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, PhoneFailure> {
    require_version(&headers)?;
    require_plain(&headers)?;
    let id: ParcelId = path.id.parse().map_err(|_| Problem::BadParameter)?;
    let body = body.map_err(body_problem)?;
    let told = Announcement::parse(&body).map_err(|error| match error {
        ProtocolError::UnsafeFileName { .. } => Problem::BadFileName,
        ProtocolError::TooLarge { .. } => Problem::BodyTooLarge,
        _ => Problem::BadJson,
    })?;
    // An id follows from the phone's key: nobody can take one that is another phone's.
    if id != ParcelId::of(&phone.key, &told.xml_sha256, &told.name, &told.sha256) {
        return Err(Problem::BadParameter.into());
    }
    let at = app.now();
    let announced = app
        .write(|store| store.announce_parcel(phone.project, phone.user.id, id, told, at))
        .await?;
    tracing::info!(event = "parcel.announced", outcome = ?announced);
    let status = match announced {
        Announced::Created => StatusCode::CREATED,
        Announced::Known => StatusCode::OK,
    };
    // The id proves to the phone that the hub answered and no page of a network.
    let answer = Json(Acknowledgement { id });
    Ok((status, answer).into_response())
}

/// `PUT /v1/farola/parcels/{id}`: the sealed file. 201, or 200 where it came before.
pub(super) async fn take(
    State(app): State<App>,
    Path(path): Path<ParcelPath>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, RestFailure> {
    require_plain(&headers)?;
    let id: ParcelId = path.id.parse().map_err(|_| Problem::ParcelUnknown)?;
    let at = app.now();
    let expected = app
        .read(move |store| store.find_parcel(&id, at))
        .await?
        .ok_or(Problem::ParcelUnknown)?;
    let size = sealed_size(expected.size);
    match content_length(&headers) {
        Some(length) if length > size => return Err(Problem::BodyTooLarge.into()),
        Some(length) if length < size => return Err(Problem::ParcelDamaged.into()),
        _ => {}
    }
    let mut sealed = Upload::new(body, size, app.config().patience);
    let _begun = uploads::begin(&app, expected.app_user, size, sealed.received()).await?;
    let Some(key) = expected.key.clone() else {
        // Read to its end all the same: many clients hear no answer before they sent all.
        while sealed.next().await?.is_some() {}
        return Ok(StatusCode::OK.into_response());
    };
    let file = open(&app, &id, &key, &expected, sealed).await?;
    let event_uid = token::uid()?;
    let store = app.store().clone();
    let file = app
        .blocking(move || {
            let of = Of {
                project: expected.project,
                instance: &expected.instance_id,
            };
            Ok(keep(&store, &of, file, true)?)
        })
        .await?;
    let at = app.now();
    let known = app
        .write(|store| store.take_parcel(id, file, event_uid, at))
        .await?;
    if !known {
        return Err(Problem::ParcelUnknown.into());
    }
    app.job_noted().notify_one();
    tracing::info!(event = "parcel.arrived");
    Ok(StatusCode::CREATED.into_response())
}

/// Opens a sealed body into a temporary file and holds it to what was announced.
async fn open(
    app: &App,
    id: &ParcelId,
    key: &ParcelKey,
    expected: &Expected,
    mut sealed: Upload,
) -> Result<ReceivedFile, Failure> {
    let mut opener = Opener::new(key, id).map_err(|_| Problem::ParcelDamaged)?;
    let mut coming = Coming::new(HELD);
    while let Some(bytes) = sealed.next().await? {
        let plain = opener.push(&bytes).map_err(|_| Problem::ParcelDamaged)?;
        coming.push(app, &plain).await?;
    }
    let rest = opener.finish().map_err(|_| Problem::ParcelDamaged)?;
    coming.push(app, &rest).await?;
    let file = coming.end(app, expected.name.clone()).await?;
    if file.size != expected.size || file.sha256 != expected.sha256 {
        return Err(Problem::ParcelDamaged.into());
    }
    Ok(file)
}
