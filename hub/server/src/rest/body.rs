//! Reading JSON bodies and queries with our own codes instead of the framework's sentences.

use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use farola_protocol::Problem;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::failure::RestFailure;

/// A JSON body. Its content type must say so: a form of another site cannot send it.
pub(crate) struct Body<T>(pub(crate) T);

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| {
        let essence = kind.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("application/json")
    })
}

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = RestFailure;

    async fn from_request(request: Request, app: &App) -> Result<Self, RestFailure> {
        if !is_json(request.headers()) {
            return Err(Problem::BadJson.into());
        }
        let bytes = axum::body::Bytes::from_request(request, app)
            .await
            .map_err(|error| {
                use axum::response::IntoResponse as _;
                match error.into_response().status() {
                    StatusCode::PAYLOAD_TOO_LARGE => Problem::BodyTooLarge,
                    _ => Problem::TornBody,
                }
            })?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|_| Problem::BadJson.into())
    }
}

/// The query of an address.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<App> for Asked<T> {
    type Rejection = RestFailure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, RestFailure> {
        let query = Query::<T>::from_request_parts(parts, app).await;
        query
            .map(|Query(value)| Self(value))
            .map_err(|_| Problem::BadParameter.into())
    }
}

/// The named parts of an address.
pub(crate) struct At<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for At<T> {
    type Rejection = RestFailure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, RestFailure> {
        let path = Path::<T>::from_request_parts(parts, app).await;
        path.map(|Path(value)| Self(value))
            .map_err(|_| Problem::RouteUnknown.into())
    }
}
