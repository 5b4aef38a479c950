//! The hub's own dialect: what reviewers said, and what of a submission is here.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use farola_model::InstanceId;
use farola_protocol::changes::PAGE_ENTRIES;
use serde::Deserialize;

use super::Phone;
use crate::app::App;
use crate::extract::{PhonePath, PhoneQuery};
use crate::failure::RestFailure;

/// Entries of a page when the phone does not say.
const DEFAULT_ENTRIES: usize = 100;

#[derive(Debug, Deserialize)]
pub(super) struct ChangesQuery {
    since: Option<String>,
    limit: Option<usize>,
}

/// `GET farola/changes`.
pub(super) async fn changes(
    State(app): State<App>,
    phone: Phone,
    PhoneQuery(query): PhoneQuery<ChangesQuery>,
) -> Result<Response, RestFailure> {
    let limit = query
        .limit
        .unwrap_or(DEFAULT_ENTRIES)
        .clamp(1, PAGE_ENTRIES);
    let page = app
        .read(move |store| {
            let since = query.since.as_deref();
            store.read_changes(phone.project, phone.user.id, since, limit)
        })
        .await?;
    Ok(Json(page).into_response())
}

#[derive(Debug, Deserialize)]
pub(super) struct ReceiptPath {
    instance: String,
}

/// `GET farola/receipts/{instanceId}`.
pub(super) async fn receipt(
    State(app): State<App>,
    phone: Phone,
    PhonePath(path): PhonePath<ReceiptPath>,
) -> Result<Response, RestFailure> {
    let instance = InstanceId::new(path.instance);
    let receipt = app
        .read(move |store| store.read_receipt(phone.project, phone.user.id, &instance))
        .await?;
    Ok(Json(receipt).into_response())
}
