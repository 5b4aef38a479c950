//! The wire as others read it: `hub/wire/openapi.json` and the review app's types are what the
//! hub's own types say today. `UPDATE_WIRE=1` writes both files anew.
// A test that meets something unexpected is to fail at once, where it stands.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "contract/typescript.rs"]
mod typescript;

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

const DOCUMENT: &str = "../wire/openapi.json";
const TYPES: &str = "../web/src/lib/api/types.ts";

fn document() -> Value {
    serde_json::from_str(&farola_hub_server::openapi_json().unwrap()).unwrap()
}

fn held(file: &str, fresh: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("UPDATE_WIRE").is_some() {
        std::fs::write(&path, fresh).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == fresh,
        "{file} is not what the types say; UPDATE_WIRE=1 cargo test -p farola-hub-server \
         --test contract writes it anew"
    );
}

#[test]
fn the_openapi_document_is_what_the_types_say() {
    held(DOCUMENT, &format!("{:#}\n", document()));
}

#[test]
fn the_types_of_the_review_app_are_what_the_document_says() {
    held(TYPES, &typescript::print(&document()).unwrap());
}

#[test]
fn operations_have_names_of_their_own_and_say_how_they_refuse() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    let mut names = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "{name} twice");
            let refusal = &operation["responses"]["default"]["content"]["application/json"];
            assert_eq!(
                refusal["schema"]["$ref"], "#/components/schemas/Refusal",
                "{method} {path}"
            );
        }
    }
    assert!(names.len() > 20, "{names:?}");
}

/// A reference to a schema that the document does not have breaks every reader of it.
#[test]
fn every_reference_is_there() {
    let document = document();
    let text = document.to_string();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    for part in text.split("#/components/schemas/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(schemas.contains_key(name), "{name}");
    }
}
