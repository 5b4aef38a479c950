//! Reading addresses and bodies with our own codes instead of the framework's sentences.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::IntoResponse as _;
use farola_hub_wire::{Details, ParameterFault};
use farola_protocol::Problem;
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;
use tokio::time::timeout;
use utoipa::IntoParams;
use utoipa::openapi::path::ParameterIn;

use crate::app::App;
use crate::failure::{Failure, PhoneFailure, RestFailure};
use crate::upload::require_plain;

/// Longest time for a JSON body: a quarter of a megabyte at most.
const JSON_TIME: Duration = Duration::from_secs(30);
/// Longest time for a form or one of its files, which an administrator sends.
const FILE_TIME: Duration = Duration::from_secs(15 * 60);
/// Longest name of an unknown parameter that a refusal repeats.
const NAME_CHARS: usize = 40;

/// A JSON body. Its content type must say so: a form of another site cannot send it.
pub(crate) struct JsonBody<T>(pub(crate) T);

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| {
        let essence = kind.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("application/json")
    })
}

/// What it means that a body could not be received.
pub(crate) fn body_problem(rejection: BytesRejection) -> Problem {
    match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::BodyTooLarge,
        _ => Problem::TornBody,
    }
}

impl<T: DeserializeOwned> FromRequest<App> for JsonBody<T> {
    type Rejection = RestFailure;

    async fn from_request(request: Request, app: &App) -> Result<Self, RestFailure> {
        if !is_json(request.headers()) {
            return Err(Problem::BadJson.into());
        }
        require_plain(request.headers())?;
        let bytes = timeout(JSON_TIME, Bytes::from_request(request, app));
        let bytes = bytes.await.map_err(|_| Problem::TooSlow)?;
        let bytes = bytes.map_err(body_problem)?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|_| Problem::BadJson.into())
    }
}

/// A body of any type, whole, as far as its route takes one.
pub(crate) struct WholeBody(pub(crate) Bytes);

impl FromRequest<App> for WholeBody {
    type Rejection = RestFailure;

    async fn from_request(request: Request, app: &App) -> Result<Self, RestFailure> {
        require_plain(request.headers())?;
        let bytes = timeout(FILE_TIME, Bytes::from_request(request, app));
        let bytes = bytes.await.map_err(|_| Problem::TooSlow)?;
        bytes.map(Self).map_err(|body| body_problem(body).into())
    }
}

/// The query of an address: each parameter known, given once, and with a possible value.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned + IntoParams> FromRequestParts<App> for Query<T> {
    type Rejection = RestFailure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, RestFailure> {
        read_query(&parts.uri).map(Self).map_err(RestFailure)
    }
}

/// Reads the whole query with serde, and looks for the culprit only where that fails: serde
/// does not say which parameter it was.
fn read_query<T: DeserializeOwned + IntoParams>(uri: &Uri) -> Result<T, Failure> {
    let pieces = || uri.query().unwrap_or_default().split('&');
    let known: BTreeSet<String> = T::into_params(|| Some(ParameterIn::Query))
        .into_iter()
        .map(|parameter| parameter.name)
        .collect();
    let mut seen = BTreeSet::new();
    for piece in pieces().filter(|piece| !piece.is_empty()) {
        let name = name_of(piece);
        if !known.contains(&name) {
            return Err(refused(&name, ParameterFault::Unknown));
        }
        if !seen.insert(name.clone()) {
            return Err(refused(&name, ParameterFault::Repeated));
        }
    }
    parse(uri.query().unwrap_or_default()).ok_or_else(|| {
        let culprit = pieces().find(|piece| parse::<T>(piece).is_none());
        refused(&name_of(culprit.unwrap_or_default()), ParameterFault::Value)
    })
}

fn parse<T: DeserializeOwned>(query: &str) -> Option<T> {
    let uri = Uri::builder().path_and_query(format!("/?{query}"));
    let read = axum::extract::Query::try_from_uri(&uri.build().ok()?);
    read.ok().map(|axum::extract::Query(value)| value)
}

fn name_of(piece: &str) -> String {
    let name = piece.split('=').next().unwrap_or_default();
    let spaced = name.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

fn refused(name: &str, fault: ParameterFault) -> Failure {
    Failure::from(Problem::BadParameter).with(Details {
        parameter: Some(name.chars().take(NAME_CHARS).collect()),
        fault: Some(fault),
        ..Details::default()
    })
}

/// The query of a phone's address. What is not known is passed over: OpenRosa clients add
/// parameters of their own.
pub(crate) struct PhoneQuery<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<App> for PhoneQuery<T> {
    type Rejection = PhoneFailure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, PhoneFailure> {
        let read = parse(parts.uri.query().unwrap_or_default());
        read.map(Self).ok_or_else(|| Problem::BadParameter.into())
    }
}

/// The named parts of an address.
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = RestFailure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, RestFailure> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, app).await;
        path.map(|axum::extract::Path(value)| Self(value))
            .map_err(|_| Problem::RouteUnknown.into())
    }
}

/// The same for phones.
pub(crate) struct PhonePath<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for PhonePath<T> {
    type Rejection = PhoneFailure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PhoneFailure> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, app).await;
        path.map(|axum::extract::Path(value)| Self(value))
            .map_err(|_| Problem::RouteUnknown.into())
    }
}

#[cfg(test)]
mod tests {
    use farola_hub_wire::QueueQuery;

    use super::*;

    fn check(query: &str, expect: Option<(&str, ParameterFault)>) {
        let uri: Uri = format!("/queue?{query}").parse().unwrap();
        let read = read_query::<QueueQuery>(&uri);
        let details = read.err().map(|failure| failure.details().clone());
        let expect = expect.map(|(name, fault)| Details {
            parameter: Some(name.to_owned()),
            fault: Some(fault),
            ..Details::default()
        });
        assert_eq!(details, expect, "{query}");
    }

    #[test]
    fn a_query_is_read_whole_or_its_culprit_is_named() {
        for fine in ["", "&", "q=a+b&limit=3", "state=&form=&limit=", "q=%25%26"] {
            check(fine, None);
        }
        check("colour=red", Some(("colour", ParameterFault::Unknown)));
        check(
            "q=a&cit%79=1&city=2",
            Some(("city", ParameterFault::Repeated)),
        );
        check("q=a&limit=many", Some(("limit", ParameterFault::Value)));
        check("limit=-1", Some(("limit", ParameterFault::Value)));
        check(
            "state=received,gone",
            Some(("state", ParameterFault::Value)),
        );
        check("a+b", Some(("a b", ParameterFault::Unknown)));
    }

    #[test]
    fn a_long_unknown_name_is_cut() {
        let long = "ñ".repeat(300);
        check(
            &percent_encoding::utf8_percent_encode(&long, percent_encoding::NON_ALPHANUMERIC)
                .to_string(),
            Some(("ñ".repeat(NAME_CHARS).as_str(), ParameterFault::Unknown)),
        );
    }
}
