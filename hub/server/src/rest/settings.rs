//! What holds for the whole hub. For administrators.

use axum::Json;
use axum::extract::State;
use farola_hub_store::account::Role;
use farola_hub_store::settings::{self, SettingsChange};
use farola_hub_wire::{Settings, SettingsPatch};

use crate::app::App;
use crate::auth::Person;
use crate::extract::JsonBody;
use crate::failure::RestFailure;

fn shape(settings: settings::Settings) -> Settings {
    Settings {
        codes_demanded: settings.codes_demanded,
    }
}

/// Reads the settings of the hub.
#[utoipa::path(
    get,
    path = "/v1/settings",
    operation_id = "readSettings",
    responses((status = 200, description = "Done", body = Settings)),
)]
pub(super) async fn read(
    State(app): State<App>,
    person: Person,
) -> Result<Json<Settings>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    let settings = app.read(farola_hub_store::Store::read_settings).await?;
    Ok(Json(shape(settings)))
}

/// Changes settings of the hub, from the next request on.
#[utoipa::path(
    patch,
    path = "/v1/settings",
    operation_id = "changeSettings",
    request_body(content = SettingsPatch),
    responses((status = 200, description = "Done", body = Settings)),
)]
pub(super) async fn change(
    State(app): State<App>,
    person: Person,
    JsonBody(patch): JsonBody<SettingsPatch>,
) -> Result<Json<Settings>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    let change = SettingsChange {
        codes_demanded: patch.codes_demanded,
    };
    let (by, now) = (Some(person.user.id), app.now());
    let changed = app.write(|store| store.change_settings(change, by, now));
    Ok(Json(shape(changed.await?)))
}
