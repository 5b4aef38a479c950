//! Who a REST request is from: a session, shown as a cookie by browsers or as Bearer by
//! programs. A browser's writes must also show the session's CSRF word.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use farola_hub_store::account::{Role, Session, SessionId, User};
use farola_hub_store::review::Decider;
use farola_model::Timestamp;
use farola_protocol::Problem;

use crate::app::App;
use crate::failure::RestFailure;
use crate::token;

/// Name of the session's cookie.
pub(crate) const COOKIE: &str = "farola_session";

/// A person with a valid session.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) user: User,
    pub(crate) token: String,
    pub(crate) opened: Timestamp,
    pub(crate) expires: Timestamp,
}

impl Person {
    /// Lets through who has one of these roles.
    pub(crate) fn must_be(&self, roles: &[Role]) -> Result<(), Problem> {
        if roles.contains(&self.user.role) {
            Ok(())
        } else {
            Err(Problem::Forbidden)
        }
    }

    /// Who decides, as the history keeps it.
    pub(crate) fn decider(&self) -> Decider {
        Decider {
            user: self.user.id,
            role: self.user.role,
        }
    }
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, value)| value.to_owned())
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim().to_owned())
}

impl FromRequestParts<App> for Person {
    type Rejection = RestFailure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, RestFailure> {
        let headers = &parts.headers;
        let (token, by_cookie) = match bearer(headers) {
            Some(token) => (token, false),
            None => (cookie(headers).ok_or(Problem::AuthMissing)?, true),
        };
        let (session, now) = (SessionId(token::digest(&token)), app.now());
        let session = app
            .read(move |store| store.find_session(session, now))
            .await?
            .ok_or(Problem::SessionExpired)?;
        let reads = parts.method == Method::GET || parts.method == Method::HEAD;
        if by_cookie && !reads {
            let shown = headers.get("x-csrf").and_then(|value| value.to_str().ok());
            if shown != Some(token::csrf(&token).as_str()) {
                return Err(Problem::CsrfMissing.into());
            }
        }
        let Session {
            user,
            opened,
            expires,
        } = session;
        Ok(Self {
            user,
            token,
            opened,
            expires,
        })
    }
}
