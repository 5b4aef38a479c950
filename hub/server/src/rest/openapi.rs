//! The OpenAPI 3.1 document of the REST interface. It is printed into `hub/wire/openapi.json`;
//! `tests/contract.rs` holds the file to this.

use axum::Router;
use farola_hub_wire::{QueueQuery, Refusal};
use utoipa::ToSchema;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{
    Components, Content, Info, OpenApi as Document, Ref, RefOr, Response, ResponseBuilder,
    SecurityRequirement, Server,
};

use super::documented;
use crate::app::App;
use crate::cookie::Cookie;

/// The document of every route that people and programs may ask.
pub(crate) fn document() -> Document {
    let (_, mut document): (Router<App>, Document) = documented().split_for_parts();
    let mut info = Info::new("Farola hub", env!("CARGO_PKG_VERSION"));
    info.description = Some(
        "What people and programs ask of a hub. Addresses and names that ODK Central has too \
         are Central's. Phones speak OpenRosa instead."
            .to_owned(),
    );
    document.info = info;
    document.servers = Some(vec![Server::new("/")]);
    document.security = Some(vec![
        SecurityRequirement::new("cookie", Vec::<String>::new()),
        SecurityRequirement::new("bearer", Vec::<String>::new()),
    ]);
    let components = document.components.get_or_insert_default();
    add_security(components);
    // Parameters stand apart from the schemas; the review app wants this one as a type too.
    add_schema::<QueueQuery>(components);
    add_schema::<Refusal>(components);
    let items = document.paths.paths.values_mut();
    for operation in items.flat_map(operations) {
        let refusal = RefOr::T(refusal());
        operation
            .responses
            .responses
            .insert("default".to_owned(), refusal);
    }
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem {
        get,
        post,
        patch,
        delete,
        ..
    } = item;
    [get, post, patch, delete].into_iter().flatten()
}

fn refusal() -> Response {
    let schema = Ref::from_schema_name(Refusal::name());
    ResponseBuilder::new()
        .description("Refused")
        .content("application/json", Content::new(Some(schema)))
        .build()
}

fn add_schema<T: ToSchema>(components: &mut Components) {
    let mut used = Vec::new();
    T::schemas(&mut used);
    used.push((T::name().into_owned(), T::schema()));
    components.schemas.extend(used);
}

fn add_security(components: &mut Components) {
    let cookie = ApiKey::Cookie(ApiKeyValue::with_description(
        Cookie::Session.name(true),
        "Set by signing in (`farola_session` on a hub without TLS); writes show the session's `csrf` in `X-CSRF` as well.",
    ));
    components.add_security_scheme("cookie", SecurityScheme::ApiKey(cookie));
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    components.add_security_scheme("bearer", bearer);
}
