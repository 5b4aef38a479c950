//! The cookies of the review app: the session, and the browser that is known.

use axum::http::{HeaderMap, HeaderValue, header};
use farola_protocol::Problem;

use crate::app::App;

/// Which cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cookie {
    /// The key of a session.
    Session,
    /// A browser in which somebody signed in before. It opens nothing.
    Device,
}

impl Cookie {
    /// Its name. Behind TLS a name that begins with `__Host-` keeps every other host, also of the
    /// same domain, from setting it.
    #[must_use]
    pub(crate) const fn name(self, is_secure: bool) -> &'static str {
        match (self, is_secure) {
            (Self::Session, true) => "__Host-farola_session",
            (Self::Session, false) => "farola_session",
            (Self::Device, true) => "__Host-farola_device",
            (Self::Device, false) => "farola_device",
        }
    }

    /// What a request shows.
    #[must_use]
    pub(crate) fn read(self, app: &App, headers: &HeaderMap) -> Option<String> {
        read(self.name(app.is_secure()), headers)
    }

    /// The header that sets it for so many seconds.
    ///
    /// # Errors
    /// [`Problem::Internal`] when the value cannot stand in a header.
    pub(crate) fn set(self, app: &App, value: &str, seconds: i64) -> Result<HeaderValue, Problem> {
        let text = write(self, app.is_secure(), value, seconds);
        HeaderValue::from_str(&text).map_err(|_| Problem::Internal)
    }
}

fn write(cookie: Cookie, is_secure: bool, value: &str, seconds: i64) -> String {
    let name = cookie.name(is_secure);
    // A link from elsewhere opens the app signed in; nobody is known through one.
    let site = match cookie {
        Cookie::Session => "Lax",
        Cookie::Device => "Strict",
    };
    let secure = if is_secure { "; Secure" } else { "" };
    format!("{name}={value}; HttpOnly; SameSite={site}; Path=/; Max-Age={seconds}{secure}")
}

fn read(wanted: &str, headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == wanted)
        .map(|(_, value)| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behind_tls_a_cookie_is_of_this_host_alone() {
        for cookie in [Cookie::Session, Cookie::Device] {
            let secure = write(cookie, true, "v", 60);
            assert!(secure.starts_with("__Host-farola_"), "{secure}");
            assert!(secure.ends_with("; Path=/; Max-Age=60; Secure"), "{secure}");
            assert!(secure.contains("; HttpOnly; SameSite=") && !secure.contains("Domain"));
            let plain = write(cookie, false, "v", 60);
            assert!(
                plain.starts_with("farola_") && !plain.contains("Secure"),
                "{plain}"
            );
        }
    }

    #[test]
    fn only_the_wanted_cookie_is_read() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "a=1; farola_session=s ;b".parse().unwrap());
        headers.append(header::COOKIE, "__Host-farola_session=h".parse().unwrap());
        let found = |secure| read(Cookie::Session.name(secure), &headers);
        assert_eq!(found(false).as_deref(), Some("s"));
        assert_eq!(found(true).as_deref(), Some("h"));
        assert_eq!(read(Cookie::Device.name(true), &headers), None);
    }
}
