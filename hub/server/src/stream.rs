//! Sending stored files in small pieces, so that a large one does not fill the memory.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::Body;
use farola_hub_store::{Store, StoreError};
use farola_model::Sha256;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::task::JoinHandle;
use tokio_util::io::ReaderStream;

use crate::app::App;
use crate::failure::Failure;

/// Bytes sent at a time.
const SENT: usize = 64 * 1024;

/// A stored file as a body.
///
/// # Errors
/// When the file is not there.
pub(crate) async fn file_body(app: &App, digest: Sha256) -> Result<Body, Failure> {
    let piece = app.store().files().piece();
    let held = app
        .read(move |store| store.read_file_range(digest, 0, piece))
        .await?;
    let mut file = Pieces {
        store: app.store().clone(),
        digest,
        piece,
        read: 0,
        held: io::Cursor::new(Vec::new()),
        coming: None,
    };
    file.hold(held);
    Ok(Body::from_stream(ReaderStream::with_capacity(file, SENT)))
}

type Coming = JoinHandle<Result<Vec<u8>, StoreError>>;

/// A stored file that is read range by range; the next one comes while one is sent.
struct Pieces {
    store: Arc<Store>,
    digest: Sha256,
    /// Bytes that are read at a time.
    piece: usize,
    /// Bytes that were read so far.
    read: u64,
    held: io::Cursor<Vec<u8>>,
    coming: Option<Coming>,
}

impl Pieces {
    /// Holds a piece to be sent, and asks for the next where it was not the last.
    fn hold(&mut self, piece: Vec<u8>) {
        self.read = self.read.saturating_add(piece.len() as u64);
        if piece.len() == self.piece {
            let (store, digest, from) = (self.store.clone(), self.digest, self.read);
            let length = self.piece;
            self.coming = Some(tokio::task::spawn_blocking(move || {
                store.read_file_range(digest, from, length)
            }));
        }
        self.held = io::Cursor::new(piece);
    }
}

impl AsyncRead for Pieces {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = out.filled().len();
        loop {
            let room = out.initialize_unfilled();
            let count = io::Read::read(&mut this.held, room)?;
            out.advance(count);
            if out.filled().len() > before || out.remaining() == 0 {
                return Poll::Ready(Ok(()));
            }
            let Some(coming) = &mut this.coming else {
                return Poll::Ready(Ok(()));
            };
            let piece = ready!(Pin::new(coming).poll(context));
            this.coming = None;
            let piece = piece.map_err(io::Error::other)?;
            this.hold(piece.map_err(io::Error::other)?);
        }
    }
}
