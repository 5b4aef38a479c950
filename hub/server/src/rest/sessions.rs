//! Signing in and out.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use farola_hub_store::account;
use farola_model::Timestamp;
use farola_protocol::Problem;
use serde::Deserialize;

use super::body::Body;
use crate::app::App;
use crate::auth::{COOKIE, Person};
use crate::config::SESSION_HOURS;
use crate::failure::{Failure, RestFailure};
use crate::openrosa::base_url;
use crate::password;
use crate::token::{Token, csrf};

#[derive(Deserialize)]
pub(super) struct Credentials {
    email: String,
    password: String,
}

/// `POST sessions`.
pub(super) async fn open(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Body(credentials): Body<Credentials>,
) -> Result<Response, RestFailure> {
    let (now, address) = (app.now(), peer.ip().to_string());
    let email = credentials.email.trim().to_owned();
    if let Some(wait) = app.limiter().wait_ms(&address, &email, now) {
        let seconds = (wait + 999) / 1000;
        return Err(RestFailure(
            Failure::from(Problem::TooManyAttempts)
                .with(serde_json::json!({"retryAfter": seconds}))
                .after_seconds(seconds),
        ));
    }
    let asked = email.clone();
    let found = app
        .read(move |connection| account::user_by_email(connection, &asked))
        .await?;
    let (user, hash) = found.map_or((None, None), |(user, hash)| (Some(user), Some(hash)));
    let _room = app
        .hashes()
        .acquire()
        .await
        .map_err(|_| Problem::Internal)?;
    let matches = app
        .blocking(move || Ok(password::verify(&credentials.password, hash.as_deref())))
        .await?;
    let Some(user) = user.filter(|_| matches) else {
        app.limiter().failed(&address, &email, now);
        return Err(Problem::AuthWrong.into());
    };
    app.limiter().succeeded(&address, &email);
    let token = Token::random()?;
    let (digest, expires) = (token.digest(), now.plus_millis(SESSION_HOURS * 3_600_000));
    app.write(move |connection| account::open_session(connection, user.id, digest, now, expires))
        .await?;
    let mut body = shape(token.reveal(), now, expires);
    if let Some(body) = body.as_object_mut() {
        body.insert("token".to_owned(), token.reveal().into());
    }
    let secure = base_url(&app, &headers).starts_with("https://");
    let cookie = set_cookie(token.reveal(), SESSION_HOURS * 3600, secure)?;
    Ok(([(header::SET_COOKIE, cookie)], Json(body)).into_response())
}

fn shape(token: &str, opened: Timestamp, expires: Timestamp) -> serde_json::Value {
    serde_json::json!({
        "csrf": csrf(token),
        "expiresAt": expires.to_string(),
        "createdAt": opened.to_string(),
    })
}

fn set_cookie(value: &str, seconds: i64, secure: bool) -> Result<HeaderValue, Problem> {
    let secure = if secure { "; Secure" } else { "" };
    let text =
        format!("{COOKIE}={value}; HttpOnly; SameSite=Lax; Path=/; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).map_err(|_| Problem::Internal)
}

/// `GET sessions/restore`: what a page needs after it was loaded again.
pub(super) async fn restore(person: Person) -> Response {
    Json(shape(&person.token, person.opened, person.expires)).into_response()
}

/// `DELETE sessions/current`.
pub(super) async fn close(
    State(app): State<App>,
    headers: HeaderMap,
    person: Person,
) -> Result<Response, RestFailure> {
    let digest = crate::token::digest(&person.token);
    app.write(move |connection| account::close_session(connection, digest))
        .await?;
    let secure = base_url(&app, &headers).starts_with("https://");
    let cookie = set_cookie("", 0, secure)?;
    let body = Json(serde_json::json!({"success": true}));
    Ok((StatusCode::OK, [(header::SET_COOKIE, cookie)], body).into_response())
}

/// `GET users/current`.
pub(super) async fn current(person: Person) -> Response {
    let user = person.user;
    Json(serde_json::json!({
        "id": user.id,
        "type": "user",
        "email": user.email,
        "displayName": user.display_name,
        "role": user.role,
        "language": user.language,
        "lastLoginAt": user.last_login.map(|at| at.to_string()),
        "createdAt": user.created.to_string(),
        "updatedAt": null,
        "deletedAt": null,
    }))
    .into_response()
}
