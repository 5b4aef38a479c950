//! Signing in and out.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use farola_hub_store::account::{self, SessionId};
use farola_hub_store::sign_in::Attempt;
use farola_hub_wire::{Credentials, Details, Done, IsoTime, NewSession, Null, Role, Session, User};
use farola_model::Timestamp;
use farola_protocol::Problem;

use crate::app::App;
use crate::auth::{COOKIE, Person};
use crate::config::SESSION_HOURS;
use crate::extract::JsonBody;
use crate::failure::{Failure, RestFailure};
use crate::openrosa::base_url;
use crate::password;
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
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    JsonBody(credentials): JsonBody<Credentials>,
) -> Result<Response, RestFailure> {
    let now = app.now();
    let email = credentials.email.trim().to_owned();
    let attempt = Attempt::new(&peer.ip().to_string(), &email);
    let wait = app
        .read(move |store| store.sign_in_wait_ms(attempt))
        .await?;
    hold_back(wait)?;
    let found = app.read(move |store| store.find_account(&email)).await?;
    let (user, hash) = found.map_or((None, None), |found| {
        (Some(found.user), Some(found.password_hash))
    });
    let _wanted = password::want();
    let _room = app
        .hashes()
        .acquire()
        .await
        .map_err(|_| Problem::Internal)?;
    // Counted before it is looked at, and by one after the other: many at once are many.
    hold_back(app.write(|store| store.begin_sign_in(attempt)).await?)?;
    let matches = app
        .blocking(move || Ok(password::verify(&credentials.password, hash.as_deref())))
        .await?;
    let Some(user) = user.filter(|_| matches) else {
        return Err(Problem::AuthWrong.into());
    };
    app.write(|store| store.sign_in_succeeded(attempt)).await?;
    let token = Token::random()?;
    let session = SessionId(token.digest());
    let expires = now.plus_millis(SESSION_HOURS * 3_600_000);
    app.write(|store| store.open_session(user.id, session, now, expires))
        .await?;
    let body = NewSession {
        token: token.reveal().to_owned(),
        session: shape(token.reveal(), now, expires),
    };
    let secure = base_url(&app, &headers).starts_with("https://");
    let cookie = set_cookie(token.reveal(), SESSION_HOURS * 3600, secure)?;
    Ok(([(header::SET_COOKIE, cookie)], Json(body)).into_response())
}

/// Refuses who has to wait, and says for how long.
fn hold_back(wait_ms: Option<i64>) -> Result<(), RestFailure> {
    let Some(wait_ms) = wait_ms else {
        return Ok(());
    };
    let seconds = wait_ms.saturating_add(999) / 1000;
    let details = Details {
        retry_after: Some(seconds),
        ..Details::default()
    };
    let refused = Failure::from(Problem::TooManyAttempts).with(details);
    Err(RestFailure(refused.after_seconds(seconds)))
}

fn shape(token: &str, opened: Timestamp, expires: Timestamp) -> Session {
    Session {
        csrf: csrf(token),
        expires_at: expires.into(),
        created_at: opened.into(),
    }
}

fn set_cookie(value: &str, seconds: i64, secure: bool) -> Result<HeaderValue, Problem> {
    let secure = if secure { "; Secure" } else { "" };
    let text =
        format!("{COOKIE}={value}; HttpOnly; SameSite=Lax; Path=/; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).map_err(|_| Problem::Internal)
}

/// Reads the session; a page needs it after it was loaded again.
#[utoipa::path(
    get,
    path = "/v1/sessions/restore",
    operation_id = "restoreSession",
    responses((status = 200, description = "Done", body = Session)),
)]
pub(super) async fn restore(person: Person) -> Json<Session> {
    Json(shape(&person.token, person.opened, person.expires))
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
    headers: HeaderMap,
    person: Person,
) -> Result<Response, RestFailure> {
    let session = SessionId(crate::token::digest(&person.token));
    app.write(|store| store.close_session(session)).await?;
    let secure = base_url(&app, &headers).starts_with("https://");
    let cookie = set_cookie("", 0, secure)?;
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
pub(super) async fn current(person: Person) -> Json<User> {
    let user = person.user;
    Json(User {
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
    })
}

fn role(role: account::Role) -> Role {
    match role {
        account::Role::Admin => Role::Admin,
        account::Role::Reviewer => Role::Reviewer,
        account::Role::Team => Role::Team,
    }
}
