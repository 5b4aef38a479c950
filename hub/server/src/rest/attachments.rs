//! Photos and files of a record for reviewers.
//!
//! Photos are shown re-encoded, without metadata; the bytes that came stay as evidence, and who
//! decides may fetch them as they are: a photo that cannot be shown is not lost.
//! Everything else is handed out as a download of no type, so that no browser runs it.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use farola_hub_store::account::Role;
use farola_hub_store::audit::Opening;
use farola_hub_store::files::{ShownAs, is_shown};
use farola_hub_store::record::StoredFile;
use farola_hub_wire::{AttachmentPath, SizeQuery};
use farola_model::{Coded as _, InstanceId};
use farola_protocol::Problem;
use percent_encoding::utf8_percent_encode;

use crate::app::App;
use crate::auth::Person;
use crate::extract::{Path, Query};
use crate::failure::{Failure, RestFailure};
use crate::openrosa::SEGMENT;
use crate::photo::{self, SIZES, SMALL, Shown};
use crate::reading;
use crate::sniff;
use crate::stream::file_body;

/// Bytes by which a file's type is told.
const HEAD: usize = 16;

/// Nothing in an attachment may run or load anything.
const SANDBOX: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");

/// Shows a photo without its metadata; any other file is a download.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/review/submissions/{id}/attachments/{name}",
    operation_id = "showAttachment",
    params(AttachmentPath, SizeQuery),
    responses((status = 200, description = "Done", content((String = "image/jpeg"), (String = "application/octet-stream")))),
)]
pub(super) async fn show(
    State(app): State<App>,
    person: Person,
    headers: HeaderMap,
    Path(path): Path<AttachmentPath>,
    Query(query): Query<SizeQuery>,
) -> Result<Response, RestFailure> {
    let (size, original) = (query.size, query.original == Some(true));
    if original {
        // It may say where and with which phone it was taken.
        person.must_be(&[Role::Admin, Role::Reviewer])?;
        tracing::info!(event = "attachment.original", user = %person.user.id);
    }
    if size.is_some_and(|size| !SIZES.contains(&size)) {
        return Err(Problem::BadParameter.into());
    }
    let (instance, name) = (InstanceId::new(path.id), path.name.clone());
    let of = instance.clone();
    let stored = app
        .read(move |store| store.read_record_file(path.project, &of, &name))
        .await?;
    let shows = is_shown(&stored.media_type);
    // As small as its record shows it, a photo was opened with the record.
    if original || !shows || size != Some(SMALL) {
        let (by, digest) = (person.user.id, stored.sha256);
        let opening = Opening::file(by, path.project, &instance, digest, original);
        reading::note(&app, opening).await?;
    }
    let shown_as = ShownAs {
        digest: stored.sha256,
        side: size,
    };
    let tag = match original {
        true => format!("\"{}-original\"", stored.sha256),
        false => format!("\"{shown_as}\""),
    };
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    let fixed = [
        (
            header::ETAG,
            HeaderValue::from_str(&tag).map_err(|_| Problem::Internal)?,
        ),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, max-age=60"),
        ),
        (header::CONTENT_SECURITY_POLICY, SANDBOX),
    ];
    if known == Some(tag.as_str()) {
        return Ok((StatusCode::NOT_MODIFIED, fixed).into_response());
    }
    // Metadata that cannot be taken away: only who decides may have it. A row of a hub of before
    // does not say that it is a picture, so no address with `original` was offered for it.
    let of_before = !sniff::is_picture(&stored.media_type);
    let may = original || shows || (of_before && person.user.role != Role::Team);
    if !may && is_picture(&app, &stored).await? {
        return Err(Problem::AttachmentNotAnImage.into());
    }
    if original || !shows {
        return download(&app, &path.name, &stored, fixed).await;
    }
    let shown = shown(&app, shown_as).await?;
    let kind = [(
        header::CONTENT_TYPE,
        HeaderValue::from_static(shown.media_type),
    )];
    Ok((fixed, kind, shown.bytes).into_response())
}

/// Whether a file is a picture, by its row or by its bytes: hubs of before knew fewer kinds, and
/// their rows call a HEIC a film and a TIFF nothing at all.
async fn is_picture(app: &App, stored: &StoredFile) -> Result<bool, Failure> {
    if sniff::is_picture(&stored.media_type) {
        return Ok(true);
    }
    let digest = stored.sha256;
    let head = app.read(move |store| store.read_file_range(digest, 0, HEAD));
    Ok(sniff::is_picture(sniff::media_type(&head.await?)))
}

async fn download(
    app: &App,
    name: &str,
    stored: &StoredFile,
    fixed: [(header::HeaderName, HeaderValue); 3],
) -> Result<Response, RestFailure> {
    let body = file_body(app, stored.sha256).await?;
    let name = utf8_percent_encode(name, SEGMENT);
    let disposition = format!("attachment; filename*=UTF-8''{name}");
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_LENGTH, stored.size.to_string()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((fixed, headers, body).into_response())
}

/// The photo from the cache, or made now. The cache is only speed: it may be deleted any time.
async fn shown(app: &App, shown_as: ShownAs) -> Result<Shown, Failure> {
    let found = app
        .read(move |store| Ok(store.files().find_shown(shown_as)))
        .await?;
    if let Some(bytes) = found {
        let media_type = sniff::media_type(&bytes);
        return Ok(Shown { bytes, media_type });
    }
    let _room = app
        .photos()
        .acquire()
        .await
        .map_err(|_| Problem::Internal)?;
    let store = app.store().clone();
    app.blocking(move || {
        let bytes = store.read_file(shown_as.digest)?;
        let shown = photo::show(&bytes, shown_as.side)?;
        if let Err(error) = store.files().keep_shown(shown_as, &shown.bytes) {
            tracing::warn!(event = "photo.cache_failed", code = error.code());
        }
        Ok(shown)
    })
    .await
}
