//! Every answer to a phone that asks for proof is signed: receipts, lists, files, refusals.

use axum::body::{Body, to_bytes};
use axum::extract::{OriginalUri, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use farola_model::Sha256;
use farola_protocol::proof::{self, Answered, Asked};
use farola_protocol::{Nonce, Problem};

use crate::app::App;
use crate::failure::PhoneFailure;

/// Largest answer that is held in memory for its digest: the largest form and more. Files go out
/// in pieces; their digest is known before ([`FileDigest`]).
const HELD_BYTES: usize = 64 * 1024 * 1024;
const NONCE: HeaderName = HeaderName::from_static("x-farola-nonce");
const SIGNATURE: HeaderName = HeaderName::from_static("x-farola-signature");

/// What an answer says of itself whose body is a stored file: it is not read again to be signed.
#[derive(Debug, Clone, Copy)]
pub(super) struct FileDigest(pub(super) Sha256);

/// Signs the answer where the phone sent a nonce. What is inside has set all that is signed: this
/// is the outermost layer of a phone's routes but for packing.
pub(super) async fn sign(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    request: Request,
    next: Next,
) -> Response {
    let nonce = request.headers().get(NONCE);
    let nonce: Option<Nonce> = nonce.and_then(|nonce| nonce.to_str().ok()?.parse().ok());
    let method = request.method().clone();
    let response = next.run(request).await;
    let Some(nonce) = nonce else {
        return response;
    };
    let asked = Asked {
        method: method.as_str(),
        address: &uri.to_string(),
        nonce,
    };
    let signed = signed(&app, &asked, response).await;
    signed.unwrap_or_else(|problem| PhoneFailure::from(problem).into_response())
}

async fn signed(app: &App, asked: &Asked<'_>, response: Response) -> Result<Response, Problem> {
    let (mut head, body) = response.into_parts();
    let (digest, body) = match head.extensions.get::<FileDigest>() {
        Some(known) => (known.0, body),
        None => {
            let bytes = to_bytes(body, HELD_BYTES).await;
            let bytes = bytes.map_err(|_| Problem::Internal)?;
            (Sha256::of(&bytes), Body::from(bytes))
        }
    };
    let text = |name: &'static str| head.headers.get(name).and_then(|value| value.to_str().ok());
    let answered = Answered {
        status: head.status.as_u16(),
        hub: text("x-farola-hub"),
        parcels: text("x-farola-parcels"),
        limit: text("x-openrosa-accept-content-length"),
        problem: text("x-farola-problem"),
        body: digest,
    };
    let signature = proof::sign(app.signer(), asked, &answered);
    let signature = signature.ok_or(Problem::Internal)?.to_string();
    let signature = HeaderValue::from_str(&signature).map_err(|_| Problem::Internal)?;
    head.headers.insert(SIGNATURE, signature);
    Ok(Response::from_parts(head, body))
}
