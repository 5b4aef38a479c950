//! The REST interface below `/v1`: sessions, projects, forms, phones, review.

mod app_users;
mod attachments;
mod body;
mod forms;
mod projects;
mod record;
mod review;
mod sessions;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, header};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::{delete, get, post};
use farola_model::limits::FORM_XML_BYTES;
use farola_model::limits::MEDIA_BYTES;

use crate::app::App;
use crate::config::JSON_BYTES;

/// The routes of people and programs.
pub(crate) fn routes() -> Router<App> {
    let media = usize::try_from(MEDIA_BYTES).unwrap_or(usize::MAX);
    let forms = Router::new()
        .route(
            "/v1/projects/{project}/forms",
            get(forms::list).post(forms::publish),
        )
        .layer(DefaultBodyLimit::max(FORM_XML_BYTES));
    let files = Router::new()
        .route(
            "/v1/projects/{project}/forms/{form}/attachments/{name}",
            post(forms::attach),
        )
        .layer(DefaultBodyLimit::max(media));
    let review = "/v1/projects/{project}/review";
    let phones = "/v1/projects/{project}/app-users";
    let rest = Router::new()
        .route("/v1/sessions", post(sessions::open))
        .route("/v1/sessions/restore", get(sessions::restore))
        .route("/v1/sessions/current", delete(sessions::close))
        .route("/v1/users/current", get(sessions::current))
        .route("/v1/projects", get(projects::list))
        .route("/v1/projects/{project}", get(projects::one))
        .route(
            "/v1/projects/{project}/forms/{form}",
            get(forms::one).patch(forms::patch),
        )
        .route(phones, get(app_users::list).post(app_users::create))
        .route(&format!("{phones}/{{id}}"), delete(app_users::revoke))
        .route(&format!("{phones}/{{id}}/rotate"), post(app_users::rotate))
        .route(&format!("{phones}/{{id}}/qr.svg"), get(app_users::qr_svg))
        .route(&format!("{phones}/{{id}}/qr.json"), get(app_users::qr_json))
        .route(&format!("{review}/facets"), get(review::facets))
        .route(&format!("{review}/queue"), get(review::queue))
        .route(&format!("{review}/submissions/{{id}}"), get(review::record))
        .route(
            &format!("{review}/submissions/{{id}}/decision"),
            post(review::decide),
        )
        .route(
            &format!("{review}/submissions/{{id}}/comments"),
            post(review::comment),
        )
        .layer(DefaultBodyLimit::max(JSON_BYTES))
        .layer(map_response(not_stored));
    let photos = Router::new().route(
        &format!("{review}/submissions/{{id}}/attachments/{{name}}"),
        get(attachments::show),
    );
    forms.merge(files).merge(rest).merge(photos)
}

/// Answers about people and records stay out of every cache.
async fn not_stored(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
