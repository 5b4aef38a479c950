//! The review app, served from the binary under a strict policy.
//!
//! Its one inline script is the few lines with which SvelteKit starts; they are allowed by
//! their digest, computed from the page that is embedded, so nothing else can run.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use farola_protocol::Problem;
use rust_embed::RustEmbed;
use sha2::Digest as _;

use crate::app::App;
use crate::failure::RestFailure;

#[derive(RustEmbed)]
#[folder = "../web/build"]
#[allow_missing = true]
struct Files;

/// What stands where the review app was not built in.
const ABSENT: &str = "<!doctype html><html lang=\"es\"><meta charset=\"utf-8\">\
    <title>Farola</title><h1>Farola</h1><p>Este servidor funciona, pero se compiló sin la \
    página de revisión. / This hub runs, but was built without the review page.</p></html>";

/// The embedded app with its policy.
#[derive(Debug)]
pub(crate) struct WebApp {
    policy: HeaderValue,
}

impl WebApp {
    /// Reads the embedded pages and allows exactly their inline scripts.
    #[must_use]
    pub(crate) fn embedded() -> Self {
        let pages = Files::iter().filter(|name| name.ends_with(".html"));
        let hashes: BTreeSet<String> = pages
            .filter_map(|name| Files::get(&name))
            .flat_map(|page| inline_scripts(&String::from_utf8_lossy(&page.data)))
            .collect();
        let policy = policy(&hashes);
        Self {
            policy: HeaderValue::from_str(&policy)
                .unwrap_or(HeaderValue::from_static("default-src 'none'")),
        }
    }
}

fn policy(hashes: &BTreeSet<String>) -> String {
    let mut scripts = String::from("'self'");
    for hash in hashes {
        scripts.push_str(&format!(" 'sha256-{hash}'"));
    }
    // The map draws in a worker made from a blob and sets styles on its own elements.
    format!(
        "default-src 'none'; script-src {scripts}; style-src 'self'; \
         style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; \
         connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'"
    )
}

/// Digests of the scripts that stand in a page itself.
fn inline_scripts(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = page;
    while let Some((_, after)) = rest.split_once("<script") {
        let Some((attributes, after)) = after.split_once('>') else {
            break;
        };
        let Some((body, after)) = after.split_once("</script>") else {
            break;
        };
        if !attributes.contains("src=") {
            found.push(STANDARD.encode(sha2::Sha256::digest(body.as_bytes())));
        }
        rest = after;
    }
    found
}

/// Everything that is no interface: a file of the app, or its page for any other address.
pub(crate) async fn serve(
    State(app): State<App>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("v1/") {
        return RestFailure::from(Problem::RouteUnknown).into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return RestFailure::from(Problem::MethodNotAllowed).into_response();
    }
    if let Some(response) = file(&app, path, &headers) {
        return response;
    }
    // A name with an extension is a file that is not there, not a page of the app.
    if path
        .rsplit('/')
        .next()
        .is_some_and(|name| name.contains('.'))
    {
        return StatusCode::NOT_FOUND.into_response();
    }
    ["200.html", "index.html"]
        .into_iter()
        .find_map(|page| file(&app, page, &headers))
        .unwrap_or_else(|| page_response(&app, Body::from(ABSENT)))
}

fn file(app: &App, path: &str, headers: &HeaderMap) -> Option<Response> {
    let file = Files::get(path)?;
    if path.ends_with(".html") {
        return Some(page_response(app, Body::from(file.data.into_owned())));
    }
    let tag = format!("\"{}\"", STANDARD.encode(file.metadata.sha256_hash()));
    // SvelteKit names these files by their content.
    let cache = if path.starts_with("_app/immutable/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let kind = media_type(path);
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    let fixed = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CACHE_CONTROL, cache.to_owned()),
        (header::ETAG, tag.clone()),
    ];
    if known == Some(tag.as_str()) {
        return Some((StatusCode::NOT_MODIFIED, fixed).into_response());
    }
    Some((fixed, Body::from(file.data.into_owned())).into_response())
}

fn page_response(app: &App, body: Body) -> Response {
    let mut response = (
        [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        body,
    )
        .into_response();
    let policy = app.web().policy.clone();
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "geojson" => "application/geo+json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_inline_scripts_are_counted() {
        let page = "<script src=\"/a.js\"></script><script>start()</script><script type=\"m\">x";
        let found = inline_scripts(page);
        let expected = STANDARD.encode(sha2::Sha256::digest(b"start()"));
        assert_eq!(found, [expected]);
    }

    /// A binary that was compiled before the app was built must not go on without it.
    #[test]
    fn what_was_built_is_what_is_served() {
        fn names(dir: &std::path::Path, found: &mut BTreeSet<String>) {
            for entry in std::fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    names(&path, found);
                } else {
                    found.insert(path.display().to_string());
                }
            }
        }
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../web/build/");
        let mut built = BTreeSet::new();
        names(std::path::Path::new(root), &mut built);
        let served: BTreeSet<String> = Files::iter().map(|name| format!("{root}{name}")).collect();
        assert_eq!(served, built);
    }

    #[test]
    fn the_policy_lets_nothing_else_run() {
        let policy = policy(&BTreeSet::from(["abc=".to_owned()]));
        assert!(policy.contains("script-src 'self' 'sha256-abc=';"));
        assert!(!policy.contains("script-src 'self' 'unsafe-inline'"));
        assert!(policy.contains("frame-ancestors 'none'"));
    }
}
