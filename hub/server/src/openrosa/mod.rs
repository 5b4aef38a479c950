//! The OpenRosa interface below `/v1/key/TOKEN/projects/N`, and the hub's own dialect beside
//! it. Behaviour and status numbers are ODK Central's, so that ODK Collect works unchanged.

mod feed;
mod forms;
mod kept;
mod multipart;
mod parcels;
mod receive;
mod sign;
mod submit;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::Response;
use axum::routing::{get, head, post, put};
use farola_hub_store::app_user::{AppUser, KeyDigest};
use farola_model::{ProjectId, limits::REQUEST_BYTES};
use farola_protocol::{Problem, header as wire};

pub(crate) use self::forms::SEGMENT;
pub(crate) use self::kept::keep_as_it_came;
pub(crate) use self::receive::{Coming, HELD, ReceivedFile};
use crate::app::App;
use crate::failure::PhoneFailure;
use crate::token;

/// The routes of phones.
pub(crate) fn routes(app: &App) -> Router<App> {
    let body = usize::try_from(REQUEST_BYTES).unwrap_or(usize::MAX);
    Router::new()
        .route("/formList", get(forms::list))
        .route("/forms/{form}", get(forms::xml))
        .route("/forms/{form}/manifest", get(forms::manifest))
        .route("/forms/{form}/attachments/{name}", get(forms::attachment))
        .route("/submission", head(submit::head).post(submit::post))
        .route("/farola/changes", get(feed::changes))
        .route("/farola/receipts/{instance}", get(feed::receipt))
        .route(
            "/farola/parcels/{id}",
            post(parcels::announce).layer(DefaultBodyLimit::max(parcels::ANNOUNCEMENT_BYTES)),
        )
        .layer(DefaultBodyLimit::max(body))
        .layer(map_response(openrosa_headers))
        .layer(from_fn_with_state(app.clone(), sign::sign))
}

/// What the platform of a phone uploads by itself: below no key.
pub(crate) fn parcel_routes() -> Router<App> {
    Router::new().route("/v1/farola/parcels/{id}", put(parcels::take))
}

/// Every answer to a phone says which OpenRosa it is and how much it takes.
async fn openrosa_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert("x-openrosa-version", HeaderValue::from_static("1.0"));
    headers.insert(
        "x-openrosa-accept-content-length",
        HeaderValue::from(REQUEST_BYTES),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The announcement of the hub's own dialect.
pub(crate) const ANNOUNCE: (HeaderName, &str) = (HeaderName::from_static("x-farola-hub"), "1");

/// The announcement that parcels are taken, beside it.
pub(crate) const PARCELS: (HeaderName, &str) = (
    HeaderName::from_static("x-farola-parcels"),
    wire::FAROLA_PARCELS_VALUE,
);

/// A phone that showed a good key.
pub(crate) struct Phone {
    pub(crate) user: AppUser,
    pub(crate) project: ProjectId,
    /// Address of the project with the key in it, as the phone knows it.
    pub(crate) base: String,
    /// The key that it showed.
    pub(crate) key: String,
}

impl FromRequestParts<App> for Phone {
    type Rejection = PhoneFailure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PhoneFailure> {
        let path: Path<Vec<(String, String)>> = Path::from_request_parts(parts, app)
            .await
            .map_err(|_| Problem::RouteUnknown)?;
        let find = |name: &str| {
            let found = path.iter().find(|(key, _)| key == name);
            found
                .map(|(_, value)| value.clone())
                .ok_or(Problem::RouteUnknown)
        };
        let key = find("key")?;
        // A wrong project is answered like a wrong key: a key opens nothing to look around in.
        let project = find("project")?
            .parse()
            .map(ProjectId)
            .map_err(|_| Problem::KeyUnknown)?;
        let digest = KeyDigest(token::digest(&key));
        let user = app
            .read(move |store| store.find_app_user(project, digest))
            .await?
            .ok_or(Problem::KeyUnknown)?;
        let base = format!("{}/v1/key/{key}/projects/{project}", app.base_url());
        Ok(Self {
            user,
            project,
            base,
            key,
        })
    }
}

/// How long a body says it is, where it says so.
pub(crate) fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

/// OpenRosa requires its version header; ODK Central answers 400 without it.
pub(crate) fn require_version(headers: &HeaderMap) -> Result<(), Problem> {
    let version = headers
        .get("x-openrosa-version")
        .and_then(|value| value.to_str().ok());
    match version {
        Some("1.0") => Ok(()),
        _ => Err(Problem::VersionHeaderMissing),
    }
}
