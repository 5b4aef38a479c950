//! Signing in and out.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use farola_hub_store::account::{self, SessionId, UserId};
use farola_hub_store::people::DeviceId;
use farola_hub_wire::{Credentials, Done, IsoTime, NewSession, Null, Role, Session, User};
use farola_model::Timestamp;

use crate::app::App;
use crate::auth::{AnyPerson, session_end};
use crate::config::{DEVICE_DAYS, SESSION_HOURS};
use crate::cookie::Cookie;
use crate::extract::JsonBody;
use crate::failure::RestFailure;
use crate::prove::{self, Proved, Shown, prove, prove_code};
use crate::source::From;
use crate::token::{Token, csrf};

/// Signs in; browsers get a cookie too.
#[utoipa::path(
    post,
    path = "/v1/sessions",
    operation_id = "openSession",
    security(()),
    request_body(content = Credentials),
    responses((status = 200, description = "Done", body = NewSession)),
)]
pub(super) async fn open(
    State(app): State<App>,
    From(source): From,
    headers: HeaderMap,
    JsonBody(credentials): JsonBody<Credentials>,
) -> Result<Response, RestFailure> {
    let device = prove::device(&app, &headers);
    let shown = Shown {
        email: credentials.email.trim().to_owned(),
        password: credentials.password,
        source,
        device,
    };
    let proved = prove(&app, shown).await?;
    prove_code(&app, &proved, credentials.code.as_deref()).await?;
    let Proved {
        account, is_known, ..
    } = proved;
    let (user, now, token) = (account.user.id, app.now(), Token::random()?);
    let session = SessionId(token.digest());
    let expires = session_end(now, now);
    app.write(|store| store.open_session(account, session, now, expires))
        .await?;
    // What the hub demands is looked up with the session, as for each request.
    let opened = app.read(move |store| store.find_session(session, now));
    let must_set_code = opened.await?.is_some_and(|opened| opened.must_set_code);
    let body = NewSession {
        token: token.reveal().to_owned(),
        session: shape(token.reveal(), now, expires, must_set_code),
    };
    let cookie = Cookie::Session.set(&app, token.reveal(), SESSION_HOURS * 3600)?;
    let mut response = ([(header::SET_COOKIE, cookie)], Json(body)).into_response();
    if let Some(cookie) = know(&app, user, is_known, &headers).await? {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Remembers the browser in which somebody signed in, and answers the cookie by which it is known
/// from then on. Where that cannot be written she is signed in all the same.
async fn know(
    app: &App,
    user: UserId,
    is_known: bool,
    headers: &HeaderMap,
) -> Result<Option<HeaderValue>, RestFailure> {
    let shown = Cookie::Device.read(app, headers).filter(|_| is_known);
    let token = match shown {
        Some(token) => Token::known(token),
        None if headers.contains_key(header::ORIGIN) => Token::random()?,
        // A program keeps no cookies, so there is no browser to be known.
        None => return Ok(None),
    };
    let (device, now) = (DeviceId(token.digest()), app.now());
    let noted = app.write(|store| store.remember_device(user, device, now));
    if noted.await.is_err() {
        tracing::warn!(event = "session.browser_not_noted");
        return Ok(None);
    }
    let seconds = DEVICE_DAYS * 24 * 3600;
    Ok(Some(Cookie::Device.set(app, token.reveal(), seconds)?))
}

fn shape(token: &str, opened: Timestamp, expires: Timestamp, must_set_code: bool) -> Session {
    Session {
        must_set_code,
        csrf: csrf(token),
        expires_at: expires.into(),
        created_at: opened.into(),
    }
}

/// Reads the session; a page needs it after it was loaded again.
#[utoipa::path(
    get,
    path = "/v1/sessions/restore",
    operation_id = "restoreSession",
    responses((status = 200, description = "Done", body = Session)),
)]
pub(super) async fn restore(AnyPerson(person): AnyPerson) -> Json<Session> {
    Json(shape(
        &person.token,
        person.opened,
        person.expires,
        person.must_set_code,
    ))
}

/// Signs out.
#[utoipa::path(
    delete,
    path = "/v1/sessions/current",
    operation_id = "closeSession",
    responses((status = 200, description = "Done", body = Done)),
)]
pub(super) async fn close(
    State(app): State<App>,
    AnyPerson(person): AnyPerson,
) -> Result<Response, RestFailure> {
    let session = SessionId(crate::token::digest(&person.token));
    app.write(|store| store.close_session(session)).await?;
    let cookie = Cookie::Session.set(&app, "", 0)?;
    let body = Json(Done::YES);
    Ok((StatusCode::OK, [(header::SET_COOKIE, cookie)], body).into_response())
}

/// Reads who is signed in.
#[utoipa::path(
    get,
    path = "/v1/users/current",
    operation_id = "readCurrentUser",
    responses((status = 200, description = "Done", body = User)),
)]
pub(super) async fn current(AnyPerson(person): AnyPerson) -> Json<User> {
    Json(shape_user(person.user))
}

/// A person as the wire has one.
pub(super) fn shape_user(user: account::User) -> User {
    User {
        id: user.id.0,
        kind: "user".to_owned(),
        email: user.email,
        display_name: user.display_name,
        role: role(user.role),
        language: user.language,
        last_login_at: user.last_login.map(IsoTime),
        created_at: user.created.into(),
        updated_at: Null,
        deleted_at: Null,
    }
}

fn role(role: account::Role) -> Role {
    match role {
        account::Role::Admin => Role::Admin,
        account::Role::Reviewer => Role::Reviewer,
        account::Role::Team => Role::Team,
    }
}
