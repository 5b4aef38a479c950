//! The REST interface below `/v1`: sessions, projects, forms, phones, review.
//!
//! Each handler says its own address, method and shapes; the routes and the OpenAPI document
//! are both made from that, so that neither can name an address which the other does not have.

mod app_users;
mod aside;
mod attachments;
mod audit;
mod filter;
mod forgetting;
mod forms;
mod jobs;
mod known_link;
mod openapi;
mod owner;
mod people;
mod projects;
mod record;
mod review;
mod second_proof;
mod sessions;
mod settings;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, header};
use axum::middleware::map_response;
use axum::response::Response;
use farola_model::limits::FORM_XML_BYTES;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use openapi::document;

use crate::app::App;
use crate::config::JSON_BYTES;
use crate::serve;

/// The routes of people and programs.
pub(crate) fn routes() -> Router<App> {
    documented().split_for_parts().0
}

/// The routes with what their handlers say of themselves.
fn documented() -> OpenApiRouter<App> {
    let forms = OpenApiRouter::new()
        .routes(routes!(forms::list, forms::publish))
        .layer(DefaultBodyLimit::max(FORM_XML_BYTES));
    let files = OpenApiRouter::new().routes(routes!(forms::attach));
    let rest = OpenApiRouter::new()
        .routes(routes!(sessions::open))
        .routes(routes!(sessions::restore))
        .routes(routes!(sessions::close))
        .routes(routes!(sessions::current))
        .routes(routes!(people::list, people::add))
        .routes(routes!(people::change_password))
        .routes(routes!(people::make_password))
        .routes(routes!(people::patch))
        .routes(routes!(people::end_sessions))
        .routes(routes!(second_proof::read, second_proof::set))
        .routes(routes!(second_proof::secret))
        .routes(routes!(second_proof::remove_own))
        .routes(routes!(second_proof::remove_of))
        .routes(routes!(known_link::make))
        .routes(routes!(known_link::redeem))
        .routes(routes!(settings::read, settings::change))
        .routes(routes!(projects::list))
        .routes(routes!(projects::one))
        .routes(routes!(forms::one, forms::patch))
        .routes(routes!(app_users::list, app_users::create))
        .routes(routes!(app_users::revoke))
        .routes(routes!(app_users::rotate))
        .routes(routes!(app_users::qr_svg))
        .routes(routes!(app_users::qr_json))
        .routes(routes!(jobs::read))
        .routes(routes!(jobs::again))
        .routes(routes!(jobs::forget))
        .routes(routes!(audit::read))
        .routes(routes!(audit::check))
        .routes(routes!(forgetting::list, forgetting::ask))
        .routes(routes!(forgetting::confirm))
        .routes(routes!(forgetting::refuse))
        .routes(routes!(review::facets))
        .routes(routes!(review::queue))
        .routes(routes!(review::record))
        .routes(routes!(review::decide))
        .routes(routes!(review::comment))
        .routes(routes!(owner::phones))
        .routes(routes!(owner::hand_over))
        .routes(routes!(owner::hand_over_all))
        .layer(DefaultBodyLimit::max(JSON_BYTES))
        .layer(map_response(not_stored));
    let others = OpenApiRouter::new()
        .routes(routes!(attachments::show))
        .routes(routes!(aside::fetch))
        .routes(routes!(serve::health));
    forms.merge(files).merge(rest).merge(others)
}

/// Answers about people and records stay out of every cache.
async fn not_stored(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
