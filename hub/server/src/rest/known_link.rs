//! Links by which a browser becomes known for an account, so that guesses of others at the same
//! address hold nobody back in it.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use farola_hub_store::account::{Role, UserId};
use farola_hub_store::known_link::LinkDigest;
use farola_hub_store::people::{DeviceId, Who};
use farola_hub_wire::{Done, KnownLink, LinkUse, PersonPath};

use crate::app::App;
use crate::auth::Person;
use crate::config::DEVICE_DAYS;
use crate::cookie::Cookie;
use crate::extract::{JsonBody, Path};
use crate::failure::RestFailure;
use crate::known_link;
use crate::token::{self, Token};

/// Makes a link for a person, which is good once and for an hour.
#[utoipa::path(
    post,
    path = "/v1/users/{id}/link",
    operation_id = "makeLink",
    params(PersonPath),
    responses((status = 200, description = "Done", body = KnownLink)),
)]
pub(super) async fn make(
    State(app): State<App>,
    person: Person,
    Path(path): Path<PersonPath>,
) -> Result<Json<KnownLink>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    let (token, now) = (Token::random()?, app.now());
    let (link, expires) = (LinkDigest(token.digest()), known_link::expires(now));
    let (who, by) = (Who::Id(UserId(path.id)), Some(person.user.id));
    app.write(|store| store.make_known_link(who, link, by, now, expires))
        .await?;
    Ok(Json(KnownLink {
        url: known_link::url(app.base_url(), &token),
        expires_at: expires.into(),
    }))
}

/// Uses a link up: the browser is known for its account from now on. It signs nobody in.
#[utoipa::path(
    post,
    path = "/v1/sessions/link",
    operation_id = "useLink",
    security(()),
    request_body(content = LinkUse),
    responses((status = 200, description = "Done", body = Done)),
)]
pub(super) async fn redeem(
    State(app): State<App>,
    JsonBody(shown): JsonBody<LinkUse>,
) -> Result<Response, RestFailure> {
    let link = LinkDigest(token::digest(&shown.link));
    // A token of its own also where the browser has one: what that one counted stays with it.
    let (device, now) = (Token::random()?, app.now());
    let known = DeviceId(device.digest());
    app.write(|store| store.use_known_link(link, known, now))
        .await?;
    let seconds = DEVICE_DAYS * 24 * 3600;
    let cookie = Cookie::Device.set(&app, device.reveal(), seconds)?;
    Ok(([(header::SET_COOKIE, cookie)], Json(Done::YES)).into_response())
}
