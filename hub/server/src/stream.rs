//! Sending stored files in small pieces, so that a large one does not fill the memory.

use axum::body::Body;
use farola_model::Sha256;
use tokio_util::io::ReaderStream;

use crate::app::App;
use crate::failure::Failure;

/// Bytes read at a time.
const PIECE: usize = 64 * 1024;

/// A stored file as a body.
///
/// # Errors
/// When the file is not there.
pub(crate) async fn file_body(app: &App, digest: Sha256) -> Result<Body, Failure> {
    let store = app.store().clone();
    let file = app
        .blocking(move || Ok(store.blobs().open_file(digest)?))
        .await?;
    let file = tokio::fs::File::from_std(file);
    Ok(Body::from_stream(ReaderStream::with_capacity(file, PIECE)))
}
