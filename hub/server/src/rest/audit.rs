//! The audit, for administrators: who did and who read what, and whether somebody changed it.

use axum::Json;
use axum::extract::State;
use farola_hub_store::account::Role;
use farola_hub_store::audit::{AuditEntry, Opening};
use farola_hub_wire as wire;
use farola_hub_wire::{AuditCheck, AuditPage, AuditQuery, CheckQuery};

use crate::app::App;
use crate::auth::Person;
use crate::extract::Query;
use crate::failure::RestFailure;
use crate::reading;

/// Entries of a page when the page does not say.
const DEFAULT_ENTRIES: u32 = 100;

fn shape(entry: AuditEntry) -> wire::AuditEntry {
    wire::AuditEntry {
        id: entry.id,
        at: entry.at.into(),
        by: entry.by.map(|by| by.0),
        name: entry.name,
        action: entry.action,
        details: entry.details,
    }
}

/// Reads who did and who opened what, from the newest entry on.
#[utoipa::path(
    get,
    path = "/v1/audit",
    operation_id = "readAudit",
    params(AuditQuery),
    responses((status = 200, description = "Done", body = AuditPage)),
)]
pub(super) async fn read(
    State(app): State<App>,
    person: Person,
    Query(query): Query<AuditQuery>,
) -> Result<Json<AuditPage>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    let limit = query.limit.unwrap_or(DEFAULT_ENTRIES);
    let page = app
        .read(move |store| store.read_audit(query.before, limit))
        .await?;
    reading::note(&app, Opening::audit(person.user.id)).await?;
    Ok(Json(AuditPage {
        entries: page.entries.into_iter().map(shape).collect(),
        next: page.next,
    }))
}

/// Goes through the chain of digests, whole.
#[utoipa::path(
    get,
    path = "/v1/audit/check",
    operation_id = "checkAudit",
    params(CheckQuery),
    responses((status = 200, description = "Done", body = AuditCheck)),
)]
pub(super) async fn check(
    State(app): State<App>,
    person: Person,
    Query(query): Query<CheckQuery>,
) -> Result<Json<AuditCheck>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    let found = app
        .read(move |store| store.check_audit(query.expect))
        .await?;
    Ok(Json(AuditCheck {
        whole: found.is_whole(),
        entries: found.entries,
        head: found.head,
        broken_at: found.broken_at,
        has_expected: found.has_expected,
    }))
}
