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
use crate::config::{SESSION_HOURS, SESSION_MINUTES};
use crate::cookie::Cookie;
use crate::failure::RestFailure;
use crate::token;

/// In which the review app says for how many seconds nobody has touched it: it asks by itself too.
const UNTOUCHED: &str = "x-untouched-seconds";
/// What a touch adds to a session is written so often.
const NOTED_MS: i64 = 60_000;

/// A person with a valid session.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) user: User,
    pub(crate) token: String,
    pub(crate) opened: Timestamp,
    pub(crate) expires: Timestamp,
    /// Whether the hub demands a code of this person, who has not set one up.
    pub(crate) must_set_code: bool,
}

/// A person with a valid session who may still have to set up a code: what is needed until then
/// takes this, everything else takes [`Person`].
#[derive(Debug)]
pub(crate) struct AnyPerson(pub(crate) Person);

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

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim().to_owned())
}

/// When a session ends that was opened and last touched at these times.
pub(crate) fn session_end(opened: Timestamp, touched: Timestamp) -> Timestamp {
    let longest = opened.plus_millis(SESSION_HOURS * 3_600_000);
    longest.min(touched.plus_millis(SESSION_MINUTES * 60_000))
}

fn untouched_ms(headers: &HeaderMap) -> i64 {
    let told = headers.get(UNTOUCHED).and_then(|value| value.to_str().ok());
    let seconds: i64 = told.and_then(|told| told.parse().ok()).unwrap_or(0);
    seconds.clamp(0, SESSION_HOURS * 3_600) * 1000
}

/// Has a session last longer that is used. Where that cannot be written the next request does it.
async fn touch(app: &App, id: SessionId, session: &Session, touched: Timestamp) {
    let end = session_end(session.opened, touched);
    if end.as_millis() - session.expires.as_millis() >= NOTED_MS {
        let touched = app.write(|store| store.touch_session(id, touched, end));
        if touched.await.is_err() {
            tracing::warn!(event = "session.not_touched");
        }
    }
}

impl FromRequestParts<App> for Person {
    type Rejection = RestFailure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, RestFailure> {
        let AnyPerson(person) = AnyPerson::from_request_parts(parts, app).await?;
        if person.must_set_code {
            return Err(Problem::CodeToSet.into());
        }
        Ok(person)
    }
}

impl FromRequestParts<App> for AnyPerson {
    type Rejection = RestFailure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, RestFailure> {
        let headers = &parts.headers;
        let (token, by_cookie) = match bearer(headers) {
            Some(token) => (token, false),
            None => {
                let shown = Cookie::Session.read(app, headers);
                (shown.ok_or(Problem::AuthMissing)?, true)
            }
        };
        let (id, now) = (SessionId(token::digest(&token)), app.now());
        let session = app
            .read(move |store| store.find_session(id, now))
            .await?
            .ok_or(Problem::SessionExpired)?;
        let reads = parts.method == Method::GET || parts.method == Method::HEAD;
        if by_cookie && !reads {
            let shown = headers.get("x-csrf").and_then(|value| value.to_str().ok());
            if shown != Some(token::csrf(&token).as_str()) {
                return Err(Problem::CsrfMissing.into());
            }
        }
        touch(app, id, &session, now.plus_millis(-untouched_ms(headers))).await;
        let Session {
            user,
            opened,
            expires,
            must_set_code,
        } = session;
        Ok(Self(Person {
            user,
            token,
            opened,
            expires,
            must_set_code,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_half_an_hour_after_the_last_touch_and_after_a_day_at_the_latest() {
        let minutes = |minutes: i64| Timestamp(minutes * 60_000);
        for (touched, end) in [
            (0, 30),
            (29, 59),
            (1_409, 1_439),
            (1_410, 1_440),
            (1_439, 1_440),
        ] {
            assert_eq!(
                session_end(minutes(0), minutes(touched)),
                minutes(end),
                "{touched}"
            );
        }
    }

    #[test]
    fn what_a_page_says_of_its_own_asking_is_no_touch() {
        for (told, ms) in [
            (None, 0),
            (Some("0"), 0),
            (Some("90"), 90_000),
            (Some("-90"), 0),
            (Some("x"), 0),
            (Some("99999999"), 86_400_000),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(told) = told {
                headers.insert(UNTOUCHED, told.parse().unwrap());
            }
            assert_eq!(untouched_ms(&headers), ms, "{told:?}");
        }
    }
}
